"""Findings as cards: the gravest first, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from pages import words
from pages.common import escape
from pages.common import translate as _
from pages.corridor_layers import section_title
from pages.sentences import said
from spatial.connectivity import by_severity
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.plans import get_structure
from spatial.schema import Finding

SEVERITIES: Final = {
    "critical": (mark("严重"), "red", "✕"),
    "warning": (mark("注意"), "orange", "▲"),
    "unknown": (mark("不明"), "gray", "？"),
    "info": (mark("说明"), "blue", "ⓘ"),
    "ok": (mark("正常"), "green", "✓"),
}
CHECK_TITLES: Final = {
    "text": mark("文本"), "gap": mark("断点"), "detour": mark("绕行"), "via": mark("途经"), "one_mode": mark("单一方式"),
    "weak_link": mark("薄弱路段"), "one_way_through": mark("单一通路"), "bridge": mark("割边"), "access_exit": mark("高速出入口"),
    "access_station": mark("车站"), "low_class": mark("低等级"), "dates": mark("日期"),
}  # fmt: skip
EVIDENCE: Final = {
    "without_point": mark("没有坐标"), "order": mark("次序"), "named_beside": mark("同句所提"), "off_the_network": mark("离路网太远"),
    "outside": mark("路网范围之外"),
    "straight_km": mark("直线（km）"),
    "circuity": mark("非直线系数"), "length_km": mark("里程（km）"), "shortest_km": mark("最短里程（km）"),
    "passes": mark("途经"),
    "modes": mark("方式"), "disjoint_paths": mark("独立通路"), "links": mark("路段"), "extra_minutes": mark("多走（分钟）"),
    "bridges": mark("割边"), "articulation_points": mark("割点"), "members": mark("成员数"), "far": mark("20 公里外"),
    "within_5_km": mark("5 公里内"), "within_10_km": mark("10 公里内"), "within_20_km": mark("20 公里内"), "kilometres": mark("公里"),
    "edges": mark("路段"), "minutes_if_open": mark("若已通（分钟）"),
}  # fmt: skip
MODE_WORDS: Final = {"road": mark("公路"), "rail": mark("铁路")}
OPEN_CARDS: Final = 6
SHOWN: Final = 4


def cards(findings: Sequence[Finding]) -> None:
    """Show the findings; after the first few the rest, mostly explanations, is folded."""
    ordered = by_severity(tuple(findings))
    if not ordered:
        st.success(_("没有发现问题。"))
        return
    grave = [finding for finding in ordered if finding.severity in ("critical", "warning")]
    first = max(len(grave), OPEN_CARDS)
    for finding in ordered[:first]:
        card(finding)
    if ordered[first:]:
        with st.expander(_("其余 {count} 条").format(count=len(ordered) - first)):
            for finding in ordered[first:]:
                card(finding)


def card(finding: Finding) -> None:
    """Show one finding with its severity, its sentence and its evidence."""
    title, color, sign = SEVERITIES[finding.severity]
    check = _(CHECK_TITLES.get(finding.check, finding.check))
    with st.container(border=True, gap=None):
        st.markdown(f":{color}-badge[{sign} {_(title)}]　:gray[{escape(check)}]  \n{escape(said(finding.message))}")
        told = evidence_text(finding.evidence)
        if told:
            st.caption(_("依据：") + escape(told))


def evidence_text(evidence: Mapping[str, object]) -> str:
    """Return what a finding rests on as one line; ids become names."""
    parts = [(_(EVIDENCE.get(key, key)), _shown(key, value)) for key, value in evidence.items()]
    return " · ".join(f"{label} {text}" for label, text in parts if text)


def _shown(key: str, value: object) -> str:
    """Return one value of the evidence as text."""
    if isinstance(value, list | tuple):
        names = [_named(key, str(item)) for item in value]
        rest = _("等 {count} 处").format(count=len(names)) if len(names) > SHOWN else ""
        return words.listing(names[:SHOWN]) + rest
    return "" if value is None else str(value)


def _named(key: str, item: str) -> str:
    """Return the words for an id of the evidence."""
    if key in ("links", "edges", "bridges"):
        return section_title(item)
    if key == "order":
        return words.place_name(load_gazetteer().get(item))
    if key == "named_beside":
        return get_structure(item).name
    return _(MODE_WORDS[item]) if key == "modes" and item in MODE_WORDS else item
