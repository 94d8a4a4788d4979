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
from spatial.network.lines import Floats
from spatial.reach.field import Grid, discs, margin_grid
from spatial.reach.pieces import reached_pieces
from spatial.reach.times import Times

MOST_NODES = 120_000
FINEST_M, COARSEST_M = 80.0, 250.0


@dataclass(frozen=True, eq=False)
class Isochrone:
    """Hold one circle: the limit in minutes, the outline in EPSG:4326, its area, and the same outline in metres."""

    limit: float
    geometry: Any
    area_km2: float
    metric: Any
    cell_m: float


def isochrones(times: Times, limits: Sequence[float], *, cell_m: float | None = None) -> tuple[Isochrone, ...]:
    """Return one circle per limit in minutes, all from one grid, so that each lies within the next larger one.

    `cell_m` is the grid in metres (default: as fine as 120,000 nodes allow, 80 to 250 m). Raises InvalidInputError for a limit that is
    not above zero or above the limit the times were computed with.
    """
    for limit in limits:
        if not 0 < limit <= times.limit:
            msg = f"时间 {limit!r} 分钟超出范围；请用大于 0、不大于 {times.limit:g} 的值。"
            raise InvalidInputError(msg)
    pieces = reached_pieces(times, max(limits))
    if not len(pieces):
        return tuple(Isochrone(limit, shapely.MultiPolygon(), 0.0, shapely.MultiPolygon(), cell_m or FINEST_M) for limit in limits)
    frame = grid_frame(pieces, max(limits), times, cell_m)
    return tuple(_outline(times, pieces, limit, frame) for limit in limits)


def grid_frame(pieces: Floats, limit: float, times: Times, cell_m: float | None) -> tuple[float, float, float, int, int]:
    """Return west, south, cell, columns and rows of a grid that holds everything reached."""
    reach = min(times.off.max_m, limit / times.off.minutes_per_m)
    west, east = pieces[:, [0, 3]].min() - reach, pieces[:, [0, 3]].max() + reach
    south, north = pieces[:, [1, 4]].min() - reach, pieces[:, [1, 4]].max() + reach
    h = cell_m or min(max(math.sqrt((east - west) * (north - south) / MOST_NODES), FINEST_M), COARSEST_M)
    return west - 2 * h, south - 2 * h, h, math.ceil((east - west) / h) + 5, math.ceil((north - south) / h) + 5


def _outline(times: Times, pieces: Floats, limit: float, frame: tuple[float, float, float, int, int]) -> Isochrone:
    """Return the circle of one limit."""
    reached = pieces[np.minimum(pieces[:, 2], pieces[:, 5]) <= limit]
    shape: Any = shapely.MultiPolygon()
    if len(reached):
        balls = discs(_cut_at(reached, limit), limit, times.off.minutes_per_m, times.off.max_m)
        west, south, h, columns, rows = frame
        water = times.compiled.barriers.near(west, south, west + columns * h, south + rows * h)
        shape = contour(margin_grid(balls, water, frame))
        area = times.compiled.barriers.area
        if area is not None and shapely.intersects(shape, area):
            shape = shapely.difference(shape, area)
    if times.start_area is not None:
        shape = shapely.union(shape, times.start_area)
    outline = crs.unproject(shape, times.compiled.plane)
    return Isochrone(limit, outline, crs.geodesic_area_km2(outline) if not outline.is_empty else 0.0, shape, frame[2])


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
