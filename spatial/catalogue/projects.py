"""Transport projects by mode, drawn between the places they name."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial.catalogue.credits import credited
from spatial.catalogue.entries import Layer, Query
from spatial.crs import WGS84
from spatial.errors import PlaceNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.outcomes import OUTCOME_TITLES, Outcome, project_outcomes
from spatial.plans import get_plan, load_projects
from spatial.schema import Place, Project, ProjectReference
from spatial.settings import Settings

MODE_TITLES: Final = {
    "expressway": ("高速公路项目", "Expressway projects"), "national_road": ("国道项目", "National road projects"),
    "provincial_road": ("省道项目", "Provincial road projects"), "local_road": ("地方公路项目", "Local road projects"),
    "hsr": ("高速铁路项目", "High-speed rail projects"), "intercity": ("城际铁路项目", "Intercity rail projects"),
    "conventional_rail": ("普速铁路项目", "Conventional rail projects"), "metro": ("城市轨道项目", "Metro projects"),
    "airport": ("机场项目", "Airport projects"), "port": ("港口项目", "Port projects"), "hub": ("枢纽项目", "Hub projects"),
    "border_bridge": ("界河桥项目", "Border bridge projects"),
}  # fmt: skip
POINT_MODES: Final = {"airport", "port", "hub", "border_bridge"}
SOURCE: Final = "五个规划的文本；出自哪份、哪一节见各行的 references 列；现状见 project_outcomes.csv"

LICENCE: Final = "规划内容为事实"


def project_layers(settings: Settings) -> list[Layer]:
    """Return one layer for each mode of project the plans name."""
    modes = sorted({project.mode for project in load_projects(settings)}, key=lambda mode: (*_order(mode), mode))
    return [_project_layer(mode) for mode in modes]


def _order(mode: str) -> tuple[int]:
    known = list(MODE_TITLES)
    return (known.index(mode) if mode in known else len(known),)


def _project_layer(mode: str) -> Layer:
    title, title_en = MODE_TITLES.get(mode, (f"{mode} 项目", f"{mode} projects"))
    shape = "point" if mode in POINT_MODES else "line"
    return Layer(f"project-{mode}", title, title_en, "projects", shape, SOURCE, LICENCE, partial(_projects, mode), by_plan=True)


def _projects(mode: str, query: Query) -> gpd.GeoDataFrame:
    """Return the projects of a mode that a plan names, one row a project, each with what every plan says of it."""
    outcomes = _outcomes(query.settings)
    rows = [
        _row(project, outcomes.get(project.id), query)
        for project in load_projects(query.settings, mode=mode)
        if _references(project, query.plan)
    ]
    frame = gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry="geometry", crs=WGS84)
    return credited(frame, query.settings, SOURCE, LICENCE)


COLUMNS: Final = (
    "id", "name", "mode", "subtype", "ref", "places", "place_ids", "missing", "plans", "references", "part_of", "length_km", "outcome",
    "outcome_title", "opened", "outcome_basis", "geometry_basis", "approximate", "note", "geometry",
)  # fmt: skip


def _row(project: Project, outcome: Outcome | None, query: Query) -> dict[str, Any]:
    references = _references(project, query.plan)
    places, missing = _ends(project, query)
    shape = _shape(project, places)
    return {
        "id": project.id,
        "name": project.name,
        "mode": project.mode,
        "subtype": project.subtype,
        "ref": project.ref,
        "places": "、".join(member.as_written for member in project.places),
        "place_ids": ";".join(place.id for place in places),
        "missing": "、".join(missing),
        "plans": ";".join(dict.fromkeys(reference.plan for reference in references)),
        "references": "；".join(f"{get_plan(item.plan, query.settings).title} {item.section}：{item.action}" for item in references),
        "part_of": project.part_of,
        "length_km": project.length_km,
        "outcome": outcome.outcome if outcome else "unknown",
        "outcome_title": OUTCOME_TITLES[outcome.outcome] if outcome else OUTCOME_TITLES["unknown"],
        "opened": outcome.opened if outcome else "",
        "outcome_basis": outcome.basis if outcome else "",
        "geometry_basis": "none" if shape is None else "points" if "Point" in shape.geom_type else "schematic",
        "approximate": shape is not None,
        "note": project.note,
        "geometry": shape,
    }


def _references(project: Project, plan: str | None) -> tuple[ProjectReference, ...]:
    """Return what the plans say of a project, or what one of them says."""
    return tuple(reference for reference in project.references if plan in {None, reference.plan})


def _outcomes(settings: Settings) -> dict[str, Outcome]:
    """Return what became of each project, nothing where the table of outcomes is not installed."""
    if not (settings.base_dir / "project_outcomes.csv").is_file():
        return {}
    return {outcome.id: outcome for outcome in project_outcomes(settings)}


def _ends(project: Project, query: Query) -> tuple[list[Place], list[str]]:
    """Return the located places of a project in order, and the names that have no point."""
    book = load_gazetteer(query.settings)
    found, missing = [], []
    for member in project.places:
        try:
            place = book.get(member.place_id) if member.place_id else None
        except PlaceNotFoundError:
            place = None
        if place is None or place.lon is None:
            missing.append(member.as_written)
        else:
            found.append(place)
    return found, missing


def _shape(project: Project, places: list[Place]) -> Any | None:
    """Return a schematic line through the places, points for works that stand at a place, None without any place."""
    points = [shapely.Point(place.lon, place.lat) for place in places]
    distinct = [point for point, before in itertools.pairwise([*points, None]) if before is None or not point.equals(before)]
    if not distinct:
        return None
    if len(distinct) == 1:
        return distinct[0]
    return shapely.MultiPoint(distinct) if project.mode in POINT_MODES else shapely.LineString(distinct)
