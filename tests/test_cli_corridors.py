"""The commands on corridors, closures, scenarios and projects: one JSON document, or one sentence and exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spatial.cli import main

Capture = pytest.CaptureFixture[str]


def run(capture: Capture, *args: str) -> tuple[int, str, str]:
    """Run one command in this process; return its exit code and what it printed."""
    with pytest.raises(SystemExit) as left:
        main(list(args))
    printed = capture.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def document(capture: Capture, *args: str) -> object:
    code, out, err = run(capture, *args, "--json")
    assert code == 0, err
    return json.loads(out)


def test_corridor(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "report.html"
    found = document(capsys, "corridor", "长春,辽源,梅河口", "--mode", "rail", "--year", "2012", "--report", str(page))
    assert {"from", "to", "connected", "minutes", "low", "high", "length_km", "circuity"} <= set(found["legs"][0])
    assert {"check", "subject", "severity", "message", "evidence"} == set(found["findings"][0])
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_critical_and_outcome(capsys: Capture) -> None:
    ranked = document(capsys, "critical", "--mode", "rail", "--top", "3")
    assert [row["rank"] for row in ranked] == [1, 2, 3]
    assert {"cost", "cost_unweighted", "cut_off_share", "hurts"} <= set(ranked[0])
    outcomes = document(capsys, "projects", "outcome")
    assert len(outcomes) > 180
    assert len(document(capsys, "projects")) == len(outcomes)


def test_scenario_compare(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "s.toml").write_text('year = 2020\nclosures = ["g12-030"]\n', encoding="utf-8")
    found = document(capsys, "scenario", "compare", "--from", "2020", "--to", str(tmp_path / "s.toml"))
    assert found["mean_change_minutes"] > 0


@pytest.mark.parametrize(
    "text",
    [
        'closures = ["zz"]',
        '[projects]\nadd = ["nothing"]',
        '[[links]]\nfrom = "无此地"\nto = "长春"',
        '[[links]]\nfrom = "10,10"\nto = "长春"',
    ],
)
def test_a_scenario_of_unknown_things_is_one_sentence(text: str, tmp_path: Path, capsys: Capture) -> None:
    """Should say it before any line of progress."""
    (tmp_path / "s.toml").write_text(f"year = 2020\n{text}\n", encoding="utf-8")
    code, out, err = run(capsys, "scenario", "compare", "--from", "2020", "--to", str(tmp_path / "s.toml"))
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "args",
    [
        ("corridor", "长春,无此地"),
        ("corridor", "axis_nowhere"),
        ("corridor", "长春,吉林市", "--mode", "boat"),
        ("corridor", "长春市,吉林市", "--year", "1066"),
        ("corridor", "长春市,吉林市", "--report", "x.exe"),
        ("critical", "--top", "0"),
        ("scenario", "compare", "--from", "2020", "--to", "none.toml"),
        ("scenario", "compare", "--from", "2020", "--to", "1066"),
        ("corridor", "长春"),
        ("scenario", "compare", "--from", "2016", "--to", "2020", "--top", "0"),
        ("scenario", "compare", "--from", "2016", "--to", "2020", "--circle", "无此地"),
        ("scenario", "compare", "--from", "2016", "--to", "2020", "--circle", "朝鲜"),
        ("scenario", "compare", "--from", "2016", "--to", "2020", "--corridor", "axis_nowhere"),
        ("scenario", "compare", "--from", "2016", "--to", ""),
        ("projects", "rank", "--plan", "nothing"),
        ("projects", "outcome", "--project", "nothing"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_two(args: tuple[str, ...], capsys: Capture) -> None:
    code, out, err = run(capsys, *args)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert len([line for line in err.splitlines() if line.strip()]) == 1
