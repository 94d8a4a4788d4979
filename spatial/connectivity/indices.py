"""Indices of a network drawn as a graph: α, β, γ, the cyclomatic number, circuity, betweenness.

Source: Garrison and Marble 1962, Kansky 1963 (Structure of Transportation Networks), as in Rodrigue, The Geography of Transport
Systems. They are defined on the simple graph: road and rail side by side count once. With v vertices, e edges and p components:

    μ = e − v + p          α = μ / (2v − 5)          β = e / v          γ = e / (3 (v − 2))

The planar forms of α and γ need v ≥ 3; below that they are None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx


@dataclass(frozen=True)
class Indices:
    """Hold the indices of one network; `average_circuity` is None where no edge has both lengths."""

    vertices: int
    edges: int
    components: int
    mu: int
    alpha: float | None
    beta: float | None
    gamma: float | None
    average_circuity: float | None


def simple_graph(graph: nx.Graph) -> nx.Graph:
    """Return the undirected simple graph: parallel and opposite edges once, no loops."""
    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    plain.add_edges_from((a, b) for a, b, *_ in graph.edges if a != b)
    return plain


def graph_indices(graph: nx.Graph, *, circuities: Iterable[float] = ()) -> Indices:
    """Return the indices of any NetworkX graph, computed on its simple graph; `circuities` are network ÷ geodesic lengths, ≥ 1."""
    plain = simple_graph(graph)
    v, e = plain.number_of_nodes(), plain.number_of_edges()
    p = nx.number_connected_components(plain) if v else 0
    mu = e - v + p
    known = list(circuities)
    return Indices(
        vertices=v,
        edges=e,
        components=p,
        mu=mu,
        alpha=mu / (2 * v - 5) if v >= 3 else None,
        beta=e / v if v else None,
        gamma=e / (3 * (v - 2)) if v >= 3 else None,
        average_circuity=sum(known) / len(known) if known else None,
    )


def betweenness(graph: nx.Graph, weight: str = "minutes") -> dict[Any, float]:
    """Return the share of shortest paths between other vertices that run through each vertex, 0 to 1.

    Source: Freeman 1977; algorithm of Brandes 2001 in NetworkX, edges weighted by minutes, normalised by (v − 1)(v − 2) / 2.
    """
    found: dict[Any, float] = nx.betweenness_centrality(nx.Graph(graph), weight=weight, normalized=True)
    return found
