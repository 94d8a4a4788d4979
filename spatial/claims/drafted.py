"""Claims drafted from a text, held against the network and their lists by the same rules as the claims of the plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import geopandas as gpd

from spatial.claims.coverage import OPENINGS
from spatial.claims.draft_times import NO_TIMES, fastest
from spatial.claims.model import FAILS, HOLDS, UNKNOWN
from spatial.claims.sentences import Sentence, say, text_of
from spatial.errors import SpatialError
from spatial.geoparse.model import ClaimDraft
from spatial.geoparse.points import CODED
from spatial.geoparse.records import claim_of
from spatial.messages import mark
from spatial.network.tables import Network
from spatial.schema import Claim
from spatial.settings import NEWEST_YEAR

FIRST_YEAR = 2012
NEEDS_ORIGIN = frozenset({"time_circle", "connection"})
MOST_TRIPS = 60
TOO_MANY: Final = mark("一份文本最多算 {most} 程路，这一句超出，未判；请按章分开读取。")
NO_START: Final = mark("句中未明说起算点，不能判定。")
START_OUTSIDE: Final = mark("起算点在路网范围之外，不能判定。")
MANY_STARTS: Final = mark("句中说的是几地两两之间，或没有说从哪里起算，不能判定。")
NO_LIST: Final = mark("句中说 {stated:g} 个，没有名单可核，不能判定。")
NOT_READ: Final = mark("句中说 {stated:g} 个，前面的名单没有读出来，不能判定。")
NO_TABLE: Final[Mapping[str, str]] = {
    "population": mark("人口目标要有各年的人口统计才能核对，本系统只有人口普查的数字，不能判定。"),
    "length": mark("里程要有统计口径和逐年数字才能核对，本系统没有，不能判定。"),
}
LEFT_OPEN: Final[Mapping[str, str]] = {
    "examples": mark("句中说 {stated:g} 个，用“等”只举出 {listed} 个，其余无从核对。"),
    "unread": mark("句中说 {stated:g} 个，读出 {listed} 个，名单可能没有读全，不下结论。"),
    "elsewhere": mark("句中说 {stated:g} 个，从文中别处的名单读出 {listed} 个，可能没有读全，不下结论。"),
}
AGREES: Final = mark("句中说 {stated:g} 个，列出 {listed} 个，相符。")
ABOUT_SO: Final = mark("句中说 {stated:g} 个左右，列出 {listed} 个，相差不到 5 %。")
DIFFERS: Final = mark("句中说 {stated:g} 个，列出 {listed} 个，不符。")
ELSEWHERE: Final = mark("文中说的不是（或没有说明是）吉林省的城市，本系统只有吉林省各城市的人口，不能判定。")


@dataclass(frozen=True)
class DraftVerdict:
    """Hold the verdict on one drafted claim: on the day of its text (empty when unknown), today, and why (`said`: in any language)."""

    then: str
    today: str
    reason: str
    said: tuple[Sentence, ...] = ()


def judge_drafts(drafts: Sequence[ClaimDraft], issued: date | None, *, network: Callable[[], Network]) -> tuple[DraftVerdict, ...]:
    """Return a verdict for each drafted claim, door to door from the centre; the network is asked for only where a claim needs one.

    By train where the text says so, else by road, and by both where the text does not say and that is faster.
    `issued` is the day of the text; without it, or outside the years of the network, the verdict is that of today alone. What a text
    says again is judged once; beyond MOST_TRIPS trips, more than any plan asks for, claims that need the network stay open.
    """
    day = issued if issued and FIRST_YEAR <= issued.year < NEWEST_YEAR else None
    held: dict[tuple[object, ...], DraftVerdict] = {}
    trips = 0
    questions = [asked_by(draft) for draft in drafts]
    for number, (draft, asked) in enumerate(zip(drafts, questions, strict=True), 1):
        if asked in held:
            continue
        trips += trips_of(draft)
        over = trips_of(draft) and trips > MOST_TRIPS
        held[asked] = _same(UNKNOWN, say(TOO_MANY, most=MOST_TRIPS), day) if over else _judged(draft, number, day, network)
    return tuple(held[asked] for asked in questions)


def asked_by(draft: ClaimDraft) -> tuple[object, ...]:
    """Return all of a claim but where it is said: two that agree in it have one verdict."""
    members = tuple((one.as_written, one.place_id, one.role) for one in draft.members)
    return (
        draft.kind, draft.origin_ids, members, draft.limit_minutes, draft.value, draft.unit, draft.horizon, draft.verdict, draft.doubts,
        repr(sorted(draft.attributes.items())),
    )  # fmt: skip


def trips_of(draft: ClaimDraft) -> int:
    """Return how many trips the network is asked for: one to each member, one for a circle without any; none where it is not asked."""
    return max(1, len(draft.members)) if draft.kind in NEEDS_ORIGIN and open_reason(draft) is None else 0


def asks_network(claim: Claim) -> bool:
    """Say whether the rule for a claim looks at the network: circles, connections, and the coverage of what the network holds."""
    return claim.kind in NEEDS_ORIGIN or (claim.kind == "coverage" and claim.attributes.get("network") in OPENINGS)


@cache
def without_network() -> Network:
    """Return a network of nothing, for the claims whose rule looks at none."""
    return Network(gpd.GeoDataFrame(), gpd.GeoDataFrame())


def _judged(draft: ClaimDraft, number: int, day: date | None, network: Callable[[], Network]) -> DraftVerdict:
    """Return the verdict on one drafted claim."""
    closed = open_reason(draft)
    if closed is not None:
        return _same(UNKNOWN, closed, day)
    if draft.kind == "count":
        return _same(*counted(draft), day)
    record = claim_of(draft, "draft", number)
    try:
        net = network() if asks_network(record) else without_network()
        trains = bool(draft.attributes.get("trip"))
        today = fastest(record, net, NEWEST_YEAR, by_rail_too=trains)
        then = fastest(record, net, day, by_rail_too=trains).verdict if day else ""
    except SpatialError as error:
        return DraftVerdict(UNKNOWN if day else "", UNKNOWN, str(error))
    said = (*today.said, *today.changes) if draft.kind == "time_circle" and draft.members else today.said
    return DraftVerdict(then, today.verdict, text_of(said), said)


def _same(word: str, sentence: Sentence, day: date | None) -> DraftVerdict:
    """Return a verdict that no year changes."""
    return DraftVerdict(word if day else "", word, text_of([sentence]), (sentence,))


def open_reason(draft: ClaimDraft) -> Sentence | None:
    """Return why a claim stays open before any network is asked, None where it may be judged."""
    how = str(draft.attributes.get("by", ""))
    if how in NO_TIMES:
        return say(NO_TIMES[how])
    if draft.attributes.get("elsewhere"):
        return say(ELSEWHERE)
    if draft.kind not in NEEDS_ORIGIN:
        return say(NO_TABLE[draft.kind]) if draft.kind in NO_TABLE else None
    if not draft.origin_ids:
        return say(MANY_STARTS if draft.members else NO_START)
    return say(START_OUTSIDE) if any(one.startswith(CODED) for one in draft.origin_ids) else None


def counted(draft: ClaimDraft) -> tuple[str, Sentence]:
    """Return whether a number agrees with its list; a list of examples, or one that was not read to its end, decides nothing."""
    stated, listed = draft.value or 0.0, len(draft.members)
    told = {"stated": stated, "listed": listed}
    if not listed:
        return UNKNOWN, say(NOT_READ if draft.attributes.get("open") == "unread" else NO_LIST, stated=stated)
    if stated == listed:
        return HOLDS, say(AGREES, **told)
    if draft.attributes.get("about") and abs(stated - listed) <= stated / 20:
        return HOLDS, say(ABOUT_SO, **told)
    left = LEFT_OPEN.get(str(draft.attributes.get("open", "")))
    return (UNKNOWN, say(left, **told)) if left else (FAILS, say(DIFFERS, **told))
