"""Arcs as arrays: what the kernels of closures run on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Arcs:
    """Hold directed arcs grouped by tail (CSR) and by head; `links[k]` is the link arc k belongs to, -1 when it can not close."""

    indptr: Array
    heads: Array
    minutes: Array
    links: Array
    tails: Array
    in_indptr: Array
    in_arcs: Array
    in_tails: Array

    @property
    def vertex_count(self) -> int:
        """Return the number of vertices."""
        return int(self.indptr.size) - 1

    def with_minutes(self, minutes: Array) -> Arcs:
        """Return the same arcs with other times; inf closes an arc."""
        return replace(self, minutes=minutes)


def arcs_from(tails: Array, heads: Array, minutes: Array, links: Array, vertex_count: int) -> Arcs:
    """Return arcs grouped by tail and by head from four parallel arrays; minutes must be finite or inf (closed), never negative."""
    order = np.argsort(tails, kind="stable")
    tails_sorted = np.asarray(tails, np.int64)[order]
    heads_sorted = np.asarray(heads, np.int64)[order]
    in_arcs = np.argsort(heads_sorted, kind="stable").astype(np.int64)
    vertices = np.arange(vertex_count + 1)
    return Arcs(
        indptr=np.searchsorted(tails_sorted, vertices).astype(np.int64),
        heads=heads_sorted,
        minutes=np.asarray(minutes, np.float64)[order],
        links=np.asarray(links, np.int64)[order],
        tails=tails_sorted,
        in_indptr=np.searchsorted(heads_sorted[in_arcs], vertices).astype(np.int64),
        in_arcs=in_arcs,
        in_tails=tails_sorted[in_arcs],
    )
