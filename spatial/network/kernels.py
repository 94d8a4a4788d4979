"""Shortest times on compressed rows: binary heap, cut-off, and only what was touched is reset.

Compiled once by numba and kept in its cache. Every array is float64 minutes or int32/int64 positions.
"""

# ruff: noqa: PLR0917 (compiled kernels take their arrays one by one)
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spatial.network.jit import jit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@jit
def _push(keys: Any, values: Any, size: int, key: float, value: int) -> int:
    """Put one entry on the heap; return the new size."""
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if keys[parent] <= key:
            break
        keys[at] = keys[parent]
        values[at] = values[parent]
        at = parent
    keys[at] = key
    values[at] = value
    return size + 1


@jit
def _drop_first(keys: Any, values: Any, size: int) -> int:
    """Take the first entry off the heap; return the new size."""
    size -= 1
    key, value = keys[size], values[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at] = keys[child]
        values[at] = values[child]
        at = child
    keys[at] = key
    values[at] = value
    return size


@jit
def search(indptr: Any, head: Any, cost: Any, seeds: Any, seed_minutes: Any, limit: float, minutes: Any, pred: Any, touched: Any) -> int:
    """Fill `minutes` from weighted seeds up to a limit; return how many of `touched` (every entry that is not infinite).

    `minutes` must be all infinite on entry. `pred` takes the arc that reached each node (-1: a seed); an array of length 0 skips it.
    """
    keys = np.empty(256, np.float64)
    values = np.empty(256, np.int64)
    size: Any = np.int64(0)  # typed, not a literal: the functions it goes to are compiled once
    count: Any = np.int64(0)  # typed, not a literal: the functions it goes to are compiled once
    keep = len(pred) > 0
    for i in range(len(seeds)):
        node = seeds[i]
        if seed_minutes[i] <= limit and seed_minutes[i] < minutes[node]:
            if minutes[node] == np.inf:
                touched[count] = node
                count += 1
            minutes[node] = seed_minutes[i]
            if keep:
                pred[node] = -1
            if size == len(keys):
                keys, values = _grow(keys, values)
            size = _push(keys, values, size, seed_minutes[i], node)
    while size > 0:
        key, node = keys[0], values[0]
        size = _drop_first(keys, values, size)
        if key > minutes[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            there = head[arc]
            new = key + cost[arc]
            if new <= limit and new < minutes[there]:
                if minutes[there] == np.inf:
                    touched[count] = there
                    count += 1
                minutes[there] = new
                if keep:
                    pred[there] = arc
                if size == len(keys):
                    keys, values = _grow(keys, values)
                size = _push(keys, values, size, new, there)
    return int(count)


@jit
def _grow(keys: Any, values: Any) -> Any:
    """Return the heap arrays at twice the size."""
    more_keys = np.empty(2 * len(keys), np.float64)
    more_values = np.empty(2 * len(keys), np.int64)
    for i in range(len(keys)):
        more_keys[i], more_values[i] = keys[i], values[i]
    return more_keys, more_values


@jit
def search_rows(
    indptr: Any, head: Any, cost: Any, seed_ptr: Any, seeds: Any, seed_minutes: Any, limit: float, goal_ptr: Any, goals: Any,
    goal_minutes: Any, origins: Any, result: Any, reached: Any,
) -> None:  # fmt: skip
    """Fill rows `origins` of the matrix `result` (minutes from origin to goal) and `reached` (nodes each origin reaches).

    Origins and goals are compressed rows of nodes with the minutes of getting on or off there.
    """
    n_nodes = len(indptr) - 1
    minutes = np.full(n_nodes, np.inf)
    touched = np.empty(n_nodes, np.int64)
    no_pred = np.empty(0, np.int64)
    for origin in origins:
        first, last = seed_ptr[origin], seed_ptr[origin + 1]
        count = search(indptr, head, cost, seeds[first:last], seed_minutes[first:last], limit, minutes, no_pred, touched)
        reached[origin] = count
        for goal in range(len(goal_ptr) - 1):
            best = np.inf
            for k in range(goal_ptr[goal], goal_ptr[goal + 1]):
                best = min(best, minutes[goals[k]] + goal_minutes[k])
            result[origin, goal] = best if best <= limit else np.inf
        for i in range(count):
            minutes[touched[i]] = np.inf


@jit
def compress(tail: Any, n_nodes: int) -> Any:
    """Return the row pointer and the order that sorts arcs by their tail (a counting sort)."""
    indptr = np.zeros(n_nodes + 1, np.int64)
    for node in tail:
        indptr[node + 1] += 1
    for node in range(n_nodes):
        indptr[node + 1] += indptr[node]
    fill = indptr[:-1].copy()
    order = np.empty(len(tail), np.int64)
    for arc in range(len(tail)):
        order[fill[tail[arc]]] = arc
        fill[tail[arc]] += 1
    return indptr, order


def search_many(
    rows: tuple[Any, Any, Any], origins: tuple[Any, Any, Any], goals: tuple[Any, Any, Any], limit: float, threads: int
) -> tuple[Floats, Ints]:
    """Return the minutes from every origin to every goal and the number of nodes each origin reaches, on several threads.

    `rows` is (row pointer, head, cost); `origins` and `goals` are (row pointer, nodes, minutes of getting on or off).
    """
    count = len(origins[0]) - 1
    result, reached = np.empty((count, len(goals[0]) - 1)), np.zeros(count, np.int64)
    shares = [np.arange(start, count, threads) for start in range(min(threads, count))]

    def fill(part: Any) -> None:
        search_rows(*rows, *origins, limit, *goals, part, result, reached)

    with ThreadPoolExecutor(max(len(shares), 1)) as pool:
        for _ in pool.map(fill, shares):
            pass
    return result, reached
