"""Choices that several pages offer: plans, themes and kinds, online tiles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from pages import common, themes, words
from pages.common import translate as _
from spatial.maps import Tiles
from spatial.plans import load_plans

TIANDITU: Final = "https://t{s}.tianditu.gov.cn/DataServer?T=%s_w&x={x}&y={y}&l={z}&tk=%s"
OSM: Final = Tiles("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors (ODbL)", "abc", 18)


def pick_many(
    page: str, name: str, label: str, options: Sequence[str], *, title: Callable[[str], str], default: Sequence[str] = ()
) -> list[str]:
    """Show a choice of several that the address remembers; nothing chosen stands for all."""
    listed = list(options)
    now = common.asked_many(page, name, default, listed)
    return list(st.multiselect(label, listed, now, format_func=title, key=f"{page}-{name}", placeholder=_("全部")))


def pick_plans(page: str) -> list[str]:
    """Show a choice of plans, oldest first; none chosen stands for all."""
    return pick_many(page, "plans", _("规划"), [plan.id for plan in load_plans()], title=words.plan_label)


def plan_chips(page: str, default: Sequence[str]) -> list[str]:
    """Show one chip per plan and return the chosen ids, oldest first."""
    ids = [plan.id for plan in load_plans()]
    chosen = st.pills(
        _("规划"),
        ids,
        selection_mode="multi",
        format_func=words.plan_label,
        default=common.asked_many(page, "plan", default, ids),
        key=f"{page}-plan",
    )
    return [plan for plan in ids if plan in chosen]


def theme_tree(page: str, tree: dict[str, dict[str, int]], default: Sequence[str]) -> list[str]:
    """Show the themes with their kinds and counts; return the chosen kinds in the order of the tree."""
    asked = common.asked_many(page, "kind", default, themes.all_kinds())
    return [kind for theme, counts in tree.items() for kind in _theme(f"{page}-theme-{theme}", theme, counts, asked)]


def _theme(key: str, theme: str, counts: dict[str, int], asked: Sequence[str]) -> list[str]:
    """Show one theme as a fold with its kinds as chips; return the chosen ones."""
    before = st.session_state.get(key, asked)
    st.session_state[key] = [kind for kind in before if kind in counts]
    on = len(st.session_state[key])
    label = f"{themes.theme_title(theme)}　" + (f":blue[{on}]/{len(counts)}" if on else f":gray[{len(counts)}]")
    with st.expander(label, expanded=bool(on)):
        return list(
            st.pills(
                themes.theme_title(theme),
                list(counts),
                selection_mode="multi",
                key=key,
                format_func=lambda kind: f"{themes.title_of(kind)} {counts.get(kind) or ''}".strip(),
                label_visibility="collapsed",
            )
        )


def tile_choice(page: str) -> tuple[Tiles, ...]:
    """Offer online tiles, off by default; nothing is asked of the network before the user turns them on."""
    with st.popover(_("在线底图"), icon=":material/public:"):
        st.caption(_("默认关闭。打开后，地图会向所选服务请求瓦片。高德、腾讯等 GCJ-02 底图偏移约 500–630 米，不提供。"))
        options = {"": _("不用"), "tianditu": _("天地图（需密钥）"), "osm": "OpenStreetMap"}
        chosen = st.radio(_("底图服务"), list(options), format_func=options.__getitem__, key=f"{page}-tiles", label_visibility="collapsed")
        key = st.text_input(_("天地图密钥"), type="password", key=f"{page}-tianditu") if chosen == "tianditu" else ""
    if chosen == "osm":
        return (OSM,)
    if chosen == "tianditu" and key:
        if not re.fullmatch(r"[0-9a-fA-F]{32}", key):
            st.warning(_("天地图密钥应是 32 位十六进制字符。"))
            return ()
        return tuple(Tiles(TIANDITU % (layer, key), _("天地图"), "01234567", 17) for layer in ("vec", "cva"))
    return ()
