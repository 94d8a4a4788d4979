"""How many ways there are, and what they hang on: disjoint paths, minimum cut, bridges, articulation points.

Everything here asks for structure, so the graph is undirected and keeps parallel edges: a corridor with road and rail side by side is
not fragile. Disjoint paths and minimum cut are the same number (Menger 1927) and are found by maximum flow with every edge of capacity 1
(Ford and Fulkerson 1956; SciPy's Dinic).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

UNLIMITED = 1_000_000


@dataclass(frozen=True)
class Cut:
    """Hold the number of edge-disjoint paths between two ends, and the edges of one smallest cut (edge keys)."""

    paths: int
    edges: tuple[Hashable, ...]


def disjoint_paths(graph: nx.MultiGraph, start: Collection[Hashable], end: Collection[Hashable]) -> Cut:
    """Return how many edge-disjoint paths join two sets of vertices, and one smallest set of edges that parts them.

    A place is a set of vertices: every junction inside it. Sets that share a vertex are one and the same; that is refused by the caller.
    Keys of the multigraph name the edges. Of several smallest cuts the one nearest to `start` is returned.
    """
    index = {vertex: number for number, vertex in enumerate(graph.nodes)}
    source, sink = len(index), len(index) + 1
    pairs = [(index[a], index[b], key) for a, b, key in graph.edges(keys=True) if a != b]
    joins = [(source, index[v]) for v in start if v in index] + [(index[v], sink) for v in end if v in index]
    rows = [a for a, _, _ in pairs] + [b for _, b, _ in pairs] + [a for a, _ in joins]
    cols = [b for _, b, _ in pairs] + [a for a, _, _ in pairs] + [b for _, b in joins]
    sizes = [1] * (2 * len(pairs)) + [UNLIMITED] * len(joins)
    shape = (len(index) + 2, len(index) + 2)
    capacity = csr_array(coo_array((np.array(sizes, np.int32), (rows, cols)), shape=shape))
    flow = maximum_flow(capacity, source, sink)
    left = csr_array(capacity - flow.flow)
    left.eliminate_zeros()
    near = set(breadth_first_order(left, source, return_predecessors=False).tolist())
    cut = tuple(key for a, b, key in pairs if (a in near) != (b in near))
    return Cut(int(flow.flow_value), cut)


@dataclass(frozen=True)
class WeakPoints:
    """Hold the edges (keys) and vertices whose loss alone would split the graph."""

    bridges: frozenset[Hashable]
    articulation_points: frozenset[Hashable]


def weak_points(graph: nx.MultiGraph) -> WeakPoints:
    """Return the bridges and articulation points of an undirected multigraph; a doubled edge is no bridge."""
    bridges = {key for a, b in nx.bridges(graph) for key in graph[a][b]}
    return WeakPoints(frozenset(bridges), frozenset(nx.articulation_points(nx.Graph(graph))))
