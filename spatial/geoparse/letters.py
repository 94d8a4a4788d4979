"""Say which cities the single characters of a compound or a route's name stand for: those of the text, else the usual ones."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from spatial.geoparse.model import PlaceRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from spatial.geoparse.field import Field
    from spatial.geoparse.names import Entry
    from spatial.geoparse.scan import Hit

LETTERS_ON = re.compile("[一-鿿]{1,2}(?:客专|客运专线|高铁|铁路|高速|城际)")
BRACKETS = re.compile(r"[（(].*")
CITY, COUNTY = 4, 3
NEIGHBOURS = 2
ENOUGH = 2
INFERRED = 0.6
LANDFORMS = frozenset("河江湖山岭口沟")


class Letters:
    """Read the letters of one text; `titled` gives the name a place bore on the date of the text."""

    def __init__(self, ground: Field, titled: Callable[[Entry], str]) -> None:
        self.ground = ground
        self.titled = titled

    @cached_property
    def said(self) -> dict[str, dict[str, Entry]]:
        """Return the cities and counties the text names, by their first character and id."""
        found: dict[str, dict[str, Entry]] = {}
        for hit in self.ground.hits:
            if self.by_chance(hit):
                continue
            units = {entry.id: entry for entry in hit.entries if entry.kind in {"prefecture", "county"} and entry.id}
            top = max(units.values(), key=lambda entry: (entry.region in self.ground.regions, entry.rank), default=None)
            if top is not None and top.id and hit.alias[0] == top.name[0] and (top.rank == CITY or top.region in self.ground.regions):
                found.setdefault(hit.alias[0], {})[top.id] = top
        return found

    def by_chance(self, hit: Hit) -> bool:
        """Say whether a name of another province stands in the letters of a route, so that they spell it by chance: 昌吉 in 昌吉赣客专."""
        afar = not hit.best.full and all(entry.region and entry.region not in self.ground.regions for entry in hit.entries)
        return afar and LETTERS_ON.match(self.ground.text, hit.end) is not None

    def spelled(self, word: str) -> tuple[PlaceRef, ...]:
        """Return the cities the characters of a route's name stand for; those not told are left open beside two that are, else nothing."""
        found: list[PlaceRef] = []
        for char in word:
            place = self.letter(char, {place.id for place in found})
            found.append(place or PlaceRef(None, char, 0.3, "简称未能确定所指"))
        whole = all(place.id is not None for place in found)
        sure = sum(place.id is not None and place.score > INFERRED for place in found)
        return tuple(found) if whole or sure >= ENOUGH else ()

    def letter(self, char: str, used: set[str | None]) -> PlaceRef | None:
        """Return the place one character stands for: a city the text names, the usual one, or the only unit at home."""
        said = [entry for entry in self.said.get(char, {}).values() if entry.id not in used]
        cities = [entry for entry in said if city_level(entry)] or said
        usual = self.ground.lexicon.letters.get(char)
        ours = self.member(usual) if usual is not None else None
        if ours is not None and self.usually(ours, used, said) and (len(cities) != 1 or not city_level(cities[0])):
            return ours
        if len(cities) == 1:
            return PlaceRef(cities[0].id, self.titled(cities[0]), 0.7, "按简称逐字推断，文中提到该地")
        best = self.only_unit(char, used, CITY) or (self.only_unit(char, used, COUNTY) if usual is None else None)
        if best is not None:
            return PlaceRef(best.id, self.titled(best), INFERRED, "按简称逐字推断")
        return ours

    def usually(self, place: PlaceRef, used: set[str | None], said: list[Entry]) -> bool:
        """Return whether the usual place of a letter stands: a capital, or a city of the text's provinces or of the text itself."""
        entries = [entry for entry in self.ground.lexicon.entries.get(place.name, ()) if entry.id == place.id]
        known = any(entry.region in self.ground.regions or entry.rank > CITY or entry.adcode[2:] == "0100" for entry in entries)
        return place.id not in used and (known or place.id in {entry.id for entry in said})

    def only_unit(self, char: str, used: set[str | None], rank: int) -> Entry | None:
        """Return the one city, or the one county that is no district, that a character begins in the text's provinces."""
        near = [one for one in self.ground.lexicon.by_initial.get(char, ()) if one.rank >= rank and one.id not in used]
        home = self.ground.regions
        for regions in ((region,) for region in home) if rank == CITY else (home,) if len(home) <= NEIGHBOURS else ():
            here = {entry.id: entry for entry in near if entry.region in regions and not entry.name.endswith("区")}
            if here:
                return next(iter(here.values())) if len(here) == 1 else None
        return None

    def member(self, name: str) -> PlaceRef:
        """Return the place a member of a compound names, nearest to the text's regions."""
        plain = BRACKETS.sub("", name)
        entries = self.ground.lexicon.by_name.get(name) or self.ground.lexicon.entries.get(plain, ())
        if not entries:
            return PlaceRef(None, name, 0.6, "合称成员，词典未收")
        best = max(entries, key=lambda one: (one.region in self.ground.regions, one.listed, one.rank))
        return PlaceRef(best.id, self.titled(best), 0.95, "合称成员")

    def far(self, name: str) -> PlaceRef | None:
        """Return the one city, else the one county, of that name outside the text's provinces, for the far end of a route."""
        units = {
            entry.id: entry for entry in self.ground.lexicon.entries.get(name, ()) if entry.kind in {"prefecture", "county"} and entry.id
        }
        found = [entry for entry in units.values() if entry.rank == CITY] or list(units.values())
        doubtful = name in self.ground.lexicon.words.common or name[-1] in LANDFORMS
        if len(found) != 1 or (found[0].rank == COUNTY and doubtful):
            return None
        return PlaceRef(found[0].id, self.titled(found[0]), 0.7, "全国唯一的同名市县")


def city_level(entry: Entry) -> bool:
    """Say whether a unit is a prefecture, not a county-level city that a province governs itself (济源)."""
    return entry.rank == CITY and entry.adcode[2:4] != "90"
