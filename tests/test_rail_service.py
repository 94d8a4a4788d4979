"""Check where trains take passengers: stations out of service and forks of lines are passed, and cost nothing.

A ──24 km── B ──24 km── C      a railway; B ends passenger service on 2020-06-30
│           │           │      a road to each station, the roads not joined
"""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from spatial import crs
from spatial.errors import NetworkError
from spatial.modes import STOP_SHARE, rail_speed
from spatial.network import compile_network, make_network
from spatial.network.dates import RAIL_FORK, passed_only
from spatial.network.tables import Network
from spatial.reach.origins import Point
from spatial.reach.rail_run import rail_run
from spatial.reach.route import route
from spatial.reach.start import station_of, times_from
from tests.network_drawings import dense_line, lonlat

SPOTS = {"A": (0.0, 0.0), "B": (24.0, 0.0), "C": (48.0, 0.0)}
BEFORE, AFTER = date(2020, 6, 29), date(2020, 6, 30)


def railway(kind: str = "station", *, until: str = "2020-06-30", since: str = "") -> Network:
    """Return the drawing; `kind`, `since` and `until` are those of B."""
    names = list(SPOTS)
    stations = gpd.GeoDataFrame(
        {"id": names, "kind": ["station", kind, "station"], "name": names, "rank": "hub",
         "passenger_from": ["", since, ""], "passenger_to": ["", until, ""]},
        geometry=[shapely.Point(lonlat(*SPOTS[name])) for name in names], crs=crs.WGS84,
    )  # fmt: skip
    towns = gpd.GeoDataFrame(
        {"id": [name.lower() for name in names], "kind": "trunk", "name": "", "rank": "other", "passenger_from": "", "passenger_to": ""},
        geometry=[shapely.Point(lonlat(SPOTS[name][0], 2.0)) for name in names], crs=crs.WGS84,
    )  # fmt: skip
    rows = [
        {"id": a + b, "from_id": a, "to_id": b, "mode": "rail", "edge_class": "hsr", "speed_kph": 300.0, "opened": "2012-12-01",
         "geometry": dense_line(SPOTS[a], SPOTS[b])} for a, b in ("AB", "BC")
    ]  # fmt: skip
    ends = gpd.GeoDataFrame(
        {"id": ["a2", "b2", "c2"], "kind": "trunk", "name": "", "rank": "other", "passenger_from": "", "passenger_to": ""},
        geometry=[shapely.Point(lonlat(SPOTS[name][0], 6.0)) for name in names], crs=crs.WGS84,
    )  # fmt: skip
    rows += [
        {"id": f"road {name}", "from_id": name.lower(), "to_id": f"{name.lower()}2", "mode": "road", "edge_class": "national",
         "geometry": dense_line((SPOTS[name][0], 2.0), (SPOTS[name][0], 6.0))} for name in names
    ]  # fmt: skip
    junctions = gpd.GeoDataFrame(pd.concat([stations, towns, ends], ignore_index=True), geometry="geometry", crs=crs.WGS84)
    return make_network(junctions, gpd.GeoDataFrame(rows, geometry="geometry", crs=crs.WGS84))


def near(name: str) -> Point:
    """Return a point beside the road of a station."""
    return Point(name, name, *lonlat(SPOTS[name][0] + 0.5, 4.0))


def test_nobody_boards_where_passenger_service_has_ended() -> None:
    network = railway()
    assert route(network, near("A"), near("B"), mode="rail", on=BEFORE).minutes < 120
    with pytest.raises(NetworkError):
        route(network, near("A"), near("B"), mode="rail", on=AFTER)
    with pytest.raises(NetworkError):
        route(network, near("B"), near("C"), mode="rail", on=AFTER)


def test_nobody_boards_before_passenger_service_began() -> None:
    network = railway(until="", since="2020-06-30")
    with pytest.raises(NetworkError):
        route(network, near("A"), near("B"), mode="rail", on=BEFORE)
    assert route(network, near("A"), near("B"), mode="rail", on=AFTER).minutes < 120


@pytest.mark.parametrize("kind", ["station", RAIL_FORK])
def test_passing_costs_a_stop_only_where_trains_may_stop(kind: str) -> None:
    network = railway(kind, until="2020-06-30" if kind == "station" else "")
    served = route(railway(until=""), near("A"), near("C"), mode="rail", on=AFTER)
    passed = route(network, near("A"), near("C"), mode="rail", on=AFTER)
    used = rail_speed("hsr", 300.0, AFTER)
    expected = STOP_SHARE["hub"] * (used.stop_minutes + used.dwell_minutes)
    assert served.in_vehicle_minutes - passed.in_vehicle_minutes == pytest.approx(expected, abs=1e-6)
    run = rail_run(network, "A", "C", AFTER)
    assert (run.stops, run.between) == (0.0, ())
    assert run.minutes == pytest.approx(passed.in_vehicle_minutes, abs=1e-6)


def test_a_fork_is_no_place_to_start_from() -> None:
    network = railway(RAIL_FORK, until="")
    compiled = compile_network(network, "road+rail", AFTER)
    assert station_of(compiled, Point("x", "x", *lonlat(19.0, 1.0))).id == "A"
    assert np.isinf(compiled.node_access[compiled.node_of["B"]])
    with pytest.raises(NetworkError):
        rail_run(network, "A", "B", AFTER)


def test_a_new_railway_serves_the_stations_at_its_ends() -> None:
    network = railway()
    assert passed_only(network.junctions, AFTER) == {"B"}
    assert passed_only(network.with_edges(opened={"AB": "2020-01-01"}).junctions, AFTER) == frozenset()
    assert passed_only(network.with_edges(closed=["road A"]).junctions, AFTER) == {"B"}
    assert times_from(compile_network(network, "road+rail", AFTER), [near("A")], limit=30.0).minutes.min() >= 0.0


@pytest.mark.parametrize("edge_class", ["hsr", "intercity", "conventional"])
def test_one_more_line_never_makes_a_trip_longer(edge_class: str) -> None:
    """Should leave A–C as quick when a slower line meets the others at B, where a stop costs more on it."""
    network = railway(until="")
    line = {
        "id": "extra",
        "from_id": "B",
        "to_id": "A",
        "mode": "rail",
        "edge_class": edge_class,
        "speed_kph": 160.0,
        "opened": "2012-12-01",
    }
    added = gpd.GeoDataFrame([{**line, "geometry": dense_line(SPOTS["B"], SPOTS["A"])}], geometry="geometry", crs=crs.WGS84)
    before, after = (route(net, near("A"), near("C"), mode="rail", on=AFTER).minutes for net in (network, network.with_edges(added=added)))
    assert after <= before + 1e-9
