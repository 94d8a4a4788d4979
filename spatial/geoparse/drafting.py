"""Draft a structure, and the structures told by a list of choices, a box as a whole, or a coined pattern."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from spatial.geoparse.model import DraftMember, StructureDraft
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.page import Page

PATTERN = re.compile(
    r"[“\"]((?:[一二两三四五六七八九十多][一-鿿]{1,3}[、，]?){2,5})[”\"](?:的)?[一-鿿]{0,10}?(?:格局|布局|空间|战略|网络)?"
)
MADE_INTO = re.compile(r"(?:把|将)([^，。；]{2,14}?)(?:建设成为|打造成为|打造成|建成为|建成|建设成)")
PILOT = re.compile(r"(?:选择|选取|支持|推动|在|推进)([^，。；]{2,60}?)(?:开展|进行|探索|纳入|进入|实施)([^，。；]{2,30}?试点)")
WORKS_WITH = re.compile(r"与([^，。；]{2,16}?)(?:[、]?)合作(?:发展|建设|共建|开发)")
SETS = {"industry_park": "industry_park_group", "new_town": "new_town_set", "old_industrial_district": "old_industrial_district_set",
        "ecological_core": "ecological_core_set", "water_project": "water_project"}  # fmt: skip


def draft_of(
    page: Page, name: str, kind: str, span: tuple[int, int], members: tuple[DraftMember, ...], *,
    confidence: float, ordered: bool = False, basis: str = "stated", attributes: dict[str, object] | None = None,
) -> StructureDraft:  # fmt: skip
    """Return a draft with the doubts a reader should look at."""
    unknown = [member.as_written for member in members if member.place_id is None]
    doubts = [f"成员“{'、'.join(unknown[:6])}”未对到地名词典"] if unknown else []
    if not members:
        doubts.append("文中没有列出成员")
    unique = tuple({(member.as_written, member.start): member for member in members}.values())
    return StructureDraft(
        name, kind, page.sections.at(span[0]), *span, unique, basis if members else "none", ordered,
        round(confidence - (0.1 if unknown else 0.0), 2), tuple(doubts), dict(attributes or {}),
    )  # fmt: skip


def links(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield places chosen for a trial, and places said to work together: 选择甲县开展…试点; 甲市与乙区合作发展…."""
    for match in PILOT.finditer(page.text, low, high):
        chosen = page.between(*match.span(1))
        if chosen:
            yield draft_of(page, match.group(2), "pilot_area", match.span(), members_of(chosen), confidence=0.7)
    for match in MADE_INTO.finditer(page.text, low, high):
        cities = [one for one in page.between(*match.span(1)) if one.kind in {"prefecture", "county", "zone"}]
        if len(cities) == 1:
            yield draft_of(page, f"{cities[0].text}功能定位", "city_role", (match.start(), high), members_of(cities), confidence=0.7)
    partners = [one for match in WORKS_WITH.finditer(page.text, low, high) for one in page.between(*match.span(1))]
    first = next(iter(page.between(low, high)), None)
    if partners and first is not None and first not in partners and first.start <= low + 4:
        name = f"{first.text}与{partners[0].text}合作" if len(partners) == 1 else f"{first.text}对外合作"
        yield draft_of(page, name, "cooperation_link", (first.start, high), members_of((first, *partners)), confidence=0.65)
    for run in page.runs(low, high):
        if len(run) > 1 and all(one.text.endswith("机场") for one in run):
            yield draft_of(page, f"{run[0].text}等机场", "airport_set", (run[0].start, run[-1].end), members_of(run), confidence=0.7)


def boxes(page: Page) -> Iterator[StructureDraft]:
    """Yield the whole of a box whose lists are of one kind: 专栏 新城新区 with all its new towns."""
    starts = [at for at, path in zip(page.sections.starts, page.sections.paths, strict=True) if "专栏" in path.rsplit(" > ", 1)[-1]]
    borders = (*page.sections.starts, len(page.text))
    for start in starts:
        end = borders[bisect_right(borders, start)] if start < len(page.text) else start
        title = re.sub(r"^专栏\s*\d+[：:]?", "", page.sections.at(start).rsplit(" > ", 1)[-1])
        mentions = page.between(start, end)
        for tail, kind in SETS.items():
            members = [one for one in mentions if page.tail_kind(one.text) == tail]
            if title and len(members) >= 4 and len(members) * 2 > len(mentions):
                yield draft_of(page, title, kind, (start, end), members_of(members), confidence=0.75)


def patterns(page: Page) -> Iterator[StructureDraft]:
    """Yield the counted patterns a plan coins: “一群三组团、两轴一环”."""
    for match in PATTERN.finditer(page.text):
        if re.search(r"[群轴环圈带区核极翼心点团双]", match.group(1)):
            yield draft_of(page, match.group(), "spatial_pattern", match.span(), (), confidence=0.6)
