"""Compare plans: the same structure and the same project across documents, what changed and what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spatial.compare.families import family_findings, frame_findings, successor_findings
from spatial.compare.ground import ground_of
from spatial.compare.matching import in_order, merged_projects, structure_groups
from spatial.compare.projects import project_findings
from spatial.compare.remarks import remark_findings
from spatial.compare.structures import count_findings, same_name_findings, structure_findings, twice_listed
from spatial.compare.within import within_findings
from spatial.errors import InvalidInputError
from spatial.plans import get_plan, load_claims, load_projects, load_structures

if TYPE_CHECKING:
    from spatial.schema import Finding, Plan, Project, ProjectReference, Structure
    from spatial.settings import Settings

__all__ = ["Appearance", "Comparison", "ProjectRow", "StructureRow", "compare_plans"]


@dataclass(frozen=True)
class Appearance:
    """Hold one plan's version of a structure."""

    plan: str
    issued: str
    id: str
    name: str
    kind: str
    section: str
    members: tuple[str, ...]
    basis: str
    horizon: str


@dataclass(frozen=True)
class StructureRow:
    """Hold one structure across plans, oldest first, and how it was recognised as the same."""

    concept: str
    matched_by: str
    appearances: tuple[Appearance, ...]


@dataclass(frozen=True)
class ProjectRow:
    """Hold one project across plans: who says what is to be done, between which ends."""

    id: str
    name: str
    mode: str
    references: tuple[ProjectReference, ...]


@dataclass(frozen=True)
class Comparison:
    """Hold what a comparison found: rows for the table and the timeline, findings for the reader."""

    plans: tuple[Plan, ...]
    structures: tuple[StructureRow, ...]
    projects: tuple[ProjectRow, ...]
    findings: tuple[Finding, ...]


def compare_plans(plan_ids: Iterable[str], settings: Settings | None = None) -> Comparison:
    """Compare two plans or more.

    Structures are the same where the data give them one `concept`, else where kind and name (Dice coefficient of character
    pairs ≥ 0.75) or kind and members (≥ 0.6) agree. Raises PlanNotFoundError for an unknown id, InvalidInputError for fewer than two.
    """
    chosen = tuple(dict.fromkeys(plan_ids))
    if len(chosen) < 2:
        raise InvalidInputError("比较至少要两份不同的规划；可用 plans 命令查看编号。")
    plans = tuple(sorted((get_plan(plan_id, settings) for plan_id in chosen), key=lambda plan: (plan.issued, plan.id)))
    order = {plan.id: at for at, plan in enumerate(plans)}
    structures = [item for plan in plans for item in load_structures(settings, plan=plan.id)]
    ground = ground_of(plans, structures)
    groups = structure_groups(structures, order)
    known = merged_projects([within(item, order) for item in load_projects(settings) if {ref.plan for ref in item.references} & set(order)])
    projects = tuple(item for item in known if len({ref.plan for ref in item.references} & set(order)) > 1)
    wholes = {item.part_of for item in known}
    findings = [finding for _, how, group in groups for finding in structure_findings(group, how, ground)]
    findings += [finding for project in known for finding in project_findings(project, order, ground, whole=project.id in wholes)]
    findings += [*family_findings(known, order, ground), *successor_findings(known, order, ground), *frame_findings(known, order, ground)]
    for plan in plans:
        own = [item for item in structures if item.plan == plan.id]
        findings += [*count_findings(load_claims(settings, plan=plan.id)), *within_findings(own, ground)]
        findings += twice_listed(item for item in own if item.kind == "key_town_list")
    findings += [*same_name_findings(structures), *remark_findings(order, settings)]
    return Comparison(
        plans,
        tuple(StructureRow(concept, how, tuple(appearance(item, plans) for item in group)) for concept, how, group in groups),
        tuple(ProjectRow(item.id, item.name, item.mode, in_order(item, order)) for item in projects),
        tuple(sorted(findings, key=lambda finding: (finding.severity != "warning", finding.check, finding.subject))),
    )


def within(project: Project, order: Mapping[str, int]) -> Project:
    """Return a project with the references of the plans compared alone."""
    return replace(project, references=in_order(project, order))


def appearance(structure: Structure, plans: tuple[Plan, ...]) -> Appearance:
    """Return one plan's version of a structure with the plan's date."""
    issued = next(plan.issued.isoformat() for plan in plans if plan.id == structure.plan)
    names = tuple(member.as_written for member in structure.members)
    return Appearance(
        structure.plan,
        issued,
        structure.id,
        structure.name,
        structure.kind,
        structure.section,
        names,
        structure.members_basis,
        structure.horizon,
    )
