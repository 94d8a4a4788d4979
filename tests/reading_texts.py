"""Read the annotated texts of tests/data/reading: 〖name|place,place〗 marks a mention and what it means, 〖name#〗 a body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "reading"


@dataclass(frozen=True)
class Marked:
    """Hold one annotated mention."""

    start: int
    end: int
    text: str
    places: tuple[str, ...]


def read_marked(name: str) -> tuple[str, list[Marked]]:
    """Return the text without marks, and the mentions marked in it."""
    text, marked = "", []
    for part in re.split(r"(〖[^〗]*〗)", (FOLDER / name).read_text(encoding="utf-8")):
        if part.startswith("〖"):
            word, _, places = part[1:-1].replace("#", "").partition("|")
            marked.append(Marked(len(text), len(text) + len(word), word, tuple(filter(None, places.split(",")))))
            text += word
        else:
            text += part
    return text, marked
