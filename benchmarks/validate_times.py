"""Fit the rail parameters from scratch on half of the 2016 running times and score every kind of travel time, each with n and interval.

    python benchmarks/validate_times.py --reference DIR [--json FILE]

DIR holds `network/rail_services_2016.csv` and `travel_reference.csv`. Pairs of stations are split by the hash of their two names, so both
directions of a pair fall on the same side. Nothing read here is read by the product.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
from scipy.optimize import least_squares

from spatial import crs
from spatial.errors import InvalidInputError
from spatial.network import load_network
from spatial.network.tables import Network
from spatial.reach.origins import as_point
from spatial.reach.rail_run import rail_graph, rail_run
from spatial.reach.route import route

DAY = date(2016, 3, 10)
KINDS = ("g300", "d250", "ic200", "link160")
RUN_KPH = {"g300": 300.0, "d250": 250.0, "ic200": 200.0, "link160": 160.0}
OPEN_LINES = 3  # the last kind is no open line: the short link through a station throat has no share of the running speed to lend
RANKS = ("hub", "seat", "other")
FIRST = np.array([0.93, 0.93, 0.93, 0.93, 0.93, 4.0, 2.5, 0.5, 0.3, 0.2])
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Run:
    """Hold one published running time and what the network says of its way."""

    start: str
    end: str
    minutes: float
    stops: int
    service: str
    km: dict[str, float]
    between: dict[str, int]
    lines: frozenset[str] = field(default_factory=frozenset)

    @property
    def pair(self) -> tuple[str, str]:
        """Return the two stations in a fixed order."""
        return (min(self.start, self.end), max(self.start, self.end))


def kind_of(edge_class: str, design: float) -> str:
    """Return which speed of the fit a section uses."""
    if edge_class == "intercity":
        return "ic200"
    if design < 200:
        return "link160"
    return "g300" if design >= 300 else "d250"


def read_runs(path: Path, network: Network) -> list[Run]:
    """Read the running times whose two stations stand in the network."""
    ids = {name: node for node, name in zip(network.junctions["id"], network.junctions["name"], strict=True) if node.startswith("s-")}
    ranks = dict(zip(network.junctions["id"], network.junctions["rank"], strict=True))
    graphs = {service: rail_graph(network, DAY, service=service) for service in "GD"}
    runs = []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "EMU" not in row["service"] or not row["stops_between_fastest"] or row["year"] != "2016":
                continue
            service = "G" if row["service"].startswith("G") else "D"
            graph, start, end = graphs[service], ids.get(row["from"]), ids.get(row["to"])
            if start not in graph or end not in graph:
                continue
            way = nx.dijkstra_path(graph, start, end, weight="minutes")
            km: Counter[str] = Counter()
            for a, b in pairwise(way):
                km[kind_of(graph[a][b]["edge_class"], graph[a][b]["design"])] += graph[a][b]["km"]
            lines = frozenset(graph[a][b]["line"] for a, b in pairwise(way))
            between = Counter(ranks[station] for station in way[1:-1])
            runs.append(
                Run(
                    row["from"],
                    row["to"],
                    float(row["fastest_min"]),
                    int(row["stops_between_fastest"]),
                    service,
                    dict(km),
                    dict(between),
                    lines,
                )
            )
    return runs


def predict(p: np.ndarray, run: Run, *, known: bool) -> float:
    """Return the minutes of a run; p = shares of the running speed by kind and in common, c, d, stop shares by rank."""
    moving = sum(60 * km / (RUN_KPH[kind] * p[KINDS.index(kind)]) for kind, km in run.km.items())
    c, d = p[5], p[6]
    stops = run.stops if known else sum(p[7 + RANKS.index(rank)] * count for rank, count in run.between.items())
    return float(moving + c * (stops + 1) + d * stops)


def fit(runs: Sequence[Run]) -> np.ndarray:
    """Return the parameters of least robust relative error; an open line of a kind no run has is drawn to the share all have in common."""

    def residuals(p: np.ndarray) -> np.ndarray:
        known = [np.log(predict(p, run, known=True) / run.minutes) for run in runs]
        expected = [np.log(predict(p, run, known=False) / run.minutes) for run in runs]
        return np.array([*known, *expected, *(0.05 * (p[:OPEN_LINES] - p[4]))])

    low, high = [0.4] * 5 + [0.0] * 2 + [0.0] * 3, [1.1] * 5 + [9.0] * 2 + [1.0] * 3
    return least_squares(residuals, FIRST, loss="soft_l1", f_scale=0.05, bounds=(low, high)).x


def in_training_half(run: Run) -> bool:
    """Tell whether the pair of a run belongs to the half the parameters are fitted on."""
    return hashlib.sha256("|".join(run.pair).encode()).digest()[0] % 2 == 0


def score(errors: Iterable[float]) -> dict[str, float | int | list[float]]:
    """Return n, median and 90th percentile in per cent, each with its 95 % bootstrap interval."""
    values = 100 * np.abs(np.array(list(errors)))
    if not len(values):
        return {"n": 0}
    random = np.random.default_rng(7)
    draws = values[random.integers(0, len(values), (2000, len(values)))]

    def interval(what: Callable[..., np.ndarray]) -> list[float]:
        return [round(float(x), 1) for x in np.quantile(what(draws, axis=1), (0.025, 0.975))]

    def p90(a: np.ndarray, axis: int | None = None) -> np.ndarray:
        return np.quantile(a, 0.9, axis=axis)

    return {
        "n": len(values), "median": round(float(np.median(values)), 1), "median_95": interval(np.median),
        "p90": round(float(p90(values)), 1), "p90_95": interval(p90),
    }  # fmt: skip


def rail(reference: Path, network: Network) -> dict[str, object]:
    """Score the rail times: the other half, and each line left out."""
    runs = read_runs(reference / "network" / "rail_services_2016.csv", network)
    train, test = [run for run in runs if in_training_half(run)], [run for run in runs if not in_training_half(run)]
    p = fit(train)
    result: dict[str, object] = {
        "fitted": {**{kind: round(RUN_KPH[kind] * p[i], 1) for i, kind in enumerate(KINDS)}, "c": round(p[5], 2), "d": round(p[6], 2),
                   **{rank: round(p[7 + i], 2) for i, rank in enumerate(RANKS)}, "n": len(train)},
        "known stops, other half": score(predict(p, r, known=True) / r.minutes - 1 for r in test),
        "stops not known, other half": score(predict(p, r, known=False) / r.minutes - 1 for r in test),
    }  # fmt: skip
    for line in sorted({line for run in runs for line in run.lines}):
        inside, outside = [r for r in runs if r.lines == {line}], [r for r in runs if line not in r.lines]
        if len(inside) >= 5:
            q = fit(outside)
            result[f"{line} never seen, known stops"] = score(predict(q, r, known=True) / r.minutes - 1 for r in inside)
            result[f"{line} never seen, stops not known"] = score(predict(q, r, known=False) / r.minutes - 1 for r in inside)
    return result


def later_rail(path: Path, network: Network) -> dict[str, object]:
    """Score the running times of other years, which no parameter was fitted on; their stops are not known."""
    ids = {name: node for node, name in zip(network.junctions["id"], network.junctions["name"], strict=True) if node.startswith("s-")}
    errors, rows = [], []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["mode"].startswith("rail") or row["year"] == "2016" or row["from"] not in ids or row["to"] not in ids:
                continue
            classes = ("hsr", "intercity", "conventional") if "conv" in row["mode"] else ("hsr", "intercity")
            day = date(int(row["year"]), 12, 31)
            open_then = rail_graph(network, day, classes)
            ends = [next(ids[name] for name in (row[end], f"{row[end]}(旧站)") if ids.get(name) in open_then) for end in ("from", "to")]
            found = rail_run(network, *ends, day, classes=classes).minutes
            errors.append(found / float(row["time_min"]) - 1)
            rows.append(f"{row['from']}–{row['to']} {row['year']}: {float(row['time_min']):.0f} published, {found:.0f} model")
    return {"all": score(errors), "rows": rows}


def straight_km(a: str, b: str) -> float:
    """Return the straight distance between two places."""
    p, q = as_point(a), as_point(b)
    return float(crs.geodesic_distance_m(p.lon, p.lat, q.lon, q.lat)) / 1000.0


def minutes_between(network: Network, start: str, end: str, year: int, rule: str) -> float:
    """Return the road minutes of a trip; by the rule `edge` an end whose built-up area is not on record counts from its centre."""
    try:
        return route(network, start, end, on=year, start=rule).minutes
    except InvalidInputError:
        return route(network, start, end, on=year).minutes


def closer(ours: np.ndarray, theirs: np.ndarray) -> dict[str, float | list[float]]:
    """Return the mean gain of the first relative errors over the second in points of per cent, with its 95 % bootstrap interval."""
    gain = 100 * (np.abs(theirs) - np.abs(ours))
    draws = gain[np.random.default_rng(7).integers(0, len(gain), (2000, len(gain)))].mean(axis=1)
    return {"mean": round(float(gain.mean()), 1), "mean_95": [round(float(x), 1) for x in np.quantile(draws, (0.025, 0.975))]}


def against_baseline(rows: Sequence[tuple[str, str, float, int]], network: Network) -> dict[str, object]:
    """Score road minutes beside the straight line times one factor, the factor fitted without the row it is tried on.

    From centre to centre and, as the press counts, from rim to rim of the built-up areas (from toll gate to toll gate).
    """
    ends = [(start, end, year) for start, end, _, year in rows]
    m, g = (np.array([minutes_between(network, *end, rule) for end in ends]) for rule in ("centre", "edge"))
    s, t = np.array([straight_km(start, end) for start, end, _ in ends]), np.array([row[2] for row in rows])
    factor = np.array([np.median(np.delete(t / s, i)) for i in range(len(t))])
    scale = np.array([np.median(np.delete(t / m, i)) for i in range(len(t))])
    base = s * factor / t - 1
    return {
        "model, centre to centre": score(m / t - 1), "model, rim to rim": score(g / t - 1),
        "model, centre to centre, times one factor": score(m * scale / t - 1),
        "baseline straight line times one factor": score(base),
        "centre to centre closer than baseline by": closer(m / t - 1, base),
        "centre to centre times one factor closer than baseline by": closer(m * scale / t - 1, base),
        "rim to rim closer than baseline by": closer(g / t - 1, base),
        "rows": [f"{r[0]}–{r[1]} {r[3]}: {r[2]:.0f} stated, {y:.0f} centre, {x:.0f} rim, {z:.0f} baseline"
                 for r, y, x, z in zip(rows, m, g, s * factor, strict=True)],
    }  # fmt: skip


def modelled_rows(path: Path) -> list[tuple[str, str, float, int]]:
    """Read the published modelled table."""
    with path.open(encoding="utf-8") as file:
        return [
            (f"{r['from']}市", f"{r['to']}市", float(r["time_min"]), int(r["year"]))
            for r in csv.DictReader(file)
            if r["mode"] == "road-modelled"
        ]


def press_rows() -> list[tuple[str, str, float, int]]:
    """Read the times the press stated, with their sources, from the table beside this script."""
    with (HERE / "press_times.csv").open(encoding="utf-8") as file:
        return [(r["from"], r["to"], float(r["minutes"]), int(r["year"])) for r in csv.DictReader(file)]


def main() -> None:
    """Print every score; optionally write them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    network = load_network()
    report = {
        "rail": rail(given.reference, network),
        "rail, other years": later_rail(given.reference / "travel_reference.csv", network),
        "road, press": against_baseline(press_rows(), network),
        "road, published model": against_baseline(modelled_rows(given.reference / "travel_reference.csv"), network),
    }
    text = json.dumps(report, ensure_ascii=False, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
