"""Each project on its own: what its links are worth in the network of its year, everything else as it stood.

A project that was built is taken out of the network of the year it opened in; one that was not is put into the newest network. Minutes are
door to door by road and rail, whichever is faster, between the county units of Jilin; journeys weigh P_i · P_j by the 2010 census. For
rail projects the time by train alone is told beside it. Speeds are those of today in every year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from spatial.errors import ScenarioError
from spatial.network import Network, load_network
from spatial.plans import load_projects
from spatial.scenario.ages import Ages, Measure, Places, appraisal_places, make_ages
from spatial.scenario.apply import links_of_projects
from spatial.scenario.compare import PairChange, pair_changes
from spatial.scenario.realised import ProjectLinks
from spatial.schema import Project
from spatial.settings import NEWEST_YEAR, Settings

HALF_HOUR: Final = 30.0
HOUR: Final = 60.0
PAIRS_SHOWN: Final = 5
Progress = Callable[[int, int], None]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Appraisal:
    """Hold what one project is worth; saved minutes are positive, None where the project can not be appraised (`reason` says why).

    `saved_minutes_per_journey` is the mean over all journeys weighted by people, `saved_unweighted` over all pairs; `by_rail` the same
    by train alone. `within_half_hour` and `within_hour` are places that come so near to a prefecture seat,
    `gaps_closed` the pairs of county units that no train joined before.
    """

    rank: int | None
    id: str
    name: str
    mode: str
    basis: str
    year: int
    saved_minutes_per_journey: float | None
    saved_unweighted: float | None
    saved_by_rail: float | None
    pairs_changed: int
    within_half_hour: tuple[str, ...]
    within_hour: tuple[str, ...]
    gaps_closed: int
    top_pairs: tuple[PairChange, ...]
    caveat: str


def rank_projects(
    *,
    plan: str | None = None,
    ids: Sequence[str] | None = None,
    network: Network | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> tuple[Appraisal, ...]:
    """Return every road and rail project with what it is worth, the one that saves most first, those that can not be told last.

    `progress(done, all)` is called after each project. Raises PlanNotFoundError for an unknown plan and ScenarioError for an unknown id.
    """
    base = network or load_network(settings)
    links = links_of_projects(base, settings)
    wanted = [project for project in load_projects(settings, plan=plan) if links[project.id].mode and (ids is None or project.id in ids)]
    missing = sorted(set(ids or ()) - {project.id for project in wanted})
    if missing:
        raise ScenarioError(f"没有编号为“{missing[0][:60]}”的公路或铁路项目；可用 projects --json 查看全部编号。")
    ages = make_ages(base, [(project, links[project.id]) for project in wanted], appraisal_places(settings), settings)
    found = []
    for number, project in enumerate(wanted):
        found += _appraise(project, links[project.id], ages)
        if progress is not None:
            progress(number + 1, len(wanted))
    told = sorted(
        (item for item in found if item.saved_minutes_per_journey is not None), key=lambda item: -(item.saved_minutes_per_journey or 0)
    )
    ranked = [_ranked(item, number) for number, item in enumerate(told, 1)]
    return (*ranked, *(item for item in found if item.saved_minutes_per_journey is None))


def _ranked(item: Appraisal, rank: int) -> Appraisal:
    """Return an appraisal with its rank."""
    return Appraisal(**{**vars(item), "rank": rank})


def _appraise(project: Project, links: ProjectLinks, ages: Ages) -> list[Appraisal]:
    """Return the appraisal of a project: of what was built and, separately, of what is still to come."""
    reason = ages.refused.get(project.id) or links.reason
    if links.basis == "none" or project.id in ages.refused:
        return [_untold(project, links, reason)]
    found = []
    if links.basis == "built":
        state = ages.open_in(links.year)
        before = ages.measure(ages.switched(state, on=links.replaced, off=(*links.edges, *links.pending)), f"{project.id} {links.year}")
        found.append(_told(project, links, ages.places, (before, ages.measure(state, str(links.year))), basis="built"))
    to_come = links.pending if links.basis == "built" else (*links.edges, *ages.drawn.get(project.id, ()))
    if to_come:
        newest = ages.open_in(NEWEST_YEAR)
        after = ages.measure(ages.switched(newest, on=to_come), f"{project.id} to come")
        caveat = links.reason or "按在建、规划路段的线位计算，通车日期未到。"
        rest = replace(links, basis="drawn" if links.drawn else "planned", year=NEWEST_YEAR)
        part = "（未建部分）" if links.basis == "built" else ""
        found.append(
            _told(project, rest, ages.places, (ages.measure(newest, str(NEWEST_YEAR)), after), basis=rest.basis, caveat=caveat, part=part)
        )
    return found


def _told(
    project: Project,
    links: ProjectLinks,
    places: Places,
    measures: tuple[Measure, Measure],
    *,
    basis: str,
    caveat: str = "",
    part: str = "",
) -> Appraisal:
    """Return the appraisal from the minutes before and after."""
    before, after = measures
    people = np.array([float(place.population or 0) for place in places.units])
    pairs = pair_changes(places.units, before.both, after.both)
    closed = ~np.isfinite(before.rail) & np.isfinite(after.rail)
    return Appraisal(
        rank=None,
        id=project.id,
        name=project.name + part,
        mode=links.mode,
        basis=basis,
        year=links.year,
        saved_minutes_per_journey=_saved(before.both, after.both, people),
        saved_unweighted=_saved(before.both, after.both, np.ones(len(people))),
        saved_by_rail=_saved(before.rail, after.rail, people) if links.mode == "rail" else None,
        pairs_changed=len(pairs),
        within_half_hour=_brought_within(HALF_HOUR, places, before, after),
        within_hour=_brought_within(HOUR, places, before, after),
        gaps_closed=int(np.triu(closed | closed.T, 1).sum()),
        top_pairs=pairs[:PAIRS_SHOWN],
        caveat=caveat,
    )


def _brought_within(limit: float, places: Places, before: Measure, after: Measure) -> tuple[str, ...]:
    """Return the titles of the places that come within a limit in minutes of the nearest prefecture seat."""
    inside = (before.nearest > limit) & (after.nearest <= limit)
    return tuple(place.title for place, fresh in zip(places.near, inside, strict=True) if fresh)


def _saved(before: Array, after: Array, weight: Array) -> float:
    """Return the mean minutes saved over the journeys possible before and after, weighted by the product of both ends."""
    both = np.isfinite(before) & np.isfinite(after) & ~np.eye(len(before), dtype=bool)
    mass = np.where(both, weight[:, None] * weight[None, :], 0.0)
    gain = np.where(both, before, 0.0) - np.where(both, after, 0.0)
    return float((mass * gain).sum() / max(mass.sum(), 1e-9))


def _untold(project: Project, links: ProjectLinks, reason: str) -> Appraisal:
    """Return the appraisal of a project nothing can be told about."""
    return Appraisal(None, project.id, project.name, links.mode, "none", links.year, None, None, None, 0, (), (), 0, (), reason)
