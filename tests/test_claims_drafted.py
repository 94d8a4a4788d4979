"""Tests of holding drafted claims against the network and their lists."""

from __future__ import annotations

from datetime import date

import pytest

from spatial.claims import FAILS, HOLDS, PARTLY, UNKNOWN
from spatial.claims.drafted import DraftVerdict, judge_drafts
from spatial.claims.sentences import text_of
from spatial.errors import DataFileError
from spatial.geoparse import parse_text
from spatial.geoparse.records import claim_of
from spatial.messages import translator
from spatial.network.read import load_network
from spatial.network.tables import Network

JILIN = "吉林省方案，涉及长春市、吉林市、四平市、延边州。\n"


def verdict(text: str, kind: str, on: date | None = None) -> DraftVerdict:
    claims = [claim for claim in parse_text(JILIN + text).claims if claim.kind == kind]
    return judge_drafts(claims[:1], on, network=load_network)[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("包括敦化、和龙、珲春等3个市城区。", HOLDS),
        ("包括敦化、和龙、珲春、安图等3个市（县）城区。", FAILS),
        ("推进敦化、和龙等11个县（市）建设。", PARTLY),
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
