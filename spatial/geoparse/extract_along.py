"""Tell the places a belt or an axis runs through: its list of towns, the stops its dashes join, its two ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.model import DraftMember
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

ALONG = re.compile(r"等?(?:主要|重要)?(?:沿线|节点|沿途)(?:城市|城镇|地区|县市|市县)?")
DASHES = "—–－-"
DASH = re.compile(f"[{DASHES}]")
LINEAR = frozenset({"axis", "belt", "tourism_ring"})
STRUNG = re.compile(r"[，,](?:串联|串起|贯穿|联结|依次(?:经过|连接|布局))")
FROM_TO = re.compile(r"[东南西北]起([^，。；、]{2,10})[、，]?(?:[东南西北]{1,2})?(?:至|到|止于|达)([^，。；、]{2,10})")


def chain(page: Page, begin: int, stop: int) -> tuple[DraftMember, ...]:
    """Return the places a line runs through: its list of towns along the way, else the stops a dash joins."""
    runs = page.runs(begin, stop)
    listed = next((run for run in runs if len(run) > 1 and ALONG.match(page.text, run[-1].end)), None)
    if listed:
        return members_of(listed)
    joined = next((one for one in page.between(begin, stop) if len(DASH.findall(one.text)) > 2), None)
    if joined is None:
        return ()
    stops = [(joined.start + part.start(), joined.start + part.end()) for part in re.finditer(f"[^{DASHES}]+", joined.text)]
    known = {(one.start, one.end): one for one in joined.inner}
    return tuple(members_of((known[at],))[0] if at in known else DraftMember(page.text[slice(*at)], *at, None) for at in stops)


def ends_told(page: Page, low: int, high: int) -> tuple[Mention, ...]:
    """Return the first and the last place of a line: 西起A，东至B."""
    match = FROM_TO.search(page.text, low, high)
    ends = [page.between(*match.span(group)) for group in (1, 2)] if match else []
    return tuple(one[0] for one in ends) if all(ends) else ()
