"""Find the interchanges the tables do not list, each with its evidence.

An expressway of the tables has an interchange every 12 to 36 km; the mesh and the roads say where others must be or are likely:

rank 0  two expressways cross: they meet at a hub, as the design rules (JTG D20) require
rank 1  a road of the mesh ends on the line of the expressway: nothing but an interchange explains it
rank 2  a road of the mesh crosses the line in a node: an interchange, or a bridge the generalised mesh took for one
rank 3  a national or provincial road traced on the mesh crosses the line: the design rules ask for one at such roads
rank 4  a settlement stands within `TOWN_M` of the line and has a road: the gap would be wider than the rules allow elsewhere

Candidates are taken in that order, nearest to a settlement first, each at least `APART_M` of its rank from every other place where an
expressway can be left or changed. JTG D20 has 4 km as least, 15 to 25 km as usual and 30 km as widest spacing: ranks 1 and 2 keep 5 km,
ranks 3 and 4 only fill gaps of 15 km and more. Lines that are not on the mesh get hubs only: it is not known what else they pass.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from shapely import LineString, STRtree, get_coordinates
from shapely import Point as ShapelyPoint

from tools.network.exits import is_border, is_hub
from tools.network.expressways import Line, Traced, junctions_of, point_at
from tools.network.facts import Section, slug
from tools.network.graph import M_PER_DEG, Graph, line_length_m
from tools.network.settlements import Point

APART_M = {1: 5_000.0, 2: 5_000.0, 3: 7_500.0, 4: 7_500.0}
TOWN_M, OFF_SHARE, OFF_CAP_M = 6_000.0, 0.2, 9_000.0  # long edges of the generalised mesh lie further off the true line
NAMED_M = 12_000.0  # further from every settlement, an interchange is named after the ends of its section
BASIS = {  # evidence, precision in metres
    0: ("assumed: the lines of two expressways cross, they meet at a hub; confidence medium, place rough", 6000),
    1: ("found on the mesh: a road ends on the line of the expressway; confidence medium", 500),
    2: ("found on the mesh: a road crosses the line of the expressway in a node, which may be a bridge; confidence low", 500),
    3: ("assumed where a national or provincial road crosses the traced line, 7.5 km at least from the next; confidence low", 2000),
    4: ("assumed where the traced line passes a settlement, 7.5 km at least from the next; confidence low", 4000),
}


@dataclass(frozen=True, order=True)
class Candidate:
    """Hold a point of a traced section (segment and fraction of it) where an interchange may be, and how sure that is."""

    section: str
    segment: int
    fraction: float
    rank: int
    xy: Point


@dataclass(frozen=True)
class Ground:
    """Hold what stands beside the expressways: the edges only they use, edges of traced trunk roads, settlements by name."""

    closed: set[int]
    trunk: list[int]
    settlements: Mapping[str, Point]


def add_interchanges(graph: Graph, traced: Traced, sections: list[Section], ground: Ground) -> list[Section]:
    """Return the sections cut at every junction found; lines, lengths and moved points of `traced` follow."""
    by_id = {section.id: section for section in sections}
    hubs = list(_hubs(traced, sections))
    fixed = [traced.moved.get(name, xy) for name, xy in junctions_of(sections).items() if not is_border(name)]
    lines = {s.id: traced.lines[s.id] for s in sections if s.id in traced.length_m}
    candidates = [*_nodes(graph, traced, lines, ground.closed), *_crossings(graph, lines, ground.trunk)]
    candidates += _beside(graph, lines, ground)
    found = _spread(candidates, [*fixed, *(hub.xy for hub, _ in hubs)], list(ground.settlements.values()))
    roads = [(one.section, two.section) for one, two in hubs] + [(candidate.section,) for candidate in found]
    names = _names([*(hub for hub, _ in hubs), *found], [[by_id[i] for i in ids] for ids in roads], ground.settlements)
    by_section: dict[str, list[tuple[Candidate, str]]] = defaultdict(list)
    for pair, name in zip(hubs, names, strict=False):
        for candidate in pair:
            by_section[candidate.section].append((candidate, name))
        traced.found[name] = BASIS[0]
    for candidate, name in zip(found, names[len(hubs) :], strict=True):
        by_section[candidate.section].append((candidate, name))
        traced.found[name] = BASIS[candidate.rank]
        traced.moved[name] = candidate.xy
    return [part for section in sections for part in _cut(section, sorted(by_section[section.id]), traced)]


def _hubs(traced: Traced, sections: list[Section]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield, for every two sections that cross without a junction in common, the same point on each (rank 0)."""
    shapes = np.array([LineString(traced.lines[section.id]) for section in sections], object)
    first, second = STRtree(shapes).query(shapes, predicate="crosses")
    for a, b in sorted((a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b):
        one, two = sections[a], sections[b]
        if {one.start, one.end} & {two.start, two.end}:
            continue
        xy = tuple(np.round(get_coordinates(shapes[a].intersection(shapes[b]))[0], 5).tolist())
        yield Candidate(one.id, *_locate(traced.lines[one.id], xy), 0, xy), Candidate(two.id, *_locate(traced.lines[two.id], xy), 0, xy)


def _locate(line: Line, xy: Point) -> tuple[int, float]:
    """Return the segment of a line a point lies on and the fraction along it."""
    _, segment = min((LineString(ends).distance(ShapelyPoint(xy)), i) for i, ends in enumerate(itertools.pairwise(line)))
    (ax, ay), (bx, by) = line[segment : segment + 2]
    return segment, float(np.hypot(xy[0] - ax, xy[1] - ay) / np.hypot(bx - ax, by - ay))


def _nodes(graph: Graph, traced: Traced, lines: Mapping[str, Line], closed: set[int]) -> Iterator[Candidate]:
    """Yield every inner vertex of a line where roads that are not the expressway's own meet it (rank 1 or 2)."""
    node_of = {point: node for node, point in enumerate(graph.xy) if graph.at.get(node)}
    for section, line in lines.items():
        for vertex, xy in enumerate(line[1:-1], start=1):
            arms = graph.at.get(node_of.get(xy, -1), set()) - closed
            if any(edge not in traced.used for edge in arms):
                yield Candidate(section, vertex, 0.0, 1 if len(arms) == 1 else 2, xy)


def _crossings(graph: Graph, lines: Mapping[str, Line], trunk: list[int]) -> Iterator[Candidate]:
    """Yield every point where an edge of a trunk road crosses a segment of a line (rank 3)."""
    roads = [LineString([graph.xy[node] for node in graph.edges[edge][:2]]) for edge in trunk]
    tree = STRtree(roads)
    for section, line in lines.items():
        for segment, ends in enumerate(itertools.pairwise(line)):
            piece = LineString(ends)
            for index in sorted(tree.query(piece, predicate="crosses").tolist()):
                hit = get_coordinates(piece.intersection(roads[index]))[0]
                fraction = float(np.hypot(*(hit - ends[0])) / np.hypot(*np.subtract(ends[1], ends[0])))
                yield Candidate(section, segment, fraction, 3, point_at(line, segment, fraction))


def _beside(graph: Graph, lines: Mapping[str, Line], ground: Ground) -> Iterator[Candidate]:
    """Yield the point of the nearest line for every settlement that stands beside one and has a road (rank 4)."""
    owner = [(section, i) for section, line in lines.items() for i in range(len(line) - 1)]
    ends = np.array([(*line[i], *line[i + 1]) for line in lines.values() for i in range(len(line) - 1)]).reshape(-1, 4)
    for _, (lon, lat) in sorted(ground.settlements.items()):
        scale = np.array([M_PER_DEG * np.cos(np.radians(lat)), M_PER_DEG])
        a, d = (ends[:, :2] - (lon, lat)) * scale, (ends[:, 2:] - ends[:, :2]) * scale
        share = np.clip(-(a * d).sum(axis=1) / np.maximum((d * d).sum(axis=1), 1e-9), 0.0, 1.0)
        gap = np.hypot(*(a + d * share[:, None]).T)
        if not len(gap) or graph.nearest(lon, lat, lambda edge: edge not in ground.closed)[2] > TOWN_M:
            continue
        reach = np.clip(OFF_SHARE * np.hypot(*(d[gap.argmin()])), TOWN_M, OFF_CAP_M)
        if gap.min() > reach:
            continue
        section, segment = owner[int(gap.argmin())]
        fraction = float(share[gap.argmin()])
        yield Candidate(section, segment, fraction, 4, point_at(lines[section], segment, fraction))


def _spread(candidates: Iterable[Candidate], fixed: list[Point], settlements: list[Point]) -> list[Candidate]:
    """Return the candidates taken in order of rank and nearness to a settlement, none near a place taken before."""
    taken: list[Candidate] = []
    places = list(fixed)
    for candidate in sorted(candidates, key=lambda c: (c.rank, _nearest_m(c.xy, settlements), c)):
        if _nearest_m(candidate.xy, places) >= APART_M[candidate.rank]:
            taken.append(candidate)
            places.append(candidate.xy)
    return sorted(taken)


def _nearest_m(xy: Point, others: Iterable[Point]) -> float:
    """Return the distance in metres to the nearest of some points, on a plane around the point."""
    gaps = (np.array(list(others)).reshape(-1, 2) - xy) * (M_PER_DEG * np.cos(np.radians(xy[1])), M_PER_DEG)
    return float(np.hypot(*gaps.T).min(initial=np.inf))


def _names(found: list[Candidate], roads: list[list[Section]], settlements: Mapping[str, Point]) -> list[str]:
    """Return a name for each junction: the nearest settlement and the roads, numbered where that is not enough."""
    plain = {name: xy for name, xy in settlements.items() if not (is_border(name) or is_hub(name))}
    seen: Counter[str] = Counter()
    names = []
    for candidate, sections in zip(found, roads, strict=True):
        labels = [section.ref or section.name.split("(")[0] for section in sections]
        gap, near = min(((_nearest_m(candidate.xy, [xy]), name) for name, xy in plain.items()), default=(np.inf, ""))
        place = f"{near}附近" if gap <= NAMED_M else f"{labels[0]}第{candidate.section.rsplit('-', 1)[-1]}段"
        name = f"{place}{'枢纽' if len(labels) > 1 else ''}({'/'.join(labels)})"
        seen[slug(name)] += 1
        names.append(name if seen[slug(name)] == 1 else f"{name}#{seen[slug(name)]}")
    return names


def _cut(section: Section, cuts: list[tuple[Candidate, str]], traced: Traced) -> list[Section]:
    """Return the parts of a section between the cuts, which stand in order; they share its length by the line, and meet in one point."""
    if not cuts:
        return [section]
    line, length = traced.lines.pop(section.id), traced.length_m.pop(section.id, None)
    stops = [(0, 0.0), *((c.segment, c.fraction) for c, _ in cuts), (len(line) - 2, 1.0)]
    names = [section.start, *(name for _, name in cuts), section.end]
    pieces = []
    for first, last in itertools.pairwise(stops):
        piece = [point_at(line, *first), *line[first[0] + 1 : last[0] + 1], point_at(line, *last)]
        pieces.append([p for i, p in enumerate(piece) if i == 0 or p != piece[i - 1]])
    whole = sum(line_length_m(piece) for piece in pieces)
    parts = []
    for number, (piece, (start, end)) in enumerate(zip(pieces, itertools.pairwise(names), strict=True), start=1):
        ident, share = f"{section.id}.{number:02d}", line_length_m(piece) / whole
        traced.lines[ident] = piece
        if length is not None:
            traced.length_m[ident] = length * share
        parts.append(
            replace(section, id=ident, start=start, end=end, start_xy=piece[0], end_xy=piece[-1], length_m=section.length_m * share)
        )
    return parts
