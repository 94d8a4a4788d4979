"""Tests of comparing plans: small plans written into a folder, and the five of the product."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spatial.compare import Comparison, compare_plans
from spatial.compare.matching import alike
from spatial.compare.projects import stage
from spatial.errors import InvalidInputError, PlanNotFoundError
from spatial.plans import load_plans
from spatial.schema import Member, Structure
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
    by_subject = {(finding.check, finding.subject) for finding in found.findings}
    assert {("status", "吉林—舒兰（省界）高速"), ("works", "吉林二台子机场"), ("listed_twice", "怀德镇")} <= by_subject
    nodes = next(f for f in found.findings if f.check == "members" and "重要节点城市" in f.subject)
    assert set(nodes.evidence["added"]) == {"榆树市", "舒兰市", "农安县"}  # type: ignore[call-overload]
    assert set(nodes.evidence["dropped"]) == {"九台", "梅河口", "抚松", "双辽"}  # type: ignore[call-overload]
