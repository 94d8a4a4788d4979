"""What a verdict holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from spatial.claims.sentences import Named, Sentence, say, text_of
from spatial.messages import mark
from spatial.network.tables import Network
from spatial.schema import Claim

HOLDS, PARTLY, FAILS, UNKNOWN = mark("成立"), mark("部分成立"), mark("不成立"), mark("无法判定")
MODE_WORDS = {"road": mark("走公路"), "rail": mark("坐火车"), "road+rail": mark("公路铁路并用")}
START_WORDS = {"centre": mark("从中心点出发"), "station": mark("从车站出发"), "edge": mark("从建成区边缘出发")}


@dataclass(frozen=True)
class MemberCheck:
    """Hold one member of a claim: door-to-door minutes from the origin, with speeds 15 % higher (low) and lower (high).

    `in_vehicle_minutes` leaves out access and stations; it belongs to the trip that is fastest door to door. `inside` is
    None where it cannot be known, or where the claim has no limit.
    """

    place_id: str
    name: str
    minutes: float | None = None
    low: float | None = None
    high: float | None = None
    in_vehicle_minutes: float | None = None
    inside: bool | None = None
    margin_minutes: float | None = None
    remark: Sentence | None = None

    @property
    def note(self) -> str:
        """Return what must be known of this member, in Chinese."""
        return text_of([self.remark]) if self.remark else ""

    @property
    def named(self) -> Named:
        """Return the name as a value of a sentence."""
        return Named(self.name, self.place_id)


@dataclass(frozen=True)
class Question:
    """Hold how a claim is asked: of which network, on which day, by which mode, by which start rule, from which of its origins.

    `rides`: whether the minutes in the vehicle are to be found too, which takes a route to every member.
    """

    network: Network
    on: date
    mode: str
    start: str
    origin_ids: tuple[str, ...] = ()
    rides: bool = True

    @property
    def said(self) -> Sentence:
        """Return how the claim is asked, as the head of a sentence."""
        return say(mark("{when}，{mode}，{start}"), when=when(self.on), mode=MODE_WORDS[self.mode], start=START_WORDS[self.start])


@dataclass(frozen=True)
class Verdict:
    """Hold the verdict on one claim for one day, mode and start rule; `changes` says what other speeds or other readings would change."""

    claim: Claim
    on: date
    mode: str
    start: str
    verdict: str
    said: tuple[Sentence, ...]
    members: tuple[MemberCheck, ...] = ()
    changes: tuple[Sentence, ...] = ()
    reached: tuple[Named, ...] = ()
    origin_ids: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Return the reason in Chinese."""
        return text_of(self.said)

    @property
    def sensitivity(self) -> str:
        """Return what would change the verdict, in Chinese."""
        return text_of(self.changes)


def when(day: date) -> Sentence:
    """Return a day in words; the last of a year stands for the year."""
    if (day.month, day.day) == (12, 31):
        return say(mark("{year} 年底"), year=day.year)
    return say(mark("{year} 年 {month} 月 {day} 日"), year=day.year, month=day.month, day=day.day)


def word_for(insides: Sequence[bool | None]) -> str:
    """Return the verdict on members that are inside, outside or unknown (None)."""
    known = [inside for inside in insides if inside is not None]
    if not known:
        return UNKNOWN
    if all(known):
        return HOLDS if len(known) == len(insides) else UNKNOWN
    return PARTLY if any(known) else (FAILS if len(known) == len(insides) else UNKNOWN)
