"""Where a circle starts: the centre of a place, its station, or the edge of its built-up area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from spatial import crs
from spatial.errors import InvalidInputError
from spatial.modes import OffNetwork
from spatial.network import rails
from spatial.network.compiled import Compiled
from spatial.network.dates import passed_only
from spatial.network.join import SIDES_INBOUND, SIDES_OUTWARD, Join, join_at_nodes, join_point
from spatial.network.stations import no_station
from spatial.network.tables import BuiltUp
from spatial.reach.origins import Origin, Point, as_point
from spatial.reach.times import Times, one_to_all

START_RULES = {"centre": "从中心点出发", "station": "从车站大厅出发", "edge": "从建成区边缘出发"}


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
    points = [as_point(origin, on=compiled.on) for origin in origins]
    joins = [end_of(compiled, point, rule=start, inbound=inbound, factor=factor, off=off) for point in points]
    return one_to_all(compiled, points, limit=limit, inbound=inbound, factor=factor, off=off, joins=joins)


def end_of(
    compiled: Compiled, place: Origin, *, rule: str = "centre", inbound: bool = False, factor: float = 1.0, off: OffNetwork | None = None
) -> Join:
    """Return how a trip starts (inbound: ends) at a place by a rule: at its point, in the hall of its station, or at the rim of its area.

    Raises the errors of `times_from`.
    """
    point = as_point(place, on=compiled.on)
    if rule == "station":
        point = station_of(compiled, point)
        if compiled.halls:
            x, y = _xy(compiled, point)
            way_in, way_out = compiled.halls[point.id]
            only = (way_out,) if inbound else (way_in,)
            return join_at_nodes(x, y, np.array(only if compiled.mode == "rail" else (way_in, way_out), np.int64), shapely.Point(x, y))
    elif rule == "edge":
        shape = _disc(compiled, point)
        inside = shapely.intersects_xy(shape, compiled.x, compiled.y) & _own_side(compiled, inbound=inbound)
        return join_at_nodes(*_xy(compiled, point), np.flatnonzero(inside), shape)
    elif rule != "centre":
        msg = f"没有出发规则 {rule!r}；可选：{'、'.join(START_RULES)}。"
        raise InvalidInputError(msg)
    return join_point(compiled, point.lon, point.lat, name=point.name, inbound=inbound, factor=factor, off=off)


def ends_meet(one: Join, other: Join) -> bool:
    """Tell whether the two ends of a trip meet because all of a built-up area is one end."""
    shapes = [shapely.Point(join.x, join.y) if join.area is None else join.area for join in (one, other)]
    return any(shape.area > 0 for shape in shapes) and bool(shapely.intersects(*shapes))


def _xy(compiled: Compiled, point: Point) -> tuple[float, float]:
    """Return a point in the plane of the network."""
    x, y = crs.project_xy(point.lon, point.lat, crs.WGS84, compiled.plane)
    return float(x), float(y)


def _own_side(compiled: Compiled, *, inbound: bool) -> Any:
    """Tell which nodes a trip may begin (inbound: end) at: the road and its side of the halls, never a train itself."""
    at_train = np.zeros(compiled.n_nodes, bool)
    at_train[compiled.head[np.isin(compiled.kind, (rails.BOARD, rails.RUN, rails.PASS))]] = True
    return np.isin(compiled.node_side, SIDES_INBOUND if inbound else SIDES_OUTWARD) & ~at_train


def _disc(compiled: Compiled, point: Point) -> Any:
    """Return the built-up circle of a place in the plane, a little widened so that cuts of roads at the rim are inside."""
    area = built_up_of(compiled, point)
    x, y = crs.project_xy(area.lon, area.lat, crs.WGS84, compiled.plane)
    return shapely.buffer(shapely.Point(x, y), area.radius_m + 1.0, quad_segs=8)


def built_up_of(compiled: Compiled, point: Point) -> BuiltUp:
    """Return the built-up area of a place."""
    found = next((area for area in compiled.network.built_up if area.place_id == point.id), None)
    if found is None:
        msg = f"{point.name} 没有登记建成区范围，不能从边缘出发；请改用 centre 或 station。"
        raise InvalidInputError(msg)
    return found


def station_of(compiled: Compiled, point: Point) -> Point:
    """Return the nearest station in service to a place, as a point named after it."""
    network = compiled.network
    halls = network.junctions[network.junctions["kind"] == "station"]
    served = {station for station, _ in _stations(compiled)}
    halls = halls[halls["id"].isin(served)]
    nearest, metres = "", np.inf
    if len(halls):
        distance = crs.geodesic_distance_m(
            np.full(len(halls), point.lon), np.full(len(halls), point.lat), halls.geometry.x.to_numpy(), halls.geometry.y.to_numpy()
        )
        at = int(np.argmin(distance))
        row, nearest, metres = halls.iloc[at], str(halls["name"].iloc[at]), float(distance[at])
        if metres <= compiled.speeds.station_access.max_km * 1000.0:
            return Point(str(row["id"]), f"{row['name']}站", row.geometry.x, row.geometry.y)
    raise no_station(compiled, point.name, nearest, metres)


def _stations(compiled: Compiled) -> set[tuple[str, str]]:
    """Return station and kind of train of every stop in service; asked of the network when the mode has no rail."""
    if compiled.trains:
        return set(compiled.trains)
    edges = compiled.network.edges[compiled.state.is_open]
    rail = edges[edges["mode"] == "rail"]
    stops = {*rail["from_id"], *rail["to_id"]} - passed_only(compiled.network.junctions, compiled.on)
    return {(station, "") for station in stops}
