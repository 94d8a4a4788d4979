"""Which place a name means where one stops or ends a link: never a whole province when a city bears the same name."""

from __future__ import annotations

from datetime import date

from spatial.errors import AmbiguousPlaceError
from spatial.gazetteer import load_gazetteer
from spatial.schema import Place
from spatial.settings import Settings

NO_STOP = ("province", "country")


def stop_of(name: str, settings: Settings | None = None, on: date | None = None) -> Place:
    """Return the place a name or id means as a stop of a corridor or the end of a link.

    Where a name means a province and one place within it (吉林), the place is taken: nobody drives to a province. Raises
    PlaceNotFoundError, and AmbiguousPlaceError when several places remain.
    """
    gazetteer = load_gazetteer(settings)
    try:
        return gazetteer.one(name, on=on)
    except AmbiguousPlaceError:
        found = gazetteer.lookup(name, on=on)
        stops = {item.place.id for item in found.matches if item.place.kind not in NO_STOP}
        if found.chosen or len(stops) != 1:
            raise
        return gazetteer.as_of(stops.pop(), on)


def read_as(name: str, place: Place, settings: Settings | None = None) -> str:
    """Return a sentence when a name also means a province and the place was taken, else nothing."""
    found = load_gazetteer(settings).lookup(name)
    if found.chosen or len(found.matches) < 2:
        return ""
    return f"“{name}”也指省份，这里按{place.title}计算。"
