"""Trace the expressway sections on the road mesh, run by run between junctions that stand on mesh nodes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tools.network.facts import Section
from tools.network.graph import Graph, geodesic_m, line_length_m

Line = list[tuple[float, float]]
NODE_M = 400.0  # a junction this near to a mesh node stands on it
RECENT = "2020"
MESH_DATE = "2024-04"  # the mesh was published then: later roads are not in it
PER_CROSSING_M = 400.0  # price of passing a mesh node where other roads meet: an expressway has few
RATIO = (0.88, 1.13)  # accepted traced length over stated length of a run
WINDING = 1.05  # a straight line stands for a road this much longer
SLACK_M = 1500.0  # accepted difference on short runs
SNAP_M = 3000.0  # forks and chain ends without a mesh node are put on a mesh edge this near
ROUNDS = 4
OFF_PATH_M = 9000.0  # a junction of low precision further than this from the traced path rejects the run


@dataclass
class Traced:
    """Hold the result for all sections: lines and traced lengths by section id, moved and found junctions, graph edges used."""

    lines: dict[str, Line] = field(default_factory=dict)
    length_m: dict[str, float] = field(default_factory=dict)
    moved: dict[str, tuple[float, float]] = field(default_factory=dict)
    used: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    rejected: list[str] = field(default_factory=list)
    found: dict[str, tuple[str, int]] = field(default_factory=dict)  # junctions the tables do not list: evidence, precision in metres


@dataclass(frozen=True)
class Way:
    """Hold a way on the mesh: its line, and length and id of each edge."""

    line: Line
    lengths_m: list[float]
    edges: list[int]

    def between(self, first: tuple[int, float], last: tuple[int, float]) -> float:
        """Return the metres from one (segment, fraction) to another."""
        whole = sum(self.lengths_m[first[0] : last[0] + 1])
        return whole - first[1] * self.lengths_m[first[0]] - (1 - last[1]) * self.lengths_m[last[0]]


def anchors_of(sections: list[Section], graph: Graph) -> dict[str, int]:
    """Return the mesh node of every junction that stands on one."""
    xy = np.array(graph.xy)
    anchors = {}
    for name, (lon, lat) in junctions_of(sections).items():
        near = np.argsort(np.hypot((xy[:, 0] - lon) * np.cos(np.radians(lat)), xy[:, 1] - lat))[:4]
        for node in near.tolist():
            if graph.at.get(node) and geodesic_m(graph.xy[node], (lon, lat)) <= NODE_M:
                anchors[name] = node
                break
    return anchors


def junctions_of(sections: list[Section]) -> dict[str, tuple[float, float]]:
    """Return the stated point of every junction by name."""
    points: dict[str, tuple[float, float]] = {}
    for section in sections:
        points.setdefault(section.start, section.start_xy)
        points.setdefault(section.end, section.end_xy)
    return points


def runs_of(sections: list[Section], anchors: dict[str, int]) -> Iterator[list[tuple[Section, bool]]]:
    """Yield chains of sections (with True where walked backwards) between anchors, ends and forks."""
    at: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        at[section.start].append(section)
        at[section.end].append(section)
    stops = {name for name, here in at.items() if name in anchors or len(here) != 2}
    seen: set[str] = set()
    for stop in sorted(stops):
        for first in sorted(at[stop], key=lambda s: s.id):
            if first.id in seen:
                continue
            chain, node, section = [], stop, first
            while True:
                seen.add(section.id)
                chain.append((section, section.end == node))
                node = section.start if section.end == node else section.end
                if node in stops:
                    break
                section = next(s for s in at[node] if s.id != section.id)
            yield chain


def trace(sections: list[Section], graph: Graph) -> Traced:
    """Return lines for all sections: on the mesh where the run is plausible, straight between the junctions elsewhere.

    A junction shared by two rejected runs is no longer taken for a fixed point and the joined run is tried again.
    """
    result = Traced()
    points = junctions_of(sections)
    left = [s for s in sections if s.status == "open" and s.opened < MESH_DATE and not _too_new(s)]
    anchors = anchors_of(left, graph)
    _snap_ends(left, graph, anchors)
    for _ in range(ROUNDS):
        result.rejected = []
        refused = [run for run in runs_of(left, anchors) if not _trace_run(run, graph, anchors, points, result)]
        left = [section for run in refused for section, _ in run]
        ends = [_names(run)[i] for run in refused for i in (0, -1)]
        for name in {n for n in ends if ends.count(n) == 2 and len(_at(left, n)) == 2}:
            anchors.pop(name, None)
    for section in sections:
        ends_xy = [result.moved.get(name, points[name]) for name in (section.start, section.end)]
        result.lines.setdefault(section.id, ends_xy)
    return result


def _too_new(section: Section) -> bool:
    """Tell whether a road of recent years has no junction on the mesh: the mesh does not hold it."""
    return section.opened >= RECENT and section.position == "no mesh node"


def _at(sections: list[Section], name: str) -> list[Section]:
    """Return the sections that end at a junction."""
    return [s for s in sections if name in (s.start, s.end)]


def _snap_ends(sections: list[Section], graph: Graph, anchors: dict[str, int]) -> None:
    """Give forks and ends of the chain a fixed point on the nearest mesh edge when one is near."""
    for name, (lon, lat) in sorted(junctions_of(sections).items()):
        if name in anchors or len(_at(sections, name)) == 2:
            continue
        edge, fraction, gap = graph.nearest(lon, lat)
        if gap <= SNAP_M:
            anchors[name] = graph.split(edge, fraction, NODE_M)


def _trace_run(
    run: list[tuple[Section, bool]], graph: Graph, anchors: dict[str, int], points: dict[str, tuple[float, float]], out: Traced
) -> bool:
    """Trace one run into `out` and return True, or note why it was rejected and return False."""
    names = _names(run)
    label = f"{run[0][0].id}..{run[-1][0].id} {names[0]}–{names[-1]}"
    if names[0] not in anchors or names[-1] not in anchors:
        out.rejected.append(f"{label}: an end is not on the mesh")
        return False
    source, target = anchors[names[0]], anchors[names[-1]]
    edges = graph.path(source, target, lambda e, n: graph.edges[e][2] + (PER_CROSSING_M if len(graph.at[n]) > 2 else 0.0))
    stated = sum(section.length_m for section, _ in run)
    straight = WINDING * sum(geodesic_m(section.start_xy, section.end_xy) for section, _ in run)
    traced = sum(graph.edges[e][2] for e in edges)
    if not edges or not (_fits(traced, stated) or _fits(traced, straight)):
        out.rejected.append(f"{label}: traced {traced / 1000:.1f} km, stated {stated / 1000:.1f} km")
        return False
    way = Way([graph.xy[n] for n in graph.walk(source, edges)], [graph.edges[e][2] for e in edges], edges)
    cuts = cut_points(way.line, [points[name] for name in names[1:-1]])
    if cuts is None:
        out.rejected.append(f"{label}: a junction lies off the path or out of order")
        return False
    _cut_run(run, way, cuts, out)
    return True


def _fits(traced_m: float, stated_m: float) -> bool:
    """Tell whether a way on the mesh may be the stretch of a stated length.

    A mesh that misses bends is shorter than an official length, but not than the straight line between the junctions.
    """
    return RATIO[0] <= traced_m / stated_m <= RATIO[1] or abs(traced_m - stated_m) <= SLACK_M


def _names(run: list[tuple[Section, bool]]) -> list[str]:
    """Return the junction names along a run."""
    first, backwards = run[0]
    names = [first.end if backwards else first.start]
    for section, back in run:
        names.append(section.start if back else section.end)
    return names


def cut_points(line: Line, points: Line) -> list[tuple[int, float]] | None:
    """Return (segment, fraction) of each point on the line in order; None when a point is far away or out of order."""
    cuts: list[tuple[int, float]] = []
    for lon, lat in points:
        xy = np.array(line)
        scale = np.array([np.cos(np.radians(lat)), 1.0]) * 111_320.0
        a, d = (xy[:-1] - (lon, lat)) * scale, np.diff(xy, axis=0) * scale
        t = np.clip(-(a * d).sum(axis=1) / np.maximum((d * d).sum(axis=1), 1e-9), 0.02, 0.98)
        gap = np.hypot(*(a + d * t[:, None]).T)
        best = int(gap.argmin())
        if gap[best] > OFF_PATH_M or (cuts and (best, t[best]) <= cuts[-1]):
            return None
        cuts.append((best, float(t[best])))
    return cuts


def _cut_run(run: list[tuple[Section, bool]], way: Way, cuts: list[tuple[int, float]], out: Traced) -> None:
    """Cut the traced way at the junctions and give each section its part."""
    stops, names = [(0, 0.0), *cuts, (len(way.edges) - 1, 1.0)], _names(run)
    for position, (segment, t) in zip(names[1:-1], cuts, strict=True):
        out.moved[position] = point_at(way.line, segment, t)
    out.moved |= {names[0]: way.line[0], names[-1]: way.line[-1]}
    for (section, backwards), (first, last) in zip(run, itertools.pairwise(stops), strict=True):
        part = [point_at(way.line, *first), *way.line[first[0] + 1 : last[0] + 1], point_at(way.line, *last)]
        part = [p for i, p in enumerate(part) if i == 0 or p != part[i - 1]]
        out.lines[section.id] = part[::-1] if backwards else part
        out.length_m[section.id] = max(way.between(first, last), line_length_m(part))
        for index in range(first[0], last[0] + 1):
            out.used[way.edges[index]].append(section.id)


def point_at(line: Line, segment: int, t: float) -> tuple[float, float]:
    """Return the point at fraction t of a segment, rounded to five decimals (one metre)."""
    (ax, ay), (bx, by) = line[segment], line[segment + 1]
    return round(ax + (bx - ax) * t, 5), round(ay + (by - ay) * t, 5)
