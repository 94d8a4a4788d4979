"""Draft the statements of a plan that can be checked: times, coverage, distances, people, services, and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.extract_counts import counts
from spatial.geoparse.extract_times import TIME, ids, times
from spatial.geoparse.model import ClaimDraft
from spatial.geoparse.numbers import NUMBER, amount
from spatial.geoparse.page import city_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.model import DraftMember, Mention, StructureDraft
    from spatial.geoparse.page import Page

COVERING = re.compile(
    r"(?<!建立)(?<!形成)(?<!全)覆盖(?!率|农村|城乡)(?!面)([^，,。；、的]{0,12}?(?:人口(?:以上)?(?:的)?城市|人口|县城|县（市）|县\(市\)|设区市|"
    r"城市|城镇|乡镇|行政村|重点镇|全域|所有[^，。；]{2,12}|中心村|县区|区县))"
)
OVER_ALL = re.compile(
    r"([^，,。；、的]{2,16}?)(?:(?:基本)?实现)?全覆盖|([一-鿿]{2,14})与[一-鿿]{2,12}贯通|"
    r"(?:([县镇乡村市])\3通[一-鿿]{2,10})|(行政村|建制村|乡镇|县城)(?:全部)?(?:接通|通)([^，。；]{2,10})"
)
PERCENT = re.compile(
    r"([^，。；、]{2,16}?)(?:覆盖率|通达率|通畅率|连通率|通车率)(?:分别)?(?:达到|达|为|提高到)((?:[0-9.]+[%％]、?)+)|(?:覆盖|通达|连通)([0-9.]+)[%％](?:以上)?的?([^，。；、]{2,10})"
)
SUBJECTS = (
    ("高速公路", "expressway"), ("普通铁路", "conventional_rail"), ("快速铁路|高速铁路|高铁", "fast_rail"), ("天然气|燃气|管网", "gas"),
    ("机场|民航", "airport"), ("公交", "bus_stop"), ("铁路", "conventional_rail"), ("公路", "road"),
)  # fmt: skip
THRESHOLD = re.compile(r"([0-9.]+)万(?:人口|人)?以上")
NOT_SPATIAL = re.compile("技术|保险|制度|服务体系|政策|医疗|教育|培训|社保")
WIDTH = re.compile(rf"({NUMBER})公里(?:左右)?(?:服务)?(?:半径|范围)")
LENGTH = re.compile(r"(?:全长|总长|线路总长|长度)(?:约|达到)?([0-9.]+)公里")
MILEAGE = re.compile(
    r"((?:(?![年中])[一-鿿]){0,8}?(?:铁路|高铁|公路|国省道|轨道交通|航道|管道|国道|省道)(?:网)?)(?:营业|运营|通车|通航)?(?:总)?(?:里程|规模)?"
    r"(?:力争)?(?:达到|达|突破|超过|增加到|增至|约|为)*([0-9.]+)(万)?公里"
)
ADDED = re.compile(r"(?:新增|增加|新改建|新建|改建)(?:约|近|超过)?([0-9.]+)(万)?公里")
PEOPLE = re.compile(
    r"人口(?:规模)?(?:达到|达|为|约|控制在|将达|超过|突破|增加到)?([0-9.]+)万(?:人)?(?:左右)?(?!人?的|以上的)|进入([0-9.]+)万(?:左右)?人口"
)
FREQUENCY = re.compile(r"(?:每[天日]|日均)(?:往来|开行|发车)?([0-9]+)(?:各|个)?(?:班次?|趟|列|对)")
LINKS = re.compile("(?:高效|便捷|快速)(?:联通|连接|通达)")
LINKED = re.compile(r"(?:实现|推进|形成)?([^，,。；]{2,60}?)(?:之间|间)?(?:高效便捷|便捷高效|高效|快速|便捷)(?:联通|连接|通达)")
BETWEEN = re.compile(r"[至到与和、—-]")
HOME = ("22",)  # the province whose cities and people the product knows
WIDER = re.compile("全国|我国|东北|各省")


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
    members: tuple[DraftMember, ...] = (), confidence: float = 0.7,
    value: float | None = None, unit: str = "", attributes: dict[str, object] | None = None,
) -> ClaimDraft:  # fmt: skip
    """Return a claim with its sentence and horizon."""
    return ClaimDraft(
        kind, page.text[slice(*sentence)].strip(), page.sections.at(span[0]), *span, origins, members, confidence,
        None, value, unit, page.horizon(*sentence, span[0]), "", (), dict(attributes or {}),
    )  # fmt: skip


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
            network = network_of(subject) or network_of(subject + match.group(1)) or (network_of(page.title(low)) if not subject else "")
            if network or people or match.group(1) == "全域":
                attributes: dict[str, object] = {"network": network, "unit": match.group(1), "again": len(subjects) > 1}
                if people:
                    attributes["threshold_population"] = people * 10_000
                    attributes["elsewhere"] = page.regions[:1] != HOME or WIDER.search(text[piece : match.end()]) is not None
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
    for match in (*MILEAGE.finditer(text, low, high), *ADDED.finditer(text, low, high)) if "公里" in text[low:high] else ():
        if len(match.groups()) == 2 or "里程" in match.group() or not page.crossed(*match.span(1)):
            number, myriads = match.groups()[-2:]
            value = float(number) * (10_000 if myriads else 1)
            yield made(page, "length", match.span(), sentence, confidence=0.6, value=value, unit="km")
    for match in PEOPLE.finditer(text, low, high) if "人口" in text[low:high] else ():
        before = page.between(low, match.start())
        alone = before and (len(page.runs(low, match.start())[-1]) == 1)
        own = (city_of(before[-1]) or before[-1]) if alone else None
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
