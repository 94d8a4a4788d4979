"""How a name is resolved: directly, as a compound, after the unit it lies in, in a row, or with another township type."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from spatial.errors import InvalidInputError, PlaceNotFoundError
from spatial.gazetteer import matching, names
from spatial.gazetteer.dates import covers, hangs_on_year, span
from spatial.gazetteer.index import NameIndex
from spatial.gazetteer.tables import Compound, HistoryEntry
from spatial.schema import Candidate, Place, Resolution

if TYPE_CHECKING:
    from spatial.gazetteer.book import Gazetteer

HOME = "jilin-sheng"
MAX_NAME = 60
_WORDS = {"title": "全称{}", "variant": "{}的别名", "short": "{}的简称", "latin": "{}的拼音或外文名"}


def hint(near: Iterable[str]) -> str:
    """Return the end of a sentence that offers the nearest names."""
    listed = "、".join(near)
    return f"，相近的名称有：{listed}" if listed else "，也没有相近的名称"


class Resolver:
    """Resolve names against the places of one gazetteer."""

    def __init__(self, book: Gazetteer, index: NameIndex) -> None:
        self._book = book
        self._index = index
        self._compounds: dict[str, list[Compound]] = defaultdict(list)
        for compound in book.compounds:
            self._compounds[names.normalise(compound.name)].append(compound)
        self._bearing: dict[str, list[str]] = defaultdict(list)
        for key in index.keys():  # noqa: SIM118 - not a mapping
            for character in sorted(set(key)):
                self._bearing[character].append(key)

    def suggest(self, name: str, count: int = 5) -> tuple[str, ...]:
        """Return the names nearest to one that nothing answers to."""
        key = names.normalise(name)
        close = difflib.get_close_matches(key, self._sharing(key), n=count * 2, cutoff=0.5)
        titles = dict.fromkeys(self._index.title_of(match) for match in close)
        return tuple(titles)[:count]

    def _sharing(self, key: str) -> list[str]:
        """Return the keys that can be half like one: those that share a third of its characters, about as long."""
        shared = Counter(known for character in set(key) for known in self._bearing.get(character, ()))
        wanted = max(1, len(set(key)) // 3)
        return [known for known, count in shared.items() if count >= wanted and len(known) <= 3 * len(key)]

    def lookup(self, name: str, within: str | None, day: date | None) -> Resolution:
        """Return every place a name can mean on a day, and the choice."""
        text = name.strip()
        if not text:
            raise InvalidInputError("地名为空，请给出一个名称。")
        if len(text) > MAX_NAME:
            return Resolution(name, (), (), f"“{text[:12]}…”有 {len(text)} 个字，超过 {MAX_NAME} 个，不是地名")
        if within is None and "@" in text and text not in self._book.ids:
            text, _, within = (part.strip() for part in text.partition("@"))
            if not text:
                raise InvalidInputError(f"“{name}”里 @ 前面没有地名。")
        around = None if within is None else self.units(within, day)
        inside = names.bracketed_unit(text)
        if inside is not None and around is None and self._index.find(inside[1]):
            found = self._direct(inside[0], self.units(inside[1], day), day)
            if found is not None:
                return replace(found, query=name)
        found = self._agreed(text, around, day)
        if found is not None:
            return replace(found, query=name)
        near = self.suggest(text)
        where = "" if within is None else f"“{within}”范围内"
        split = "" if around is None or text not in self._compounds else "；它是合称，成员不都在其内"
        return Resolution(name, (), (), f"{where}没有叫“{text}”的地点{split}{hint(near)}", near)

    def _agreed(self, text: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a name; where the surroundings have several meanings, choose only what none of them contradicts."""
        found = self._find(text, around, day)
        if found is None or around is None or len(around) < 2 or len(found.chosen) != 1:
            return found
        each = [self._find(text, {unit}, day) for unit in sorted(around)]
        readings = {one.chosen for one in each if one is not None and one.chosen}
        if len(readings) < 2:
            return found
        titles = "、".join(self._book.get(unit).title for unit in sorted(around))
        return replace(found, chosen=(), reason=f"限定的范围不止一处（{titles}），在各处所指不同，不作选择")

    def _find(self, text: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a name by the first way that gives an answer; None when none does."""
        if text in self._book.ids:
            place = self._book.as_of(text, day)
            if around is not None and not self._inside(text, around, day):
                return None
            return Resolution(text, (Candidate(place, 1.0, f"编号 {text}"),), (text,), f"编号 {text} 即{place.title}")
        for attempt in dict.fromkeys((text, names.without_brackets(text))):
            found = self._direct(attempt, around, day) or self._path(attempt, around, day) or self._series(attempt, around, day)
            if found is not None:
                return found
        return self._loose(names.without_brackets(text), around, day)

    def _inside(self, place_id: str, around: set[str], day: date | None) -> bool:
        """Tell whether a place is one of the units or lies in one of them."""
        return bool(around & ({place_id} | self._book.lineage(self._book.get(place_id), day)))

    def units(self, within: str, day: date | None) -> set[str]:
        """Return the ids that `within` can mean."""
        if within in self._book.ids:
            return {within}
        found = self.lookup(within, None, day)
        if not found.matches:
            raise PlaceNotFoundError(f"限定范围“{within}”查不到{hint(found.suggestions)}。")
        return set(found.chosen) or {item.place.id for item in found.matches}

    def _hits(self, name: str, around: set[str] | None, day: date | None) -> list[matching.Hit]:
        """Return the places a name means, inside `around`, as they were on the day."""
        hits = []
        for place, form, entry in sorted(self._index.find(name), key=lambda item: item[2].start if item[2] else "", reverse=True):
            if around is not None and not around & self._book.lineage(place, day):
                continue
            strength, reason = self._judge(place, form, entry, day)
            home = place.id == HOME or HOME in self._book.lineage(place, None)
            hits.append(matching.Hit(self._book.as_of(place.id, day), strength, reason, home))
        best: dict[str, matching.Hit] = {}
        for hit in hits:
            kept = best.get(hit.place.id)
            if kept is None or hit.score > kept.score:
                best[hit.place.id] = hit
        return list(best.values())

    def _judge(self, place: Place, form: str, entry: HistoryEntry | None, day: date | None) -> tuple[str, str]:
        """Return how strongly a form of a name stands for a place on the day, and why."""
        then = self._book.as_of(place.id, day).title
        was = f"；{day:%Y-%m-%d} 时名为{then}，今名{place.title}" if day is not None and then != place.title else ""
        hangs = day is not None and any(hangs_on_year(item.start, item.end, day) for item in self._book.history(place.id))
        doubt = "；更名或划转的确切日期不详，此日的归属存疑" if hangs else ""
        was += doubt
        if day is not None and place.start and not covers(place.start, place.end or "", day):
            was += f"；该地设立于 {place.start}，所查日期不在其存续期内"
        if entry is not None:
            current = day is not None and covers(entry.start, entry.end, day)
            strength = (matching.TYPED if form == "former" else matching.SHORT) if current else matching.FORMER
            doubt = was[was.index("；更名") :] if "；更名" in was else ""
            return (
                strength,
                f"{'当时名称' if current else '曾用名'}{entry.value}（{span(entry.start, entry.end)}），今名{place.title}{doubt}",
            )
        if form == "latin_short":
            return matching.SHORT, f"{place.title}的拼音或外文简称{was}"
        return matching.SHORT if form == "short" else matching.TYPED, _WORDS[form].format(place.title) + was

    def _direct(self, name: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a name that is itself in the index or among the compounds."""
        hits = self._hits(name, around, day)
        groups = self._compounds.get(names.normalise(name), [])
        if around is not None:
            groups = [group for group in groups if all(self._inside(member, around, day) for member in group.members)]
        if not hits and not groups:
            return None
        choice = matching.choose(hits)
        rivals = matching.contenders(hits)
        if groups and (not rivals or rivals[0].strength not in {matching.TYPED, matching.SHORT}):
            return self._compound(groups, day, hits)
        listed = matching.candidates(hits)
        if groups and rivals[0].strength == matching.SHORT:
            pairs = tuple(self._member(member, group, day) for group in groups for member in group.members)
            meaning = "、".join("—".join(self._titles(group)) for group in groups)
            own = "、".join(hit.place.title for hit in rivals)
            return Resolution(name, listed + pairs, (), f"既可指{own}，也可是合称（{meaning}），不作选择")
        return Resolution(name, listed, tuple(hit.place.id for hit in choice.hits), choice.reason)

    def _titles(self, group: Compound) -> list[str]:
        return [self._book.get(member).title for member in group.members]

    def _member(self, member: str, group: Compound, day: date | None) -> Candidate:
        titles = "、".join(self._titles(group))
        return Candidate(self._book.as_of(member, day), 0.8, f"合称“{group.name}”的成员（{titles}）")

    def _compound(self, groups: list[Compound], day: date | None, hits: list[matching.Hit]) -> Resolution:
        """Resolve a compound; several readings stay undecided."""
        members = tuple(self._member(member, group, day) for group in groups for member in group.members)
        others = tuple(item for item in matching.candidates(hits) if item.place.id not in {one.place.id for one in members})
        titles = "；".join("、".join(self._titles(group)) for group in groups)
        if len(groups) > 1:
            return Resolution(groups[0].name, members + others, (), f"合称“{groups[0].name}”有几种解释（{titles}），不作选择")
        note = f"（{groups[0].note}）" if groups[0].note else ""
        return Resolution(groups[0].name, members + others, groups[0].members, f"合称，指{titles}{note}")

    def _path(self, name: str, around: set[str] | None, day: date | None) -> Resolution | None:
        """Resolve a name written after the unit it lies in, such as 长春市朝阳区 or 吉林搜登站镇."""
        for cut in range(len(name) - 2, 1, -1):
            named = {hit.place.id for hit in self._hits(name[:cut], None, day) if hit.tier == 0}
            units = {unit for unit in named if around is None or around & ({unit} | self._book.lineage(self._book.get(unit), day))}
            rest = name[cut:].strip()
            found = (self._direct(rest, units, day) or self._path(rest, units, day)) if units else None
            if found is not None:
                return replace(found, reason=f"按“{name[:cut]}”之内查“{rest}”：{found.reason}")
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
