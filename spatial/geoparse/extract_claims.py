"""Draft the statements of a plan that can be checked: times, coverage, distances, people, services, and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.extract_counts import counts
from spatial.geoparse.governing import centres_of
from spatial.geoparse.model import ClaimDraft
from spatial.geoparse.numbers import NUMBER, amount
from spatial.geoparse.page import city_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.model import DraftMember, Mention, StructureDraft
    from spatial.geoparse.page import Page

HOURS = rf"(?:{NUMBER}|[0-9一二两三]个?半)"
TIME = re.compile(
    rf"({HOURS})(?:个)?(小时|分钟)(?:以内|之内|内|左右)?((?:[一-鿿]{{0,4}}?)(?:圈|可达|到达|通达|抵达|互通|互达|通勤(?!圈)|车程|直达))"
)
TWO_CIRCLES = re.compile(rf"({HOURS})(?:个)?(小时|分钟)?(?:和|、|与)(?={HOURS}(?:个)?(?:小时|分钟)[一-鿿]{{0,4}}圈)")
COVERING = re.compile(
    r"(?<!建立)(?<!形成)(?<!全)覆盖(?!率|农村|城乡)(?!面)([^，,。；、的]{0,12}?(?:人口(?:以上)?(?:的)?城市|人口|县城|县（市）|县\(市\)|设区市|"
    r"城市|城镇|乡镇|行政村|重点镇|全域|所有[^，。；]{2,12}|中心村|县区|区县))"
)
OVER_ALL = re.compile(
    r"([^，,。；、的]{2,16}?)(?:(?:基本)?实现)?全覆盖|([一-鿿]{2,14})与[一-鿿]{2,12}贯通|"
    r"(?:([县镇乡村市])\3通[一-鿿]{2,10})|(行政村|建制村|乡镇|县城)(?:全部)?(?:接通|通)([^，。；]{2,10})"
)
PERCENT = re.compile(
    r"([^，。；、]{2,16}?)覆盖率(?:分别)?(?:达到|达|为|提高到)((?:[0-9.]+[%％]、?)+)|(?:覆盖|通达|连通)([0-9.]+)[%％](?:以上)?的?([^，。；、]{2,10})"
)
SUBJECTS = (
    ("高速公路", "expressway"), ("普通铁路", "conventional_rail"), ("快速铁路|高速铁路|高铁", "fast_rail"), ("天然气|燃气|管网", "gas"),
    ("机场|民航", "airport"), ("公交", "bus_stop"), ("铁路", "conventional_rail"), ("公路", "road"),
)  # fmt: skip
THRESHOLD = re.compile(r"([0-9.]+)万(?:人)?以上")
NOT_SPATIAL = re.compile("技术|保险|制度|服务体系|政策|医疗|教育|培训|社保")
WIDTH = re.compile(rf"({NUMBER})公里(?:左右)?(?:服务)?(?:半径|范围)")
LENGTH = re.compile(r"(?:全长|总长|线路总长|长度)(?:约|达到)?([0-9.]+)公里")
PEOPLE = re.compile(r"人口(?:规模)?(?:达到|达|为|约|控制在|将达|超过|突破|增加到)?([0-9.]+)万(?:人)?(?:左右)?|进入([0-9.]+)万(?:左右)?人口")
FREQUENCY = re.compile(r"每[天日](?:往来|开行)?([0-9]+)(?:各|个)?(?:班次?|趟|列|对)")
LINKS = re.compile("(?:高效|便捷|快速)(?:联通|连接|通达)")
LINKED = re.compile(r"(?:实现|推进|形成)?([^，,。；]{2,60}?)(?:之间|间)?(?:高效便捷|便捷高效|高效|快速|便捷)(?:联通|连接|通达)")
BETWEEN = re.compile(r"[至到与和、—-]")
FURTHEST = 60
NODE_OF = re.compile(r"^[”\"]?(?:的)?(?:关键|重要|中心|核心|重点)?节点")
PAIRED = re.compile(r"^[\s　]*[与和至到][\s　]*$")
COVERED_LATER = re.compile(r"^[一-鿿”\"]{0,4}[，,](?:主要)?(?:覆盖|包括|涵盖|辐射)")
FROM = re.compile(r"[从自由]([^，。；]{2,12}?)(?:市区|城区)?出发")
REACHES = re.compile(r"(?:可达|到达|通达|抵达|直达)$")
CARRIED = re.compile(r"^[\s　]*[与和到至距][\s　]*$")


def claims_of(page: Page, structures: Sequence[StructureDraft] = ()) -> tuple[ClaimDraft, ...]:
    """Return the claims of a text in the order of their places in it; counts are held against the lists of its structures."""
    found: list[ClaimDraft] = []
    for start, end in page.sentences():
        found.extend(counts(page, start, end, structures))
        for low, high in page.clauses(start, end):
            found.extend(times(page, low, high))
            found.extend(coverage(page, low, high))
            found.extend(measures(page, low, high))
    kept: list[ClaimDraft] = []
    taken: dict[tuple[str, str], set[int]] = {}
    for claim in sorted(found, key=lambda one: (-one.confidence, one.start, one.end)):
        held = taken.setdefault((claim.kind, str(claim.attributes.get("network", ""))), set())
        if held.isdisjoint(range(claim.start, claim.end)) or claim.attributes.get("again"):
            held.update(range(claim.start, claim.end))
            kept.append(claim)
    return tuple(sorted(kept, key=lambda claim: claim.start))


def made(
    page: Page, kind: str, span: tuple[int, int], sentence: tuple[int, int], *, origins: tuple[str, ...] = (),
    members: tuple[DraftMember, ...] = (), confidence: float = 0.7, limit_minutes: float | None = None,
    value: float | None = None, unit: str = "", attributes: dict[str, object] | None = None,
) -> ClaimDraft:  # fmt: skip
    """Return a claim with its sentence, horizon and start."""
    doubts = ("句中未明说起算点",) if kind == "time_circle" and not origins else ()
    return ClaimDraft(
        kind, page.text[slice(*sentence)].strip(), page.sections.at(span[0]), *span, origins, members, confidence,
        limit_minutes, value, unit, page.horizon(*sentence, span[0]), "", doubts, dict(attributes or {}),
    )  # fmt: skip


def ids(mentions: Sequence[Mention | None]) -> tuple[str, ...]:
    """Return the places of mentions that mean one place."""
    return tuple(dict.fromkeys(one.places[0].id for one in mentions if one is not None and len(one.places) == 1 and one.places[0].id))


def minutes_of(number: str, unit: str) -> float | None:
    """Return a time in minutes."""
    value = amount(number)
    return None if value is None else value * 60 if unit == "小时" else value


def times(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield circles and travel times: 半小时经济圈, A 至 B 一小时通达."""
    if not any(word in page.text[low:high] for word in ("小时", "分钟")):
        return
    for match in TIME.finditer(page.text, low, high):
        minutes = minutes_of(match.group(1), match.group(2))
        if minutes is None:
            continue
        circle = match.group(3).endswith("圈")
        origins, members = circled(page, match, low) if circle else travelled(page, match, low)
        confidence = 0.85 if members else 0.65
        yield made(
            page, "time_circle", match.span(), (low, high), origins=origins, members=members, confidence=confidence, limit_minutes=minutes
        )
        other = next((two for two in TWO_CIRCLES.finditer(page.text, low, high) if two.end() == match.start()), None)
        first = minutes_of(other.group(1), other.group(2) or match.group(2)) if other else None
        if other is not None and first is not None:
            span = (other.start(), other.end(2 if other.group(2) else 1))
            yield made(page, "time_circle", span, (low, high), origins=origins, members=members, confidence=confidence, limit_minutes=first)


def circled(page: Page, match: re.Match[str], low: int) -> tuple[tuple[str, ...], tuple[DraftMember, ...]]:
    """Return the city a circle is drawn around and the places it covers; a place called its node is one of them."""
    covered = list(re.finditer(r"覆盖((?:(?!覆盖)[^。；]){2,70})$", page.text[low : match.start()]))
    inside = page.between(low + covered[-1].start(1), match.start()) if covered else ()
    holding = next((one for one in page.between(low, match.end() + 12) if one.start <= match.start() and match.end() <= one.end), None)
    own = city_of(holding) if holding is not None else None
    if own is None and holding is None and not inside:
        just = [one for one in page.between(low, match.start()) if match.start() - one.end <= 1]
        own = city_of(just[-1]) if just else None
    pair = pair_of(page, match.start(), low, holding)
    if pair and not inside:
        return ids(pair[:1]), members_of(pair[1:])
    inside = inside or covered_later(page, match.end())
    around = (own,) if own else centres_of(page, low, match.start()) or (page.home(match.start(), inside),)
    node = page.owner_of(match.start()) if NODE_OF.match(page.text[match.end() : match.end() + 8]) else None
    members = members_of(inside) or (members_of((node,)) if node is not None and node not in around else ())
    return ids(around), members


def pair_of(page: Page, at: int, low: int, holding: Mention | None) -> tuple[Mention, ...]:
    """Return the two cities a circle is to join: A至B半小时通勤圈, A市与B市半小时通勤圈; nothing where it is drawn around one."""
    if holding is not None and len(holding.inner) == 2 and BETWEEN.search(holding.text):
        return holding.inner[:2]
    last = city_of(holding) if holding is not None else next((one for one in page.between(low, at)[-1:] if at - one.end <= 1), None)
    before = page.between(low, last.start)[-1:] if last is not None else ()
    if last is None or not before or not PAIRED.match(page.text[before[0].end : last.start]):
        return ()
    return (before[0], last) if city_of(before[0]) is before[0] and city_of(last) is last else ()


def covered_later(page: Page, at: int) -> tuple[Mention, ...]:
    """Return the places a circle is said to cover after its name: …半小时经济圈，覆盖 A、B."""
    found = COVERED_LATER.match(page.text[at : at + 16])
    if found is None:
        return ()
    runs = page.runs(at + found.end(), at + found.end() + FURTHEST)
    return runs[0] if runs and runs[0][0].start <= at + found.end() + 1 else ()


def travelled(page: Page, match: re.Match[str], low: int) -> tuple[tuple[str, ...], tuple[DraftMember, ...]]:
    """Return where a trip starts and the places it goes to: A 至 B、C 2 小时可达."""
    piece = max(low, *(page.text.rfind(mark, low, match.start()) + 1 for mark in "，,：；。"))
    places = page.between(piece, match.start())
    start = set_out(page, match, (low, piece), places)
    if start is not None:
        after = next(iter(page.runs(match.end(), match.end() + FURTHEST)), ())
        there = after if after and after[0].start <= match.end() + 1 else places if places != (start,) else ()
        return ids((city_of(start) or start,)), members_of(there)
    if places and len(places[0].inner) > 1 and BETWEEN.search(places[0].text):
        return ids(places[0].inner[:1]), members_of((*places[0].inner[1:], *places[1:]))
    if not places or not BETWEEN.match(page.text[places[0].end : places[0].end + 1]):
        return (), members_of(places)
    return ids((city_of(places[0]) or places[0],)), members_of(places[1:])


def set_out(page: Page, match: re.Match[str], span: tuple[int, int], places: tuple[Mention, ...]) -> Mention | None:
    """Return where a trip starts that does not name both ends side by side: 从A出发, A 1小时可达 B, A与B 2小时、与C 5小时通达."""
    low, piece = span
    told = next(iter(FROM.finditer(page.text, low, match.start())), None)
    if told is not None:
        return next(iter(page.between(*told.span(1))), None)
    follows = page.between(match.end(), match.end() + FURTHEST)[:1]
    if len(places) == 1 and places[0].end == match.start() and REACHES.search(match.group(3)) and follows:
        return places[0] if follows[0].start == match.end() else None
    if places and CARRIED.match(page.text[piece : places[0].start]) and TIME.search(page.text, low, piece):
        return next(iter(page.between(low, piece)), None)
    return None


def network_of(words: str) -> str:
    """Return the network a sentence of coverage is about, empty where it is another thing."""
    return next((network for pattern, network in SUBJECTS if re.search(pattern, words)), "")


def coverage(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield what a net or a service is to reach: 高速公路网覆盖20万以上人口城市, 县县通高速公路, 300米覆盖率100%."""
    text = page.text
    if not any(word in text[low:high] for word in ("覆盖", "通")):
        return
    for match in COVERING.finditer(text, low, high):
        piece = max(low, *(text.rfind(mark, low, match.start()) + 1 for mark in "，,：；。"))
        piece += len(text[piece : match.start()]) - len(re.sub(r"^[\s　]*(?:[0-9]+[.．、])?", "", text[piece : match.start()]))
        subjects = [part for part in re.split("[和与、及]", text[piece : match.start()]) if part.strip()] or [""]
        if (
            TIME.search(text[piece : min(high, match.end() + 20)])
            or NOT_SPATIAL.search(text[piece : match.end()])
            or PERCENT.match(text[match.start() : match.end() + 6])
        ):
            continue
        threshold = THRESHOLD.search(match.group(1))
        people = float(threshold.group(1)) if threshold else None
        for subject in subjects:
            network = network_of(subject if network_of(subject) else subject + match.group(1))
            if network or people or match.group(1) == "全域":
                attributes: dict[str, object] = {"network": network, "unit": match.group(1), "again": len(subjects) > 1}
                if people:
                    attributes["threshold_population"] = people * 10_000
                yield made(
                    page, "coverage", (piece, match.end()), (low, high), confidence=0.7, value=people, unit="万人" if people else "",
                    attributes=attributes,
                )  # fmt: skip
    for match in OVER_ALL.finditer(text, low, high):
        if not NOT_SPATIAL.search(match.group()):
            attributes = {
                "network": network_of(match.group()),
                "unit": match.group(1) or match.group(2) or match.group(3) or match.group(4),
            }
            yield made(page, "coverage", match.span(), (low, high), confidence=0.65, attributes=attributes)
    for match in PERCENT.finditer(text, low, high):
        shares = [float(number) for number in re.findall(r"[0-9.]+", match.group(2) or match.group(3))]
        if not NOT_SPATIAL.search(match.group()):
            for share in shares:
                attributes = {"network": network_of(match.group()), "target_pct": share, "again": len(shares) > 1}
                yield made(page, "coverage", match.span(), (low, high), confidence=0.7, value=share, unit="%", attributes=attributes)


def measures(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield lengths, populations, services by day and radius, and places said to be well linked."""
    text, sentence = page.text, (low, high)
    for match in LENGTH.finditer(text, low, high) if "公里" in text[low:high] else ():
        route = page.between(low, match.start())[-1:]
        yield made(page, "length", match.span(), sentence, members=members_of(route), value=float(match.group(1)), unit="km")
    for match in PEOPLE.finditer(text, low, high) if "人口" in text[low:high] else ():
        before = page.between(low, match.start())
        own = (city_of(before[-1]) or before[-1]) if before else None
        value = float(match.group(1) or match.group(2))
        yield made(page, "population", match.span(), sentence, origins=ids((own,)), value=value, unit="万人")
    for match in FREQUENCY.finditer(text, low, high):
        ends = served(page, low, match.start())
        yield made(
            page, "service_frequency", match.span(), sentence, origins=ids(ends[:1]), members=members_of(ends[1:]),
            value=float(match.group(1)), unit="班/日",
        )  # fmt: skip
    for match in WIDTH.finditer(text, low, high) if "公里" in text[low:high] else ():
        run = next(iter(page.runs(low, match.start())), ())
        cities = tuple(one for one in run if city_of(one) is one)
        yield made(page, "service_radius", match.span(), sentence, origins=ids(cities), value=amount(match.group(1)), unit="km")
    for match in LINKED.finditer(text, low, high) if LINKS.search(text, low, high) else ():
        places = page.between(*match.span(1))
        cities = tuple(one for one in places if city_of(one) is one)
        if len(cities) > 1:
            yield made(page, "connection", match.span(), sentence, origins=ids(cities), confidence=0.6)


def served(page: Page, low: int, high: int) -> tuple[Mention, ...]:
    """Return the two cities a service runs between: the ends of a trip named before it, else of the stations named last."""
    places = page.between(low, high)
    trip = next((one for one in reversed(places) if len(one.inner) > 1 and BETWEEN.search(one.text) and one.kind != "zone"), None)
    if trip is not None:
        return trip.inner[:2]
    cities = [next((name for name in (one, *one.inner) if name.kind in {"prefecture", "county"}), None) for one in places[-2:]]
    return tuple(one for one in cities if one is not None)
