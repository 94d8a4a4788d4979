"""Recognise every place expression of a laid-out text: from names, road numbers, heads and lists."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.geoparse.codes import numbered_roads
from spatial.geoparse.compose import grow
from spatial.geoparse.extensions import spelled_by
from spatial.geoparse.heads import Draft, kind_of
from spatial.geoparse.scan import Hit
from spatial.geoparse.shapes import in_lists, patterns, routes_by_letters
from spatial.geoparse.unlisted import unknown_heads, unknown_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.field import Field

COUNTED_HEAD = re.compile(r"(?:等)?(?:[两三四五六七]|[0-9]{1,2})条([一-鿿]{2,8})")
BROKEN_COMPOUND = re.compile(r"[一-鿿]?(?:[一-鿿]{1,2}[（(][一-鿿]{1,3}[）)]){1,5}[一-鿿]?")
SHORT_BRACKET = re.compile("[（(][一-鿿]{1,3}[）)]")
BROKEN_PART = re.compile(r"([一-鿿])[（(]([一-鿿]{1,3})[）)]")
LINKS = frozenset(["、", "和", "与", "及"])
LONGEST_SHARING = 12
SHARED = ("轴线", "通道", "干线", "轴", "带", "圈", "走廊")
ROUND = ("带", "圈", "走廊", "公路", "城市群")
ALONG = re.compile("沿[东西南北]?$")
OPEN_HEAD = re.compile("等([一-鿿]{2,8})")


def broken_compounds(ground: Field) -> Iterator[Draft]:
    """Yield compounds spelt out in brackets: 四（平）梨（树）同城化, 延（吉）龙（井）图（们）组合城市."""
    entries = ground.lexicon.entries
    for match in bracketed_runs(ground.text):
        for start, end in trims(match):
            parts = [(part.start(), part.end(), part.group(1) + part.group(2)) for part in BROKEN_PART.finditer(ground.text, start, end)]
            loose = BROKEN_PART.sub("", ground.text[start:end])
            if len(parts) + len(loose) < 2 or not all(alias in entries for _, _, alias in parts):
                continue
            lead, rest = loose[: parts[0][0] - start], loose[parts[0][0] - start :]
            told = all(spelled_by(char, ground) or char in ground.lexicon.letters for char in lead)
            if loose and not (ground.left_fence(start) == start and told and all(spelled_by(char, ground) for char in rest)):
                continue
            names = tuple(Hit(first, last, alias, entries[alias]) for first, last, alias in parts)
            yield grow(Draft(start, end, "abbreviation", names), ground)
            break


def bracketed_runs(text: str) -> Iterator[re.Match[str]]:
    """Yield the runs of letters and short brackets, found by their brackets."""
    done = 0
    for bracket in SHORT_BRACKET.finditer(text):
        start = bracket.start()
        if start < done:
            continue
        while start > max(done, bracket.start() - 3) and "一" <= text[start - 1] <= "鿿":
            start -= 1
        match = BROKEN_COMPOUND.match(text, start)
        if match:
            done = match.end()
            yield match


def trims(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the span of a match, and the spans left when letters before its first and after its last bracket are cut off."""
    lead = match.group().replace("(", "（").index("（") - 1
    tail = match.group()[-1] not in "）)"
    for end in (match.end(), match.end() - 1) if tail else (match.end(),):
        for start in range(match.start(), match.start() + lead + 1):
            yield start, end


def expressions(ground: Field) -> list[Draft]:
    """Return the longest expressions of a text in order, none overlapping another."""
    found: list[Draft] = list(numbered_roads(ground))
    found.extend(broken_compounds(ground))
    found = settled(found)
    found = settled([*found, *grown_names(ground, found)])
    found = settled([*found, *unknown_starts(ground, found), *unknown_heads(ground, found), *patterns(ground), *routes_by_letters(ground)])
    found = settled([*found, *in_lists(ground, found)])
    return share_heads(found, ground)


def settled(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts without overlaps: the longer one stands, then the earlier."""
    in_order = sorted(drafts, key=lambda one: one.start)
    if all(first.end <= second.start for first, second in pairwise(in_order)):
        return in_order
    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in sorted(drafts, key=lambda one: (one.start - one.end, one.start)):
        if taken.isdisjoint(range(draft.start, draft.end)):
            taken.update(range(draft.start, draft.end))
            kept.append(draft)
    return sorted(kept, key=lambda one: one.start)


def grown_names(ground: Field, before: list[Draft]) -> Iterator[Draft]:
    """Yield an expression for every name no earlier one has taken."""
    taken = {at for draft in before for at in range(draft.start, draft.end)}
    reach = -1
    for hit in ground.hits:
        if hit.start < reach or hit.start in taken:
            continue
        draft = grow(Draft(hit.start, hit.end, kind_of(hit), (hit,)), ground)
        draft = lead_in(draft, ground)
        reach = draft.end
        yield draft


def lead_in(draft: Draft, ground: Field) -> Draft:
    """Take in 沿 before a belt or a road, the side before a street, 大 before a river: 沿哈大轴线城镇带, 东吉林大街, 大辽河."""
    before = ground.text[draft.start - 1 : draft.start]
    if before and before in "大小" and draft.kind == "water" and ground.left_fence(draft.start) == draft.start - 1:
        return replace(draft, start=draft.start - 1, headed=True)
    if not draft.headed or not before:
        return draft
    lettered = len(draft.names) == 1 and compound_hit(draft.names[0]) and draft.names[0].start == draft.start
    if lettered and ground.left_fence(draft.start) == draft.start - 1 and spelled_by(before, ground):
        return replace(draft, start=draft.start - 1, names=())
    return replace(draft, start=with_lead(draft, ground))


def with_lead(draft: Draft, ground: Field) -> int:
    """Return where a headed expression starts with what leads in to it: 沿 or 环 before a belt, the side before a street."""
    word, before = ground.text[draft.start : draft.end], ground.text[draft.start - 1]
    along = ALONG.search(ground.text, max(0, draft.start - 2), draft.start)
    if along and word.endswith(("带", "轴", "大道", "公路")):
        return along.start()
    street = before in "东西南北" and word.endswith(("大街", "大路", "路", "街"))
    around = before in "环大" and word.endswith(ROUND)
    return draft.start - (1 if (street or around) and ground.left_fence(draft.start) == draft.start - 1 else 0)


def share_heads(drafts: list[Draft], ground: Field) -> list[Draft]:
    """Return the drafts with lists that share one head made into one: 哈大、图乌交通轴线; 长春、四平、辽源3条输水干线."""
    merged: list[Draft] = []
    for draft in drafts:
        run = [draft]
        if not may_share(draft, ground):
            merged.append(draft)
            continue
        while len(run) < LONGEST_SHARING and merged and bare(merged[-1]) and ground.text[merged[-1].end : run[0].start] in LINKS:
            run.insert(0, merged.pop())
        merged.extend(joined(run, ground))
    return merged


def may_share(draft: Draft, ground: Field) -> bool:
    """Say whether a draft may be the last of a list that shares a head: the head is its own, or is told after it."""
    if bare(draft):
        return bool(COUNTED_HEAD.match(ground.text, draft.end) or OPEN_HEAD.match(ground.text, draft.end))
    return draft.kind in {"transport_route", "region"} and bool(draft.names) and not draft.ranged


def bare(draft: Draft) -> bool:
    """Say whether a draft is one name, or letters of cities, without head, bracket or range."""
    if not draft.names or spelt_out(draft):
        return draft.kind == "abbreviation" and not draft.headed
    return len(draft.names) == 1 and not draft.headed and not draft.ranged and draft.names[0].end == draft.end


def joined(run: list[Draft], ground: Field) -> list[Draft]:
    """Return one draft where the run shares a head, else the run as it was."""
    last = run[-1]
    start, names = run[0].start, tuple(name for draft in run for name in draft.names)
    if bare(last):
        match = COUNTED_HEAD.match(ground.text, last.end)
        match = match or (OPEN_HEAD.match(ground.text, last.end) if all(compound(draft) for draft in run) else None)
        least = 2 if match and not match.group().startswith("等") else 3
        head = longest_route_head(match.start(1), match.end(1), ground, least) if match and len(run) > 1 else None
        return [Draft(start, head, "transport_route", names, headed=True)] if head else run
    if len(run) > 1 and all(compound(draft) for draft in run[:-1]) and last.headed and compound_head(last, ground).endswith(SHARED):
        return [Draft(start, last.end, last.kind, names, headed=True)]
    return run


def compound_head(last: Draft, ground: Field) -> str:
    """Return what stands after the compound an expression begins with, nothing where it begins with none: 发展带 of 哈大发展带."""
    spelt = BROKEN_COMPOUND.match(ground.text, last.start) if spelt_out(last) else None
    if spelt is not None:
        return ground.text[spelt.end() : last.end]
    if len(last.names) != 1 or not compound_hit(last.names[0]):
        return ""
    word = ground.text[last.names[0].end : last.end]
    return word if len(word) > 1 else ""


def spelt_out(draft: Draft) -> bool:
    """Say whether the names of a draft are the letters and brackets of a compound: 四（平）梨（树）."""
    return len(draft.names) > 1 and all("(" in hit.alias or hit.end - hit.start > len(hit.alias) for hit in draft.names)


def compound(draft: Draft) -> bool:
    """Say whether a draft is a bare compound such as 哈大."""
    return bare(draft) and (not draft.names or spelt_out(draft) or compound_hit(draft.names[0]))


def compound_hit(hit: Hit) -> bool:
    """Say whether a name is a compound."""
    return any(entry.members for entry in hit.entries)


def longest_route_head(start: int, end: int, ground: Field, least: int) -> int | None:
    """Return the end of the longest head of a route or belt, of at least so many characters, that begins within [start, end)."""
    reach = [
        head.end
        for head in ground.heads_from(start, end)
        if head.kind in {"transport_route", "region"} and head.end - head.start >= least and head.end <= end
    ]
    return max(reach, default=None)
