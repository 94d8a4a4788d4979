"""Compare plans: the same structure and the same project across documents, what changed and what contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.errors import InvalidInputError
from spatial.plans import get_plan, load_claims, load_projects, load_structures
from spatial.schema import Finding

if TYPE_CHECKING:
    from datetime import date

    from spatial.schema import Claim, Member, Plan, Project, ProjectReference, Structure
    from spatial.settings import Settings

SAME_NAME = 0.75
SAME_MEMBERS = 0.6
BRACKETS = re.compile(r"[（(][^（）()]*[）)]|[“”\"\s、，·—–－-]")
STAGES = (
    (0, re.compile(r"前期|论证|谋划|调研|可研|研究|鼓励规划|规划(?!建设)")),
    (3, re.compile(r"建成|竣工|运营|投入使用|已完成|全线贯通")),
    (2, re.compile(r"续建|在建")),
    (1, re.compile(r"新建|开工|扩建|迁建|启动|规划建设")),
)
STAGE_WORDS = ("前期", "拟建", "在建", "建成")
WORKS = (("新建", "新建"), ("扩建", "扩建"), ("迁建", "迁建"), ("复航", "复航改造"), ("改扩建", "改扩建"), ("电气化", "电气化"), ("扩能", "扩能改造"), ("改移", "改移"))
NOT_COMPARED = frozenset({"confidence", "start", "end", "list"})


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
    groups = structure_groups([item for plan in plans for item in load_structures(settings, plan=plan.id)], order)
    projects = tuple(item for item in load_projects(settings) if len({ref.plan for ref in item.references} & set(order)) > 1)
    findings = [finding for _, how, group in groups for finding in structure_findings(group, how, plans)]
    findings += [finding for project in projects for finding in project_findings(project, order, plans)]
    findings += [finding for plan in plans for finding in count_findings(load_claims(settings, plan=plan.id))]
    findings += [finding for plan in plans for finding in twice_listed(load_structures(settings, plan=plan.id, kind="key_town_list"))]
    findings += same_name_findings([item for plan in plans for item in load_structures(settings, plan=plan.id)])
    return Comparison(
        plans,
        tuple(StructureRow(concept, how, tuple(appearance(item, plans) for item in group)) for concept, how, group in groups),
        tuple(ProjectRow(item.id, item.name, item.mode, in_order(item, order)) for item in projects),
        tuple(sorted(findings, key=lambda finding: (finding.severity != "warning", finding.check, finding.subject))),
    )


def appearance(structure: Structure, plans: tuple[Plan, ...]) -> Appearance:
    """Return one plan's version of a structure with the plan's date."""
    issued = next(plan.issued.isoformat() for plan in plans if plan.id == structure.plan)
    names = tuple(member.as_written for member in structure.members)
    return Appearance(
        structure.plan, issued, structure.id, structure.name, structure.kind, structure.section, names, structure.members_basis, structure.horizon
    )


def plain(name: str) -> str:
    """Return a name without brackets, marks and the words that may come or go: 市, 和, 与, 及, 工程."""
    return re.sub(r"[市和与及]|工程$", "", BRACKETS.sub("", name))


def bigrams(name: str) -> frozenset[str]:
    """Return the pairs of characters of a name without brackets and marks."""
    plain = BRACKETS.sub("", name)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset({plain})


def dice(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the Dice coefficient of two sets."""
    return 2 * len(first & second) / max(1, len(first) + len(second))


def keys(structure: Structure) -> frozenset[str]:
    """Return the members by place or structure where known, else as written."""
    return frozenset(key(member) for member in structure.members)


def key(member: Member) -> str:
    """Return what a member is known by."""
    return member.place_id or member.structure_id or member.as_written


def structure_groups(structures: list[Structure], order: Mapping[str, int]) -> list[tuple[str, str, list[Structure]]]:
    """Return the structures that stand in more than one plan, grouped, oldest first, each with how it was matched."""
    by_concept: dict[str, list[Structure]] = {}
    for item in structures:
        if item.concept:
            by_concept.setdefault(item.concept, []).append(item)
    groups = [(concept, "concept", group) for concept, group in by_concept.items()]
    groups += [(group[0].name, "similarity", group) for group in similar([item for item in structures if not item.concept])]
    kept = [(concept, how, sorted(group, key=lambda item: order[item.plan])) for concept, how, group in groups]
    return [row for row in kept if len({item.plan for item in row[2]}) > 1]


def similar(structures: list[Structure]) -> list[list[Structure]]:
    """Return groups of structures of different plans that agree in kind, and in name or members."""
    groups: list[list[Structure]] = []
    for item in structures:
        home = next((group for group in groups if all(other.plan != item.plan for other in group) and alike(group[-1], item)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def alike(first: Structure, second: Structure) -> bool:
    """Say whether two structures of one kind are the same by name or by members."""
    if first.kind != second.kind:
        return False
    named = dice(bigrams(first.name), bigrams(second.name))
    shared = dice(keys(first), keys(second)) if min(len(first.members), len(second.members)) > 1 else 0.0
    return named >= SAME_NAME or (shared >= SAME_MEMBERS and named >= 0.4)


def where(item: Structure, plans: tuple[Plan, ...]) -> str:
    """Return plan and section as a reader cites them."""
    plan = next(plan for plan in plans if plan.id == item.plan)
    return f"{plan.id}（{plan.issued.year}，{item.section}）"


def structure_findings(group: list[Structure], how: str, plans: tuple[Plan, ...]) -> Iterable[Finding]:
    """Yield what changed between one plan's version of a structure and the next plan's."""
    for before, after in pairwise(group):
        evidence = {
            "concept": after.concept, "matched_by": how, "before": before.id, "after": after.id, "plans": (before.plan, after.plan),
            "sections": (before.section, after.section),
        }  # fmt: skip
        subject = after.name
        span = f"{where(before, plans)}→{where(after, plans)}"
        yield from member_findings(before, after, subject, span, evidence)
        if before.plan == after.plan:
            continue
        if plain(before.name) != plain(after.name):
            message = f"名称由“{before.name}”改为“{after.name}”：{span}"
            yield Finding("renamed", subject, "info", message, {**evidence, "names": (before.name, after.name)})
        for name in sorted(set(before.attributes) & set(after.attributes) - NOT_COMPARED):
            if before.attributes[name] != after.attributes[name]:
                values = (before.attributes[name], after.attributes[name])
                yield Finding("attribute", subject, "warning", f"{name} 由 {values[0]} 变为 {values[1]}：{span}", {**evidence, "values": values})
        if before.horizon and after.horizon and before.horizon != after.horizon:
            yield Finding("horizon", subject, "info", f"期限由 {before.horizon} 变为 {after.horizon}：{span}", evidence)


def member_findings(before: Structure, after: Structure, subject: str, span: str, evidence: Mapping[str, object]) -> Iterable[Finding]:
    """Yield the members added and dropped; a list that is only named in one plan is not held against the other."""
    if "none" in {before.members_basis, after.members_basis}:
        return
    own = {BRACKETS.sub("", before.name), BRACKETS.sub("", after.name)}
    old, new = ({key(one): one.as_written for one in item.members if BRACKETS.sub("", one.as_written) not in own} for item in (before, after))
    if not old or not new:
        return
    added, dropped = (list(dict.fromkeys(rows)) for rows in ([new[one] for one in new if one not in old], [old[one] for one in old if one not in new]))
    if not added and not dropped:
        return
    both = {before.members_basis, after.members_basis} == {"stated"}
    parts = ([f"增 {'、'.join(added)}"] if added else []) + ([f"减 {'、'.join(dropped)}"] if dropped else [])
    extra = {**evidence, "added": tuple(added), "dropped": tuple(dropped)}
    check = "members_within" if before.plan == after.plan else "members"
    yield Finding(check, subject, "warning" if both else "info", f"成员{'；'.join(parts)}：{span}", extra)


def count_findings(claims: Iterable[Claim]) -> Iterable[Finding]:
    """Yield counts that the plan's own list does not bear out."""
    for claim in claims:
        stated, listed = claim.attributes.get("stated"), claim.attributes.get("listed")
        if isinstance(stated, int) and isinstance(listed, int) and listed not in (0, stated):
            message = f"“{claim.claim}”：所称 {stated}，列名 {listed}：{claim.plan}（{claim.section}）"
            yield Finding("count", claim.claim, "warning" if listed > stated or claim.kind == "count" else "info", message, {"claim": claim.id})


def twice_listed(lists: Iterable[Structure]) -> Iterable[Finding]:
    """Yield places that one plan puts into two of its lists of one kind."""
    owners: dict[str, list[tuple[str, Structure]]] = {}
    for item in lists:
        for member in item.members:
            owners.setdefault(key(member), []).append((member.as_written, item))
    for found in owners.values():
        homes = list(dict.fromkeys(item.name for _, item in found))
        if len(homes) > 1:
            _, item = found[0]
            message = f"“{found[0][0]}”同时列入 {'、'.join(homes)}：{item.plan}（{item.section}）"
            yield Finding("listed_twice", found[0][0], "warning", message, {"structures": tuple(item.id for _, item in found)})


def same_name_findings(structures: list[Structure]) -> Iterable[Finding]:
    """Yield names that stand for different places: 南部新城 of three cities."""
    seen: dict[str, dict[str, Structure]] = {}
    for item in structures:
        match = re.search(r"(南部新城|江南新区|生态新[城区]|东部新城|西部新城|空港新城|经开区|高新北区)$", BRACKETS.sub("", item.name))
        if match:
            seen.setdefault(match.group(), {}).setdefault(BRACKETS.sub("", item.name), item)
    for name, owners in seen.items():
        if len(owners) > 1:
            message = f"“{name}”在所比规划里指 {len(owners)} 处：{'、'.join(owners)}"
            yield Finding("same_name", name, "info", message, {"structures": tuple(item.id for item in owners.values())})


def in_order(project: Project, order: Mapping[str, int]) -> tuple[ProjectReference, ...]:
    """Return the references of the plans compared, oldest first."""
    return tuple(sorted((ref for ref in project.references if ref.plan in order), key=lambda ref: order[ref.plan]))


def stage(action: str) -> int | None:
    """Return how far a project is where the word says so: 0 preparing, 1 to be begun, 2 being built, 3 built; 推进 says nothing."""
    return next((number for number, pattern in STAGES if pattern.search(action)), None)


def project_findings(project: Project, order: Mapping[str, int], plans: tuple[Plan, ...]) -> Iterable[Finding]:
    """Yield where what plans say of one project contradicts: status going back, other works, other ends, other years."""
    issued = {plan.id: plan.issued for plan in plans}
    yield from status_findings(project, in_order(project, order), issued)
    for before, after in pairwise(in_order(project, order)):
        if before.plan == after.plan:
            continue
        evidence = {
            "project": project.id, "plans": (before.plan, after.plan), "sections": (before.section, after.section),
            "actions": (before.action, after.action),
        }  # fmt: skip
        span = f"{before.plan}（{before.section}）→{after.plan}（{after.section}）"
        yield from work_findings(project, before, after, span, evidence)
        yield from end_findings(project, before, after, span, evidence)
        if before.name and after.name and BRACKETS.sub("", before.name) != BRACKETS.sub("", after.name):
            yield Finding("wording", project.name, "info", f"同一项目写作“{before.name}”与“{after.name}”：{span}", evidence)
        if before.year and after.year and before.year != after.year:
            yield Finding("year", project.name, "warning", f"时间由“{before.year}”变为“{after.year}”：{span}", evidence)


def status_findings(project: Project, references: tuple[ProjectReference, ...], issued: Mapping[str, date]) -> Iterable[Finding]:
    """Yield a project that a later plan puts at an earlier stage; one once due or built and still under way is a delay."""
    staged = [(ref, stage(ref.action)) for ref in references]
    known = [(ref, at) for ref, at in staged if at is not None]
    for number, (after, second) in enumerate(known):
        earlier = [(ref, at) for ref, at in known[:number] if ref.plan != after.plan and at > second]
        if not earlier:
            continue
        before, first = earlier[-1]
        days = (issued[after.plan] - issued[before.plan]).days
        evidence = {
            "project": project.id, "plans": (before.plan, after.plan), "sections": (before.section, after.section),
            "actions": (before.action, after.action), "days": days,
        }  # fmt: skip
        said = f"“{before.action}”（{STAGE_WORDS[first]}），{days} 天后写“{after.action}”（{STAGE_WORDS[second]}）"
        span = f"{before.plan}（{before.section}）→{after.plan}（{after.section}）"
        check, severity = ("delay", "info") if first == 3 else ("status", "warning")
        yield Finding(check, project.name, severity, f"先写{said}：{span}", evidence)  # type: ignore[arg-type]


def work_findings(project: Project, before: ProjectReference, after: ProjectReference, span: str, evidence: Mapping[str, object]) -> Iterable[Finding]:
    """Yield a project that one plan builds anew and another extends, moves or electrifies."""
    said = [{work for word, work in WORKS if word in reference.action} for reference in (before, after)]
    if said[0] and said[1] and not said[0] & said[1]:
        message = f"工程性质由“{before.action}”变为“{after.action}”：{span}"
        yield Finding("works", project.name, "warning", message, evidence)


def end_findings(project: Project, before: ProjectReference, after: ProjectReference, span: str, evidence: Mapping[str, object]) -> Iterable[Finding]:
    """Yield a project whose ends differ, or stand the other way round."""
    old, new = ([key(member) for member in reference.places] for reference in (before, after))
    if len(old) < 2 or len(new) < 2 or old == new:
        return
    names = ["—".join(dict.fromkeys(member.as_written for member in reference.places)) for reference in (before, after)]
    if old == new[::-1]:
        yield Finding("direction", project.name, "info", f"起讫点次序相反，{names[0]} 与 {names[1]}：{span}", evidence)
    else:
        yield Finding("ends", project.name, "warning", f"起讫点由 {names[0]} 变为 {names[1]}：{span}", evidence)
