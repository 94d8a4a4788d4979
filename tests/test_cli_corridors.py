"""The commands on corridors, closures, scenarios and projects: one JSON document, or one sentence and exit code 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "spatial", *args], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def document(*args: str) -> object:
    done = run(*args, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_corridor(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    found = document("corridor", "长春,辽源,梅河口", "--mode", "rail", "--year", "2012", "--report", str(page))
    assert {"from", "to", "connected", "minutes", "low", "high", "length_km", "circuity"} <= set(found["legs"][0])
    assert {"check", "subject", "severity", "message", "evidence"} == set(found["findings"][0])
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_critical_and_outcome() -> None:
    ranked = document("critical", "--mode", "rail", "--top", "3")
    assert [row["rank"] for row in ranked] == [1, 2, 3]
    assert {"cost", "cost_unweighted", "cut_off_share", "hurts"} <= set(ranked[0])
    outcomes = document("projects", "outcome")
    assert len(outcomes) > 180
    assert len(document("projects")) == len(outcomes)


def test_scenario_compare(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('year = 2020\nclosures = ["g12-030"]\n', encoding="utf-8")
    found = document("scenario", "compare", "--from", "2020", "--to", str(tmp_path / "s.toml"))
    assert found["mean_change_minutes"] > 0


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
        ("projects", "rank", "--plan", "nothing"),
        ("projects", "outcome", "--project", "nothing"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_two(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.strip()]) == 1
