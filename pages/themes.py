"""The catalogue's layers as map layers and table rows, cached by id, plans, year and language."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

import shapely
import streamlit as st

from pages import words
from pages.common import translate as _
from spatial import maps
from spatial.catalogue import layer
from spatial.messages import mark
from spatial.outcomes import read_outcomes
from spatial.plans import load_kinds, load_plans, load_projects, load_structures

NEWEST: Final = 2026
PROJECTS: Final = "projects"
NETWORK: Final = "network"
PROJECT_TITLES: Final = {
    "project-expressway": mark("高速公路项目"),
    "project-national_road": mark("国道项目"),
    "project-provincial_road": mark("省道项目"),
    "project-local_road": mark("地方公路项目"),
    "project-hsr": mark("高速铁路项目"),
    "project-intercity": mark("城际铁路项目"),
    "project-conventional_rail": mark("普速铁路项目"),
    "project-metro": mark("城市轨道项目"),
    "project-airport": mark("机场项目"),
    "project-port": mark("港口项目"),
    "project-hub": mark("枢纽项目"),
    "project-border_bridge": mark("界河桥项目"),
}
NETWORK_TITLES: Final = {"roads": mark("公路"), "railways": mark("铁路"), "stations": mark("车站")}
ROAD_STYLES: Final = {"expressway": "expressway", "national": "national", "provincial": "provincial", "county": "road", "urban": "road"}
RAIL_STYLES: Final = {"hsr": "hsr", "intercity": "hsr", "conventional": "rail"}


def tree(plans: list[str]) -> dict[str, dict[str, int]]:
    """Return theme → kind → number of things in the given plans; themes and kinds in the order of their tables."""
    structures = Counter(structure.kind for structure in load_structures() if structure.plan in plans)
    projects = Counter(project.mode for project in load_projects() if plans_naming(project) & set(plans))
    found: dict[str, dict[str, int]] = {}
    for kind in load_kinds():
        if structures[kind.id]:
            found.setdefault(kind.theme, {})[kind.id] = structures[kind.id]
    found[PROJECTS] = {kind: projects[kind.removeprefix("project-")] for kind in PROJECT_TITLES if projects[kind.removeprefix("project-")]}
    found[NETWORK] = dict.fromkeys(NETWORK_TITLES, 0)
    return {theme: kinds for theme, kinds in found.items() if kinds}


def plans_naming(project: Any) -> set[str]:
    """Return the ids of the plans that name a project."""
    return {reference.plan for reference in project.references}


def all_kinds() -> list[str]:
    """Return every kind that can be switched on."""
    return [*words.kinds(), *PROJECT_TITLES, *NETWORK_TITLES]


def title_of(kind: str) -> str:
    """Return the title of a kind of structure, a mode of projects or a network layer."""
    known = PROJECT_TITLES | NETWORK_TITLES
    return _(known[kind]) if kind in known else words.kind_title(kind)


def theme_title(theme: str) -> str:
    """Return the title of a theme of the tree."""
    own = {PROJECTS: _("交通项目"), NETWORK: _("路网")}
    return own.get(theme) or words.theme_title(theme)


@st.cache_resource(max_entries=256, show_spinner=False)
def features(kind: str, plans: tuple[str, ...], year: int) -> Any:
    """Return the exact features of one kind, styled: id, name, style, geometry and the columns of the catalogue; shared, never changed."""
    if kind in NETWORK_TITLES:
        return _network(kind, year)
    if kind in PROJECT_TITLES:
        return _projects(kind, plans, year)
    frame = layer(f"structure-{kind}")
    return maps.structures_styled(frame[frame["plan"].isin(plans)])


def _network(kind: str, year: int) -> Any:
    """Return roads or railways in service at the end of a year, one feature per line and class; or the stations."""
    frame = layer(kind, on=date(year, 12, 31))
    if kind == "stations":
        return frame[["id", "name", "lines", "opened", "geometry"]].assign(style="station", plan="")
    styles = ROAD_STYLES if kind == "roads" else RAIL_STYLES
    known = frame[frame["edge_class"].isin(styles)]
    label = known["ref"].where(known["ref"].astype(bool), known["name"])
    merged = known.assign(label=label.fillna("")).dissolve(
        by=["edge_class", "label"], aggfunc={"name": "first", "length_m": "sum"}, as_index=False
    )
    names = [f"{ref} {name}".strip() if ref != name else name for ref, name in zip(merged["label"], merged["name"], strict=True)]
    return merged.assign(
        id=[f"{kind}/{edge_class}/{ref}" for edge_class, ref in zip(merged["edge_class"], merged["label"], strict=True)],
        name=names,
        length=[f"{length / 1000:,.0f} km" for length in merged["length_m"]],
        style=merged["edge_class"].map(styles),
        plan="",
    )


def _projects(kind: str, plans: tuple[str, ...], year: int) -> Any:
    """Return the projects that the given plans had named by the end of a year, styled by what had become of them."""
    issued = {plan.id: plan.issued.year for plan in load_plans()}
    frame = layer(kind)
    named = [[plan for plan in text.split(";") if plan in plans and issued[plan] <= year] for text in frame["plans"]]
    shown = frame.assign(plan=[";".join(ids) for ids in named])[[bool(ids) for ids in named]]
    built = realised()
    on_network = shown["id"].isin(built)
    shown = shown.assign(
        geometry=[built.get(project, shape) for project, shape in zip(shown["id"], shown.geometry, strict=True)],
        geometry_basis=shown["geometry_basis"].where(~on_network, "network"),
        approximate=shown["approximate"] & ~on_network,
    )
    states = [state_in(outcome, opened, year) for outcome, opened in zip(shown["outcome"], shown["opened"], strict=True)]
    lines = shown.geom_type.str.contains("Line", na=False)
    straight = shown["geometry_basis"].eq("schematic")
    styles = [maps.project_style(state, line=line, schematic=thin) for state, line, thin in zip(states, lines, straight, strict=True)]
    return shown.assign(state=states, style=styles)


@st.cache_resource(show_spinner=False)
def realised() -> dict[str, Any]:
    """Return the line on the network of each project whose sections are known, by project id."""
    shapes = {edge: shape for kind in ("roads", "railways") for edge, shape in zip(layer(kind)["id"], layer(kind).geometry, strict=True)}
    found = {row.project_id: [shapes[edge] for edge in row.realised_by if edge in shapes] for row in read_outcomes()}
    return {project: shapely.union_all(lines) for project, lines in found.items() if lines}


def state_in(outcome: str, opened: str | None, year: int) -> str:
    """Return what was true of a project at the end of a year; before the newest year only an opening date is evidence."""
    if outcome in {"opened", "partly_opened"}:
        first = str(opened or "")[:4]
        if first.isdigit():
            return outcome if int(first) <= year else "planned"
        return outcome if year >= NEWEST else "unknown"
    return outcome if year >= NEWEST else "planned"


@st.cache_data(max_entries=512, show_spinner=False)
def kind_layer(lang: str, kind: str, plans: tuple[str, ...], year: int) -> maps.MapLayer:
    """Return one kind as a layer for the map; `lang` is part of the cache's key, the words are those of the session."""
    del lang
    frame = features(kind, plans, year)
    if kind in NETWORK_TITLES:
        rows = [(_("长度"), "length"), (_("线路"), "lines"), (_("开通"), "opened")]
        return maps.layer_from_frame(
            frame, layer_id=kind, title=title_of(kind), group=_("路网"), rows=rows, source=maps.OSM_SOURCE, tolerance_m=120
        )
    shown = frame.assign(plan_label=["、".join(words.plan_label(plan) for plan in ids.split(";")) for ids in frame["plan"]])
    if kind in PROJECT_TITLES:
        shown = shown.assign(state_label=[_(words.OUTCOMES[state]) for state in frame["state"]])
        rows = [
            (_("两端"), "places"),
            (_("进展"), "state_label"),
            (_("开通"), "opened"),
            (_("规划写法"), "references"),
            (_("未上图"), "missing"),
        ]
    else:
        pairs = zip(frame["geometry_basis"], frame["approximate"], strict=True)
        shown = shown.assign(basis_label=[words.drawn_how(basis, bool(approximate)) for basis, approximate in pairs])
        rows = [
            (_("章节"), "section"), (_("成员"), "members"), (_("期限"), "horizon"), (_("画法"), "basis_label"), (_("说明"), "note"),
            (_("未上图"), "missing"),
        ]  # fmt: skip
    group = theme_title(PROJECTS if kind in PROJECT_TITLES else words.kinds()[kind].theme)
    source = maps.OSM_SOURCE if (shown["geometry_basis"] == "network").any() else ""
    return maps.layer_from_frame(
        shown, layer_id=kind, title=title_of(kind), group=group, rows=rows, plan_column="plan_label", source=source
    )


def bounds_of(selected: str) -> maps.Bounds | None:
    """Return the bounds of a structure or project, or a few kilometres around a place (`place:<id>`); None without a location."""
    if selected.startswith("place:"):
        from spatial.gazetteer import load_gazetteer

        place = load_gazetteer().get(selected.removeprefix("place:"))
        return None if place.lon is None or place.lat is None else (place.lon - 0.12, place.lat - 0.09, place.lon + 0.12, place.lat + 0.09)
    kind = kind_of(selected)
    if not kind:
        return None
    frame = features(kind, tuple(plan.id for plan in load_plans()), NEWEST) if kind in PROJECT_TITLES else layer(f"structure-{kind}")
    return maps.bounds_of(frame[frame["id"] == selected])


def kind_of(selected: str) -> str:
    """Return the kind of a structure or project id, or an empty text."""
    for structure in load_structures():
        if structure.id == selected:
            return structure.kind
    return next((f"project-{project.mode}" for project in load_projects() if project.id == selected), "")
