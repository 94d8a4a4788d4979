"""What would mend a corridor: the projects of the plans that run along its weak legs and were not open on the day asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely

from spatial import crs
from spatial.connectivity import CorridorCheck, Leg
from spatial.gazetteer import load_gazetteer
from spatial.outcomes import Outcome, project_outcomes
from spatial.plans import load_projects
from spatial.schema import Project
from spatial.settings import Settings

MODES_OF: Final = {
    "road": ("expressway", "national_road", "provincial_road", "local_road"),
    "rail": ("hsr", "intercity", "conventional_rail"),
}  # fmt: skip
GRAVE: Final = ("critical", "warning")
LEAST_SHARE: Final = 0.6
NARROWEST_M: Final = 5_000.0
WIDEST_M: Final = 15_000.0
WIDTH_SHARE: Final = 0.3


@dataclass(frozen=True)
class Mend:
    """Hold one project that runs along a weak leg: `share` is the part of the leg's straight line beside the project's line (0 to 1)."""

    project: Project
    outcome: Outcome
    leg: str
    share: float
    names_both_ends: bool


def weak_legs(check: CorridorCheck) -> tuple[Leg, ...]:
    """Return the legs that are not connected or that a grave finding is about, in order."""
    told = {finding.subject for finding in check.findings if finding.severity in GRAVE}
    return tuple(leg for leg in check.legs if not leg.connected or leg.name in told)


def mends(check: CorridorCheck, settings: Settings | None = None) -> tuple[Mend, ...]:
    """Return the projects along the weak legs of a corridor that were not fully open on its day, leg by leg, the closest fit first.

    A project is a chain of straight lines through the places it names. It fits a leg when at least 60 % of the leg's straight line lies
    within a distance of it: 30 % of the leg's length, no less than 5 and no more than 15 km.
    """
    legs = weak_legs(check)
    if not legs:
        return ()
    outcomes = {outcome.id: outcome for outcome in project_outcomes(settings)}
    modes = {mode for part in check.mode.split("+") for mode in MODES_OF[part]}
    waiting = [project for project in load_projects(settings) if project.mode in modes and not _open_by(outcomes[project.id], check)]
    lines = [(project, line) for project in waiting if (line := _chain(project, settings)) is not None]
    found = []
    for leg in legs:
        fitting = [mend for project, line in lines if (mend := _fit(project, outcomes[project.id], line, leg)) is not None]
        found += sorted(fitting, key=lambda mend: (not mend.names_both_ends, -mend.share))
    return tuple(found)


def _open_by(outcome: Outcome, check: CorridorCheck) -> bool:
    """Tell whether a project was fully open on the day of the check; without a date an opened one counts as open."""
    return outcome.outcome == "opened" and (outcome.opened_to is None or outcome.opened_to <= check.on)


def _chain(project: Project, settings: Settings | None) -> Any | None:
    """Return the straight chain through a project's places in metres, None with fewer than two different points."""
    gazetteer = load_gazetteer(settings)
    places = [gazetteer.get(member.place_id) for member in project.places if member.place_id]
    points = list(dict.fromkeys((place.lon, place.lat) for place in places if place.lon is not None and place.lat is not None))
    return _metric(points) if len(points) > 1 else None


def _metric(points: Sequence[tuple[Any, Any]]) -> Any:
    """Return a line through lon/lat points in the metric CRS of the province."""
    return crs.project(shapely.LineString(points))


def _fit(project: Project, outcome: Outcome, line: Any, leg: Leg) -> Mend | None:
    """Return how a project fits a leg, None where it does not."""
    straight = _metric([(leg.start.lon, leg.start.lat), (leg.end.lon, leg.end.lat)])
    width = min(max(WIDTH_SHARE * straight.length, NARROWEST_M), WIDEST_M)
    share = straight.intersection(line.buffer(width)).length / straight.length if straight.length else 0.0
    ids = {member.place_id for member in project.places}
    both = leg.start.id in ids and leg.end.id in ids
    return Mend(project, outcome, leg.name, share, both) if both or share >= LEAST_SHARE else None
