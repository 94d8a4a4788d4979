"""The page that reads a plan: what is shown, what a person decides, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import common, read_compared, read_map, read_review, read_text
from pages.read_decisions import (
    Decision,
    alike,
    class_of,
    corrections,
    counts_of,
    decided,
    decision_of,
    doubt_of,
    queue_of,
    restored,
    review,
)
from spatial.compare import compare_plans
from spatial.errors import DataFileError, InvalidInputError
from spatial.geoparse import Mention, PlaceRef, Reading, list_reviews, load_review, parse_text, save_reading
from spatial.plans import load_claims, load_kinds, load_plans, load_projects, load_structures
from spatial.schema import Plan
from spatial.settings import Settings, default_settings

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "layers" / "samples"
PASTED = (SAMPLES / "sample-jilin.txt").read_text(encoding="utf-8") + "\n以上。\n"
HOSTILE = "长春市<img src=x onerror=alert(1)>与吉林市`${top.hacked=1}`推进</script><script>top.hacked=1</script>四平市\u202e建设。"


def sample(name: str = "jilin") -> Reading:
    return parse_text((SAMPLES / f"sample-{name}.txt").read_text(encoding="utf-8"))


def named(reading: Reading, text: str, nth: int = 0) -> int:
    return [number for number, one in enumerate(reading.mentions) if one.text == text][nth]


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(default_settings().root, tmp_path)


def test_the_pieces_of_the_lines_are_the_text_and_every_name_is_one_of_them() -> None:
    reading = sample()
    classes = {number: class_of(number, one, {}) for number, one in enumerate(reading.mentions)}
    lines = read_text.lines_of(reading.source, (0, len(reading.source)), reading.mentions, classes)
    assert "\n".join("".join(piece[0] for piece in line["p"]) for line in lines) == reading.source
    spoken = {piece[1]: piece[0] for line in lines for piece in line["p"] if len(piece) > 1}
    assert spoken == {number: one.text for number, one in enumerate(reading.mentions)}
    heads = ["".join(piece[0] for piece in line["p"]) for line in lines if line["h"]]
    assert "第二章 城镇体系" in heads
    assert heads[0].startswith("松花江上游协作区")


def test_a_name_broken_over_two_lines_is_two_pieces_of_one_number() -> None:
    text = "推进长春\r\n市与吉林市一体化发展。"
    one = Mention(2, 7, "长春\r\n市", "prefecture", (PlaceRef("changchun-shi", "长春市"),), ambiguous=False, score=1.0, reason="词典中唯一")
    lines = read_text.lines_of(text, (0, len(text)), [one], {0: "unit"})
    assert [[piece[0] for piece in line["p"] if len(piece) > 1 and piece[1] == 0] for line in lines] == [["长春"], ["市"]]
    assert [line["p"][0][0] for line in lines] == ["推进", "市"]
    assert read_text.line_range(text, 0, (2, 7)) == [0, 1]


def test_a_long_text_is_shown_in_parts_of_whole_lines() -> None:
    text = "\n".join(f"第{number}行：支持长春市建设。" for number in range(20_000))
    parts = read_text.parts_of(text)
    assert len(parts) > 1
    assert "".join(text[low:high] for low, high in parts) == text
    assert all(text[high - 1] == "\n" for _low, high in parts[:-1])
    assert read_text.parts_of("短文") == ((0, 2),)


def test_the_queue_holds_each_doubtful_writing_once_and_a_decision_takes_it_out() -> None:
    reading = sample()
    queue = queue_of(reading.mentions, {})
    assert queue
    assert all(doubt_of(reading.mentions[number]) for number in queue)
    first = queue[0]
    same = alike(reading.mentions, first)
    after = queue_of(reading.mentions, dict.fromkeys(same, Decision("accept")))
    assert set(after) == set(queue) - {first}
    assert (
        counts_of(decided(reading.mentions, dict.fromkeys(same, Decision("accept"))))["doubtful"] < counts_of(reading.mentions)["doubtful"]
    )


def test_responsible_bodies_and_titles_are_never_in_doubt_nor_counted() -> None:
    reading = sample()
    bodies = [one for one in reading.mentions if one.ctx]
    assert bodies
    assert not any(doubt_of(one) for one in bodies)
    assert counts_of(reading.mentions)["mentions"] == len(reading.mentions) - len(bodies)


def test_rejecting_and_changing_a_name_reaches_the_drafts() -> None:
    reading = sample()
    gone, other = named(reading, "榆树"), named(reading, "德惠")
    decisions = {gone: Decision("reject"), other: Decision("choose", PlaceRef("jiutai-qu", "九台区", 1.0, "人工改选"))}
    after = review(reading, decisions)
    axis = next(draft for draft in after.structures if draft.name == "哈大发展轴")
    assert [member.as_written for member in axis.members] == ["德惠", "长春", "公主岭", "四平"]
    assert axis.members[0].place_id == "jiutai-qu"
    assert len(after.mentions) == len(reading.mentions) - 1
    assert class_of(gone, decided(reading.mentions, decisions)[gone], decisions) == "gone"
    assert review(reading, {}) is reading
    assert [row["action"] for row in corrections(reading.mentions, decisions)] == ["reject", "choose"]


def test_a_place_of_ones_own_is_drawn_where_it_was_put() -> None:
    reading = sample()
    number = named(reading, "水曲柳镇")
    place = PlaceRef("own-1", "水曲柳镇", 1.0, "人工补录")
    decisions = {number: Decision("add", place, (127.05, 44.35))}
    layers = read_map.mentions_layers(decided(reading.mentions, decisions), decisions)
    outside = next(layer for layer in layers if layer.id == read_map.OUTSIDE)
    assert "水曲柳镇" in outside.features_json
    assert "127.05" in outside.features_json
    assert read_map.layer_of("own-1") == read_map.OUTSIDE


def test_keys_accept_reject_go_on_and_come_back() -> None:
    reading, work = sample(), read_review.Work()
    read_review.press(reading, work, "s")
    first = work.at
    read_review.press(reading, work, "a")
    assert work.decisions[first].action == "accept"
    second = work.at
    assert second != first
    read_review.press(reading, work, "x")
    assert work.decisions[second].action == "reject"
    read_review.press(reading, work, "b")
    assert work.at == second
    read_review.undo(reading, work, everywhere=True)
    assert second not in work.decisions


def test_a_reviewed_reading_becomes_a_plan_like_the_others(home: Settings) -> None:
    reading = sample()
    plan = Plan("shifan-2023", "示例", "", "未注明", date(2023, 6, 12))
    folder = save_reading(reading, plan, [{"action": "reject"}], home)
    assert "shifan-2023" in [one.id for one in load_plans(home)]
    axis = next(one for one in load_structures(home, plan="shifan-2023") if one.name == "珲乌发展轴")
    assert [member.place_id for member in axis.members] == ["songyuan-shi", "changchun-shi", "jilin-shi", "jiaohe-shi", "dunhua-shi"]
    assert axis.ordered
    assert axis.section.endswith("二、发展轴带 > 2. 珲乌发展轴") or "二、发展轴带" in axis.section
    assert {"expressway", "national_road", "intercity", "airport"} <= {one.mode for one in load_projects(home, plan="shifan-2023")}
    circle = next(one for one in load_claims(home, plan="shifan-2023") if one.limit_minutes == 30)
    assert circle.origin_ids == ("changchun-shi",)
    assert {path.name for path in folder.iterdir()} >= {"mentions.json", "corrections.json"}
    assert all(reading.source[:200] not in path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_units_of_other_provinces_are_kept_by_name_with_their_code(home: Settings) -> None:
    reading = sample("henan")
    save_reading(reading, Plan("yiluo-2022", "示例", "", "未注明", date(2022, 3, 1)), [], home)
    circle = next(one for one in load_structures(home, plan="yiluo-2022") if one.kind == "economic_circle")
    assert all(member.place_id is None and member.note.startswith("区划代码 41") for member in circle.members)


def test_saving_refuses_what_the_other_plans_would_choke_on(home: Settings) -> None:
    reading = sample()
    with pytest.raises(InvalidInputError, match="编号"):
        save_reading(reading, Plan("../x", "示例", "", "未注明", date(2023, 6, 12)), [], home)
    with pytest.raises(InvalidInputError, match="自带"):
        save_reading(reading, Plan("hachang-2016", "示例", "", "未注明", date(2023, 6, 12)), [], home)
    with pytest.raises(DataFileError):
        save_reading(reading, Plan("nameless-2023", "", "", "未注明", date(2023, 6, 12)), [], home)
    assert not [one for one in load_plans(home) if one.issuer == "未注明"]


def test_every_kind_a_reading_drafts_is_a_kind_of_the_plans() -> None:
    known = {kind.id for kind in load_kinds()}
    drafted = {draft.kind for name in ("jilin", "henan") for draft in sample(name).structures}
    assert drafted <= known


def test_a_finding_about_members_shows_what_came_and_went() -> None:
    found = compare_plans(["urbanization-2014", "hachang-2016"])
    finding = next(one for one in found.findings if one.check == "members" and one.evidence.get("concept") == "key-node-cities")
    groups = read_compared.groups_of(found, finding)
    assert len(groups["added"]) + len(groups["both"]) == 8
    assert len(groups["dropped"]) + len(groups["both"]) == 9
    layers = {layer.id: layer.count for layer in read_compared.layers_of(groups)}
    assert layers["dropped"] == len(groups["dropped"])
    assert all("-2014（" not in text for text in read_compared.findings_frame(found.findings).iloc[:, 3])


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the page keep what it keeps in a folder of the test."""
    monkeypatch.setenv("SPATIAL_HOME", str(tmp_path / "user"))
    default_settings.cache_clear()
    yield tmp_path / "user"
    default_settings.cache_clear()


def page(**state: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.run()
    app.switch_page("pages/read_plan.py")
    for name, value in state.items():
        app.session_state[f"read_plan-{name}"] = value
    return app.run()


def metrics(app: AppTest) -> list[str]:
    return [one.value for one in app.metric]


def test_the_page_opens_on_a_sample_and_counts_it() -> None:
    app = page()
    reading = sample()
    assert not app.exception
    assert not app.error
    counts = counts_of(reading.mentions)
    assert metrics(app)[:4] == [str(counts[name]) for name in ("mentions", "places", "new", "doubtful")]
    assert sum(int(part) for part in re.findall(r"\d+", metrics(app)[7])) == len(reading.claims)
    assert app.title[0].value == "读规划"


def test_accepting_on_the_page_lowers_the_count_of_doubts() -> None:
    app = page()
    before = int(metrics(app)[3])
    app.button(key="read_plan-start").click().run()
    app.button(key="read_plan-accept").click().run()
    assert int(metrics(app)[3]) < before
    assert not app.exception


def test_a_review_left_in_the_middle_goes_on_in_another_visit() -> None:
    app = page(source="paste", pasted=PASTED)
    app.button(key="read_plan-start").click().run()
    app.button(key="read_plan-accept").click().run()
    app.button(key="read_plan-reject").click().run()
    doubts = metrics(app)[3]
    (kept,) = list_reviews(default_settings())
    later = page(source="saved")
    assert not later.exception
    assert metrics(later)[3] == doubts
    assert any("接着" in one.value for one in later.caption)
    assert {row["action"] for row in load_review(kept.id, default_settings()).decisions} == {"accept", "reject"}
    again = page(source="paste", pasted=PASTED)
    assert metrics(again)[3] == doubts


def test_nothing_is_kept_before_the_first_decision_and_anew_forgets() -> None:
    app = page(source="paste", pasted=PASTED)
    assert list_reviews(default_settings()) == ()
    before = metrics(app)[3]
    app.button(key="read_plan-start").click().run()
    app.button(key="read_plan-accept").click().run()
    later = page(source="saved")
    later.button(key="read_plan-anew").click().run()
    assert not later.exception
    assert list_reviews(default_settings()) == ()
    assert metrics(page(source="paste", pasted=PASTED))[3] == before


def test_an_empty_page_offers_the_kept_reviews() -> None:
    app = page(source="paste", pasted=PASTED)
    app.button(key="read_plan-start").click().run()
    app.button(key="read_plan-accept").click().run()
    (kept,) = list_reviews(default_settings())
    later = page(source="file")
    later.button(key=f"read_plan-reopen-{kept.id}").click().run()
    assert not later.exception
    assert later.session_state["read_plan-source"] == "saved"
    assert int(metrics(later)[0]) > 0


def test_a_saved_plan_without_its_text_is_named_with_what_can_be_done() -> None:
    save_reading(sample(), Plan("jiu-gao-2020", "旧稿", "", "未注明", date(2020, 1, 1)), [], default_settings())
    app = page(source="saved")
    assert not app.exception
    (told,) = [one.value for one in app.sidebar.caption if "jiu" in one.value]
    assert "重新打开原文件" in told
    assert "总览" in told


def test_decisions_come_back_as_they_were_and_unknown_ones_are_counted() -> None:
    reading = sample()
    place = PlaceRef("own-1", "水曲柳镇", 1.0, "人工补录")
    decisions = {
        named(reading, "榆树"): Decision("reject"),
        named(reading, "德惠"): Decision("choose", PlaceRef("jiutai-qu", "九台区", 1.0, "人工改选")),
        named(reading, "水曲柳镇"): Decision("add", place, (127.05, 44.35)),
    }
    rows = corrections(reading.mentions, decisions)
    assert restored(reading.mentions, rows) == (decisions, 0)
    assert restored(reading.mentions, [*rows, {"start": 0, "end": 1, "action": "accept"}])[1] == 1
    assert decision_of({"action": "add", "name": "甲", "place_id": None, "lon": "1e9", "lat": 0}) == Decision(
        "add", PlaceRef(None, "甲", 1.0, "人工补录")
    )
    assert decision_of({"action": "choose", "name": ["甲"]}) is None


def test_too_little_text_is_one_sentence_not_a_traceback() -> None:
    app = page(source="paste", pasted="长春")
    assert not app.exception
    assert "至少要 10 字" in app.error[0].value


def test_text_without_places_says_so() -> None:
    app = page(source="paste", pasted="本文没有任何地名，只谈谈天气和心情，如此而已。")
    assert not app.exception
    assert "没有读到地名" in app.warning[0].value


def test_hostile_text_is_read_as_text() -> None:
    app = page(source="paste", pasted=HOSTILE * 3)
    assert not app.exception
    assert int(metrics(app)[0]) >= 9
    assert not any("<img" in one.value or "<script" in one.value for one in app.get("html") if hasattr(one, "value"))


def test_findings_are_told_in_english_from_their_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "language", lambda: "en")
    found = compare_plans(["urbanization-2014", "hachang-2016"]).findings
    nodes = next(one for one in found if one.evidence.get("concept") == "key-node-cities" and one.check == "members")
    assert read_compared.told(nodes) == "added: 榆树市, 舒兰市, 农安县; dropped: 九台, 双辽; outside the later plan's area: 梅河口, 抚松"
    works = next(one for one in found if one.check == "works")
    assert read_compared.told(works).startswith('first "扩能改造", then')
    for one in found:
        key, _template = read_compared.SENTENCES.get(one.check, ("", ""))
        assert (read_compared.told(one) == read_compared.said(one)[0]) == (one.check != "members" and key not in one.evidence), one
    monkeypatch.setattr(common, "language", lambda: "zh")
    assert read_compared.told(works) == read_compared.said(works)[0]


def test_the_comparison_counts_contradictions_and_asks_for_two_plans() -> None:
    app = page(view="compare", plan=["urbanization-2014", "hachang-2016"])
    assert not app.exception
    found = compare_plans(["urbanization-2014", "hachang-2016"])
    assert metrics(app)[0] == str(sum(one.severity == "warning" for one in found.findings))
    app.session_state["read_plan-plan"] = ["hachang-2016"]
    app.run()
    assert "两份以上" in app.info[0].value
