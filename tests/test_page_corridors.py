"""The page of corridors: one corridor, typed places, two years, mistakes in words, the whole network; the strip diagram in figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import corridor_layers, findings, strips
from pages.corridor_layers import Question
from spatial.schema import Finding

ROOT = Path(__file__).resolve().parent.parent


def page(**address: str) -> AppTest:
    """Open the page as a visitor of an address finds it."""
    app = AppTest.from_file(str(ROOT / "pages" / "corridors.py"), default_timeout=120)
    app.session_state["language"] = "zh"
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def texts(app: AppTest) -> str:
    return "\n".join(str(element.value) for kind in ("markdown", "caption", "info", "error", "subheader") for element in getattr(app, kind))


def test_a_corridor_of_a_plan_shows_its_legs_and_findings() -> None:
    app = page(spec="belt_changliaomei", year="2026")
    assert not app.exception
    assert "长辽梅" in texts(app)
    table = app.dataframe[-1].value
    assert list(table["区段"]) == ["长春市—辽源市", "辽源市—梅河口市"]
    assert app.query_params["spec"] == "belt_changliaomei"


def test_typed_places_are_checked_in_their_order() -> None:
    app = page(spec="长春、吉林、敦化", mode="rail")
    assert not app.exception
    assert list(app.dataframe[-1].value["区段"]) == ["长春市—吉林市", "吉林市—敦化市"]
    assert app.selectbox(key="corridors-which").value == "typed"


@pytest.mark.parametrize(("spec", "said"), [("长春、不存在之地", "不存在之地"), ("长春", "至少要两个地名"), ("长春、长春", "同一个地方")])
def test_a_mistake_is_one_sentence(spec: str, said: str) -> None:
    app = page(spec=spec)
    assert not app.exception
    assert len(app.error) == 1
    assert said in app.error[0].value


def test_two_years_stand_side_by_side() -> None:
    app = page(spec="belt_changliaomei", year="2026", year2="2012")
    assert not app.exception
    table = app.dataframe[0].value
    assert {"2012", "2026", "变化（分钟）"} <= set(table.columns)
    assert (table["变化（分钟）"] <= 0).all()


def test_the_whole_network_ranks_by_one_weighting_at_a_time() -> None:
    app = page(view="network", top="10", weight="none")
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["名次"]) == list(range(1, 11))
    assert table["代价（分钟）"].is_monotonic_decreasing
    assert "加权名次" in table.columns
    assert "不加权名次" not in table.columns


def rows(spec: str, mode: str, year: int) -> tuple[Any, Any]:
    check = corridor_layers.check_of(Question(spec, mode, year))
    return strips._legs(check), strips._stops(check)


def test_a_long_corridor_breaks_into_rows_that_share_a_stop() -> None:
    """Draw ten legs on two rows.

    0   o-o-o-o-o-o
    1             o-o-o-o-o-o   starts with the stop row 0 ends with
    """
    legs, stops = rows("axis_hunwu", "road", 2026)
    assert list(legs["row"]) == [0] * 5 + [1] * 5
    assert list(legs["from"]) == [*range(5), *range(5)]
    assert len(stops) == 12
    last, first = stops[(stops["row"] == 0) & (stops["at"] == 5)], stops[(stops["row"] == 1) & (stops["at"] == 0)]
    assert last["name"].item() == first["name"].item() == "敦化市"


def test_states_of_legs_follow_from_their_figures() -> None:
    check = corridor_layers.check_of(Question("axis_hunwu", "rail", 2012))
    for leg, state in zip(check.legs, corridor_layers.states_of(check), strict=True):
        assert (state in {"missing", "unknown"}) == (leg.minutes is None)
        if state == "slow":
            assert leg.straight_km / leg.minutes * 60 < corridor_layers.SLOW_KPH


def test_every_kind_of_finding_has_a_title_and_evidence_is_named() -> None:
    check = corridor_layers.check_of(Question("belt_changliaomei", "rail", 2012))
    assert {finding.check for finding in check.findings} <= set(findings.CHECK_TITLES)
    assert {key for finding in check.findings for key in finding.evidence} <= set(findings.EVIDENCE)
    shown = findings.evidence_text(Finding("x", "y", "info", "z", {"passes": list("abcdef"), "circuity": 1.5}).evidence)
    assert "等 6 处" in shown
    assert "1.5" in shown


def test_legs_as_geojson_say_whether_they_are_measured() -> None:
    data = corridor_layers.geojson_of(Question("belt_changliaomei", "road", 2026)).decode()
    assert '"measured": true' in data or '"measured":true' in data
    assert "OpenStreetMap" in data


def test_a_gap_nobody_can_tell_of_is_unknown_not_missing() -> None:
    check = corridor_layers.check_of(Question("axis_hunwu", "rail", 2012))
    legs = tuple(replace(leg, connected=False, minutes=None) for leg in check.legs[:2])
    gaps = tuple(Finding("gap", leg.name, severity, "") for leg, severity in zip(legs, ("unknown", "critical"), strict=True))
    assert corridor_layers.states_of(replace(check, legs=legs, findings=gaps)) == ("unknown", "missing")
