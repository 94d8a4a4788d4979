"""Turn the traced expressways and the ordinary network into junctions, road edges, geometry and background edges."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from tools.network.expressways import Line, Traced, junctions_of
from tools.network.facts import Section, slug
from tools.network.graph import geodesic_m, line_length_m
from tools.network.ordinary import Ordinary, is_border

PIECE_M = 2_000.0  # background edges are cut to at most this
RAMP_FACTOR, RAMP_LEAST_M, RAMP_KPH = 1.2, 500.0, 40
CONNECT_M = 6_000.0  # a hub at a dead end is joined to an expressway junction this near
MESH_SOURCE = "scgraph_data 2.0.0 (OpenStreetMap, ODbL)"
Row = dict[str, object]


@dataclass
class Tables:
    """Collect the rows and lines of all road layers."""

    junctions: dict[str, Row] = field(default_factory=dict)
    roads: list[Row] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    background: list[tuple[str, str, str, str, float, Line]] = field(default_factory=list)


def tables(net: Ordinary, traced: Traced, expressways: list[Section], trunks: list[Section]) -> Tables:
    """Return all rows; ordinary nodes get ids by their number, towns and interchanges by their names."""
    out = Tables()
    names = _expressway_junctions(out, net, traced, expressways)
    lengths = section_lengths(traced, expressways)
    for section in expressways:
        length, basis = lengths[section.id]
        line = [out_xy(out, names[section.start]), *traced.lines[section.id][1:-1], out_xy(out, names[section.end])]
        _add_road(out, section, section.id, (names[section.start], names[section.end]), length, basis, line)
    _connect_dead_ends(out, traced, expressways, names)
    node_ids = _ordinary_nodes(net, trunks)
    _add_ramps(out, net, expressways, names, node_ids)
    _add_trunks(out, net, trunks, node_ids)
    _add_background(out, net, node_ids)
    used = {end for row in out.roads for end in (row["from_id"], row["to_id"])}
    used |= {end for piece in out.background for end in piece[1:3]}
    _mesh_junctions(out, net, node_ids, used)
    return out


def out_xy(out: Tables, junction: str) -> tuple[float, float]:
    """Return the point of a junction written before."""
    row = out.junctions[junction]
    return float(row["lon"]), float(row["lat"])  # type: ignore[arg-type]


def _junction(out: Tables, ident: str, kind: str, name: str, xy: tuple[float, float], precision_m: int, source: str) -> None:
    """Add one junction row; an id used twice is a fault of the data."""
    if ident in out.junctions:
        raise ValueError(f"junction id {ident} is used twice")
    lon, lat = round(xy[0], 5), round(xy[1], 5)
    row = {"id": ident, "kind": kind, "name": name, "lon": lon, "lat": lat, "precision_m": precision_m, "source": source}
    out.junctions[ident] = row


def _expressway_junctions(out: Tables, net: Ordinary, traced: Traced, sections: list[Section]) -> dict[str, str]:
    """Add interchanges, hubs and border points; return their ids by name."""
    ids = {}
    for name, stated in sorted(junctions_of(sections).items()):
        on_mesh = name in traced.moved
        xy = traced.moved.get(name, stated)
        shift = geodesic_m(xy, stated)
        precision = (500 if shift < 400 else 2000) if on_mesh else 6000
        kind = "interchange" if name in net.ramps else "joint" if is_border(name) else "hub"
        source = f"reference table; {'on the traced line, ' + MESH_SOURCE if on_mesh else 'approximate point'}"
        ids[name] = f"i-{slug(name)}"
        _junction(out, ids[name], kind, name, xy, precision, source)
    return ids


def section_lengths(traced: Traced, sections: list[Section]) -> dict[str, tuple[float, str]]:
    """Return (metres, basis) by section: official totals shared out by the traced lengths, else the stated estimate."""
    groups: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        groups[section.length_group or section.id].append(section)
    result = {}
    for members in groups.values():
        measured = {s.id: traced.length_m.get(s.id, 1.05 * line_length_m(traced.lines[s.id])) for s in members}
        total, whole = sum(s.length_m for s in members), sum(measured.values())
        for s in members:
            straight = geodesic_m(traced.lines[s.id][0], traced.lines[s.id][-1])
            length, basis = s.length_m, "estimate of the reference (geodesic x factor)"
            if s.official:
                length, basis = total * measured[s.id] / whole, "official total of several sections, shared out by the geometry"
            elif s.id in traced.length_m and traced.length_m[s.id] > s.length_m:
                length, basis = traced.length_m[s.id], "traced on the mesh (longer than the estimate)"
            if length < straight:
                length, basis = straight, f"{basis}; raised to the geodesic"
            geometry = "geometry traced on the mesh" if s.id in traced.length_m else "geometry is a straight chord"
            result[s.id] = (length, f"{basis}; {geometry}")
    return result


def _add_road(
    out: Tables, section: Section, ident: str, ends: tuple[str, str], length_m: float, basis: str, line: Line, **changes: object
) -> None:
    """Add one road edge and its line."""
    row: Row = {
        "id": ident, "from_id": ends[0], "to_id": ends[1], "mode": "road", "edge_class": section.edge_class, "ref": section.ref,
        "name": section.name, "length_m": round(length_m), "speed_kph": f"{section.speed_kph:g}", "lanes": section.lanes,
        "status": section.status, "opened": section.opened, "closed": "", "passenger_from": "", "passenger_to": "",
        "date_basis": section.date_basis, "length_basis": basis, "source": section.source, "confidence": section.confidence,
    }  # fmt: skip
    row.update(changes)
    out.roads.append(row)
    out.lines[ident] = line


def _connect_dead_ends(out: Tables, traced: Traced, sections: list[Section], names: dict[str, str]) -> None:
    """Join a hub that only one section reaches to the nearest junction of another expressway."""
    by_name: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        by_name[section.start].append(section)
        by_name[section.end].append(section)
    for name, here in sorted(by_name.items()):
        if len(here) != 1 or "枢纽" not in name:
            continue
        xy, refs = out_xy(out, names[name]), here[0].id.rsplit("-", 1)[0]
        others = [n for n, there in by_name.items() if all(s.id.rsplit("-", 1)[0] != refs for s in there)]
        gap, near = min((geodesic_m(xy, out_xy(out, names[n])), n) for n in others)
        if gap <= CONNECT_M:
            ends, line = (names[name], names[near]), [xy, out_xy(out, names[near])]
            basis = "geodesic between two junctions of low precision: the hub stands on the other expressway"
            _add_road(out, here[0], f"{here[0].id}c", ends, max(gap, RAMP_LEAST_M), basis, line, confidence="low")


def _ordinary_nodes(net: Ordinary, trunks: list[Section]) -> dict[int, str]:
    """Return the id of every ordinary node: towns by name, the others by number."""
    ids: dict[int, str] = {}
    for name in sorted(junctions_of(trunks)):
        ids.setdefault(net.towns[name], f"t-{slug(name)}")
    for node in sorted(n for n, edges in net.graph.at.items() if edges):
        ids.setdefault(node, f"n{node:05d}")
    return ids


def _add_ramps(out: Tables, net: Ordinary, sections: list[Section], names: dict[str, str], node_ids: dict[int, str]) -> None:
    """Add one ramp per interchange, open as soon as the first of its expressway sections."""
    for name, (node, gap) in sorted(net.ramps.items()):
        here = sorted((s for s in sections if name in (s.start, s.end)), key=lambda s: (s.status != "open", s.opened or "0", s.id))
        first = here[0]
        length = max(RAMP_FACTOR * gap, RAMP_LEAST_M)
        line = [out_xy(out, names[name]), net.graph.xy[node]]
        basis = f"{RAMP_FACTOR} x geodesic to the nearest ordinary road, at least {RAMP_LEAST_M:g} m (assumption)"
        changes = {"edge_class": "ramp", "name": f"{name}匝道", "speed_kph": f"{RAMP_KPH}", "lanes": "", "confidence": "low",
                   "date_basis": f"opens with {first.id}: {first.date_basis}"}  # fmt: skip
        _add_road(out, first, f"r{names[name][1:]}", (names[name], node_ids[node]), length, basis, line, **changes)


def _add_trunks(out: Tables, net: Ordinary, trunks: list[Section], node_ids: dict[int, str]) -> None:
    """Add the trunk roads: one row per stretch between places where something joins."""
    graph = net.graph
    stops = {node for node, edges in graph.at.items() if len(edges) != 2 or len({net.trunk.get(e) for e in edges}) > 1}
    stops |= set(net.towns.values()) | {node for node, _ in net.ramps.values()}
    by_section: dict[str, set[int]] = defaultdict(set)
    for edge, section_id in net.trunk.items():
        if edge in graph.edges:
            by_section[section_id].add(edge)
    for section in trunks:
        for number, (nodes, edges) in enumerate(_chains(net, by_section[section.id], stops, net.towns[section.start]), start=1):
            length = sum(graph.edges[e][2] for e in edges)
            basis, changes = _trunk_basis(net, section, edges)
            ends = (node_ids[nodes[0]], node_ids[nodes[-1]])
            _add_road(out, section, f"{section.id}.{number:02d}", ends, length, basis, [graph.xy[n] for n in nodes], **changes)


def _trunk_basis(net: Ordinary, section: Section, edges: list[int]) -> tuple[str, Row]:
    """Return the length basis of a stretch and what its row says otherwise than its section."""
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
        node = frontier.pop() if frontier else min(n for e in left for n in graph.edges[e][:2] if n in stops or True)
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
                _junction(out, nodes[i], "mesh", "", points[i], 300, "mesh")


def _mesh_junctions(out: Tables, net: Ordinary, node_ids: dict[int, str], used: set[object]) -> None:
    """Add the ordinary nodes that some edge uses."""
    town_of: dict[int, list[str]] = defaultdict(list)
    for name, node in sorted(net.towns.items()):
        town_of[node].append(name)
    for node, ident in node_ids.items():
        if ident in used and node in town_of:
            _junction(out, ident, "trunk", "/".join(town_of[node]), net.graph.xy[node], 1500, "reference table on the mesh")
        elif ident in used:
            _junction(out, ident, "mesh", "", net.graph.xy[node], 300, "mesh")
