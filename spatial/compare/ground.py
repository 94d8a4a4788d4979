"""Tell what a member stands for when plans are compared: aliases, units one lies in, and the area a plan is made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spatial.compare.matching import bigrams, dice
from spatial.gazetteer import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from spatial.gazetteer import Gazetteer
    from spatial.schema import Member, Plan, Structure

SAME_THING = 0.4
UNITS = frozenset({"country", "province", "prefecture", "county", "district", "town"})


@dataclass(frozen=True)
class Ground:
    """Hold what comparing needs to know of places: the gazetteer, the plans by id, and which places stand for one structure."""

    book: Gazetteer
    plans: Mapping[str, Plan]
    aliases: Mapping[str, str]

    def key(self, member: Member) -> str:
        """Return what a member is known by in every plan."""
        known = member.place_id or member.structure_id or member.as_written
        return self.aliases.get(known, known)

    def keys(self, structure: Structure) -> frozenset[str]:
        """Return what the members of a structure are known by."""
        return frozenset(self.key(member) for member in structure.members)

    def lineage(self, place_id: str, on: date) -> frozenset[str]:
        """Return a place with the units it lay in on a day; itself alone where the gazetteer does not know it."""
        if place_id not in self.book.ids:
            return frozenset({place_id})
        return frozenset({place_id, *(unit.id for unit in self.book.ancestors(place_id, on))})

    def nested(self, first: str, second: str, on: date) -> bool:
        """Say whether one place lay in the other, or is the same."""
        return first in self.lineage(second, on) or second in self.lineage(first, on)

    def outside(self, place_id: str, plan: str) -> bool:
        """Say whether a place lies outside the area a plan is made for; False where the plan has none or the place is unknown."""
        made_for = self.plans[plan]
        if not made_for.area or place_id not in self.book.ids:
            return False
        return not self.lineage(place_id, made_for.issued) & set(made_for.area)

    def point(self, place_id: str) -> tuple[float, float] | None:
        """Return lon, lat of a place, None where it has none."""
        if place_id not in self.book.ids:
            return None
        place = self.book.get(place_id)
        return None if place.lon is None or place.lat is None else (place.lon, place.lat)


def ground_of(plans: Iterable[Plan], structures: Iterable[Structure]) -> Ground:
    """Return what comparing these plans needs to know of places."""
    book = load_gazetteer()
    return Ground(book, {plan.id: plan for plan in plans}, aliases(structures, book))


def aliases(structures: Iterable[Structure], book: Gazetteer) -> dict[str, str]:
    """Return for zones, works and structures that are the whole of something named in several plans what it is known by there."""
    found: dict[str, str] = {}
    for item in structures:
        if not item.concept:
            continue
        found[item.id] = f"concept:{item.concept}"
        if len(item.members) == 1 and item.members[0].place_id:
            member, place_id = item.members[0], str(item.members[0].place_id)
            unit = place_id in book.ids and book.get(place_id).kind in UNITS
            if not unit and dice(bigrams(member.as_written), bigrams(item.name)) >= SAME_THING:
                found[place_id] = f"concept:{item.concept}"
    return found
