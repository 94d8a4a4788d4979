"""Reference systems and measurements: known constants, round trips, refusals."""

from __future__ import annotations

import itertools

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial import crs
from spatial.errors import InvalidInputError

CHANGCHUN = (125.3235, 43.8170)
JILIN_CITY = (126.5500, 43.8400)
LONS = st.floats(121.6, 131.4)
LATS = st.floats(40.8, 46.4)


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(crs.geodesic_distance_m(*a, *b))


@pytest.mark.parametrize(("epsg", "low", "high"), [(4547, 0.010, 0.013), (4551, 0.0, 0.0001), (4552, 0.0, 0.001)])
def test_the_zone_of_114_degrees_is_wrong_and_that_of_126_is_right(epsg: int, low: float, high: float) -> None:
    """Should show 长春–吉林 about 1.14 % long in EPSG:4547 and true in EPSG:4551."""
    line = shapely.LineString([CHANGCHUN, JILIN_CITY])
    error = crs.project(line, epsg).length / crs.geodesic_length_m(line) - 1
    assert low <= error <= high


def test_web_mercator_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="3857"):
        crs.project(shapely.Point(*CHANGCHUN), 3857)


def test_unknown_system_is_named() -> None:
    with pytest.raises(InvalidInputError, match="99999"):
        crs.project(shapely.Point(*CHANGCHUN), 99999)


def test_axis_order_is_longitude_first_in_every_system() -> None:
    """Should put easting first, although EPSG:4490 and 4551 list latitude or northing first."""
    x, y = crs.project_xy(*CHANGCHUN, 4326, 4490)
    assert (x, y) == pytest.approx(CHANGCHUN, abs=1e-9)
    east, north = crs.project_xy(*CHANGCHUN, 4326, 4551)
    assert 400_000 < east < 500_000
    assert 4_800_000 < north < 4_900_000


def test_cgcs2000_to_wgs84_does_not_move_a_point() -> None:
    x, y = crs.project_xy(*CHANGCHUN, 4490, 4326)
    assert distance(CHANGCHUN, (x, y)) < 0.001


@pytest.mark.parametrize(("lon", "epsg"), [(122.84, 4550), (124.37, 4550), (125.32, 4551), (126.56, 4551), (129.50, 4552), (130.36, 4552)])
def test_the_zone_follows_the_longitude(lon: float, epsg: int) -> None:
    """Should give 白城 and 四平 4550, 长春 and 吉林 4551, 延吉 and 珲春 4552."""
    assert crs.gauss_kruger_epsg(lon) == epsg


def test_a_longitude_outside_the_zones_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="114"):
        crs.gauss_kruger_epsg(114.0)


@settings(max_examples=40, deadline=None)
@given(LONS, LATS, st.sampled_from([crs.PROVINCE_CRS, 4490, 4549, 4550, 4551, 4552, 4553]))
def test_round_trips_stay_within_a_millimetre(lon: float, lat: float, target: int | str) -> None:
    back = crs.unproject(crs.project(shapely.Point(lon, lat), target), target)
    assert distance((lon, lat), (back.x, back.y)) <= 0.001


@settings(max_examples=40, deadline=None)
@given(LONS, LATS, st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_the_province_plane_is_true_to_a_thousandth(lon: float, lat: float, east: float, north: float) -> None:
    line = shapely.LineString([(lon, lat), (lon + east, lat + north)])
    metres = crs.geodesic_length_m(line)
    assert crs.project(line).length == pytest.approx(metres, rel=0.001, abs=0.001)


@settings(max_examples=20, deadline=None)
@given(LONS, LATS)
def test_the_province_plane_keeps_areas(lon: float, lat: float) -> None:
    square = shapely.segmentize(shapely.box(lon, lat, lon + 0.2, lat + 0.2), 0.005)
    assert crs.project(square).area / 1e6 == pytest.approx(crs.geodesic_area_km2(square), rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(LONS, LATS)
def test_gcj02_moves_a_point_by_half_a_kilometre_and_back(lon: float, lat: float) -> None:
    """Should displace every point in and around Jilin by 450 to 700 m, and undo it to a millimetre."""
    there = crs.wgs84_to_gcj02(lon, lat)
    assert 450 < distance((lon, lat), there) < 700
    assert distance((lon, lat), crs.gcj02_to_wgs84(*there)) <= 0.001


def test_gcj02_of_changchun_is_the_published_displacement() -> None:
    assert distance(CHANGCHUN, crs.wgs84_to_gcj02(*CHANGCHUN)) == pytest.approx(589, abs=3)


def test_gcj02_leaves_points_outside_china_alone() -> None:
    assert crs.wgs84_to_gcj02(2.35, 48.86) == (2.35, 48.86)
    assert crs.gcj02_to_wgs84(2.35, 48.86) == (2.35, 48.86)


def test_area_does_not_depend_on_the_way_rings_run() -> None:
    """Should subtract the hole whichever way it runs.

    +--------+
    |  +--+  |
    |  +--+  |
    +--------+
    """
    shell, hole = shapely.box(125, 43, 126, 44), shapely.box(125.4, 43.4, 125.6, 43.6)
    ring = shapely.Polygon(shell.exterior, [hole.exterior])
    reverse = shapely.Polygon(shell.exterior.reverse(), [hole.exterior.reverse()])
    expected = crs.geodesic_area_km2(shell) - crs.geodesic_area_km2(hole)
    assert crs.geodesic_area_km2(ring) == pytest.approx(expected)
    assert crs.geodesic_area_km2(reverse) == pytest.approx(expected)


@settings(max_examples=20, deadline=None)
@given(LONS, LATS, st.floats(100, 20_000))
def test_a_buffer_is_as_wide_as_asked(lon: float, lat: float, metres: float) -> None:
    rim = crs.buffer_m(shapely.Point(lon, lat), metres).exterior.coords
    assert all(distance((lon, lat), xy) == pytest.approx(metres, rel=0.002) for xy in rim)


def test_geodesic_points_are_never_further_apart_than_the_step() -> None:
    found = crs.geodesic_points(*CHANGCHUN, *JILIN_CITY, 10_000)
    steps = [distance(a, b) for a, b in itertools.pairwise(found)]
    assert max(steps) <= 10_000.001
    assert sum(steps) == pytest.approx(distance(CHANGCHUN, JILIN_CITY), rel=1e-9)
