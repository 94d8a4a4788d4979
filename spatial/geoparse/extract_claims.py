"""Draft the statements of a plan that can be checked: times, coverage, distances, people, and counts against lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.model import ClaimDraft
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import DraftMember, Mention
    from spatial.geoparse.page import Page

NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 0.5}
NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十两半百]{1,4})"
TIME = re.compile(rf"({NUMBER})(?:个)?(小时|分钟)((?:[一-鿿]{{0,4}}?)(?:圈|可达|到达|通达|抵达|交通圈|车程|直达))")
COVERS = re.compile(
    r"覆盖((?:[^，。；、]|、(?=[^，。；]{0,16}的)){2,40}|全域|所有[^，。；]{2,16})|([一-鿿]{2,14})(?:实现|与[一-鿿]{2,12})?(?:全覆盖|贯通)"
)
COVERED = re.compile(r"人口|城市|全域|全覆盖|主干网|管网")
WIDTH = re.compile(rf"({NUMBER})公里(?:左右)?(?:服务)?(?:半径|范围)|({NUMBER})米覆盖率[^0-9]{{0,8}}([0-9.]+)[%％]")
LENGTH = re.compile(r"(?:全长|总长|线路总长|长度)(?:约|达到)?([0-9.]+)公里")
PEOPLE = re.compile(r"人口(?:规模)?(?:达到|为|约|控制在|将达)?([0-9.]+)万(?:人)?(?:左右)?|进入([0-9.]+)万(?:左右)?人口")
FREQUENCY = re.compile(r"每[天日](?:往来)?([0-9]+)(?:各|个)?班次?")
COUNT = re.compile(rf"({NUMBER})(?:个|座|条|处|大)(?:[^，。；、]{{0,14}})")
LISTED_COUNT = re.compile(rf"^等?({NUMBER})(?:个|座|条|处|大)([一-鿿（）()]{{1,12}})")
TITLE_COUNT = re.compile(rf"^({NUMBER})(?:大|个|条|座)([一-鿿]{{2,10}})[。：:]")
PLACE_NOUN = re.compile(
    r"市|县|区|镇|乡|节点|城市|功能区|新城|园区|水源工程|水库|支流|公路|铁路|走廊|城镇|机场|口岸|组团|产业带|绿核|保护区|中心|干线|棚户|平台|通道|枢纽|基地"
)
HORIZON = re.compile(r"(?:到|展望|至)(20\d\d)年")


def amount(text: str) -> float | None:
    """Return a number written in digits or Chinese numerals up to 99, None for anything else."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return float(text)
    if text in NUMERALS:
        return float(NUMERALS[text])
    match = re.fullmatch(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", text)
    return float(NUMERALS.get(match.group(1), 1) * 10 + NUMERALS.get(match.group(2), 0)) if match else None


def claims_of(page: Page) -> tuple[ClaimDraft, ...]:
    """Return the claims of a text in the order of their places in it."""
    found: list[ClaimDraft] = []
    for start, end in page.lines():
        found.extend(titled_counts(page, start, end))
        for low, high in page.clauses(start, end):
            found.extend(times(page, low, high))
            found.extend(list_counts(page, low, high))
            found.extend(measures(page, low, high))
    kept: list[ClaimDraft] = []
    taken: dict[str, set[int]] = {}
    for claim in sorted(found, key=lambda one: (-one.confidence, one.start)):
        held = taken.setdefault(claim.kind, set())
        if held.isdisjoint(range(claim.start, claim.end)):
            held.update(range(claim.start, claim.end))
            kept.append(claim)
    return tuple(sorted(kept, key=lambda claim: claim.start))


def made(
    page: Page, kind: str, span: tuple[int, int], low: int, high: int, *, origin: Mention | None = None,
    members: tuple[DraftMember, ...] = (), confidence: float = 0.7, limit_minutes: float | None = None,
    value: float | None = None, unit: str = "", verdict: str = "",
) -> ClaimDraft:  # fmt: skip
    """Return a claim with its sentence, horizon and origin."""
    horizon = HORIZON.search(page.text, low, span[0]) or HORIZON.search(page.text, low, high)
    origins = tuple(place.id for place in origin.places if place.id) if origin else ()
    doubts = ("句中未明说起算点",) if kind == "time_circle" and not origins else ()
    return ClaimDraft(
        kind, page.text[low:high].strip(), page.sections.at(span[0]), *span, origins, members, confidence,
        limit_minutes, value, unit, int(horizon.group(1)) if horizon else None, verdict, doubts,
    )  # fmt: skip


def times(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield circles and travel times: 半小时经济圈, 一小时通达."""
    for match in TIME.finditer(page.text, low, high):
        value = amount(match.group(1))
        if value is None:
            continue
        minutes = value * 60 if match.group(2) == "小时" else value
        covered = re.search(r"覆盖([^。；]{2,60})$", page.text[low : match.start()])
        members = page.between(low + covered.start(1), match.start()) if covered else ()
        yield made(
            page, "time_circle", match.span(), low, high, origin=origin_of(page, match.start(), low, members), members=members_of(members),
            confidence=0.85 if members else 0.65, limit_minutes=minutes,
        )  # fmt: skip


def origin_of(page: Page, at: int, low: int, members: tuple[Mention, ...]) -> Mention | None:
    """Return the place a circle is drawn around: the one in its own name, in 以…为核心, or the nearest city before it."""
    around = [one for one in page.between(max(0, at - 40), at + 40) if one.start <= at < one.end + 2]
    if around and around[0].inner:
        return around[0].inner[0]
    centre = re.search(r"以([^，。；]{2,20})为(?:核心|中心)", page.text[low:at])
    named = page.between(low + centre.start(1), low + centre.end(1)) if centre else ()
    if named:
        return named[0]
    before = [one for one in page.between(low, at) if one not in members and one.kind in {"prefecture", "county", "region"} and one.places]
    return before[0] if before else None


def titled_counts(page: Page, start: int, end: int) -> Iterator[ClaimDraft]:
    """Yield counts a heading makes of the list after it: 四大节点。九台，…；双阳，…."""
    line = page.text[start : min(end, start + 24)]
    match = TITLE_COUNT.match(line.lstrip("　 \t"))
    if match is None:
        return
    begin = start + len(line) - len(line.lstrip("　 \t"))
    value = amount(match.group(1))
    heads = [one for low, high in page.clauses(start, end) for one in page.between(low, high) if one.start <= low + 2]
    if value is None or not heads:
        return
    listed = len(heads)
    yield made(
        page, "count", (begin, begin + len(match.group()) - 1), start, min(end, start + 40), members=members_of(heads), value=value,
        confidence=0.75, verdict=agreement(listed, value), unit=match.group(2),
    )  # fmt: skip


def agreement(listed: int, stated: float) -> str:
    """Say in words whether a list holds as many as it says."""
    return f"列名 {listed}，与所称 {stated:g} 相符" if listed == stated else f"列名 {listed}，所称 {stated:g}，不符"


def list_counts(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield counts that close a list, checked against it: A、B、C 等 22 个市（县）; and counts that stand alone."""
    closed: set[int] = set()
    for run in page.runs(low, high):
        match = LISTED_COUNT.match(page.text[run[-1].end : min(high, run[-1].end + 20)])
        value = amount(match.group(1)) if match else None
        if match is None or value is None or not PLACE_NOUN.search(match.group(2)):
            continue
        members, at = members_of(run), run[-1].end + match.start(1)
        closed.add(at)
        open_ended = len(members) < value and page.text[run[-1].end] == "等"
        verdict = (
            f"列名 {len(members)}，所称 {value:g}：文中只举例"
            if open_ended and len(members) * 2 < value
            else agreement(len(members), value)
        )
        span = (run[0].start, run[-1].end + match.end())
        yield made(page, "count", span, low, high, members=members, value=value, unit=match.group(2), verdict=verdict, confidence=0.85)
    for match in COUNT.finditer(page.text, low, high):
        value = amount(match.group(1))
        if match.start(1) not in closed and value is not None and value >= 2 and PLACE_NOUN.search(match.group()):
            yield made(
                page, "count", match.span(), low, high, value=value, confidence=0.5, verdict="句中没有名单可核", unit=match.group()[-6:]
            )


def measures(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield lengths, populations, frequencies and coverage."""
    text = page.text
    for match in LENGTH.finditer(text, low, high):
        before = page.between(low, match.start())
        yield made(page, "length", match.span(), low, high, origin=before[-1] if before else None, value=float(match.group(1)), unit="km")
    for match in PEOPLE.finditer(text, low, high):
        before = page.between(low, match.start())
        value = float(match.group(1) or match.group(2))
        yield made(page, "population", match.span(), low, high, origin=before[-1] if before else None, value=value, unit="万人")
    for match in FREQUENCY.finditer(text, low, high):
        members = page.between(low, match.start())[-2:]
        yield made(
            page, "service_frequency", match.span(), low, high, members=members_of(members), value=float(match.group(1)), unit="班/日"
        )
    for match in WIDTH.finditer(text, low, high):
        width = amount(match.group(1) or match.group(3) or "")
        yield made(
            page,
            "service_radius" if match.group(1) else "coverage",
            match.span(),
            low,
            high,
            value=width,
            unit="km" if match.group(1) else "%",
        )
    for match in COVERS.finditer(text, low, high):
        if not TIME.search(match.group()) and COVERED.search(match.group()):
            yield made(page, "coverage", match.span(), low, high, confidence=0.6)
