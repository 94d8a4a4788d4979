"""Say where plans give one project other ends: extended, split, written more or less exactly, turned round, or elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spatial.compare.pairs import ProjectPair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from spatial.compare.ground import Ground
    from spatial.schema import Finding, Project, ProjectReference

Course = tuple[str, ...]


def course_of(reference: ProjectReference, ground: Ground) -> Course:
    """Return the places a reference runs through; empty where fewer than two are said."""
    keys = tuple(ground.key(member) for member in reference.places)
    return keys if len(keys) > 1 else ()


def written(reference: ProjectReference) -> str:
    """Return the course of a reference as written."""
    return "—".join(dict.fromkeys(member.as_written for member in reference.places))


def end_findings(project: Project, references: tuple[ProjectReference, ...], ground: Ground) -> Iterable[Finding]:
    """Yield where the ends a plan gives differ from those of the last plan that gave any, and where one plan gives two pairs."""
    before: list[ProjectReference] = []
    for plan in dict.fromkeys(reference.plan for reference in references):
        after = [reference for reference in references if reference.plan == plan and course_of(reference, ground)]
        if not after:
            continue
        yield from twofold(project, after, ground)
        if before:
            yield from between(project, before[0], after, ground)
        before = after


def twofold(project: Project, references: Sequence[ProjectReference], ground: Ground) -> Iterable[Finding]:
    """Yield two sections of one plan that give one project other ends."""
    first = references[0]
    for other in references[1:]:
        old, new = (course_of(reference, ground) for reference in (first, other))
        if first.section != other.section and {old[0], old[-1]} != {new[0], new[-1]}:
            said = f"同一规划内起讫点写作 {written(first)} 与 {written(other)}"
            yield ProjectPair(project, first, other).finding("ends", "warning", said, courses=(written(first), written(other)))


def between(project: Project, before: ProjectReference, after: Sequence[ProjectReference], ground: Ground) -> Iterable[Finding]:
    """Yield how the ends of a project differ between two plans, nothing where they agree."""
    old = course_of(before, ground)
    courses = [course_of(reference, ground) for reference in after]
    if any({old[0], old[-1]} == {course[0], course[-1]} for course in courses):
        same = next(at for at, course in enumerate(courses) if {old[0], old[-1]} == {course[0], course[-1]})
        if courses[same][0] == old[-1] and old[0] != old[-1]:
            said = f"起讫点次序相反，{written(before)} 与 {written(after[same])}"
            yield ProjectPair(project, before, after[same]).finding(
                "direction", "info", said, courses=(written(before), written(after[same]))
            )
        return
    on = ground.plans[after[0].plan].issued
    pieces = [written(reference) for reference in after if reference.section == after[0].section]
    if len(pieces) > 1 and covers(old, chained([course for course in courses if course]), ground, on):
        yield ProjectPair(project, before, after[0]).finding(
            "split", "info", f"{written(before)} 拆为 {'、'.join(pieces)}", courses=(written(before), written(after[0]))
        )
        return
    new = courses[0]
    said = f"起讫点由 {written(before)} 变为 {written(after[0])}"
    if {old[0], old[-1]} < set(new):
        yield ProjectPair(project, before, after[0]).finding(
            "ends", "warning", f"{said}（延长）", courses=(written(before), written(after[0]))
        )
    elif {new[0], new[-1]} < set(old):
        yield ProjectPair(project, before, after[0]).finding(
            "ends", "warning", f"{said}（缩短）", courses=(written(before), written(after[0]))
        )
    elif covers(old, new, ground, on):
        yield ProjectPair(project, before, after[0]).finding(
            "ends", "info", f"{said}（写法精粗不同）", courses=(written(before), written(after[0]))
        )
    else:
        yield ProjectPair(project, before, after[0]).finding("ends", "warning", said, courses=(written(before), written(after[0])))


def chained(courses: Sequence[Course]) -> Course:
    """Return the courses joined end to end, empty where they do not join."""
    joined = courses[0]
    for course in courses[1:]:
        if joined[-1] == course[0]:
            joined = (*joined, *course[1:])
        elif joined[0] == course[-1]:
            joined = (*course, *joined[1:])
        else:
            return ()
    return joined


def covers(old: Course, new: Course, ground: Ground, on: date) -> bool:
    """Say whether two courses have the same ends, one written by the unit the other lies in."""
    if not new:
        return False
    pairs = (((old[0], new[0]), (old[-1], new[-1])), ((old[0], new[-1]), (old[-1], new[0])))
    return any(all(ground.nested(first, second, on) for first, second in pair) for pair in pairs)
