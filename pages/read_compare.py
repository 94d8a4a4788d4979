"""对照规划: what the same structure and the same project are in several plans, and where they contradict one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import altair as alt
import streamlit as st

from pages import common, mapping, read_compared, read_words, widgets, words
from pages.common import escape
from pages.common import translate as _
from spatial import maps
from spatial.compare import Comparison, compare_plans
from spatial.plans import load_claims, load_plans, load_projects, load_structures
from spatial.schema import Finding

PAGE: Final = "read_plan"
DEFAULT: Final = ("urbanization-2014", "hachang-2016")
PALETTE: Final = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222")


@st.cache_resource(max_entries=8, show_spinner=False)
def comparison(plans: tuple[str, ...], stamp: int) -> Comparison:  # noqa: ARG001  the stamp tells a plan saved anew
    """Return the comparison of some plans; shared and never changed."""
    return compare_plans(plans)


def show() -> None:
    """Show the comparison."""
    with st.sidebar:
        chosen = widgets.plan_chips(PAGE, DEFAULT)
        st.caption(_("“读一份规划”里保存的规划也在其中。"))
    common.keep(PAGE, view="compare", plan=chosen)
    if len(chosen) < 2:
        st.info(_("请在左侧选两份以上的规划。"), icon=":material/compare:")
        return
    with st.spinner(_("正在对照……")):
        found = comparison(tuple(chosen), hash((load_plans(), repr((load_structures(), load_projects(), load_claims())))))
    findings = chosen_findings(found)
    show_finding(found, findings_table(found, findings))
    timeline(found)
    tables(found, findings)


def chosen_findings(found: Comparison) -> list[Finding]:
    """Show how much was found and the filter by kind; return what passes."""
    counts = Counter(finding.check for finding in found.findings)
    serious = sum(finding.severity == "warning" for finding in found.findings)
    columns = st.columns(4)
    columns[0].metric(_("矛盾"), serious, help=_("成员、数值、状态、工程性质、起讫点或年份对不上。"))
    columns[1].metric(_("变化"), len(found.findings) - serious, help=_("改名、期限、写法、次序不同。"))
    columns[2].metric(_("共有的结构"), len(found.structures), help=_("两份以上规划都写到的同一结构。"))
    columns[3].metric(_("共有的项目"), len(found.projects), help=_("两份以上规划都写到的同一项目。"))
    checks = st.pills(
        _("差异的种类"), list(counts), selection_mode="multi", key=f"{PAGE}-checks", label_visibility="collapsed",
        format_func=lambda check: f"{_(read_words.CHECKS.get(check, check))} {counts[check]}",
    )  # fmt: skip
    return [finding for finding in found.findings if not checks or finding.check in checks]


def findings_table(found: Comparison, findings: Sequence[Finding]) -> Finding | None:
    """Show the findings and return the chosen one, else the first that can be shown on the map."""
    if not findings:
        st.info(_("所选规划之间没有找到差异。"))
        return None
    event = st.dataframe(
        read_compared.findings_frame(findings), hide_index=True, on_select="rerun", selection_mode="single-row",
        key=f"{PAGE}-findings", height=330,
        column_config={
            _("性质"): st.column_config.TextColumn(width=105),
            _("种类"): st.column_config.TextColumn(width=120),
            _("对象"): st.column_config.TextColumn(width=230),
            _("差别"): st.column_config.TextColumn(width=620),
            _("先"): st.column_config.TextColumn(width="medium"),
            _("后"): st.column_config.TextColumn(width="medium"),
        },
    )  # fmt: skip
    rows = event["selection"]["rows"]
    if rows and rows[0] < len(findings):
        return findings[rows[0]]
    return next((finding for finding in findings if any(read_compared.groups_of(found, finding).values())), findings[0])


def show_finding(found: Comparison, finding: Finding | None) -> None:
    """Show one finding: its members before and after on the map, what it says, and where."""
    layers = read_compared.layers_of(read_compared.groups_of(found, finding)) if finding else []
    bounds = maps.merged_bounds([layer.bounds for layer in layers])
    view = maps.View(f"{finding.check}-{finding.subject}-{finding.message}", bounds, 9) if finding and bounds else None
    left, right = st.columns([3, 2], gap="small")
    with left:
        mapping.show_map(f"{PAGE}-compare", layers, view=view, height=380)
    if finding is None:
        return
    with right, st.container(border=True, height=380):
        check = _(read_words.CHECKS.get(finding.check, finding.check))
        st.markdown(f"**{escape(finding.subject)}**　:gray[{escape(check)}]  \n{escape(read_compared.told(finding))}")
        before, after = read_compared.places_of(finding)
        lines = [f"{_('先')}　{before}" if after else before, f"{_('后')}　{after}" if after else ""]
        st.caption("  \n".join(escape(line) for line in lines if line))
        if not layers:
            st.caption(_("这条差异没有可以上图的地点。"))


def timeline(found: Comparison) -> None:
    """Show which plan of which year has which structure, with the number of members."""
    st.markdown(f"##### {_('时间线：同一结构在各规划中')}")
    frame = read_compared.timeline_frame(found)
    if frame.empty:
        st.info(_("所选规划没有共同的结构。"))
        return
    years = [int(str(date)[:4]) for date in frame["date"]]
    plans = [words.plan_label(plan.id) for plan in found.plans]
    titles = {
        "plan": _("规划"),
        "date": _("印发日期"),
        "name": _("名称"),
        "members": _("成员数"),
        "section": _("章节"),
        "horizon": _("期限"),
    }
    base = alt.Chart(frame).encode(
        y=alt.Y("structure:N", title=None, axis=alt.Axis(labelLimit=260, labelFontSize=12), sort=None),
        x=alt.X(
            "date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", orient="top"),
            scale=alt.Scale(domain=[f"{min(years)}-01-01", f"{max(years) + 1}-01-01"]),
        ),
    )  # fmt: skip
    state = alt.Color("state:N", title=_("前后"), scale=alt.Scale(domain=[_("有矛盾"), _("无矛盾")], range=["#D55E00", "#BBBBBB"]))
    dash = alt.StrokeDash("state:N", legend=None, scale=alt.Scale(domain=[_("有矛盾"), _("无矛盾")], range=[[1, 0], [2, 3]]))
    lines = base.mark_line(strokeWidth=1.6).encode(detail="structure:N", color=state, strokeDash=dash)
    look = alt.Scale(domain=plans, range=list(PALETTE[: len(plans)]))
    points = base.mark_circle(opacity=1).encode(
        color=alt.Color("plan:N", title=_("规划"), sort=plans, scale=look, legend=alt.Legend(labelLimit=260)),
        size=alt.Size("members:Q", legend=None, scale=alt.Scale(range=[50, 380])),
        tooltip=[alt.Tooltip(name, title=title) for name, title in titles.items()],
    )
    chart = alt.layer(lines, points).resolve_scale(color="independent").properties(height=alt.Step(23))
    st.altair_chart(chart, width="stretch")
    st.caption(_("圆的大小为成员数；停在圆上看名称、章节与期限。"))


def tables(found: Comparison, findings: Sequence[Finding]) -> None:
    """Show structures and projects side by side by plan, and offer all tables as files."""
    structures, projects = read_compared.structures_frame(found), read_compared.projects_frame(found)
    first, second = st.tabs([_("同一结构在各规划中的成员"), _("同一项目在各规划中的写法")])
    first.dataframe(structures, hide_index=True, height=360)
    second.dataframe(projects, hide_index=True, height=360)
    with st.container(horizontal=True):
        common.download(
            _("下载差异（CSV）"), lambda: common.csv_bytes(read_compared.findings_frame(findings)), "differences.csv", "text/csv"
        )
        common.download(_("下载结构对照（CSV）"), lambda: common.csv_bytes(structures), "structures-compared.csv", "text/csv")
        common.download(_("下载项目对照（CSV）"), lambda: common.csv_bytes(projects), "projects-compared.csv", "text/csv")
