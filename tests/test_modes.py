"""Speeds per class: the right row, the right date, and a clear refusal."""

from __future__ import annotations

import math
from datetime import date

import pytest

from spatial.errors import InvalidInputError
from spatial.modes import MODES, RAIL_SPEEDS, ROAD_SPEEDS, OffNetwork, Speeds, check_mode, rail_speed, road_speed


def test_every_speed_lies_in_its_range() -> None:
    assert all(row.low <= row.kph <= row.high and row.reason for row in ROAD_SPEEDS.values())
    assert all(row.kph > 0 and row.stop_minutes >= 0 and row.reason for row in RAIL_SPEEDS.values())


def test_design_speed_chooses_the_row() -> None:
    assert road_speed("expressway", 120).kph > road_speed("expressway", 100).kph > road_speed("expressway", 80).kph
    assert road_speed("expressway").kph == road_speed("expressway", 80).kph
    assert rail_speed("hsr", 300).kph > rail_speed("hsr", 250).kph > rail_speed("hsr", 160).kph


def test_fast_lines_ran_slower_in_the_first_winters() -> None:
    assert rail_speed("hsr", 300, date(2013, 1, 15)).kph < rail_speed("hsr", 300, date(2013, 7, 15)).kph
    assert rail_speed("hsr", 300, date(2016, 1, 15)).kph == rail_speed("hsr", 300, date(2016, 7, 15)).kph
    assert rail_speed("intercity", 200, date(2013, 1, 15)).kph == rail_speed("intercity", 200).kph


def test_ground_minutes() -> None:
    assert OffNetwork(kph=30, detour=1.5).minutes_per_m == pytest.approx(60 * 1.5 / 30_000)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: check_mode("boat"),
        lambda: road_speed("canal"),
        lambda: rail_speed("maglev"),
        lambda: Speeds(built_up_kph=0),
        lambda: Speeds(off_network=OffNetwork(max_m=0)),
        lambda: Speeds(off_network=OffNetwork(kph=-1)),
        lambda: Speeds(off_network=OffNetwork(detour=math.nan)),
    ],
)
def test_wrong_input_is_named(wrong) -> None:
    with pytest.raises(InvalidInputError, match=r"。$"):
        wrong()


def test_modes() -> None:
    assert [check_mode(mode) for mode in MODES] == list(MODES)
