"""Tables to graph and back: `nx.MultiDiGraph` for questions of structure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np

from spatial import crs
from spatial.modes import DEFAULT_SPEEDS, Speeds, rail_speed, road_speed
from spatial.network.dates import date_of_year, edges_open_on
from spatial.network.tables import Network, make_network


def to_graph(
    network: Network, *, on: date | int | None = None, modes: Sequence[str] = ("road", "rail"), speeds: Speeds = DEFAULT_SPEEDS
) -> nx.MultiDiGraph:
    """Return the edges open on a date as a directed multigraph: both ways unless one-way, key = edge id.

    Junctions carry their columns; edges theirs and `minutes` (running time alone, outside built-up areas, no time at stations). The
    graph has `crs` and `name`. `from_graph` is the inverse of this function for the edges that were open.
    """
    day = on if isinstance(on, date) else date_of_year(on)
    state = edges_open_on(network.edges, day)
    edges = network.edges[state.is_open & np.isin(network.edges["mode"], list(modes))]
    graph = nx.MultiDiGraph(crs=crs.WGS84, name=network.name, on=day.isoformat())
    used = set(edges["from_id"]) | set(edges["to_id"])
    for row in network.junctions[network.junctions["id"].isin(used)].to_dict("records"):
        graph.add_node(row["id"], **row, x=row["geometry"].x, y=row["geometry"].y)
    for row in edges.to_dict("records"):
        attributes = {**row, "minutes": running_minutes(row, day, speeds)}
        graph.add_edge(row["from_id"], row["to_id"], key=row["id"], **attributes)
        if not row["oneway"]:
            graph.add_edge(row["to_id"], row["from_id"], key=row["id"], **attributes)
    return graph


def running_minutes(row: dict[str, Any], on: date, speeds: Speeds = DEFAULT_SPEEDS) -> float:
    """Return the minutes over one edge at the speed of its class."""
    find = rail_speed(row["edge_class"], row["speed_kph"], on, speeds) if row["mode"] == "rail" else None
    kph = find.kph if find is not None else road_speed(row["edge_class"], row["speed_kph"], speeds).kph
    return float(60.0 * row["length_m"] / 1000.0 / (kph * row["speed_factor"]))


def from_graph(graph: nx.MultiDiGraph) -> Network:
    """Return the network of a graph that `to_graph` made; the two are inverses of each other.

    Raises NetworkError when junctions or edges lack what the tables need.
    """
    junctions = gpd.GeoDataFrame([{k: v for k, v in data.items() if k not in ("x", "y")} for _, data in graph.nodes(data=True)])
    rows: dict[Any, dict[str, Any]] = {}
    for _, _, key, data in graph.edges(keys=True, data=True):
        rows.setdefault(key, {name: value for name, value in data.items() if name != "minutes"})
    edges = gpd.GeoDataFrame(list(rows.values()))
    return make_network(
        junctions.set_geometry("geometry", crs=crs.WGS84),
        edges.set_geometry("geometry", crs=crs.WGS84),
        name=graph.graph.get("name", "network"),
    )
