"""The way from the road across the ground, computed exactly: how far inside the circle each point lies, and its time.

A road point q reached at t(q) leaves (limit - t(q)) minutes for the ground, a radius r(q) = min((limit - t(q)) / w, m) with w minutes
per metre of straight line and m the farthest distance. The circle is the union of these discs cut by what water hides:

    margin(p) = max over visible q of  r(q) - |p - q|      p is inside where the margin is not negative
    time(p)   = min over visible q, |p - q| <= m, of  t(q) + w |p - q|

On a straight piece of road both have a closed form (`best_on_segment`). When the best q of a piece is hidden, its ends are tried;
pieces are short and end at the shore. A piece of nine columns is reached from a station and serves only points within a distance of it:
its margin is at most  distance - |p - station|,  which changes by at most one metre per metre too.
"""
# ruff: noqa: PLR0917 (compiled kernels take their arrays one by one)

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from spatial.network.barriers import crosses
from spatial.network.jit import jit
from spatial.network.join import best_on_segment, cells_of_boxes
from spatial.network.lines import Floats

TILE = 12


@dataclass(frozen=True, eq=False)
class Grid:
    """Hold the margin in metres at the nodes of a square grid; rows run north."""

    west: float
    south: float
    cell_m: float
    margin: Floats


@jit
def _served(px: float, py: float, piece: Any) -> float:
    """Return how many metres nearer to its station a point lies than a piece serves; without end for a piece of six columns."""
    return piece[8] - math.hypot(px - piece[6], py - piece[7]) if len(piece) > 6 else math.inf


@jit
def _margin(px: float, py: float, piece: Any, segments: Any, best: float) -> float:
    """Return the margin of a point by one piece where that is more than `best`, else `best`."""
    most = _served(px, py, piece)
    if most <= best:
        return best
    x0, y0, r0, x1, y1, r1 = piece[0], piece[1], piece[2], piece[3], piece[4], piece[5]
    least, at = best_on_segment(px, py, x0, y0, -r0, x1, y1, -r1)
    if -least <= best:
        return best
    if len(segments) == 0 or not crosses(segments, px, py, x0 + at * (x1 - x0), y0 + at * (y1 - y0)):
        return min(-least, most)
    first, last = min(r0 - math.hypot(px - x0, py - y0), most), min(r1 - math.hypot(px - x1, py - y1), most)
    if first > best and not crosses(segments, px, py, x0, y0):
        best = first
    if last > best and not crosses(segments, px, py, x1, y1):
        best = last
    return best


@jit
def _water_near(segments: Any, members: Any, west: float, south: float, east: float, north: float) -> Any:
    """Return the shore segments among `members` whose box touches a box."""
    keep = np.empty((len(members), 4))
    count = 0
    for k in members:
        s = segments[k]
        if min(s[0], s[2]) <= east and max(s[0], s[2]) >= west and min(s[1], s[3]) <= north and max(s[1], s[3]) >= south:
            for i in range(4):
                keep[count, i] = s[i]
            count += 1
    return keep[:count]


@jit
def fill_margin(
    margin: Any, tiles: Any, west: float, south: float, h: float, columns: int, pieces: Any, pointer: Any, entry: Any, segments: Any,
    near: Any, hidden: Any,
) -> None:  # fmt: skip
    """Fill the margin of some tiles of the grid, exact between -3 h and 3 h and only its sign beyond.

    The margin by one piece changes by at most one metre per metre, so from its value at the middle of a tile follows how far a piece can
    matter at a node; pieces come best first, and the first that cannot matter ends the search.
    """
    rows, width = margin.shape
    enough = 3.0 * h
    for tile in tiles:
        row0, column0 = (tile // columns) * TILE, (tile % columns) * TILE
        row1, column1 = min(row0 + TILE, rows), min(column0 + TILE, width)
        members = entry[pointer[tile] : pointer[tile + 1]]
        cx, cy = west + 0.5 * (column0 + column1 - 1) * h, south + 0.5 * (row0 + row1 - 1) * h
        half = 0.5 * math.hypot((column1 - column0 - 1) * h, (row1 - row0 - 1) * h)
        middle, farthest = np.empty(len(members)), 0.0
        for k in range(len(members)):
            p = pieces[members[k]]
            least, _ = best_on_segment(cx, cy, p[0], p[1], -p[2], p[3], p[4], -p[5])
            middle[k] = max(least, -_served(cx, cy, p))
            if -middle[k] + half > -enough:
                farthest = max(farthest, max(p[2], p[5]) + enough)
        order = np.argsort(middle)
        if len(order) == 0 or -middle[order[0]] + half <= -enough:
            continue
        reach = farthest + half
        water = _water_near(segments, hidden[near[tile] : near[tile + 1]], cx - reach, cy - reach, cx + reach, cy + reach)
        if len(water) == 0 and -middle[order[0]] - half >= enough:
            for row in range(row0, row1):
                for column in range(column0, column1):
                    margin[row, column] = enough
            continue
        for row in range(row0, row1):
            for column in range(column0, column1):
                px, py, best = west + column * h, south + row * h, -enough
                away = math.hypot(px - cx, py - cy)
                for k in order:
                    if best >= enough or -middle[k] + away <= best:
                        break
                    best = _margin(px, py, pieces[members[k]], water, best)
                margin[row, column] = min(best, enough)


@jit
def fill_times(
    out: Any, px: Any, py: Any, point_ptr: Any, points: Any, pieces: Any, pointer: Any, entry: Any, west: float, south: float, cell: float,
    columns: int, per_m: float, max_m: float, segments: Any, near: Any, hidden: Any,
) -> None:  # fmt: skip
    """Fill the minutes of points, cell by cell (infinite where no piece is near enough and in sight); pieces come best first as above."""
    for tile in range(len(point_ptr) - 1):
        if point_ptr[tile] == point_ptr[tile + 1] or pointer[tile] == pointer[tile + 1]:
            continue
        members = entry[pointer[tile] : pointer[tile + 1]]
        cx, cy = west + (tile % columns + 0.5) * cell, south + (tile // columns + 0.5) * cell
        middle = np.empty(len(members))
        for k in range(len(members)):
            p = pieces[members[k]]
            middle[k], _ = best_on_segment(cx, cy, p[0], p[1], p[2] / per_m, p[3], p[4], p[5] / per_m)
        order = np.argsort(middle)
        water = segments[hidden[near[tile] : near[tile + 1]]]
        for i in points[point_ptr[tile] : point_ptr[tile + 1]]:
            away, best = math.hypot(px[i] - cx, py[i] - cy), np.inf
            for k in order:
                if per_m * (middle[k] - away) >= best:
                    break
                best = _minutes(px[i], py[i], pieces[members[k]], per_m, max_m, water, best)
            out[i] = best


@jit
def _minutes(px: float, py: float, piece: Any, per_m: float, max_m: float, water: Any, best: float) -> float:
    """Return the minutes of a point by one piece where they are fewer than `best`, else `best`."""
    x0, y0, t0, x1, y1, t1 = piece[0], piece[1], piece[2], piece[3], piece[4], piece[5]
    low, high = _within(px, py, x0, y0, x1, y1, max_m)
    if low > high or _served(px, py, piece) < 0.0:
        return best
    _, at = best_on_segment(px, py, x0, y0, t0 / per_m, x1, y1, t1 / per_m)
    at = min(max(at, low), high)
    for attempt in range(3):
        spot = at if attempt == 0 else (low if attempt == 1 else high)
        qx, qy = x0 + spot * (x1 - x0), y0 + spot * (y1 - y0)
        when = t0 + spot * (t1 - t0) + per_m * math.hypot(px - qx, py - qy)
        if when < best and (len(water) == 0 or not crosses(water, px, py, qx, qy)):
            best = when
            break
    return best


@jit
def _within(px: float, py: float, x0: float, y0: float, x1: float, y1: float, max_m: float) -> tuple[float, float]:
    """Return the shares of a segment between which it is within a distance of a point (first above second: nowhere)."""
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    if square == 0.0:
        inside = math.hypot(px - x0, py - y0) <= max_m
        return (0.0, 0.0) if inside else (1.0, 0.0)
    foot = ((px - x0) * dx + (py - y0) * dy) / square
    off = ((px - x0) * dy - (py - y0) * dx) ** 2 / square
    if off > max_m * max_m:
        return 1.0, 0.0
    half = math.sqrt((max_m * max_m - off) / square)
    return max(foot - half, 0.0), min(foot + half, 1.0)


def discs(pieces: Floats, limit: float, per_m: float, max_m: float) -> Floats:
    """Return pieces of minutes as pieces of radius in metres, cut where the radius meets the farthest distance."""
    radius = (limit - pieces[:, [2, 5]]) / per_m
    flat = np.minimum(radius, max_m)
    crossing = (radius[:, 0] > max_m) != (radius[:, 1] > max_m)
    whole = pieces.copy()
    whole[:, [2, 5]] = flat
    if not crossing.any():
        return whole
    cut, r = pieces[crossing], radius[crossing]
    share = (max_m - r[:, 0]) / (r[:, 1] - r[:, 0])
    x, y = cut[:, 0] + share * (cut[:, 3] - cut[:, 0]), cut[:, 1] + share * (cut[:, 4] - cut[:, 1])
    top = np.full(len(cut), max_m)
    first = np.column_stack([cut[:, 0], cut[:, 1], np.minimum(r[:, 0], max_m), x, y, top, cut[:, 6:]])
    last = np.column_stack([x, y, top, cut[:, 3], cut[:, 4], np.minimum(r[:, 1], max_m), cut[:, 6:]])
    return np.vstack([whole[~crossing], first, last])


def boxes_of(pieces: Floats, reach: Floats | float, slack: float = 0.0) -> Floats:
    """Return the boxes of pieces widened by a reach in metres, and cut to where their stations serve, widened by a slack."""
    wide = np.reshape(reach, (-1, 1)) if np.ndim(reach) else reach
    low = np.minimum(pieces[:, [0, 1]], pieces[:, [3, 4]]) - wide
    high = np.maximum(pieces[:, [0, 1]], pieces[:, [3, 4]]) + wide
    if pieces.shape[1] > 6:
        low = np.maximum(low, pieces[:, [6, 7]] - pieces[:, [8]] - slack)
        high = np.minimum(high, pieces[:, [6, 7]] + pieces[:, [8]] + slack)
    return np.hstack([low, high])


def water_boxes(segments: Floats, reach: float) -> Floats:
    """Return the boxes of shore segments widened by a reach in metres."""
    low, high = np.minimum(segments[:, :2], segments[:, 2:]), np.maximum(segments[:, :2], segments[:, 2:])
    return np.hstack([low - reach, high + reach])


def margin_grid(pieces: Floats, segments: Floats, frame: tuple[float, float, float, int, int]) -> Grid:
    """Return the margin on a grid; `pieces` carry radii, `segments` are shores; `frame` says where."""
    west, south, h, columns, rows = frame
    margin = np.full((rows, columns), -3.0 * h)
    tile_columns, tile_rows = -(-columns // TILE), -(-rows // TILE)
    tiling = (west, south, TILE * h, tile_columns, tile_rows)
    reach = np.maximum(pieces[:, 2], pieces[:, 5]) + 3.0 * h
    pointer, entry = cells_of_boxes(boxes_of(pieces, reach, 3.0 * h), *tiling)
    near, hidden = cells_of_boxes(water_boxes(segments, float(reach.max())), *tiling)
    busy = np.flatnonzero(np.diff(pointer))
    threads = os.cpu_count() or 1
    shares = [busy[start::threads] for start in range(threads)]

    def fill(part: Any) -> None:
        fill_margin(margin, part, west, south, h, tile_columns, pieces, pointer, entry, segments, near, hidden)

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(fill, shares):
            pass
    return Grid(west, south, h, margin)


def times_at_xy(pieces: Floats, segments: Floats, x: Floats, y: Floats, per_m: float, max_m: float, limit: float) -> Floats:
    """Return the exact minutes of points in the plane, infinite beyond the limit; `pieces` carry minutes."""
    out = np.full(len(x), np.inf)
    if not len(pieces) or not len(x):
        return out
    reach = np.clip((limit - np.minimum(pieces[:, 2], pieces[:, 5])) / per_m, 0.0, max_m)
    boxes = boxes_of(pieces, reach)
    (west, south), (east, north) = boxes[:, :2].min(axis=0) - 1.0, boxes[:, 2:].max(axis=0) + 1.0
    within = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))  # no other point can be reached at all
    if len(within):
        out[within] = _times_within(pieces, boxes, segments, np.ascontiguousarray(x[within]), np.ascontiguousarray(y[within]), per_m, max_m)
    return np.where(out <= limit, out, np.inf)


def _times_within(pieces: Floats, boxes: Floats, segments: Floats, x: Floats, y: Floats, per_m: float, max_m: float) -> Floats:
    """Return the minutes of points by the pieces whose boxes hold them, on a grid over the points alone."""
    out = np.full(len(x), np.inf)
    west, south, cell = float(x.min()) - 1.0, float(y.min()) - 1.0, 2000.0
    columns, rows = int((x.max() - west) // cell) + 1, int((y.max() - south) // cell) + 1
    pointer, entry = cells_of_boxes(boxes, west, south, cell, columns, rows)
    near, hidden = cells_of_boxes(water_boxes(segments, max_m), west, south, cell, columns, rows)
    point_ptr, points = cells_of_boxes(np.column_stack([x, y, x, y]), west, south, cell, columns, rows)
    fill_times(out, x, y, point_ptr, points, pieces, pointer, entry, west, south, cell, columns, per_m, max_m, segments, near, hidden)
    return out
