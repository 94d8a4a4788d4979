"""Where a trip starts and ends: at the point of a place, at the rim of its built-up area, or in the hall of its station."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from spatial.network import BuiltUp, compile_network
from spatial.reach.origins import Point
from spatial.reach.points import times_at
from spatial.reach.route import route
from spatial.reach.start import times_from
from tests.network_drawings import draw, lonlat, with_rail

ON = date(2020, 12, 31)


def edge_network():
    """a--------------------b with built-up circles of 3 km about kilometre 4 and of 2 km about kilometre 26."""
    areas = (BuiltUp("x", *lonlat(4, 0), 3000.0), BuiltUp("y", *lonlat(26, 0), 2000.0))
    return replace(draw("a" + "-" * 29 + "b"), built_up=areas), Point("x", "x", *lonlat(4, 0)), Point("y", "y", *lonlat(26, 0))


def test_a_trip_from_rim_to_rim() -> None:
    """17 km at 55 km/h lie between the rims; at either end the rule may be another."""
    network, here, there = edge_network()
    rims = route(network, here, there, on=ON, start="edge")
    assert (rims.start, rims.end) == ("edge", "edge")
    assert rims.minutes == pytest.approx(60 * 17 / 55, rel=0.005)
    assert rims.length_km == pytest.approx(17, rel=0.005)
    assert rims.minutes == pytest.approx(sum(leg.minutes for leg in rims.legs))
    assert (rims.low, rims.high) == pytest.approx((rims.minutes / 1.15, rims.minutes / 0.85))
    mixed = route(network, here, there, on=ON, start="edge", end="centre")
    centres = route(network, here, there, on=ON)
    assert rims.minutes < mixed.minutes < centres.minutes
    circle = times_at(times_from(compile_network(network, "road", ON), [here], start="edge", limit=90), [there.lon], [there.lat])[0]
    assert circle == pytest.approx(mixed.minutes, rel=1e-6)


def test_two_ends_that_meet_are_no_trip() -> None:
    network, here, _ = edge_network()
    inside = route(network, here, lonlat(5, 0), on=ON, start="edge", end="centre")
    assert (inside.minutes, inside.low, inside.high, inside.legs) == (0.0, 0.0, 0.0, ())


def test_a_trip_from_hall_to_hall() -> None:
    network = with_rail(draw("a---b" + " " * 100 + "c---d"), "S", "T", ((5, 0), (104, 0)))
    found = route(network, lonlat(2, 0), lonlat(107, 0), mode="rail", on=ON, start="station")
    assert [leg.kind for leg in found.legs] == ["board", "ride", "leave"]
    doors = route(network, lonlat(2, 0), lonlat(107, 0), mode="rail", on=ON)
    assert found.in_vehicle_minutes == pytest.approx(doors.in_vehicle_minutes)
    assert found.minutes < doors.minutes
