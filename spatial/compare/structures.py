"""Say how the structures of plans changed: members, names, numbers, terms; and what contradicts within a plan."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.compare.matching import BRACKETS, key, plain
from spatial.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spatial.schema import Claim, Plan, Structure

NOT_COMPARED = frozenset({"confidence", "start", "end", "list", "structure"})
SHARED_NAMES = re.compile(r"(南部新城|江南新区|生态新[城区]|东部新城|西部新城|空港新城|经开区|高新北区)$")


def where(item: Structure, plans: tuple[Plan, ...]) -> str:
    """Return plan and section as a reader cites them."""
    plan = next(plan for plan in plans if plan.id == item.plan)
    return f"{plan.id}（{plan.issued.year}，{item.section}）"


def structure_findings(group: list[Structure], how: str, plans: tuple[Plan, ...]) -> Iterable[Finding]:
    """Yield what changed between one plan's version of a structure and the next plan's."""
    for before, after in pairwise(group):
        if before.plan == after.plan:
            continue
        evidence = {
            "concept": after.concept, "matched_by": how, "before": before.id, "after": after.id, "plans": (before.plan, after.plan),
            "sections": (before.section, after.section),
        }  # fmt: skip
        subject = after.name
        span = f"{where(before, plans)}→{where(after, plans)}"
        yield from member_findings(before, after, subject, span, evidence)
        if plain(before.name) != plain(after.name):
            message = f"名称由“{before.name}”改为“{after.name}”：{span}"
            yield Finding("renamed", subject, "info", message, {**evidence, "names": (before.name, after.name)})
        for name in sorted(set(before.attributes) & set(after.attributes) - NOT_COMPARED):
            if before.attributes[name] != after.attributes[name]:
                values = (before.attributes[name], after.attributes[name])
                yield Finding(
                    "attribute", subject, "warning", f"{name} 由 {values[0]} 变为 {values[1]}：{span}", {**evidence, "values": values}
                )
        if before.horizon and after.horizon and before.horizon != after.horizon:
            yield Finding("horizon", subject, "info", f"期限由 {before.horizon} 变为 {after.horizon}：{span}", evidence)


def member_findings(before: Structure, after: Structure, subject: str, span: str, evidence: Mapping[str, object]) -> Iterable[Finding]:
    """Yield the members added and dropped; a list that is only named in one plan is not held against the other."""
    if "none" in {before.members_basis, after.members_basis}:
        return
    own = {BRACKETS.sub("", before.name), BRACKETS.sub("", after.name)}
    old, new = (
        {key(one): one.as_written for one in item.members if BRACKETS.sub("", one.as_written) not in own} for item in (before, after)
    )
    if not old or not new:
        return
    added, dropped = (
        list(dict.fromkeys(rows)) for rows in ([new[one] for one in new if one not in old], [old[one] for one in old if one not in new])
    )
    if not added and not dropped:
        return
    both = {before.members_basis, after.members_basis} == {"stated"}
    parts = ([f"增 {'、'.join(added)}"] if added else []) + ([f"减 {'、'.join(dropped)}"] if dropped else [])
    extra = {**evidence, "added": tuple(added), "dropped": tuple(dropped)}
    yield Finding("members", subject, "warning" if both else "info", f"成员{'；'.join(parts)}：{span}", extra)


def count_findings(claims: Iterable[Claim]) -> Iterable[Finding]:
    """Yield counts that the plan's own list does not bear out."""
    for claim in claims:
        stated, listed = claim.attributes.get("stated"), claim.attributes.get("listed")
        if isinstance(stated, int) and isinstance(listed, int) and listed not in (0, stated):
            message = f"“{claim.claim}”：所称 {stated}，列名 {listed}：{claim.plan}（{claim.section}）"
            yield Finding("count", claim.claim, "warning" if listed > stated else "info", message, {"claim": claim.id})


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
        match = SHARED_NAMES.search(BRACKETS.sub("", item.name))
        if match:
            seen.setdefault(match.group(), {}).setdefault(BRACKETS.sub("", item.name), item)
    for name, owners in seen.items():
        if len(owners) > 1:
            message = f"“{name}”在所比规划里指 {len(owners)} 处：{'、'.join(owners)}"
            yield Finding("same_name", name, "info", message, {"structures": tuple(item.id for item in owners.values())})
