"""What a trip may start from: a place, its id or name, or a clicked point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from spatial.errors import InvalidInputError, PlaceWithoutPointError
from spatial.gazetteer import load_gazetteer
from spatial.schema import Place


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
    if isinstance(origin, tuple):
        return _clicked(*origin)
    if isinstance(origin, str):
        pair = _pair(origin)
        if pair is not None:
            return _clicked(*pair)
        return _of_place(_find(origin, on))
    return _of_place(origin)


def _find(text: str, on: date | None) -> Any:
    """Ask the gazetteer for one place."""
    return load_gazetteer().one(text, on=on)


def _pair(text: str) -> tuple[float, float] | None:
    """Return the degrees of `"lon,lat"`, or None for any other text."""
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        return None
    return lon, lat


def _clicked(lon: float, lat: float) -> Point:
    """Return a point without a name."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        msg = f"坐标 ({lon}, {lat}) 超出范围；请先写经度后写纬度。"
        raise InvalidInputError(msg)
    return Point("", f"{lon:.4f},{lat:.4f}", lon, lat)


def _of_place(place: Place) -> Point:
    """Return the point of a place."""
    if place.lon is None or place.lat is None:
        msg = f"{place.title} 没有坐标，不能计算出行时间；请换一个地点或直接给出经纬度。"
        raise PlaceWithoutPointError(msg)
    return Point(place.id, place.title, place.lon, place.lat, place.precision_m)
