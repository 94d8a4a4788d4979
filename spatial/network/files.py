"""Read the lines of a vector file: which layer, which letters, which coordinates; what is left out is told."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from glob import escape as glob_escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from spatial import crs
from spatial.errors import InvalidInputError

LINE_SUFFIXES: Final = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".gdb")
MOST_VERTICES: Final = 20_000_000
MOST_FEATURES: Final = 5_000_000
MOST_BYTES: Final = 8_000_000_000
LINE_TYPES: Final = ("LineString", "MultiLineString", "Unknown", "GeometryCollection", "CompoundCurve", "MultiCurve")
KIND_WORDS: Final = {"Point": "点", "Polygon": "面", "LinearRing": "环"}
UTF8_NAMES: Final = 0x800  # flag of a zip entry
CHINESE_LETTERS: Final = ("utf-8", "gb18030")


@dataclass(frozen=True)
class Lines:
    """Hold the lines of a file (EPSG:4326, single parts, the columns of the file) and what was left out or guessed."""

    table: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Layer:
    """Hold one layer of a file: the path GDAL opens, its name, and its type of geometry."""

    path: Path
    name: str
    kind: str


def read_lines(file: Path, layers: Sequence[str] = ()) -> Lines:
    """Return the lines of one layer of a file, or of several when they are named; the files in a `.zip` are layers too.

    Raises InvalidInputError when the file cannot be read, has several line layers and none is named, or holds no usable line.
    """
    if file.suffix.lower() != ".zip":
        return _read_chosen(_layers_at(file, file.name, file.stem), layers, file.name)
    with TemporaryDirectory() as folder:
        found = [layer for path, title in _unpacked(file, Path(folder)) for layer in _layers_at(path, file.name, title)]
        return _read_chosen(found, layers, file.name)


def _read_chosen(found: list[_Layer], layers: Sequence[str], name: str) -> Lines:
    """Return the lines of the layers asked for as one table."""
    parts = [_read_layer(layer, name) for layer in _chosen(found, layers, name)]
    table = pd.concat([part.table for part in parts], ignore_index=True) if len(parts) > 1 else parts[0].table
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    return Lines(gpd.GeoDataFrame(table, geometry="geometry", crs=crs.WGS84), tuple(notes))


def _unpacked(file: Path, folder: Path) -> list[tuple[Path, str]]:
    """Unpack the vector files of an archive, each with the files beside it, into a folder; return their paths and titles."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and not item.filename.startswith("__MACOSX/")]
            if sum(item.file_size for item in members) > MOST_BYTES:
                msg = f"{file.name} 解开后超过 {MOST_BYTES / 1e9:.0f} GB；请先裁剪。"
                raise InvalidInputError(msg)
            stems = {stem: number for number, stem in enumerate(dict.fromkeys(_stem(item) for item in members))}
            found = []
            for item in members:
                suffix = PurePosixPath(item.filename).suffix.lower()
                path = folder / f"{stems[_stem(item)]}{suffix}"
                path.write_bytes(archive.read(item))
                found += [(path, PurePosixPath(_stem(item)).name)] if suffix in LINE_SUFFIXES else []
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        msg = f"{file.name} 打不开：不是有效的 zip 文件，或已损坏、加密。"
        raise InvalidInputError(msg) from error
    if not found:
        msg = f"{file.name} 里没有矢量文件；应装有 .shp（连同 .shx、.dbf、.prj）、.gpkg、.geojson 或 .fgb。"
        raise InvalidInputError(msg)
    return found


def _stem(item: zipfile.ZipInfo) -> str:
    """Return the name of a packed file without its suffix; names without a mark of their letters are GB 18030 where that fits."""
    name = item.filename
    if not name.isascii() and not item.flag_bits & UTF8_NAMES:
        raw = name.encode("cp437")
        name = raw.decode("gb18030") if _fits(raw, "gb18030") else name
    return str(PurePosixPath(name).with_suffix(""))


def _layers_at(path: Path, name: str, stem: str) -> list[_Layer]:
    """Return the layers at a path; that of a file with one layer is named after the file."""
    try:
        found = pyogrio.list_layers(path)
    except (RuntimeError, ValueError) as error:
        raise _unreadable(path, name) from error
    alone = len(found) == 1
    return [_Layer(path, stem if alone else str(layer), "" if kind is None else str(kind)) for layer, kind in found]


def _unreadable(path: Path, name: str) -> InvalidInputError:
    """Return why a file cannot be opened."""
    beside = [other.suffix.lower() for other in path.parent.glob(f"{glob_escape(path.stem)}.*")]
    if path.suffix.lower() == ".shp" and ".shx" not in beside:
        return InvalidInputError(f"{name} 缺少与 .shp 同名的 .shx 文件；shapefile 要 .shp、.shx、.dbf、.prj 放在一起。")
    return InvalidInputError(f"{name} 打不开：不是有效的矢量文件或已损坏。")


def _chosen(found: list[_Layer], wanted: Sequence[str], name: str) -> list[_Layer]:
    """Return the layers to read: those named, else the only one that can hold lines."""
    names = "、".join(layer.name for layer in found)
    unknown = [title for title in wanted if title not in {layer.name for layer in found}]
    if unknown:
        msg = f"{name} 没有图层 {'、'.join(unknown)}；有：{names or '无'}。"
        raise InvalidInputError(msg)
    if wanted:
        return [layer for layer in found if layer.name in wanted]
    shaped = [layer for layer in found if layer.kind]
    if not shaped:
        msg = f"{name} 里没有图形；需要一个线图层。"
        raise InvalidInputError(msg)
    lines = [layer for layer in shaped if layer.kind.split(" ")[0] in LINE_TYPES] or shaped[:1]
    if len(lines) > 1:
        msg = f"{name} 有 {len(lines)} 个线图层：{'、'.join(layer.name for layer in lines)}；请用 --layer 指明读哪个，可多次。"
        raise InvalidInputError(msg)
    return lines


def _read_layer(layer: _Layer, name: str) -> Lines:
    """Return the lines of one layer in degrees."""
    with warnings.catch_warnings(record=True) as heard, np.errstate(invalid="ignore"):
        warnings.simplefilter("always")
        frame = _read(layer, name)
    notes = [f"读取时 GDAL 提示：{item.message}" for item in heard if "GDAL" in str(item.message) or "ogr" in str(item.message).lower()]
    if not isinstance(frame, gpd.GeoDataFrame) or not len(frame):
        msg = f"{name} 里没有图形；需要一个线图层。"
        raise InvalidInputError(msg)
    if frame.crs is None:
        msg = f"{name} 没有坐标系；请先在 GIS 中定义（如 EPSG:4326 或 EPSG:4490）。"
        raise InvalidInputError(msg)
    lines, left_out = _only_lines(frame, name)
    return Lines(_degrees(lines, name), (*notes, *left_out))


def _read(layer: _Layer, name: str) -> Any:
    """Read one layer; a shapefile that does not say its letters is read as UTF-8 or GB 18030 when they fit."""
    try:
        at = {"layer": layer.name} if len(pyogrio.list_layers(layer.path)) > 1 else {}
        info = pyogrio.read_info(layer.path, **at)
        if int(info["features"]) > MOST_FEATURES:
            msg = f"{name} 有 {int(info['features']):,} 个图形，超过 {MOST_FEATURES:,}；请先裁剪。"
            raise InvalidInputError(msg)
        frame = pyogrio.read_dataframe(layer.path, **at)
        return _in_chinese(frame) if str(info.get("encoding") or "").upper() == "ISO-8859-1" else frame
    except (RuntimeError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise _unreadable(layer.path, name) from error


def _in_chinese(frame: Any) -> Any:
    """Return a table whose texts were read as Latin-1 with the texts they are, where all of them are UTF-8 or GB 18030."""
    columns = [column for column in frame.columns if frame[column].dtype == object or str(frame[column].dtype) in ("str", "string")]
    texts = [*map(str, frame.columns), *(str(value) for column in columns for value in frame[column].dropna().unique())]
    raw = [text.encode("latin-1", "ignore") for text in texts if not text.isascii()]
    letters = next((letters for letters in CHINESE_LETTERS if raw and all(_fits(item, letters) for item in raw)), None)
    if letters is None:
        return frame

    def read(value: object) -> object:
        return value.encode("latin-1", "ignore").decode(letters, "ignore") if isinstance(value, str) else value

    return frame.assign(**{column: [read(value) for value in frame[column]] for column in columns}).rename(columns=read)


def _fits(raw: bytes, letters: str) -> bool:
    """Tell whether bytes are text of an encoding; the last sign may be cut off, as names of ten bytes are."""
    for end in range(4):
        try:
            raw[: len(raw) - end].decode(letters)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _only_lines(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the single lines of a table, collections taken apart, and what else there was."""
    shaped = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    parts = shaped
    while parts.geom_type.str.startswith("Multi").any() or (parts.geom_type == "GeometryCollection").any():
        parts = parts.explode(index_parts=False, ignore_index=True)
    lines = parts[parts.geom_type.isin(("LineString", "LinearRing"))]
    others = parts.geom_type[~parts.index.isin(lines.index)].value_counts()
    if not len(lines):
        msg = f"{name} 里没有线（只有 {'、'.join(sorted(others.index)) or '空'}）；路网需要线图层。"
        raise InvalidInputError(msg)
    notes = [f"{count} 个{KIND_WORDS.get(str(kind), kind)}不是线，没有用" for kind, count in others.items()]
    if len(shaped) < len(frame):
        notes.append(f"{len(frame) - len(shaped)} 行没有图形，没有用")
    vertices = int(shapely.get_num_coordinates(lines.geometry.to_numpy()).sum())
    if vertices > MOST_VERTICES:
        msg = f"{name} 有 {vertices:,} 个顶点，超过 {MOST_VERTICES:,}；请先裁剪或简化。"
        raise InvalidInputError(msg)
    return _finite(lines, name, notes)


def _finite(lines: gpd.GeoDataFrame, name: str, notes: list[str]) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the lines all whose coordinates are numbers."""
    xy, at = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    bad = np.unique(at[~np.isfinite(xy).all(axis=1)])
    if not len(bad):
        return lines, notes
    kept = lines[~np.isin(np.arange(len(lines)), bad)]
    if not len(kept):
        msg = f"{name} 里每条线都有不是数的坐标；请在 GIS 中修复。"
        raise InvalidInputError(msg)
    return kept, [*notes, f"{len(bad)} 条线有不是数的坐标，没有用"]


def _degrees(lines: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return lines in EPSG:4326 without height; raises InvalidInputError when their numbers do not fit the CRS the file states."""
    plain = lines.drop(columns=lines.geometry.name)
    flat = gpd.GeoDataFrame(plain, geometry=shapely.force_2d(lines.geometry.to_numpy()), crs=lines.crs)
    west, south, east, north = flat.total_bounds
    wrong = bool(flat.crs.is_geographic) and (west < -180 or east > 180 or south < -90 or north > 90)
    degrees = flat if wrong else crs.project(flat, crs.WGS84)
    if wrong or not np.isfinite(degrees.total_bounds).all():
        msg = f"{name} 的坐标（{west:.0f}, {south:.0f} 至 {east:.0f}, {north:.0f}）与所写坐标系不符；请在 GIS 中改正坐标系。"
        if wrong and west >= -90 and east <= 90 and south >= -180 and north <= 180:
            msg = f"{name} 的经纬度像是写反了（{west:.2f}, {south:.2f} 至 {east:.2f}, {north:.2f}）；应先经度、后纬度。"
        raise InvalidInputError(msg)
    return degrees
