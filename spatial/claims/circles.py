"""Verdicts on time circles, and the times behind a promise to connect: minutes and margin of every member, and at other speeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from spatial import crs
from spatial.claims.model import FAILS, HOLDS, UNKNOWN, MemberCheck, Question, Verdict, word_for
from spatial.claims.sentences import Named, Sentence, say
from spatial.errors import InvalidInputError, NetworkError, OutsideNetworkError, PlaceNotFoundError, PlaceWithoutPointError
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.modes import SPEED_BAND
from spatial.network.compiled import compile_network
from spatial.network.join import join_point
from spatial.reach.origins import Point, as_point
from spatial.reach.points import times_at
from spatial.reach.route import arrival, route
from spatial.reach.start import START_RULES, times_from
from spatial.reach.times import Times, off_at
from spatial.schema import Claim, Member, Place

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
STATION_SERVES_KM = 20.0
SEAT_KINDS = ("prefecture", "county", "district", "town")
OPEN_ERRORS = (NetworkError, PlaceWithoutPointError, PlaceNotFoundError)
FASTER, SLOWER = 1 + SPEED_BAND, 1 - SPEED_BAND
BY_TRAIN = mark("按门到门最快的走法，车上时间在 {limit:g} 分钟之内的有 {count} 个：{names}。")
BY_TRAIN_NONE = mark("按门到门最快的走法，车上时间没有一个在 {limit:g} 分钟之内。")


@dataclass(frozen=True)
class _Trips:
    """Hold the times from the origins of a question at the three speeds: 15 % faster, as they are, 15 % slower."""

    origins: tuple[Point, ...]
    times: tuple[Times, Times, Times]


def judge_time_circle(claim: Claim, question: Question) -> Verdict:
    """Return whether the members of a circle are reached within its limit, door to door.

    A sentence without members is not judged: the seats and towns of the gazetteer that are reached are listed instead. Members that
    only stand beside the circle in the sentence (`implied`) are measured, and the verdict stays open; so it does where the question has
    no answer, as from the station of a place without one, or on a network that ends before a member.
    """
    limit = claim.limit_minutes
    if not question.origin_ids or limit is None:
        missing = mark("没有地名库认得的起算地点，不能判定。") if limit is not None else mark("原文没有时间界限，不能判定成立与否。")
        return _open(claim, question, (say(missing),))
    try:
        trips = _trips(question, np.inf if claim.members else limit)
        if not claim.members:
            return _without_members(claim, question, trips, limit)
        members = check_members(claim.members, trips, limit, question)
    except OPEN_ERRORS as error:
        return _open(claim, question, (why_not(error, claim, question),))
    word = word_for([member.inside for member in members])
    said, changes = _reason(members, limit, question), _changes(members, limit, word)
    if claim.members_basis == "implied":
        word, changes = UNKNOWN, _counts(members, limit)
        said = (say(mark("原文只在同句点名这些地方，没有说它们在圈内，所以不下结论。")), *said)
    return Verdict(claim, question.on, question.mode, question.start, word, said, members, changes, origin_ids=question.origin_ids)


def judge_connection(claim: Claim, question: Question) -> Verdict:
    """Return the minutes to every place a promise to connect names; without a limit in the sentence it stays open."""
    head = say(mark("原文没有时间界限，不能判定成立与否。"))
    if not claim.members or not question.origin_ids:
        return _open(claim, question, (head,))
    try:
        checked = check_members(claim.members, _trips(question, np.inf), np.inf, question)
    except OPEN_ERRORS as error:
        return _open(claim, question, (head, why_not(error, claim, question)))
    members = tuple(replace(member, inside=None, margin_minutes=None) for member in checked)
    reached = sorted((member for member in members if member.minutes is not None), key=lambda member: member.minutes or 0.0)
    said: tuple[Sentence, ...] = (head,)
    if reached:
        near, far = reached[0], reached[-1]
        words = mark("{asked}：最近的{near} {least:.0f} 分钟，最远的{far} {most:.0f} 分钟。")
        said += (say(words, asked=question.said, near=near.named, least=near.minutes, far=far.named, most=far.minutes),)
    return replace(_open(claim, question, said), members=members)


def why_not(error: Exception, claim: Claim, question: Question) -> Sentence:
    """Return why the network has no answer to a claim."""
    if not isinstance(error, OutsideNetworkError):
        return say("{message}", message=str(error))
    asked = (*question.origin_ids, *(member.place_id for member in claim.members if member.place_id))
    place = next((one for one in asked if load_gazetteer().get(one).title == error.name), "")
    return say(mark("{name}在路网的范围之外，不能判定。"), name=Named(error.name, place))


def _open(claim: Claim, question: Question, said: tuple[Sentence, ...]) -> Verdict:
    """Return a verdict that stays open."""
    return Verdict(claim, question.on, question.mode, question.start, UNKNOWN, said, origin_ids=question.origin_ids)


def _trips(question: Question, limit: float) -> _Trips:
    """Return the times of a question up to a limit; raises NetworkError where the start rule finds no start."""
    if question.start not in START_RULES:
        msg = f"没有出发规则 {question.start!r}；可选：{'、'.join(START_RULES)}。"
        raise InvalidInputError(msg)
    compiled = compile_network(question.network, question.mode, question.on)
    origins = tuple(as_point(origin, on=question.on) for origin in question.origin_ids)

    def at(factor: float) -> Times:
        return times_from(
            compiled, origins, start=question.start, limit=limit, factor=factor, off=off_at(compiled.speeds.off_network, factor)
        )

    try:
        return _Trips(origins, (at(FASTER), at(1.0), at(SLOWER)))
    except InvalidInputError as error:  # a place without a built-up area: no answer, not a wrong question
        raise NetworkError(str(error)) from error


def check_members(members: tuple[Member, ...], trips: _Trips, limit: float, question: Question) -> tuple[MemberCheck, ...]:
    """Return the minutes, the band and the margin of every member."""
    return tuple(_check(member, trips, limit, question) for member in members)


def _check(member: Member, trips: _Trips, limit: float, question: Question) -> MemberCheck:
    """Return one member against the limit."""
    place = load_gazetteer().get(member.place_id) if member.place_id else None
    bare = MemberCheck(member.place_id or "", member.as_written)
    if place is None or place.lon is None or place.lat is None:
        return replace(bare, remark=say(mark("没有坐标，无法计算")))
    low, minutes, high = (_minutes(times, place) for times in trips.times)
    if minutes is None:
        return replace(bare, inside=False, remark=say(mark("不通")))
    ride = _in_vehicle(trips.origins, place, question) if question.rides else None
    return replace(
        bare, minutes=minutes, low=low, high=high, in_vehicle_minutes=ride, inside=minutes <= limit,
        margin_minutes=limit - minutes, remark=say(mark("点位借用驻地")) if place.located == "host" else None,
    )  # fmt: skip


def _minutes(times: Times, place: Place) -> float | None:
    """Return the door-to-door minutes to a place, None where there is no way."""
    lon, lat = place.lon or 0.0, place.lat or 0.0
    goal = join_point(times.compiled, lon, lat, name=place.title, inbound=True, factor=times.factor, off=times.off)
    minutes = arrival(times, goal)[0]
    return float(minutes) if np.isfinite(minutes) else None


def _in_vehicle(origins: tuple[Point, ...], place: Place, question: Question) -> float | None:
    """Return the least minutes in train or car from an origin, or None where there is no way."""
    found = (_ride(question, origin, place) for origin in origins)
    return min((minutes for minutes in found if minutes is not None), default=None)


@lru_cache(maxsize=1024)
def _ride(question: Question, origin: Point, place: Place) -> float | None:
    """Return the minutes in the vehicle of one trip, None where the last station is too far from the place to serve it."""
    try:
        trip = route(question.network, origin, place, mode=question.mode, on=question.on, start=question.start, end="centre")
    except NetworkError:
        return None
    rides = [i for i, leg in enumerate(trip.legs) if leg.kind == "ride"]
    beyond = sum(leg.length_km for leg in trip.legs[rides[-1] + 1 :]) if rides else 0.0
    return trip.in_vehicle_minutes if beyond <= STATION_SERVES_KM else None


def _without_members(claim: Claim, question: Question, trips: _Trips, limit: float) -> Verdict:
    """Return the open verdict on a circle whose sentence lists no members, with the places inside."""
    fast, reached, slow = (_reached(times, trips.origins, limit) for times in trips.times)
    said = (
        say(mark("原文没有列出成员，不能判定。")),
        say(mark("{asked}：{limit:g} 分钟内到得了 {count} 处城镇。"), asked=question.said, limit=limit, count=len(reached)),
    )
    changes = (say(mark("车速快 15 % 时 {fast} 处，慢 15 % 时 {slow} 处。"), fast=len(fast), slow=len(slow)),)
    return replace(_open(claim, question, said), changes=changes, reached=reached)


def _reached(times: Times, origins: tuple[Point, ...], limit: float) -> tuple[Named, ...]:
    """Return the county seats and towns within the limit, nearest first: outside the city itself, a county before the town of its seat."""
    places = [
        place
        for place in load_gazetteer().places
        if place.kind in SEAT_KINDS and place.located == "own" and place.lon is not None and place.lat is not None
    ]
    lon, lat = np.array([place.lon for place in places], float), np.array([place.lat for place in places], float)
    minutes = np.where(_inside_city(times, origins, lon, lat), np.inf, times_at(times, lon, lat))
    order = sorted(np.flatnonzero(minutes <= limit), key=lambda i: (minutes[i], SEAT_KINDS.index(places[i].kind)))
    found: dict[tuple[float, float], Place] = {}
    for i in order:
        found.setdefault((lon[i], lat[i]), places[i])
    return tuple(Named(place.title, place.id) for place in found.values())


def _inside_city(times: Times, origins: tuple[Point, ...], lon: Floats, lat: Floats) -> Bools:
    """Tell which points lie in the built-up area of an origin; of one without such an area, only its own point."""
    radius = {area.place_id: area.radius_m for area in times.compiled.network.built_up}
    inside = np.zeros(len(lon), bool)
    for origin in origins:
        away = crs.geodesic_distance_m(np.full(len(lon), origin.lon), np.full(len(lon), origin.lat), lon, lat)
        inside |= np.asarray(away) <= radius.get(origin.id, 0.0)
    return inside


def _reason(members: tuple[MemberCheck, ...], limit: float, question: Question) -> tuple[Sentence, ...]:
    """Return how many members are inside, which one misses the limit most, and what could not be reached or computed."""
    inside = tuple(member.named for member in members if member.inside is True)
    late = [member for member in members if member.minutes is not None and member.inside is False]
    cut = tuple(member.named for member in members if member.inside is False and member.minutes is None)
    lost = tuple(member.named for member in members if member.inside is None)
    head = mark("{asked}：{all} 处中有 {count} 处在 {limit:g} 分钟之内。")
    said = [say(head, asked=question.said, all=len(members), count=len(inside), limit=limit)]
    if inside and len(inside) < len(members):
        said.append(say(mark("在内的：{names}。"), names=inside))
    for worst in sorted(late, key=lambda member: -(member.minutes or 0.0))[:1]:
        words = (
            mark("{name}要 {minutes:.0f} 分钟，超出 {over:.0f} 分钟，差得最多。")
            if len(late) > 1
            else mark("{name}要 {minutes:.0f} 分钟，超出 {over:.0f} 分钟。")
        )
        said.append(say(words, name=worst.named, minutes=worst.minutes, over=-(worst.margin_minutes or 0.0)))
    said += [say(mark("{names}不通。"), names=cut)] if cut else []
    said += [say(mark("{names}没有坐标，无法计算。"), names=lost)] if lost else []
    return (*said, *_train_words(members, limit, question))


def _train_words(members: tuple[MemberCheck, ...], limit: float, question: Question) -> tuple[Sentence, ...]:
    """Return which members lie within the limit when only the minutes in the train count; nothing for other modes."""
    if question.mode != "rail":
        return ()
    near = tuple(member.named for member in members if member.in_vehicle_minutes is not None and member.in_vehicle_minutes <= limit)
    return (say(BY_TRAIN, limit=limit, count=len(near), names=near) if near else say(BY_TRAIN_NONE, limit=limit),)


def _changes(members: tuple[MemberCheck, ...], limit: float, word: str) -> tuple[Sentence, ...]:
    """Return what speeds 15 % higher or lower would change."""
    if word == UNKNOWN:
        return ()
    (fast, fast_count), (slow, slow_count) = (_at(members, limit, high=high) for high in (False, True))
    if fast == slow == word and (word in (HOLDS, FAILS) or fast_count == slow_count):
        return (say(mark("车速 ±15 % 结论不变。")),)
    words = mark("车速快 15 % 时 {fast} 处在内，{fast_word}；慢 15 % 时 {slow} 处在内，{slow_word}。")
    return (say(words, fast=fast_count, fast_word=fast, slow=slow_count, slow_word=slow),)


def _counts(members: tuple[MemberCheck, ...], limit: float) -> tuple[Sentence, ...]:
    """Return how many would be inside at speeds 15 % higher or lower."""
    (_, fast), (_, slow) = (_at(members, limit, high=high) for high in (False, True))
    return (say(mark("车速快 15 % 时 {fast} 处在内，慢 15 % 时 {slow} 处在内。"), fast=fast, slow=slow),)


def _at(members: tuple[MemberCheck, ...], limit: float, *, high: bool) -> tuple[str, int]:
    """Return verdict and number of members inside at the slow (`high` minutes) or the fast end of the band; unreached ones stay outside."""
    minutes = [member.high if high else member.low for member in members]
    insides = [
        None if member.inside is None else value is not None and value <= limit for member, value in zip(members, minutes, strict=True)
    ]
    return word_for(insides), sum(inside is True for inside in insides)
