"""By rail: a station near the start, trains, a station near the end; and halls that never join two roads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import InvalidInputError, NetworkError
from spatial.modes import DEFAULT_SPEEDS, PARKING_MINUTES, OffNetwork, StationAccess
from spatial.network import compile_network, rails
from spatial.network.attached import attach, minutes_matrix, share_a_station, way_between
from spatial.network.compiled import Compiled
from spatial.network.join import join_point
from spatial.network.stations import stations_of
from spatial.reach.certificate import certify
from spatial.reach.circle import circle
from spatial.reach.isochrone import isochrones
from spatial.reach.points import times_at
from spatial.reach.route import route
from spatial.reach.start import times_from
from spatial.reach.times import many_to_many, off_at, one_to_all
from spatial.schema import Place
from tests.network_drawings import draw, lonlat, random_railway, with_rail

ON = date(2020, 12, 31)
MODES = ("road", "rail", "road+rail")
SHORT = replace(DEFAULT_SPEEDS, off_network=OffNetwork(kph=20.0, detour=1.3, max_m=2000.0))
SPOTS = ((8.0, 8.0), (50.0, 12.0), (30.0, 33.0), (14.0, 52.0), (52.0, 50.0))


def two_towns(west_km: int = 40, east_km: int = 40):
    """Return the drawing: a road to the west of S and one to the east of T, a railway of 100 km between.

    a----------b S ============ T c----------d
    """
    network = draw("a" + "-" * west_km + "b" + " " * 100 + "c" + "-" * east_km + "d")
    return with_rail(network, "S", "T", ((west_km + 1.5, 0), (west_km + 100.5, 0)))


def from_spots(network, mode, speeds=DEFAULT_SPEEDS) -> tuple[Compiled, list[tuple[float, float]]]:
    return compile_network(network, mode, ON, speeds), [lonlat(*spot) for spot in SPOTS]


def test_a_train_far_away_is_not_driven_to() -> None:
    """From 15 km one goes to the train, from 30 km not; by road and rail one drives as far as one likes."""
    network, beyond = two_towns(), lonlat(145, 0)
    near, far = lonlat(26, 0), lonlat(11, 0)
    assert route(network, near, beyond, mode="rail", on=ON).minutes > 0
    for start, end in ((far, beyond), (beyond, far)):
        with pytest.raises(NetworkError, match=r"周围 20 千米内没有办理客运的车站（最近的是 S站，直线 30\.5 千米）"):
            route(network, start, end, mode="rail", on=ON)
    with pytest.raises(NetworkError, match="最近的是 S站"):
        circle(network, far, 90, mode="rail", on=ON, samples=100)
    both = route(network, far, beyond, mode="road+rail", on=ON)
    assert {"drive", "ride"} <= {leg.kind for leg in both.legs}
    matrix = many_to_many(compile_network(network, "rail", ON), [near, far, beyond])
    assert np.isfinite(matrix).tolist() == [[True, False, True], [False, True, False], [True, False, True]]


def test_how_far_is_one_assumption() -> None:
    network = two_towns()
    wide = replace(DEFAULT_SPEEDS, station_access=StationAccess(max_km=35.0))
    assert route(network, lonlat(11, 0), lonlat(145, 0), mode="rail", on=ON, speeds=wide).minutes > 0
    with pytest.raises(InvalidInputError, match="station_access"):
        replace(DEFAULT_SPEEDS, station_access=StationAccess(max_km=0.0))


def test_a_circle_by_rail_ends_where_the_station_no_longer_serves() -> None:
    """Time enough for 40 km beyond T, but T serves 20."""
    compiled = compile_network(two_towns(), "rail", ON)
    times = one_to_all(compiled, lonlat(38, 0), limit=240)
    ends = [lonlat(140.5 + km, 0) for km in (5, 15, 19.8, 20.2, 30)]
    minutes = times_at(times, *zip(*ends, strict=True))
    assert np.isfinite(minutes).tolist() == [True, True, True, False, False]
    assert minutes[:3] == pytest.approx(many_to_many(compiled, [lonlat(38, 0), *ends[:3]])[0, 1:], rel=1e-6)
    made = isochrones(times, [240])[0]
    inside = [made.geometry.covers(shapely.Point(*lonlat(140.5 + km, 0))) for km in (5, 15, 19.5, 20.5, 30)]
    assert inside == [True, True, True, False, False]
    certificate = certify(times, made, samples=4000)
    assert certificate.sound >= 0.995
    assert certificate.complete >= 0.99


@pytest.mark.parametrize("inbound", [False, True])
def test_a_hall_never_joins_two_roads(inbound) -> None:
    """The hall S is 1.5 km from either road; a place may go 2 km across the ground, and no road joins a–b and c–d.

    a--------b
        S ===================== T
    c--------d
    """
    network = with_rail(draw("a--------b\n \n \nc--------d"), "S", "T", ((4, 1.5), (60, 1.5)))
    above, below = lonlat(1, 0), lonlat(1, 3)
    times = one_to_all(compile_network(network, "road+rail", ON, SHORT), above, limit=45, inbound=inbound)
    assert np.isfinite(times_at(times, [lonlat(8, 0)[0]], [lonlat(8, 0)[1]])).all()
    assert np.isinf(times_at(times, [below[0]], [below[1]])).all()
    with pytest.raises(NetworkError):
        route(network, above, below, mode="rail", on=ON, speeds=SHORT)
    there = compile_network(network, "road+rail", ON, SHORT)
    way_in, way_out = there.halls["S"]
    tails = np.repeat(np.arange(there.n_nodes), np.diff(there.indptr))
    assert set(there.kind[tails == way_in].tolist()) == {rails.BOARD}
    assert set(there.kind[there.head == way_out].tolist()) == {rails.LEAVE}


def test_no_driving_between_trains() -> None:
    """Two railways end 10 km from each other; only by road and rail one drives from T to U.

    a--b S ====== T c----------d U ====== V e--f
    """
    network = draw("a--b" + " " * 60 + "c" + "-" * 9 + "d" + " " * 60 + "e--f")
    network = with_rail(network, "S", "T", ((4, 0), (63, 0)))
    network = with_rail(network, "U", "V", ((75, 0), (134, 0)), name="other")
    assert route(network, lonlat(1, 0), lonlat(137, 0), mode="road+rail", on=ON).minutes > 0
    with pytest.raises(NetworkError, match="之间没有铁路可通"):
        route(network, lonlat(1, 0), lonlat(137, 0), mode="rail", on=ON)


def test_out_and_back_is_no_trip_by_rail() -> None:
    """Two places at one station are not joined by a train to the next one and back."""
    network = two_towns()
    with pytest.raises(NetworkError, match="之间没有铁路可通"):
        route(network, lonlat(39, 0), lonlat(41, 0.5), mode="rail", on=ON)


def test_a_station_without_a_road_near_is_joined_like_a_place() -> None:
    """The hall lies 12 km from the road, farther than the 8 km across the ground."""
    network = with_rail(draw("a----b\n" + "\n" * 10), "S", "T", ((2, 12), (62, 12)))
    found = route(network, lonlat(2, 0), lonlat(62, 12), mode="rail", on=ON)
    assert [leg.kind for leg in found.legs][:2] == ["access", "board"] or found.legs[1].kind == "access"
    assert found.minutes == pytest.approx(sum(leg.minutes for leg in found.legs))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_times_equal_networkx(seed) -> None:
    """By rail the oracle tries every station near the start with every other one near the end."""
    network = random_railway(seed)
    for mode in MODES:
        compiled, places = from_spots(network, mode)
        assert many_to_many(compiled, places) == pytest.approx(oracle(compiled, places), rel=1e-9)


def oracle(compiled: Compiled, places: list[tuple[float, float]]) -> np.ndarray:
    """Return the minutes between places by Dijkstra of networkx over all arcs, by rail over those of each part of the trip."""
    tails = np.repeat(np.arange(compiled.n_nodes), np.diff(compiled.indptr))
    rows = list(
        zip(tails.tolist(), compiled.head.tolist(), (compiled.fixed + compiled.moving).tolist(), compiled.kind.tolist(), strict=True)
    )
    on_road = {rails.ROAD, rails.CONNECT}
    road, train, every = (graph_of([row for row in rows if row[3] in kinds]) for kinds in (on_road, {2, 3, 4, 5, 6}, set(range(7))))
    stations, result = stations_of(compiled), np.zeros((len(places), len(places)))
    trips = {s: nx.single_source_dijkstra_path_length(train, int(s)) for s in stations.way_in if s in train}
    for i, start in enumerate(places):
        get_on = join_point(compiled, *start)
        for j, end in enumerate(places):
            get_off = join_point(compiled, *end, inbound=True)
            if i == j:
                continue
            if compiled.mode != "rail":
                result[i, j] = min(between(every, get_on, get_off), alone(compiled, i, j))
                continue
            best = np.inf
            before, after = from_joined(road, get_on), from_joined(road.reverse(copy=False), get_off)
            for s, (a, b) in enumerate(zip(stations.way_in, stations.way_out, strict=True)):
                del b
                for t, out in enumerate(stations.way_out):
                    near = all(
                        np.hypot(stations.x[k] - join.x, stations.y[k] - join.y) <= 20_000 for k, join in ((s, get_on), (t, get_off))
                    )
                    if s != t and near:
                        best = min(best, before.get(a, np.inf) + trips[a].get(out, np.inf) + after.get(out, np.inf))
            result[i, j] = best
    return result


def alone(compiled: Compiled, i: int, j: int) -> float:
    """Return the minutes between two of the spots straight across the ground or along one road, which pass no node."""
    from spatial.reach.times import short_trip

    start, end = (join_point(compiled, *lonlat(*SPOTS[k]), inbound=inbound) for k, inbound in ((i, False), (j, True)))
    return short_trip(compiled, start, end, 1.0, None).minutes


def graph_of(rows: list[tuple[int, int, float, int]]) -> nx.DiGraph:
    """Return arcs as a graph, the fastest of several between two nodes."""
    graph = nx.DiGraph()
    for tail, head, minutes, _ in rows:
        if minutes < graph.get_edge_data(tail, head, {"weight": np.inf})["weight"]:
            graph.add_edge(tail, head, weight=minutes)
    return graph


def from_joined(graph: nx.DiGraph, join) -> dict[int, float]:
    """Return the minutes from a joined place to the nodes of a graph."""
    whole = graph.copy()
    for node, minutes in zip(join.nodes.tolist(), join.node_minutes.tolist(), strict=True):
        if minutes < whole.get_edge_data("place", node, {"weight": np.inf})["weight"]:
            whole.add_edge("place", node, weight=minutes)
    return nx.single_source_dijkstra_path_length(whole, "place") if "place" in whole else {}


def between(graph: nx.DiGraph, start, end) -> float:
    """Return the minutes between two joined places over a graph."""
    times = from_joined(graph, start)
    ends = zip(end.nodes.tolist(), end.node_minutes.tolist(), strict=True)
    return min((times.get(node, np.inf) + minutes for node, minutes in ends), default=np.inf)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(MODES))
def test_faster_or_more_is_never_slower(seed, mode) -> None:
    """Times fall as speeds rise, and one more road never lengthens a trip; inward is outward turned around."""
    network = random_railway(seed)
    compiled, places = from_spots(network, mode)
    usual = many_to_many(compiled, places)
    faster = many_to_many(compiled, places, factor=1.15, off=off_at(compiled.speeds.off_network, 1.15))
    assert (faster <= usual + 1e-9).all()
    extra = gpd.GeoDataFrame({"id": ["new"], "from_id": "n0", "to_id": "n9", "mode": "road", "edge_class": "national"}, geometry=[
        shapely.LineString([network.junctions.geometry[0], network.junctions.geometry[9]])], crs=4326)  # fmt: skip
    more = many_to_many(compile_network(network.with_edges(added=extra), mode, ON), places)
    assert (more <= usual + 1e-9).all()
    lon, lat = zip(*places, strict=True)
    coming = times_at(one_to_all(compiled, places[0], inbound=True, limit=600), lon, lat)[1:]
    going = usual[1:, 0]
    in_circle = np.isfinite(coming)  # a place farther than 8 km from every road has a trip but lies in no circle
    assert coming[in_circle] == pytest.approx(going[in_circle], rel=0.02, abs=0.3)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(MODES), st.booleans())
def test_circles_nest_and_keep_their_promise(seed, mode, inbound) -> None:
    times = one_to_all(compile_network(random_railway(seed), mode, ON, SHORT), lonlat(30, 33), limit=110, inbound=inbound)
    made = isochrones(times, [50, 80, 110])
    for small, large in pairwise(made):
        assert small.area_km2 <= large.area_km2
        assert shapely.difference(small.metric, large.metric).area <= 1e-6 * max(large.metric.area, 1.0)
    certificate = certify(times, made[-1], samples=3000)
    if certificate.inside > 500:
        assert certificate.sound >= 0.995
        assert certificate.complete >= 0.99


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_one_rule_for_times_and_corridors(seed) -> None:
    """The ways of the corridors take the minutes of the times; out and back to one station is no way by either."""
    network = random_railway(seed)
    compiled, points = from_spots(network, "rail")
    places = [Place(f"p{k}", f"p{k}", "town", None, None, lon, lat, None, "own", "drawn") for k, (lon, lat) in enumerate(points)]
    ours, attached = many_to_many(compiled, points), attach(network, places, "rail", ON)
    for a, b in permutations(range(len(places)), 2):
        way = way_between(attached, a, b)
        assert (np.inf if way is None else way.minutes) == pytest.approx(ours[a, b])
        if way is not None:
            assert attached.arcs.minutes[way.arcs].sum() == pytest.approx(way.minutes)
            assert (attached.arcs.heads[way.arcs[:-1]] == attached.arcs.tails[way.arcs[1:]]).all()
    assert minutes_matrix(attached) == pytest.approx(ours)
    assert minutes_matrix(attached, rows=[3, 1]) == pytest.approx(ours[[3, 1]])
    assert minutes_matrix(attach(network, [], "rail", ON)).shape == (0, 0)


def test_one_station_joins_nothing() -> None:
    """Two places at S are not joined by a train to T and back, in matrices no more than in single ways."""
    near = [lonlat(30, 0), lonlat(38, 0)]
    places = [Place(f"p{k}", f"p{k}", "town", None, None, lon, lat, None, "own", "drawn") for k, (lon, lat) in enumerate(near)]
    attached = attach(two_towns(), places, "rail", ON)
    assert way_between(attached, 0, 1) is None
    assert np.isinf(minutes_matrix(attached)[0, 1])
    assert share_a_station(attached, 0, 1)


@pytest.mark.parametrize("mode", ["rail", "road+rail"])
def test_legs_add_up(mode) -> None:
    network = random_railway(5)
    compiled, places = from_spots(network, mode)
    joined = [(a, b) for a, b in np.argwhere(np.isfinite(many_to_many(compiled, places))).tolist() if a != b]
    assert len(joined) >= 6
    for a, b in joined:
        found = route(network, places[a], places[b], mode=mode, on=ON)
        assert found.minutes == pytest.approx(sum(leg.minutes for leg in found.legs))
        kinds = [leg.kind for leg in found.legs]
        if mode == "rail":
            assert "drive" not in kinds[kinds.index("board") : len(kinds) - kinds[::-1].index("leave")]


def test_the_hall_is_no_short_cut_from_its_own_start() -> None:
    """From the hall one may take the train at once, or a car after the way out."""
    network = two_towns()
    compiled = compile_network(network, "road+rail", ON)
    times = times_from(compiled, [lonlat(40, 0)], start="station", limit=60)
    near = times_at(times, *zip(lonlat(36, 0), strict=True))[0]
    assert near == pytest.approx(PARKING_MINUTES + 5.5 * 1000 * compiled.speeds.off_network.minutes_per_m, rel=0.5)
