"""Score the geometry against official lengths, the official length of the tested stretch withheld.

python -m tools.network.lengths --reference DIR --scgraph DIR

Roads: for every official total of several expressway sections the stated lengths of that total are replaced by straight line x 1.05
before tracing, so that neither the acceptance of a trace nor its length has seen it; the traced length is then multiplied by the median
ratio (official / traced) of all other totals. Rail: the traced length of a whole line against the official length of the same stretch.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from tools.network.expressways import WINDING, trace
from tools.network.facts import Section, read_expressways, rows_of
from tools.network.graph import Graph, geodesic_m, line_length_m
from tools.network.mesh import keep_domestic, read_mesh
from tools.network.rail import build as build_rail
from tools.network.rail import section_id

SEED, DRAWS = 20260101, 2000


def main() -> None:
    """Print one line per official total and the median and 90th percentile with bootstrap intervals."""
    parser = argparse.ArgumentParser(prog="python -m tools.network.lengths", description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--scgraph", type=Path, required=True)
    args = parser.parse_args()
    _report("expressways", road_pairs(args.reference, args.scgraph))
    _report("railways", rail_pairs(args.reference, args.scgraph))


def road_pairs(reference: Path, scgraph: Path) -> list[tuple[str, float, float]]:
    """Return (official total, official metres, traced metres) with all official lengths withheld from the tracing."""
    mesh, _ = keep_domestic(read_mesh(scgraph, "road"))
    graph = Graph(mesh)
    graph.keep_main()
    sections = read_expressways(reference)
    traced = trace([_withheld(s) for s in sections], graph)
    groups: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        if section.official and section.status == "open":
            groups[section.length_group].append(section)
    return [
        (
            name,
            sum(s.length_m for s in members),
            sum(traced.length_m.get(s.id, WINDING * line_length_m(traced.lines[s.id])) for s in members),
        )
        for name, members in sorted(groups.items())
    ]


def _withheld(section: Section) -> Section:
    """Return a section whose official length is replaced by what the straight line says."""
    return replace(section, length_m=WINDING * geodesic_m(section.start_xy, section.end_xy)) if section.official else section


def rail_pairs(reference: Path, scgraph: Path) -> list[tuple[str, float, float]]:
    """Return (line, official metres, traced metres) of every line whose whole official stretch was traced."""
    tables = build_rail(reference, Graph(read_mesh(scgraph, "rail")), {}, withheld=True)
    totals = {
        row["line_name"]: float(row["official_km"]) for row in rows_of(reference / "network" / "rail_line_totals.csv") if row["official_km"]
    }
    lines: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of(reference / "network" / "rail_sections.csv"):
        lines[row["line_name"]].append(row)
    pairs = []
    for name, official in totals.items():
        ids = [section_id(row) for row in lines[name]]
        stated = sum(float(row["length_km"]) for row in lines[name])
        if all(i in tables.traced_m for i in ids) and abs(stated / official - 1) < 0.03:
            pairs.append((name, official * 1000.0, sum(tables.traced_m[i] for i in ids)))
    return pairs


def errors(pairs: list[tuple[str, float, float]]) -> np.ndarray:
    """Return the relative errors after the median correction learnt on the other pairs."""
    ratio = np.array([official / traced for _, official, traced in pairs])
    factor = np.array([np.median(np.delete(ratio, i)) for i in range(len(ratio))])
    result: np.ndarray = np.abs(factor / ratio - 1.0)
    return result


def _report(title: str, pairs: list[tuple[str, float, float]]) -> None:
    """Print the pairs, raw and corrected scores."""
    raw = np.array([abs(traced / official - 1.0) for _, official, traced in pairs])
    corrected = errors(pairs)
    for (name, official, traced), a, b in zip(pairs, raw, corrected, strict=True):
        print(f"{title}\t{name}\t{official / 1000:.1f}\t{traced / 1000:.1f}\t{a:.3f}\t{b:.3f}")
    for label, values in (("geometry alone", raw), ("with the median factor of the others", corrected)):
        draws = np.random.default_rng(SEED).choice(values, (DRAWS, len(values)))
        spans = [np.percentile(np.percentile(draws, q, axis=1), (5, 95)) for q in (50, 90)]
        print(
            f"{title}, {label}: n {len(values)}; median {np.median(values):.1%} ({spans[0][0]:.1%}-{spans[0][1]:.1%}); "
            f"90th percentile {np.percentile(values, 90):.1%} ({spans[1][0]:.1%}-{spans[1][1]:.1%})"
        )


if __name__ == "__main__":
    main()
