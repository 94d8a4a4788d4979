"""Grow names into the longest spatial expressions: ranges, routes, zones, parts of places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from spatial.geoparse.field import CONNECTOR, FIRM_CONNECTOR
from spatial.geoparse.scan import Hit, related

if TYPE_CHECKING:
    from spatial.geoparse.field import Field
    from spatial.geoparse.scan import Head

LONGEST_GAP = 14
SHORT_GAPS = {"路": 3, "街": 3, "线": 2, "镇": 3, "乡": 3, "村": 3, "屯": 3, "河": 2, "江": 2, "湖": 2, "桥": 2, "山": 2, "岭": 2, "溪": 2}
ROUTE_TAIL = re.compile(r"(?:县城|市区|城区|境内|省内)?(?:[东西南北](?=段|出口|延伸|延长))?(?:延伸段|延长段|段(?!落|位)|出口|辅路|连接线)")
PART = re.compile(r"(?:[东西南北中]{1,2}部)(?:地区|山区|城区|片区|区县|县市)?")
NOTE = re.compile(r"[（(](?:[^（()）]{0,3}界|国道\d+|省道\d+|[GSX]\d+\w*)[）)]")
MARK = re.compile(r"[（(][^（()）]{1,2}[）)]")
ROUTE_NAME = re.compile(r"[一-鿿]{2,4}?(?:高速公路|高速|公路|铁路|线(?!路))")
CODE = re.compile(
    r"(?<![A-Za-z0-9])[GS]\d{1,4}[SNEW]?(?![A-Za-z0-9])|[国省县]道[GSX]?\d{2,3}线?|(?<!\d)[GSX]?\d{3}[国省县]道|[国省]道(?=[一-鿿]{2,4}?(?:线|公路|高速))|"
    r"(?:地铁|轻轨|轨道交通|有轨电车)[0-9一二三四五六七八九十]+号线"
)
STATED_LEVEL = re.compile(r"^(?:国家级|省级|市级|县级|世界级|若干|各)")
CITY_PARTS = frozenset(["主城区", "中心城区", "建成区", "城区", "市区", "老城区", "新城区", "规划区", "老城", "核心区"])
DESCRIBING_HEADS = frozenset(["地区", "区域", "园区", "基地", "公园", "小镇", "林区", "垦区", "矿区"])
BASINS = frozenset(["流域", "干流", "水系", "支流"])
ENDS = frozenset(["", *"，。；：！？、,;:!?\n\r\t）)》]」"])
LINKED = frozenset("和与及")


@dataclass(frozen=True)
class Draft:
    """Hold one expression while it grows."""

    start: int
    end: int
    kind: str
    names: tuple[Hit, ...] = ()
    ranged: bool = False
    headed: bool = False
    ends: tuple[tuple[int, int], ...] = field(default=())


def kind_of(hit: Hit) -> str:
    """Return the kind of a bare name before it is resolved."""
    return hit.best.kind


def grow(draft: Draft, ground: Field) -> Draft:
    """Return the draft after every extension that applies, until none does."""
    for _ in range(8):
        if ground.text[draft.end : draft.end + 1] in ENDS:
            return quoted_range(draft, ground)
        longer = next((new for step in STEPS if (new := step(draft, ground)).end > draft.end), None)
        if longer is None:
            return quoted_range(draft, ground)
        draft = longer
    return draft


def with_note(draft: Draft, ground: Field) -> Draft:
    """Take in a bracket that names the border, the road number, or the place itself: 舒兰（省界）, 永吉（口前镇）."""
    match = NOTE.match(ground.text, draft.end)
    if match and (draft.names or draft.ranged):
        return replace(draft, end=match.end())
    if draft.end < len(ground.text) and ground.text[draft.end] in "（(":
        hit = ground.hit_at.get(draft.end + 1)
        if hit and hit.end < len(ground.text) and ground.text[hit.end] in "）)" and bracket_fits(draft, hit, ground):
            narrower = draft.headed or not draft.names or draft.names[-1].best.rank < hit.best.rank
            return replace(draft, end=hit.end + 1, names=(*draft.names, hit), kind=draft.kind if narrower else kind_of(hit))
    return draft


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
    at = match.end()
    mark = MARK.match(ground.text, at)
    at = mark.end() if mark and mark.end() in ground.hit_at else at
    end, names = far_end(at, ground)
    if end == at:
        return draft
    bare = not set(match.group()) & set("至到经")
    kind = draft.kind if draft.kind == "transport_route" else "region" if bare else "transport_route"
    return replace(draft, end=end, names=(*draft.names, *names), kind=kind, ranged=True, ends=(*draft.ends, (at, end)))


def far_end(at: int, ground: Field) -> tuple[int, tuple[Hit, ...]]:
    """Return where the name at `at` ends, with the known names in it; `at` itself where none stands there."""
    hit = ground.hit_at.get(at)
    end = stretch_end(at, ground) if hit is None else at
    hit = hit or city_at(at, end, ground)
    if hit is None:
        return (end if plausible(ground.text[at:end], ground) else at), ()
    names, end = [hit], hit.end
    inner = ground.hit_at.get(end)
    if inner is not None and (related(hit, inner) or kind_of(hit) == "foreign"):
        names.append(inner)
        end = inner.end
    for head in ground.heads_from(end, end):
        if head.kind in {"facility", "town", "water"} and head.end - head.start > 0:
            return head.end, tuple(names)
    return end, tuple(names)


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
    if word in ground.lexicon.heads:
        return True
    return 2 <= len(word) <= 6 and word not in ground.lexicon.words.plain and not ground.lexicon.generic.fullmatch(word)


def head_after(draft: Draft, ground: Field, reach: int = LONGEST_GAP) -> Head | None:
    """Return the head the expression runs on to, the farthest that its gap allows."""
    limit = min(ground.right_fence(draft.end), draft.end + reach)
    for head in ground.heads_from(draft.end, limit):
        if gap_allows(draft, head, ground):
            return head
    return next((head for head in ground.heads_from(max(draft.start + 2, draft.end - 3), draft.end - 1) if head.end > draft.end), None)


def gap_allows(draft: Draft, head: Head, ground: Field) -> bool:
    """Say whether the stretch between a name and a head can be part of one name."""
    gap, word = ground.text[draft.end : head.start], ground.text[head.start : head.end]
    if (len(word) == 1 and unlikely_short(draft.end, head, ground)) or goes_on(head, ground):
        return False
    if not gap:
        return not (word in BASINS and draft.names and draft.names[-1].best.rank >= 3 and draft.names[-1].best.full)
    if draft.headed or draft.end in ground.head_ends or STATED_LEVEL.match(gap) or described(draft.end, head, ground):
        return False
    if len(word) == 1 and (len(gap) > SHORT_GAPS.get(word, 0) or gap + word in ground.lexicon.words.plain or gap.endswith("城")):
        return False
    return not (ground.lexicon.generic.fullmatch(gap) and only_describes(draft, head, word))


def goes_on(head: Head, ground: Field) -> bool:
    """Say whether a head is only the front of something else: 大学城|市, 组团|发展."""
    text = ground.text
    city = text[head.end - 1] == "城" and text[head.end - 1 : head.end + 1] in ground.lexicon.words.plain
    part = text[head.start : head.end] in {"区域", "地区"} and text[head.end : head.end + 1] in set("中性内间外")
    return city or part or (text[head.start : head.end] == "组团" and text[head.end : head.end + 2] in {"发展", "式发", "推进"})


def only_describes(draft: Draft, head: Head, word: str) -> bool:
    """Say whether a head after ordinary modifiers describes a unit (长春市|核心交通枢纽) rather than names something."""
    if word in {"通道", "大通道", "班列"} or head.kind == "town":
        return True
    last = draft.names[-1] if draft.names and draft.names[-1].end == draft.end else None
    stated = last is not None and last.best.full and last.best.rank >= 3
    return stated and (head.kind in {"facility", "transport_route", "water"} or word in DESCRIBING_HEADS)


def unlikely_short(at: int, head: Head, ground: Field) -> bool:
    """Say whether 路, 山, 溪 … begins a longer word, ends another name, or stands inside a company's name."""
    plain = ground.lexicon.words.plain
    if ground.text[head.end : head.end + 1] in set("子沟口嘴庄") and head.start > at:
        return True
    if ground.text[head.start : head.end + 1] in plain or (head.start > at and ground.text[head.start - 1 : head.end] in plain):
        return True
    if any(hit.end >= head.end for hit in ground.hits_between(at, head.end)):
        return True
    limit = min(ground.right_fence(head.end), head.end + 8)
    return head.start > at and ground.lexicon.organisation.search(ground.text, head.end, limit) is not None


def described(at: int, head: Head, ground: Field) -> bool:
    """Say whether a whole name stands between, so that the head only describes it: 先导区|核心腹地."""
    for other in ground.heads_from(at, head.start - 1):
        between = ground.text[other.end : head.start]
        if other.end - other.start > 2 and other.end < head.start and ground.lexicon.generic.fullmatch(between):
            return True
    return False


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
    """Take in 段, 出口 or 辅路 after a route."""
    if draft.kind != "transport_route" and not draft.ranged:
        return draft
    match = ROUTE_TAIL.match(ground.text, draft.end)
    return replace(draft, end=match.end(), kind="transport_route") if match else draft


def with_part(draft: Draft, ground: Field) -> Draft:
    """Take in a part of a unit: 吉林中南部, 辽宁东北部, 内蒙东部地区."""
    if len(draft.names) != 1 or draft.headed or draft.names[0].best.kind not in {"province", "prefecture", "county"}:
        return draft
    match = PART.match(ground.text, draft.end)
    return replace(draft, end=match.end(), kind="region", headed=True) if match else draft


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


def quoted_range(draft: Draft, ground: Field) -> Draft:
    """Take in the quotation marks of a range whose head stands outside them: “四平-辽源”经济协作区."""
    text = ground.text
    opened = draft.start > 0 and text[draft.start - 1] in '“"' and draft.end < len(text) and text[draft.end] in '”"'
    if not (opened and draft.ranged):
        return draft
    outer = head_after(replace(draft, end=draft.end + 1), ground, 8)
    if outer is None:
        return draft
    return replace(draft, start=draft.start - 1, end=outer.end, kind=outer.kind, headed=True)


STEPS = (with_note, with_range, with_tail, with_adjacent, with_head, with_quoted_head, with_part)


def from_code(start: int, end: int, ground: Field) -> Draft:
    """Return the draft that begins with a road number: G203绥沈线肇源至松原."""
    draft = Draft(start, end, "transport_route", headed=True)
    match = ROUTE_NAME.match(ground.text, end)
    if match and end not in {hit.start for hit in ground.hits_between(end, match.end()) if hit.best.kind != "abbreviation"}:
        names = tuple(ground.hits_between(end, match.end()))
        draft = replace(draft, end=match.end(), names=names)
    end_at, names = far_end(draft.end, ground) if FIRM_CONNECTOR.search(ground.text, draft.end, draft.end + 10) else (draft.end, ())
    if end_at > draft.end:
        grown = grow(Draft(draft.end, end_at, "transport_route", names or (), headed=True), ground)
        if grown.ranged or names:
            return replace(grown, start=start, names=(*draft.names, *grown.names), kind="transport_route")
    return grow(draft, ground)
