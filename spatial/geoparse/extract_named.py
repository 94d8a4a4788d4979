"""Draft the structures a text only names, cities said to merge, pipelines and power lines told by their ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.drafting import draft_of
from spatial.geoparse.governing import GROUND, MAKE, VERB, role_of
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import DraftMember, Mention, StructureDraft
    from spatial.geoparse.page import Page

MERGED = re.compile(
    r"(?:[（(][^）)]{0,120}[）)])?(?:之间)?(?:加快|加速|推进|推动|深化|实现)?(同城化|同城融合|同城发展|一体融合|一体化(?!发展示范区|区域|示范区)|对进式发展|协同发展(?!示范)|联动发展|相向发展)"
)
PIPELINES = re.compile(r"燃气|天然气|管网|管道|输气")
WAYS = re.compile(r"铁路|公路|高速|国道|省道|航线|输电|专线")
POWER = re.compile(r"^[东西南北]?[0-9]+千伏(?:输变电|变电站|线路)(?:工程)?")
PART_OF = re.compile(r"^(?:的)?(?:关键|重要|中心|核心|重点)?节点")
ADMIN = frozenset({"province", "prefecture", "county", "town", "abbreviation", "foreign"})
ITSELF = frozenset({
    "functional_zone", "new_town", "border_zone", "bonded_zone", "inland_port", "old_industrial_district", "industry_park", "power_plant",
    "water_project", "gas_storage", "energy_area", "ecological_core", "pilot_area", "industry_base", "cooperation_zone",
    "demonstration_zone", "ecological_belt",
})  # fmt: skip
EXTENDED = re.compile(r"(?:(?![等的和与及])[一-鿿]){2,8}?(?:示范区|试验区|先行区|合作区|创新区|集聚区|产业园区?|物流园区?|走廊|开发区)")
DIVERSION = re.compile(
    r"引[一-鿿]{1,2}[入济补](?:(?![等和与及的工])[一-鿿]){1,2}(?:[入济补][一-鿿])?(?:(?!等)[一-鿿]{0,4}工程)?(?![一-鿿]?市)|南水北调[东中西]线[一-鿿]{0,6}工程"
)
BUILT = re.compile(r"^(?:[（(][^）)]*[）)])?(?:一期|二期|移地|易地)?(?:新建|扩建|改建|重建|建设|改造|搬迁|改扩建|工程|创建)")
PARTNERS = re.compile("等?(?:开展)?(?:合作|共建|联合|共同|携手)")
ROUTED = frozenset({"gas_pipeline", "oil_pipeline"})
PAIRED = frozenset({"cooperation_zone", "demonstration_zone"})
LONGEST_PAIR = 4
LONGEST_SENTENCE = 400


def by_name(page: Page) -> Iterator[StructureDraft]:
    """Yield what a text names as built or begun, and cities said to be merged: 长吉一体化, 松（原）前（郭）同城化."""
    for start, end in page.lines():
        for low, high in page.clauses(start, end):
            for run in page.runs(low, high):
                yield from merged(page, run)
                governed = role_of(page, run, low)
                alone = run[0].start - start <= 8 or not page.text[low : run[0].start].strip("　 “”《》在对将把")
                partners = len(run) > 1 and PARTNERS.match(page.text, run[-1].end) is not None
                for one in run if not partners else ():
                    certain = governed == MAKE or BUILT.match(page.text[one.end : one.end + 16]) is not None
                    quoted = page.text[one.start - 1 : one.start] == "“" and page.text[one.end : one.end + 1] == "”"
                    if certain or quoted or (alone and governed != GROUND):
                        yield from named(page, one, certain)
                    yield from node_of(page, one)
                    yield from ends_of_lines(page, one, start, high)


def diversions(page: Page) -> Iterator[StructureDraft]:
    """Yield works that lead water from one river to another, told by their name alone: 引江济淮工程."""
    for match in DIVERSION.finditer(page.text):
        if not page.crossed(*match.span()):
            yield draft_of(page, match.group(), "water_project", match.span(), (), confidence=0.5)


def merged(page: Page, run: tuple[Mention, ...]) -> Iterator[StructureDraft]:
    """Yield places said to grow into one."""
    last = run[-1]
    match = MERGED.match(page.text, last.end)
    if match is None:
        return
    joined = len(last.places) > 1 or last.kind == "abbreviation"
    if joined:
        span = (last.start, match.end())
        yield draft_of(page, page.text[slice(*span)], "integration_pair", span, members_of((last,)), confidence=0.75)
    elif 1 < len(run) <= LONGEST_PAIR and all(one.kind in ADMIN or one.kind == "zone" for one in run):
        span = (run[0].start, match.end())
        yield draft_of(page, page.text[slice(*span)], "integration_pair", span, members_of(run), confidence=0.7)


def named(page: Page, one: Mention, certain: bool) -> Iterator[StructureDraft]:
    """Yield the structure a name tells by its tail."""
    kind = page.tail_kind(one.text) if one.text not in page.words.structures else None
    longer = EXTENDED.match(page.text, one.end) if one.kind in {"zone", "region"} else None
    beyond = page.tail_kind(longer.group()) if longer and not VERB.search(longer.group()[:-3]) else None
    if longer is not None and beyond is not None and not page.between(one.end, longer.end()):
        span = (one.start, longer.end())
        yield draft_of(page, page.text[slice(*span)], beyond, span, members_of((one,)), confidence=0.45, basis="implied")
        return
    if kind is None or one.kind in ADMIN:
        return
    confidence = 0.55 if certain else 0.45
    yield draft_of(page, one.text, kind, (one.start, one.end), parts_of(page, one, kind), confidence=confidence, basis="implied")


def node_of(page: Page, one: Mention) -> Iterator[StructureDraft]:
    """Yield the belt, axis or circle that the place of a line is said to be a node of."""
    kind = page.tail_kind(one.text)
    part = PART_OF.match(page.text, one.end) if kind is not None and kind not in ITSELF and one.kind not in ADMIN else None
    owner = page.owner_of(one.start) if part else None
    if kind is not None and owner is not None and owner.text not in one.text:
        yield draft_of(page, one.text, kind, (one.start, one.end), members_of((owner,), "节点"), confidence=0.6)


def parts_of(page: Page, one: Mention, kind: str) -> tuple[DraftMember, ...]:
    """Return what a name tells of the members of its structure: the zone itself, or the places whose names make up the whole name."""
    inner = tuple(name for name in one.inner if name.kind not in {"province", "foreign"} and len(name.text) > 1)
    known = len(one.places) == 1 and one.places[0].id is not None
    if kind in PAIRED and not known and sum(len(name.places) for name in inner) > 1:
        return members_of(inner)
    if kind == "ecological_belt" and not known and inner:
        return members_of(inner)
    if kind in ITSELF:
        return members_of((one,))
    if kind in ROUTED:
        return members_of(inner)
    if len(inner) == 1 and inner[0].kind == "abbreviation":
        tail = one.text[inner[0].end - one.start :]
        short = inner[0].start == one.start and page.words.structures.get(tail.strip('”"')) == kind
        return members_of(inner) if short else ()
    return members_of(inner) if len(inner) > 1 else ()


def ends_of_lines(page: Page, one: Mention, start: int, high: int) -> Iterator[StructureDraft]:
    """Yield pipelines told by their ends in a sentence on gas, and power lines told by the station they start from."""
    power = POWER.match(page.text[one.end : min(high, one.end + 16)])
    if power and one.kind != "province":
        span = (one.start, one.end + power.end())
        yield draft_of(page, page.text[slice(*span)], "power", span, members_of((one,)), confidence=0.55)
    ranged = len(one.inner) > 1 and re.search("[至—–一-]", one.text)
    low = max(start, one.start - LONGEST_SENTENCE)
    sentence = page.text[max(low, page.text.rfind("。", low, one.start)) : min(high, one.end + LONGEST_SENTENCE)] if ranged else ""
    if ranged and PIPELINES.search(sentence) and not WAYS.search(sentence) and page.tail_kind(one.text) is None:
        yield draft_of(page, one.text, "gas_pipeline", (one.start, one.end), members_of(one.inner), confidence=0.6)
