"""How long it takes to price every single closure of the embedded network, against running everything again.

    python -m benchmarks.bench_criticality [--year 2026] [--links 20] [--json FILE]

Same compiled arrays, same origins (the county units), same machine. Running everything again is timed on a random sample of links and
scaled to all of them, for our own Dijkstra on the arrays and (five of the origins) for NetworkX on the same graph; on the railways it is
run in full and the two results are compared number by number.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import networkx as nx
import numpy as np

from spatial.criticality import county_units, critical, pair_weights
from spatial.network import load_network
from spatial.network.attached import Attached, attach
from spatial.network.closures import closure_losses, minutes_between, recomputed_losses

RUNS = 3
NETWORKX_ORIGINS = 5


def median_seconds(work: object, runs: int = RUNS) -> float:
    """Time a callable; return the median."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))


def used_links(attached: Attached, link_count: int) -> np.ndarray:
    """Return the links that lie on a shortest way between two places: closing any other changes nothing."""
    weights = np.ones((1, len(attached.places)))
    lost = closure_losses(attached.arcs, attached.origins, attached.destinations, weights, link_count=link_count)
    return np.flatnonzero(lost.sum(axis=(0, 2, 3)) > 0)


def one_closure_again(attached: Attached, link: int) -> None:
    """Run the trees of all places with one link closed."""
    arcs = attached.arcs
    minutes_between(arcs.with_minutes(np.where(arcs.links == link, np.inf, arcs.minutes)), attached.origins, attached.destinations)


def one_closure_networkx(graph: nx.DiGraph, attached: Attached, link: int) -> None:
    """Do the same in NetworkX, the closed link hidden from the weight."""

    def weight(_a: int, _b: int, data: dict) -> float | None:
        return None if data["link"] == link else data["minutes"]

    for origin in attached.origins[:NETWORKX_ORIGINS]:
        nx.single_source_dijkstra_path_length(graph, int(origin), weight=weight)


def as_networkx(attached: Attached) -> nx.DiGraph:
    """Return the arcs as a graph; of parallel arcs the fastest."""
    graph, arcs = nx.DiGraph(), attached.arcs
    graph.add_nodes_from(range(arcs.vertex_count))
    for arc in np.argsort(-arcs.minutes):
        graph.add_edge(int(arcs.tails[arc]), int(arcs.heads[arc]), minutes=float(arcs.minutes[arc]), link=int(arcs.links[arc]))
    return graph


def bench(mode: str, year: int, sample: int) -> dict[str, object]:
    """Return the figures of one mode."""
    network, places = load_network(), county_units()
    attached = attach(network, places, mode, year)
    weights, _ = pair_weights(places, attached)
    count = len(network.edges)
    links = len(np.unique(attached.arcs.links[attached.arcs.links >= 0]))

    def ours() -> np.ndarray:
        return closure_losses(attached.arcs, attached.origins, attached.destinations, weights, link_count=count)

    ours()
    seconds = median_seconds(ours)
    used = used_links(attached, count)
    chosen = np.random.default_rng(1).choice(used, size=min(sample, len(used)), replace=False)
    again = median_seconds(lambda: [one_closure_again(attached, int(link)) for link in chosen], runs=1) / len(chosen)
    graph = as_networkx(attached)
    in_networkx = median_seconds(lambda: one_closure_networkx(graph, attached, int(chosen[0])), runs=1) * len(places) / NETWORKX_ORIGINS
    figures: dict[str, object] = {
        "mode": mode, "year": year, "places": len(places), "vertices": attached.arcs.vertex_count, "arcs": int(attached.arcs.heads.size),
        "links": links, "links_on_a_shortest_way": len(used), "ours_s": round(seconds, 3),
        "whole_command_s": round(median_seconds(lambda: critical(mode, year, network=network, top=20), runs=1), 2),
        "again_per_link_s": round(again, 4), "again_all_links_s": round(again * links, 1),
        "again_links_on_a_way_s": round(again * len(used), 1), "ratio_all_links": round(again * links / seconds),
        "ratio_links_on_a_way": round(again * len(used) / seconds, 1), "networkx_per_link_s": round(in_networkx, 2),
        "networkx_all_links_s": round(in_networkx * links), "sampled_links": len(chosen),
    }  # fmt: skip
    if mode == "rail":
        start = time.perf_counter()
        slow = recomputed_losses(attached.arcs, attached.origins, attached.destinations, weights, link_count=count)
        figures["again_in_full_s"] = round(time.perf_counter() - start, 1)
        figures["largest_difference"] = float(np.abs(slow - ours()).max() / max(float(np.abs(slow).max()), 1.0))
    return figures


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--links", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = []
    for mode in ("rail", "road", "road+rail"):
        found.append(bench(mode, options.year, options.links))
        for name, value in found[-1].items():
            print(f"{name:>26}  {value}")
        print(flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
