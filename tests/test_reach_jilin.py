"""Named pairs and certificates on the network of the product itself."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from spatial import crs
from spatial.errors import NetworkError, SpatialError
from spatial.network import compile_network, load_network
from spatial.reach.certificate import certify
from spatial.reach.circle import circle
from spatial.reach.isochrone import isochrones
from spatial.reach.origins import as_point
from spatial.reach.points import times_at
from spatial.reach.route import route
from spatial.reach.times import many_to_many, one_to_all

# two banks of the 松花江 below 吉林, in the middle of the longest stretch without a modelled bridge; about 2.4 km apart
WEST_BANK, EAST_BANK = (126.447, 44.1957), (126.4769, 44.1936)
# on the 威虎岭 between 蛟河 and 敦化 country, more than 30 km from every modelled road
ON_THE_RIDGE = (128.40, 44.00)


@pytest.fixture(scope="module")
def network():
    return load_network()


def test_two_banks_of_the_songhua_are_far_apart(network) -> None:
    apart_m = crs.geodesic_distance_m(*WEST_BANK, *EAST_BANK)
    ground = compile_network(network, "road", 2026).speeds.off_network
    minutes = many_to_many(compile_network(network, "road", 2026), [WEST_BANK, EAST_BANK])[0, 1]
    assert apart_m < ground.max_m
    assert minutes > 5 * apart_m * ground.minutes_per_m
    times = one_to_all(compile_network(network, "road", 2026), WEST_BANK, limit=40)
    assert not isochrones(times, [40])[0].geometry.contains(shapely.Point(EAST_BANK))


def test_a_roadless_ridge_is_not_crossed(network) -> None:
    times = one_to_all(compile_network(network, "road", 2026), "dunhua-shi", limit=180)
    assert np.isinf(times_at(times, *zip(ON_THE_RIDGE, strict=True))[0])
    assert not isochrones(times, [180])[0].geometry.contains(shapely.Point(ON_THE_RIDGE))
    with pytest.raises(NetworkError, match="千米内没有"):
        route(network, "dunhua-shi", ON_THE_RIDGE)


def test_a_station_gives_an_island(network) -> None:
    """By rail from 长春 within 100 minutes there is an island around 吉林 station that does not hang together with 四平."""
    made = isochrones(one_to_all(compile_network(network, "rail", 2026), "changchun-shi", limit=100), [100])[0]
    stations = network.junctions.set_index("id").geometry
    island = next(part for part in made.geometry.geoms if part.contains(stations["s-jilin"]))
    assert made.geometry.contains(stations["s-sipingdong"])
    assert not island.contains(stations["s-sipingdong"])


@pytest.mark.parametrize("mode", ["road", "rail", "road+rail"])
@pytest.mark.parametrize("origin", ["changchun-shi", "jilin-shi", "yanji-shi"])
def test_certificate(network, mode, origin) -> None:
    times = one_to_all(compile_network(network, mode, 2026), origin, limit=100)
    for made in isochrones(times, [60, 100]):
        certificate = certify(times, made, samples=4000)
        if certificate.inside > 300:
            assert certificate.sound >= 0.995
            assert certificate.complete >= 0.99


def test_rail_never_beats_both_and_opening_helps(network) -> None:
    """The fastest of road and rail is never slower than either, and 长春–吉林 by rail needs the line of 2011."""
    both = route(network, "changchun-shi", "yanji-shi", mode="road+rail")
    assert both.minutes <= route(network, "changchun-shi", "yanji-shi").minutes
    assert both.minutes <= route(network, "changchun-shi", "yanji-shi", mode="rail").minutes + 1e-9
    assert route(network, "changchun-shi", "hunchun-shi", mode="rail", on=2015).minutes > both.minutes
    with pytest.raises(NetworkError, match="珲春市 周围 20 千米内没有办理客运的车站（最近的是 图们站"):
        route(network, "changchun-shi", "hunchun-shi", mode="rail", on=2014)


def test_in_vehicle_time_stands_up_to_the_timetable(network) -> None:
    """长春–吉林: 37 to 45 minutes on the train; door to door more than twice that."""
    found = route(network, "changchun-shi", "jilin-shi", mode="rail", on=2016)
    assert 35 <= found.in_vehicle_minutes <= 47
    assert found.minutes > 2 * found.in_vehicle_minutes - 5


def test_circle_tells_what_is_inside(network) -> None:
    made = circle(network, "changchun-shi", 60, bands=[30], samples=2000)
    assert made.area_low_km2 < made.area_km2 < made.area_high_km2
    assert [band.limit for band in made.bands] == [30, 60]
    assert all(place.low <= place.minutes <= 60 for place in made.places)
    assert made.population.people is not None
    assert shapely.difference(made.inner, made.geometry).area < 1e-5 * made.inner.area
    assert shapely.difference(made.geometry, made.outer).area < 1e-5 * made.outer.area
    inside = [place for place in made.places if made.geometry.contains(shapely.Point(as_point(place.id).lon, as_point(place.id).lat))]
    assert len(inside) >= 0.97 * len(made.places)


def test_union_holds_each_circle(network) -> None:
    both = circle(network, ["changchun-shi", "jilin-shi"], 45, samples=1000)
    one = circle(network, "jilin-shi", 45, samples=1000)
    assert shapely.difference(one.geometry, both.geometry).area < 0.02 * one.geometry.area


@pytest.mark.parametrize("origin", ["吉林", "不存在的地方", "500,20", "eluosi"])
def test_a_bad_origin_is_one_clear_sentence(network, origin) -> None:
    with pytest.raises(SpatialError) as caught:
        circle(network, origin, 30)
    assert "\n" not in str(caught.value)
