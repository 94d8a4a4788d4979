"""What stands on every sheet: ground, seats, graticule, scale bar, north arrow, words, legend."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from spatial.boundaries import neighbour_countries, neighbour_provinces, province_polygon
from spatial.crs import PROVINCE_CRS, WGS84, project, project_xy
from spatial.gazetteer import load_gazetteer
from spatial.structures import counties, prefectures, water

Window = tuple[float, float, float, float]
NOTE: Final = "示意，非法定界线"
CAPITAL: Final = "changchun-shi"
OUTLINES: Final = {"省界": ("#6B6B6B", 1.3), "市（州）界": ("#8A8A8A", 0.7), "县（市、区）界": ("#A9A9A4", 0.35)}  # colour, width in pt
SOURCE_COLUMNS: Final = 240
NORTH_AT: Final = (0.78, 0.08)  # foot of the north arrow, in shares of the sheet: beside the map, below the legend


def draw_ground(axes: Any, window: Window) -> None:
    """Draw neighbours, land, water and the three outlines."""
    area = shapely.box(*window)
    for frame in (neighbour_provinces(), neighbour_countries()):
        _plot(axes, _clipped(frame.geometry, area), facecolor="#EFEFEC", edgecolor="#D4D4D0", linewidth=0.5, zorder=1)
    axes.set_facecolor("#F7FAFC")
    gpd.GeoSeries([project(province_polygon())]).plot(ax=axes, aspect=None, facecolor="#FCFBF7", edgecolor="none", zorder=1)
    wet = water()
    rivers = wet["kind"] == "river"
    _plot(axes, _clipped(wet.geometry[rivers], area), color="#9DBFD8", linewidth=0.7, zorder=2)
    _plot(axes, _clipped(wet.geometry[~rivers], area), facecolor="#BFD9EA", edgecolor="#8DB3CF", linewidth=0.4, zorder=2)
    borders = {
        "县（市、区）界": counties().geometry,
        "市（州）界": prefectures().geometry,
        "省界": gpd.GeoSeries([province_polygon()], crs=WGS84),
    }
    for rank, (name, shapes) in enumerate(borders.items()):
        color, width = OUTLINES[name]
        project(shapes).boundary.plot(ax=axes, aspect=None, color=color, linewidth=width, zorder=2.5 + rank / 20)


def _plot(axes: Any, shapes: gpd.GeoSeries, **look: Any) -> None:
    """Draw shapes, if the window holds any."""
    if len(shapes):
        shapes.plot(ax=axes, aspect=None, **look)


def draw_seats(axes: Any, font: Any, window: Window) -> None:
    """Draw the prefecture seats of Jilin with their names, white halo, the capital larger."""
    from matplotlib import patheffects  # noqa: PLC0415

    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    for place in load_gazetteer().places:
        if place.kind != "prefecture" or place.parent_id != "jilin-sheng" or place.lon is None:
            continue
        x, y = project_xy(place.lon, place.lat, WGS84, PROVINCE_CRS)
        if not (window[0] < x < window[2] and window[1] < y < window[3]):
            continue
        capital = place.id == CAPITAL
        axes.plot([x], [y], marker="o", markersize=6 if capital else 4, mfc="white", mec="#222222", mew=1.2, zorder=7)
        if capital:
            axes.plot([x], [y], marker="o", markersize=2.6, color="#222222", zorder=7.1)
        name = place.title.replace("延边朝鲜族自治州", "延边州")
        axes.annotate(
            name, (x, y), xytext=(5, 4), textcoords="offset points", fontproperties=font, fontsize=10 if capital else 8.5,
            path_effects=halo, zorder=8,
        )  # fmt: skip


def draw_graticule(axes: Any, font: Any, window: Window) -> None:
    """Draw meridians and parallels at every degree, named at the frame."""
    west, south, east, north = _degrees(window)
    for lon in range(math.ceil(west), math.floor(east) + 1):
        _graticule_line(axes, font, window, [(lon, lat) for lat in np.arange(south - 1, north + 1, 0.1)], f"{lon}°E")
    for lat in range(math.ceil(south), math.floor(north) + 1):
        _graticule_line(axes, font, window, [(lon, lat) for lon in np.arange(west - 1, east + 1, 0.1)], f"{lat}°N")


def _graticule_line(axes: Any, font: Any, window: Window, points: list[tuple[float, float]], name: str) -> None:
    xs, ys = project_xy([p[0] for p in points], [p[1] for p in points], WGS84, PROVINCE_CRS)
    line = shapely.LineString(list(zip(xs, ys, strict=True))).intersection(shapely.box(*window))
    if line.is_empty or line.geom_type != "LineString":
        return
    axes.plot(*line.xy, color="#888888", linewidth=0.25, alpha=0.6, zorder=2.2)
    x, y = line.coords[0]
    east_name = name.endswith("E")
    axes.annotate(
        name, (x, y), xytext=(0, -3) if east_name else (-3, 0), textcoords="offset points", fontproperties=font, fontsize=6,
        color="#666666", ha="center" if east_name else "right", va="top" if east_name else "center", annotation_clip=False,
    )  # fmt: skip


def draw_scale_bar(axes: Any, font: Any, window: Window) -> None:
    """Draw a scale bar of a round length, in four black and white parts."""
    length = nice_length_m((window[2] - window[0]) / 4)
    x0, y0 = window[0] + 0.04 * (window[2] - window[0]), window[1] + 0.04 * (window[3] - window[1])
    height = 0.008 * (window[3] - window[1])
    for number in range(4):
        fill = "#222222" if number % 2 == 0 else "white"
        axes.fill(
            [x0 + length * number / 4, x0 + length * (number + 1) / 4, x0 + length * (number + 1) / 4, x0 + length * number / 4],
            [y0, y0, y0 + height, y0 + height], facecolor=fill, edgecolor="#222222", linewidth=0.6, zorder=9,
        )  # fmt: skip
    for share in (0, 0.5, 1):
        label = f"{length * share / 1000:g}" + (" km" if share == 1 else "")
        axes.annotate(
            label, (x0 + length * share, y0 + height), xytext=(0, 3), textcoords="offset points", ha="center", fontproperties=font,
            fontsize=7, zorder=9,
        )  # fmt: skip


def nice_length_m(limit_m: float) -> float:
    """Return the longest of 1, 2 or 5 times a power of ten that is not above the limit, metres."""
    power = 10.0 ** math.floor(math.log10(limit_m))
    return max(step * power for step in (1, 2, 5) if step * power <= limit_m)


def draw_north(figure: Any, font: Any, window: Window) -> None:
    """Draw an arrow to true north beside the map, where nothing lies under it; it is true in the middle of the map."""
    x, y = (window[0] + window[2]) / 2, (window[1] + window[3]) / 2
    lon, lat = project_xy(x, y, PROVINCE_CRS, WGS84)
    x1, y1 = project_xy(lon, lat + 0.1, WGS84, PROVINCE_CRS)
    length_in, (width_in, height_in) = 0.52, figure.get_size_inches()
    scale = length_in / math.hypot(x1 - x, y1 - y)
    foot = NORTH_AT
    tip = (foot[0] + (x1 - x) * scale / width_in, foot[1] + (y1 - y) * scale / height_in)
    look = {"arrowstyle": "-|>", "linewidth": 1.6, "color": "#222222", "mutation_scale": 16, "shrinkA": 0, "shrinkB": 0}
    axes = figure.axes[0]
    axes.annotate("", xy=tip, xytext=foot, xycoords="figure fraction", arrowprops=look, annotation_clip=False)
    axes.annotate(
        "北", tip, xytext=(0, 3), xycoords="figure fraction", textcoords="offset points", ha="center", fontproperties=font, fontsize=10,
        annotation_clip=False,
    )  # fmt: skip


def draw_words(figure: Any, font: Any, title: str, subtitle: str, source: str) -> None:
    """Write the title above, the source line below."""
    figure.text(0.03, 0.955, title, fontproperties=font, fontsize=17, va="center", parse_math=False)
    figure.text(0.03, 0.92, subtitle, fontproperties=font, fontsize=9, va="center", color="#444444", parse_math=False)
    line = wrapped("；".join(part for part in (source, NOTE) if part), SOURCE_COLUMNS)
    figure.text(0.03, 0.008, line, fontproperties=font, fontsize=6.5, va="bottom", color="#555555", parse_math=False)


def wrapped(text: str, columns: int) -> str:
    """Return a text in lines of at most so many columns: a Chinese letter takes two, a Latin word stays whole where it fits a line."""
    lines, line, taken = [], "", 0
    for piece in re.findall(r"[!-~]+|[^!-~]", text):
        for part in [piece[at : at + columns] for at in range(0, len(piece), columns)]:
            wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in part)
            if line and taken + wide > columns:
                lines.append(line.rstrip())
                line, taken = "", 0
            if line or part != " ":
                line, taken = line + part, taken + wide
    return "\n".join([*lines, line])


def draw_legend(figure: Any, font: Any, handles: dict[str, Any]) -> None:
    """Draw the legend of what is on the map, to the right of it; a tuple of samples is drawn one upon the other."""
    if not handles:
        return
    copy = font.copy()
    copy.set_size(8.5)
    heading = font.copy()
    heading.set_size(11)
    legend = figure.legend(
        handles=list(handles.values()), labels=list(handles), loc="upper left", bbox_to_anchor=(0.75, 0.9), prop=copy, title="图例",
        title_fontproperties=heading, frameon=False, handlelength=2.4, labelspacing=0.8, alignment="left",
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def _clipped(shapes: gpd.GeoSeries, area: Any) -> gpd.GeoSeries:
    """Return shapes in PROVINCE_CRS cut to the window, empty ones left out."""
    cut = project(shapes).intersection(area)
    return cut[~cut.is_empty]


def _degrees(window: Window) -> Window:
    """Return the degrees a window spans."""
    corners = shapely.segmentize(shapely.box(*window), (window[2] - window[0]) / 10).exterior.coords
    lons, lats = project_xy([c[0] for c in corners], [c[1] for c in corners], PROVINCE_CRS, WGS84)
    return min(lons), min(lats), max(lons), max(lats)
