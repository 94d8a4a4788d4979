"""Draw the circles of two cities by two modes in two years, for docs/pictures.

    python tools/draw_circles.py

Writes docs/pictures/circle-<place>.png: two rows (road, road and rail) by two columns (2012, 2026), the 30- and 60-minute circles, the rim
between the inner and the outer line of 60 minutes, and the numbered roads and railways in service. Needs a Chinese font
(`spatial.print_map.fonts`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import geopandas as gpd  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from spatial.crs import PROVINCE_CRS, WGS84, project, project_xy  # noqa: E402
from spatial.network import load_network  # noqa: E402
from spatial.network.dates import date_of_year, edges_open_on  # noqa: E402
from spatial.print_map import fonts, furniture  # noqa: E402
from spatial.reach.circle import Circle, circle  # noqa: E402

PLACES = {"changchun-shi": "长春市", "jilin-shi": "吉林市"}
MODES = {"road": "公路", "road+rail": "公路＋铁路"}
YEARS = (2012, 2026)
LIMITS = (30.0, 60.0)
HALF_WIDTH_M = 95_000.0
PINK = "#CC79A7"
CLASSES = {"expressway": ("#8C2D04", 1.1), "national": ("#C9A36A", 0.6), "hsr": ("#1B1B3A", 0.9), "intercity": ("#1B1B3A", 0.9)}


def main() -> None:
    """Draw one picture per city."""
    network = load_network()
    for place, title in PLACES.items():
        figure = Figure(figsize=(10, 10.6), dpi=110)
        for row, mode in enumerate(MODES):
            for column, year in enumerate(YEARS):
                axes = figure.add_axes((0.02 + 0.49 * column, 0.485 - 0.46 * row, 0.47, 0.43))
                made = circle(network, place, LIMITS[-1], mode=mode, on=year, bands=LIMITS)
                panel(axes, network, made, year)
                words = f"{MODES[mode]} {year} 年：30 分钟 {made.bands[0].area_km2:,.0f} km²，60 分钟 {made.area_km2:,.0f} km²"
                axes.set_title(
                    f"{words}（{made.area_low_km2:,.0f}–{made.area_high_km2:,.0f}）", fontproperties=fonts.chinese_font(), fontsize=9
                )
        figure.text(
            0.02, 0.965, f"{title}：30 分钟与 60 分钟等时圈，从中心点出发，门到门", fontproperties=fonts.chinese_font(), fontsize=14
        )
        source = (
            "深色 30 分钟，浅色 60 分钟，虚线为车速 ±15 % 与离网速度区间的内外线。示意，非法定界线；© OpenStreetMap contributors（ODbL）"
        )
        figure.text(0.02, 0.005, source, fontproperties=fonts.chinese_font(), fontsize=7.5, color="#555555")
        out = ROOT / "docs" / "pictures" / f"circle-{place}.png"
        figure.savefig(out, metadata={"Software": None}, facecolor="white")
        print(out.relative_to(ROOT))


def panel(axes: Any, network: Any, made: Circle, year: int) -> None:
    """Draw one circle over the ground and the roads of its year."""
    point = made.origins[0]
    x, y = project_xy(point.lon, point.lat, WGS84, PROVINCE_CRS)
    window = (x - HALF_WIDTH_M, y - HALF_WIDTH_M * 0.92, x + HALF_WIDTH_M, y + HALF_WIDTH_M * 0.92)
    furniture.draw_ground(axes, window)
    for band, opacity in zip(reversed(made.bands), (0.28, 0.45), strict=True):
        _plot(axes, band.geometry, facecolor=PINK, edgecolor=PINK, alpha=opacity, linewidth=0.8, zorder=3)
    for line in (made.inner, made.outer):
        _plot(axes, line.boundary, color=PINK, linewidth=0.7, linestyle=(0, (4, 3)), zorder=3.5)
    open_now = network.edges[edges_open_on(network.edges, date_of_year(year)).is_open]
    for edge_class, (color, width) in CLASSES.items():
        rows = open_now[open_now["edge_class"] == edge_class]
        if len(rows):
            project(rows.geometry).plot(ax=axes, aspect=None, color=color, linewidth=width, zorder=4)
    axes.plot([x], [y], marker="*", markersize=12, color="#D55E00", mec="white", zorder=6)
    axes.set_xlim(window[0], window[2])
    axes.set_ylim(window[1], window[3])
    axes.set_aspect("equal")
    axes.set(xlabel="", ylabel="")
    axes.set_xticks([])
    axes.set_yticks([])
    furniture.draw_seats(axes, fonts.chinese_font(), window)
    furniture.draw_scale_bar(axes, fonts.chinese_font(), window)


def _plot(axes: Any, shape: Any, **look: Any) -> None:
    """Draw one geometry of EPSG:4326."""
    project(gpd.GeoSeries([shape], crs=WGS84)).plot(ax=axes, aspect=None, **look)


if __name__ == "__main__":
    main()
