"""A quiet ground for results: the network in one faint grey, and bounds with room around them."""

from __future__ import annotations

import geopandas as gpd
import shapely
import streamlit as st

from pages import circle_layers
from pages.common import translate as _
from spatial import maps
from spatial.network.dates import date_of_year, edges_open_on


def widened(bounds: maps.Bounds | None, share: float = 0.08) -> maps.Bounds:
    """Return bounds with some room around them; the province where there are none."""
    if bounds is None:
        return maps.HOME
    west, south, east, north = bounds
    dx, dy = max((east - west) * share, 0.05), max((north - south) * share, 0.05)
    return (west - dx, south - dy, east + dx, north + dy)


@st.cache_data(max_entries=32, show_spinner=False)
def quiet_roads(lang: str, year: int, mode: str) -> maps.MapLayer:  # noqa: ARG001 - the language is part of the key
    """Return the numbered roads and railways of a year in one faint grey, as a ground for what is drawn upon them."""
    edges = circle_layers.network().edges
    wanted = edges["edge_class"].isin(["expressway", "national", "hsr", "intercity", "conventional"])
    if "+" not in mode:
        wanted &= edges["mode"] == mode
    shown = edges[edges_open_on(edges, date_of_year(year)).is_open & wanted]
    rows = [{"id": "roads", "name": _("路网"), "geometry": shapely.line_merge(shapely.union_all(list(shown.geometry)))}]
    return maps.layer_from_frame(
        gpd.GeoDataFrame(rows, geometry="geometry", crs=4326), layer_id="roads", title=_("路网"), group=_("路网"), style_key="road",
        source=maps.OSM_SOURCE, tolerance_m=250, decimals=3, interactive=False, named=True,
    )  # fmt: skip
