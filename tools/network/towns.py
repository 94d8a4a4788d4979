"""Bring towns to the roads: long straight lines are bent through the towns beside them, towns without a road get a connecting one.

The mesh and the chords are generalised: a straight line of many kilometres passes beside the towns its road runs through. A line of more
than `LONG_M` that passes a town within `BESIDE_M` is bent through it, as far as that makes it no longer than `WINDING` times. A town,
seat or border crossing of the gazetteer that still stands off every road gets a connecting road to the nearest one: every township has
had a hard road since 2019 (Ministry of Transport), its course and class are not known, so it is straight, 40 km/h and marked low.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.network.facts import ASSUMED_OPEN, Section, slug
from tools.network.graph import M_PER_DEG, geodesic_m
from tools.network.marked import NODE_M, Ordinary
from tools.network.settlements import Point
from tools.network.trunks import cross

LONG_M = 5_000.0  # a straight line longer than this is not the course of a road
BESIDE_M = 3_000.0
WINDING = 1.1
OFF_M = 1_000.0
LINK_CAP_M, LINK_FACTOR, LINK_KPH = 20_000.0, 1.2, 40.0
LINK_SOURCE = "assumed: every township has a hard road; straight to the nearest modelled road x 1.2"


def bend_roads(net: Ordinary, places: Mapping[str, Point]) -> None:
    """Bend long straight lines through the places beside them, the nearest place first."""
    graph = net.graph
    near = [(graph.nearest(*xy, net.is_open)[2], name, xy) for name, xy in places.items()]
    for gap, name, xy in sorted(near):
        if gap > BESIDE_M:
            break
        edge, fraction, _ = graph.nearest(*xy, net.is_open)
        a, b, length = graph.edges[edge]
        straight = geodesic_m(graph.xy[a], graph.xy[b])
        bent = geodesic_m(graph.xy[a], xy) + geodesic_m(xy, graph.xy[b])
        inside = NODE_M < fraction * length < length - NODE_M
        if length <= LONG_M or edge in net.kept or not inside or bent > WINDING * straight:
            continue
        node = net.split(edge, fraction)
        graph.move(node, *xy)
        net.towns.setdefault(name, node)
        net.placed[name] = "gazetteer or GeoNames; a long straight line of the mesh is bent through it (assumption)"


def link_towns(net: Ordinary, places: Mapping[str, Point]) -> list[Section]:
    """Add a connecting road for every place that stands off all roads one may enter; return these roads as sections."""
    links: list[Section] = []
    used = {slug(name) for name in net.towns}
    for name, xy in sorted(places.items()):
        edge, fraction, inside = net.graph.nearest(*xy, lambda e: _may_enter(net, e))
        node, away = _nearest_end(net, xy) if inside > OFF_M else (-1, 0.0)
        if not OFF_M < min(inside, away) <= LINK_CAP_M:
            continue
        node = net.split(edge, fraction) if inside < away else node
        key = next(k for k in (name, *(f"{name}{i}" for i in range(2, 99))) if slug(k) not in used)
        used.add(slug(key))
        link = _link(net, key, net.graph.add_node(*xy), node)
        links.append(link)
        edge = net.graph.add(net.towns[key], node, link.length_m, -1)
        net.trunk[edge] = link.id
        cross(net, edge)
    return links


def _may_enter(net: Ordinary, edge: int) -> bool:
    """Tell whether one may enter an edge between its ends: a long straight line of a trunk road has no known course."""
    return net.is_open(edge) and (edge not in net.trunk or net.graph.edges[edge][2] <= LONG_M)


def _nearest_end(net: Ordinary, xy: Point) -> tuple[int, float]:
    """Return the nearest end of an ordinary road and its distance in metres."""
    graph = net.graph
    nodes = sorted({node for edge in filter(net.is_open, graph.edges) for node in graph.edges[edge][:2]})
    gaps = (np.array([graph.xy[node] for node in nodes]) - xy) * (M_PER_DEG * np.cos(np.radians(xy[1])), M_PER_DEG)
    away = np.hypot(*gaps.T)
    return nodes[int(away.argmin())], float(away.min())


def _link(net: Ordinary, name: str, town: int, node: int) -> Section:
    """Return the connecting road of a town as a section and note the town."""
    net.towns[name], net.placed[name] = town, "gazetteer"
    net.chords[f"v-{slug(name)}"] = "connecting road of a town"
    xy, to = net.graph.xy[town], net.graph.xy[node]
    return Section(
        id=f"v-{slug(name)}", ref="", name=f"{name}连接线", start=name, end="", start_xy=xy, end_xy=to,
        length_m=LINK_FACTOR * geodesic_m(xy, to),
        official=False, length_group="", speed_kph=LINK_KPH, lanes="2", opened="", date_basis=ASSUMED_OPEN, status="open",
        edge_class="county", source=LINK_SOURCE, confidence="low", province="",
    )  # fmt: skip
