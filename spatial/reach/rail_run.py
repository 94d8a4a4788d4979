"""In-vehicle minutes between two stations on one date, with the stops known or expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import networkx as nx

from spatial.errors import NetworkError
from spatial.modes import DEFAULT_SPEEDS, STOP_SHARE, RailSpeed, Speeds, rail_speed
from spatial.network.dates import edges_open_on, passed_only
from spatial.network.tables import Network

SLOWER_SERVICE_KPH = 250.0


@dataclass(frozen=True)
class RailRun:
    """Hold one run of a train: minutes from departure to arrival, kilometres, the stations between, and the lines it uses."""

    minutes: float
    length_km: float
    between: tuple[str, ...]
    lines: tuple[str, ...]
    stops: float


def rail_graph(
    network: Network, on: date, classes: Sequence[str] = ("hsr", "intercity"), service: str = "G", speeds: Speeds = DEFAULT_SPEEDS
) -> nx.Graph:
    """Return the lines that carried passengers on a date as a graph weighted by running minutes.

    `service` D runs at 250 km/h where the line allows 300.
    """
    edges = network.edges[edges_open_on(network.edges, on).is_open & (network.edges["mode"] == "rail").to_numpy()]
    graph = nx.Graph()
    for row in edges[edges["edge_class"].isin(list(classes))].itertuples():
        design = min(row.speed_kph, SLOWER_SERVICE_KPH) if service == "D" else row.speed_kph
        used = rail_speed(row.edge_class, design, on, speeds)
        minutes = 60.0 * row.length_m / 1000.0 / (used.kph * row.speed_factor)
        graph.add_edge(
            row.from_id,
            row.to_id,
            minutes=minutes,
            km=row.length_m / 1000.0,
            line=row.name,
            used=used,
            edge_class=row.edge_class,
            design=design,
        )
    return graph


def rail_run(
    network: Network,
    start: str,
    end: str,
    on: date,
    *,
    stops: int | None = None,
    service: str = "G",
    classes: Sequence[str] = ("hsr", "intercity"),
    speeds: Speeds = DEFAULT_SPEEDS,
) -> RailRun:
    """Return the run of a train between two stations (junction ids) with a number of stops between; None expects them by rank.

    T = Σ 60 L / v + c (k + 1) + d k, with c and d of the lines weighted by length. Raises NetworkError when no such line joins the two.
    """
    graph = rail_graph(network, on, classes, service, speeds)
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        msg = f"{on.isoformat()} 时 {start} 与 {end} 之间没有{'、'.join(classes)}类铁路客运相通。"
        raise NetworkError(msg)
    unserved = passed_only(network.junctions, on)
    if {start, end} & unserved:
        msg = f"{on.isoformat()} 时 {start if start in unserved else end} 不办理客运。"
        raise NetworkError(msg)
    path = nx.dijkstra_path(graph, start, end, weight="minutes")
    legs = [graph[a][b] for a, b in pairwise(path)]
    length = sum(leg["km"] for leg in legs)
    lost = _weighted([(leg["used"], leg["km"]) for leg in legs])
    between = [station for station in path[1:-1] if station not in unserved]
    count = expected_stops(network, between) if stops is None else float(stops)
    minutes = sum(leg["minutes"] for leg in legs) + lost.stop_minutes * (count + 1) + lost.dwell_minutes * count
    return RailRun(minutes, length, tuple(between), tuple(dict.fromkeys(leg["line"] for leg in legs)), count)


def expected_stops(network: Network, between: Sequence[str]) -> float:
    """Return how many stops a fast train is expected to make among stations it could pass, by their rank."""
    ranks = dict(zip(network.junctions["id"], network.junctions["rank"], strict=True))
    return sum(STOP_SHARE[ranks[station]] for station in between)


def _weighted(parts: list[tuple[RailSpeed, float]]) -> RailSpeed:
    """Return what a stop costs over several kinds of line, weighted by length."""
    total = sum(km for _, km in parts)
    return RailSpeed(
        0.0,
        sum(used.stop_minutes * km for used, km in parts) / total,
        sum(used.dwell_minutes * km for used, km in parts) / total,
        "weighted by length",
    )
