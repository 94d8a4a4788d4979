"""Choose, for every name found, the place it means: candidates, a score and the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from spatial.gazetteer import load_gazetteer
from spatial.geoparse.evidence import UNSAID, Witness, asked_of
from spatial.geoparse.letters import Letters
from spatial.geoparse.model import PlaceRef
from spatial.geoparse.points import point_of

if TYPE_CHECKING:
    from datetime import date

    from spatial.geoparse.evidence import Evidence
    from spatial.geoparse.field import Field
    from spatial.geoparse.names import Entry
    from spatial.geoparse.scan import Hit
    from spatial.settings import Settings

RANK_PRIOR = {"prefecture": 1.2, "county": 0.8, "province": 0.6, "town": 0.3, "scenic": 0.3, "water": 0.2, "foreign": 0.3}
CLOSE_MARGIN = 0.45
FORMER = 2.6


def away(point: tuple[float, float] | None, along: list[tuple[float, float]]) -> float:
    """Return how far a point lies from others: the sum of degrees, a rough measure that only compares towns of one name."""
    return sum(math.hypot(point[0] - lon, point[1] - lat) for lon, lat in along) if point else math.inf


@dataclass(frozen=True, eq=False)
class Choice:
    """Hold the meaning chosen for one name."""

    entry: Entry
    score: float
    reason: str
    close: bool
    others: tuple[Entry, ...]

    @cached_property
    def candidates(self) -> tuple[PlaceRef, ...]:
        """Return the other places the name may mean."""
        return tuple(PlaceRef(one.id, one.name) for one in self.others if one.id != self.entry.id)


def sole(entry: Entry) -> Choice:
    """Return the choice of a name with one meaning."""
    return Choice(entry, 1.0 if entry.id else 0.9, "词典中唯一" if entry.id else "通用名称，词典无坐标", close=False, others=())


def from_list(entry: Entry, beside: tuple[Entry, ...]) -> tuple[float, str]:
    """Return what a list says: its other names are of one kind, under one parent."""
    if not beside:
        return UNSAID
    if entry.members and len(beside) > 1 and all(other.members for other in beside):
        return 4.0, "与并列的合称同类"
    kinds = ["prefecture" if other.kind == "province" and other.name.endswith("市") else other.kind for other in beside]
    alike = kinds.count(entry.kind) / len(beside)
    kin = bool(entry.chain) and any(entry.chain[0] in other.chain for other in beside)
    return 1.2 * alike + (0.5 if kin and entry.kind in {"county", "town"} else 0.0), "与并列地名同类"


def from_parents(entry: Entry, evidence: Evidence) -> tuple[float, str]:
    """Return what nearby names say: one of them contains this place."""
    if not (entry.chain or entry.id):
        return UNSAID
    best = 0.0
    for other, near in evidence.before:
        if other.id == entry.id:
            best = max(best, 0.9)
        above = other.id in entry.chain or (bool(other.adcode) and f"cn-{other.adcode}" in entry.chain)
        if above and other.kind != "province":
            best = max(best, near)
    if evidence.bracketed:
        best = max(best, 4.0 if any(other.id in entry.chain for other in evidence.bracketed) else 0.0)
    return best, "邻近提及该地或其上级"


def from_line(entry: Entry, evidence: Evidence) -> tuple[float, str]:
    """Return what the word behind a compound says."""
    return (3.0, f"合称{entry.name}后接线路用语") if evidence.line else UNSAID


def from_cues(entry: Entry, evidence: Evidence) -> tuple[float, str]:
    """Return what the words beside a name say: a river's 流域, a province's 特色."""
    if entry.kind == "water":
        return evidence.water, "前后有水系用语" if evidence.water else ""
    if entry.kind == "scenic" and entry.alias != entry.name:
        return -0.8, ""
    return evidence.province if entry.kind == "province" else UNSAID


class Resolver:
    """Resolve the names of one text against one another."""

    def __init__(self, ground: Field, settings: Settings, on: date | None) -> None:
        self.ground = ground
        self.gazetteer = load_gazetteer(settings)
        self.settings = settings
        self.on = on
        self.titles: dict[str, str] = {}
        self.letters = Letters(ground, self.titled)
        self.standings: dict[tuple[str, Entry], tuple[float, bool]] = {}
        self.witness = Witness(ground)
        self.chosen: dict[tuple[tuple[Entry, ...], Evidence | None], Choice] = {}
        self.placed: dict[Choice, tuple[PlaceRef, ...]] = {}

    def choose(self, hit: Hit) -> Choice:
        """Return the meaning of a name with score in (0, 1], reason, and whether another is close behind."""
        evidence = self.witness.of(hit) if len(hit.entries) > 1 else None
        held = self.chosen.get((hit.entries, evidence))
        if held is None:
            held = sole(hit.entries[0]) if evidence is None else self.weighed(hit, evidence)
            self.chosen[hit.entries, evidence] = held
        return held

    def weighed(self, hit: Hit, evidence: Evidence) -> Choice:
        """Return the meaning that scores most among several."""
        rows = ((self.score(hit, entry, evidence), at, entry) for at, entry in enumerate(hit.entries))
        scored = sorted(rows, key=lambda row: (-row[0][0], row[1]))
        (best, reasons), _, entry = scored[0]
        second = scored[1][0][0]
        margin = best - second
        score = round(max(0.35, min(0.99, 0.5 + margin / 4)), 3)
        rival = scored[1][2]
        same = rival.id == entry.id or (entry.kind == "region" and bool(rival.members) and rival.alias == entry.alias)
        reason = "；".join(reasons) or "按级别与区域先验"
        return Choice(entry, score, reason, close=margin < CLOSE_MARGIN and not same, others=tuple(row[2] for row in scored[1:4]))

    def score(self, hit: Hit, entry: Entry, evidence: Evidence) -> tuple[float, list[str]]:
        """Return what speaks for one meaning, and the reasons in words."""
        total, in_region = self.standing(hit, entry)
        reasons = ["在文本所述省份"] if in_region else []
        for value, reason in (
            from_list(entry, evidence.beside),
            from_parents(entry, evidence),
            from_line(entry, evidence) if entry.members else from_cues(entry, evidence),
            self.from_route(hit, entry, evidence),
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
            return FORMER if entry.listed and entry.alias[:2] != self.titled(entry)[:2] else 0.0
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
        everywhere = [other for other in hit.entries if other.kind == "prefecture"]
        cities = [other for other in everywhere if other.region == entry.region]
        above = any(other.id in entry.chain or f"cn-{other.adcode}" in entry.chain for other in cities)
        district = 1.3 if everywhere and entry.name.endswith("区") else 0.0
        return 1.8 if cities and (entry.kind == "town" or above) else district

    def from_route(self, hit: Hit, entry: Entry, evidence: Evidence) -> tuple[float, str]:
        """Return what the other names of a route say: of several towns of one name, the one nearest to them."""
        rivals = asked_of(hit.entries).rivals
        if entry.id not in rivals or not evidence.along:
            return UNSAID
        along = [point for other in evidence.along if (point := point_of(other.id, self.settings))]
        far = {name: away(point_of(name, self.settings), along) for name in rivals}
        return (0.9, "离线路上的其他地点最近") if along and far[entry.id] == min(far.values()) else UNSAID

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

    def places(self, choice: Choice) -> tuple[PlaceRef, ...]:
        """Return the place or places a choice means."""
        held = self.placed.get(choice)
        if held is None:
            entry = choice.entry
            named = self.members(entry) if entry.members else (PlaceRef(entry.id, self.titled(entry), choice.score, choice.reason),)
            held = self.placed.setdefault(choice, named)
        return held
