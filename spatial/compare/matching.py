"""Tell which structures of different plans are the same one."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from spatial.schema import Project, Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spatial.schema import Member, ProjectReference

Item = TypeVar("Item", Structure, Project)
RAIL = frozenset({"conventional_rail", "hsr", "intercity", "railway"})
ROADS = frozenset({"national_road", "provincial_road", "local_road", "road"})
SAME_NAME = 0.75
SAME_MEMBERS = 0.6
BRACKETS = re.compile(r"[（(][^（）()]*[）)]|[“”\"\s、，·—–－-]")


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


def in_order(project: Project, order: Mapping[str, int]) -> tuple[ProjectReference, ...]:
    """Return the references of the plans compared, oldest first."""
    return tuple(sorted((ref for ref in project.references if ref.plan in order), key=lambda ref: order[ref.plan]))


def likeness(first: Structure, second: Structure) -> float:
    """Return how alike two versions of a structure are: by name, members and kind."""
    named = dice(bigrams(first.name), bigrams(second.name))
    return named + dice(keys(first), keys(second)) + (first.kind == second.kind) * 0.5


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
    """Return groups of structures of different plans that agree in kind, and in name or members; the likest are joined first."""
    by_kind: dict[str, list[Structure]] = {}
    for item in structures:
        by_kind.setdefault(item.kind, []).append(item)
    pairs = [
        (-likeness(first, second), first.id, second.id)
        for items in by_kind.values()
        for first, second in combinations(items, 2)
        if first.plan != second.plan and alike(first, second)
    ]
    return joined(structures, [(first, second) for _, first, second in sorted(pairs)])


def joined(items: Sequence[Item], pairs: Iterable[tuple[str, str]]) -> list[list[Item]]:
    """Return the items in groups: pairs (ids, the likest first) join two groups unless one plan would stand in the group twice."""
    plans = {item.id: plans_of(item) for item in items}
    groups = {item.id: [item] for item in items}
    for first, second in pairs:
        one, other = groups[first], groups[second]
        held = [plans[item.id] for item in one] + [plans[item.id] for item in other]
        if one is not other and sum(map(len, held)) == len(frozenset().union(*held)):
            one += other
            groups.update(dict.fromkeys((item.id for item in other), one))
    return list({id(group): group for group in groups.values()}.values())


def plans_of(item: Structure | Project) -> frozenset[str]:
    """Return the plans a structure or project stands in."""
    return frozenset({item.plan}) if isinstance(item, Structure) else frozenset(reference.plan for reference in item.references)


def alike(first: Structure, second: Structure) -> bool:
    """Say whether two structures of one kind are the same by name or by members."""
    if first.kind != second.kind or other_place(first.name, second.name):
        return False
    named = dice(bigrams(first.name), bigrams(second.name))
    shared = dice(keys(first), keys(second)) if min(len(first.members), len(second.members)) > 1 else 0.0
    return named >= SAME_NAME or (shared >= SAME_MEMBERS and named >= 0.4)


def other_place(first: str, second: str) -> bool:
    """Say whether two names end alike but begin with other words that share no character: 长春半小时圈, 吉林半小时圈."""
    one, other = plain(first), plain(second)
    same = next((at for at in range(min(len(one), len(other))) if one[-1 - at] != other[-1 - at]), min(len(one), len(other)))
    heads = one[: len(one) - same], other[: len(other) - same]
    return same > 1 and min(map(len, heads)) > 1 and not set(heads[0]) & set(heads[1])


def merged_projects(projects: Sequence[Project]) -> tuple[Project, ...]:
    """Return the projects with those of different plans joined that are one by their ends or their name, whatever their ids.

    A plan read from a text gives its projects ids of its own; the likest are joined first, and no plan twice.
    """
    pairs = [
        (-score, first.id, second.id)
        for first, second in combinations(projects, 2)
        if (score := sameness(first, second)) and not plans_of(first) & plans_of(second)
    ]
    groups = joined(projects, [(first, second) for _, first, second in sorted(pairs)])
    return tuple(
        group[0] if len(group) == 1 else replace(group[0], references=tuple(ref for item in group for ref in item.references))
        for group in groups
    )


def sameness(first: Project, second: Project) -> float:
    """Return how surely two projects are one: 2 for the same ends, up to 1 by name; 0 where they are not or another road's number."""
    if family(first.mode) != family(second.mode) or (first.ref and second.ref and first.ref != second.ref):
        return 0.0
    ends = [
        frozenset(key(member) for member in (item.places[0], item.places[-1])) if len(item.places) > 1 else frozenset()
        for item in (first, second)
    ]
    if ends[0] and ends[1]:
        return 2.0 if ends[0] == ends[1] and len(ends[0]) > 1 else 0.0
    named = dice(bigrams(first.name), bigrams(second.name))
    return named if named >= SAME_NAME and not other_place(first.name, second.name) and digits(first.name) == digits(second.name) else 0.0


def family(mode: str) -> str:
    """Return a mode with its kin: what one plan calls a railway another calls a high-speed line."""
    return "rail" if mode in RAIL else "road" if mode in ROADS else mode


def digits(name: str) -> tuple[str, ...]:
    """Return the numbers in a name: line 1 is not line 2."""
    return tuple(re.findall(r"\d+", name))
