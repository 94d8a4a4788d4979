"""Closing one thing at a time: against brute force, and by hand on drawn networks."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from spatial.criticality import CUT_OFF_MINUTES, county_units, critical
from spatial.errors import InvalidInputError
from spatial.network import load_network
from spatial.network.attached import attach, minutes_matrix
from spatial.network.closures import Arcs, arcs_from, closure_losses, minutes_between, recomputed_losses


def both_ways(edges: list[tuple[int, int, float]], count: int) -> Arcs:
    """One link per edge, open in both directions."""
    tails = np.array([e[0] for e in edges] + [e[1] for e in edges])
    heads = np.array([e[1] for e in edges] + [e[0] for e in edges])
    minutes = np.array([e[2] for e in edges] * 2, dtype=float)
    links = np.array(list(range(len(edges))) * 2)
    return arcs_from(tails, heads, minutes, links, count)


def ones(count: int) -> np.ndarray:
    return np.ones((1, count))


def test_the_only_link_cuts_off_and_a_parallel_one_only_delays() -> None:
    """Should tell a bridge from a doubled link.

    0 --10-- 1 --10-- 2
             `---25---'
    """
    arcs = both_ways([(0, 1, 10), (1, 2, 10), (1, 2, 25)], 3)
    loss = closure_losses(arcs, np.arange(3), np.arange(3), ones(3), link_count=3).sum(axis=0)[:, 0]
    assert loss[0].tolist() == [0, 4]  # 0-1 and 0-2, both ways
    assert loss[1].tolist() == [60, 0]  # 15 minutes for 0-2 and 1-2, both ways
    assert loss[2].tolist() == [0, 0]


def test_one_way_links_cost_only_their_direction() -> None:
    """Should count the way round a one-way ring.

    0 -> 1 -> 2 -> 0, and 1 -> 0 directly in 50
    """
    arcs = arcs_from(np.array([0, 1, 2, 1]), np.array([1, 2, 0, 0]), np.array([5.0, 5, 5, 50]), np.arange(4), 3)
    loss = closure_losses(arcs, np.arange(3), np.arange(3), ones(3), link_count=4).sum(axis=0)[:, 0]
    assert loss[0].tolist() == [0, 3]  # 0 reaches nothing, 2 does not reach 1
    assert loss[1].tolist() == [40, 2]  # 1-0 takes 50 instead of 10; nothing reaches 2
    assert loss[2].tolist() == [40, 2]
    assert loss[3].tolist() == [0, 0]


def test_a_closed_junction_is_gone_round_or_cuts_off() -> None:
    """Should re-route the corner of a square and cut the tail behind vertex 3.

    0 -1- 1
    |     |
    4     1
    |     |
    2 -1- 3 -1- 4
    """
    arcs = both_ways([(0, 1, 1), (1, 3, 1), (0, 2, 4), (2, 3, 1), (3, 4, 1)], 5)
    origins = np.array([0, 2, 4])
    loss = closure_losses(arcs, origins, origins, ones(3), link_count=5, of_junctions=True).sum(axis=0)[:, 0]
    assert loss[1].tolist() == [2 * (6 - 3) + 2 * (4 - 3), 0]  # 0-4 by the left side, 0-2 directly
    assert loss[3].tolist() == [2 * (4 - 3), 4]  # 4 is cut off from 0 and 2; 0-2 takes 4 instead of 3


def test_what_can_not_close_is_left_alone() -> None:
    arcs = arcs_from(np.array([0, 1]), np.array([1, 0]), np.array([1.0, 1]), np.array([-1, 0]), 2)
    loss = closure_losses(arcs, np.arange(2), np.arange(2), ones(2), link_count=1).sum(axis=0)[:, 0]
    assert loss[0].tolist() == [0, 1]


def random_network(seed: int) -> Arcs:
    """Make a random network of 12 to 40 vertices, some links one-way, some of several pieces, some pairs doubled, some parts apart."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(12, 40))
    size = int(count * rng.uniform(1.0, 2.2))
    tails, heads = rng.integers(0, count, size), rng.integers(0, count, size)
    minutes = rng.integers(0, 30, size).astype(float)
    links = rng.integers(-1, max(size // 2, 1), size)
    two_way = rng.random(size) < 0.8
    return arcs_from(
        np.concatenate([tails, heads[two_way]]), np.concatenate([heads, tails[two_way]]),
        np.concatenate([minutes, minutes[two_way]]), np.concatenate([links, links[two_way]]), count,
    )  # fmt: skip


@pytest.mark.parametrize("block", range(10))
def test_equal_to_brute_force_on_two_hundred_random_networks(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        arcs = random_network(seed)
        rng = np.random.default_rng(seed + 1000)
        origins = rng.choice(arcs.vertex_count, size=min(8, arcs.vertex_count), replace=False)
        weights = np.stack([np.ones(len(origins)), rng.integers(1, 1000, len(origins)).astype(float)])
        link_count = int(arcs.links.max()) + 1
        fast = closure_losses(arcs, origins, origins, weights, link_count=link_count)
        slow = recomputed_losses(arcs, origins, origins, weights, link_count=link_count)
        np.testing.assert_allclose(fast, slow, atol=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_junction_closures_equal_networkx(seed: int) -> None:
    arcs = random_network(seed)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(arcs.vertex_count))
    graph.add_weighted_edges_from(zip(arcs.tails.tolist(), arcs.heads.tolist(), arcs.minutes.tolist(), strict=True))
    origins = np.arange(0, arcs.vertex_count, 4)
    fast = closure_losses(arcs, origins, origins, ones(len(origins)), link_count=0, of_junctions=True)
    base = minutes_between(arcs, origins, origins)
    for junction in range(arcs.vertex_count):
        closed = graph.copy()
        closed.remove_node(junction)
        for row, origin in enumerate(origins.tolist()):
            if origin == junction:
                continue
            after = nx.single_source_dijkstra_path_length(closed, origin)
            pairs = [(base[row, col], after.get(d, np.inf)) for col, d in enumerate(origins.tolist()) if np.isfinite(base[row, col])]
            assert fast[row, junction, 0, 1] == sum(not np.isfinite(late) for _, late in pairs)
            assert fast[row, junction, 0, 0] == pytest.approx(sum(late - early for early, late in pairs if np.isfinite(late)))


def test_closing_never_shortens() -> None:
    for seed in range(30):
        arcs = random_network(seed)
        origins = np.arange(0, arcs.vertex_count, 3)
        loss = closure_losses(arcs, origins, origins, ones(len(origins)), link_count=int(arcs.links.max()) + 1)
        assert (loss >= 0).all()


def test_the_province_s_closures_are_ranked_by_people_and_without_beside() -> None:
    """Should rank by people, keep the unweighted cost apart, and never find a closure that helps."""
    found = critical("rail", 2026, top=40)
    costs = [item.cost for item in found]
    assert costs == sorted(costs, reverse=True)
    assert [item.rank for item in found] == list(range(1, 41))
    assert {item.rank for item in found} != {item.rank_unweighted for item in found}
    for item in found:
        assert item.cost == pytest.approx(item.extra_minutes + CUT_OFF_MINUTES * item.cut_off_share)
        assert item.cost_unweighted == pytest.approx(item.extra_minutes_unweighted + CUT_OFF_MINUTES * item.cut_off_share_unweighted)
        assert item.hurts[0].extra_minutes + CUT_OFF_MINUTES * item.hurts[0].cut_off_share > 0


def test_a_closure_of_the_embedded_network_costs_what_the_table_without_it_says() -> None:
    """Should equal closing the section in the table and compiling anew, weighted and unweighted."""
    network, units = load_network(), county_units()
    worst = critical("rail", 2026, top=1)[0]
    before, after = (minutes_matrix(attach(n, units, "rail", 2026)) for n in (network, network.with_edges(closed=[worst.id])))
    people = np.array([float(place.population) for place in units])
    possible = np.isfinite(before) & ~np.eye(len(units), dtype=bool)
    extra = np.where(possible, np.where(np.isfinite(after), after, before + CUT_OFF_MINUTES) - np.where(possible, before, 0), 0.0)
    for cost, weight in ((worst.cost, np.outer(people, people)), (worst.cost_unweighted, np.ones_like(before))):
        assert cost == pytest.approx((extra * weight)[possible].sum() / weight[possible].sum(), rel=0.02)


def test_every_county_unit_of_jilin_has_its_census() -> None:
    units = county_units()
    assert len(units) == 60
    assert {place.population_year for place in units} == {2010}


def test_no_top_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        critical("road", 2026, top=0)
