"""Gather what stands around a name: the names listed beside it, those before it, the words on either side, its route.

Evidence holds no position, so that names with the same meanings and the same surroundings are weighed once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from spatial.geoparse.surroundings import province_said, water_said

if TYPE_CHECKING:
    from spatial.geoparse.field import Field
    from spatial.geoparse.names import Entry
    from spatial.geoparse.scan import Hit

LIST_REACH = 4
LIST_GAP = 6
NEAR = 80
PARENTS = 6
COUNTY = 3
SENTENCE_END = re.compile(r"[。；\n]")
ROUTE_REACH = 14
ROUTE_AFTER = re.compile(r"(?:快速|城际|高速|电气化|客运|普速|旅游)?(?:铁路|公路|高铁|专线|高速|线(?![上下]))")
ROUTE_STOP = re.compile(r"[，。；、\n]")
ROUTE_LINK = re.compile(r"[至—-]")
LISTED = re.compile(r"[^，。；]{0,5}[、和及至—-]")
UNSAID = (0.0, "")


class Asked(NamedTuple):
    """Say which cues can tell the meanings of one name apart: the city a province shares it with, towns of one name, where several."""

    line: bool
    water: bool
    city: Entry | None
    rivals: frozenset[str]


class Evidence(NamedTuple):
    """Hold what stands around one name; of each name shortly before it, its meaning and what its nearness says for what lies in it."""

    beside: tuple[Entry, ...]
    before: tuple[tuple[Entry, float], ...]
    bracketed: tuple[Entry, ...]
    line: bool
    water: float
    province: tuple[float, str]
    along: tuple[Entry, ...]


@lru_cache(maxsize=16384)
def fullest(entries: tuple[Entry, ...]) -> Entry:
    """Return the entry that carries its type word and stands highest, the first where several are level."""
    return max(entries, key=lambda entry: (entry.full, entry.rank))


@lru_cache(maxsize=16384)
def asked_of(entries: tuple[Entry, ...]) -> Asked:
    """Return the cues that can tell some meanings of a name apart."""
    kinds = {entry.kind for entry in entries}
    rivals = frozenset(other.id for other in entries if other.kind == "town" and other.listed and other.id)
    city = next((entry for entry in entries if entry.kind == "prefecture"), None) if "province" in kinds else None
    line = any(entry.members for entry in entries)
    return Asked(line, "water" in kinds, city, rivals if len(rivals) > 1 else frozenset())


class Witness:
    """Give the evidence around the names of one text."""

    def __init__(self, ground: Field) -> None:
        self.ground = ground
        hits, text = ground.hits, ground.text
        self.aliases = frozenset(hit.alias for hit in hits)
        self.index = {hit.start: at for at, hit in enumerate(hits)}
        self.settled = {at: hit.entries[0] for at, hit in enumerate(hits) if len(hit.entries) == 1}
        self.settled_at = list(self.settled)
        self.stops = [match.start() for match in SENTENCE_END.finditer(text)]
        self.listed = [
            second.start - first.end <= LIST_GAP and LISTED.match(text, first.end, second.start) is not None
            for first, second in pairwise(hits)
        ]

    def of(self, hit: Hit) -> Evidence:
        """Return the evidence around one name."""
        asked, at = asked_of(hit.entries), self.index.get(hit.start)
        beside = self.beside(hit, at) if at is not None else ()
        return Evidence(
            beside,
            self.before(hit, at) if at is not None else (),
            self.bracketed(hit) if at is not None else (),
            asked.line and self.on_a_line(hit),
            water_said(self.ground, hit) if asked.water else 0.0,
            self.of_a_province(hit, asked.city, beside) if asked.city is not None else UNSAID,
            self.along(hit, at or 0) if asked.rivals else (),
        )

    def beside(self, hit: Hit, at: int) -> tuple[Entry, ...]:
        """Return the settled meanings of the names listed beside this one."""
        hits, listed = self.ground.hits, self.listed
        found = []
        for step in (-1, 1):
            here = at
            for _ in range(LIST_REACH):
                there = here + step
                if not 0 <= there < len(hits) or hits[there].alias == hit.alias or not listed[min(here, there)]:
                    break
                found.append(self.settled.get(there) or fullest(hits[there].entries))
                here = there
        return tuple(found)

    def before(self, hit: Hit, at: int) -> tuple[tuple[Entry, float], ...]:
        """Return the settled names shortly before this one, the nearest first."""
        hits, low, index = self.ground.hits, bisect_left(self.settled_at, at), bisect_left(self.stops, hit.start)
        stop = self.stops[index - 1] if index else -1
        return tuple(
            (self.settled[there], self.nearness(hits[there].end, hit.start, parted=stop >= hits[there].end))
            for there in reversed(self.settled_at[max(0, low - PARENTS) : low])
            if hit.start - hits[there].end <= NEAR
        )

    def nearness(self, end: int, start: int, *, parted: bool) -> float:
        """Return what the nearness of a name says for another in it: most where they touch, less where a sentence ends between."""
        gap = start - end
        if gap == 1 and ROUTE_LINK.match(self.ground.text, end):
            return 0.0
        return 3.0 if gap <= 1 else (0.7 if parted else 1.5) - gap / 200

    def bracketed(self, hit: Hit) -> tuple[Entry, ...]:
        """Return the meanings of the name in the bracket that follows."""
        after = self.ground.hit_at.get(hit.end + 1)
        return after.entries if after is not None and self.ground.text[hit.end] in "（(" else ()

    def of_a_province(self, hit: Hit, city: Entry, beside: tuple[Entry, ...]) -> tuple[float, str]:
        """Return what the names and words beside a name say for the province that shares it with a city."""
        kinds = ["city" if other.name.endswith("市") else other.kind for other in beside]
        if kinds.count("province") > len(kinds) / 2:
            return 1.2, "与省并列"
        return province_said(self.ground, hit, city.name, city_named=city.name in self.aliases, among_cities=bool(kinds))

    def on_a_line(self, hit: Hit) -> bool:
        """Say whether the word behind a name makes it a line: 长白|铁路 joins two cities, 长春至长白|铁路 ends in one place."""
        text = self.ground.text
        return ROUTE_LINK.match(text, max(0, hit.start - 1)) is None and ROUTE_AFTER.match(text, hit.end) is not None

    def along(self, hit: Hit, at: int) -> tuple[Entry, ...]:
        """Return the settled names of the route a name stands in; none where the name may be that of a unit above towns."""
        above = any(other.rank >= COUNTY and other.region in self.ground.regions for other in hit.entries)
        if above or ROUTE_LINK.search(self.ground.text, max(0, hit.start - ROUTE_REACH), hit.end + ROUTE_REACH) is None:
            return ()
        low = bisect_left(self.settled_at, at) - 3
        near = self.settled_at[max(0, low) : low + 6]
        return tuple(self.settled[there] for there in near if there != at and self.one_route(hit, self.ground.hits[there]))

    def one_route(self, hit: Hit, other: Hit) -> bool:
        """Say whether two names stand in one expression of a route: close, and joined by 至 or a dash, no stop between."""
        first, second = sorted((hit, other), key=lambda one: one.start)
        between = self.ground.text[first.end : second.start]
        return len(between) <= ROUTE_REACH and ROUTE_STOP.search(between) is None and ROUTE_LINK.search(between) is not None
