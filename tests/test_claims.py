"""Verdicts: what a sentence says is judged, what it does not say stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from spatial.claims import FAILS, HOLDS, PARTLY, UNKNOWN, claim_years, judge, judge_all
from spatial.claims.model import word_for
from spatial.claims.others import city_populations
from spatial.errors import InvalidInputError, PlanNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.network import load_network
from spatial.plans import load_claims
from spatial.schema import Claim, Member


def circle_claim(limit: float, members: tuple[str, ...], basis: str = "stated") -> Claim:
    named = tuple(Member(place, place_id=place) for place in members)
    return Claim("c", "urbanization-2014", "s", "t", "time_circle", ("changchun-shi",), limit, (), named, basis)


def count_claim(stated: int | None, listed: int) -> Claim:
    attributes = {"stated": stated, "listed": listed}
    return Claim("c", "urbanization-2014", "s", "t", "count", (), None, (), (), "none", attributes=attributes)


@pytest.mark.parametrize(
    ("insides", "word"),
    [
        ([True, True], HOLDS),
        ([True, False], PARTLY),
        ([False, False], FAILS),
        ([True, None], UNKNOWN),
        ([False, None], UNKNOWN),
        ([True, False, None], PARTLY),
        ([None], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_word_for_members(insides: list[bool | None], word: str) -> None:
    assert word_for(insides) == word


@pytest.mark.parametrize(
    ("stated", "listed", "word"), [(5, 5, HOLDS), (11, 6, PARTLY), (2, 3, FAILS), (10, 0, UNKNOWN), (None, 3, UNKNOWN)]
)
def test_counts(stated: int | None, listed: int, word: str) -> None:
    assert judge(count_claim(stated, listed), network=load_network(), on=2026).verdict == word


def test_limit_moves_the_verdict_from_fails_to_holds() -> None:
    """Should fail at no time, hold at a day, and hold partly when the limit lies between the nearest and the farthest member."""
    names = ("nongan-xian", "jiutai-qu", "dehui-shi", "yitong-xian", "gongzhuling-shi")
    ask = {"network": load_network(), "on": 2026}
    middle = judge(circle_claim(1440, names), **ask)
    minutes = sorted(member.minutes for member in middle.members if member.minutes is not None)
    assert middle.verdict == HOLDS
    assert len(minutes) == 5
    assert judge(circle_claim(1, names), **ask).verdict == FAILS
    assert judge(circle_claim((minutes[0] + minutes[-1]) / 2, names), **ask).verdict == PARTLY


def test_band_encloses_the_minutes_and_margin_is_the_rest() -> None:
    verdict = judge(circle_claim(60, ("nongan-xian", "siping-shi")), network=load_network(), on=2026)
    for member in verdict.members:
        assert member.low < member.minutes < member.high
        assert member.margin_minutes == pytest.approx(60 - member.minutes)
        assert member.inside == (member.minutes <= 60)


def test_members_beside_the_circle_are_measured_but_not_judged() -> None:
    verdict = judge(circle_claim(1440, ("nongan-xian",), "implied"), network=load_network(), on=2026)
    assert verdict.members[0].inside is True
    assert verdict.verdict == UNKNOWN


def test_circle_without_members_lists_what_is_reached() -> None:
    verdict = judge(circle_claim(60, (), "none"), network=load_network(), on=2026)
    assert verdict.verdict == UNKNOWN
    assert "九台区" in judge(circle_claim(90, (), "none"), network=load_network(), on=2026).reached
    assert "珲春市" not in verdict.reached


def test_place_without_point_is_unknown() -> None:
    lost = next(place.id for place in load_gazetteer().places if place.lon is None)
    verdict = judge(circle_claim(60, (lost,)), network=load_network(), on=2026)
    assert verdict.members[0].inside is None
    assert verdict.verdict == UNKNOWN


def test_starting_at_the_edge_is_never_slower() -> None:
    claim = circle_claim(60, ("nongan-xian", "jiutai-qu", "gongzhuling-shi"))
    centre, edge = (judge(claim, network=load_network(), on=2026, start=start) for start in ("centre", "edge"))
    assert all(b.minutes < a.minutes for a, b in zip(centre.members, edge.members, strict=True))


def test_half_hour_circle_of_changchun_is_judged_in_every_way() -> None:
    verdicts = judge_all(plan="hachang-2016", kinds=("time_circle",))
    mine = [verdict for verdict in verdicts if verdict.claim.origin_ids == ("changchun-shi",)]
    assert {(v.on.year, v.mode, v.start) for v in mine} == {
        (year, mode, start) for year in claim_years(mine[0].claim) for mode in ("road", "rail", "road+rail") for start in ("centre", "edge")
    }
    assert all(len(verdict.members) == 5 and verdict.reason for verdict in mine)


def test_coverage_says_its_own_definition_and_lists_cities() -> None:
    claim = next(claim for claim in load_claims() if claim.id == "cl_expressway_200k_ur14")
    then, now = (judge(claim, network=load_network(), on=year) for year in (2014, 2026))
    assert "没有列出城市" in then.reason
    assert sum(m.inside is True for m in now.members) > sum(m.inside is True for m in then.members)


def test_cities_follow_their_parents_of_the_date() -> None:
    before = {place.id: people for place, people in city_populations(date(2012, 12, 31))}
    after = {place.id: people for place, people in city_populations(date(2026, 12, 31))}
    assert before["changchun-shi"] < after["changchun-shi"], "九台 became a district"
    assert "jiutai-qu" in before
    assert "jiutai-qu" not in after


def test_unknown_plan_is_refused() -> None:
    with pytest.raises(PlanNotFoundError):
        judge_all(plan="nosuch")


def test_a_count_said_to_be_approximate_may_be_a_little_off() -> None:
    claim = next(claim for claim in load_claims() if claim.id == "cl_towns100_ur14")
    network = load_network()
    assert judge(claim, network=network, on=2026).verdict == HOLDS
    far = replace(claim, attributes={**claim.attributes, "listed": 120})
    assert judge(far, network=network, on=2026).verdict == FAILS


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="time_circle"):
        judge_all(kinds=("nope",))
