"""Bring a network of one's own: lines of a GeoPackage, shapefile or GeoJSON, or an OpenStreetMap extract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.errors import InvalidInputError
from spatial.modes import RAIL_CLASSES, ROAD_CLASSES
from spatial.network.dates import date_range
from spatial.network.files import LINE_SUFFIXES, read_lines
from spatial.network.osm import CAR_HIGHWAYS, OTHER_HIGHWAYS, class_of_highway, read_pbf
from spatial.network.read import write_user_network
from spatial.network.shared import cut_at_shared_vertices
from spatial.network.steps import drop_duplicates, network_from_lines
from spatial.network.tables import Network
from spatial.settings import Settings, default_settings

# our column: names it often has in files, small and capital letters alike
USUAL_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "edge_class": ("edge_class", "highway", "fclass", "class", "type", "道路等级", "等级"),
    "ref": ("ref", "路线编号", "编号"),
    "name": ("name", "名称", "路名", "道路名称"),
    "speed_kph": ("speed_kph", "maxspeed", "speed", "限速", "设计速度", "设计时速"),
    "length_m": ("length_m",),
    "oneway": ("oneway", "单行", "单行线"),
    "opened": ("opened", "开通日期", "通车日期"),
}
CLASS_WORDS: Final[Mapping[str, str]] = {
    "高速公路": "expressway", "高速": "expressway", "匝道": "ramp", "国道": "national", "省道": "provincial", "县道": "county",
    "乡道": "local", "村道": "local", "城市道路": "urban", "快速路": "urban", "主干路": "urban", "高速铁路": "hsr", "高铁": "hsr",
    "城际铁路": "intercity", "普通铁路": "conventional", "铁路": "conventional",
}  # fmt: skip
TRUE_WORDS: Final = ("yes", "true", "1", "t", "f", "-1", "b", "是", "单行")
NO_WORDS: Final = ("", "no", "false", "f", "0", "none", "nan", "否")
STRUCTURE_COLUMNS: Final = ("layer", "bridge", "tunnel")
ROUNDABOUTS: Final = ("roundabout", "circular")
SHOWN_WORDS: Final = 5


@dataclass(frozen=True)
class Imported:
    """Hold an imported network, and what of its file was left out or guessed."""

    network: Network
    notes: tuple[str, ...] = ()


def import_network(
    file: Path,
    *,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    layers: Sequence[str] = (),
    settings: Settings | None = None,
) -> Imported:
    """Read a road network from a file, keep it in the folder of the user under a name, and return it.

    `columns` maps our columns (edge_class, ref, name, speed_kph, length_m, oneway, opened) to those of the file; `layers` names the layers
    to read where a file has several. Raises InvalidInputError when the file or the name cannot be used, NetworkError when it holds no
    usable line.
    """
    if not (file.is_file() or (file.is_dir() and file.suffix.lower() == ".gdb")):
        msg = f"没有文件 {file}；请检查路径。"
        raise InvalidInputError(msg)
    chosen = name or file.name.split(".")[0]
    if not re.fullmatch(r"[\w\-]{1,60}", chosen):
        msg = f"路网名称 {chosen!r} 只能用文字、数字、下划线和连字符；请用 --name 另取。"
        raise InvalidInputError(msg)
    made = read_network(file, name=chosen, columns=columns, layers=layers)
    write_user_network(made.network, (settings or default_settings()).user_dir / "networks" / chosen)
    return made


def read_network(file: Path, *, name: str = "network", columns: Mapping[str, str] | None = None, layers: Sequence[str] = ()) -> Imported:
    """Return the network of a file without keeping it: `.osm.pbf`, or a layer of lines, in a `.zip` too."""
    if file.name.lower().endswith((".pbf", ".osm")):
        drawn = network_from_lines(read_pbf(file), name=name)
        network = drop_duplicates(drawn)
        return Imported(network, _twice(drawn, network))
    if file.suffix.lower() not in (*LINE_SUFFIXES, ".zip"):
        msg = f"不认识文件 {file.name}；可用 .osm.pbf、.gpkg、.shp、.geojson、.fgb、.gdb，或装有它们的 .zip。"
        raise InvalidInputError(msg)
    found = read_lines(file, layers)
    table, notes = map_columns(found.table, columns or {}, file.name)
    drawn = network_from_lines(table.assign(geometry=shapely.remove_repeated_points(table.geometry.to_numpy())), name=name)
    once = drop_duplicates(drawn)
    lines = once.edges.drop(columns=["id", "from_id", "to_id"])
    network = drop_duplicates(network_from_lines(cut_at_shared_vertices(lines, lines["level"].to_numpy(np.int64)), name=name))
    without_length = len(table) - len(drawn.edges)
    notes += (f"{without_length} 条线没有长度，没有用",) if without_length else ()
    return Imported(network, (*found.notes, *notes, *_twice(drawn, once)))


def _twice(drawn: Network, once: Network) -> tuple[str, ...]:
    """Return the note on lines drawn twice."""
    count = len(drawn.edges) - len(once.edges)
    return (f"{count} 条线与别的线重合（同向或反向），只留一条",) if count else ()


def map_columns(frame: gpd.GeoDataFrame, columns: Mapping[str, str], name: str) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return lines with our columns: those mapped, else those with a usual name, else defaults (class `background`, both ways); and notes.

    Raises InvalidInputError for a column that does not exist, ours or theirs.
    """
    by_name = {str(column).casefold(): column for column in reversed(frame.columns)}
    theirs = {ours: by_name.get(column.casefold()) for ours, column in columns.items()}
    unknown = [columns[ours] for ours, column in theirs.items() if column is None] + [ours for ours in columns if ours not in USUAL_NAMES]
    if unknown:
        listed = "、".join(str(column) for column in frame.columns if column != "geometry")
        msg = f"{name} 没有列 {'、'.join(unknown)}；文件的列：{listed or '无'}；我们的列：{'、'.join(USUAL_NAMES)}。"
        raise InvalidInputError(msg)
    result = gpd.GeoDataFrame({"mode": ["road"] * len(frame)}, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    for ours, usual in USUAL_NAMES.items():
        column = theirs.get(ours) or next((by_name[word] for word in usual if word in by_name), None)
        if column is not None:
            result[ours] = frame[column].to_numpy()
    result["level"] = _levels(frame, by_name)
    if "junction" in by_name and "oneway" in result:
        round_ones = frame[by_name["junction"]].isin(ROUNDABOUTS).to_numpy(bool)
        result["oneway"] = result["oneway"].astype(object).mask(round_ones, "yes")
    return _typed(result, name)


def _levels(frame: gpd.GeoDataFrame, by_name: Mapping[str, str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return how high above the ground each line runs: its layer, else 1 on a bridge and -1 in a tunnel."""
    layer, bridge, tunnel = (frame[by_name[word]] if word in by_name else pd.Series([""] * len(frame)) for word in STRUCTURE_COLUMNS)
    level = pd.to_numeric(layer, errors="coerce").fillna(0).to_numpy().astype(np.int64)
    built = np.where(_said(bridge), 1, np.where(_said(tunnel), -1, 0))
    return np.where(level == 0, built, level)


def _said(column: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell where a column says anything but no."""
    return np.asarray(~column.fillna("").astype(str).str.strip().str.lower().isin(NO_WORDS), bool)


def _typed(table: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return our columns in our types: known classes, numbers above zero, one-way as truth (`-1` turns a line around), dates."""
    result, notes = _classed(table.copy(), name)
    for column in ("speed_kph", "length_m"):
        if column in result:
            result[column] = [_number(value) for value in result[column]]
    if "oneway" in result:
        words = result["oneway"].fillna("").astype(str).str.lower().str.strip().str.removesuffix(".0")
        turned = words.isin(("-1", "t"))
        result.loc[turned, "geometry"] = shapely.reverse(result.geometry[turned].to_numpy())
        result["oneway"] = words.isin(TRUE_WORDS) & (words != "b")
    if "opened" in result:
        days = [_day(value) for value in result["opened"]]
        unread = [value for value, day in zip(result["opened"], days, strict=True) if day is None]
        result["opened"] = [day or "" for day in days]
        notes += [f"开通日期读不懂，当作未知：{_some(unread)}"] if unread else []
    for column in (column for column in ("ref", "name") if column in result):
        result[column] = result[column].astype(object).where(result[column].notna(), "").astype(str)
    return result, tuple(notes)


def _classed(table: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the table with classes of ours, without ways of OpenStreetMap that no car may use, and what was left out or not known."""
    if "edge_class" not in table:
        return table.assign(edge_class="background"), ["没有等级列，都按未分级道路（background）"]
    words = table["edge_class"].fillna("").astype(str).str.strip()
    closed = words.isin(OTHER_HIGHWAYS) | words.str.startswith("track")
    if closed.all():
        msg = f"{name} 里没有机动车道路（只有 {_some(words)}）；请检查等级列，或换一个文件。"
        raise InvalidInputError(msg)
    known = (
        {word: word for word in (*ROAD_CLASSES, *RAIL_CLASSES)}
        | dict(CLASS_WORDS)
        | {word: class_of_highway(word) for word in CAR_HIGHWAYS}
    )
    classes = words.map(known)
    strange = words[classes.isna() & ~closed & (words != "")]
    notes = [f"{int(closed.sum())} 条不是机动车道路，没有用：{_some(words[closed])}"] if closed.any() else []
    notes += [f"{len(strange)} 条的等级不认识，按未分级道路（background）：{_some(strange)}"] if len(strange) else []
    kept = table.assign(edge_class=classes.fillna("background"))[~closed].reset_index(drop=True)
    kept.loc[kept["edge_class"].isin(RAIL_CLASSES), "mode"] = "rail"
    return kept, notes


def _some(words: Iterable[object]) -> str:
    """Return the most frequent words of a list, with their counts."""
    counts = Counter(str(word) for word in words)
    shown = "、".join(f"{word}（{count}）" for word, count in counts.most_common(SHOWN_WORDS))
    return shown + (f" 等 {len(counts)} 种" if len(counts) > SHOWN_WORDS else "")


def _number(value: object) -> float:
    """Return the number at the start of a value such as `80` or `50 mph`, NaN where there is none above zero; miles become kilometres."""
    match = re.match(r"\s*(\d+(?:\.\d+)?)\s*(mph)?", str(value))
    number = 0.0 if match is None else float(match[1]) * (1.609344 if match[2] else 1.0)
    return number if number > 0 else float("nan")


def _day(value: object) -> str | None:
    """Return a date as `2010-12-30`, `2010-12` or `2010`, empty for none, None for text that is no date."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)) or not str(value).strip():
        return ""
    if isinstance(value, date | datetime | pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    match = re.fullmatch(r"(\d{4})(?:[-/.年]?(\d{1,2}))?(?:[-/.月]?(\d{1,2}))?(?:日|\.0|[T ][\d:.]+Z?)?", str(value).strip())
    if match is None:
        return None
    text = "-".join(f"{int(part):0{4 if at == 0 else 2}d}" for at, part in enumerate(match.groups()) if part)
    try:
        date_range(text)
    except InvalidInputError:
        return None
    return text
