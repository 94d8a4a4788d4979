"""Give the point of a place a reading names: from the gazetteer, else from the table of divisions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from spatial.errors import PlaceNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.geoparse.tables import rows_of
from spatial.settings import default_settings

if TYPE_CHECKING:
    from spatial.settings import Settings

CODED = "cn-"


@cache
def division_points(settings: Settings) -> dict[str, tuple[float, float]]:
    """Return lon, lat (WGS 84) of a point inside each unit of China, by its `cn-` id."""
    rows = rows_of(settings.base_dir / "divisions.csv", "adcode", "lon", "lat")
    return {CODED + row["adcode"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def point_of(place_id: str | None, settings: Settings | None = None) -> tuple[float, float] | None:
    """Return lon, lat (WGS 84) of a place, None where it has no point or is not known."""
    used = settings or default_settings()
    if place_id is None:
        return None
    if place_id.startswith(CODED):
        return division_points(used).get(place_id)
    try:
        place = load_gazetteer(used).get(place_id)
    except PlaceNotFoundError:
        return None
    return (place.lon, place.lat) if place.lon is not None and place.lat is not None else None
