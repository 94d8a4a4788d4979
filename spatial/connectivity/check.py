"""Check one corridor: legs, findings, indices; and the route between two places for whoever draws an axis."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from spatial import crs
from spatial.connectivity.checks import CHECKS, Subject
from spatial.connectivity.corridor import Corridor
from spatial.connectivity.indices import Indices, betweenness, graph_indices
from spatial.connectivity.legs import legs_of, lines_of
from spatial.connectivity.model import CorridorCheck
from spatial.errors import InvalidInputError
from spatial.modes import check_mode
from spatial.network import Network, load_network
from spatial.network.attached import Attached, attach, minutes_matrix, way_between, way_line
from spatial.network.dates import date_of_year
from spatial.plans import load_structures
from spatial.schema import Finding, Place
from spatial.settings import Settings


def check_corridor(
    corridor: Corridor,
    mode: str = "road",
    on: date | int | None = None,
    *,
    network: Network | None = None,
    settings: Settings | None = None,
    checks: Collection[str] | None = None,
) -> CorridorCheck:
    """Check a corridor by one mode on one day (a year is its 31 December; None is the newest year of the data).

    `checks` names some of `CHECKS`; None is all. Raises InvalidInputError for an unknown mode, year or check, and NetworkError when
    nothing was open on the day.
    """
    unknown = sorted(set(checks or ()) - set(CHECKS))
    if unknown:
        raise InvalidInputError(f"没有检查项“{unknown[0]}”；可用：{'、'.join(CHECKS)}。")
    day = on if isinstance(on, date) else date_of_year(on)
    lines = lines_of(corridor, network or load_network(settings), check_mode(mode), day)
    legs = legs_of(corridor, lines)
    attributes = next((item.attributes for item in load_structures(settings) if item.id == corridor.id), {})
    subject = Subject(corridor, lines, legs, attributes)
    wanted = [check for name, check in CHECKS.items() if checks is None or name in checks]
    findings: tuple[Finding, ...] = tuple(finding for check in wanted for finding in check(subject))
    graph, circuities = member_graph(lines.usual)
    return CorridorCheck(corridor, mode, day, legs, findings, graph_indices(graph, circuities=circuities), betweenness(graph))


def check_places(
    places: Sequence[Place],
    mode: str = "road",
    on: date | int | None = None,
    *,
    network: Network | None = None,
    settings: Settings | None = None,
) -> tuple[Indices, dict[str, float]]:
    """Return the indices of a cluster and the betweenness of its members, by place id; the graph is that of `member_graph`."""
    day = on if isinstance(on, date) else date_of_year(on)
    graph, circuities = member_graph(attach(network or load_network(settings), places, mode, day))
    return graph_indices(graph, circuities=circuities), betweenness(graph)


def member_graph(attached: Attached) -> tuple[nx.Graph, list[float]]:
    """Return the graph of members (place ids; edges carry minutes) and the circuity of each of its edges.

    Two members are joined directly when there is a way between them and no third member is nearer to both, in minutes: the relative
    neighbourhood graph (Toussaint 1980). It has as many components as the network leaves the members apart.
    """
    places = attached.places
    table = minutes_matrix(attached)
    table = (table + table.T) / 2
    graph, circuities = nx.Graph(), []
    graph.add_nodes_from(place.id for place in places)
    for a, b in combinations(range(len(places)), 2):
        others = np.delete(np.maximum(table[a], table[b]), (a, b))
        way = way_between(attached, a, b) if np.isfinite(table[a, b]) and (others >= table[a, b]).all() else None
        if way is None:
            continue
        graph.add_edge(places[a].id, places[b].id, minutes=float(table[a, b]))
        straight = crs.geodesic_distance_m(places[a].lon, places[a].lat, places[b].lon, places[b].lat)
        if straight > 0:
            circuities.append(float(attached.lengths_m[way.arcs].sum()) / straight)
    return graph, circuities


@lru_cache(maxsize=512)
def route(start: Place, end: Place, mode: str = "road+rail", on: date | int | None = None) -> Any:
    """Return the line (EPSG:4326) of the fastest way between two places on the embedded network, or None where there is none.

    Made for `spatial.structures`, which draws an axis along the network between its members.
    """
    day = on if isinstance(on, date) else date_of_year(on)
    attached = attach(load_network(), (start, end), mode, day)
    way = way_between(attached, 0, 1)
    return None if way is None else way_line(attached, way)
