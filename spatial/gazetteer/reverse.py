"""From a point to its county, the places nearest to it and the structures around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from spatial.errors import InvalidInputError
from spatial.gazetteer.book import Gazetteer, load_gazetteer
from spatial.gazetteer.dates import parse_date
from spatial.gazetteer.geocoding import check_lonlat
from spatial.schema import Place

StructureFinder = Callable[[float, float], Iterable[Mapping[str, object]]]


@dataclass(frozen=True)
class Surroundings:
    """Hold what a point lies in and near: the county and what is above it, places with metres, structures."""

    lon: float
    lat: float
    county: Place | None
    above: tuple[Place, ...]
    nearest: tuple[tuple[Place, float], ...]
    structures: tuple[Mapping[str, object], ...]


def reverse_geocode(
    lon: float,
    lat: float,
    *,
    on: date | str | int | None = None,
    count: int = 5,
    structures: StructureFinder | None = None,
    gazetteer: Gazetteer | None = None,
) -> Surroundings:
    """Return the county of a point (today's outline, its name and parents of the date), nearest places and structures.

    Only places with a location of their own count as near; distances are geodesic, in metres. The county is None outside Jilin.
    `structures` is asked with lon and lat for the rows of what surrounds the point.

    Raises
    ------
    InvalidInputError
        When the numbers are no longitude and latitude, or `count` is below 1.
    """
    check_lonlat(lon, lat)
    if count < 1:
        raise InvalidInputError(f"附近地点的个数应不小于 1，现为 {count}。")
    book, day = gazetteer or load_gazetteer(), parse_date(on)
    county = _county(book, lon, lat)
    here = None if county is None else book.as_of(county.id, day)
    above = () if county is None else book.ancestors(county.id, day)
    around = () if structures is None else tuple(structures(lon, lat))
    return Surroundings(lon, lat, here, above, _nearest(book, lon, lat, count, day), around)


def _county(book: Gazetteer, lon: float, lat: float) -> Place | None:
    """Return the county-level unit whose outline of today holds the point."""
    import shapely  # noqa: PLC0415 - heavy, and only needed here

    from spatial.boundaries import county_polygons  # noqa: PLC0415

    frame = county_polygons()
    inside = frame[shapely.intersects_xy(frame.geometry.to_numpy(), lon, lat)]
    codes = set(inside["adcode"])
    return next((place for place in book.places if place.adcode in codes and place.kind in {"county", "district"}), None)


def _nearest(book: Gazetteer, lon: float, lat: float, count: int, day: date | None) -> tuple[tuple[Place, float], ...]:
    """Return the places with a point of their own nearest to lon, lat, with geodesic metres."""
    from spatial.crs import geodesic_distance_m  # noqa: PLC0415 - heavy, and only needed here

    own = [place for place in book.places if place.located == "own" and place.kind not in {"province", "country", "river", "region"}]
    count_all = len(own)
    metres = geodesic_distance_m([lon] * count_all, [lat] * count_all, [place.lon for place in own], [place.lat for place in own])
    ranked = sorted(zip(own, (float(value) for value in metres), strict=True), key=lambda item: (item[1], item[0].id))
    return tuple((book.as_of(place.id, day), round(value, 1)) for place, value in ranked[:count])
