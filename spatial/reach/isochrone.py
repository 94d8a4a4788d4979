"""Circles that are true: the outline of everything reached within a limit, holes and islands kept, bands nested."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
import shapely

from spatial import crs
from spatial.errors import InvalidInputError
from spatial.network.join import cells_of_boxes
from spatial.network.lines import Floats, Ints
from spatial.reach.field import Grid, boxes_of, discs, margin_grid
from spatial.reach.pieces import reached_pieces
from spatial.reach.times import Times

WANTED_NODES = 60_000  # within what may be reached
MOST_NODES = 8_000_000  # in the whole grid
FINEST_M, COARSEST_M = 50.0, 250.0
TILE_M = 1000.0


@dataclass(frozen=True, eq=False)
class Isochrone:
    """Hold one circle: the limit in minutes, the outline in EPSG:4326, its area, and the same outline in metres."""

    limit: float
    geometry: Any
    area_km2: float
    metric: Any
    cell_m: float


def isochrones(times: Times, limits: Sequence[float], *, cell_m: float | None = None) -> tuple[Isochrone, ...]:
    """Return one circle per limit in minutes, each on a grid of its own and cut to the next larger one, so that they nest.

    `cell_m` is the grid in metres (default: 50 to 250 m, finer for a smaller circle). Raises InvalidInputError for a limit that is
    not above zero or above the limit the times were computed with.
    """
    for limit in limits:
        if not 0 < limit <= times.limit:
            msg = f"时间 {limit!r} 分钟超出范围；请用大于 0、不大于 {times.limit:g} 的值。"
            raise InvalidInputError(msg)
    pieces = reached_pieces(times, max(limits))
    made: dict[float, Isochrone] = {}
    around: Any = None
    for limit in sorted(set(limits), reverse=True):
        shape, h = _outline(times, pieces, limit, cell_m)
        if around is not None and not shape.is_empty:
            shape = _polygons(shapely.intersection(shape, around))
        around = shape
        made[limit] = _made(limit, shape, times.compiled.plane, h)
    return tuple(made[limit] for limit in limits)


def _made(limit: float, shape: Any, plane: str, cell_m: float) -> Isochrone:
    """Return a circle from its outline in the plane."""
    outline = crs.unproject(shape, plane)
    return Isochrone(limit, outline, 0.0 if outline.is_empty else crs.geodesic_area_km2(outline), shape, cell_m)


def nested_band(inner: Isochrone, middle: Isochrone, outer: Isochrone, plane: str) -> tuple[Isochrone, Isochrone]:
    """Return the inner circle cut to the middle one and the outer one joined with it; drawn on their own grids they differ by slivers."""
    cut = _polygons(shapely.intersection(inner.metric, middle.metric))
    joined = _polygons(shapely.union(outer.metric, middle.metric))
    return _made(inner.limit, cut, plane, inner.cell_m), _made(outer.limit, joined, plane, outer.cell_m)


def grid_frame(pieces: Floats, times: Times, limit: float, cell_m: float | None) -> tuple[float, float, float, int, int]:
    """Return west, south, cell, columns and rows of a grid that holds everything reached within a limit."""
    boxes = reach_boxes(pieces, times, limit)
    west, south, east, north = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    h = cell_m
    if h is None:
        wanted = math.sqrt(busy_tiles(boxes)[0].size * TILE_M**2 / WANTED_NODES)
        h = max(min(max(wanted, FINEST_M), COARSEST_M), math.sqrt((east - west) * (north - south) / MOST_NODES))
    return float(west) - 2 * h, float(south) - 2 * h, h, math.ceil((east - west) / h) + 5, math.ceil((north - south) / h) + 5


def reach_boxes(pieces: Floats, times: Times, limit: float) -> Floats:
    """Return the boxes of what can be reached from each piece within a limit."""
    reach = np.clip((limit - np.minimum(pieces[:, 2], pieces[:, 5])) / times.off.minutes_per_m, 0.0, times.off.max_m)
    return boxes_of(pieces, reach)


def busy_tiles(boxes: Floats) -> tuple[Ints, float, float, int]:
    """Return the numbers of the 1 km squares that boxes touch, and the west, south and columns of their grid."""
    west, south = float(boxes[:, 0].min()), float(boxes[:, 1].min())
    columns, rows = int((boxes[:, 2].max() - west) // TILE_M) + 1, int((boxes[:, 3].max() - south) // TILE_M) + 1
    pointer, _ = cells_of_boxes(boxes, west, south, TILE_M, columns, rows)
    return np.flatnonzero(np.diff(pointer)), west, south, columns


def _outline(times: Times, pieces: Floats, limit: float, cell_m: float | None) -> tuple[Any, float]:
    """Return the circle of one limit in the plane, water taken out, and the cell of its grid in metres."""
    reached = pieces[np.minimum(pieces[:, 2], pieces[:, 5]) <= limit] if len(pieces) else pieces
    shape: Any = shapely.MultiPolygon()
    h = cell_m or FINEST_M
    if len(reached):
        balls = discs(_cut_at(reached, limit), limit, times.off.minutes_per_m, times.off.max_m)
        frame = grid_frame(reached, times, limit, cell_m)
        west, south, h, columns, rows = frame
        water = times.compiled.barriers.near(west, south, west + columns * h, south + rows * h)
        shape = contour(margin_grid(balls, water, frame))
    if times.start_area is not None:
        shape = shapely.union(shape, times.start_area)
    area = times.compiled.barriers.area
    if area is not None and shapely.intersects(shape, area):
        shape = shapely.difference(shape, area)
    return _polygons(shape), h


def _polygons(shape: Any) -> Any:
    """Return the areas of a shape as a MultiPolygon."""
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def _cut_at(pieces: Floats, limit: float) -> Floats:
    """Return pieces shortened to where their time meets the limit."""
    result = pieces.copy()
    for late, early in (((0, 1, 2), (3, 4, 5)), ((3, 4, 5), (0, 1, 2))):
        over = result[:, late[2]] > limit
        share = (limit - result[over, early[2]]) / (result[over, late[2]] - result[over, early[2]])
        for column, other in zip(late, early, strict=True):
            result[over, column] = result[over, other] + share * (result[over, column] - result[over, other])
    return result


def contour(grid: Grid) -> Any:
    """Return the area where the margin of a grid is not negative, by linear interpolation, as a MultiPolygon in its plane."""
    rows, columns = grid.margin.shape
    x = grid.west + grid.cell_m * np.arange(columns)
    y = grid.south + grid.cell_m * np.arange(rows)
    made = contourpy.contour_generator(x, y, grid.margin, name="serial", fill_type="OuterOffset").filled(0.0, np.inf)
    shapes = []
    for points, offsets in zip(*made, strict=True):
        rings = [points[a:b] for a, b in pairwise(offsets)]
        shapes.append(shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) > 3]))
    valid = [shape if shape.is_valid else shapely.make_valid(shape, method="structure") for shape in shapes if shape.area > 0]
    parts = [part for shape in valid for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)
