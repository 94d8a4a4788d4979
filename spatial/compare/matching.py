"""Tell which structures of different plans are the same one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spatial.schema import Member, Project, ProjectReference, Structure

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
