"""Times from one origin to everywhere, and between many places."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from spatial.errors import InvalidInputError
from spatial.modes import OffNetwork
from spatial.network import kernels
from spatial.network.compiled import Compiled
from spatial.network.join import Join, join_point
from spatial.network.lines import Floats, Ints
from spatial.network.stations import minutes_by_road, stations_of, through_trains, train_minutes
from spatial.reach.origins import Origin, Point, as_point
from spatial.schema import Place


@dataclass(frozen=True, eq=False)
class Times:
    """Hold the minutes from one or several origins to every node (infinite: not within the limit), and how they were joined.

    With `inbound` the minutes are those of coming to the origin. `pred` is the arc that reached each node, -1 for a first one.
    `start_area` is the area (in the plane) that counts as reached at minute 0 when a trip starts at the edge of a built-up area.
    In the mode rail only the halls in which the trains are left have minutes; the roads around each follow from those.
    """

    compiled: Compiled
    origins: tuple[Point, ...]
    joins: tuple[Join, ...]
    minutes: Floats
    pred: Ints
    limit: float
    inbound: bool
    factor: float
    off: OffNetwork
    start_area: Any = None


def one_to_all(
    compiled: Compiled,
    origins: Origin | Sequence[Origin],
    *,
    limit: float = np.inf,
    inbound: bool = False,
    factor: float = 1.0,
    off: OffNetwork | None = None,
    joins: Sequence[Join] | None = None,
) -> Times:
    """Return the door-to-door minutes from the nearest of the origins to every node, up to a limit in minutes.

    `factor` scales all moving speeds (not terminal times), `off` replaces the way across the ground, `joins` say how each origin joins
    the network where it is not at its point. Raises the errors of `as_point` and NetworkError when no road can be reached.
    """
    points = tuple(as_point(origin) for origin in _several(origins))
    way = off or compiled.speeds.off_network
    if not limit > 0:
        msg = f"时间上限 {limit!r} 必须大于零分钟。"
        raise InvalidInputError(msg)
    if joins is None:
        joins = [join_point(compiled, p.lon, p.lat, name=p.name, inbound=inbound, factor=factor, off=way) for p in points]
    if compiled.mode == "rail":
        reached, pred = _by_rail(compiled, joins, limit, inbound=inbound, factor=factor)
    else:
        nodes = np.concatenate([join.nodes for join in joins])
        minutes = np.concatenate([join.node_minutes for join in joins])
        reached, pred = _search(compiled, nodes, minutes, limit, inbound=inbound, factor=factor)
    areas = [join.area for join in joins if join.area is not None and join.area.area > 0]
    start_area = shapely.union_all(areas) if areas else None
    return Times(compiled, points, tuple(joins), reached, pred, float(limit), inbound, factor, way, start_area)


def _several(origins: Origin | Sequence[Origin]) -> list[Origin]:
    """Return origins as a list; a pair of numbers is one point."""
    if isinstance(origins, str | Point | Place):
        return [origins]
    first, *rest = origins
    if isinstance(first, int | float):
        return [(float(first), float(rest[0]))]  # type: ignore[arg-type]
    return list(origins)  # type: ignore[arg-type]


def _search(compiled: Compiled, nodes: Ints, minutes: Floats, limit: float, *, inbound: bool, factor: float) -> tuple[Floats, Ints]:
    """Return minutes and predecessor arcs of every node."""
    count = compiled.n_nodes
    reached, pred = np.full(count, np.inf), np.full(count, -1, np.int64)
    rows = compiled.rows(inbound=inbound, factor=factor)
    kernels.search(*rows, nodes, minutes, limit, reached, pred, np.empty(count, np.int64))
    return reached, pred


def _by_rail(compiled: Compiled, joins: Sequence[Join], limit: float, *, inbound: bool, factor: float) -> tuple[Floats, Ints]:
    """Return minutes of the halls in which the trains are left; see `network.stations`."""
    access = np.array([minutes_by_road(compiled, join, inbound=inbound, factor=factor) for join in joins])
    ride = train_minutes(compiled, factor)
    minutes = through_trains(access, ride.T if inbound else ride).min(axis=0)
    reached = np.full(compiled.n_nodes, np.inf)
    reached[stations_of(compiled).ends(inbound=inbound)[1]] = np.where(minutes <= limit, minutes, np.inf)
    return reached, np.full(compiled.n_nodes, -1, np.int64)


def many_to_many(
    compiled: Compiled,
    origins: Sequence[Origin],
    destinations: Sequence[Origin] | None = None,
    *,
    limit: float = np.inf,
    factor: float = 1.0,
    off: OffNetwork | None = None,
    threads: int | None = None,
    strict: bool = True,
) -> Floats:
    """Return the matrix of door-to-door minutes from every origin (row) to every destination (column); infinite beyond the limit.

    Without destinations the origins are meant, and the diagonal is zero. Raises as `one_to_all`; unless `strict`, a place without a
    road near it is simply out of reach.
    """
    starts = [as_point(origin) for origin in origins]
    ends = starts if destinations is None else [as_point(end) for end in destinations]
    get_on = [join_point(compiled, p.lon, p.lat, name=p.name, factor=factor, off=off, strict=strict) for p in starts]
    get_off = [join_point(compiled, p.lon, p.lat, name=p.name, inbound=True, factor=factor, off=off, strict=strict) for p in ends]
    if compiled.mode == "rail":
        matrix = _rail_matrix(compiled, get_on, get_off, limit, factor)
    else:
        rows = compiled.rows(factor=factor)
        matrix, _ = kernels.search_many(rows, _packed(get_on), _packed(get_off), limit, threads or os.cpu_count() or 1)
    near = np.array([[short_trip(compiled, a, b, factor, off).minutes for b in get_off] for a in get_on])
    return np.minimum(matrix, np.where(near <= limit, near, np.inf))


def _rail_matrix(compiled: Compiled, get_on: Sequence[Join], get_off: Sequence[Join], limit: float, factor: float) -> Floats:
    """Return the minutes by rail between joined places, infinite beyond the limit."""
    access = np.array([minutes_by_road(compiled, join, factor=factor) for join in get_on])
    egress = np.array([minutes_by_road(compiled, join, inbound=True, factor=factor) for join in get_off])
    minutes = through_trains(through_trains(access, train_minutes(compiled, factor)), egress.T)
    return np.where(minutes <= limit, minutes, np.inf)


def off_at(off: OffNetwork, factor: float) -> OffNetwork:
    """Return the way across the ground at a speed multiplied by a factor."""
    return off if factor == 1.0 else replace(off, kph=off.kph * factor)


def _packed(joins: Sequence[Join]) -> tuple[Ints, Ints, Floats]:
    """Return joins as row pointer, nodes and minutes."""
    pointer = np.zeros(len(joins) + 1, np.int64)
    np.cumsum([len(join.nodes) for join in joins], out=pointer[1:])
    return pointer, np.concatenate([join.nodes for join in joins]), np.concatenate([join.node_minutes for join in joins])


@dataclass(frozen=True)
class ShortTrip:
    """Hold a trip that passes no node: minutes in all and at its two ends, and the line it runs along (None: straight across)."""

    minutes: float
    line: int | None = None
    first_minutes: float = 0.0
    last_minutes: float = 0.0
    share: float = 0.0


def short_trip(compiled: Compiled, start: Join, end: Join, factor: float, off: OffNetwork | None) -> ShortTrip:
    """Return the best trip that passes no node: straight across the ground, or along one line only; infinite when there is none."""
    if start.area is not None or end.area is not None:
        return ShortTrip(np.inf)
    way = off or compiled.speeds.off_network
    distance = float(np.hypot(start.x - end.x, start.y - end.y))
    if distance == 0.0:
        return ShortTrip(0.0)
    best = ShortTrip(np.inf)
    if compiled.mode != "rail" and distance <= way.max_m and not compiled.barriers.blocks(start.x, start.y, end.x, end.y):
        best = ShortTrip(distance * way.minutes_per_m)
    for line in np.intersect1d(start.line, end.line) if compiled.mode != "rail" else ():
        found = _along(compiled, start, end, int(line), factor)
        best = found if found.minutes < best.minutes else best
    return best


def _along(compiled: Compiled, start: Join, end: Join, line: int, factor: float) -> ShortTrip:
    """Return the best trip along one line, from one of the spots of the start to one of the end."""
    on, leave = np.flatnonzero(start.line == line), np.flatnonzero(end.line == line)
    gap = end.share[leave][None, :] - start.share[on][:, None]
    forward, backward = compiled.lines.forward[line] / factor, compiled.lines.backward[line] / factor
    back = np.full(gap.shape, np.inf) if np.isinf(backward) else -backward * gap
    total = start.minutes[on][:, None] + np.where(gap >= 0, forward * gap, back) + end.minutes[leave][None, :]
    i, j = np.unravel_index(np.argmin(total), total.shape)
    return ShortTrip(float(total[i, j]), line, float(start.minutes[on[i]]), float(end.minutes[leave[j]]), float(abs(gap[i, j])))
