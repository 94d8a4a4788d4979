"""对照规划: what the same structure and the same project are in several plans, and where they contradict one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from pages import common, mapping, read_words, widgets, words
from pages.cards import escape
from pages.common import translate as _
from spatial import maps
from spatial.compare import Appearance, Comparison, compare_plans
from spatial.gazetteer import load_gazetteer
from spatial.plans import get_structure, load_plans, load_structures
from spatial.schema import Finding, Member

PAGE: Final = "read_plan"
DEFAULT: Final = ("urbanization-2014", "hachang-2016")
SHARES: Final = {"both": "member", "added": "pass", "dropped": "fail"}


@st.cache_resource(max_entries=8, show_spinner=False)
def comparison(plans: tuple[str, ...], stamp: tuple[object, ...]) -> Comparison:  # noqa: ARG001  the stamp tells saved plans anew
    """Return the comparison of some plans; shared and never changed."""
    return compare_plans(plans)


def show() -> None:
    """Show the comparison."""
    with st.sidebar:
        chosen = widgets.plan_chips(PAGE, DEFAULT)
    common.keep(PAGE, view="compare", plan=chosen)
    if len(chosen) < 2:
        st.info(_("请在左侧选两份以上的规划。自己保存的规划也在其中。"), icon=":material/compare:")
        return
    stamp = tuple((plan.id, plan.issued, len(load_structures(plan=plan.id))) for plan in load_plans())
    with st.spinner(_("正在对照……")):
        found = comparison(tuple(chosen), stamp)
    findings = chosen_findings(found)
    left, right = st.columns([3, 2], gap="small")
    with left:
        picked = findings_table(findings)
    with right:
        show_members(found, picked)
    timeline(found)
    rows = structures_table(found)
    with st.container(horizontal=True):
        common.download(_("下载差异（CSV）"), lambda: common.csv_bytes(findings_frame(findings)), "differences.csv", "text/csv")
        common.download(_("下载结构对照（CSV）"), lambda: common.csv_bytes(rows), "structures-compared.csv", "text/csv")


def chosen_findings(found: Comparison) -> list[Finding]:
    """Show what was found in a line and the filter by kind; return what passes."""
    counts = Counter(finding.check for finding in found.findings)
    serious = sum(finding.severity == "warning" for finding in found.findings)
    together = sum(len({one.plan for one in row.appearances}) > 1 for row in found.structures)
    columns = st.columns(4)
    columns[0].metric(_("矛盾"), serious, help=_("成员、数值、状态、工程性质、起讫点或年份对不上。"))
    columns[1].metric(_("变化"), len(found.findings) - serious, help=_("改名、期限、写法、次序不同。"))
    columns[2].metric(_("共有的结构"), together)
    columns[3].metric(_("共有的项目"), len(found.projects))
    checks = st.pills(
        _("差异的种类"), list(counts), selection_mode="multi", key=f"{PAGE}-checks", label_visibility="collapsed",
        format_func=lambda check: f"{_(read_words.CHECKS.get(check, check))} {counts[check]}",
    )  # fmt: skip
    return [finding for finding in found.findings if not checks or finding.check in checks]


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return the findings as a table."""
    return pd.DataFrame({
        _("性质"): [_(read_words.SEVERITIES.get(one.severity, one.severity)) for one in findings],
        _("种类"): [_(read_words.CHECKS.get(one.check, one.check)) for one in findings],
        _("对象"): [one.subject for one in findings],
        _("内容"): [one.message for one in findings],
        _("先"): [plan_of(one, 0) for one in findings],
        _("后"): [plan_of(one, 1) for one in findings],
    })  # fmt: skip


def plan_of(finding: Finding, at: int) -> str:
    """Return the short name of the earlier or later plan of a finding, with the section."""
    plans, sections = _pair(finding, "plans"), _pair(finding, "sections")
    return f"{words.plan_label(plans[at])} {sections[at] if sections else ''}".strip() if plans else ""


def _pair(finding: Finding, name: str) -> tuple[str, str] | None:
    value = finding.evidence.get(name)
    return (str(value[0]), str(value[1])) if isinstance(value, tuple) and len(value) == 2 else None


def findings_table(findings: Sequence[Finding]) -> Finding | None:
    """Show the findings and return the chosen one, else the first that has members to show."""
    if not findings:
        st.info(_("所选规划之间没有找到差异。"))
        return None
    event = st.dataframe(
        findings_frame(findings), hide_index=True, on_select="rerun", selection_mode="single-row", key=f"{PAGE}-findings", height=460,
        column_config={_("内容"): st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    rows = event["selection"]["rows"]
    if rows and rows[0] < len(findings):
        return findings[rows[0]]
    return next((finding for finding in findings if finding.check == "members"), None)


def show_members(found: Comparison, finding: Finding | None) -> None:
    """Show the members of one structure before and after on the map: in both, added, dropped."""
    layers = members_layers(finding) if finding is not None else []
    bounds = maps.merged_bounds([layer.bounds for layer in layers])
    key = f"{finding.check}-{finding.subject}" if finding else ""
    view = maps.View(key, bounds, 9) if bounds else None
    mapping.show_map(f"{PAGE}-compare", layers, view=view, height=400)
    if finding is None:
        st.caption(_("点表中“成员不同”的一行，在图上看增减。"))
        return
    st.markdown(f"**{escape(finding.subject)}**　{escape(finding.message)}")
    if finding.check.startswith("members") and not layers:
        st.caption(_("这些成员没有位置，不能上图。"))


def members_layers(finding: Finding) -> list[maps.MapLayer]:
    """Return the members of the two structures or references a finding speaks of, by how they differ."""
    if not finding.check.startswith("members"):
        return []
    before, after = (get_structure(str(finding.evidence[name])) for name in ("before", "after"))
    old, new = ({member.place_id: member for member in item.members if member.place_id} for item in (before, after))
    groups = {
        "both": [member for key, member in new.items() if key in old],
        "added": [member for key, member in new.items() if key not in old],
        "dropped": [member for key, member in old.items() if key not in new],
    }
    titles = {"both": _("两份都有"), "added": _("后来增加"), "dropped": _("后来去掉")}
    made = [_member_layer(name, titles[name], members) for name, members in groups.items()]
    return [layer for layer in made if layer is not None]


def _member_layer(name: str, title: str, members: Sequence[Member]) -> maps.MapLayer | None:
    """Return one group of members as points; None when none has one."""
    book = load_gazetteer()
    placed = [(member, place) for member in members if (place := book.get(str(member.place_id))).lon is not None]
    if not placed:
        return None
    frame = gpd.GeoDataFrame(
        {"id": [place.id for _m, place in placed], "name": [member.as_written for member, _p in placed]},
        geometry=[shapely.Point(float(place.lon or 0), float(place.lat or 0)) for _m, place in placed],
        crs=4326,
    )
    return maps.layer_from_frame(frame, layer_id=name, title=title, group=_("成员对照"), style_key=SHARES[name], label_from=0, named=True)


def timeline(found: Comparison) -> None:
    """Show which plan of which year has which structure, with the number of members."""
    rows: list[dict[str, Any]] = [
        {
            "structure": row.appearances[-1].name, "year": one.issued, "plan": words.plan_label(one.plan), "name": one.name,
            "members": len(one.members), "section": one.section, "horizon": one.horizon,
        }
        for row in found.structures
        for one in row.appearances
    ]  # fmt: skip
    if not rows:
        st.info(_("所选规划没有共同的结构。"))
        return
    st.markdown(f"##### {_('时间线：同一结构在各规划中')}")
    titles = {"plan": _("规划"), "name": _("名称"), "members": _("成员数"), "section": _("章节"), "horizon": _("期限")}
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("structure:N", title=None, axis=alt.Axis(labelLimit=220), sort=None),
        x=alt.X("year:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
    )
    points = base.mark_circle(opacity=0.9).encode(
        color=alt.Color("plan:N", title=_("规划"), scale=alt.Scale(range=["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#777777"])),
        size=alt.Size("members:Q", title=_("成员数"), scale=alt.Scale(range=[60, 420])),
        tooltip=[alt.Tooltip(name, title=title) for name, title in titles.items()],
    )
    lines = base.mark_line(color="#BBBBBB").encode(detail="structure:N")
    st.altair_chart((lines + points).properties(height=alt.Step(24)), width="stretch")


def structures_table(found: Comparison) -> pd.DataFrame:
    """Show the structures that stand in several plans, a row each, a column per plan; return the table."""
    st.markdown(f"##### {_('同一结构在各规划中的成员')}")
    frame = pd.DataFrame([
        {_("结构"): row.appearances[-1].name, **{words.plan_label(plan.id): _said(row.appearances, plan.id) for plan in found.plans}}
        for row in found.structures
    ])  # fmt: skip
    st.dataframe(frame, hide_index=True)
    return frame


def _said(appearances: Sequence[Appearance], plan: str) -> str:
    """Return how one plan has a structure: its name there and its members."""
    own = [one for one in appearances if one.plan == plan]
    return "；".join(f"{one.name}：{'、'.join(one.members) or _('未列成员')}" for one in own)
