"""Where a circle starts: the centre of a place, its station, or the edge of its built-up area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from spatial import crs
from spatial.errors import InvalidInputError, NetworkError
from spatial.modes import OffNetwork
from spatial.network import rails
from spatial.network.compiled import Compiled
from spatial.network.dates import passed_only
from spatial.network.join import Join, join_point
from spatial.network.tables import BuiltUp
from spatial.reach.origins import Origin, Point, as_point
from spatial.reach.times import Times, one_to_all

START_RULES = {"centre": "从中心点出发", "station": "从车站大厅出发", "edge": "从建成区边缘出发"}
STATION_WITHIN_M = 30_000.0


def times_from(
    compiled: Compiled,
    origins: Sequence[Origin],
    *,
    start: str = "centre",
    limit: float = np.inf,
    inbound: bool = False,
    factor: float = 1.0,
    off: OffNetwork | None = None,
) -> Times:
    """Return the times from the nearest of several origins by a start rule.

    `centre` starts at the point of the place; `station` in the hall of its nearest station in service (waiting and boarding still
    count); `edge` anywhere on the rim of the built-up circle of the place, everything inside counting as reached at minute 0.
    Raises InvalidInputError for an unknown rule or a place that has no built-up area, NetworkError when no station is near.
    """
    points = tuple(as_point(origin, on=compiled.on) for origin in origins)
    if start == "centre":
        return one_to_all(compiled, list(points), limit=limit, inbound=inbound, factor=factor, off=off)
    if start == "station":
        halls = [station_of(compiled, point) for point in points]
        return one_to_all(
            compiled, halls, limit=limit, inbound=inbound, factor=factor, off=off, seeds=_hall_seeds(compiled, halls, inbound=inbound)
        )
    if start == "edge":
        areas = [built_up_of(compiled, point) for point in points]
        shape = _discs(compiled, areas)
        inside = np.flatnonzero(shapely.intersects_xy(shape, compiled.x, compiled.y) & _own_side(compiled, inbound=inbound))
        return one_to_all(
            compiled,
            list(points),
            limit=limit,
            inbound=inbound,
            factor=factor,
            off=off,
            seeds=(inside, np.zeros(len(inside))),
            start_area=shape,
        )
    raise _no_rule(start)


def goal_of(compiled: Compiled, place: Origin, *, rule: str = "centre", factor: float = 1.0, off: OffNetwork | None = None) -> Join:
    """Return how a trip ends at a place by a start rule: at its point, in the hall of its nearest station, or at the rim of its area.

    Raises the errors of `times_from`.
    """
    point = as_point(place, on=compiled.on)
    if rule == "station":
        hall = station_of(compiled, point)
        seeds = _hall_seeds(compiled, [hall], inbound=True)
        return (
            _ends_at(compiled, hall, seeds[0]) if seeds else join_point(compiled, hall.lon, hall.lat, inbound=True, factor=factor, off=off)
        )
    if rule == "edge":
        shape = _discs(compiled, [built_up_of(compiled, point)])
        inside = shapely.intersects_xy(shape, compiled.x, compiled.y) & _own_side(compiled, inbound=True)
        return _ends_at(compiled, point, np.flatnonzero(inside))
    if rule == "centre":
        return join_point(compiled, point.lon, point.lat, name=point.name, inbound=True, factor=factor, off=off)
    raise _no_rule(rule)


def areas_meet(compiled: Compiled, first: tuple[Point, str], second: tuple[Point, str]) -> bool:
    """Tell whether two ends of a trip, each a place and its rule, meet: by the rule `edge` all of a built-up area is one end."""
    if "edge" not in (first[1], second[1]):
        return False
    one, other = (
        _discs(compiled, [built_up_of(compiled, point)])
        if rule == "edge"
        else shapely.Point(crs.project_xy(point.lon, point.lat, crs.WGS84, compiled.plane))
        for point, rule in (first, second)
    )
    return bool(shapely.intersects(one, other))


def _ends_at(compiled: Compiled, point: Point, nodes: Any) -> Join:
    """Return a join of a point with nodes at which a trip may end without going on."""
    x, y = crs.project_xy(point.lon, point.lat, crs.WGS84, compiled.plane)
    nothing, count = np.empty(0), len(nodes)
    return Join(float(x), float(y), nothing.astype(np.int64), nothing, nothing, nodes, np.zeros(count), np.full(count, -1))


def _no_rule(rule: str) -> InvalidInputError:
    """Return the error of a rule that does not exist."""
    return InvalidInputError(f"没有出发规则 {rule!r}；可选：{'、'.join(START_RULES)}。")


def _own_side(compiled: Compiled, *, inbound: bool) -> Any:
    """Tell which nodes a trip may begin at: in the mode rail those before (inbound: after) the train; never a train itself."""
    at_train = np.zeros(compiled.n_nodes, bool)
    at_train[compiled.head[np.isin(compiled.kind, (rails.BOARD, rails.RUN, rails.PASS))]] = True
    return np.isin(compiled.node_side, (0, 2) if inbound else (0, 1)) & ~at_train


def _discs(compiled: Compiled, areas: Sequence[BuiltUp]) -> Any:
    """Return built-up circles in the plane, a little widened so that cuts of roads at the rim are inside."""
    x, y = crs.project_xy(np.array([a.lon for a in areas]), np.array([a.lat for a in areas]), crs.WGS84, compiled.plane)
    return shapely.union_all(shapely.buffer(shapely.points(x, y), np.array([a.radius_m + 1.0 for a in areas]), quad_segs=8))


def built_up_of(compiled: Compiled, point: Point) -> BuiltUp:
    """Return the built-up area of a place."""
    found = next((area for area in compiled.network.built_up if area.place_id == point.id), None)
    if found is None:
        msg = f"{point.name} 没有登记建成区范围，不能从边缘出发；请改用 centre 或 station。"
        raise InvalidInputError(msg)
    return found


def station_of(compiled: Compiled, point: Point) -> Point:
    """Return the nearest station in service to a place, as a point named after it."""
    network, on = compiled.network, compiled.on
    halls = network.junctions[network.junctions["kind"] == "station"]
    served = {station for station, _ in _stations(compiled)}
    halls = halls[halls["id"].isin(served)]
    if len(halls):
        distance = crs.geodesic_distance_m(
            np.full(len(halls), point.lon), np.full(len(halls), point.lat), halls.geometry.x.to_numpy(), halls.geometry.y.to_numpy()
        )
        at = int(np.argmin(distance))
        if distance[at] <= STATION_WITHIN_M:
            row = halls.iloc[at]
            return Point(str(row["id"]), f"{row['name']}站", row.geometry.x, row.geometry.y)
    msg = f"{on.isoformat()} 时 {point.name} 周围 {STATION_WITHIN_M / 1000:g} 千米内没有办理客运的车站；请改用 centre。"
    raise NetworkError(msg)


def _stations(compiled: Compiled) -> set[tuple[str, str]]:
    """Return station and kind of train of every stop in service; asked of the network when the mode has no rail."""
    if compiled.trains:
        return set(compiled.trains)
    edges = compiled.network.edges[compiled.state.is_open]
    rail = edges[edges["mode"] == "rail"]
    stops = {*rail["from_id"], *rail["to_id"]} - passed_only(compiled.network.junctions, compiled.on)
    return {(station, "") for station in stops}


def _hall_seeds(compiled: Compiled, halls: Sequence[Point], *, inbound: bool) -> tuple[Any, Any] | None:
    """Return the halls as first nodes at minute 0; None when the mode has no rail and the points are joined like any other."""
    if not compiled.trains:
        return None
    nodes = np.array([_arrival_hall(compiled, hall.id) if inbound else compiled.node_of[hall.id] for hall in halls], np.int64)
    return nodes, np.zeros(len(nodes))


def _arrival_hall(compiled: Compiled, station: str) -> int:
    """Return the node a train is left to at a station: in the mode rail the hall after the ride, else the only one."""
    arrival = next(pair[0] for (name, _), pair in compiled.trains.items() if name == station)
    arcs = np.arange(compiled.indptr[arrival], compiled.indptr[arrival + 1])
    return int(compiled.head[arcs[compiled.kind[arcs] == rails.LEAVE][0]])
