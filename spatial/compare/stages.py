"""Say where a later plan puts a project at an earlier stage, and where it is still under way when it was to be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.compare.pairs import ProjectPair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spatial.compare.ground import Ground
    from spatial.schema import Finding, Project, ProjectReference

PREPARING, TO_BEGIN, UNDER_WAY, DONE = range(4)
STAGES = (
    (PREPARING, re.compile(r"前期|论证|谋划|调研|可研|研究|鼓励规划|规划(?!建设)")),
    (DONE, re.compile(r"建成|竣工|运营|投入使用|已完成|全线贯通")),
    (UNDER_WAY, re.compile(r"续建|在建")),
    (TO_BEGIN, re.compile(r"新建|开工|扩建|迁建|启动|规划建设|开展")),
)
STAGE_WORDS = ("前期", "拟建", "在建", "建成")
BEGINNING = re.compile(r"启动|开工")
HURRIED = re.compile(r"加快(推进)?建设")
FACT = re.compile(r"已")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def stage(action: str) -> int | None:
    """Return how far a project is where the word says so: 0 preparing, 1 to be begun, 2 being built, 3 built; 推进 says nothing."""
    return next((number for number, pattern in STAGES if pattern.search(action)), None)


def due(reference: ProjectReference, ground: Ground) -> int | None:
    """Return the year by which what a reference says is meant to be: its own, else the plan's."""
    years = [int(year) for year in YEAR.findall(reference.year)]
    return max(years) if years else ground.plans[reference.plan].horizon


def status_findings(project: Project, references: tuple[ProjectReference, ...], ground: Ground) -> Iterable[Finding]:
    """Yield for each reference the last earlier one it falls behind, the plainest contradiction first, once for two plans."""
    seen: set[tuple[str, object]] = set()
    for number, after in enumerate(references):
        found = [one for before in references[:number] for one in fallen_behind(ProjectPair(project, before, after), ground)]
        told = next((one for one in reversed(found) if one.severity == "warning"), found[-1] if found else None)
        if told is not None and (told.check, told.evidence["plans"]) not in seen:
            seen.add((told.check, told.evidence["plans"]))
            yield told


def fallen_behind(pair: ProjectPair, ground: Ground) -> Iterable[Finding]:
    """Yield what is wrong with the stage of the second reference after the first.

    What a plan wants done or begun within its term is no state: a later plan contradicts it only once the term is over.
    A project said to be under way cannot be to be begun later. 加快建设 need not mean that building has begun: a note only.
    """
    before, after = pair.before, pair.after
    first, second = stage(before.action), stage(after.action)
    if before.plan == after.plan:
        if first is not None and second is not None and first != second and before.section != after.section:
            yield pair.finding("status", "warning", f"同一规划内先后写“{before.action}”与“{after.action}”")
        return
    days = (ground.plans[after.plan].issued - ground.plans[before.plan].issued).days
    term = due(before, ground)
    over = 0 if term is None else ground.plans[after.plan].issued.year - term
    said = f"先写“{before.action}”{stage_word(first)}，{days} 天后写“{after.action}”{stage_word(second)}"
    early = second in {PREPARING, TO_BEGIN}
    if first == DONE and second != DONE:
        if FACT.search(before.action):
            yield pair.finding("status", "warning", said, days=days)
        elif over > 0:
            yield pair.finding("delay", "warning", f"{term} 年应“{before.action}”，{over} 年后仍写“{after.action}”", days=days)
        elif term is None:
            yield pair.finding("delay", "info", said, days=days)
    elif first == UNDER_WAY and early:
        yield pair.finding("status", "warning", said, days=days)
    elif (first == TO_BEGIN and second == PREPARING and (over > 0 or BEGINNING.search(before.action))) or (
        first is None and HURRIED.search(before.action) and early
    ):
        yield pair.finding("status", "info", said, days=days)


def stage_word(number: int | None) -> str:
    """Return a stage in brackets, nothing for an unknown one."""
    return "" if number is None else f"（{STAGE_WORDS[number]}）"
