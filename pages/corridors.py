"""廊道 Corridors: is a corridor really joined up, how well, where would it break, and which planned project would mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import common, corridor_layers, critical_view, findings, mapping, scenario_state, strips, words
from pages.common import escape
from pages.common import translate as _
from pages.corridor_layers import MODE_NAMES, Question
from pages.quiet_ground import widened
from spatial import maps, report
from spatial.connectivity import CorridorCheck
from spatial.messages import mark
from spatial.modes import MODES
from spatial.plans import get_structure
from spatial.settings import NEWEST_YEAR

PAGE: Final = "corridors"
YEARS: Final = tuple(range(2012, NEWEST_YEAR + 1))
VIEWS: Final = {"one": mark("一条廊道"), "network": mark("全网薄弱环节")}
TYPED: Final = "typed"
UNBUILT: Final = ("partly_opened", "under_construction", "not_started")
FIRST: Final = "axis_hunwu"
ORDERS: Final = {"written": mark("按文中次序"), "chain": mark("文中次序不是空间次序，按最短链排列"), "typed": mark("按输入次序")}
COLUMN_HELP: Final = {
    "时间（分钟）": mark("门到门，括号内是车速 ±15 % 的范围；模型值，不是时刻表。"),
    "车上分钟": mark("只算车辆行驶，不含两端接驳、候车。"),
    "里程（km）": mark("最快线路的里程，官方公布长度优先，其余量自线形。"),
    "非直线系数": mark("最快线路里程 ÷ 两端直线距离；连最短线路也在 1.4 倍以上才算绕行。"),
    "等级": mark("最快线路上占 5 % 以上里程的最高与最低等级。"),
    "换乘": mark("铁路换车次数。"),
    "独立通路": mark("最快时间 1.5 倍以内、互不共用路段的通路条数；空白表示两端城区相连，不适用。"),
    "最弱一段": mark("这一段中断时要多走的分钟最多，或者不通。"),
    "途经": mark("最快线路 5 公里内经过、但不在通道名单上的县城和城区。"),
}
INDEX_HELP: Final = {
    "v": mark("成员数"),
    "e": mark("直接相连的成员对数：之间有路，且经由第三个成员不少于 1.2 倍时间"),
    "p": mark("连通分量数"),
    "μ": mark("环路数 μ = e − v + p（Kansky 1963）"),
    "α": mark("α = μ ÷ (2v − 5)：环路数占平面图最大可能的比例"),
    "β": mark("β = e ÷ v：平均每个成员的连线数"),
    "γ": mark("γ = e ÷ 3(v − 2)：连线数占平面图最大可能的比例"),
}


def controls() -> Question | None:
    """Show the sentence of controls on the left; return the question, None for the view of the whole network."""
    with st.sidebar:
        view = st.segmented_control(
            _("看什么"), list(VIEWS), default=common.asked(PAGE, "view", "one", list(VIEWS)), format_func=lambda key: _(VIEWS[key]),
            key=f"{PAGE}-view", required=True,
        )  # fmt: skip
        spec = which() if view == "one" else ""
        mode = pick(_("方式"), "mode", MODES, "road", MODE_NAMES)
        year = int(pick(_("路网年份"), "year", tuple(map(str, YEARS)), str(NEWEST_YEAR)))
    if view == "network":
        shown = critical_view.controls(mode, year)
        common.keep(PAGE, view="network", mode=mode, year=str(year), **shown.as_address())
        critical_view.show(shown)
        return None
    return Question(spec, mode, year)


def pick(label: str, name: str, options: tuple[str, ...], default: str, titles: dict[str, str] | None = None) -> str:
    """Show one choice that the address remembers."""
    now = common.asked(PAGE, name, default, options)
    return str(
        st.selectbox(label, options, options.index(now), format_func=lambda key: _(titles[key]) if titles else key, key=f"{PAGE}-{name}")
    )


def which() -> str:
    """Show the corridors of the plans and a field for an own list; return the spec."""
    offered = corridor_layers.offered()
    asked = common.asked(PAGE, "spec", FIRST)
    options = [*offered, TYPED]
    now = asked if asked in offered else TYPED
    chosen = st.selectbox(
        _("哪条廊道"), options, options.index(now), format_func=corridor_label, key=f"{PAGE}-which",
        help=_("规划里的轴、带、环线；文中没有列出两个以上有坐标地点的不在此列。"),
    )  # fmt: skip
    if chosen != TYPED:
        return str(chosen)
    default = asked if now == TYPED else "长春、吉林、敦化"
    return st.text_input(
        _("依次经过"), default, key=f"{PAGE}-typed", max_chars=300,
        help=_("按顺序写至少两个地名，用顿号或逗号隔开；重名的写成“地名@上级”。首尾相同即为环线。"),
    )  # fmt: skip


def corridor_label(key: str) -> str:
    """Return the label of a corridor with its plan."""
    if key == TYPED:
        return _("自己输入地名……")
    return f"{corridor_layers.offered()[key]} · {words.plan_label(get_structure(key).plan)}"


def other_year(question: Question) -> Question | None:
    """Offer a second year; return the question for it."""
    with st.sidebar:
        on = st.toggle(_("与另一年并排"), value=common.asked(PAGE, "year2", "") != "", key=f"{PAGE}-two")
        if not on:
            return None
        years = tuple(map(str, YEARS))
        return replace(question, year=int(pick(_("与哪一年比"), "year2", years, "2012" if question.year != 2012 else years[-1])))


def checked(question: Question) -> CorridorCheck:
    """Return the check with a word of patience the first time."""
    with st.spinner(_("正在逐段检查：时间、绕行、独立通路、薄弱路段……")):
        check = corridor_layers.check_of(question)
        corridor_layers.mends_of(question)
    return check


def headline(check: CorridorCheck) -> None:
    """Say what is shown: whose corridor, in which order, joined or not, and in how many minutes."""
    corridor = check.corridor
    source = f"{words.plan_label(corridor.plan)} · {corridor.section}" if corridor.plan else _("自己输入")
    states = corridor_layers.states_of(check)
    missing, unknown = states.count("missing"), states.count("unknown")
    if missing or unknown:
        verdict = _("{count} / {all} 个区段不通").format(count=missing, all=len(states)) if missing else ""
        verdict += (_("，") if verdict else "") + _("{count} / {all} 个区段不明").format(count=unknown, all=len(states)) if unknown else ""
    else:
        total = _("逐段相加 {minutes:.0f} 分钟").format(minutes=check.minutes or 0)
        verdict = _("{all} 个区段全部连通，{total}").format(all=len(check.legs), total=total)
    st.markdown(f"**{escape(corridor.title)}** · {_(MODE_NAMES[check.mode])} · {check.on.year}　{verdict}")
    st.caption(escape(f"{source} · {_(ORDERS[corridor.order_basis])}"))
    if corridor.without_point:
        st.caption(escape(_("没有坐标、未参加检查：") + "、".join(corridor.without_point)))


def draw(question: Question, name: str, linked: str = "", height: int = 560) -> None:
    """Show the map of one question."""
    layers = corridor_layers.layers_of(common.language(), question)
    bounds = maps.merged_bounds([layer.bounds for layer in layers if layer.id in ("legs", "members", "members-small")])
    mapping.show_map(name, layers, view=maps.View(question.spec, widened(bounds), 11), height=height, linked=linked)


def mending(question: Question) -> None:
    """List the projects that run along the weak legs."""
    found = corridor_layers.mends_of(question)
    st.markdown("##### " + _("什么能补上"))
    if not found:
        st.caption(_("没有不通、绕行或脆弱的区段，或者沿线没有尚未建成的规划项目。"))
        return
    rows = pd.DataFrame(
        {
            _("区段"): [mend.leg for mend in found],
            _("规划项目"): [mend.project.name for mend in found],
            _("方式"): [words.mode_title(mend.project.mode) for mend in found],
            _("进展"): [_(words.OUTCOMES[mend.outcome.outcome]) for mend in found],
            _("建成日期"): [words.day_text(mend.outcome.opened) for mend in found],
            _("吻合"): [round(mend.share, 2) for mend in found],
            _("规划"): [words.listing(words.plan_label(plan) for plan in mend.outcome.plans) for mend in found],
        }
    )
    helps = _("区段直线有多少落在项目两侧（区段长的 30 %，5–15 公里）；项目按所列地点连直线，只是示意。")
    config = {_("吻合"): st.column_config.ProgressColumn(help=helps, min_value=0, max_value=1, format="percent")}
    st.dataframe(rows, hide_index=True, placeholder="—", column_config=config)
    unbuilt = dict.fromkeys(mend.project.id for mend in found if mend.outcome.outcome in UNBUILT)
    add = [project for project in unbuilt if project in scenario_state.switchable()]
    for project in unbuilt:
        if project not in add:
            why = scenario_state.refusals().get(project, "")
            st.caption(_("不能试算：{name}：{reason}").format(name=scenario_state.project_names()[project], reason=why))
    if add and st.button(_("到“情景”里试试这些未建成的项目"), icon=":material/compare:"):
        try_out(",".join(add), question.mode)


def try_out(projects: str, mode: str) -> None:
    """Go to the scenarios with some projects added to the newest network, nothing else changed."""
    st.session_state.pop("scenarios-links", None)
    year = str(NEWEST_YEAR)
    asked = {"view": "compare", "before": year, "after": year, "add": projects, "out": "", "links": "", "mode": mode}
    st.switch_page("pages/scenarios.py", query_params=asked)


def legs_table(check: CorridorCheck) -> None:
    """Show the legs as a table; every column explains itself."""
    config: dict[str, Any] = {_(name): st.column_config.Column(help=_(text)) for name, text in COLUMN_HELP.items()}
    st.dataframe(corridor_layers.legs_table(check), hide_index=True, placeholder="—", column_config=config)


def indices(check: CorridorCheck) -> None:
    """Show the indices of the members' network."""
    found = check.indices
    values = {
        "v": found.vertices, "e": found.edges, "p": found.components, "μ": found.mu, "α": found.alpha, "β": found.beta, "γ": found.gamma,
    }  # fmt: skip
    columns = st.columns(len(values) + 1)
    for column, (name, value) in zip(columns, values.items(), strict=False):
        shown = "—" if value is None else f"{value:g}" if isinstance(value, int) else f"{value:.2f}"
        column.metric(name, shown, help=_(INDEX_HELP[name]))
    ratio = found.average_circuity
    columns[-1].metric(_("平均非直线系数"), "—" if ratio is None else f"{ratio:.2f}", help=_("成员间直接连线的里程 ÷ 直线距离的平均值"))


def years_table(first: CorridorCheck, second: CorridorCheck) -> pd.DataFrame:
    """Return the legs of two years beside each other."""
    pairs = list(zip(first.legs, second.legs, strict=True))
    return pd.DataFrame(
        {
            _("区段"): [corridor_layers.leg_title(a) for a, _b in pairs],
            str(first.on.year): [corridor_layers.minutes_text(a.minutes, a.low, a.high) for a, _b in pairs],
            str(second.on.year): [corridor_layers.minutes_text(b.minutes, b.low, b.high) for _a, b in pairs],
            _("变化（分钟）"): [None if a.minutes is None or b.minutes is None else round(b.minutes - a.minutes) for a, b in pairs],
            _("等级 {year}").format(year=first.on.year): [corridor_layers.class_text(a) for a, _b in pairs],
            _("等级 {year}").format(year=second.on.year): [corridor_layers.class_text(b) for _a, b in pairs],
        }
    )


def downloads(question: Question, check: CorridorCheck) -> None:
    """Offer the report, the legs and the findings as files."""
    name = check.corridor.id if check.corridor.id != TYPED else "-".join(place.id for place in check.corridor.places)[:60]
    stem = f"corridor-{name}-{question.mode.replace('+', '-')}-{question.year}"
    with st.container(horizontal=True):
        common.download(_("一页报告（HTML）"), lambda: report.corridor_html(check).encode(), f"{stem}.html", "text/html")
        common.download(_("一页报告（Markdown）"), lambda: report.corridor_markdown(check).encode(), f"{stem}.md", "text/markdown")
        common.download(_("区段（GeoJSON）"), lambda: corridor_layers.geojson_of(question), f"{stem}.geojson", "application/geo+json")
        common.download(_("区段（CSV）"), lambda: common.csv_bytes(corridor_layers.legs_table(check)), f"{stem}.csv", "text/csv")
        told = pd.DataFrame([{key: str(value) for key, value in vars(finding).items()} for finding in check.findings])
        common.download(_("发现（CSV）"), lambda: common.csv_bytes(told), f"{stem}-findings.csv", "text/csv")


def one_year(question: Question) -> None:
    """Show a corridor in one year."""
    check = checked(question)
    headline(check)
    strips.strip(check, f"{PAGE}-strip")
    left, right = st.columns([2, 1], gap="medium")
    with left:
        draw(question, PAGE)
    with right, st.container(height=560, border=False):
        findings.cards(check.findings)
    mending(question)
    st.markdown("##### " + _("各区段"))
    legs_table(check)
    with st.expander(_("网络指标")):
        indices(check)
    downloads(question, check)


def two_years(first: Question, second: Question) -> None:
    """Show a corridor in two years side by side."""
    checks = [checked(first), checked(second)]
    for check, key in zip(checks, "ab", strict=True):
        headline(check)
        strips.strip(check, f"{PAGE}-strip-{key}")
    for column, question, key in zip(st.columns(2, gap="small"), (first, second), "ab", strict=True):
        with column:
            st.markdown(f"**{question.year}**")
            draw(question, f"{PAGE}-{key}", linked=PAGE, height=460)
    st.dataframe(years_table(checks[0], checks[1]), hide_index=True, placeholder="—")
    texts = [{finding.message for finding in check.findings} for check in checks]
    for column, check, others in zip(st.columns(2, gap="small"), checks, (texts[1], texts[0]), strict=True):
        with column:
            st.markdown("##### " + _("只在 {year} 年").format(year=check.on.year))
            findings.cards([finding for finding in check.findings if finding.message not in others])
    downloads(second, checks[1])


def main() -> None:
    """Show the page."""
    common.title(_("廊道"), _("这条轴、带、通道真的连通吗？哪里绕、哪里慢、哪里一断就不通，哪个规划项目能补上？"))
    question = controls()
    if question is None:
        return
    other = other_year(question)
    kept = {"spec": question.spec, "mode": question.mode, "year": str(question.year), "year2": str(other.year) if other else ""}
    common.keep(PAGE, **{key: value for key, value in kept.items() if value})
    if other is not None and other.year != question.year:
        two_years(*sorted((question, other), key=lambda item: item.year))
    else:
        one_year(question)


with common.guard():
    main()
