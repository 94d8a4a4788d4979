"""Water that off-network travel cannot cross: rivers as lines, lakes and wide rivers as areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.network.jit import jit

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Barriers:
    """Hold shore and river segments (x0, y0, x1, y1 in metres) and the union of the water areas, all in a metric plane."""

    segments: Floats
    area: Any

    def blocks(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Tell whether the straight way between two points crosses water."""
        return bool(crosses(self.segments, x0, y0, x1, y1))

    def near(self, west: float, south: float, east: float, north: float) -> Floats:
        """Return the segments whose box touches a box."""
        s = self.segments
        keep = (np.minimum(s[:, 0], s[:, 2]) <= east) & (np.maximum(s[:, 0], s[:, 2]) >= west)
        keep &= (np.minimum(s[:, 1], s[:, 3]) <= north) & (np.maximum(s[:, 1], s[:, 3]) >= south)
        return np.ascontiguousarray(s[keep])


@jit
def crosses(segments: Any, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Tell whether a straight way properly crosses one of the segments."""
    west, east = min(x0, x1), max(x0, x1)
    south, north = min(y0, y1), max(y0, y1)
    dx, dy = x1 - x0, y1 - y0
    for i in range(len(segments)):
        ax, ay, bx, by = segments[i, 0], segments[i, 1], segments[i, 2], segments[i, 3]
        if max(ax, bx) < west or min(ax, bx) > east or max(ay, by) < south or min(ay, by) > north:
            continue
        side_a = dx * (ay - y0) - dy * (ax - x0)
        side_b = dx * (by - y0) - dy * (bx - x0)
        if (side_a > 0) == (side_b > 0):
            continue
        ex, ey = bx - ax, by - ay
        side_0 = ex * (y0 - ay) - ey * (x0 - ax)
        side_1 = ex * (y1 - ay) - ey * (x1 - ax)
        if (side_0 > 0) != (side_1 > 0):
            return True
    return False


def make_barriers(water: gpd.GeoDataFrame | None, plane: str) -> Barriers:
    """Return the barriers of a table of lines and polygons (any CRS); None gives none."""
    if water is None or not len(water):
        return Barriers(np.empty((0, 4)), None)
    return _make(water, plane)


def _make(water: gpd.GeoDataFrame, plane: str) -> Barriers:
    """Cut shores and rivers into segments and unite the areas."""
    shapes = shapely.get_parts(crs.project(water, plane).geometry.to_numpy())
    areas = shapes[np.isin(shapely.get_type_id(shapes), (3, 6))]
    lines = np.concatenate([shapes[shapely.get_type_id(shapes) == 1], shapely.get_parts(shapely.boundary(areas))])
    lines = shapely.get_parts(lines)
    coords, index = shapely.get_coordinates(lines, return_index=True)
    joined = index[1:] == index[:-1]
    segments = np.hstack([coords[:-1], coords[1:]])[joined]
    return Barriers(np.ascontiguousarray(segments), shapely.union_all(shapely.make_valid(areas)) if len(areas) else None)
