"""Networks drawn as text: letters are junctions, `-` `|` ordinary roads, `=` expressways, `>` a one-way; one sign is 1 km."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from spatial import crs
from spatial.network import Network, make_network

LON0, LAT0 = 126.0, 43.5
CLASS_OF = {"-": "national", "|": "national", "=": "expressway", ">": "national"}


def lonlat(column: float, row: float) -> tuple[float, float]:
    """Return the point at a column and row of a drawing."""
    x0, y0 = crs.project_xy(LON0, LAT0, crs.WGS84, crs.PROVINCE_CRS)
    lon, lat = crs.project_xy(x0 + 1000.0 * column, y0 - 1000.0 * row, crs.PROVINCE_CRS, crs.WGS84)
    return float(lon), float(lat)


def draw(text: str, *, kinds: dict[str, str] | None = None, water: Any = None, **more: Any) -> Network:
    """Return the network of a drawing."""
    rows = text.strip("\n").split("\n")
    width = max(map(len, rows))
    grid = [row.ljust(width) for row in rows]
    spots = {sign: (c, r) for r, row in enumerate(grid) for c, sign in enumerate(row) if sign.isalpha()}
    edges = [edge for sign, (c, r) in spots.items() for edge in _edges_from(grid, sign, c, r)]
    points = {sign: lonlat(*spot) for sign, spot in spots.items()}
    junctions = gpd.GeoDataFrame(
        {"id": list(spots), "kind": [(kinds or {}).get(sign, "trunk") for sign in spots], "name": list(spots)},
        geometry=shapely.points(list(points.values())), crs=crs.WGS84,
    )  # fmt: skip
    table = gpd.GeoDataFrame(
        [
            {"id": f"{a}{b}", "from_id": a, "to_id": b, "mode": "road", "edge_class": CLASS_OF[sign], "oneway": sign == ">",
             "geometry": dense_line(spots[a], spots[b])}
            for a, b, sign in edges
        ], geometry="geometry", crs=crs.WGS84,
    )  # fmt: skip
    frame = None if water is None else gpd.GeoDataFrame(geometry=list(water), crs=crs.WGS84)
    return make_network(junctions, table, name="drawing", water=frame, **more)


def _edges_from(grid: Sequence[str], sign: str, column: int, row: int) -> list[tuple[str, str, str]]:
    """Return the edges that leave a junction to the right and downwards."""
    found = []
    for dc, dr, signs in ((1, 0, "-=>"), (0, 1, "|")):
        c, r, kind = column + dc, row + dr, ""
        while r < len(grid) and c < len(grid[r]) and grid[r][c] in signs:
            kind = ">" if ">" in (kind, grid[r][c]) else grid[r][c]
            c, r = c + dc, r + dr
        if kind and r < len(grid) and c < len(grid[r]) and grid[r][c].isalpha():
            found.append((sign, grid[r][c], kind))
    return found


def dense_line(start: tuple[float, float], end: tuple[float, float]) -> Any:
    """Return the line between two spots of a drawing with a vertex every half kilometre, so that it is no long chord."""
    steps = max(int(2 * np.hypot(end[0] - start[0], end[1] - start[1])), 1)
    along = np.linspace(0, 1, steps + 1)
    return shapely.LineString([lonlat(start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])) for t in along])


def random_network(seed: int, count: int = 30, size_km: float = 40.0) -> Network:
    """Return a connected planar random road network, some roads one-way and some expressways."""
    from scipy.spatial import Delaunay

    random = np.random.default_rng(seed)
    spots = random.random((count, 2)) * size_km
    pairs = {tuple(sorted((int(t[i]), int(t[i - 1])))) for t in Delaunay(spots).simplices for i in range(3)}
    chosen = [pair for pair in sorted(pairs) if random.random() < 0.6]
    order = np.argsort(spots[:, 0])
    chosen += [pair for pair in (tuple(sorted((int(a), int(b)))) for a, b in pairwise(order)) if pair not in chosen]
    junctions = gpd.GeoDataFrame(
        {"id": [f"n{i}" for i in range(count)], "kind": "trunk", "name": ""},
        geometry=shapely.points([lonlat(x, y) for x, y in spots]), crs=crs.WGS84,
    )  # fmt: skip
    classes = random.choice(["national", "provincial", "county", "expressway"], len(chosen), p=[0.4, 0.3, 0.2, 0.1])
    edges = gpd.GeoDataFrame(
        {
            "id": [f"e{k}" for k in range(len(chosen))], "from_id": [f"n{a}" for a, _ in chosen], "to_id": [f"n{b}" for _, b in chosen],
            "mode": "road", "edge_class": classes, "oneway": random.random(len(chosen)) < 0.15,
        }, geometry=[dense_line(tuple(spots[a]), tuple(spots[b])) for a, b in chosen], crs=crs.WGS84,
    )  # fmt: skip
    return make_network(junctions, edges, name=f"random-{seed}")


def with_rail(
    network: Network, start: str, end: str, spots: Sequence[tuple[float, float]], *, kind: str = "hsr", name: str = "rail"
) -> Network:
    """Add a railway between two stations, which are new where the network does not have them."""
    stations = gpd.GeoDataFrame(
        {"id": [start, end], "kind": "station", "name": [start, end]},
        geometry=[shapely.Point(lonlat(*spot)) for spot in spots],
        crs=crs.WGS84,
    )
    stations = stations[~stations["id"].isin(network.junctions["id"])]
    line = gpd.GeoDataFrame(
        {"id": [name], "from_id": start, "to_id": end, "mode": "rail", "edge_class": kind, "speed_kph": 300.0, "name": "line"},
        geometry=[dense_line(*spots)],
        crs=crs.WGS84,
    )
    return network.with_junctions(stations.assign(rank="other")).with_edges(added=line)


def random_railway(seed: int, size_km: float = 60.0, stations: int = 5) -> Network:
    """Return a random road network with a railway of some stations across it, a second line crossing at one of them."""
    network = random_network(seed, size_km=size_km)
    random = np.random.default_rng(seed + 1)
    spots = [
        (float(x), float(y)) for x, y in zip(np.linspace(2.0, size_km - 2.0, stations), random.random(stations) * size_km, strict=True)
    ]
    for k, (a, b) in enumerate(pairwise(spots)):
        network = with_rail(network, f"S{k}", f"S{k + 1}", (a, b), name=f"rail{k}")
    middle, end = spots[stations // 2], (float(random.random() * size_km), size_km)
    return with_rail(network, f"S{stations // 2}", "X", (middle, end), kind="conventional", name="branch")
