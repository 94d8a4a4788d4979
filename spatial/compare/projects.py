"""Say where plans contradict on one project: stage, kind of works, ends, years, wording."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.compare.matching import BRACKETS, key
from spatial.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from spatial.schema import Plan, Project, ProjectReference

STAGES = (
    (0, re.compile(r"前期|论证|谋划|调研|可研|研究|鼓励规划|规划(?!建设)")),
    (3, re.compile(r"建成|竣工|运营|投入使用|已完成|全线贯通")),
    (2, re.compile(r"续建|在建")),
    (1, re.compile(r"新建|开工|扩建|迁建|启动|规划建设")),
)
STAGE_WORDS = ("前期", "拟建", "在建", "建成")
WORKS = (
    ("新建", "新建"),
    ("扩建", "扩建"),
    ("迁建", "迁建"),
    ("复航", "复航改造"),
    ("改扩建", "改扩建"),
    ("电气化", "电气化"),
    ("扩能", "扩能改造"),
    ("改移", "改移"),
)


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


def work_findings(
    project: Project, before: ProjectReference, after: ProjectReference, span: str, evidence: Mapping[str, object]
) -> Iterable[Finding]:
    """Yield a project that one plan builds anew and another extends, moves or electrifies."""
    said = [{work for word, work in WORKS if word in reference.action} for reference in (before, after)]
    if said[0] and said[1] and not said[0] & said[1]:
        message = f"工程性质由“{before.action}”变为“{after.action}”：{span}"
        yield Finding("works", project.name, "warning", message, evidence)


def end_findings(
    project: Project, before: ProjectReference, after: ProjectReference, span: str, evidence: Mapping[str, object]
) -> Iterable[Finding]:
    """Yield a project whose ends differ, or stand the other way round."""
    old, new = ([key(member) for member in reference.places] for reference in (before, after))
    if len(old) < 2 or len(new) < 2 or old == new:
        return
    names = ["—".join(dict.fromkeys(member.as_written for member in reference.places)) for reference in (before, after)]
    if old == new[::-1]:
        yield Finding("direction", project.name, "info", f"起讫点次序相反，{names[0]} 与 {names[1]}：{span}", evidence)
    else:
        yield Finding("ends", project.name, "warning", f"起讫点由 {names[0]} 变为 {names[1]}：{span}", evidence)
