"""Judge a name by the words around it: a river in a list of rivers, 吉林 as the province rather than the city."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spatial.geoparse.field import Field
    from spatial.geoparse.scan import Hit

WATER_CUE = re.compile(
    r"(?:流域|治理|河道|两岸|干流|支流|源头|过河|沿岸|防洪|堤|水系|水质|水生态|补水|水面|的过河|国境界河|[一-鿿]{2,4}段)"
)
WATER_BEFORE = re.compile(r"(?:治理|疏浚|流经|引水|水质)[^，。；]{0,2}$")
WATERS = re.compile(r"湖泊|河流|流域|水质|水系|河道|防洪|水污染|水环境|综合治理")
STOP = re.compile(r"[，。；：！？\n（）()“”《》]")
LINK = re.compile("[、和与及]")
LINKS = frozenset("、和与及")
RIVER = re.compile(
    r"[一-鿿]{0,5}?[河江湖](?:水系|流域|干流)?"
    r"(?=$|等|[^一-鿿]|治理|综合|重要|重点|[0-9两三四五六七八九十]|生态|[水堤沿段]|防洪|上游|下游)"
)
REACH = 24
PARAGRAPH = 300
LIST_REACH = 90
FACILITIES = re.compile("等(?:[0-9两三四五六七八九十]{1,3}[座处个])?(?:大中型|大型|中型|重点|重要|国家级|省级)?(水库|灌区|湿地|自然保护区)")
PROVINCE_BEFORE = re.compile(r"(?:黑龙江|辽宁|内蒙古)(?:省)?[、和与及]$|(?:视察|考察|调研)$")
SLOGAN = re.compile("(?:大美|美丽|清爽|数字|平安|法治|健康|诚信|信用|幸福|智慧|活力|清朗|书香|清洁|开放|生态|绿色|创新|文明|宽带)$")
PROVINCE_AFTER = re.compile(
    r"^[、和与及](?:黑龙江|辽宁|内蒙古)|^(?:故事|大米|人参|全域|全境|人民|儿女|经验)|^(?:作为|是|为|等)[^，。；]{0,14}省(?!级|会)"
)
TWO_CITIES = re.compile(r"^(?:两个?(?:大?城)?市|市)")
CITY_AFTER = re.compile(r"^(?:[市站港东西南北]|城区|市区|主城|中心城|至|到|[—–-]|两个|机场|化工|化纤|石化|经开|高新)")
CITY_BEFORE = re.compile(r"(?:至|到|[—–-]|经|距)$")
ROUTE_BEFORE = re.compile(r"(?:高铁|高速|铁路|公路|管道|走廊|通道)$")
UNITS = frozenset(["prefecture", "county"])


def listed_waters(ground: Field, hit: Hit) -> bool:
    """Say whether a bare name ending in 河, 江 or 湖 stands in a list of such names, one of which no unit bears."""
    text = ground.text
    before = STOP.split(text[max(0, hit.start - REACH) : hit.start])[-1]
    after = STOP.split(text[hit.end : hit.end + REACH])[0]
    items = LINK.split(before)[:-1] if before[-1:] in LINKS else []
    items += LINK.split(after)[1:] if after[:1] in LINKS else []
    items = [item for item in items if item and (not item.startswith("等") or len(items) < 2)]
    if len(after) == REACH and items:
        items.pop()
    rivers = [match.group() for item in items if (match := river_of(item)) is not None]
    if len(rivers) < 2 or len(rivers) < len(items):
        return False
    return any(not any(unit_named(river[-size:], ground) for size in range(2, len(river) + 1)) for river in rivers)


def unit_named(name: str, ground: Field) -> bool:
    """Say whether a city or county bears a name."""
    return any(entry.kind in UNITS for entry in ground.lexicon.entries.get(name, ()))


def river_of(item: str) -> re.Match[str] | None:
    """Return the match of a river at the end of an item of a list, or at its beginning where more follows: 治理浑河; 柳河等河流."""
    return RIVER.fullmatch(item[-6:]) or RIVER.match(item)


def among_waters(ground: Field, hit: Hit) -> bool:
    """Say whether a bare name ending in 河, 江 or 湖 stands in a list of waters, or beside one in words about waters."""
    text = ground.text
    if hit.alias[-1] not in "河江湖":
        return False
    if listed_waters(ground, hit):
        return True
    if hit.best.rank > 3:
        return False
    around = text[max(0, hit.start - 6) : hit.start] + "|" + text[hit.end : hit.end + 6]
    beside = re.search(rf"[{hit.alias[-1]}]、\||\|、[一-鿿]{{1,4}}[{hit.alias[-1]}]", around)
    return beside is not None and WATERS.search(text[max(0, hit.start - 24) : hit.end + 40]) is not None


def water_said(ground: Field, hit: Hit) -> float:
    """Return what the words beside a name say for a river: 流域, 治理."""
    before, after = ground.text[max(0, hit.start - 5) : hit.start], ground.text[hit.end : hit.end + 8]
    return 2.6 if WATER_CUE.match(after) or WATER_BEFORE.search(before) else 0.0


def province_said(ground: Field, hit: Hit, city: str, *, city_named: bool, among_cities: bool) -> tuple[float, str]:
    """Return what speaks for the province that shares its bare name with a city of its own.

    `city` is the city's name with its type word, `city_named` whether the text has it anywhere; `among_cities`: the name stands in a
    list of cities.
    """
    before, after = ground.text[max(0, hit.start - 6) : hit.start], ground.text[hit.end : hit.end + 18]
    of_city = city in ground.text[max(0, hit.start - PARAGRAPH) : hit.start].rpartition("\n")[2]
    if TWO_CITIES.match(after) or (of_city and SLOGAN.search(before)):
        return -1.0, ""
    if ground.lexicon.province_cue.match(after) or PROVINCE_BEFORE.search(before) or SLOGAN.search(before) or PROVINCE_AFTER.match(after):
        return 2.2, "前后有全省用语"
    if among_cities or CITY_BEFORE.search(before) or CITY_AFTER.match(after):
        return 0.0, ""
    if ROUTE_BEFORE.search(before):
        return 1.2, "线路在省内的一段"
    return (0.0, "") if city_named else (1.1, "全文未提该市，只提该省")


def listed_facility(ground: Field, end: int) -> str:
    """Return what the names of a list are told to be after it: 水库 of 海龙、亮甲山等水库; nothing where it does not say."""
    window = ground.text[end : end + LIST_REACH]
    if window[:1] not in LINKS and window[:1] != "等":
        return ""
    told = FACILITIES.search(window)
    return told.group(1) if told is not None and STOP.search(window, 0, told.start()) is None else ""
