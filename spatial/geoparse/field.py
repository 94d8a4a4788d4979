"""Lay out one folded text for the grammar: names, heads, and the fences no name reaches across."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spatial.geoparse.lexicon import DELIMITERS
from spatial.geoparse.scan import matches, narrowed, regions_of, related, settle

if TYPE_CHECKING:
    from spatial.geoparse.lexicon import Lexicon
    from spatial.geoparse.scan import Head, Hit

DELIMITER = re.compile(f"[{re.escape(DELIMITERS)}0-9]")
CONNECTOR = re.compile(r" ?(?:至|到(?=[一-鿿]{2})|—{1,2}|-{1,2}|–|~|─|→|一|经(?=[一-鿿]{2,4}?(?:至|、))) ?")
LINKED = re.compile(r"[、和及与（(]|[）)]、| ?(?:至|到|—{1,2}|-{1,2}|–|~) ?")
ENDED = re.compile(r" ?(?:至|—{1,2}|-{1,2}|–|~) ?[一-鿿]")
FIRMLY_HEADED = re.compile(r"(?:新城|新区|老城|镇|乡|街道|水库|湖|河|高速|公路|铁路|大街|大道)")
HEADED = re.compile(r"(?:新城|新区|老城|镇|乡|街道|工业|经济|开发|汽车|物流|产业|国际|水库|湖|河|高速|公路|铁路|节点|大街|大道|段)")
PART_OF_A_NAME = frozenset("一二三四五六七八九多红青白黑金银石铁上下头双")
SIDES_OF_A_NAME = frozenset("东西南北上下")
PARK = frozenset(["园", "带", "集", "基", "区", "城", "示"])
NUMERALS = frozenset("一二三四五六七八九十百")
FIRM_CONNECTOR = re.compile(r" ?(?:至|—{1,2}|-{1,2}|–|~|─|→) ?")


@dataclass(frozen=True, eq=False)
class Field:
    """Hold a folded text with everything the grammar asks of it by position."""

    text: str
    lexicon: Lexicon
    regions: tuple[str, ...]
    hits: tuple[Hit, ...]
    hit_at: dict[int, Hit]
    hit_starts: tuple[int, ...]
    heads: tuple[Head, ...]
    head_starts: tuple[int, ...]
    head_ranks: tuple[int, ...]
    head_ends: frozenset[int]
    fence_starts: tuple[int, ...]
    fence_ends: tuple[int, ...]

    def right_fence(self, at: int) -> int:
        """Return the first position at or after `at` that no name reaches across."""
        index = bisect_left(self.fence_starts, at)
        return self.fence_starts[index] if index < len(self.fence_starts) else len(self.text)

    def left_fence(self, at: int) -> int:
        """Return the last position at or before `at` that no name reaches back across."""
        index = bisect_right(self.fence_ends, at)
        return self.fence_ends[index - 1] if index else 0

    def hit_ending(self, end: int) -> Hit | None:
        """Return the name that ends at `end`."""
        index = bisect_left(self.hit_starts, end) - 1
        return self.hits[index] if index >= 0 and self.hits[index].end == end else None

    def hits_between(self, start: int, end: int) -> tuple[Hit, ...]:
        """Return the names that lie inside [start, end)."""
        found = self.hits[bisect_left(self.hit_starts, start) : bisect_left(self.hit_starts, end)]
        return found[:-1] if found and found[-1].end > end else found

    def heads_from(self, at: int, reach: int) -> list[Head]:
        """Return the heads that begin in [at, reach], the one that ends last first."""
        low, high = bisect_left(self.head_starts, at), bisect_right(self.head_starts, reach)
        if high - low < 2:
            return list(self.heads[low:high])
        return [self.heads[number] for number in sorted(range(low, high), key=self.head_ranks.__getitem__)]


def ranks(heads: list[Head]) -> tuple[int, ...]:
    """Return the rank of each head: the one that ends last first, the longest of those that end together."""
    found = [0] * len(heads)
    for rank, number in enumerate(sorted(range(len(heads)), key=lambda number: (-heads[number].end, heads[number].start))):
        found[number] = rank
    return tuple(found)


def supported(text: str, hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Return the hits without bare names of towns, or names that are words too, that nothing beside them supports."""
    kept = []
    for at, hit in enumerate(hits):
        weak = all(
            not entry.full
            and not entry.members
            and ((entry.kind == "town" and len(hit.alias) < 3) or (entry.kind in {"county", "town"} and hit.alias in lexicon.words.common))
            for entry in hit.entries
        )
        if hit.alias in lexicon.phrases and in_phrase(text, hit, lexicon):
            continue
        if misnamed(text, hit, lexicon) or (hit.alias[0] in NUMERALS and text[hit.start - 1 : hit.start] in NUMERALS):
            continue
        headed = FIRMLY_HEADED if hit.alias in lexicon.words.common else HEADED
        if not weak or beside_a_name(text, hits, at, lexicon.words.common) or headed.match(text, hit.end):
            kept.append(hit)
    return kept


def in_phrase(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Say whether a name stands in a phrase that is no place: 朝阳产业, but not 朝阳产业园; 杨靖宇."""
    for offset, phrase in lexicon.phrases[hit.alias]:
        start = max(0, hit.start - offset)
        end = start + len(phrase)
        if text.startswith(phrase, start) and not (phrase.endswith("产业") and text[end : end + 1] in PARK):
            return True
    return False


def misnamed(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Say whether a bare name is only part of another: 安新 in 雄安新区, 清河 in 大清河."""
    if hit.best.full or hit.best.kind not in {"prefecture", "county", "town"}:
        return False
    if hit.best.kind == "prefecture":
        before = text[max(0, hit.start - 2) : hit.start]
        sided = before[1:] in SIDES_OF_A_NAME and text[hit.end : hit.end + 1] in DELIMITERS
        return len(before) > 1 and (before[0] in DELIMITERS or before[0] in "和与及") and (before[1] in "大小" or sided)
    unit = text[hit.end : hit.end + 1]
    other_unit = (
        unit in set("市县区旗") and text[hit.end : hit.end + 2] not in lexicon.words.plain and hit.alias + unit not in lexicon.entries
    )
    before = text[max(0, hit.start - 2) : hit.start]
    longer = before[-1:] in set("大小新老") and (len(before) < 2 or before[0] in DELIMITERS)
    longer = longer or (len(before) == 2 and before[0] in DELIMITERS and before[1] in PART_OF_A_NAME)
    valley = unit == "沟" and hit.alias + unit not in lexicon.entries
    return other_unit or longer or valley


def beside_a_name(text: str, hits: list[Hit], at: int, common: frozenset[str]) -> bool:
    """Say whether a list mark, a connector or nothing at all stands between a name and the next or the one before."""
    hit = hits[at]
    before = at > 0 and LINKED.fullmatch(text[hits[at - 1].end : hit.start])
    after = at + 1 < len(hits) and LINKED.fullmatch(text[hit.end : hits[at + 1].start])
    parent = at > 0 and hits[at - 1].end == hit.start and related(hits[at - 1], hit) and hit.alias not in common
    opens = text[hit.start - 1 : hit.start] in set("；。;\n 　") and text[hit.end : hit.end + 1] in set("，。：,:")
    return bool(before or after or parent or opens or ENDED.match(text, hit.end))


def lay_out(text: str, lexicon: Lexicon, region: str | None = None) -> Field:
    """Return the field of a text; `region` (two-digit code) is put before the regions found in the text."""
    hits, heads = matches(text, lexicon)
    found = regions_of(hits)
    regions = found if region is None else (region, *(code for code in found if code != region))
    names = supported(text, settle(text, narrowed(text, hits, regions, lexicon), regions, lexicon), lexicon)
    covered = bytearray(len(text))
    for hit in names:
        covered[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    fences = [match.span() for match in DELIMITER.finditer(text)]
    for last, (size, stops) in lexicon.stop.iter_long(text):
        if stops and not covered[last] and not covered[last + 1 - size]:
            fences.append((last + 1 - size, last + 1))
    fences.sort()
    ordered = sorted(heads, key=lambda head: head.start)
    return Field(
        text, lexicon, regions, tuple(names), {hit.start: hit for hit in names},
        tuple(hit.start for hit in names), tuple(ordered),
        tuple(head.start for head in ordered), ranks(ordered), frozenset(head.end for head in ordered if head.end - head.start > 1),
        tuple(start for start, _ in fences), tuple(sorted(end for _, end in fences)),
    )  # fmt: skip
