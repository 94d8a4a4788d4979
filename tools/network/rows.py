"""Collect the rows of the road layers: junctions, edges with their lines, background pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.network.expressways import Line
from tools.network.facts import Section

Row = dict[str, object]


@dataclass(frozen=True)
class Junction:
    """Hold one junction: id, kind, name, point (lon, lat), precision in metres, source."""

    id: str
    kind: str
    name: str
    xy: tuple[float, float]
    precision_m: int
    source: str


@dataclass(frozen=True)
class Stretch:
    """Hold where an edge runs: junction ids, length in metres with its basis, the line, and its length on the mesh if traced."""

    ends: tuple[str, str]
    length_m: float
    basis: str
    line: Line
    traced_m: float | None = None


@dataclass
class Tables:
    """Collect the rows and lines of all road layers."""

    junctions: dict[str, Row] = field(default_factory=dict)
    roads: list[Row] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    traced_m: dict[str, float | None] = field(default_factory=dict)
    background: list[tuple[str, str, str, str, float, Line]] = field(default_factory=list)


def point_of(out: Tables, junction: str) -> tuple[float, float]:
    """Return the point of a junction written before."""
    row = out.junctions[junction]
    return float(row["lon"]), float(row["lat"])  # type: ignore[arg-type]


def add_junction(out: Tables, point: Junction) -> None:
    """Add one junction row; an id used twice is a fault of the data."""
    if point.id in out.junctions:
        msg = f"junction id {point.id} is used twice"
        raise ValueError(msg)
    out.junctions[point.id] = {
        "id": point.id, "kind": point.kind, "name": point.name, "lon": round(point.xy[0], 5), "lat": round(point.xy[1], 5),
        "precision_m": point.precision_m, "source": point.source,
    }  # fmt: skip


def add_road(out: Tables, section: Section, ident: str, stretch: Stretch, changes: Row | None = None) -> None:
    """Add one road edge and its line; `changes` are the columns that differ from the section."""
    row: Row = {
        "id": ident, "from_id": stretch.ends[0], "to_id": stretch.ends[1], "mode": "road", "edge_class": section.edge_class,
        "ref": section.ref, "name": section.name, "length_m": round(stretch.length_m), "speed_kph": f"{section.speed_kph:g}",
        "lanes": section.lanes, "status": section.status, "opened": section.opened, "closed": "", "passenger_from": "",
        "passenger_to": "", "date_basis": section.date_basis, "length_basis": stretch.basis, "source": section.source,
        "confidence": section.confidence,
    }  # fmt: skip
    out.roads.append(row | (changes or {}))
    out.lines[ident], out.traced_m[ident] = stretch.line, stretch.traced_m
