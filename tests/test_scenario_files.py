"""Scenario files: what they may hold, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import ScenarioError
from spatial.scenario import DrawnLink, Scenario, SpeedChange, dump_scenario, load_scenario, parse_scenario, save_scenario, scenario_from

FULL = """
title = "西环建成"
year = 2026
closures = ["G1-24"]
[projects]
add = ["ex_ring"]
leave_out = ["rl_jth"]
[[links]]
from = "农安县"
to = "125.1, 44.0"
edge_class = "expressway"
length_km = 60
[[speeds]]
edge_class = "national"
factor = 0.9
"""


def test_a_full_file_is_read() -> None:
    scenario = parse_scenario(FULL)
    assert scenario.year == 2026
    assert scenario.add == ("ex_ring",)
    assert scenario.links == (DrawnLink("农安县", "125.1, 44.0", length_km=60.0),)
    assert scenario.speeds == (SpeedChange(edge_class="national", factor=0.9),)
    assert not scenario.plain


def test_round_trip_through_a_file(tmp_path: Path) -> None:
    scenario = parse_scenario(FULL)
    save_scenario(scenario, tmp_path / "西环.toml")
    assert load_scenario(tmp_path / "西环.toml") == scenario
    assert scenario_from(str(tmp_path / "西环.toml")) == scenario


words = st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Nd")), max_size=20)


@settings(max_examples=50, deadline=None)
@given(title=words, year=st.integers(2000, 2026), add=st.lists(words.filter(bool), unique=True, max_size=4), factor=st.floats(0.1, 5))
def test_what_is_written_is_read_again(title: str, year: int, add: list[str], factor: float) -> None:
    scenario = Scenario(year=year, title=title, add=tuple(add), speeds=(SpeedChange(edge_class="hsr", factor=factor),))
    assert parse_scenario(dump_scenario(scenario)) == scenario


def test_a_year_is_a_scenario() -> None:
    assert scenario_from("2020") == Scenario(year=2020)
    assert scenario_from("2020").plain
    assert scenario_from("2020").label == "2020 年路网"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "年份"),
        ("title = 'a'", "没有写年份"),
        ("year = " + "9" * 5000, "TOML"),
        ("year = 1203", "1203"),
        ("year = 2099", "2099"),
        ("year = true", "年份"),
        ("year = '2020'", "年份"),
        ("year = 2020\nyeer = 1", "yeer"),
        ("year = [", "TOML"),
        ("year = 2020\ntitle = '<img src=x onerror=alert(1)>'", "不允许的字符"),
        ("year = 2020\ntitle = '${alert(1)}'", "不允许的字符"),
        ("year = 2020\ntitle = '`x`'", "不允许的字符"),
        ('year = 2020\ntitle = "a\\u202eb"', "不允许的字符"),
        ('year = 2020\nnote = "a\\u0000b"', "不允许的字符"),
        (f"year = 2020\ntitle = '{'长' * 400}'", "400"),
        ("year = 2020\nclosures = 'G1'", "closures"),
        ("year = 2020\nclosures = [1]", "closures"),
        ("year = 2020\nprojects = 3", "projects"),
        ("year = 2020\n[[links]]\nfrom = '农安县'", "from"),
        ("year = 2020\n[[links]]\nfrom = '农安县'\nto = '农安县'", "from"),
        ("year = 2020\n[[links]]\nfrom = 'a'\nto = 'b'\nmode = 'boat'", "boat"),
        ("year = 2020\n[[links]]\nfrom = 'a'\nto = 'b'\nmode = 'rail'\nedge_class = 'expressway'", "expressway"),
        ("year = 2020\n[[links]]\nfrom = 'a'\nto = 'b'\nspeed_kph = 9999", "9999"),
        ("year = 2020\n[[links]]\nfrom = 'a'\nto = 'b'\nlength_km = nan", "nan"),
        ("year = 2020\n[[speeds]]\nfactor = 0.9", "各取其一"),
        ("year = 2020\n[[speeds]]\nedge_class = 'hsr'\nfactor = 0.9\nspeed_kph = 90", "各取其一"),
        ("year = 2020\n[[speeds]]\nedge_class = 'canal'\nfactor = 0.9", "canal"),
        (f"year = 2020\nclosures = {[str(n) for n in range(600)]}", "600"),
        ("year = 2020\n" + "note = " + "[" * 100_000, "TOML"),
        ("#" * 300_000, "kB"),
    ],
)
def test_a_wrong_file_is_refused_with_one_sentence(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text)
    message = str(caught.value)
    assert said in message
    assert len(message.splitlines()) == 1
    assert len(message) < 300
    assert not set("<`") & set(message)


def test_missing_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="找不到"):
        scenario_from(str(tmp_path / "none.toml"))
    (tmp_path / "gbk.toml").write_bytes("title = '长春'".encode("gbk"))
    with pytest.raises(ScenarioError, match="UTF-8"):
        load_scenario(tmp_path / "gbk.toml")
    with pytest.raises(ScenarioError, match="读不出来"):
        load_scenario(tmp_path)
