"""Circles and routes as plain records for the command line, the pages and the exports."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import shapely

from spatial.reach.circle import Circle, ReachedPlace
from spatial.reach.route import Route

DEGREE_DIGITS = 5


def circle_record(circle: Circle) -> dict[str, Any]:
    """Return a circle as one JSON document; minutes and km² to one digit, degrees to five (about 1 m)."""
    return {
        "origin": "、".join(point.name for point in circle.origins),
        "origin_ids": [point.id for point in circle.origins],
        "minutes": circle.minutes,
        "mode": circle.mode,
        "year": circle.on.year,
        "on": circle.on.isoformat(),
        "start": circle.start,
        "inbound": circle.inbound,
        "area_km2": round(circle.area_km2, 1),
        "area_low_km2": round(circle.area_low_km2, 1),
        "area_high_km2": round(circle.area_high_km2, 1),
        "places": [_place(place) for place in circle.places],
        "population": asdict(circle.population),
        "certificate": asdict(circle.certificate),
        "assumptions": circle.assumptions,
        "bands": [
            {"minutes": band.limit, "area_km2": round(band.area_km2, 1), "geometry": as_geojson(band.geometry)} for band in circle.bands
        ],
        "geometry": as_geojson(circle.geometry),
        "geometry_low": as_geojson(circle.inner),
        "geometry_high": as_geojson(circle.outer),
    }


def _place(place: ReachedPlace) -> dict[str, Any]:
    """Return one place inside."""
    high = None if place.high is None else round(place.high, 1)
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "minutes": round(place.minutes, 1),
        "low": round(place.low, 1),
        "high": high,
    }


def as_geojson(geometry: Any) -> dict[str, Any]:
    """Return a geometry of EPSG:4326 as GeoJSON: right-hand rings, degrees rounded."""
    rounded = shapely.transform(shapely.orient_polygons(geometry), lambda xy: np.round(xy, DEGREE_DIGITS))
    document: dict[str, Any] = shapely.geometry.mapping(rounded)
    return document


def route_record(route: Route) -> dict[str, Any]:
    """Return a trip as one JSON document; minutes to one digit, kilometres to two."""
    legs = [{**asdict(leg), "minutes": round(leg.minutes, 1), "length_km": round(leg.length_km, 2)} for leg in route.legs]
    without = None if route.without_doubtful is None else round(route.without_doubtful, 1)
    return {
        "origin": route.origin,
        "destination": route.destination,
        "mode": route.mode,
        "on": route.on.isoformat(),
        "start": route.start,
        "end": route.end,
        "minutes": round(route.minutes, 1),
        "low": round(route.low, 1),
        "high": round(route.high, 1),
        "in_vehicle_minutes": round(route.in_vehicle_minutes, 1),
        "length_km": round(route.length_km, 2),
        "legs": legs,
        "doubtful": list(route.doubtful),
        "without_doubtful": without,
        "undated": list(route.undated),
    }
