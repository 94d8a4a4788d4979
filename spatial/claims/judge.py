"""Which rule judges which kind of claim, and the claims of all plans judged for the plan's date, its horizon and today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from spatial.claims.circles import judge_time_circle
from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, Question, Verdict
from spatial.claims.others import NETWORK_TITLES, judge_count, judge_coverage, judge_unknown
from spatial.errors import InvalidInputError
from spatial.modes import MODES
from spatial.network.dates import date_of_year
from spatial.network.read import load_network
from spatial.network.tables import Network
from spatial.plans import load_claims, load_plans
from spatial.schema import Claim
from spatial.settings import NEWEST_YEAR, Settings

JUDGES: Final[dict[str, Callable[[Claim, Question], Verdict]]] = {
    "time_circle": judge_time_circle,
    "count": judge_count,
    "coverage": judge_coverage,
}
VERDICT_WORDS: Final = (HOLDS, PARTLY, FAILS, UNKNOWN)
DEFAULT_STARTS: Final = ("centre", "edge")


def judge(claim: Claim, *, network: Network, on: date | int, mode: str = "road", start: str = "centre") -> Verdict:
    """Return the verdict on one claim for a date (a year is its 31 December), a mode and a start rule.

    Raises the errors of `compile_network` and `times_from`.
    """
    day = on if isinstance(on, date) else date_of_year(on)
    return JUDGES.get(claim.kind, judge_unknown)(claim, Question(network, day, mode, start))


def claim_years(claim: Claim, settings: Settings | None = None) -> tuple[int, ...]:
    """Return the years a claim is asked for: its plan's date, its horizon (the claim's, else the plan's) and today."""
    plan = next(plan for plan in load_plans(settings) if plan.id == claim.plan)
    horizon = claim.horizon or plan.horizon
    return tuple(sorted({plan.issued.year, *([horizon] if horizon else []), NEWEST_YEAR}))


def judge_all(
    settings: Settings | None = None,
    *,
    plan: str | None = None,
    kinds: Sequence[str] = (),
    network: Network | None = None,
    modes: Sequence[str] = MODES,
    starts: Sequence[str] = DEFAULT_STARTS,
    progress: Callable[[float], None] | None = None,
) -> tuple[Verdict, ...]:
    """Return the verdicts on all claims of the plans: circles for each year, mode and start rule, the others once per year at most.

    `progress` is told the share done. Raises PlanNotFoundError for an unknown plan and InvalidInputError for an unknown kind.
    """
    claims = load_claims(settings, plan=plan)
    unknown = sorted(set(kinds) - {claim.kind for claim in load_claims(settings)})
    if unknown:
        msg = f"没有“{'、'.join(unknown)}”这类承诺；可选：{'、'.join(sorted({claim.kind for claim in load_claims(settings)}))}。"
        raise InvalidInputError(msg)
    wanted = [claim for claim in claims if not kinds or claim.kind in kinds]
    net = network or load_network(settings)
    verdicts: list[Verdict] = []
    for done, claim in enumerate(wanted):
        for year, mode, start in questions(claim, settings, modes, starts):
            verdicts.append(judge(claim, network=net, on=year, mode=mode, start=start))
        if progress:
            progress((done + 1) / len(wanted))
    return tuple(verdicts)


def questions(
    claim: Claim, settings: Settings | None = None, modes: Sequence[str] = MODES, starts: Sequence[str] = DEFAULT_STARTS
) -> Iterable[tuple[int, str, str]]:
    """Return the year, mode and start rule of every question a claim is asked."""
    years = claim_years(claim, settings)
    if claim.kind == "time_circle":
        asked = [mode for mode in modes if not claim.modes or mode in claim.modes] or list(modes)
        return [(year, mode, start) for year in years for mode in asked for start in starts]
    if claim.kind == "coverage" and claim.attributes.get("network") in NETWORK_TITLES:
        return [(year, "road", "centre") for year in years]
    return [(years[-1], "road", "centre")]


def verdict_record(verdict: Verdict, origin_names: Sequence[str]) -> dict[str, object]:
    """Return a verdict as the JSON record of the command line."""
    claim = verdict.claim
    return {
        "id": claim.id, "plan": claim.plan, "section": claim.section, "claim": claim.claim, "kind": claim.kind,
        "origin": list(origin_names), "limit_minutes": claim.limit_minutes, "year": verdict.on.year, "on": verdict.on,
        "mode": verdict.mode or None, "start": verdict.start or None, "members_basis": claim.members_basis,
        "members": [_member_record(member) for member in verdict.members],
        "verdict": verdict.verdict, "reason": verdict.reason, "sensitivity": verdict.sensitivity,
        "reached": list(verdict.reached), "note": claim.note,
    }  # fmt: skip


def _member_record(member: object) -> dict[str, object]:
    """Return a member as JSON, minutes to a tenth."""
    row = dict(vars(member))
    return {key: round(value, 1) if isinstance(value, float) else value for key, value in row.items()}
