"""What a leg would take if lines whose day of opening is not known were open already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from spatial.connectivity.corridor import Corridor
from spatial.connectivity.legs import Lines
from spatial.network import Network, edges_open_on
from spatial.network.attached import attach, way_between
from spatial.network.dates import date_range

UNKNOWN_OPENING: Final = "unknown: between"
LONG_AGO: Final = "1990-01-01"


@dataclass(frozen=True)
class Hoped:
    """Hold the minutes of a leg if the lines of unknown date were open, which lines it uses, and what is known of their date."""

    minutes: float
    edges: tuple[str, ...]
    names: tuple[str, ...]
    span: str


@lru_cache(maxsize=8)
def _hoped_network(network: Network, on: date) -> tuple[Network, frozenset[str]] | None:
    """Return the network with the lines of unknown date open, and their ids; None when there are none closed on the day."""
    edges = network.edges
    possible = edges["date_basis"].astype(str).str.startswith(UNKNOWN_OPENING).to_numpy() & ~edges_open_on(edges, on).is_open
    ids = tuple(edges["id"][possible])
    return (network.with_edges(opened=dict.fromkeys(ids, LONG_AGO)), frozenset(ids)) if ids else None


def hoped_minutes(corridor: Corridor, lines: Lines) -> tuple[Hoped | None, ...]:
    """Return per leg what it would take with the lines of unknown date open; None where that uses none of them."""
    hoped = _hoped_network(lines.network, lines.on)
    if hoped is None:
        return (None,) * len(corridor.pairs)
    attached = attach(hoped[0], corridor.places, lines.mode, lines.on)
    index = {place.id: number for number, place in enumerate(corridor.places)}
    found: list[Hoped | None] = []
    for a, b in corridor.pairs:
        way = way_between(attached, index[a.id], index[b.id])
        rows = [] if way is None else [int(row) for row in dict.fromkeys(attached.arcs.links[way.arcs].tolist()) if row >= 0]
        table = attached.network.edges.iloc[rows]
        used = table[table["id"].isin(hoped[1])]
        if way is None or used.empty:
            found.append(None)
            continue
        span = "；".join(dict.fromkeys(_known_span(str(basis)) for basis in used["date_basis"]))
        found.append(Hoped(way.minutes, tuple(used["id"]), tuple(dict.fromkeys(used["name"])), span))
    return tuple(found)


def _known_span(basis: str) -> str:
    """Return the years of `unknown: between A and B; …` as words."""
    parts = basis.removeprefix(UNKNOWN_OPENING).split(";")[0].split(" and ")
    years = [span for part in parts if (span := date_range(part.strip().split(" ")[0])) is not None]
    return f"{years[0][0].year}–{years[-1][1].year} 年之间" if len(years) == 2 else basis
