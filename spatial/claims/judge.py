"""Which rule judges which kind of claim, and the claims of all plans judged for the plan's date, its horizon and today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from spatial.claims.circles import judge_connection, judge_time_circle
from spatial.claims.coverage import OPENINGS, judge_coverage
from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, MemberCheck, Question, Verdict
from spatial.claims.others import judge_count, judge_unknown
from spatial.errors import InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.modes import MODES
from spatial.network.dates import date_of_year
from spatial.network.read import load_network
from spatial.network.tables import Network
from spatial.plans import load_claims, load_plans
from spatial.schema import Claim
from spatial.settings import NEWEST_YEAR, Settings

JUDGES: Final[dict[str, Callable[[Claim, Question], Verdict]]] = {
    "time_circle": judge_time_circle,
    "connection": judge_connection,
    "count": judge_count,
    "coverage": judge_coverage,
}
VERDICT_WORDS: Final = (HOLDS, PARTLY, FAILS, UNKNOWN)
STARTS_OF: Final = {"road": ("centre", "edge"), "rail": ("centre", "station"), "road+rail": ("centre", "edge")}
Way = tuple[date, str, str, tuple[str, ...]]


def judge(
    claim: Claim,
    *,
    network: Network,
    on: date | int,
    mode: str = "road",
    start: str = "centre",
    origins: Sequence[str] | None = None,
    rides: bool = True,
) -> Verdict:
    """Return the verdict on one claim for a date (a year is its 31 December), a mode and a start rule.

    `origins` asks it of some of its origins alone; without, of all of them as one. Without `rides` the minutes in the vehicle are left
    out. Raises InvalidInputError for an unknown mode or rule.
    """
    day = on if isinstance(on, date) else date_of_year(on)
    asked = claim.origin_ids if origins is None else tuple(origins)
    return JUDGES.get(claim.kind, judge_unknown)(claim, Question(network, day, mode, start, asked, rides))


def claim_dates(claim: Claim, settings: Settings | None = None) -> tuple[date, ...]:
    """Return the days a claim is asked for: the day of its plan, the end of its horizon (the claim's, else the plan's), and today."""
    plan = next(plan for plan in load_plans(settings) if plan.id == claim.plan)
    horizon = claim.horizon or plan.horizon
    ends = {date_of_year(NEWEST_YEAR)} | ({date_of_year(horizon)} if horizon and horizon <= NEWEST_YEAR else set())
    return tuple(sorted({plan.issued, *ends}))


def judge_all(
    settings: Settings | None = None,
    *,
    plan: str | None = None,
    kinds: Sequence[str] = (),
    network: Network | None = None,
    modes: Sequence[str] = MODES,
    progress: Callable[[float], None] | None = None,
) -> tuple[Verdict, ...]:
    """Return the verdicts on all claims of the plans, every way each is asked (`questions`).

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
        for day, mode, start, origins in questions(claim, settings, modes):
            verdicts.append(judge(claim, network=net, on=day, mode=mode, start=start, origins=origins))
        if progress:
            progress((done + 1) / len(wanted))
    return tuple(verdicts)


def questions(claim: Claim, settings: Settings | None = None, modes: Sequence[str] = MODES) -> Iterable[Way]:
    """Return the day, mode, start rule and origins of every way a claim is asked.

    Circles and connections: each origin by itself, each day, each mode the sentence allows, each start rule that suits the mode. Coverage:
    each day. A number beside its list: the day of its plan. What no table can tell: today.
    """
    days = claim_dates(claim, settings)
    asked = [mode for mode in modes if not claim.modes or mode in claim.modes] or list(modes)
    if claim.origin_ids and (claim.kind == "time_circle" or (claim.kind == "connection" and claim.members)):
        starts = STARTS_OF if claim.kind == "time_circle" else dict.fromkeys(STARTS_OF, ("centre",))
        return [(day, mode, start, (origin,)) for origin in claim.origin_ids for day in days for mode in asked for start in starts[mode]]
    if claim.kind == "coverage" and claim.attributes.get("network") in OPENINGS:
        return [(day, "road", "centre", claim.origin_ids) for day in days]
    issued = next(plan.issued for plan in load_plans(settings) if plan.id == claim.plan)
    return [(issued if claim.kind == "count" else days[-1], "road", "centre", claim.origin_ids)]


def verdict_record(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as the JSON record of the command line; `origin` is a name, several only where the claim is asked of them as one."""
    claim = verdict.claim
    names = [load_gazetteer().get(place).title for place in verdict.origin_ids]
    return {
        "id": claim.id, "plan": claim.plan, "section": claim.section, "claim": claim.claim, "kind": claim.kind,
        "origin": names if len(names) > 1 else next(iter(names), None), "limit_minutes": claim.limit_minutes,
        "year": verdict.on.year, "on": verdict.on, "mode": verdict.mode or None, "start": verdict.start or None,
        "members_basis": claim.members_basis, "members": [_member_record(member) for member in verdict.members],
        "verdict": verdict.verdict, "reason": verdict.reason, "sensitivity": verdict.sensitivity,
        "reached": [name.as_written for name in verdict.reached], "note": claim.note,
    }  # fmt: skip


def _member_record(member: MemberCheck) -> dict[str, object]:
    """Return a member as JSON, minutes to a tenth."""
    minutes = ("minutes", "low", "high", "in_vehicle_minutes", "margin_minutes")
    rounded = {name: None if getattr(member, name) is None else round(getattr(member, name), 1) for name in minutes}
    return {"place_id": member.place_id, "name": member.name, **rounded, "inside": member.inside, "note": member.note}
