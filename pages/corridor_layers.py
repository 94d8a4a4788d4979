"""Corridors checked once per question, and as layers for the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from pages import circle_layers, words
from pages.common import translate as _
from pages.quiet_ground import quiet_roads
from spatial import maps
from spatial.connectivity import CorridorCheck, Leg, check_corridor, corridor_of, leg_row, plan_corridors
from spatial.connectivity.checks import CIRCUITOUS, LEAST_STRAIGHT_KM
from spatial.connectivity.corridor import SEPARATORS
from spatial.export import Provenance, export_bytes
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.report import CLASS_TITLES
from spatial.scenario.mending import Mend, mends

# A leg is slow when the straight line between its ends is covered at less than this, door to door.
SLOW_KPH: Final = 50.0
SLOW_FROM_KM: Final = 20.0
NO_STOP: Final = ("province", "region", "country")
MODE_NAMES: Final = {"road": mark("公路"), "rail": mark("铁路"), "road+rail": mark("公路＋铁路")}
STATES: Final = {"ok": mark("连通"), "slow": mark("偏慢"), "detour": mark("绕行"), "missing": mark("不通"), "unknown": mark("不明")}
STATE_STYLES: Final = {"ok": "leg", "slow": "leg_slow", "detour": "leg_detour", "missing": "missing", "unknown": "leg_unknown"}
CLASS_NAMES: Final = {
    "expressway": mark("高速公路"), "national": mark("国道"), "provincial": mark("省道"), "county": mark("县乡道"),
    "urban": mark("城市道路"), "ramp": mark("匝道"), "background": mark("其他干路"), "local": mark("地方道路"), "border": mark("边防路"),
    "hsr": mark("高速铁路"), "intercity": mark("城际铁路"), "conventional": mark("普速铁路"),
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Hold what is checked: a structure's id or a list of places, by which mode, in which year."""

    spec: str
    mode: str
    year: int


@st.cache_resource(show_spinner=False)
def offered() -> dict[str, str]:
    """Return the corridors of the plans that name at least two places with a point: id and title."""
    return {structure.id: structure.name for structure, corridor in plan_corridors() if corridor is not None}


@st.cache_resource(show_spinner=False)
def not_checkable() -> tuple[tuple[str, str], ...]:
    """Return name and plan of the corridors whose text names fewer than two places with a point."""
    return tuple((structure.name, structure.plan) for structure, corridor in plan_corridors() if corridor is None)


def cities_meant(spec: str) -> str:
    """Return a typed list with every name that is both a province and one city made the city: a province is no stop of a corridor."""
    names = [name.strip() for name in SEPARATORS.split(spec) if name.strip()]
    if len(names) < 2:
        return spec
    book = load_gazetteer()
    meant = []
    for name in names:
        found = book.lookup(name)
        cities = [item.place.id for item in found.matches if item.place.kind not in NO_STOP]
        meant.append(cities[0] if not found.chosen and len(cities) == 1 else name)
    return "、".join(meant)


@st.cache_resource(max_entries=64, show_spinner=False)
def check_of(question: Question) -> CorridorCheck:
    """Return the check of a corridor."""
    return check_corridor(corridor_of(cities_meant(question.spec)), question.mode, question.year, network=circle_layers.network())


@st.cache_resource(max_entries=64, show_spinner=False)
def mends_of(question: Question) -> tuple[Mend, ...]:
    """Return the projects that would mend a corridor."""
    return mends(check_of(question))


@st.cache_resource(show_spinner=False)
def edge_rows() -> dict[str, int]:
    """Return the row of every section of the network by its id."""
    return {edge: row for row, edge in enumerate(circle_layers.network().edges["id"])}


def section_title(edge: str) -> str:
    """Return the words for a section of the network."""
    from spatial.network.naming import section_name

    row = edge_rows().get(edge)
    return edge if row is None else section_name(circle_layers.network(), row)


def states_of(check: CorridorCheck) -> tuple[str, ...]:
    """Return the state of every leg; one that the findings can not tell a gap of is `unknown`, not `missing`."""
    doubtful = {finding.subject for finding in check.findings if finding.check == "gap" and finding.severity == "unknown"}
    return tuple("unknown" if not leg.connected and leg.name in doubtful else state_of(leg) for leg in check.legs)


def state_of(leg: Leg) -> str:
    """Return `missing`, `detour`, `slow` or `ok`."""
    if not leg.connected:
        return "missing"
    if leg.shortest_km is not None and leg.shortest_km >= CIRCUITOUS * leg.straight_km and leg.straight_km >= LEAST_STRAIGHT_KM:
        return "detour"
    slow = leg.minutes and leg.straight_km >= SLOW_FROM_KM and leg.straight_km / leg.minutes * 60 < SLOW_KPH
    return "slow" if slow else "ok"


def leg_title(leg: Leg) -> str:
    """Return the ends of a leg in the language of the screen."""
    return f"{words.place_name(leg.start)}—{words.place_name(leg.end)}"


def minutes_text(minutes: float | None, low: float | None, high: float | None) -> str:
    """Return minutes with their band, `58（50–67）`; a dash without a way."""
    if minutes is None:
        return "—"
    band = f"{'' if low is None else f'{low:.0f}'}–{'' if high is None else f'{high:.0f}'}"
    return _("{minutes:.0f}（{band}）").format(minutes=minutes, band=band)


def class_text(leg: Leg) -> str:
    """Return the highest and the lowest class of a leg."""
    names = [name for name in dict.fromkeys((leg.highest_class, leg.lowest_class)) if name]
    return "—".join(_(CLASS_NAMES.get(name, CLASS_TITLES.get(name, name))) for name in names) or "—"


def weakest_text(leg: Leg) -> str:
    """Return the section whose closure costs a leg most, and what it costs."""
    if not leg.weak_links:
        return "—"
    weakest = leg.weak_links[0]
    if weakest.extra_minutes is None:
        return _("{section}：中断即不通").format(section=weakest.name)
    return _("{section}：中断多 {minutes:.0f} 分钟").format(section=weakest.name, minutes=weakest.extra_minutes)


def grave_links(check: CorridorCheck) -> dict[str, tuple[str, float | None]]:
    """Return the sections that the findings call weak: leg and extra minutes (None: cut off) by section id."""
    told = {str(edge) for finding in check.findings if finding.check == "weak_link" for edge in _listed(finding.evidence.get("links"))}
    return {link.edge: (leg_title(leg), link.extra_minutes) for leg in check.legs for link in leg.weak_links if link.edge in told}


def _listed(value: object) -> list[object]:
    """Return a value of the evidence as a list."""
    return list(value) if isinstance(value, list | tuple) else []


def legs_frame(check: CorridorCheck) -> gpd.GeoDataFrame:
    """Return the legs as a table (EPSG:4326): along the network, straight between the ends where there is no way."""
    rows: list[dict[str, Any]] = []
    for number, (leg, state) in enumerate(zip(check.legs, states_of(check), strict=True), 1):
        straight = shapely.LineString([(leg.start.lon, leg.start.lat), (leg.end.lon, leg.end.lat)])
        rows.append(
            {
                "id": f"leg-{number}", "name": leg_title(leg), "state": _(STATES[state]), "style": STATE_STYLES[state],
                "time": minutes_text(leg.minutes, leg.low, leg.high), "length": _km(leg.length_km),
                "ratio": "" if leg.circuity is None else f"{leg.circuity:.2f}", "classes": class_text(leg),
                "passes": words.listing(leg.passes),
                "weakest": weakest_text(leg), "geometry": straight if leg.geometry is None else leg.geometry,
            }
        )  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def _km(value: float | None) -> str:
    """Return kilometres as text."""
    return "" if value is None else f"{value:.1f} km"


@st.cache_data(max_entries=64, show_spinner=False)
def layers_of(lang: str, question: Question) -> list[maps.MapLayer]:
    """Return network, projects, legs, weak links and members of a corridor, from the ground up; `lang` is part of the key."""
    check = check_of(question)
    layers = [quiet_roads(lang, question.year, question.mode), _mend_layer(question), _leg_layer(check), _weak_layer(check)]
    return [layer for layer in [*layers, *_member_layers(check)] if layer is not None and layer.count]


def _leg_layer(check: CorridorCheck) -> maps.MapLayer:
    """Return the legs by their state."""
    rows = [
        (_("状态"), "state"), (_("时间（分钟）"), "time"), (_("里程"), "length"), (_("非直线系数"), "ratio"), (_("等级"), "classes"),
        (_("途经不在通道上的"), "passes"), (_("最弱一段"), "weakest"),
    ]  # fmt: skip
    return maps.layer_from_frame(
        legs_frame(check), layer_id="legs", title=_("区段"), group=_("廊道"), rows=rows, source=maps.OSM_SOURCE, tolerance_m=60
    )


def _weak_layer(check: CorridorCheck) -> maps.MapLayer | None:
    """Return the sections whose closure the findings complain about."""
    edges, index = circle_layers.network().edges, edge_rows()
    rows = [
        {
            "id": edge, "name": section_title(edge), "leg": leg, "extra": _("不通") if extra is None else f"{extra:.0f}",
            "geometry": edges.geometry.iloc[index[edge]],
        }
        for edge, (leg, extra) in grave_links(check).items()
        if edge in index
    ]  # fmt: skip
    if not rows:
        return None
    popup = [(_("区段"), "leg"), (_("中断多走（分钟）"), "extra")]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    return maps.layer_from_frame(
        frame, layer_id="weak", title=_("薄弱路段"), group=_("廊道"), style_key="weak", rows=popup, source=maps.OSM_SOURCE, tolerance_m=30
    )


def _member_layers(check: CorridorCheck) -> list[maps.MapLayer]:
    """Return the members; a point that stands for its host town is hollow. Seats have their labels from the ground already."""
    seats: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for place in check.corridor.places:
        row = {
            "id": place.id, "name": words.place_name(place), "style": "member.host" if place.located == "host" else "member",
            "between": f"{check.betweenness.get(place.id, 0):.2f}", "geometry": shapely.Point(place.lon or 0, place.lat or 0),
        }  # fmt: skip
        (seats if place.kind in ("prefecture", "county") else others).append(row)
    popup, title, group = [(_("中介中心性"), "between")], _("成员"), _("廊道")
    return [
        maps.layer_from_frame(
            gpd.GeoDataFrame(rows, geometry="geometry", crs=4326), layer_id=key, title=title, group=group, rows=popup, label_from=zoom
        )
        for key, rows, zoom in (("members", seats, None), ("members-small", others, 0))
        if rows
    ]


def _mend_layer(question: Question) -> maps.MapLayer | None:
    """Return the projects along the weak legs, straight between the places they name."""
    book = load_gazetteer()
    rows: dict[str, dict[str, Any]] = {}
    for mend in mends_of(question):
        places = [book.get(member.place_id) for member in mend.project.places if member.place_id]
        points = list(dict.fromkeys((place.lon, place.lat) for place in places if place.lon is not None))
        if len(points) > 1:
            rows[mend.project.id] = {
                "id": mend.project.id, "name": mend.project.name, "state": _(words.OUTCOMES[mend.outcome.outcome]),
                "geometry": shapely.LineString(points),
            }  # fmt: skip
    if not rows:
        return None
    frame = gpd.GeoDataFrame(list(rows.values()), geometry="geometry", crs=4326)
    title = _("可改善的规划项目（示意）")
    return maps.layer_from_frame(frame, layer_id="mends", title=title, group=_("廊道"), style_key="mend", rows=[(_("进展"), "state")])


def legs_table(check: CorridorCheck) -> pd.DataFrame:
    """Return one row per leg in the words of the screen."""
    legs = check.legs
    return pd.DataFrame(
        {
            _("区段"): [leg_title(leg) for leg in legs],
            _("状态"): [_(STATES[state]) for state in states_of(check)],
            _("时间（分钟）"): [minutes_text(leg.minutes, leg.low, leg.high) for leg in legs],
            _("车上分钟"): [_rounded(leg.in_vehicle_minutes, 0) for leg in legs],
            _("里程（km）"): [_rounded(leg.length_km, 1) for leg in legs],
            _("直线（km）"): [_rounded(leg.straight_km, 1) for leg in legs],
            _("非直线系数"): [_rounded(leg.circuity, 2) for leg in legs],
            _("等级"): [class_text(leg) for leg in legs],
            _("换乘"): [leg.transfers for leg in legs],
            _("独立通路"): [leg.paths for leg in legs],
            _("最弱一段"): [weakest_text(leg) for leg in legs],
            _("途经"): [words.listing(leg.passes) for leg in legs],
        }
    )


def _rounded(value: float | None, digits: int) -> float | None:
    """Return a number rounded for a table."""
    return None if value is None else round(value, digits)


def geojson_of(question: Question) -> bytes:
    """Return the legs as GeoJSON with everything known of them."""
    check = check_of(question)
    frame = legs_frame(check)
    plain = pd.DataFrame([leg_row(leg) for leg in check.legs]).drop(columns=["edges", "weak_links", "undated"])
    flat = plain.map(lambda value: "、".join(map(str, value)) if isinstance(value, list) else value)
    flat = flat.assign(measured=[leg.geometry is not None for leg in check.legs], mode=check.mode, on=check.on.isoformat())
    joined = gpd.GeoDataFrame(flat.assign(id=frame["id"]), geometry=frame.geometry.array, crs=4326)
    said = Provenance("corridor", check.corridor.title, "computed on the embedded network; © OpenStreetMap contributors", "ODbL 1.0")
    return export_bytes(joined, "geojson", said)
