"""A page whose every text is hostile; nothing of it may run."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st
from hostile_texts import PAYLOADS
from shapely.geometry import LineString, Point, Polygon

from pages import cards, mapping
from spatial import maps
from spatial.schema import Place

SHAPES = (
    Polygon([(125, 43), (127, 43), (127, 44.5), (125, 44.5)]),
    LineString([(124, 43), (128, 45)]),
    Point(126, 43.8),
)
STYLES = ("cluster", "axis", "node_city")


def hostile_layer(number: int, text: str) -> maps.MapLayer:
    frame = gpd.GeoDataFrame(
        {"id": [f"{text}{shape}" for shape in range(3)], "name": [text] * 3, "style": STYLES, "plan": [text] * 3, "cell": [text] * 3},
        geometry=list(SHAPES),
        crs=4326,
    ).assign(geometry=lambda made: made.geometry.translate(0.05 * number, 0.03 * number))
    return maps.layer_from_frame(
        frame, layer_id=f"{text}-{number}", title=text, group=text, rows=[(text, "cell")], plan_column="plan", source=text, label_from=0
    )


def hostile_place(number: int, text: str) -> Place:
    return Place(f"place-{number}", text, "prefecture", "220200", None, 124 + number / 3, 42.5, 10.0, "own", text)


st.title("hostile")
layers = [hostile_layer(number, text) for number, text in enumerate(PAYLOADS)]
mapping.ground_places = lambda _lang: maps.place_items(
    [hostile_place(number, text) for number, text in enumerate(PAYLOADS)],
    lambda text: text,
    lambda place: place.title,
    rows_of=lambda place: [[place.title, place.title]],
)
mapping.ground_of.clear()
clicked = mapping.show_map("hostile", layers, view=maps.View(PAYLOADS[0], (123, 42, 129, 46)), selected=(f"{PAYLOADS[1]}-1", PAYLOADS[1]))
st.write("clicked", repr(clicked))
for payload in PAYLOADS:
    cards.facts([(payload, payload)])
