"""Grow names into the longest spatial expressions: ranges, routes, zones, parts of places."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from spatial.geoparse.extensions import (
    quoted_whole,
    with_division,
    with_letters,
    with_open_head,
    with_part,
    with_reach,
    with_side,
    with_village,
)
from spatial.geoparse.field import CONNECTOR, FIRM_CONNECTOR
from spatial.geoparse.heads import Draft, head_after, kind_of
from spatial.geoparse.scan import FOLLOWERS, Hit, related

if TYPE_CHECKING:
    from collections.abc import Callable

    from spatial.geoparse.field import Field

ROUTE_TAIL = re.compile(r"(?:县城|市区|城区|境内|省内)?(?:[东西南北](?=段|出口|延伸|延长))?(?:延伸段|延长段|段(?!落|位)|出口|辅路|连接线)")
NOTE = re.compile(r"[（(](?:[^（()）]{0,3}界|[一-鿿]{2,8}(?:至|-|—)[一-鿿]{2,8}段|国道\d{1,6}|省道\d{1,6}|[GSX]\d\w{0,12})[）)]")
INNER_BRACKET = re.compile(r"[（(]([一-鿿]{2,6})[）)]")
MARK = re.compile(r"[（(][^（()）]{1,2}[）)]")
BRANCH = re.compile(r"[一-鿿]{2,4}?(段(?![落位])|支线|联络线)")
SECTION = re.compile(r"[一-鿿]{2,7}(至)[一-鿿]{2,8}?(?:[（(][^（()）]{0,3}界[）)])?段(?![落位])")
BARE_SECTION = re.compile(r"段(?![落位子长])")
CITY_PARTS = frozenset(["主城区", "中心城区", "建成区", "城区", "市区", "老城区", "新城区", "规划区", "老城", "核心区", "市辖区"])
ENDS = frozenset(["", *"，。；：！？、,;:!?\n\r\t）)》]」"])
LINKED = frozenset("和与及")
BORDERS = frozenset(["省界", "市界", "县界", "州界", "国界"])


def grow(draft: Draft, ground: Field) -> Draft:
    """Return the draft after every extension that applies, until none does."""
    for _ in range(8):
        if ground.text[draft.end : draft.end + 1] in ENDS:
            return quoted_whole(draft, ground)
        steps = steps_before(ground.text[draft.end])
        longer = next((new for step in steps if (new := step(draft, ground)).end > draft.end), None)
        if longer is None:
            return quoted_whole(draft, ground)
        draft = longer
    return draft


def with_note(draft: Draft, ground: Field) -> Draft:
    """Take in a bracket that names the border, the road number, or the place itself: 舒兰（省界）, 永吉（口前镇）."""
    match = NOTE.match(ground.text, draft.end)
    if match and (draft.names or draft.ranged or draft.kind == "transport_route"):
        return replace(draft, end=match.end())
    if draft.end < len(ground.text) and ground.text[draft.end] in "（(":
        hit = ground.hit_at.get(draft.end + 1)
        if hit and hit.end < len(ground.text) and ground.text[hit.end] in "）)" and bracket_fits(draft, hit, ground):
            narrower = draft.headed or not draft.names or draft.names[-1].best.rank < hit.best.rank
            return replace(draft, end=hit.end + 1, names=(*draft.names, hit), kind=draft.kind if narrower else kind_of(hit))
        return with_inner_bracket(draft, ground)
    return draft


def with_inner_bracket(draft: Draft, ground: Field) -> Draft:
    """Take in a bracket in the middle of a name that runs on to its head: 大连长兴岛（西中岛）石化产业基地."""
    match = INNER_BRACKET.match(ground.text, draft.end)
    if match is None or not draft.names or ground.lexicon.generic.match(match.group(1)):
        return draft
    head = head_after(Draft(draft.start, match.end(), draft.kind, draft.names), ground, 8)
    if head is None or head.start < match.end() or head.kind not in {"zone", "facility", "scenic"} or head.end - head.start < 3:
        return draft
    return replace(draft, end=head.end, kind=head.kind, headed=True)


def bracket_fits(draft: Draft, hit: Hit, ground: Field) -> bool:
    """Say whether a bracketed name belongs to the one before it: its seat, its parent, or part of a longer name."""
    if head_after(Draft(draft.start, hit.end + 1, draft.kind), ground, 10) is not None:
        return True
    return len(draft.names) == 1 and (related(draft.names[0], hit) or related(hit, draft.names[0]))


def with_adjacent(draft: Draft, ground: Field) -> Draft:
    """Take in the name that follows at once where it lies inside the first: 长春市九台区, 牡丹江宁安."""
    hit = ground.hit_at.get(draft.end)
    if hit is None:
        return draft
    last = draft.names[-1] if draft.names and draft.names[-1].end == draft.end else None
    ranges_on = FIRM_CONNECTOR.match(ground.text, hit.end) is not None
    if draft.kind == "transport_route" and (ranges_on or ROUTE_TAIL.match(ground.text, hit.end)):
        return replace(draft, end=hit.end, names=(*draft.names, hit))
    if last is not None and (related(last, hit) or (kind_of(last) in {"abbreviation", "foreign"} and last.alias != "中国")):
        kind = kind_of(hit) if not draft.ranged else draft.kind
        return replace(draft, end=hit.end, names=(*draft.names, hit), kind=kind)
    return draft


def with_range(draft: Draft, ground: Field) -> Draft:
    """Take in `至` or a dash and the far end: 长春至双辽, 四平—辽源—铁岭, 珲春-(日)新泻."""
    last = draft.names[-1] if draft.names else None
    match = CONNECTOR.match(ground.text, draft.end)
    if match is None or (last is None and draft.kind != "transport_route"):
        return draft
    if match.group().strip() in {"一", "经"} and match.end() not in ground.hit_at:
        return draft
    if match.group().strip() == "到" and draft.headed and draft.kind == "facility":
        return draft
    at = match.end()
    mark = MARK.match(ground.text, at)
    at = mark.end() if mark and mark.end() in ground.hit_at else at
    end, names = far_end(at, ground)
    if end == at or (match.group().strip() == "到" and not told_route(draft, end, names, ground)):
        return draft
    bare = not set(match.group()) & set("至到经")
    kind = draft.kind if draft.kind == "transport_route" else "region" if bare else "transport_route"
    return replace(draft, end=end, names=(*draft.names, *names), kind=kind, ranged=True, ends=(*draft.ends, (at, end)))


def told_route(draft: Draft, end: int, names: tuple[Hit, ...], ground: Field) -> bool:
    """Say whether 到 joins the ends of a route: one with a number, a head, or a stop after it; 大连港到日本 names two places."""
    if draft.kind == "transport_route" and draft.headed:
        return True
    after = ground.text[end : end + 1]
    if after == "段" or CONNECTOR.match(ground.text, end):
        return True
    head = head_after(Draft(draft.start, end, "region", names), ground, 8)
    if head is not None:
        return head.kind == "transport_route"
    abroad = any(kind_of(hit) == "foreign" for hit in (*draft.names, *names))
    return not abroad and (after in ENDS or after.isdigit())


def far_end(at: int, ground: Field) -> tuple[int, tuple[Hit, ...]]:
    """Return where the name at `at` ends, with the known names in it; `at` itself where none stands there."""
    hit = ground.hit_at.get(at)
    end = stretch_end(at, ground) if hit is None else at
    hit = hit or city_at(at, end, ground)
    if hit is None:
        return (end if plausible(ground.text[at:end], ground) else at), ()
    if (whole := section_end(at, hit, ground)) > hit.end:
        return whole, ()
    names, end = [hit], hit.end
    inner = ground.hit_at.get(end)
    if inner is not None and (related(hit, inner) or kind_of(hit) == "foreign"):
        names.append(inner)
        end = inner.end
    for head in ground.heads_from(end, end):
        if head.kind in {"facility", "town", "water"} and head.end - head.start > 0:
            return head.end, tuple(names)
    return end, tuple(names)


def section_end(at: int, hit: Hit, ground: Field) -> int:
    """Return the end of the longer name that the far end of a section is, where a bare name is only its beginning: 甘泉|堡段."""
    end = hit.end if hit.best.full or ground.text[hit.end : hit.end + 1] in FOLLOWERS else stretch_end(at, ground)
    longer = hit.end < end <= hit.end + 2 and ground.text[end : end + 1] == "段" and plausible(ground.text[at:end], ground)
    return end if longer else hit.end


def city_at(at: int, end: int, ground: Field) -> Hit | None:
    """Return the far city that the whole end of a range names, though its bare name alone would be doubtful: 至银川."""
    entries = ground.lexicon.entries.get(ground.text[at:end], ())
    cities = tuple(entry for entry in entries if entry.kind == "prefecture")
    return Hit(at, end, ground.text[at:end], cities) if cities else None


def stretch_end(at: int, ground: Field) -> int:
    """Return the end of the stretch that may be the far end of a range: up to a fence, a connector, 段 or a head."""
    limit = min(ground.right_fence(at), at + 7)
    connector = CONNECTOR.search(ground.text, at, limit)
    limit = min(limit, connector.start()) if connector else limit
    section = ground.text.find("段", at, limit)
    limit = section if section > at else limit
    heads = [head for head in ground.heads_from(at, limit) if head.end - head.start > 1]
    starts = [head.start for head in heads if head.kind == "transport_route"]
    if any(head.start == at and head.kind == "facility" for head in heads):
        return max(head.end for head in heads if head.start == at)
    return min([limit, *starts])


def plausible(word: str, ground: Field) -> bool:
    """Say whether a stretch can be a name the dictionary does not hold; 机场 and the like may stand for the one at hand."""
    if word in ground.lexicon.heads or word in BORDERS:
        return True
    return 2 <= len(word) <= 6 and word not in ground.lexicon.words.plain and not ground.lexicon.generic.fullmatch(word)


def with_head(draft: Draft, ground: Field) -> Draft:
    """Take in the head a name leads up to: 长春兴隆综合保税区, 哈大客专, 吉林市主城区."""
    head = head_after(draft, ground)
    if head is not None:
        inner = tuple(hit for hit in ground.hits_between(draft.end, head.start))
        return replace(draft, end=head.end, kind=head.kind, names=(*draft.names, *inner), headed=True)
    return with_linked_head(draft, ground)


def with_linked_head(draft: Draft, ground: Field) -> Draft:
    """Take in a head across 和 or 与 where no new name begins: 长吉南线绿色休闲和现代农业产业带."""
    at = ground.right_fence(draft.end)
    if not draft.end + 2 <= at < len(ground.text) or ground.text[at] not in LINKED or at > draft.end + 8:
        return draft
    limit = min(ground.right_fence(at + 1), at + 10)
    if ground.hits_between(at, limit):
        return draft
    for head in ground.heads_from(at + 3, limit):
        if head.kind == "region" and head.end <= limit + 4 and head.end - head.start > 1 and ground.text[head.end - 1] in "带圈廊轴":
            return replace(draft, end=head.end, kind="region", headed=True)
    return draft


def with_tail(draft: Draft, ground: Field) -> Draft:
    """Take in 段, 出口 or 辅路 after a route; 段 after the bare name of a unit: its stretch of the road, or of the river before it."""
    if draft.kind != "transport_route" and not draft.ranged:
        unit = ground.hit_at.get(draft.end)
        if unit is not None and flows(draft, ground) and unit.best.rank >= 3 and BARE_SECTION.match(ground.text, unit.end):
            return replace(draft, end=unit.end + 1, kind="water", names=(*draft.names, unit), headed=True)
        if len(draft.names) == 1 and not draft.headed and draft.names[0].best.rank >= 3 and BARE_SECTION.match(ground.text, draft.end):
            return replace(draft, end=draft.end + 1, kind="transport_route", headed=True)
        return draft
    match = ROUTE_TAIL.match(ground.text, draft.end) or section_of(draft, ground)
    if match is None:
        return draft
    names = tuple(hit for hit in ground.hits_between(draft.end, match.end()))
    ranged = draft.ranged or ("至" in match.group() and len(names) > 1)
    return replace(draft, end=match.end(), kind="transport_route", names=(*draft.names, *names), ranged=ranged)


def flows(draft: Draft, ground: Field) -> bool:
    """Say whether a draft is a river, by its kind or by the letter a city is named after: 松花江, 牡丹江."""
    return ground.text[draft.end - 1] in "江河" and (draft.kind == "water" or (len(draft.names) == 1 and not draft.names[0].best.full))


def section_of(draft: Draft, ground: Field) -> re.Match[str] | None:
    """Return the match of a section or branch stated after a named road by names known or not: 京哈高铁|承德至绥中段."""
    match = (SECTION.match(ground.text, draft.end) or BRANCH.match(ground.text, draft.end)) if draft.headed else None
    fenced = match is not None and ground.right_fence(draft.end) < match.start(1)
    return None if match is None or fenced or match.group()[:2] in ground.lexicon.words.common else match


def with_quoted_head(draft: Draft, ground: Field) -> Draft:
    """Take in a quoted head: 长春“半小时经济圈”, 环线高速“农安-德惠”段."""
    text = ground.text
    if draft.end >= len(text) or text[draft.end] not in '“"':
        return draft
    close = next((at for at in range(draft.end + 2, min(len(text), draft.end + 24)) if text[at] in '”"'), None)
    if close is None:
        return draft
    hit = ground.hit_at.get(draft.end + 1)
    if hit is not None and draft.kind == "transport_route":
        inner = grow(Draft(hit.start, hit.end, kind_of(hit), (hit,)), ground)
        tail = ROUTE_TAIL.match(text, close + 1)
        if inner.ranged and inner.end == close and tail:
            return replace(draft, end=tail.end(), names=(*draft.names, *inner.names), ranged=True)
    if any(head.end == close and head.kind in {"region", "zone"} for head in ground.heads_from(draft.end + 1, close)):
        return replace(draft, end=close + 1, kind="region", headed=True)
    return draft


STEPS = (
    with_note, with_range, with_tail, with_adjacent, with_letters, with_division, with_head, with_quoted_head, with_part, with_reach,
    with_side, with_open_head, with_village,
)  # fmt: skip
OPENERS = {with_note: "（(", with_range: " 至到—-–~─→一经", with_quoted_head: '“"', with_open_head: "等的", with_part: "东西南北中城边"}


@lru_cache(maxsize=8192)
def steps_before(char: str) -> tuple[Callable[[Draft, Field], Draft], ...]:
    """Return the steps that may take in what begins with a character: most names are followed by one that few steps look for."""
    return tuple(step for step in STEPS if char in OPENERS.get(step, char))
