"""Check the rules of the tool that builds the network layers, on small examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tools.network import ordinary, outcomes
from tools.network.exits import exits_of
from tools.network.expressways import Traced, trace
from tools.network.facts import Section, parse_date
from tools.network.graph import Graph, geodesic_m
from tools.network.mesh import Mesh
from tools.network.rail_forks import shared_end
from tools.network.roads import tables
from tools.network.settlements import Places
from tools.network.write import write_lines


def section(ident: str, start: str, end: str, opened: str, status: str = "open") -> Section:
    """Return a small section for the tests of rules."""
    return Section(ident, "G1", "", start, end, (0, 0), (1, 0), 1.0, False, "", 120, "4", opened, "", status, "expressway", "", "", "JL")


def test_exits() -> None:
    """Draw a ──2010── 乙枢纽 ──2015── b: the hub is the end of the road from 2010 to 2015."""
    sections = [section("x-1", "a", "乙枢纽", "2010-11"), section("x-2", "乙枢纽", "b", "2015-09-29"), section("x-3", "b", "省界", "2016")]
    exits = exits_of(sections)
    assert {name: (exit_.first.id, exit_.closed) for name, exit_ in exits.items()} == {
        "a": ("x-1", ""), "b": ("x-2", ""), "乙枢纽": ("x-1", "2015-09-29"), "省界": ("x-3", ""),
    }  # fmt: skip
    assert "丙枢纽" not in exits_of([section("x-1", "a", "丙枢纽", "2010"), section("x-2", "丙枢纽", "b", "2010-11")])


def test_dates_of_the_reference() -> None:
    assert parse_date("2011-09") == ("2011-09", "month known")
    assert parse_date("1927-1929") == ("1929", "last year of “1927-1929”")
    assert parse_date("")[0] == ""
    assert parse_date("between 2011 and 2026") == ("", "unknown: between 2011 and 2026")


def test_graph_splits_and_finds_the_way() -> None:
    """Split the first edge of this triangle.

    0 ── 1 ── 2
    └─────────┘ (long way)
    """
    mesh = Mesh(
        np.array([(125.0, 44.0), (125.1, 44.0), (125.2, 44.0)]), np.array([(0, 1), (1, 2), (0, 2)]), np.array([8000.0, 8000.0, 20000.0])
    )
    graph = Graph(mesh)
    node = graph.split(0, 0.5, 100.0)
    assert graph.xy[node] == (125.05, 44.0)
    way = graph.path(0, 2, lambda e, _n: graph.edges[e][2])
    assert graph.walk(0, way) == [0, node, 1, 2]
    assert sum(graph.edges[e][2] for e in way) == pytest.approx(16000)
    assert graph.split(1, 0.0, 100.0) == 1
    edge, fraction, gap = graph.nearest(125.15, 44.01)
    assert (edge, round(fraction, 2)) == (1, 0.5)
    assert gap == pytest.approx(1113, rel=0.01)


def test_lines_are_written_the_same_twice(tmp_path: Path) -> None:
    lines = [[(125.0, 44.0), (125.1, 44.1)], [(125.1, 44.1), (125.3, 44.0)]]
    for name in ("a", "b"):
        write_lines(tmp_path / f"{name}.parquet", {"id": ["x", "y"]}, lines)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_outcome_lists_name_edges() -> None:
    roads = [{"id": "g1-024"}, {"id": "g203-001.01"}, {"id": "g203-001.02"}, {"id": "g1131-p01"}]
    assert outcomes._road_edges("expressways:G1#24-25; trunk_roads:G203#1; expressways_planned:G1131#1", roads, {}) == [
        "g1-024", "g203-001.01", "g203-001.02", "g1131-p01",
    ]  # fmt: skip


def test_a_section_on_another_road_is_realised_by_that_road() -> None:
    assert outcomes._road_edges("trunk_roads:G302#3", [{"id": "g202-004.01"}], {"g302-003": "g202-004"}) == ["g202-004.01"]


def net_of(points: list[tuple[float, float]], ends: list[tuple[int, int]]) -> Graph:
    """Return a graph of straight edges with geodesic lengths."""
    length = [geodesic_m(points[a], points[b]) for a, b in ends]
    return Graph(Mesh(np.array(points), np.array(ends), np.array(length)))


def test_an_expressway_leaves_the_ordinary_network_and_gets_ramps() -> None:
    """Trace an expressway a-b on the middle of three lines between two cross roads.

    0 ──── 1 ──── 2
    │      ║      │      ║ traced: the expressway from 1 to 4
    3 ──── 4 ──── 5
    """
    points = [(125.0, 44.5), (125.2, 44.5), (125.4, 44.5), (125.0, 44.0), (125.2, 44.0), (125.4, 44.0)]
    graph = net_of(points, [(0, 1), (1, 2), (0, 3), (1, 4), (2, 5), (3, 4), (4, 5)])
    road = replace(section("g1-001", "a", "b", "2010"), start_xy=points[1], end_xy=points[4], length_m=56_000.0)
    traced = trace([road], graph)
    assert traced.lines["g1-001"] == [points[1], points[4]]
    net = ordinary.build(graph, traced, [road], [])
    assert {graph.edges[e][:2] for e in graph.edges} == {(0, 1), (1, 2), (0, 3), (2, 5), (3, 4), (4, 5)}
    assert net.ramps == {"a": (1, 0.0), "b": (4, 0.0)}
    out = tables(net, traced, [road], [])
    assert {(r["edge_class"], r["from_id"], r["to_id"]) for r in out.roads} == {
        ("expressway", "i-a", "i-b"), ("ramp", "i-a", "n00001"), ("ramp", "i-b", "n00004"),
    }  # fmt: skip
    assert all(piece[4] <= 2001 for piece in out.background)


def test_a_trunk_chord_joins_the_road_it_crosses() -> None:
    """Draw a chord c-d, far from any road at both ends, across the road 0-1.

           c
    0 ─────┼───── 1
           d
    """
    graph = net_of([(125.0, 44.0), (125.4, 44.0)], [(0, 1)])
    road = replace(
        section("s1-001", "c", "d", ""), start_xy=(125.2, 44.1), end_xy=(125.2, 43.9), length_m=25_000.0, edge_class="provincial"
    )
    net = ordinary.build(graph, Traced(), [], [road])
    assert "s1-001" in net.chords
    assert len(graph.components()) == 1
    assert sorted(len(edges) for edges in graph.at.values() if edges) == [1, 1, 1, 1, 4]
    assert sum(graph.edges[e][2] for e in net.trunk if e in graph.edges) == pytest.approx(25_000.0)


def test_a_long_straight_edge_is_bent_through_its_town() -> None:
    """Bend 0-1 (32 km) through t, 3 km beside it; the road gets no shorter."""
    graph = net_of([(125.0, 44.0), (125.4, 44.0)], [(0, 1)])
    town = (125.2, 44.027)
    road = replace(section("s1-001", "t", "u", ""), start_xy=town, end_xy=(125.4, 44.0), length_m=16_500.0, edge_class="provincial")
    net = ordinary.build(graph, Traced(), [], [road])
    assert graph.xy[net.towns["t"]] == town
    assert sum(length for _, _, length in graph.edges.values()) >= geodesic_m((125.0, 44.0), town) + geodesic_m(town, (125.4, 44.0)) - 1
    assert set(net.trunk.values()) == {"s1-001"}


def test_lines_share_their_end() -> None:
    assert shared_end([(0, 0), (1, 1), (2, 1)], [(0, 2), (1, 1), (2, 1)]) == 2
    assert shared_end([(0, 0), (2, 1)], [(0, 2), (2, 2)]) == 0


def test_interchanges_are_found_where_roads_end_on_an_expressway() -> None:
    """Find the interchange at 1, where a road ends; the crossing at 2 is 4 km from it and too near, the one at 3 is not.

              5      6
              │      │
    0 ──── 1 ─┼2─────┼3 ──── 4     ═ traced: the expressway from 0 to 4
           │  │      │
           7──8──────9
    """
    points = [(125.0, 44.0), (125.2, 44.0), (125.25, 44.0), (125.4, 44.0), (125.6, 44.0)]
    points += [(125.25, 44.1), (125.4, 44.1), (125.2, 43.9), (125.25, 43.9), (125.4, 43.9)]
    graph = net_of(points, [(0, 1), (1, 2), (2, 3), (3, 4), (1, 7), (5, 2), (2, 8), (6, 3), (3, 9), (7, 8), (8, 9)])
    road = replace(section("g1-001", "a", "b", "2010"), start_xy=points[0], end_xy=points[4], length_m=48_000.0)
    traced = trace([road], graph)
    net = ordinary.build(graph, traced, [road], [], Places(every={"某镇": (125.2, 44.02)}))
    names = [s.end for s in net.expressways]
    assert names == ["某镇附近(G1)", "G1第001段(G1)", "b"]
    assert [s.id for s in net.expressways] == ["g1-001.01", "g1-001.02", "g1-001.03"]
    assert sum(s.length_m for s in net.expressways) == pytest.approx(48_000.0)
    assert "a road ends" in traced.found[names[0]][0]
    assert "may be a bridge" in traced.found[names[1]][0]
    assert set(net.ramps) >= set(names[:2])


def test_a_settlement_in_a_wide_gap_gets_an_interchange() -> None:
    """Put one beside 某镇, 5 km off the line 0-1 and 24 km from its ends, where a road passes; none where no road is near."""
    points = [(125.0, 44.0), (125.6, 44.0), (125.25, 44.06), (125.35, 44.06), (125.6, 44.2)]
    graph = net_of(points, [(0, 1), (2, 3), (3, 4), (4, 1)])
    road = replace(section("g1-001", "a", "b", "2010"), start_xy=points[0], end_xy=points[1], length_m=48_000.0)
    traced = trace([road], graph)
    net = ordinary.build(graph, traced, [road], [], Places(every={"某镇": (125.3, 44.045), "远村": (125.1, 43.96)}))
    assert [s.end for s in net.expressways] == ["某镇附近(G1)", "b"]
    assert "passes a settlement" in traced.found["某镇附近(G1)"][0]


def test_two_expressways_that_cross_share_a_hub() -> None:
    """Cross a-b and c-d, both off the mesh: one hub cuts both, and nothing can leave there."""
    graph = net_of([(125.0, 45.0), (125.2, 45.0)], [(0, 1)])
    one = replace(section("g1-001", "a", "b", "2024"), start_xy=(125.0, 44.0), end_xy=(125.4, 44.0), length_m=34_000.0)
    two = replace(section("g2-001", "c", "d", "", "planned"), ref="G2", start_xy=(125.1, 43.9), end_xy=(125.1, 44.2), length_m=35_000.0)
    traced = trace([one, two], graph)
    net = ordinary.build(graph, traced, [one, two], [])
    hub = net.expressways[0].end
    assert "枢纽" in hub
    assert [(s.id, s.start, s.end) for s in net.expressways] == [
        ("g1-001.01", "a", hub), ("g1-001.02", hub, "b"), ("g2-001.01", "c", hub), ("g2-001.02", hub, "d"),
    ]  # fmt: skip
    assert hub not in exits_of(net.expressways)


def test_a_road_is_named_over_a_town_the_mesh_passes_by() -> None:
    """Name a-b-c on the mesh 0-1-2 although b stands 7 km beside the line: too far by itself, near enough for a way that fits.

              b
    a 0 ───────────── 1 ──── 2 c
    """
    graph = net_of([(125.0, 44.0), (125.3, 44.0), (125.4, 44.0)], [(0, 1), (1, 2)])
    b = (125.15, 44.06)
    ends = ((125.0, 44.0), b, (125.4, 44.0))
    parts = [
        replace(section(f"s1-00{i + 1}", "abc"[i], "abc"[i + 1], ""), start_xy=ends[i], end_xy=ends[i + 1], length_m=length)
        for i, length in enumerate((16_000.0, 24_000.0))
    ]
    parts = [replace(part, edge_class="provincial") for part in parts]
    net = ordinary.build(graph, Traced(), [], parts)
    assert net.chords == {}
    assert set(net.trunk.values()) == {"s1-001", "s1-002"}
    assert graph.xy[net.towns["b"]] == (125.15, 44.0)


def test_two_towns_beside_one_long_edge_share_it() -> None:
    """Name a-b-c-d on the one edge 0-1, where b and c stand 8.5 km beside it: each section keeps its part, scaled to what is stated."""
    graph = net_of([(125.0, 44.0), (125.39, 44.0)], [(0, 1)])
    ends = ((125.0, 44.0), (125.13, 44.077), (125.26, 44.077), (125.39, 44.0))
    parts = [
        replace(section(f"s1-00{i + 1}", "abcd"[i], "abcd"[i + 1], ""), start_xy=ends[i], end_xy=ends[i + 1], length_m=13_000.0)
        for i in range(3)
    ]
    net = ordinary.build(graph, Traced(), [], [replace(part, edge_class="provincial") for part in parts])
    assert net.chords == {}
    assert [round(sum(graph.edges[e][2] for e, i in net.trunk.items() if i == part.id), -3) for part in parts] == [13_000.0] * 3


def test_a_long_straight_road_is_bent_through_the_place_beside_it() -> None:
    """Bend 0-1 (32 km) through 某镇, 2 km beside it, and leave 远村, 8 km off, alone; a short road is left as it is."""
    graph = net_of([(125.0, 44.0), (125.4, 44.0), (125.43, 44.0)], [(0, 1), (1, 2)])
    places = {"某镇": (125.2, 44.018), "远村": (125.1, 44.072), "路口": (125.415, 44.01)}
    net = ordinary.build(graph, Traced(), [], [], Places(every=places))
    assert graph.xy[net.towns["某镇"]] == places["某镇"]
    assert set(net.placed) == {"某镇"}
    assert len(graph.edges) == 3


def test_a_town_off_every_road_gets_a_connecting_road() -> None:
    """Join 某镇, 8 km off the road 0-1-2, by a straight road marked low; 近村, 500 m off, needs none, 山村, 50 km off, is too far."""
    graph = net_of([(125.0, 44.0), (125.03, 44.0), (125.06, 44.0)], [(0, 1), (1, 2)])
    own = {"某镇": (125.03, 44.072), "近村": (125.0, 44.0045), "山村": (125.0, 44.45)}
    net = ordinary.build(graph, Traced(), [], [], Places(own, own))
    (link,) = net.links
    assert (link.start, link.confidence, link.edge_class) == ("某镇", "low", "county")
    assert link.length_m == pytest.approx(9_600, rel=0.01)
    out = tables(net, Traced(), [], [])
    assert [(row["id"], row["from_id"], row["to_id"]) for row in out.roads] == [("v-mouzhen.01", "t-mouzhen", "n00001")]
    assert "assumption" in str(out.roads[0]["length_basis"])
