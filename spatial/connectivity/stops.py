"""Which place a name means where one stops or ends a link: the city, not the province or the county that bears its name."""

from __future__ import annotations

from datetime import date

from spatial.errors import AmbiguousPlaceError
from spatial.gazetteer import load_gazetteer
from spatial.schema import Place
from spatial.settings import Settings

CITY = "prefecture"


def stop_of(name: str, settings: Settings | None = None, on: date | None = None) -> Place:
    """Return the place a name or id means as a stop of a corridor or the end of a link.

    Where a name means one prefecture and else only the province it lies in (吉林) or a county of its own (通化), the prefecture is
    taken. Raises PlaceNotFoundError, and AmbiguousPlaceError when several places remain.
    """
    gazetteer = load_gazetteer(settings)
    try:
        return gazetteer.one(name, on=on)
    except AmbiguousPlaceError:
        found = gazetteer.lookup(name, on=on)
        places = {item.place.id: item.place for item in found.matches}
        cities = [place for place in places.values() if place.kind == CITY]
        if found.chosen or len(cities) != 1 or not all(_kin(cities[0], other) for other in places.values()):
            raise
        return gazetteer.as_of(cities[0].id, on)


def _kin(city: Place, other: Place) -> bool:
    """Tell whether a place is the city itself, the unit it belongs to, or a unit that belongs to it."""
    return other.id in (city.id, city.parent_id) or other.parent_id == city.id


def read_as(name: str, place: Place, settings: Settings | None = None) -> str:
    """Return a sentence when a name also means another place and the city was taken, else nothing."""
    found = load_gazetteer(settings).lookup(name)
    others = dict.fromkeys(item.place.title for item in found.matches if item.place.id != place.id)
    return "" if found.chosen or not others else f"“{name}”也指{'、'.join(others)}，这里按{place.title}计算。"
