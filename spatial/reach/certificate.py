"""The proof that comes with a circle: random points, their exact times, and what they say about the outline."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from spatial.network.lines import Floats
from spatial.reach.isochrone import TILE_M, Isochrone, busy_tiles, reach_boxes
from spatial.reach.pieces import reached_pieces
from spatial.reach.points import times_at_plane
from spatial.reach.times import Times

SAMPLES = 10_000


@dataclass(frozen=True)
class Certificate:
    """Hold what samples say of one circle; shares are None when no sample fell in.

    `sound`: share of the sampled points inside that can be reached in time. `complete`: share of the sampled points that can be reached
    in time that are inside. `area_error_km2`: upper bound (95 %) of the area on which outline and exact times disagree.
    """

    samples: int
    inside: int
    reachable: int
    sound: float | None
    complete: float | None
    area_error_km2: float
    method: str = "在可能到达的 1 km 方格内均匀随机取点，与逐点精确时间比较"


def certify(times: Times, circle: Isochrone, *, samples: int = SAMPLES, seed: int = 1) -> Certificate:
    """Return the certificate of a circle from uniform random points in every square kilometre that could be reached at all.

    The exact time of a point is computed from the roads cut into 100 m, not from the grid the outline was drawn on.
    """
    x, y, sampled_km2 = sample_points(times, circle.limit, samples, seed)
    if not len(x):
        return Certificate(0, 0, 0, None, None, 0.0)
    reachable = times_at_plane(times, x, y, circle.limit) <= circle.limit
    shapely.prepare(circle.metric)
    inside = shapely.intersects_xy(circle.metric, x, y)
    both = int((inside & reachable).sum())
    wrong = int((inside != reachable).sum())
    return Certificate(
        len(x), int(inside.sum()), int(reachable.sum()),
        both / int(inside.sum()) if inside.any() else None, both / int(reachable.sum()) if reachable.any() else None,
        wilson_upper(wrong, len(x)) * sampled_km2,
    )  # fmt: skip


def sample_points(times: Times, limit: float, count: int, seed: int) -> tuple[Floats, Floats, float]:
    """Return random points of the plane, uniform over all 1 km squares within reach, and the area of those squares in km²."""
    pieces = reached_pieces(times, limit)
    if not len(pieces):
        return np.empty(0), np.empty(0), 0.0
    busy, west, south, columns = busy_tiles(reach_boxes(pieces, times, limit))
    random = np.random.default_rng(seed)
    tile = random.choice(busy, count)
    x = west + (tile % columns + random.random(count)) * TILE_M
    y = south + (tile // columns + random.random(count)) * TILE_M
    return x, y, len(busy) * TILE_M**2 / 1e6


def wilson_upper(wrong: int, count: int, z: float = 1.96) -> float:
    """Return the upper end of the 95 % score interval of a share (Wilson 1927, JASA 22:209)."""
    share = wrong / count
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (centre + spread) / (1 + z * z / count)
