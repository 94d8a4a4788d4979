"""The names that trap: what each must mean on the product's own data, and the commands that answer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spatial.gazetteer import Gazetteer, load_gazetteer, reverse_geocode

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def book() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("吉林", {"jilin-sheng", "jilin-shi"}),
        ("Jilin", {"jilin-sheng", "jilin-shi"}),
        ("五棵树镇", {"wukeshu-zhen-yushu", "wukeshu-zhen-zhenlai"}),
        ("通化", {"tonghua-shi", "tonghua-xian"}),
        ("长白", {"changbai-xian", "changbaishan", "changchun-shi", "baicheng-shi"}),
        ("太平", {"taiping-zhen-shuangyang", "taiping-qu-fuxin"}),
        ("江南", {"jiangnan-zhen-dunhua", "jiangnan-xiang", "jiangnan-jiedao"}),
        ("大屯", {"datun-zhen-zhenlai", "datun-zhen-changchun"}),
        ("兴隆", {"xinglong-xiang-fusong", "xinglong-zhen-shuangliao"}),
        ("朝阳", {"chaoyang-qu", "chaoyang-zhen", "chaoyang-shi-liaoning", "chaoyang-zhen-shulan"}),
        ("铁东", {"tiedong-qu-siping", "tiedong-qu-anshan"}),
        ("西安", {"xian-qu-liaoyuan", "xian-shi-shaanxi"}),
        ("岔路河", {"chaluhe-zhen", "chalu-he"}),
        ("经开区", {"changchunjingjijishukaifa-qu", "jilinjingjijishukaifa-qu"}),
        ("南部新城", {"changchunnanbuxincheng", "jilinnanbuxincheng", "liaoyuannanbuxincheng"}),
    ],
)
def test_ambiguous_names_list_their_candidates_and_choose_none(book: Gazetteer, name: str, candidates: set[str]) -> None:
    found = book.lookup(name)
    assert found.chosen == ()
    assert candidates <= {item.place.id for item in found.matches}
    assert all(item.reason for item in found.matches)
    assert "不作选择" in found.reason


@pytest.mark.parametrize(
    ("name", "within", "on", "expected"),
    [
        ("五棵树镇", "榆树", None, "wukeshu-zhen-yushu"),
        ("五棵树镇", "镇赉", None, "wukeshu-zhen-zhenlai"),
        ("怀德镇", None, None, "huaide-zhen"),
        ("兴隆山镇", None, None, "xinglongshan-zhen"),
        ("白泉镇", None, None, "baiquan-zhen"),
        ("白山", None, None, "baishan-shi"),
        ("九台市", None, "2012", "jiutai-qu"),
        ("九台市", None, "2016", "jiutai-qu"),
        ("九台区", None, "2012", "jiutai-qu"),
        ("扶余县", None, None, "fuyu-shi"),
        ("扶余市", None, None, "fuyu-shi"),
        ("扶余县", None, "2012", "fuyu-shi"),
        ("扶余市", None, "2016", "fuyu-shi"),
        ("通化县", None, None, "tonghua-xian"),
        ("通化", "通化市", None, "tonghua-xian"),
        ("榆树", None, None, "yushu-shi"),
        ("农安", None, None, "nongan-xian"),
        ("伊通", None, None, "yitong-xian"),
        ("Nong'an", None, None, "nongan-xian"),
        ("Nong’an County", None, None, "nongan-xian"),
        ("Changchun", None, None, "changchun-shi"),
        ("Jilin City", None, None, "jilin-shi"),
        ("Jilin Province", None, None, "jilin-sheng"),
        ("长春市朝阳区", None, None, "chaoyang-qu"),
        ("长春市朝阳区", "长春", None, "chaoyang-qu"),
        ("长春市宽城区兰家镇", None, None, "lanjia-zhen"),
        ("吉林搜登站镇", None, None, "soudengzhan-zhen"),
        ("大屯镇（镇赉）", None, None, "datun-zhen-zhenlai"),
        ("合隆镇", "农安", "2014", "helong-zhen"),
        ("公主岭", "四平", "2014", "gongzhuling-shi"),
        ("公主岭", "长春", "2021", "gongzhuling-shi"),
        ("净月区", None, None, "changchunjingyuegaoxinjishuchanyekaifa-qu"),
        ("汽开区", None, None, "changchunqichechanyekaifa-qu"),
    ],
)
def test_names_with_one_meaning(book: Gazetteer, name: str, within: str | None, on: str | None, expected: str) -> None:
    assert book.lookup(name, within=within, on=on).chosen == (expected,)


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("延龙图", ("yanji-shi", "longjing-shi", "tumen-shi")),
        ("延（吉）龙（井）图（们）", ("yanji-shi", "longjing-shi", "tumen-shi")),
        ("长吉", ("changchun-shi", "jilin-shi")),
        ("长平", ("changchun-shi", "siping-shi")),
        ("松前", ("songyuan-shi", "qianguo-xian")),
        ("白洮", ("baicheng-shi", "taonan-shi")),
        ("通白", ("tonghua-shi", "baishan-shi")),
        ("辽白", ("liaoyuan-shi", "baiquan-zhen")),
        ("哈大", ("haerbin-shi", "dalian")),
        ("珲乌", ("hunchun-shi", "wulanhaote-shi")),
        ("浑江—江源", ("hunjiang-qu", "jiangyuan-qu")),
    ],
)
def test_compounds_mean_their_members_in_order(book: Gazetteer, name: str, members: tuple[str, ...]) -> None:
    assert book.lookup(name).chosen == members


def test_a_plan_of_2012_sees_the_place_as_it_was_and_knows_what_it_is(book: Gazetteer) -> None:
    (match,) = book.lookup("九台市", on="2012").matches
    assert (match.place.title, match.place.kind, match.place.adcode) == ("九台市", "county", "220181")
    assert "今名九台区" in match.reason
    (match,) = book.lookup("九台市", on="2016").matches
    assert (match.place.title, match.place.adcode) == ("九台区", "220113")
    assert book.as_of("fuyu-shi", "2012").title == "扶余县"
    assert book.as_of("gongzhuling-shi", "2019").parent_id == "siping-shi"
    assert book.as_of("gongzhuling-shi", "2020").parent_id == "changchun-shi"
    assert book.as_of("jiangyuan-qu", "2005").title == "江源县"


def test_an_unknown_name_says_so_and_offers_near_ones(book: Gazetteer) -> None:
    found = book.lookup("五颗树镇")
    assert found.matches == ()
    assert "五棵树镇" in found.suggestions


def test_every_title_and_id_leads_back_to_its_place(book: Gazetteer) -> None:
    for place in book.places:
        assert book.one(place.id) == place
        assert place.id in {item.place.id for item in book.lookup(place.title).matches}, place.id


@pytest.mark.parametrize(
    ("lon", "lat", "on", "county", "above"),
    [
        (125.83, 44.15, "2012", "九台市", ["changchun-shi", "jilin-sheng", "zhongguo"]),
        (124.82, 43.50, "2019", "公主岭市", ["siping-shi", "jilin-sheng", "zhongguo"]),
        (124.82, 43.50, None, "公主岭市", ["changchun-shi", "jilin-sheng", "zhongguo"]),
        (116.40, 39.90, None, None, []),
    ],
)
def test_a_point_finds_its_county(lon: float, lat: float, on: str | None, county: str | None, above: list[str]) -> None:
    found = reverse_geocode(lon, lat, on=on)
    assert (found.county.title if found.county else None) == county
    assert [unit.id for unit in found.above] == above
    metres = [distance for _, distance in found.nearest]
    assert metres == sorted(metres)
    assert len(metres) == 5


def test_a_point_asks_for_the_structures_around_it() -> None:
    asked: list[tuple[float, float]] = []
    found = reverse_geocode(125.3, 43.9, structures=lambda lon, lat: asked.append((lon, lat)) or [{"id": "x"}])
    assert asked == [(125.3, 43.9)]
    assert found.structures == ({"id": "x"},)


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "spatial", *args], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_place_command_prints_one_document() -> None:
    done = run("place", "五棵树镇", "--within", "榆树", "--on", "2014", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert document["query"] == "五棵树镇"
    assert document["chosen"] == ["wukeshu-zhen-yushu"]
    keys = {"id", "name", "kind", "adcode", "parent", "lon", "lat", "precision_m", "located", "source", "plans"}
    assert keys <= set(document["matches"][0])


def test_the_reverse_command_names_county_places_and_structures() -> None:
    done = run("reverse", "125.30", "43.90", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert document["county"]["id"] in {"kuancheng-qu", "lvyuan-qu", "chaoyang-qu", "nanguan-qu"}
    assert [unit["id"] for unit in document["above"]][:2] == ["changchun-shi", "jilin-sheng"]
    assert len(document["nearest"]) == 5
    assert {"cluster_hachang_jl"} <= {structure["id"] for structure in document["structures"]}


@pytest.mark.parametrize(
    "args",
    [
        ("place", "长春", "--on", "去年", "--json"),
        ("place", "长春", "--within", "某某某", "--json"),
        ("place", "", "--json"),
        ("reverse", "43.9", "125.3", "--json"),
        ("geocode", "nowhere.csv", "--column", "地名", "--out", "out.csv"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_the_place_command_is_quick() -> None:
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        assert run("place", "长春", "--json").returncode == 0
        seconds.append(time.perf_counter() - begin)
    assert min(seconds) < 1.5
