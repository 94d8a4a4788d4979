"""What every single closure costs: exact, by re-running only what the closed link can change."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from spatial.network.closures.arcs import Arcs
from spatial.network.closures.kernel import closures_from, tree_from

Array = np.ndarray[Any, Any]
Progress = Callable[[int, int], None]


def minutes_between(arcs: Arcs, origins: Array, destinations: Array) -> Array:
    """Return the minutes from every origin vertex to every destination vertex (rows: origins); inf where there is no way."""
    table = np.empty((len(origins), len(destinations)))
    for row, origin in enumerate(origins):
        times, _, _ = tree_from(arcs.indptr, arcs.heads, arcs.minutes, arcs.tails, int(origin))
        table[row] = times[destinations]
    return table


def closure_losses(
    arcs: Arcs,
    origins: Array,
    destinations: Array,
    weights: Array,
    *,
    link_count: int,
    of_junctions: bool = False,
    closable: Array | None = None,
    threads: int = 2,
    progress: Progress | None = None,
) -> Array:
    """Return what journeys between places lose when each link (or junction) is closed alone.

    Place k starts at vertex `origins[k]` and is reached at vertex `destinations[k]` (they may be one vertex); journeys within a place
    do not count. `weights` is (kinds, places). The result is (places, groups, kinds, 2): extra weight-minutes of the destinations
    still reached, and the weight of those cut off, per unit of the starting place's own weight. Exact: equal to removing the link
    and running Dijkstra again from every place.
    """
    groups = arcs.vertex_count if of_junctions else link_count
    open_groups = np.ones(groups, np.bool_) if closable is None else np.asarray(closable, np.bool_)
    values = np.zeros((weights.shape[0], arcs.vertex_count))
    for kind in range(weights.shape[0]):
        values[kind, destinations] = weights[kind]

    def one(place: int) -> Array:
        found: Array = closures_from(
            arcs.indptr, arcs.heads, arcs.minutes, arcs.links, arcs.tails, arcs.in_indptr, arcs.in_arcs, arcs.in_tails,
            int(origins[place]), int(destinations[place]), values, link_count, of_junctions, open_groups,
        )  # fmt: skip
        return found

    result = np.zeros((len(origins), groups, weights.shape[0], 2))
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for row, found in enumerate(pool.map(one, range(len(origins)))):
            result[row] = found
            if progress is not None:
                progress(row + 1, len(origins))
    return result


def recomputed_losses(arcs: Arcs, origins: Array, destinations: Array, weights: Array, *, link_count: int) -> Array:
    """Return the same figures as `closure_losses` for links by running every tree again for every link: the slow check."""
    base = minutes_between(arcs, origins, destinations)
    reached = np.isfinite(base) & ~np.eye(len(origins), dtype=bool)
    result = np.zeros((len(origins), link_count, weights.shape[0], 2))
    for link in np.unique(arcs.links[arcs.links >= 0]):
        closed = arcs.with_minutes(np.where(arcs.links == link, np.inf, arcs.minutes))
        after = minutes_between(closed, origins, destinations)
        lost = reached & ~np.isfinite(after)
        both = reached & ~lost
        extra = np.where(both, after, 0.0) - np.where(both, base, 0.0)
        result[:, link, :, 0] = extra @ weights.T
        result[:, link, :, 1] = lost @ weights.T
    return result
