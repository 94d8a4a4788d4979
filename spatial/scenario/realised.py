"""Which links a project stands for in the network: built, under way, or only drawn between the places the plan names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

import geopandas as gpd

from spatial.gazetteer import load_gazetteer
from spatial.network import Network
from spatial.network.dates import FAR_PAST, date_range
from spatial.outcomes import Outcome
from spatial.scenario.model import FIRST_YEAR
from spatial.schema import Project
from spatial.settings import NEWEST_YEAR

# mode of a project -> mode and class of the link it would be
LINK_OF: Final = {
    "expressway": ("road", "expressway"), "national_road": ("road", "national"), "provincial_road": ("road", "provincial"),
    "local_road": ("road", "county"), "hsr": ("rail", "hsr"), "intercity": ("rail", "intercity"),
    "conventional_rail": ("rail", "conventional"),
}  # fmt: skip
# only these are new lines where the plan names just their ends; a road of a lower class mostly exists and is to be rebuilt
DRAWABLE: Final = ("expressway", "hsr", "intercity", "conventional_rail")
MOVED: Final = ("改移", "迁")
# basis of a date that is that of the present road, where an older one stood before
OLDER_ROAD: Final = "older"
STATES: Final = ("a", "b", "c")
UPGRADES: Final = ("扩建", "电气化", "改扩建", "改造", "复线", "提速")

Basis = Literal["built", "planned", "drawn", "none"]


@dataclass(frozen=True)
class ProjectLinks:
    """Hold the links of one project: edges it built (or would build), the states of the same line they replaced, and the year it counts in.

    `pending` are edges of a partly opened project that are still planned or under way.
    `drawn` are pairs of place ids to be joined by a schematic link. `basis` none means nothing in the network can be switched, and
    `reason` says why.
    """

    project_id: str
    mode: str
    edge_class: str
    basis: Basis
    year: int
    edges: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    drawn: tuple[tuple[str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, eq=False)
class KnownEdges:
    """Hold the edges of a network by id, the states in time of each section, and which states closed on which day."""

    table: gpd.GeoDataFrame
    states: Mapping[str, tuple[str, ...]]
    closed_on: Mapping[tuple[str, str, str], tuple[str, ...]]

    def with_states(self, edges: Sequence[str]) -> list[str]:
        """Return edges and the other states of the same sections."""
        return list(dict.fromkeys(state for edge in edges for state in self.states.get(_stem(edge), (edge,))))

    def replaced_by(self, built: Sequence[str]) -> tuple[str, ...]:
        """Return the earlier states of the same sections: same ends, closed on the day the new state opened."""
        rows = self.table.loc[list(built)]
        keys = zip(rows["from_id"], rows["to_id"], rows["opened"].astype(str), strict=True)
        return tuple(edge for key in keys for edge in self.closed_on.get(key, ()) if edge not in built)


def _stem(edge: str) -> str:
    """Return the id of a section without the letter of its state: the states a, b, c of a section differ only in that."""
    return edge[:-1] if edge[-1:] in STATES and edge[-2:-1].isdigit() else edge


@lru_cache(maxsize=2)
def _known_edges(network: Network) -> KnownEdges:
    """Return the index of a network's own edges; background roads carry no project."""
    edges = network.edges[network.edges["edge_class"] != "background"]
    states: dict[str, tuple[str, ...]] = {}
    closed: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for edge, start, end, day in zip(edges["id"], edges["from_id"], edges["to_id"], edges["closed"].astype(str), strict=True):
        states[_stem(edge)] = (*states.get(_stem(edge), ()), edge)
        if day not in ("", "nan"):
            closed[start, end, day] = (*closed.get((start, end, day), ()), edge)
    return KnownEdges(edges.set_index("id", drop=False), states, closed)


def project_links(project: Project, outcome: Outcome, network: Network) -> ProjectLinks:
    """Return what can be switched on and off for a project; never more than the dates of the edges say."""
    if project.mode not in LINK_OF:
        return ProjectLinks(project.id, "", "", "none", NEWEST_YEAR, reason="不是公路或铁路线路项目，模型不评。")
    mode, edge_class = LINK_OF[project.mode]
    known_edges = _known_edges(network)
    table = known_edges.table
    known = [edge for edge in outcome.realised_by if edge in table.index]
    rows = table.loc[known_edges.with_states(known)]
    built, year = _built(rows, outcome)
    waiting = tuple(rows.loc[rows["status"].isin(("planned", "under_construction")), "id"])
    if built and any(word in project.name for word in MOVED):
        reason = "线路改移，旧线不在路网中，去掉新线不等于从前的样子，模型不评。"
        return ProjectLinks(project.id, mode, edge_class, "none", year, reason=reason)
    if built:
        return ProjectLinks(project.id, mode, edge_class, "built", year, built, known_edges.replaced_by(built), waiting)
    if waiting:
        return ProjectLinks(project.id, mode, edge_class, "planned", NEWEST_YEAR, waiting)
    if known:
        reason = "对应路段在规划之前已通车或没有通车日期，扩建、改造对自由流时间的影响模型不评。"
        return ProjectLinks(project.id, mode, edge_class, "none", NEWEST_YEAR, reason=reason)
    return _drawn(project, outcome, mode, edge_class)


def _built(rows: gpd.GeoDataFrame, outcome: Outcome) -> tuple[tuple[str, ...], int]:
    """Return the edges opened after the project was first named, and the year it counts in: its own date, else that of the last edge."""
    found: dict[str, date] = {}
    columns = (rows["id"], rows["opened"], rows["passenger_from"], rows["status"], rows["date_basis"].astype(str))
    for edge_id, opened, passengers, status, basis in zip(*columns, strict=True):
        span = date_range(passengers) or date_range(opened)
        new = span is not None and span[1] >= outcome.first_named and OLDER_ROAD not in basis
        if span is not None and new and status not in ("planned", "under_construction"):
            found[edge_id] = span[1]
    last = outcome.opened_to or max(found.values(), default=FAR_PAST)
    return tuple(found), min(max(last.year, FIRST_YEAR), NEWEST_YEAR)


def _drawn(project: Project, outcome: Outcome, mode: str, edge_class: str) -> ProjectLinks:
    """Return the schematic links between the places of a new line that was never built."""
    upgrade = any(word in reference.action or word in project.name for reference in project.references for word in UPGRADES)
    named = [member.place_id for member in project.places if member.place_id]
    places = [place_id for place_id in named if load_gazetteer().get(place_id).lon is not None]
    reason = ""
    if outcome.outcome in ("opened", "partly_opened"):
        reason = "已建成，但没有对应到带日期的路段，无法拆开比较。"
    elif outcome.outcome in ("unknown", "cancelled"):
        reason = "结果未查明，不作推断。" if outcome.outcome == "unknown" else "已取消。"
    elif project.mode not in DRAWABLE or upgrade:
        reason = "改扩建或地方道路，模型不评自由流时间的变化。"
    elif len(places) < 2:
        reason = "文中没有列出两个以上有坐标的地点，无法示意连线。"
    if reason:
        return ProjectLinks(project.id, mode, edge_class, "none", NEWEST_YEAR, reason=reason)
    pairs = tuple(pairwise(places))
    return ProjectLinks(project.id, mode, edge_class, "drawn", NEWEST_YEAR, drawn=pairs, reason="未建成，按文中地点示意连线。")
