"""Many names at once, and the start points that commands accept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from spatial.errors import InvalidInputError, PlaceWithoutPointError
from spatial.gazetteer.book import Gazetteer, load_gazetteer
from spatial.gazetteer.dates import covers, parse_date
from spatial.schema import Place, Resolution

if TYPE_CHECKING:
    import geopandas as gpd

_NUMBER = r"([+-]?\d+(?:\.\d+)?)"
_LONLAT = re.compile(rf"^\s*{_NUMBER}\s*[,，]\s*{_NUMBER}\s*$")
PLACE_COLUMNS = (
    "query", "status", "id", "name", "kind", "adcode", "parent_id", "valid_from", "valid_to", "precision_m", "located",
    "coord_source", "reason",
)  # fmt: skip


def origin(text: str, *, on: date | str | int | None = None, gazetteer: Gazetteer | None = None) -> Place | tuple[float, float]:
    """Return the place that an id, a name or NAME@WITHIN means, or the point of `lon,lat` in degrees WGS 84.

    Raises
    ------
    PlaceNotFoundError, AmbiguousPlaceError
        When the text means no place or several.
    PlaceWithoutPointError
        When the place has no coordinates.
    InvalidInputError
        When the numbers are no longitude and latitude.
    """
    match = _LONLAT.match(text)
    if match:
        lon, lat = float(match[1]), float(match[2])
        check_lonlat(lon, lat)
        return lon, lat
    place = (gazetteer or load_gazetteer()).one(text, on=on)
    if place.lon is None or place.lat is None:
        raise PlaceWithoutPointError(f"“{place.title}”（{place.id}）没有查到坐标，请换一个附近的地点或直接给出“经度,纬度”。")
    return place


def check_lonlat(lon: float, lat: float) -> None:
    """Refuse numbers that are no longitude and latitude in degrees."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InvalidInputError(f"“{lon},{lat}”不是经纬度：应先写经度（-180～180）再写纬度（-90～90）。")


def status_of(found: Resolution) -> str:
    """Return one word for a resolution: resolved, compound, ambiguous or unknown."""
    if found.chosen:
        return "resolved" if len(found.chosen) == 1 else "compound"
    return "ambiguous" if found.matches else "unknown"


def name_validity(gazetteer: Gazetteer, place: Place, on: date | None) -> tuple[str | None, str | None]:
    """Return since and until when the place bears the name it has on the date; None where open or unknown."""
    for entry in gazetteer.history(place.id):
        current = not entry.end if on is None else covers(entry.start, entry.end, on)
        if entry.attribute == "name" and entry.value == place.title and current:
            return entry.start or None, entry.end or None
    return place.start, place.end


def geocode(
    names: Iterable[str],
    on: date | str | int | None = None,
    within: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> gpd.GeoDataFrame:
    """Return one row per place meant, in the order asked, Point EPSG:4326; unresolved names keep a row without a point.

    Columns: query, status (resolved, compound, ambiguous, unknown), id, name, kind, adcode, parent_id, valid_from, valid_to,
    precision_m (metres), located (own, host, none), coord_source, reason, geometry.

    Raises
    ------
    InvalidInputError
        When a name is empty or the date cannot be read.
    PlaceNotFoundError
        When `within` names nothing.
    """
    import geopandas  # noqa: PLC0415 - heavy, and only needed here
    import shapely  # noqa: PLC0415

    book, day = gazetteer or load_gazetteer(), parse_date(on)
    rows: list[dict[str, object]] = []
    points: list[object] = []
    for name in names:
        found = book.lookup(name, within=within, on=day)
        meant: list[Place | None] = [book.as_of(item, day) for item in found.chosen]
        for place in meant or [None]:
            rows.append(_row(book, found, place, day))
            points.append(None if place is None or place.lon is None else shapely.Point(place.lon, place.lat))
    columns = {column: [row[column] for row in rows] for column in PLACE_COLUMNS}
    return geopandas.GeoDataFrame(columns, geometry=geopandas.GeoSeries(points, crs="EPSG:4326"), crs="EPSG:4326")


def _row(book: Gazetteer, found: Resolution, place: Place | None, day: date | None) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(PLACE_COLUMNS)
    row |= {"query": found.query, "status": status_of(found), "reason": found.reason}
    if place is not None:
        valid_from, valid_to = name_validity(book, place, day)
        row |= {"id": place.id, "name": place.title, "kind": place.kind, "adcode": place.adcode, "parent_id": place.parent_id}
        row |= {"valid_from": valid_from, "valid_to": valid_to, "precision_m": place.precision_m, "located": place.located}
        row |= {"coord_source": place.geo_source}
    return row
