"""Bring a network of one's own: lines of a GeoPackage, shapefile or GeoJSON, or an OpenStreetMap extract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from spatial import crs
from spatial.errors import InvalidInputError
from spatial.modes import RAIL_CLASSES, ROAD_CLASSES
from spatial.network.osm import class_of_highway, read_pbf
from spatial.network.read import write_user_network
from spatial.network.steps import drop_duplicates, network_from_lines, split_at_shared_points
from spatial.network.tables import Network
from spatial.settings import Settings, default_settings

LINE_SUFFIXES = (".gpkg", ".shp", ".geojson", ".json", ".fgb")
MOST_VERTICES = 20_000_000
# our column: names it often has in files
USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "edge_class": ("edge_class", "highway", "fclass", "class", "type"),
    "ref": ("ref",),
    "name": ("name",),
    "speed_kph": ("speed_kph", "maxspeed", "speed"),
    "length_m": ("length_m",),
    "oneway": ("oneway",),
    "opened": ("opened",),
}
TRUE_WORDS = ("yes", "true", "1", "t", "f", "-1", "b")


def import_network(
    file: Path, *, name: str | None = None, columns: Mapping[str, str] | None = None, settings: Settings | None = None
) -> Network:
    """Read a road network from a file, keep it in the folder of the user under a name, and return it.

    `columns` maps our columns (edge_class, ref, name, speed_kph, length_m, oneway, opened) to those of the file. Raises
    InvalidInputError when the file or the name cannot be used, NetworkError when it holds no usable line.
    """
    if not file.is_file():
        msg = f"没有文件 {file}；请检查路径。"
        raise InvalidInputError(msg)
    chosen = name or file.name.split(".")[0]
    if not re.fullmatch(r"[\w\-]{1,60}", chosen):
        msg = f"路网名称 {chosen!r} 只能用文字、数字、下划线和连字符；请用 --name 另取。"
        raise InvalidInputError(msg)
    network = read_network(file, name=chosen, columns=columns)
    write_user_network(network, (settings or default_settings()).user_dir / "networks" / chosen)
    return network


def read_network(file: Path, *, name: str = "network", columns: Mapping[str, str] | None = None) -> Network:
    """Return the network of a file without keeping it: `.osm.pbf`, or a layer of lines."""
    if file.name.endswith(".pbf"):
        lines = read_pbf(file)
        return drop_duplicates(network_from_lines(lines, name=name))
    if file.suffix.lower() not in LINE_SUFFIXES:
        msg = f"不认识文件 {file.name}；可用 .osm.pbf、.gpkg、.shp、.geojson、.fgb。"
        raise InvalidInputError(msg)
    lines = map_columns(_read_lines(file), columns or {}, file.name)
    return drop_duplicates(split_at_shared_points(network_from_lines(lines, name=name)))


def _read_lines(file: Path) -> gpd.GeoDataFrame:
    """Read the lines of a file in EPSG:4326; raises InvalidInputError for no lines, no CRS, or degrees that are none."""
    try:
        frame = gpd.read_file(file, engine="pyogrio")
    except (DataSourceError, DataLayerError) as error:
        msg = f"{file.name} 打不开：不是有效的矢量文件或已损坏。"
        raise InvalidInputError(msg) from error
    if not isinstance(frame, gpd.GeoDataFrame) or not len(frame):
        msg = f"{file.name} 里没有图形；需要一个线图层。"
        raise InvalidInputError(msg)
    if frame.crs is None:
        msg = f"{file.name} 没有坐标系；请先在 GIS 中定义（如 EPSG:4326 或 EPSG:4490）。"
        raise InvalidInputError(msg)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    lines = frame[frame.geom_type.isin(("LineString", "MultiLineString"))]
    if not len(lines):
        found = "、".join(sorted(set(frame.geom_type))) or "空"
        msg = f"{file.name} 里没有线（只有 {found}）；路网需要线图层。"
        raise InvalidInputError(msg)
    vertices = int(shapely.get_num_coordinates(lines.geometry.to_numpy()).sum())
    if vertices > MOST_VERTICES:
        msg = f"{file.name} 有 {vertices:,} 个顶点，超过 {MOST_VERTICES:,}；请先裁剪或简化。"
        raise InvalidInputError(msg)
    return _degrees(lines, file.name)


def _degrees(lines: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return lines in EPSG:4326 without height; raises InvalidInputError when their numbers do not fit the CRS the file states."""
    flat = lines.set_geometry(shapely.force_2d(lines.geometry.to_numpy()), crs=lines.crs)
    west, south, east, north = flat.total_bounds
    wrong = not np.isfinite(flat.total_bounds).all()
    if not wrong and flat.crs.is_geographic:
        wrong = west < -180 or east > 180 or south < -90 or north > 90
    degrees = flat if wrong else crs.project(flat, crs.WGS84)
    if wrong or not np.isfinite(degrees.total_bounds).all():
        msg = f"{name} 的坐标（{west:.0f}, {south:.0f} 至 {east:.0f}, {north:.0f}）与所写坐标系不符；请在 GIS 中改正坐标系。"
        raise InvalidInputError(msg)
    return degrees


def map_columns(frame: gpd.GeoDataFrame, columns: Mapping[str, str], name: str) -> gpd.GeoDataFrame:
    """Return lines with our columns: those mapped, else those with a usual name, else defaults (class `background`, both ways)."""
    unknown = [theirs for theirs in columns.values() if theirs not in frame] + [ours for ours in columns if ours not in USUAL_NAMES]
    if unknown:
        msg = f"{name} 没有列 {'、'.join(unknown)}；文件的列：{'、'.join(map(str, frame.columns))}；我们的列：{'、'.join(USUAL_NAMES)}。"
        raise InvalidInputError(msg)
    result = gpd.GeoDataFrame({"mode": ["road"] * len(frame)}, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    for ours, usual in USUAL_NAMES.items():
        theirs = columns.get(ours) or next((column for column in usual if column in frame), None)
        if theirs is not None:
            result[ours] = frame[theirs].to_numpy()
    return _typed(result)


def _typed(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return our columns in our types: known classes, speeds as numbers, one-way as truth; `-1` turns a line around."""
    result = table.copy()
    classes = result["edge_class"].fillna("").astype(str) if "edge_class" in result else ["background"] * len(result)
    known = {*ROAD_CLASSES, *RAIL_CLASSES}
    result["edge_class"] = [value if value in known else class_of_highway(value) or "background" for value in classes]
    result.loc[result["edge_class"].isin(RAIL_CLASSES), "mode"] = "rail"
    if "speed_kph" in result:
        result["speed_kph"] = [_number(value) for value in result["speed_kph"]]
    if "oneway" in result:
        words = result["oneway"].fillna("").astype(str).str.lower().str.strip()
        turned = words.isin(("-1", "t"))
        result.loc[turned, "geometry"] = shapely.reverse(result.geometry[turned].to_numpy())
        result["oneway"] = words.isin(TRUE_WORDS) & (words != "b")
    return result


def _number(value: object) -> float:
    """Return the number at the start of a value such as `80` or `50 mph`, else NaN; miles become kilometres."""
    match = re.match(r"\s*(\d+(?:\.\d+)?)\s*(mph)?", str(value))
    return float("nan") if match is None else float(match[1]) * (1.609344 if match[2] else 1.0)
