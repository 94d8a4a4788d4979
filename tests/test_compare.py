"""Tests of comparing plans: small plans written into a folder, and the five of the product."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from spatial.compare import Comparison, compare_plans
from spatial.compare.families import family_findings, frame_findings, successor_findings
from spatial.compare.ground import Ground, ground_of
from spatial.compare.matching import alike, merged_projects, similar
from spatial.compare.projects import project_findings
from spatial.compare.remarks import remark_findings
from spatial.compare.stages import stage
from spatial.compare.structures import count_findings, structure_findings
from spatial.compare.within import within_findings
from spatial.errors import DataFileError, InvalidInputError, PlanNotFoundError
from spatial.plans import load_claims, load_plans, load_projects, load_structures
from spatial.schema import Finding, Member, Plan, Project, ProjectReference, Structure
from spatial.settings import Settings, default_settings

HEADER = "project_id,name,as_named,mode,subtype,ref,places,as_written,action,section,part_of,length_km,investment,year,note\n"


def write_plan(
    folder: Path, plan_id: str, issued: str, members: str, *, name: str = "东部组团", action: str = "新建", ends: str = "长春;四平"
) -> None:
    """Write a plan with one structure and one project."""
    home = folder / "plans" / plan_id
    home.mkdir(parents=True)
    (home / "plan.toml").write_text(f'id = "{plan_id}"\ntitle = "{plan_id}"\nissuer = "甲"\nissued = {issued}\n', encoding="utf-8")
    listed = ", ".join(f'{{ as_written = "{one}" }}' for one in members.split("、"))
    structure = (
        f'[[structure]]\nid = "{plan_id}_s"\nname = "{name}"\nkind = "town_group"\nsection = "一"\nconcept = "east"\nordered = false\n'
    )
    (home / "structures.toml").write_text(structure + f'members_basis = "stated"\nmembers = [{listed}]\n', encoding="utf-8")
    empty = ";" * (ends.count(";"))
    row = f"p1,甲线,,expressway,,,{empty},{ends},{action},二,,,,,\n"
    (home / "projects.csv").write_text(HEADER + row, encoding="utf-8")


@pytest.fixture
def two(tmp_path: Path) -> Settings:
    """Return settings under which two small plans stand.

    2031: 东部组团 {甲, 乙, 丙}, 甲线 续建 长春—四平
    2033: 东部城镇组团 {甲, 乙, 丁}, 甲线 新建 长春—辽源
    """
    write_plan(tmp_path, "one-2031", "2031-01-01", "甲、乙、丙", action="续建")
    write_plan(tmp_path, "two-2033", "2033-01-01", "甲、乙、丁", name="东部城镇组团", action="新建", ends="长春;辽源")
    return replace(default_settings(), user_dir=tmp_path)


def checks(found: Comparison) -> set[str]:
    return {finding.check for finding in found.findings}


def test_members_names_status_and_ends_that_differ_are_found(two: Settings) -> None:
    found = compare_plans(["two-2033", "one-2031"], two)
    assert [plan.id for plan in found.plans] == ["one-2031", "two-2033"]
    assert checks(found) == {"members", "renamed", "status", "ends"}
    members = next(finding for finding in found.findings if finding.check == "members")
    assert members.evidence["added"] == ("丁",)
    assert members.evidence["dropped"] == ("丙",)
    assert "one-2031" in members.message
    assert "two-2033" in members.message


def test_a_plan_agrees_with_its_copy(tmp_path: Path) -> None:
    write_plan(tmp_path, "one-2031", "2031-01-01", "甲、乙")
    write_plan(tmp_path, "two-2033", "2033-01-01", "甲、乙")
    assert compare_plans(["one-2031", "two-2033"], replace(default_settings(), user_dir=tmp_path)).findings == ()


def test_one_plan_or_an_unknown_one_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="至少"):
        compare_plans(["hachang-2016", "hachang-2016"])
    with pytest.raises(PlanNotFoundError):
        compare_plans(["hachang-2016", "nothing"])


def test_structures_without_a_concept_are_matched_by_kind_and_name_or_members() -> None:
    base = Structure("a", "西部城镇组团", "town_group", "p", "一", (Member("甲"), Member("乙")), "stated", ordered=False)
    assert alike(base, replace(base, id="b", name="西部城镇组团群"))
    assert alike(base, replace(base, id="b", name="西部的城镇"))
    assert not alike(base, replace(base, id="b", kind="belt"))
    assert not alike(base, replace(base, id="b", name="南方", members=(Member("丙"), Member("丁"))))


def structure(plan: str, *names: str, kind: str = "key_node_cities", roles: tuple[str, ...] = (), **fields: object) -> Structure:
    """Return a structure of a plan; `names` are `name=place_id` or a name alone."""
    parts = [name.partition("=") for name in names]
    members = tuple(
        Member(name, place_id=place or None, role=roles[at] if at < len(roles) else "") for at, (name, _, place) in enumerate(parts)
    )
    plain: dict[str, object] = {"name": "甲结构", "ordered": False, "members_basis": "stated", "concept": "c", **fields}
    return Structure(id=f"{plan}_s", kind=kind, plan=plan, section="一", members=members, **plain)  # type: ignore[arg-type]


def ground(*areas: tuple[str, ...]) -> Ground:
    """Return a ground of plans of 2014, 2016 … with their areas."""
    made = [Plan(f"p{at}", "甲", "", "乙", date(2014 + 2 * at, 1, 1), horizon=2020, area=area) for at, area in enumerate(areas)]
    return ground_of(made, ())


def changes(before: Structure, after: Structure, *areas: tuple[str, ...]) -> list[Finding]:
    return list(structure_findings([before, after], "concept", ground(*(areas or ((), ())))))


def told(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in found]


def test_a_list_of_examples_drops_nothing_and_adds_nothing() -> None:
    whole, some = structure("p0", "甲", "乙", "丙"), structure("p1", "甲", "丁", attributes={"list": "open"})
    (finding,) = changes(whole, some)
    assert finding.evidence["added"] == ("丁",)
    assert finding.evidence["dropped"] == ()
    (finding,) = changes(replace(some, plan="p0"), replace(whole, plan="p1"))
    assert finding.evidence["added"] == ()
    assert finding.evidence["dropped"] == ("丁",)


def test_what_a_later_plan_is_not_made_for_is_told_apart_from_what_it_dropped() -> None:
    before = structure("p0", "双辽=shuangliao-shi", "集安=jian-shi", "敦化=dunhua-shi")
    after = structure("p1", "敦化=dunhua-shi", "珲春=hunchun-shi")
    (finding,) = changes(before, after, (), ("siping-shi", "yanbian-zhou"))
    assert finding.severity == "warning"
    assert finding.evidence["dropped"] == ("双辽", "集安")
    assert finding.evidence["outside"] == ("集安",)
    assert "不在后一份规划所涉地区 集安" in finding.message
    only = changes(structure("p0", "集安=jian-shi", "敦化=dunhua-shi"), structure("p1", "敦化=dunhua-shi"), (), ("yanbian-zhou",))
    assert told(only) == [("members", "info")]


def test_a_county_is_not_gone_where_its_prefecture_is_named() -> None:
    before = structure("p0", "榆树=yushu-shi", "大安=daan-shi")
    (finding,) = changes(before, structure("p1", "长春市=changchun-shi", "吉林市=jilin-shi"))
    assert finding.evidence["dropped"] == ("大安",)


def test_a_member_given_another_part_is_found() -> None:
    before = structure("p0", "敦化", "和龙", "延吉", kind="role_assignment", roles=("支点", "支点", "核心"))
    after = structure("p1", "敦化", "和龙", "延吉", kind="role_assignment", roles=("两极", "三支点", "一核"))
    (finding,) = changes(before, after)
    assert finding.check == "role"
    assert finding.evidence["moved"] == ("敦化",)


def test_a_line_with_its_stops_is_the_line_without_them() -> None:
    before = structure("p0", "沈", "长", "哈", kind="gas_pipeline", ordered=True)
    assert changes(before, structure("p1", "沈", "哈", kind="gas_pipeline", ordered=True)) == []


def test_a_term_is_compared_with_the_last_plan_that_gave_one() -> None:
    group = [structure("p0", horizon="2017"), structure("p1", horizon=""), structure("p2", horizon="2020")]
    found = list(structure_findings(group, "concept", ground((), (), ())))
    assert told(found) == [("horizon", "warning")]
    assert "由 2017 变为 2020" in found[0].message
    yearly = [replace(group[0], horizon="2014"), group[2]]
    assert list(structure_findings(yearly, "concept", ground((), (), ()))) == []


def works_of(*said: tuple[str, str, str, str]) -> Project:
    """Return a project of references (plan, action, places, section); places are joined by ~, `name=id` or a name."""
    refs = []
    for plan, action, places, section in said:
        parts = [one.partition("=") for one in places.split("~") if one]
        refs.append(ProjectReference(plan, section, action, tuple(Member(name, place_id=place or None) for name, _, place in parts)))
    return Project("p", "甲线", "expressway", "", refs[0].places, tuple(refs))


ORDER = {"p0": 0, "p1": 1, "p2": 2}


def project_told(*said: tuple[str, str, str, str]) -> list[tuple[str, str]]:
    return told(project_findings(works_of(*said), ORDER, ground((), (), ())))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("续建", "新建", [("status", "warning")]),
        ("新建", "前期", []),
        ("启动", "前期", [("status", "info")]),
        ("建成运营", "续建", []),
        ("已完成改造", "前期", [("status", "warning")]),
        ("加快推进建设", "力争开工", [("status", "info")]),
        ("推进", "新建", []),
        ("复航改造", "改扩建", [("works", "warning")]),
    ],
)
def test_an_aim_within_its_term_is_no_state(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert project_told(("p0", before, "", "一"), ("p1", after, "", "二")) == expected


def test_what_was_to_be_done_and_is_still_under_way_after_its_year_is_late() -> None:
    project = works_of(("p0", "投入使用", "", "一"), ("p1", "推进", "", "二"), ("p1", "启动", "", "三"))
    due = replace(project, references=(replace(project.references[0], year="2015"), *project.references[1:]))
    found = list(project_findings(due, ORDER, ground((), (), ())))
    assert told(found) == [("delay", "warning")]
    assert "2015 年应" in found[0].message


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["甲~乙", "甲~丙~乙"], []),
        (["甲~乙", "乙~甲"], [("direction", "info")]),
        (["甲~乙", "甲~乙~丙"], [("ends", "warning")]),
        (["甲~乙", "", "甲~丙"], [("ends", "warning")]),
        (["甲~长春=changchun-shi", "甲~开安=kaian-zhen"], [("ends", "info")]),
    ],
)
def test_ends_are_compared_with_the_last_that_were_given(places: list[str], expected: list[tuple[str, str]]) -> None:
    assert project_told(*((f"p{at}", "推进", one, "一") for at, one in enumerate(places))) == expected


def test_a_line_cut_into_stretches_is_a_split_and_two_sections_that_differ_are_a_contradiction() -> None:
    assert project_told(("p0", "新改建", "甲~丙", "一"), ("p1", "在建", "甲~乙", "二"), ("p1", "推进", "乙~丙", "二")) == [
        ("split", "info")
    ]
    assert project_told(("p0", "扩建", "甲~乙", "一"), ("p0", "推进", "甲~丙", "二")) == [("ends", "warning")]


def test_a_place_under_other_characters_is_found_and_a_longer_name_is_not() -> None:
    assert project_told(("p0", "推进", "甲~大浦柴河=x", "一"), ("p1", "推进", "甲~大蒲柴河=x", "二")) == [("wording", "info")]
    assert project_told(("p0", "推进", "甲~龙嘉机场=x", "一"), ("p1", "推进", "甲~长春龙嘉国际机场=x", "二")) == []


def test_parts_of_one_whole_are_compared() -> None:
    whole = replace(works_of(("p0", "续建", "甲~丁", "一")), id="whole", name="全线")
    part = replace(works_of(("p1", "续建", "甲~乙", "二")), id="part", part_of="whole")
    assert told(family_findings([whole, part], ORDER, ground((), (), ()))) == [("extent", "warning")]


def test_a_railway_that_returns_under_other_ends_on_its_way_is_offered_as_the_same() -> None:
    first = replace(works_of(("p0", "前期", "四平=siping-shi~松江河=songjianghe-zhen", "一")), mode="conventional_rail", id="a")
    second = replace(works_of(("p1", "前期", "四平=siping-shi~通化=tonghua-shi", "二")), mode="conventional_rail", id="b")
    away = replace(works_of(("p1", "前期", "四平=siping-shi~白城=baicheng-shi", "二")), mode="conventional_rail", id="c")
    assert told(successor_findings([first, second, away], ORDER, ground((), (), ()))) == [("successor", "info")]


def test_projects_of_plans_read_from_texts_are_joined_by_ends_or_name_whatever_their_ids() -> None:
    def one(plan: str, number: int, name: str, places: str = "", *, mode: str = "expressway", ref: str = "") -> Project:
        made = works_of((plan, "推进", places, "一"))
        return replace(made, id=f"{plan}_p{number}", name=name, mode=mode, ref=ref)

    first = [
        one("p0", 1, "甲至乙高速公路", "甲~乙", ref="G1"),
        one("p0", 2, "长春地铁1号线", mode="metro"),
        one("p0", 3, "长春地铁2号线", mode="metro"),
        one("p0", 4, "丙至丁铁路", "丙~丁", mode="conventional_rail"),
        one("p0", 5, "吉林机场改扩建", mode="airport"),
    ]
    second = [
        one("p1", 1, "G1线乙至甲段", "乙~甲", ref="G1"),
        one("p1", 2, "长春地铁2号线", mode="metro"),
        one("p1", 3, "丙丁高铁", "丙~丁", mode="hsr"),
        one("p1", 4, "甲至乙国道", "甲~乙", ref="G201", mode="national_road"),
        one("p1", 5, "四平机场改扩建", mode="airport"),
    ]
    joined = {item.id: [ref.plan for ref in item.references] for item in merged_projects([*first, *second])}
    assert {name for name, plans in joined.items() if plans == ["p0", "p1"]} == {"p0_p1", "p0_p3", "p0_p4"}
    assert len(joined) == len(first) + len(second) - 3


def test_names_that_differ_only_in_the_city_are_not_one_structure() -> None:
    base = Structure("a", "长春市半小时经济圈", "economic_circle", "p", "一", (), "none", ordered=False)
    assert not alike(base, replace(base, id="b", name="吉林市半小时经济圈"))
    assert alike(base, replace(base, id="b", name="长春半小时经济圈"))
    groups = similar(
        [
            replace(base, id=f"{plan}{name}", plan=plan, name=name)
            for plan, names in (("p", ("节点城市名单", "重要节点城市名单")), ("q", ("重要节点城市名单",)))
            for name in names
        ]
    )
    assert [[item.id for item in group] for group in groups if len(group) > 1] == [["p重要节点城市名单", "q重要节点城市名单"]]


def test_frames_of_one_city_that_count_otherwise_are_found() -> None:
    rows = [
        replace(works_of((f"p{at}", "建设", "长春=changchun-shi", "一")), id=name, name=name)
        for at, name in enumerate(("两纵两横快速路", "一环、三横、四纵快速路"))
    ]
    (finding,) = frame_findings([*rows, replace(rows[0], name="三环路拓宽")], ORDER, ground((), (), ()))
    assert finding.evidence["values"] == ("两纵两横", "一环、三横、四纵")


def test_a_unit_under_two_types_and_a_member_outside_the_area_are_told() -> None:
    items = [
        structure("p0", "双城市=shuangcheng-qu", "大安市=daan-shi", "敦化市=dunhua-shi"),
        structure("p0", "双城区=shuangcheng-qu"),
    ]
    found = told(within_findings(items, ground(("yanbian-zhou",))))
    assert found == [("wording", "info"), ("outside_area", "info")]


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [("9 个", 10, ["warning"]), ("21 个", 3, ["info"]), ("100 个左右", 102, []), ("100 个左右", 130, ["warning"])],
)
def test_a_rough_number_is_met_roughly(text: str, listed: int, expected: list[str]) -> None:
    stated = int(text.split(maxsplit=1)[0])
    claim = replace(load_claims()[0], claim=text, attributes={"stated": stated, "listed": listed})
    assert [finding.severity for finding in count_findings([claim])] == expected


def test_remarks_stand_only_where_their_plans_are_compared_and_a_bad_one_is_named(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path)
    table = settings.plans_dir / "remarks.toml"
    table.parent.mkdir(parents=True)
    row = (
        '[[remark]]\nsubject = "甲"\ncheck = "members"\nseverity = "warning"\nsaid = "不同"\n'
        'plans = ["p0", "p1"]\nsections = ["一", "二"]\n'
    )
    table.write_text(row, encoding="utf-8")
    (finding,) = remark_findings({"p0": 0, "p1": 1, "p2": 2}, settings)
    assert finding.message == "不同：p0（一）→p1（二）"
    assert list(remark_findings({"p0": 0, "p2": 1}, settings)) == []
    table.write_text(row.replace('"一", "二"', '"一"'), encoding="utf-8")
    os.utime(table, ns=(1, 1))
    with pytest.raises(DataFileError, match="两处"):
        list(remark_findings({"p0": 0, "p1": 1}, settings))


def test_every_remark_cites_sections_that_the_data_of_the_plans_know() -> None:
    known = {(item.plan, item.section) for item in (*load_structures(), *load_claims())}
    known |= {(ref.plan, ref.section) for project in load_projects() for ref in project.references}
    known |= {(item.plan, section) for item in load_structures() for _, section in item.other_refs}
    heads = {(plan, part) for plan, section in known for part in section.split(" > ")}
    for finding in remark_findings({plan.id: 0 for plan in load_plans()}):
        for plan, section in zip(finding.evidence["plans"], finding.evidence["sections"], strict=True):  # type: ignore[call-overload]
            assert (plan, section.split(" > ")[0]) in heads, section


@pytest.mark.parametrize(
    ("action", "expected"), [("前期（可研）", 0), ("力争开工", 1), ("续建", 2), ("竣工", 3), ("加快推进", None), ("规划建设", 1)]
)
def test_stages_are_told_only_where_the_word_says_so(action: str, expected: int | None) -> None:
    assert stage(action) == expected


def test_the_five_plans_hold_the_contradictions_written_down() -> None:
    own = [plan.id for plan in load_plans() if (default_settings().plans_dir / plan.id).exists()]
    found = compare_plans(own)
    warnings = [finding for finding in found.findings if finding.severity == "warning"]
    assert len(warnings) >= 30
    assert all({"plans", "sections"} <= set(finding.evidence) or finding.check in {"count", "listed_twice"} for finding in warnings)
    by_subject = {(finding.check, finding.severity, finding.subject) for finding in found.findings}
    assert {
        ("status", "warning", "吉林—舒兰（省界）高速"),
        ("works", "warning", "吉林二台子机场"),
        ("works", "warning", "长春—白城铁路（快速）"),
        ("listed_twice", "warning", "怀德镇"),
        ("horizon", "warning", "中部城市引松供水工程"),
        ("role", "warning", "延边州一核、两极、三支点"),
        ("extent", "warning", "鹤大高速（全线）"),
        ("delay", "warning", "长春西客站综合换乘中心/客运枢纽"),
        ("status", "warning", "长图线电气化"),
        ("successor", "info", "四平—通化铁路"),
        ("split", "info", "国道229长春—伊通（长伊公路）"),
        ("wording", "info", "龙井—大蒲柴河高速"),
    } <= by_subject
    assert not {subject for check, _, subject in by_subject if check == "status"} & {"四平军民合用机场", "延吉机场迁建", "四平—松江河铁路"}
    assert not {subject for check, _, subject in by_subject if check == "ends"} & {"吉图珲高铁（客专）"}
    nodes = next(f for f in found.findings if f.check == "members" and "重要节点城市" in f.subject)
    assert set(nodes.evidence["added"]) == {"榆树市", "舒兰市", "农安县"}  # type: ignore[call-overload]
    assert set(nodes.evidence["dropped"]) == {"九台", "梅河口", "抚松", "双辽"}  # type: ignore[call-overload]
    assert set(nodes.evidence["outside"]) == {"梅河口", "抚松"}  # type: ignore[call-overload]


def test_the_document_of_the_contradictions_tells_what_the_comparison_finds() -> None:
    text = (default_settings().root / "docs" / "contradictions.md").read_text(encoding="utf-8")
    own = [plan.id for plan in load_plans() if (default_settings().plans_dir / plan.id).exists()]
    warnings = [finding for finding in compare_plans(own).findings if finding.severity == "warning"]
    rows = [line for line in text.splitlines() if line.split("|")[1:2] and line.split("|")[1].strip().isdigit()]
    assert len(rows) == len(warnings)
    for finding in warnings:
        told = re.sub(r"：[a-z]+-\d{4}（.*$", "", finding.message)
        assert any(f"| {finding.subject}" in row and told in row for row in rows), finding.message
    assert all(row.rstrip(" |").rpartition("|")[2].strip() for row in rows)
