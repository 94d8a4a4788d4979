"""Recognise every place expression of a laid-out text: from names, road numbers, heads and lists."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from spatial.geoparse.compose import CODE, Draft, from_code, grow, kind_of
from spatial.geoparse.field import FIRM_CONNECTOR
from spatial.geoparse.scan import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.field import Field
    from spatial.geoparse.scan import Head

HAN_RUN = re.compile(r"[一-鿿]+")
LONGEST_NAME = 10
SIDES = re.compile(r"(?:[东西南北中]{1,2}部、)+[东西南北中]{1,2}部(?:城区|地区|新城)")
SHARED_HEAD = re.compile(r"等?(?:[两三四五六七]条|[0-9]+条)?")
COUNTED_HEAD = re.compile(r"(?:等)?(?:[两三四五六七]|[0-9]{1,2})条([一-鿿]{2,8})")
SHORT_ZONES = re.compile(r"(?:经开区|汽开区|净月区|高新北区|高新南区|高新区|空港新城)")
SIDE_ZONES = re.compile(
    r"(?:[东西南北中]{1,2}部?(?:工业区|新城|新区|组团)|[东西南北]{1,2}(?:外|二|三|四|五|内)?环(?:线|路)|[内外二三四五]环路|城[东西南北](?:公园|新区|新城|片区))"
)
BUILT_ROADS = re.compile(r"(?:建设|解放|人民|和平|胜利|中山|文化|工农|民主|团结)(?:大街|大路|路|街|桥)(?![一-鿿]{0,2}(?:建设|发展))")
DIRECTIONS = re.compile(r"^[东西南北中]{1,2}部?$")
ONLY_WITH_A_NAME = frozenset("矿区 林区 垦区 集聚区 功能区 试点区 湿地 保护区 生产基地 产业基地 加工基地 制造基地 服务中心 医院 试验区 示范区 合作区 学院 大学".split())
NEVER_NAMED = frozenset(
    "高速 公路 铁路 客运站 机场 码头 口岸 车站 院 港区 医院 大学 学院 公园 大桥 隧道 干流 水系 水库 流域 城区 地区 区域".split()
)
STREET_GOES_ON = re.compile(r"[东西南北]?段|等|[0-9]")
NEVER_STREETS = frozenset(
    "道 公 铁 线 街 巷 岔 出 思 山 水 陆 网 电 管 气 油 快速 高速 农村 城市 道 乡村 沿街 商业 步行 美食 特色 老 小 大 新 主 支 干 各 每 一 条 河堤".split()
)
MEASURED = re.compile(r"[0-9一二三四五六七八九十两几多]|[条座个处段项所家套户间台部]")
DESCRIBING = re.compile(r"[型性式级类化]$|^[每各该本此]")
TOWN_BEFORE = re.compile(r"[镇乡]、$")
TOWN_AFTER = re.compile(r"、[一-鿿]{1,4}[镇乡]")
RIVERSIDE = re.compile(r"沿[一-鿿]{1,3}(?:生态|经济|发展|城镇|旅游|文化|创新)[一-鿿]{0,4}(?:带|走廊|轴|圈)")
CARE = re.compile(r"(?:保护|修复|治理|管护|开发)(?!区)")
COMPOUND_HEADS = frozenset("发展轴 城镇发展轴 经济带 城镇带 产业带 发展带 城市带 城市群 都市圈 经济走廊 城镇密集带 隆起带".split())
NUMERAL = re.compile(r"[一二三四五六七八九十百千万两几多半]")


BROKEN_COMPOUND = re.compile(r"(?:[一-鿿][（(][一-鿿]{1,3}[）)]){2,5}")
BROKEN_PART = re.compile(r"([一-鿿])[（(]([一-鿿]{1,3})[）)]")


def broken_compounds(ground: Field) -> Iterator[Draft]:
    """Yield compounds spelt out in brackets: 四（平）梨（树）同城化, 延（吉）龙（井）图（们）组合城市."""
    entries = ground.lexicon.entries
    for match in BROKEN_COMPOUND.finditer(ground.text):
        parts = [(part.start(), part.end(), part.group(1) + part.group(2)) for part in BROKEN_PART.finditer(ground.text, *match.span())]
        if all(alias in entries for _, _, alias in parts):
            names = tuple(Hit(start, end, alias, entries[alias]) for start, end, alias in parts)
            yield grow(Draft(match.start(), match.end(), "abbreviation", names), ground)


def expressions(ground: Field) -> list[Draft]:
    """Return the longest expressions of a text in order, none overlapping another."""
    found: list[Draft] = [from_code(*match.span(), ground) for match in CODE.finditer(ground.text)]
    found.extend(broken_compounds(ground))
    found = settled(found)
    found = settled([*found, *grown_names(ground, found)])
    found = settled([*found, *unknown_starts(ground, found), *unknown_heads(ground, found), *patterns(ground)])
    return share_heads(found, ground)


def settled(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts without overlaps: the longer one stands, then the earlier."""
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
    """Take in 沿 before a belt or a road, and the side before a street: 沿哈大轴线城镇带, 东吉林大街."""
    before = ground.text[draft.start - 1 : draft.start]
    if not draft.headed or not before:
        return draft
    word = ground.text[draft.start : draft.end]
    if before == "沿" and word.endswith(("带", "大道", "公路")):
        return replace(draft, start=draft.start - 1)
    if before in "东西南北" and word.endswith(("大街", "大路", "路", "街")) and ground.left_fence(draft.start) == draft.start - 1:
        return replace(draft, start=draft.start - 1)
    return draft


def unknown_starts(ground: Field, before: list[Draft]) -> Iterator[Draft]:
    """Yield ranges whose first end the dictionary does not hold: 望宝桥至双榆树."""
    taken = {at for draft in before for at in range(draft.start, draft.end)}
    for match in FIRM_CONNECTOR.finditer(ground.text):
        if match.start() in taken or not match.group().strip():
            continue
        left = max(ground.left_fence(match.start()), match.start() - 6)
        while left < match.start() and left in taken:
            left += 1
        lead = ground.lexicon.generic.match(ground.text, left, match.start() - 2)
        left = lead.end() if lead else left
        word = ground.text[left : match.start()]
        hit = ground.hit_at.get(match.end())
        known = word in ground.lexicon.words.plain or not 2 <= len(word) <= 5 or not HAN_RUN.fullmatch(word)
        if hit is None or known or "至" not in match.group() and not word.endswith(("镇", "乡", "屯", "岭", "河", "山")):
            continue
        draft = Draft(left, hit.end, "transport_route", (hit,), ranged=True)
        yield grow(draft, ground)


def unknown_heads(ground: Field, before: list[Draft]) -> Iterator[Draft]:
    """Yield expressions recognised by their head alone: 雾开河, 兴华街, 亚泰医药产业园."""
    ends = sorted((draft.start, draft.end) for draft in before)
    reach = 0
    index = 0
    for head in sorted(ground.heads, key=lambda one: (one.start, -one.end)):
        while index < len(ends) and ends[index][1] <= head.start:
            reach = max(reach, ends[index][1])
            index += 1
        inside = index < len(ends) and ends[index][0] < head.end
        if inside or head.start < reach:
            continue
        left = max(ground.left_fence(head.start), reach)
        fenced = left == ground.left_fence(head.start)
        limit = min(ground.right_fence(head.start), ends[index][0] if index < len(ends) else len(ground.text))
        for farther in ground.heads_from(head.start, limit):
            begin = after_a_unit(left, farther, ground)
            if farther.end <= limit + 4 and fenced and named_by_head(begin, farther, ground):
                draft = grow(Draft(begin, farther.end, farther.kind, (), headed=True), ground)
                reach = draft.end
                yield draft
                break


def after_a_unit(left: int, head: Head, ground: Field) -> int:
    """Return where the name before a street begins: after 县城 or a zone that the street lies in."""
    word = ground.text[head.start : head.end]
    care = CARE.match(ground.text, left, head.start - 1)
    left = care.end() if care else left
    if word not in {"路", "街", "大街", "大道", "大路"}:
        return left
    rest = ground.text[left : head.start]
    cut = max((rest.rfind(unit) + len(unit) for unit in ("县城", "市区", "城区", "区", "镇") if rest.rfind(unit) >= 0), default=0)
    return left + cut


def named_by_head(left: int, head: Head, ground: Field) -> bool:
    """Say whether the stretch before a head makes a name of it."""
    rest, word = ground.text[left : head.start], ground.text[head.start : head.end]
    if DESCRIBING.search(rest) or not HAN_RUN.fullmatch(rest) or len(rest) > LONGEST_NAME or MEASURED.match(rest):
        return False
    words = ground.lexicon.words
    if len(word) == 1:
        return short_head_named(rest, word, head.end, ground)
    if word in {"新城", "大街", "大路", "大道"} and 2 <= len(rest) <= 4:
        return rest not in words.plain or word != "新城"
    if head.kind == "region" and spelled(rest, ground) and word in COMPOUND_HEADS:
        return True
    if head.kind == "region" or (word in ONLY_WITH_A_NAME and not in_a_list(left, head.end, ground)) or len(rest) < 2 or ground.lexicon.generic.fullmatch(rest) or cut_word(head, ground):
        return False
    if word.endswith("通道"):
        return False
    if head.kind == "transport_route" or word in NEVER_NAMED:
        return len(rest) <= 4 and not NUMERAL.match(rest) and not plain_words(rest, ground)
    return not plain_words(rest, ground)


def spelled(rest: str, ground: Field) -> bool:
    """Say whether every character begins the name of a city or county of the text's provinces: 合蚌宿."""
    if not 2 <= len(rest) <= 4 or rest in ground.lexicon.words.plain:
        return False
    return all(any(entry.region in ground.regions for entry in ground.lexicon.by_initial.get(char, ())) for char in rest)


def in_a_list(start: int, end: int, ground: Field) -> bool:
    """Say whether a list mark stands on either side."""
    return "、" in (ground.text[start - 1 : start], ground.text[end : end + 1])


def cut_word(head: Head, ground: Field) -> bool:
    """Say whether a head ending in 城 is only the front of 城市 or 城镇."""
    return ground.text[head.end - 1] == "城" and ground.text[head.end - 1 : head.end + 1] in ground.lexicon.words.plain


def plain_words(rest: str, ground: Field) -> bool:
    """Say whether a stretch is made of ordinary words alone, so that it describes rather than names."""
    plain = ground.lexicon.words.plain
    generic = ground.lexicon.generic
    at = 0
    while at < len(rest):
        match = generic.match(rest, at)
        size = match.end() - at if match else 0
        size = max(size, next((n for n in (4, 3, 2) if rest[at : at + n] in plain and len(rest[at : at + n]) == n), 0))
        if size < 1:
            return False
        at += size
    return True


def short_head_named(rest: str, word: str, at_end: int, ground: Field) -> bool:
    """Say whether 河, 路, 镇 … after a short unknown stretch ends a name."""
    words = ground.lexicon.words
    if word + ground.text[at_end : at_end + 1] in words.plain:
        return False
    longest = {"线": 4, "镇": 4, "村": 4, "屯": 3, "乡": 3}.get(word, 3)
    plain = word not in "路街" and ground.lexicon.generic.fullmatch(rest)
    if not 1 <= len(rest) <= longest or rest + word in words.plain or plain:
        return False
    if (
        rest[-1] + word in words.plain
        or rest.endswith(("城", "乡", "农", "公", "道", "铁", "线"))
        or NUMERAL.match(rest)
        and word not in "河江湖"
    ):
        return False
    begin = at_end - len(rest) - 1
    listed = "、" in (ground.text[at_end : at_end + 1], ground.text[begin - 1 : begin])
    if word in "路街":
        plain = rest in words.common and not listed and not STREET_GOES_ON.match(ground.text, at_end)
        return not plain and rest not in NEVER_STREETS and not MEASURED.match(rest) and not rest.endswith(("干", "景观"))
    if len(rest) < 2 or (word in "镇乡村屯" and not listed):
        return False
    town_beside = TOWN_BEFORE.search(ground.text, max(0, begin - 6), begin) or TOWN_AFTER.match(ground.text, at_end)
    if word in "线村屯山岭岛镇乡" and not (word == "山" and listed) and not (word in "镇乡" and town_beside) and (rest in words.plain or plain_words(rest, ground)):
        return False
    return rest not in words.common or listed or bool(town_beside)


def patterns(ground: Field) -> Iterator[Draft]:
    """Yield what is named by its shape alone: 南部、西部、北部城区; 经开区; 建设路."""
    for pattern, kind in ((SIDES, "zone"), (SHORT_ZONES, "zone"), (SIDE_ZONES, "zone"), (RIVERSIDE, "region"), (BUILT_ROADS, "transport_route")):
        for match in pattern.finditer(ground.text):
            if pattern is not BUILT_ROADS and ground.left_fence(match.start()) != match.start():
                continue
            yield grow(Draft(*match.span(), kind, headed=True), ground)


def share_heads(drafts: list[Draft], ground: Field) -> list[Draft]:
    """Return the drafts with lists that share one head made into one: 哈大、图乌交通轴线; 长春、四平、辽源3条输水干线."""
    merged: list[Draft] = []
    for draft in drafts:
        run = [draft]
        while merged and bare(merged[-1]) and ground.text[merged[-1].end : run[0].start] in {"、", "和"}:
            run.insert(0, merged.pop())
        merged.extend(joined(run, ground))
    return merged


def bare(draft: Draft) -> bool:
    """Say whether a draft is one name without head, bracket or range."""
    return len(draft.names) == 1 and not draft.headed and not draft.ranged and draft.names[0].end == draft.end


def joined(run: list[Draft], ground: Field) -> list[Draft]:
    """Return one draft where the run shares a head, else the run as it was."""
    last = run[-1]
    start, names = run[0].start, tuple(name for draft in run for name in draft.names)
    if bare(last):
        match = COUNTED_HEAD.match(ground.text, last.end)
        match = match or (re.compile("等([一-鿿]{2,8})").match(ground.text, last.end) if all(compound(draft) for draft in run) else None)
        head = longest_route_head(match.start(1), match.end(1), ground) if match and len(run) > 1 else None
        return [Draft(start, head, "transport_route", names, headed=True)] if head else run
    shares = len(run) > 1 and last.kind == "transport_route" and len(last.names) == 1 and not last.ranged
    word = ground.text[last.names[0].end : last.end] if shares else ""
    if (
        shares
        and all(compound(draft) for draft in run[:-1])
        and compound_hit(last.names[0])
        and len(word) > 2
        and word.endswith(("轴线", "通道", "干线", "轴"))
    ):
        return [Draft(start, last.end, "transport_route", names, headed=True)]
    return run


def compound(draft: Draft) -> bool:
    """Say whether a draft is a bare compound such as 哈大."""
    return bare(draft) and compound_hit(draft.names[0])


def compound_hit(hit: Hit) -> bool:
    """Say whether a name is a compound."""
    return any(entry.members for entry in hit.entries)


def longest_route_head(start: int, end: int, ground: Field) -> int | None:
    """Return the end of the longest head of a route or belt that begins within [start, end)."""
    reach = [
        head.end
        for head in ground.heads_from(start, end)
        if head.kind in {"transport_route", "region"} and head.end - head.start > 2 and head.end <= end
    ]
    return max(reach, default=None)
