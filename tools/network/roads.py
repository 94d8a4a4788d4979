"""Turn the traced expressways and the ordinary network into junctions, road edges, geometry and background edges."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from tools.network.exits import Exit, exits_of, is_border, is_hub
from tools.network.expressways import WINDING, Traced, junctions_of
from tools.network.facts import Section, slug
from tools.network.graph import geodesic_m, line_length_m
from tools.network.marked import Ordinary
from tools.network.rows import Junction, Row, Stretch, Tables, add_junction, add_road, point_of

PIECE_M = 2_000.0  # background edges are cut to at most this
RAMP_FACTOR, RAMP_LEAST_M, RAMP_KPH = 1.2, 500.0, 40
OLDER_KPH = 40  # design speed of a third-class road: what stood there before a national road was rebuilt
CONNECT_OVER_M, CONNECTION_KPH = 1_500.0, 60  # a longer ramp becomes a ramp and a connecting road, second class as a rule: 60 km/h at least
CONNECT_M = 6_000.0  # a hub at a dead end is joined to an expressway junction this near
MESH_SOURCE = "scgraph_data 2.0.0 (OpenStreetMap, ODbL)"


def tables(net: Ordinary, traced: Traced, expressways: list[Section], trunks: list[Section]) -> Tables:
    """Return all rows; ordinary nodes get ids by their number, towns and interchanges by their names."""
    out = Tables()
    names = _expressway_junctions(out, net, traced, expressways)
    lengths = section_lengths(traced, expressways)
    for section in expressways:
        length, basis = lengths[section.id]
        line = [point_of(out, names[section.start]), *traced.lines[section.id][1:-1], point_of(out, names[section.end])]
        add_road(
            out,
            section,
            section.id,
            Stretch((names[section.start], names[section.end]), length, basis, line, traced.length_m.get(section.id)),
        )
    _connect_dead_ends(out, expressways, names)
    node_ids = _ordinary_nodes(net, trunks)
    _add_ramps(out, net, expressways, names, node_ids)
    _add_trunks(out, net, trunks, node_ids)
    _add_background(out, net, node_ids)
    background = [end for piece in out.background for end in piece[1:3]]
    ends = Counter(end for row in out.roads for end in (row["from_id"], row["to_id"]))
    today = Counter(end for row in out.roads if row["status"] == "open" for end in (row["from_id"], row["to_id"]))
    _mesh_junctions(out, net, node_ids, ends + Counter(background), today + Counter(background))
    return out


def _expressway_junctions(out: Tables, net: Ordinary, traced: Traced, sections: list[Section]) -> dict[str, str]:
    """Add interchanges, hubs and border points; return their ids by name."""
    ids, exits = {}, exits_of(sections)
    for name, stated in sorted(junctions_of(sections).items()):
        on_mesh = name in traced.moved
        xy = traced.moved.get(name, stated)
        shift = geodesic_m(xy, stated)
        precision = (500 if shift < 400 else 2000) if on_mesh else 6000
        permanent = name in net.ramps and not exits[name].closed
        kind = "interchange" if permanent else "joint" if is_border(name) else "hub"
        source = f"reference table; {'on the traced line, ' + MESH_SOURCE if on_mesh else 'approximate point'}"
        if name in traced.found:
            basis, precision = traced.found[name]
            source = f"{basis}; {MESH_SOURCE}"
        ids[name] = f"i-{slug(name)}"
        add_junction(out, Junction(ids[name], kind, name, xy, precision, source))
    return ids


def section_lengths(traced: Traced, sections: list[Section]) -> dict[str, tuple[float, str]]:
    """Return (metres, basis) by section: official totals shared out by the traced lengths, else the stated estimate."""
    groups: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        groups[section.length_group or section.id].append(section)
    result = {}
    for members in groups.values():
        measured = {s.id: traced.length_m.get(s.id, WINDING * line_length_m(traced.lines[s.id])) for s in members}
        total, whole = sum(s.length_m for s in members), sum(measured.values())
        for s in members:
            straight = geodesic_m(traced.lines[s.id][0], traced.lines[s.id][-1])
            length, basis = s.length_m, "estimate of the reference (geodesic x factor)"
            if s.official:
                length, basis = total * measured[s.id] / whole, s.length_group.split(":", 1)[1].replace("by geodesic", "by the geometry")
            elif s.id in traced.length_m and traced.length_m[s.id] > s.length_m:
                length, basis = traced.length_m[s.id], "traced on the mesh (longer than the estimate)"
            if length < straight:
                length, basis = straight, f"{basis}; raised to the geodesic"
            geometry = "geometry traced on the mesh" if s.id in traced.length_m else "geometry is a straight chord"
            result[s.id] = (length, f"{basis}; {geometry}")
    return result


def _connect_dead_ends(out: Tables, sections: list[Section], names: dict[str, str]) -> None:
    """Join a hub that only one section reaches to the nearest junction of another expressway."""
    by_name: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        by_name[section.start].append(section)
        by_name[section.end].append(section)
    for name, here in sorted(by_name.items()):
        if len(here) != 1 or not is_hub(name):
            continue
        xy, refs = point_of(out, names[name]), here[0].id.rsplit("-", 1)[0]
        others = [n for n, there in by_name.items() if all(s.id.rsplit("-", 1)[0] != refs for s in there)]
        gap, near = min((geodesic_m(xy, point_of(out, names[n])), n) for n in others)
        if gap <= CONNECT_M:
            ends, line = (names[name], names[near]), [xy, point_of(out, names[near])]
            basis = "geodesic between two junctions of low precision: the hub stands on the other expressway"
            add_road(out, here[0], f"{here[0].id}c", Stretch(ends, max(gap, RAMP_LEAST_M), basis, line), {"confidence": "low"})


def _ordinary_nodes(net: Ordinary, trunks: list[Section]) -> dict[int, str]:
    """Return the id of every ordinary node: towns by name, the others by number."""
    ids: dict[int, str] = {}
    for name in sorted(junctions_of(trunks)):
        ids.setdefault(net.towns[name], f"t-{slug(name)}")
    for link in net.links:
        ids.setdefault(net.towns[link.start], f"t-{slug(link.start)}")
    for node in sorted(n for n, edges in net.graph.at.items() if edges):
        ids.setdefault(node, f"n{node:05d}")
    return ids


def _add_ramps(out: Tables, net: Ordinary, sections: list[Section], names: dict[str, str], node_ids: dict[int, str]) -> None:
    """Add one ramp per exit, open as soon as the first of its expressway sections.

    Where the mesh has no road near, the ramp ends after half a kilometre on a connecting road, which may be left anywhere.
    """
    exits = exits_of(sections)
    for name, (node, _) in sorted(net.ramps.items()):
        ident, target, end_xy = names[name], node_ids[node], net.graph.xy[node]
        dates = _exit_dates(exits[name])
        xy = point_of(out, ident)
        gap = geodesic_m(xy, end_xy)
        if gap > CONNECT_OVER_M:
            share = RAMP_LEAST_M / gap
            middle = (round(xy[0] + (end_xy[0] - xy[0]) * share, 5), round(xy[1] + (end_xy[1] - xy[1]) * share, 5))
            target = f"e{ident[1:]}"
            add_junction(out, Junction(target, "road_end", name, middle, 2000, "end of the ramp, assumed"))
            changes = dates | {
                "edge_class": "county",
                "name": f"{name}连接线",
                "speed_kph": f"{CONNECTION_KPH}",
                "lanes": "2",
                "confidence": "low",
            }
            basis = f"{RAMP_FACTOR} x geodesic to the nearest road of the mesh (assumption)"
            ends = (target, node_ids[node])
            add_road(
                out, exits[name].first, f"l{ident[1:]}", Stretch(ends, RAMP_FACTOR * (gap - RAMP_LEAST_M), basis, [middle, end_xy]), changes
            )
            end_xy = middle
        basis = f"at least {RAMP_LEAST_M:g} m, else {RAMP_FACTOR} x geodesic to the nearest ordinary road (assumption)"
        changes = dates | {"edge_class": "ramp", "name": f"{name}匝道", "speed_kph": f"{RAMP_KPH}", "lanes": "", "confidence": "low"}
        length = max(RAMP_FACTOR * min(gap, CONNECT_OVER_M) if gap <= CONNECT_OVER_M else 0.0, RAMP_LEAST_M)
        add_road(out, exits[name].first, f"r{ident[1:]}", Stretch((ident, target), length, basis, [xy, end_xy]), changes)


def _exit_dates(here: Exit) -> Row:
    """Return the columns of a ramp that say from when to when it is there."""
    basis = f"opens with {here.first.id}: {here.first.date_basis}"
    if here.closed:
        return {"closed": here.closed, "status": "closed", "date_basis": f"{basis}; end of the road until the next section opened"}
    return {"date_basis": basis}


def _add_trunks(out: Tables, net: Ordinary, trunks: list[Section], node_ids: dict[int, str]) -> None:
    """Add the trunk roads: one row per stretch between places where something joins."""
    graph = net.graph
    stops = {node for node, edges in graph.at.items() if len(edges) != 2 or len({net.trunk.get(e) for e in edges}) > 1}
    stops |= set(net.towns.values()) | {node for node, _ in net.ramps.values()}
    by_section: dict[str, set[int]] = defaultdict(set)
    for edge, section_id in net.trunk.items():
        if edge in graph.edges:
            by_section[section_id].add(edge)
    for section in [*trunks, *net.links]:
        for number, (nodes, edges) in enumerate(_chains(net, by_section[section.id], stops, net.towns[section.start]), start=1):
            length = sum(graph.edges[e][2] for e in edges)
            basis, changes = _trunk_basis(net, section, edges)
            on_mesh = None if section.id in net.chords else length / net.scaled.get(section.id, 1.0)
            stretch = Stretch((node_ids[nodes[0]], node_ids[nodes[-1]]), length, basis, [graph.xy[n] for n in nodes], on_mesh)
            ident = f"{section.id}.{number:02d}"
            if section.opened and section.edge_class == "national":
                add_road(out, section, f"{ident}a", stretch, _older_road(section))
                changes = {}
                ident += "b"
            add_road(out, section, ident, stretch, changes)


def _older_road(section: Section) -> Row:
    """Return what differs for the road that stood on the line of a rebuilt national road."""
    return {
        "edge_class": "county", "speed_kph": f"{OLDER_KPH}", "lanes": "2", "status": "closed", "opened": "", "closed": section.opened,
        "date_basis": f"unknown: an older, lesser road on this line is assumed until {section.opened}", "confidence": "low",
    }  # fmt: skip


def _trunk_basis(net: Ordinary, section: Section, edges: list[int]) -> tuple[str, Row]:
    """Return the length basis of a stretch and what its row says otherwise than its section."""
    if section in net.links:
        return "1.2 x geodesic (assumption); geometry is a straight chord", {}
    if section.id in net.chords:
        return "estimate of the reference (geodesic x factor); geometry is a straight chord", {}
    changes: Row = {}
    if section.opened:
        changes = {"opened": "", "date_basis": f"an older road on this line: assumed open before 2012; present standard {section.opened}"}
    shared = "; also traced by an expressway, the mesh has one line for both" if net.kept & set(edges) else ""
    if section.id in net.scaled:
        return f"estimate of the reference, shared out by the geometry; geometry traced on the mesh{shared}", changes
    return f"length of the mesh edges; geometry traced on the mesh{shared}", changes


def _chains(net: Ordinary, edges: set[int], stops: set[int], start: int) -> list[tuple[list[int], list[int]]]:
    """Return the stretches (nodes, edges) of a set of edges, cut at the stops, in a fixed order from the start node."""
    graph, left, chains = net.graph, set(edges), []
    frontier = [start]
    while left:
        node = frontier.pop() if frontier else min(n for e in left for n in graph.edges[e][:2])
        here = sorted(graph.at.get(node, set()) & left)
        for first in here:
            if first not in left:
                continue
            nodes, taken = [node], [first]
            left.discard(first)
            nodes.append(graph.walk(node, [first])[-1])
            while nodes[-1] not in stops and (following := sorted(graph.at[nodes[-1]] & left)):
                left.discard(following[0])
                taken.append(following[0])
                nodes.append(graph.walk(nodes[-1], [following[0]])[-1])
            chains.append((nodes, taken))
            frontier.append(nodes[-1])
    return chains


def _add_background(out: Tables, net: Ordinary, node_ids: dict[int, str]) -> None:
    """Add every other ordinary edge, cut to pieces of at most two kilometres."""
    graph = net.graph
    number = 0
    for edge, (a, b, length) in graph.edges.items():
        if edge in net.trunk:
            continue
        count = max(1, math.ceil(length / PIECE_M))
        (ax, ay), (bx, by) = graph.xy[a], graph.xy[b]
        nodes = [node_ids[a], *(f"n{edge:05d}.{i}" for i in range(1, count)), node_ids[b]]
        points = [(ax + (bx - ax) * i / count, ay + (by - ay) * i / count) for i in range(count + 1)]
        points = [(round(x, 5), round(y, 5)) for x, y in points]
        for i in range(count):
            number += 1
            line = points[i : i + 2]
            piece = max(length / count, line_length_m(line))
            out.background.append((f"b{number:05d}", nodes[i], nodes[i + 1], "background", piece, line))
            if i:
                add_junction(out, Junction(nodes[i], "mesh", "", points[i], 300, "mesh"))


def _mesh_junctions(out: Tables, net: Ordinary, node_ids: dict[int, str], ends: Counter[object], today: Counter[object]) -> None:
    """Add the ordinary nodes that some edge uses; a town that only one edge reaches today is a road end."""
    town_of: dict[int, list[str]] = defaultdict(list)
    for name, node in sorted(net.towns.items()):
        town_of[node].append(name)
    for node, ident in node_ids.items():
        if ends[ident] and node in town_of:
            kind = "road_end" if today[ident] == 1 else "trunk"
            source = next((net.placed[name] for name in town_of[node] if name in net.placed), "reference table on the mesh")
            add_junction(out, Junction(ident, kind, "/".join(town_of[node]), net.graph.xy[node], 1500, source))
        elif ends[ident]:
            add_junction(out, Junction(ident, "mesh", "", net.graph.xy[node], 300, "mesh"))
