"""The checks of a corridor, one function each; a new check is one function and its line in `CHECKS`.

A finding says no more than the text and the data allow: where a date is not known the finding is "unknown", never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from spatial import crs
from spatial.connectivity.corridor import ORDER_TITLES, Corridor
from spatial.connectivity.dates import hoped_minutes
from spatial.connectivity.legs import USEFUL, Lines, class_lengths_km, network_weak_points
from spatial.connectivity.model import Leg
from spatial.modes import MODE_TITLES
from spatial.network.attached import STATION_KM, attach, minutes_matrix, share_a_station
from spatial.network.dates import passed_only
from spatial.plans import get_structure
from spatial.schema import Finding, Place
from spatial.settings import NEWEST_YEAR

CIRCUITOUS: Final = 1.4
LEAST_STRAIGHT_KM: Final = 10.0
OUTSIDE_KM: Final = 30.0
GRAVE_MINUTES: Final = 30.0
GRAVE_SHARE: Final = 0.5
ACCESS_KM: Final = (5, 10, 20)
LOW_CLASSES: Final = ("county", "background", "local", "border")
LOW_SHARE: Final = 0.2
JILIN: Final = "22"
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Subject:
    """Hold what a check looks at: the corridor, the network of the day, the legs found on it, and what the plan says beside the list."""

    corridor: Corridor
    lines: Lines
    legs: tuple[Leg, ...]
    attributes: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[Subject], Iterator[Finding]]


def check_text(subject: Subject) -> Iterator[Finding]:
    """Say what of the plan's sentence could not be put on the map and whose order the places stand in."""
    corridor = subject.corridor
    if corridor.without_point:
        names = "、".join(corridor.without_point)
        yield Finding(
            "text",
            corridor.title,
            "unknown",
            f"文中的“{names}”不是有坐标的地点，未参加检查。",
            {"without_point": list(corridor.without_point)},
        )
    if corridor.order_basis == "chain":
        order = "—".join(place.title for place in corridor.places)
        yield Finding("text", corridor.title, "info", f"{ORDER_TITLES['chain']}：{order}。", {"order": list(corridor.place_ids)})
    if corridor.order_basis == "typed" and corridor.note:
        yield Finding("text", corridor.title, "info", corridor.note, {})
    beside = [get_structure(str(key)).name for key in _listed(subject.attributes.get("named_beside"))]
    if beside:
        names = "、".join(beside)
        message = f"同一句提到“{names}”，但列名里没有它的城市，这里不补入成员；最快线路经过与否见各区段的途经地。"
        yield Finding("text", corridor.title, "info", message, {"named_beside": _listed(subject.attributes.get("named_beside"))})


def _listed(value: object) -> list[object]:
    """Return an attribute as a list."""
    return list(value) if isinstance(value, list | tuple) else []


def check_gap(subject: Subject) -> Iterator[Finding]:
    """Report every leg without any way, and why; a place the model does not reach makes it unknown, not broken."""
    mode, year = subject.lines.mode, subject.lines.on.year
    for leg in subject.legs:
        if leg.connected:
            continue
        ends = (leg.start, leg.end)
        outside = [place.title for place in ends if not _near(_ends(subject, "", ()), place.lon or 0, place.lat or 0, OUTSIDE_KM)]
        off = [place.title for place in ends if not _joined(subject, place)]
        if outside:
            message = f"{leg.name}：{'、'.join(outside)}在模型路网的范围之外，无法判断连通。"
            yield Finding("gap", leg.name, "unknown", message, {"outside": outside})
        elif off and mode != "rail":
            message = f"{leg.name}：模型路网离{'、'.join(off)}太远（其间无路或隔水），无法判断连通。"
            yield Finding("gap", leg.name, "unknown", message, {"off_the_network": off})
        else:
            if mode == "rail" and _share_a_station(subject, leg):
                message = f"{leg.name} 共用一个车站，之间无车可乘。"
                yield Finding("gap", leg.name, "info", message, {"straight_km": round(leg.straight_km, 1)})
                continue
            reason = _rail_reason(subject, leg) if mode == "rail" else "路网中没有通路"
            message = f"{leg.name} 在 {year} 年底{MODE_TITLES[mode]}不通：{reason}。"
            yield Finding("gap", leg.name, "critical", message, {"straight_km": round(leg.straight_km, 1)})


def _joined(subject: Subject, place: Place) -> bool:
    """Tell whether a place is attached to the network at all."""
    arcs, number = subject.lines.usual.arcs, subject.corridor.place_ids.index(place.id)
    origin = int(subject.lines.usual.origins[number])
    return bool(arcs.indptr[origin + 1] > arcs.indptr[origin])


def _share_a_station(subject: Subject, leg: Leg) -> bool:
    """Tell whether a leg counts as not joined by rail only because both ends use one station."""
    numbers = [subject.corridor.place_ids.index(place.id) for place in (leg.start, leg.end)]
    return share_a_station(subject.lines.usual, *numbers)


def _rail_reason(subject: Subject, leg: Leg) -> str:
    """Return why two places are not joined by rail."""
    lonely = [place.title for place in (leg.start, leg.end) if not _stations_near(subject, place.lon or 0, place.lat or 0, STATION_KM)]
    if lonely:
        return f"{'、'.join(lonely)} {STATION_KM:g} 公里内没有通客运的车站"
    return "两端车站之间没有通客运的线路"


def check_detour(subject: Subject) -> Iterator[Finding]:
    """Report legs that are joined only by a long way round, those whose fastest way is long, and those through seats not listed."""
    for leg in subject.legs:
        if leg.circuity is None or leg.shortest_km is None or leg.straight_km < LEAST_STRAIGHT_KM:
            continue
        via = f"，途经不在通道上的{'、'.join(leg.passes)}" if leg.passes else ""
        evidence = {
            "circuity": round(leg.circuity, 2), "length_km": round(leg.length_km or 0, 1), "shortest_km": round(leg.shortest_km, 1),
            "passes": list(leg.passes),
        }  # fmt: skip
        long_way = f"{leg.name} 最快线路 {leg.length_km:.0f} 公里，是直线的 {leg.circuity:.2f} 倍{via}"
        if leg.shortest_km >= CIRCUITOUS * leg.straight_km:
            severity, verdict = _no_straighter(leg)
            message = f"{long_way}；模型路网里最短也要 {leg.shortest_km:.0f} 公里，{verdict}。"
            yield Finding("detour", leg.name, severity, message, evidence)
        elif leg.circuity >= CIRCUITOUS:
            message = f"{long_way}；另有较直的 {leg.shortest_km:.0f} 公里线路，但更慢。"
            yield Finding("detour", leg.name, "info", message, evidence)
        elif leg.passes:
            yield Finding("via", leg.name, "info", f"{leg.name} 最快线路{via[1:]}。", evidence)


def _no_straighter(leg: Leg) -> tuple[Literal["warning", "unknown"], str]:
    """Return what a long shortest way shows: no direct link, a winding one, or, where the model has trunk lines only, nothing certain."""
    if any(place.adcode is not None and not place.adcode.startswith(JILIN) for place in (leg.start, leg.end)):
        return "unknown", "但模型在吉林省外只收干线，不能断定没有更直的路"
    return "warning", "没有直接连线" if leg.passes else "没有更直的线路"


def check_modes(subject: Subject) -> Iterator[Finding]:
    """Report legs that only one of road and rail serves."""
    network, on, places = subject.lines.network, subject.lines.on, subject.corridor.places
    index = {place.id: number for number, place in enumerate(places)}
    joined = {mode: np.isfinite(minutes_matrix(attach(network, places, mode, on))) for mode in ("road", "rail")}
    roads = _ends(subject, "", ("interchange", "road_end", "trunk", "mesh"))
    for leg in subject.legs:
        ends = index[leg.start.id], index[leg.end.id]
        served = [mode for mode in ("road", "rail") if joined[mode][ends]]
        if served == ["rail"] and not all(_near(roads, place.lon or 0, place.lat or 0, OUTSIDE_KM) for place in (leg.start, leg.end)):
            continue  # outside the modelled roads nothing is known of them
        if len(served) == 1:
            message = f"{leg.name} 只有{MODE_TITLES[served[0]]}相通。"
            yield Finding("one_mode", leg.name, "info" if served == ["road"] else "warning", message, {"modes": served})


def check_redundancy(subject: Subject) -> Iterator[Finding]:
    """Report legs that hang on one link: what a closure costs, and how many separate ways there are."""
    for leg in subject.legs:
        weak = [
            w for w in leg.weak_links if w.extra_minutes is None or w.extra_minutes >= max(GRAVE_MINUTES, GRAVE_SHARE * (leg.minutes or 0))
        ]
        evidence: dict[str, object] = {"disjoint_paths": leg.paths, "links": [w.edge for w in weak]}
        if weak and weak[0].extra_minutes is None:
            names = "、".join(w.name for w in weak if w.extra_minutes is None)
            yield Finding("weak_link", leg.name, "critical", f"{leg.name}：{names} 任一处中断即不通，模型路网内没有替代线路。", evidence)
        elif weak:
            worst = weak[0].extra_minutes or 0.0
            message = f"{leg.name}：{weak[0].name} 中断要多走 {worst:.0f} 分钟（平时 {leg.minutes:.0f} 分钟）。"
            yield Finding("weak_link", leg.name, "warning", message, {**evidence, "extra_minutes": round(worst, 1)})
        elif leg.paths == 1:
            message = f"{leg.name} 在 {USEFUL:g} 倍时间以内只有一条独立通路。"
            yield Finding("one_way_through", leg.name, "info", message, evidence)


def check_bridges(subject: Subject) -> Iterator[Finding]:
    """Report the bridges of the whole graph that lie on the corridor: lose one and the network falls apart."""
    weak = network_weak_points(subject.lines.network, subject.lines.modes, subject.lines.on)
    used = dict.fromkeys(edge for leg in subject.legs for edge in leg.edges if edge in weak.bridges)
    if used:
        points = _articulation_on(subject, weak.articulation_points)
        message = f"通道上有 {len(used)} 段割边（模型路网内的唯一通路）、{points} 个割点。"
        yield Finding("bridge", subject.corridor.title, "warning", message, {"bridges": list(used), "articulation_points": points})


def _articulation_on(subject: Subject, points: frozenset[Any]) -> int:
    """Return how many articulation points the edges of the legs end at."""
    edges = subject.lines.network.edges
    used = edges[edges["id"].isin({edge for leg in subject.legs for edge in leg.edges})]
    return len({*used["from_id"], *used["to_id"]} & points)


def check_access(subject: Subject) -> Iterator[Finding]:
    """Report which share of the members lies near an expressway exit and near a station, by straight line."""
    members = subject.corridor.places
    for what, title, near in (("exit", "高速公路出入口", _exits_near), ("station", "客运车站", _stations_near)):
        far = [place.title for place in members if not near(subject, place.lon or 0, place.lat or 0, ACCESS_KM[-1])]
        shares = {km: sum(near(subject, place.lon or 0, place.lat or 0, km) for place in members) for km in ACCESS_KM}
        told = "、".join(f"{km} 公里内 {count}/{len(members)}" for km, count in shares.items())
        rest = f"；{'、'.join(far)} 超过 {ACCESS_KM[-1]} 公里" if far else ""
        evidence = {"members": len(members), "far": far, **{f"within_{km}_km": count for km, count in shares.items()}}
        grave = bool(far) and what == "exit" and subject.lines.mode != "rail"
        message = f"距最近{title}（直线）：{told}{rest}。"
        yield Finding(f"access_{what}", subject.corridor.title, "warning" if grave else "info", message, evidence)


def _near(points: Array, lon: float, lat: float, km: float) -> bool:
    """Tell whether one of the points (lon, lat) lies within some kilometres."""
    if not len(points):
        return False
    metres = crs.geodesic_distance_m(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])
    return bool(np.min(metres) <= km * 1000)


def _exits_near(subject: Subject, lon: float, lat: float, km: float) -> bool:
    """Tell whether an interchange with an open expressway is near."""
    compiled = subject.lines.usual.compiled
    points: Array = compiled.cached("exit points", lambda: _ends(subject, "expressway", ("interchange",)))
    return _near(points, lon, lat, km)


def _stations_near(subject: Subject, lon: float, lat: float, km: float) -> bool:
    """Tell whether a station with passenger trains is near."""
    compiled = subject.lines.usual.compiled
    points: Array = compiled.cached("station points", lambda: _ends(subject, "", ("station",)))
    return _near(points, lon, lat, km)


def _ends(subject: Subject, edge_class: str, kinds: tuple[str, ...]) -> Array:
    """Return lon/lat of the junctions of some kinds at which open edges (of a class) end, unserved stations left out."""
    network, state = subject.lines.network, subject.lines.usual.compiled.state
    edges = network.edges[state.is_open & ((network.edges["edge_class"] == edge_class).to_numpy() if edge_class else True)]
    ends = {*edges["from_id"], *edges["to_id"]} - passed_only(network.junctions, subject.lines.usual.compiled.on)
    kept = network.junctions["id"].isin(ends) & (network.junctions["kind"].isin(kinds) if kinds else True)
    rows = network.junctions[kept]
    return np.column_stack([rows.geometry.x.to_numpy(), rows.geometry.y.to_numpy()])


def check_classes(subject: Subject) -> Iterator[Finding]:
    """Report legs of which a fifth or more runs on roads of low or unknown class."""
    index = {place.id: number for number, place in enumerate(subject.corridor.places)}
    for leg in subject.legs:
        if not leg.connected:
            continue
        lengths = class_lengths_km(subject.lines, index[leg.start.id], index[leg.end.id])
        low = sum(length for name, length in lengths.items() if name in LOW_CLASSES)
        if lengths and low >= LOW_SHARE * sum(lengths.values()) and low >= 5:
            message = f"{leg.name} 有 {low:.0f} 公里（{low / sum(lengths.values()):.0%}）走等级低或不明的道路。"
            yield Finding("low_class", leg.name, "info", message, {"kilometres": round(low, 1)})


def check_dates(subject: Subject) -> Iterator[Finding]:
    """Report what hangs on dates nobody knows: sections without a date, and legs that an undated line might have served already."""
    year = subject.lines.on.year
    for leg, hoped in zip(subject.legs, hoped_minutes(subject.corridor, subject.lines), strict=True):
        if hoped is not None and (leg.minutes is None or hoped.minutes < leg.minutes - 1):
            now = "不通" if leg.minutes is None else f"{leg.minutes:.0f} 分钟"
            lines = "、".join(hoped.names)
            message = (
                f"{leg.name}：{lines} 的开通日期不明（{hoped.span}）。按 {year} 年未通计：{now}；若已通客运：{hoped.minutes:.0f} 分钟。"
            )
            evidence = {"edges": list(hoped.edges), "minutes_if_open": round(hoped.minutes, 1)}
            yield Finding("dates", leg.name, "unknown", message, evidence)
    undated = [leg for leg in subject.legs if leg.undated]
    if undated and year < NEWEST_YEAR:
        count = len({edge for leg in undated for edge in leg.undated})
        message = f"{len(undated)} 个区段用到 {count} 段没有开通日期的线路，按 2012 年前已有计算。"
        yield Finding("dates", subject.corridor.title, "unknown", message, {"edges": sorted({e for leg in undated for e in leg.undated})})


CHECKS: Final[Mapping[str, Check]] = {
    "text": check_text,
    "gap": check_gap,
    "detour": check_detour,
    "one_mode": check_modes,
    "redundancy": check_redundancy,
    "bridges": check_bridges,
    "access": check_access,
    "classes": check_classes,
    "dates": check_dates,
}
