"""Corridor checks on a small drawn country and on the embedded network."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.connectivity import CHECKS, by_severity, check_corridor, corridor_of, leg_row, plan_corridors, route
from spatial.connectivity.corridor import Corridor
from spatial.errors import AmbiguousPlaceError, InvalidInputError, PlaceNotFoundError, PlanNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.network import Network, load_network, make_network
from spatial.network.attached import attach, minutes_matrix, way_between
from spatial.reach import many_to_many
from spatial.report import corridor_html, corridor_markdown, strip_svg
from spatial.schema import Place

LON, LAT, STEP = 126.0, 43.5, 0.5


def town(name: str, column: float, row: float = 0.0) -> Place:
    return Place(name, name, "facility", None, None, LON + STEP * column, LAT + STEP * row, 10.0, "own", "drawn")


def drawn(points: dict[str, tuple[float, float]], edges: list[tuple[str, str, str]], **columns: object) -> Network:
    """Make a network from junctions at (column, row) and edges `(from, to, class)`; hsr and conventional are rail between stations."""
    rail = {end for a, b, kind in edges if kind in ("hsr", "conventional") for end in (a, b)}
    spots = {name: shapely.Point(LON + STEP * x, LAT + STEP * y) for name, (x, y) in points.items()}
    junctions = gpd.GeoDataFrame(
        {"id": list(spots), "kind": ["station" if name in rail else "trunk" for name in spots], "name": list(spots)},
        geometry=list(spots.values()), crs=4326,
    )  # fmt: skip
    rows = [
        {"id": f"{a}{b}{number}", "from_id": a, "to_id": b, "mode": "rail" if kind in ("hsr", "conventional") else "road",
         "edge_class": kind, "speed_kph": 250.0 if kind == "hsr" else 80.0, "opened": "2000-01-01", "date_basis": "drawn", **columns}
        for number, (a, b, kind) in enumerate(edges)
    ]  # fmt: skip
    lines = [shapely.LineString([spots[a], spots[b]]) for a, b, _ in edges]
    return make_network(junctions, gpd.GeoDataFrame(rows, geometry=lines, crs=4326), name="drawn")


def corridor(*places: Place) -> Corridor:
    return Corridor("drawn", "—".join(place.title for place in places), places, "typed")


A, B, C = town("甲", 0), town("乙", 1), town("丙", 2)
LINE = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (2.0, 0.0)}


def found(check: str, network: Network, *places: Place, mode: str = "road") -> list[tuple[str, str]]:
    result = check_corridor(corridor(*places), mode, 2020, network=network)
    return [(finding.severity, finding.subject) for finding in result.findings if finding.check == check]


def test_a_line_is_joined_and_hangs_on_every_link() -> None:
    """Should find both legs joined and each cut off by its only link: a - b - c."""
    network = drawn(LINE, [("a", "b", "national"), ("b", "c", "national")])
    result = check_corridor(corridor(A, B, C), "road", 2020, network=network)
    assert result.connected
    assert [leg.paths for leg in result.legs] == [1, 1]
    assert [leg.circuity for leg in result.legs] == pytest.approx([1.0, 1.0], abs=0.001)
    assert found("weak_link", network, A, B, C) == [("critical", "甲—乙"), ("critical", "乙—丙")]
    assert (result.indices.vertices, result.indices.edges, result.indices.mu) == (3, 2, 0)
    assert result.betweenness == {"甲": 0, "乙": 1, "丙": 0}


def test_a_gap_is_critical() -> None:
    """Should report the leg without a link: a - b   c."""
    network = drawn({**LINE, "d": (2.0, 1.0)}, [("a", "b", "national"), ("c", "d", "national")])
    result = check_corridor(corridor(A, B, C), "road", 2020, network=network)
    assert [leg.connected for leg in result.legs] == [True, False]
    assert result.minutes is None
    assert found("gap", network, A, B, C) == [("critical", "乙—丙")]
    assert leg_row(result.legs[1])["minutes"] is None


def test_a_place_far_from_any_road_is_unknown_not_broken() -> None:
    network = drawn(LINE, [("a", "b", "national"), ("b", "c", "national")])
    assert found("gap", network, A, town("山中", 0.5, 0.48)) == [("unknown", "甲—山中")]
    assert found("gap", network, A, town("外省", 4, 5)) == [("unknown", "甲—外省")]


def test_a_parallel_link_takes_the_fear_away() -> None:
    """Should not call a doubled link weak: a = b."""
    network = drawn(LINE, [("a", "b", "national"), ("a", "b", "national"), ("b", "c", "national")])
    result = check_corridor(corridor(A, B), "road", 2020, network=network)
    assert result.legs[0].paths == 2
    assert result.legs[0].weak_links == ()
    assert found("weak_link", network, A, B) == []


def test_a_way_round_costs_what_it_costs() -> None:
    r"""Should price the closure of a - b by the way over d.

    a --- b
     \   /
      d
    """
    network = drawn({"a": (0, 0), "b": (1, 0), "d": (0.5, 0.5)}, [("a", "b", "national"), ("a", "d", "national"), ("d", "b", "national")])
    leg = check_corridor(corridor(A, B), "road", 2020, network=network).legs[0]
    closed = network.with_edges(closed=["ab0"])
    around = check_corridor(corridor(A, B), "road", 2020, network=closed).legs[0]
    assert leg.weak_links[0].extra_minutes == pytest.approx(around.minutes - leg.minutes, abs=1e-6)
    assert around.circuity > 1.4
    assert found("detour", closed, A, B) == [("warning", "甲—乙")]


def test_one_way_is_joined_in_its_direction_only() -> None:
    network = drawn(LINE, [("a", "b", "national"), ("b", "c", "national")], oneway=True)
    assert check_corridor(corridor(A, B, C), "road", 2020, network=network).connected
    assert not check_corridor(corridor(C, B, A), "road", 2020, network=network).connected


def test_a_ring_closes_and_has_two_ways() -> None:
    """Should check the closing leg of a ring.

    a - b
    |   |
    d - c
    """
    square = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (1.0, 1.0), "d": (0.0, 1.0)}
    network = drawn(square, [("a", "b", "national"), ("b", "c", "national"), ("c", "d", "national"), ("d", "a", "national")])
    places = (A, B, town("丙", 1, 1), town("丁", 0, 1))
    ring = Corridor("ring", "环", places, "typed", closed=True)
    result = check_corridor(ring, "road", 2020, network=network)
    assert [leg.name for leg in result.legs][-1] == "丁—甲"
    assert result.indices.mu == 1
    assert not [finding for finding in result.findings if finding.check == "bridge" or finding.severity == "critical"]


def test_road_doubled_by_rail() -> None:
    """Should say where only the road goes: a = b - c, rail on the first leg."""
    points = {**LINE, "sa": (0.01, 0.01), "sb": (0.99, 0.01)}
    network = drawn(points, [("a", "b", "national"), ("b", "c", "national"), ("sa", "sb", "hsr")])
    assert found("one_mode", network, A, B, C) == [("info", "乙—丙")]
    assert found("gap", network, A, B, C, mode="rail") == [("critical", "乙—丙")]
    leg = check_corridor(corridor(A, B), "rail", 2020, network=network).legs[0]
    assert leg.in_vehicle_minutes < leg.minutes
    assert leg.transfers == 0
    assert leg.highest_class == "hsr"


def test_no_train_is_no_way_by_rail() -> None:
    """Should not walk through a station and call it rail: two places beside one station."""
    points = {**LINE, "sa": (0.01, 0.01), "sb": (0.99, 0.01)}
    network = drawn(points, [("a", "b", "national"), ("sa", "sb", "hsr")])
    near = town("邻", 0.05)
    assert not check_corridor(corridor(A, near), "rail", 2020, network=network).legs[0].connected
    assert found("gap", network, A, near, mode="rail") == [("info", "甲—邻")]


def test_only_the_checks_asked_for_run() -> None:
    network = drawn(LINE, [("a", "b", "national"), ("b", "c", "national")])
    result = check_corridor(corridor(A, B, C), "road", 2020, network=network, checks=["gap", "access"])
    assert {finding.check for finding in result.findings} == {"access_exit", "access_station"}
    with pytest.raises(InvalidInputError, match="gaps"):
        check_corridor(corridor(A, B), "road", 2020, network=network, checks=["gaps"])


nodes = st.integers(0, 7)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(nodes, nodes), min_size=1, max_size=14), st.tuples(nodes, nodes), st.data())
def test_adding_never_lengthens_and_closing_never_shortens(
    pairs: list[tuple[int, int]], extra: tuple[int, int], data: st.DataObject
) -> None:
    points = {f"n{k}": (float(k % 4), float(k // 4)) for k in range(8)}
    edges = [(f"n{a}", f"n{b}", "national") for a, b in pairs if a != b]
    if not edges or extra[0] == extra[1]:
        return
    places = tuple(town(f"地{k}", k % 4, k // 4) for k in range(8))
    network = drawn(points, edges)
    before = minutes_matrix(attach(network, places, "road", 2020))
    more = drawn(points, [*edges, (f"n{extra[0]}", f"n{extra[1]}", "national")])
    assert (minutes_matrix(attach(more, places, "road", 2020)) <= before + 1e-9).all()
    if len(edges) > 1:
        closed = data.draw(st.sampled_from(sorted(network.edges["id"])))
        assert (minutes_matrix(attach(network.with_edges(closed=[closed]), places, "road", 2020)) >= before - 1e-9).all()


def test_the_report_is_one_page_of_safe_text() -> None:
    hostile = Place("x", "<script>alert('乙')</script>|`${7*7}`", "facility", None, None, B.lon, B.lat, 10.0, "own", "drawn")
    network = drawn(LINE, [("a", "b", "national"), ("b", "c", "national")])
    result = check_corridor(corridor(A, hostile, C), "road", 2020, network=network)
    page = corridor_html(result)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in strip_svg(result)
    text = corridor_markdown(result)
    assert "<script" not in text
    assert "|---|" in text
    assert all(line.count("|") - line.count("\\|") == 11 for line in text.splitlines() if line.startswith("|"))


# the embedded network


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network()


def minutes(network: Network, names: list[str], mode: str, year: int, *, riding: bool = False) -> float:
    gazetteer = load_gazetteer()
    attached = attach(network, [gazetteer.one(name) for name in names], mode, year)
    way = way_between(attached, 0, 1)
    assert way is not None
    return float(attached.riding[way.arcs].sum()) if riding else way.minutes


def test_attached_places_travel_as_fast_as_the_reach_of_the_same_network(network: Network) -> None:
    gazetteer = load_gazetteer()
    places = [gazetteer.one(name) for name in ("长春市", "吉林市", "辽源市", "通化市", "白城市", "珲春市")]
    attached = attach(network, places, "road+rail", 2026)
    np.testing.assert_allclose(minutes_matrix(attached), many_to_many(attached.compiled, places), atol=0.5)


def test_the_upgrade_of_2017_brings_ulanhot_two_hours_nearer(network: Network) -> None:
    """Should gain about what the press tells: fastest 318 minutes before, 205 after, in the train."""
    before = minutes(network, ["长春市", "乌兰浩特市"], "rail", 2016, riding=True)
    after = minutes(network, ["长春市", "乌兰浩特市"], "rail", 2017, riding=True)
    assert before - after == pytest.approx(318 - 205, rel=0.15)
    assert after == pytest.approx(205, rel=0.1)
    assert before == pytest.approx(318, rel=0.1)


def test_changchun_liaoyuan_and_jilin_tonghua_gain_by_their_expressways(network: Network) -> None:
    assert 3 <= minutes(network, ["长春市", "辽源市"], "road", 2012) - minutes(network, ["长春市", "辽源市"], "road", 2026) <= 60
    assert 20 <= minutes(network, ["吉林市", "通化市"], "road", 2012) - minutes(network, ["吉林市", "通化市"], "road", 2026) <= 150


def test_the_line_to_liaoyuan_is_unknown_not_guessed() -> None:
    """Should bracket 长辽梅 by rail in 2012: the day the new line opened is not known."""
    result = check_corridor(corridor_of("belt_changliaomei"), "rail", 2012)
    unknown = [finding for finding in result.findings if finding.check == "dates" and finding.severity == "unknown"]
    assert any("长春市—辽源市" in finding.subject and "不明" in finding.message for finding in unknown)
    assert result.legs[0].minutes > unknown[0].evidence["minutes_if_open"]
    assert not [f for f in check_corridor(corridor_of("belt_changliaomei"), "rail", 2026).findings if f.check == "dates"]


def test_hunchun_has_no_passenger_train_before_2015() -> None:
    early, late = (check_corridor(corridor_of("axis_hunwu"), "rail", year) for year in (2012, 2020))
    gravest = by_severity(early.findings)[0]
    assert (gravest.severity, gravest.check) == ("critical", "gap")
    assert early.legs[0].start.id == "hunchun-shi"
    assert late.connected
    beside = [f for f in early.findings if f.check == "text" and "长吉大都市区" in f.message]
    assert beside
    via = next(leg for leg in late.legs if leg.start.id == "jiaohe-shi")
    assert {"吉林市", "长春市"} <= set(via.passes)


def test_every_axis_and_belt_can_be_checked_or_says_why() -> None:
    corridors = plan_corridors()
    assert {structure.plan for structure, _ in corridors} == {
        "changji-2012", "urbanization-2014", "revitalization-2014", "hachang-2016", "reply-2021",
    }  # fmt: skip
    for structure, item in corridors:
        if item is None:
            with pytest.raises(InvalidInputError):
                corridor_of(structure.id)
        else:
            assert len(item.places) >= 2


def test_unknown_corridors_and_places_are_refused() -> None:
    with pytest.raises(PlanNotFoundError):
        corridor_of("axis_nowhere")
    with pytest.raises(PlaceNotFoundError):
        corridor_of("长春,没有这个地方")
    with pytest.raises(InvalidInputError, match="重复"):
        corridor_of("长春市,长春市,四平市")
    with pytest.raises(InvalidInputError, match="axis_hada"):
        corridor_of("axis_two")


def test_the_route_of_an_axis_follows_the_network() -> None:
    gazetteer = load_gazetteer()
    line = route(gazetteer.one("长春市"), gazetteer.one("吉林市"), "road", 2026)
    assert line.geom_type == "LineString"
    assert len(line.coords) > 20
    assert line.length > 1.2


def test_the_multigraph_of_the_structure_equals_networkx_bridges(network: Network) -> None:
    from spatial.connectivity.legs import network_weak_points, structure_graph

    graph = structure_graph(network, ("rail",), date(2026, 12, 31))
    weak = network_weak_points(network, ("rail",), date(2026, 12, 31))
    for edge in sorted(weak.bridges)[:5]:
        closed = graph.edge_subgraph([key for key in graph.edges(keys=True) if key[2] != edge]).copy()
        closed.add_nodes_from(graph.nodes)
        assert nx.number_connected_components(closed) == nx.number_connected_components(graph) + 1
    assert set(CHECKS) >= {"gap", "detour", "redundancy", "bridges", "access", "dates"}


def test_a_city_that_shares_its_name_with_the_province_is_the_city() -> None:
    found = check_corridor(corridor_of("长春,吉林"), "road", 2026, checks=["text"])
    assert found.corridor.place_ids == ("changchun-shi", "jilin-shi")
    assert [finding.message for finding in found.findings] == ["“吉林”也指吉林省，这里按吉林市计算。"]
    assert corridor_of("长春,通化").place_ids == ("changchun-shi", "tonghua-shi")
    with pytest.raises(AmbiguousPlaceError):
        corridor_of("长春,朝阳")


def test_nothing_is_said_of_roads_outside_the_model() -> None:
    """Should leave open whether a road joins Harbin and Dalian, and whether there is a straighter one in Heilongjiang."""
    far = check_corridor(corridor_of("axis_hada_hc16"), "road", 2026, checks=["gap", "one_mode"])
    assert [(finding.check, finding.severity) for finding in far.findings] == [("gap", "unknown")]
    near = check_corridor(corridor_of("五常,双城"), "road", 2026, checks=["detour"])
    assert {finding.severity for finding in near.findings} <= {"unknown", "info"}


def test_a_winding_line_is_not_called_missing() -> None:
    found = check_corridor(corridor_of("敦化,蛟河"), "rail", 2012, checks=["detour"])
    assert all("没有直接连线" not in finding.message for finding in found.findings)
