"""Words for sections and spots of a network that have no name of their own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from spatial import crs
from spatial.gazetteer import load_gazetteer
from spatial.network.tables import Network

Array = np.ndarray[Any, Any]


@lru_cache(maxsize=4)
def _junction_names(network: Network) -> dict[str, str]:
    """Return the names of the junctions that have one."""
    return {k: str(v) for k, v in zip(network.junctions["id"], network.junctions["name"], strict=True) if v and str(v) != "nan"}


def section_name(network: Network, row: int) -> str:
    """Return the words for a section: its ref, its name and its ends where they have names."""
    edge, names = network.edges.iloc[row], _junction_names(network)
    title = " ".join(dict.fromkeys(str(part) for part in (edge["ref"], edge["name"]) if part and str(part) != "nan")) or "未命名干路"
    ends = [names.get(edge["from_id"], ""), names.get(edge["to_id"], "")]
    if all(ends):
        return f"{title}（{'—'.join(ends)}）"
    middle = edge.geometry.interpolate(0.5, normalized=True)
    return f"{title}（{place_near(middle.x, middle.y)} 附近）"


@lru_cache(maxsize=1)
def _named_points() -> tuple[tuple[str, ...], Array]:
    """Return titles and lon/lat of the towns and seats a section can be described by."""
    kinds = ("town", "county", "district", "prefecture")
    named = [p for p in load_gazetteer().places if p.kind in kinds and p.adcode and p.lon is not None and p.lat is not None]
    named.sort(key=lambda place: kinds.index(place.kind))
    return tuple(p.title for p in named), np.array([(p.lon, p.lat) for p in named])


def place_near(lon: float, lat: float) -> str:
    """Return the title of the town or seat nearest to a point."""
    titles, points = _named_points()
    metres = crs.geodesic_distance_m(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])
    return titles[int(np.argmin(metres))]
