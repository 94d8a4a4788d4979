"""Say where plans contradict on one project: kind of works, years, wording; its stage and its course stand in rooms of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.compare.course import end_findings
from spatial.compare.matching import BRACKETS, in_order
from spatial.compare.pairs import ProjectPair
from spatial.compare.stages import status_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spatial.compare.ground import Ground
    from spatial.schema import Finding, Project, ProjectReference

WORKS = (
    ("新建", "新建"), ("扩建", "扩建"), ("拓宽", "扩建"), ("迁建", "迁建"), ("复航", "复航改造"), ("改扩建", "改扩建"),
    ("电气化", "电气化"), ("扩能", "扩能改造"), ("改移", "改移"),
)  # fmt: skip
ROAD_NUMBER = re.compile(r"^[GS]\d+[A-Z]?\d*")
LINE_END = re.compile(r"(?:段|铁路|高速公路|公路|高速)+$")
NAMES_END = re.compile(r"(省|自治区|特别市|市|县|区|镇|乡|港|站|机场|口岸)$")


def project_findings(project: Project, order: Mapping[str, int], ground: Ground, *, whole: bool = False) -> Iterable[Finding]:
    """Yield where what plans say of one project contradicts: status going back, other works, other ends, other years, other names.

    The stretches a plan names of a `whole` are compared by its parts.
    """
    references = in_order(project, order)
    yield from status_findings(project, references, ground)
    if not whole:
        yield from end_findings(project, references, ground)
    for name, said_by in (("works", works), ("year", year), ("wording", wording)):
        before: ProjectReference | None = None
        for after in references:
            if not said_by(after):
                continue
            if before is not None and before.plan != after.plan:
                yield from differing(name, ProjectPair(project, before, after))
            before = after
    yield from spelling_findings(project, references)


def works(reference: ProjectReference) -> frozenset[str]:
    """Return the kinds of works a reference names."""
    return frozenset(work for word, work in WORKS if word in reference.action)


def year(reference: ProjectReference) -> str:
    """Return the year a reference gives."""
    return reference.year


def wording(reference: ProjectReference) -> str:
    """Return what a reference calls the project, without brackets, marks, the number of the road and the kind of line at its end."""
    return LINE_END.sub("", ROAD_NUMBER.sub("", BRACKETS.sub("", reference.name)))


def differing(name: str, pair: ProjectPair) -> Iterable[Finding]:
    """Yield what two references say differently of works, year or name."""
    before, after = pair.before, pair.after
    if name == "works" and not works(before) & works(after):
        yield pair.finding("works", "warning", f"工程性质由“{before.action}”变为“{after.action}”")
    elif name == "year" and before.year != after.year:
        yield pair.finding("year", "warning", f"时间由“{before.year}”变为“{after.year}”")
    elif name == "wording" and wording(before) != wording(after):
        yield pair.finding("wording", "info", f"同一项目写作“{before.name}”与“{after.name}”", names=(before.name, after.name))


def spelling_findings(project: Project, references: tuple[ProjectReference, ...]) -> Iterable[Finding]:
    """Yield one place that two plans write with other characters."""
    seen: dict[str, tuple[str, ProjectReference]] = {}
    for reference in references:
        written = [member.as_written for member in reference.places]
        for member in reference.places:
            if not member.place_id or written.count(member.as_written) > 1:
                continue
            name = NAMES_END.sub("", BRACKETS.sub("", member.as_written))
            old, before = seen.setdefault(member.place_id, (name, reference))
            if before.plan != reference.plan and not (within(old, name) or within(name, old)):
                yield ProjectPair(project, before, reference).finding(
                    "wording", "info", f"同一地点写作“{old}”与“{name}”", names=(old, name)
                )


def within(first: str, second: str) -> bool:
    """Say whether the characters of the first name stand in the second in their order."""
    rest = iter(second)
    return all(char in rest for char in first)
