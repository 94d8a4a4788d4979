"""Exact minutes at any points of the map: off the road, behind water, on an island."""

from __future__ import annotations

import numpy as np
import shapely

from spatial import crs
from spatial.network.lines import Floats
from spatial.reach.field import times_at_xy
from spatial.reach.pieces import reached_pieces
from spatial.reach.times import Times

EXACT_PIECE_M = 100.0
FAR_MINUTES = 60.0  # from the last node on, where no limit is given


def times_at(times: Times, lon: Floats, lat: Floats) -> Floats:
    """Return the door-to-door minutes at points of EPSG:4326, infinite beyond the limit; a point in the water is not reached."""
    x, y = crs.project_xy(np.asarray(lon, float), np.asarray(lat, float), crs.WGS84, times.compiled.plane)
    return times_at_plane(times, np.atleast_1d(x), np.atleast_1d(y), times.limit)


def times_at_plane(times: Times, x: Floats, y: Floats, limit: float, longest_m: float = EXACT_PIECE_M) -> Floats:
    """Return the minutes at points in the plane of the network: the least over road points in sight of  t + w d, d within the farthest.

    Roads are cut into pieces of `longest_m`; within a piece the least is exact unless water hides part of it.
    """
    if not np.isfinite(limit):
        limit = float(times.minutes[np.isfinite(times.minutes)].max(initial=0.0)) + FAR_MINUTES
    pieces = reached_pieces(times, limit, longest_m)
    reach = times.off.max_m
    near = times.compiled.barriers.near(x.min() - reach, y.min() - reach, x.max() + reach, y.max() + reach)
    result = times_at_xy(pieces, near, x, y, times.off.minutes_per_m, reach, limit)
    area = times.compiled.barriers.area
    if area is not None:
        shapely.prepare(area)
        result = np.where(shapely.contains_xy(area, x, y), np.inf, result)
    if times.start_area is not None:
        result = np.where(shapely.intersects_xy(times.start_area, x, y), 0.0, result)
    return result
