"""Draw 长春 and 吉林市 at 30 and 60 minutes, by road and by road and rail, in 2012 and 2026, for the method notes.

python benchmarks/draw_circles.py [--out docs/pictures]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import shapely

mpl.use("Agg")
import matplotlib.pyplot as plt

from spatial.boundaries import county_polygons
from spatial.modes import MODE_TITLES
from spatial.network import Network, edges_open_on, load_network
from spatial.network.dates import date_of_year
from spatial.print_map import chinese_font
from spatial.reach.circle import circle

PLACES = {"changchun-shi": "长春", "jilin-shi": "吉林市"}
YEARS, MODES, LIMITS = (2012, 2026), ("road", "road+rail"), (30.0, 60.0)
FILL = {30.0: "#2166ac", 60.0: "#92c5de"}


def panel(axes: Any, network: Network, place: str, mode: str, year: int) -> tuple[float, float]:
    """Draw one circle with its bands on axes; return the areas in km²."""
    made = {limit: circle(network, place, limit, mode=mode, on=year, samples=2000) for limit in LIMITS}
    wide = made[60.0]
    county_polygons().boundary.plot(ax=axes, color="#cccccc", linewidth=0.5)
    edges = network.edges[edges_open_on(network.edges, date_of_year(year)).is_open]
    edges[edges["edge_class"] == "expressway"].plot(ax=axes, color="#b2182b", linewidth=0.6)
    if "rail" in mode:
        edges[edges["mode"] == "rail"].plot(ax=axes, color="#4d4d4d", linewidth=0.5, linestyle="--")
    for limit in (60.0, 30.0):
        gpd.GeoSeries([made[limit].geometry], crs=4326).plot(ax=axes, color=FILL[limit], alpha=0.7)
        for outline in (made[limit].inner, made[limit].outer):
            gpd.GeoSeries([shapely.boundary(outline)], crs=4326).plot(ax=axes, color=FILL[limit], linewidth=0.6, linestyle=":")
    west, south, east, north = wide.outer.bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1.39)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("")
    axes.set_ylabel("")
    return made[30.0].area_km2, wide.area_km2


def main() -> None:
    """Write one picture of four panels per place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    out: Path = parser.parse_args().out
    network, font = load_network(), chinese_font()
    for place, title in PLACES.items():
        figure, grid = plt.subplots(2, 2, figsize=(9, 8.6), layout="constrained")
        for row, mode in enumerate(MODES):
            for column, year in enumerate(YEARS):
                small, large = panel(grid[row][column], network, place, mode, year)
                grid[row][column].set_title(
                    f"{title} {year}年 {MODE_TITLES[mode]}\n30 分钟 {small:.0f} km²，60 分钟 {large:.0f} km²", fontproperties=font
                )
        note = (
            "深色 30 分钟，浅色 60 分钟，虚线为速度 P10/P90；红线高速公路，灰虚线铁路。从中心点出发，门到门。"
            "道路线形 © OpenStreetMap contributors (ODbL)"
        )
        figure.supxlabel(note, fontproperties=font, fontsize=8)
        figure.savefig(out / f"circle-{place}.png", dpi=90)
        plt.close(figure)


if __name__ == "__main__":
    main()
