"""The order of places along a line, where the text gives none or gives another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from spatial.crs import geodesic_distance_m

EXACT_UP_TO = 12
# An enumeration whose chain is this much longer than the shortest one was not meant as an order in space.
NOT_SPATIAL = 1.5


def chain_length_m(points: Sequence[tuple[float, float]], order: Sequence[int], *, closed: bool = False) -> float:
    """Return the geodesic length in metres of the chain through lon/lat points in an order."""
    steps = list(pairwise([*order, order[0]] if closed else order))
    return float(sum(geodesic_distance_m(*points[a], *points[b]) for a, b in steps))


def shortest_chain(points: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """Return the order of lon/lat points with the shortest open chain; the western (then southern) end comes first.

    Exact for up to 12 points (Held and Karp 1962), nearest neighbour from every start beyond.
    """
    count = len(points)
    if count < 3:
        order = tuple(range(count))
    else:
        lons, lats = np.array(points).T
        table = np.asarray(geodesic_distance_m(*np.broadcast_arrays(lons[:, None], lats[:, None], lons[None, :], lats[None, :])))
        order = _held_karp(table) if count <= EXACT_UP_TO else _nearest_neighbour(table)
    return order if not order or points[order[0]] <= points[order[-1]] else order[::-1]


def _held_karp(table: np.ndarray[Any, Any]) -> tuple[int, ...]:
    """Return the shortest open chain by dynamic programming over subsets."""
    count = len(table)
    best = {(1 << last, last): (0.0, -1) for last in range(count)}
    for subset in range(1, 1 << count):
        members = [v for v in range(count) if subset >> v & 1]
        if len(members) < 2:
            continue
        for last in members:
            rest = subset ^ (1 << last)
            best[subset, last] = min((best[rest, before][0] + table[before, last], before) for before in members if before != last)
    subset = (1 << count) - 1
    last = min(range(count), key=lambda vertex: best[subset, vertex][0])
    order = [last]
    while best[subset, last][1] >= 0:
        subset, last = subset ^ (1 << last), best[subset, last][1]
        order.append(last)
    return tuple(order)


def _nearest_neighbour(table: np.ndarray[Any, Any]) -> tuple[int, ...]:
    """Return the best of the greedy chains from every start."""

    def greedy(start: int) -> list[int]:
        order, left = [start], set(range(len(table))) - {start}
        while left:
            order.append(min(left, key=lambda vertex: table[order[-1], vertex]))
            left.discard(order[-1])
        return order

    return tuple(min((greedy(s) for s in range(len(table))), key=lambda order: sum(table[a, b] for a, b in pairwise(order))))
