"""Places by kind, and the structures of the plans by kind."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial.catalogue.credits import credited
from spatial.catalogue.entries import Layer, Query
from spatial.connectivity.check import route
from spatial.crs import WGS84
from spatial.gazetteer import load_gazetteer
from spatial.plans import load_kinds
from spatial.schema import Place, StructureKind
from spatial.settings import Settings
from spatial.structures import structures_frame

PLACE_GROUPS: Final = {
    "prefecture": ("地级市、自治州", "Prefecture-level cities"), "county": ("县、县级市", "Counties and county-level cities"),
    "district": ("市辖区", "Districts"), "town": ("乡镇街道", "Towns"), "zone": ("开发区、园区", "Zones and parks"),
    "new_town": ("新城新区", "New towns"), "scenic": ("景区、保护区", "Scenic areas"), "lake": ("湖泊", "Lakes"),
    "reservoir": ("水库", "Reservoirs"), "river": ("河流", "Rivers"), "mountain": ("山", "Mountains"),
    "airport": ("机场", "Airports"), "port": ("港口", "Ports"), "crossing": ("口岸、界桥", "Border crossings"),
    "station": ("车站", "Stations"), "road_end": ("公路端点", "Road ends"), "facility": ("设施", "Facilities"),
    "region": ("区域", "Regions"), "province": ("省、自治区", "Provinces"), "country": ("国家", "Countries"), "other": ("其他", "Other"),
}  # fmt: skip
PLACE_SOURCE: Final = "gazetteer.csv：每行的 geo_source 列"
PLAN_SOURCE: Final = "五个规划的文本；出自哪份、哪一节见各行的 plan 与 section 列"
PLAN_LICENCE: Final = "规划内容为事实"
SHAPES: Final = {
    "points": "point", "counties": "mixed", "area": "mixed", "line": "mixed", "ring": "mixed", "members": "mixed", "hull": "mixed",
    "none": "none",
}  # fmt: skip
CAPITAL: Final = "changchun-shi"
RANKS: Final = {"province": 0, "prefecture": 2, "county": 3, "district": 3, "town": 4}


def place_layers(settings: Settings) -> list[Layer]:
    """Return one layer for each kind of place the gazetteer holds."""
    kinds = {place.kind for place in load_gazetteer(settings).places}
    return [
        Layer(
            f"place-{kind}", *titles, "places", "point", PLACE_SOURCE, "见 geo_source", partial(_places, kind), by_plan=True, by_date=True
        )
        for kind, titles in PLACE_GROUPS.items()
        if kind in kinds
    ]


def structure_layers(settings: Settings) -> list[Layer]:
    """Return one layer for each kind of structure."""
    return [_structure_layer(kind) for kind in load_kinds(settings)]


def _structure_layer(kind: StructureKind) -> Layer:
    shape = SHAPES.get(kind.geometry, "mixed")
    return Layer(
        f"structure-{kind.id}",
        kind.title_zh,
        kind.title_en,
        kind.theme,
        shape,
        PLAN_SOURCE,
        PLAN_LICENCE,
        partial(_structures, kind.id),
        by_plan=True,
    )


def _structures(kind: str, query: Query) -> gpd.GeoDataFrame:
    """Return the structures of a kind; with `along` their lines follow the network of the date instead of running straight."""
    follow = partial(route, mode=query.along, on=query.on) if query.along else None
    frame = structures_frame(query.settings, plan=query.plan, kind=kind, route=follow)
    return credited(frame, query.settings, PLAN_SOURCE, PLAN_LICENCE)


def _places(kind: str, query: Query) -> gpd.GeoDataFrame:
    """Return the places of a kind, those a plan names if one is given, as they were on the date."""
    book = load_gazetteer(query.settings)
    chosen = [place for place in book.places if place.kind == kind and (query.plan is None or query.plan in place.plans)]
    if query.on is not None:
        chosen = [book.as_of(place.id, query.on) for place in chosen]
    titles = {place.id: place.title for place in book.places}
    rows = [_row(place, titles, query.on) for place in chosen]
    shapes = [None if place.lon is None or place.lat is None else shapely.Point(place.lon, place.lat) for place in chosen]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


def _row(place: Place, titles: dict[str, str], on: date | None) -> dict[str, Any]:
    """Return one place as the columns of its layer; `rank` falls from 1 (the provincial capital) as places get smaller."""
    return {
        "id": place.id,
        "name": place.title,
        "name_en": place.title_en,
        "kind": place.kind,
        "rank": 1 if place.id == CAPITAL else RANKS.get(place.kind, 5),
        "adcode": place.adcode,
        "parent_id": place.parent_id,
        "parent": titles.get(place.parent_id or "", ""),
        "lon": place.lon,
        "lat": place.lat,
        "precision_m": place.precision_m,
        "located": place.located,
        "source": place.geo_source,
        "plans": ";".join(place.plans),
        "population": place.population,
        "population_year": place.population_year,
        "population_source": place.population_source,
        "as_of": None if on is None else on.isoformat(),
    }
