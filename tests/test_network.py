"""Tables, dates, steps, graph and arrays of a network, on networks drawn as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import InvalidInputError, NetworkError
from spatial.network import compile_network, edges_open_on, make_network
from spatial.network.check import check_network, network_info
from spatial.network.dates import date_of_year, date_range
from spatial.network.graph import from_graph, to_graph
from spatial.network.join import join_at_nodes
from spatial.network.read import read_user_network, write_user_network
from spatial.network.steps import drop_duplicates, largest_component, network_from_lines, snap_junctions, split_at_shared_points
from spatial.reach.times import one_to_all
from tests.network_drawings import draw, lonlat, random_network

ON = date(2020, 12, 31)


def lines(*paths: list[tuple[float, float]], **columns) -> gpd.GeoDataFrame:
    geometry = [shapely.LineString([lonlat(*spot) for spot in path]) for path in paths]
    return gpd.GeoDataFrame({"mode": ["road"] * len(geometry), "edge_class": "national", **columns}, geometry=geometry, crs=4326)


def test_date_ranges() -> None:
    assert date_range("2010-12-30") == (date(2010, 12, 30), date(2010, 12, 30))
    assert date_range("2012-02") == (date(2012, 2, 1), date(2012, 2, 29))
    assert date_range("2010") == (date(2010, 1, 1), date(2010, 12, 31))
    assert date_range("") is None
    assert date_range(float("nan")) is None


@pytest.mark.parametrize("text", ["soon", "2010-13", "20-x"])
def test_no_date_is_refused(text) -> None:
    with pytest.raises(InvalidInputError, match=text):
        date_range(text)


def test_year_is_its_last_day_and_has_a_range() -> None:
    assert date_of_year(2016) == date(2016, 12, 31)
    with pytest.raises(InvalidInputError, match="1850"):
        date_of_year(1850)


def test_open_on_a_day() -> None:
    edges = pd.DataFrame(
        {
            "mode": ["road", "road", "road", "road", "road", "rail"],
            "status": ["open", "open", "open", "planned", "closed", "open"],
            "opened": ["2010-06-01", "2010", "", "", "2000", "2010-01-01"],
            "closed": ["", "", "", "", "2010-06-01", ""],
            "passenger_from": ["", "", "", "", "", "2012-01-01"],
        }
    )
    state = edges_open_on(edges, date(2010, 7, 1))
    assert state.is_open.tolist() == [True, False, True, False, False, False]
    assert state.year_only.tolist() == [False, True, False, False, False, False]
    assert state.undated.tolist() == [False, False, True, False, False, False]
    assert edges_open_on(edges, date(2010, 12, 31)).is_open.tolist() == [True, True, True, False, False, False]
    assert not edges_open_on(edges, date(2010, 12, 31)).year_only.any()
    assert edges_open_on(edges, date(2005, 1, 1)).is_open.tolist() == [False, False, True, False, True, False]
    assert edges_open_on(edges, date(2013, 1, 1)).is_open[5]


def test_drawing_becomes_tables() -> None:
    """Do as the drawing says.

    a--b==c
       |
       d
    """
    network = draw("a--b==c\n   |\n   d")
    assert sorted(network.edges["id"]) == ["ab", "bc", "bd"]
    assert network.edges.set_index("id")["length_m"].to_dict() == pytest.approx({"ab": 3000, "bc": 3000, "bd": 2000}, rel=2e-3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from_id": "nowhere"}, "端点"),
        ({"mode": "boat"}, "mode"),
        ({"length_m": -5.0}, "长度"),
        ({"id": "ab"}, "重复"),
    ],
)
def test_broken_tables_are_refused(change, message) -> None:
    network = draw("a--b--c")
    edges = network.edges.copy()
    for column, value in change.items():
        edges.loc[1, column] = value
    with pytest.raises(NetworkError, match=message):
        make_network(network.junctions, edges)


def test_missing_column_is_named() -> None:
    network = draw("a--b")
    with pytest.raises(NetworkError, match="edge_class"):
        make_network(network.junctions, network.edges.drop(columns="edge_class"))


def test_edits_leave_the_original_alone() -> None:
    network = draw("a--b--c")
    closed = network.with_edges(closed=["bc"])
    assert len(network.edges) == 2
    assert closed.edges["id"].tolist() == ["ab"]
    faster = network.with_edges(speed_factor={"ab": 2.0})
    assert compile_network(faster, "road", ON).lines.forward.min() == pytest.approx(
        compile_network(network, "road", ON).lines.forward[0] / 2
    )
    with pytest.raises(NetworkError, match="zz"):
        network.with_edges(closed=["zz"])


def test_graph_and_back() -> None:
    network = draw("a--b>>c\n   |\n   d==e")
    graph = to_graph(network, on=ON)
    assert graph.has_edge("b", "c")
    assert not graph.has_edge("c", "b")
    back = from_graph(graph)
    assert back.edges.set_index("id").sort_index()["length_m"].to_dict() == network.edges.set_index("id").sort_index()["length_m"].to_dict()
    assert nx.utils.graphs_equal(nx.MultiDiGraph(to_graph(back, on=ON).edges(keys=True)), nx.MultiDiGraph(graph.edges(keys=True)))


def test_duplicates_and_reversed_lines_go() -> None:
    network = network_from_lines(lines([(0, 0), (4, 0)], [(4, 0), (0, 0)], [(0, 0), (4, 0)], [(4, 0), (4, 3)]))
    assert len(drop_duplicates(network).edges) == 2


def test_two_way_covers_one_way_but_two_one_ways_both_stay() -> None:
    both = network_from_lines(lines([(0, 0), (4, 0)], [(4, 0), (0, 0)], oneway=[True, True]))
    assert len(drop_duplicates(both).edges) == 2
    covered = network_from_lines(lines([(0, 0), (4, 0)], [(0, 0), (4, 0)], oneway=[True, False]))
    assert drop_duplicates(covered).edges["oneway"].tolist() == [False]


def test_lines_join_at_shared_vertices_but_not_at_crossings() -> None:
    """Do as the drawing says.

          c               c
          |               |
    a-----+-----b   and   |  a bridge: the upright line has no vertex on the other
          |               |
          d               d
    """
    shared = split_at_shared_points(network_from_lines(lines([(0, 2), (3, 2), (6, 2)], [(3, 0), (3, 2)], [(3, 2), (3, 4)])))
    assert len(shared.edges) == 4
    bridge = split_at_shared_points(network_from_lines(lines([(0, 2), (6, 2)], [(3, 0), (3, 4)])))
    assert len(bridge.edges) == 2
    assert nx.number_weakly_connected_components(to_graph(bridge, on=ON)) == 2


def test_split_keeps_the_stated_length() -> None:
    network = network_from_lines(lines([(0, 0), (3, 0), (6, 0)], [(3, 0), (3, 3)], length_m=[9000.0, 3000.0]))
    split = split_at_shared_points(network)
    assert sorted(split.edges["length_m"].round(3)) == pytest.approx([3000.0, 4500.0, 4500.0], rel=1e-3)


def test_snap_closes_a_gap() -> None:
    """a---b .c---d  becomes  a---b---d."""
    network = network_from_lines(lines([(0, 0), (3, 0)], [(3.02, 0), (6, 0)]))
    assert nx.number_weakly_connected_components(to_graph(network, on=ON)) == 2
    snapped = snap_junctions(network, 50.0)
    assert nx.number_weakly_connected_components(to_graph(snapped, on=ON)) == 1
    assert len(snapped.junctions) == 3


def test_largest_component() -> None:
    network = draw("a--b--c\n\nd--e")
    assert sorted(largest_component(network).junctions["id"]) == ["a", "b", "c"]


def test_user_network_round_trip(tmp_path) -> None:
    network = draw("a--b>>c\n   |\n   d")
    write_user_network(network, tmp_path / "mine")
    back = read_user_network(tmp_path / "mine")
    columns = ["id", "from_id", "to_id", "edge_class", "length_m", "oneway"]
    pd.testing.assert_frame_equal(pd.DataFrame(back.edges[columns]), pd.DataFrame(network.edges[columns]), check_dtype=False)


def test_check_finds_what_was_drawn_wrong() -> None:
    """a--b--c   d--e : two parts; d, e and a, c hang loose, which only a network that registers its ends can call wrong."""
    network = draw("a--b--c   d--e")
    for name, expected in (("embedded", {"components", "dangling"}), ("mine", {"components"})):
        found = check_network(replace(network, name=name), ON)
        assert {finding.check for finding in found if finding.severity == "warning"} == expected
    short = network.with_edges()
    short.edges.loc[0, "length_m"] = 100.0
    assert any(finding.check == "circuity" and finding.severity == "warning" for finding in check_network(short, ON))


def test_info_counts() -> None:
    info = network_info(draw("a--b==c"), ON)
    assert info["edges"] == 2
    assert {row["edge_class"]: row["edges"] for row in info["classes"]} == {"national": 1, "expressway": 1}


def test_nothing_open_is_said() -> None:
    network = draw("a--b")
    with pytest.raises(NetworkError, match="铁路"):
        compile_network(network, "rail", ON)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_times_equal_networkx(seed) -> None:
    """The arrays give what Dijkstra on the graph gives, outward and inward."""
    network = random_network(seed)
    compiled, graph = compile_network(network, "road", ON), to_graph(network, on=ON)
    start = f"n{seed % 30}"
    for inbound in (False, True):
        oracle = (
            nx.single_source_dijkstra_path_length(graph.reverse() if inbound else graph, start, weight="minutes") if start in graph else {}
        )
        if not oracle:
            continue
        join = join_at_nodes(0.0, 0.0, np.array([compiled.node_of[start]]), None)
        found = one_to_all(compiled, lonlat(0, 0), joins=[join], inbound=inbound).minutes
        for node, at in compiled.node_of.items():
            assert found[at] == pytest.approx(oracle.get(node, np.inf))


def test_an_expressway_is_left_at_interchanges_only() -> None:
    """Do as the drawing says.

    The roads cross without a junction:

       c
       |
    a==+==b
       |
       d
    """
    network = network_from_lines(lines([(0, 2), (6, 2)], [(3, 0), (3, 4)], edge_class=["expressway", "national"]))
    compiled = compile_network(split_at_shared_points(network), "road", ON)
    times = one_to_all(compiled, lonlat(0, 2), joins=[join_at_nodes(0.0, 0.0, np.array([compiled.node_of["n0"]]), None)])
    assert np.isfinite(times.minutes).sum() == 2
