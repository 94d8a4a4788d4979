"""Certify circles on the network of the product: five origins, four limits, three modes, 10,000 random samples each.

python benchmarks/certify_circles.py [--json FILE] [--random COUNT]

--random COUNT certifies circles around COUNT seats drawn at random per mode and year instead: 2012 and 2026, outward and inward.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from spatial.modes import MODES
from spatial.network import compile_network, load_network
from spatial.reach.certificate import certify
from spatial.reach.isochrone import isochrones
from spatial.reach.origins import Origin, points_asked
from spatial.reach.times import one_to_all

ORIGINS = ("changchun-shi", "jilin-shi", "yanji-shi", "baicheng-shi", "tonghua-shi")
LIMITS = (30.0, 60.0, 90.0, 120.0)
OTHER_LIMITS = (20.0, 45.0, 75.0, 150.0)
YEARS = (2012, 2026)
SHOWN = ("mode", "year", "inbound", "origin", "limit", "area_km2", "inside", "sound", "complete", "area_error_km2")
Case = tuple[str, int | None, Origin, bool, tuple[float, ...]]


def fixed() -> Iterator[Case]:
    """Yield the circles of the documentation: mode, year, origin, inbound and limits."""
    for mode in MODES:
        for origin in ORIGINS:
            yield mode, None, origin, False, LIMITS


def drawn(count: int, seed: int = 3) -> Iterator[Case]:
    """Yield circles around seats drawn at random."""
    seats = [*points_asked(None, "prefecture"), *points_asked(None, "county")]
    random = np.random.default_rng(seed)
    for year in YEARS:
        for mode in MODES:
            for at in random.choice(len(seats), count, replace=False):
                for inbound in (False, True):
                    yield mode, year, seats[at], inbound, OTHER_LIMITS


def main() -> None:
    """Print one row per circle and the worst of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--random", type=int, metavar="COUNT")
    given = parser.parse_args()
    network, rows = load_network(), []
    for mode, year, origin, inbound, limits in drawn(given.random) if given.random else fixed():
        compiled = compile_network(network, mode, year)
        times = one_to_all(compiled, origin, limit=max(limits), inbound=inbound)
        for circle in isochrones(times, limits):
            said = {"mode": mode, "year": compiled.on.year, "inbound": inbound, "origin": times.origins[0].name, "limit": circle.limit}
            rows.append({**said, "area_km2": round(circle.area_km2, 1), **asdict(certify(times, circle))})
            print(*(rows[-1][key] for key in SHOWN), sep="\t")
    some = [row for row in rows if row["sound"] is not None]
    print("least sound", min(row["sound"] for row in some), "least complete", min(row["complete"] for row in some), "circles", len(some))
    if given.json:
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
