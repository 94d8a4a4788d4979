"""A scenario made into a network: projects switched, links drawn, speeds changed, sections closed. Nothing else differs from the year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial import crs
from spatial.connectivity.stops import stop_of
from spatial.errors import AmbiguousPlaceError, PlaceNotFoundError, ScenarioError
from spatial.modes import rail_speed, road_speed
from spatial.network import Network, edges_open_on, load_network
from spatial.outcomes import project_outcomes
from spatial.plans import load_projects
from spatial.scenario.model import DrawnLink, Scenario, SpeedChange
from spatial.scenario.realised import ProjectLinks, project_links
from spatial.settings import Settings

# length ÷ straight line of a link nobody has surveyed: what the embedded sections of the same class have on average, rounded up
CIRCUITY: Final = {"expressway": 1.10, "hsr": 1.05, "intercity": 1.05, "conventional": 1.15}
OTHER_CIRCUITY: Final = 1.20
SNAP_M: Final = 15_000.0
BOX: Final = (118.0, 38.0, 136.0, 50.0)
COORDINATES: Final = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
DESIGN_KPH: Final = {"expressway": 120.0, "national": 80.0, "provincial": 60.0, "hsr": 350.0, "intercity": 250.0, "conventional": 160.0}


@dataclass(frozen=True, eq=False)
class Applied:
    """Hold the network a scenario stands for, its day, and what was assumed on the way."""

    scenario: Scenario
    network: Network
    on: date
    notes: tuple[str, ...] = ()


def apply_scenario(scenario: Scenario, network: Network | None = None, settings: Settings | None = None) -> Applied:
    """Return the network of a scenario; made once and kept for the embedded network.

    Raises ScenarioError, with one sentence, for unknown projects, sections or places and for links that reach no junction.
    """
    return _apply(scenario, network or load_network(settings), settings)


@lru_cache(maxsize=8)
def _apply(scenario: Scenario, network: Network, settings: Settings | None) -> Applied:
    """Make the network."""
    on = date(scenario.year, 12, 31)
    if scenario.plain:
        return Applied(scenario, network, on)
    _require_edges(network, scenario)
    notes: list[str] = []
    changed, links = _switch_projects(scenario, network, on, settings, notes)
    for link in (*links, *scenario.links):
        changed = add_link(changed, link, on, settings, notes)
    for change in scenario.speeds:
        changed = changed.with_edges(speed_factor=_factors(changed, change))
    if scenario.closures:
        changed = changed.with_edges(closed=scenario.closures)
    return Applied(scenario, changed, on, tuple(notes))


def links_of_projects(network: Network, settings: Settings | None = None) -> dict[str, ProjectLinks]:
    """Return what each project of the plans stands for in the network, by project id."""
    outcomes = {outcome.id: outcome for outcome in project_outcomes(settings)}
    return {project.id: project_links(project, outcomes[project.id], network) for project in load_projects(settings)}


def _require_edges(network: Network, scenario: Scenario) -> None:
    """Refuse sections that do not exist."""
    named = {*scenario.closures, *(edge for change in scenario.speeds for edge in change.edges)}
    unknown = sorted(named - set(network.edges["id"]))
    if unknown:
        raise ScenarioError(f"路网中没有路段“{unknown[0][:60]}”；路段编号见廊道检查的结果或 network info。")


def _switch_projects(
    scenario: Scenario, network: Network, on: date, settings: Settings | None, notes: list[str]
) -> tuple[Network, list[DrawnLink]]:
    """Return the network with projects added and left out, and the links to be drawn for those that have no section of their own."""
    if not (scenario.add or scenario.leave_out):
        return network, []
    both = sorted(set(scenario.add) & set(scenario.leave_out))
    if both:
        raise ScenarioError(f"项目“{both[0][:60]}”同时在 add 和 leave_out 里；请只留一处。")
    known = {project.id: project for project in load_projects(settings)}
    unknown = [project for project in (*scenario.add, *scenario.leave_out) if project not in known]
    if unknown:
        raise ScenarioError(f"没有编号为“{unknown[0][:60]}”的项目；可用 projects --json 查看全部编号。")
    links = links_of_projects(network, settings)
    drawn: list[DrawnLink] = []
    for project in scenario.add:
        item = links[project]
        if item.basis == "none":
            raise ScenarioError(f"项目“{known[project].name}”不能加入情景：{item.reason}")
        network = with_project(network, item, on)
        drawn += [DrawnLink(start, end, _mode(item), item.edge_class, known[project].name) for start, end in item.drawn]
        if item.drawn:
            notes.append(f"{known[project].name}：{item.reason}")
    for project in scenario.leave_out:
        if links[project].basis == "none":
            raise ScenarioError(f"项目“{known[project].name}”不能从情景中去掉：{links[project].reason}")
        network = without_project(network, links[project])
    return network, drawn


def _mode(links: ProjectLinks) -> Any:
    """Return the mode of a project's links."""
    return links.mode


def with_project(network: Network, links: ProjectLinks, on: date) -> Network:
    """Return the network with the edges of a project open by a day, and the states they replace closed from then on."""
    closed = edges_open_on(network.edges, on).is_open
    waiting = {*links.edges, *links.pending} - set(network.edges["id"][closed])
    if not waiting:
        return network
    replaced = [edge for edge in links.replaced if edge in set(network.edges["id"][closed])]
    return network.with_edges(opened=dict.fromkeys(sorted(waiting), f"{on.year}-01-01"), closed=replaced)


def without_project(network: Network, links: ProjectLinks) -> Network:
    """Return the network without the edges of a project; the states they replaced carry on."""
    edges = network.edges[~network.edges["id"].isin((*links.edges, *links.pending))].copy()
    revived = edges["id"].isin(links.replaced)
    edges.loc[revived, ["closed", "passenger_to"]] = ""
    edges.loc[revived, "status"] = "open"
    return replace(network, edges=edges.reset_index(drop=True))


def add_link(network: Network, link: DrawnLink, on: date, settings: Settings | None = None, notes: list[str] | None = None) -> Network:
    """Return the network with one drawn link between the junctions (rail: stations) nearest to its ends.

    Length is the one given, else the geodesic distance times the circuity of the class. Raises ScenarioError for an end that is no
    place, lies outside the area, or has no junction within 15 km.
    """
    ends = [end_point(text, settings, on) for text in (link.start, link.end)]
    found = [_junction_near(network, point, link, on) for point in ends]
    if found[0][0] == found[1][0]:
        raise ScenarioError(
            f"连线“{link.start[:30]}—{link.end[:30]}”的两端落在同一个{'车站' if link.mode == 'rail' else '路口'}；请把端点分开。"
        )
    points = [point for _, point in found]
    straight_m = crs.geodesic_distance_m(points[0].x, points[0].y, points[1].x, points[1].y)
    length_m = link.length_km * 1000 if link.length_km else straight_m * CIRCUITY.get(link.edge_class, OTHER_CIRCUITY)
    if length_m < straight_m:
        raise ScenarioError(f"连线“{link.start[:30]}—{link.end[:30]}”的长度 {link.length_km:g} 公里短于直线 {straight_m / 1000:.1f} 公里。")
    number = sum(str(edge).startswith("drawn-") for edge in network.edges["id"]) + 1
    row = {
        "id": f"drawn-{number}", "from_id": found[0][0], "to_id": found[1][0], "mode": link.mode, "edge_class": link.edge_class, "ref": "",
        "name": link.name or f"{link.start}—{link.end}", "length_m": length_m, "status": "open", "opened": f"{on.year}-01-01", "closed": "",
        "speed_kph": link.speed_kph or DESIGN_KPH.get(link.edge_class, 60.0), "date_basis": "scenario", "length_basis": "scenario",
        "source": "scenario", "confidence": "low",
    }  # fmt: skip
    if notes is not None:
        notes.append(f"{row['name']}：按 {length_m / 1000:.1f} 公里的{'铁路' if link.mode == 'rail' else '公路'}示意连线计算。")
    added = gpd.GeoDataFrame([row], geometry=[shapely.LineString(points)], crs=crs.WGS84)
    return network.with_edges(added=added)


def end_point(text: str, settings: Settings | None = None, on: date | None = None) -> Any:
    """Return the point (EPSG:4326) an end of a drawn link means: `lon,lat`, a place id or a name."""
    match = COORDINATES.fullmatch(text)
    if match:
        lon, lat = float(match[1]), float(match[2])
        if not (BOX[0] <= lon <= BOX[2] and BOX[1] <= lat <= BOX[3]):
            raise ScenarioError(
                f"坐标 {lon:g},{lat:g} 不在吉林及周边（{BOX[0]:g}–{BOX[2]:g}° E，{BOX[1]:g}–{BOX[3]:g}° N）；请按“经度,纬度”写。"
            )
        return shapely.Point(lon, lat)
    try:
        place = stop_of(text, settings, on)
    except (PlaceNotFoundError, AmbiguousPlaceError) as error:
        raise ScenarioError(f"连线的一端认不出来：{error}") from error
    if place.lon is None or place.lat is None:
        raise ScenarioError(f"“{place.title}”没有坐标，不能作为连线的一端；请改用“经度,纬度”。")
    return shapely.Point(place.lon, place.lat)


def _junction_near(network: Network, point: Any, link: DrawnLink, on: date) -> tuple[str, Any]:
    """Return id and point of the nearest junction that a link of that mode can end at and that is in use on the day."""
    live = network.edges[edges_open_on(network.edges, on).is_open & (network.edges["mode"] == link.mode).to_numpy()]
    if link.mode == "road":
        live = live[live["edge_class"] != "expressway"] if (live["edge_class"] != "expressway").any() else live
    used = network.junctions[network.junctions["id"].isin({*live["from_id"], *live["to_id"]})]
    if link.mode == "rail":
        used = used[used["kind"] == "station"]
    near = used[used.geometry.x.between(point.x - 0.3, point.x + 0.3) & used.geometry.y.between(point.y - 0.2, point.y + 0.2)]
    metres = [crs.geodesic_distance_m(point.x, point.y, other.x, other.y) for other in near.geometry]
    best = min(range(len(metres)), key=metres.__getitem__, default=None)
    if best is None or metres[best] > SNAP_M:
        what = "运营车站" if link.mode == "rail" else "路口"
        raise ScenarioError(f"连线的一端（{point.x:.3f},{point.y:.3f}）在 {on.year} 年的路网里 15 公里内没有{what}；请换一个端点或年份。")
    row = near.iloc[best]
    return str(row["id"]), row.geometry


def _factors(network: Network, change: SpeedChange) -> Mapping[str, float]:
    """Return the factor on the model's speed of every edge a change concerns; a speed given in km/h is against the design speed."""
    edges = network.edges
    rows = edges[edges["id"].isin(change.edges)] if change.edges else edges[edges["edge_class"] == change.edge_class]
    if change.factor is not None:
        return dict.fromkeys(rows["id"], change.factor)
    wanted = change.speed_kph or 0.0
    return {edge: wanted / kph for edge, kph in zip(rows["id"], _model_kph(rows), strict=True)}


def _model_kph(rows: gpd.GeoDataFrame) -> Sequence[float]:
    """Return the speed the model gives each edge in km/h."""
    columns = zip(rows["mode"], rows["edge_class"], rows["speed_kph"], strict=True)
    return [(rail_speed if mode == "rail" else road_speed)(edge_class, kph).kph for mode, edge_class, kph in columns]
