"""What the plans say as plain rows: one mapping per plan, structure and project."""

from __future__ import annotations

from collections.abc import Iterable

from spatial.plans.dated import member_name
from spatial.plans.store import load_projects, load_structures, register
from spatial.schema import Member, Project, ProjectReference, Structure
from spatial.settings import Settings

Row = dict[str, object]


def plan_rows(settings: Settings | None = None) -> list[Row]:
    """Return one row per plan, oldest first, with the number of its structures, projects and claims."""
    content = register(settings)
    return [
        {
            "id": plan.id,
            "title": plan.title,
            "number": plan.number,
            "issuer": plan.issuer,
            "issued": plan.issued.isoformat(),
            "horizon": plan.horizon,
            "structures": sum(item.plan == plan.id for item in content.structures),
            "projects": sum(any(reference.plan == plan.id for reference in item.references) for item in content.projects),
            "claims": sum(item.plan == plan.id for item in content.claims),
            "note": plan.note,
        }
        for plan in content.plans
    ]


def structure_rows(settings: Settings | None = None, *, plan: str | None = None, kind: str | None = None) -> list[Row]:
    """Return one row per structure, of one plan or kind if asked; raise PlanNotFoundError for an unknown one."""
    return [_structure(item, settings) for item in load_structures(settings, plan=plan, kind=kind)]


def project_rows(settings: Settings | None = None, *, plan: str | None = None, mode: str | None = None) -> list[Row]:
    """Return one row per project, of one plan or mode if asked; raise PlanNotFoundError for an unknown one."""
    return [_project(item, settings) for item in load_projects(settings, plan=plan, mode=mode)]


def _structure(item: Structure, settings: Settings | None) -> Row:
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "plan": item.plan,
        "section": item.section,
        "ordered": item.ordered,
        "members_basis": item.members_basis,
        "members": _members(item.members, item.plan, settings),
        "attributes": dict(item.attributes),
        "status": item.status,
        "horizon": item.horizon,
        "role": item.role,
        "concept": item.concept,
        "parents": list(item.parents),
        "other_refs": [{"plan": plan, "section": section} for plan, section in item.other_refs],
        "note": item.note,
    }


def _project(item: Project, settings: Settings | None) -> Row:
    return {
        "id": item.id,
        "name": item.name,
        "mode": item.mode,
        "subtype": item.subtype,
        "ref": item.ref,
        "places": _members(item.places, item.references[0].plan, settings),
        "references": [_reference(reference, settings) for reference in item.references],
        "part_of": item.part_of,
        "length_km": item.length_km,
        "note": item.note,
    }


def _reference(item: ProjectReference, settings: Settings | None) -> Row:
    return {
        "plan": item.plan,
        "section": item.section,
        "action": item.action,
        "name": item.name,
        "places": _members(item.places, item.plan, settings),
        "length_km": item.length_km,
        "investment": item.investment,
        "year": item.year,
        "note": item.note,
    }


def _members(members: Iterable[Member], plan: str, settings: Settings | None) -> list[Row]:
    return [
        {
            "id": member.place_id or member.structure_id,
            "type": "place" if member.place_id else "structure" if member.structure_id else None,
            "name": member_name(member, plan, settings),
            "as_written": member.as_written,
            "role": member.role,
            "note": member.note,
        }
        for member in members
    ]
