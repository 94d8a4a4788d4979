"""Compare what belongs together under several ids: a whole and its parts, a project that returns under other words, frames of lines."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from spatial.compare.course import course_of, written
from spatial.compare.matching import RAIL, in_order
from spatial.compare.pairs import ProjectPair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spatial.compare.ground import Ground
    from spatial.schema import Finding, Project, ProjectReference

LONGEST_DETOUR = 1.3
FRAME = re.compile(r"(?:[一二两三四五六七八九十]+[环联]、?)*[一二两三四五六七八九十]+[纵横](?:、?[一二两三四五六七八九十]+[纵横环联])*")
WHOLE = "全线"


def family_findings(projects: Sequence[Project], order: Mapping[str, int], ground: Ground) -> Iterable[Finding]:
    """Yield the wholes of which plans name other parts."""
    by_id = {project.id: project for project in projects}
    parts: dict[str, list[Project]] = {}
    for project in projects:
        if project.part_of in by_id:
            parts.setdefault(project.part_of, []).append(project)
    for whole_id, members in parts.items():
        whole = by_id[whole_id]
        told = {plan: named(whole, members, plan, order) for plan in order}
        known = [(plan, refs) for plan, refs in told.items() if refs]
        for (_, old), (_, new) in pairwise(known):
            if extents(old, whole, ground) != extents(new, whole, ground):
                yield extent_finding(whole, old, new)


def named(whole: Project, parts: Sequence[Project], plan: str, order: Mapping[str, int]) -> list[tuple[Project, ProjectReference]]:
    """Return the parts a plan names, else the whole if it names that."""
    found = [(part, ref) for part in parts for ref in in_order(part, order) if ref.plan == plan]
    return found or [(whole, ref) for ref in in_order(whole, order) if ref.plan == plan]


def extents(refs: Sequence[tuple[Project, ProjectReference]], whole: Project, ground: Ground) -> frozenset[frozenset[str]]:
    """Return which stretches are named: the ends of each part, the places of the whole."""
    return frozenset(
        frozenset(course_of(ref, ground))
        if project is whole
        else frozenset((course_of(ref, ground) or ("",))[:: max(1, len(ref.places) - 1)])
        for project, ref in refs
    )


def extent_finding(
    whole: Project, old: Sequence[tuple[Project, ProjectReference]], new: Sequence[tuple[Project, ProjectReference]]
) -> Finding:
    """Return that two plans name other parts of one whole; to name the whole later is no contradiction."""
    first, second = ("、".join(dict.fromkeys(written(ref) or WHOLE for _, ref in refs)) for refs in (old, new))
    before, after = old[0][1], new[0][1]
    widened = all(project is whole for project, _ in new) and "段" not in after.name
    said = f"所列路段由 {first} 变为 {second}"
    return ProjectPair(whole, before, after).finding("extent", "info" if widened else "warning", said, courses=(first, second))


def successor_findings(projects: Sequence[Project], order: Mapping[str, int], ground: Ground) -> Iterable[Finding]:
    """Yield pairs that may be one project under other words: the first is not named again once the second appears.

    They must share one end, and either the number of the road, or, for a railway, one must lie on the way of the other (a detour of no more
    than LONGEST_DETOUR, straight lines).
    """
    told = [(project, in_order(project, order)) for project in projects]
    told = [(project, refs) for project, refs in told if refs]
    for (one, first), (other, second) in combinations(told, 2):
        early, late = ((one, first), (other, second)) if order[first[-1].plan] < order[second[0].plan] else ((other, second), (one, first))
        before, after = early[1][-1], late[1][0]
        if order[before.plan] < order[after.plan] and continues(early[0], before, late[0], after, ground):
            said = f"“{early[0].name}”后来不再列，另列“{late[0].name}”，可能是同一工程的改写或接续"
            extra = {"project": early[0].id, "other": late[0].id, "courses": (written(before), written(after))}
            yield ProjectPair(late[0], before, after).finding("successor", "info", said, **extra)


def continues(old: Project, before: ProjectReference, new: Project, after: ProjectReference, ground: Ground) -> bool:
    """Say whether one project may be another under other words."""
    first, second = course_of(before, ground), course_of(after, ground)
    if not first or not second or (old.part_of and old.part_of == new.part_of):
        return False
    shared = {first[0], first[-1]} & {second[0], second[-1]}
    if len(shared) != 1:
        return False
    if old.ref and old.ref == new.ref:
        return True
    if old.mode not in RAIL or old.mode != new.mode or old.part_of or new.part_of:
        return False
    root = shared.pop()
    tips = [course[-1] if course[0] == root else course[0] for course in (first, second)]
    points = [ground.point(place_id) for place_id in (root, *tips)]
    start, end, other = points
    if start is None or end is None or other is None:
        return False
    ways = [(km(start, near) + km(near, far)) / max(km(start, far), 1e-9) for near, far in ((end, other), (other, end))]
    return min(ways) <= LONGEST_DETOUR


def km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the distance of two points (lon, lat in degrees) on a sphere of 6371 km, by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = ((math.radians(value) for value in point) for point in (first, second))
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(chord))


def frame_findings(projects: Sequence[Project], order: Mapping[str, int], ground: Ground) -> Iterable[Finding]:
    """Yield frames of lines (两纵两横) for one place and mode that count their lines otherwise in another plan."""
    told = [
        (project, ref, frame)
        for project in projects
        for ref in in_order(project, order)
        for frame in FRAME.findall(ref.name or project.name)[:1]
    ]
    for (one, before, old), (other, after, new) in combinations(sorted(told, key=lambda row: order[row[1].plan]), 2):
        places = [frozenset(ground.key(member) for member in ref.places) for ref in (before, after)]
        if before.plan != after.plan and one.mode == other.mode and places[0] and places[0] == places[1] and old != new:
            extra = {"project": one.id, "other": other.id, "values": (old, new)}
            yield ProjectPair(other, before, after).finding("frame", "warning", f"“{old}”变为“{new}”", **extra)
