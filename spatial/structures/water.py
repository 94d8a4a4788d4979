"""Rivers and lakes of the base layer, by id and by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd

from spatial.errors import DataFileError
from spatial.settings import Settings, default_settings

WATER_COLUMNS = ("id", "kind", "name", "name_en", "rank", "area_km2", "bridged_m", "source")


def water(settings: Settings | None = None) -> gpd.GeoDataFrame:
    """Return the main rivers and lakes, EPSG:4326: WATER_COLUMNS and geometry (lines for rivers, polygons for lakes and reservoirs)."""
    return _water((settings or default_settings()).base_dir / "water.geojson")


def water_bodies(settings: Settings | None = None) -> dict[str, Any]:
    """Return the geometries of the named rivers and lakes by id and by Chinese name."""
    frame = water(settings)
    named = frame[frame["name"] != ""]
    return {**dict(zip(named["name"], named.geometry, strict=True)), **dict(zip(named["id"], named.geometry, strict=True))}


@cache
def _water(path: Path) -> gpd.GeoDataFrame:
    """Return one water file; raise DataFileError when it is missing or lacks a column."""
    if not path.is_file():
        msg = f"缺少水系数据 {path.name}；请运行 tools/build_water.py 或重新取得 layers/base。"
        raise DataFileError(msg)
    frame = gpd.read_file(path)
    missing = [column for column in WATER_COLUMNS if column not in frame.columns]
    if missing:
        msg = f"{path.name} 缺少列 {missing[0]}；约定的列见 water.toml。"
        raise DataFileError(msg)
    return frame[[*WATER_COLUMNS, "geometry"]]
