"""Read the road or rail graph of the package scgraph_data as text and keep the part that lies in China."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
from pyproj import Geod
from shapely import LineString, Point, Polygon, distance, points
from shapely.prepared import prep

GEOD = Geod(ellps="WGS84")
ROAD_BOX = (121.0, 40.0, 131.6, 47.6)
RAIL_BOX = (121.0, 38.8, 131.6, 47.6)
UNDECIDED_DEG = 0.05  # a node nearer than this to the border line may be on either side
FILE_OF = {"road": "world_highways.py", "rail": "world_railways.py"}

# The land borders, generalised to about 2 km after the World Data Bank II (public domain).
BORDER_SOUTH = (
    (130.60, 42.42), (130.51, 42.60), (130.43, 42.60), (130.24, 42.72), (130.25, 42.89), (130.11, 42.98), (129.91, 43.01),
    (129.85, 42.96), (129.76, 42.73), (129.76, 42.60), (129.70, 42.44), (129.54, 42.36), (129.44, 42.43), (129.34, 42.45),
    (129.24, 42.37), (129.18, 42.24), (129.11, 42.14), (129.03, 42.10), (128.92, 42.02), (128.73, 42.05), (128.49, 42.00),
    (128.29, 42.04), (128.06, 42.00), (128.10, 41.80), (128.30, 41.58), (128.16, 41.38), (128.04, 41.39), (127.87, 41.44),
    (127.65, 41.40), (127.54, 41.46), (127.27, 41.47), (127.10, 41.54), (127.18, 41.59), (127.04, 41.65), (127.04, 41.73),
    (126.94, 41.79), (126.80, 41.73), (126.69, 41.74), (126.56, 41.61), (126.50, 41.43), (126.46, 41.36), (126.28, 41.15),
    (126.12, 41.08), (126.07, 40.97), (125.98, 40.91), (125.76, 40.88), (125.65, 40.82), (125.56, 40.78), (125.41, 40.62),
    (125.25, 40.60), (125.02, 40.53), (124.83, 40.41), (124.71, 40.31), (124.55, 40.24), (124.37, 40.09),
)  # fmt: skip
BORDER_EAST = (
    (130.60, 42.42), (130.56, 42.50), (130.62, 42.58), (130.54, 42.68), (130.41, 42.72), (130.64, 42.83), (130.82, 42.88),
    (131.02, 42.85), (131.12, 42.91), (131.10, 43.04), (131.21, 43.13), (131.26, 43.26), (131.31, 43.39), (131.19, 43.55),
    (131.20, 43.82), (131.25, 43.92), (131.30, 44.05), (131.10, 44.69), (130.95, 44.84), (131.21, 44.91), (131.47, 44.97),
    (131.65, 45.11), (131.75, 45.21), (131.86, 45.35), (131.99, 45.24), (132.92, 45.02), (133.11, 45.12), (133.10, 45.40),
    (133.49, 45.68), (133.66, 45.93), (133.90, 46.25), (134.02, 46.67), (134.14, 47.08), (134.55, 47.47), (134.77, 47.71),
    (134.74, 48.27),
)  # fmt: skip


@dataclass(frozen=True)
class Mesh:
    """Hold points (lon, lat; EPSG:4326) and straight edges (a, b) with the length of the way they stand for in metres."""

    xy: np.ndarray
    ends: np.ndarray
    length_m: np.ndarray


def read_mesh(package_dir: Path, kind: str) -> Mesh:
    """Return the graph of `kind` ("road" or "rail") within its box; the file is read as text and never imported."""
    text = (package_dir / FILE_OF[kind]).read_text(encoding="utf-8")
    start, middle = text.index("graph=[") + 7, text.index("\nnodes=[")
    rows = text[start:middle].rstrip().rstrip("]").strip("{}").split("}, {")
    numbers = text[middle + 8 : text.index("]]\n", middle) + 1].replace("[", "").replace("]", "").split(",")
    lat_lon = np.array(numbers, dtype=float).reshape(-1, 2)
    west, south, east, north = ROAD_BOX if kind == "road" else RAIL_BOX
    lat, lon = lat_lon[:, 0], lat_lon[:, 1]
    kept = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    new_index = {int(old): new for new, old in enumerate(kept)}
    ends, km = [], []
    for old in kept.tolist():
        for pair in filter(None, rows[old].strip("{} ").split(", ")):
            other, weight = pair.split(": ")
            if int(other) in new_index and old < int(other):
                ends.append((new_index[old], new_index[int(other)]))
                km.append(float(weight))
    xy = np.column_stack([lon[kept], lat[kept]])
    pairs = np.array(ends)
    chord = GEOD.inv(xy[pairs[:, 0], 0], xy[pairs[:, 0], 1], xy[pairs[:, 1], 0], xy[pairs[:, 1], 1])[2]
    return Mesh(xy, pairs, np.maximum(np.array(km) * 1000.0, chord))


def keep_domestic(mesh: Mesh) -> tuple[Mesh, list[tuple[float, float]]]:
    """Return the mesh cut at the border crossings (a minimum cut between sure sides) and where the cuts are."""
    side = _sides(mesh.xy)
    graph = nx.Graph()
    graph.add_edges_from(((int(a), int(b)) for a, b in mesh.ends), capacity=1)
    for node in np.flatnonzero(side == 1).tolist():
        graph.add_edge("home", node)
    for node in np.flatnonzero(side == -1).tolist():
        graph.add_edge("abroad", node)
    _, (home, _) = nx.minimum_cut(graph, "home", "abroad")
    inside = np.array([i in home for i in range(len(mesh.xy))])
    a, b = mesh.ends[:, 0], mesh.ends[:, 1]
    cut = inside[a] != inside[b]
    places = [tuple(np.round(xy, 3).tolist()) for xy in (mesh.xy[a[cut]] + mesh.xy[b[cut]]) / 2]
    keep = inside[a] & inside[b]
    return Mesh(mesh.xy, mesh.ends[keep], mesh.length_m[keep]), places


def _sides(xy: np.ndarray) -> np.ndarray:
    """Return 1 for surely in China, -1 for surely abroad and 0 near the border, one value per point."""
    abroad = Polygon([*BORDER_SOUTH, (124.2, 38.0), (131.0, 38.0), (140.0, 42.0), (140.0, 48.27), *reversed(BORDER_EAST[1:])])
    prepared = prep(abroad)
    sign = np.array([-1 if prepared.contains(Point(p)) else 1 for p in xy])
    pts = points(xy)
    near = np.minimum(distance(pts, LineString(BORDER_SOUTH)), distance(pts, LineString(BORDER_EAST))) < UNDECIDED_DEG
    sign[near] = 0
    return sign
