"""The drafted claims held against the network and their lists by the claims engine, once per text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from pages import circle_layers
from spatial.claims.drafted import DraftVerdict, judge_drafts
from spatial.geoparse import ClaimDraft


def judged(claims: Sequence[ClaimDraft], issued: date | None) -> tuple[DraftVerdict, ...]:
    """Return a verdict for each claim: on the day of the text (empty when unknown), today, and why."""
    return _judged(repr(claims), issued, tuple(claims))


@st.cache_data(max_entries=64, show_spinner=False)
def _judged(key: str, issued: date | None, _claims: tuple[ClaimDraft, ...]) -> tuple[DraftVerdict, ...]:  # noqa: ARG001  the key stands for them
    return judge_drafts(_claims, issued, network=circle_layers.network)
