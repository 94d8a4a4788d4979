"""Rail as trains: one boards and leaves only at stations, and every stop costs time.

The time of a trip with k stops on the way is  T = Σ 60 L_i / v_i + c (k + 1) + d k  (L km, v km/h, c minutes lost by starting and
stopping, d minutes standing). Which trains pass a station without stopping is not known for most lines, so a station that is
passed costs the expected share of a stop, p (c + d), with p by the rank of the station.

Each station has, per kind of train, an arrival and a departure node:

    road --> hall in --board: arrive early + wait + c--> departure --run--> next arrival --pass: p (c + d)--> departure ...
    road <-- hall out <--leave-- arrival
             hall out --change--> hall in

One comes in by one node of the hall and goes out by another, so that a hall never joins two roads.

Fast trains (EMU) run on high-speed and intercity lines and on electrified double lines; other trains on conventional lines. Changing
between the two is leaving and boarding again; within one kind trains are taken to run through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from spatial.modes import STOP_SHARE, TERMINALS, Speeds, rail_speed

ROAD, CONNECT, BOARD, RUN, PASS, LEAVE, CHANGE = range(7)
LAYERS = {"road": (ROAD, CONNECT), "train": (BOARD, RUN, PASS, LEAVE, CHANGE)}
KINDS = ("emu", "conventional")


@dataclass(frozen=True, eq=False)
class Arcs:
    """Hold arcs: ends, minutes that depend on speed, minutes that do not, kind, and the row of the edge (-1: none)."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    moving: NDArray[np.float64]
    fixed: NDArray[np.float64]
    kind: NDArray[np.int8]
    source: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Trains:
    """Hold the arcs of the trains and, per station and kind of train, its arrival and departure node."""

    arcs: Arcs
    arrival: dict[tuple[str, str], int]
    departure: dict[tuple[str, str], int]


def kinds_of_line(edge_class: str, design_kph: float) -> tuple[str, ...]:
    """Return the kinds of train that run on a line."""
    if edge_class in ("hsr", "intercity"):
        return ("emu",)
    return ("emu", "conventional") if design_kph >= 150 else ("conventional",)


def build_trains(
    edges: gpd.GeoDataFrame, ranks: dict[str, str], halls: dict[str, tuple[int, int]], first_node: int, *, on: date, speeds: Speeds
) -> Trains:
    """Return the arcs of all trains over rail edges; new nodes are numbered from `first_node`.

    `halls` are the nodes in and out of each station hall in service, `ranks` the rank of each (hub, seat, other). Where there is none,
    trains run through: nobody boards or leaves, and no stop is expected.
    """
    nodes: dict[tuple[str, str, str], int] = {}
    rows: list[tuple[int, int, float, float, int, int]] = []
    losses: dict[tuple[str, str], list[tuple[float, float]]] = {}

    def node(station: str, kind: str, what: str) -> int:
        return nodes.setdefault((station, kind, what), first_node + len(nodes))

    columns = (
        edges.index,
        edges["from_id"],
        edges["to_id"],
        edges["edge_class"],
        edges["length_m"],
        edges["speed_kph"],
        edges["speed_factor"],
    )
    for row, start, end, edge_class, length_m, design, factor in zip(*columns, strict=True):
        for kind in kinds_of_line(edge_class, design):
            used = rail_speed(edge_class, design if kind == "emu" or edge_class != "conventional" else min(design, 140.0), on, speeds)
            minutes = 60.0 * length_m / 1000.0 / (used.kph * factor)
            for a, b in ((start, end), (end, start)):
                rows.append((node(a, kind, "departure"), node(b, kind, "arrival"), minutes, 0.0, RUN, row))
                losses.setdefault((a, kind), []).append((used.stop_minutes, used.dwell_minutes))
    for (station, kind), values in losses.items():
        if station in halls:
            ends = nodes[station, kind, "arrival"], nodes[station, kind, "departure"]
            rows.extend(_station_arcs(kind, values, ranks.get(station, "other"), ends=ends, hall=halls[station]))
        else:
            rows.append((nodes[station, kind, "arrival"], nodes[station, kind, "departure"], 0.0, 0.0, PASS, -1))
    return Trains(
        _arcs(rows),
        {(station, kind): at for (station, kind, what), at in nodes.items() if what == "arrival"},
        {(station, kind): at for (station, kind, what), at in nodes.items() if what == "departure"},
    )


def _station_arcs(
    kind: str, values: list[tuple[float, float]], rank: str, *, ends: tuple[int, int], hall: tuple[int, int]
) -> list[tuple[int, int, float, float, int, int]]:
    """Return the arcs of boarding, passing and leaving at one station for one kind of train, from its arrival and departure node.

    Where lines of several classes meet, a stop costs what it costs on the quickest, so that one more line never makes a trip longer.
    """
    stop, dwell = min(value for value, _ in values), min(value for _, value in values)
    share = STOP_SHARE["conventional"] if kind == "conventional" and rank == "other" else STOP_SHARE[rank]
    terminal = TERMINALS[rank]
    (arrival, departure), (way_in, way_out) = ends, hall
    return [
        (way_in, departure, stop, terminal.arrive_early + terminal.wait, BOARD, -1),
        (arrival, departure, share * stop, share * dwell, PASS, -1),
        (arrival, way_out, 0.0, terminal.leave, LEAVE, -1),
    ]


def _arcs(rows: list[tuple[int, int, float, float, int, int]]) -> Arcs:
    """Return rows as arrays."""
    tail, head, moving, fixed, kind, source = zip(*rows, strict=True) if rows else ((), (), (), (), (), ())
    return Arcs(
        np.array(tail, np.int64),
        np.array(head, np.int64),
        np.array(moving, np.float64),
        np.array(fixed, np.float64),
        np.array(kind, np.int8),
        np.array(source, np.int64),
    )


def simple_arcs(
    tail: NDArray[np.int64], head: NDArray[np.int64], moving: NDArray[np.float64], kind: int,
    source: NDArray[np.int64] | None = None, *, fixed: float = 0.0,
) -> Arcs:  # fmt: skip
    """Return arcs of one kind."""
    count = len(tail)
    rows = np.full(count, -1, np.int64) if source is None else source
    return Arcs(
        tail.astype(np.int64),
        head.astype(np.int64),
        np.asarray(moving, np.float64),
        np.full(count, fixed),
        np.full(count, kind, np.int8),
        rows,
    )


def join_arcs(parts: list[Arcs]) -> Arcs:
    """Return all arcs in one table."""
    return Arcs(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("tail", "head", "moving", "fixed", "kind", "source"))
    )
