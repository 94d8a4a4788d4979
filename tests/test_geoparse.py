"""Tests of recognising and resolving place expressions. Sentences are written here, in the register of plans."""

from __future__ import annotations

import os
import random
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_texts import FOLDER, read_marked

from spatial.geoparse import Mention, Reading, parse_text
from spatial.geoparse.normalise import fold
from spatial.geoparse.reading import date_of
from spatial.geoparse.sections import sections_of

JILIN = "吉林省人民政府印发的方案覆盖长春市、四平市、松原市、延边州。"


def read(sentence: str, *, on: date | None = date(2014, 8, 7)) -> dict[str, Mention]:
    """Return the mentions of a sentence by their text, read as part of a plan of Jilin."""
    reading = parse_text(JILIN + "\n" + sentence, on=on)
    low = len(JILIN) + 1
    return {one.text: one for one in reading.mentions if one.start >= low}


def ids(mention: Mention) -> list[str | None]:
    return [place.id for place in mention.places]


class TestNormalise:
    @given(st.text(max_size=60))
    @settings(max_examples=150, deadline=None)
    def test_every_folded_character_maps_into_the_source(self, text: str) -> None:
        folded = fold(text)
        assert len(folded.text) == len(folded.starts)
        assert list(folded.starts) == sorted(folded.starts)
        assert all(0 <= at < len(text) for at in folded.starts)

    def test_radicals_and_wide_digits_become_ordinary_characters(self) -> None:
        assert fold("⻄安Ｇ３０２线⼀期").text == "西安G302线一期"

    def test_a_name_in_radicals_keeps_its_place_in_the_source(self) -> None:
        reading = parse_text(JILIN + "推进⻓春市建设。")
        assert "⻓春市" in {one.text for one in reading.mentions}

    def test_a_break_inside_a_long_line_does_not_split_a_name(self) -> None:
        text = "为加快全省城镇化进程并优化城镇空间布局支持公主\n岭市、梅河口市发展壮大。"
        mention = next(one for one in parse_text(JILIN + text).mentions if "公主" in one.text)
        assert mention.text == "公主\n岭市"
        assert ids(mention) == ["gongzhuling-shi"]

    def test_a_short_heading_is_not_joined_to_the_next_line(self) -> None:
        assert fold("一、总体布局长春\n市政设施").text == "一、总体布局长春\n市政设施"

    def test_marks_without_width_vanish(self) -> None:
        assert ids(next(iter(read("支持长\u200b春\u202e市先行先试。").values()))) == ["changchun-shi"]

    def test_one_misread_as_a_dash_joins_letters_of_cities(self) -> None:
        found = read("推进四平一辽源一通化天然气管道建设。")
        assert ids(found["四平一辽源一通化天然气管道"]) == ["siping-shi", "liaoyuan-shi", "tonghua-shi"]

    def test_letters_of_cities_with_dashes_between_them_are_one_route(self) -> None:
        found = read("建设沈一长一哈天然气管道，一事一议一体化推进。")
        assert ids(found["沈一长一哈天然气管道"]) == ["shenyang-shi", "changchun-shi", "haerbin-shi"]
        assert list(found) == ["沈一长一哈天然气管道"]


def test_of_towns_of_one_name_a_route_means_the_one_on_its_way() -> None:
    found = read("建设长春至双辽高速公路长春至大岭段。")["长春至双辽高速公路长春至大岭段"]
    assert next(ids(one) for one in found.inner if one.text == "大岭") == ["daling-zhen"]


class TestTraps:
    """Names that are pieces of words, and names that mean several places."""

    @pytest.mark.parametrize(
        ("sentence", "never"),
        [
            ("坚持合作共赢，深化开放合作。", "合作"),
            ("统筹开发利用，推进开发开放。", "开发"),
            ("集安全、高效、便捷于一体。", "集安"),
            ("收集安全生产信息，提升农安全县治理。", "集安"),
            ("防范重大安全风险。", "大安"),
            ("发挥和龙头企业的带动作用。", "和龙"),
            ("面向海外引进人才。", "向海"),
            ("建设文明城市。", "明城"),
            ("占地四平方公里。", "四平"),
            ("构建交通快速网络。", "通快"),
            ("推进城中村、镇中村改造，以城带乡。", "城"),
            ("推进城中村、镇中村改造。", "镇"),
            ("一、总体思路", "总体"),
            ("适应城市发展需要。", "应城"),
            ("推进城区老旧小区改造和郊区建设。", "城区"),
        ],
    )
    def test_a_piece_of_a_word_is_no_place(self, sentence: str, never: str) -> None:
        assert not [one for one in read(sentence) if one.startswith(never)]

    def test_jilin_is_the_city_beside_cities_and_the_province_before_its_cues(self) -> None:
        assert ids(read("推动长春、吉林、四平加快发展。")["吉林"]) == ["jilin-shi"]
        assert ids(read("走出一条吉林特色城镇化道路。")["吉林"]) == ["jilin-sheng"]
        assert ids(read("加强吉林和黑龙江两省合作。")["吉林"]) == ["jilin-sheng"]
        assert ids(read("依托长春和吉林两市的高校。")["吉林"]) == ["jilin-shi"]

    @pytest.mark.parametrize(
        ("sentence", "text", "expected"),
        [
            ("保护长白山生态。", "长白山", ["changbaishan"]),
            ("支持长白县发展边境贸易。", "长白县", ["changbai-xian"]),
            ("积极发展长白镇等县城镇。", "长白镇", ["changbai-zhen"]),
            ("建设长春至长白高速公路。", "长春至长白高速公路", ["changchun-shi", "changbai-xian"]),
            ("改造长白乌铁路。", "长白乌铁路", ["changchun-shi", "baicheng-shi", "wulanhaote-shi"]),
            ("推进长白铁路扩能。", "长白铁路", ["changchun-shi", "baicheng-shi"]),
            ("建成长白高速公路。", "长白高速公路", ["changchun-shi", "baicheng-shi"]),
            ("建设沈一长一哈通道。", "沈一长一哈通道", ["shenyang-shi", "changchun-shi", "haerbin-shi"]),
            ("扩建长白山机场。", "长白山机场", ["changbaishan-jichang"]),
            ("完善长白口岸功能。", "长白口岸", ["changbai-kouan"]),
        ],
    )
    def test_changbai_seven_ways(self, sentence: str, text: str, expected: list[str]) -> None:
        assert ids(read(sentence)[text]) == expected

    def test_chaluhe_is_a_river_before_river_words_and_a_town_elsewhere(self) -> None:
        assert ids(read("加快发展双阳、岔路河、口前等节点镇。")["岔路河"]) == ["chaluhe-zhen"]
        assert read("推进岔路河流域综合治理。")["岔路河流域"].kind == "water"
        assert ids(read("推进岔路河流域综合治理。")["岔路河流域"])[0] != "chaluhe-zhen"

    @pytest.mark.parametrize(
        ("sentence", "expected"),
        [
            ("推进白洮一体化。", ["baicheng-shi", "taonan-shi"]),
            ("打造通白城镇组团。", ["tonghua-shi", "baishan-shi"]),
            ("推进辽白一体化。", ["liaoyuan-shi", "baiquan-zhen"]),
            ("规划建设沈白高铁。", ["shenyang-shi", "erdaobaihe-zhen"]),
            ("培育白通丹经济带。", ["baishan-shi", "tonghua-shi", "dandong-shi"]),
        ],
    )
    def test_bai_in_five_compounds(self, sentence: str, expected: list[str]) -> None:
        mention = next(iter(read(sentence).values()))
        inner = mention.inner[0] if mention.inner else mention
        assert ids(inner) == expected

    def test_two_wukeshu_are_told_apart_by_bracket_and_list(self) -> None:
        found = read("重点发展五棵树镇（榆树）、五棵树镇（镇赉）。")
        assert ids(found["五棵树镇（榆树）"]) == ["wukeshu-zhen-yushu"]
        assert ids(found["五棵树镇（镇赉）"]) == ["wukeshu-zhen-zhenlai"]

    def test_three_southern_new_towns_follow_the_city_they_stand_beside(self) -> None:
        assert ids(read("吉林市拓展空间，加快建设南部新城。")["南部新城"]) == ["jilinnanbuxincheng"]
        assert ids(read("辽源市改造老城区，构建南部新城。")["南部新城"]) == ["liaoyuannanbuxincheng"]
        assert ids(read("长春市完善枢纽，建设南部新城综合客运枢纽。")["南部新城综合客运枢纽"].inner[0]) == ["changchunnanbuxincheng"]

    def test_four_cities_behind_four_letters(self) -> None:
        mention = read("打造四辽铁通经济协作区。")["四辽铁通经济协作区"]
        assert ids(mention.inner[0]) == ["siping-shi", "liaoyuan-shi", "tieling-shi", "tongliao-shi"]


class TestExpressions:
    @pytest.mark.parametrize(
        ("sentence", "expected"),
        [
            ("新建G302珲阿线延吉至安图、敦化至白石山等项目。", ["G302珲阿线延吉至安图", "敦化至白石山"]),
            ("新建松原至通榆高速公路松原至长岭段。", ["松原至通榆高速公路松原至长岭段"]),
            ("实施四（平）梨（树）同城化。", ["四（平）梨（树）"]),
            ("构建长吉南线绿色休闲和现代农业产业带。", ["长吉南线绿色休闲和现代农业产业带"]),
            ("依托哈大、珲乌交通轴线发展。", ["哈大、珲乌交通轴线"]),
            ("推进柳树屯至某家桥段改造和拉林河至长春扩建。", ["拉林河至长春"]),
            ("加快双阳云雾河、玉带河治理。", ["双阳云雾河", "玉带河"]),
            ("强化长春市核心交通枢纽功能。", ["长春市"]),
        ],
    )
    def test_the_longest_expression_is_one_mention(self, sentence: str, expected: list[str]) -> None:
        found = read(sentence)
        assert [text for text in expected if text not in found] == []

    def test_a_bracketed_list_of_duties_is_bodies_not_places(self) -> None:
        found = read("推进项目建设。（长春市、延边州政府分别负责，省长吉图办、长春海关配合）")
        assert {one.ctx for one in found.values()} <= {"responsible_body", "org_name"}
        assert found["长春市"].ctx == "responsible_body"
        assert found["长吉图"].ctx == "org_name"

    @pytest.mark.parametrize("text", ["中共吉林省委印发通知。", "长春市委、市政府高度重视。", "吉林省纪委监督。", "四平市委托第三方评估。"])
    def test_a_party_committee_is_a_body_and_a_commission_to_design_is_none(self, text: str) -> None:
        first = parse_text(text).mentions[0]
        assert first.ctx == ("" if "委托" in text else "responsible_body")

    def test_a_title_in_marks_is_no_place_on_the_map(self) -> None:
        assert read("落实《长吉一体化区域发展规划》。")["长吉一体化区域"].ctx == "document_title"

    def test_an_unlisted_name_says_it_is_unknown(self) -> None:
        mention = read("建设雾松河、青石岭水库。")["青石岭水库"]
        assert ids(mention) == [None]
        assert "词典未收" in mention.reason

    def test_names_are_those_of_the_date(self) -> None:
        assert read("发展九台。", on=date(2012, 2, 27))["九台"].places[0].name == "九台市"
        assert read("发展九台。", on=date(2021, 5, 30))["九台"].places[0].name == "九台区"

    def test_every_mention_is_its_span_of_the_source(self) -> None:
        text, _ = read_marked("henan.txt")
        reading = parse_text("\ufeff\r\n" + text)
        for mention in reading.mentions:
            assert reading.source[mention.start : mention.end] == mention.text
            for inner in mention.inner:
                assert mention.start <= inner.start < inner.end <= mention.end
                assert reading.source[inner.start : inner.end] == inner.text


@pytest.mark.parametrize(("name", "least"), [("henan.txt", 0.94), ("liaohei.txt", 0.97), ("heldout.txt", 0.94)])
def test_texts_of_other_provinces_are_read_at_the_stated_quality(name: str, least: float) -> None:
    text, marked = read_marked(name)
    reading = parse_text(text)
    mine = {(one.start, one.end): one for one in reading.mentions}
    right = sum((one.start, one.end) in mine for one in marked)
    assert 2 * right / (len(mine) + len(marked)) >= least
    wrong = [
        (one.text, one.places)
        for one in marked
        if one.places and (one.start, one.end) in mine and sorted(one.places) != sorted(p.name for p in mine[one.start, one.end].places)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted((FOLDER / "fresh").glob("*.txt")), ids=lambda path: path.stem)
def test_passages_of_many_provinces_are_resolved_where_they_are_found(path: Path) -> None:
    text, marked = read_marked(f"fresh/{path.name}")
    mine = {(one.start, one.end): one for one in parse_text(text).mentions}
    found = [one for one in marked if (one.start, one.end) in mine]
    assert 2 * len(found) / (len(mine) + len(marked)) >= 0.75
    wrong = [one for one in found if len(one.places) == 1 and one.places[0][:2] not in mine[one.start, one.end].places[0].name]
    assert wrong == []


def test_a_list_without_an_end_is_read_in_linear_time() -> None:
    began = time.process_time()
    parse_text("长春市、吉林市、四平市、" * 5000)
    assert time.process_time() - began < 5


def test_concatenated_texts_give_the_shifted_union() -> None:
    first, second = JILIN + "建设长春至双辽高速公路。\n", JILIN + "形成覆盖农安、德惠的半小时经济圈。\n"
    both = parse_text(first + second)
    apart = [(one.start, one.end) for one in parse_text(first).mentions]
    apart += [(one.start + len(first), one.end + len(first)) for one in parse_text(second).mentions]
    assert [(one.start, one.end) for one in both.mentions] == apart


def test_dates_are_read_in_both_scripts() -> None:
    assert date_of("正文。\n二〇一二年二月二十七日") == date(2012, 2, 27)
    assert date_of("成文日期：2016年9月30日\n正文") == date(2016, 9, 30)
    assert date_of("没有日期") is None


def test_sections_are_paths_of_headings() -> None:
    text = "一、总则\n正文\n（一）目标\n正文\n1.布局\n正文\n二、措施\n正文\n"
    sections = sections_of(text)
    assert sections.at(text.index("布局") + 3) == "一、总则 > （一）目标 > 1.布局"
    assert sections.at(len(text) - 2) == "二、措施"


def mutated(rng: random.Random, seed: str) -> str:
    """Return a text spoilt in one of many ways."""
    pieces = [
        seed,
        "（" * rng.randint(0, 400),
        "\u202e\u202d",
        "至" * rng.randint(0, 60),
        "、—-",
        "G302",
        "\x00",
        "长春" * rng.randint(0, 40),
        "一" * 30,
    ]
    rng.shuffle(pieces)
    text = "".join(pieces)
    cut = rng.randint(0, len(text))
    return text[cut:] + "".join(chr(rng.randint(1, 0xFFFF)) for _ in range(20) if rng.random() < 0.5).encode("utf-8", "ignore").decode()


def test_spoilt_texts_are_read_without_a_fault() -> None:
    rng = random.Random(20140807)  # noqa: S311 - a repeatable test
    seed, _ = read_marked("liaohei.txt")
    for _ in range(120):
        at = rng.randint(0, len(seed) - 200)
        reading = parse_text(mutated(rng, seed[at : at + 200]))
        assert all(reading.source[one.start : one.end] == one.text for one in reading.mentions)


DENSE = (
    ("（", 300_000), ("长春至", 60_000), ("一", 300_000), ("G302", 75_000), ("、", 300_000), ("“长春", 60_000), ("\n", 300_000),
    ("覆盖长春的半小时经济圈", 8_000), ("等3个市", 40_000), ("四（平）梨（树）", 10_000),
    ("专栏1：新城\n长春兴隆新城、长春空港新城\n", 3_000), ("“一群三组团”", 20_000), ("续建长春至双辽高速公路、", 15_000),
    ("经济区", 100_000), ("路", 300_000), ("3", 300_000), (" ", 300_000), ("半小时经济圈", 20_000), ("长春（吉林（", 20_000),
)  # fmt: skip


@pytest.mark.parametrize(("piece", "times"), DENSE)
def test_no_pattern_blows_up(piece: str, times: int) -> None:
    began = time.process_time()
    parse_text(piece * times)
    assert time.process_time() - began < 5.0


LEADS = (("人口城市", "1"), ("长春（G", "1"), ("选址建设“", "一"), ("长春市", "　"), ("一、", " "))


@pytest.mark.parametrize(("lead", "piece"), LEADS)
def test_no_pattern_blows_up_on_a_run_of_one_character(lead: str, piece: str) -> None:
    began = time.process_time()
    parse_text(lead + piece * 60_000 + lead)
    assert time.process_time() - began < 5.0


def reference() -> Path | None:
    """Return the folder of annotated sections where it is at hand."""
    folder = Path(os.environ.get("SPATIAL_REFERENCE", Path(__file__).resolve().parents[2] / "shared" / "reference"))
    return folder if (folder / "mentions_dev.jsonl").exists() else None


@pytest.mark.skipif(reference() is None, reason="the annotated sections are not part of the product")
def test_annotated_sections_are_read_at_the_stated_quality() -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
    import eval_mentions

    folder = reference()
    assert folder is not None
    gold, spans = eval_mentions.load(folder)
    right = found = wanted = 0
    for plan, rows in gold.items():
        text = (folder.parent / "plans" / f"{plan}.txt").read_bytes().decode("utf-8-sig")
        reading: Reading = parse_text(text)
        ours = [one for one in reading.mentions if any(low <= one.start < high for low, high in spans[plan])]
        counts = eval_mentions.score(rows, ours)
        right, found, wanted = right + counts["exact"], found + counts["found"], wanted + counts["wanted"]
    assert 2 * right / (found + wanted) >= 0.95
