"""The commands of the network print what they promise."""

from __future__ import annotations

import json

import pytest

from spatial.cli import main


def run(capsys, *args: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_circle(capsys) -> None:
    record = json.loads(run(capsys, "circle", "changchun-shi", "--minutes", "30", "--json"))
    assert {"origin", "minutes", "mode", "year", "area_km2", "area_low_km2", "area_high_km2", "places", "certificate", "geometry"} <= set(
        record
    )
    assert record["mode"] == "road"
    assert {"id", "name", "minutes", "low", "high"} <= set(record["places"][0])
    assert record["geometry"]["type"] == "MultiPolygon"
    assert record["certificate"]["sound"] >= 0.995


def test_circle_of_two(capsys) -> None:
    record = json.loads(
        run(capsys, "circle", "changchun-shi", "jilin-shi", "--minutes", "20", "--mode", "road", "--year", "2012", "--json")
    )
    assert record["origin"] == "长春市、吉林市"
    assert record["year"] == 2012


def test_time(capsys) -> None:
    record = json.loads(run(capsys, "time", "changchun-shi", "jilin-shi", "--mode", "rail", "--on", "2016-03-10", "--json"))
    assert {"minutes", "low", "high", "in_vehicle_minutes", "length_km", "legs"} <= set(record)
    assert record["low"] < record["minutes"] < record["high"]
    assert record["in_vehicle_minutes"] < record["minutes"]


def test_matrix(capsys, tmp_path) -> None:
    run(capsys, "matrix", "--places", "changchun-shi,jilin-shi,siping-shi", "--out", str(tmp_path / "m.csv"))
    assert len((tmp_path / "m.csv").read_text(encoding="utf-8-sig").splitlines()) == 7


def test_network_info_and_check(capsys) -> None:
    info = json.loads(run(capsys, "network", "info", "--json"))
    assert {row["edge_class"] for row in info["classes"]} >= {"expressway", "national", "hsr", "conventional"}
    found = json.loads(run(capsys, "network", "check", "--json"))
    assert {row["check"] for row in found} >= {"components", "dangling", "chords", "circuity", "dates"}
    assert all(row["severity"] == "ok" for row in found if row["check"] == "components")
    summary = run(capsys, "network", "check").splitlines()
    assert len(summary) < 40
    assert len(run(capsys, "network", "check", "--all").splitlines()) == len(found) + 1
    chords = [line for line in summary if line.startswith("chords")]
    assert sum(int(line.split("\t")[3].split(" ")[0]) for line in chords) == sum(row["check"] == "chords" for row in found)


@pytest.mark.parametrize(
    "args",
    [
        ("circle", "不存在的地方"),
        ("circle", "changchun-shi", "--minutes", "-5"),
        ("circle", "changchun-shi", "--year", "1500"),
        ("circle", "changchun-shi", "--mode", "boat"),
        ("time", "changchun-shi", "jilin-shi", "--year", "2012", "--on", "2012-01-01"),
        ("time", "changchun-shi", "jilin-shi", "--on", "someday"),
        ("matrix", "--out", "x.csv"),
        ("network", "import", "no-such-file.gpkg"),
        ("network", "info", "--network", "never-imported"),
    ],
)
def test_bad_input_leaves_with_two_and_one_sentence(capsys, args) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
