"""Structures as rows: one row a feature, with everything a reader needs to know where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial.crs import WGS84
from spatial.plans import get_plan, load_kinds, load_structures
from spatial.schema import Structure, StructureKind
from spatial.settings import Settings
from spatial.structures.members import Case, Part, Route, case_of
from spatial.structures.rules import KIND_RULES, RULES, is_urban, why_not_drawn

STRUCTURE_COLUMNS: Final = (
    "feature_id", "id", "name", "kind", "kind_title", "theme", "part", "plan", "plan_title", "section", "members", "member_ids",
    "members_basis", "ordered", "geometry_basis", "approximate", "extent", "located", "missing", "status", "horizon", "role",
    "as_of", "note", "geometry",
)  # fmt: skip


def structures_frame(
    settings: Settings | None = None, *, plan: str | None = None, kind: str | None = None, route: Route | None = None
) -> gpd.GeoDataFrame:
    """Return the structures of a plan and kind as features, EPSG:4326, STRUCTURE_COLUMNS.

    A structure has one row for each of its parts (area, seats, line, points …); one that cannot be drawn has a single row without
    geometry, whose `note` and `missing` say why. `route` gives a line between two places where a network knows one, and None elsewhere.
    Raises PlanNotFoundError for an unknown plan or kind.
    """
    return structure_features(load_structures(settings, plan=plan, kind=kind), settings, route=route)


def structure_features(
    structures: Iterable[Structure], settings: Settings | None = None, *, route: Route | None = None
) -> gpd.GeoDataFrame:
    """Return the features of the given structures, EPSG:4326, STRUCTURE_COLUMNS."""
    kinds = {kind.id: kind for kind in load_kinds(settings)}
    rows: list[dict[str, Any]] = []
    for structure in structures:
        case = case_of(structure, settings, route)
        rule = KIND_RULES.get(structure.kind, RULES[kinds[structure.kind].geometry])
        common = _common(case, kinds[structure.kind])
        parts = rule(case) or [Part("none", None, "none", note=why_not_drawn(case))]
        rows.extend(common | _own(structure.id, part) for part in parts)
    return gpd.GeoDataFrame(rows, columns=list(STRUCTURE_COLUMNS), geometry="geometry", crs=WGS84)


def _common(case: Case, kind: StructureKind) -> dict[str, Any]:
    """Return what all features of one structure share."""
    structure = case.structure
    plan = get_plan(structure.plan, case.settings)
    return {
        "id": structure.id,
        "name": structure.name,
        "kind": structure.kind,
        "kind_title": kind.title_zh,
        "theme": kind.theme,
        "plan": structure.plan,
        "plan_title": plan.title,
        "section": structure.section,
        "members": "、".join(dict.fromkeys(member.as_written for member in structure.members)),
        "member_ids": ";".join(dict.fromkeys(seat.place.id for seat in case.seats)),
        "members_basis": structure.members_basis,
        "ordered": structure.ordered,
        "extent": "urban" if is_urban(case) else str(structure.attributes.get("extent", "")),
        "located": case.located,
        "missing": "、".join(dict.fromkeys(case.missing)),
        "status": structure.status,
        "horizon": structure.horizon,
        "role": structure.role,
        "as_of": case.on.isoformat(),
    }


def _own(structure_id: str, part: Part) -> dict[str, Any]:
    """Return what is particular to one part."""
    geometry = None if part.geometry is None else shapely.orient_polygons(part.geometry)
    return {
        "feature_id": f"{structure_id}/{part.name}",
        "part": part.name,
        "geometry_basis": part.basis,
        "approximate": part.approximate,
        "note": part.note,
        "geometry": geometry,
    }
