"""Plan against reality: what is known is told, what is not stays unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from spatial.errors import DataFileError
from spatial.outcomes import OUTCOMES, _span, count_outcomes, project_outcomes, read_outcomes
from spatial.plans import load_projects
from spatial.settings import default_settings

HEAD = "project_id,name,mode,outcome,date,realised_by,length_km,basis,confidence,note\n"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2017-08-08", (date(2017, 8, 8), date(2017, 8, 8))),
        ("2016-12", (date(2016, 12, 1), date(2016, 12, 31))),
        ("2019", (date(2019, 1, 1), date(2019, 12, 31))),
        ("2023-11-30;2024-09-30;2024-11-20", (date(2024, 11, 20), date(2024, 11, 20))),
        ("2012-09-26 通灌; 2025-09-28 沈白", (date(2025, 9, 28), date(2025, 9, 28))),
        ("between 2010-03 (approval) and 2026; not dated", None),
        ("start 2016-04-19", None),
        ("西延 2021-10-08; 东延 by 2025-10-10", None),
        ("2010-2025", None),
        ("2013-", None),
        ("2019-13", None),
        ("", None),
    ],
)
def test_a_date_is_read_only_where_it_is_one(text: str, span: tuple[date, date] | None) -> None:
    assert _span(text) == span


def test_every_project_of_the_plans_has_an_outcome() -> None:
    outcomes = project_outcomes()
    assert {item.id for item in outcomes} == {project.id for project in load_projects()}
    counts = count_outcomes(outcomes)
    assert tuple(counts) == OUTCOMES
    assert sum(counts.values()) == len(outcomes)


def test_unknown_stays_unknown() -> None:
    for item in project_outcomes():
        if item.outcome == "unknown":
            assert (item.opened_from, item.delay_years_high) == (None, None)
            assert "不等于未建" in item.delay
        if item.delay_years_high is not None:
            assert item.due is not None
            assert item.delay_years_low <= item.delay_years_high


def test_delay_is_against_the_plan_s_own_horizon() -> None:
    by_id = {item.id: item for item in project_outcomes()}
    assert by_id["rl_jth"].delay.startswith("按期")
    assert by_id["rl_jth"].due == date(2020, 12, 31)
    assert by_id["rl_jl_west"].delay_years_high == pytest.approx(3.7, abs=0.1)
    assert by_id["ex_ring"].delay.startswith("部分晚")
    assert by_id["rl_hada_pdl"].due is None  # named by a programme for the year of its issue alone
    assert by_id["rl_ly_cc"].delay == "建成时间不明"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("project_id,outcome\n", "缺少列"),
        (HEAD + "x,名,hsr,finished,2019,,,b,high,\n", "finished"),
        (HEAD + "x,名,hsr,opened,2019,,,b,sure,\n", "sure"),
        (None, "缺少数据文件"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, rows: str | None, said: str) -> None:
    base = tmp_path / "layers" / "base"
    base.mkdir(parents=True)
    if rows is not None:
        (base / "project_outcomes.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(DataFileError, match=said):
        read_outcomes(replace(default_settings(), root=tmp_path))
