"""Draft time circles and travel times: how long, from where, to which places, by what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.geoparse.governing import centres_of
from spatial.geoparse.means import TRAVEL, means
from spatial.geoparse.model import ClaimDraft
from spatial.geoparse.numbers import NUMBER, amount
from spatial.geoparse.page import city_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.model import DraftMember, Mention
    from spatial.geoparse.page import Page

HOURS = rf"(?:{NUMBER}|[0-9一二两三]个?半)"
LONGEST_LIST = 120
BARE = re.compile(rf"({HOURS})(?:个)?(小时|分钟)?")
TIME = re.compile(
    rf"({HOURS})(?:个)?(小时|分钟)(?:以内|之内|内|左右)?(?:可以|可|即可|就能)?"
    r"((?:[一-鿿]{0,4}?)(?:圈|可达|到达|通达|抵达|互通|互达|通勤(?!圈)|车程|直达|联通|连通)|到(?!20|达))"
)
WITHIN = re.compile(
    rf"(?:不超过|(?:控制|缩短|压缩|减少|均|都)(?:在|至|到)?|缩至|压减至)({HOURS})(?:个)?(小时|分钟)(?:以内|之内|内|左右)?(?=[，。；、\s]|$)"
)
TOLD = re.compile(rf"({HOURS})(?:个)?(小时|分钟)(?:以内|之内|内|左右)?(?=[，。；]|$)")
LAST_GAP = re.compile(
    r"^(?:等|市区|各市|之间|间|的|高铁|动车|列车|铁路|公路|运行|通行|旅行|最短|时间|车程|时长|均|仅|只需|需|约|由|从|将|"
    r"[0-9一二两三四五六七八九十半.]+(?:小时|分钟))*$"
)
ENTRANCE = re.compile(
    rf"(?:出入?口|高速公路|高速)(?:到|至|距离?|离)?[^，。；0-9]{{0,10}}?(?:不超过|控制在|在)({HOURS})(?:个)?(小时|分钟)"
    rf"|({HOURS})(?:个)?(小时|分钟)(?:以内|之内|内)?(?:可|能|均可|即可)?(?:驶?上|进入|到达|通达|抵达)(?:国家)?高速(?!铁路)"
)
JOINT = re.compile(r"(?:和|、|与|及|以及)$")
BETWEEN = re.compile(r"[至到与和、—-]")
TOWARDS = re.compile(r"[至到—–\-－]|^[\s　]*(?:至|到|距)[\s　]*$")
LINKED_BY = re.compile(r"^[\s　]*(?:[至到距与和—–\-－]|距离)[\s　]*$")
RANGED = re.compile(r"[至到—–\-－]")
CARRIED = re.compile(r"^[\s　]*[与和到至距][\s　]*$")
FILLED = re.compile(r"^(?:市区|城区|主城区|中心城区|高铁|动车|列车|铁路|自驾|驾车|均|都|可|将|力争|实现|基本|出发|乘车|[“”\"])*$")
BOTH = re.compile(
    r"^(?:等)?(?:[0-9一二两三四五六七八九十]+)?(?:市|地|城|县|双城|城市|州)?(?:之间|间|相互|彼此)*(?:实现|形成|高铁|铁路|动车|公路|基本|将|[“”\"])*$"
)
FROM = re.compile(r"[从自由]([^，。；]{2,12}?)(?:市区|城区)?出发")
NOT_THERE = re.compile(r"^[^，。；、]{0,8}?(?:除外|以外|之外)")
NODE_OF = re.compile(r"^[”\"]?(?:的)?(?:关键|重要|中心|核心|重点)?节点")
COVERED_LATER = re.compile(r"^[一-鿿”\"]{0,4}[，,]?(?:主要)?(?:覆盖|包括|涵盖|辐射)")
JOINED = re.compile(r"^(?:等)?[^，。；]{0,10}?(?:进入|融入|纳入|处于|位于|划入)$")
COVERED = re.compile(r"覆盖((?:(?!覆盖)[^。；]){2,70})$")
MADE_ONE = re.compile(r"^(?:等)?[^，。；]{0,14}?(?:为|形成|构成|组成|纳入|进入|处于|共建|共同打造|共同构建|共同建设)[^，。；]{0,12}$")
FURTHEST = 60
ENTRY = "高速"
Told = tuple[float, tuple["DraftMember", ...]]
Ends = tuple[tuple[str, ...], tuple["DraftMember", ...]]


@dataclass(frozen=True)
class Said:
    """Hold one time said in a text, where it is said, and whether it is that of a circle."""

    minutes: float
    start: int
    end: int
    tail: str = ""
    group: int = -1

    @property
    def circle(self) -> bool:
        """Say whether the time is the width of a circle."""
        return self.tail.endswith("圈")


def ids(mentions: Sequence[Mention | None]) -> tuple[str, ...]:
    """Return the places of mentions that mean one place."""
    return tuple(dict.fromkeys(one.places[0].id for one in mentions if one is not None and len(one.places) == 1 and one.places[0].id))


def minutes_of(number: str, unit: str) -> float | None:
    """Return a time in minutes."""
    value = amount(number)
    return None if value is None else value * 60 if unit == "小时" else value


def times(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield circles and travel times: 半小时经济圈, A 至 B 一小时通达; a time without a start takes that of the one before it."""
    if not any(word in page.text[low:high] for word in ("小时", "分钟")):
        return
    start: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    for one in sorted(said_in(page, low, high), key=lambda said: said.start):
        piece = piece_at(page, one.start, low)
        origins, members = circled(page, one, low, around) if one.circle else travelled(page, one, (low, piece), start)
        start = origins if origins and not one.circle else start
        around = origins if origins and one.circle else around
        how = "entrance" if one.tail == ENTRY else means(page.text[piece : one.end])
        if how == "entrance":
            origins, members = (), ()
        told = respectively(page, one, (low, piece), members)
        doubts = () if origins else ("句中未明说起算点",)
        for minutes, places in told:
            said: dict[str, object] = {"by": how, "trip": not one.circle or TRAVEL.search(one.tail) is not None, "again": len(told) > 1}
            yield ClaimDraft(
                "time_circle", page.text[low:high].strip(), page.sections.at(one.start), one.start, one.end, origins, places,
                0.85 if places else 0.65, minutes, None, "", page.horizon(low, high, one.start), "", doubts,
                {key: value for key, value in said.items() if value},
            )  # fmt: skip


def respectively(page: Page, one: Said, span: tuple[int, int], members: tuple[DraftMember, ...]) -> list[Told]:
    """Return each place with its time where a sentence gives them one by one (分别在1小时、2小时内), no places where they do not match."""
    words = page.text[span[1] : one.start]
    if one.circle or "分别" not in words:
        return [(one.minutes, members)]
    listed = [minutes_of(match.group(1), match.group(2)) for match in BARE.finditer(words.rsplit("分别", 1)[-1]) if match.group(2)]
    limits = [*(limit for limit in listed if limit is not None), one.minutes]
    return [(limit, (each,)) for limit, each in zip(limits, members, strict=True)] if len(limits) == len(members) else [(one.minutes, ())]


def piece_at(page: Page, at: int, low: int) -> int:
    """Return where the words between commas that hold a position begin."""
    return max(low, *(page.text.rfind(mark, low, at) + 1 for mark in "，,：；。"))


def said_in(page: Page, low: int, high: int) -> Iterator[Said]:
    """Yield the times of a clause: each of a list that ends in one circle, those within which a place is reached, bare ones of a trip."""
    taken: list[int] = []
    for match in TIME.finditer(page.text, low, high):
        minutes = minutes_of(match.group(1), match.group(2))
        if minutes is None or (match.group(3) == "到" and not reached(page, match.end())):
            continue
        taken.append(match.start())
        yield Said(minutes, match.start(), match.end(), match.group(3))
        if match.group(3).endswith("圈"):
            yield from listed_before(page, match, low)
    for match in ENTRANCE.finditer(page.text, low, high):
        number, unit = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
        minutes = minutes_of(number, unit)
        if minutes is not None and not any(match.start() <= at < match.end() for at in taken):
            taken.append(match.start())
            yield Said(minutes, match.start(), match.end(), ENTRY)
    for pattern in (WITHIN, TOLD):
        for match in pattern.finditer(page.text, low, high):
            minutes = minutes_of(match.group(1), match.group(2))
            before = page.between(piece_at(page, match.start(), low), match.start())
            bound = before and LAST_GAP.match(page.text[before[-1].end : match.start()])
            ranged = any(TOWARDS.search(one.text) and len(one.inner) > 1 for one in before) or parted(page, before)
            if minutes is not None and match.start(1) not in taken and bound and ranged:
                taken.append(match.start(1))
                yield Said(minutes, match.start(1), match.end())


def parted(page: Page, places: Sequence[Mention]) -> bool:
    """Say whether two of some places stand as from and to."""
    return any(TOWARDS.search(page.text[one.end : two.start]) for one, two in pairwise(places))


def listed_before(page: Page, match: re.Match[str], low: int) -> Iterator[Said]:
    """Yield the times listed before that of a circle: 半小时 in 半小时和一小时经济圈, 长吉半小时、哈长1小时交通圈."""
    at = match.start()
    for one in reversed(list(BARE.finditer(page.text, max(low, at - LONGEST_LIST), at))):
        own = page.between(one.end(), at)
        gap = page.text[one.end() : own[0].start if own else at]
        minutes = minutes_of(one.group(1), one.group(2) or match.group(2))
        if not JOINT.match(gap) or len(own) > 1 or (own and own[0].end != at) or minutes is None:
            return
        yield Said(minutes, one.start(), one.end(), match.group(3), -1 if own else match.start())
        at = one.start()


def just_before(page: Page, at: int, low: int) -> tuple[Mention, ...]:
    """Return the list of places that ends right before a position."""
    runs = page.runs(low, at)
    return runs[-1] if runs and at - runs[-1][-1].end <= 1 else ()


def circled(page: Page, said: Said, low: int, before: tuple[str, ...]) -> Ends:
    """Return the city a circle is drawn around and the places it covers, a node of it too; `before` is that of the circle before it."""
    at = said.group if said.group >= 0 else said.start
    covered = list(COVERED.finditer(page.text[low:at]))
    inside = page.between(low + covered[-1].start(1), at) if covered else ()
    holding = next((one for one in page.between(low, said.end + 12) if one.start <= at and said.end <= one.end), None)
    own = city_of(holding) if holding is not None else None
    if not inside:
        joined = joint(page, at, low, holding, before)
        if joined is not None:
            return joined
    if own is None and holding is None and not inside:
        just = just_before(page, at, low)
        own = city_of(just[-1]) if len(just) == 1 else None
    parts = made_one(page, at, low) if not inside and own is None else ()
    inside = inside or (entering(page, own.start, low) if own is not None else ())
    inside = inside or parts or covered_later(page, said.end)
    home = None if parts else lone_home(page, at, low, inside)
    around = (own,) if own else centres_of(page, low, at) or (home,)
    node = page.owner_of(at) if NODE_OF.match(page.text[said.end : said.end + 8]) else None
    members = members_of(inside) or (members_of((node,)) if node is not None and node not in around else ())
    return ids(around), members


def lone_home(page: Page, at: int, low: int, inside: tuple[Mention, ...]) -> Mention | None:
    """Return the city a sentence speaks of; one of a list of places is no centre of a circle, whoever heads the text is."""
    home = page.home(at, inside)
    run = next((run for run in page.runs(low, at) if len(run) > 1 and any(home is one or home in one.inner for one in run)), ())
    return page.headed(at) if home is not None and run else home


def joint(page: Page, at: int, low: int, holding: Mention | None, before: tuple[str, ...]) -> Ends | None:
    """Return the places a circle is to join, None where it is drawn around one: A至B、C半小时通勤圈, A与B半小时通勤圈, 长吉半小时圈."""
    if holding is not None and len(holding.inner) == 2 and BETWEEN.search(holding.text):
        return ids(holding.inner[:1]), members_of(holding.inner[1:])
    last = city_of(holding) if holding is not None else None
    run = (*just_before(page, last.start, low), last) if last is not None else just_before(page, at, low)
    if not run:
        return None
    if len(run[0].inner) == 2 and BETWEEN.search(run[0].text):
        return ids(run[0].inner[:1]), members_of((*run[0].inner[1:], *run[1:]))
    if page.text[low : run[0].start].endswith(("至", "到")):
        return before, members_of(run)
    if len(run) == 1 and run[0].kind == "abbreviation":
        return both_of(run[0]) if len(run[0].places) == 2 else ((), members_of(run))
    two = len(run) == 2 and all(city_of(one) is one for one in run)
    return (ids(run[:1]), members_of(run[1:])) if two else ((), members_of(run)) if len(run) > 2 else None


def both_of(one: Mention) -> Ends:
    """Return the two cities an abbreviation stands for, as where a trip starts and where it goes."""
    first, *_ = one.places
    return ((first.id,) if first.id else ()), members_of((one,))[1:]


def made_one(page: Page, at: int, low: int) -> tuple[Mention, ...]:
    """Return the list of places said to make a circle: A、B、C为半小时通勤圈."""
    runs = page.runs(low, at)
    return runs[-1] if runs and len(runs[-1]) > 2 and MADE_ONE.match(page.text[runs[-1][-1].end : at]) else ()


def entering(page: Page, at: int, low: int) -> tuple[Mention, ...]:
    """Return the places said to come into the circle of a city named next: A、B融入长春2小时经济圈."""
    runs = page.runs(low, at)
    return runs[-1] if runs and JOINED.match(page.text[runs[-1][-1].end : at]) else ()


def covered_later(page: Page, at: int) -> tuple[Mention, ...]:
    """Return the places a circle is said to cover after its name: …半小时经济圈，覆盖 A、B."""
    found = COVERED_LATER.match(page.text[at : at + 16])
    if found is None:
        return ()
    runs = page.runs(at + found.end(), at + found.end() + FURTHEST)
    return runs[0] if runs and runs[0][0].start <= at + found.end() + 1 else ()


def travelled(page: Page, said: Said, span: tuple[int, int], start: tuple[str, ...]) -> Ends:
    """Return where a trip starts and the places it goes to; `start` is where the trip before it in the sentence starts."""
    low, piece = span
    places = page.between(piece, said.start)
    after = reached(page, said.end)
    told = next(iter(FROM.finditer(page.text, low, said.start)), None)
    if told is not None:
        first = next(iter(page.between(*told.span(1))), None)
        return city_ids(first) if first else (), members_of(after or tuple(one for one in places if one is not first))
    if places and CARRIED.match(page.text[piece : places[0].start]) and (start or page.between(low, piece)):
        return start or ids(page.between(low, piece)[:1]), members_of(places)
    if not places:
        carried = start if FILLED.match(page.text[piece : said.start].strip()) else ()
        return carried or (ids(centres_of(page, low, said.start)) if after else ()), members_of(after)
    return between(page, said, places, after)


def reached(page: Page, at: int) -> tuple[Mention, ...]:
    """Return the places listed right after a time, those it does not mean left out: 1小时通达A、B."""
    runs = page.runs(at, at + FURTHEST)
    if not runs or page.text[at : runs[0][0].start] not in {"", "：", "“"}:
        return ()
    return () if NOT_THERE.match(page.text[runs[0][-1].end : runs[0][-1].end + 12]) else runs[0]


def between(page: Page, said: Said, places: tuple[Mention, ...], after: tuple[Mention, ...]) -> Ends:
    """Return the ends of a trip that the words before its time name: A至B、C, A、B至C, A、B…到C, A与B, A和B之间."""
    ranged = next((at for at, one in enumerate(places) if one.inner and RANGED.search(one.text)), None)
    gap = page.text[places[-1].end : said.start]
    if ranged is not None:
        return along(places, ranged)
    if after and FILLED.match(gap):
        several = (ids(after), members_of(places)) if len(after) == 1 else ((), ())
        return (city_ids(places[0]), members_of(after)) if len(places) == 1 else several
    if len(places) == 1:
        one = places[0]
        pair = one.kind == "abbreviation" and len(one.places) == 2 and BOTH.match(gap)
        starts = LINKED_BY.match(page.text[one.end : one.end + 1])
        return both_of(one) if pair else (city_ids(one), ()) if starts else ((), members_of(places))
    linked = LINKED_BY.match(page.text[places[0].end : places[1].start])
    two = len(places) == 2 and BETWEEN.match(page.text[places[0].end : places[1].start])
    return (city_ids(places[0]), members_of(places[1:])) if linked or two else ((), members_of(places))


def along(places: tuple[Mention, ...], at: int) -> Ends:
    """Return the ends of a trip one of whose places is written as a range: A至B、C starts at A, A、B至C at C as well as at either."""
    first, *others = places[at].inner
    if at == 0:
        return city_ids(first), members_of((*others, *(at_city(one) for one in places[1:])))
    return (ids(others), members_of((*places[:at], first))) if at + 1 == len(places) and len(others) == 1 else ((), ())


def city_ids(one: Mention) -> tuple[str, ...]:
    """Return the city a place is or lies in, as where a trip starts."""
    return ids((city_of(one) or one,))


def at_city(one: Mention) -> Mention:
    """Return the city a route is named after: 四平 of 四平高速公路."""
    return one.inner[-1] if one.kind == "transport_route" and len(one.inner) == 1 else one
