"""The parts of a trip: the arcs a search went over as legs, and how a place joins them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from spatial.modes import OffNetwork
from spatial.network import rails
from spatial.network.compiled import Compiled
from spatial.network.join import Join
from spatial.network.lines import Ints
from spatial.network.stations import minutes_by_road, road_search, station_names, stations_of, train_minutes
from spatial.reach.times import Times, short_trip


@dataclass(frozen=True)
class Leg:
    """Hold one part of a trip: access, drive, board, ride or leave; `edges` are the ids it runs over."""

    kind: str
    name: str
    minutes: float
    length_km: float
    edges: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Search:
    """Hold the speeds of a search and the way it ran; arcs are numbered as in the compiled network."""

    compiled: Compiled
    factor: float
    off: OffNetwork
    inbound: bool = False

    def arcs_to(self, pred: Ints, node: int) -> tuple[int, list[int]]:
        """Return the first node of the way to a node, and its arcs in the order of the search."""
        compiled = self.compiled
        pointer = compiled.reverse_indptr if self.inbound else compiled.indptr
        arcs: list[int] = []
        while pred[node] >= 0:
            arc = int(pred[node])
            arcs.append(int(compiled.reverse_arc[arc]) if self.inbound else arc)
            node = int(np.searchsorted(pointer, arc, side="right")) - 1
        return node, arcs[::-1]

    def arc(self, arc: int) -> list[Leg]:
        """Return one arc as legs; what starting and stopping costs is part of the ride that boarding begins."""
        compiled = self.compiled
        moving, fixed = float(compiled.moving[arc] / self.factor), float(compiled.fixed[arc])
        kind, source = int(compiled.kind[arc]), int(compiled.source[arc])
        if kind == rails.ROAD:
            row = compiled.network.edges.iloc[int(compiled.lines.source[source])]
            return [Leg("drive", road_name(row), moving, float(compiled.lines.length_m[source]) / 1000.0, (str(row["id"]),))]
        if kind == rails.RUN:
            row = compiled.network.edges.iloc[source]
            return [Leg("ride", str(row["name"] or row["ref"]), moving, float(row["length_m"]) / 1000.0, (str(row["id"]),))]
        if kind == rails.PASS:
            return [Leg("ride", "", moving + fixed, 0.0)]
        if kind == rails.BOARD:
            return [Leg("board", f"{self.station(arc)}候车上车", fixed, 0.0), Leg("ride", "", moving, 0.0)]
        if kind == rails.LEAVE:
            return [Leg("leave", f"{self.station(arc)}出站", fixed, 0.0)]
        return [Leg("access", "进出站", moving + fixed, moving / self.off.minutes_per_m * self.off.detour / 1000.0)]

    def station(self, arc: int) -> str:
        """Return what the station of an arc between train and hall is called."""
        compiled, head = self.compiled, int(self.compiled.head[arc])
        known = {node: name for (name, _), nodes in compiled.trains.items() for node in nodes} | {
            node: name for name, nodes in compiled.halls.items() for node in nodes
        }
        return f"{station_names(compiled)[known[head]]}站"

    def end(self, join: Join, entry: int) -> list[Leg]:
        """Return the legs between a place and one of its nodes: across the ground, then along part of a road."""
        spot, node = int(join.spot_of[entry]), int(join.nodes[entry])
        ground = float(join.minutes[spot]) if spot >= 0 else float(join.node_minutes[entry])
        legs = [self.ground(ground)]
        if spot >= 0:
            road, line, share = self.compiled.lines, int(join.line[spot]), float(join.share[spot])
            part = share if road.tail[line] == node else 1.0 - share
            row = self.compiled.network.edges.iloc[int(road.source[line])]
            drive = float(join.node_minutes[entry]) - ground
            legs.append(Leg("drive", road_name(row), drive, float(road.length_m[line]) * part / 1000.0, (str(row["id"]),)))
        return legs

    def ground(self, minutes: float) -> Leg:
        """Return a leg across the ground."""
        return Leg("access", "离网", minutes, minutes / self.off.minutes_per_m * self.off.detour / 1000.0)

    def way(self, join: Join, pred: Ints, node: int) -> list[Leg]:
        """Return the legs from a joined place to a node, in the order of the search; the place itself is `join`."""
        first, arcs = self.arcs_to(pred, node)
        entries = np.flatnonzero(join.nodes == first)
        legs = self.end(join, int(entries[np.argmin(join.node_minutes[entries])]))
        return legs + [leg for arc in arcs for leg in self.arc(arc)]


def road_name(row: Any) -> str:
    """Return what a road is called: number, else name, else class."""
    return str(row["ref"] or row["name"] or row["edge_class"])


def trip_legs(times: Times, goal: Join, entry: int) -> tuple[Leg, ...]:
    """Return the legs of the trip from the first origin that ends by one node of the goal, or in the mode rail by one station."""
    search = Search(times.compiled, times.factor, times.off)
    if times.compiled.mode == "rail":
        return _rail_legs(search, times.joins[0], goal, entry)
    return merged(search.way(times.joins[0], times.pred, int(goal.nodes[entry])) + search.end(goal, entry)[::-1])


def _rail_legs(search: Search, start: Join, goal: Join, station: int) -> tuple[Leg, ...]:
    """Return the legs to the best station, by train to one station, and from there to the goal."""
    compiled, factor, stations = search.compiled, search.factor, stations_of(search.compiled)
    access = minutes_by_road(compiled, start, factor=factor)
    boarded = int(np.argmin(access + train_minutes(compiled, factor)[:, station]))
    way_in, way_out = stations.way_in[boarded], stations.way_out[station]
    there = road_search(compiled, start.nodes, start.node_minutes, factor=factor)[1]
    train = road_search(compiled, np.array([way_in]), np.zeros(1), factor=factor, layer="train")[1]
    back = replace(search, inbound=True)
    home = road_search(compiled, goal.nodes, goal.node_minutes, inbound=True, factor=factor)[1]
    legs = search.way(start, there, int(way_in))
    legs += [leg for arc in search.arcs_to(train, int(way_out))[1] for leg in search.arc(arc)]
    return merged(legs + back.way(goal, home, int(way_out))[::-1])


def short_legs(times: Times, goal: Join) -> tuple[Leg, ...]:
    """Return the legs of a trip that passes no node."""
    search = Search(times.compiled, times.factor, times.off)
    trip = short_trip(times.compiled, times.joins[0], goal, times.factor, times.off)
    if trip.line is None:
        return merged([search.ground(trip.minutes)])
    road = times.compiled.lines
    row = times.compiled.network.edges.iloc[int(road.source[trip.line])]
    drive = trip.minutes - trip.first_minutes - trip.last_minutes
    along = Leg("drive", road_name(row), drive, float(road.length_m[trip.line]) * trip.share / 1000.0, (str(row["id"]),))
    return merged([search.ground(trip.first_minutes), along, search.ground(trip.last_minutes)])


def merged(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """Return legs with neighbours of one kind and name joined; a pass without a name belongs to the ride before it."""
    result: list[Leg] = []
    for leg in legs:
        before = result[-1] if result else None
        if before is not None and before.kind == leg.kind and (leg.name == before.name or "" in (leg.name, before.name)):
            edges = before.edges + tuple(edge for edge in leg.edges if edge not in before.edges[-1:])
            result[-1] = replace(
                before,
                name=before.name or leg.name,
                minutes=before.minutes + leg.minutes,
                length_km=before.length_km + leg.length_km,
                edges=edges,
            )
        elif leg.minutes > 0 or leg.length_km > 0:
            result.append(leg)
    return tuple(result)
