"""Draft the structures that bind places together or set one up in them: trials, roles given, cooperation, zones applied for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from spatial.geoparse.drafting import draft_of
from spatial.geoparse.page import city_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import DraftMember, Mention, StructureDraft
    from spatial.geoparse.page import Page

MADE_INTO = re.compile(
    r"(?:(?:把|将)([^，。；]{2,14}?)(?:建设成为|建设为|打造成为|打造成|打造为|建成为|建成|建设成|培育成为?|培育为|发展成为|定位为)|"
    r"([^，。；、把将]{2,12}?)(?:定位为|建设成为|打造成为|打造为|坚持(?=[^。；]{4,40}功能定位)))"
)
TRIAL = r"[^，。；]{0,30}?(?:试点|试验|先行先试)(?!区)"
PILOT = re.compile(
    rf"(?:选择|选取|遴选|确定|指定|支持|推动|推进|争取|鼓励|指导|将|把|在)([^，。；]{{2,60}}?)(?:率先)?"
    rf"(?:(?:开展|进行|探索|纳入|进入|实施|推行|试行|列为|作为|列入|启动|申报)(?:国家)?({TRIAL}))"
)
CHOSEN = re.compile(
    r"(?:选择|选取|遴选|确定|指定)([^，。；]{2,60}?)(?:开展|进行|探索|实施|推行)([^，。；]{2,24}?(?:改革|示范|试验))(?=[，。；])"
)
ZONES = r"(?:示范区|试验区|示范城市|示范市|先行区|保税区|保税物流中心|合作区|开发区|物流中心|特区|自贸区|产业园区|产业园|示范基地|产业基地)"
SET_UP = re.compile(
    rf"(?:支持|推动|推进|鼓励|争取在|争取|指导|引导|组织|在|(?<=[，。；\n]))([^，。；]{{2,40}}?)(?:各|分别|积极|加快|率先|联合|与[^，。；]{{2,10}})*"
    rf"(?:申请)?(?:创建|争创|申报|设立|建立|申请|共建|组建)(?:\d+个|一个)?[“\"]?([^，。；“”\"]{{0,24}}?{ZONES})"
)
PARTNERS = re.compile(
    r"(?:与|同|和|联合)([^，。；]{2,40}?)(?:等)?[、]?(?:开展)?(?:合作|共同|携手|联手|共建|联合|结对|协同联动|联动发展|联动)(?!区|示范|试验)"
)
CITIES = frozenset({"prefecture", "county", "zone", "region", "town", "province"})
INTO = re.compile(
    r"^(?:等)?(?:[0-9一二三四五六七八九十]+[个座])?(?:县城|城市|县市|市县|县（市）|小城镇|镇)?(?:建设成为?|建成为?|打造(?:成为?|为)|发展(?:成为?|为)|培育(?:成为?|为)|提升为)"
    r"([一-鿿]{2,14}?(?:城市|中心|门户|枢纽|县城|强镇|名镇|小城镇))(?=[，。；、]|$)"
)
BUILT_BY = re.compile(
    r"^(?:等地?)?(?:共建|共同建设|共同打造|联合打造|携手打造|重点发展|发展|培育|打造)([一-鿿]{2,14}(?:走廊|集群|产业带|城镇带|经济带|示范区|基地))(?=[，。；]|$)"
)
TRIED_BY = re.compile(r"^(?:等地?)?(?:承担|开展|推进)([一-鿿]{2,16}?(?:试点|试验))(?:任务|工作)?(?=[，。；]|$)")
RANGED = re.compile("[—–－-]")
SHORT = 6
TRIED, FOUNDED = re.compile("试点|试验|先行先试|改革|示范"), re.compile("创建|争创|申报|设立|建立|申请|共建|组建")
GIVEN, WORKING = re.compile("[成为]|定位"), re.compile("合作|共同|携手|联手|共建|联合|结对|联动")
PAIRS = re.compile("(?:开展)?(?:合作|共同|携手|共建|联合|结对|协同|联动)")
FURTHEST = 60
TOGETHER = re.compile(r"^(?:开展)?(?:合作|结对|携手|联手)(?!区|示范|试验)")


def links(page: Page, start: int, end: int) -> Iterator[StructureDraft]:
    """Yield what a line binds together: trials and the places chosen for them, roles, zones applied for, cooperation."""
    partners: dict[tuple[int, str], list[Mention]] = {}
    subject: Mention | None = None
    for low, high in page.clauses(start, end):
        yield from trials(page, low, high)
        yield from roles_given(page, low, high)
        yield from airports(page, low, high)
        yield from developed(page, low, high)
        paired = list(pairs(page, low, high))
        yield from paired
        for piece in pieces(page, low, high) if not paired else ():
            subject, found = cooperation(page, *piece, subject)
            if subject is not None and found:
                partners.setdefault((subject.start, subject.text), [subject]).extend(found)
    merged: dict[str, list[Mention]] = {}
    for (_, name), group in partners.items():
        merged.setdefault(name, group[:1]).extend(group[1:])
    for name, group in merged.items():
        others = list(dict.fromkeys(one.text for one in group[1:]))
        label = f"{name}与{others[0]}合作" if len(others) == 1 else f"{name}对外合作"
        yield draft_of(page, label, "cooperation_link", (group[0].start, group[-1].end), members_of(group), confidence=0.65)
    for one in page.between(start, end):
        if len(one.inner) > 1 and RANGED.search(one.text) and TOGETHER.match(page.text[one.end : one.end + 8]):
            yield draft_of(page, f"{one.text}合作", "cooperation_link", (one.start, one.end + 2), members_of(one.inner), confidence=0.65)


def pairs(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield each pair of a list of pairs that work together: A与B、C与D共建…."""
    for match in PAIRS.finditer(page.text, low, high) if WORKING.search(page.text, low, high) else ():
        found = [one for one in page.between(max(low, match.start() - FURTHEST), match.start()) if one.kind in CITIES]
        gaps = [page.text[one.end : two.start] for one, two in pairwise(found)]
        count = next(
            (at for at, gap in enumerate(reversed(gaps)) if gap not in ({"与", "和", "同"} if at % 2 == 0 else {"、", "，"})), len(gaps)
        )
        if not found or found[-1].end != match.start() or count < 3 or count % 2 == 0:
            continue
        for first, second in zip(found[-count - 1 :: 2], found[-count::2], strict=True):
            span = (first.start, second.end)
            yield draft_of(page, f"{first.text}与{second.text}合作", "cooperation_link", span, members_of([first, second]), confidence=0.65)


def pieces(page: Page, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a clause between its commas."""
    at = low
    for match in re.finditer("[，,：]", page.text[low:high]):
        yield at, low + match.start()
        at = low + match.end()
    yield at, high


def cooperation(page: Page, low: int, high: int, subject: Mention | None) -> tuple[Mention | None, list[Mention]]:
    """Return who works with whom in a piece of a sentence; a piece that opens with 与 keeps the subject before it."""
    found: list[Mention] = []
    for match in PARTNERS.finditer(page.text, low, high) if WORKING.search(page.text, low, high) else ():
        before = [one for one in page.between(low, match.start()) if one.end == match.start() and one.kind in CITIES]
        others = [one for one in page.between(*match.span(1)) if one.kind in CITIES]
        others = others if others and match.end(1) - others[-1].end <= 4 else []
        opens = match.start() - low <= 1
        if others and (before or (opens and subject is not None)):
            subject = before[0] if before else subject
            found.extend(others)
    if not found:
        first = next(iter(page.between(low, high)), None)
        subject = first if first is not None and first.kind in CITIES and first.start <= low + 4 else subject
    return subject, found


def trials(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield places chosen for a trial, and places that are to get a zone."""
    for pattern in (PILOT, CHOSEN) if TRIED.search(page.text, low, high) else ():
        for match in pattern.finditer(page.text, low, high):
            chosen = [one for one in page.between(*match.span(1)) if one.kind in CITIES]
            if chosen:
                name = bare(match.group(2))
                name = f"{chosen[0].text}{'等' if len(chosen) > 1 else ''}{name}" if len(name) <= len("改革试点") else name
                yield draft_of(page, name, "pilot_area", match.span(), members_of(chosen), confidence=0.7)
    for match in SET_UP.finditer(page.text, low, high) if FOUNDED.search(page.text, low, high) else ():
        chosen = [one for one in page.between(*match.span(1)) if one.kind in CITIES and (one.kind != "region" or city_of(one) is not None)]
        chosen += [one for one in page.between(match.end(1), match.start(2)) if one.kind in {*CITIES, "foreign"}] if chosen else []
        name = bare(match.group(2))
        inside = [one for one in page.between(*match.span(2)) if one.end == match.end(2) and one.start == match.start(2)]
        members: tuple[DraftMember, ...] = members_of(chosen)
        if chosen and len(name) > 3 and not inside:
            kind = page.tail_kind(name) or "pilot_area"
            name = chosen[0].text + name if len(chosen) == 1 and len(name) <= SHORT else name
            yield draft_of(page, name, kind, match.span(), members, confidence=0.65)


def bare(name: str) -> str:
    """Return the name of a trial without the words that only introduce it."""
    return re.sub(r"^(?:国家在|在[一-鿿]{2,4}地区|的|为|成为|全国|设立|进入|建立|搭建|开展|[“\"])+", "", name)


def roles_given(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield the role a city is given: 把甲市建设成为…, 乙市定位为…."""
    for match in MADE_INTO.finditer(page.text, low, high) if GIVEN.search(page.text, low, high) else ():
        group = 1 if match.group(1) else 2
        cities = [one for one in page.between(*match.span(group)) if one.kind in {"prefecture", "county", "zone", "region"}]
        ends = [inner for one in page.between(*match.span(group)) if RANGED.search(one.text) for inner in one.inner]
        chosen = ends if len(ends) > 1 else cities if len(cities) == 1 else []
        if chosen and (group == 1 or page.between(*match.span(2))[-1].end == match.end(2)):
            name = "、".join(one.text for one in chosen)
            yield draft_of(page, f"{name}功能定位", "city_role", (match.start(), high), members_of(chosen), confidence=0.7)


def developed(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield a list of towns that are all to become one sort of city: 支持A、B、C等县城建成现代化中小城市."""
    for run in page.runs(low, high):
        match = INTO.match(page.text[run[-1].end : min(high, run[-1].end + 36)]) if len(run) > 1 else None
        kinds = {one.kind for one in run}
        yield from shared_aim(page, run, low, high)
        if match and kinds <= {"prefecture", "county", "town"}:
            kind = "key_town_list" if kinds == {"town"} else "key_node_cities"
            span = (run[0].start, run[-1].end + match.end())
            yield draft_of(page, match.group(1), kind, span, members_of(run), confidence=0.65)


def shared_aim(page: Page, run: tuple[Mention, ...], low: int, high: int) -> Iterator[StructureDraft]:
    """Yield what a list of cities that opens a piece of a sentence builds together, or tries out: A、B、C共建某走廊, A、B承担某试点."""
    opens = run[0].start == low or page.text[run[0].start - 1] in "，,；。　\n"
    if len(run) < 2 or not opens or any(one.kind not in CITIES for one in run):
        return
    after = page.text[run[-1].end : min(high, run[-1].end + 40)]
    built, tried = BUILT_BY.match(after), TRIED_BY.match(after)
    kind = "pilot_area" if tried else page.tail_kind(built.group(1)) if built else None
    match = tried or built
    if match and kind:
        yield draft_of(page, match.group(1), kind, (run[0].start, run[-1].end + match.end()), members_of(run), confidence=0.65)


def airports(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield lists of airports."""
    for run in page.runs(low, high):
        if len(run) > 1 and all(one.text.endswith("机场") for one in run):
            yield draft_of(page, f"{run[0].text}等机场", "airport_set", (run[0].start, run[-1].end), members_of(run), confidence=0.7)
