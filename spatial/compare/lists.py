"""Say how the members of one structure differ between two plans, and what does not count as a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spatial.compare.matching import BRACKETS, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from spatial.compare.ground import Ground
    from spatial.compare.pairs import StructurePair
    from spatial.schema import Finding, Member, Structure

# What such a member has to do with the structure is not that it belongs to its list.
RELATIONS = frozenset({"对接", "合作", "关键节点", "中心节点", "重要节点", "卫星镇"})
OWN_ROLES = frozenset({"satellite_towns"})
CORE = "核心"
NUMERALS = frozenset("一二两三四五六七八九十")
ENDINGS = ("节点",)
LEAST_SELF = 4


@dataclass(frozen=True)
class Change:
    """Hold what came and what went, as written; `outside` went only because the later plan is not made for it."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    outside: tuple[str, ...]


def is_open(item: Structure) -> bool:
    """Say whether a list names only some of its members, or examples."""
    return item.attributes.get("list") == "open"


def own_names(*items: Structure) -> frozenset[str]:
    """Return the ways the structure itself may stand among its members."""
    bare = {BRACKETS.sub("", item.name) for item in items}
    return frozenset({*bare, *(name.removesuffix(ending) for name in bare for ending in ENDINGS)})


def listed(item: Structure, own: frozenset[str]) -> list[Member]:
    """Return the members of a list without the structure itself and without what it is only related to."""
    kept = []
    for member in item.members:
        name = BRACKETS.sub("", member.as_written)
        itself = name in own or (len(name) >= LEAST_SELF and any(name in one for one in own))
        if not itself and (member.role not in RELATIONS or item.kind in OWN_ROLES):
            kept.append(member)
    return kept


def without_core(first: Sequence[Member], second: Sequence[Member], ground: Ground) -> list[Member]:
    """Return the members of the first list without a core that the second list neither has nor speaks of."""
    if any(CORE in member.role for member in second):
        return list(first)
    known = {ground.key(member) for member in second}
    return [member for member in first if CORE not in member.role or ground.key(member) in known]


def by_abbreviation(item: Structure) -> bool:
    """Say whether the members were read out of one abbreviation (长吉), which names ends or partners and is no list."""
    written = [member.as_written for member in item.members]
    return len(written) > 1 and len(set(written)) == 1


def change_of(before: Structure, after: Structure, siblings: Iterable[Structure], ground: Ground, on: date) -> Change | None:
    """Return what changed from one list to another; None where the two cannot be held against one another.

    A list said to name only some drops and adds nothing; a unit is not gone where the other list names what it lies in;
    a member that another list of the same plan and matter holds was not dropped from the plan, nor is it new.
    """
    if "none" in {before.members_basis, after.members_basis}:
        return None
    own = own_names(before, after)
    old_members, new_members = listed(before, own), listed(after, own)
    old_members, new_members = without_core(old_members, new_members, ground), without_core(new_members, old_members, ground)
    old = {ground.key(member): member.as_written for member in old_members}
    new = {ground.key(member): member.as_written for member in new_members}
    if not old or not new or via_only(before, after, ground) or by_abbreviation(before) != by_abbreviation(after):
        return None
    elsewhere = {
        plan: {ground.key(member) for item in siblings if item.plan == plan for member in item.members} for plan in names(before, after)
    }

    def missing(mine: Mapping[str, str], other: Mapping[str, str], plan: str) -> list[str]:
        return [
            key for key in mine if key not in other and key not in elsewhere[plan] and not any(ground.nested(key, one, on) for one in other)
        ]

    came = [] if is_open(before) else [key for key in missing(new, old, before.plan) if not ground.outside(key, before.plan)]
    went = [] if is_open(after) else missing(old, new, after.plan)
    added, dropped = (tuple(dict.fromkeys(rows)) for rows in ((new[key] for key in came), (old[key] for key in went)))
    outside = tuple(dict.fromkeys(old[key] for key in went if ground.outside(key, after.plan)))
    return Change(added, dropped, outside) if added or dropped else None


def names(*items: Structure) -> set[str]:
    """Return the plans of some structures."""
    return {item.plan for item in items}


def via_only(before: Structure, after: Structure, ground: Ground) -> bool:
    """Say whether two lines run between the same ends and only one of them says by which places."""
    if not (before.ordered and after.ordered) or before.kind != after.kind or min(len(before.members), len(after.members)) < 2:
        return False
    old, new = ([ground.key(member) for member in item.members] for item in (before, after))
    ends = {old[0], old[-1]} == {new[0], new[-1]}
    return ends and (set(old) <= set(new) or set(new) <= set(old))


def said(change: Change, before: Structure, after: Structure, *, alone: bool) -> str:
    """Return a change of members in words; numbers only where both lists are whole and stand `alone`."""
    inside = [name for name in change.dropped if name not in change.outside]
    parts = [f"增 {'、'.join(change.added)}"] if change.added else []
    parts += [f"减 {'、'.join(inside)}"] if inside else []
    parts += [f"不在后一份规划所涉地区 {'、'.join(change.outside)}"] if change.outside else []
    counted = alone and not is_open(before) and not is_open(after)
    head = (
        f"成员由 {len(before.members)} 个变为 {len(after.members)} 个"
        if counted
        else "成员（至少一份只举部分）"
        if alone
        else "成员（同一规划另有名单）"
    )
    return f"{head}：{'；'.join(parts)}"


def member_findings(pair: StructurePair) -> Iterable[Finding]:
    """Yield the members added and dropped, and those given another part to play."""
    before, after = pair.before, pair.after
    change = change_of(before, after, pair.kin, pair.ground, pair.ground.plans[after.plan].issued)
    if change is not None:
        firm = {before.members_basis, after.members_basis} == {"stated"}
        told = said(change, before, after, alone=not names(before, after) & names(*pair.kin))
        extra = {"added": change.added, "dropped": change.dropped, "outside": change.outside}
        real = firm and (change.added or set(change.dropped) - set(change.outside))
        yield pair.finding("members", "warning" if real else "info", told, **extra)
    yield from role_findings(pair)


def role_findings(pair: StructurePair) -> Iterable[Finding]:
    """Yield the members whose part differs, where the structure is about who plays which part."""
    if not pair.before.kind == pair.after.kind == "role_assignment":
        return
    old, new = ({pair.ground.key(member): member for member in item.members if member.role} for item in (pair.before, pair.after))
    moved = [(old[key], new[key]) for key in old if key in new and not set(plain(old[key].role)) & set(plain(new[key].role)) - NUMERALS]
    if moved:
        parts = "；".join(f"{member.as_written} 由“{was.role}”变为“{member.role}”" for was, member in moved)
        yield pair.finding("role", "warning", f"分工不同：{parts}", moved=tuple(member.as_written for _, member in moved))
