"""The members of a structure as places of its own time, and what a rule makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely

from spatial.errors import PlaceNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.plans import get_plan, get_structure, member_places
from spatial.schema import Member, Place, Structure
from spatial.settings import Settings

Route = Callable[[Place, Place], Any]


@dataclass(frozen=True)
class Seat:
    """Hold one place of a structure as it was on the plan's date; of a member structure only the first place `leads` a line."""

    place: Place
    as_written: str
    role: str = ""
    leads: bool = True

    @property
    def point(self) -> Any | None:
        """Return the point of the place, EPSG:4326, or None when it has no coordinates."""
        return None if self.place.lon is None or self.place.lat is None else shapely.Point(self.place.lon, self.place.lat)


@dataclass(frozen=True)
class Case:
    """Hold what a geometry rule may look at: the structure, its places, the names that are no places, and the plan's date."""

    structure: Structure
    seats: tuple[Seat, ...]
    unresolved: tuple[str, ...]
    on: date
    settings: Settings | None = None
    route: Route | None = None

    @property
    def points(self) -> tuple[Any, ...]:
        """Return the points of the places that have one, in the order of the plan."""
        return tuple(seat.point for seat in self.seats if seat.point is not None)

    @property
    def line_seats(self) -> tuple[Seat, ...]:
        """Return the located places a line runs through: of a member that is itself a structure only its first place."""
        return tuple(seat for seat in self.seats if seat.leads and seat.point is not None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the members that cannot be put on the map, as the plan writes them."""
        return (*self.unresolved, *(seat.as_written for seat in self.seats if seat.point is None))

    @property
    def located(self) -> str:
        """Return own, host (stands for its host town), mixed or none: how the places of the structure are located."""
        kinds = {seat.place.located for seat in self.seats if seat.point is not None}
        return "none" if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"


@dataclass(frozen=True)
class Part:
    """Hold one feature of a structure: which part of it, the geometry (EPSG:4326), how it was made, and whether it is approximate."""

    name: str
    geometry: Any
    basis: str
    approximate: bool = False
    note: str = ""


def case_of(structure: Structure, settings: Settings | None = None, route: Route | None = None) -> Case:
    """Return the places of a structure as of its plan's date, member structures replaced by their own places.

    A member whose id the gazetteer does not know counts as unresolved: it is listed in `missing`, not dropped.
    """
    on = get_plan(structure.plan, settings).issued
    found = [(member, _member_seats(member, structure, on, settings)) for member in structure.members]
    seats = tuple(seat for _, seats in found for seat in seats)
    return Case(structure, seats, tuple(member.as_written for member, seats in found if not seats), on, settings, route)


def _member_seats(member: Member, structure: Structure, on: date, settings: Settings | None) -> list[Seat]:
    """Return the places one member stands for: its own, or those of the structure it is; none when it is neither."""
    if member.place_id:
        place = _place(member.place_id, on, settings)
        return [] if place is None else [Seat(place, member.as_written, member.role)]
    if member.structure_id is None or member.structure_id == structure.id:
        return []
    places = (_place(place_id, on, settings) for place_id in member_places(get_structure(member.structure_id, settings), settings))
    known = [place for place in places if place is not None]
    return [Seat(place, f"{member.as_written}：{place.title}", member.role, leads=number == 0) for number, place in enumerate(known)]


def _place(place_id: str, on: date, settings: Settings | None) -> Place | None:
    """Return a place as of a date, None for an id that the gazetteer does not hold."""
    try:
        return load_gazetteer(settings).as_of(place_id, on)
    except PlaceNotFoundError:
        return None
