"""Plan against reality: what became of each project, when, how sure that is; as a timeline and on the map. Unknown stays unknown."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from pages import circle_layers, common, mapping, words
from pages.common import translate as _
from pages.corridor_layers import edge_rows
from pages.sentences import said
from pages.widgets import pick_many, pick_plans
from spatial import maps
from spatial.catalogue import layer
from spatial.messages import mark
from spatial.network.dates import edges_open_on
from spatial.outcomes import OUTCOMES, Outcome, count_outcomes, project_outcomes
from spatial.settings import NEWEST_YEAR

PAGE: Final = "scenarios"
TODAY: Final = f"{NEWEST_YEAR}-12-31"
LOOKS: Final = {
    "opened": ("#009E73", "circle"), "partly_opened": ("#56B4E9", "diamond"), "under_construction": ("#E69F00", "triangle-right"),
    "not_started": ("#D55E00", "square"), "cancelled": ("#999999", "cross"), "unknown": ("#777777", "triangle-down"),
}  # fmt: skip
CONFIDENCES: Final = {"high": mark("把握大"), "medium": mark("把握中等"), "low": mark("把握小")}
OPACITY: Final = {"high": 1.0, "medium": 0.65, "low": 0.35}
DEFAULT_MODES: Final = ("expressway", "hsr", "intercity")


def show() -> None:
    """Show the projects of the chosen plans and modes."""
    every = project_outcomes()
    modes = list(dict.fromkeys(item.mode for item in every))
    with st.sidebar:
        chosen = pick_plans(PAGE)
        wanted = pick_many(PAGE, "modes", _("方式"), modes, title=words.mode_title, default=DEFAULT_MODES)
        states = pick_many(PAGE, "states", _("结果"), OUTCOMES, title=state_title)
    common.keep(PAGE, view="reality", plans=chosen, modes=wanted, states=states)
    found = [
        item for item in every
        if (not chosen or set(chosen) & set(item.plans)) and (not wanted or item.mode in wanted) and (not states or item.outcome in states)
    ]  # fmt: skip
    if not found:
        st.info(_("没有符合条件的项目；请放宽左侧的条件。"))
        return
    counts(found)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(height=600, border=False):
        timeline(sorted(found, key=_order))
    with right:
        bounds = maps.HOME
        mapping.show_map(
            f"{PAGE}-reality", map_layers(common.language(), tuple(item.id for item in found)), view=maps.View("all", bounds), height=600
        )
    frame = table(found)
    st.dataframe(frame, hide_index=True, placeholder="—", height=380)
    common.download(_("规划与现实（CSV）"), lambda: common.csv_bytes(frame), "projects-outcome.csv", "text/csv")


def state_title(state: str) -> str:
    """Return an outcome in words."""
    return _(words.OUTCOMES[state])


def counts(found: list[Outcome]) -> None:
    """Say how many projects came to what, and what unknown means."""
    counted = count_outcomes(found)
    st.markdown("　".join(f"{state_title(state)} **{number}**" for state, number in counted.items() if number))
    st.caption(
        _(
            "灰条：从最早写入规划到该规划期限；竖线：期限（没写期限的无竖线）；点：建成，颜色越淡把握越小。“未查明”只是没有查到结果，不等于未建。"
        )
    )


def _order(item: Outcome) -> tuple[int, str, str]:
    """Return the place of a project in the timeline: by outcome, then by date."""
    return OUTCOMES.index(item.outcome), item.opened_to.isoformat() if item.opened_to else "9999", item.name


def rows_of(found: list[Outcome]) -> list[dict[str, Any]]:
    """Return the rows of the timeline; dates as ISO text, missing ones left out."""
    rows = []
    for item in found:
        start, end = item.opened_from, item.opened_to
        middle = start + (end - start) / 2 if start and end else None
        row: dict[str, Any] = {
            "name": item.name, "named": item.first_named.isoformat(), "due": item.due.isoformat() if item.due else None,
            "state": state_title(item.outcome), "sure": _(CONFIDENCES[item.confidence]), "opacity": OPACITY[item.confidence],
            "opened": opened_text(item) or "—", "delay": said(item.delay),
            "plans": words.listing(words.plan_label(plan) for plan in item.plans),
            "basis": item.basis[:160] or "—", "at": None, "late_to": None,
            "from": start and start.isoformat(), "to": end and end.isoformat(),
        }  # fmt: skip
        if middle:
            row["at"] = middle.isoformat()
        elif item.outcome in ("under_construction", "not_started", "unknown", "cancelled"):
            row["at"] = TODAY
        if item.due and item.outcome in ("under_construction", "not_started"):
            row["late_to"] = TODAY
        elif item.due and end and end > item.due:
            row["late_to"] = end.isoformat()
        rows.append(row)
    return rows


def opened_text(item: Outcome) -> str:
    """Return the days of opening one after another: a project may open in parts."""
    return words.day_text(item.opened)


def timeline(found: list[Outcome]) -> None:
    """Draw one line per project: the plan's time, the delay, the opening with its confidence."""
    states = [state for state in OUTCOMES if any(item.outcome == state for item in found)]
    scale = {"domain": [state_title(state) for state in states]}
    looks = {
        "color": {"field": "state", "type": "nominal", "title": None, "scale": {**scale, "range": [LOOKS[s][0] for s in states]}},
        "shape": {"field": "state", "type": "nominal", "title": None, "scale": {**scale, "range": [LOOKS[s][1] for s in states]}},
        "opacity": {"field": "opacity", "type": "quantitative", "scale": None, "legend": None},
    }
    titles = {
        "name": _("项目"), "state": _("结果"), "opened": _("建成日期"), "sure": _("把握"), "delay": _("与期限相比"), "plans": _("规划"),
        "basis": _("依据"),
    }  # fmt: skip
    tips = [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]
    x = {"type": "temporal", "title": None, "axis": {"format": "%Y", "orient": "top", "tickCount": "year"}}
    span = {"scale": {"domain": ["2010-01-01", "2031-01-01"]}}
    layers = [
        _rule("named", "due", {"color": "#D9D9D4", "strokeWidth": 7}, {**x, **span}, "datum.due != null"),
        _rule("due", "late_to", {"color": "#D55E00", "strokeWidth": 1.6, "strokeDash": [4, 3]}, x, "datum.late_to != null"),
        _rule("from", "to", {"color": "#009E73", "strokeWidth": 4, "opacity": 0.4}, x, "datum.from != null"),
        {
            "transform": [{"filter": "datum.due != null"}], "mark": {"type": "tick", "thickness": 2, "color": "#444444", "size": 12},
            "encoding": {"x": {"field": "due", **x}, "tooltip": tips},
        },
        {
            "transform": [{"filter": "datum.at != null"}], "mark": {"type": "point", "filled": True, "size": 75, "strokeWidth": 3},
            "encoding": {"x": {"field": "at", **x}, **looks, "tooltip": tips},
        },
        {
            "transform": [{"filter": {"field": "state", "equal": state_title("unknown")}}],
            "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 10.5, "color": "#777777"},
            "encoding": {"x": {"field": "at", **x}, "text": {"field": "state"}},
        },
    ]  # fmt: skip
    spec = {
        "height": {"step": 18},
        "layer": layers,
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(dict.fromkeys(item.name for item in found))},
                "axis": {"labelLimit": 230, "grid": True, "labelOverlap": False, "labelFlush": False, "labelFontSize": 11},
            }
        },
        "config": {"legend": {"orient": "top", "columns": 2, "labelLimit": 200}},
    }
    st.vega_lite_chart(pd.DataFrame(rows_of(found)), spec, width="stretch", key=f"{PAGE}-timeline", alt=_("规划与现实的时间线"))


def _rule(start: str, end: str, look: dict[str, Any], x: dict[str, Any], when: str) -> dict[str, Any]:
    """Return one horizontal line per project between two dates."""
    return {
        "transform": [{"filter": when}],
        "mark": {"type": "rule", **look},
        "encoding": {"x": {"field": start, **x}, "x2": {"field": end}},
    }


def table(found: list[Outcome]) -> pd.DataFrame:
    """Return the projects with their outcomes, sources and confidence."""
    return pd.DataFrame(
        {
            _("项目"): [item.name for item in found],
            _("方式"): [words.mode_title(item.mode) for item in found],
            _("结果"): [state_title(item.outcome) for item in found],
            _("建成日期"): [opened_text(item) for item in found],
            _("期限"): [str(item.due.year) if item.due else "" for item in found],
            _("与期限相比"): [said(item.delay) for item in found],
            _("把握"): [_(CONFIDENCES[item.confidence]) for item in found],
            _("规划"): [words.listing(words.plan_label(plan) for plan in item.plans) for item in found],
            _("依据"): [item.basis for item in found],
            _("备注"): [item.note for item in found],
        }
    )


@st.cache_data(max_entries=32, show_spinner=False)
def map_layers(lang: str, ids: tuple[str, ...]) -> list[maps.MapLayer]:  # noqa: ARG001 - the language is part of the key
    """Return the projects by outcome: what is open along the network, the rest straight between the places named."""
    outcomes = {item.id: item for item in project_outcomes() if item.id in set(ids)}
    frames = [layer(f"project-{mode}") for mode in dict.fromkeys(item.mode for item in outcomes.values())]
    drawn = pd.concat([frame[["id", "name", "places", "geometry"]] for frame in frames], ignore_index=True)
    rows = []
    for record in drawn[drawn["id"].isin(outcomes)].to_dict("records"):
        item = outcomes[record["id"]]
        measured = _open_line(item)
        shape = record["geometry"] if measured is None else measured
        line = shape is not None and "Line" in shape.geom_type
        style = maps.project_style(item.outcome, line=line)
        rows.append(
            {**record, "geometry": shape, "style": style if measured is not None or not line else f"{style}.schematic",
             "state": state_title(item.outcome), "opened": opened_text(item), "delay": said(item.delay),
             "sure": _(CONFIDENCES[item.confidence])}
        )  # fmt: skip
    popup = [(_("两端"), "places"), (_("结果"), "state"), (_("建成日期"), "opened"), (_("与期限相比"), "delay"), (_("把握"), "sure")]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    return [
        maps.layer_from_frame(frame, layer_id="projects", title=_("规划项目"), group=_("规划与现实"), rows=popup, source=maps.OSM_SOURCE)
    ]


def _open_line(item: Outcome) -> Any | None:
    """Return the line of the sections that realise a project and are open today, None where none is."""
    edges, index, is_open = circle_layers.network().edges, edge_rows(), open_today()
    rows = [index[edge] for edge in item.realised_by if edge in index and is_open[index[edge]]]
    return shapely.line_merge(shapely.union_all(list(edges.geometry.iloc[rows]))) if rows else None


@st.cache_resource(show_spinner=False)
def open_today() -> Any:
    """Return which sections of the network are open at the end of the newest year."""
    from spatial.network.dates import date_of_year

    return edges_open_on(circle_layers.network().edges, date_of_year(None)).is_open
