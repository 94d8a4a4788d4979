"""Certify circles on the network of the product: five origins, four limits, three modes, 10,000 random samples each.

python benchmarks/certify_circles.py [--json FILE]
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from spatial.modes import MODES
from spatial.network import compile_network, load_network
from spatial.reach.certificate import certify
from spatial.reach.isochrone import isochrones
from spatial.reach.times import one_to_all

ORIGINS = ("changchun-shi", "jilin-shi", "yanji-shi", "baicheng-shi", "tonghua-shi")
LIMITS = (30.0, 60.0, 90.0, 120.0)


def main() -> None:
    """Print one row per circle and the worst of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    network, rows = load_network(), []
    for mode in MODES:
        compiled = compile_network(network, mode)
        for origin in ORIGINS:
            times = one_to_all(compiled, origin, limit=max(LIMITS))
            for circle in isochrones(times, LIMITS):
                found = asdict(certify(times, circle))
                rows.append({"mode": mode, "origin": origin, "limit": circle.limit, "area_km2": round(circle.area_km2, 1), **found})
                print(
                    *(rows[-1][key] for key in ("mode", "origin", "limit", "area_km2", "inside", "sound", "complete", "area_error_km2")),
                    sep="\t",
                )
    some = [row for row in rows if row["sound"] is not None]
    print("least sound", min(row["sound"] for row in some), "least complete", min(row["complete"] for row in some), "circles", len(some))
    if given.json:
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
