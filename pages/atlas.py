"""总览 Atlas: what the five plans draw, and where."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import cards, common, mapping, themes, widgets, words
from pages.common import translate as _
from spatial import maps

PAGE: Final = "atlas"
DEFAULT_PLANS: Final = ("urbanization-2014",)
DEFAULT_KINDS: Final = ("city_cluster", "town_group", "axis", "key_node_city")
FIRST_YEAR: Final = 2012


def controls() -> tuple[tuple[str, ...], list[str], int, tuple[maps.Tiles, ...]]:
    """Show the controls on the left; return plans, kinds, year, tiles."""
    with st.sidebar:
        plans = widgets.plan_chips(PAGE, DEFAULT_PLANS)
        kinds = widgets.theme_tree(PAGE, themes.tree(plans), DEFAULT_KINDS)
        years = [str(year) for year in range(FIRST_YEAR, themes.NEWEST + 1)]
        year = int(common.asked(PAGE, "year", str(themes.NEWEST), years))
        if any(kind in themes.PROJECT_TITLES or kind in themes.NETWORK_TITLES for kind in kinds):
            help_text = _("项目按该年年底的状态画；路网是该年年底通车的。早于今天的年份，只有开通日期能作证据。")
            year = st.slider(_("年份"), FIRST_YEAR, themes.NEWEST, year, key=f"{PAGE}-year", help=help_text)
        tiles = widgets.tile_choice(PAGE)
    return tuple(plans), kinds, year, tiles


def choose(target: str, *, fly: bool = True) -> None:
    """Remember what is selected; `fly` moves the map there."""
    st.session_state[f"{PAGE}-selected"] = target
    if fly:
        st.session_state[f"{PAGE}-fly"] = (target, st.session_state.get(f"{PAGE}-fly", ("", 0))[1] + 1)


def selected() -> str:
    """Return the id of what is selected, or an empty text."""
    return str(st.session_state.get(f"{PAGE}-selected", ""))


def wanted_view() -> maps.View | None:
    """Return the view of the last request to fly, if any."""
    target, number = st.session_state.get(f"{PAGE}-fly", ("", 0))
    bounds = themes.bounds_of(target) if target else None
    return maps.View(f"{target}#{number}", bounds, 10.5) if bounds else None


def rows(plans: tuple[str, ...], kinds: list[str], year: int) -> pd.DataFrame:
    """Return one table row per thing on the map: id, name, kind, plan, section or references, members, how it is drawn."""
    found: list[dict[str, Any]] = []
    for kind in kinds:
        frame = themes.features(kind, plans, year).drop_duplicates("id")
        for record in frame.drop(columns="geometry").to_dict("records"):
            project = kind in themes.PROJECT_TITLES
            found.append(
                {
                    "id": record["id"],
                    _("名称"): record["name"],
                    _("类型"): themes.title_of(kind),
                    _("规划"): words.listing(words.plan_label(plan) for plan in record["plan"].split(";") if plan),
                    _("章节或写法"): record.get("references" if project else "section", ""),
                    _("成员或两端"): record.get("places" if project else "members", ""),
                    _("状态"): _(words.OUTCOMES[record["state"]]) if project else "",
                    _("画法"): words.drawn_how(record.get("geometry_basis") or "network", approximate=False),
                }
            )
    return pd.DataFrame(found)


def table(plans: tuple[str, ...], kinds: list[str], year: int, unplaced: int) -> None:
    """Show the same things as a sortable table; a chosen row is flown to. Offer what is shown as files."""
    st.markdown(f"##### {_('图上内容')}")
    frame = rows(plans, kinds, year)
    if frame.empty:
        st.info(_("没有符合条件的内容。请在左侧选择规划和主题。"))
        return
    ids = frame.pop("id").tolist()

    def picked() -> None:
        chosen = st.session_state[f"{PAGE}-table"].selection.rows
        if chosen:
            choose(str(ids[chosen[0]]))

    if unplaced:
        st.caption(_("共 {total} 项；其中 {count} 个图形规划没有给出位置，只在表中。").format(total=len(frame), count=unplaced))
    st.dataframe(frame, hide_index=True, key=f"{PAGE}-table", on_select=picked, selection_mode="single-row", height=300)
    with st.container(horizontal=True):
        common.download(_("下载图上内容（GeoJSON）"), lambda: shown_geojson(plans, kinds, year), "atlas.geojson", "application/geo+json")
        common.download(_("下载表格（CSV）"), lambda: common.csv_bytes(frame), "atlas.csv", "text/csv")


def shown_geojson(plans: tuple[str, ...], kinds: list[str], year: int) -> bytes:
    """Return everything on the map, exact, as RFC 7946 GeoJSON."""
    from spatial.export import export_bytes

    frames = [themes.features(kind, plans, year).drop(columns="style").assign(layer=kind) for kind in kinds]
    together = pd.concat(frames, ignore_index=True)
    return export_bytes(together, "geojson", {"plans": ", ".join(plans), "year": str(year)})


def main() -> None:
    """Show the page."""
    common.title(_("总览"), _("五个规划画了什么，画在哪里？点图上要素，看哪个规划、哪一节这样写。"))
    if f"{PAGE}-selected" not in st.session_state:
        asked = common.asked(PAGE, "sel", "")
        choose(asked, fly=bool(asked))
    plans, kinds, year, tiles = controls()
    layers = [themes.kind_layer(common.language(), kind, plans, year) for kind in kinds]
    left, right = st.columns([7, 3], gap="small")
    with left:
        kind = themes.kind_of(selected())
        clicked = mapping.show_map(PAGE, layers, view=wanted_view(), selected=(kind, selected()) if kind else None, tiles=tiles)
    if clicked:
        choose(f"place:{clicked.id}" if clicked.layer == "places" else clicked.id, fly=False)
    with right:
        cards.show(selected(), choose)
    table(plans, kinds, year, sum(layer.unplaced for layer in layers))
    state = {"sel": selected()} if selected() else {}
    if year != themes.NEWEST:
        state["year"] = str(year)
    common.keep(PAGE, plan=plans, kind=kinds, **state)


with common.guard():
    main()
