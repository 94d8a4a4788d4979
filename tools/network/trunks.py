"""Name the trunk roads along the mesh: by section, by run over towns the mesh passes by; chords where it has no way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tools.network.expressways import junctions_of
from tools.network.facts import Section
from tools.network.graph import M_PER_DEG, geodesic_m
from tools.network.marked import NODE_M, Ordinary

ON_ROAD_M = 1_500.0  # a town this near to a road is put on it
BEND_M, BEND_SHARE, BEND_CAP_M = 1_500.0, 0.2, 9_000.0  # further off, a long straight line is bent through the town
EXPRESSWAY_FACTOR = 1.3  # a trunk road takes a line the expressways were traced on only when the way round is longer
RATIO = (0.6, 1.3)
SCALE_BELOW = 0.9  # a traced length under this share of the stated one is scaled up to the stated one
SLACK_M = 2_000.0
OWN_SHARE = 0.7  # a run is not named on a way of which less than this is open to other roads than expressways


def add_trunks(net: Ordinary, trunks: list[Section]) -> None:
    """Put the towns of the trunk roads on the network, then every section on the mesh or as a chord."""
    _add_towns(net, trunks)
    refused = [section for section in trunks if not _trace(net, section)]
    for run in _runs(net, refused):
        _trace_run(net, run)
    done = set(net.trunk.values())
    for section in refused:
        if section.id not in done and not _trace(net, section):
            _add_chord(net, section)


def _add_towns(net: Ordinary, trunks: list[Section]) -> None:
    """Put every end of a trunk section on the ordinary network.

    The mesh is generalised: a long straight edge passes kilometres beside towns its road runs through. Such an edge is
    bent through the town; where no edge fits, the town is a node of its own and its roads are chords.
    """
    for name, (lon, lat) in sorted(junctions_of(trunks).items()):
        edge, fraction, gap = net.graph.nearest(lon, lat, net.is_open)
        length = net.graph.edges[edge][2]
        if gap <= ON_ROAD_M:
            net.towns[name] = net.split(edge, fraction)
        elif gap <= bend_reach(length) and NODE_M < fraction * length < length - NODE_M:
            net.towns[name] = net.split(edge, fraction)
            net.graph.move(net.towns[name], lon, lat)
        else:
            net.towns[name] = net.graph.add_node(lon, lat)


def bend_reach(length_m: float) -> float:
    """Return how far in metres a straight edge of some length may pass beside a town its road runs through."""
    return min(BEND_CAP_M, BEND_M + BEND_SHARE * length_m)


def _way(net: Ordinary, source: int, target: int) -> tuple[list[int], float]:
    """Return the edges of the cheapest way on the mesh and its length; lines of expressways are charged more."""

    def cost(edge: int, _node: int) -> float:
        length = net.graph.edges[edge][2]
        return length * EXPRESSWAY_FACTOR if edge in net.closed else length

    if source == target or not (net.graph.at.get(source) and net.graph.at.get(target)):
        return [], 0.0
    edges = net.graph.path(source, target, cost)
    return edges, sum(net.graph.edges[e][2] for e in edges)


def _fits(traced_m: float, stated_m: float) -> bool:
    """Tell whether a way on the mesh may be the stretch of a stated length."""
    return RATIO[0] * stated_m - SLACK_M <= traced_m <= RATIO[1] * stated_m + SLACK_M


def _trace(net: Ordinary, section: Section) -> bool:
    """Name the mesh edges a section runs on and return True, or return False where no way fits."""
    source, target = net.towns[section.start], net.towns[section.end]
    if source == target:
        net.chords[section.id] = "both ends fall on one point: left out"
        return True
    edges, traced = _way(net, source, target)
    if not edges or not _fits(traced, section.length_m):
        net.chords[section.id] = f"mesh way {traced / 1000:.1f} km, stated {section.length_m / 1000:.1f} km"
        return False
    net.chords.pop(section.id, None)
    _name(net, section, edges)
    return True


def _name(net: Ordinary, section: Section, edges: list[int]) -> None:
    """Mark the edges of a section that no other has; a length far under the stated one is scaled up to it."""
    net.kept |= net.closed & set(edges)
    net.closed -= set(edges)
    own = [edge for edge in edges if edge not in net.trunk]
    net.trunk |= dict.fromkeys(own, section.id)
    traced = sum(net.graph.edges[e][2] for e in edges)
    if traced < SCALE_BELOW * section.length_m:
        net.scaled[section.id] = section.length_m / traced
        for edge in own:
            net.graph.stretch(edge, section.length_m / traced)


def _runs(net: Ordinary, refused: list[Section]) -> Iterator[list[Section]]:
    """Yield chains of two and more refused sections of one road whose inner towns stand off the mesh and whose ends stand on it."""
    run: list[Section] = []
    for section in [*refused, None]:
        joined = run and section and section.id.rsplit("-", 1)[0] == run[-1].id.rsplit("-", 1)[0] and section.start == run[-1].end
        if run and not (joined and not net.graph.at.get(net.towns[run[-1].end])):
            if len(run) > 1:
                yield run
            run = []
        if section:
            run.append(section)


def _trace_run(net: Ordinary, run: list[Section]) -> None:
    """Name the mesh edges of a run, each inner town put on the nearest point of the way, when the way fits the whole run."""
    edges, traced = _way(net, net.towns[run[0].start], net.towns[run[-1].end])
    alone = sum(net.graph.edges[e][2] for e in edges if e not in net.closed)
    if not edges or not _fits(traced, sum(section.length_m for section in run)) or alone < OWN_SHARE * traced:
        return
    stops = _stops(net, edges, run)
    if stops is None:
        return
    nodes = net.graph.walk(net.towns[run[0].start], edges)
    later = (-1, 1.0)
    for section, (position, fraction) in reversed(list(zip(run[:-1], stops, strict=True))):
        share = fraction / later[1] if position == later[0] else fraction  # two towns on one edge: the later cut left its first part
        if _cut_at_town(net, section.end, edges, nodes, (position, share)):
            later = (position, fraction)
    first = 0
    for section in run:
        last = nodes.index(net.towns[section.end], first)
        if last > first:
            _name(net, section, edges[first:last])
            net.chords.pop(section.id, None)
        first = last


def _cut_at_town(net: Ordinary, town: str, edges: list[int], nodes: list[int], at: tuple[int, float]) -> bool:
    """Cut a way (edges, nodes) at (position, fraction of that edge), put a town there and bend the way through it when it is near.

    Returns whether an edge was cut: near its end the town is put on the end.
    """
    position, fraction = at
    edge, xy = edges[position], net.graph.xy[net.towns[town]]
    start, _, length = net.graph.edges[edge]
    before, closed = set(net.graph.edges), edge in net.closed
    net.towns[town] = net.split(edge, fraction if start == nodes[position] else 1 - fraction)
    if edge in net.graph.edges:
        return False
    parts = set(net.graph.edges) - before
    if closed:
        net.closed = (net.closed - {edge}) | parts
    if geodesic_m(net.graph.xy[net.towns[town]], xy) <= bend_reach(length):
        net.graph.move(net.towns[town], *xy)
    edges[position : position + 1] = sorted(parts, key=lambda e: nodes[position] not in net.graph.edges[e][:2])
    nodes.insert(position + 1, net.towns[town])
    return True


def _stops(net: Ordinary, edges: list[int], run: list[Section]) -> list[tuple[int, float]] | None:
    """Return (position on the way, fraction of that edge) of the inner towns of a run; None when one is far off or out of order."""
    nodes = net.graph.walk(net.towns[run[0].start], edges)
    xy = np.array([net.graph.xy[node] for node in nodes])
    stops: list[tuple[int, float]] = []
    for section in run[:-1]:
        lon, lat = net.graph.xy[net.towns[section.end]]
        scale = np.array([M_PER_DEG * np.cos(np.radians(lat)), M_PER_DEG])
        a, d = (xy[:-1] - (lon, lat)) * scale, np.diff(xy, axis=0) * scale
        t = np.clip(-(a * d).sum(axis=1) / np.maximum((d * d).sum(axis=1), 1e-9), 0.0, 1.0)
        gap = np.hypot(*(a + d * t[:, None]).T)
        best = int(gap.argmin())
        if gap[best] > BEND_CAP_M or (stops and (best, t[best]) <= stops[-1]):
            return None
        stops.append((best, float(t[best])))
    return stops


def _add_chord(net: Ordinary, section: Section) -> None:
    """Add a section as a straight line and join it to every ordinary edge it crosses."""
    graph = net.graph
    source, target = net.towns[section.start], net.towns[section.end]
    edge = graph.add(source, target, max(section.length_m, geodesic_m(graph.xy[source], graph.xy[target])), -1)
    net.trunk[edge] = section.id
    cross(net, edge)


def cross(net: Ordinary, chord: int) -> None:
    """Join a chord to every ordinary edge it crosses (ordinary roads meet at grade)."""
    graph, todo = net.graph, [chord]
    while todo:
        edge = todo.pop()
        a, b, length = graph.edges[edge]
        hit = graph.first_crossing(edge, net.is_open)
        if hit is None:
            continue
        other, fraction, other_fraction = hit
        node = net.split(other, other_fraction)
        graph.remove(edge)
        section = net.trunk.pop(edge)
        for start, end, share in ((a, node, fraction), (node, b, 1 - fraction)):
            part = graph.add(start, end, max(length * share, geodesic_m(graph.xy[start], graph.xy[end])), -1)
            net.trunk[part] = section
            todo.append(part)
