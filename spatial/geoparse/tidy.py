"""Undo what page layout did to a text before it is read: wrapped lines, letters set apart, radicals and half-width marks for characters."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from spatial.geoparse.normalise import DROPPED, Folded, assembled, fold_char
from spatial.geoparse.sections import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HAN = "㐀-鿿⺀-⿕豈-\ufaff"
DASHES = {"―": "—", "⸺": "——", "・": "·"}
MARKS = "，。、；：！？“”‘’（）《》〔〕【】—…·"
WIDE = f"{HAN}{MARKS}"
FULL = dict(zip(",:;()!?", "，：；（）！？", strict=True))
HALF_MARK = re.compile(rf"(?<=[{WIDE}])[,:;()!?]|[,:;()!?](?=[{WIDE}])")
NEXT_TO_NUMBER = re.compile(rf"(?<=[{HAN}])[ \u00a0](?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])[ \u00a0](?=[{HAN}])")
NEXT_TO_WIDE = re.compile(rf"(?<=[{WIDE}])[ 　\u00a0]|(?<=[0-9A-Za-z])[ 　\u00a0](?=[{WIDE}])")
WORD_BREAK = re.compile("[A-Za-z,.;]{2}")
ALNUM = re.compile("[0-9A-Za-z]")
ODD = re.compile(f"[⺀-⿕豈-\ufaff０-９Ａ-Ｚａ-ｚ{''.join(DASHES)}{''.join(sorted(DROPPED))}]")
HEAD = re.compile("|".join(level.pattern for level in LEVELS))
NARROW = re.compile(f"[^{WIDE}]")
LETTER = re.compile(f"[{WIDE}]")
LINE = re.compile(r"[^\n]*\n?")
NUMBERED = re.compile(r"[一-鿿]{2,12}[〔\[［（(]\d{4}[〕\]］）)]\d{1,4}号$")  # 吉政发〔2016〕38号: a line of its own
INSIDE = re.compile("[，。；：,;:]")
PAUSE = re.compile("[，。；、,;]")
ENDS = "。！？!?"
HALTS = f"{ENDS}；;：:）)"
NARROWEST, WIDEST = 36, 160
RAGGED = 10
NEAR = 12
FULL_SHARE = 0.3
WIDE_SHARE = 0.85
PROSE_SHARE = 0.4
ENDED_SHARE = 0.5
SPACED_SHARE = 0.5
LEAST_SPACED = 6
INDENTED_SHARE = 0.6
MOST_BLANK = 2
SHORTER = 0.8


@dataclass(frozen=True)
class Line:
    """Hold one line of a text: its span and width; whether it is set in, is a heading, halts at its end, has a stop inside."""

    start: int
    end: int
    width: int
    indented: bool
    heads: bool
    halts: bool
    flows: bool


@lru_cache(maxsize=8192)
def plain_char(char: str) -> str:
    """Return the ordinary character for a radical, a compatibility form, a full-width letter or digit; others as they are."""
    if char in DROPPED:
        return ""
    if char in DASHES:
        return DASHES[char]
    odd = "⺀" <= char <= "⿕" or "豈" <= char <= "\ufaff" or "０" <= char <= "９" or "Ａ" <= char <= "Ｚ" or "ａ" <= char <= "ｚ"
    return fold_char(char) if odd else char


def tidy(source: str) -> Folded:
    """Return a text as its author wrote it, with where each character stood in the source; a text without layout comes back as it is.

    Lines of one paragraph that a page or a mail wrapped become one line again, judged by the width of the lines around them;
    letters set apart to fill a line come together; a space between a character and a number goes; half-width marks between
    characters become full-width. Linear in the length of the text.
    """
    odd = {char: plain_char(char) for char in set(ODD.findall(source))}
    plain = assembled(source, odd, [])
    laid_out = assembled(plain.text, {}, list(layout(plain.text)))
    if plain.text == source:
        return laid_out
    return Folded(source, laid_out.text, [plain.starts[at] for at in laid_out.starts])


def layout(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what is to be changed in a text of ordinary characters: start, end, and what stands there instead."""
    for match in HALF_MARK.finditer(text):
        if not between_digits(text, match.start()):
            yield match.start(), match.end(), FULL[match.group()]
    yield from ((*match.span(), "") for match in NEXT_TO_NUMBER.finditer(text))
    lines = lines_of(text)
    for line in lines:
        yield from letters_apart(text, line)
    yield from wraps(text, lines)


def between_digits(source: str, at: int) -> bool:
    """Say whether a mark stands within a number or a word of letters: 10:30, 1,000."""
    return bool(at and ALNUM.match(source, at - 1) and ALNUM.match(source, at + 1))


def lines_of(source: str) -> list[Line]:
    """Return the lines of a text that hold writing."""
    found = []
    for match in LINE.finditer(source):
        text = match.group()
        written = text.strip()
        if written:
            start = match.start() + len(text) - len(text.lstrip())
            end = start + len(written)
            heads = HEAD.match(written) is not None
            width = 2 * len(written) - len(NARROW.findall(written))
            found.append(
                Line(
                    start, end, width, start > match.start(), heads, written[-1] in HALTS, bool(INSIDE.search(written, 1, len(written) - 1))
                )
            )
    return found


def letters_apart(source: str, line: Line) -> Iterator[tuple[int, int, str]]:
    """Yield the spaces of a line whose letters were set apart to fill it: 通 道 。 加 快 推 进."""
    if source.find(" ", line.start, line.end) < 0 and source.find("　", line.start, line.end) < 0:
        return
    text = source[line.start : line.end]
    spaces = list(NEXT_TO_WIDE.finditer(text))
    if len(spaces) >= LEAST_SPACED and len(spaces) >= SPACED_SHARE * len(LETTER.findall(text)):
        yield from ((line.start + match.start(), line.start + match.end(), "") for match in spaces)


def wraps(source: str, lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Yield the breaks between the lines of one paragraph."""
    full = full_lines(lines)
    set_in = sum(line.indented for line in lines) < INDENTED_SHARE * len(lines)
    for at in range(len(lines) - 1):
        line, following = lines[at], lines[at + 1]
        if full[at] and runs_on(source, line, following, set_in=set_in):
            words = WORD_BREAK.match(source[line.end - 1] + source[following.start])
            yield line.end, following.start, " " if words else ""


def runs_on(source: str, line: Line, following: Line, *, set_in: bool) -> bool:
    """Say whether a line goes on in the next: that one is not set in, no heading, and there is no gap between."""
    if source.count("\n", line.end, following.start) > MOST_BLANK or (set_in and following.indented):
        return False
    if following.heads or source[following.start] == "—" or NUMBERED.match(source, following.start, following.end):
        return False
    if line.heads and not PAUSE.search(source, line.start, line.end) and following.width > SHORTER * line.width:
        return False  # a heading that fills its line, and the paragraph below it
    return source[line.end - 1] not in ENDS or source[following.start] in "（("


def full_lines(lines: Sequence[Line]) -> list[bool]:
    """Say of each line whether it fills the width of its page: by the lines around it, or by all of them."""
    everywhere = edge_of(lines)
    return [
        line.width >= NARROWEST - RAGGED and (line.width >= everywhere or line.width >= edge_of(lines[max(0, at - NEAR) : at + NEAR + 1]))
        for at, line in enumerate(lines)
    ]


def edge_of(around: Sequence[Line]) -> float:
    """Return the width from which on a line counts as full where the lines are wrapped prose, the short ones of which end paragraphs."""
    widths = sorted(line.width for line in around)
    widest = widths[int(WIDE_SHARE * len(widths))] if widths else 0
    if not NARROWEST <= widest <= WIDEST:
        return math.inf
    filling = [line for line in around if line.width >= widest - RAGGED]
    prose = sum(line.flows for line in filling) >= PROSE_SHARE * len(filling)
    if not prose or len(filling) < FULL_SHARE * len(around) or sum(line.halts for line in filling) > ENDED_SHARE * len(filling):
        return math.inf
    short = [line for line in around if line.width < widest - RAGGED]
    ended = len(short) <= FULL_SHARE * len(around) or sum(line.halts or line.heads for line in short) >= ENDED_SHARE * len(short)
    return widest - RAGGED if ended else math.inf
