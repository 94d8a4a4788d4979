"""The gazetteer itself: every place, as it is and as it was, and the look-up of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from spatial.errors import AmbiguousPlaceError, PlaceNotFoundError
from spatial.gazetteer.dates import covers, parse_date
from spatial.gazetteer.index import NameIndex
from spatial.gazetteer.own import own_stamp, read_own
from spatial.gazetteer.resolver import Resolver, hint
from spatial.gazetteer.tables import Compound, HistoryEntry, read_compounds, read_history, read_places
from spatial.schema import Place, Resolution
from spatial.settings import Settings, default_settings


class Gazetteer:
    """Hold the places, their history and the names that stand for several of them."""

    def __init__(self, places: Iterable[Place], history: Iterable[HistoryEntry] = (), compounds: Iterable[Compound] = ()) -> None:
        self.places: tuple[Place, ...] = tuple(places)
        self._by_id = {place.id: place for place in self.places}
        self._history: dict[str, list[HistoryEntry]] = defaultdict(list)
        for entry in history:
            self._history[entry.place_id].append(entry)
        self._children: dict[str, list[str]] = defaultdict(list)
        for place in self.places:
            for parent in self.parents_ever(place):
                self._children[parent].append(place.id)
        self.compounds: tuple[Compound, ...] = tuple(compounds)
        self._resolver = Resolver(self, NameIndex(self.places, self._history))

    @property
    def ids(self) -> Collection[str]:
        """Return every id."""
        return self._by_id.keys()

    def get(self, place_id: str) -> Place:
        """Return the place of an id as it is today.

        Raises
        ------
        PlaceNotFoundError
            When no row has this id.
        """
        if place_id not in self._by_id:
            raise PlaceNotFoundError(f"没有编号为“{place_id}”的地点{hint(self.suggest(place_id))}。")
        return self._by_id[place_id]

    def history(self, place_id: str) -> tuple[HistoryEntry, ...]:
        """Return what is recorded of a place through time, oldest first."""
        self.get(place_id)
        return tuple(sorted(self._history.get(place_id, ()), key=lambda entry: (entry.attribute, entry.start)))

    def as_of(self, place_id: str, on: date | str | int | None) -> Place:
        """Return the place with the name, kind, code and parent it had on a date (today's where nothing is recorded).

        The people of a prefecture that had other counties then are those counties' sum, and `population_source` says so.
        """
        place, day = self.get(place_id), parse_date(on)
        if day is None:
            return place
        if place.kind == "prefecture" and place.population is not None:
            place = self._counted(place, day)
        then = {entry.attribute: entry.value for entry in self._history.get(place_id, ()) if covers(entry.start, entry.end, day)}
        parent = then.get("parent", place.parent_id)
        return replace(
            place,
            title=then.get("name", place.title),
            kind=then.get("kind", place.kind),
            adcode=then.get("adcode", place.adcode),
            parent_id=parent if parent in self._by_id else place.parent_id,
        )

    def _counted(self, place: Place, day: date) -> Place:
        """Return a prefecture with the people of the counties it had on the day; None where one of them is not known."""
        ever = [self._by_id[child] for child in self._children.get(place.id, ()) if self._by_id[child].kind in {"county", "district"}]
        then = [unit for unit in ever if self.as_of(unit.id, day).parent_id == place.id]
        if {unit.id for unit in then} == {unit.id for unit in ever if unit.parent_id == place.id}:
            return place
        counts = [unit.population for unit in then if unit.population is not None and unit.population_year == place.population_year]
        known = sum(counts) if counts and len(counts) == len(then) else None
        return replace(
            place, population=known, population_source=f"{place.population_source}；按 {day:%Y-%m-%d} 所辖 {len(then)} 个县级单位合计"
        )

    def ancestors(self, place_id: str, on: date | str | int | None = None) -> tuple[Place, ...]:
        """Return the units a place lies in, nearest first, as they stood on the date."""
        chain: list[Place] = []
        parent = self.as_of(place_id, on).parent_id
        while parent is not None and parent not in {place.id for place in chain}:
            chain.append(self.as_of(parent, on))
            parent = chain[-1].parent_id
        return tuple(chain)

    def children(self, place_id: str, on: date | str | int | None = None) -> tuple[Place, ...]:
        """Return the places directly below a unit on the date, in the order of their codes."""
        self.get(place_id)
        below = (self.as_of(child, on) for child in self._children.get(place_id, ()))
        return tuple(sorted((child for child in below if child.parent_id == place_id), key=lambda child: (child.adcode or "~", child.id)))

    def suggest(self, name: str, count: int = 5) -> tuple[str, ...]:
        """Return the names nearest to one that nothing answers to."""
        return self._resolver.suggest(name, count)

    def lookup(self, name: str, *, within: str | None = None, on: date | str | int | None = None) -> Resolution:
        """Return every place a name can mean and the choice, if there is one; `within` is an id or a name.

        Raises
        ------
        InvalidInputError
            When the name is empty or the date cannot be read.
        PlaceNotFoundError
            When `within` names nothing.
        """
        return self._resolver.lookup(name, within, parse_date(on))

    def units(self, within: str, on: date | str | int | None = None) -> frozenset[str]:
        """Return the ids that an id or a name given as surroundings can mean.

        Raises
        ------
        PlaceNotFoundError
            When it means nothing.
        """
        return frozenset(self._resolver.units(within, parse_date(on)))

    def one(self, text: str, *, on: date | str | int | None = None) -> Place:
        """Return the one place that an id, a name or NAME@WITHIN means, as it was on the date.

        Raises
        ------
        PlaceNotFoundError
            When nothing answers.
        AmbiguousPlaceError
            When several do, or the name stands for several places.
        """
        found = self.lookup(text, on=on)
        if len(found.chosen) == 1:
            return self.as_of(found.chosen[0], on)
        if not found.matches:
            raise PlaceNotFoundError(f"{found.reason}。")
        listed = "、".join(f"{item.place.title}（{item.place.id}）" for item in found.matches[:8])
        what = "是合称，这里只能用其中一个" if found.chosen else "不止一处，请写明是哪一个"
        raise AmbiguousPlaceError(f"“{text}”{what}：{listed}。")

    def parents_ever(self, place: Place) -> set[str]:
        """Return the ids of the unit a place belongs to and those it belonged to."""
        former = {entry.value for entry in self._history.get(place.id, ()) if entry.attribute == "parent"}
        return former | ({place.parent_id} if place.parent_id else set())

    def lineage(self, place: Place, day: date | None) -> set[str]:
        """Return the ids of all units above a place on the date; without a date, of any time."""
        if day is not None:
            return {unit.id for unit in self.ancestors(place.id, day)}
        above: set[str] = set()
        waiting = self.parents_ever(place)
        while waiting:
            unit = waiting.pop()
            if unit in self._by_id and unit not in above:
                above.add(unit)
                waiting |= self.parents_ever(self._by_id[unit])
        return above


@lru_cache(maxsize=4)
def _load(settings: Settings, stamp: tuple[int, int] | None) -> Gazetteer:  # noqa: ARG001  the stamp of the user's own table is part of the key
    base = settings.base_dir
    places = read_places(settings.gazetteer_csv)
    own = read_own(settings, {place.id: place for place in places})
    return Gazetteer((*places, *own), read_history(base / "place_history.csv"), read_compounds(base / "compounds.csv"))


def load_gazetteer(settings: Settings | None = None) -> Gazetteer:
    """Return the gazetteer of an installation with the user's own places; read again only when those change.

    Raises
    ------
    DataFileError
        When one of its tables is missing or breaks its contract.
    """
    used = settings or default_settings()
    return _load(used, own_stamp(used))
