"""Recognise names the dictionary does not hold: by their head, their shape, or as the end of a route."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.compose import grow
from spatial.geoparse.field import FIRM_CONNECTOR
from spatial.geoparse.heads import Draft
from spatial.geoparse.shapes import DESCRIBING, HAN_RUN, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.field import Field
    from spatial.geoparse.scan import Head

LONGEST_NAME = 10
LONGEST_STRETCH = 24
LONGEST_LEAD = 3  # what `after_a_unit` may take off a stretch, but before a street
STREET_OF_UNIT = re.compile(f"(?:县城|[区镇])[一-鿿]{{1,{LONGEST_NAME}}}(?:[路街]|大道)")
STREET_GOES_ON = re.compile(r"[东西南北]?段|等|[0-9]")
MEASURED = re.compile(
    r"[0-9两几多]|[条座个处段项所家套户间台部]|"
    r"[一二三四五六七八九十]+(?:[条座个处段项所家套户间台部大小级期号纵横类层次省市县地国批对方者多余成来百千万亿轴带圈核区主副群]|$)"
)
TOWN_BEFORE = re.compile(r"[镇乡村屯][、和与及]$")
TOWN_AFTER = re.compile(r"[、和与及][一-鿿]{1,8}[镇乡村屯]")
CARE = re.compile(r"(?:保护|修复|治理|管护|开发|发展)(?!区)")
FREELY_NAMED = frozenset({"新城", "大街", "大路", "大道"})
NOT_A_STREET = re.compile(r"^[0-9一二三四五六七八九十两几多条座个处段项]|[干铁公道陆水网线管之]$|景观$")
COUNTED_TOWNS = re.compile(r"[一二三四五六七八九十百千两几多半数]+(?:个|座|处|$|大|小|重|特|中|强)|[百千万]{1,2}(?:个|$)")
SIDE_OF_A_WORD = re.compile("^[城镇乡村]")
WATER_BESIDE = re.compile(r"[河江湖]、.{1,4}|、[一-鿿]{1,4}[河江湖]")
LETTERED_HEADS = frozenset(["高铁", "高速铁路", "客专", "客运专线"])
LISTED_HEADS = frozenset(["新区", "机场", "国际机场", "科学城", "新城", "水库"])
BARELY_NAMED = re.compile("基地|示范区|试验区|试点区|功能区|集聚区|合作区|服务中心")
LEADING_VERB = re.compile("[有经跨]")
WATER_WORDS = re.compile(r"[江河湖海大沿之]$|^沿")
OF_CITIES = re.compile("[带轴圈]$|走廊$|城市群$|都市区$")
SAID_TO_BE = re.compile("[为是]$|作为$|称$")
BUILDINGS = frozenset("楼塔亭阁寺庙")
FIRM_REACH = 5
CONNECTED = re.compile(f"{FIRM_CONNECTOR.pattern}|到(?=[一-鿿]{{2}})")
NUMERAL = re.compile(r"[一二三四五六七八九十百千万两几多半]")


def unknown_starts(ground: Field, before: list[Draft]) -> Iterator[Draft]:
    """Yield ranges whose first end the dictionary does not hold: 望宝桥至双榆树."""
    taken = {at for draft in before for at in range(draft.start, draft.end)}
    for match in CONNECTED.finditer(ground.text):
        if match.start() in taken or not match.group().strip():
            continue
        left = max(ground.left_fence(match.start()), match.start() - 6)
        while left < match.start() and left in taken:
            left += 1
        lead = ground.lexicon.generic.match(ground.text, left, match.start() - 2)
        left = lead.end() if lead and not (len(lead.group()) == 1 and lead.group() in "大小新老") else left
        word = ground.text[left : match.start()]
        hit = ground.hit_at.get(match.end())
        section = hit is not None and ground.text[hit.end : hit.end + 1] == "段"
        if hit is None or (match.group() == "到" and not section) or not may_start(left, word, match.group(), ground, section=section):
            continue
        draft = Draft(left, hit.end, "transport_route", (hit,), ranged=True, ends=((left, match.start()),))
        yield grow(draft, ground)


def may_start(left: int, word: str, connector: str, ground: Field, *, section: bool) -> bool:
    """Say whether a stretch before 至 or a dash may be the name a range begins with, known elsewhere (安康) or not at all.

    `section`: 段 follows the far end, so that only a common word is no name.
    """
    if not 2 <= len(word) <= 5 or not HAN_RUN.fullmatch(word):
        return False
    if any(entry.kind == "prefecture" for entry in ground.lexicon.entries.get(word, ())):
        return True
    stands_alone = ground.left_fence(left) == left
    told = (
        connector.strip() in {"至", "到"}
        or word.endswith(("镇", "乡", "屯", "岭", "河", "山"))
        or (stands_alone and not plain_words(word, ground))
    )
    words = ground.lexicon.words
    return told and word not in (words.common if section else words.plain)


def unknown_heads(ground: Field, before: list[Draft]) -> Iterator[Draft]:
    """Yield expressions recognised by their head alone: 雾开河, 兴华街, 亚泰医药产业园."""
    ends = sorted((draft.start, draft.end) for draft in before)
    reach = 0
    index = 0
    for head in sorted(outermost(ground.heads), key=lambda one: (one.start, -one.end)):
        while index < len(ends) and ends[index][1] <= head.start:
            reach = max(reach, ends[index][1])
            index += 1
        inside = index < len(ends) and ends[index][0] < head.end
        if inside or head.start < reach:
            continue
        left = max(ground.left_fence(head.start), reach)
        fenced = left == ground.left_fence(head.start)
        limit = min(ground.right_fence(head.start), ends[index][0] if index < len(ends) else len(ground.text), head.start + LONGEST_STRETCH)
        far = head.start - left > LONGEST_NAME + LONGEST_LEAD
        if far and STREET_OF_UNIT.search(ground.text, head.start - LONGEST_NAME - 2, limit + 4) is None:
            continue
        for farther in outermost(ground.heads_from(head.start, limit)):
            if farther.start - left > LONGEST_NAME + LONGEST_LEAD and ground.text[farther.end - 1] not in "路街道":
                continue
            begin = after_a_unit(left, farther, ground)
            if farther.end <= limit + 4 and (fenced or begin > left) and named_by_head(begin, farther, ground):
                draft = grow(Draft(begin, farther.end, farther.kind, (), headed=True), ground)
                reach = draft.end
                yield draft
                break


def outermost(heads: Sequence[Head]) -> list[Head]:
    """Return the heads as ordered, without those that are the end of a longer one: 滞洪区 in 蓄滞洪区."""
    first: dict[int, int] = {}
    for head in heads:
        if first.setdefault(head.end, head.start) > head.start:
            first[head.end] = head.start
    return [head for head in heads if first[head.end] == head.start]


def after_a_unit(left: int, head: Head, ground: Field) -> int:
    """Return where the name before a street begins: after 县城 or a zone that the street lies in."""
    word = ground.text[head.start : head.end]
    care = CARE.match(ground.text, left, head.start - 1)
    left = care.end() if care else left
    verb = LEADING_VERB.match(ground.text, left, head.start - 2) if word in {"河", "江", "湖", "山", "镇", "乡", "村"} else None
    left = verb.end() if verb else left
    if word not in {"路", "街", "大街", "大道", "大路"}:
        return left
    near = max(left, head.start - LONGEST_NAME - 2)
    rest = ground.text[near : head.start]
    cut = max((rest.rfind(unit) + len(unit) for unit in ("县城", "市区", "城区", "区", "镇") if rest.rfind(unit) >= 0), default=0)
    return near + cut if cut else left


def named_by_head(left: int, head: Head, ground: Field) -> bool:
    """Say whether the stretch before a head makes a name of it."""
    if head.start - left > LONGEST_NAME or ground.text[left - 1 : left].isdigit():
        return False
    rest, word = ground.text[left : head.start], ground.text[head.start : head.end]
    if DESCRIBING.search(rest) or not HAN_RUN.fullmatch(rest) or MEASURED.match(rest):
        return False
    if len(word) == 1:
        return street_named(rest, head, ground) if word in "路街" else short_head_named(rest, word, head.end, ground)
    if word in FREELY_NAMED and 2 <= len(rest) <= 4:
        return rest not in ground.lexicon.sets["street_never"] and (rest not in ground.lexicon.words.plain or word != "新城")
    if head.kind == "region":
        free = word in ground.lexicon.sets["head_free"] and 2 <= len(rest) <= 5 and not plain_words(rest, ground)
        return free or ((word in ground.lexicon.sets["head_compound"] or OF_CITIES.search(word) is not None) and spelled(rest, ground))
    return long_head_named(rest, word, head, ground)


def long_head_named(rest: str, word: str, head: Head, ground: Field) -> bool:
    """Say whether a stretch before 产业园, 高速公路, 大桥 … names it rather than describes it."""
    sets, left = ground.lexicon.sets, head.start - len(rest)
    unnamed = word in sets["head_named"] and (BARELY_NAMED.search(word) is not None or not in_a_list(left, head.end, ground))
    listed = in_a_list(left, head.end, ground) and rest not in ground.lexicon.words.common
    listed = len(rest) <= 4 and (listed or alike(left, head, ground))
    lettered = listed and head.kind == "transport_route" and word in LETTERED_HEADS and spelled(rest, ground)
    descriptive = plain_words(rest, ground) and not (lettered or (listed and word in LISTED_HEADS))
    descriptive = descriptive or ground.lexicon.generic.fullmatch(rest) is not None
    if word.endswith("通道"):
        return spelled(rest, ground) and ground.left_fence(head.start) == left
    if unnamed or len(rest) < 2 or cut_word(head, ground) or descriptive or said_to_be(left, head, ground):
        return False
    brief = head.kind == "transport_route" or word in sets["head_rarely_alone"]
    return not brief or len(rest) <= 4


def said_to_be(left: int, head: Head, ground: Field) -> bool:
    """Say whether a stretch before 基地 or 中心 tells what a place is to be: 为煤机装备|基地."""
    told = head.kind == "facility" and ground.text[head.end - 2 : head.end] in {"基地", "中心", "枢纽"}
    return told and SAID_TO_BE.search(ground.text, max(0, left - 2), left) is not None


def in_a_list(start: int, end: int, ground: Field) -> bool:
    """Say whether a list mark stands on either side."""
    return "、" in (ground.text[start - 1 : start], ground.text[end : end + 1])


def alike(start: int, head: Head, ground: Field) -> bool:
    """Say whether a list has the same head beside this one, and no generic word before it: 花园水库、关门山水库."""
    text, word = ground.text, ground.text[head.start : head.end]
    after = text[head.end : head.end + 1] == "、" and text.find(word, head.end + 2, head.end + 8) > 0
    before = text[start - 1 : start] in {"、", "和", "及", "与"} and text[start - 1 - len(word) : start - 1] == word
    return (after or before) and ground.lexicon.generic.fullmatch(text, start, head.start) is None


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


def street_named(rest: str, head: Head, ground: Field) -> bool:
    """Say whether 路 or 街 after a short stretch ends the name of a street."""
    words = ground.lexicon.words
    word = ground.text[head.start]
    longer = ground.text[head.start : head.end + 1] in words.plain or rest + word in words.plain
    longer = longer or (rest[-1:] + word in words.plain and rest[:-1] in words.plain)
    if longer or not 1 <= len(rest) <= 3 or rest in ground.lexicon.sets["street_never"] or NOT_A_STREET.search(rest):
        return False
    goes_on = STREET_GOES_ON.match(ground.text, head.end) is not None
    if not goes_on and ground.lexicon.organisation.search(ground.text, head.end, min(ground.right_fence(head.end), head.end + FIRM_REACH)):
        return False
    return rest not in words.common or goes_on or in_a_list(head.start - len(rest), head.end, ground)


def short_head_named(rest: str, word: str, at_end: int, ground: Field) -> bool:
    """Say whether 河, 山, 镇 … after a short unknown stretch ends a name."""
    words, begin = ground.lexicon.words, at_end - len(rest) - 1
    longest = 4 if word in "线镇村" else 3
    if word in "港站" or (word in "镇乡村屯" and rest[-1] in "镇乡村屯"):
        return False
    listed = in_a_list(begin, at_end, ground)
    among_waters = listed and word in "河江湖" and WATER_BESIDE.search(ground.text[max(0, begin - 2) : at_end + 7]) is not None
    least = 1 if among_waters else 2
    longest = 5 if among_waters and not plain_words(rest, ground) else longest
    watery = word in "河江湖泡湾溪山岭岛" and WATER_WORDS.search(rest) is not None and not river_of(rest, word, at_end, ground)
    watery = watery or (word in "河江湖山" and ground.text[at_end : at_end + 1] in BUILDINGS)
    if not least <= len(rest) <= longest or rest[0] == "沿" or part_of_a_word(rest, word, at_end, ground) or watery:
        return False
    towns = word in "镇乡村屯" and bool(TOWN_BEFORE.search(ground.text, max(0, begin - 6), begin) or TOWN_AFTER.match(ground.text, at_end))
    if word in "镇乡村屯" and not towns and (ground.right_fence(at_end) > at_end or begin in ground.hit_at):
        return False
    trusted = towns or (word == "山" and listed)
    if word in "线村屯山岭岛镇乡" and not trusted and (rest in words.plain or plain_words(rest, ground)):
        return False
    return rest not in words.common or listed or towns


def river_of(rest: str, word: str, at_end: int, ground: Field) -> bool:
    """Say whether 河 after a name that ends in 江 ends a river's name (密江河) rather than begins 河道 or 河流."""
    return len(rest) > 1 and rest[-1] == "江" and word == "河" and ground.text[at_end : at_end + 1] not in set("道流湖段岸堤水口网谷")


def part_of_a_word(rest: str, word: str, at_end: int, ground: Field) -> bool:
    """Say whether a single-character head belongs to an ordinary word with what stands before or after it."""
    plain = ground.lexicon.words.plain
    if word + ground.text[at_end : at_end + 1] in plain or rest + word in plain or rest[-1] + word in plain:
        return True
    if word in "村乡镇屯" and (SIDE_OF_A_WORD.match(rest) or COUNTED_TOWNS.match(rest)):
        return True
    described = ground.lexicon.generic.fullmatch(rest) is not None or rest.endswith(("城", "乡", "农", "公", "道", "铁", "线"))
    return described or (NUMERAL.match(rest) is not None and word not in "河江湖镇乡")
