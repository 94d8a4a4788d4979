"""One trip with its legs: door to door, in the vehicle, and the band of the speeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from spatial.errors import NetworkError
from spatial.modes import DEFAULT_SPEEDS, MODE_TITLES, SPEED_BAND, Speeds
from spatial.network import rails
from spatial.network.compiled import Compiled, compile_network
from spatial.network.join import Join
from spatial.network.tables import Network
from spatial.reach.origins import Origin, Point, as_point
from spatial.reach.start import areas_meet, goal_of, times_from
from spatial.reach.times import Times, off_at, short_trip

RAIL_STEPS = (rails.BOARD, rails.RUN, rails.PASS, rails.LEAVE)


@dataclass(frozen=True)
class Leg:
    """Hold one part of a trip: access, drive, board, ride or leave; `edges` are the ids it runs over."""

    kind: str
    name: str
    minutes: float
    length_km: float
    edges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """Hold one trip; `minutes` is door to door, `low` and `high` are at speeds 15 % higher and lower.

    `in_vehicle_minutes` are those in the train where one is taken, else in the car. `doubtful` are edges whose date is known only
    to the year asked about, `without_doubtful` the minutes without them; `undated` are edges assumed to have existed already.
    `start` and `end` are the rules (`reach.start.START_RULES`) by which the two ends count.
    """

    origin: str
    destination: str
    mode: str
    on: date
    minutes: float
    low: float
    high: float
    in_vehicle_minutes: float
    length_km: float
    legs: tuple[Leg, ...]
    doubtful: tuple[str, ...] = ()
    without_doubtful: float | None = None
    undated: tuple[str, ...] = ()
    start: str = "centre"
    end: str = "centre"


@dataclass(frozen=True)
class _Ends:
    """Hold the two ends of a trip and the rules by which they count."""

    origin: Point
    destination: Point
    start: str
    end: str


def route(
    network: Network,
    origin: Origin,
    destination: Origin,
    *,
    mode: str = "road",
    on: date | int | None = None,
    start: str = "centre",
    end: str | None = None,
    speeds: Speeds = DEFAULT_SPEEDS,
) -> Route:
    """Return the fastest trip between two places on a date (a year is its 31 December).

    `start` says where it starts (`reach.start.START_RULES`: the point of the place, its station, or the rim of its built-up area), `end`
    where it ends (None: by the same rule). Raises the errors of `as_point`, `compile_network` and `times_from`, and NetworkError when
    the two are not joined.
    """
    compiled = compile_network(network, mode, on, speeds)
    ends = _Ends(as_point(origin, on=compiled.on), as_point(destination, on=compiled.on), start, start if end is None else end)
    times, goal = _search(compiled, ends)
    minutes, node = (0.0, None) if _meet(compiled, ends) else arrival(times, goal)
    if not np.isfinite(minutes):
        names = f"{ends.origin.name} 与 {ends.destination.name}"
        msg = f"{compiled.on.isoformat()} 时 {names} 之间没有{MODE_TITLES[mode]}可通；请换一种方式或年份。"
        raise NetworkError(msg)
    legs = _legs(times, goal, node) if node is not None else _short_legs(times, goal) if minutes > 0 else ()
    used = {edge for leg in legs for edge in leg.edges}
    doubtful, undated = _uncertain(compiled, used)
    return Route(
        ends.origin.name, ends.destination.name, mode, compiled.on, minutes,
        _minutes(compiled, ends, 1 + SPEED_BAND), _minutes(compiled, ends, 1 - SPEED_BAND),
        _in_vehicle(legs), sum(leg.length_km for leg in legs), legs, doubtful,
        _without(network, compiled, doubtful, ends), undated, ends.start, ends.end,
    )  # fmt: skip


def _search(compiled: Compiled, ends: _Ends, factor: float = 1.0) -> tuple[Times, Join]:
    """Return the times from the start of a trip and how it ends, all moving speeds multiplied by a factor."""
    off = off_at(compiled.speeds.off_network, factor)
    times = times_from(compiled, [ends.origin], start=ends.start, factor=factor, off=off)
    return times, goal_of(compiled, ends.destination, rule=ends.end, factor=factor, off=off)


def _meet(compiled: Compiled, ends: _Ends) -> bool:
    """Tell whether a trip starts where it ends."""
    return areas_meet(compiled, (ends.origin, ends.start), (ends.destination, ends.end))


def _minutes(compiled: Compiled, ends: _Ends, factor: float) -> float:
    """Return the minutes of a trip with all moving speeds multiplied by a factor."""
    return 0.0 if _meet(compiled, ends) else arrival(*_search(compiled, ends, factor))[0]


def minutes_between(
    compiled: Compiled, origin: Origin, destination: Origin, factor: float = 1.0, *, start: str = "centre", end: str | None = None
) -> float:
    """Return the door-to-door minutes of a trip with all moving speeds, on the ground too, multiplied by a factor; rules as in `route`."""
    return _minutes(compiled, _Ends(as_point(origin), as_point(destination), start, start if end is None else end), factor)


def arrival(times: Times, goal: Join) -> tuple[float, int | None]:
    """Return the minutes from the nearest origin to a goal and which of its nodes the trip ends by (None: it passes no node)."""
    total = times.minutes[goal.nodes] + goal.node_minutes
    at = int(np.argmin(total))
    near = min((short_trip(times.compiled, join, goal, times.factor, times.off).minutes for join in times.joins), default=np.inf)
    return (near, None) if near <= total[at] else (float(total[at]), at)


def _short_legs(times: Times, goal: Join) -> tuple[Leg, ...]:
    """Return the legs of a trip that passes no node."""
    trip = short_trip(times.compiled, times.joins[0], goal, times.factor, times.off)
    if trip.line is None:
        return _merged([_ground_leg(times, trip.minutes)])
    road = times.compiled.lines
    row = times.compiled.network.edges.iloc[int(road.source[trip.line])]
    drive = trip.minutes - trip.first_minutes - trip.last_minutes
    along = Leg("drive", _road_name(row), drive, float(road.length_m[trip.line]) * trip.share / 1000.0, (str(row["id"]),))
    return _merged([_ground_leg(times, trip.first_minutes), along, _ground_leg(times, trip.last_minutes)])


def _ground_leg(times: Times, minutes: float) -> Leg:
    """Return a leg across the ground."""
    return Leg("access", "离网", minutes, minutes / times.off.minutes_per_m * times.off.detour / 1000.0)


def path_arcs(times: Times, node: int) -> list[int]:
    """Return the arcs from a first node to a node, in the order of the search."""
    heads_of = times.compiled.rows(inbound=times.inbound, factor=times.factor)
    tails = np.repeat(np.arange(times.compiled.n_nodes), np.diff(heads_of[0])) if len(heads_of[0]) else np.empty(0, np.int64)
    arcs: list[int] = []
    while times.pred[node] >= 0:
        arcs.append(int(times.pred[node]))
        node = int(tails[arcs[-1]])
    return arcs[::-1]


def _end_leg(times: Times, join: Join, entry: int, node: int) -> list[Leg]:
    """Return the legs between a place and the first or last node: across the ground, then along part of a road."""
    compiled, spot = times.compiled, int(join.spot_of[entry])
    ground = float(join.minutes[spot]) if spot >= 0 else float(join.node_minutes[entry])
    legs = [_ground_leg(times, ground)]
    if spot >= 0:
        line, share = int(join.line[spot]), float(join.share[spot])
        part = share if compiled.lines.tail[line] == node else 1.0 - share
        row = compiled.network.edges.iloc[int(compiled.lines.source[line])]
        drive = float(join.node_minutes[entry]) - ground
        legs.append(Leg("drive", _road_name(row), drive, float(compiled.lines.length_m[line]) * part / 1000.0, (str(row["id"]),)))
    return legs


def _road_name(row: Any) -> str:
    """Return what a road is called: number, else name, else class."""
    return str(row["ref"] or row["name"] or row["edge_class"])


def _legs(times: Times, goal: Join, entry: int) -> tuple[Leg, ...]:
    """Return the legs of the trip that ends by one node of the goal, neighbours of the same kind and name put together."""
    last = int(goal.nodes[entry])
    arcs = path_arcs(times, last)
    first = int(np.flatnonzero(times.compiled.indptr <= arcs[0])[-1]) if arcs else last
    legs: list[Leg] = []
    for join in times.joins[:1]:
        starts = np.flatnonzero(join.nodes == first)
        legs += _end_leg(times, join, int(starts[np.argmin(join.node_minutes[starts])]), first)
    legs += [leg for arc in arcs for leg in _arc_legs(times, arc)]
    legs += _end_leg(times, goal, entry, last)[::-1]
    return _merged(legs)


def _arc_legs(times: Times, arc: int) -> list[Leg]:
    """Return one arc as legs; what starting and stopping costs is part of the ride that boarding begins."""
    compiled = times.compiled
    moving, fixed = float(compiled.moving[arc] / times.factor), float(compiled.fixed[arc])
    kind, source = int(compiled.kind[arc]), int(compiled.source[arc])
    if kind == rails.ROAD:
        row = compiled.network.edges.iloc[int(compiled.lines.source[source])]
        return [Leg("drive", _road_name(row), moving, float(compiled.lines.length_m[source]) / 1000.0, (str(row["id"]),))]
    if kind == rails.RUN:
        row = compiled.network.edges.iloc[source]
        return [Leg("ride", str(row["name"] or row["ref"]), moving, float(row["length_m"]) / 1000.0, (str(row["id"]),))]
    if kind == rails.PASS:
        return [Leg("ride", "", moving + fixed, 0.0)]
    if kind == rails.BOARD:
        return [Leg("board", "候车上车", fixed, 0.0), Leg("ride", "", moving, 0.0)]
    if kind == rails.LEAVE:
        return [Leg("leave", "出站", fixed, 0.0)]
    off = compiled.speeds.off_network
    return [Leg("access", "进出站", moving + fixed, moving / off.minutes_per_m * off.detour / 1000.0)]


def _merged(legs: list[Leg]) -> tuple[Leg, ...]:
    """Return legs with neighbours of one kind and name joined; a pass without a name belongs to the ride before it."""
    result: list[Leg] = []
    for leg in legs:
        before = result[-1] if result else None
        if before is not None and before.kind == leg.kind and (leg.name == before.name or "" in (leg.name, before.name)):
            edges = before.edges + tuple(edge for edge in leg.edges if edge not in before.edges[-1:])
            result[-1] = replace(
                before,
                name=before.name or leg.name,
                minutes=before.minutes + leg.minutes,
                length_km=before.length_km + leg.length_km,
                edges=edges,
            )
        elif leg.minutes > 0 or leg.length_km > 0:
            result.append(leg)
    return tuple(result)


def _in_vehicle(legs: tuple[Leg, ...]) -> float:
    """Return the minutes in the train where one is taken, else in the car."""
    ride = sum(leg.minutes for leg in legs if leg.kind == "ride")
    return ride if ride > 0 else sum(leg.minutes for leg in legs if leg.kind == "drive")


def _uncertain(compiled: Compiled, used: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the edges of a trip known only to the year asked about, and those without any date."""
    ids = compiled.network.edges["id"].to_numpy()
    rows = np.isin(ids, list(used))
    doubtful = tuple(sorted(ids[rows & compiled.state.year_only]))
    return doubtful, tuple(sorted(ids[rows & compiled.state.undated]))


def _without(network: Network, compiled: Compiled, doubtful: tuple[str, ...], ends: _Ends) -> float | None:
    """Return the minutes when doubtful edges are left out; None when there are none."""
    if not doubtful:
        return None
    other = compile_network(network.with_edges(closed=doubtful), compiled.mode, compiled.on, compiled.speeds)
    return _minutes(other, ends, 1.0)
