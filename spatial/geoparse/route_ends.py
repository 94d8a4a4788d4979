"""Find the places of a project: the ends of the stretch it names, the site it is, or the city it lies in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.model import DraftMember
from spatial.geoparse.page import city_of, member_of, members_of

if TYPE_CHECKING:
    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

HEADS = re.compile(
    r"(?:[GSX][0-9]{1,4}[SNEW]?(?:[一-鿿]{2}(?:高速公路|高速|线))?|(?:国道|省道)[0-9]{1,3}线?|[0-9]{1,3}(?:国道|省道)|高速公路|高速铁路|高铁|客运专线|"
    r"铁路|高速|公路|[东南西北环]线|(?<=[一-鿿]{2})线)"
)
RANGE = re.compile("[至到—–－-]")
TAILS = re.compile(
    r"(?:高速公路|高速铁路|城际铁路|客运专线|快速铁路|普通公路|旅游公路|边防公路|界河公路大桥|界河|(?:快速|国际|煤炭|货运|客运|物流|运输|陆路|陆海|联运|交通|出海|大)+通道|集装箱航线|铁路复线|铁路|公路|航线|高速|"
    r"城际|[±0-9]*千伏.*|特高压.*|(?:输气|输油|天然气|成品油|原油)+(?:管道|管线)|管道|管线|干线|支线|大桥|复线|段|[”\"“（(].*)$"
)
STREET = re.compile(
    r"(?:街|大街|大道|大路|(?<![铁公速])路|(?<!国境)(?<!界河)(?<!公路大)桥|环路|快速路|出入口|出口|广场|[东西南北]段|延伸段?)(?:[东西南北]?段)?$"
)
STRETCH = re.compile("(?:境内|过境|绕城|城区|市区|出口)?段$")
VILLAGE = re.compile("[屯村庄堡沟屿岗坨窝](?:村)?$")
WIDE = frozenset({"abbreviation", "province", "foreign"})
BORDER = re.compile(r"(?:国境桥|界河公路大桥|界河桥)$")
SITE = re.compile(r"(?:机场|港|码头|港区|口岸|水库|灌区|枢纽|电厂|电站|泵站|车站|客运总?站|客运中心站|换乘中心|换装站|储气库|新城|作业区)")


def ends_of(page: Page, one: Mention) -> tuple[DraftMember, ...]:
    """Return the places of a project in the order of its name, those no dictionary knows by their words alone."""
    ranged = RANGE.search(one.text)
    if ranged is None:
        return site_of(page, one)
    begin = one.start + stretch_at(one)
    known = [name for name in one.inner if name.start >= begin and name.kind != "transport_route"]
    found: list[DraftMember] = []
    at = begin
    for piece in RANGE.split(page.text[begin : one.end]):
        inside = [name for name in known if at <= name.start and name.end <= at + len(piece)]
        word = TAILS.sub("", TAILS.sub("", piece)).strip('“”"（）() ')
        rest = page.text[inside[-1].end : at + len(piece)] if inside else ""
        if inside and not VILLAGE.match(rest) and not (inside[-1].kind in WIDE and beyond(rest)):
            found.extend(members_of(inside[-1:]))
        elif 2 <= len(word) <= 8 and re.fullmatch(r"[一-鿿]+", word):
            word = word.removeprefix(page.text[inside[0].start : inside[-1].end]) if inside and not VILLAGE.match(rest) else word
            spot = page.text.find(word, at)
            found.append(DraftMember(word, spot, spot + len(word), None))
        at = page.text.find(piece, at) + len(piece)
        separator = RANGE.match(page.text, at)
        at = separator.end() if separator else at
    return tuple(found) or site_of(page, one)


def beyond(rest: str) -> bool:
    """Say whether what follows the country or province that a piece of a route name opens with is a place: 圈河 of 中朝圈河."""
    name = TAILS.sub("", rest)
    return 2 <= len(name) <= 4 and re.fullmatch(r"[一-鿿]+", name) is not None


def stretch_at(one: Mention) -> int:
    """Return where the last stretch of a route name begins: 长春至大岭 in 长春至双辽高速公路长春至大岭段."""
    ranges = list(RANGE.finditer(one.text))
    heads = [
        match for match in HEADS.finditer(one.text) if any(each.start() > match.end() for each in ranges) and match.end() < len(one.text)
    ]
    return heads[-1].end() if heads else 0


def site_of(page: Page, one: Mention) -> tuple[DraftMember, ...]:
    """Return the site a project is, the ends its letters stand for, or the city a street or an underground line lies in."""
    border = BORDER.search(one.text)
    if border:
        name = one.text[: border.start()]
        return members_of(apart(one.inner)[-1:]) or (DraftMember(name, one.start, one.start + len(name), None),)
    if STREET.search(one.text):
        opening = one.inner[:1] if one.text.endswith("桥") and one.inner and one.inner[0].start == one.start else ()
        city = city_of(opening[0]) if opening else None
        city = city or page.home(one.start, (one,), headings_first=True)
        return members_of((city,)) if city is not None else (member_of(one),)
    told = told_by_name(one) if one.kind == "transport_route" else ()
    if told:
        return told
    if SITE.search(one.text) or not one.inner:
        return (member_of(one),)
    inner = tuple(name for name in one.inner if name.kind not in {"transport_route", "foreign"})
    return members_of(apart(inner)) or (member_of(one),)


def told_by_name(one: Mention) -> tuple[DraftMember, ...]:
    """Return the city a stretch of a route lies in, the ends its letters stand for, or the places it is known to join."""
    crossed = tuple(name for name in one.inner if name.kind in {"prefecture", "county"}) if STRETCH.search(one.text) else ()
    letters = tuple(name for name in one.inner if name.kind == "abbreviation")
    if crossed or letters:
        return members_of(crossed[-1:] or letters)
    joined = tuple(name for name in one.inner if name.kind != "foreign")
    return (members_of(joined) or as_places(one)) if len(one.places) > 1 else ()


def as_places(one: Mention) -> tuple[DraftMember, ...]:
    """Return the places a route's letters stand for."""
    return tuple(DraftMember(place.name, one.start, one.end, place.id) for place in one.places)


def apart(names: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return names without those that only say where the next one lies: 长春 before 开安."""
    return tuple(name for at, name in enumerate(names) if at + 1 == len(names) or name.end != names[at + 1].start)
