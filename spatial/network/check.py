"""The quality of a network: what hangs together, what hangs loose, what looks wrong, what is not known."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from spatial import crs
from spatial.boundaries import province_polygon
from spatial.network.dates import edges_open_on
from spatial.network.graph import to_graph
from spatial.network.lines import CHORD_M, is_chord
from spatial.network.tables import EMBEDDED, Network
from spatial.schema import Finding

CIRCUITY_MIN, CIRCUITY_MAX = 0.995, 2.0
MOST_WARNINGS = 10
END_KINDS = ("road_end", "joint", "station", "crossing")


def network_info(network: Network, on: date) -> dict[str, Any]:
    """Return counts and kilometres by class of what was open on a date."""
    edges = network.edges[edges_open_on(network.edges, on).is_open]
    by_class = edges.groupby(["mode", "edge_class"]).agg(edges=("id", "size"), length_m=("length_m", "sum")).reset_index()
    classes = [
        {"mode": row.mode, "edge_class": row.edge_class, "edges": int(row.edges), "length_km": round(row.length_m / 1000.0, 1)}
        for row in by_class.itertuples()
    ]
    used = set(edges["from_id"]) | set(edges["to_id"])
    west, south, east, north = (round(float(value), 4) for value in network.junctions.total_bounds)
    return {
        "name": network.name,
        "on": on.isoformat(),
        "junctions": len(used),
        "edges": len(edges),
        "classes": classes,
        "bounds": [west, south, east, north],
        "not_open": len(network.edges) - len(edges),
    }


def check_network(network: Network, on: date) -> tuple[Finding, ...]:
    """Return every finding on the quality of a network on a date, one row per thing found and one `ok` per check without any."""
    state = edges_open_on(network.edges, on)
    edges = network.edges[state.is_open]
    findings: list[Finding] = []
    for mode in ("road", "rail"):
        part = edges[edges["mode"] == mode]
        if len(part):
            findings += _components(network, mode, on) + _dangling(network, part, mode)
    findings += _chords(edges) + _circuity(edges) + _missing(edges, state, network)
    return tuple(findings)


def summarise(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings with the notes (`info`) of one check and class put into one row: how many, how long, the longest one.

    Of the warnings of one check no more than ten are listed, and how many more there are.
    """
    result: list[Finding] = []
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in _first_warnings(findings):
        if finding.severity != "info" or "edge_class" not in finding.evidence:
            result.append(finding)
            continue
        groups.setdefault((finding.check, str(finding.evidence["edge_class"])), []).append(finding)
    for (check, edge_class), rows in groups.items():
        km = sum(float(str(row.evidence["length_m"])) for row in rows) / 1000.0
        message = f"{len(rows)} 条，共 {km:.0f} 千米；如 {rows[0].subject}：{rows[0].message}（用 --all 或 --json 看全部）"
        result.append(Finding(check, edge_class, "info", message, {"count": len(rows), "length_km": round(km, 1)}))
    return tuple(result)


def _first_warnings(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return the findings with the warnings of one check after the tenth counted in one row."""
    warned = Counter(finding.check for finding in findings if finding.severity == "warning")
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        seen[finding.check] += finding.severity == "warning"
        if finding.severity != "warning" or seen[finding.check] <= MOST_WARNINGS:
            result.append(finding)
        elif seen[finding.check] == MOST_WARNINGS + 1:
            more = warned[finding.check] - MOST_WARNINGS
            result.append(Finding(finding.check, "more", "warning", f"另有 {more} 条同类（用 --all 或 --json 看全部）", {"count": more}))
    return result


def _home(network: Network) -> set[str]:
    """Return the junctions in Jilin; of a network elsewhere, all of them."""
    ids = network.junctions["id"].to_numpy()
    if network.name != EMBEDDED:
        return set(ids)
    outline = province_polygon()
    shapely.prepare(outline)
    return set(ids[shapely.contains_xy(outline, network.junctions.geometry.x, network.junctions.geometry.y)])


def _components(network: Network, mode: str, on: date) -> list[Finding]:
    """Tell how many parts the network of a mode falls into, and name the ends of the small ones."""
    graph = to_graph(network, on=on, modes=(mode,))
    parts = sorted(nx.weakly_connected_components(graph), key=len, reverse=True)
    home = _home(network)
    loose = [part for part in parts[1:] if part & home]
    findings = [
        Finding("components", mode, "warning", f"{len(part)} 个交叉点与主网不相连，如 {min(part)}", {"junctions": sorted(part)[:10]})
        for part in loose
    ]
    outside = len(parts) - 1 - len(loose)
    message = f"主网 {len(parts[0])} 个交叉点，省内不相连的部分 {len(loose)} 个，省外 {outside} 个"
    if network.name != EMBEDDED:
        message = f"主网 {len(parts[0])} 个交叉点，占 {len(parts[0]) / sum(map(len, parts)):.1%}；不相连的部分 {len(loose)} 个"
    return [Finding("components", mode, "ok" if not loose else "warning", message, {"parts": len(parts)}), *findings]


def _dangling(network: Network, edges: gpd.GeoDataFrame, mode: str) -> list[Finding]:
    """List junctions with a single edge that are not known to be an end."""
    degree = pd.concat([edges["from_id"], edges["to_id"]]).value_counts()
    kinds = dict(zip(network.junctions["id"], network.junctions["kind"], strict=True))
    background = set(edges.loc[edges["edge_class"] == "background", "from_id"]) | set(
        edges.loc[edges["edge_class"] == "background", "to_id"]
    )
    home = _home(network)
    ends = [node for node, count in degree.items() if count == 1 and kinds.get(node) not in END_KINDS and node in home]
    loose = [node for node in ends if node not in background]
    if network.name != EMBEDDED:
        message = f"端头 {len(ends)} 个：断头路或图的边缘，导入的路网没有登记端点，无法分辨"
        return [Finding("dangling", mode, "info" if ends else "ok", message, {"junctions": [str(node) for node in ends]})]
    message = f"端头 {len(ends)} 个，其中背景道路 {len(ends) - len(loose)} 个（图上到此为止，不是错误）"
    return [
        Finding("dangling", mode, "warning" if loose else "ok", message, {"background": len(ends) - len(loose)}),
        *(Finding("dangling", str(node), "warning", "只有一条路段与之相连，又未登记为端点") for node in loose),
    ]


def _chords(edges: gpd.GeoDataFrame) -> list[Finding]:
    """List edges drawn as one straight line over a long distance."""
    long = is_chord(edges.geometry.to_numpy(), edges["length_m"].to_numpy(float))
    rows = edges[long].sort_values("length_m", ascending=False)
    if not len(rows):
        return [Finding("chords", "all", "ok", f"没有超过 {CHORD_M / 1000:g} 千米的直线路段")]
    return [
        Finding(
            "chords",
            str(row.id),
            "info",
            f"{row.ref or row.name} 以直线画出 {row.length_m / 1000:.1f} 千米，线形待补；长度另有依据，途中不设出入",
            {"length_m": row.length_m, "edge_class": row.edge_class},
        )
        for row in rows.itertuples(index=False)
    ]


def _circuity(edges: gpd.GeoDataFrame) -> list[Finding]:
    """List edges whose length does not fit the distance between their ends."""
    start, end = shapely.get_point(edges.geometry.to_numpy(), 0), shapely.get_point(edges.geometry.to_numpy(), -1)
    straight = crs.geodesic_distance_m(shapely.get_x(start), shapely.get_y(start), shapely.get_x(end), shapely.get_y(end))
    length = edges["length_m"].to_numpy(float)
    ratio = length / np.where(straight > 0, straight, np.nan)
    short = (ratio < CIRCUITY_MIN) & (straight - length > 100.0)
    long = (ratio > CIRCUITY_MAX) & (straight > 1000.0) & (edges["edge_class"] != "background").to_numpy()
    findings = [
        Finding(
            "circuity",
            str(edges["id"].iloc[i]),
            "warning",
            f"长度 {length[i] / 1000:.1f} 千米短于两端直线距离 {straight[i] / 1000:.1f} 千米",
        )
        for i in np.flatnonzero(short)
    ]
    findings += [
        Finding(
            "circuity",
            str(edges["id"].iloc[i]),
            "info",
            f"长度是直线距离的 {ratio[i]:.2f} 倍，请核对线形或端点",
            {"circuity": round(ratio[i], 3), "length_m": length[i], "edge_class": str(edges["edge_class"].iloc[i])},
        )
        for i in np.flatnonzero(long)
    ]
    return findings or [Finding("circuity", "all", "ok", "各路段长度与两端直线距离相符")]


def _missing(edges: gpd.GeoDataFrame, state: Any, network: Network) -> list[Finding]:
    """Count what is not known: dates, design speeds."""
    named = edges[edges["edge_class"] != "background"]
    undated = network.edges[state.undated & (network.edges["edge_class"] != "background").to_numpy()]
    no_speed = named[named["speed_kph"].isna()]
    rows = (
        ("dates", undated, "没有开通日期，视为一直存在"),
        ("speeds", no_speed, "没有设计速度，用该等级最低一档"),
    )
    return [
        Finding(
            check,
            "all",
            "info" if len(part) else "ok",
            f"{len(part)} 条路段（{part['length_m'].sum() / 1000:.0f} 千米）{what}",
            {"edges": len(part)},
        )
        for check, part, what in rows
    ]
