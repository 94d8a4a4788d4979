"""Say what does not agree within one plan: one unit under two types, members outside the area the plan is made for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spatial.compare.ground import Ground
    from spatial.schema import Structure

UNIT = re.compile(r"(.+?)(市|县|区)$")
# Lists of what a plan wants to build up; that others are to be linked with lies outside by nature.
OWN_LISTS = frozenset({"key_node_cities", "key_town_list", "pivot_cities", "border_cities", "town_group", "demonstration_zone"})


def within_findings(structures: Sequence[Structure], ground: Ground) -> Iterable[Finding]:
    """Yield what one plan's own structures say of it."""
    yield from unit_findings(structures)
    for item in structures:
        if item.kind not in OWN_LISTS:
            continue
        strange = [member.as_written for member in item.members if member.place_id and ground.outside(member.place_id, item.plan)]
        strange = [name for name in strange if in_province(name, item, ground)]
        if strange:
            said = f"“{item.name}”里的 {'、'.join(strange)} 不在这份规划所涉的地区：{item.plan}（{item.section}）"
            yield Finding("outside_area", item.name, "info", said, {"before": item.id, "after": item.id, "structures": (item.id,)})


def in_province(name: str, item: Structure, ground: Ground) -> bool:
    """Say whether a member lies in the province of the plan's area; partners in the next province are no slip."""
    place_id = next(str(member.place_id) for member in item.members if member.as_written == name and member.place_id)
    made_for = ground.plans[item.plan]
    own = frozenset().union(*(ground.lineage(unit, made_for.issued) - {unit} for unit in made_for.area))
    country = {place_id for place_id in own if ground.book.get(place_id).kind == "country"}
    return bool(ground.lineage(place_id, made_for.issued) & (own - country))


def unit_findings(structures: Sequence[Structure]) -> Iterable[Finding]:
    """Yield units that one plan writes with two types: a city that became a district under both names."""
    seen: dict[tuple[str, str, str], dict[str, Structure]] = {}
    for item in structures:
        for member in item.members:
            found = UNIT.fullmatch(member.as_written)
            if found and member.place_id:
                seen.setdefault((item.plan, member.place_id, found.group(1)), {}).setdefault(found.group(2), item)
    for (plan, _, stem), kinds in seen.items():
        if len(kinds) > 1:
            names = [f"{stem}{kind}" for kind in kinds]
            sections = tuple(item.section for item in kinds.values())
            said = f"同一规划内写作{'与'.join(f'“{name}”' for name in names)}：{plan}（{'；'.join(sections)}）"
            yield Finding("wording", names[0], "info", said, {"structures": tuple(item.id for item in kinds.values())})
