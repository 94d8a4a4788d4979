"""地名 Places: which place a name means, what it was called, and which plans name it where."""

from __future__ import annotations

from datetime import date
from typing import Final

import geopandas as gpd
import pandas as pd
import streamlit as st

from pages import cards, common, mapping, words
from pages.common import translate as _
from pages.sentences import said
from spatial import maps
from spatial.gazetteer import HistoryEntry, load_gazetteer, parse_date
from spatial.messages import mark
from spatial.schema import Place, Resolution

PAGE: Final = "places"
EXAMPLES: Final = ("五棵树镇", "延龙图", "长白", "九台市", "通化", "哈大", "Hunchun")
ATTRIBUTES: Final = {
    "name": mark("名称"),
    "adcode": mark("代码"),
    "parent": mark("上级"),
    "kind": mark("类型"),
    "seat": mark("驻地"),
}


def controls() -> tuple[str, str, str]:
    """Show the search on the left; return name, within, on."""
    with st.sidebar:
        name = st.text_input(
            _("查哪个地名"), common.asked(PAGE, "name", ""), key=f"{PAGE}-name", placeholder=_("全称、简称、拼音、英文或合称"), max_chars=60
        )
        within = st.text_input(_("在哪里之内（可不填）"), common.asked(PAGE, "within", ""), key=f"{PAGE}-within", max_chars=40)
        on = st.text_input(
            _("时间（可不填）"), common.asked(PAGE, "on", ""), key=f"{PAGE}-on", placeholder="2012, 2014-10-20", max_chars=10
        )
        st.caption(_("例如："))
        with st.container(horizontal=True, gap="small"):
            for example in EXAMPLES:
                st.button(example, on_click=ask, args=(example,), key=f"{PAGE}-example-{example}", type="tertiary")
    return name.strip(), within.strip(), on.strip()


def ask(name: str) -> None:
    """Put a name into the search and forget the rest."""
    st.session_state.update({f"{PAGE}-name": name, f"{PAGE}-within": "", f"{PAGE}-on": "", f"{PAGE}-place": ""})


def choose(target: str) -> None:
    """Open a place (`place:<id>`), or show a record of a plan on the atlas page."""
    if not target or target.startswith("place:"):
        st.session_state[f"{PAGE}-place"] = target.removeprefix("place:")
        return
    st.session_state["atlas-selected"] = target
    st.session_state["atlas-fly"] = (target, st.session_state.get("atlas-fly", ("", 0))[1] + 1)
    st.session_state[f"{PAGE}-leave"] = True


def candidates_layer(found: Resolution) -> maps.MapLayer:
    """Return the candidates that have a point as a layer; the chosen ones are marked."""
    placed = [item for item in found.matches if item.place.lon is not None]
    frame = gpd.GeoDataFrame(
        {
            "id": [item.place.id for item in placed],
            "name": [words.place_name(item.place) for item in placed],
            "reason": [said(item.reason) for item in placed],
            "style": [style_of(item.place, chosen=item.place.id in found.chosen) for item in placed],
        },
        geometry=gpd.points_from_xy([item.place.lon for item in placed], [item.place.lat for item in placed]),
        crs=4326,
    )
    rows = [(_("理由"), "reason")]
    return maps.layer_from_frame(frame, layer_id="candidates", title=_("候选地名"), group=_("检索"), rows=rows, label_from=0)


def style_of(place: Place, *, chosen: bool) -> str:
    """Return the style of a candidate."""
    key = "candidate_chosen" if chosen else "candidate"
    return f"{key}.host" if place.located == "host" else key


def candidates_table(found: Resolution) -> None:
    """Show every candidate with its reason; a chosen row opens the place."""
    ids = [item.place.id for item in found.matches]
    book = load_gazetteer()
    frame = pd.DataFrame(
        {
            _("选中"): ["✓" if place_id in found.chosen else "" for place_id in ids],
            _("地名"): [words.place_name(item.place) for item in found.matches],
            _("类型"): [words.place_kind(item.place) for item in found.matches],
            _("上级"): [" › ".join(words.place_name(one) for one in reversed(book.ancestors(item.place.id))) for item in found.matches],
            _("理由"): [said(item.reason) for item in found.matches],
            _("写到它的规划"): [words.listing(words.plan_label(plan) for plan in item.place.plans) for item in found.matches],
        }
    )

    def picked() -> None:
        rows = st.session_state[f"{PAGE}-table"].selection.rows
        if rows:
            choose(f"place:{ids[rows[0]]}")

    st.dataframe(frame, hide_index=True, on_select=picked, selection_mode="single-row", key=f"{PAGE}-table")
    common.download(_("下载候选（CSV）"), common.csv_bytes(frame), "places.csv", "text/csv")


def verdict(found: Resolution) -> None:
    """Say what was chosen and why, or what is needed to choose."""
    names = [words.place_name(item.place) for item in found.matches if item.place.id in found.chosen]
    if names:
        st.success(common.escape(_("{names}：{reason}").format(names=words.listing(names), reason=said(found.reason))))
    elif found.matches:
        count = len(found.matches)
        st.warning(_("有 {count} 个地方可能是这个名字，没有替您选。请在下表选一个，或在左侧填写它在哪里之内。").format(count=count))
    else:
        near = _("相近的名称：") + words.listing(found.suggestions) if found.suggestions else ""
        st.info(common.escape(f"{said(found.reason)} {near}"))


def timeline(place: Place) -> None:
    """Show names, codes, parents and kinds through time, oldest first."""
    entries = load_gazetteer().history(place.id)
    if not entries:
        st.caption(_("没有记录到名称或隶属的变更。"))
        return
    st.markdown(f":gray[{_('沿革')}]")
    frame = pd.DataFrame(
        {
            _("自"): [entry.start or "…" for entry in entries],
            _("至"): [entry.end or _("今") for entry in entries],
            _("事项"): [_(ATTRIBUTES.get(entry.attribute, entry.attribute)) for entry in entries],
            _("内容"): [value_of(entry) for entry in entries],
            _("来源"): [entry.source for entry in entries],
        }
    )
    st.dataframe(frame, hide_index=True)


def value_of(entry: HistoryEntry) -> str:
    """Return a historical value in words: a parent or seat by its name."""
    if entry.attribute in {"parent", "seat"}:
        known = [place for place in load_gazetteer().places if place.id == entry.value]
        return words.place_name(known[0]) if known else entry.value
    if entry.attribute == "kind":
        return _(words.PLACE_KINDS_ZH.get(entry.value, entry.value))
    return entry.value


def opened(found: Resolution | None, on: str) -> Place | None:
    """Return the place to show in full: the one that was opened, else the only one chosen; as it was on the asked date."""
    wanted = st.session_state.get(f"{PAGE}-place") or (found.chosen[0] if found and len(found.chosen) == 1 else "")
    if not wanted:
        return None
    book = load_gazetteer()
    return book.as_of(wanted, parse_date(on) or date.today()) if on else book.get(wanted)  # noqa: DTZ011


def view_of(found: Resolution | None, place: Place | None, query: str) -> maps.View | None:
    """Return where to look: the opened place, else all candidates with a point."""
    shown = [place] if place else [item.place for item in found.matches] if found else []
    points = [(item.lon, item.lat) for item in shown if item.lon is not None and item.lat is not None]
    if not points:
        return None
    bounds = (
        min(x for x, _y in points) - 0.2,
        min(y for _x, y in points) - 0.15,
        max(x for x, _y in points) + 0.2,
        max(y for _x, y in points) + 0.15,
    )
    return maps.View(f"{query}|{place.id if place else ''}", bounds, 10)


def main() -> None:
    """Show the page."""
    common.title(_("地名"), _("这个名字指哪个地方？当时叫什么？哪些规划写到它？"))
    if f"{PAGE}-place" not in st.session_state:
        st.session_state[f"{PAGE}-place"] = common.asked(PAGE, "place", "")
    name, within, on = controls()
    if name != st.session_state.get(f"{PAGE}-last", name):
        st.session_state[f"{PAGE}-place"] = ""
    st.session_state[f"{PAGE}-last"] = name
    found = load_gazetteer().lookup(name, within=within or None, on=parse_date(on) if on else None) if name else None
    place = opened(found, on)
    if found:
        verdict(found)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        layers = [candidates_layer(found)] if found and found.matches else []
        clicked = mapping.show_map(PAGE, layers, view=view_of(found, place, name), height=480)
    if clicked:
        choose(f"place:{clicked.id}")
        place = opened(found, on)
    with left:
        if place:
            timeline(place)
    with right:
        if place:
            with st.container(border=True):
                cards.place_card(place, choose)
        elif not found:
            st.info(_("请在左侧输入地名，或点一个例子。"), icon=":material/search:")
        elif found.matches:
            st.info(_("点图上或下表中的一个地方，这里会显示它的坐标、来源，和写到它的规划。"), icon=":material/touch_app:")
    if found and found.matches:
        candidates_table(found)
    given = {"name": name, "within": within, "on": on, "place": st.session_state[f"{PAGE}-place"]}
    common.keep(PAGE, **{key: value for key, value in given.items() if value})
    if st.session_state.pop(f"{PAGE}-leave", False):
        st.switch_page("pages/atlas.py")


with common.guard():
    main()
