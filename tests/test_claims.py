"""Verdicts: what a sentence says is judged, what it does not say stays open."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pages.claim_words import file_of
from spatial.claims import FAILS, HOLDS, PARTLY, UNKNOWN, claim_dates, judge, judge_all, questions, text_of, verdict_record
from spatial.claims.coverage import city_populations
from spatial.claims.model import word_for
from spatial.errors import InvalidInputError, PlanNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.messages import translator
from spatial.network import load_network, make_network
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
    reached = judge(circle_claim(90, (), "none"), network=load_network(), on=2026).reached
    assert {"jiutai-qu"} <= {name.place_id for name in reached}
    assert "hunchun-shi" not in {name.place_id for name in reached}
    assert f"{len(verdict.reached)} 处" in verdict.reason
    assert "15 %" in verdict.sensitivity


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
    days = (date(2016, 9, 30), date(2020, 12, 31), date(2026, 12, 31))
    ways = [("road", "centre"), ("road", "edge"), ("rail", "centre"), ("rail", "station"), ("road+rail", "centre"), ("road+rail", "edge")]
    assert claim_dates(mine[0].claim) == days
    assert [(v.on, v.mode, v.start) for v in mine] == [(day, *way) for day in days for way in ways]
    assert all(len(verdict.members) == 5 and verdict.reason and "15 %" in verdict.sensitivity for verdict in mine)


def test_the_day_of_the_plan_is_the_day_it_was_issued() -> None:
    """A railway opened in December does not serve a plan of February."""
    claim = replace(circle_claim(60, ("siping-shi",)), plan="changji-2012")
    minutes = [judge(claim, network=load_network(), on=day, mode="rail").members[0].minutes for day in claim_dates(claim)]
    assert claim_dates(claim)[0] == date(2012, 2, 27)
    assert minutes[0] > minutes[-1]


def test_each_origin_of_a_circle_is_asked_by_itself() -> None:
    claim = next(claim for claim in load_claims() if claim.id == "cl_regional_half_cj12")
    assert {origins for _, _, _, origins in questions(claim)} == {(origin,) for origin in claim.origin_ids}
    four = [judge(claim, network=load_network(), on=2026, origins=(origin,)) for origin in claim.origin_ids]
    assert [verdict_record(verdict)["origin"] for verdict in four] == ["四平市", "辽源市", "梅河口市", "松原市"]
    assert all(verdict.verdict == UNKNOWN and verdict.reached for verdict in four)
    lishu = [any(name.place_id == "lishu-xian" for name in verdict.reached) for verdict in four]
    assert lishu == [True, False, False, False]


def test_a_start_that_does_not_exist_leaves_the_verdict_open() -> None:
    far = replace(circle_claim(30, ("nongan-xian",)), origin_ids=("antu-xian",))
    verdict = judge(replace(far, origin_ids=("changchunlongjia-guojijichang",)), network=load_network(), on=2026, start="edge")
    assert verdict.verdict == UNKNOWN
    assert "建成区" in verdict.reason
    lost = next(place.id for place in load_gazetteer().places if place.lon is None)
    assert judge(replace(far, origin_ids=(lost,)), network=load_network(), on=2026).verdict == UNKNOWN
    with pytest.raises(InvalidInputError):
        judge(far, network=load_network(), on=2026, start="nowhere")
    with pytest.raises(InvalidInputError):
        judge(far, network=load_network(), on=2026, mode="boat")


def test_single_late_member_is_told_with_its_minutes() -> None:
    verdict = judge(circle_claim(30, ("dehui-shi",)), network=load_network(), on=2026)
    (member,) = verdict.members
    assert f"{member.minutes:.0f} 分钟，超出 {member.minutes - 30:.0f} 分钟" in verdict.reason


def test_a_promise_to_connect_is_measured_but_not_judged() -> None:
    claim = next(claim for claim in load_claims() if claim.id == "cl_demo_connect_re21")
    verdict = judge(claim, network=load_network(), on=2026, origins=("changchun-shi",))
    assert verdict.verdict == UNKNOWN
    assert all(member.minutes > 0 and member.inside is None for member in verdict.members)
    assert "没有时间界限" in verdict.reason


def test_verdict_can_be_told_in_another_language() -> None:
    verdict = judge(circle_claim(30, ("dehui-shi",)), network=load_network(), on=2026)
    english = text_of(verdict.said, translator("en"), lambda name: load_gazetteer().get(name.place_id).title_en)
    assert "Dehui" in english
    assert not any("\u4e00" <= char <= "\u9fff" for char in english)


def test_every_sentence_of_every_verdict_is_in_the_catalogue() -> None:
    """No verdict in English keeps a Chinese word except the names a plan writes."""
    english, book = translator("en"), load_gazetteer()
    seen = set()
    for verdict in (judge(claim, network=load_network(), on=2026) for claim in load_claims()):
        for sentence in (*verdict.said, *verdict.changes, *(member.remark for member in verdict.members if member.remark)):
            if sentence.template not in seen:
                seen.add(sentence.template)
                text = text_of([sentence], english, lambda name: book.get(name.place_id).id if name.place_id else "")
                assert not any("\u4e00" <= char <= "\u9fff" for char in text), text
    assert len(seen) > 15


def test_record_has_the_published_shape() -> None:
    record = verdict_record(judge(circle_claim(30, ("dehui-shi",)), network=load_network(), on=2026))
    assert {"plan", "section", "claim", "origin", "limit_minutes", "year", "mode", "members_basis", "members", "verdict", "reason"} <= set(
        record
    )
    assert record["origin"] == "长春市"
    assert record["limit_minutes"] == 30
    assert {"name", "minutes", "low", "high", "in_vehicle_minutes", "inside", "margin_minutes"} <= set(record["members"][0])


def test_coverage_by_other_distances_and_of_the_seats_stands_beside_it() -> None:
    claim = next(claim for claim in load_claims() if claim.id == "cl_fast_rail_500k_ur14")
    verdict = judge(claim, network=load_network(), on=2026)
    assert "5 千米" in verdict.sensitivity
    assert "20 千米" in verdict.sensitivity
    assert "地级市和州府" in verdict.sensitivity
    missing = [member.name for member in verdict.members if member.inside is False]
    assert all(name in verdict.reason for name in missing)


def test_number_beside_its_list_is_asked_of_the_day_of_the_plan() -> None:
    claim = next(claim for claim in load_claims() if claim.id == "cl_water18_ur14")
    ((day, _, _, _),) = questions(claim)
    assert day == date(2014, 8, 7)
    verdict = judge(claim, network=load_network(), on=day)
    assert (verdict.verdict, len(verdict.members)) == (HOLDS, 18)


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


def test_minutes_in_the_vehicle_are_never_more_than_door_to_door() -> None:
    for mode, start in (("road", "edge"), ("road", "centre"), ("rail", "station")):
        verdict = judge(
            circle_claim(60, ("nongan-xian", "jiutai-qu", "dehui-shi")), network=load_network(), on=2026, mode=mode, start=start
        )
        assert all(member.in_vehicle_minutes is None or member.in_vehicle_minutes <= member.minutes for member in verdict.members)


def test_places_reached_are_listed_once_and_lie_outside_the_city_itself() -> None:
    claim = replace(circle_claim(30, (), "none"), origin_ids=("siping-shi",))
    reached = [name.place_id for name in judge(claim, network=load_network(), on=2026).reached]
    assert "lishu-xian" in reached
    assert not {"lishu-zhen", "tiedong-qu-siping", "tiexi-qu-siping"} & set(reached)
    book = load_gazetteer()
    assert not [place for place in reached if book.get(place).kind == "district" and book.get(place).parent_id == "siping-shi"]


def test_the_file_of_verdicts_is_in_the_language_asked_for() -> None:
    """One row for each member; no Chinese in what the product itself says."""
    verdict = judge(circle_claim(30, ("dehui-shi", "nongan-xian")), network=load_network(), on=2026)
    chinese, english = (pd.read_csv(io.BytesIO(file_of([verdict], lang))) for lang in ("zh", "en"))
    assert chinese["member"].tolist() == ["dehui-shi", "nongan-xian"]
    assert english["member"].tolist() == ["Dehui", "Nong'an County"]
    assert chinese["verdict"].tolist() == [FAILS, FAILS]
    assert english["verdict"].tolist() == ["Fails", "Fails"]
    assert english["reason"].str.contains("minutes").all()
    assert (english["member_margin_minutes"] == (30 - english["member_minutes"]).round(1)).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"origin_ids": ()}, "起算地点"), ({"limit_minutes": None}, "时间界限"), ({"origin_ids": ("nowhere",)}, "nowhere")],
)
def test_a_circle_of_ones_own_plan_that_lacks_a_centre_or_a_limit_stays_open(change, words) -> None:
    claim = replace(circle_claim(30, ("dehui-shi",)), **change)
    ways = list(questions(claim))
    assert ways
    day, mode, start, origins = ways[-1]
    verdict = judge(claim, network=load_network(), on=day, mode=mode, start=start, origins=origins)
    assert verdict.verdict == UNKNOWN
    assert words in verdict.reason
    assert verdict_record(replace(verdict, origin_ids=()))["origin"] is None


def test_a_network_that_ends_before_a_member_leaves_the_claim_open() -> None:
    """One's own road runs from 长春 to 农安 and no farther."""
    book = load_gazetteer()
    ends = [book.get("changchun-shi"), book.get("nongan-xian")]
    points = [shapely.Point(place.lon, place.lat) for place in ends]
    junctions = gpd.GeoDataFrame({"id": ["a", "b"], "kind": "trunk", "name": ""}, geometry=points, crs=4326)
    road = {"id": ["ab"], "from_id": "a", "to_id": "b", "mode": "road", "edge_class": "national"}
    network = make_network(junctions, gpd.GeoDataFrame(road, geometry=[shapely.LineString(points)], crs=4326), name="own")
    reached = judge(circle_claim(120, ("nongan-xian",)), network=network, on=2026)
    beyond = judge(circle_claim(120, ("nongan-xian", "yanji-shi")), network=network, on=2026)
    assert (reached.verdict, beyond.verdict) == (HOLDS, UNKNOWN)
    assert "延吉市在路网的范围之外" in beyond.reason
