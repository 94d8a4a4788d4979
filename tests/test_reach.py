"""Times, routes and circles on networks drawn as text, with properties and an oracle by brute force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spatial import crs
from spatial.errors import InvalidInputError, NetworkError
from spatial.modes import DEFAULT_SPEEDS, PARKING_MINUTES, OffNetwork, Speeds
from spatial.network import BuiltUp, compile_network, make_network
from spatial.network.join import join_at_nodes, join_point
from spatial.reach.certificate import certify, wilson_upper
from spatial.reach.isochrone import isochrones
from spatial.reach.origins import Point
from spatial.reach.points import times_at, times_at_plane
from spatial.reach.route import route
from spatial.reach.start import times_from
from spatial.reach.times import many_to_many, off_at, one_to_all
from tests.network_drawings import draw, lonlat, random_network, with_rail

ON = date(2020, 12, 31)
SHORT = replace(DEFAULT_SPEEDS, off_network=OffNetwork(kph=20.0, detour=1.3, max_m=2000.0))


def compiled(network, mode="road", speeds=DEFAULT_SPEEDS):
    return compile_network(network, mode, ON, speeds)


def river(*spots):
    return shapely.LineString([lonlat(*spot) for spot in spots])


def brute_force_minutes(times, x, y, step_m=25.0):
    """Return minutes at a point by trying every 25 m of road from the node times, in sight and within the farthest distance."""
    comp, off = times.compiled, times.off
    road, best = comp.lines, np.inf
    spots = [(times.joins[0].x, times.joins[0].y, 0.0)]
    for line in np.flatnonzero(road.access):
        a, b = road.offset[line], road.offset[line + 1]
        shape = shapely.LineString(np.column_stack([road.x[a:b], road.y[a:b]]))
        for share in np.linspace(0, 1, max(int(shape.length / step_m), 1) + 1):
            when = min(
                times.minutes[road.tail[line]] + (road.forward[line] * share if share > 0 else 0.0),
                times.minutes[road.head[line]] + (road.backward[line] * (1 - share) if share < 1 else 0.0),
            )
            for k in np.flatnonzero(times.joins[0].line == line):
                gap = share - times.joins[0].share[k]
                cost = road.forward[line] * gap if gap >= 0 else -road.backward[line] * gap
                when = min(when, times.joins[0].minutes[k] + cost)
            point = shape.interpolate(share, normalized=True)
            spots.append((point.x, point.y, when))
    for qx, qy, when in spots:
        distance = np.hypot(qx - x, qy - y)
        if distance <= off.max_m and not comp.barriers.blocks(x, y, qx, qy):
            best = min(best, when + distance * off.minutes_per_m)
    return best


def test_time_along_one_road() -> None:
    """a----b : 5 km at 55 km/h."""
    network = draw("a----b")
    minutes = many_to_many(compiled(network), [lonlat(0, 0), lonlat(5, 0)])
    assert minutes == pytest.approx(np.array([[0, 60 * 5 / 55], [60 * 5 / 55, 0]]), rel=2e-3)


def test_one_way_is_one_way() -> None:
    """Do as the drawing says.

    a>>>b
    |   |
    c---d
    """
    matrix = many_to_many(compiled(draw("a>>>b\n|   |\n|   |\n|   |\nc---d"), speeds=SHORT), [lonlat(0, 0), lonlat(4, 0)])
    assert matrix[1, 0] > 2 * matrix[0, 1]


def test_places_join_the_edge_not_the_far_junction() -> None:
    """a----------b with a place beside the middle."""
    comp = compiled(draw("a---------b"))
    join = join_point(comp, *lonlat(5, 0.3))
    assert join.minutes.min() == pytest.approx(300 * comp.speeds.off_network.minutes_per_m, rel=0.01)
    assert join.share[np.argmin(join.minutes)] == pytest.approx(0.5, abs=0.02)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_matrix_properties(seed) -> None:
    """Zero diagonal, times fall as speeds rise, and inbound is the transpose of outward."""
    comp = compiled(random_network(seed))
    random = np.random.default_rng(seed)
    places = [lonlat(*spot) for spot in random.random((5, 2)) * 38]
    matrix = many_to_many(comp, places)
    assert (np.diag(matrix) == 0).all()
    faster = many_to_many(comp, places, factor=2.0, off=off_at(comp.speeds.off_network, 2.0))
    assert faster == pytest.approx(matrix / 2.0)
    lon, lat = zip(*places, strict=True)
    inbound = times_at(one_to_all(comp, places[0], inbound=True), lon, lat)
    assert inbound[1:] == pytest.approx(matrix[1:, 0], rel=0.02, abs=0.3)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_triangle_inequality_on_the_network(seed) -> None:
    """Between junctions; with the ground at both ends a place off the road may be a short cut that no trip is given."""
    comp = compiled(random_network(seed, count=12))
    nodes = list(comp.node_of.values())
    joins = [join_at_nodes(0.0, 0.0, np.array([node]), None) for node in nodes]
    matrix = np.array([one_to_all(comp, lonlat(0, 0), joins=[join]).minutes[nodes] for join in joins])
    for k in range(len(nodes)):
        assert (matrix <= matrix[:, [k]] + matrix[[k], :] + 1e-9).all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_adding_a_link_never_lengthens_and_closing_never_shortens(seed) -> None:
    network = random_network(seed)
    places = [lonlat(x, y) for x, y in ((2, 2), (30, 8), (12, 33), (36, 36))]
    before = many_to_many(compiled(network), places)
    extra = gpd.GeoDataFrame({"id": ["new"], "from_id": "n0", "to_id": "n9", "mode": "road", "edge_class": "national"}, geometry=[
        shapely.LineString([network.junctions.geometry[0], network.junctions.geometry[9]])], crs=4326)  # fmt: skip
    assert (many_to_many(compiled(network.with_edges(added=extra)), places) <= before + 1e-9).all()
    assert (
        many_to_many(compiled(network.with_edges(closed=[network.edges["id"].iloc[seed % len(network.edges)]])), places) >= before - 1e-9
    ).all()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_circles_nest_and_grow(seed, inbound) -> None:
    times = one_to_all(compiled(random_network(seed), speeds=SHORT), lonlat(20, 20), limit=45, inbound=inbound)
    circles = isochrones(times, [10, 20, 30, 45])
    for small, large in pairwise(circles):
        assert small.area_km2 <= large.area_km2
        assert shapely.difference(small.metric, large.metric).area <= 1e-6 * max(large.metric.area, 1.0)
        assert large.geometry.is_valid


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10_000))
def test_exact_times_equal_brute_force(seed) -> None:
    """The closed form on pieces of road gives what trying every 25 m of road gives, also behind a river."""
    network = replace(
        random_network(seed, count=12, size_km=15), water=gpd.GeoDataFrame(geometry=[river((7, -2), (6, 5), (8, 17))], crs=4326)
    )
    times = one_to_all(compiled(network, speeds=SHORT), lonlat(3, 7), limit=40)
    random = np.random.default_rng(seed)
    x0, y0 = crs.project_xy(*lonlat(0, 15), 4326, times.compiled.plane)
    x, y = x0 + random.random(24) * 15_000, y0 + random.random(24) * 15_000
    exact = times_at_plane(times, x, y, 40.0)
    oracle = np.array([brute_force_minutes(times, *spot) for spot in zip(x, y, strict=True)])
    oracle[oracle > 40] = np.inf
    both = np.isfinite(exact) & np.isfinite(oracle)
    assert (np.isfinite(exact) == np.isfinite(oracle)).mean() >= 0.9
    assert exact[both] == pytest.approx(oracle[both], abs=0.15)
    assume(both.sum() > 5)  # a network in the far corner says nothing


@pytest.mark.parametrize("limit", [10, 25])
def test_certificate_is_sound_and_complete(limit) -> None:
    network = replace(random_network(3), water=gpd.GeoDataFrame(geometry=[river((15, -5), (18, 20), (16, 45))], crs=4326))
    times = one_to_all(compiled(network, speeds=SHORT), lonlat(14, 20), limit=limit)
    certificate = certify(times, isochrones(times, [limit])[0], samples=10_000)
    assert certificate.sound >= 0.995
    assert certificate.complete >= 0.99
    assert certificate.area_error_km2 < 0.05 * isochrones(times, [limit])[0].area_km2


def test_wilson_upper_is_never_zero() -> None:
    assert 0 < wilson_upper(0, 10_000) < 0.001
    assert wilson_upper(50, 100) == pytest.approx(0.596, abs=0.001)


def test_two_banks_far_from_a_bridge_are_not_joined() -> None:
    """Do as the drawing says.

    a-------b        the bridge is at the right end
    ~~~~~~~~|~~
    c-------d
    """
    water = [river((-3, 1), (20, 1))]
    network = draw("a-------b\n        |\nc-------d", water=water)
    comp = compiled(network)
    times = one_to_all(comp, lonlat(0, 0), limit=60)
    here, there = times_at(times, [lonlat(0.5, 0.8)[0], lonlat(0.5, 1.2)[0]], [lonlat(0.5, 0.8)[1], lonlat(0.5, 1.2)[1]])
    assert here < 4
    assert there > 16
    circle = isochrones(times, [6])[0]
    assert circle.geometry.contains(shapely.Point(lonlat(0.5, 0.7)))
    assert not circle.geometry.contains(shapely.Point(lonlat(0.5, 1.3)))
    assert one_to_all(compiled(draw("a-------b\n        |\nc-------d")), lonlat(0, 0)).minutes[0] >= 0


def test_a_place_on_the_far_bank_joins_its_own_bank() -> None:
    """a------b ~~ x : the only road is across the river, so x cannot join it."""
    network = draw("a------b", water=[river((-60, 1), (60, 1))])
    with pytest.raises(NetworkError, match="不跨河湖"):
        join_point(compiled(network), *lonlat(3, 2), name="x")


def test_a_roadless_ridge_is_not_crossed() -> None:
    """Do as the drawing says.

    a---------b     6 km of nothing between the two valleys; the road around is 40 km

    c---------d
    """
    rows = ["a" + "-" * 39 + "b"] + [" " * 40 + "|"] * 5 + ["c" + "-" * 39 + "d"]
    times = one_to_all(compiled(draw("\n".join(rows)), speeds=SHORT), lonlat(0, 0), limit=30)
    on_ridge, in_valley = times_at(times, [lonlat(0, 3)[0], lonlat(0, 6)[0]], [lonlat(0, 3)[1], lonlat(0, 6)[1]])
    assert np.isinf(on_ridge)
    assert np.isinf(in_valley)
    assert not isochrones(times, [30])[0].geometry.intersects(shapely.Point(lonlat(0, 6)))


def test_an_expressway_gives_no_ground_between_interchanges() -> None:
    """a--i==============j--b : the country beside the expressway stays out."""
    network = draw("a--i" + "=" * 30 + "j--b", kinds={"i": "interchange", "j": "interchange"})
    times = one_to_all(compiled(network, speeds=SHORT), lonlat(0, 0), limit=40)
    circle = isochrones(times, [40])[0]
    assert len(circle.geometry.geoms) == 2
    assert not circle.geometry.intersects(shapely.Point(lonlat(18, 0)))


def test_a_station_gives_an_island() -> None:
    """a---b S ========rail======== T c---d."""
    network = with_rail(draw("a---b" + " " * 100 + "c---d"), "S", "T", ((5, 0), (104, 0)))
    times = one_to_all(compiled(network, "road+rail"), lonlat(2, 0), limit=120)
    circle = isochrones(times, [110])[0]
    assert len(circle.geometry.geoms) == 2
    assert not circle.geometry.intersects(shapely.Point(lonlat(50, 0)))
    by_rail = isochrones(one_to_all(compiled(network, "rail"), lonlat(2, 0), limit=120), [110])[0]
    assert not by_rail.geometry.intersects(shapely.Point(lonlat(2, 0)))
    assert by_rail.geometry.intersects(shapely.Point(lonlat(104, 0)))


def test_rail_trip_has_its_legs() -> None:
    network = with_rail(draw("a---b" + " " * 100 + "c---d"), "S", "T", ((5, 0), (104, 0)))
    found = route(network, lonlat(2, 0), lonlat(107, 0), mode="rail", on=ON)
    kinds = [leg.kind for leg in found.legs]
    assert kinds.count("board") == kinds.count("ride") == kinds.count("leave") == 1
    assert [leg.name for leg in found.legs if leg.kind in {"board", "leave"}] == ["S站候车上车", "T站出站"]
    assert found.minutes == pytest.approx(sum(leg.minutes for leg in found.legs))
    assert found.low < found.minutes < found.high
    assert found.in_vehicle_minutes < found.minutes - 2 * PARKING_MINUTES
    ride = next(leg for leg in found.legs if leg.kind == "ride")
    assert ride.minutes == pytest.approx(60 * 99 / 268.3 + 3.5, rel=0.01)


@pytest.mark.parametrize("mode", ["rail", "road+rail"])
def test_coming_by_rail_equals_going(mode) -> None:
    """The minutes of coming to a place are those of going there from each other one, station start included."""
    network = with_rail(draw("a---b" + " " * 100 + "c---d"), "S", "T", ((5, 0), (104, 0)))
    comp = compiled(network, mode)
    here, there = lonlat(2, 0), lonlat(107, 0)
    going = many_to_many(comp, [here, there])[0, 1]
    coming = times_at(one_to_all(comp, there, inbound=True, limit=300), [here[0]], [here[1]])[0]
    assert coming == pytest.approx(going, rel=0.01)
    to_hall = times_at(times_from(comp, [there], start="station", inbound=True, limit=300), [here[0]], [here[1]])[0]
    from_hall = times_at(times_from(comp, [here], start="station", limit=300), [there[0]], [there[1]])[0]
    assert 0 < to_hall < coming
    assert to_hall == pytest.approx(from_hall, rel=0.2)


def test_rail_without_any_road() -> None:
    """S ===rail=== T : the stations are reached across the ground."""
    empty = draw("a---b").with_edges(closed=["ab"])
    network = with_rail(empty, "S", "T", ((5, 0), (104, 0)))
    found = route(network, lonlat(4, 0), lonlat(104, 1), mode="rail", on=ON)
    assert [leg.kind for leg in found.legs] == ["access", "board", "ride", "leave", "access"]


def test_road_trip_adds_up() -> None:
    network = draw("a------b==========c\n       |\n       d")
    found = route(network, lonlat(1, 0), lonlat(7, 1), on=ON)
    assert found.minutes == pytest.approx(sum(leg.minutes for leg in found.legs))
    assert found.length_km == pytest.approx(7, rel=0.02)
    assert found.minutes == pytest.approx(many_to_many(compiled(network), [lonlat(1, 0), lonlat(7, 1)])[0, 1])


def test_doubtful_year_is_bracketed() -> None:
    """a==b opened in 2015, day unknown; the old road goes around."""
    network = draw("a----b\n|    |\n|    |\n|    |\n|    |\nc----d")
    edges = network.edges.copy()
    edges.loc[edges["id"] == "ab", "opened"] = "2015"
    dated = make_network(network.junctions, edges)
    middle = route(dated, lonlat(0, 0), lonlat(5, 0), on=date(2015, 7, 1))
    assert middle.minutes > 10
    before = edges.assign(closed="")
    before.loc[before["id"] == "ab", ["opened", "closed"]] = ["", "2015"]
    closing = route(make_network(network.junctions, before), lonlat(0, 0), lonlat(5, 0), on=date(2015, 7, 1))
    assert closing.doubtful == ("ab",)
    assert closing.without_doubtful > closing.minutes


def test_start_at_the_edge_of_the_built_up_area() -> None:
    """Streets are slower than roads, and from the rim a place outside is nearer than from the centre."""
    lon, lat = lonlat(10, 0)
    network = replace(draw("a" + "-" * 19 + "b"), built_up=(BuiltUp("x", lon, lat, 3000.0),))
    comp = compiled(network, speeds=Speeds(built_up_kph=20.0, off_network=OffNetwork(kph=10.0)))
    assert sorted(np.round(60 * comp.lines.length_m / 1000 / comp.lines.forward).astype(int).tolist()) == [20, 55, 55]
    place = Point("x", "x", lon, lat)
    centre = times_at(times_from(comp, [place], limit=60), [lonlat(18, 0)[0]], [lonlat(18, 0)[1]])[0]
    edge = times_at(times_from(comp, [place], start="edge", limit=60), [lonlat(18, 0)[0]], [lonlat(18, 0)[1]])[0]
    assert edge == pytest.approx(60 * 5 / 55, rel=0.01)
    assert centre == pytest.approx(edge + 60 * 3 / 20, rel=0.01)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda c: one_to_all(c, lonlat(0, 0), limit=0), InvalidInputError),
        (lambda c: isochrones(one_to_all(c, lonlat(0, 0), limit=20), [30]), InvalidInputError),
        (lambda c: isochrones(one_to_all(c, lonlat(0, 0), limit=20), [-1]), InvalidInputError),
        (lambda c: one_to_all(c, (500.0, 43.0)), InvalidInputError),
        (lambda c: one_to_all(c, (100.0, 30.0)), NetworkError),
        (lambda c: times_from(c, [lonlat(0, 0)], start="roof"), InvalidInputError),
        (lambda c: times_from(c, [lonlat(0, 0)], start="edge"), InvalidInputError),
        (lambda c: times_from(c, [lonlat(0, 0)], start="station"), NetworkError),
        (lambda c: route(c.network, lonlat(0, 0), lonlat(1, 0), mode="boat"), InvalidInputError),
        (lambda c: route(c.network, lonlat(0, 0), lonlat(1, 0), on=1700), InvalidInputError),
    ],
)
def test_wrong_input_is_one_clear_sentence(wrong, error) -> None:
    comp = compiled(draw("a----b"))
    with pytest.raises(error) as caught:
        wrong(comp)
    assert str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)
