"""The compiled kernels of closures: one shortest-path tree per origin, then only what a closure can change.

Arrays: `indptr, heads, minutes, links` are a CSR of arcs (arc k leads from its row to `heads[k]`, takes `minutes[k]` and belongs to
link `links[k]`; -1 can not be closed). `in_indptr, in_arcs, in_tails` are the same arcs grouped by head. Times are minutes.

Method: removing a link can lengthen the way only to vertices that hang below it in the tree of an origin. These vertices form ranges
of the tree's preorder; they are labelled again from their unchanged neighbours (Ramalingam and Reps 1996, the deletion step of
dynamic single-source shortest paths). Everything else keeps its time, so the answer is exact.
"""

# Compiled functions pass their arrays one by one; numba has no types of its own.
# ruff: noqa: PLR0917

from __future__ import annotations

from typing import Any

import numpy as np

from spatial.network.jit import jit
from spatial.network.kernels import _drop_first, _push, search

Array = np.ndarray[Any, Any]


@jit
def tree_from(
    indptr: Array, heads: Array, minutes: Array, tails: Array, origin: int
) -> tuple[Array, Array, Array]:  # pragma: no cover - compiled
    """Return minutes to every vertex, the arc each vertex is reached by (-1: none) and the vertex before it (-1: none)."""
    count = indptr.size - 1
    times = np.full(count, np.inf)
    by_arc = np.full(count, -1, np.int64)
    before = np.full(count, -1, np.int64)
    touched = np.empty(count, np.int64)
    reached = search(indptr, heads, minutes, np.array([origin]), np.zeros(1), np.inf, times, by_arc, touched)
    for vertex in touched[:reached]:
        if by_arc[vertex] >= 0:
            before[vertex] = tails[by_arc[vertex]]
    return times, by_arc, before


@jit
def _preorder(before: Array, origin: int) -> tuple[Array, Array, Array]:  # pragma: no cover - compiled
    """Return the tree's vertices in preorder, the place of each vertex in it (-1: not reached) and the end of its subtree's range."""
    count = before.size
    first = np.full(count, -1, np.int64)
    following = np.full(count, -1, np.int64)
    for vertex in range(count):
        if before[vertex] >= 0:
            following[vertex] = first[before[vertex]]
            first[before[vertex]] = vertex
    order = np.empty(count, np.int64)
    place = np.full(count, -1, np.int64)
    stack = np.empty(count, np.int64)
    stack[0] = origin
    depth, filled = 1, 0
    while depth > 0:
        depth -= 1
        vertex = stack[depth]
        place[vertex] = filled
        order[filled] = vertex
        filled += 1
        child = first[vertex]
        while child >= 0:
            stack[depth] = child
            depth += 1
            child = following[child]
    end = place + 1
    for position in range(filled - 1, 0, -1):
        vertex = order[position]
        parent = before[vertex]
        end[parent] = max(end[parent], end[vertex])
    return order[:filled], place, end


@jit
def _relabel(  # pragma: no cover - compiled
    indptr: Array, heads: Array, minutes: Array, links: Array, in_indptr: Array, in_arcs: Array, in_tails: Array,
    times: Array, anew: Array, changed: Array, cut: Array, cut_count: int, value: Array, link: int, junction: int,
    keys: Array, items: Array,
) -> None:  # fmt: skip
    """Write into `anew` the times of the cut vertices that have a value once the link or junction is closed; inf: no way is left."""
    size, awaited = 0, 0
    for index in range(cut_count):
        vertex = cut[index]
        best = np.inf
        if vertex != junction:
            for slot in range(in_indptr[vertex], in_indptr[vertex + 1]):
                tail = in_tails[slot]
                if not changed[tail] and links[in_arcs[slot]] != link and times[tail] + minutes[in_arcs[slot]] < best:
                    best = times[tail] + minutes[in_arcs[slot]]
        anew[vertex] = best
        awaited += value[vertex] > 0.0
        if best < np.inf:
            size = _push(keys, items, size, best, vertex)
    while size > 0 and awaited > 0:
        key, vertex = keys[0], items[0]
        size = _drop_first(keys, items, size)
        if key > anew[vertex]:
            continue
        awaited -= value[vertex] > 0.0
        for arc in range(indptr[vertex], indptr[vertex + 1]):
            head = heads[arc]
            if changed[head] and head != junction and links[arc] != link and key + minutes[arc] < anew[head]:
                anew[head] = key + minutes[arc]
                size = _push(keys, items, size, anew[head], head)


@jit
def _gather(  # pragma: no cover - compiled
    roots: Array, order: Array, place: Array, end: Array, changed: Array, cut: Array, value: Array,
) -> tuple[int, float]:  # fmt: skip
    """Mark the subtrees of the roots as changed; return how many vertices they hold and the total value of these."""
    cut_count, worth = 0, 0.0
    for root in roots:
        if changed[root]:
            continue
        for position in range(place[root], end[root]):
            vertex = order[position]
            if not changed[vertex]:
                changed[vertex] = True
                cut[cut_count] = vertex
                cut_count += 1
                worth += value[vertex]
    return cut_count, worth


@jit
def _losses(  # pragma: no cover - compiled
    times: Array, anew: Array, cut: Array, cut_count: int, values: Array, skipped: int, into: Array,
) -> None:  # fmt: skip
    """Add up, per kind of value, the extra value-minutes (row 0) and the value cut off (row 1) of the changed vertices but one."""
    for index in range(cut_count):
        vertex = cut[index]
        if vertex == skipped:
            continue
        for kind in range(values.shape[0]):
            if values[kind, vertex] > 0.0:
                if anew[vertex] < np.inf:
                    into[kind, 0] += values[kind, vertex] * (anew[vertex] - times[vertex])
                else:
                    into[kind, 1] += values[kind, vertex]


@jit
def _hung_on(
    order: Array, by_arc: Array, links: Array, groups: int, of_junctions: bool
) -> tuple[Array, Array]:  # pragma: no cover - compiled
    """Group the reached vertices, in preorder, by the link they are reached by (or each by itself); return starts and members."""
    group_of = np.full(by_arc.size, -1, np.int64)
    for vertex in order[1:]:
        group_of[vertex] = vertex if of_junctions else links[by_arc[vertex]]
    starts = np.zeros(groups + 1, np.int64)
    for vertex in order:
        if group_of[vertex] >= 0:
            starts[group_of[vertex] + 1] += 1
    starts = np.cumsum(starts)
    members = np.empty(starts[groups], np.int64)
    filled = starts[:groups].copy()
    for vertex in order:
        if group_of[vertex] >= 0:
            members[filled[group_of[vertex]]] = vertex
            filled[group_of[vertex]] += 1
    return starts, members


@jit
def closures_from(  # pragma: no cover - compiled
    indptr: Array, heads: Array, minutes: Array, links: Array, tails: Array, in_indptr: Array, in_arcs: Array, in_tails: Array,
    origin: int, skipped: int, values: Array, link_count: int, of_junctions: bool, closable: Array,
) -> Array:  # fmt: skip
    """Return, for every link (or junction) closed alone, what the journeys from one origin lose.

    `values` is (kinds, vertices): the weight of each destination vertex under each weighting; the vertex `skipped` (the origin's own
    destination) does not count. The result is (links or vertices,
    kinds, 2): extra value-minutes of the destinations still reached, and the value of those cut off.
    """
    count = indptr.size - 1
    times, by_arc, before = tree_from(indptr, heads, minutes, tails, origin)
    order, place, end = _preorder(before, origin)
    groups = count if of_junctions else link_count
    result = np.zeros((groups, values.shape[0], 2))
    starts, members = _hung_on(order, by_arc, links, groups, of_junctions)
    anew = np.empty(count)
    changed = np.zeros(count, np.bool_)
    cut = np.empty(count, np.int64)
    keys = np.empty(heads.size + count + 1)
    items = np.empty(heads.size + count + 1, np.int64)
    value = values.sum(axis=0)
    for group in range(groups):
        if starts[group] == starts[group + 1] or not closable[group]:
            continue
        cut_count, worth = _gather(members[starts[group] : starts[group + 1]], order, place, end, changed, cut, value)
        if worth > 0.0:
            link, junction = (-2, group) if of_junctions else (group, -1)
            _relabel(
                indptr, heads, minutes, links, in_indptr, in_arcs, in_tails,
                times, anew, changed, cut, cut_count, value, link, junction, keys, items,
            )  # fmt: skip
            _losses(times, anew, cut, cut_count, values, skipped, result[group])
        changed[cut[:cut_count]] = False
    return result
