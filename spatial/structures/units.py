"""Counties, prefectures and the area of a place as they were on a date."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import geopandas as gpd
import shapely

from spatial.boundaries import county_polygons, polygon_of
from spatial.crs import WGS84
from spatial.gazetteer import load_gazetteer
from spatial.schema import Place
from spatial.settings import Settings, default_settings

UNIT_COLUMNS = ("place_id", "adcode", "name", "name_en", "kind", "parent_id", "boundary_basis", "geometry")


def counties(on: date | None = None, settings: Settings | None = None) -> gpd.GeoDataFrame:
    """Return the 60 county-level units with the names, kinds and parents of a date (None: today), EPSG:4326.

    The polygons are today's: the package has no earlier ones, so `boundary_basis` is "current" in every row.
    """
    return _counties(on, settings or default_settings())


def prefectures(on: date | None = None, settings: Settings | None = None) -> gpd.GeoDataFrame:
    """Return the prefectures of a date, each dissolved from the counties that belonged to it on that date, EPSG:4326."""
    return _prefectures(on, settings or default_settings())


def area_of(place: Place, on: date | None = None, settings: Settings | None = None) -> Any | None:
    """Return the polygon of a county, district, prefecture or province on a date; None for any other kind or an unknown code."""
    if place.kind == "prefecture":
        members = _members_of(place.id, on, settings)
        if not members.empty:
            return shapely.union_all(members.geometry.to_numpy())
    if place.kind not in {"county", "district", "prefecture", "province"}:
        return None
    today = load_gazetteer(settings).get(place.id).adcode
    return polygon_of(today) if today and len(today) == 6 else None


def urban_area_of(place: Place, on: date | None = None, settings: Settings | None = None) -> Any | None:
    """Return the districts (市辖区) of a prefecture-level city on a date, where its own urban area lies; None when it had none."""
    members = _members_of(place.id, on, settings)
    districts = members[members["kind"] == "district"]
    return shapely.union_all(districts.geometry.to_numpy()) if len(districts) else None


def _members_of(prefecture_id: str, on: date | None, settings: Settings | None) -> gpd.GeoDataFrame:
    """Return the counties whose parent on a date was the prefecture."""
    frame = counties(on, settings)
    return frame[frame["parent_id"] == prefecture_id]


@lru_cache(maxsize=32)
def _counties(on: date | None, settings: Settings) -> gpd.GeoDataFrame:
    """Return the counties of a date; the shared frame behind `counties`."""
    book = load_gazetteer(settings)
    units = {place.adcode: place for place in book.places if place.kind in {"county", "district"} and place.adcode}
    rows = []
    for code, name, geometry in county_polygons()[["adcode", "name", "geometry"]].itertuples(index=False):
        place = units.get(code)
        then = book.as_of(place.id, on) if place is not None and on is not None else place
        if then is None:
            rows.append(("", code, name, "", "county", "", "current", geometry))
        else:
            rows.append((then.id, then.adcode or "", then.title, then.title_en, then.kind, then.parent_id or "", "current", geometry))
    return gpd.GeoDataFrame(rows, columns=list(UNIT_COLUMNS), geometry="geometry", crs=WGS84)


@lru_cache(maxsize=32)
def _prefectures(on: date | None, settings: Settings) -> gpd.GeoDataFrame:
    """Return the prefectures of a date; the shared frame behind `prefectures`."""
    book = load_gazetteer(settings)
    rows = []
    for parent_id, group in counties(on, settings).groupby("parent_id", sort=True):
        outline = shapely.orient_polygons(shapely.union_all(group.geometry.to_numpy()))
        place = book.as_of(str(parent_id), on) if on is not None else book.get(str(parent_id))
        rows.append((place.id, place.adcode or "", place.title, place.title_en, place.kind, place.parent_id or "", "current", outline))
    return gpd.GeoDataFrame(rows, columns=list(UNIT_COLUMNS), geometry="geometry", crs=WGS84)
