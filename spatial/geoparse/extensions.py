"""Extend a name by what stands right after it: a part, a reach, a side, letters, a district, the head outside its quotation marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from spatial.geoparse.heads import Draft, head_after

if TYPE_CHECKING:
    from spatial.geoparse.field import Field

PART = re.compile(r"(?:[东西南北中]{1,2}部)(?:地区|山区|城区|片区|区县|县市)?")
BORDER = re.compile("边境(?:地区|沿线|线)?")
QUARTERS = frozenset(["东北", "华北", "西北", "华东", "华南", "西南", "华中", "东北地区"])
COUNTRY_PART = re.compile(r"(?:[东西南北中]{1,2}部|[南北]方|东北|西北|东南|西南)(?:地区)?")
RIVER_REACH = re.compile("[一-鿿]{2,4}以[上下](?![一-鿿])")
SIDE_THEN_SIDE = re.compile("[东西南北](?=、[一-鿿]{2,4}[东西南北](?![一-鿿]))")
SIDE_BEFORE = re.compile("[东西南北]、$")
SIDE_LAST = re.compile("[东西南北](?![一-鿿])")
COUNTY_SEAT = re.compile("城(?![市镇乡区关建])")
STATION_SIDE = re.compile("[东西南北](?=[、至到—及和，。]|方向)")
STATION_TALK = re.compile("车站|等[0-9两三四五六七八九十]*[个座]?站|[0-9两三四五六七八九十]+[个座]站|列车|动车|停靠|客运站|高铁|铁路")
BOUNDED = re.compile("[，、]?[东西南北](?:至|到|起|接)")
DISTRICT = re.compile("[一-鿿]{2,4}?[区县旗]")
ZONES = (
    "新区",
    "城区",
    "市区",
    "地区",
    "郊区",
    "山区",
    "林区",
    "矿区",
    "园区",
    "库区",
    "灌区",
    "社区",
    "片区",
    "辖区",
    "景区",
    "校区",
    "厂区",
    "港区",
)
SIDES = frozenset("东西南北中")
NO_DISTRICT = re.compile("[辖各一二三四五六七八九十两几等]")
UNITS_ABROAD = frozenset("市区州省郡")
VILLAGE = re.compile("([一-鿿]{2,5}?村)((?:[一-鿿]{2,3}|[一二三四五六七八九十])[社屯组队])?")
LISTS = frozenset(["、", "和", "与", "及"])
OPEN_REACH = 4


def with_side(draft: Draft, ground: Field) -> Draft:
    """Take in the side a station is named by, in a list of such: 阜阳西、淮滨西."""
    if draft.headed or not draft.names or draft.names[-1].end != draft.end or draft.names[-1].best.full:
        return draft
    text = ground.text
    if draft.ranged:
        return replace(draft, end=draft.end + 1) if among_stations(draft, ground) else draft
    if len(draft.names) != 1:
        return draft
    listed = SIDE_THEN_SIDE.match(text, draft.end) or (
        SIDE_BEFORE.search(text, max(0, draft.start - 2), draft.start) and SIDE_LAST.match(text, draft.end)
    )
    sided = listed or among_stations(draft, ground)
    return replace(draft, end=draft.end + 1, kind="facility", headed=True) if sided else draft


def among_stations(draft: Draft, ground: Field) -> bool:
    """Say whether a side after a name makes a station of it, in a list or a range told to be of stations: 哈尔滨西至长白山."""
    text = ground.text
    if STATION_SIDE.match(text, draft.end) is None or BOUNDED.search(text, draft.end + 2, draft.end + 12):
        return False
    return STATION_TALK.search(text, max(0, draft.start - 40), draft.end + 80) is not None


def with_reach(draft: Draft, ground: Field) -> Draft:
    """Take in the reach of a river above or below a place: 第二松花江丰满以上."""
    alone = len(draft.names) == 1 and not draft.headed and draft.names[0].best.kind == "water"
    match = RIVER_REACH.match(ground.text, draft.end) if alone else None
    return replace(draft, end=match.end(), kind="water", headed=True) if match else draft


def with_part(draft: Draft, ground: Field) -> Draft:
    """Take in a part of a unit or of a quarter of the country, or a border: 吉林中南部, 内蒙东部地区, 东北东部, 中朝边境."""
    if len(draft.names) != 1 or draft.headed:
        return draft
    border = BORDER.match(ground.text, draft.end) if draft.names[0].alias[0] == "中" and draft.names[0].best.members else None
    if border:
        return replace(draft, end=border.end(), kind="region", headed=True)
    if draft.names[0].best.kind not in {"province", "prefecture", "county", "foreign"} and draft.names[0].alias not in QUARTERS:
        return draft
    if draft.names[0].alias.endswith("县") and COUNTY_SEAT.match(ground.text, draft.end):
        return replace(draft, end=draft.end + 1, kind="region", headed=True)
    match = (COUNTRY_PART if draft.names[0].best.kind == "foreign" else PART).match(ground.text, draft.end)
    return replace(draft, end=match.end(), kind="region", headed=True) if match else draft


def with_letters(draft: Draft, ground: Field) -> Draft:
    """Take in the letters of further cities after a compound, up to a stop or a head: 哈牡|鸡七双佳."""
    if len(draft.names) != 1 or draft.headed or draft.ranged or not draft.names[0].best.members:
        return draft
    text, end = ground.text, draft.end
    while end < draft.end + OPEN_REACH and text[end : end + 1] not in SIDES and spelled_by(text[end : end + 1], ground):
        end += 1
    goes_on = end < len(text) and ground.right_fence(end) > end and not ground.heads_from(end, end)
    if end == draft.end or goes_on or ground.heads_from(draft.end, end - 1) or ground.hits_between(draft.end, end):
        return draft
    return draft if text[draft.end : draft.end + 2] in ground.lexicon.words.plain else replace(draft, end=end, names=())


def spelled_by(letter: str, ground: Field) -> bool:
    """Say whether a character begins the name of a city or county of the text's provinces."""
    return any(entry.region in ground.regions for entry in ground.lexicon.by_initial.get(letter, ()))


def with_division(draft: Draft, ground: Field) -> Draft:
    """Take in a district or county no list holds after the full name of its city: 大兴安岭地区|加格达奇区."""
    last = draft.names[-1] if draft.names and draft.names[-1].end == draft.end else None
    if last is None or draft.headed or draft.ranged or not last.best.full:
        return draft
    abroad = last.best.kind == "foreign" and ground.text[draft.end : draft.end + 1] in UNITS_ABROAD
    if abroad and ground.right_fence(draft.end) == draft.end + 1:
        return replace(draft, end=draft.end + 1)
    if last.best.kind != "prefecture":
        return draft
    match = DISTRICT.match(ground.text, draft.end)
    if match is None or ground.right_fence(draft.end) != match.end() or match.group().endswith(ZONES):
        return draft
    rest = match.group()[:-1]
    described = ground.lexicon.generic.search(rest) or NO_DISTRICT.search(rest) or rest in ground.lexicon.words.plain
    named = not described and not ground.hits_between(draft.end, match.end())
    return replace(draft, end=match.end(), kind="county", headed=True) if named else draft


def with_village(draft: Draft, ground: Field) -> Draft:
    """Take in a village, and a hamlet in it, after the town it belongs to: 江密峰镇|东三家子村, 公吉乡|联合村山前社."""
    match = VILLAGE.match(ground.text, draft.end) if ground.text[draft.end - 1] in "镇乡" and (draft.headed or draft.names) else None
    if match is None or ground.right_fence(draft.end) < match.end(1):
        return draft
    rest = match.group(1)[:-1]
    described = ground.lexicon.generic.search(rest) or rest[-1] in "乡农渔新空" or ground.hits_between(draft.end, match.end(1))
    hamlet = match.group(2) and ground.right_fence(draft.end) >= match.end()
    return draft if described else replace(draft, end=match.end() if hamlet else match.end(1), kind="town", headed=True)


def with_open_head(draft: Draft, ground: Field) -> Draft:
    """Take in the head of a single route after 等 or 的: 延吉至台北等航线, 郑州至合肥的快速铁路."""
    if not draft.ranged or draft.headed or ground.text[draft.end : draft.end + 1] not in {"等", "的"}:
        return draft
    if ground.text[draft.end] == "等" and ground.text[draft.start - 1 : draft.start] in LISTS:
        return draft
    at = draft.end + 1
    for head in ground.heads_from(at, at):
        if head.kind == "transport_route" and head.end - head.start > 1 and ground.right_fence(head.end) == head.end:
            return replace(draft, end=head.end, kind="transport_route", headed=True)
    return draft


def quoted_whole(draft: Draft, ground: Field) -> Draft:
    """Take in the quotation marks of a name whose head stands outside them: “四平-辽源”经济协作区, “宿州至淮安”的城际铁路."""
    text = ground.text
    opened = draft.start > 0 and text[draft.start - 1] in '“"' and draft.end < len(text) and text[draft.end] in '”"'
    if not (opened and (draft.ranged or draft.kind == "abbreviation")):
        return draft
    at = draft.end + (2 if draft.ranged and text[draft.end + 1 : draft.end + 2] == "的" else 1)
    outer = head_after(replace(draft, end=at), ground, 8)
    if outer is None or (not draft.ranged and outer.kind not in {"region", "transport_route", "zone"}):
        return draft
    return replace(draft, start=draft.start - 1, end=outer.end, kind=outer.kind, headed=True)
