"""Verdicts on coverage by size of city: which cities are that large, and how far their seats are from an interchange or a station."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

import geopandas as gpd
import numpy as np

from spatial import crs
from spatial.claims.model import MemberCheck, Question, Verdict, when, word_for
from spatial.claims.others import judge_unknown, whole
from spatial.claims.sentences import Sentence, say
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.network.dates import edges_open_on, passed_only
from spatial.network.tables import Network
from spatial.schema import Claim, Place

COVERED_WITHIN_M: Final = 10_000.0
NEARER_M, FARTHER_M = 5_000.0, 20_000.0
FAST_RAIL_KPH: Final = 160.0
RAIL_OF: Final = {"conventional_rail": ("conventional",), "fast_rail": ("hsr", "intercity", "conventional")}
OPENINGS: Final = {
    "expressway": mark("高速公路出入口"),
    "conventional_rail": mark("普通铁路客运站"),
    "fast_rail": mark("快速铁路（时速 160 千米以上）客运站"),
}


def judge_coverage(claim: Claim, question: Question) -> Verdict:
    """Return whether cities above a size have an interchange or a passenger station near their seat.

    The sentence lists no cities, no measure of population and no meaning of coverage. Here: prefecture cities (the sum of their
    districts) and county-level cities (all their people), 2010 census, an opening within 10 km in a straight line of the seat. What
    5 and 20 km would give stands beside it, and what is left when only the seats of prefectures are counted.
    """
    network, threshold = str(claim.attributes.get("network", "")), whole(claim.attributes.get("threshold_population"))
    if network not in OPENINGS or threshold is None:
        return judge_unknown(claim, question)
    cities = [(place, people) for place, people in city_populations(question.on) if people >= threshold]
    openings = _openings(question.network, network, question.on)
    metres = [_nearest_m(place, openings) for place, _ in cities]
    members = tuple(_member(place, people, m) for (place, people), m in zip(cities, metres, strict=True))
    said = _reason(members, threshold, network, question)
    seats = [m for (place, _), m in zip(cities, metres, strict=True) if place.id in _prefecture_seats(question.on)]
    mode = claim.modes[0] if claim.modes else ""
    word = word_for([member.inside for member in members])
    return Verdict(claim, question.on, mode, "", word, said, members, _changes(metres, seats), origin_ids=question.origin_ids)


def _member(place: Place, people: int, metres: float) -> MemberCheck:
    """Return one city: its people and the nearest opening."""
    if place.lon is None:
        return MemberCheck(place.id, place.title, remark=say(mark("没有坐标，无法计算")))
    if np.isfinite(metres):
        remark = say(mark("{people:,} 人，最近 {km:.1f} 千米"), people=people, km=metres / 1000.0)
    else:
        remark = say(mark("{people:,} 人，全网没有"), people=people)
    return MemberCheck(place.id, place.title, inside=metres <= COVERED_WITHIN_M, remark=remark)


def _reason(members: Sequence[MemberCheck], threshold: int, network: str, question: Question) -> tuple[Sentence, ...]:
    """Return the rule, the count, and the cities that are not covered."""
    rule = mark(
        "按本系统口径（地级市算市辖区、县级市算全市，2010 年普查 {people:,} 人以上；中心 {km:g} 千米内有{opening}），"
        "{when} {all} 座城市中有 {count} 座。"
    )
    said = (
        say(mark("原文没有列出城市，没有说人口口径，也没有定义覆盖。")),
        say(
            rule, people=threshold, km=COVERED_WITHIN_M / 1000.0, opening=OPENINGS[network], when=when(question.on),
            all=len(members), count=sum(member.inside is True for member in members),
        ),
    )  # fmt: skip
    missing = tuple(member.named for member in members if member.inside is False)
    return (*said, say(mark("未覆盖：{names}。"), names=missing)) if missing else said


def _changes(metres: Sequence[float], seats: Sequence[float]) -> tuple[Sentence, ...]:
    """Return the verdict by other distances, and on the seats of prefectures alone."""
    near, far, own = ([m <= limit for m in some] for some, limit in ((metres, NEARER_M), (metres, FARTHER_M), (seats, COVERED_WITHIN_M)))
    distance = mark("改按 {km:g} 千米：{count} 座，{word}。")
    only = mark("只看地级市和州府 {all} 座（县级市的人口多在乡村）：{count} 座，{word}。")
    return (
        say(distance, km=NEARER_M / 1000.0, count=sum(near), word=word_for(near)),
        say(distance, km=FARTHER_M / 1000.0, count=sum(far), word=word_for(far)),
        say(only, all=len(seats), count=sum(own), word=word_for(own)),
    )


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


@cache
def _prefecture_seats(on: date) -> frozenset[str]:
    """Return the prefecture cities of Jilin and the county-level city a prefecture without districts has its point in."""
    gazetteer = load_gazetteer()
    seats: set[str] = set()
    for prefecture in gazetteer.children("jilin-sheng", on):
        units = gazetteer.children(prefecture.id, on)
        districts = any(unit.kind == "district" for unit in units)
        seats |= {prefecture.id} if districts else {unit.id for unit in units if (unit.lon, unit.lat) == (prefecture.lon, prefecture.lat)}
    return frozenset(seats)


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
