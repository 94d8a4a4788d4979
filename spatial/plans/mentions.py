"""Where each place is named: the plans, sections, structures and projects that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from spatial.plans.store import Register, register
from spatial.schema import Member, Structure
from spatial.settings import Settings


@dataclass(frozen=True)
class Mention:
    """Hold one record that names a place: its plan, section, what it is, and the name as written there."""

    plan: str
    section: str
    record: Literal["structure", "project", "claim"]
    record_id: str
    title: str
    kind: str
    as_written: str


def mentions_of(place_id: str, settings: Settings | None = None) -> tuple[Mention, ...]:
    """Return every record that names a place, oldest plan first; empty when no plan names it."""
    return _index(register(settings)).get(place_id, ())


def plans_of(place_id: str, settings: Settings | None = None) -> tuple[str, ...]:
    """Return the ids of the plans whose records name a place, oldest first."""
    order = [plan.id for plan in register(settings).plans]
    return tuple(sorted({mention.plan for mention in mentions_of(place_id, settings)}, key=order.index))


@lru_cache(maxsize=8)
def _index(content: Register) -> dict[str, tuple[Mention, ...]]:
    order = {plan.id: rank for rank, plan in enumerate(content.plans)}
    found: dict[str, list[Mention]] = {}
    for member, mention in _all(content):
        if member.place_id:
            found.setdefault(member.place_id, []).append(mention)
    return {place_id: tuple(sorted(dict.fromkeys(items), key=lambda item: order[item.plan])) for place_id, items in found.items()}


def _all(content: Register) -> list[tuple[Member, Mention]]:
    pairs = []
    for structure in content.structures:
        for member in (*structure.members, *_centres(structure)):
            kind = structure.kind
            mention = Mention(structure.plan, structure.section, "structure", structure.id, structure.name, kind, member.as_written)
            pairs.append((member, mention))
    for project in content.projects:
        for reference in project.references:
            for member in reference.places:
                title = reference.name or project.name
                mention = Mention(reference.plan, reference.section, "project", project.id, title, project.mode, member.as_written)
                pairs.append((member, mention))
    for claim in content.claims:
        members = (*claim.members, *(Member(as_written="", place_id=origin) for origin in claim.origin_ids))
        pairs.extend(
            (member, Mention(claim.plan, claim.section, "claim", claim.id, claim.claim, claim.kind, member.as_written))
            for member in members
        )
    return pairs


def _centres(structure: Structure) -> tuple[Member, ...]:
    """Return the places a declared circle or area lies around: attributes `centre_id` and `centre_ids`."""
    several = structure.attributes.get("centre_ids", [])
    ids = [structure.attributes.get("centre_id"), *(several if isinstance(several, list) else [])]
    return tuple(Member(as_written="", place_id=place_id) for place_id in ids if isinstance(place_id, str))
