"""Say how the structures of plans changed: members, names, numbers, terms; and what contradicts within a plan."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.compare.lists import member_findings
from spatial.compare.matching import BRACKETS, key, likeness, plain
from spatial.compare.pairs import StructurePair
from spatial.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spatial.compare.ground import Ground
    from spatial.schema import Claim, Structure

NOT_COMPARED = frozenset({"confidence", "start", "end", "list", "structure", "completion"})
ATTRIBUTE_NAMES = {"horizon": "期限", "count": "数目", "length_km": "长度（公里）", "population": "人口", "limit_minutes": "分钟数"}
ABOUT = re.compile(r"左右|大约|约")
ROUGHLY = 0.1
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
SHARED_NAMES = re.compile(r"(南部新城|江南新区|生态新[城区]|东部新城|西部新城|空港新城|经开区|高新北区)$")


def structure_findings(group: list[Structure], how: str, ground: Ground) -> Iterable[Finding]:
    """Yield what changed between one plan's version of a structure and the version that an earlier plan gives of the same thing."""
    for before, after in versions(group):
        kin = tuple(item for item in group if item not in (before, after))
        pair = StructurePair(before, after, kin, how, ground)
        yield from member_findings(pair)
        if plain(before.name) != plain(after.name):
            yield pair.finding("renamed", "info", f"名称由“{before.name}”改为“{after.name}”", names=(before.name, after.name))
    yield from value_findings(group, how, ground)


def versions(group: Sequence[Structure]) -> Iterable[tuple[Structure, Structure]]:
    """Yield each version of a structure with the most alike one of the plan before it that has any."""
    order = list(dict.fromkeys(item.plan for item in group))
    for before, after in pairwise(order):
        old, new = ([item for item in group if item.plan == plan] for plan in (before, after))
        taken: set[str] = set()
        for item in sorted(new, key=lambda one: -max(likeness(other, one) for other in old)):
            free = [other for other in old if other.id not in taken]
            if free:
                best = max(free, key=lambda other: likeness(other, item))
                taken.add(best.id)
                yield best, item


def value_findings(group: Sequence[Structure], how: str, ground: Ground) -> Iterable[Finding]:
    """Yield numbers and terms that differ from the last plan that gave one."""
    last: dict[str, tuple[object, Structure]] = {}
    for item in group:
        values = {
            name: value for name, value in item.attributes.items() if name not in NOT_COMPARED and isinstance(value, int | float | str)
        }
        due = term(item, ground)
        for name, value in {**values, **({"horizon": due} if due else {})}.items():
            old, before = last.get(name, (value, item))
            last[name] = (value, item)
            if old == value or before.plan == item.plan:
                continue
            check = "horizon" if name == "horizon" else "attribute"
            told = f"{ATTRIBUTE_NAMES.get(name, name)}由 {old} 变为 {value}"
            yield StructurePair(before, item, (), how, ground).finding(check, "warning", told, values=(old, value))


def term(item: Structure, ground: Ground) -> int | None:
    """Return the year a structure is due, None where none is said; the year of a plan's own yearly tasks is no term."""
    years = [int(year) for year in YEAR.findall(item.horizon)]
    return max(years) if years and max(years) > ground.plans[item.plan].issued.year else None


def count_findings(claims: Iterable[Claim]) -> Iterable[Finding]:
    """Yield counts that the plan's own list does not bear out."""
    for claim in claims:
        stated, listed = claim.attributes.get("stated"), claim.attributes.get("listed")
        if isinstance(stated, int) and isinstance(listed, int) and listed not in (0, stated):
            if ABOUT.search(claim.claim) and abs(listed - stated) <= ROUGHLY * stated:
                continue
            message = f"“{claim.claim}”：所称 {stated}，列名 {listed}：{claim.plan}（{claim.section}）"
            yield Finding(
                "count", claim.claim, "warning" if listed > stated else "info", message, {"claim": claim.id, "values": (stated, listed)}
            )


def twice_listed(lists: Iterable[Structure]) -> Iterable[Finding]:
    """Yield places that one section of a plan puts into two of its lists of one kind."""
    owners: dict[tuple[str, str], list[tuple[str, Structure]]] = {}
    for item in lists:
        for member in item.members:
            owners.setdefault((item.section, key(member)), []).append((member.as_written, item))
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
        match = SHARED_NAMES.search(BRACKETS.sub("", item.name))
        if match and match.start():
            seen.setdefault(match.group(), {}).setdefault(BRACKETS.sub("", item.name), item)
    for name, owners in seen.items():
        if len(owners) > 1:
            message = f"“{name}”在所比规划里指 {len(owners)} 处：{'、'.join(owners)}"
            yield Finding("same_name", name, "info", message, {"structures": tuple(item.id for item in owners.values())})
