"""The geometry rules: how the members of a structure become points, lines and areas. One function a rule, one line a rule beneath.

No rule invents an extent: what a plan defines by counties is drawn with counties, what it only lists is drawn as points, what it joins by
intent is a straight schematic line, and a circle it declares is drawn as spokes to the members it names, never as a measured area.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial.crs import WGS84, buffer_m, project
from spatial.gazetteer import load_gazetteer
from spatial.structures.members import Case, Part, Seat
from spatial.structures.units import area_of, urban_area_of
from spatial.structures.water import water_bodies

TOWN_RADIUS_M: Final = 5000.0
HULL_MARGIN_M: Final = 5000.0
PARTIAL_NOTE: Final = "只取一部分的市以市辖区示意，乡镇以半径 5 千米的圆示意"
Rule = Callable[[Case], list[Part]]


def points(case: Case) -> list[Part]:
    """Draw each located member as a point."""
    return [Part("points", _multi(case.points), "points", approximate=case.located != "own")] if case.points else []


def counties(case: Case) -> list[Part]:
    """Draw the union of the members' units of the plan's date, faint, and the members' seats strongly.

    A prefecture stands for its districts only where the plan means built-up areas, takes it in part, or lists counties of it as members
    of their own; a county of which single towns are members is taken by those towns, each a disc of TOWN_RADIUS_M. A compound such as
    长吉 says which cities are meant, not that their whole territory is: it gives no area.
    """
    kept = [area for area in (_extent(seat, case) for seat in case.seats) if area is not None]
    if not kept:
        return _seats(case)
    part = any(seat.place.kind == "town" or seat.role == "partial" for seat in case.seats)
    note = "成员为城区和镇区，面只示意其所在的市县" if is_urban(case) else PARTIAL_NOTE if part else ""
    return [Part("area", shapely.union_all(kept), "counties", approximate=bool(note), note=note), *_seats(case)]


def line(case: Case) -> list[Part]:
    """Join the members by straight, schematic stretches: in the plan's order, else in a stated one, else along their shortest path.

    `line_order` of the attributes names the places a line runs through; `closed` leads it back to the first.
    """
    ordered, note = _in_order(case)
    if len(ordered) < 2:
        return points(case)
    closed = bool(case.structure.attributes.get("closed")) and len(ordered) > 2
    return [*_stretches(itertools.pairwise([*ordered, ordered[0]] if closed else ordered), case, note), *_seats(case)]


def ring(case: Case) -> list[Part]:
    """Join the members in order and back to the first."""
    ordered, note = _in_order(case)
    if len(ordered) < 3:
        return line(case)
    return [*_stretches(itertools.pairwise([*ordered, ordered[0]]), case, note), *_seats(case)]


def spokes(case: Case) -> list[Part]:
    """Join the first member to each of the others."""
    seats = list(case.line_seats)
    if len(seats) < 2:
        return points(case)
    return [*_stretches(((seats[0], other) for other in seats[1:]), case), *_seats(case)]


def declared(case: Case) -> list[Part]:
    """Draw a declared circle as spokes from its centre (`centre_id`) to the members the plan names, never as an area."""
    hubs = [hub.point for hub in centres_of(case) if hub.point is not None]
    if not case.points:
        return [Part("points", _multi(hubs), "points", approximate=True, note="经济圈的中心；规划未列成员")] if hubs else []
    lines = [shapely.LineString([hubs[0], point]) for point in case.points if not point.equals(hubs[0])] if len(hubs) == 1 else []
    if not lines:
        return points(case)
    note = f"规划声明的经济圈，中心 {centres_of(case)[0].place.title}；不是测算结果"
    return [Part("spokes", shapely.MultiLineString(lines), "declared", approximate=True, note=note), *points(case)]


def members(case: Case) -> list[Part]:
    """Draw two members as a schematic line, three or more as an approximate hull, with their points."""
    return line(case) if len(case.line_seats) < 3 else hull(case)


def hull(case: Case) -> list[Part]:
    """Draw an approximate hull around the members, HULL_MARGIN_M wider than their points."""
    if len(case.points) < 2:
        return points(case)
    outline = buffer_m(shapely.MultiPoint(list(case.points)).convex_hull, HULL_MARGIN_M)
    return [Part("area", outline, "hull", approximate=True, note="成员点的外包，非规划边界"), *_seats(case)]


def water(case: Case) -> list[Part]:
    """Draw rivers and lakes by their own outline where the water layer has them, all other members as points."""
    bodies = water_bodies(case.settings)
    found = [(seat, bodies.get(seat.place.id, bodies.get(seat.as_written))) for seat in case.seats]
    lines = [body for _, body in found if body is not None and "Line" in body.geom_type]
    lakes = [body for _, body in found if body is not None and "Polygon" in body.geom_type]
    rest = [seat.point for seat, body in found if body is None and seat.point is not None]
    parts = [Part("rivers", shapely.union_all(lines), "water")] if lines else []
    parts += [Part("lakes", shapely.union_all(lakes), "water")] if lakes else []
    return [*parts, *([Part("points", _multi(rest), "points", approximate=case.located != "own")] if rest else [])]


def nothing(case: Case) -> list[Part]:  # noqa: ARG001  a rule takes the case even where it draws nothing
    """Draw nothing: the structure is a pattern whose parts are structures of their own."""
    return []


# What `geometry` in layers/plans/kinds.toml may say, and the kinds that need a rule of their own.
RULES: Final[dict[str, Rule]] = {
    "points": points,
    "counties": counties,
    "area": counties,
    "line": line,
    "ring": ring,
    "members": members,
    "hull": hull,
    "none": nothing,
}
KIND_RULES: Final[dict[str, Rule]] = {
    "economic_circle": declared,
    "cooperation_link": spokes,
    "ecological_river": water,
    "ecological_water": water,
    "ecological_belt": water,
    "water_source_protection": water,
    "water_project": water,
}


def is_urban(case: Case) -> bool:
    """Tell whether the plan means the built-up areas of the members, not their whole territory (`extent = "urban"`)."""
    return case.structure.attributes.get("extent") == "urban"


def centres_of(case: Case) -> list[Seat]:
    """Return the places declared circles lie around: `centre_id` or `centre_ids` of the attributes."""
    attributes = case.structure.attributes
    many = attributes.get("centre_ids")
    ids = [attributes["centre_id"]] if "centre_id" in attributes else list(many) if isinstance(many, list | tuple) else []
    return [seat_of(str(place_id), case) for place_id in ids]


def why_not_drawn(case: Case) -> str:
    """Return why a structure has no geometry, in words for the reader."""
    if not case.structure.members:
        return "规划未列成员"
    if case.points:
        return "由其他结构组成，见各成员"
    return "成员没有可用的位置"


def seat_of(place_id: str, case: Case) -> Seat:
    """Return a place as of the plan's date; raise PlaceNotFoundError for an id the gazetteer does not hold."""
    place = load_gazetteer(case.settings).as_of(place_id, case.on)
    return Seat(place, place.title)


def _extent(seat: Seat, case: Case) -> Any | None:
    """Return the area a member contributes, None when it contributes none."""
    place = seat.place
    children = {other.place.kind for other in case.seats if other.place.parent_id == place.id}
    compound = sum(other.as_written == seat.as_written for other in case.seats) > 1
    if compound or case.structure.attributes.get("extent") == "unstated":
        return None
    if place.kind == "town":
        return None if seat.point is None else buffer_m(seat.point, TOWN_RADIUS_M)
    if place.kind == "prefecture" and (is_urban(case) or seat.role == "partial" or children & {"county", "district"}):
        return urban_area_of(place, case.on, case.settings) or area_of(place, case.on, case.settings)
    if place.kind in {"county", "district"} and (seat.role == "partial" or "town" in children):
        return None
    return area_of(place, case.on, case.settings)


def _in_order(case: Case) -> tuple[list[Seat], str]:
    """Return the places a line runs through and how their order was found."""
    stated = case.structure.attributes.get("line_order")
    if isinstance(stated, list | tuple):
        return [seat for seat in (seat_of(str(place_id), case) for place_id in stated) if seat.point is not None], ""
    seats = list(case.line_seats)
    if case.structure.ordered or len(seats) < 3:
        return seats, ""
    return _shortest_path(seats), "规划未给次序，按成员间最短通路相连"


def _seats(case: Case) -> list[Part]:
    return [Part("seats", _multi(case.points), "points", approximate=case.located != "own")] if case.points else []


def _multi(found: Sequence[Any]) -> Any:
    """Return one point as a point, several as a multipoint without repetition."""
    distinct = list(dict.fromkeys((point.x, point.y) for point in found))
    return shapely.Point(distinct[0]) if len(distinct) == 1 else shapely.MultiPoint(distinct)


def _stretches(pairs: Any, case: Case, note: str = "") -> list[Part]:
    """Return the stretches between pairs of members: routed where `route` knows a way, straight and schematic elsewhere."""
    routed: list[Any] = []
    straight: list[Any] = []
    for origin, destination in pairs:
        way = case.route(origin.place, destination.place) if case.route else None
        if way is None and origin.point.equals(destination.point):
            continue
        (straight if way is None else routed).append(shapely.LineString([origin.point, destination.point]) if way is None else way)
    parts = [Part("route", _joined(routed), "network", note=note)] if routed else []
    return [*parts, *([Part("line", _joined(straight), "schematic", approximate=True, note=note)] if straight else [])]


def _joined(lines: list[Any]) -> Any:
    """Return lines end to end as one line where they meet."""
    return shapely.line_merge(shapely.MultiLineString(lines)) if len(lines) > 1 else lines[0]


def _shortest_path(seats: list[Seat]) -> list[Seat]:
    """Return the members along their shortest open path: exact to eight members, by nearest neighbour from the best start above."""
    flat = project(gpd.GeoSeries([seat.point for seat in seats], crs=WGS84))
    xy = list(zip(flat.x, flat.y, strict=True))
    if len(seats) <= 8:
        best = min(itertools.permutations(range(len(seats))), key=lambda order: _length(order, xy))
    else:
        best = min((_greedy(start, xy) for start in range(len(seats))), key=lambda order: _length(order, xy))
    forward = best if (seats[best[0]].place.id <= seats[best[-1]].place.id) else best[::-1]
    return [seats[index] for index in forward]


def _length(order: Sequence[int], xy: list[tuple[float, float]]) -> float:
    return sum(math.hypot(xy[a][0] - xy[b][0], xy[a][1] - xy[b][1]) for a, b in itertools.pairwise(order))


def _greedy(start: int, xy: list[tuple[float, float]]) -> tuple[int, ...]:
    order, left = [start], set(range(len(xy))) - {start}
    while left:
        nearest = min(left, key=lambda index: (_length((order[-1], index), xy), index))
        order.append(nearest)
        left.remove(nearest)
    return tuple(order)
