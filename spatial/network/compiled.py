"""A network made once into arrays for one mode, one date and one set of speeds; every travel time comes from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.errors import NetworkError
from spatial.modes import CLOSED_ACCESS_CLASSES, DEFAULT_SPEEDS, FAR_TIMES, PARKING_MINUTES, Speeds, check_mode
from spatial.network import kernels, lines, rails
from spatial.network.barriers import Barriers, make_barriers
from spatial.network.dates import RAIL_FORK, OpenState, date_of_year, edges_open_on, passed_only
from spatial.network.lines import Bools, Floats, Ints, Lines
from spatial.network.tables import Network

STATION_JOINS = 3
NO_GROUND_ACCESS = ("station", "hub", "joint", RAIL_FORK)


@dataclass(frozen=True, eq=False)
class Compiled:
    """Hold a network as arrays: nodes in a metric plane, arcs by tail, road lines with their vertices, and the water between.

    Minutes of an arc at a speed factor f are `fixed + moving / f`. Nodes are in the order of a Hilbert curve. `halls` are the nodes in
    and out of each station in service, `node_of` has the one in; `node_side` is 1 in the halls in, 2 in the halls out, 0 elsewhere.
    """

    network: Network
    mode: str
    on: date
    speeds: Speeds
    plane: str
    x: Floats
    y: Floats
    node_access: Floats
    node_side: NDArray[np.int8]
    indptr: Ints
    head: Ints
    moving: Floats
    fixed: Floats
    kind: NDArray[np.int8]
    source: Ints
    reverse_indptr: Ints
    reverse_head: Ints
    reverse_arc: Ints
    lines: Lines
    node_of: Mapping[str, int]
    halls: Mapping[str, tuple[int, int]]
    trains: Mapping[tuple[str, str], tuple[int, int]]
    barriers: Barriers
    state: OpenState
    _cache: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def n_nodes(self) -> int:
        """Return the number of nodes."""
        return len(self.x)

    @property
    def n_arcs(self) -> int:
        """Return the number of arcs."""
        return len(self.head)

    def rows(self, *, inbound: bool = False, factor: float = 1.0, layer: str = "") -> tuple[Ints, Ints, Floats]:
        """Return row pointer, head and minutes of the arcs, or of the arcs turned around; endless outside a layer (`rails.LAYERS`)."""
        key = (inbound, factor, layer)
        if key not in self._cache:
            cost = self.fixed + self.moving / factor
            if layer:
                cost = np.where(np.isin(self.kind, rails.LAYERS[layer]), cost, np.inf)
            if inbound:
                self._cache[key] = (self.reverse_indptr, self.reverse_head, cost[self.reverse_arc])
            else:
                self._cache[key] = (self.indptr, self.head, cost)
        rows: tuple[Ints, Ints, Floats] = self._cache[key]
        return rows

    def cached(self, key: Any, make: Any) -> Any:
        """Return what `make()` gave the first time it was asked for under a key."""
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]

    @property
    def nbytes(self) -> int:
        """Return the bytes all arrays take."""
        own = (value for value in vars(self).values() if isinstance(value, np.ndarray))
        return int(sum(array.nbytes for array in own) + sum(array.nbytes for array in vars(self.lines).values()))


def compile_network(network: Network, mode: str = "road", on: date | int | None = None, speeds: Speeds = DEFAULT_SPEEDS) -> Compiled:
    """Return the arrays of a network for a mode, a date (a year is its 31 December) and speeds; made once and kept.

    Raises InvalidInputError for an unknown mode or year and NetworkError when nothing of that mode was open.
    """
    day = on if isinstance(on, date) else date_of_year(on)
    return _compile(network, check_mode(mode), day, speeds)


@lru_cache(maxsize=24)
def _compile(network: Network, mode: str, on: date, speeds: Speeds) -> Compiled:
    """Make the arrays."""
    state = edges_open_on(network.edges, on)
    modes = {"road": ("road",), "rail": ("road", "rail"), "road+rail": ("road", "rail")}[mode]
    open_now = network.edges[state.is_open & network.edges["mode"].isin(modes).to_numpy()]
    wanted = open_now[open_now["mode"] == ("rail" if mode == "rail" else "road")]
    if not len(wanted):
        msg = f"{network.title}在 {on.isoformat()} 没有开通的{'铁路' if mode == 'rail' else '公路'}。"
        raise NetworkError(msg)
    return _Build(network, open_now, state, mode=mode, on=on, speeds=speeds).finish()


class _Build:
    """Gather nodes, lines and arcs of one network; used once."""

    def __init__(self, network: Network, open_now: gpd.GeoDataFrame, state: OpenState, *, mode: str, on: date, speeds: Speeds) -> None:
        self.network, self.mode, self.on, self.speeds, self.state = network, mode, on, speeds, state
        self.plane = lines.plane_of(network)
        self.roads = open_now[open_now["mode"] == "road"]
        self.rails = open_now[open_now["mode"] == "rail"]
        ids = pd.Index(network.junctions["id"].to_numpy(object))
        used = np.zeros(len(ids), bool)
        for column in ("from_id", "to_id"):
            used[ids.get_indexer(open_now[column].to_numpy(object))] = True
        junctions = network.junctions[used]
        self.ids = ids[used]
        self.node_of = {node_id: index for index, node_id in enumerate(self.ids)}
        self.kind_of = dict(zip(junctions["id"], junctions["kind"], strict=True))
        self.rank_of = dict(zip(junctions["id"], junctions["rank"], strict=True))
        x, y = crs.project_xy(junctions.geometry.x.to_numpy(), junctions.geometry.y.to_numpy(), crs.WGS84, self.plane)
        self.x, self.y = list(x), list(y)
        self.barriers = make_barriers(network.water, self.plane)
        self.connectors: list[tuple[str, int, float]] = []

    def finish(self) -> Compiled:
        """Return the arrays."""
        stops = {*self.rails["from_id"], *self.rails["to_id"]}
        stations = sorted(stops - passed_only(self.network.junctions, self.on))
        road = self._roads(stations)
        halls = {station: (self.node_of[station], len(self.x) + k) for k, station in enumerate(stations)}
        for way_in, way_out in halls.values():
            self._place(way_out, self.x[way_in], self.y[way_in])
        trains = rails.build_trains(self.rails, self.rank_of, halls, len(self.x), on=self.on, speeds=self.speeds)
        for (station, _), at in {**trains.arrival, **{(s, k + "*"): n for (s, k), n in trains.departure.items()}}.items():
            self._place(at, self.x[self.node_of[station]], self.y[self.node_of[station]])
        return self._assemble(road, trains, halls)

    def _place(self, at: int, x: float, y: float) -> None:
        """Put a node at a point, growing the list."""
        missing = at + 1 - len(self.x)
        self.x.extend([x] * missing)
        self.y.extend([y] * missing)
        self.x[at], self.y[at] = x, y

    def _roads(self, stations: list[str]) -> Lines:
        """Return the road lines, cut at built-up areas and at the joins of stations."""
        table = self.roads
        tail = self.ids.get_indexer(table["from_id"].to_numpy(object)).astype(np.int64)
        head = self.ids.get_indexer(table["to_id"].to_numpy(object)).astype(np.int64)
        geometry = lines.metric_lines(table.geometry.to_numpy(), self.plane) if len(table) else np.empty(0, object)
        classes, design = table["edge_class"].to_numpy(object), table["speed_kph"].to_numpy(float)
        access = ~np.isin(classes, CLOSED_ACCESS_CLASSES) & ~lines.is_chord(geometry, table["length_m"].to_numpy(float))
        slowed, shape = lines.slowed_classes(classes, design), lines.built_up_shape(self.network.built_up, self.plane)
        cuts: dict[int, list[tuple[float, int]]] = {
            line: [(share, self._new_node(geometry[line], share)) for share in shares]
            for line, shares in lines.boundary_cuts(geometry, slowed, shape).items()
        }
        self._join_stations(stations, geometry, access, cuts)
        cut = lines.cut_lines(geometry, tail, head, cuts)
        kph = lines.edge_kph(classes, design, self.speeds)[cut.parent] * table["speed_factor"].to_numpy(float)[cut.parent]
        if shape is not None and len(cut.lines):
            shapely.prepare(shape)
            inside = slowed[cut.parent] & shapely.contains(shape, shapely.line_interpolate_point(cut.lines, 0.5, normalized=True))
            kph = np.where(inside, np.minimum(kph, self.speeds.built_up_kph), kph)
        length = table["length_m"].to_numpy(float)[cut.parent] * cut.part
        minutes = 60.0 * length / 1000.0 / kph
        backward = np.where(table["oneway"].to_numpy(bool)[cut.parent], np.inf, minutes)
        offset, x, y, share = lines.flatten(cut.lines)
        return Lines(
            cut.tail, cut.head, minutes, backward, access[cut.parent], table.index.to_numpy()[cut.parent].astype(np.int64), length,
            offset, x, y, share,
        )  # fmt: skip

    def _new_node(self, line: Any, share: float) -> int:
        """Add a node on a line; return its number."""
        point = shapely.line_interpolate_point(line, share, normalized=True)
        self.x.append(point.x)
        self.y.append(point.y)
        return len(self.x) - 1

    def _join_stations(
        self, stations: list[str], geometry: NDArray[np.object_], access: Bools, cuts: dict[int, list[tuple[float, int]]]
    ) -> None:
        """Join each station hall to the nearest roads that can be reached from it without crossing water."""
        rows = np.flatnonzero(access)
        if not stations or not len(rows):
            return
        tree, off = shapely.STRtree(geometry[rows]), self.speeds.off_network
        for station in stations:
            for far in (1.0, FAR_TIMES):
                spots = self._spots_of_hall(self.node_of[station], geometry, rows, tree, far * off.max_m)
                if spots:
                    break
            for line, share, metres in spots:
                node = self._new_node(geometry[line], share)
                cuts.setdefault(line, []).append((share, node))
                self.connectors.append((station, node, metres * off.minutes_per_m))

    def _spots_of_hall(
        self, hall: int, geometry: NDArray[np.object_], rows: Ints, tree: shapely.STRtree, farthest_m: float
    ) -> list[tuple[int, float, float]]:
        """Return line, share and metres of the nearest spots of roads in sight of a hall, at most three."""
        point = shapely.Point(self.x[hall], self.y[hall])
        near = tree.query(point, predicate="dwithin", distance=farthest_m)
        spots: list[tuple[int, float, float]] = []
        for line in rows[near[np.argsort(shapely.distance(geometry[rows[near]], point))]]:
            share = float(shapely.line_locate_point(geometry[line], point, normalized=True))
            spot = shapely.line_interpolate_point(geometry[line], share, normalized=True)
            if len(spots) < STATION_JOINS and not self.barriers.blocks(point.x, point.y, spot.x, spot.y):
                spots.append((int(line), share, point.distance(spot)))
        return spots

    def _road_arcs(self, road: Lines, halls: dict[str, tuple[int, int]]) -> list[rails.Arcs]:
        """Return the arcs of road lines, both ways where allowed, and those between road and hall and from hall to hall."""
        index = np.arange(len(road.tail))
        two_way = np.isfinite(road.backward)
        parts = [
            rails.simple_arcs(road.tail, road.head, road.forward, rails.ROAD, index),
            rails.simple_arcs(road.head[two_way], road.tail[two_way], road.backward[two_way], rails.ROAD, index[two_way]),
        ]
        for station, node, minutes in self.connectors:
            way_in, way_out = halls[station]
            ends = np.array([[node, way_out], [way_in, node]])
            parts.append(rails.simple_arcs(ends[0], ends[1], np.full(2, minutes), rails.CONNECT, fixed=PARKING_MINUTES))
        if halls:
            way_in, way_out = np.array(list(halls.values())).T
            parts.append(rails.simple_arcs(way_out, way_in, np.zeros(len(halls)), rails.CHANGE))
        return parts

    def _assemble(self, road: Lines, trains: rails.Trains, halls: dict[str, tuple[int, int]]) -> Compiled:
        """Return the arrays, nodes numbered along a Hilbert curve and arcs sorted."""
        n_nodes = len(self.x)
        arcs = rails.join_arcs([*self._road_arcs(road, halls), trains.arcs])
        x, y = np.array(self.x), np.array(self.y)
        order = np.argsort(gpd.GeoSeries(shapely.points(x, y)).hilbert_distance().to_numpy(), kind="stable")
        rank = np.empty(n_nodes, np.int64)
        rank[order] = np.arange(n_nodes)
        indptr, by_tail = kernels.compress(rank[arcs.tail], n_nodes)
        head, tail = rank[arcs.head][by_tail], rank[arcs.tail][by_tail]
        reverse_indptr, reverse = kernels.compress(head, n_nodes)
        access, side = self._node_access(halls)
        return Compiled(
            self.network, self.mode, self.on, self.speeds, self.plane, x[order], y[order], access[order],
            side[order], indptr, head, arcs.moving[by_tail], arcs.fixed[by_tail], arcs.kind[by_tail], arcs.source[by_tail],
            reverse_indptr, tail[reverse], reverse, Lines(**{**vars(road), "tail": rank[road.tail], "head": rank[road.head]}),
            {node_id: int(rank[at]) for node_id, at in self.node_of.items()},
            {station: (int(rank[way_in]), int(rank[way_out])) for station, (way_in, way_out) in halls.items()},
            {
                key: (int(rank[trains.arrival[key]]), int(rank[at]))
                for key, at in trains.departure.items() if key in trains.arrival and key[0] in halls
            },
            self.barriers, self.state,
        )  # fmt: skip

    def _node_access(self, halls: dict[str, tuple[int, int]]) -> tuple[Floats, NDArray[np.int8]]:
        """Return the minutes of changing between road and ground at each node (infinite where one cannot) and its side."""
        access, side = np.full(len(self.x), np.inf), np.zeros(len(self.x), np.int8)
        for node_id, at in self.node_of.items():
            if self.kind_of[node_id] not in NO_GROUND_ACCESS:
                access[at] = 0.0
        for ends in halls.values():
            access[list(ends)] = PARKING_MINUTES
            side[list(ends)] = (1, 2)
        return access, side
