"""The text of a plan with its names in colour, shown by a small component of our own; what was clicked in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v1 import declare_component

from pages import read_words
from pages.common import translate as _
from spatial.geoparse import Mention
from spatial.geoparse.sections import heading_of
from spatial.maps import plain_text

LONGEST_PART: Final = 60_000
LONGEST_TITLE: Final = 40
_show = declare_component("mentions", path=str(Path(__file__).resolve().parent / "static" / "mentions"))

Line = dict[str, Any]


def parts_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches a text is shown in, each of whole lines and of LONGEST_PART characters or little more."""
    found, start = [], 0
    while len(text) - start > LONGEST_PART * 1.2:
        end = text.rfind("\n", start, start + LONGEST_PART) + 1
        end = end if end > start else start + LONGEST_PART
        found.append((start, end))
        start = end
    return (*found, (start, len(text)))


def lines_of(text: str, span: tuple[int, int], mentions: Sequence[Mention], classes: Mapping[int, str]) -> list[Line]:
    """Return the lines of one stretch: pieces of text, or of a name with its number, class and hint.

    Names are outermost ones in the order of the text; one that a line break runs through is two pieces of one number.
    """
    lines: list[Line] = []
    current: list[list[Any]] = []
    raw: list[str] = []

    def put(low: int, high: int, *name: object) -> None:
        for number, piece in enumerate(text[low:high].split("\n")):
            if number:
                lines.append({"p": list(current), "h": is_head("".join(raw))})
                current.clear()
                raw.clear()
            if piece.strip("\r"):
                current.append([plain_text(piece.strip("\r")), *name])
                raw.append(piece)

    at, end = span
    for number, one in enumerate(mentions):
        if one.start < at or one.end > end:
            continue
        put(at, one.start)
        put(one.start, one.end, number, classes[number], plain_text(read_words.hint(one)))
        at = one.end
    put(at, end)
    lines.append({"p": current, "h": is_head("".join(raw))})
    return titled(lines) if span[0] == 0 else lines


def titled(lines: list[Line]) -> list[Line]:
    """Return the lines with the first that holds text as a heading, when it is short enough for a title."""
    first = next((number for number, line in enumerate(lines) if line["p"]), None)
    if first is None or sum(len(piece[0]) for piece in lines[first]["p"]) > LONGEST_TITLE:
        return lines
    return [line | {"h": True} if number == first else line for number, line in enumerate(lines)]


def is_head(line: str) -> bool:
    """Tell whether a whole line is a heading of the text."""
    found = heading_of(line)
    return found is not None and found[1] == line.strip(" \t　\r\n")


def line_range(text: str, start: int, span: tuple[int, int]) -> list[int]:
    """Return the first and last line of a stretch of the text, counted from `start`."""
    first = text.count("\n", start, span[0])
    return [first, first + text.count("\n", span[0], max(span[0], span[1] - 1))]


def show_text(
    name: str, lines: Sequence[Line], *, now: int, same: Sequence[int], lit: Sequence[int] | None, scroll: str, height: int
) -> None:
    """Show the lines; `scroll` brings the name one is at (`now`), or the lit lines, into view once per value."""
    digest = hashlib.sha256(repr(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    _show(
        lines=list(lines), digest=digest, now=now, same=list(same), lit=lit, scroll=scroll, height=height, label=_("规划正文"),
        key=f"text-{name}", default=None,
    )  # fmt: skip


def done_in(name: str) -> Mapping[str, Any] | None:
    """Return once what the user did in the text before this run: a name clicked, or a key pressed; else None.

    The component keeps its last value; a number per act tells old from new.
    """
    done = st.session_state.get(f"text-{name}")
    if not isinstance(done, dict) or not isinstance(done.get("n"), int | float):
        return None
    key = f"seen-text:{name}"
    if st.session_state.get(key) == done["n"]:
        return None
    st.session_state[key] = done["n"]
    return done
