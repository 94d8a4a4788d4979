"""A small undirected graph of straight edges that can be split, searched for the nearest edge and for cheapest paths."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable

import numpy as np

from tools.network.mesh import GEOD, Mesh

M_PER_DEG = 111_320.0


class Graph:
    """Hold nodes (lon, lat) and straight edges with a length in metres; edges keep the id of the mesh edge they came from."""

    def __init__(self, mesh: Mesh) -> None:
        self.xy: list[tuple[float, float]] = [(float(x), float(y)) for x, y in mesh.xy]
        self.edges: dict[int, tuple[int, int, float]] = {}
        self.origin: dict[int, int] = {}
        self.at: dict[int, set[int]] = {}
        self._next = 0
        for number, ((a, b), length) in enumerate(zip(mesh.ends.tolist(), mesh.length_m.tolist(), strict=True)):
            self.add(a, b, length, number)
        self._cache: tuple[int, np.ndarray, np.ndarray] | None = None
        self._version = 0

    def add(self, a: int, b: int, length_m: float, origin: int) -> int:
        """Add an edge and return its id; `origin` is the mesh edge it is part of, or -1."""
        edge, self._next = self._next, self._next + 1
        self.edges[edge], self.origin[edge] = (a, b, length_m), origin
        self.at.setdefault(a, set()).add(edge)
        self.at.setdefault(b, set()).add(edge)
        self._version = getattr(self, "_version", 0) + 1
        return edge

    def remove(self, edge: int) -> None:
        """Remove an edge."""
        a, b, _ = self.edges.pop(edge)
        self.at[a].discard(edge)
        self.at[b].discard(edge)
        self._version += 1

    def add_node(self, lon: float, lat: float) -> int:
        """Add a node and return its number."""
        self.xy.append((lon, lat))
        return len(self.xy) - 1

    def nearest(self, lon: float, lat: float, allowed: Callable[[int], bool] | None = None) -> tuple[int, float, float]:
        """Return (edge id, fraction along it, distance in metres) of the nearest edge point."""
        ids, ends = self._arrays()
        scale = np.array([M_PER_DEG * np.cos(np.radians(lat)), M_PER_DEG])
        a = (ends[:, :2] - (lon, lat)) * scale
        d = (ends[:, 2:] - ends[:, :2]) * scale
        square = np.maximum((d * d).sum(axis=1), 1e-9)
        fraction = np.clip(-(a * d).sum(axis=1) / square, 0.0, 1.0)
        gap = np.hypot(*(a + d * fraction[:, None]).T)
        for index in np.argsort(gap, kind="stable"):
            edge = int(ids[index])
            if allowed is None or allowed(edge):
                return edge, float(fraction[index]), float(gap[index])
        raise ValueError("no edge allowed")

    def _arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return edge ids and their end coordinates as arrays, rebuilt after a change."""
        if self._cache is None or self._cache[0] != self._version:
            ids = np.array(list(self.edges))
            ends = np.array([(*self.xy[a], *self.xy[b]) for a, b, _ in self.edges.values()])
            self._cache = (self._version, ids, ends)
        return self._cache[1], self._cache[2]

    def split(self, edge: int, fraction: float, node_tolerance_m: float) -> int:
        """Return a node at `fraction` along the edge: an end of it when nearer than the tolerance, else a new node."""
        a, b, length = self.edges[edge]
        if fraction * length <= node_tolerance_m:
            return a
        if (1 - fraction) * length <= node_tolerance_m:
            return b
        (ax, ay), (bx, by) = self.xy[a], self.xy[b]
        node = self.add_node(round(ax + (bx - ax) * fraction, 5), round(ay + (by - ay) * fraction, 5))
        origin = self.origin[edge]
        self.remove(edge)
        self.add(a, node, length * fraction, origin)
        self.add(node, b, length * (1 - fraction), origin)
        return node

    def move(self, node: int, lon: float, lat: float) -> None:
        """Move a node; its edges never become shorter than the straight line."""
        self.xy[node] = (lon, lat)
        for edge in self.at[node]:
            a, b, length = self.edges[edge]
            self.edges[edge] = (a, b, max(length, geodesic_m(self.xy[a], self.xy[b])))
        self._version += 1

    def stretch(self, edge: int, factor: float) -> None:
        """Multiply the length of an edge."""
        a, b, length = self.edges[edge]
        self.edges[edge] = (a, b, length * factor)

    def first_crossing(self, edge: int, allowed: Callable[[int], bool]) -> tuple[int, float, float] | None:
        """Return (other edge, fraction along this, fraction along the other) of the crossing nearest to this edge's start."""
        ids, ends = self._arrays()
        a, b, _ = self.edges[edge]
        p, r = np.array(self.xy[a]), np.subtract(self.xy[b], self.xy[a])
        q, s = ends[:, :2], ends[:, 2:] - ends[:, :2]
        cross = r[0] * s[:, 1] - r[1] * s[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = ((q - p)[:, 0] * s[:, 1] - (q - p)[:, 1] * s[:, 0]) / cross
            u = ((q - p)[:, 0] * r[1] - (q - p)[:, 1] * r[0]) / cross
        hits = np.flatnonzero((t > 1e-6) & (t < 1 - 1e-6) & (u > -1e-9) & (u < 1 + 1e-9))
        for index in hits[np.argsort(t[hits], kind="stable")]:
            other = int(ids[index])
            if allowed(other) and not {a, b} & set(self.edges[other][:2]):
                return other, float(t[index]), float(u[index])
        return None

    def path(self, source: int, target: int, cost: Callable[[int, int], float]) -> list[int]:
        """Return the edge ids of the cheapest path, empty when there is none; `cost(edge, node reached)` is in metres."""
        best, back = {source: 0.0}, {source: (-1, -1)}
        heap = [(0.0, source)]
        while heap:
            spent, node = heapq.heappop(heap)
            if node == target:
                break
            if spent > best[node]:
                continue
            for edge in sorted(self.at.get(node, ())):
                a, b, _ = self.edges[edge]
                other = b if node == a else a
                total = spent + cost(edge, other)
                if total < best.get(other, float("inf")):
                    best[other], back[other] = total, (edge, node)
                    heapq.heappush(heap, (total, other))
        edges: list[int] = []
        node = target
        while node != source:
            if node not in back:
                return []
            edge, node = back[node]
            edges.append(edge)
        return edges[::-1]

    def walk(self, source: int, edges: Iterable[int]) -> list[int]:
        """Return the nodes passed on a path that starts at `source`."""
        nodes = [source]
        for edge in edges:
            a, b, _ = self.edges[edge]
            nodes.append(b if nodes[-1] == a else a)
        return nodes

    def components(self) -> list[set[int]]:
        """Return the sets of joined nodes, largest total length first."""
        seen: set[int] = set()
        groups = []
        for start in sorted(n for n, e in self.at.items() if e):
            if start in seen:
                continue
            group, stack = {start}, [start]
            while stack:
                for edge in self.at[stack.pop()]:
                    for other in self.edges[edge][:2]:
                        if other not in group:
                            group.add(other)
                            stack.append(other)
            seen |= group
            groups.append(group)
        return sorted(groups, key=lambda g: -self.length_m(g))

    def keep_main(self) -> float:
        """Remove every component but the largest and return the removed length in metres."""
        lost = 0.0
        for group in self.components()[1:]:
            lost += self.length_m(group)
            for edge in {e for n in group for e in self.at[n]}:
                self.remove(edge)
        return lost

    def length_m(self, nodes: set[int]) -> float:
        """Return the length of the edges that start at the nodes."""
        return sum(self.edges[e][2] for n in nodes for e in self.at[n] if self.edges[e][0] == n)


def geodesic_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the geodesic distance of two lon/lat points in metres."""
    return float(GEOD.inv(a[0], a[1], b[0], b[1])[2])


def line_length_m(line: list[tuple[float, float]]) -> float:
    """Return the geodesic length of a line in metres."""
    return sum(geodesic_m(a, b) for a, b in itertools.pairwise(line))
