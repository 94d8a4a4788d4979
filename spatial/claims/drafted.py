"""Claims drafted from a text, held against the network and their lists by the same rules as the claims of the plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import geopandas as gpd

from spatial.claims.coverage import OPENINGS
from spatial.claims.judge import judge
from spatial.claims.model import UNKNOWN
from spatial.claims.sentences import Sentence
from spatial.errors import SpatialError
from spatial.geoparse.model import ClaimDraft
from spatial.geoparse.points import CODED
from spatial.geoparse.records import claim_of
from spatial.network.tables import Network
from spatial.schema import Claim
from spatial.settings import NEWEST_YEAR

FIRST_YEAR = 2012
NEEDS_ORIGIN = frozenset({"time_circle", "connection"})


@dataclass(frozen=True)
class DraftVerdict:
    """Hold the verdict on one drafted claim: on the day of its text (empty when unknown), today, and why (`said`: in any language)."""

    then: str
    today: str
    reason: str
    said: tuple[Sentence, ...] = ()


def judge_drafts(drafts: Sequence[ClaimDraft], issued: date | None, *, network: Callable[[], Network]) -> tuple[DraftVerdict, ...]:
    """Return a verdict for each drafted claim, by road from the centre; the network is asked for only where a claim needs one.

    `issued` is the day of the text; without it, or outside the years of the network, the verdict is that of today alone.
    """
    day = issued if issued and FIRST_YEAR <= issued.year < NEWEST_YEAR else None
    return tuple(_judged(draft, number, day, network) for number, draft in enumerate(drafts, 1))


def asks_network(claim: Claim) -> bool:
    """Say whether the rule for a claim looks at the network: circles, connections, and the coverage of what the network holds."""
    return claim.kind in NEEDS_ORIGIN or (claim.kind == "coverage" and claim.attributes.get("network") in OPENINGS)


@cache
def without_network() -> Network:
    """Return a network of nothing, for the claims whose rule looks at none."""
    return Network(gpd.GeoDataFrame(), gpd.GeoDataFrame())


def _judged(draft: ClaimDraft, number: int, day: date | None, network: Callable[[], Network]) -> DraftVerdict:
    """Return the verdict on one drafted claim."""
    outside = [one for one in draft.origin_ids if one.startswith(CODED)]
    if draft.kind in NEEDS_ORIGIN and (not draft.origin_ids or outside):
        reason = "起算点在路网范围之外，不能判定。" if outside else "句中未明说起算点，不能判定。"
        return DraftVerdict(UNKNOWN if day else "", UNKNOWN, reason)
    record = claim_of(draft, "draft", number)
    try:
        net = network() if asks_network(record) else without_network()
        today = judge(record, network=net, on=NEWEST_YEAR)
        then = judge(record, network=net, on=day).verdict if day else ""
    except SpatialError as error:
        return DraftVerdict(UNKNOWN if day else "", UNKNOWN, str(error))
    where = f"{draft.verdict}。" if draft.kind == "count" and draft.members else ""
    return DraftVerdict(then, today.verdict, where or today.reason, () if where else today.said)
