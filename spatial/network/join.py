"""Places joined to edges: the points of the roads around that are reached straight across the ground, never through water."""

# ruff: noqa: PLR0917 (compiled kernels take their arrays one by one)
from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from spatial import crs
from spatial.errors import NetworkError, OutsideNetworkError
from spatial.modes import FAR_TIMES, OffNetwork
from spatial.network.barriers import crosses
from spatial.network.compiled import Compiled
from spatial.network.jit import jit
from spatial.network.lines import Floats, Ints

CELL_M = 2000.0
SIDES_OUTWARD, SIDES_INBOUND = (0, 1), (0, 2)


@dataclass(frozen=True, eq=False)
class Join:
    """Hold how one point gets onto (or, inbound, off) the network: spots on lines, and nodes, with minutes.

    `line`, `share`, `minutes` are spots on road lines; `nodes`, `node_minutes` are the ends those spots lead to, and the stations and
    interchanges reached straight (`spot_of` -1, else the spot). x and y are metres in the plane of the network. `area` is what counts as
    the place where a trip may start or end all over a built-up area, or in a hall; None: at the point, and on over the ground.
    """

    x: float
    y: float
    line: Ints
    share: Floats
    minutes: Floats
    nodes: Ints
    node_minutes: Floats
    spot_of: Ints
    area: Any = None


@dataclass(frozen=True, eq=False)
class SegmentGrid:
    """Hold which segments of accessible lines lie in which square cell; a segment is named by its first vertex."""

    west: float
    south: float
    cell_m: float
    columns: int
    rows: int
    pointer: Ints
    segment: Ints
    line_of: Ints


def segment_grid(compiled: Compiled) -> SegmentGrid:
    """Return the grid of a compiled network, made the first time it is needed."""
    grid: SegmentGrid = compiled.cached("grid", lambda: _make_grid(compiled))
    return grid


def _make_grid(compiled: Compiled) -> SegmentGrid:
    """Sort the segments of accessible lines into cells."""
    road = compiled.lines
    if not len(road.x):
        return SegmentGrid(0.0, 0.0, CELL_M, 1, 1, np.zeros(2, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))
    line_of = np.repeat(np.arange(len(road.tail)), np.diff(road.offset))
    first = np.flatnonzero((line_of[1:] == line_of[:-1]) & road.access[line_of[:-1]])
    west, south = float(road.x.min()), float(road.y.min())
    columns = int((road.x.max() - west) // CELL_M) + 1
    rows = int((road.y.max() - south) // CELL_M) + 1
    boxes = [np.minimum(road.x[first], road.x[first + 1]), np.minimum(road.y[first], road.y[first + 1])]
    boxes += [np.maximum(road.x[first], road.x[first + 1]), np.maximum(road.y[first], road.y[first + 1])]
    pointer, entry = cells_of_boxes(np.column_stack(boxes), west, south, CELL_M, columns, rows)
    return SegmentGrid(west, south, CELL_M, columns, rows, pointer, first[entry], line_of)


@jit
def cells_of_boxes(boxes: Any, west: float, south: float, cell: float, columns: int, rows: int) -> tuple[Any, Any]:
    """Return, as compressed rows by cell, the boxes that touch each cell of a grid."""
    pointer = np.zeros(columns * rows + 1, np.int64)
    for step in range(2):
        if step == 1:
            for at in range(columns * rows):
                pointer[at + 1] += pointer[at]
            fill = pointer[:-1].copy()
            entry = np.empty(pointer[-1], np.int64)
        for i in range(len(boxes)):
            for row in range(max(int((boxes[i, 1] - south) // cell), 0), min(int((boxes[i, 3] - south) // cell), rows - 1) + 1):
                for column in range(max(int((boxes[i, 0] - west) // cell), 0), min(int((boxes[i, 2] - west) // cell), columns - 1) + 1):
                    if step == 0:
                        pointer[row * columns + column + 1] += 1
                    else:
                        entry[fill[row * columns + column]] = i
                        fill[row * columns + column] += 1
    return pointer, entry


@jit
def best_on_segment(px: float, py: float, x0: float, y0: float, a0: float, x1: float, y1: float, a1: float) -> tuple[float, float]:
    """Return the least `a + distance` over a segment on which `a` (metres) is linear, and the share of the segment where it is."""
    dx, dy = x1 - x0, y1 - y0
    length = math.sqrt(dx * dx + dy * dy)
    if length <= 0.0:
        return min(a0, a1) + math.hypot(px - x0, py - y0), 0.0
    foot = ((px - x0) * dx + (py - y0) * dy) / length
    off = abs((px - x0) * dy - (py - y0) * dx) / length
    slope = (a1 - a0) / length
    if slope >= 1.0:
        at = 0.0
    elif slope <= -1.0:
        at = length
    else:
        at = min(max(foot - slope * off / math.sqrt(1.0 - slope * slope), 0.0), length)
    return a0 + slope * at + math.hypot(foot - at, off), at / length


@jit
def room(rows: Any, count: int) -> Any:
    """Return a table, twice as long when it is full."""
    if count < len(rows):
        return rows
    more = np.empty((2 * len(rows), rows.shape[1]))
    for i in range(len(rows)):
        for k in range(rows.shape[1]):
            more[i, k] = rows[i, k]
    return more


@jit
def spots_near(
    px: float, py: float, per_m: float, max_m: float, segments: Any, pointer: Any, entry: Any, west: float, south: float, cell: float,
    columns: int, rows: int, line_of: Any, x: Any, y: Any, share: Any, forward: Any, backward: Any,
) -> Any:  # fmt: skip
    """Return line, share and minutes of the spots best for going on to either end of each segment within reach and in sight."""
    found = np.empty((64, 3))
    count: Any = np.int64(0)  # typed, not a literal: the functions it goes to are compiled once
    for row in range(max(int((py - max_m - south) // cell), 0), min(int((py + max_m - south) // cell), rows - 1) + 1):
        for column in range(max(int((px - max_m - west) // cell), 0), min(int((px + max_m - west) // cell), columns - 1) + 1):
            for k in range(pointer[row * columns + column], pointer[row * columns + column + 1]):
                i = entry[k]
                line = line_of[i]
                if not _in_reach(px, py, x[i], y[i], x[i + 1], y[i + 1], max_m):
                    continue
                ends = (backward[line], -forward[line])
                for turn in range(2):
                    if not np.isfinite(ends[turn]):
                        continue
                    slope = ends[turn] / per_m
                    _, at = best_on_segment(px, py, x[i], y[i], slope * share[i], x[i + 1], y[i + 1], slope * share[i + 1])
                    for attempt in range(3):
                        spot = at if attempt == 0 else float(attempt - 1)
                        qx, qy = x[i] + spot * (x[i + 1] - x[i]), y[i] + spot * (y[i + 1] - y[i])
                        distance = math.hypot(px - qx, py - qy)
                        if distance <= max_m and not crosses(segments, px, py, qx, qy):
                            found = room(found, count)
                            found[count, 0] = line
                            found[count, 1] = share[i] + spot * (share[i + 1] - share[i])
                            found[count, 2] = distance * per_m
                            count += 1
                            break
    return found[:count]


@jit
def _in_reach(px: float, py: float, x0: float, y0: float, x1: float, y1: float, max_m: float) -> bool:
    """Tell whether a segment comes within a distance of a point."""
    distance, _ = best_on_segment(px, py, x0, y0, 0.0, x1, y1, 0.0)
    return bool(distance <= max_m)


@jit
def keep_best(line: Any, share: Any, minutes: Any, forward: Any, backward: Any) -> Any:
    """Tell which spots no other spot of the same line reaches as fast by road; spots come sorted by line, then by minutes."""
    keep = np.ones(len(line), np.bool_)
    for i in range(len(line)):
        j = i - 1
        while j >= 0 and line[j] == line[i]:
            gap = share[i] - share[j]
            run = forward[line[i]] * gap if gap >= 0 else -backward[line[i]] * gap
            if keep[j] and minutes[j] + run <= minutes[i] + 1e-12:
                keep[i] = False
                break
            j -= 1
    return keep


def costs_each_way(compiled: Compiled, *, inbound: bool, factor: float) -> tuple[Floats, Floats]:
    """Return the minutes of each line towards its head and towards its tail; inbound, of coming from there."""
    road = compiled.lines
    there, back = (road.backward, road.forward) if inbound else (road.forward, road.backward)
    return there / factor, back / factor


def join_xy(compiled: Compiled, x: float, y: float, *, inbound: bool = False, factor: float = 1.0, off: OffNetwork | None = None) -> Join:
    """Return how a point in the plane joins the network; every spot is the best of its stretch of road, in sight across the ground.

    `off` is the way across the ground (default: that of the compiled speeds), whose speed `factor` does not change.
    """
    way, road = off or compiled.speeds.off_network, compiled.lines
    forward, backward = costs_each_way(compiled, inbound=inbound, factor=factor)
    nearby = compiled.barriers.near(x - way.max_m, y - way.max_m, x + way.max_m, y + way.max_m)
    grid = segment_grid(compiled)
    found = spots_near(
        x, y, way.minutes_per_m, way.max_m, nearby, grid.pointer, grid.segment, grid.west, grid.south, grid.cell_m, grid.columns,
        grid.rows, grid.line_of, road.x, road.y, road.share, forward, backward,
    )  # fmt: skip
    order = np.lexsort((found[:, 2], found[:, 0]))
    line, share, minutes = found[order, 0].astype(np.int64), found[order, 1].copy(), found[order, 2].copy()
    keep = keep_best(line, share, minutes, forward, backward)
    line, share, minutes = line[keep], share[keep], minutes[keep]
    direct, direct_minutes = _direct(compiled, x, y, way, nearby, SIDES_INBOUND if inbound else SIDES_OUTWARD)
    nodes = np.concatenate([road.tail[line], road.head[line], direct])
    node_minutes = np.concatenate([minutes + _run(backward[line], share), minutes + _run(forward[line], 1.0 - share), direct_minutes])
    spot_of = np.concatenate([np.arange(len(line)), np.arange(len(line)), np.full(len(direct), -1)])
    finite = np.isfinite(node_minutes)
    return Join(x, y, line, share, minutes, nodes[finite], node_minutes[finite], spot_of[finite])


def _run(cost: Floats, share: Floats) -> Floats:
    """Return the minutes of a share of a line; nothing costs nothing even where the way is closed."""
    closed = np.isinf(cost)
    return np.where(closed, np.where(share > 0, np.inf, 0.0), np.where(closed, 0.0, cost) * share)


def lone_nodes(compiled: Compiled) -> Ints:
    """Return the nodes where one can change to the ground but which no accessible line touches: stations, some interchanges."""

    def find() -> Ints:
        lone = np.isfinite(compiled.node_access)
        road = compiled.lines
        touched = np.concatenate([road.tail[road.access], road.head[road.access]])
        covered = np.zeros(len(lone), bool)
        covered[touched] = True
        return np.flatnonzero(lone & ~(covered & (compiled.node_access == 0.0)))

    nodes: Ints = compiled.cached("lone", find)
    return nodes


def _direct(compiled: Compiled, x: float, y: float, way: OffNetwork, nearby: Any, own_side: tuple[int, int]) -> tuple[Ints, Floats]:
    """Return the stations and interchanges reached straight, with minutes."""
    nodes = lone_nodes(compiled)
    nodes = nodes[np.isin(compiled.node_side[nodes], own_side)]
    distance = np.hypot(compiled.x[nodes] - x, compiled.y[nodes] - y)
    nodes, distance = nodes[distance <= way.max_m], distance[distance <= way.max_m]
    seen = np.array([not crosses(nearby, x, y, compiled.x[node], compiled.y[node]) for node in nodes], bool)
    return nodes[seen], distance[seen] * way.minutes_per_m + compiled.node_access[nodes[seen]]


def join_point(
    compiled: Compiled, lon: float, lat: float, *, name: str = "", inbound: bool = False, factor: float = 1.0,
    off: OffNetwork | None = None, strict: bool = True,
) -> Join:  # fmt: skip
    """Return how a point of EPSG:4326 joins the network; one far from every road may go four times the usual distance to it.

    Raises NetworkError, unless not `strict`, when no road can be reached from it within the farthest distance across the ground.
    """
    x, y = crs.project_xy(lon, lat, crs.WGS84, compiled.plane)
    way = off or compiled.speeds.off_network
    join = join_xy(compiled, float(x), float(y), inbound=inbound, factor=factor, off=way)
    if not len(join.line):
        join = join_xy(compiled, float(x), float(y), inbound=inbound, factor=factor, off=replace(way, max_m=FAR_TIMES * way.max_m))
    if strict and not len(join.nodes):
        raise _no_road(compiled, join, name or f"点 ({lon:.4f}, {lat:.4f})", FAR_TIMES * way.max_m / 1000)
    return join


def _no_road(compiled: Compiled, join: Join, name: str, far_km: float) -> NetworkError:
    """Return why a point is not joined: it lies in water, outside the network, or behind water or too far within it."""
    area = compiled.barriers.area
    margin = 1000.0 * far_km
    outside = not (
        compiled.x.min() - margin <= join.x <= compiled.x.max() + margin
        and compiled.y.min() - margin <= join.y <= compiled.y.max() + margin
    )
    if area is not None and shapely.intersects_xy(area, join.x, join.y):
        return NetworkError(f"{name} 落在河湖水面上，不经水面到不了任何道路；请换岸上的一个点。")
    if outside:
        return OutsideNetworkError(f"{name} 在{compiled.network.title}的范围之外；请换一个点或另选路网。", name)
    return NetworkError(f"{name} 周围 {far_km:g} 千米内没有不跨河湖就能到达的道路；请换一个点。")


def join_at_nodes(x: float, y: float, nodes: Ints, area: Any) -> Join:
    """Return a join of an area in the plane with the nodes at which a trip may start or end without going on."""
    nothing, count = np.empty(0), len(nodes)
    return Join(x, y, nothing.astype(np.int64), nothing, nothing, nodes, np.zeros(count), np.full(count, -1), area)
