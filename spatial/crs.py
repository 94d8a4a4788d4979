"""The only place where coordinates change their reference system, and where every length and area is measured.

Stored data is EPSG:4326. Lengths and areas are geodesic on the WGS 84 ellipsoid. A metric plane is used only to buffer, to grid and
to export: `PROVINCE_CRS` (Albers equal area, standard parallels 41.7° N and 45.4° N, central meridian 126.5° E) for anything that
spans the province, and the legal 3-degree Gauss-Krüger zones of CGCS2000 (EPSG:4550, 4551, 4552) for one prefecture. EPSG:3857 is
never used to measure. Axis order is always longitude, latitude (easting, northing).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError

from spatial.errors import InvalidInputError

WGS84: Final = 4326
CGCS2000: Final = 4490
GK_ZONES: Final = {4549: 120, 4550: 123, 4551: 126, 4552: 129, 4553: 132}
EXPORT_EPSG: Final = (4326, 4490, 4549, 4550, 4551, 4552, 4553)
# Equal area; the length of a line anywhere in Jilin differs from the geodesic one by less than 0.1 %.
PROVINCE_CRS: Final = "+proj=aea +lat_0=43.5 +lon_0=126.5 +lat_1=41.7 +lat_2=45.4 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs"

_GEOD: Final = Geod(ellps="WGS84")
_GCJ_A: Final = 6378245.0
_GCJ_EE: Final = 0.00669342162296594323

Target = int | str


@cache
def _crs(target: Target) -> CRS:
    """Return the reference system of an EPSG number or a PROJ string."""
    try:
        return CRS.from_user_input(target)
    except CRSError as error:
        msg = f"坐标系 {target!r} 无法识别；请用 {', '.join(map(str, EXPORT_EPSG))} 之一。"
        raise InvalidInputError(msg) from error


@cache
def _transformer(source: Target, target: Target) -> Transformer:
    """Return the transformer between two reference systems, longitude first."""
    return Transformer.from_crs(_crs(source), _crs(target), always_xy=True)


@cache
def _refuse_web_mercator(target: Target) -> None:
    """Refuse EPSG:3857, which is 39 % long at the latitude of Jilin."""
    if _crs(target).to_epsg() == 3857:
        msg = "EPSG:3857 在吉林的长度偏大约 39 %，不用于计算和导出；请用 4326、4490 或 4549–4553。"
        raise InvalidInputError(msg)


def project(data: Any, target: Target = PROVINCE_CRS, *, source: Target = WGS84) -> Any:
    """Transform a GeoDataFrame, GeoSeries or shapely geometry to another reference system.

    A frame brings its own CRS (a frame without one is taken as `source`); a bare geometry is in `source`, degrees, longitude first.
    Raises InvalidInputError for an unknown target and for EPSG:3857.
    """
    _refuse_web_mercator(target)
    if hasattr(data, "to_crs"):
        frame = data.set_crs(_crs(source)) if data.crs is None else data
        return frame.to_crs(_crs(target))
    transformer = _transformer(source, target)
    return shapely.transform(data, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def unproject(data: Any, source: Target = PROVINCE_CRS) -> Any:
    """Transform a GeoDataFrame, GeoSeries or shapely geometry back to EPSG:4326; a bare geometry is in `source`."""
    return project(data, WGS84, source=source)


def project_xy(x: Any, y: Any, source: Target, target: Target) -> tuple[Any, Any]:
    """Transform coordinate scalars or arrays between two reference systems, longitude (easting) first."""
    _refuse_web_mercator(target)
    out_x, out_y = _transformer(source, target).transform(x, y)
    return out_x, out_y


def buffer_m(geometry: Any, distance_m: float) -> Any:
    """Return an EPSG:4326 geometry widened by metres; the buffer is made in PROVINCE_CRS."""
    return unproject(project(geometry).buffer(distance_m))


def gauss_kruger_epsg(lon: float) -> int:
    """Return the EPSG code of the CGCS2000 3-degree Gauss-Krüger zone a longitude lies in.

    Raises InvalidInputError outside 118.5°–133.5° E, where Jilin and its neighbours are not.
    """
    meridian = round(lon / 3) * 3
    for epsg, central in GK_ZONES.items():
        if central == meridian:
            return epsg
    msg = f"经度 {lon} 不在本系统提供的 3 度带（118.5°–133.5°）内。"
    raise InvalidInputError(msg)


def geodesic_distance_m(lon1: Any, lat1: Any, lon2: Any, lat2: Any) -> Any:
    """Return the geodesic distance in metres between points of EPSG:4326; scalars give a float, arrays an array."""
    _, _, metres = _GEOD.inv(lon1, lat1, lon2, lat2)
    return metres


def geodesic_length_m(geometry: Any) -> float:
    """Return the geodesic length in metres of a line of EPSG:4326 (of a polygon: its perimeter)."""
    return float(_GEOD.geometry_length(geometry))


def geodesic_lengths_m(geometries: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the geodesic lengths in metres of many lines of EPSG:4326."""
    return np.array([_GEOD.geometry_length(geometry) for geometry in geometries], dtype=np.float64)


def geodesic_area_km2(geometry: Any) -> float:
    """Return the geodesic area in square kilometres of a polygon of EPSG:4326; rings may run either way, holes count as holes."""
    oriented = shapely.orient_polygons(geometry, exterior_cw=False)
    area_m2, _ = _GEOD.geometry_area_perimeter(oriented)
    return float(abs(area_m2)) / 1e6


def geodesic_points(lon1: float, lat1: float, lon2: float, lat2: float, step_m: float) -> list[tuple[float, float]]:
    """Return points along the geodesic between two points of EPSG:4326, ends included, at most `step_m` metres apart."""
    count = max(math.ceil(geodesic_distance_m(lon1, lat1, lon2, lat2) / step_m) - 1, 0)
    return [(lon1, lat1), *_GEOD.npts(lon1, lat1, lon2, lat2, count), (lon2, lat2)] if count else [(lon1, lat1), (lon2, lat2)]


def _gcj_offset(lon: float, lat: float) -> tuple[float, float]:
    """Return the GCJ-02 displacement in degrees at a WGS 84 point."""
    x, y = lon - 105.0, lat - 35.0
    pi = math.pi
    waves = (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    d_lat += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    d_lon += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    rad = math.radians(lat)
    magic = 1 - _GCJ_EE * math.sin(rad) ** 2
    root = math.sqrt(magic)
    d_lat = d_lat * 180.0 / ((_GCJ_A * (1 - _GCJ_EE)) / (magic * root) * pi)
    d_lon = d_lon * 180.0 / (_GCJ_A / root * math.cos(rad) * pi)
    return d_lon, d_lat


def _outside_china(lon: float, lat: float) -> bool:
    """Tell whether a point lies outside the box in which GCJ-02 displaces."""
    return not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271)


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Return the GCJ-02 point of a WGS 84 point, both in degrees; outside China they are the same.

    Formula: the published approximation of the state algorithm (Krasovsky 1940 ellipsoid), as in the open-source `eviltransform`
    and `gcoord` libraries. In Jilin the displacement is 504 to 629 m.
    """
    if _outside_china(lon, lat):
        return lon, lat
    d_lon, d_lat = _gcj_offset(lon, lat)
    return lon + d_lon, lat + d_lat


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Return the WGS 84 point of a GCJ-02 point, both in degrees, by fixed-point iteration to below 1 mm."""
    if _outside_china(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(20):
        there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        error_lon, error_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + error_lon, guess_lat + error_lat
        if abs(error_lon) < 1e-10 and abs(error_lat) < 1e-10:
            break
    return guess_lon, guess_lat
