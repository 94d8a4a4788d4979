"""Places attached to the arrays of a network: one vertex where each place starts, one where it is reached; routes between them.

`rail` keeps only the trains of the network compiled for `road+rail`; which stations serve a place, and that out and back to one station is
no trip, are the rules of `network.stations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely

from spatial import crs
from spatial.modes import DEFAULT_SPEEDS, check_mode
from spatial.network import rails
from spatial.network.closures import Arcs, arcs_from, tree_from
from spatial.network.compiled import Compiled, compile_network
from spatial.network.join import Join, join_point
from spatial.network.stations import minutes_by_road, stations_of
from spatial.network.tables import Network
from spatial.schema import Place

STATION_KM: Final = DEFAULT_SPEEDS.station_access.max_km
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Attached:
    """Hold a network with places: `arcs.links` is the row of `network.edges` an arc belongs to (-1: none), arrays by arc beside it.

    Place k starts at vertex `origins[k]` and is reached at `destinations[k]`. `kinds` are those of `network.rails`, -1 for the way
    between a place and the network, whose length is the straight line. `pieces` is the row of `compiled.lines` (-1: no road).
    """

    compiled: Compiled
    mode: str
    places: tuple[Place, ...]
    arcs: Arcs
    origins: Array
    destinations: Array
    kinds: Array
    lengths_m: Array
    riding: Array
    pieces: Array
    xy: Array

    @property
    def network(self) -> Network:
        """Return the network."""
        return self.compiled.network


@dataclass(frozen=True, eq=False)
class Way:
    """Hold the fastest way between two attached places: its arcs in order."""

    minutes: float
    arcs: Array


def attach(network: Network, places: Sequence[Place], mode: str = "road", on: date | int | None = None, *, factor: float = 1.0) -> Attached:
    """Return the network of a day with places attached; `factor` scales all moving speeds. Places must have a point.

    A place that reaches nothing is attached to nothing: every way from it is infinite. Raises InvalidInputError for a mode or year.
    """
    compiled = compile_network(network, "road" if check_mode(mode) == "road" else "road+rail", on)
    return _attach(compiled, tuple(places), mode, factor)


@lru_cache(maxsize=24)
def _attach(compiled: Compiled, places: tuple[Place, ...], mode: str, factor: float) -> Attached:
    """Join the arcs of the network and those of the places."""
    kept = _kept(compiled, mode)
    tails = np.repeat(np.arange(compiled.n_nodes), np.diff(compiled.indptr))[kept]
    edge_rows, lengths, riding = _of_arcs(compiled, factor)
    links = _connectors(compiled, places, mode, factor)
    count, number = compiled.n_nodes, len(places)
    total = count + 2 * number
    cost = compiled.rows(factor=factor)[2]
    arcs = arcs_from(
        np.concatenate([tails, links[:, 0].astype(np.int64)]), np.concatenate([compiled.head[kept], links[:, 1].astype(np.int64)]),
        np.concatenate([cost[kept], links[:, 2]]), np.arange(len(kept) + len(links)), total,
    )  # fmt: skip
    order, none = arcs.links, np.full(len(links), -1)
    x, y = crs.project_xy(np.array([p.lon for p in places]), np.array([p.lat for p in places]), crs.WGS84, compiled.plane)
    points = np.column_stack([np.concatenate([compiled.x, x, x]), np.concatenate([compiled.y, y, y])])
    return Attached(
        compiled, mode, places, replace(arcs, links=np.concatenate([edge_rows[kept], none])[order]),
        np.arange(count, count + number), np.arange(count + number, total),
        np.concatenate([compiled.kind[kept], none])[order], np.concatenate([lengths[kept], links[:, 3]])[order],
        np.concatenate([riding[kept], np.zeros(len(links))])[order],
        np.concatenate([np.where(compiled.kind == rails.ROAD, compiled.source, -1)[kept], none])[order], points,
    )  # fmt: skip


def _kept(compiled: Compiled, mode: str) -> Array:
    """Return the arcs a mode may use."""
    if mode != "rail":
        return np.arange(compiled.n_arcs)
    return np.flatnonzero(np.isin(compiled.kind, rails.LAYERS["train"]))


def _of_arcs(compiled: Compiled, factor: float) -> tuple[Array, Array, Array]:
    """Return per arc the row of its edge (-1: none), its length in metres, and the minutes in a vehicle."""
    road, run = compiled.kind == rails.ROAD, compiled.kind == rails.RUN
    rows = np.full(compiled.n_arcs, -1, np.int64)
    lengths = np.zeros(compiled.n_arcs)
    rows[road] = compiled.lines.source[compiled.source[road]]
    lengths[road] = compiled.lines.length_m[compiled.source[road]]
    rows[run] = compiled.source[run]
    lengths[run] = compiled.network.edges["length_m"].to_numpy(float)[compiled.source[run]]
    cost = compiled.fixed + compiled.moving / factor
    boarding = compiled.kind == rails.BOARD
    riding = np.where(road | run | (compiled.kind == rails.PASS), cost, np.where(boarding, compiled.moving / factor, 0.0))
    return rows, lengths, riding


def _connectors(compiled: Compiled, places: Sequence[Place], mode: str, factor: float) -> Array:
    """Return the arcs between places and network as rows (tail, head, minutes, metres)."""
    found: list[tuple[float, float, float, float]] = []
    for number, place in enumerate(places):
        start, end = compiled.n_nodes + number, compiled.n_nodes + len(places) + number
        for inbound in (False, True):
            join = _joined(compiled, place, inbound=inbound, factor=factor)
            nodes, minutes = join.nodes, join.node_minutes
            if mode == "rail":
                nodes, minutes = _served(compiled, join, inbound=inbound, factor=factor)
            metres = _straight_m(compiled, place, nodes)
            ends = [(float(node), float(end)) if inbound else (float(start), float(node)) for node in nodes]
            found += [(tail, head, cost, far) for (tail, head), cost, far in zip(ends, minutes, metres, strict=True)]
    if mode != "rail":
        found += _across_the_ground(compiled, places, factor)
    return np.array(found, np.float64).reshape(-1, 4)


def _joined(compiled: Compiled, place: Place, *, inbound: bool, factor: float) -> Join:
    """Return how a place joins the network; by no node where no road is within reach."""
    off = compiled.speeds.off_network
    way = replace(off, kph=off.kph * factor)
    return join_point(compiled, place.lon or 0.0, place.lat or 0.0, inbound=inbound, factor=factor, off=way, strict=False)


def _served(compiled: Compiled, join: Join, *, inbound: bool, factor: float) -> tuple[Array, Array]:
    """Return the halls that serve a place and the minutes by road; inbound the arrivals of trains instead, from where one leaves."""
    minutes = minutes_by_road(compiled, join, inbound=inbound, factor=factor)
    stations, near = stations_of(compiled), np.isfinite(minutes)
    if not inbound:
        return stations.way_in[near], minutes[near]
    leave = np.flatnonzero((compiled.kind == rails.LEAVE) & np.isin(compiled.head, stations.way_out[near]))
    tails = np.repeat(np.arange(compiled.n_nodes), np.diff(compiled.indptr))[leave]
    at_hall = dict(zip(stations.way_out.tolist(), minutes.tolist(), strict=True))
    return tails, np.array([at_hall[hall] for hall in compiled.head[leave].tolist()]) + compiled.fixed[leave]


def _across_the_ground(compiled: Compiled, places: Sequence[Place], factor: float) -> list[tuple[float, float, float, float]]:
    """Return the arcs between places so near that one need not use the network."""
    way, found = compiled.speeds.off_network, []
    points = [_xy(compiled, place) for place in places]
    for a, (xa, ya) in enumerate(points):
        for b, (xb, yb) in enumerate(points):
            metres = float(np.hypot(xa - xb, ya - yb))
            if a != b and metres <= way.max_m and not compiled.barriers.blocks(xa, ya, xb, yb):
                tail, head = compiled.n_nodes + a, compiled.n_nodes + len(places) + b
                found.append((float(tail), float(head), metres * way.minutes_per_m / factor, metres))
    return found


def _xy(compiled: Compiled, place: Place) -> tuple[float, float]:
    """Return the point of a place in the plane of the network."""
    x, y = crs.project_xy(place.lon, place.lat, crs.WGS84, compiled.plane)
    return float(x), float(y)


def _straight_m(compiled: Compiled, place: Place, nodes: Array) -> Array:
    """Return the metres from a place to nodes."""
    x, y = _xy(compiled, place)
    distance: Array = np.hypot(compiled.x[nodes] - x, compiled.y[nodes] - y)
    return distance


def minutes_matrix(attached: Attached, rows: Sequence[int] | None = None, *, threads: int = 2) -> Array:
    """Return the door-to-door minutes from places (all, or the rows asked for) to every place; inf: no way, 0: to itself."""
    wanted = list(range(len(attached.places)) if rows is None else rows)
    if attached.mode == "rail":
        return _rail_matrix(attached, wanted, threads)

    def one(place: int) -> Array:
        minutes = _tree(attached, int(attached.origins[place]))[0][attached.destinations]
        minutes[place] = 0.0
        return minutes

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return np.array(list(pool.map(one, wanted))).reshape(len(wanted), len(attached.places))


@dataclass(frozen=True, eq=False)
class Doors:
    """Hold where places meet the trains: arcs from places into halls, arcs from arrivals of trains to places, each with its hall."""

    into: Array
    out: Array
    into_hall: Array
    out_hall: Array

    def allowed(self, hall: int) -> Array:
        """Return the arcs by which a trip that began in a hall may end: back where it began is no trip."""
        arcs: Array = self.out[self.out_hall != hall]
        return arcs


def _doors(attached: Attached) -> Doors:
    """Return the doors of places attached by rail."""
    arcs, compiled = attached.arcs, attached.compiled
    into = np.flatnonzero(np.isin(arcs.tails, attached.origins))
    out = np.flatnonzero(np.isin(arcs.heads, attached.destinations))
    hall_of = {arrival: compiled.halls[station][0] for (station, _), (arrival, _) in compiled.trains.items()}
    return Doors(into, out, arcs.heads[into], np.array([hall_of[tail] for tail in arcs.tails[out].tolist()], np.int64))


def _rail_matrix(attached: Attached, wanted: Sequence[int], threads: int) -> Array:
    """Return the rows of the matrix by rail: from every hall near a place wanted, by train to any other hall, to the places near that."""
    arcs, doors, first = attached.arcs, _doors(attached), int(attached.origins[0]) if len(attached.places) else 0
    into = doors.into[np.isin(arcs.tails[doors.into] - first, wanted)]
    matrix = np.full((len(attached.places), len(attached.places)), np.inf)

    def beyond(hall: int) -> Array:
        out = doors.allowed(hall)
        minutes = np.full(len(attached.places), np.inf)
        total = _tree(attached, hall)[0][arcs.tails[out]] + arcs.minutes[out]
        np.minimum.at(minutes, arcs.heads[out] - attached.destinations[0], total)
        return minutes

    halls = np.unique(arcs.heads[into]).tolist()
    with ThreadPoolExecutor(max_workers=threads) as pool:
        onward = dict(zip(halls, pool.map(beyond, halls), strict=True))
    for arc in into.tolist():
        place = int(arcs.tails[arc]) - first
        matrix[place] = np.minimum(matrix[place], arcs.minutes[arc] + onward[int(arcs.heads[arc])])
    np.fill_diagonal(matrix, 0.0)
    return matrix[list(wanted)]


def way_between(attached: Attached, start: int, end: int) -> Way | None:
    """Return the fastest way between two places by their position in `places`, or None when there is none."""
    if attached.mode == "rail":
        return _rail_way(attached, start, end)
    times, by_arc, before = _tree(attached, int(attached.origins[start]))
    vertex = int(attached.destinations[end])
    if not np.isfinite(times[vertex]):
        return None
    return Way(float(times[vertex]), np.array(_back(by_arc, before, vertex), np.int64))


def _back(by_arc: Array, before: Array, vertex: int) -> list[int]:
    """Return the arcs of a tree to a vertex, in order."""
    found = []
    while by_arc[vertex] >= 0:
        found.append(int(by_arc[vertex]))
        vertex = int(before[vertex])
    return found[::-1]


def _rail_way(attached: Attached, start: int, end: int) -> Way | None:
    """Return the fastest way by rail: the best of all pairs of two different halls."""
    arcs, doors = attached.arcs, _doors(attached)
    best = Way(np.inf, np.empty(0, np.int64))
    for arc in doors.into[arcs.tails[doors.into] == attached.origins[start]].tolist():
        times, by_arc, before = _tree(attached, int(arcs.heads[arc]))
        out = doors.allowed(int(arcs.heads[arc]))
        for last in out[arcs.heads[out] == attached.destinations[end]].tolist():
            minutes = float(arcs.minutes[arc] + times[arcs.tails[last]] + arcs.minutes[last])
            if minutes < best.minutes:
                best = Way(minutes, np.array([arc, *_back(by_arc, before, int(arcs.tails[last])), last], np.int64))
    return best if np.isfinite(best.minutes) else None


def share_a_station(attached: Attached, start: int, end: int) -> bool:
    """Tell whether, by rail, one station serves both places: a train out and back to it is no way between them."""
    arcs, doors = attached.arcs, _doors(attached)
    near = doors.into_hall[arcs.tails[doors.into] == attached.origins[start]]
    return bool(np.isin(near, doors.out_hall[arcs.heads[doors.out] == attached.destinations[end]]).any())


def way_line(attached: Attached, way: Way) -> Any:
    """Return the line of a way in EPSG:4326, from place to place; pieces of road and rail as drawn, the rest straight."""
    lines, compiled = attached.compiled.lines, attached.compiled
    parts = []
    for arc in way.arcs:
        tail, head = attached.arcs.tails[arc], attached.arcs.heads[arc]
        piece, row = int(attached.pieces[arc]), int(attached.arcs.links[arc])
        if piece >= 0:
            span = slice(lines.offset[piece], lines.offset[piece + 1])
            coords = np.column_stack([lines.x[span], lines.y[span]])
        elif row >= 0:
            x, y = shapely.get_coordinates(attached.network.edges.geometry.iloc[row]).T
            coords = np.column_stack(crs.project_xy(x, y, crs.WGS84, compiled.plane))
        else:
            coords = attached.xy[[tail, head]]
        start = attached.xy[tail]
        if np.hypot(*(coords[-1] - start)) < np.hypot(*(coords[0] - start)):
            coords = coords[::-1]
        parts.append(coords)
    joined = np.vstack(parts)
    keep = np.concatenate([[True], np.any(np.diff(joined, axis=0) != 0, axis=1)])
    x, y = crs.project_xy(joined[keep, 0], joined[keep, 1], compiled.plane, crs.WGS84)
    return shapely.LineString(np.column_stack([x, y])) if keep.sum() > 1 else None


def _tree(attached: Attached, origin: int) -> tuple[Array, Array, Array]:
    """Return the shortest-path tree from a vertex."""
    arcs = attached.arcs
    found: tuple[Array, Array, Array] = tree_from(arcs.indptr, arcs.heads, arcs.minutes, arcs.tails, origin)
    return found
