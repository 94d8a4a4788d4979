"""The drafted claims held against the network: a verdict and its reason for each, at the plan's date and today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from pages import circle_layers
from pages.read_records import claim_of
from spatial.claims import FAILS, HOLDS, UNKNOWN, judge
from spatial.errors import SpatialError
from spatial.geoparse import ClaimDraft
from spatial.geoparse.points import CODED
from spatial.settings import NEWEST_YEAR

FIRST_YEAR: Final = 2012


@dataclass(frozen=True)
class Judged:
    """Hold the verdict on one drafted claim: at the plan's date (empty when unknown), today, and why."""

    then: str
    today: str
    reason: str


def judged(claims: Sequence[ClaimDraft], issued: date | None) -> tuple[Judged, ...]:
    """Return a verdict for each claim; only circles are held against the network, counts against the list in their sentence."""
    year = issued.year if issued and FIRST_YEAR <= issued.year < NEWEST_YEAR else None
    return tuple(_judged(claim, year) for claim in claims)


def _judged(claim: ClaimDraft, year: int | None) -> Judged:
    if claim.kind == "time_circle":
        return _circle(repr(claim), year, claim)
    if claim.kind == "count" and claim.verdict:
        word = HOLDS if claim.verdict.endswith("相符") else FAILS if claim.verdict.endswith("不符") else UNKNOWN
        return Judged(word if year else "", word, claim.verdict)
    return Judged(UNKNOWN if year else "", UNKNOWN, "没有可用来核验的数据")


@st.cache_data(max_entries=256, show_spinner=False)
def _circle(key: str, year: int | None, _claim: ClaimDraft) -> Judged:  # noqa: ARG001  the key stands for the claim in the cache
    """Return the verdict on a circle by road from the centre."""
    known = [one for one in _claim.origin_ids if not one.startswith(CODED)]
    if not _claim.origin_ids or len(known) < len(_claim.origin_ids):
        reason = "句中未明说起算点" if not _claim.origin_ids else "起算点在路网范围之外"
        return Judged(UNKNOWN if year else "", UNKNOWN, reason)
    record = claim_of(_claim, "draft", 1)
    try:
        now = judge(record, network=circle_layers.network(), on=NEWEST_YEAR)
        then = judge(record, network=circle_layers.network(), on=year).verdict if year else ""
    except SpatialError as error:
        return Judged(UNKNOWN if year else "", UNKNOWN, str(error))
    return Judged(then, now.verdict, now.reason + (f"（{now.sensitivity}）" if now.sensitivity else ""))
