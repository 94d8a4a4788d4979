"""Verdicts on time circles: whether every member the sentence names is reached within the limit."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np

from spatial.claims.model import UNKNOWN, MemberCheck, Question, Verdict, word_for
from spatial.errors import NetworkError
from spatial.gazetteer import load_gazetteer
from spatial.modes import MODE_TITLES, SPEED_BAND
from spatial.network.compiled import compile_network
from spatial.network.join import join_point
from spatial.network.tables import Network
from spatial.reach.origins import Point, as_point
from spatial.reach.points import times_at
from spatial.reach.route import arrival, route
from spatial.reach.start import START_RULES, times_from
from spatial.reach.times import off_at
from spatial.schema import Claim, Member, Place

STATION_SERVES_KM = 20.0
SEAT_KINDS = ("prefecture", "county", "district", "town")


def judge_time_circle(claim: Claim, question: Question) -> Verdict:
    """Return whether the members of a circle are reached within its limit, door to door.

    A sentence without members is not judged: the seats and towns of the gazetteer that are reached are listed instead. Members that
    only stand beside the circle in the sentence (`implied`) are measured, and the verdict stays open.
    """
    limit = claim.limit_minutes or 0.0
    origins = [as_point(origin, on=question.on) for origin in claim.origin_ids]
    if not claim.members:
        reached = _reached_seats(origins, limit, question)
        reason = f"原文没有列出成员，不能判定；{_asked(question)}，{limit:g} 分钟内到得了词典中的 {len(reached)} 处城镇。"
        return Verdict(claim, question.on, question.mode, question.start, UNKNOWN, reason, reached=tuple(reached))
    members = check_members(claim.members, origins, limit, question)
    word = word_for([member.inside for member in members])
    count = sum(member.inside is True for member in members)
    reason = f"{_asked(question)}，{len(members)} 个成员中有 {count} 个在 {limit:g} 分钟之内{_far(members, limit)}。"
    reason += _in_vehicle_words(members, limit, question)
    if claim.members_basis == "implied":
        word, reason = UNKNOWN, f"原文没有说这些地方在圈内，只是同句点名，所以不下结论。{reason}"
    return Verdict(claim, question.on, question.mode, question.start, word, reason, members, _sensitivity(members, limit, word))


def check_members(members: tuple[Member, ...], origins: list[Point], limit: float, question: Question) -> tuple[MemberCheck, ...]:
    """Return the minutes, the band and the margin of every member."""
    places = [_place(member) for member in members]
    fast, middle, slow = (_minutes(origins, places, question, factor) for factor in (1 + SPEED_BAND, 1.0, 1 - SPEED_BAND))
    checks = []
    for i, (member, place) in enumerate(zip(members, places, strict=True)):
        name = member.as_written
        if place is None or place.lon is None:
            checks.append(MemberCheck(member.place_id or "", name, None, None, None, None, None, None, "没有坐标，无法计算"))
        elif not np.isfinite(middle[i]):
            checks.append(MemberCheck(place.id, name, None, None, None, None, False, None, f"{MODE_TITLES[question.mode]}不通"))
        else:
            minutes, note = float(middle[i]), "点位借用驻地" if place.located == "host" else ""
            in_vehicle = _in_vehicle(origins, place, question)
            high = float(slow[i]) if np.isfinite(slow[i]) else None
            checks.append(MemberCheck(place.id, name, minutes, float(fast[i]), high, in_vehicle, minutes <= limit, limit - minutes, note))
    return tuple(checks)


def _place(member: Member) -> Place | None:
    """Return the place of a member, or None where the name is no place."""
    return load_gazetteer().get(member.place_id) if member.place_id else None


def _minutes(origins: list[Point], places: list[Place | None], question: Question, factor: float) -> list[float]:
    """Return the door-to-door minutes to every place, infinite where there is no way or no point."""
    compiled = compile_network(question.network, question.mode, question.on)
    off = off_at(compiled.speeds.off_network, factor)
    times = times_from(compiled, origins, start=question.start, factor=factor, off=off)
    minutes = []
    for place in places:
        if place is None or place.lon is None or place.lat is None:
            minutes.append(float("inf"))
            continue
        goal = join_point(compiled, place.lon, place.lat, name=place.title, inbound=True, factor=factor, off=off)
        minutes.append(arrival(times, goal)[0])
    return minutes


def _in_vehicle(origins: list[Point], place: Place, question: Question) -> float | None:
    """Return the least minutes in train or car from the centre of an origin, or None where there is no way."""
    found = (_ride(question.network, origin, place, question.mode, question.on) for origin in origins)
    return min((minutes for minutes in found if minutes is not None), default=None)


@lru_cache(maxsize=512)
def _ride(network: Network, origin: Point, place: Place, mode: str, on: date) -> float | None:
    """Return the minutes in the vehicle of one trip, None where the last station is too far from the place to serve it."""
    try:
        trip = route(network, origin, place, mode=mode, on=on)
    except NetworkError:
        return None
    rides = [i for i, leg in enumerate(trip.legs) if leg.kind == "ride"]
    beyond = sum(leg.length_km for leg in trip.legs[rides[-1] + 1 :]) if rides else 0.0
    return trip.in_vehicle_minutes if beyond <= STATION_SERVES_KM else None


def _reached_seats(origins: list[Point], limit: float, question: Question) -> list[str]:
    """Return the names of the county seats and towns within the limit, nearest first."""
    compiled = compile_network(question.network, question.mode, question.on)
    own = {origin.id for origin in origins}
    places = [
        place
        for place in load_gazetteer().places
        if place.kind in SEAT_KINDS and place.located == "own" and place.lon is not None and place.id not in own
    ]
    times = times_from(compiled, origins, start=question.start, limit=limit)
    lon, lat = np.array([place.lon for place in places], float), np.array([place.lat for place in places], float)
    minutes = times_at(times, lon, lat)
    order = np.argsort(minutes, kind="stable")
    return [places[i].title for i in order if minutes[i] <= limit]


def _asked(question: Question) -> str:
    """Return how the claim was asked, as the first words of a sentence."""
    return f"按 {question.on.year} 年{MODE_TITLES[question.mode]}、{START_RULES[question.start]}"


def _in_vehicle_words(members: tuple[MemberCheck, ...], limit: float, question: Question) -> str:
    """Return which members lie within the limit when only the minutes in the train count; nothing for other modes."""
    if question.mode != "rail":
        return ""
    near = [member.name for member in members if member.in_vehicle_minutes is not None and member.in_vehicle_minutes <= limit]
    return f"只算车上时间，{len(near)} 个在 {limit:g} 分钟之内{'：' + '、'.join(near) if near else ''}。"


def _far(members: tuple[MemberCheck, ...], limit: float) -> str:
    """Return the member that misses the limit most, as the end of a sentence."""
    late = [member for member in members if member.minutes is not None and member.minutes > limit]
    unreached = [member.name for member in members if member.inside is False and member.minutes is None]
    words = f"；{'、'.join(unreached)}不通" if unreached else ""
    if late:
        worst = max(late, key=lambda member: member.minutes or 0.0)
        words += f"，最远的{worst.name}要 {worst.minutes:.0f} 分钟"
    return words


def _sensitivity(members: tuple[MemberCheck, ...], limit: float, word: str) -> str:
    """Return what speeds 15 % higher or lower would change."""
    if word == UNKNOWN:
        return ""
    fast = word_for([_inside(member, member.low, limit) for member in members])
    slow = word_for([_inside(member, member.high, limit) for member in members])
    if fast == slow == word:
        return "车速 ±15 % 结论不变"
    parts = [f"车速{sign} 15 % 时{other}" for sign, other in (("快", fast), ("慢", slow)) if other != word]
    return "，".join(parts)


def _inside(member: MemberCheck, minutes: float | None, limit: float) -> bool | None:
    """Tell whether a member is inside at other speeds; one that is not reached stays outside."""
    if member.inside is None:
        return None
    return minutes is not None and minutes <= limit
