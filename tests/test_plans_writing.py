"""A plan that was written is read back the same, whatever its words; and only as a plan of the user's own."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import DataFileError, InvalidInputError
from spatial.plans import load_claims, load_plans, load_projects, load_structures, write_plan
from spatial.schema import Claim, Member, Plan, Project, ProjectReference, Structure
from spatial.settings import Settings, default_settings

# Any text a document can hold; line ends are left to the CSV and TOML readers, which make one of them.
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r;"), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text
)
PLAN = Plan("own-2025", "自己的规划", "", "某市", date(2025, 1, 2), 2030, "")


def home(folder: str) -> Settings:
    """Return settings whose product data are the real ones and whose own plans live in a folder."""
    return Settings(root=default_settings().root, user_dir=Path(folder))


def structure(name: str, written: str, note: str) -> Structure:
    members = (Member(written, place_id="changchun-shi", role="partial"), Member(note, structure_id="axis_hada"))
    return Structure(
        "own_axis", name, "axis", PLAN.id, "一、总则", members, "stated", True, note=note,
        attributes={"limit_minutes": [30], "text": name, "flag": True}, other_refs=(("own-2025", note),),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(words, words, words)
def test_what_is_written_is_read_back(name: str, written: str, note: str) -> None:
    own = structure(name, written, note)
    reference = ProjectReference(PLAN.id, "二、任务", "新建", (Member(written, place_id="changchun-shi"),), name, note, 12.5, "", "2026")
    project = Project("own_p", name, "expressway", "G1", reference.places, (reference,), "", 12.5, note)
    claim = Claim("own_c", PLAN.id, "一、总则", name, "time_circle", ("changchun-shi",), 30.0, (), (), "none", None, {}, note)
    with tempfile.TemporaryDirectory() as folder:
        used = home(folder)
        write_plan(dataclasses.replace(PLAN, title=name, note=note), [own], [project], [claim], used)
        assert load_plans(used)[-1].title == name
        assert load_structures(used, plan=PLAN.id) == (own,)
        assert load_projects(used, plan=PLAN.id) == (project,)
        assert load_claims(used, plan=PLAN.id) == (claim,)


@pytest.mark.parametrize("plan_id", ["", "..", "../x", "A", "长春", "a b", "a/b", "con.", "x" * 61, "reply-2021"])
def test_an_id_that_is_no_folder_of_the_users_is_refused(tmp_path: Path, plan_id: str) -> None:
    with pytest.raises(InvalidInputError):
        write_plan(dataclasses.replace(PLAN, id=plan_id), settings=home(str(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_a_record_of_another_plan_is_refused(tmp_path: Path) -> None:
    other = dataclasses.replace(structure("轴", "甲", "注"), plan="reply-2021")
    with pytest.raises(InvalidInputError, match="reply-2021"):
        write_plan(PLAN, [other], settings=home(str(tmp_path)))
    reference = ProjectReference("reply-2021", "一", "新建")
    with pytest.raises(InvalidInputError, match="reply-2021"):
        write_plan(PLAN, projects=[Project("p", "路", "expressway", "", (), (reference,))], settings=home(str(tmp_path)))


def test_a_plan_that_would_not_be_read_leaves_the_old_one_alone(tmp_path: Path) -> None:
    used = home(str(tmp_path))
    write_plan(PLAN, [structure("轴", "甲", "注")], settings=used)
    twin = dataclasses.replace(structure("轴", "甲", "注"), id="axis_hada")
    stray = dataclasses.replace(structure("轴", "甲", "注"), kind="nope")
    for bad in ([twin], [stray], [structure("轴", "甲", "注")] * 2):
        with pytest.raises(DataFileError):
            write_plan(PLAN, bad, settings=used)
        assert [item.name for item in load_structures(used, plan=PLAN.id)] == ["轴"]
    write_plan(PLAN, [structure("新轴", "甲", "注")], settings=used)
    assert [item.name for item in load_structures(used, plan=PLAN.id)] == ["新轴"]
    assert [item.name for item in (tmp_path / "plans").iterdir()] == [PLAN.id]
