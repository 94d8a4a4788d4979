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


def test_matrix_as_json(capsys) -> None:
    """By rail 长白 has no station within 20 km; the rows say so by no minutes."""
    rows = json.loads(run(capsys, "matrix", "--places", "changchun-shi,jilin-shi,长白县", "--mode", "rail", "--json"))
    assert [set(row) for row in rows] == [{"from_id", "from_name", "to_id", "to_name", "minutes", "mode", "on"}] * 6
    assert sum(row["minutes"] is None for row in rows) == 4
    assert all(row["minutes"] > 60 for row in rows if row["minutes"] is not None)


def test_a_matrix_names_who_is_not_joined(capsys, tmp_path) -> None:
    out = str(tmp_path / "m.csv")
    assert "都不通：长白朝鲜族自治县。" in run(
        capsys, "matrix", "--places", "changchun-shi,jilin-shi,长白县", "--mode", "rail", "--out", out
    )
    assert "不通" not in run(capsys, "matrix", "--places", "changchun-shi,jilin-shi", "--mode", "rail", "--out", out)


def test_time_from_rim_to_rim(capsys) -> None:
    centres, rims = (
        json.loads(run(capsys, "time", "changchun-shi", "jilin-shi", "--start", start, "--json")) for start in ("centre", "edge")
    )
    assert (rims["start"], rims["end"]) == ("edge", "edge")
    assert rims["minutes"] < centres["minutes"] - 20


def test_the_service_of_stations_can_be_asked_for(capsys) -> None:
    ask = ("time", "changchun-shi", "长白县", "--mode", "rail", "--json")
    assert json.loads(run(capsys, *ask, "--station-km", "120"))["minutes"] > 200


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
        ("circle", "eluosi"),
        ("circle", "changbai-xian", "--mode", "rail"),
        ("circle", "changchun-shi", "--start", "roof"),
        ("circle", "changchun-shi", "--mode", "rail", "--station-km", "0"),
        ("circle", "changchun-shi", "--off-kph", "-3"),
        ("time", "changchun-shi", "不存在的地方"),
        ("time", "eluosi", "changchun-shi"),
        ("time", "changchun-shi", "eluosi"),
        ("time", "changchun-shi", "jilin-shi", "--year", "2500"),
        ("time", "changchun-shi", "jilin-shi", "--mode", "boat"),
        ("time", "changchun-shi", "长白县", "--mode", "rail"),
        ("time", "changchun-shi", "jilin-shi", "--start", "roof"),
        ("time", "changchun-shi", "jilin-shi", "--end", "roof"),
        ("time", "changchun-shi", "五棵树镇", "--start", "edge"),
        ("time", "changchun-shi", "jilin-shi", "--year", "2012", "--on", "2012-01-01"),
        ("time", "changchun-shi", "jilin-shi", "--on", "someday"),
        ("matrix", "--out", "x.csv"),
        ("matrix", "--places", "changchun-shi,jilin-shi"),
        ("matrix", "--places", "changchun-shi,不存在的地方", "--json"),
        ("matrix", "--places", "changchun-shi,eluosi", "--json"),
        ("matrix", "--places", "changchun-shi,jilin-shi", "--year", "1700", "--json"),
        ("matrix", "--places", "changchun-shi,jilin-shi", "--mode", "boat", "--json"),
        ("matrix", "--places", "", "--json"),
        ("matrix", "--places", "changchun-shi,长春市", "--json"),
        ("matrix", "--kind", "castle", "--json"),
        ("matrix", "--places", "changchun-shi,jilin-shi", "--out", "no-such-folder/x.csv"),
        ("matrix", "--places", "changchun-shi,jilin-shi", "--out", "x.pdf"),
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


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("circle", "changchun-shi", "--minutes", "inf"), "一天"),
        (("circle", "changchun-shi", "--minutes", "nan"), "一天"),
        (("circle", "changchun-shi", "--minutes", "30", "--band", "inf"), "一天"),
        (("circle", "changchun-shi", "--off-kph", "inf"), "有限数"),
        (("matrix", "--places", "changchun-shi,jilin-shi", "--station-km", "inf", "--json"), "有限数"),
        (("circle", "查干湖"), "水面"),
        (("circle", "116.4,39.9"), "范围之外"),
        (("matrix", "--kind", "province", "--json"), "至少要两个"),
        (("matrix", "--places", "125.3,43.9", "--json"), "只有 1 个"),
        (("claims", "--network", "never-imported"), "没有导入过"),
        (("claims", "--kind", ""), "这类承诺"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(capsys, args, word) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert word in said.err
    assert said.err.count("\n") == 1


def test_a_matrix_takes_degrees_and_either_comma(capsys) -> None:
    rows = json.loads(run(capsys, "matrix", "--places", "changchun-shi、126.55,43.84；siping-shi，127.5, 43.7,jilin-shi", "--json"))
    assert list(dict.fromkeys(row["from_name"] for row in rows)) == ["长春市", "126.5500,43.8400", "四平市", "127.5000,43.7000", "吉林市"]
