"""总览 Atlas: what the five plans draw, and where."""

from __future__ import annotations

from collections import Counter
from typing import Final

import streamlit as st

from pages import cards, common, mapping, themes, widgets
from pages.common import translate as _
from spatial import maps
from spatial.plans import load_structures

PAGE: Final = "atlas"
DEFAULT_PLANS: Final = ("urbanization-2014",)
DEFAULT_KINDS: Final = ("city_cluster", "town_group", "axis", "key_node_city")


def controls() -> tuple[list[str], list[str], tuple[maps.Tiles, ...]]:
    """Show the controls on the left; return plans, kinds, tiles."""
    with st.sidebar:
        plans = widgets.plan_chips(PAGE, DEFAULT_PLANS)
        counts = Counter(structure.kind for structure in load_structures() if structure.plan in plans)
        if not plans:
            st.info(_("请至少选择一个规划。"))
        kinds = widgets.kind_tree(PAGE, counts, DEFAULT_KINDS)
        tiles = widgets.tile_choice(PAGE)
    return plans, kinds, tiles


def choose(selected: str, *, fly: bool = True) -> None:
    """Remember what is selected; `fly` moves the map there."""
    st.session_state[f"{PAGE}-selected"] = selected
    if fly:
        st.session_state[f"{PAGE}-fly"] = (selected, st.session_state.get(f"{PAGE}-fly", ("", 0))[1] + 1)


def wanted_view() -> maps.View | None:
    """Return the view of the last request to fly, if any."""
    target, number = st.session_state.get(f"{PAGE}-fly", ("", 0))
    bounds = themes.bounds_of(target) if target else None
    return maps.View(f"{target}#{number}", bounds, 10.5) if bounds else None


def table(layers: list[maps.MapLayer], plans: list[str], kinds: list[str]) -> None:
    """Show the same features as a sortable table; a chosen row is flown to. Offer what is shown as files."""
    frame = themes.table(common.language(), tuple(plans), tuple(kinds))
    st.subheader(_("图上内容"))
    if frame.empty:
        st.info(_("没有符合条件的内容。请在左侧选择规划和主题。"))
        return

    def picked() -> None:
        rows = st.session_state[f"{PAGE}-table"].selection.rows
        if rows:
            choose(str(frame.index[rows[0]]))

    unplaced = sum(layer.unplaced for layer in layers)
    if unplaced:
        st.caption(_("其中 {count} 项规划没有给出位置，只在表中。").format(count=unplaced))
    st.dataframe(frame, hide_index=True, key=f"{PAGE}-table", on_select=picked, selection_mode="single-row", height=320)
    left, right, _rest = st.columns([1, 1, 3])
    exact = themes.features(tuple(plans), tuple(kinds))
    with left:
        common.download(_("下载图上内容 GeoJSON"), themes.geojson(exact), "atlas.geojson", "application/geo+json")
    with right:
        common.download(_("下载表格 CSV"), common.csv_bytes(frame), "atlas.csv", "text/csv")


def main() -> None:
    """Show the page."""
    common.title(_("总览"), _("五个规划画了什么，画在哪里？点图上要素，看哪个规划、哪一节这样写。"))
    if f"{PAGE}-selected" not in st.session_state:
        asked = common.asked(PAGE, "sel", "")
        choose(asked, fly=bool(asked))
    plans, kinds, tiles = controls()
    layers = [themes.kind_layer(common.language(), kind, tuple(plans)) for kind in kinds]
    left, right = st.columns([2, 1], gap="medium")
    with left:
        clicked = mapping.show_map(PAGE, layers, view=wanted_view(), selected=themes.marked(selected()), tiles=tiles)
    if clicked:
        choose(f"place:{clicked.id}" if clicked.layer == "places" else clicked.id, fly=False)
    with right:
        cards.show(selected(), choose)
    table(layers, plans, kinds)
    common.keep(PAGE, plan=plans, kind=kinds, **({"sel": selected()} if selected() else {}))


def selected() -> str:
    """Return the id of what is selected, or an empty text."""
    return str(st.session_state.get(f"{PAGE}-selected", ""))


with common.guard():
    main()
