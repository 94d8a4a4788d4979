"""Turn drafts of expressions into mentions with their places, in the offsets of the text as given."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from spatial.geoparse.compose import CITY_PARTS
from spatial.geoparse.model import Mention, PlaceRef
from spatial.geoparse.resolve import Resolver
from spatial.geoparse.scan import Hit, matches
from spatial.geoparse.sections import sections_of
from spatial.geoparse.surroundings import among_waters, listed_facility, listed_waters

if TYPE_CHECKING:
    from datetime import date

    from spatial.geoparse.field import Field
    from spatial.geoparse.heads import Draft
    from spatial.geoparse.lexicon import Lexicon
    from spatial.geoparse.names import Entry
    from spatial.geoparse.normalise import Folded
    from spatial.settings import Settings

Meaning = tuple[tuple[PlaceRef, ...], float, str]
BY_LETTERS = "按简称逐字推断，请核对"
UNKNOWN = "词典未收，按字形与上下文识别"
ROUTE_HEAD = re.compile(
    r"^(?:[GS][0-9]+)?([一-鿿]{2,4}?)(?:高速公路|高速铁路|高速|高铁|铁路|城际铁路|城际|客运专线|客专|班列|"
    r"(?:天然气|原油|输油|输气)?(?:管道|管线|干线)|大?通道|线)$"
)
DASHED = re.compile(r"^(?:[一-鿿][一—–-]){2,4}[一-鿿]")
DASH = re.compile("[一—–-]")
BARE_LETTERS = re.compile(r"^([一-鿿]{2,7})$")
STREET = re.compile(r"(?:(?<![铁公速环道])路|街|大街|大道|大路)(?:[东西南北]?段|辅路)?$")
PORTS = re.compile("(?:[、和与及][一-鿿]{1,4}?){1,14}(口岸)")  # what a list of ports ends with
LAST_UNIT = re.compile("[市县区旗镇乡村]([^市县区旗镇乡村]{2,}[镇乡村社屯组队])$")  # 三道沟镇 of 八道江区三道沟镇
RIVER_PARTS = frozenset(["流域", "干流", "水系", "支流", "沿岸"])
SECTION = "段"
LETTERS = 3
INNER_KINDS = {"province", "prefecture", "county", "town", "abbreviation", "foreign", "water", "region"}


@lru_cache(maxsize=4096)
def names_within(alias: str, lexicon: Lexicon) -> tuple[tuple[int, str], ...]:
    """Return the shorter names inside a name of the dictionary: 长春 in 长春新区."""
    hits, _ = matches(alias, lexicon)
    inside = [hit for hit in hits if hit.end - hit.start < len(alias) and any(entry.kind in INNER_KINDS for entry in hit.entries)]
    kept: list[Hit] = []
    for hit in sorted(inside, key=lambda one: (one.start - one.end, one.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return tuple((hit.start, hit.alias) for hit in sorted(kept, key=lambda one: one.start))


class Writer:
    """Write the mentions of one text."""

    def __init__(self, ground: Field, folded: Folded, settings: Settings, on: date | None) -> None:
        self.ground = ground
        self.folded = folded
        self.resolver = Resolver(ground, settings, on)
        self.sections = sections_of(folded.source)

    def mention(self, draft: Draft, ctx: str) -> Mention:
        """Return the mention of a draft: what it means as a whole, and the names inside it."""
        names = list(draft.names)
        if len(names) > 1:
            names = sorted({hit.start: hit for hit in names}.values(), key=lambda hit: hit.start)
        names = [] if self.by_chance(draft, names) else names
        whole = names[0] if len(names) == 1 and (names[0].start, names[0].end) == (draft.start, draft.end) else None
        if whole is not None:
            return self.simple(whole, draft, ctx)
        street = STREET.search(self.ground.text[draft.start : draft.end]) is not None and not draft.ranged
        inner = tuple(self.name(hit) for hit in names if not street or self.at_home(hit))
        meaning = self.meaning(draft, names, inner)
        ambiguous = any(one.ambiguous for one in inner) or meaning[2] == BY_LETTERS
        return self.write((draft.start, draft.end), draft.kind, meaning, ambiguous=ambiguous, inner=inner, ctx=ctx)

    def by_chance(self, draft: Draft, names: list[Hit]) -> bool:
        """Say whether the letters of a route spell a name of another province by chance: 昌吉 in 昌吉赣客专 of 江西."""
        route = ROUTE_HEAD.match(self.ground.text[draft.start : draft.end]) if len(names) == 1 and not draft.ranged else None
        letters = route.group(1) if route else ""
        hit = names[0] if letters else None
        return hit is not None and letters != hit.alias and letters.startswith(hit.alias) and not hit.best.members and not self.at_home(hit)

    def at_home(self, hit: Hit) -> bool:
        """Say whether a name may lie in the provinces of the text: 海南街 there is no street of 海南."""
        return any(entry.region in self.ground.regions or not entry.region for entry in hit.entries)

    def simple(self, hit: Hit, draft: Draft, ctx: str) -> Mention:
        """Return the mention of a name that stands alone."""
        choice = self.resolver.choose(hit)
        kind = choice.entry.kind if not choice.entry.members else "abbreviation"
        if kind in {"prefecture", "county", "town"} and not choice.entry.full and among_waters(self.ground, hit):
            return self.write(
                (draft.start, draft.end), "water", self.water(hit), ambiguous=not listed_waters(self.ground, hit), ctx=ctx,
                candidates=self.resolver.places(choice),
            )  # fmt: skip
        facility = listed_facility(self.ground, hit.end) if kind in {"prefecture", "county", "town"} and not choice.entry.full else ""
        if facility and (kind != "prefecture" or self.listed(hit.alias + facility)):
            return self.write((draft.start, draft.end), *self.facility(hit, facility), ambiguous=False, ctx=ctx)
        inner = tuple(self.within(hit)) if kind not in {"province", "prefecture", "county", "town", "abbreviation", "foreign"} else ()
        meaning = (self.resolver.places(choice), choice.score, choice.reason)
        return self.write(
            (draft.start, draft.end), kind, meaning, ambiguous=choice.close, inner=inner, ctx=ctx, candidates=choice.candidates
        )

    def water(self, hit: Hit) -> Meaning:
        """Return the water a name listed among waters means, known or not."""
        known = next((entry for entry in hit.entries if entry.kind == "water"), None)
        if known is not None:
            return (PlaceRef(known.id, self.resolver.titled(known), 0.8, "与并列的河湖同类"),), 0.8, "与并列的河湖同类"
        return (PlaceRef(None, hit.alias, 0.5, UNKNOWN),), 0.5, "与并列的河湖同类，词典未收该水体"

    def facility(self, hit: Hit, word: str) -> tuple[str, Meaning]:
        """Return the kind and meaning of a name in a list of reservoirs, wetlands …: the one so called, known or not."""
        kind = "water" if word == "水库" else "facility" if word == "灌区" else "scenic"
        places = self.listed(hit.alias + word) or (PlaceRef(None, hit.alias + word, 0.5, UNKNOWN),)
        return kind, (places, places[0].score, "名单所说的类别")

    def within(self, hit: Hit) -> list[Mention]:
        """Return the names inside one name of the dictionary."""
        lexicon = self.ground.lexicon
        return [
            self.name(Hit(hit.start + offset, hit.start + offset + len(alias), alias, self.regional(lexicon.entries[alias])))
            for offset, alias in names_within(hit.alias, lexicon)
        ]

    def regional(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return the entries that lie in the text's regions, or all where none does."""
        near = tuple(entry for entry in entries if not entry.region or entry.region in self.ground.regions)
        return near or entries

    def name(self, hit: Hit) -> Mention:
        """Return the mention of one name inside an expression."""
        choice = self.resolver.choose(hit)
        kind = "abbreviation" if choice.entry.members else choice.entry.kind
        meaning = (self.resolver.places(choice), choice.score, choice.reason)
        return self.write((hit.start, hit.end), kind, meaning, ambiguous=choice.close)

    def meaning(self, draft: Draft, names: list[Hit], inner: tuple[Mention, ...]) -> Meaning:
        """Return what an expression means: a listed place, the places it joins, or a name not yet in the dictionary."""
        text = self.ground.text[draft.start : draft.end]
        below = LAST_UNIT.search(text) if draft.kind == "town" else None
        unknown: Meaning = ((PlaceRef(None, below.group(1) if below else text, 0.5, UNKNOWN),), 0.5, UNKNOWN)
        listed = self.listed(text)
        if listed:
            return listed, 0.9, "词典中的名称"
        if draft.ranged:
            return self.joined(draft, inner)
        if names and not draft.headed:
            return self.nested(draft, inner)
        if inner and draft.kind == "transport_route" and not STREET.search(text):
            return self.joined(draft, inner)
        tail = text[names[-1].end - draft.start :] if names else ""
        tail = "市区" if tail == "区" and len(names) == 1 and names[0].alias.endswith("市") else tail
        whole = len(names) == 1 and (tail in CITY_PARTS or tail in RIVER_PARTS)
        if whole or (draft.kind == "water" and tail == SECTION):
            return self.part(names[-1], inner[-1], tail)
        route = ROUTE_HEAD.search(text) or (BARE_LETTERS.search(text) if draft.kind == "abbreviation" else None)
        dashed = DASHED.match(text)
        letters = DASH.sub("", dashed.group()) if dashed else route.group(1) if route else ""
        cities = self.resolver.letters.spelled(letters) if letters and not names and not STREET.search(text) else ()
        port = PORTS.match(self.ground.text, draft.end) if not names and not cities else None
        place = self.listed(text + port.group(1)) if port else ()
        return (cities, 0.55, BY_LETTERS) if cities else (place, 0.8, "与并列者同为口岸") if place else unknown

    def part(self, hit: Hit, inner: Mention, tail: str) -> Meaning:
        """Return what a part of a city or river means: the city, the river (a unit may bear its name: 黑龙江|干流), where a stretch is."""
        if tail in CITY_PARTS or tail == SECTION:
            return inner.places, 0.8, "河流在该地的一段" if tail == SECTION else "所指为该市的城区"
        places = self.water(hit)[0] if hit.alias[-1] in "江河湖" and not hit.best.full else inner.places
        return places, 0.8, "所指为该河流"

    def joined(self, draft: Draft, inner: tuple[Mention, ...]) -> Meaning:
        """Return the places a route joins: its ends where it states them, else those of its compound name."""
        stated = [one for one in inner if one.kind != "abbreviation"]
        chosen = stated if draft.ranged and len(stated) > 1 else inner
        places = [place for one in chosen for place in one.places]
        for start, end in draft.ends:
            if not self.ground.hits_between(start, end):
                name = self.ground.text[start:end]
                far = self.resolver.letters.far(name)
                cities = self.resolver.letters.spelled(name) if far is None and len(name) > LETTERS else ()
                ends = (far,) if far else cities or (PlaceRef(None, name, 0.5, UNKNOWN),)
                places = [*ends, *places] if start == draft.start else [*places, *ends]
        unique = tuple({(place.id, place.name): place for place in places}.values())
        return unique, min((place.score for place in unique), default=0.5), "按起讫点与所经地"

    def nested(self, draft: Draft, inner: tuple[Mention, ...]) -> Meaning:
        """Return the narrowest of nested units, or every member of a compound spelt out in brackets."""
        if draft.kind == "abbreviation":
            places = tuple(place for one in inner for place in one.places)
            return places, min((place.score for place in places), default=0.5), "括号拆写的合称"
        narrow = inner[self.narrowest(inner)]
        return narrow.places, narrow.score, "按层级取最具体者"

    @staticmethod
    def rank(one: Mention) -> float:
        """Return how high the unit of a mention stands."""
        return {"province": 5, "foreign": 4.5, "prefecture": 4, "county": 3}.get(one.kind, 2)

    def narrowest(self, inner: tuple[Mention, ...]) -> int:
        """Return which of several nested names is the narrowest; the last where they are level."""
        ranks = [self.rank(one) for one in inner]
        return len(ranks) - 1 - ranks[::-1].index(min(ranks))

    def may_mean(self, entry: Entry) -> bool:
        """Say whether a name may mean an entry though it was not read as its name: a listed place or one of the text's provinces."""
        return entry.region in self.ground.regions or (not entry.nickname and (entry.full or entry.listed))

    def listed(self, text: str) -> tuple[PlaceRef, ...]:
        """Return the place whose name an expression spells with other punctuation, or abbreviates unmistakably."""
        plain = re.sub(r"[（）()“”\"\s]", "", text)
        entries = self.ground.lexicon.entries.get(plain) or self.ground.lexicon.by_plain.get(plain, ())
        found = {entry.id: entry for entry in entries if entry.id and self.may_mean(entry)}
        if len(found) != 1:
            return ()
        entry = next(iter(found.values()))
        return (PlaceRef(entry.id, self.resolver.titled(entry), 0.9, "词典中的名称"),)

    def write(
        self, span: tuple[int, int], kind: str, meaning: Meaning, *, ambiguous: bool, inner: tuple[Mention, ...] = (), ctx: str = "",
        candidates: tuple[PlaceRef, ...] = (),
    ) -> Mention:  # fmt: skip
        """Return a mention with its span mapped back to the text as given."""
        first, last = self.folded.span(*span)
        text = self.folded.source[first:last]
        section = self.sections.at(first)
        return Mention(first, last, text, kind, meaning[0], ambiguous, meaning[1], meaning[2], inner, ctx, candidates, section)
