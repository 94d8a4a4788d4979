"""Decide which head word a growing expression may run on to: 长春兴隆|综合保税区, but not 长春市|核心交通枢纽."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spatial.geoparse.field import Field
    from spatial.geoparse.scan import Head, Hit

LONGEST_GAP = 14
SHORT_GAPS = {**dict.fromkeys("路街镇乡村屯站", 3), **dict.fromkeys("线河江湖桥山岭溪岛", 2)}
UNNAMED_AFTER_UNIT = frozenset(["铁路", "公路", "高速公路", "高速铁路", "高铁", "国道", "省道", "航线", "航道", "通道", "大通道"])
SAID_OF_UNITS = frozenset(["老工业基地", "工业基地", "沿海地区", "沿海", "规划区"])
STATED_LEVEL = re.compile(r"^(?:所辖|下辖|管辖|国家级|省级|市级|县级|世界级|若干|各)")
COUNTED_GAP = re.compile("[两三四五六七八九十]+[大个条座处]")
NOT_A_NAME = re.compile("[不未尚已到对]|政府")
UNITS = frozenset({"province", "prefecture", "county", "town"})
NUMERALS = frozenset("两三四五六七八九十")
ALONE_AFTER_A_HEAD = frozenset("山岭岛湖河江溪湾村乡镇")
ACROSS = re.compile("[跨隔临濒]")
TOWNS = frozenset("镇乡")
SIDE_OF_WATER = re.compile("[东西南北](?![岸段大侧])")
WATER_HEADS = frozenset("河江湖溪湾泡")
SIDE_GAP = re.compile("[东西南北中]{1,2}部(?:沿海|沿边)?")
DESCRIBING_HEADS = frozenset(["地区", "区域", "园区", "基地", "公园", "小镇", "林区", "垦区", "矿区"])
AREAS = frozenset(["区域", "地区"])
BASINS = frozenset(["流域", "干流", "水系", "支流"])


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


def head_after(draft: Draft, ground: Field, reach: int = LONGEST_GAP) -> Head | None:
    """Return the head the expression runs on to, the farthest that its gap allows."""
    limit = min(ground.right_fence(draft.end), draft.end + reach)
    after = ground.hit_at.get(draft.end)
    if after is not None and after.best.full and after.best.kind in UNITS:
        limit = min(limit, after.start)  # another unit begins at once: what follows is of that one
    for head in ground.heads_from(draft.end, limit):
        if gap_allows(draft, head, ground):
            return head
    return next((head for head in ground.heads_from(max(draft.start + 2, draft.end - 3), draft.end - 1) if head.end > draft.end), None)


def gap_allows(draft: Draft, head: Head, ground: Field) -> bool:
    """Say whether the stretch between a name and a head can be part of one name."""
    gap, word = ground.text[draft.end : head.start], ground.text[head.start : head.end]
    short = len(word) == 1 and (len(gap) > short_gap(draft, word) or unlikely_short(draft.end, head, ground))
    if short or apart(draft, gap, word, ground) or unjoined(draft, gap, word) or goes_on(head, ground):
        return False
    if not gap:
        return not stated_unit(draft, word) and not (
            head.kind == "facility" and draft.headed and ground.text[draft.end - 2 : draft.end] in AREAS
        )
    if SIDE_GAP.fullmatch(gap) and head.kind == "region" and len(word) > 2:
        return True
    named = draft.headed or draft.end in ground.head_ends or described(draft.end, head, ground)
    if named or NOT_A_NAME.search(gap) or STATED_LEVEL.match(gap) or COUNTED_GAP.search(gap):
        return False
    if len(word) == 1 and (gap + word in ground.lexicon.words.plain or gap.endswith("城")):
        return False
    return not (ground.lexicon.generic.fullmatch(gap) and only_describes(draft, head, word, ground))


def apart(draft: Draft, gap: str, word: str, ground: Field) -> bool:
    """Say whether a head begins anew after a whole name: 大广线|普通国省干线, 金银峡景区|山, 漫江|三镇."""
    past_line = gap[:1] == "线" and ground.lexicon.generic.fullmatch(gap, 1) is not None
    return past_line or (word in TOWNS and gap in NUMERALS) or (not gap and draft.headed and word in ALONE_AFTER_A_HEAD)


def unjoined(draft: Draft, gap: str, word: str) -> bool:
    """Say whether a head cannot go with what stands before it: 新区|江北, 松花江|一江两岸, 吉林省|重工业基地."""
    if word in WATER_HEADS:
        return draft.headed or ACROSS.search(gap) is not None or (gap != "" and draft.kind == "water")
    return word in SAID_OF_UNITS and len(gap) == 1 and after_unit(draft)


def short_gap(draft: Draft, word: str) -> int:
    """Return how many characters may stand before a head of one character: one more for a town after its county, 桓仁县|五里甸子镇."""
    return SHORT_GAPS.get(word, 0) + (1 if word in TOWNS and after_unit(draft) else 0)


def stated_unit(draft: Draft, word: str) -> bool:
    """Say whether a head follows a unit at once and only says what is there: 长白县|铁路, 通化市|流域."""
    if word in UNNAMED_AFTER_UNIT or word in SAID_OF_UNITS:
        return after_unit(draft)
    return word in BASINS and bool(draft.names) and draft.names[-1].best.rank >= 3 and draft.names[-1].best.full


def goes_on(head: Head, ground: Field) -> bool:
    """Say whether a head is only the front of something else: 大学城|市, 组团|发展."""
    text = ground.text
    city = text[head.end - 1] == "城" and text[head.end - 1 : head.end + 1] in ground.lexicon.words.plain
    part = text[head.start : head.end] in {"区域", "地区"} and text[head.end : head.end + 1] in set("中性内间外")
    net = head.kind == "transport_route" and text[head.end : head.end + 1] == "网"
    of_cities = text[head.end : head.end + 2] in {"城市", "城镇"} and head.kind != "region"
    grouping = text[head.start : head.end] == "组团" and text[head.end : head.end + 2] in {"发展", "式发", "推进"}
    return city or part or net or of_cities or grouping


def after_unit(draft: Draft) -> bool:
    """Say whether a draft ends in a unit with its type word, so that 铁路 or 公路 after it says only what is there: 长白县|铁路."""
    last = draft.names[0].best if len(draft.names) == 1 and not draft.ranged and draft.names[0].end == draft.end else None
    return last is not None and last.full and last.kind in {"province", "prefecture", "county"}


def only_describes(draft: Draft, head: Head, word: str, ground: Field) -> bool:
    """Say whether a head after ordinary modifiers describes a unit (长春市|核心交通枢纽) or a line rather than names something."""
    if word in {"通道", "大通道", "班列"} or head.kind == "town":
        return True
    if head.kind == "transport_route" and ground.text[draft.end - 1] == "线":
        return True
    last = draft.names[-1] if draft.names and draft.names[-1].end == draft.end else None
    stated = last is not None and last.best.full and last.best.rank >= 1
    return stated and (head.kind in {"facility", "transport_route", "water"} or word in DESCRIBING_HEADS)


def unlikely_short(at: int, head: Head, ground: Field) -> bool:
    """Say whether 路, 山, 江 … begins a longer word or a name (长江|江西段), ends another, or stands inside a company's name."""
    ending, begun = ground.hit_ending(head.end), ground.hit_at.get(head.start)
    if (ending is not None and ending.start >= at) or (begun is not None and begun.end > head.end):
        return True
    plain = ground.lexicon.words.plain
    text = ground.text
    if text[head.start] == "站" and (text[head.start - 1] == "站" or text[head.end : head.end + 1] in set("房点前台内长务区场")):
        return True
    if text[head.start] in WATER_HEADS and SIDE_OF_WATER.match(text, head.end):
        return True
    if ground.text[head.end : head.end + 1] in set("子沟口嘴庄谷") and head.start >= at:
        return True
    if ground.text[head.start : head.end + 1] in plain or (head.start > at and ground.text[head.start - 1 : head.end] in plain):
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
