"""Tests of readings kept under review: nothing lost, nothing trusted, nothing left behind."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from spatial.errors import InvalidInputError
from spatial.geoparse import Review, decisions_at, forget_review, keep_review, list_reviews, load_review, read_document
from spatial.settings import Settings

TEXT = "以长春市为核心，\r\n以四平市、松原市为支点。\n"
HOSTILE = "<img src=x onerror=alert(1)>/../../规划.txt"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(tmp_path, tmp_path / "user")


def review(text: str = TEXT, name: str = "规划.txt", **fields: object) -> Review:
    return Review(read_document(text.encode(), name), **fields)  # type: ignore[arg-type]


def test_what_was_kept_comes_back_as_it_was(home: Settings) -> None:
    rows = ({"start": 1, "end": 4, "text": "长春市", "action": "accept"},)
    one = review(
        on=date(2020, 6, 1),
        region="22",
        decisions=rows,
        drafts={"s": {"0-9-甲": {"name": "乙", "keep": False}}},
        at=1,
        left=3,
        plan="jia-2020",
    )
    keep_review(one, home)
    back = load_review(one.id, home)
    assert back.document == one.document
    assert back.document.text == TEXT
    assert replace(back, updated="") == one
    assert [item.id for item in list_reviews(home)] == [one.id]
    assert list_reviews(home)[0].document.text == ""


def test_each_keeping_replaces_the_last_and_leaves_no_parts(home: Settings) -> None:
    for number in range(3):
        folder = keep_review(
            review(decisions=tuple({"start": at, "end": at + 1, "text": "x", "action": "reject"} for at in range(number))), home
        )
    assert len(load_review(folder.name, home).decisions) == 2
    assert {path.name for path in folder.iterdir()} == {"text.txt", "review.json"}


def test_one_text_for_two_dates_is_two_reviews_and_the_last_touched_comes_first(home: Settings) -> None:
    first, second = review(), review(on=date(2021, 1, 1))
    for one in (first, second):
        state = keep_review(one, home) / "review.json"
        state.write_text(
            state.read_text(encoding="utf-8").replace('"updated": "2', f'"updated": "{1 if one is second else 2}'), encoding="utf-8"
        )
    assert [item.id for item in list_reviews(home)] == [first.id, second.id]


def test_hostile_names_stay_text(home: Settings) -> None:
    one = review("推进</script><script>alert(1)</script>长春市\u202e建设。" * 3, HOSTILE)
    folder = keep_review(one, home)
    assert folder.parent == home.user_dir / "readings"
    assert load_review(one.id, home).document.filename == HOSTILE
    assert load_review(one.id, home).document.text == one.document.text


@pytest.mark.parametrize("name", ["../../etc", "", "0123456789abcdef/..", "x" * 16, "0123456789abcdef"])
def test_an_id_that_is_none_is_refused(name: str, home: Settings) -> None:
    with pytest.raises(InvalidInputError, match="已存"):
        load_review(name, home)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda state: state | {"text_sha256": "0"},
        lambda state: state | {"sha256": "f" * 64},
        lambda state: state | {"updated": "gestern"},
        lambda state: state | {"decisions": 7},
        dict.fromkeys,
        lambda state: [state],
    ],
)
def test_a_spoilt_record_is_refused_and_not_listed(spoil: object, home: Settings) -> None:
    folder = keep_review(review(), home)
    state = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    (folder / "review.json").write_text(json.dumps(spoil(state)), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(InvalidInputError, match="损坏"):
        load_review(folder.name, home)


def test_a_record_cut_off_in_the_middle_is_refused(home: Settings) -> None:
    folder = keep_review(review(), home)
    content = (folder / "review.json").read_text(encoding="utf-8")
    (folder / "review.json").write_text(content[: len(content) // 2], encoding="utf-8")
    assert list_reviews(home) == ()
    with pytest.raises(InvalidInputError, match="损坏"):
        load_review(folder.name, home)


def test_a_review_can_be_forgotten_twice(home: Settings) -> None:
    folder = keep_review(review(), home)
    forget_review(folder.name, home)
    forget_review(folder.name, home)
    assert not folder.exists()
    assert list_reviews(home) == ()


def test_a_folder_that_cannot_be_written_is_one_sentence(home: Settings) -> None:
    home.user_dir.parent.mkdir(parents=True, exist_ok=True)
    home.user_dir.write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"存不进.*请检查"):
        keep_review(review(), home)


def test_decisions_find_their_names_again() -> None:
    rows = [{"start": 1, "end": 4, "action": "accept"}, {"start": 90, "end": 93, "action": "reject"}, {"action": "x"}]
    assert decisions_at(rows, {(1, 4): 0, (5, 8): 1}) == {0: rows[0]}
