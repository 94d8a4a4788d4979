"""Stations as the doors to the trains: which of them serve a place, how far they are by road, and how long the trains take between.

By the mode rail a trip is three parts one after the other: by road to a station that serves the place it starts from, by train, and by
road from a station that serves the place it ends at. A station serves what lies within `StationAccess.max_km` of it in a straight line;
between trains one changes within a station. This is the one rule of every time, circle and corridor by rail.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from spatial.errors import NetworkError
from spatial.network import kernels
from spatial.network.compiled import Compiled
from spatial.network.join import Join
from spatial.network.lines import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Stations:
    """Hold the stations in service: their ids, the nodes into and out of their halls, and their points in the plane of the network."""

    ids: tuple[str, ...]
    way_in: Ints
    way_out: Ints
    x: Floats
    y: Floats

    def ends(self, *, inbound: bool) -> tuple[Ints, Ints]:
        """Return the halls at which a search meets the trains and those at which it leaves them; inbound it runs against the trains."""
        return (self.way_out, self.way_in) if inbound else (self.way_in, self.way_out)


def stations_of(compiled: Compiled) -> Stations:
    """Return the stations of a compiled network, made the first time they are needed."""

    def make() -> Stations:
        ids = tuple(sorted(compiled.halls))
        way_in, way_out = np.array([compiled.halls[station] for station in ids], np.int64).reshape(-1, 2).T
        return Stations(ids, way_in.copy(), way_out.copy(), compiled.x[way_in], compiled.y[way_in])

    stations: Stations = compiled.cached("stations", make)
    return stations


def train_minutes(compiled: Compiled, factor: float = 1.0) -> Floats:
    """Return the minutes from hall (row) to hall (column), from coming in to being out; infinite to itself, which is no trip by rail."""

    def make() -> Floats:
        stations = stations_of(compiled)
        count = len(stations.ids)
        each, none = np.arange(count + 1), np.zeros(count)
        rows = compiled.rows(factor=factor, layer="train")
        ends = (each, stations.way_in, none), (each, stations.way_out, none)
        minutes = kernels.search_many(rows, *ends, np.inf, os.cpu_count() or 1)[0]
        np.fill_diagonal(minutes, np.inf)
        return minutes

    minutes: Floats = compiled.cached(("trains", factor), make)
    return minutes


def metres_to_stations(compiled: Compiled, join: Join) -> Floats:
    """Return the metres in a straight line from a joined place, or the area that counts as it, to every station."""
    stations = stations_of(compiled)
    place = shapely.Point(join.x, join.y) if join.area is None else join.area
    metres: Floats = shapely.distance(shapely.points(stations.x, stations.y), place)
    return metres


def serving(compiled: Compiled, metres: Floats) -> Bools:
    """Tell which stations are near enough to serve."""
    near: Bools = metres <= compiled.speeds.station_access.max_km * 1000.0
    return near


def minutes_by_road(compiled: Compiled, join: Join, *, inbound: bool = False, factor: float = 1.0) -> Floats:
    """Return the minutes by road from a joined place into every hall that serves it (inbound: out of it), infinite for the others."""
    halls = stations_of(compiled).ends(inbound=inbound)[0]
    near = serving(compiled, metres_to_stations(compiled, join))
    if not near.any() or not len(join.nodes):
        return np.full(len(halls), np.inf)
    minutes = road_search(compiled, join.nodes, join.node_minutes, inbound=inbound, factor=factor)[0]
    return np.where(near, minutes[halls], np.inf)


def road_search(
    compiled: Compiled, nodes: Ints, node_minutes: Floats, *, inbound: bool = False, factor: float = 1.0, limit: float = np.inf,
    layer: str = "road",
) -> tuple[Floats, Ints]:  # fmt: skip
    """Return minutes and predecessor arcs of every node, over the arcs of one layer only."""
    count = compiled.n_nodes
    minutes, pred = np.full(count, np.inf), np.full(count, -1, np.int64)
    rows = compiled.rows(inbound=inbound, factor=factor, layer=layer)
    kernels.search(*rows, nodes, node_minutes, limit, minutes, pred, np.empty(count, np.int64))
    return minutes, pred


def through_trains(access: Floats, ride: Floats) -> Floats:
    """Return the least of access and ride to each station: the rows of `access` by stations, `ride` from station to station."""
    return np.array([(row[:, None] + ride).min(axis=0) if len(row) else row for row in np.atleast_2d(access)])


def not_served(compiled: Compiled, join: Join, name: str) -> NetworkError | None:
    """Return the error of a place no train can be reached from, which names the nearest station; None where one can be."""
    if np.isfinite(minutes_by_road(compiled, join)).any() or np.isfinite(minutes_by_road(compiled, join, inbound=True)).any():
        return None
    metres = metres_to_stations(compiled, join)
    names = station_names(compiled)
    at = int(np.argmin(metres))
    return no_station(compiled, name, names[stations_of(compiled).ids[at]], float(metres[at]))


def no_station(compiled: Compiled, place: str, nearest: str, metres: float) -> NetworkError:
    """Return the error of a place without a station near enough, or whose nearest cannot be reached by road."""
    most, on = compiled.speeds.station_access.max_km, compiled.on.isoformat()
    known = f"最近的是 {nearest}站，直线 {metres / 1000:.1f} 千米" if nearest else "路网中没有车站"
    what = "没有办理客运的车站" if metres > most * 1000 else "没有经公路能到的、办理客运的车站"
    return NetworkError(f"{on} 时 {place} 周围 {most:g} 千米内{what}（{known}）；请换一种方式、出发规则、地点或年份。")


def station_names(compiled: Compiled) -> dict[str, str]:
    """Return the names of all stations by id."""
    table: Any = compiled.network.junctions
    return dict(zip(table["id"], table["name"], strict=True))
