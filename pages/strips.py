"""The strip diagram of a corridor: members left to right, legs with minutes and class, weak links marked; every mark explains itself."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import words
from pages.common import language
from pages.common import translate as _
from pages.corridor_layers import STATES, class_text, grave_links, leg_title, minutes_text, section_title, states_of, weakest_text
from spatial.connectivity import CorridorCheck, Leg
from spatial.messages import mark

COLORS: Final = {"ok": "#0072B2", "slow": "#CC79A7", "detour": "#E69F00", "missing": "#D55E00", "unknown": "#777777"}
DASHES: Final = {"ok": [1, 0], "slow": [12, 3, 3, 3], "detour": [16, 4], "missing": [2, 6], "unknown": [1, 9]}
INK: Final = "#222222"
LEGS_IN_A_ROW: Final = 8
ROW_HEIGHT: Final = 128
TOLD: Final = {
    "name": mark("区段"), "time": mark("时间（分钟）"), "length": mark("里程（km）"), "straight": mark("直线（km）"),
    "ratio": mark("非直线系数"), "classes": mark("等级"), "transfers": mark("换乘"), "paths": mark("独立通路"),
    "weakest": mark("最弱一段"), "passes": mark("途经"),
}  # fmt: skip
LINE_LENGTH: Final = {"zh": 7, "en": 14}


def strip(check: CorridorCheck, key: str) -> None:
    """Show the strip diagram; long corridors run over several rows."""
    legs, stops = _legs(check), _stops(check)
    rows = int(legs["row"].max()) + 1
    width = int(max(legs["to"].max(), 1))
    states = list(dict.fromkeys(legs["state"]))
    spec = {
        "height": ROW_HEIGHT * rows,
        "background": "transparent",
        "encoding": {
            "x": {"type": "quantitative", "axis": None, "scale": {"domain": [-0.45, width + 0.45], "nice": False}},
            "y": {
                "field": "row",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": [rows - 0.4, -0.4], "nice": False, "zero": False},
            },
        },
        "layer": _layers(legs, stops, states),
        "config": {"view": {"stroke": None}, "legend": {"orient": "top", "symbolSize": 400, "symbolStrokeWidth": 4}},
    }
    if any(legs["weak"]):
        st.caption(_("✕ 薄弱路段：一处中断就不通或要多绕很久，停在记号上看是哪一段。"))
    st.vega_lite_chart(spec=spec, width="stretch", key=key, alt=_("带状图：{title}").format(title=check.corridor.title))


def _layers(legs: pd.DataFrame, stops: pd.DataFrame, states: list[str]) -> list[dict[str, Any]]:
    """Return the marks from below to above."""
    values, places = {"values": legs.to_dict("records")}, {"values": stops.to_dict("records")}
    titles = [_(STATES[state]) for state in states]
    told = [{"field": field, "type": "nominal", "title": _(title)} for field, title in TOLD.items()]
    shared = {"field": "title", "type": "nominal", "title": None}
    looks = {
        "color": {**shared, "scale": {"domain": titles, "range": [COLORS[key] for key in states]}},
        "strokeDash": {**shared, "scale": {"domain": titles, "range": [DASHES[key] for key in states]}},
    }
    span = {"x": {"field": "from"}, "x2": {"field": "to"}}
    middle = {"x": {"field": "middle"}}
    text = {"type": "text", "color": INK, "fontSize": 12, "tooltip": True}
    return [
        {"data": values, "mark": {"type": "rule", "strokeWidth": 6}, "encoding": {**span, **looks, "tooltip": told}},
        {
            "data": values,
            "mark": {**text, "dy": -16, "fontWeight": 600},
            "encoding": {**middle, "text": {"field": "shown"}, "tooltip": told},
        },
        {
            "data": values,
            "mark": {**text, "dy": 17, "fontSize": 10.5, "color": "#666666"},
            "encoding": {**middle, "text": {"field": "classes"}, "tooltip": told},
        },
        {
            "data": {"values": legs[legs["weak"] != ""].to_dict("records")},
            "mark": {"type": "point", "shape": "cross", "angle": 45, "size": 190, "filled": True, "color": "#D55E00", "stroke": "white"},
            "encoding": {**middle, "tooltip": [{"field": "weak", "type": "nominal", "title": _("薄弱路段")}]},
        },
        {
            "data": places,
            "mark": {"type": "point", "size": 150, "filled": True, "fill": "white", "stroke": INK, "strokeWidth": 2, "opacity": 1},
            "encoding": {"x": {"field": "at"}, "tooltip": [{"field": "name", "type": "nominal", "title": _("成员")}]},
        },
        {
            "data": places,
            "mark": {**text, "dy": 39, "fontSize": 12.5, "baseline": "middle", "lineBreak": "\n"},
            "encoding": {"x": {"field": "at"}, "text": {"field": "label"}},
        },
    ]


def _legs(check: CorridorCheck) -> pd.DataFrame:
    """Return one row per leg with its place in the diagram and what it says."""
    weak: dict[str, list[str]] = {}
    for edge, (name, _extra) in grave_links(check).items():
        weak.setdefault(name, []).append(section_title(edge))
    rows = []
    for number, (leg, state) in enumerate(zip(check.legs, states_of(check), strict=True)):
        row, at = divmod(number, _per_row(len(check.legs)))
        shown = _shown(leg, state)
        rows.append(
            {
                "row": row, "from": at, "to": at + 1, "middle": at + 0.5, "state": state, "title": _(STATES[state]), "name": leg_title(leg),
                "shown": shown, "time": minutes_text(leg.minutes, leg.low, leg.high), "length": _figure(leg.length_km, 1),
                "straight": _figure(leg.straight_km, 1), "ratio": _figure(leg.circuity, 2), "classes": class_text(leg),
                "transfers": _figure(leg.transfers, 0), "paths": _figure(leg.paths, 0), "weakest": weakest_text(leg),
                "passes": words.listing(leg.passes) or "—", "weak": _("；").join(weak.get(leg_title(leg), [])),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _shown(leg: Leg, state: str) -> str:
    """Return the minutes of a leg as written on it."""
    if leg.minutes is None or leg.low is None or leg.high is None:
        return _(STATES[state])
    return _("{minutes:.0f} 分（{low:.0f}–{high:.0f}）").format(minutes=leg.minutes, low=leg.low, high=leg.high)


def _stops(check: CorridorCheck) -> pd.DataFrame:
    """Return the members with their place in the diagram; the last of a row stands again at the start of the next."""
    per_row = _per_row(len(check.legs))
    chain = [check.legs[0].start, *(leg.end for leg in check.legs)]
    rows = []
    for number, place in enumerate(chain):
        name = words.place_name(place)
        spots = [(number // per_row, number % per_row)]
        if number and number % per_row == 0:
            spots = [(number // per_row - 1, per_row), *(spots if number < len(chain) - 1 else [])]
        rows += [{"row": row, "at": at, "name": name, "label": _broken(name)} for row, at in spots]
    return pd.DataFrame(rows)


def _per_row(count: int) -> int:
    """Return how many legs stand in a row, so that rows are about equally long."""
    return math.ceil(count / math.ceil(count / LEGS_IN_A_ROW))


def _broken(name: str) -> str:
    """Return a name on two lines where it is long."""
    if " " in name:
        return name.replace(" ", "\n", 1) if len(name) > LINE_LENGTH["en"] else name
    if language() == "en":
        return name
    half = math.ceil(len(name) / 2)
    return f"{name[:half]}\n{name[half:]}" if len(name) > LINE_LENGTH["zh"] else name


def _figure(value: float | None, digits: int) -> str:
    """Return a number as text, a dash where it is unknown."""
    return "—" if value is None else f"{value:.{digits}f}"
