"""Measure circles and batches against networkx, scipy, pandana and the isochrone recipe of the OSMnx gallery, on one machine in one run.

    python benchmarks/bench_reach.py [--scgraph DIR] [--sizes 250000 1000000] [--pandana-up-to 250000] [--json FILE]

Every peer gets the same graph and the same minutes. Medians of five (three for slow peers) after one warm-up. The recipe of the OSMnx
gallery (notebook "isochrones") is `ego_graph` by travel time and the union of buffers around nodes and edges.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from big_networks import generated, scgraph_roads
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from spatial.network import Compiled, Network, compile_network, kernels, load_network
from spatial.reach.certificate import certify
from spatial.reach.isochrone import isochrones
from spatial.reach.times import one_to_all

LIMIT = 30.0
BATCH = 100


def clock(job: Callable[[], Any], times: int = 5) -> float:
    """Return the median seconds of a job after one warm-up."""
    job()
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def once(job: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of a job done once, and what it returned."""
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


def batch_nodes(compiled: Compiled, seed: int = 5) -> np.ndarray:
    """Return 100 nodes at random."""
    return np.random.default_rng(seed).choice(compiled.n_nodes, BATCH, replace=False)


def our_batch(compiled: Compiled, nodes: np.ndarray, threads: int) -> np.ndarray:
    """Search from every node up to the limit; return how many nodes each reaches."""
    count = len(nodes)
    origins = (np.arange(count + 1), nodes.astype(np.int64), np.zeros(count))
    nothing = (np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))
    return kernels.search_many(compiled.rows(), origins, nothing, LIMIT, threads)[1]


def gallery_polygon(graph: nx.DiGraph, start: int) -> Any:
    """Return the polygon of the OSMnx gallery's recipe: ego graph, buffers of 50 m and 25 m scaled to country roads, union."""
    part = nx.ego_graph(graph, start, radius=LIMIT, distance="minutes")
    points = gpd.GeoDataFrame(
        {"id": list(part.nodes)}, geometry=[shapely.Point(data["x"], data["y"]) for _, data in part.nodes(data=True)]
    ).set_index("id")
    lines = []
    for a, b in part.edges():
        lines.append(shapely.LineString([points.loc[a].geometry, points.loc[b].geometry]))
    shapes = list(points.buffer(500).geometry) + list(gpd.GeoSeries(lines).buffer(250).geometry)
    return gpd.GeoSeries(shapes).union_all()


def measure(network: Network, origin: Any, pandana_up_to: int) -> dict[str, Any]:
    """Return every figure for one network."""
    seconds, compiled = once(lambda: compile_network(network, "road"))
    rows = compiled.rows()
    nodes = batch_nodes(compiled)
    if origin is None:
        middle = np.argmin(np.hypot(compiled.x, compiled.y))
        lon, lat = network_point(compiled, int(middle))
        origin = (lon, lat)
    first, _ = once(lambda: one_to_all(compiled, origin, limit=LIMIT))
    times = one_to_all(compiled, origin, limit=LIMIT)
    start = int(np.argmin(times.minutes))
    result: dict[str, Any] = {
        "nodes": compiled.n_nodes, "arcs": compiled.n_arcs, "compile_s": seconds, "first_search_s": first,
        "MB_of_arrays_per_million_nodes": compiled.nbytes / compiled.n_nodes,
        "reached_nodes": int(np.isfinite(times.minutes).sum()),
        "circle_search_s": clock(lambda: one_to_all(compiled, origin, limit=LIMIT)),
        "circle_polygon_s": clock(lambda: isochrones(one_to_all(compiled, origin, limit=LIMIT), [LIMIT])),
        "circle_polygon_certificate_s": clock(lambda: whole_circle(compiled, origin), 3),
        "batch_1_thread_s": clock(lambda: our_batch(compiled, nodes, 1)),
        "batch_2_threads_s": clock(lambda: our_batch(compiled, nodes, 2)),
    }  # fmt: skip
    certificate = whole_circle(compiled, origin)
    result["sound"], result["complete"] = certificate.sound, certificate.complete
    matrix = csr_matrix((rows[2], rows[1], rows[0]), shape=(compiled.n_nodes, compiled.n_nodes))
    result["scipy_one_s"] = clock(lambda: dijkstra(matrix, indices=start, limit=LIMIT))
    result["scipy_batch_s"] = clock(lambda: scipy_batch(matrix, nodes), 3)
    result["networkx_build_s"], graph = once(lambda: as_networkx(compiled))
    result["networkx_one_s"] = clock(lambda: nx.single_source_dijkstra_path_length(graph, start, cutoff=LIMIT, weight="minutes"), 3)
    some = nodes[:10]
    ten = clock(lambda: [nx.single_source_dijkstra_path_length(graph, int(n), cutoff=LIMIT, weight="minutes") for n in some], 3)
    result["networkx_batch_s"] = 10 * ten
    result["gallery_polygon_s"] = clock(lambda: gallery_polygon(graph, start), 3)
    if compiled.n_nodes <= pandana_up_to:
        result.update(pandana_figures(compiled, nodes))
    result["peak_process_MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


def whole_circle(compiled: Compiled, origin: Any) -> Any:
    """Search, draw and certify one circle."""
    times = one_to_all(compiled, origin, limit=LIMIT)
    return certify(times, isochrones(times, [LIMIT])[0])


def network_point(compiled: Compiled, node: int) -> tuple[float, float]:
    """Return the degrees of a node."""
    from spatial import crs

    lon, lat = crs.project_xy(compiled.x[node], compiled.y[node], compiled.plane, crs.WGS84)
    return float(lon), float(lat)


def scipy_batch(matrix: csr_matrix, nodes: np.ndarray) -> int:
    """Search from every node in blocks of ten, so that the dense rows fit in memory."""
    return sum(int(np.isfinite(dijkstra(matrix, indices=block, limit=LIMIT)).sum()) for block in np.split(nodes, 10))


def as_networkx(compiled: Compiled) -> nx.DiGraph:
    """Return the arcs as a directed graph with the position of every node."""
    indptr, head, cost = compiled.rows()
    tail = np.repeat(np.arange(compiled.n_nodes), np.diff(indptr))
    graph = nx.DiGraph()
    graph.add_nodes_from((i, {"x": x, "y": y}) for i, (x, y) in enumerate(zip(compiled.x.tolist(), compiled.y.tolist(), strict=True)))
    graph.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True), weight="minutes")
    return graph


def pandana_figures(compiled: Compiled, nodes: np.ndarray) -> dict[str, float]:
    """Return the figures of pandana, or none where it is not installed."""
    try:
        import pandana
        import pandas as pd
    except ImportError:
        return {}
    indptr, head, cost = compiled.rows()
    tail = np.repeat(np.arange(compiled.n_nodes), np.diff(indptr))
    frame = pd.DataFrame({"minutes": cost})
    build, network = once(
        lambda: pandana.Network(pd.Series(compiled.x), pd.Series(compiled.y), pd.Series(tail), pd.Series(head), frame, twoway=False)
    )
    return {
        "pandana_build_s": build,
        "pandana_one_s": clock(lambda: network.nodes_in_range([int(nodes[0])], LIMIT), 3),
        "pandana_batch_s": clock(lambda: network.nodes_in_range([int(n) for n in nodes], LIMIT), 3),
    }


def main() -> None:
    """Measure every network and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scgraph", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[250_000, 1_000_000])
    parser.add_argument("--pandana-up-to", type=int, default=250_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    report = {"embedded": measure(load_network(), "changchun-shi", given.pandana_up_to)}
    print(json.dumps(report, indent=1), flush=True)
    if given.scgraph:
        report["scgraph_data"] = measure(scgraph_roads(given.scgraph), (125.32, 43.88), given.pandana_up_to)
        print(json.dumps(report["scgraph_data"], indent=1), flush=True)
    for size in given.sizes:
        report[f"generated {size}"] = measure(generated(size), None, given.pandana_up_to)
        print(json.dumps(report[f"generated {size}"], indent=1), flush=True)
    if given.json:
        given.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
