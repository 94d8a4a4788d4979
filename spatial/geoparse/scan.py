"""Find the names of the lexicon in a text and throw out those that are pieces of ordinary words."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from spatial.geoparse.tables import UNKNOWN_CHAR_COST

if TYPE_CHECKING:
    from spatial.geoparse.lexicon import Lexicon
    from spatial.geoparse.names import Entry
    from spatial.geoparse.tables import OrdinaryWords

LONGEST_WORD = 4
MARGIN = 3
NAME_COSTS = {"province": 6.0, "prefecture": 7.0, "county": 9.0, "abbreviation": 9.0, "town": 9.5}
OTHER_NAME_COST = 7.5
FAR_COST = 3.5
REGION_SHARE = 0.08
DANGLING_COST = 4.0
CUT_COST = 4.0
SHORTEST_NAME = 2
COUNTY = 3
CONJUNCTIONS = frozenset("和与及")
MARKS = frozenset("、和与及")
LIST_ENDS = frozenset(["", *"，。；：）)等两三四五六七八九为各共均是的"])
UNITS = frozenset(["prefecture", "county"])
FOLLOWERS = frozenset(
    "省市县区州盟旗镇乡村屯港站线段河江湖山岭路街桥湾岛东西南北中上下内外前后的和与及等在为以至到将把从由是并或两三四五"
    "，、。；：（）()—-~“”\n 　"
)


@lru_cache(maxsize=16384)
def highest(entries: tuple[Entry, ...]) -> Entry:
    """Return the entry of highest rank, the first where several are level."""
    return max(entries, key=lambda entry: entry.rank)


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """Hold one name found: where, and what it may mean."""

    start: int
    end: int
    alias: str
    entries: tuple[Entry, ...]

    @property
    def best(self) -> Entry:
        """Return the highest-ranking meaning."""
        return highest(self.entries)


@dataclass(frozen=True, slots=True)
class Head:
    """Hold one head word found, such as 高速公路 or 产业园区."""

    start: int
    end: int
    kind: str


def related(above: Hit, below: Hit) -> bool:
    """Say whether the second name may lie inside the first."""
    return may_hold(above.entries, below.entries)


@lru_cache(maxsize=16384)
def may_hold(above: tuple[Entry, ...], below: tuple[Entry, ...]) -> bool:
    """Say whether one of some places lies inside one of others."""
    tops = {entry.id for entry in above} | {f"cn-{entry.adcode}" for entry in above if entry.adcode}
    return any(tops.intersection(entry.chain) for entry in below)


def matches(text: str, lexicon: Lexicon) -> tuple[list[Hit], list[Head]]:
    """Return every match of the automaton, names and heads apart, in the order of their ends."""
    hits: list[Hit] = []
    heads: list[Head] = []
    for last, (tag, word) in lexicon.automaton.iter(text):
        start = last + 1 - len(word)
        if tag != "H":
            hits.append(Hit(start, last + 1, word, lexicon.entries[word]))
        if tag != "N":
            heads.append(Head(start, last + 1, lexicon.heads.get(word) or lexicon.short_heads[word]))
    return hits, heads


def regions_of(hits: list[Hit]) -> tuple[str, ...]:
    """Return the provinces a text is about, the most named first, from its unambiguous names of provinces and prefectures."""
    said = {hit.alias: hit.entries for hit in hits}
    counts: Counter[str] = Counter()
    for alias, times in Counter(hit.alias for hit in hits).items():
        entries = said[alias]
        codes = {entry.region for entry in entries if entry.rank >= 4 and entry.region}
        if len(codes) == 1:
            counts[codes.pop()] += times * (2 if any(entry.full for entry in entries) else 1)
    if not counts:
        counts.update(entry.region for hit in hits for entry in hit.entries if entry.full and entry.region)
    total = sum(counts.values())
    return tuple(code for code, count in counts.most_common() if count >= REGION_SHARE * total)


def usable(entry: Entry, regions: tuple[str, ...], words: OrdinaryWords) -> bool:
    """Say whether an entry may be read at all: short names of far units, and those that are words, need the text's region."""
    at_home = entry.region in regions
    if entry.nickname:
        return at_home
    if entry.full:
        return at_home or len(entry.alias) > SHORTEST_NAME or entry.alias[0] not in CONJUNCTIONS
    if entry.kind in {"county", "town"}:
        return at_home or (entry.listed and entry.alias not in words.plain and not entry.name.endswith("区"))
    if entry.rank >= 4:
        return at_home or entry.listed or entry.alias not in words.plain
    return bool(entry.members) or entry.listed or entry.alias not in words.common


def narrowed(text: str, hits: list[Hit], regions: tuple[str, ...], lexicon: Lexicon) -> list[Hit]:
    """Return the hits that have a usable meaning in this text, with only those meanings, and units of other provinces in lists."""
    kept: list[Hit] = []
    doubted: list[Hit] = []
    above: dict[int, Hit] = {}
    meant: dict[str, tuple[Entry, ...]] = {}
    for hit in hits:
        entries = meant.get(hit.alias)
        if entries is None:
            entries = meant[hit.alias] = tuple(entry for entry in hit.entries if usable(entry, regions, lexicon.words))
        if entries:
            kept.append(hit if len(entries) == len(hit.entries) else Hit(hit.start, hit.end, hit.alias, entries))
            if kept[-1].best.rank > COUNTY:
                above[hit.end] = kept[-1]
        elif hit.start in above and hit.alias not in lexicon.words.common and related(above[hit.start], hit):
            kept.append(hit)
        elif text[hit.end : hit.end + 1] in MARKS or (
            text[hit.start - 1 : hit.start] in MARKS and text[hit.end : hit.end + 1] in LIST_ENDS
        ):
            doubted.append(hit)
    return kept if not doubted else [*kept, *listed_units(text, kept, doubted, lexicon.words)]


def listed_units(text: str, kept: list[Hit], doubted: list[Hit], words: OrdinaryWords) -> list[Hit]:
    """Return the counties of other provinces that a list has beside a unit, or several of one province: 东丰、西丰两县; 桓仁、新宾."""
    units: dict[int, Hit] = {}
    for hit in doubted:
        only = {entry.id: entry for entry in hit.entries if entry.kind in UNITS}
        if (
            len(only) == 1
            and hit.alias[-1] not in "市县区旗"
            and hit.alias not in (words.common if next(iter(only.values())).kind == "prefecture" else words.plain)
        ):
            units[hit.start] = Hit(hit.start, hit.end, hit.alias, tuple(only.values()))
    by_end = {hit.end: hit for hit in units.values()}
    starts = {hit.start: hit for hit in kept if hit.best.kind in UNITS}
    ends = {hit.end: hit for hit in kept if hit.best.kind in UNITS}
    found = []
    for at, hit in units.items():
        before = at - 1 if text[at - 1 : at] in MARKS else -1
        after = hit.end + 1 if text[hit.end : hit.end + 1] in MARKS else -1
        beside = (ends.get(before), starts.get(after))
        akin = (by_end.get(before), units.get(after))
        same = any(other is not None and other.best.region == hit.best.region for other in akin)
        if same or any(other is not None and other.best.kind == hit.best.kind for other in beside):
            found.append(hit)
    return found


def clusters(hits: list[Hit]) -> list[list[Hit]]:
    """Return the hits in groups that overlap or touch one another."""
    groups: list[list[Hit]] = []
    reach = -1
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start > reach:
            groups.append([])
        groups[-1].append(hit)
        reach = max(reach, hit.end)
    return groups


def crossed(text: str, at: int, cost: dict[str, float]) -> bool:
    """Say whether an ordinary word lies across a position."""
    for start in range(max(0, at - MARGIN), at):
        for end in range(at + 1, min(len(text), start + LONGEST_WORD) + 1):
            if text[start:end] in cost:
                return True
    return False


def name_cost(hit: Hit, regions: tuple[str, ...]) -> float:
    """Return what reading a stretch as this name costs, to be weighed against ordinary words."""
    best = hit.best
    cost = NAME_COSTS.get(best.kind, OTHER_NAME_COST)
    far = best.region and best.region not in regions
    return cost + (FAR_COST if far else 0.0) - 0.8 * max(0, len(hit.alias) - 2)


class Steps(dict[str, tuple[float, tuple[tuple[int, float], ...]]]):
    """Hold, for the next few characters of a text, what it costs to step over the first alone and over each word they begin with."""

    def __init__(self, cost: dict[str, float]) -> None:
        super().__init__()
        self.cost = cost

    def __missing__(self, ahead: str) -> tuple[float, tuple[tuple[int, float], ...]]:
        """Look the characters up; texts that repeat themselves ask for the same ones again."""
        words = tuple((size, self.cost[ahead[:size]]) for size in range(2, len(ahead) + 1) if ahead[:size] in self.cost)
        return self.setdefault(ahead, (self.cost.get(ahead[0], UNKNOWN_CHAR_COST), words))


def cheapest(text: str, group: list[Hit], regions: tuple[str, ...], ahead: Steps) -> list[Hit]:
    """Return the names on the cheapest path through a stretch of text (words and names as arcs, costs added)."""
    low = max(0, group[0].start - MARGIN)
    high = min(len(text), max(hit.end for hit in group) + MARGIN)
    arcs: dict[int, list[tuple[Hit, float]]] = {}
    prices: dict[str, float] = {}
    reach = -1
    for hit in group:
        if hit.alias not in prices:
            prices[hit.alias] = name_cost(hit, regions)
        cuts = hit.start < reach < hit.end  # begins inside a name and runs beyond it: 汉阳 in 武汉|阳逻
        arcs.setdefault(hit.start, []).append((hit, prices[hit.alias] + CUT_COST * cuts))
        reach = max(reach, hit.end)
    best: list[tuple[float, int, Hit | None]] = [(math.inf, low, None)] * (high - low + 1)
    best[0] = (0.0, low, None)
    for at in range(low, high):
        spent, _, arrived = best[at - low]
        alone, words = ahead[text[at : min(at + LONGEST_WORD, high)]]
        for hit, price in arcs.get(at, ()):
            if spent + price < best[hit.end - low][0]:
                best[hit.end - low] = (spent + price, at, hit)
        for size, price in words:
            if spent + price < best[at + size - low][0]:
                best[at + size - low] = (spent + price, at, None)
        if arrived is not None and not arrived.best.full and text[at] not in FOLLOWERS:
            alone += DANGLING_COST
        if spent + alone < best[at + 1 - low][0]:
            best[at + 1 - low] = (spent + alone, at, None)
    return path_back(best, low, high)


def path_back(best: list[tuple[float, int, Hit | None]], low: int, high: int) -> list[Hit]:
    """Return the names along the cheapest path, from its end to its beginning and turned round."""
    found = []
    at = high
    while at > low:
        _, before, hit = best[at - low]
        if hit is not None:
            found.append(hit)
        at = before
    return found[::-1]


def settle(text: str, hits: list[Hit], regions: tuple[str, ...], lexicon: Lexicon) -> list[Hit]:
    """Return the names that stand: no overlaps, none cut out of ordinary words."""
    cost = lexicon.words.cost
    ahead = Steps(cost)
    kept: list[Hit] = []
    for group in clusters(hits):
        first = group[0]
        end = max(hit.end for hit in group)
        covered = first.end == end
        if covered and not crossed(text, first.start, cost) and not crossed(text, end, cost):
            kept.append(first)
        else:
            kept.extend(cheapest(text, group, regions, ahead))
    return kept
