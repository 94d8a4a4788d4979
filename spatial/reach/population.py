"""How many people live inside an outline: the share of the area of each county, an estimate that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from spatial import crs
from spatial.boundaries import county_polygons
from spatial.gazetteer import load_gazetteer

METHOD = "按县域面积比例分摊的估计：假定县内人口均匀分布，故在城区偏低、在山区偏高"


@dataclass(frozen=True)
class Population:
    """Hold an estimate of the people inside an outline; `unknown` are counties it touches whose figure is not in the data."""

    people: int | None
    counties: int
    unknown: tuple[str, ...]
    years: tuple[int, ...]
    method: str = METHOD


def population_inside(outline: Any) -> Population:
    """Return the people inside an outline of EPSG:4326 by areal share of county figures; only Jilin is counted."""
    if outline.is_empty:
        return Population(0, 0, (), ())
    places = {place.adcode: place for place in load_gazetteer().places if place.adcode and place.kind in ("county", "district")}
    counties = county_polygons()
    metric = crs.project(outline)
    shapes = crs.project(counties).geometry.to_numpy()
    touched = np.flatnonzero(shapely.intersects(shapes, metric))
    shares = shapely.area(shapely.intersection(shapes[touched], metric)) / shapely.area(shapes[touched])
    total, years, unknown = 0.0, set(), []
    for row, share in zip(touched, shares, strict=True):
        place = places.get(counties["adcode"].iloc[row])
        if place is None or place.population is None:
            unknown.append(str(counties["name"].iloc[row]))
        else:
            total += place.population * float(share)
            years.add(place.population_year or 0)
    known = len(touched) - len(unknown)
    return Population(round(total) if known else None, known, tuple(unknown), tuple(sorted(years)))
