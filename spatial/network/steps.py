"""Small steps that clean a network; each takes a Network and returns a new one, so cleaning is a list of lines.

network = split_at_shared_points(drop_duplicates(network))
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from spatial import crs
from spatial.errors import NetworkError
from spatial.network.lines import plane_of
from spatial.network.tables import Network, make_network

KEY_DIGITS = 7


def network_from_lines(lines: gpd.GeoDataFrame, *, name: str = "network") -> Network:
    """Return a network whose junctions are the ends of the lines; ends at the same point (1 cm) are one junction.

    `lines` needs the columns mode and edge_class; where it has from_id and to_id those name the junctions. Multi-part
    lines are taken apart, lines without length left out. Raises NetworkError when no line is left.
    """
    parts = lines.explode(index_parts=False).reset_index(drop=True)
    parts = parts[(parts.geom_type == "LineString") & (shapely.length(parts.geometry.to_numpy()) > 0)].reset_index(drop=True)
    if not len(parts):
        msg = f"{name} 中没有可用的线；请检查图层是否为线、线是否有长度。"
        raise NetworkError(msg)
    ends = shapely.get_point(np.tile(parts.geometry.to_numpy(), 2), np.repeat([0, -1], len(parts)))
    if "from_id" in parts:
        keys = np.concatenate([parts["from_id"], parts["to_id"]]).astype(str)
        ids, first = np.unique(keys, return_index=True)
        spots = ends[first]
    else:
        places, first, index = np.unique(
            np.round(shapely.get_coordinates(ends), KEY_DIGITS), axis=0, return_index=True, return_inverse=True
        )
        ids, spots = np.array([f"n{number}" for number in range(len(places))], dtype=object), ends[first]
        parts["from_id"], parts["to_id"] = np.split(ids[np.asarray(index).ravel()], 2)
    junctions = gpd.GeoDataFrame({"id": ids, "kind": "trunk", "name": ""}, geometry=spots, crs=crs.WGS84)
    parts["id"] = [f"e{number}" for number in range(len(parts))]
    return make_network(junctions, parts, name=name)


def drop_duplicates(network: Network) -> Network:
    """Return a network without edges drawn twice, the same way round or reversed; of a two-way and a one-way the two-way stays.

    a ===== b   becomes   a ----- b
    """
    edges = network.edges
    keys = shapely.to_wkb(shapely.normalize(shapely.set_precision(edges.geometry.to_numpy(), 10**-KEY_DIGITS, mode="pointwise")))
    forward = np.where(edges["oneway"].to_numpy(bool), edges["from_id"].to_numpy(object), "")
    table = pd.DataFrame({"key": keys, "way": forward, "mode": edges["mode"], "oneway": edges["oneway"].to_numpy(bool)})
    order = table.sort_values("oneway", kind="stable").index
    ordered = table.loc[order]
    same = ordered.duplicated(["key", "mode", "way"])
    two_way = ordered.groupby(["key", "mode"])["oneway"].transform("min")
    covered = ordered["oneway"] & ~two_way.astype(bool)
    keep = np.sort(order[~(same | covered).to_numpy()])
    return replace(network, edges=edges.loc[keep].reset_index(drop=True))


def split_at_shared_points(network: Network) -> Network:
    """Return a network in which edges end where another edge ends on one of their vertices; mere crossings stay unjoined.

    a --+-- b        a --c-- b
        |       to       |         but a bridge, which shares no vertex, is left alone
        c                d
    """
    edges = network.edges
    ends = {
        tuple(np.round(xy, KEY_DIGITS)): node
        for node, xy in zip(network.junctions["id"], shapely.get_coordinates(network.junctions.geometry), strict=True)
    }
    rows: list[dict[str, Any]] = []
    for row in edges.to_dict("records"):
        rows.extend(_split(row, ends))
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs=crs.WGS84)
    return make_network(network.junctions, table, name=network.name, built_up=network.built_up, water=network.water)


def _split(row: dict[str, Any], ends: dict[tuple[float, ...], str]) -> list[dict[str, Any]]:
    """Return an edge cut at its inner vertices that are junctions; lengths are shared out by the geometry."""
    xy = shapely.get_coordinates(row["geometry"])
    inner = [i for i in range(1, len(xy) - 1) if tuple(np.round(xy[i], KEY_DIGITS)) in ends]
    if not inner:
        return [row]
    marks = [0, *inner, len(xy) - 1]
    nodes = [row["from_id"], *(ends[tuple(np.round(xy[i], KEY_DIGITS))] for i in inner), row["to_id"]]
    lines = [shapely.LineString(xy[a : b + 1]) for a, b in pairwise(marks)]
    lengths = crs.geodesic_lengths_m(lines)
    scale = row["length_m"] / lengths.sum()
    return [
        {**row, "id": f"{row['id']}.{k + 1}", "from_id": nodes[k], "to_id": nodes[k + 1], "geometry": line, "length_m": lengths[k] * scale}
        for k, line in enumerate(lines)
    ]


def snap_junctions(network: Network, within_m: float) -> Network:
    """Return a network whose junctions nearer to each other than a distance in metres are one; edges that shrink to nothing go.

    a -- b  c -- d   becomes   a -- b -- d
    """
    plane = shapely.points(*crs.project_xy(network.junctions.geometry.x, network.junctions.geometry.y, crs.WGS84, plane_of(network)))
    left, right = shapely.STRtree(plane).query(plane, predicate="dwithin", distance=within_m)
    groups = nx.Graph()
    groups.add_nodes_from(range(len(plane)))
    groups.add_edges_from(zip(left, right, strict=True))
    ids = network.junctions["id"].to_numpy(object)
    home = {ids[member]: ids[min(group)] for group in nx.connected_components(groups) for member in group}
    points = dict(zip(ids, network.junctions.geometry, strict=True))
    edges = network.edges.copy()
    edges["from_id"], edges["to_id"] = edges["from_id"].map(home), edges["to_id"].map(home)
    edges["geometry"] = [
        _move_ends(line, points[a], points[b]) for line, a, b in zip(edges.geometry, edges["from_id"], edges["to_id"], strict=True)
    ]
    edges = edges[~((edges["from_id"] == edges["to_id"]) & (edges["length_m"] <= 2 * within_m))].reset_index(drop=True)
    junctions = network.junctions[network.junctions["id"].isin(set(home.values()))].reset_index(drop=True)
    return replace(network, junctions=junctions, edges=edges)


def _move_ends(line: Any, start: Any, end: Any) -> Any:
    """Return a line with its two ends put on points."""
    xy = shapely.get_coordinates(line).copy()
    xy[0], xy[-1] = (start.x, start.y), (end.x, end.y)
    return shapely.LineString(xy)


def largest_component(network: Network) -> Network:
    """Return the part of the network with the most junctions, ways taken as open both ways."""
    graph = nx.Graph()
    graph.add_edges_from(zip(network.edges["from_id"], network.edges["to_id"], strict=True))
    biggest: set[str] = max(nx.connected_components(graph), key=len, default=set())
    edges = network.edges[network.edges["from_id"].isin(biggest)].reset_index(drop=True)
    junctions = network.junctions[network.junctions["id"].isin(biggest)].reset_index(drop=True)
    return replace(network, junctions=junctions, edges=edges)
