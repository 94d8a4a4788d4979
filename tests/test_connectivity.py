"""Corridor checks on drawn networks, by hand and against NetworkX."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from spatial.connectivity.indices import betweenness, graph_indices
from spatial.connectivity.order import chain_length_m, shortest_chain
from spatial.connectivity.redundancy import disjoint_paths, weak_points


def drawn(text: str) -> nx.MultiGraph:
    """Make a multigraph from edges written `ab bc cd`; a repeated edge is a parallel one."""
    graph = nx.MultiGraph()
    for number, pair in enumerate(text.split()):
        graph.add_edge(pair[0], pair[1], key=f"{number}{pair}")
    return graph


def test_indices_of_two_squares_apart() -> None:
    """Should count two cycles where the formula for one component counts one.

    a - b    e - f
    |   |    |   |
    d - c    h - g
    """
    indices = graph_indices(drawn("ab bc cd da ef fg gh he"))
    assert (indices.vertices, indices.edges, indices.components, indices.mu) == (8, 8, 2, 2)
    assert indices.alpha == pytest.approx(2 / 11)
    assert indices.beta == 1
    assert indices.gamma == pytest.approx(8 / 18)


def test_road_and_rail_side_by_side_count_once() -> None:
    """Should take the simple graph: a = b - c, the first pair by road and rail."""
    indices = graph_indices(drawn("ab ab bc"), circuities=[1.2, 1.4])
    assert (indices.edges, indices.mu) == (2, 0)
    assert indices.beta == pytest.approx(2 / 3)
    assert indices.average_circuity == pytest.approx(1.3)


def test_indices_of_the_full_planar_graph_are_one() -> None:
    """Should reach the maxima on a triangle: α = 1 / 1, γ = 3 / 3."""
    indices = graph_indices(drawn("ab bc ca"))
    assert (indices.alpha, indices.beta, indices.gamma) == (1, 1, 1)


def test_too_small_for_planar_indices() -> None:
    indices = graph_indices(drawn("ab"))
    assert (indices.alpha, indices.gamma, indices.average_circuity) == (None, None, None)
    assert graph_indices(nx.MultiGraph()).beta is None


def test_betweenness_of_the_middle_of_a_line() -> None:
    """Should be 2/3 for the two inner places of a - b - c - d: each lies between two of three other pairs."""
    graph = nx.path_graph(["a", "b", "c", "d"])
    nx.set_edge_attributes(graph, 10, "minutes")
    found = betweenness(graph)
    assert found["a"] == 0
    assert found["b"] == pytest.approx(2 / 3)


def test_a_ring_has_two_ways_and_no_bridge() -> None:
    """Should find two disjoint paths a to c.

    a - b
    |   |
    d - c
    """
    ring = drawn("ab bc cd da")
    assert disjoint_paths(ring, {"a"}, {"c"}).paths == 2
    assert not weak_points(ring).bridges
    assert not weak_points(ring).articulation_points


def test_a_bridge_is_found_and_named() -> None:
    """Should name the link between two triangles.

    a       e
    | > c-d <|
    b       f
    """
    graph = drawn("ab bc ca cd de ef fd")
    cut = disjoint_paths(graph, {"a"}, {"f"})
    assert cut.paths == 1
    assert cut.edges == ("3cd",)
    assert weak_points(graph).bridges == {"3cd"}
    assert weak_points(graph).articulation_points == {"c", "d"}


def test_road_doubled_by_rail_is_no_bridge() -> None:
    graph = drawn("ab bc bc cd")
    assert weak_points(graph).bridges == {"0ab", "3cd"}
    assert disjoint_paths(graph, {"b"}, {"c"}).paths == 2


def test_apart_means_no_path_and_nothing_to_cut() -> None:
    cut = disjoint_paths(drawn("ab cd"), {"a"}, {"d"})
    assert cut.paths == 0
    assert cut.edges == ()


def test_a_place_of_several_junctions() -> None:
    """Should count ways between towns, not between single junctions: {a, b} to {e, f} by a-e and b-f."""
    graph = drawn("ae bf ab ef")
    assert disjoint_paths(graph, {"a"}, {"e"}).paths == 2
    assert disjoint_paths(graph, {"a", "b"}, {"e", "f"}).paths == 2
    assert disjoint_paths(drawn("ae ab ef"), {"a", "b"}, {"e", "f"}).paths == 1


@pytest.mark.parametrize("seed", range(25))
def test_disjoint_paths_bridges_and_indices_equal_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(5, 14))
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(count))
    for number in range(int(rng.integers(count, 3 * count))):
        a, b = rng.choice(count, 2, replace=False).tolist()
        graph.add_edge(a, b, key=number)
    capacity = nx.Graph()
    capacity.add_nodes_from(graph.nodes)
    for a, b in graph.edges():
        capacity.add_edge(a, b, capacity=graph.number_of_edges(a, b))
    cut = disjoint_paths(graph, {0}, {1})
    assert cut.paths == nx.maximum_flow_value(capacity, 0, 1) == len(cut.edges)
    without = graph.copy()
    without.remove_edges_from([(a, b, key) for a, b, key in graph.edges(keys=True) if key in cut.edges])
    assert not nx.has_path(without, 0, 1)
    weak = weak_points(graph)
    for a, b, key in graph.edges(keys=True):
        closed = graph.copy()
        closed.remove_edge(a, b, key)
        assert (nx.number_connected_components(closed) > nx.number_connected_components(graph)) == (key in weak.bridges)
    indices = graph_indices(graph)
    assert indices.mu == len(nx.cycle_basis(nx.Graph(graph)))


def test_the_shortest_chain_of_points_on_a_line() -> None:
    points = [(126.0, 43.0), (124.0, 43.0), (125.0, 43.0), (127.0, 43.0)]
    assert shortest_chain(points) == (1, 2, 0, 3)
    assert chain_length_m(points, (1, 2, 0, 3)) < chain_length_m(points, (0, 1, 2, 3))
    assert chain_length_m(points, (1, 3, 1)) == pytest.approx(2 * chain_length_m(points, (1, 3)))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 14])
def test_every_point_stands_once_in_the_chain(count: int) -> None:
    points = [(124 + (n * 7 % 11) / 3, 42 + (n * 5 % 13) / 4) for n in range(count)]
    assert sorted(shortest_chain(points)) == list(range(count))
