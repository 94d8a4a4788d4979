"""Choose, for every name found, the place it means: candidates, a score and the reason."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from spatial.gazetteer import load_gazetteer
from spatial.geoparse.letters import Letters
from spatial.geoparse.model import PlaceRef
from spatial.geoparse.points import point_of
from spatial.geoparse.surroundings import province_said, water_said

if TYPE_CHECKING:
    from datetime import date

    from spatial.geoparse.field import Field
    from spatial.geoparse.names import Entry
    from spatial.geoparse.scan import Hit
    from spatial.settings import Settings

RANK_PRIOR = {"prefecture": 1.2, "county": 0.8, "province": 0.6, "town": 0.3, "scenic": 0.3, "water": 0.2, "foreign": 0.3}
CLOSE_MARGIN = 0.45
LIST_REACH = 4
COUNTY = 3
NEAR = 80
SENTENCE_END = re.compile(r"[。；\n]")
ROUTE_REACH = 14
ROUTE_AFTER = re.compile(r"(?:快速|城际|高速|电气化|客运|普速|旅游)?(?:铁路|公路|高铁|专线|高速|线(?![上下]))")
ROUTE_STOP = re.compile(r"[，。；、\n]")
ROUTE_LINK = re.compile(r"[至—-]")
LISTED = re.compile(r"[^，。；]{0,5}[、和及至—-]")


def away(point: tuple[float, float] | None, along: list[tuple[float, float]]) -> float:
    """Return how far a point lies from others: the sum of degrees, a rough measure that only compares towns of one name."""
    return sum(math.hypot(point[0] - lon, point[1] - lat) for lon, lat in along) if point else math.inf


@lru_cache(maxsize=16384)
def fullest(entries: tuple[Entry, ...]) -> Entry:
    """Return the entry that carries its type word and stands highest, the first where several are level."""
    return max(entries, key=lambda entry: (entry.full, entry.rank))


@lru_cache(maxsize=16384)
def rival_towns(entries: tuple[Entry, ...]) -> frozenset[str]:
    """Return the ids of the listed towns that bear one name."""
    return frozenset(other.id for other in entries if other.kind == "town" and other.listed and other.id)


@dataclass(frozen=True)
class Choice:
    """Hold the meaning chosen for one name."""

    entry: Entry
    score: float
    reason: str
    close: bool
    others: tuple[Entry, ...]


class Resolver:
    """Resolve the names of one text against one another."""

    def __init__(self, ground: Field, settings: Settings, on: date | None) -> None:
        self.ground = ground
        self.gazetteer = load_gazetteer(settings)
        self.settings = settings
        self.on = on
        self.aliases = frozenset(hit.alias for hit in ground.hits)
        self.titles: dict[str, str] = {}
        self.letters = Letters(ground, self.titled)
        self.standings: dict[tuple[str, Entry], tuple[float, bool]] = {}
        self.index = {hit.start: at for at, hit in enumerate(ground.hits)}
        self.settled: dict[int, Entry] = {}
        for at, hit in enumerate(ground.hits):
            if len(hit.entries) == 1:
                self.settled[at] = hit.entries[0]
        self.settled_at = sorted(self.settled)

    @lru_cache(maxsize=65536)  # noqa: B019 - one resolver lives as long as one reading
    def choose(self, hit: Hit) -> Choice:
        """Return the meaning of a name with score in (0, 1], reason, and whether another is close behind."""
        if len(hit.entries) == 1:
            entry = hit.entries[0]
            return Choice(entry, 1.0 if entry.id else 0.9, "词典中唯一" if entry.id else "通用名称，词典无坐标", close=False, others=())
        scored = sorted(((self.score(hit, entry), at, entry) for at, entry in enumerate(hit.entries)), key=lambda row: (-row[0][0], row[1]))
        (best, reasons), _, entry = scored[0]
        second = scored[1][0][0]
        margin = best - second
        score = round(max(0.35, min(0.99, 0.5 + margin / 4)), 3)
        same = scored[1][2].id == entry.id
        reason = "；".join(reasons) or "按级别与区域先验"
        return Choice(entry, score, reason, close=margin < CLOSE_MARGIN and not same, others=tuple(row[2] for row in scored[1:4]))

    def score(self, hit: Hit, entry: Entry) -> tuple[float, list[str]]:
        """Return what speaks for one meaning, and the reasons in words."""
        total, in_region = self.standing(hit, entry)
        reasons = ["在文本所述省份"] if in_region else []
        for value, reason in (
            self.from_list(hit, entry),
            self.from_parents(hit, entry),
            self.from_line(hit, entry) if entry.members else self.from_cues(hit, entry),
            self.from_route(hit, entry),
        ):
            total += value
            if reason and value > 0:
                reasons.append(reason)
        return total, reasons

    def standing(self, hit: Hit, entry: Entry) -> tuple[float, bool]:
        """Return what speaks for one meaning wherever its name stands in the text, and whether it lies in the text's provinces."""
        held = self.standings.get((hit.alias, entry))
        if held is not None:
            return held
        total = RANK_PRIOR.get(entry.kind, 0.25) + (0.4 if entry.full else 0.0) + (0.3 if entry.listed else 0.0)
        regions = self.ground.regions
        if entry.kind in {"water", "scenic"}:
            total += 1.5
        elif entry.region and entry.region in regions:
            total += 2.0 if entry.region == regions[0] else 1.2
        total -= self.overshadowed(hit, entry) + self.outdated(entry)
        if entry.region and entry.region not in regions and not entry.listed:
            total -= 1.5
        here = bool(entry.region) and entry.region in regions and entry.kind not in {"water", "scenic"}
        return self.standings.setdefault((hit.alias, entry), (total, here))

    def outdated(self, entry: Entry) -> float:
        """Return what to take off a unit that did not yet, or no longer, bear this name on the date of the text."""
        if entry.kind == "prefecture":
            return 2.0 if entry.listed and entry.alias[:2] != self.titled(entry)[:2] else 0.0
        if self.on is None or not entry.listed or entry.kind not in {"county", "town"}:
            return 0.0
        return 0.0 if entry.alias[:3] in self.titled(entry) or (entry.alias[:2] == self.titled(entry)[:2] and len(entry.alias) < 3) else 0.8

    @staticmethod
    def overshadowed(hit: Hit, entry: Entry) -> float:
        """Return what to take off a county or town whose bare name is first of all that of a city, or a river's that is a town's."""
        if entry.kind == "water" and any(other.kind in {"town", "county"} for other in hit.entries):
            towns = entry.alias[-1] == "河" and any(other.kind == "town" for other in hit.entries)
            return 1.2 if towns else 0.0 if any(other.kind == "town" for other in hit.entries) else 0.4
        if entry.kind not in {"county", "town"} or (entry.full and entry.alias == entry.name):
            return 0.0
        if entry.full:
            return 1.8 if any(other.kind == "prefecture" and other.name == entry.alias for other in hit.entries) else 0.0
        if entry.alias[-1] == "湖" and any(other.kind == "water" and other.full for other in hit.entries):
            return 1.5
        if entry.alias[-1] == "山" and any(other.kind == "scenic" and other.full for other in hit.entries):
            return 1.8
        cities = [other for other in hit.entries if other.kind == "prefecture" and other.region == entry.region]
        above = any(other.id in entry.chain or f"cn-{other.adcode}" in entry.chain for other in cities)
        return 1.8 if cities and (entry.kind == "town" or above) else 0.0

    @lru_cache(maxsize=4096)  # noqa: B019 - one resolver lives as long as one reading
    def neighbours(self, hit: Hit) -> list[Entry]:
        """Return the settled meanings of the names listed beside this one."""
        at = self.index.get(hit.start)
        if at is None:
            return []
        hits, text = self.ground.hits, self.ground.text
        found = []
        for step in (-1, 1):
            here = at
            for _ in range(LIST_REACH):
                there = here + step
                if not 0 <= there < len(hits) or hits[there].alias == hit.alias:
                    break
                first, second = (hits[there], hits[here]) if step < 0 else (hits[here], hits[there])
                if second.start - first.end > 6 or not LISTED.match(text, first.end, second.start):
                    break
                found.append(self.settled.get(there) or fullest(hits[there].entries))
                here = there
        return found

    def from_list(self, hit: Hit, entry: Entry) -> tuple[float, str]:
        """Return what a list says: its other names are of one kind, under one parent."""
        beside = self.neighbours(hit)
        if not beside:
            return 0.0, ""
        alike = [other.kind for other in beside].count(entry.kind) / len(beside)
        kin = bool(entry.chain) and any(entry.chain[0] in other.chain for other in beside)
        return 1.2 * alike + (0.5 if kin and entry.kind in {"county", "town"} else 0.0), "与并列地名同类"

    def from_parents(self, hit: Hit, entry: Entry) -> tuple[float, str]:
        """Return what nearby names say: one of them contains this place."""
        at = self.index.get(hit.start)
        if at is None or not (entry.chain or entry.id):
            return 0.0, ""
        hits = self.ground.hits
        low = bisect_left(self.settled_at, at)
        before = [there for there in reversed(self.settled_at[max(0, low - 6) : low]) if hit.start - hits[there].end <= NEAR]
        best = 0.0
        for there in before:
            other = self.settled[there]
            if other.id == entry.id:
                best = max(best, 0.9)
            above = other.id in entry.chain or (bool(other.adcode) and f"cn-{other.adcode}" in entry.chain)
            if above and other.kind != "province":
                between = self.ground.text[hits[there].end : hit.start]
                near = 3.0 if len(between) <= 1 else (0.7 if SENTENCE_END.search(between) else 1.5) - len(between) / 200
                best = max(best, 0.0 if ROUTE_LINK.fullmatch(between) else near)
        after = self.ground.hit_at.get(hit.end + 1)
        if after is not None and self.ground.text[hit.end : hit.end + 1] in {"（", "("}:
            best = max(best, 4.0 if any(other.id in entry.chain for other in after.entries) else 0.0)
        return best, "邻近提及该地或其上级"

    def from_route(self, hit: Hit, entry: Entry) -> tuple[float, str]:
        """Return what the other names of a route say: of several towns of one name, the one nearest to them."""
        rivals = rival_towns(hit.entries)
        above = any(other.rank >= COUNTY and other.region in self.ground.regions for other in hit.entries)
        if entry.id not in rivals or len(rivals) < 2 or above:
            return 0.0, ""
        if ROUTE_LINK.search(self.ground.text, max(0, hit.start - ROUTE_REACH), hit.end + ROUTE_REACH) is None:
            return 0.0, ""
        low, high = bisect_left(self.settled_at, self.index.get(hit.start, 0)) - 3, self.index.get(hit.start, 0)
        beside = [
            there for there in self.settled_at[max(0, low) : low + 6] if there != high and self.one_route(hit, self.ground.hits[there])
        ]
        along = [point for there in beside if (point := point_of(self.settled[there].id, self.settings))]
        far = {name: away(point_of(name, self.settings), along) for name in rivals}
        return (0.9, "离线路上的其他地点最近") if along and far[entry.id] == min(far.values()) else (0.0, "")

    def one_route(self, hit: Hit, other: Hit) -> bool:
        """Say whether two names stand in one expression of a route: close, and joined by 至 or a dash, no stop between."""
        first, second = sorted((hit, other), key=lambda one: one.start)
        between = self.ground.text[first.end : second.start]
        return len(between) <= ROUTE_REACH and ROUTE_STOP.search(between) is None and ROUTE_LINK.search(between) is not None

    def from_line(self, hit: Hit, entry: Entry) -> tuple[float, str]:
        """Return what the word behind a compound says: 长白|铁路 joins two cities, 长春至长白|铁路 ends in one place."""
        if ROUTE_LINK.match(self.ground.text, max(0, hit.start - 1)) or not ROUTE_AFTER.match(self.ground.text, hit.end):
            return 0.0, ""
        return 3.0, f"合称{entry.name}后接线路用语"

    def from_cues(self, hit: Hit, entry: Entry) -> tuple[float, str]:
        """Return what the words beside a name say: a river's 流域, a province's 特色."""
        if entry.kind == "water":
            said = water_said(self.ground, hit)
            return said, "前后有水系用语" if said else ""
        if entry.kind == "scenic" and entry.alias != entry.name:
            return -0.8, ""
        if entry.kind != "province":
            return 0.0, ""
        city = next((other for other in hit.entries if other.kind == "prefecture"), None)
        if city is None:
            return 0.0, ""
        kinds = [other.kind for other in self.neighbours(hit)]
        if kinds.count("province") > len(kinds) / 2:
            return 1.2, "与省并列"
        return province_said(self.ground, hit, city.name, city_named=city.name in self.aliases, among_cities=bool(kinds))

    def titled(self, entry: Entry) -> str:
        """Return the name a place bore on the date of the text: 九台市 before 2014, 九台区 after."""
        if entry.id is None or not entry.listed:
            return entry.name
        if entry.id not in self.titles:
            self.titles[entry.id] = self.gazetteer.as_of(entry.id, self.on).title
        return self.titles[entry.id]

    def members(self, entry: Entry) -> tuple[PlaceRef, ...]:
        """Return the places a compound stands for."""
        return tuple(self.letters.member(name) for name in entry.members)

    def place(self, hit: Hit) -> tuple[PlaceRef, ...]:
        """Return the place or places a name means."""
        choice = self.choose(hit)
        if choice.entry.members:
            return self.members(choice.entry)
        return (PlaceRef(choice.entry.id, self.titled(choice.entry), choice.score, choice.reason),)
