"""Build all base network layers: python -m tools.network --reference DIR --scgraph DIR [--gazetteer FILE] [--out DIR]."""

from __future__ import annotations

import argparse
from pathlib import Path

from spatial.schema import EDGE_COLUMNS, JUNCTION_COLUMNS
from tools.network import expressways, ordinary, outcomes, rail, roads
from tools.network.expressways import Line
from tools.network.facts import read_expressways, read_trunks, rows_of
from tools.network.graph import Graph, line_length_m
from tools.network.mesh import keep_domestic, read_mesh
from tools.network.rail_forks import cut_forks
from tools.network.rows import Tables
from tools.network.settlements import settlements
from tools.network.sidecars import STATION, sidecar
from tools.network.write import write_csv, write_lines, write_sidecar

ROOT = Path(__file__).resolve().parents[2]
SEAT_KINDS = ("prefecture", "county", "district")


def main() -> None:
    """Read the arguments, build and write everything, print what was done."""
    parser = argparse.ArgumentParser(prog="python -m tools.network", description=__doc__)
    parser.add_argument("--reference", type=Path, required=True, help="folder of the reference tables")
    parser.add_argument("--scgraph", type=Path, required=True, help="folder with world_highways.py and world_railways.py")
    parser.add_argument("--gazetteer", type=Path, default=ROOT / "gazetteer.csv")
    parser.add_argument("--out", type=Path, default=ROOT / "layers" / "base")
    args = parser.parse_args()
    road_rows, road_note = _build_roads(args.reference, args.scgraph, args.gazetteer, args.out)
    rails = _build_rail(args.reference, args.scgraph, args.gazetteer, args.out)
    _build_outcomes(args.reference, args.out, road_rows, rails)
    junctions = [*road_rows.junctions.values(), *rails.junctions]
    used = {end for edge in [*road_rows.roads, *rails.railways] for end in (edge["from_id"], edge["to_id"])}
    used |= {end for piece in road_rows.background for end in piece[1:3]}
    junctions = sorted((j for j in junctions if j["id"] in used), key=lambda j: str(j["id"]))
    write_csv(args.out / "junctions.csv", JUNCTION_COLUMNS, junctions)
    _sidecar(args.out, "junctions", f"{len(junctions)} junctions")
    print(road_note)


def _sidecar(out: Path, name: str, note: str) -> None:
    """Write the sidecar of a layer."""
    write_sidecar(out / f"{name}.toml", *sidecar(name, note))


def _line_columns(lines: dict[str, Line], traced_m: dict[str, float | None]) -> dict[str, list[object]]:
    """Return the columns of a geometry file: id and the length of the geometry alone, on the mesh where it was traced."""
    lengths = [traced_m[ident] or line_length_m(line) for ident, line in lines.items()]
    return {"id": list(lines), "geometry_m": [round(v, 1) for v in lengths], "traced": [traced_m[i] is not None for i in lines]}


def _build_roads(reference: Path, scgraph: Path, gazetteer: Path, out: Path) -> tuple[Tables, str]:
    """Build and write the road layers."""
    mesh, cuts = keep_domestic(read_mesh(scgraph, "road"))
    graph = Graph(mesh)
    islands = graph.keep_main()
    sections, trunks = read_expressways(reference), read_trunks(reference)
    traced = expressways.trace(sections, graph)
    net = ordinary.build(graph, traced, sections, trunks, settlements(gazetteer))
    sections = net.expressways
    tables = roads.tables(net, traced, sections, trunks)
    write_csv(out / "roads.csv", EDGE_COLUMNS, tables.roads)
    write_lines(out / "road_geometry.parquet", _line_columns(tables.lines, tables.traced_m), list(tables.lines.values()))
    ids, starts, ends, classes, lengths, lines = zip(*tables.background, strict=True)
    attributes = {"id": ids, "from_id": starts, "to_id": ends, "edge_class": classes, "length_m": [round(v, 1) for v in lengths]}
    write_lines(out / "background_roads.parquet", attributes, lines)
    crossings = "; ".join(f"{lon:g} {lat:g}" for lon, lat in cuts)
    _sidecar(
        out, "roads", f"{len(tables.roads)} edges; {len(traced.rejected)} expressway runs not on the mesh: {'; '.join(traced.rejected)}"
    )
    _sidecar(
        out,
        "road_geometry",
        f"{len(traced.length_m)} of {len(sections)} expressway sections traced on the mesh; "
        f"{len(net.chords) - len(net.links)} trunk sections and {len(net.links)} connecting roads of towns are straight chords",
    )
    dropped = (
        f"{islands / 1000:.0f} km of islands and {net.dropped} pieces ({net.dropped_m / 1000:.0f} km) cut off by the expressways dropped"
    )
    kept = sum(graph.edges[e][2] for e in net.kept if e in graph.edges) / 1000
    note = f"{len(lines)} edges, {sum(lengths) / 1000:.0f} km; {dropped}; {kept:.0f} km serve as ordinary road although an expressway was traced on them; cut at the border at {crossings}"  # noqa: E501
    _sidecar(out, "background_roads", note)
    return tables, note


def _build_rail(reference: Path, scgraph: Path, gazetteer: Path, out: Path) -> rail.RailTables:
    """Build and write the rail layers."""
    place_ids = {row["title"]: row["id"] for row in rows_of(gazetteer) if row["kind"] in SEAT_KINDS}
    tables = rail.build(reference, Graph(read_mesh(scgraph, "rail")), place_ids)
    cut_forks(tables)
    write_csv(out / "railways.csv", EDGE_COLUMNS, tables.railways)
    write_csv(out / "stations.csv", tuple(STATION), tables.stations)
    traced = {ident: tables.traced_m.get(ident, tables.traced_m.get(ident[:-1])) for ident in tables.lines}
    write_lines(out / "rail_geometry.parquet", _line_columns(tables.lines, traced), list(tables.lines.values()))
    _sidecar(out, "railways", f"{len(tables.railways)} edges; left out: {'; '.join(tables.left_out)}")
    _sidecar(out, "stations", f"{len(tables.stations)} stations")
    _sidecar(out, "rail_geometry", f"{len(tables.traced_m)} sections traced; straight: {'; '.join(tables.rejected)}")
    return tables


def _build_outcomes(reference: Path, out: Path, road_tables: Tables, rail_tables: rail.RailTables) -> None:
    """Build and write the outcomes of the plan projects."""
    names = {j["id"]: j["name"] for j in rail_tables.junctions}
    railways = [edge | {"start": names[edge["from_id"]], "end": names[edge["to_id"]]} for edge in rail_tables.railways]
    rows = outcomes.build(reference, road_tables.roads, railways)
    write_csv(out / "project_outcomes.csv", outcomes.COLUMNS, rows)
    _sidecar(out, "project_outcomes", f"{len(rows)} projects, {sum(bool(r['realised_by']) for r in rows)} with edges")


if __name__ == "__main__":
    main()
