"""What the plans promise, held against the network and the lists: one verdict with its reason per claim, year, mode and start rule."""

from __future__ import annotations

from spatial.claims.judge import STARTS_OF, VERDICT_WORDS, claim_dates, judge, judge_all, questions, verdict_record
from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, MemberCheck, Verdict
from spatial.claims.sentences import Named, text_of

__all__ = [
    "FAILS",
    "HOLDS",
    "PARTLY",
    "STARTS_OF",
    "UNKNOWN",
    "VERDICT_WORDS",
    "MemberCheck",
    "Named",
    "Verdict",
    "claim_dates",
    "judge",
    "judge_all",
    "questions",
    "text_of",
    "verdict_record",
]
