"""Verdicts on the time circles of a drafted text: by the means it names, and open where two readings of it would decide otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from spatial.claims.judge import judge
from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, Verdict, word_for
from spatial.claims.sentences import Sentence, say
from spatial.errors import NetworkError
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.modes import SPEED_BAND
from spatial.network.tables import Network
from spatial.reach.route import route
from spatial.schema import Claim

HOME: Final = "jilin-sheng"
UNSURVEYED: Final = "background"
MOST_UNSURVEYED: Final = 0.2  # of the way, by length: beyond it a place that is late may only be late for want of its expressways
NO_TIMES: Final[Mapping[str, str]] = {
    "air": mark("句中说的是乘飞机，本系统没有航班资料，不能判定。"),
    "transit": mark("句中说的是乘公交、地铁或班车，本系统没有它们的线路和时刻资料，不能判定。"),
    "walk": mark("句中说的是步行可及的日常服务，本系统没有设施和步行道路资料，不能判定。"),
    "service": mark("句中说的是服务送达的时间，不只是路上的时间，不能判定。"),
    "entrance": mark("句中说的是各地到最近的高速公路出入口要多久，没有列出是哪些地方，不能判定。"),
}
TWO_WAYS: Final = mark("只算火车上的时间与从门到门的时间结论不同，原文没有说按哪一种，不下结论。")
TWO_STARTS: Final = mark("从中心点出发与从建成区边缘出发结论不同，原文没有说从哪里起算，不下结论。")
ANY_WAY: Final = mark("原文没有说走什么，公路铁路并用比只走公路快，按并用。")
BEYOND: Final = mark("{names}在吉林省外，路网里省外的高速公路和铁路不全，实际可能更快，所以不算作超出。")


def fastest(claim: Claim, network: Network, on: date | int, *, by_rail_too: bool = False) -> Verdict:
    """Return the verdict on a claim by the means its text names; where it names none, by road, or by both where that is better.

    `by_rail_too` says that the claim may speak of trains without naming them: then it stays open where the minutes in the train would do.
    """
    if claim.kind != "time_circle" or not claim.members:
        return judge(claim, network=network, on=on, mode=next(iter(claim.modes), "road"))
    if claim.modes == ("rail",):
        return by_train(claim, network, on)
    found = judge(claim, network=network, on=on, rides=False)
    if not claim.modes and found.verdict in {PARTLY, FAILS}:
        both = judge(claim, network=network, on=on, mode="road+rail", rides=False)
        if inside(both) > inside(found):
            found = replace(both, said=(say(ANY_WAY), *both.said))
    edge = without_unsurveyed(judge(claim, network=network, on=on, mode=found.mode, start="edge", rides=False), network)
    found = without_unsurveyed(found, network)
    if UNKNOWN not in {found.verdict, edge.verdict} and (found.verdict == HOLDS) != (edge.verdict == HOLDS):
        return opened(found, TWO_STARTS)
    if (
        by_rail_too
        and not claim.modes
        and found.verdict in {PARTLY, FAILS}
        and riding(judge(claim, network=network, on=on, mode="rail")) == HOLDS
    ):
        return opened(found, TWO_WAYS)
    return found


def inside(verdict: Verdict) -> int:
    """Return how many members are within the limit."""
    return sum(one.inside is True for one in verdict.members)


def opened(verdict: Verdict, why: str) -> Verdict:
    """Return a verdict that stays open, and why."""
    return replace(verdict, verdict=UNKNOWN, said=(say(why), *verdict.said), changes=())


def by_train(claim: Claim, network: Network, on: date | int) -> Verdict:
    """Return the verdict by train, open where the minutes in the train and those from door to door would not decide alike."""
    found = without_unsurveyed(judge(claim, network=network, on=on, mode="rail"), network)
    return found if found.verdict in {riding(found), UNKNOWN} else opened(found, TWO_WAYS)


def riding(verdict: Verdict) -> str:
    """Return the verdict were only the minutes in the vehicle to count, at the fast end of the band of speeds."""
    limit, rides = (verdict.claim.limit_minutes or 0.0) * (1 + SPEED_BAND), [one.in_vehicle_minutes for one in verdict.members]
    return word_for([None if ride is None else ride <= limit for ride in rides])


def without_unsurveyed(verdict: Verdict, network: Network) -> Verdict:
    """Return a verdict in which a late place beyond the province counts as unknown where the way to it is mostly unsurveyed."""
    late = [one for one in verdict.members if one.inside is False and beyond(one.place_id, verdict)]
    doubtful = {one.place_id for one in late if unsurveyed(one.place_id, verdict, network) > MOST_UNSURVEYED}
    if not doubtful:
        return verdict
    members = tuple(replace(one, inside=None) if one.place_id in doubtful else one for one in verdict.members)
    names = tuple(one.named for one in members if one.place_id in doubtful)
    told: tuple[Sentence, ...] = (say(BEYOND, names=names), *verdict.said)
    return replace(verdict, members=members, verdict=word_for([one.inside for one in members]), said=told, changes=())


def beyond(place: str, verdict: Verdict) -> bool:
    """Say whether a trip leaves the province whose network is surveyed."""
    return any(HOME not in {one, *(unit.id for unit in load_gazetteer().ancestors(one))} for one in (place, *verdict.origin_ids) if one)


def unsurveyed(place: str, verdict: Verdict, network: Network) -> float:
    """Return the share of the way to a place over roads of the mesh alone, or, by train, over roads at all; 1 where there is no way."""
    book = load_gazetteer()
    worst = 1.0
    for origin in verdict.origin_ids:
        try:
            trip = route(network, book.get(origin), book.get(place), mode=verdict.mode, on=verdict.on)
        except NetworkError:
            continue
        legs = [leg for leg in trip.legs if (leg.kind == "drive" and (leg.name == UNSURVEYED or verdict.mode == "rail"))]
        worst = min(worst, sum(leg.length_km for leg in legs) / max(trip.length_km, 1.0))
    return worst
