"""What a verdict holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from spatial.network.tables import Network
from spatial.schema import Claim

HOLDS, PARTLY, FAILS, UNKNOWN = "成立", "部分成立", "不成立", "无法判定"


@dataclass(frozen=True)
class MemberCheck:
    """Hold one member of a claim: door-to-door minutes from the origin, with speeds 15 % higher (low) and lower (high).

    `in_vehicle_minutes` leaves out access and stations and is counted from the centre. `inside` is None where it cannot be known.
    """

    place_id: str
    name: str
    minutes: float | None
    low: float | None
    high: float | None
    in_vehicle_minutes: float | None
    inside: bool | None
    margin_minutes: float | None
    note: str = ""


@dataclass(frozen=True)
class Question:
    """Hold how a claim is asked: of which network, on which day, by which mode, from where."""

    network: Network
    on: date
    mode: str
    start: str


@dataclass(frozen=True)
class Verdict:
    """Hold the verdict on one claim for one day, mode and start rule; `sensitivity` says what ±15 % of speed would change."""

    claim: Claim
    on: date
    mode: str
    start: str
    verdict: str
    reason: str
    members: tuple[MemberCheck, ...] = ()
    sensitivity: str = ""
    reached: tuple[str, ...] = ()

    def asked(self, question: Question) -> Verdict:
        """Return the verdict with the day, mode and start rule it was asked for."""
        return replace(self, on=question.on, mode=question.mode, start=question.start)


def word_for(insides: Sequence[bool | None]) -> str:
    """Return the verdict on members that are inside, outside or unknown (None)."""
    known = [inside for inside in insides if inside is not None]
    if not known:
        return UNKNOWN
    if all(known):
        return HOLDS if len(known) == len(insides) else UNKNOWN
    return PARTLY if any(known) else (FAILS if len(known) == len(insides) else UNKNOWN)
