"""The gazetteer itself: every place, as it is and as it was, and the look-up of names."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from spatial.errors import AmbiguousPlaceError, InvalidInputError, PlaceNotFoundError
from spatial.gazetteer import matching, names
from spatial.gazetteer.dates import covers, hangs_on_year, parse_date, span
from spatial.gazetteer.index import NameIndex
from spatial.gazetteer.tables import Compound, HistoryEntry, read_compounds, read_history, read_places
from spatial.schema import Candidate, Place, Resolution
from spatial.settings import Settings, default_settings

HOME = "jilin-sheng"


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
            for parent in self._parents_ever(place):
                self._children[parent].append(place.id)
        self._index = NameIndex(self.places, self._history)
        self.compounds: tuple[Compound, ...] = tuple(compounds)
        self._compounds: dict[str, list[Compound]] = defaultdict(list)
        for compound in self.compounds:
            self._compounds[names.normalise(compound.name)].append(compound)

    def get(self, place_id: str) -> Place:
        """Return the place of an id as it is today.

        Raises
        ------
        PlaceNotFoundError
            When no row has this id.
        """
        if place_id not in self._by_id:
            raise PlaceNotFoundError(f"没有编号为“{place_id}”的地点{self._hint(self.suggest(place_id))}。")
        return self._by_id[place_id]

    def history(self, place_id: str) -> tuple[HistoryEntry, ...]:
        """Return what is recorded of a place through time, oldest first."""
        self.get(place_id)
        return tuple(sorted(self._history.get(place_id, ()), key=lambda entry: (entry.attribute, entry.start)))

    def as_of(self, place_id: str, on: date | str | int | None) -> Place:
        """Return the place with the name, kind, code and parent it had on a date (today's where nothing is recorded)."""
        place, day = self.get(place_id), parse_date(on)
        if day is None:
            return place
        then = {entry.attribute: entry.value for entry in self._history.get(place_id, ()) if covers(entry.start, entry.end, day)}
        parent = then.get("parent", place.parent_id)
        return replace(
            place,
            title=then.get("name", place.title),
            kind=then.get("kind", place.kind),
            adcode=then.get("adcode", place.adcode),
            parent_id=parent if parent in self._by_id else place.parent_id,
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
        key = names.normalise(name)
        close = difflib.get_close_matches(key, self._index.keys(), n=count * 2, cutoff=0.5)
        titles = dict.fromkeys(self._index.title_of(match) for match in close)
        return tuple(titles)[:count]

    def lookup(self, name: str, *, within: str | None = None, on: date | str | int | None = None) -> Resolution:
        """Return every place a name can mean and the choice, if there is one.

        Raises
        ------
        InvalidInputError
            When the name is empty or the date cannot be read.
        PlaceNotFoundError
            When `within` names nothing.
        """
        day = parse_date(on)
        text = name.strip()
        if not text:
            raise InvalidInputError("地名为空，请给出一个名称。")
        around = None if within is None else self._units(within, day)
        inside = names.bracketed_unit(text)
        if inside is not None and around is None and self._index.find(inside[1]):
            found = self._direct(inside[0], self._units(inside[1], day), day)
            if found is not None:
                return replace(found, query=name)
        for attempt in dict.fromkeys((text, names.without_brackets(text))):
            found = self._direct(attempt, around, day) or self._path(attempt, around, day) or self._series(attempt, around, day)
            if found is not None:
                return replace(found, query=name)
        loose = self._loose(names.without_brackets(text), around, day)
        if loose is not None:
            return replace(loose, query=name)
        near = self.suggest(text)
        where = "" if within is None else f"“{within}”范围内"
        return Resolution(name, (), (), f"{where}没有叫“{text}”的地点{self._hint(near)}", near)

    def one(self, text: str, *, on: date | str | int | None = None) -> Place:
        """Return the one place that an id, a name or NAME@WITHIN means, as it was on the date.

        Raises
        ------
        PlaceNotFoundError
            When nothing answers.
        AmbiguousPlaceError
            When several do, or the name stands for several places.
        """
        if text in self._by_id:
            return self.as_of(text, on)
        name, _, within = text.partition("@")
        found = self.lookup(name, within=within or None, on=on)
        if len(found.chosen) == 1:
            return self.as_of(found.chosen[0], on)
        if not found.matches:
            raise PlaceNotFoundError(f"{found.reason}。")
        listed = "、".join(f"{item.place.title}（{item.place.id}）" for item in found.matches[:8])
        what = "是合称，这里只能用其中一个" if found.chosen else "不止一处，请写明是哪一个"
        raise AmbiguousPlaceError(f"“{text}”{what}：{listed}。")

    def _parents_ever(self, place: Place) -> set[str]:
        """Return the unit a place belongs to and those it belonged to."""
        former = {entry.value for entry in self._history.get(place.id, ()) if entry.attribute == "parent"}
        return former | ({place.parent_id} if place.parent_id else set())

    def _lineage(self, place: Place, day: date | None) -> set[str]:
        """Return the ids of all units above a place on the date; without a date, of any time."""
        if day is not None:
            return {unit.id for unit in self.ancestors(place.id, day)}
        above: set[str] = set()
        waiting = self._parents_ever(place)
        while waiting:
            unit = waiting.pop()
            if unit in self._by_id and unit not in above:
                above.add(unit)
                waiting |= self._parents_ever(self._by_id[unit])
        return above

    def _units(self, within: str, day: date | None) -> set[str]:
        """Return the ids that `within` can mean."""
        if within in self._by_id:
            return {within}
        found = self.lookup(within, on=day)
        if not found.matches:
            raise PlaceNotFoundError(f"限定范围“{within}”查不到{self._hint(found.suggestions)}。")
        return set(found.chosen) or {item.place.id for item in found.matches}

    def _hits(self, name: str, around: set[str] | None, day: date | None) -> list[matching.Hit]:
        """Return the places a name means, inside `around`, as they were on the day."""
        hits = []
        for place, form, entry in sorted(self._index.find(name), key=lambda item: item[2].start if item[2] else "", reverse=True):
            if around is not None and not around & self._lineage(place, day):
                continue
            strength, reason = self._judge(place, form, entry, day)
            home = place.id == HOME or HOME in self._lineage(place, None)
            hits.append(matching.Hit(self.as_of(place.id, day), strength, reason, home))
        best: dict[str, matching.Hit] = {}
        for hit in hits:
            kept = best.get(hit.place.id)
            if kept is None or matching.candidates([hit])[0].score > matching.candidates([kept])[0].score:
                best[hit.place.id] = hit
        return list(best.values())

    def _judge(self, place: Place, form: str, entry: HistoryEntry | None, day: date | None) -> tuple[str, str]:
        """Return how strongly a form of a name stands for a place on the day, and why."""
        then = self.as_of(place.id, day).title
        was = f"；{day:%Y-%m-%d} 时名为{then}，今名{place.title}" if day is not None and then != place.title else ""
        if day is not None and any(hangs_on_year(item.start, item.end, day) for item in self._history.get(place.id, ())):
            was += "；更名或划转的确切日期不详，此日的归属存疑"
        if day is not None and place.start and covers(day.isoformat(), "", day) and not covers(place.start, place.end or "", day):
            was += f"；该地设立于 {place.start}，所查日期不在其存续期内"
        if entry is not None:
            current = day is not None and covers(entry.start, entry.end, day)
            strength = (matching.TYPED if form == "former" else matching.SHORT) if current else matching.FORMER
            return strength, f"{'当时名称' if current else '曾用名'}{entry.value}（{span(entry.start, entry.end)}），今名{place.title}"
        words = {
            "title": f"全称{place.title}",
            "variant": f"{place.title}的别名",
            "short": f"{place.title}的简称",
            "latin": f"{place.title}的拼音或外文名",
        }
        if form == "latin_short":
            return matching.SHORT, f"{place.title}的拼音或外文简称{was}"
        return matching.SHORT if form == "short" else matching.TYPED, words[form] + was

    def _direct(self, name: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a name that is itself in the index or among the compounds."""
        hits = self._hits(name, around, day)
        groups = [] if around is not None else self._compounds.get(names.normalise(name), [])
        if not hits and not groups:
            return None
        choice = matching.choose(hits)
        rivals = matching.contenders(hits)
        if groups and (not rivals or rivals[0].strength not in {matching.TYPED, matching.SHORT}):
            return self._compound(groups, day, hits)
        listed = matching.candidates(hits)
        if groups and rivals[0].strength == matching.SHORT:
            pairs = tuple(self._member(member, group, day) for group in groups for member in group.members)
            meaning = "、".join("—".join(self.get(member).title for member in group.members) for group in groups)
            return Resolution(
                name, listed + pairs, (), f"既可指{'、'.join(hit.place.title for hit in rivals)}，也可是合称（{meaning}），不作选择"
            )
        return Resolution(name, listed, tuple(hit.place.id for hit in choice.hits), choice.reason)

    def _member(self, member: str, group: Compound, day: date | None) -> Candidate:
        titles = "、".join(self.get(item).title for item in group.members)
        return Candidate(self.as_of(member, day), 0.8, f"合称“{group.name}”的成员（{titles}）")

    def _compound(self, groups: list[Compound], day: date | None, hits: list[matching.Hit]) -> Resolution:
        """Resolve a compound; several readings stay undecided."""
        members = tuple(self._member(member, group, day) for group in groups for member in group.members)
        others = tuple(item for item in matching.candidates(hits) if item.place.id not in {one.place.id for one in members})
        titles = "；".join("、".join(self.get(member).title for member in group.members) for group in groups)
        if len(groups) > 1:
            return Resolution(groups[0].name, members + others, (), f"合称“{groups[0].name}”有几种解释（{titles}），不作选择")
        note = f"（{groups[0].note}）" if groups[0].note else ""
        return Resolution(groups[0].name, members + others, groups[0].members, f"合称，指{titles}{note}")

    def _path(self, name: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a name written after the unit it lies in, such as 长春市朝阳区 or 吉林搜登站镇."""
        for cut in range(len(name) - 2, 1, -1):
            units = {hit.place.id for hit in self._hits(name[:cut], None, day) if hit.tier == 0}
            rest = self._hits(name[cut:].strip(), units, day) if units else []
            if around is not None:
                rest = [hit for hit in rest if around & self._lineage(self.get(hit.place.id), day)]
            if rest:
                choice = matching.choose(rest)
                reason = f"按“{name[:cut]}”之内查“{name[cut:]}”：{choice.reason}"
                return Resolution(name, matching.candidates(rest), tuple(hit.place.id for hit in choice.hits), reason)
        return None

    def _series(self, name: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve places written in a row, such as 浑江—江源, when each is clear by itself."""
        parts = [part for part in names.SEPARATORS.split(name) if part.strip()]
        if len(parts) < 2 or not all(len(part.strip()) > 1 for part in parts):
            return None
        found = [self._direct(part.strip(), around, day) for part in parts]
        if any(item is None or not item.chosen for item in found):
            return None
        clear = [item for item in found if item is not None]
        matches = {item.place.id: item for one in clear for item in one.matches if item.place.id in one.chosen}
        chosen = tuple(dict.fromkeys(place for one in clear for place in one.chosen))
        return Resolution(name, tuple(matches.values()), chosen, f"并列的 {len(parts)} 个地名，逐一识别")

    def _loose(self, name: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a town written with another township type (乡 for 镇, 镇 for 街道); say so."""
        kind = names.TOWN_TYPE.search(name)
        if kind is None or not name[: kind.start()]:
            return None
        hits = [hit for hit in self._hits(name[: kind.start()], around, day) if hit.place.kind == "town"]
        loose = [replace(hit, strength=matching.LOOSE, reason=f"没有“{name}”，最接近的是{hit.place.title}") for hit in hits]
        if not loose:
            return None
        choice = matching.choose(loose)
        return Resolution(name, matching.candidates(loose), tuple(hit.place.id for hit in choice.hits), choice.reason)

    @staticmethod
    def _hint(near: Iterable[str]) -> str:
        listed = "、".join(near)
        return f"，相近的名称有：{listed}" if listed else "，也没有相近的名称"


@cache
def _load(settings: Settings) -> Gazetteer:
    base = settings.base_dir
    return Gazetteer(read_places(settings.gazetteer_csv), read_history(base / "place_history.csv"), read_compounds(base / "compounds.csv"))


def load_gazetteer(settings: Settings | None = None) -> Gazetteer:
    """Return the gazetteer of an installation; read once and kept.

    Raises
    ------
    DataFileError
        When one of its tables is missing or breaks its contract.
    """
    return _load(settings or default_settings())
