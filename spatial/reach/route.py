"""One trip with its legs: door to door, in the vehicle, and the band of the speeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from spatial.errors import NetworkError
from spatial.modes import DEFAULT_SPEEDS, MODE_TITLES, SPEED_BAND, Speeds
from spatial.network.compiled import Compiled, compile_network
from spatial.network.join import Join
from spatial.network.stations import minutes_by_road, not_served, stations_of
from spatial.network.tables import Network
from spatial.reach.legs import Leg, short_legs, trip_legs
from spatial.reach.origins import Origin, Point, as_point
from spatial.reach.start import end_of, ends_meet, times_from
from spatial.reach.times import Times, off_at, short_trip

__all__ = ["Leg", "Route", "arrival", "minutes_between", "route"]


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
    minutes, node = arrival(times, goal)
    if not np.isfinite(minutes):
        raise _no_way(times, goal, ends)
    legs = trip_legs(times, goal, node) if node is not None else short_legs(times, goal) if minutes > 0 else ()
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
    return times, end_of(compiled, ends.destination, rule=ends.end, inbound=True, factor=factor, off=off)


def _no_way(times: Times, goal: Join, ends: _Ends) -> NetworkError:
    """Return why two places are not joined: by rail the one without a station near, else that nothing runs between them."""
    compiled = times.compiled
    if compiled.mode == "rail":
        for join, place in ((times.joins[0], ends.origin), (goal, ends.destination)):
            missing = not_served(compiled, join, place.name)
            if missing is not None:
                return missing
    names = f"{ends.origin.name} 与 {ends.destination.name}"
    return NetworkError(f"{compiled.on.isoformat()} 时 {names} 之间没有{MODE_TITLES[compiled.mode]}可通；请换一种方式或年份。")


def _minutes(compiled: Compiled, ends: _Ends, factor: float) -> float:
    """Return the minutes of a trip with all moving speeds multiplied by a factor."""
    return arrival(*_search(compiled, ends, factor))[0]


def minutes_between(
    compiled: Compiled, origin: Origin, destination: Origin, factor: float = 1.0, *, start: str = "centre", end: str | None = None
) -> float:
    """Return the door-to-door minutes of a trip with all moving speeds, on the ground too, multiplied by a factor; rules as in `route`."""
    return _minutes(compiled, _Ends(as_point(origin), as_point(destination), start, start if end is None else end), factor)


def arrival(times: Times, goal: Join) -> tuple[float, int | None]:
    """Return the minutes from the nearest origin to a goal, and which of its nodes (in the mode rail: which station) the trip ends by.

    None stands for a trip that passes no node. Two ends that meet are no trip: 0 minutes.
    """
    if any(ends_meet(join, goal) for join in times.joins):
        return 0.0, None
    if times.compiled.mode == "rail":
        halls = stations_of(times.compiled).ends(inbound=times.inbound)[1]
        total = times.minutes[halls] + minutes_by_road(times.compiled, goal, inbound=not times.inbound, factor=times.factor)
    else:
        total = times.minutes[goal.nodes] + goal.node_minutes
    at = int(np.argmin(total))
    near = min((short_trip(times.compiled, join, goal, times.factor, times.off).minutes for join in times.joins), default=np.inf)
    return (near, None) if near <= total[at] else (float(total[at]), at)


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
