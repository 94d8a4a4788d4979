"""Every road and rail project on its own: what it is worth, as bars and as a table with the reasons where nothing can be told."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import circle_layers, common, words
from pages.common import translate as _
from pages.long_run import Progress, is_known, long_run
from spatial.messages import mark
from spatial.plans import load_plans
from spatial.scenario.appraisal import Appraisal, rank_projects

PAGE: Final = "scenarios"
BARS: Final = 30
BASES: Final = {
    "built": mark("已建：从当年路网中去掉再比"),
    "planned": mark("在建、规划线位：加进最新路网"),
    "drawn": mark("未建：按所列地点连直线加进最新路网"),
}
COLORS: Final = {"built": "#222222", "planned": "#0072B2", "drawn": "#E69F00"}
MEASURES: Final = {"people": mark("按人口加权"), "none": mark("不加权")}
KEY: Final = ("rank",)
MODES: Final = {"road": mark("公路"), "rail": mark("铁路")}


def show() -> None:
    """Show the ranking; it is computed on request, once."""
    plans = [plan.id for plan in load_plans()]
    with st.sidebar:
        now = common.asked(PAGE, "plan", "", ["", *plans])
        plan = st.selectbox(
            _("哪份规划"),
            ["", *plans],
            ["", *plans].index(now),
            key=f"{PAGE}-plan",
            format_func=lambda one: words.plan_label(one) if one else _("全部"),
        )
        wanted = st.pills(
            _("线路"),
            list(MODES),
            selection_mode="multi",
            default=list(MODES),
            format_func=lambda one: _(MODES[one]),
            key=f"{PAGE}-rank-modes",
        )
        measure = st.segmented_control(
            _("出行怎么计"), list(MEASURES), default=common.asked(PAGE, "measure", "people", list(MEASURES)), required=True,
            format_func=lambda one: _(MEASURES[one]), key=f"{PAGE}-measure",
        )  # fmt: skip
    common.keep(PAGE, view="rank", measure=str(measure), **({"plan": plan} if plan else {}))
    if not is_known(KEY):
        st.info(_("把每个公路、铁路项目逐一开关，比较全省县（市、区）之间的门到门时间；约需半分钟到一分钟，算好后大家共用。"))
        if not st.button(_("开始计算"), type="primary", icon=":material/play_arrow:"):
            return
        long_run(KEY, _("正在逐个开关项目……"), _run)
        st.rerun()
    found = long_run(KEY, _("正在逐个开关项目……"), _run)
    shown = [item for item in found if item.mode in wanted and (not plan or plan in plans_of(item.id))]
    told = sorted((item for item in shown if saved(item, measure) is not None), key=lambda item: -(saved(item, measure) or 0))
    if not told:
        st.info(_("没有符合条件、可以评价的项目；请放宽左侧的条件。"))
        return
    count = len(shown) - len(told)
    st.markdown("**" + _("{told} 个项目可以评价，{rest} 个不能（理由见表末）").format(told=len(told), rest=count) + "**")
    st.caption(_("每个项目单独计，以它开通那一年（未建的以最新一年）的路网为底；只算自由流时间，不含造价、客货量和建设影响。"))
    bars(told[:BARS], str(measure))
    rest = [item for item in shown if saved(item, measure) is None]
    table(told, rest, str(measure))


def _run(progress: Progress) -> tuple[Appraisal, ...]:
    """Rank all projects of all plans."""
    return rank_projects(network=circle_layers.network(), progress=progress)


@st.cache_resource(show_spinner=False)
def _plans() -> dict[str, set[str]]:
    """Return the plans that name each project."""
    from spatial.plans import load_projects

    return {project.id: {reference.plan for reference in project.references} for project in load_projects()}


def plans_of(project: str) -> set[str]:
    """Return the plans that name a project."""
    return _plans().get(project, set())


def saved(item: Appraisal, measure: str | None) -> float | None:
    """Return the minutes saved per journey in the chosen weighting."""
    return item.saved_unweighted if measure == "none" else item.saved_minutes_per_journey


def bars(items: list[Appraisal], measure: str) -> None:
    """Draw the ranking as bars; colour and legend say what the figure rests on."""
    rows = [
        {
            "name": f"{item.name}", "saved": round(saved(item, measure) or 0, 3), "basis": _(BASES[item.basis]), "year": str(item.year),
            "pairs": item.pairs_changed, "half": words.listing(item.within_half_hour[:8]) or "—", "gaps": item.gaps_closed,
            "top": "；".join(f"{pair.start}—{pair.end} {_fall(pair)}" for pair in item.top_pairs[:3]) or "—",
        }
        for item in items
    ]  # fmt: skip
    bases = [basis for basis in BASES if any(item.basis == basis for item in items)]
    labels = {
        "name": _("项目"), "saved": _("平均节省（分钟）"), "basis": _("口径"), "year": _("以哪年路网为底"), "pairs": _("有变化的对数"),
        "half": _("进入半小时的地方"), "gaps": _("新通的铁路对数"), "top": _("改善最大"),
    }  # fmt: skip
    spec: dict[str, Any] = {
        "height": {"step": 19},
        "mark": {"type": "bar", "height": {"band": 0.72}, "stroke": "#222222", "strokeWidth": 0.5},
        "encoding": {
            "y": {
                "field": "name", "type": "nominal", "sort": None, "title": None,
                "axis": {"labelLimit": 260, "labelOverlap": False, "labelFlush": False},
            },
            "x": {"field": "saved", "type": "quantitative", "title": _("全省平均每次出行节省（分钟）") + f" · {_(MEASURES[measure])}"},
            "color": {
                "field": "basis", "type": "nominal", "title": None, "legend": {"orient": "top", "labelLimit": 600, "columns": 1},
                "scale": {"domain": [_(BASES[basis]) for basis in bases], "range": [COLORS[basis] for basis in bases]},
            },
            "tooltip": [{"field": field, "title": title} for field, title in labels.items()],
        },
    }  # fmt: skip
    st.vega_lite_chart(pd.DataFrame(rows), spec, width="stretch", key=f"{PAGE}-bars", alt=_("项目排名"))


def _fall(pair: Any) -> str:
    """Return how a pair changes."""
    return _("新通") if pair.change is None else f"{pair.change:+.0f}"


def table(told: list[Appraisal], rest: list[Appraisal], measure: str) -> None:
    """Show every project with its figures, those nothing can be told of last with the reason."""
    items = [*told, *rest]
    frame = pd.DataFrame(
        {
            _("名次"): [*range(1, len(told) + 1), *([None] * len(rest))],
            _("项目"): [item.name for item in items],
            _("线路"): [_(MODES[item.mode]) for item in items],
            _("平均节省（分钟）"): [_rounded(saved(item, measure)) for item in items],
            _("只坐火车（分钟）"): [_rounded(item.saved_by_rail) for item in items],
            _("有变化的对数"): [item.pairs_changed for item in items],
            _("进入半小时的地方"): [words.listing(item.within_half_hour) for item in items],
            _("进入一小时的地方"): [words.listing(item.within_hour) for item in items],
            _("新通的铁路对数"): [item.gaps_closed for item in items],
            _("以哪年路网为底"): [str(item.year) for item in items],
            _("口径、理由"): [item.caveat or _(BASES.get(item.basis, "")) for item in items],
        }
    )
    config: dict[str, Any] = {
        _("平均节省（分钟）"): st.column_config.NumberColumn(help=_("公路与铁路取快的，门到门；两种加权分开排，不相混。"), format="%.3f"),
        _("只坐火车（分钟）"): st.column_config.NumberColumn(help=_("铁路项目：只坐火车时平均节省的分钟，按人口加权。"), format="%.2f"),
        _("进入半小时的地方"): st.column_config.Column(help=_("到最近的市（州）驻地从半小时外变为半小时内的县、区、镇。")),
        _("新通的铁路对数"): st.column_config.Column(help=_("原来没有客运铁路相通、有了它才通的县（市、区）对数。")),
    }
    st.dataframe(frame, hide_index=True, placeholder="—", height=420, column_config=config)
    common.download(_("项目排名（CSV）"), lambda: common.csv_bytes(frame), f"projects-rank-{measure}.csv", "text/csv")


def _rounded(value: float | None) -> float | None:
    """Return minutes rounded for the table."""
    return None if value is None else round(value, 3)
