"""What the plans promise, held against the network and the lists: one verdict with its reason per claim, year, mode and start rule."""

from __future__ import annotations

from spatial.claims.judge import DEFAULT_STARTS, VERDICT_WORDS, claim_years, judge, judge_all, verdict_record
from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, MemberCheck, Verdict

__all__ = [
    "DEFAULT_STARTS",
    "FAILS",
    "HOLDS",
    "PARTLY",
    "UNKNOWN",
    "VERDICT_WORDS",
    "MemberCheck",
    "Verdict",
    "claim_years",
    "judge",
    "judge_all",
    "verdict_record",
]
