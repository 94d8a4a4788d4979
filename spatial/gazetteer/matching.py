"""Which places a name can mean, why, and whether one of them may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spatial.schema import Candidate, Place

TYPED, SHORT, FORMER, LOOSE = "typed", "short", "former", "loose"
_BASE = {TYPED: 1.0, SHORT: 0.9, FORMER: 0.7, LOOSE: 0.5}
_TIER = {"country": 0, "province": 0, "prefecture": 0, "county": 0, "district": 0, "town": 1}
_INDEPENDENT = frozenset({"mountain", "region", "lake", "river", "reservoir"})


@dataclass(frozen=True)
class Hit:
    """Hold one place a name can mean: how strongly (typed, short, former, loose) and the reason in words."""

    place: Place
    strength: str
    reason: str
    home: bool

    @property
    def tier(self) -> int:
        """Return 0 for units of county level and above, 1 for towns, 2 for everything else."""
        return _TIER.get(self.place.kind, 2)

    @property
    def score(self) -> float:
        """Return how well the name fits: strength first, then tier, then being named in a plan."""
        return round(_BASE[self.strength] - 0.04 * self.tier + (0.03 if self.place.plans else 0), 2)


@dataclass(frozen=True)
class Choice:
    """Hold the places chosen, none when ambiguous, and the reason."""

    hits: tuple[Hit, ...]
    reason: str


def candidates(hits: Iterable[Hit]) -> tuple[Candidate, ...]:
    """Return the hits as candidates, best first: by strength, then by tier, then those the plans name."""
    scored = [Candidate(hit.place, hit.score, hit.reason) for hit in hits]
    return tuple(sorted(scored, key=lambda item: (-item.score, item.place.id)))


def contenders(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits of the strongest kind present, and the towns a like-named river cannot push aside."""
    hits = tuple(hits)
    for strength in (TYPED, SHORT, FORMER, LOOSE):
        chosen = tuple(hit for hit in hits if hit.strength == strength)
        if chosen:
            rivers_only = strength == TYPED and all(hit.place.kind == "river" for hit in chosen)
            return chosen + tuple(hit for hit in hits if rivers_only and hit.strength == SHORT)
    return ()


def _dominates(one: Hit, other: Hit) -> bool:
    """Tell whether a bare name means `one` rather than `other`: a city or county beats what is named after it."""
    if other.place.kind in _INDEPENDENT or one.tier >= other.tier:
        return False
    if one.tier == 0:
        return one.home or not other.home
    return one.home and one.strength == other.strength == SHORT


def choose(hits: Iterable[Hit]) -> Choice:
    """Choose by the general rule.

    A full name beats a short one, a present name a former one. Of short names a city, county or district beats towns and
    sites, unless it lies outside the province and they do not; equals stay undecided. Of equal full names the only one that
    the plans name is taken.
    """
    rivals = contenders(hits)
    if not rivals:
        return Choice((), "")
    if len(rivals) == 1:
        return Choice(rivals, f"唯一符合：{rivals[0].reason}")
    standing = tuple(hit for hit in rivals if not any(_dominates(other, hit) for other in rivals if other is not hit))
    if len(standing) == 1:
        return Choice(standing, f"{standing[0].reason}；简称优先指市县区，不指同名的乡镇或地点")
    named = tuple(hit for hit in rivals if hit.place.plans)
    if len(named) == 1 and all(hit.strength == TYPED for hit in rivals):
        others = "、".join(sorted(hit.place.id for hit in rivals if hit is not named[0]))
        return Choice(named, f"{named[0].reason}；同名各处中只有它见于规划（另有 {others}）")
    return Choice((), f"有 {len(rivals)} 个同名地点，级别相当，不作选择；请用“名称@所在地”或 --within 限定")
