"""Draft the projects a plan names: what is done, to which route or site, between which ends, by when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.model import ProjectDraft
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

MODES = (
    ("rail", re.compile(r"铁路|高铁|客专|客运专线|城际|(?<![A-Z0-9])[一-鿿]{2,3}线(?!路)|换装站|铁路枢纽")),
    ("urban_rail", re.compile(r"地铁|轻轨|轨道交通|有轨")),
    ("air", re.compile(r"机场|航线|民航")),
    ("water", re.compile(r"水库|引水|供水|调水|引松|水利|泵站|干线隧洞|输水")),
    ("port", re.compile(r"口岸|码头|港|换装")),
    ("energy", re.compile(r"电厂|热电|输变电|变电|天然气|管道|储气|管线|输气|支线")),
    ("road", re.compile(r"高速|公路|国道|省道|[GSX]\d|大街|大道|路$|快速路|大桥|段$|线$")),
)
HINTS = (
    ("rail", re.compile("铁路")),
    ("road", re.compile("公路|高速")),
    ("air", re.compile("民航|机场")),
    ("energy", re.compile("燃气|电网|天然气")),
)
CODE = re.compile(r"[GS]\d{1,4}[SNEW]?|国道\d{2,3}|\d{2,3}国道|省道\d{2,3}")
HORIZON = re.compile(r"(20\d\d)年(?:底|年底|年内|前)?")
LATER = re.compile(r"^[^，。；]{0,24}?(电气化改造|前期工作|扩能|拓宽|扩建|改造|建设|竣工|通车|开工)")
LENGTH = re.compile(r"^[^。；]{0,16}?全长([0-9.]+)公里")
LEAST = 0.4


def projects_of(page: Page) -> tuple[ProjectDraft, ...]:
    """Return the projects of a text: routes and works that a verb of building governs."""
    found: list[ProjectDraft] = []
    for start, end in page.lines():
        label = page.text[start : start + 8]
        for low, high in page.clauses(start, end):
            mentions = page.between(low, high)
            found.extend(draft for one in mentions if (draft := project_of(page, one, low, high, label)) is not None)
    return tuple(found)


def project_of(page: Page, one: Mention, low: int, high: int, label: str) -> ProjectDraft | None:
    """Return the project a mention names, None where nothing is done to it."""
    mode = mode_of(page, one, high, label)
    if mode is None:
        return None
    action, certain = action_of(page, one, low, high)
    if action is None:
        return None
    places = members_of([name for name in one.inner if name.kind != "transport_route"]) or members_of((one,))
    code = CODE.search(one.text)
    horizon = HORIZON.search(page.text, low, high)
    length = LENGTH.match(page.text[one.end : min(high, one.end + 40)])
    doubts = tuple(
        reason
        for reason, doubtful in (
            ("动作由后文推断", not certain),
            ("起讫点未全对到地名词典", any(place.place_id is None for place in places)),
        )
        if doubtful
    )
    return ProjectDraft(
        name=one.text, mode=mode, action=action, section=page.sections.at(one.start), start=one.start, end=one.end, places=places,
        confidence=round(max(LEAST, 0.85 - 0.2 * len(doubts)), 2), ref=code.group() if code else "",
        horizon=horizon.group(1) if horizon else "", attributes={"length_km": float(length.group(1))} if length else {}, doubts=doubts,
    )  # fmt: skip


def mode_of(page: Page, one: Mention, high: int, label: str) -> str | None:
    """Return how the project moves people or things; a range without a head takes it from the list it stands in."""
    if one.kind not in {"transport_route", "facility", "region", "water"}:
        return None
    for mode, pattern in MODES:
        if pattern.search(one.text):
            return mode
    ranged = len(one.inner) > 1 and re.search("[至—–-]", one.text)
    if not ranged:
        return None
    after = page.text[one.end : min(high, one.end + 90)]
    hints = [(match.start(), mode) for mode, pattern in HINTS if (match := pattern.search(after))]
    listed = min(hints)[1] if hints else None
    return listed or next((mode for mode, pattern in HINTS if pattern.search(label)), None)


def action_of(page: Page, one: Mention, low: int, high: int) -> tuple[str | None, bool]:
    """Return what is done, and whether a verb before the mention says so."""
    before = page.text[low : one.start]
    best: tuple[int, int, str] | None = None
    for word, action in page.words.actions.items():
        at = before.rfind(word)
        if at >= 0 and (best is None or (at + len(word), len(word)) > best[:2]):
            best = (at + len(word), len(word), action)
    later = LATER.match(page.text[one.end : min(high, one.end + 40)])
    tail = page.words.actions.get(later.group(1)) if later else None
    if later and later.group(1) in {"电气化改造", "前期工作", "扩能", "拓宽", "扩建", "改造"} and (best is None or best[2] == "推进"):
        return tail or later.group(1), True
    if best is not None:
        return best[2], True
    return tail, False
