"""Follow the headings of a plan, so that every reading can say in which section it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

LEVELS = (
    re.compile(r"第[一二三四五六七八九十百]+[章编]"),
    re.compile(r"(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]+节)"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"(?:\d{1,3}[.．、](?!\d)|第\d+项)"),
    re.compile(r"(?:[（(]\d{1,2}[）)]|专栏\s*\d+|——)"),
)
LONGEST_HEADING = 40
BOX = 4


@dataclass(frozen=True)
class Sections:
    """Hold where sections begin and the path of each."""

    starts: tuple[int, ...]
    paths: tuple[str, ...]

    def at(self, position: int) -> str:
        """Return the path of the section a position stands in."""
        index = bisect_right(self.starts, position) - 1
        return self.paths[index] if index >= 0 else ""


def heading_of(line: str) -> tuple[int, str] | None:
    """Return the level and title of a heading line, None for running text; a lead such as `1.加快…。` counts up to its stop."""
    text = line.strip(" \t　\r\n")
    for level, pattern in enumerate(LEVELS):
        if pattern.match(text):
            title = re.split(r"[。：:]", text, maxsplit=1)[0] if level != BOX else re.split("[。，]", text, maxsplit=1)[0]
            return (level, title) if len(title) <= LONGEST_HEADING else None
    return None


@lru_cache(maxsize=1)
def sections_of(text: str) -> Sections:
    """Return the sections of a text, each with the path of its headings joined by ` > `."""
    path: list[tuple[int, str]] = []
    starts, paths = [0], [""]
    at = 0
    for line in text.splitlines(keepends=True):
        found = heading_of(line)
        if found is not None:
            path = [*(step for step in path if step[0] < found[0]), found]
            starts.append(at)
            paths.append(" > ".join(title for _, title in path))
        at += len(line)
    return Sections(tuple(starts), tuple(paths))
