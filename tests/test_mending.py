"""Which projects fit a weak leg: the project's chain beside the leg, open ones left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from spatial.connectivity import check_corridor, corridor_of
from spatial.network import load_network
from spatial.scenario.mending import GRAVE, LEAST_SHARE, mends, weak_legs

MODES = ("expressway", "national_road", "provincial_road", "local_road")


def check(spec: str, mode: str, year: int) -> Any:
    return check_corridor(corridor_of(spec), mode, year, network=load_network())


def test_only_weak_legs_are_mended_and_only_by_what_was_not_open() -> None:
    """长春 --?-- 通化 --?-- 集安: by road in 2012, before the expressways."""
    found = check("长春市,通化市,集安市", "road", 2012)
    weak = {leg.name for leg in weak_legs(found)}
    told = mends(found)
    assert {mend.leg for mend in told} <= weak
    for mend in told:
        assert mend.project.mode in MODES
        assert mend.names_both_ends or mend.share >= LEAST_SHARE
        assert mend.outcome.outcome != "opened" or mend.outcome.opened_to.year > 2012


def test_a_corridor_without_weak_legs_needs_nothing() -> None:
    found = check("长春市,吉林市", "road", 2026)
    calm = replace(found, findings=tuple(item for item in found.findings if item.severity not in GRAVE))
    assert mends(calm) == ()


def test_a_missing_railway_is_mended_by_the_line_built_later() -> None:
    """吉林 --?-- 敦化 --?-- 珲春: by rail before the high-speed line of 2015."""
    found = check("吉林市,敦化市,珲春市", "rail", 2012)
    told = {mend.project.id for mend in mends(found)}
    assert not weak_legs(found) or "rl_jth" in told
