"""Tell how a project moves people or things, from the words of its name and the words around it."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from spatial.geoparse.route_ends import RANGE

if TYPE_CHECKING:
    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

MODES = (
    ("urban_rail", re.compile(r"地铁|轻轨|轨道交通|有轨")),
    ("air", re.compile(r"机场(?!大道|路|高速|快速|段|$)|机场$|民航")),
    ("port", re.compile(r"航线|口岸|码头|航运干线|港区?|航道|作业区")),
    ("hub", re.compile(r"客运总?站|客运中心站?|客运枢纽|换乘中心|换装站|货运枢纽|物流枢纽|交通枢纽(?!.*线)")),
    ("water", re.compile(r"水库|引水|供水|调水|引松|水利|泵站|隧洞|输水|灌区|引嫩|入海水道")),
    ("energy", re.compile(r"电厂|热电|电站|输变电|变电|天然气|管道|储气|管线|输气|输油|成品油")),
    (
        "road",
        re.compile(r"高速(?!铁路|列车|动车)|公路|国道|省道|[GSX]\d|大街|大道|大路|(?<![铁公速])路$|快速路|[^\s]桥$|街$|快速通道|边防路"),
    ),
    ("rail", re.compile(r"铁路|高铁|客专|客运专线|城际(?!公路)|(?<![A-Z0-9])[一-鿿]{2,3}线(?!路)")),
)
WEAK = re.compile(r"[一-鿿]线")
ROUTE_CODE = re.compile(r"^[GSX]\d|^国道|^省道|^\d{3}国道")
HINTS = (
    ("rail", re.compile("铁路")),
    ("road", re.compile("公路|高速|陆路通道")),
    ("air", re.compile("民航|机场")),
    ("energy", re.compile("燃气|电网|天然气|管线|管网")),
    ("port", re.compile("航线")),
)
KINDS = frozenset({"transport_route", "facility", "region", "water"})
NAMED_WORKS = {"foreign": re.compile("(?:港|码头|口岸)$"), "zone": re.compile("(?:环路|快速路|大街|大道|大桥)$")}
NOTHING = re.compile("(?!)")
BY_AIR = re.compile("空运|民航|航空|机场")
ALWAYS = (
    ("rail", re.compile("铁路(?:公路)?特?大桥$")),
    ("urban_rail", re.compile("地铁|轻轨|有轨电车")),
    ("water", re.compile("南水北调")),
)
PIPED = re.compile("(?:干线|支线|管线|环线)$")
CARRIED = (
    ("energy", re.compile("天然气|燃气|管道|输气|油气")),
    ("water", re.compile("输水|供水|引水|调水")),
    ("rail", re.compile("铁路|高铁")),
)
FURTHEST = 40
NOT_BETWEEN, SHIPPING = frozenset({"air", "port", "hub", "water"}), re.compile("航线|航道")
NARROW = {0xFF01 + at: 0x21 + at for at in range(94) if chr(0x21 + at).isalnum()}


def headed(one: Mention) -> bool:
    """Say whether a route has a name or number of its own before its ends, or a word for what it is after them."""
    return any(pattern.search(one.text.translate(NARROW)) for _, pattern in MODES)


def between(one: Mention) -> bool:
    """Say whether a mention names a way by its two ends, one of them perhaps a place no dictionary knows."""
    return RANGE.search(one.text) is not None and len(one.inner) > (one.kind != "transport_route")


def mode_of(page: Page, one: Mention, high: int, label: str) -> str | None:
    """Return how the project moves people or things, by the last word of its name that tells; a range takes it from its list."""
    if one.kind not in KINDS and not (NAMED_WORKS.get(one.kind, NOTHING).search(one.text)):
        return None
    if ROUTE_CODE.match(one.text.translate(NARROW)):
        return "road"
    ranged = between(one)
    told = [
        (last.end(), -len(MODES) + at, mode, last.group())
        for at, (mode, pattern) in enumerate(MODES)
        if (last := last_of(pattern, one.text)) and not (ranged and mode in NOT_BETWEEN and not SHIPPING.search(last.group()))
    ]
    from_label = next((mode for mode, pattern in HINTS if pattern.search(label)), None)
    first = next((mode for mode, pattern in ALWAYS if pattern.search(one.text)), None)
    if first:
        return first
    if told:
        _, _, mode, word = max(told, key=lambda each: (each[0], -each[1]))
        mode = "air" if word == "航线" and BY_AIR.search(page.sections.at(one.start)) else mode
        other = from_label if from_label in {"road", "energy"} else piped(page, one)
        return other or mode if mode == "rail" and WEAK.search(word) else mode
    if not ranged:
        return None
    after = page.text[one.end : min(high, one.end + 90)]
    hints = [(match.start(), mode) for mode, pattern in HINTS if (match := pattern.search(after))]
    nearest = min(hints)[1] if hints else from_label or ("road" if one.text.endswith("通道") else None)
    return "air" if nearest == "port" and BY_AIR.search(page.sections.at(one.start)) else nearest


def piped(page: Page, one: Mention) -> str | None:
    """Return what a trunk or branch line carries where its name or the words before it tell: gas, or water."""
    if not PIPED.search(one.text):
        return None
    words = page.text[max(0, one.start - FURTHEST) : one.end].rsplit("。", 1)[-1]
    found = [(match.end(), mode) for mode, pattern in CARRIED for match in pattern.finditer(words)]
    return max(found)[1] if found else None


def last_of(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last match of a pattern."""
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)
