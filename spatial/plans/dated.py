"""Members and names as they were when the plan was issued, and the order in which a line runs through its places."""

from __future__ import annotations

from spatial.errors import PlaceNotFoundError, PlanNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.plans.store import get_plan, get_structure, member_places
from spatial.schema import Member, Place, Structure
from spatial.settings import Settings


def member_as_of(member: Member, plan_id: str, settings: Settings | None = None) -> Place | None:
    """Return the member's place as it was when the plan was issued, None when the member is no place."""
    if member.place_id is None:
        return None
    return load_gazetteer(settings).as_of(member.place_id, get_plan(plan_id, settings).issued)


def member_name(member: Member, plan_id: str, settings: Settings | None = None) -> str:
    """Return the full name of a member at the plan's date, and the name as written where no table holds it."""
    try:
        place = member_as_of(member, plan_id, settings)
        if place is not None:
            return place.title
        if member.structure_id is not None:
            return get_structure(member.structure_id, settings).name
    except (PlaceNotFoundError, PlanNotFoundError):
        return member.as_written
    return member.as_written


def line_places(structure: Structure, settings: Settings | None = None) -> tuple[str, ...]:
    """Return the place ids in the order a line runs: attribute `line_order` where the text has no order in space, else the members."""
    order = structure.attributes.get("line_order")
    if isinstance(order, list):
        return tuple(str(place_id) for place_id in order)
    return member_places(structure, settings)
