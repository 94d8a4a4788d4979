"""What a trip may start from: a place, its id or name, or a clicked point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from spatial.errors import InvalidInputError, PlaceWithoutPointError
from spatial.gazetteer import load_gazetteer
from spatial.gazetteer import origin as ask_gazetteer
from spatial.gazetteer.geocoding import check_lonlat
from spatial.schema import Place

JILIN_ID = "jilin-sheng"
# what stands between separators: a pair of degrees, whose comma does not part it, or anything else
ONE_OF_SEVERAL = re.compile(r"\s*-?\d+(?:\.\d+)?\s*,\s*-?\d+(?:\.\d+)?\s*(?=[,，、;；]|$)|[^,，、;；]+")


@dataclass(frozen=True)
class Point:
    """Hold a named point of EPSG:4326; `id` is empty for a clicked one."""

    id: str
    name: str
    lon: float
    lat: float
    precision_m: float | None = None


Origin = Place | Point | str | tuple[float, float]


def as_point(origin: Origin, *, on: date | None = None) -> Point:
    """Return the point of a place, of a name or id (asked of the gazetteer), of `"lon,lat"` or of a pair of degrees.

    Raises PlaceNotFoundError, AmbiguousPlaceError, PlaceWithoutPointError, or InvalidInputError for degrees out of range.
    """
    if isinstance(origin, Point):
        return origin
    found = ask_gazetteer(origin, on=on) if isinstance(origin, str) else origin
    if isinstance(found, tuple):
        return _clicked(*found)
    if found.lon is None or found.lat is None:
        msg = f"{found.title} 没有坐标，不能计算出行时间；请换一个地点或直接给出经纬度。"
        raise PlaceWithoutPointError(msg)
    return Point(found.id, found.title, found.lon, found.lat, found.precision_m)


def _clicked(lon: float, lat: float) -> Point:
    """Return a point without a name."""
    check_lonlat(lon, lat)
    return Point("", f"{lon:.4f},{lat:.4f}", lon, lat)


def points_asked(places: str | None, kind: str | None, *, on: date | None = None) -> list[Point]:
    """Return the points of names or `lon,lat` parted by commas, or of every place of a kind that has a point of its own in Jilin.

    Each place counts once. Raises InvalidInputError when neither or both are given, fewer than two places are named or of that kind,
    or no place is of that kind, and the errors of `as_point`.
    """
    if (places is None) == (kind is None):
        msg = "请给 --places 或 --kind 之一。"
        raise InvalidInputError(msg)
    if places is not None:
        named = [as_point(name.strip(), on=on) for name in ONE_OF_SEVERAL.findall(places) if name.strip()]
        found = list(dict.fromkeys(named))
        if len(found) < 2:
            msg = f"--places 里只有 {len(found)} 个地点；请给至少两个，用逗号分开。"
            raise InvalidInputError(msg)
        return found
    gazetteer = load_gazetteer()

    def in_jilin(place: Place) -> bool:
        return (place.adcode or "").startswith("22") or any(above.id == JILIN_ID for above in gazetteer.ancestors(place.id))

    of_kind = [p for p in gazetteer.places if p.kind == kind and p.located == "own" and p.lon is not None and in_jilin(p)]
    if not of_kind:
        msg = f"没有 {kind!r} 类的地点；可选：{'、'.join(sorted({place.kind for place in gazetteer.places}))}。"
        raise InvalidInputError(msg)
    if len(of_kind) < 2:
        msg = f"{kind!r} 类的地点只有 {of_kind[0].title}；至少要两个，请换一类或用 --places。"
        raise InvalidInputError(msg)
    return [as_point(place) for place in of_kind]
