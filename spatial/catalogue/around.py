"""What lies around a point: the structures that hold it or pass near it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial.catalogue.entries import Stamp, stamp_of
from spatial.crs import PROVINCE_CRS, WGS84, project, project_xy
from spatial.errors import InvalidInputError
from spatial.settings import Settings, default_settings
from spatial.structures import structures_frame

COLUMNS: Final = ("id", "name", "kind", "kind_title", "plan", "section", "relation", "distance_m", "part", "geometry_basis", "approximate")


def around(
    lon: float, lat: float, *, radius_m: float = 10_000.0, plan: str | None = None, settings: Settings | None = None
) -> gpd.GeoDataFrame:
    """Return the structures at a point of EPSG:4326, nearest first: those whose area holds it and those within `radius_m`.

    Columns COLUMNS and geometry; `relation` is inside, on (a line or member point within 1 km) or near; distances in metres, in
    PROVINCE_CRS. Raises InvalidInputError for a point that is no longitude and latitude or a radius below zero.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or not radius_m >= 0:
        msg = f"点 {lon},{lat} 或半径 {radius_m} 不对：经度 −180 到 180，纬度 −90 到 90，半径不小于 0 米。"
        raise InvalidInputError(msg)
    used = settings or default_settings()
    drawn, flat = _drawn(plan, used, stamp_of(used))
    distances = flat.distance(shapely.Point(*project_xy(lon, lat, WGS84, PROVINCE_CRS)))
    rows = [_row(row, float(distances[row.Index])) for row in drawn[distances <= radius_m].itertuples()]
    best: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda item: (item["distance_m"], item["part"] != "area", item["id"])):
        best.setdefault(row["id"], row)
    return gpd.GeoDataFrame(list(best.values()), columns=[*COLUMNS, "geometry"], geometry="geometry", crs=WGS84)


@lru_cache(maxsize=8)
def _drawn(plan: str | None, settings: Settings, stamp: Stamp) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:  # noqa: ARG001  key of the cache
    """Return the drawn features of all structures, and their geometry in PROVINCE_CRS."""
    frame = structures_frame(settings, plan=plan)
    drawn = frame[frame.geometry.notna()].reset_index(drop=True)
    return drawn, project(drawn.geometry)


def _row(row: Any, distance_m: float) -> dict[str, Any]:
    inside = distance_m == 0 and "Polygon" in row.geometry.geom_type
    relation = "inside" if inside else "on" if distance_m <= 1000 else "near"
    own = {name: getattr(row, name) for name in COLUMNS if name not in {"relation", "distance_m"}}
    return own | {"relation": relation, "distance_m": round(distance_m), "geometry": row.geometry}
