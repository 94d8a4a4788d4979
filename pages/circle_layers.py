"""Circles computed once per question, and as layers for the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import shapely
import streamlit as st

from pages import words
from pages.common import translate as _
from spatial import maps
from spatial.export import Provenance, export_bytes
from spatial.modes import DEFAULT_SPEEDS
from spatial.network import load_network
from spatial.network.dates import edges_open_on
from spatial.reach.circle import Circle, circle

BAND_STEPS = (15, 30, 45, 60, 90, 120)
ROAD_STYLES = {"expressway": "expressway", "national": "national", "hsr": "hsr", "intercity": "hsr", "conventional": "rail"}


@dataclass(frozen=True)
class Asked:
    """Hold one question: from where, how many minutes, how, in which year (or on which day), from which point, outward or inward.

    `network` is the name of an imported network ("": that of this installation), `stamp` the time it was written.
    """

    origins: tuple[str, ...]
    minutes: int
    mode: str
    year: int | date
    start: str
    inbound: bool = False
    off_kph: float = DEFAULT_SPEEDS.off_network.kph
    network: str = ""
    stamp: int = 0

    def but(self, **changes: Any) -> Asked:
        """Return the question with some values changed."""
        return replace(self, **changes)


@st.cache_resource(show_spinner=False)
def network() -> Any:
    """Return the network of this installation, read once."""
    return load_network()


def network_of(asked: Asked) -> Any:
    """Return the network a question is asked of."""
    return load_network(name=asked.network) if asked.network else network()


@st.cache_resource(max_entries=48, show_spinner=False)
def circle_of(asked: Asked) -> Circle:
    """Return the circle of a question, with up to three smaller bands."""
    speeds = replace(DEFAULT_SPEEDS, off_network=replace(DEFAULT_SPEEDS.off_network, kph=asked.off_kph))
    bands = [step for step in BAND_STEPS if step < asked.minutes][-3:]
    return circle(
        network_of(asked),
        list(asked.origins),
        asked.minutes,
        mode=asked.mode,
        on=asked.year,
        start=asked.start,
        inbound=asked.inbound,
        bands=bands,
        speeds=speeds,
    )


@st.cache_data(max_entries=48, show_spinner=False)
def layers_of(lang: str, asked: Asked) -> list[maps.MapLayer]:
    """Return rim, bands, network, origins and places inside, from the ground up; `lang` is part of the key."""
    found = circle_of(asked)
    layers = [_rim(found), *_bands(found), roads(lang, asked.year, asked.mode, asked.network, asked.stamp), _inside(found), _origins(found)]
    return [layer for layer in layers if layer.count]


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows with a geometry each as a table of EPSG:4326."""
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def _rim(found: Circle) -> maps.MapLayer:
    """Return the belt between the inner and the outer line."""
    belt = shapely.difference(found.outer, found.inner)
    area = f"{found.area_low_km2:,.0f}–{found.area_high_km2:,.0f} km²"
    row = {"id": "rim", "name": _("不确定范围"), "area": area, "geometry": belt}
    return maps.layer_from_frame(
        _frame([row]),
        layer_id="rim",
        title=_("不确定范围（±15 %）"),
        group=_("等时圈"),
        style_key="rim",
        rows=[(_("面积"), "area")],
        tolerance_m=120,
    )


def _bands(found: Circle) -> list[maps.MapLayer]:
    """Return the bands, widest first so that the nearest lies on top."""
    made = sorted(found.bands, key=lambda band: band.limit)
    layers = []
    for rank, band in reversed(list(enumerate(made, start=1 + 4 - len(made) if len(made) < 4 else 1))):
        name = _("{minutes:g} 分钟").format(minutes=band.limit)
        row = {"id": f"{band.limit:g}", "name": name, "area": f"{band.area_km2:,.0f} km²", "geometry": band.geometry}
        layers.append(
            maps.layer_from_frame(
                _frame([row]),
                layer_id=f"band-{band.limit:g}",
                title=name,
                group=_("等时圈"),
                style_key=f"circle_{min(rank, 4)}",
                rows=[(_("面积"), "area")],
                tolerance_m=80,
                named=True,
            )
        )
    return layers


def _inside(found: Circle) -> maps.MapLayer:
    """Return the places inside as points with their minutes."""
    from spatial.gazetteer import load_gazetteer

    book = load_gazetteer()
    rows = []
    for place in found.places:
        at = book.get(place.id)
        band = f"{place.low:.0f}–{place.high:.0f}" if place.high is not None else f"{place.low:.0f}–"
        time = f"{place.minutes:.0f}（{band}）"
        rows.append({"id": place.id, "name": words.place_name(at), "time": time, "geometry": shapely.Point(at.lon, at.lat)})
    frame = _frame(rows) if rows else gpd.GeoDataFrame({"id": [], "name": [], "time": []}, geometry=[], crs=4326)
    return maps.layer_from_frame(
        frame,
        layer_id="inside",
        title=_("圈内地名"),
        group=_("等时圈"),
        style_key="member",
        rows=[(_("分钟"), "time")],
        named=True,
    )


def _origins(found: Circle) -> maps.MapLayer:
    """Return the origins as stars."""
    rows = [
        {"id": point.id or point.name, "name": words.point_name(point), "geometry": shapely.Point(point.lon, point.lat)}
        for point in found.origins
    ]
    return maps.layer_from_frame(_frame(rows), layer_id="origins", title=_("起点"), group=_("等时圈"), style_key="origin", label_from=0)


@st.cache_data(max_entries=32, show_spinner=False)
def roads(lang: str, year: int | date, mode: str, name: str = "", stamp: int = 0) -> maps.MapLayer:  # noqa: ARG001 - language and stamp are part of the key
    """Return the numbered roads and the railways in service at the end of a year or on a day, for orientation; all roads of an import."""
    from spatial.network.dates import date_of_year

    edges = load_network(name=name).edges if name else network().edges
    day = year if isinstance(year, date) else date_of_year(year)
    shown = edges[edges_open_on(edges, day).is_open & (edges["edge_class"].isin(list(ROAD_STYLES)) | bool(name))]
    if mode == "road":
        shown = shown[shown["mode"] == "road"]
    keys = shown["edge_class"].astype(str)
    merged = (
        shown.assign(title=shown["ref"].where(shown["ref"].ne(""), shown["name"]))
        .groupby([keys, "title"])["geometry"]
        .agg(lambda lines: shapely.line_merge(shapely.union_all(list(lines))))
    )
    frame = _frame(
        [
            {"id": f"{key}-{title}", "name": title, "style": ROAD_STYLES.get(key, "national"), "geometry": line}
            for (key, title), line in merged.items()
        ]
    )
    return maps.layer_from_frame(
        frame, layer_id="roads", title=_("路网"), group=_("路网"), source=maps.OSM_SOURCE, tolerance_m=300, decimals=3, interactive=False
    )


def geojson_of(asked: Asked) -> bytes:
    """Return the bands, the inner and the outer line as GeoJSON with what they rest on in every feature."""
    found = circle_of(asked)
    said = {key: str(value) for key, value in found.assumptions.items()}
    base = {"origin": "、".join(point.name for point in found.origins), "mode": asked.mode, "on": found.on.isoformat(), **said}
    lines = [(f"{band.limit:g}", "expected", band.limit, band.area_km2, band.geometry) for band in found.bands]
    lines.append(("inner", "inner", found.minutes, found.area_low_km2, found.inner))
    lines.append(("outer", "outer", found.minutes, found.area_high_km2, found.outer))
    rows = [
        {"id": key, "line": line, "minutes": minutes, "area_km2": round(area, 1), **base, "geometry": shape}
        for key, line, minutes, area, shape in lines
    ]
    said_of = Provenance("circle", "等时圈", _computed_on(asked), "ODbL 1.0")
    return export_bytes(_frame(rows), "geojson", said_of)


def _computed_on(asked: Asked) -> str:
    """Return what a circle was computed on, for its file."""
    if asked.network:
        return f"computed on the imported network {asked.network}"
    return "computed on the embedded network; © OpenStreetMap contributors"
