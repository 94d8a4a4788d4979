"""Fold width, compatibility forms, stray breaks and slips of the scanner, keeping a map back to the text as given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RADICALS = dict(
    zip(
        "⺁⺇⺋⺌⺍⺎⺏⺗⺟⺠⺢⺣⺤⺩⺪⺫⺬⺭⺮⺯⺰⺱⺶⺷⺸⺹⺻⺼⻁⻂⻃⻄⻅⻆⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂几㔾小小尢允心母民水火爪王疋目示示竹糸纟网羊羊羊老聿月虎衤襾西见角贝车辶辶辶邑钅长长长门阜阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
) | dict(zip("⼾⾒⾙⾞⾧⾨⾱⾴⾵⾺⿂⿃⿄⿆⿈⿌⿑⿒⿓⿔", "户见贝车长门韦页风马鱼鸟卤麦黄黾齐齿龙龟", strict=True))
DROPPED = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、)）]|专栏|\d{1,2}[.．、]|第[一二三四五六七八九十]+[章节条]")
BREAK = re.compile(r"(?:(?<![ \t　])[ \t　]+)?\r?\n(?:[ \t　]*\r?\n)?[ \t　]*")
SPACED = re.compile(r"[㐀-鿿](?:[ 　][㐀-鿿]){2,}")
TERMINAL = frozenset("。；;：:！!？?、，,.”》)）】…")
TORN_OFF = re.compile("[一-鿿][市县旗州]")
WRAPPED = 18
LONGEST_CUT = 4


@dataclass(frozen=True)
class Folded:
    """Hold the folded text; `starts[i]` is where character i stood in the source."""

    source: str
    text: str
    starts: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that a span of the folded text came from."""
        return self.starts[start], self.starts[end - 1] + 1


@lru_cache(maxsize=8192)
def fold_char(char: str) -> str:
    """Return the folded form of one character: NFKC, radicals as characters, nothing for marks without width."""
    if char in DROPPED:
        return ""
    if char in RADICALS:
        return RADICALS[char]
    if char in "“”‘’…—":
        return char
    folded = unicodedata.normalize("NFKC", char)
    return "".join(RADICALS.get(part, part) for part in folded)


def breaks_inside_words(text: str, names: Mapping[str, bool]) -> list[tuple[int, int]]:
    """Return the spans of breaks that fall inside running text (a long line that ends without a stop) or inside a name."""
    spans = []
    line_start = 0
    for match in BREAK.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        long_line = match.start() - line_start >= WRAPPED
        runs_on = is_han(before) and is_han(after) and not HEADING.match(text, match.end())
        if runs_on and (long_line or cuts_a_name(text, *match.span(), names)):
            spans.append(match.span())
        line_start = match.end()
    return spans


def cuts_a_name(text: str, start: int, end: int, names: Mapping[str, bool]) -> bool:
    """Say whether a break cuts a full name in two of which neither half is a name: 公主|岭市; or tears the end off one: 梅河|口市."""
    before, after = text[max(0, start - LONGEST_CUT) : start], text[end : end + LONGEST_CUT]
    if any(after[:size] in names for size in range(2, LONGEST_CUT + 1)):
        return False
    if any(before[-size:] in names for size in range(2, LONGEST_CUT + 1)):
        torn = TORN_OFF.match(after)
        return torn is not None and any(names.get(before[-size:] + torn.group(), False) for size in range(2, LONGEST_CUT + 1))
    pieces = ((before[-left:], after[:right]) for left in range(1, len(before) + 1) for right in range(1, len(after) + 1))
    return any(len(head + tail) > 2 and names.get(head + tail, False) for head, tail in pieces)


def is_han(char: str) -> bool:
    """Say whether a character is a Chinese character."""
    return "㐀" <= char <= "鿿" or "⺀" <= char <= "⿕" or "豈" <= char <= "﫿"


def spaces_inside_words(text: str) -> list[tuple[int, int]]:
    """Return the spans of single spaces set between single characters, as scanners leave them."""
    spans: list[tuple[int, int]] = []
    for match in SPACED.finditer(text):
        spans.extend((match.start() + at, match.start() + at + 1) for at in range(1, len(match.group()), 2))
    return spans


def fold(source: str, names: Mapping[str, bool] | None = None) -> Folded:
    """Fold a text for reading and keep, for every character left, where it stood in the source.

    `names` are known names and whether they carry their type word: a break that cuts such a name in two is skipped.

    Full-width digits and letters, compatibility and radical code points become the ordinary character; marks without
    width and right-to-left controls vanish; a line break inside running text and the spaces of `长 春 市` are skipped.
    """
    skipped = [*breaks_inside_words(source, names or {}), *spaces_inside_words(source)]
    return assembled(source, {char: fold_char(char) for char in set(source)}, [(start, end, "") for start, end in skipped])


def assembled(source: str, table: Mapping[str, str], edits: Sequence[tuple[int, int, str]]) -> Folded:
    """Return a text with its characters folded by a table and some spans replaced; of overlapping spans the first counts."""
    single = {ord(char): folded for char, folded in table.items() if len(folded) == 1 and folded != char}
    uneven = "".join(char for char, folded in table.items() if len(folded) != 1)
    if not edits and not single and not uneven:
        return Folded(source, source, range(len(source)))
    if uneven:
        edits = [*edits, *((*match.span(), table[match.group()]) for match in re.finditer(f"[{re.escape(uneven)}]", source))]
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for start, end, instead in sorted(edits):
        if start < at:
            continue
        pieces.append(source[at:start].translate(single) if single else source[at:start])
        starts.extend(range(at, start))
        pieces.append(instead)
        starts.extend([start] * len(instead))
        at = end
    pieces.append(source[at:].translate(single))
    starts.extend(range(at, len(source)))
    return Folded(source, "".join(pieces), starts)
