"""The way from the road across the ground, computed exactly: how far inside the circle each point lies, and its time.

A road point q reached at t(q) leaves (limit - t(q)) minutes for the ground, a radius r(q) = min((limit - t(q)) / w, m) with w minutes
per metre of straight line and m the farthest distance. The circle is the union of these discs cut by what water hides:

    margin(p) = max over visible q of  r(q) - |p - q|      p is inside where the margin is not negative
    time(p)   = min over visible q, |p - q| <= m, of  t(q) + w |p - q|

On a straight piece of road both have a closed form (`best_on_segment`). When the best q of a piece is hidden, its ends are tried;
pieces are short and end at the shore.
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

TILE = 16


@dataclass(frozen=True, eq=False)
class Grid:
    """Hold the margin in metres at the nodes of a square grid; rows run north."""

    west: float
    south: float
    cell_m: float
    margin: Floats


@jit
def _margin(px: float, py: float, piece: Any, segments: Any, best: float) -> float:
    """Return the margin of a point by one piece where that is more than `best`, else `best`."""
    x0, y0, r0, x1, y1, r1 = piece
    least, at = best_on_segment(px, py, x0, y0, -r0, x1, y1, -r1)
    if -least <= best:
        return best
    if len(segments) == 0 or not crosses(segments, px, py, x0 + at * (x1 - x0), y0 + at * (y1 - y0)):
        return -least
    first, last = r0 - math.hypot(px - x0, py - y0), r1 - math.hypot(px - x1, py - y1)
    if first > best and not crosses(segments, px, py, x0, y0):
        best = first
    if last > best and not crosses(segments, px, py, x1, y1):
        best = last
    return best


@jit
def fill_margin(
    margin: Any,
    tiles: Any,
    west: float,
    south: float,
    h: float,
    columns: int,
    pieces: Any,
    pointer: Any,
    entry: Any,
    segments: Any,
    near: Any,
    hidden: Any,
) -> None:
    """Fill the margin of some tiles of the grid, exact between -3 h and 3 h and only its sign beyond."""
    rows, width = margin.shape
    enough = 3.0 * h
    for tile in tiles:
        row0, column0 = (tile // columns) * TILE, (tile % columns) * TILE
        row1, column1 = min(row0 + TILE, rows), min(column0 + TILE, width)
        members = entry[pointer[tile] : pointer[tile + 1]]
        if len(members) == 0:
            continue
        x0, y0 = west + column0 * h, south + row0 * h
        x1, y1 = west + (column1 - 1) * h, south + (row1 - 1) * h
        bound = np.empty(len(members))
        for k in range(len(members)):
            p = pieces[members[k]]
            gap_x = max(min(p[0], p[3]) - x1, x0 - max(p[0], p[3]), 0.0)
            gap_y = max(min(p[1], p[4]) - y1, y0 - max(p[1], p[4]), 0.0)
            bound[k] = math.hypot(gap_x, gap_y) - max(p[2], p[5])
        order = np.argsort(bound)
        water = segments[hidden[near[tile] : near[tile + 1]]]
        least = -enough
        for k in order:
            if -bound[k] <= least:
                break
            least = enough
            for row in range(row0, row1):
                for column in range(column0, column1):
                    best = margin[row, column]
                    if best < enough:
                        best = _margin(west + column * h, south + row * h, pieces[members[k]], water, best)
                        margin[row, column] = min(best, enough)
                    least = min(least, best)


@jit
def fill_times(
    out: Any,
    px: Any,
    py: Any,
    pieces: Any,
    pointer: Any,
    entry: Any,
    west: float,
    south: float,
    cell: float,
    columns: int,
    rows: int,
    per_m: float,
    max_m: float,
    segments: Any,
    near: Any,
    hidden: Any,
) -> None:
    """Fill the minutes of points (infinite where no piece is near enough and in sight)."""
    for i in range(len(px)):
        column, row = int((px[i] - west) // cell), int((py[i] - south) // cell)
        if column < 0 or row < 0 or column >= columns or row >= rows:
            continue
        tile = row * columns + column
        water = segments[hidden[near[tile] : near[tile + 1]]]
        best = np.inf
        for k in range(pointer[tile], pointer[tile + 1]):
            x0, y0, t0, x1, y1, t1 = pieces[entry[k]]
            _, at = best_on_segment(px[i], py[i], x0, y0, t0 / per_m, x1, y1, t1 / per_m)
            low, high = _within(px[i], py[i], x0, y0, x1, y1, max_m)
            if low > high:
                continue
            at = min(max(at, low), high)
            for attempt in range(3):
                spot = at if attempt == 0 else (low if attempt == 1 else high)
                qx, qy = x0 + spot * (x1 - x0), y0 + spot * (y1 - y0)
                when = t0 + spot * (t1 - t0) + per_m * math.hypot(px[i] - qx, py[i] - qy)
                if when < best and not crosses(water, px[i], py[i], qx, qy):
                    best = when
                    break
        out[i] = best


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
    first = np.column_stack([cut[:, 0], cut[:, 1], np.minimum(r[:, 0], max_m), x, y, top])
    last = np.column_stack([x, y, top, cut[:, 3], cut[:, 4], np.minimum(r[:, 1], max_m)])
    return np.vstack([whole[~crossing], first, last])


def boxes_of(pieces: Floats, reach: Floats | float) -> Floats:
    """Return the boxes of pieces widened by a reach in metres."""
    low = np.minimum(pieces[:, [0, 1]], pieces[:, [3, 4]])
    high = np.maximum(pieces[:, [0, 1]], pieces[:, [3, 4]])
    wide = np.reshape(reach, (-1, 1)) if np.ndim(reach) else reach
    return np.hstack([low - wide, high + wide])


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
    pointer, entry = cells_of_boxes(boxes_of(pieces, reach), *tiling)
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
    west, south, cell = float(x.min()) - 1.0, float(y.min()) - 1.0, 2000.0
    columns, rows = int((x.max() - west) // cell) + 1, int((y.max() - south) // cell) + 1
    reach = np.clip((limit - np.minimum(pieces[:, 2], pieces[:, 5])) / per_m, 0.0, max_m)
    pointer, entry = cells_of_boxes(boxes_of(pieces, reach), west, south, cell, columns, rows)
    near, hidden = cells_of_boxes(water_boxes(segments, max_m), west, south, cell, columns, rows)
    px, py = np.ascontiguousarray(x), np.ascontiguousarray(y)
    fill_times(out, px, py, pieces, pointer, entry, west, south, cell, columns, rows, per_m, max_m, segments, near, hidden)
    return np.where(out <= limit, out, np.inf)
