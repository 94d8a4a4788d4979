"""Verdicts on counts, coverage by size of city, and on what no table of the product can tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import geopandas as gpd
import numpy as np

from spatial import crs
from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, MemberCheck, Question, Verdict, word_for
from spatial.gazetteer import load_gazetteer
from spatial.network.dates import edges_open_on, passed_only
from spatial.network.tables import Network
from spatial.schema import Claim, Place

ABOUT = 0.05  # how far a count may be from a number the text calls approximate
COVERED_WITHIN_M = 10_000.0
OTHER_WITHIN_M = (5_000.0, 20_000.0)
FAST_RAIL_KPH = 160.0
RAIL_OF = {"conventional_rail": ("conventional",), "fast_rail": ("hsr", "intercity", "conventional")}
NETWORK_TITLES = {"expressway": "高速公路出入口", "conventional_rail": "普通铁路客运站", "fast_rail": "快速铁路客运站"}


def judge_count(claim: Claim, question: Question) -> Verdict:
    """Return whether a stated number is the number of names listed with it; one said to be approximate may be 5 % off."""
    stated, listed = _number(claim.attributes.get("stated")), _number(claim.attributes.get("listed"))
    if stated is None or not listed:
        word, reason = UNKNOWN, f"原文说 {stated if stated is not None else '若干'} 个，没有列名，无法核对。"
    elif "左右" in claim.claim and abs(stated - listed) <= ABOUT * stated:
        word, reason = HOLDS, f"原文说 {stated} 个左右，列出 {listed} 个，相差不到 {ABOUT:.0%}。"
    elif stated == listed:
        word, reason = HOLDS, f"原文说 {stated} 个，列出 {listed} 个，相符。"
    elif listed < stated:
        word, reason = PARTLY, f"原文说 {stated} 个，只列出 {listed} 个，其余 {stated - listed} 个无从核对。"
    else:
        word, reason = FAILS, f"原文说 {stated} 个，列出的却有 {listed} 个。"
    return Verdict(claim, question.on, "", "", word, reason)


def judge_coverage(claim: Claim, question: Question) -> Verdict:
    """Return whether cities above a size have an interchange or a passenger station near their seat.

    The sentence lists no cities, no measure of population and no meaning of coverage. Here: prefecture cities (the sum of their
    districts) and county-level cities, 2010 census, an opening within 10 km in a straight line of the seat; 5 and 20 km beside it.
    """
    network = str(claim.attributes.get("network", ""))
    threshold = _number(claim.attributes.get("threshold_population"))
    if network not in NETWORK_TITLES or threshold is None:
        return judge_unknown(claim, question)
    cities = [(place, people) for place, people in city_populations(question.on) if people >= threshold]
    openings = _openings(question.network, network, question.on)
    distances = [_nearest_m(place, openings) for place, _ in cities]
    members = tuple(
        MemberCheck(place.id, place.title, None, None, None, None, m <= COVERED_WITHIN_M, None, f"{people / 1e4:.0f} 万人，{_km(m)}")
        for (place, people), m in zip(cities, distances, strict=True)
    )
    covered = sum(member.inside is True for member in members)
    beside = "，".join(f"{limit / 1000:g} 千米内 {sum(m <= limit for m in distances)} 个" for limit in OTHER_WITHIN_M)
    reason = (
        f"原文没有列出城市，也没有定义覆盖。按本系统口径（地级市辖区与县级市，2010 年普查 {threshold / 1e4:g} 万人以上，"
        f"中心 {COVERED_WITHIN_M / 1000:g} 千米内有{NETWORK_TITLES[network]}）："
        f"{question.on.year} 年 {len(members)} 个城市中有 {covered} 个；{beside}。"
    )
    return Verdict(claim, question.on, claim.modes[0] if claim.modes else "", "", word_for([m.inside for m in members]), reason, members)


def judge_unknown(claim: Claim, question: Question) -> Verdict:
    """Return that the product has no table which could tell."""
    return Verdict(claim, question.on, "", "", UNKNOWN, _why_unknown(claim.kind, claim.attributes))


def _why_unknown(kind: str, attributes: Mapping[str, object]) -> str:
    """Return why a claim stays open."""
    subjects = {"gas": "天然气管网", "airport": "机场的服务范围", "bus_stop": "公交站点", "road": "覆盖的等级与时限"}
    reasons = {
        "service_frequency": "客运班次需要客运时刻资料，本系统没有。",
        "service_radius": "商业和生活服务设施的位置不在本系统数据之内。",
        "connection": "“高效联通”没有时间界限，不能判定成立与否；各段用时见廊道页。",
    }
    subject = subjects.get(str(attributes.get("network", "")), "衡量办法或所需资料")
    return reasons.get(kind, f"{subject}没有资料或没有定义，无法判定。")


def _number(value: object) -> int | None:
    """Return a whole number, or None for anything else."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@cache
def city_populations(on: date) -> tuple[tuple[Place, int], ...]:
    """Return the cities of Jilin on a date with their 2010 census: the sum of its districts for a prefecture city."""
    gazetteer = load_gazetteer()
    cities: list[tuple[Place, int]] = []
    for prefecture in gazetteer.children("jilin-sheng", on):
        units = [unit for unit in gazetteer.children(prefecture.id, on) if unit.population and unit.population_year == 2010]
        districts = sum(unit.population or 0 for unit in units if unit.kind == "district")
        if districts:
            cities.append((prefecture, districts))
        cities += [(unit, unit.population or 0) for unit in units if unit.kind == "county" and unit.title.endswith("市")]
    return tuple(sorted(cities, key=lambda pair: -pair[1]))


def _openings(network: Network, kind: str, on: date) -> gpd.GeoDataFrame:
    """Return the interchanges or passenger stations in service on a date."""
    edges = network.edges[edges_open_on(network.edges, on).is_open]
    if kind == "expressway":
        ids = _ends(edges[edges["edge_class"] == "expressway"])
        return network.junctions[network.junctions["id"].isin(ids) & (network.junctions["kind"] == "interchange")]
    rail = edges[edges["edge_class"].isin(RAIL_OF[kind])]
    if kind == "fast_rail":
        rail = rail[rail["speed_kph"].fillna(0.0) >= FAST_RAIL_KPH]
    served = _ends(rail) - passed_only(network.junctions, on)
    return network.junctions[network.junctions["id"].isin(served) & (network.junctions["kind"] == "station")]


def _ends(edges: gpd.GeoDataFrame) -> set[str]:
    """Return the junctions at the ends of edges."""
    return {*edges["from_id"], *edges["to_id"]}


def _nearest_m(place: Place, openings: gpd.GeoDataFrame) -> float:
    """Return the straight metres from a seat to the nearest opening, infinite where there is none or no point."""
    if place.lon is None or place.lat is None or not len(openings):
        return float("inf")
    count = len(openings)
    away = crs.geodesic_distance_m(np.full(count, place.lon), np.full(count, place.lat), openings.geometry.x, openings.geometry.y)
    return float(np.min(away))


def _km(metres: float) -> str:
    """Return a distance in words."""
    return f"最近 {metres / 1000:.1f} 千米" if np.isfinite(metres) else "没有"
