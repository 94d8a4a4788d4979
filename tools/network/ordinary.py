"""Make the ordinary network: the mesh without what only expressways use, ramps to interchanges, trunk roads named along it."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.network.exits import exits_of
from tools.network.expressways import Traced, junctions_of
from tools.network.facts import Section
from tools.network.graph import Graph, geodesic_m
from tools.network.interchanges import Ground, add_interchanges
from tools.network.settlements import Point

ISLAND_M = 15_000.0  # a piece left alone by taking out the expressways is dropped when shorter, re-joined when longer
RAMP_REACH_M = 12_000.0
NODE_M = 250.0
ON_ROAD_M = 1_500.0  # a town this near to a road is put on it
BEND_M, BEND_SHARE, BEND_CAP_M = 1_500.0, 0.2, 9_000.0  # further off, a long straight line is bent through the town
EXPRESSWAY_FACTOR = 1.3  # a trunk road takes a line the expressways were traced on only when the way round is longer
RATIO = (0.6, 1.3)
SCALE_BELOW = 0.9  # a traced length under this share of the stated one is scaled up to the stated one
SLACK_M = 2_000.0
MAIN_CLASSES = ("national", "provincial")  # an expressway crosses these at an interchange as a rule


@dataclass
class Ordinary:
    """Hold the graph with marks on its edges and nodes."""

    graph: Graph
    closed: set[int] = field(default_factory=set)  # edges only expressways use
    kept: set[int] = field(default_factory=set)  # traced by an expressway and kept as the only ordinary road
    trunk: dict[int, str] = field(default_factory=dict)  # edge -> section id
    chords: dict[str, str] = field(default_factory=dict)  # section id -> why it is a chord
    scaled: dict[str, float] = field(default_factory=dict)  # section id -> factor applied to the traced length
    ramps: dict[str, tuple[int, float]] = field(default_factory=dict)  # junction name -> node, gap in metres
    towns: dict[str, int] = field(default_factory=dict)
    dropped_m: float = 0.0
    dropped: int = 0
    expressways: list[Section] = field(default_factory=list)  # cut at every interchange found

    def is_open(self, edge: int) -> bool:
        """Tell whether an edge belongs to the ordinary network."""
        return edge not in self.closed


def build(
    graph: Graph, traced: Traced, expressways: list[Section], trunks: list[Section], places: Mapping[str, Point] | None = None
) -> Ordinary:
    """Return the ordinary network with ramps and trunk roads; `graph` and `traced` are changed. `places`: seats and towns by name."""
    net = Ordinary(graph, closed=set(traced.used))
    _rejoin(net)
    _add_towns(net, trunks)
    for section in trunks:
        _add_trunk(net, section)
    settlements = junctions_of(trunks) | dict(places or {})
    main = {section.id for section in trunks if section.edge_class in MAIN_CLASSES} - set(net.chords)
    ground = Ground(net.closed, sorted(edge for edge, ident in net.trunk.items() if ident in main and edge in graph.edges), settlements)
    net.expressways = add_interchanges(graph, traced, expressways, ground)
    _add_ramps(net, traced, net.expressways)
    for edge in net.closed:
        graph.remove(edge)
    groups = graph.components()
    net.dropped += len(groups) - 1
    net.dropped_m += graph.keep_main()
    return net


def _groups(net: Ordinary) -> list[set[int]]:
    """Return the components of the ordinary network, longest first."""
    graph, seen, groups = net.graph, set(), []
    for start in range(len(graph.xy)):
        if start in seen or not any(map(net.is_open, graph.at.get(start, ()))):
            continue
        group, stack = {start}, [start]
        while stack:
            for edge in filter(net.is_open, graph.at[stack.pop()]):
                for other in graph.edges[edge][:2]:
                    if other not in group:
                        group.add(other)
                        stack.append(other)
        seen |= group
        groups.append(group)
    return sorted(groups, key=lambda g: (-_open_length_m(net, g), min(g)))


def _open_length_m(net: Ordinary, group: set[int]) -> float:
    """Return the length of the ordinary edges of a group of nodes."""
    edges = {e for n in group for e in net.graph.at[n] if net.is_open(e)}
    return sum(net.graph.edges[e][2] for e in edges)


def _rejoin(net: Ordinary) -> None:
    """Join long pieces to the main one over the fewest metres of expressway line, drop the short ones."""
    main, *rest = _groups(net)
    main = set(main)
    for group in rest:
        length = _open_length_m(net, group)
        path = _shortest_back(net, group, main) if length >= ISLAND_M else []
        if path:
            net.closed -= set(path)
            net.kept |= set(path)
            main |= group | {n for e in path for n in net.graph.edges[e][:2]}
            continue
        net.dropped += 1
        net.dropped_m += length
        for edge in {e for n in group for e in net.graph.at[n] if net.is_open(e)}:
            net.graph.remove(edge)


def _shortest_back(net: Ordinary, group: set[int], main: set[int]) -> list[int]:
    """Return the closed edges of the shortest way from a group to the main network, empty when there is none."""
    best: dict[int, float] = dict.fromkeys(group, 0.0)
    back: dict[int, tuple[int, int]] = {}
    heap = [(0.0, node) for node in sorted(group)]
    while heap:
        spent, node = heapq.heappop(heap)
        if node in main:
            edges = []
            while node not in group:
                edge, node = back[node]
                edges.append(edge)
            return edges
        for edge in sorted(net.graph.at[node] & net.closed):
            a, b, length = net.graph.edges[edge]
            other = b if node == a else a
            if spent + length < best.get(other, float("inf")):
                best[other], back[other] = spent + length, (edge, node)
                heapq.heappush(heap, (spent + length, other))
    return []


def _add_ramps(net: Ordinary, traced: Traced, expressways: list[Section]) -> None:
    """Give every place where an expressway can be left a node on the nearest ordinary road."""
    points = junctions_of(expressways)
    for name in exits_of(expressways):
        lon, lat = traced.moved.get(name, points[name])
        edge, fraction, gap = net.graph.nearest(lon, lat, net.is_open)
        if gap <= RAMP_REACH_M:
            net.ramps[name] = (_split(net, edge, fraction), gap)


def _split(net: Ordinary, edge: int, fraction: float) -> int:
    """Split an edge and carry its marks to the parts."""
    kept, section = edge in net.kept, net.trunk.get(edge)
    node = net.graph.split(edge, fraction, NODE_M)
    if edge not in net.graph.edges:
        parts = set(net.graph.at[node])
        net.kept |= parts if kept else set()
        net.trunk |= dict.fromkeys(parts, section) if section else {}
    return node


def _add_towns(net: Ordinary, trunks: list[Section]) -> None:
    """Put every end of a trunk section on the ordinary network.

    The mesh is generalised: a long straight edge passes kilometres beside towns its road runs through. Such an edge is
    bent through the town; where no edge fits, the town is a node of its own and its roads are chords.
    """
    for name, (lon, lat) in sorted(junctions_of(trunks).items()):
        edge, fraction, gap = net.graph.nearest(lon, lat, net.is_open)
        length = net.graph.edges[edge][2]
        reach = min(BEND_CAP_M, BEND_M + BEND_SHARE * length)
        if gap <= ON_ROAD_M:
            net.towns[name] = _split(net, edge, fraction)
        elif gap <= reach and NODE_M < fraction * length < length - NODE_M:
            net.towns[name] = _split(net, edge, fraction)
            net.graph.move(net.towns[name], lon, lat)
        else:
            net.towns[name] = net.graph.add_node(lon, lat)


def _cross(net: Ordinary, chord: int) -> None:
    """Join a chord to every ordinary edge it crosses (ordinary roads meet at grade)."""
    graph, todo = net.graph, [chord]
    while todo:
        edge = todo.pop()
        a, b, length = graph.edges[edge]
        hit = graph.first_crossing(edge, net.is_open)
        if hit is None:
            continue
        other, fraction, other_fraction = hit
        node = _split(net, other, other_fraction)
        graph.remove(edge)
        section = net.trunk.pop(edge)
        for start, end, share in ((a, node, fraction), (node, b, 1 - fraction)):
            part = graph.add(start, end, max(length * share, geodesic_m(graph.xy[start], graph.xy[end])), -1)
            net.trunk[part] = section
            todo.append(part)


def _add_trunk(net: Ordinary, section: Section) -> None:
    """Name the mesh edges a trunk section runs on, or add it as a chord."""
    graph = net.graph
    source, target = net.towns[section.start], net.towns[section.end]
    if source == target:
        net.chords[section.id] = "both ends fall on one point: left out"
        return

    def cost(edge: int, _node: int) -> float:
        length = graph.edges[edge][2]
        return length * EXPRESSWAY_FACTOR if edge in net.closed else length

    edges = graph.path(source, target, cost) if graph.at.get(source) and graph.at.get(target) else []
    traced = sum(graph.edges[e][2] for e in edges)
    low, high = RATIO[0] * section.length_m - SLACK_M, RATIO[1] * section.length_m + SLACK_M
    if not edges or not low <= traced <= high:
        chord = max(section.length_m, geodesic_m(graph.xy[source], graph.xy[target]))
        edge = graph.add(source, target, chord, -1)
        net.trunk[edge] = section.id
        net.chords[section.id] = f"mesh way {traced / 1000:.1f} km, stated {section.length_m / 1000:.1f} km"
        _cross(net, edge)
        return
    net.kept |= net.closed & set(edges)
    net.closed -= set(edges)
    own = [edge for edge in edges if edge not in net.trunk]
    net.trunk |= dict.fromkeys(own, section.id)
    if traced < SCALE_BELOW * section.length_m:
        net.scaled[section.id] = section.length_m / traced
        for edge in own:
            graph.stretch(edge, section.length_m / traced)
