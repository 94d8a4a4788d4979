"""The legs of a corridor: the fastest way between neighbours, what it uses, and what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import networkx as nx
import numpy as np
import shapely

from spatial import crs
from spatial.connectivity.corridor import Corridor
from spatial.connectivity.model import Leg, WeakLink
from spatial.connectivity.redundancy import WeakPoints, disjoint_paths, weak_points
from spatial.gazetteer import load_gazetteer
from spatial.modes import SPEED_BAND
from spatial.network import Network, edges_open_on, rails
from spatial.network.attached import STATION_KM, Attached, Way, attach, way_between, way_line
from spatial.network.closures import closures_from, tree_from
from spatial.network.naming import section_name
from spatial.schema import Place

CLASS_ORDER: Final = (
    "hsr", "intercity", "conventional", "expressway", "ramp", "national", "provincial", "urban", "county", "background", "local", "border",
)  # fmt: skip
SHARE_COUNTED: Final = 0.05
PASS_KM: Final = 5.0
CITY_KM: Final = 20.0
TOWN_KM: Final = 8.0
USEFUL: Final = 1.5
SLACK_MINUTES: Final = 10.0
WEAK_SHOWN: Final = 5
SEAT_KINDS: Final = ("prefecture", "county", "district")
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Lines:
    """Hold a network of one day and mode with the places of a corridor attached, at the model's speed and at both ends of the band."""

    network: Network
    mode: str
    on: date
    usual: Attached
    fast: Attached
    slow: Attached

    @property
    def modes(self) -> tuple[str, ...]:
        """Return the kinds of edges in use."""
        return {"road": ("road",), "rail": ("rail",), "road+rail": ("road", "rail")}[self.mode]


def lines_of(corridor: Corridor, network: Network, mode: str, on: date) -> Lines:
    """Return the network a corridor is checked on."""
    usual, fast, slow = (attach(network, corridor.places, mode, on, factor=f) for f in (1.0, 1 + SPEED_BAND, 1 - SPEED_BAND))
    return Lines(network, mode, on, usual, fast, slow)


def legs_of(corridor: Corridor, lines: Lines) -> tuple[Leg, ...]:
    """Return the legs of a corridor in order."""
    index = {place.id: number for number, place in enumerate(corridor.places)}
    return tuple(_leg(corridor, lines, index[a.id], index[b.id]) for a, b in corridor.pairs)


def _leg(corridor: Corridor, lines: Lines, start: int, end: int) -> Leg:
    """Return one leg."""
    a, b = corridor.places[start], corridor.places[end]
    straight_km = crs.geodesic_distance_m(a.lon, a.lat, b.lon, b.lat) / 1000
    way = way_between(lines.usual, start, end)
    bare = Leg(a, b, connected=way is not None, straight_km=straight_km)
    if way is None:
        return bare
    low, high = (_minutes(attached, start, end) for attached in (lines.fast, lines.slow))
    usual, rows = lines.usual, _edge_rows(lines.usual, way)
    length_km = float(usual.lengths_m[way.arcs].sum()) / 1000
    geometry = way_line(usual, way)
    classes = _classes(usual, way)
    return replace(
        bare,
        minutes=way.minutes,
        low=low,
        high=high,
        in_vehicle_minutes=float(usual.riding[way.arcs].sum()),
        length_km=length_km,
        circuity=length_km / straight_km if straight_km > 0 else None,
        shortest_km=_shortest_km(usual, start, end),
        highest_class=classes[0] if classes else "",
        lowest_class=classes[-1] if classes else "",
        transfers=max(int((usual.kinds[way.arcs] == rails.BOARD).sum()) - 1, 0),
        passes=_passes(corridor, usual.compiled.plane, geometry),
        edges=tuple(lines.network.edges["id"].iloc[rows]),
        undated=_uncertain(lines, rows),
        year_only=_year_only(lines, rows),
        modes=tuple(dict.fromkeys(lines.network.edges["mode"].iloc[rows])),
        paths=ways_between(lines, start, end, way.minutes),
        weak_links=_weak_links(lines, start, end, way),
        geometry=geometry,
    )


def _shortest_km(attached: Attached, start: int, end: int) -> float:
    """Return the kilometres of the shortest way between two joined places, whatever time it takes."""
    arcs = attached.arcs
    metres = tree_from(arcs.indptr, arcs.heads, attached.lengths_m, arcs.tails, int(attached.origins[start]))[0]
    return float(metres[attached.destinations[end]]) / 1000


def _minutes(attached: Attached, start: int, end: int) -> float | None:
    """Return the minutes of the fastest way."""
    way = way_between(attached, start, end)
    return None if way is None else way.minutes


def _edge_rows(attached: Attached, way: Way) -> list[int]:
    """Return the rows of the edges a way uses, each once, in order."""
    rows = attached.arcs.links[way.arcs]
    return list(dict.fromkeys(rows[rows >= 0].tolist()))


def _classes(attached: Attached, way: Way) -> list[str]:
    """Return the classes that make up at least 5 % of a way's length on the network, the highest first."""
    on_edge = way.arcs[attached.arcs.links[way.arcs] >= 0]
    names = attached.network.edges["edge_class"].to_numpy(object)[attached.arcs.links[on_edge]]
    lengths = attached.lengths_m[on_edge]
    total = lengths.sum()
    return sorted({name for name in names if lengths[names == name].sum() >= SHARE_COUNTED * total}, key=CLASS_ORDER.index)


def class_lengths_km(lines: Lines, start: int, end: int) -> dict[str, float]:
    """Return the kilometres of each class on the fastest way between two places of the corridor."""
    way = way_between(lines.usual, start, end)
    found: dict[str, float] = {}
    for arc in () if way is None else way.arcs:
        row = int(lines.usual.arcs.links[arc])
        if row >= 0:
            name = str(lines.network.edges["edge_class"].iloc[row])
            found[name] = found.get(name, 0.0) + float(lines.usual.lengths_m[arc]) / 1000
    return found


@dataclass(frozen=True, eq=False)
class Seats:
    """Hold the seats of prefectures, counties and districts that have a point, in the plane of a network, with the words to show."""

    places: tuple[Place, ...]
    titles: tuple[str, ...]
    points: Array


@lru_cache(maxsize=4)
def _seats(plane: str) -> Seats:
    """Return the seats in China; a district in the city of its prefecture goes by the name of the city."""
    gazetteer = load_gazetteer()
    places = tuple(p for p in gazetteer.places if p.kind in SEAT_KINDS and p.adcode and p.lon is not None and p.lat is not None)
    by_id = {place.id: place for place in places}
    titles = []
    for place in places:
        parent = by_id.get(place.parent_id or "")
        inner = place.kind == "district" and parent is not None and _metres(place, parent) <= CITY_KM * 1000
        titles.append(parent.title if inner and parent is not None else place.title)
    x, y = crs.project_xy(np.array([p.lon for p in places]), np.array([p.lat for p in places]), crs.WGS84, plane)
    return Seats(places, tuple(titles), shapely.points(x, y))


def _metres(a: Place, b: Place) -> float:
    """Return the geodesic metres between two places."""
    return float(crs.geodesic_distance_m(a.lon, a.lat, b.lon, b.lat))


def _passes(corridor: Corridor, plane: str, geometry: Any) -> tuple[str, ...]:
    """Return the titles of the seats off the corridor that lie within 5 km of a way, in the order they are passed."""
    if geometry is None:
        return ()
    seats = _seats(plane)
    lon, lat = shapely.get_coordinates(geometry).T
    line = shapely.LineString(np.column_stack(crs.project_xy(lon, lat, crs.WGS84, plane)))
    own = {place.title for place in corridor.places}
    near = np.flatnonzero(shapely.distance(line, seats.points) <= PASS_KM * 1000)
    ordered = near[np.argsort(shapely.line_locate_point(line, seats.points[near]), kind="stable")]
    titles = (seats.titles[k] for k in ordered if not _beside(seats.places[k], corridor))
    return tuple(dict.fromkeys(title for title in titles if title not in own))


def _beside(seat: Place, corridor: Corridor) -> bool:
    """Tell whether a seat stands in the same town as a place of the corridor, or one is a district of the other."""
    for place in corridor.places:
        related = (seat.parent_id == place.id and seat.kind == "district") or (place.parent_id == seat.id and place.kind == "district")
        if seat.id == place.id or related or _metres(seat, place) <= TOWN_KM * 1000:
            return True
    return False


def _uncertain(lines: Lines, rows: list[int]) -> tuple[str, ...]:
    """Return the edges of a way whose opening date is not known."""
    state = lines.usual.compiled.state
    basis = lines.network.edges["date_basis"].astype(str)
    named = lines.network.edges["edge_class"].to_numpy(object) != "background"
    return tuple(
        lines.network.edges["id"].iloc[row] for row in rows if named[row] and (state.undated[row] or basis.iloc[row].startswith("unknown"))
    )


def _year_only(lines: Lines, rows: list[int]) -> tuple[str, ...]:
    """Return the edges of a way of which only the year of opening is known, and that year is the one asked for."""
    opened = lines.network.edges["opened"].astype(str)
    return tuple(lines.network.edges["id"].iloc[row] for row in rows if opened.iloc[row] == str(lines.on.year))


@lru_cache(maxsize=12)
def structure_graph(network: Network, modes: tuple[str, ...], on: date) -> nx.MultiGraph:
    """Return the undirected multigraph of the edges of some modes open on a day; keys are edge ids."""
    edges = network.edges
    open_now = edges[edges_open_on(edges, on).is_open & edges["mode"].isin(modes).to_numpy()]
    graph = nx.MultiGraph()
    graph.add_edges_from(zip(open_now["from_id"], open_now["to_id"], open_now["id"], strict=True))
    return graph


@lru_cache(maxsize=12)
def network_weak_points(network: Network, modes: tuple[str, ...], on: date) -> WeakPoints:
    """Return the bridges and articulation points of a whole network on a day."""
    return weak_points(structure_graph(network, modes, on))


def ways_between(lines: Lines, start: int, end: int, minutes: float) -> int | None:
    """Return how many edge-disjoint ways of at most 1.5 times the fastest (and 10 minutes) join two places; None where they overlap.

    A place is every junction within 8 km of its point (rail: every station within 20 km): inside a town one finds a way.
    """
    usual = lines.usual
    nodes = np.array(list(usual.compiled.node_of.values()), np.int64)
    names = np.array(list(usual.compiled.node_of.keys()), object)
    xy = usual.xy[nodes]
    reach_m = (STATION_KM if lines.mode == "rail" else TOWN_KM) * 1000
    sides = [np.hypot(*(xy - usual.xy[usual.origins[place]]).T) <= reach_m for place in (start, end)]
    if (sides[0] & sides[1]).any():
        return None
    useful = _within(usual, start, end, USEFUL * minutes + SLACK_MINUTES)[nodes] if lines.mode != "rail" else np.ones(len(nodes), bool)
    graph = structure_graph(lines.network, lines.modes, lines.on)
    kept = graph.subgraph(names[useful | sides[0] | sides[1]])
    return disjoint_paths(kept, set(names[sides[0]]), set(names[sides[1]])).paths


def _within(attached: Attached, start: int, end: int, limit: float) -> Array:
    """Tell which vertices lie on some way between two places of at most `limit` minutes."""
    arcs = attached.arcs
    there, _, _ = tree_from(arcs.indptr, arcs.heads, arcs.minutes, arcs.tails, int(attached.origins[start]))
    turned = np.argsort(arcs.heads, kind="stable")
    back, _, _ = tree_from(arcs.in_indptr, arcs.in_tails, arcs.minutes[turned], arcs.heads[turned], int(attached.destinations[end]))
    within: Array = there + back <= limit
    return within


def _weak_links(lines: Lines, start: int, end: int, way: Way) -> tuple[WeakLink, ...]:
    """Return the sections of a way whose closure costs most, at most five, those that cut it off first."""
    usual, arcs = lines.usual, lines.usual.arcs
    rows = _edge_rows(usual, way)
    groups = np.full(len(lines.network.edges) + 1, -1, np.int64)
    groups[rows] = np.arange(len(rows))
    values = np.zeros((1, arcs.vertex_count))
    values[0, usual.destinations[end]] = 1.0
    lost = closures_from(
        arcs.indptr, arcs.heads, arcs.minutes, groups[arcs.links], arcs.tails, arcs.in_indptr, arcs.in_arcs, arcs.in_tails,
        int(usual.origins[start]), -1, values, len(rows), False, np.ones(len(rows), np.bool_),
    )[:, 0]  # fmt: skip
    bridges = network_weak_points(lines.network, lines.modes, lines.on).bridges
    edges = lines.network.edges
    found = [
        WeakLink(str(edges["id"].iloc[row]), section_name(lines.network, row), None if lost[k, 1] > 0 else float(lost[k, 0]),
                 edges["id"].iloc[row] in bridges)
        for k, row in enumerate(rows)
    ]  # fmt: skip
    ranked = sorted(found, key=lambda w: (w.extra_minutes is not None, -(w.extra_minutes or 0.0)))
    worst: dict[str, WeakLink] = {}
    for link in ranked:
        worst.setdefault(link.name, link)
    return tuple(w for w in worst.values() if w.extra_minutes is None or w.extra_minutes >= 0.5)[:WEAK_SHOWN]
