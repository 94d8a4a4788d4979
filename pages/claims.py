"""承诺核验 Claims: every time, coverage and number claim of the plans, with a verdict and its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from pages import circle_layers, common, mapping, words
from pages.claim_words import (
    MODE_NAMES,
    STARTS,
    VERDICT_TITLES,
    band,
    centre_title,
    chip,
    day_title,
    file_of,
    members_table,
    named,
    told,
    ways_table,
)
from pages.common import translate as _
from pages.quiet_ground import widened
from pages.widgets import pick_many, pick_plans
from spatial import maps
from spatial.claims import PARTLY, UNKNOWN, VERDICT_WORDS, Verdict, judge, questions
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.plans import load_claims
from spatial.schema import Claim

PAGE: Final = "claims"
KINDS: Final = {
    "time_circle": mark("时间圈"),
    "coverage": mark("覆盖"),
    "count": mark("数目"),
    "connection": mark("联通"),
    "service_frequency": mark("班次"),
    "service_radius": mark("服务半径"),
    "service_speed": mark("运营车速"),
}
BASIS_ORDER: Final = {"stated": 0, "implied": 1, "none": 2}
POINT_STYLES: Final = {True: "pass", False: "fail", None: "doubt"}
POINT_TITLES: Final = {"pass": mark("在内"), "fail": mark("不在内"), "doubt": mark("不判定"), "origin": mark("中心")}
MOST_NAMED: Final = 12


@st.cache_resource(max_entries=96, show_spinner=False)
def verdicts_of(claim_id: str) -> tuple[Verdict, ...]:
    """Return the verdicts on one claim for every day, mode, start rule and centre it is asked for."""
    return _judged_for(claim_id, today=False)


@st.cache_resource(max_entries=192, show_spinner=False)
def verdicts_today(claim_id: str) -> tuple[Verdict, ...]:
    """Return the verdicts on one claim for its last day alone, which is what the list of claims tells."""
    return _judged_for(claim_id, today=True)


def _judged_for(claim_id: str, *, today: bool) -> tuple[Verdict, ...]:
    """Return the verdicts on one claim, of all days or of the last one."""
    claim = next(claim for claim in load_claims() if claim.id == claim_id)
    net, ways = circle_layers.network(), list(questions(claim))
    last = max(day for day, *_rest in ways)
    return tuple(
        judge(claim, network=net, on=day, mode=mode, start=start, origins=origins)
        for day, mode, start, origins in ways
        if day == last or not today
    )


def headline(verdicts: tuple[Verdict, ...]) -> str:
    """Return one word for verdicts: theirs where all ways of asking agree, else that the claim holds partly; open ones do not count."""
    found = {verdict.verdict for verdict in verdicts} - {UNKNOWN}
    return UNKNOWN if not found else found.pop() if len(found) == 1 else PARTLY


def controls() -> tuple[list[Claim], dict[str, list[str]]]:
    """Show the filters on the left; return the claims to list and the filters."""
    with st.sidebar:
        chosen = pick_plans(PAGE)
        kinds = pick_many(PAGE, "kinds", _("类别"), list(KINDS), title=lambda key: _(KINDS[key]), default=["time_circle", "coverage"])
        wanted = pick_many(PAGE, "verdicts", _("结论"), VERDICT_WORDS, title=lambda word: _(VERDICT_TITLES[word]))
    listed = [claim for claim in load_claims() if (not chosen or claim.plan in chosen) and (not kinds or claim.kind in kinds)]
    listed.sort(key=lambda claim: (list(KINDS).index(claim.kind) if claim.kind in KINDS else len(KINDS), BASIS_ORDER[claim.members_basis]))
    judged = _judged(listed)
    st.session_state.setdefault(f"{PAGE}-open", common.asked(PAGE, "claim", ""))
    filters = {"plans": chosen, "kinds": kinds, "verdicts": wanted}
    return [claim for claim in listed if not wanted or judged[claim.id] in wanted], filters


def _judged(claims: list[Claim]) -> dict[str, str]:
    """Return the headline of every claim, with a bar while they are computed for the first time."""
    bar = st.progress(0.0, text=_("正在核验……"))
    found = {}
    for done, claim in enumerate(claims, 1):
        found[claim.id] = headline(verdicts_today(claim.id))
        bar.progress(done / len(claims), text=_("正在核验……"))
    bar.empty()
    return found


def claims_table(claims: list[Claim]) -> pd.DataFrame:
    """Return the claims with their headline verdicts."""
    book = load_gazetteer()
    return pd.DataFrame(
        {
            _("结论"): [chip(headline(verdicts_today(claim.id))) for claim in claims],
            _("承诺"): [claim.claim for claim in claims],
            _("类别"): [_(KINDS.get(claim.kind, claim.kind)) for claim in claims],
            _("中心"): [_("、").join(words.place_name(book.get(place)) for place in claim.origin_ids) for claim in claims],
            _("规划"): [words.plan_label(claim.plan) for claim in claims],
            _("章节"): [claim.section for claim in claims],
        }
    )


def dot_plot(verdict: Verdict) -> None:
    """Draw the minutes of every member as a dot with its whisker against the limit."""
    rows: list[dict[str, Any]] = [
        {
            "name": named(member.named),
            "minutes": member.minutes,
            "low": member.low,
            "high": member.high or member.minutes,
            "in": bool(member.inside),
        }
        for member in verdict.members
        if member.minutes is not None
    ]
    if not rows or verdict.claim.limit_minutes is None:
        return
    axis = {"type": "quantitative", "title": _("分钟"), "scale": {"zero": True}}
    looks = {"shape": ["circle", "cross"], "color": ["#009E73", "#D55E00"]}
    marks = {
        name: {"field": "in", "type": "nominal", "scale": {"domain": [True, False], "range": pair}, "legend": None}
        for name, pair in looks.items()
    }
    name = {"y": {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": {"labelOverlap": False}}}
    whisker = {"mark": {"type": "rule", "color": "#777777"}, "encoding": {"x": {"field": "low", **axis}, "x2": {"field": "high"}, **name}}
    dot = {"mark": {"type": "point", "filled": True, "size": 90}, "encoding": {"x": {"field": "minutes", **axis}, **name, **marks}}
    limit = {"mark": {"type": "rule", "color": "#CC79A7", "strokeDash": [5, 4]}, "encoding": {"x": {"datum": verdict.claim.limit_minutes}}}
    spec = {"height": 32 * len(rows) + 60, "layer": [limit, whisker, dot]}
    st.vega_lite_chart(pd.DataFrame(rows), spec, width="stretch")


def member_layers(verdict: Verdict) -> list[maps.MapLayer]:
    """Return the members of a verdict as points, one layer for each outcome, and the centres on top; the ground names those itself."""
    book = load_gazetteer()
    rows: dict[str, list[dict[str, Any]]] = {}
    for member in verdict.members:
        place = book.get(member.place_id) if member.place_id else None
        if place is not None and place.lon is not None:
            time, note = band(member.minutes, member.low, member.high), told([member.remark]) if member.remark else ""
            where = shapely.Point(place.lon, place.lat)
            row = {"id": place.id, "name": named(member.named), "time": time if member.minutes else "", "note": note, "geometry": where}
            rows.setdefault(POINT_STYLES[member.inside], []).append(row)
    for place in map(book.get, verdict.origin_ids):
        if place.lon is not None:
            where = shapely.Point(place.lon, place.lat)
            row = {"id": place.id, "name": words.place_name(place), "time": "", "note": "", "geometry": where}
            rows.setdefault("origin", []).append(row)
    return [_points(look, rows[look]) for look in POINT_TITLES if look in rows]


def _points(look: str, rows: list[dict[str, Any]]) -> maps.MapLayer:
    """Return points of one look; those that pass and the centres without a name of their own where the ground has one already."""
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    popup = [(_("分钟"), "time"), (_("备注"), "note")]
    label_from = None if look == "origin" or len(rows) > MOST_NAMED else 0
    return maps.layer_from_frame(
        frame, layer_id=f"claim-{look}", title=_(POINT_TITLES[look]), group=_("承诺核验"), style_key=look, rows=popup, label_from=label_from
    )


def shown_bounds(layers: list[maps.MapLayer]) -> maps.Bounds | None:
    """Return the bounds of what a claim is about, a little widened so that nothing lies on the rim."""
    bounds = maps.merged_bounds([layer.bounds for layer in layers if layer.id != "roads"])
    return widened(bounds, 0.16) if bounds else None


def shown_layers(verdict: Verdict) -> list[maps.MapLayer]:
    """Return the members over the computed circle of the same question, where there is one."""
    claim = verdict.claim
    members = member_layers(verdict)
    if claim.kind != "time_circle" or claim.limit_minutes is None:
        return members
    asked = circle_layers.Asked(verdict.origin_ids, int(claim.limit_minutes), verdict.mode, verdict.on, verdict.start)
    circle = [layer for layer in circle_layers.layers_of(common.language(), asked) if layer.id not in {"inside", "origins"}]
    return [*circle, *members]


def choose_way(claim: Claim, verdicts: tuple[Verdict, ...]) -> Verdict:
    """Show one choice for each thing the ways of asking differ in: centre, day, mode, start; return the verdict chosen."""
    asks: list[tuple[str, str, Callable[[Verdict], str]]] = [
        ("origin", _("中心"), centre_title),
        ("day", _("日期"), day_title),
        ("mode", _("方式"), lambda verdict: _(MODE_NAMES[verdict.mode])),
        ("start", _("起算"), lambda verdict: _(STARTS[verdict.start])),
    ]
    left = verdicts
    columns = iter(st.columns(len(asks)))
    for key, label, title in asks:
        options = list(dict.fromkeys(title(verdict) for verdict in left))
        if len(options) > 1:
            at = len(options) - 1 if key == "day" else 0
            chosen = next(columns).selectbox(label, options, index=at, key=f"{PAGE}-{key}-{claim.id}")
            left = tuple(verdict for verdict in left if title(verdict) == chosen)
    return left[0]


def detail(claim: Claim) -> None:
    """Show one claim: every way of asking, the members of one of them, and the map."""
    verdicts = verdicts_of(claim.id)
    st.subheader(common.escape(claim.claim))
    st.caption(common.escape(f"{words.plan_label(claim.plan)} · {claim.section} · {_(words.BASIS_TITLES[claim.members_basis])}"))
    if claim.note:
        st.info(common.escape(claim.note))
    verdict = choose_way(claim, verdicts)
    st.markdown(f"**{chip(verdict.verdict)}** {common.escape(told(verdict.said))}")
    if verdict.changes:
        st.caption(common.escape(told(verdict.changes)))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        layers = shown_layers(verdict)
        bounds = shown_bounds(layers)
        mapping.show_map(PAGE, layers, view=maps.View(f"{claim.id}-{verdicts.index(verdict)}", bounds, 11) if bounds else None, height=440)
    with right:
        if verdict.members:
            dot_plot(verdict)
            st.dataframe(members_table(verdict), hide_index=True)
        elif verdict.reached:
            st.markdown(_("圈内到得了：") + common.escape(_("、").join(named(name) for name in verdict.reached)))
    if len(verdicts) > 1:
        with st.expander(_("全部口径")):
            st.dataframe(ways_table(verdicts), hide_index=True)


def main() -> None:
    """Show the page."""
    common.title(_("承诺核验"), _("规划承诺的时间、覆盖和数目，路网和名单说成立吗？"))
    claims, filters = controls()
    if not claims:
        st.info(_("没有符合条件的承诺；请放宽左侧的条件。"))
        return
    table = claims_table(claims)
    key = f"{PAGE}-table"
    height = min(36 * len(table) + 40, 330)
    picked = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="single-row", key=key, height=height)
    rows = picked.selection.rows
    opened = st.session_state[f"{PAGE}-open"]
    chosen = claims[rows[0]] if rows else next((claim for claim in claims if claim.id == opened), claims[0])
    st.session_state[f"{PAGE}-open"] = chosen.id
    common.keep(PAGE, **filters, claim=chosen.id)
    lang = common.language()
    label = _("下载全部结论（CSV）")
    common.download(label, lambda: file_of((one for claim in claims for one in verdicts_of(claim.id)), lang), "claims.csv", "text/csv")
    detail(chosen)


with common.guard():
    main()
