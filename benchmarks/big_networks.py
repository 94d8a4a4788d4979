"""Networks large enough to measure speed on: generated ones, and the road graph of the package scgraph_data."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import Delaunay

from spatial import crs
from spatial.network import Network, make_network

SIDE_M = 433_000.0  # a square about as large as Jilin


def urquhart_edges(spots: np.ndarray) -> np.ndarray:
    """Return the edges of the Urquhart graph of random points: Delaunay triangles without their longest sides."""
    triangles = Delaunay(spots).simplices
    sides = np.sort(np.stack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]], axis=1), axis=2)
    length = np.linalg.norm(spots[sides[:, :, 0]] - spots[sides[:, :, 1]], axis=2)
    longest = sides[np.arange(len(sides)), length.argmax(axis=1)]
    key = sides.reshape(-1, 2) @ np.array([len(spots), 1])
    keep = np.setdiff1d(np.unique(key), np.unique(longest @ np.array([len(spots), 1])))
    return np.column_stack([keep // len(spots), keep % len(spots)])


def generated(count: int, seed: int = 1) -> Network:
    """Return a random network of `count` junctions in a square of the size of Jilin; 10/30/60 % of its roads run at 100/60/40 km/h."""
    random = np.random.default_rng(seed)
    spots = (random.random((count, 2)) - 0.5) * SIDE_M
    pairs = urquhart_edges(spots)
    kinds = random.choice(3, len(pairs), p=[0.1, 0.3, 0.6])
    lon, lat = crs.project_xy(spots[:, 0], spots[:, 1], crs.PROVINCE_CRS, crs.WGS84)
    length_m = np.hypot(*(spots[pairs[:, 0]] - spots[pairs[:, 1]]).T)
    return network_of(np.column_stack([lon, lat]), pairs, length_m, np.array([100 / 55, 60 / 55, 40 / 55])[kinds], f"generated-{count}")


def scgraph_roads(folder: Path) -> Network:
    """Return the whole road graph of scgraph_data, read as text (importing the package costs half a minute and 4.7 GB).

    `folder` is the folder of the unpacked package. Lengths are those of the package.
    """
    text = (folder / "world_highways.py").read_text(encoding="utf-8")
    start, middle = text.index("graph=[") + 7, text.index("\nnodes=[")
    rows = text[start:middle].rstrip().rstrip("]").strip("{}").split("}, {")
    numbers = text[middle + 8 : text.index("]]\n", middle) + 1].replace("[", "").replace("]", "").split(",")
    lat_lon = np.array(numbers, dtype=float).reshape(-1, 2)
    found = [(a, *pair.split(": ")) for a, row in enumerate(rows) for pair in filter(None, row.strip("{} ").split(", "))]
    table = np.array(found, dtype=float)
    table = table[table[:, 0] < table[:, 1]]
    return network_of(
        lat_lon[:, ::-1], table[:, :2].astype(np.int64), np.maximum(table[:, 2], 0.001) * 1000.0, np.ones(len(table)), "scgraph"
    )


def network_of(ends: np.ndarray, pairs: np.ndarray, length_m: np.ndarray, factor: np.ndarray, name: str) -> Network:
    """Return a network of straight national roads between points of EPSG:4326, each with its own share of the usual speed."""
    ids = np.array([f"n{i}" for i in range(len(ends))], dtype=object)
    lines = shapely.linestrings(ends[pairs].reshape(-1, 2), indices=np.repeat(np.arange(len(pairs)), 2))
    junctions = gpd.GeoDataFrame({"id": ids, "kind": "mesh", "name": ""}, geometry=shapely.points(ends), crs=crs.WGS84)
    edges = gpd.GeoDataFrame(
        {
            "id": [f"e{i}" for i in range(len(pairs))],
            "from_id": ids[pairs[:, 0]],
            "to_id": ids[pairs[:, 1]],
            "mode": "road",
            "edge_class": "national",
            "length_m": length_m,
            "speed_factor": factor,
        },
        geometry=lines,
        crs=crs.WGS84,
    )
    return make_network(junctions, edges, name=name)
