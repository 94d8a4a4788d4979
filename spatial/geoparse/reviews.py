"""Keep a reading under review in the user's own folder: its text, what was decided so far, where one was; list and reopen them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from spatial.errors import InvalidInputError, os_reason
from spatial.geoparse.model import Document

if TYPE_CHECKING:
    from pathlib import Path

    from spatial.settings import Settings

FOLDER = "readings"
TEXT, STATE = "text.txt", "review.json"
ID = re.compile(r"[0-9a-f]{16}(?:-[0-9]{8})?(?:-[0-9]{2})?")
VERSION = 1


@dataclass(frozen=True)
class Review:
    """Hold one reading under review: the document, what the user said of its date and province, decisions, changes to drafts.

    `decisions` are records with start, end, text and action, `drafts` the changes to drafts by kind and draft, `at` the offset one was at.
    """

    document: Document
    on: date | None = None
    region: str = ""
    decisions: tuple[Mapping[str, Any], ...] = ()
    drafts: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    at: int = -1
    left: int = 0
    plan: str = ""
    updated: str = ""

    @property
    def id(self) -> str:
        """Return what tells this review from others: the document, the date and the province."""
        return review_id(self.document, self.on, self.region)


def review_id(document: Document, on: date | None, region: str) -> str:
    """Return the id of the review of a document read for a date and a province."""
    return "-".join(filter(None, (document.sha256[:16], "" if on is None else f"{on:%Y%m%d}", region)))


def reviews_dir(settings: Settings) -> Path:
    """Return the folder that holds the reviews."""
    return settings.user_dir / FOLDER


def keep_review(review: Review, settings: Settings) -> Path:
    """Write a review and return its folder; the text is written once, the rest whole or not at all each time.

    Raises InvalidInputError, with the reason, where the folder cannot be written.
    """
    folder = folder_of(review.id, settings)
    one = review.document
    state = {
        "version": VERSION, "filename": one.filename, "format": one.format, "encoding": one.encoding, "sha256": one.sha256,
        "notes": list(one.notes), "text_sha256": digest(one.text), "on": None if review.on is None else review.on.isoformat(),
        "region": review.region, "decisions": [dict(row) for row in review.decisions], "drafts": review.drafts, "at": review.at,
        "left": review.left, "plan": review.plan, "updated": datetime.now().astimezone().isoformat(timespec="seconds"),
    }  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / TEXT).is_file():
            write_whole(folder / TEXT, one.text)
        write_whole(folder / STATE, json.dumps(state, ensure_ascii=False, indent=1))
    except OSError as error:
        raise InvalidInputError(f"审阅记录存不进“{folder}”：{os_reason(error)}；请检查磁盘与权限，或先下载审定结果。") from None
    return folder


def list_reviews(settings: Settings) -> tuple[Review, ...]:
    """Return the reviews of the user, the last touched first; one that cannot be read is left out. Their texts are not read."""
    folder = reviews_dir(settings)
    ids = [path.name for path in folder.iterdir() if ID.fullmatch(path.name)] if folder.is_dir() else []
    found = [review for name in ids if (review := read_state(folder / name, text="")) is not None]
    return tuple(sorted(found, key=lambda review: review.updated, reverse=True))


def load_review(name: str, settings: Settings) -> Review:
    """Return one review with its text; raise InvalidInputError where there is none of that id or it was damaged."""
    folder = folder_of(name, settings)
    try:
        text = (folder / TEXT).read_bytes().decode("utf-8", "surrogatepass")
    except FileNotFoundError:
        raise InvalidInputError(f"没有已存的审阅“{name}”；请从列表里选一份，或重新打开原文件。") from None
    except (OSError, UnicodeDecodeError):
        raise InvalidInputError(f"已存的审阅“{name}”读不出正文；请重新打开原文件。") from None
    review = read_state(folder, text)
    if review is None:
        raise InvalidInputError(f"已存的审阅“{name}”已损坏；请重新打开原文件再审。")
    return review


def forget_review(name: str, settings: Settings) -> None:
    """Delete one review with its text; raise InvalidInputError where it cannot be deleted."""
    try:
        shutil.rmtree(folder_of(name, settings))
    except FileNotFoundError:
        return
    except OSError as error:
        raise InvalidInputError(f"删不掉已存的审阅“{name}”：{os_reason(error)}；请检查权限。") from None


def folder_of(name: str, settings: Settings) -> Path:
    """Return the folder of a review; raise InvalidInputError for an id that is none."""
    if not ID.fullmatch(name):
        raise InvalidInputError(f"“{name[:40]}”不是已存审阅的编号；请从列表里选一份。")
    return reviews_dir(settings) / name


def read_state(folder: Path, text: str) -> Review | None:
    """Return the review of a folder with the text given; None where its record is missing, damaged or of another text."""
    try:
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        if text and state["text_sha256"] != digest(text):
            return None
        words = {name: str(state[name]) for name in ("filename", "format", "encoding", "sha256")}
        document = Document(text=text, notes=tuple(map(str, state["notes"])), **words)
        on = None if state["on"] is None else date.fromisoformat(state["on"])
        rows = tuple(row for row in state["decisions"] if isinstance(row, dict))
        review = Review(
            document, on, str(state["region"]), rows, changes_of(state["drafts"]), int(state["at"]), int(state["left"]), str(state["plan"]),
            datetime.fromisoformat(state["updated"]).isoformat(timespec="seconds"),
        )  # fmt: skip
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return review if review.id == folder.name else None


def changes_of(content: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the changes to drafts of a record, what has another form left out."""
    return {
        str(letter): {str(key): row for key, row in rows.items() if isinstance(row, dict)}
        for letter, rows in content.items()
        if isinstance(rows, dict)
    }


def decisions_at(rows: Sequence[Mapping[str, Any]], spans: Mapping[tuple[int, int], int]) -> dict[int, Mapping[str, Any]]:
    """Return the decisions by the number of the name they stand on; those whose name is no longer read there are left out."""
    placed = {}
    for row in rows:
        number = spans.get((row.get("start", -1), row.get("end", -1)))
        if number is not None:
            placed[number] = row
    return placed


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all, line ends as they are."""
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(text.encode("utf-8", "surrogatepass"))
    part.replace(path)


def digest(text: str) -> str:
    """Return what tells one text from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
