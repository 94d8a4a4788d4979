"""The loaders of plans: contracts kept, faults named, the user's own plans beside the product's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spatial.errors import DataFileError, PlanNotFoundError
from spatial.plans import (
    get_plan,
    get_structure,
    line_places,
    load_claims,
    load_kinds,
    load_plans,
    load_projects,
    load_structures,
    member_as_of,
    member_places,
    mentions_of,
    plans_of,
)
from spatial.schema import Member
from spatial.settings import Settings

ROOT = Path(__file__).resolve().parent.parent

PLAN = """id = "demo-2020"
title = "试验规划"
issuer = "某市人民政府"
issued = 2020-03-01
horizon = 2025
"""
KINDS = """[[kind]]
id = "axis"
title_zh = "发展轴"
title_en = "development axis"
theme = "axes"
geometry = "line"
"""
STRUCTURE = """[[structure]]
id = "axis_demo"
name = "试验轴"
kind = "axis"
section = "一、总则"
ordered = true
members_basis = "stated"
members = [
  { as_written = "甲市", place_id = "jia-shi" },
  { as_written = "乙市", place_id = "yi-shi", role = "partial" },
]
"""
CLAIM = """[[claim]]
id = "cl_demo"
section = "一、总则"
claim = "半小时圈"
kind = "time_circle"
origin_ids = ["jia-shi"]
limit_minutes = 30
modes = []
members_basis = "none"
"""
HEADER = "project_id,name,as_named,mode,subtype,ref,places,as_written,action,section,part_of,length_km,investment,year,note\n"
ROW = "p1,甲乙路,,expressway,,G1,jia-shi;yi-shi,甲;乙,新建,一、总则,,12.5,,2021,\n"


def home(tmp_path: Path, *, plan: str = PLAN, structures: str = STRUCTURE, claims: str = CLAIM, projects: str = HEADER + ROW) -> Settings:
    """Write one plan folder and return the settings that find it."""
    folder = tmp_path / "layers" / "plans" / "demo-2020"
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "layers" / "plans" / "kinds.toml").write_text(KINDS, encoding="utf-8")
    for name, text in (("plan.toml", plan), ("structures.toml", structures), ("claims.toml", claims), ("projects.csv", projects)):
        (folder / name).write_text(text, encoding="utf-8")
    return Settings(root=tmp_path, user_dir=tmp_path / "user")


def test_a_folder_is_read_into_values(tmp_path: Path) -> None:
    settings = home(tmp_path)
    (plan,) = load_plans(settings)
    assert (plan.id, plan.issued.isoformat(), plan.horizon, plan.number) == ("demo-2020", "2020-03-01", 2025, "")
    (structure,) = load_structures(settings)
    assert structure.plan == "demo-2020"
    assert [member.place_id for member in structure.members] == ["jia-shi", "yi-shi"]
    (project,) = load_projects(settings)
    assert (project.ref, project.length_km, project.references[0].year) == ("G1", 12.5, "2021")
    (claim,) = load_claims(settings)
    assert (claim.limit_minutes, claim.modes, claim.members) == (30, (), ())
    assert [mention.record for mention in mentions_of("jia-shi", settings)] == ["structure", "project", "claim"]
    assert plans_of("jia-shi", settings) == ("demo-2020",)
    assert mentions_of("nobody", settings) == ()


def test_rows_of_one_project_merge_and_keep_their_own_words(tmp_path: Path) -> None:
    second = "p1,甲乙路,乙甲高速,expressway,,,yi-shi;jia-shi,乙;甲,续建,二、任务,,,,,走向相反\n"
    (project,) = load_projects(home(tmp_path, projects=HEADER + ROW + second))
    assert [reference.action for reference in project.references] == ["新建", "续建"]
    assert [reference.name for reference in project.references] == ["", "乙甲高速"]
    assert [member.as_written for member in project.references[1].places] == ["乙", "甲"]
    assert [member.as_written for member in project.places] == ["甲", "乙"]
    assert project.note == "走向相反"


@pytest.mark.parametrize(
    ("part", "old", "new", "field"),
    [
        ("plan", "2020-03-01", '"2020年3月"', "issued"),
        ("plan", 'id = "demo-2020"', 'id = "other"', "id"),
        ("plan", "horizon = 2025", 'horizon = "2025"', "horizon"),
        ("plan", 'issuer = "某市人民政府"', "", "issuer"),
        ("structures", 'kind = "axis"', 'kind = "axes"', "kind"),
        ("structures", "ordered = true", 'ordered = "yes"', "ordered"),
        ("structures", 'members_basis = "stated"', 'members_basis = "sure"', "members_basis"),
        ("structures", 'members_basis = "stated"', 'members_basis = "none"', "members_basis"),
        ("structures", 'section = "一、总则"', 'sektion = "一、总则"', "sektion"),
        ("structures", 'as_written = "甲市"', 'as_written = ""', "members"),
        ("structures", 'place_id = "jia-shi"', 'place_id = "jia-shi", structure_id = "axis_demo"', "members"),
        ("structures", "ordered = true", 'parents = ["nobody"]\nordered = true', "nobody"),
        ("claims", "limit_minutes = 30", "limit_minutes = -30", "limit_minutes"),
        ("claims", "limit_minutes = 30", 'limit_minutes = "半小时"', "limit_minutes"),
        ("claims", "modes = []", 'modes = "road"', "modes"),
        ("projects", "jia-shi;yi-shi,甲;乙", "jia-shi,甲;乙", "as_written"),
        ("projects", ",12.5,", ",很长,", "length_km"),
        ("projects", "新建,一、总则", "新建,", "section"),
        ("projects", "一、总则,,12.5", "一、总则,p9,12.5", "part_of"),
    ],
)
def test_a_fault_names_file_record_and_field(tmp_path: Path, part: str, old: str, new: str, field: str) -> None:
    text = {"plan": PLAN, "structures": STRUCTURE, "claims": CLAIM, "projects": HEADER + ROW}[part]
    assert old in text
    with pytest.raises(DataFileError) as caught:
        load_plans(home(tmp_path, **{part: text.replace(old, new, 1)}))
    assert field in str(caught.value)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("plan", "id = "),
        ("structures", "structure = 3"),
        ("structures", STRUCTURE + STRUCTURE),
        ("projects", "a,b\n1,2\n"),
        ("projects", HEADER + "p1,甲乙路\n"),
        ("projects", HEADER + ROW + ROW.replace("expressway", "hsr")),
    ],
)
def test_a_broken_file_is_one_clear_sentence(tmp_path: Path, part: str, text: str) -> None:
    with pytest.raises(DataFileError, match="demo-2020"):
        load_plans(home(tmp_path, **{part: text}))


def test_a_plan_without_tables_is_still_a_plan(tmp_path: Path) -> None:
    settings = home(tmp_path)
    folder = settings.plans_dir / "demo-2020"
    for name in ("structures.toml", "projects.csv", "claims.toml"):
        (folder / name).unlink()
    assert (len(load_plans(settings)), load_structures(settings), load_projects(settings), load_claims(settings)) == (1, (), (), ())


def test_the_users_plans_stand_beside_the_others_and_a_change_is_seen(tmp_path: Path) -> None:
    settings = home(tmp_path)
    assert len(load_plans(settings)) == 1
    own = settings.user_dir / "plans" / "own-2018"
    own.mkdir(parents=True)
    (own / "plan.toml").write_text(PLAN.replace("demo-2020", "own-2018").replace("2020-03-01", "2018-03-01"), encoding="utf-8")
    assert [plan.id for plan in load_plans(settings)] == ["own-2018", "demo-2020"]
    (own / "structures.toml").write_text(STRUCTURE, encoding="utf-8")
    with pytest.raises(DataFileError, match="axis_demo"):
        load_structures(settings)
    (own / "structures.toml").write_text(STRUCTURE.replace("axis_demo", "axis_own"), encoding="utf-8")
    assert {structure.id for structure in load_structures(settings)} == {"axis_demo", "axis_own"}
    twin = settings.user_dir / "plans" / "demo-2020"
    twin.mkdir()
    (twin / "plan.toml").write_text(PLAN, encoding="utf-8")
    with pytest.raises(DataFileError, match="demo-2020"):
        load_plans(settings)


def test_unknown_plans_kinds_and_modes_are_refused_with_the_choices() -> None:
    for ask in (
        lambda: load_structures(plan="nope"),
        lambda: load_structures(kind="nope"),
        lambda: load_projects(plan="nope"),
        lambda: load_projects(mode="nope"),
        lambda: load_claims(plan="nope"),
        lambda: get_plan("nope"),
        lambda: get_structure("nope"),
    ):
        with pytest.raises(PlanNotFoundError, match="nope"):
            ask()


def test_members_that_are_structures_are_replaced_by_their_places() -> None:
    places = member_places(get_structure("axis_hunwu"))
    assert places[:4] == ("hunchun-shi", "yanji-shi", "longjing-shi", "tumen-shi")
    assert line_places(get_structure("axis_hada"))[0] == "siping-shi"
    assert line_places(get_structure("belt_changliaomei")) == ("changchun-shi", "liaoyuan-shi", "meihekou-shi")


def test_a_member_is_named_as_it_was_when_the_plan_was_issued() -> None:
    jiutai = Member(as_written="九台", place_id="jiutai-qu")
    before, after = member_as_of(jiutai, "urbanization-2014"), member_as_of(jiutai, "hachang-2016")
    assert before is not None
    assert after is not None
    assert (before.title, after.title) == ("九台市", "九台区")
    assert member_as_of(Member(as_written="中小城市"), "changji-2012") is None


def test_every_kind_of_the_table_has_titles_and_a_rule() -> None:
    kinds = load_kinds()
    assert len({kind.id for kind in kinds}) == len(kinds)
    assert {structure.kind for structure in load_structures()} <= {kind.id for kind in kinds}


def run(*args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "spatial", *args], capture_output=True, encoding="utf-8", cwd=ROOT, env=environment, check=False
    )


def test_commands_print_one_json_document_with_the_agreed_keys() -> None:
    plans = json.loads(run("plans", "--json").stdout)
    assert [plan["id"] for plan in plans] == [plan.id for plan in load_plans()]
    structures = json.loads(run("structures", "--plan", "urbanization-2014", "--kind", "economic_circle", "--json").stdout)
    assert {"id", "name", "kind", "plan", "section", "ordered", "members", "attributes"} <= set(structures[0])
    circle = next(item for item in structures if item["id"] == "circle_cc_half")
    assert [(member["id"], member["name"], member["as_written"]) for member in circle["members"]][1] == ("jiutai-qu", "九台市", "九台")
    projects = json.loads(run("projects", "--mode", "hsr", "--json").stdout)
    assert {"id", "name", "mode", "ref", "places", "references"} <= set(projects[0])
    assert {"plan", "section", "action"} <= set(projects[0]["references"][0])
    assert {project["mode"] for project in projects} == {"hsr"}


def test_a_wrong_choice_leaves_with_code_two_and_one_sentence() -> None:
    result = run("structures", "--plan", "nope", "--json")
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "nope" in result.stderr
