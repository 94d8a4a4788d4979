"""Draft the projects a plan names: what is done, to which route or site, between which ends, by when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.extract_actions import action_of
from spatial.geoparse.extract_modes import NARROW, between, headed, mode_of
from spatial.geoparse.extract_works import (
    EXTENDED_LINE,
    METRO,
    crossing,
    drafted,
    extended_lines,
    longer,
    metro_lines,
    shared,
    sites,
    unnamed,
    works,
)
from spatial.geoparse.route_ends import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention, ProjectDraft
    from spatial.geoparse.page import Page

NOT_BUILT = re.compile(
    r"(?:基地|园区?|公司|产业|带|轴线?|通道|车站广场|建筑群|博览会|城市|走廊|金融街|商业街|步行街|风情街|通道|保税港区|保税区)$"
)
GENERIC = re.compile(r"^(?:[0-9]*万吨|重大|中心城市|产业|重点|大型|中型|骨干|主要|综合)")
NOT_SITE = re.compile("^(?:建筑|城市|城镇|地区|船闸)")
TIMED = re.compile(r"^[^，。；]{0,14}?(?:[0-9一二两三四五六七八九十半]个?半?小时|分钟|每[日天]|日均)")
ALL_TO_ALL = re.compile(r"(?P<unit>[省市县乡镇村])(?P=unit)通")
CODE = re.compile(r"[GS]\d{1,4}[SNEW]?|国道\d{2,3}|\d{2,3}国道|省道\d{2,3}")
HORIZON = re.compile(r"(20\d\d)年(?:底|年底|年内|前)?")
LENGTH = re.compile(r"^[^。；，]{0,16}?[，]?全长([0-9.]+)公里")


def projects_of(page: Page) -> tuple[ProjectDraft, ...]:
    """Return the projects of a text: routes and works that a verb of building governs, each once in a section."""
    found: dict[tuple[str, str, str], ProjectDraft] = {}
    for start, end in page.sentences():
        label = page.text[start : start + 8]
        for low, high in page.clauses(start, end):
            for draft in (
                *metro_lines(page, low, high),
                *extended_lines(page, low, high),
                *works(page, low, high),
                *in_clause(page, low, high, label),
                *unnamed(page, low, high),
            ):
                found.setdefault((draft.section, draft.name, draft.action), draft)
    return tuple(sorted(found.values(), key=lambda draft: (draft.start, draft.end)))


def in_clause(page: Page, low: int, high: int, label: str) -> Iterator[ProjectDraft]:
    """Yield the projects of a clause, lists that share a route number or a last word told apart."""
    lines = (METRO, EXTENDED_LINE) if page.text.find("号线", low, high) >= 0 else ()
    spoken = [match.span() for pattern in lines for match in pattern.finditer(page.text, low, high)]
    for run in page.runs(low, high):
        before: ProjectDraft | None = None
        where = (low, high, label)
        for one in run:
            if any(start < one.end and one.start < end for start, end in spoken):
                continue
            draft = (
                crossing(page, one, run, (low, high)) or longer(page, one, run, (low, high)) or project_of(page, one, run, where, before)
            )
            if draft is not None:
                before = draft
                yield draft
        yield from sites(page, run, low, high)
        yield from shared(page, run, before, low)


def project_of(
    page: Page, one: Mention, run: tuple[Mention, ...], where: tuple[int, int, str], before: ProjectDraft | None
) -> ProjectDraft | None:
    """Return the project a mention names, None where nothing is done to it."""
    low, high, label = where
    code = CODE.search(one.text.translate(NARROW))
    mode = mode_of(page, one, high, label)
    if mode is None and before is not None and between(one):
        mode = before.mode
    built = (between(one) and one.text.endswith("通道")) or not NOT_BUILT.search(one.text)
    if (
        mode is None
        or not built
        or TIMED.match(page.text[run[-1].end : min(high, run[-1].end + 20)])
        or ALL_TO_ALL.match(one.text)
        or GENERIC.match(one.text)
        or NOT_SITE.match(page.text[one.end : one.end + 2])
    ):
        return None
    ref = code.group() if code else before.ref if before is not None and not headed(one) else ""
    action, certain = action_of(page, one, run, (low, high))
    if action is None:
        return None
    horizon = HORIZON.search(page.text, low, high)
    length = LENGTH.match(page.text[one.end : min(high, one.end + 40)])
    return drafted(
        page, one.text, (mode, action), (one.start, one.end), ends_of(page, one), certain=certain, ref=ref,
        horizon=horizon.group(1) if horizon else "", attributes={"length_km": float(length.group(1))} if length else {},
    )  # fmt: skip
