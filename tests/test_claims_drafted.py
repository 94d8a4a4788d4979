"""Tests of holding drafted claims against the network and their lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from spatial.claims import FAILS, HOLDS, UNKNOWN
from spatial.claims.draft_times import fastest
from spatial.claims.drafted import MOST_TRIPS, DraftVerdict, judge_drafts
from spatial.claims.model import Verdict
from spatial.claims.sentences import text_of
from spatial.errors import DataFileError
from spatial.geoparse import parse_text
from spatial.geoparse.records import claim_of
from spatial.messages import translator
from spatial.network.read import load_network
from spatial.network.tables import Network
from spatial.schema import Claim

JILIN = "吉林省方案，涉及长春市、吉林市、四平市、延边州。\n"


def verdict(text: str, kind: str, on: date | None = None) -> DraftVerdict:
    claims = [claim for claim in parse_text(JILIN + text).claims if claim.kind == kind]
    return judge_drafts(claims[:1], on, network=load_network)[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("包括敦化、和龙、珲春等3个市城区。", HOLDS),
        ("包括敦化、和龙、珲春、安图等3个市（县）城区。", FAILS),
        ("推进敦化、和龙等11个县（市）建设。", UNKNOWN),
        ("建设12个新城新区。", UNKNOWN),
    ],
)
def test_a_drafted_count_is_judged_by_its_list(text: str, word: str) -> None:
    assert verdict(text, "count").today == word


def test_a_drafted_circle_is_held_against_the_network() -> None:
    found = verdict("长春市形成覆盖农安、珲春的半小时经济圈。", "time_circle", date(2014, 8, 7))
    assert found.today == FAILS
    assert "珲春" in found.reason


def test_a_verdict_can_be_told_in_another_language() -> None:
    found = verdict("围绕长春市，打造半小时经济圈。", "time_circle")
    assert text_of(found.said) == found.reason
    assert text_of(found.said, translator("en")) not in {"", found.reason}


def test_a_circle_without_a_start_or_outside_the_network_stays_open() -> None:
    assert verdict("形成半小时经济圈。", "time_circle").reason.startswith("句中未明说起算点")
    outside = [claim for claim in parse_text("河南省规划。郑州市形成覆盖开封、新乡的一小时通勤圈。").claims if claim.kind == "time_circle"]
    assert judge_drafts(outside, None, network=load_network)[0].reason.startswith("起算点在路网范围之外")


@pytest.mark.parametrize(
    ("text", "word", "why"),
    [
        ("长春至延吉高铁2小时直达。", FAILS, "坐火车"),
        ("长春至白城列车3小时到达。", UNKNOWN, "只算火车上的时间与从门到门的时间结论不同"),
        ("长春至四平1小时可达。", UNKNOWN, "只算火车上的时间与从门到门的时间结论不同"),
        ("长春至四平高速公路1小时到达。", FAILS, "走公路"),
        ("以长春为核心的1小时通勤圈，覆盖农安、德惠。", UNKNOWN, "从中心点出发与从建成区边缘出发结论不同"),
        ("哈尔滨1小时通达大庆、绥化。", UNKNOWN, "大庆、绥化在吉林省外"),
        ("长春至北京4小时可达。", UNKNOWN, "北京市在路网的范围之外"),
        ("长春至北京空中2小时通达。", UNKNOWN, "没有航班资料"),
        ("长春市打造15分钟社区生活圈。", UNKNOWN, "步行"),
        ("四平、辽源、松原1小时经济圈。", UNKNOWN, "几地两两之间"),
        ("90%的县城半小时内上高速公路。", UNKNOWN, "最近的高速公路出入口"),
    ],
)
def test_a_time_is_judged_by_the_means_the_text_names_and_left_open_where_readings_differ(text: str, word: str, why: str) -> None:
    found = verdict(text, "time_circle")
    assert (found.today, why in found.reason) == (word, True)
    assert "embedded" not in found.reason
    assert text_of(found.said, translator("en")) not in {"", found.reason}


def test_a_target_no_table_can_tell_says_which_is_missing() -> None:
    claims = parse_text(JILIN + "长春市中心城区人口达到500万人，高速铁路里程达到2000公里。").claims
    found = judge_drafts(claims, None, network=load_network)
    assert [(one.today, one.reason[:2]) for one in found] == [(UNKNOWN, "人口"), (UNKNOWN, "里程")]


def test_the_cities_of_another_province_are_not_those_of_this_one() -> None:
    def unasked() -> Network:
        raise AssertionError

    claims = parse_text("江苏省规划，涉及南京市、苏州市。到2030年，高速公路覆盖20万以上人口城市。").claims
    found = judge_drafts([one for one in claims if one.kind == "coverage"], None, network=unasked)[0]
    assert (found.today, "吉林省各城市的人口" in found.reason) == (UNKNOWN, True)


def test_a_network_that_cannot_be_read_is_a_reason_and_no_crash() -> None:
    def broken() -> Network:
        raise DataFileError("缺少数据表。")

    claims = parse_text(JILIN + "长春市形成覆盖农安的半小时经济圈。").claims
    assert judge_drafts(claims, None, network=broken)[0] == DraftVerdict("", UNKNOWN, "缺少数据表。")


def test_no_network_is_read_for_claims_that_look_at_none() -> None:
    def unasked() -> Network:
        raise AssertionError

    claims = parse_text(JILIN + "包括敦化、和龙等2个市。每日开行60对列车。公交站点500米覆盖率达到90%。").claims
    assert [found.today for found in judge_drafts(claims, None, network=unasked)] == [HOLDS, UNKNOWN, UNKNOWN]


def test_the_record_keeps_what_the_rules_ask_for() -> None:
    claim = parse_text(JILIN + "到2030年，高速公路覆盖10万以上人口城市。").claims[0]
    record = claim_of(claim, "draft", 1)
    assert (record.attributes["network"], record.attributes["threshold_population"], record.horizon) == ("expressway", 100_000, 2030)


def test_what_a_text_says_again_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = parse_text(
        JILIN + "形成以长春为中心，覆盖农安、德惠的一小时经济圈。\n" * 300 + "覆盖农安、德惠的一小时经济圈，以四平为中心。\n"
    ).claims
    circles = [claim for claim in claims if claim.kind == "time_circle" and claim.origin_ids]
    asked: list[str] = []
    monkeypatch.setattr("spatial.claims.drafted.fastest", counting(asked))
    found = judge_drafts(circles, None, network=load_network)
    assert len(circles) >= 300
    assert len(asked) == len(set(asked)) <= 2
    assert len(found) == len(circles)
    assert len(set(map(id, found[:300]))) == 1


def counting(asked: list[str]) -> Callable[..., Verdict]:
    """Return `fastest` that notes what it is asked."""

    def noted(claim: Claim, *rest: object, **options: object) -> Verdict:
        asked.append(repr((claim.origin_ids, claim.members, claim.limit_minutes, claim.attributes)))
        return fastest(claim, *rest, **options)  # type: ignore[arg-type]

    return noted


def test_trips_beyond_what_any_plan_asks_for_stay_open() -> None:
    claims = parse_text(JILIN + "".join(f"长春至吉林{minutes}分钟可达。\n" for minutes in range(20, 40 + MOST_TRIPS))).claims
    found = judge_drafts(claims, None, network=load_network)
    assert len(found) > MOST_TRIPS
    over = [one.reason.startswith("一份文本最多算") for one in found]
    assert over == [number >= MOST_TRIPS for number in range(len(found))]
    assert {one.today for one in found[MOST_TRIPS:]} == {UNKNOWN}
