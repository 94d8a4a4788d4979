"""Recognise names by their shape or their place in a list: 南部、西部、北部城区; 引嫩入白; 绥芬河、亚布力、绥化机场."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.geoparse.compose import grow, with_head
from spatial.geoparse.extensions import spelled_by
from spatial.geoparse.heads import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.field import Field

HAN_RUN = re.compile(r"[一-鿿]+")
SIDES = re.compile(r"(?:[东西南北中]{1,2}部、)+[东西南北中]{1,2}部(?:城区|地区|新城)")
SHORT_ZONES = re.compile(r"(?:经开区|汽开区|净月区|高新北区|高新南区|高新区|空港新城|(?:工业|产业|物流)[东西南北]区)")
SIDE_ZONES = re.compile(
    r"(?:[东西南北中]{1,2}部?(?:工业区|新城|新区|组团)|[东西南北]{1,2}(?:外|二|三|四|五|内)?环(?:线|路)|[东西南北]{1,2}(?:电气化|快速铁路|高速铁路|城际铁路|铁路)环线|(?<=[东西南北]线[和与、])[东西南北]线(?!路)|[一二三四五六内外]环(?:快速路|高速公路|高速)|"
    r"[内外一二三四五六]环路|城[东西南北](?:公园|新区|新城|片区))"
)
BUILT_ROADS = re.compile(r"(?:建设|解放|人民|和平|胜利|中山|工农|民主|团结)(?:大街|大路|路|街|桥)(?![一-鿿]{0,2}(?:建设|发展))")
DESCRIBING = re.compile(r"[型性式级类化间]$|^[每各该本此级]|[亿万]级")
RIVERSIDE = re.compile(r"沿[一-鿿]{1,3}(?:生态|经济|发展|城镇|旅游|文化|创新)[一-鿿]{0,4}(?:带|走廊|轴|圈)")
MERGING = re.compile("一体化|同城化")
DASHED = re.compile(r"(?=([一-鿿](?:[一—–-][一-鿿]){2,4}))")
DASH = re.compile("[一—–-]")
SIDEWAYS = re.compile("[东西南北中上下左右内外]+")
NUMBERED_VALLEY = re.compile(r"(?<![一二三四五六七八九十百千])[头一二三四五六七八九十]{1,3}道(?:沟|江|岭|湾|坎子?|河子?|白河)[镇乡村屯]?")
DIVERSIONS = re.compile(
    r"(?:南水北调|东水西调|北水南调|西水东调|引(?![人狼智企资产校客才])[一-鿿]{1,2}[入济补](?!胜|室|境|化)[一-鿿])"
    r"(?:[东中西]线)?(?:(?:供水|调水|引水)?工程)?|"
    r"[东西南北中]部(?:地区|城市)?(?:引[一-鿿]{1,2}|河湖连通|供水|调水)(?:供水|调水)?工程"
)
NUMBERED = re.compile(r"(?:[0-9]{1,2}号、)*[0-9]{1,2}号(?:国际)?(?:综合)?(?:交通|运输)?(?:走廊|大通道|通道)")
PROVINCES = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新]"
BORDERLANDS = re.compile(
    f"{PROVINCES}{{2,7}}(?:边区|毗邻地区|交界地区|接壤地区|边界地区|革命老区)|"
    f"{PROVINCES}{{3,5}}(?=[（(]?[两三四]?[省界毗交边接])|{PROVINCES}{{2}}(?=[两三]省)"
)
SIDE_LOOPS = re.compile(r"[东西南北中]{1,2}部[一-鿿]{2,10}旅游大?环线")
SIDE_REGIONS = re.compile(r"[东西南北中]{1,2}部(?:城市群|城镇群|城镇组团|城市组团|生态经济区|经济区|城镇带|经济带|产业带)")
QUOTED_NUMBER = re.compile('[“"][一-鿿]{1,6}[0-9一二三四五六]{1,2}号[”"]')
QUOTED = re.compile('[“"]([一-鿿]{2,7})[”"]')
LETTERED = re.compile("(?:(?:(?![和与及])[一-鿿]){2,4}[、和与及]){1,12}(?:(?![和与及])[一-鿿]){2,4}$")
LIST_MARK = re.compile("[、和与及]")
LETTERED_HEAD = re.compile(
    "(?:扩能改造|扩能|电气化改造|电气化)?等?(?:(?<![0-9])[0-9]{1,6}条|[两三四五六七八九十]条)?(?:高速铁路|高速公路|铁路|高铁|高速|城际|客专)"
)
LONGEST_LIST = 64
SHOWN_BY = {"线": "transport_route", **dict.fromkeys("河江湖", "water"), "山": "scenic"}
SHORTEST_LEAD, LONGEST_LEAD = 2, 4
UNFENCED = (BUILT_ROADS, NUMBERED_VALLEY, DIVERSIONS)


def spelled(rest: str, ground: Field) -> bool:
    """Say whether every character begins the name of a city or county of the text's provinces: 合蚌宿."""
    if not 2 <= len(rest) <= 4 or rest in ground.lexicon.words.plain or SIDEWAYS.fullmatch(rest):
        return False
    return all(spelled_by(char, ground) for char in rest)


def in_lists(ground: Field, drafts: list[Draft]) -> Iterator[Draft]:
    """Yield what stands in a list between two names and is no word of the language: 绥芬河、亚布力、绥化机场."""
    text = ground.text
    yield from last_in_lists(ground, drafts)
    for before, after in pairwise(drafts):
        if not 3 <= after.start - before.end <= 18 or text[before.end] != "、" or text[after.start - 1] not in "、和与及":
            continue
        at = before.end + 1
        items = text[at : after.start - 1].split("、")
        if all(unlisted(item, ground) for item in items) and ground.right_fence(at) >= at + len(items[0]):
            for item in items:
                yield Draft(at, at + len(item), SHOWN_BY.get(item[-1], "town"))
                at += len(item) + 1


def last_in_lists(ground: Field, drafts: list[Draft]) -> Iterator[Draft]:
    """Yield the last of a list before 等 where two names stand before it: 引嫩入白、哈达山、老龙口等."""
    text = ground.text
    for first, second in pairwise(drafts):
        if text[first.end : second.start] != "、" or text[second.end : second.end + 1] != "、":
            continue
        end = text.find("等", second.end + 3, second.end + 6)
        item = text[second.end + 1 : end] if end > 0 else ""
        if item and unlisted(item, ground):
            yield Draft(second.end + 1, end, second.kind if second.kind in {"town", "water", "scenic"} else "town")


def unlisted(item: str, ground: Field) -> bool:
    """Say whether an item of a list may be a place the dictionary does not hold."""
    words = ground.lexicon.words
    if not 2 <= len(item) <= 4 or not HAN_RUN.fullmatch(item) or item in words.plain or DESCRIBING.search(item) or SIDEWAYS.fullmatch(item):
        return False
    whole = all(item[at : at + size] not in words.common for size in (2, 3) for at in range(len(item) - size + 1))
    return whole and all(len(match.group()) < 2 for match in ground.lexicon.generic.finditer(item))


def quoted_letters(ground: Field) -> Iterator[Draft]:
    """Yield letters of cities in quotation marks before the head of a region or route: “长平公”城市圈."""
    entries = ground.lexicon.entries
    for match in QUOTED.finditer(ground.text):
        word = match.group(1)
        known = any(entry.members for entry in entries.get(word, ()))
        letters = sum(spelled_by(char, ground) for char in word)
        if known or (letters >= max(2, len(word) - 1) and word not in ground.lexicon.words.plain):
            grown = with_head(Draft(*match.span(), "abbreviation"), ground)
            if grown.headed and grown.kind in {"region", "transport_route"}:
                yield grown


def routes_by_letters(ground: Field) -> Iterator[Draft]:
    """Yield the routes of a list that are spelt by letters of cities, before 铁路 or 高速: 徐连、安九、湖杭等铁路."""
    for head in LETTERED_HEAD.finditer(ground.text):
        match = LETTERED.search(ground.text[max(0, head.start() - LONGEST_LIST) : head.start()])
        if match is None:
            continue
        at = head.start() - len(match.group())
        low = ground.left_fence(len(LIST_MARK.split(match.group(), maxsplit=1)[0]) + at)
        for listed in LIST_MARK.split(match.group()):
            start, end = max(at, low), at + len(listed)
            item = ground.text[start:end]
            pieces = {item, item[:2], item[-2:]}
            if (
                len(item) > 1
                and pieces.isdisjoint(ground.lexicon.words.common)
                and all(char in ground.lexicon.by_initial or char in ground.lexicon.letters for char in item)
            ):
                yield Draft(start, end, "abbreviation")
            at = end + 1


def numbered(ground: Field) -> Iterator[Draft]:
    """Yield the numbered corridors of one name: 滨海1号、2号国际运输走廊."""
    for match in QUOTED_NUMBER.finditer(ground.text):
        grown = with_head(Draft(*match.span(), "transport_route"), ground)
        if grown.headed:
            yield grown
    for match in NUMBERED.finditer(ground.text):
        start = max(ground.left_fence(match.start()), match.start() - LONGEST_LEAD)
        if match.start() - start >= SHORTEST_LEAD:
            yield Draft(start, match.end(), "transport_route", headed=True)


def joined_cities(ground: Field) -> Iterator[Draft]:
    """Yield compounds not in the table that are said to merge: 哈大绥一体化."""
    for match in MERGING.finditer(ground.text):
        for size in (4, 3, 2):
            start = match.start() - size
            if ground.left_fence(match.start()) == start and spelled(ground.text[start : match.start()], ground):
                yield Draft(start, match.start(), "abbreviation")


def dashed_letters(ground: Field) -> Iterator[Draft]:
    """Yield letters of cities with dashes, or what a scanner made of dashes, between them before a head: 沈一长一哈天然气管道."""
    for match in DASHED.finditer(ground.text):
        start, end = match.span(1)
        letters = DASH.sub("", match.group(1))
        if len(letters) != (end - start + 1) // 2 or not all(
            letter in ground.lexicon.letters or spelled_by(letter, ground) for letter in letters
        ):
            continue
        grown = grow(Draft(start, end, "abbreviation"), ground)
        if grown.headed and grown.kind == "transport_route":
            yield grown


def patterns(ground: Field) -> Iterator[Draft]:
    """Yield what is named by its shape alone: 南部、西部、北部城区; 经开区; 建设路."""
    for pattern, kind in (
        (SIDES, "zone"),
        (SHORT_ZONES, "zone"),
        (SIDE_ZONES, "zone"),
        (RIVERSIDE, "region"),
        (SIDE_REGIONS, "region"),
        (SIDE_LOOPS, "transport_route"),
        (BORDERLANDS, "region"),
        (NUMBERED_VALLEY, "town"),
        (DIVERSIONS, "facility"),
        (BUILT_ROADS, "transport_route"),
    ):
        for match in pattern.finditer(ground.text):
            if pattern not in UNFENCED and ground.left_fence(match.start()) != match.start():
                continue
            yield grow(Draft(*match.span(), kind, headed=True), ground)
    yield from numbered(ground)
    yield from quoted_letters(ground)
    yield from joined_cities(ground)
    yield from dashed_letters(ground)
