"""Make the ordinary network: the mesh without what only expressways use, ramps to interchanges, trunk roads named along it."""

from __future__ import annotations

import heapq

from tools.network.exits import exits_of
from tools.network.expressways import Traced, junctions_of
from tools.network.facts import Section
from tools.network.graph import Graph
from tools.network.interchanges import Ground, add_interchanges
from tools.network.marked import Ordinary
from tools.network.settlements import Places
from tools.network.towns import bend_roads, link_towns
from tools.network.trunks import add_trunks

ISLAND_M = 15_000.0  # a piece left alone by taking out the expressways is dropped when shorter, re-joined when longer
RAMP_REACH_M = 12_000.0
MAIN_CLASSES = ("national", "provincial")  # an expressway crosses these at an interchange as a rule
NOWHERE = Places()


def build(graph: Graph, traced: Traced, expressways: list[Section], trunks: list[Section], places: Places = NOWHERE) -> Ordinary:
    """Return the ordinary network with ramps and trunk roads; `graph` and `traced` are changed."""
    net = Ordinary(graph, closed=set(traced.used))
    _rejoin(net)
    add_trunks(net, trunks)
    bend_roads(net, places.every)
    net.links = link_towns(net, places.own)
    settlements = junctions_of(trunks) | dict(places.every)
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
            net.ramps[name] = (net.split(edge, fraction), gap)
