"""Roads of an OpenStreetMap extract: joined where they share a node, never where they merely cross; closed to cars at a barrier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from spatial import crs
from spatial.errors import InvalidInputError

CLASS_OF_HIGHWAY = {
    "motorway": "expressway", "motorway_link": "ramp", "trunk": "national", "trunk_link": "ramp", "primary": "national",
    "primary_link": "national", "secondary": "provincial", "secondary_link": "provincial", "tertiary": "county",
    "tertiary_link": "county", "unclassified": "local", "residential": "local", "living_street": "local", "road": "local",
    "service": "local", "busway": "local", "track": "border",
}  # fmt: skip
CAR_HIGHWAYS = tuple(value for value in CLASS_OF_HIGHWAY if value not in ("busway", "track"))
OTHER_HIGHWAYS = (
    "footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "corridor", "platform", "construction", "proposed", "planned",
    "abandoned", "razed", "raceway", "elevator", "busway", "bus_guideway", "track", "escape", "via_ferrata", "rest_area", "services",
)  # fmt: skip
NO_CARS = ("no", "private", "agricultural", "forestry")
CLOSED_BARRIERS = ("gate", "bollard", "block", "lift_gate", "chain", "jersey_barrier", "log", "fence", "wall", "debris")
ONE_WAY = ("yes", "true", "1")


@dataclass(frozen=True)
class _Way:
    """Hold the nodes and tags of one way."""

    id: int
    nodes: tuple[int, ...]
    xy: tuple[tuple[float, float], ...]
    tags: dict[str, str]


def class_of_highway(value: str) -> str | None:
    """Return our class of a highway tag, or None for a way that is no road."""
    return CLASS_OF_HIGHWAY.get(value)


def read_pbf(file: Path, *, highways: Collection[str] | None = CAR_HIGHWAYS, barriers: bool = True) -> gpd.GeoDataFrame:
    """Return the roads of an extract as lines cut at shared nodes, with from_id and to_id (OSM node ids); None takes every highway.

    A node with a barrier that stops cars ends the roads on both its sides, unless not `barriers`. Needs the package `osmium`. Raises
    InvalidInputError when the package is missing, or the file is empty, damaged or holds no road.
    """
    ways, closed = _read(file, highways)
    if not ways:
        msg = f"{file.name} 里没有机动车道路；请检查范围，或换一个 OSM 文件。"
        raise InvalidInputError(msg)
    uses = Counter(node for way in ways for node in way.nodes)
    uses.update(node for way in ways for node in (way.nodes[0], way.nodes[-1]))
    rows = [row for way in ways for row in _sections(way, uses, closed if barriers else set())]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=crs.WGS84)


def _read(file: Path, highways: Collection[str] | None) -> tuple[list[_Way], set[int]]:
    """Read ways with a highway tag that cars may use, and the nodes closed to cars."""
    try:
        import osmium  # noqa: PLC0415 (optional: only an OSM extract needs it)
    except ImportError as error:
        msg = "读取 .osm.pbf 需要软件包 osmium；请先 pip install osmium，或用 GeoPackage。"
        raise InvalidInputError(msg) from error
    ways: list[_Way] = []
    closed: set[int] = set()
    try:
        processor = osmium.FileProcessor(str(file)).with_locations().with_filter(osmium.filter.KeyFilter("highway", "barrier"))
        for item in processor:
            if item.is_node() and item.tags.get("barrier") in CLOSED_BARRIERS and _stops_cars(item.tags):
                closed.add(item.id)
            elif item.is_way() and _wanted(item.tags, highways):
                ways.extend(_way(item))
    except (RuntimeError, ValueError) as error:
        msg = f"{file.name} 打不开：不是有效的 .osm.pbf 文件，或内容为空、不完整。"
        raise InvalidInputError(msg) from error
    return ways, closed


def _stops_cars(tags: Any) -> bool:
    """Tell whether a barrier stops cars: it says so, or says nothing to the contrary."""
    word = tags.get("motor_vehicle") or tags.get("motorcar") or tags.get("vehicle") or tags.get("access") or ""
    return word not in ("yes", "permissive", "designated", "destination", "customers", "delivery")


def _wanted(tags: Any, highways: Collection[str] | None) -> bool:
    """Tell whether a way is a road of the wanted kinds that cars may use."""
    value = tags.get("highway")
    if value is None or tags.get("area") == "yes" or (highways is not None and value not in highways):
        return False
    if highways is None:
        return True
    word = tags.get("motor_vehicle") or tags.get("motorcar") or tags.get("access") or ""
    return word not in NO_CARS


def _way(item: Any) -> Iterator[_Way]:
    """Yield a way with its coordinates, without nodes that lie outside the extract."""
    known = [(node.ref, (node.lon, node.lat)) for node in item.nodes if node.location.valid()]
    if len(known) >= 2:
        yield _Way(item.id, tuple(ref for ref, _ in known), tuple(xy for _, xy in known), dict(item.tags))


def _sections(way: _Way, uses: Counter[int], closed: set[int]) -> Iterator[dict[str, Any]]:
    """Yield the sections of a way between nodes that several roads use, or that a barrier closes."""
    last = len(way.nodes) - 1
    stops = [0, *(i for i in range(1, last) if uses[way.nodes[i]] > 1 or way.nodes[i] in closed), last]
    attributes = _attributes(way.tags)
    for number, (a, b) in enumerate(pairwise(stops)):
        ends = [f"{way.nodes[i]}|{way.id}.{number}" if way.nodes[i] in closed else str(way.nodes[i]) for i in (a, b)]
        line = shapely.LineString(way.xy[a : b + 1])
        turned = way.tags.get("oneway") == "-1"
        if turned:
            line, ends = shapely.reverse(line), ends[::-1]
        yield {**attributes, "osm_way": str(way.id), "from_id": ends[0], "to_id": ends[1], "geometry": line}


def _attributes(tags: dict[str, str]) -> dict[str, Any]:
    """Return our columns for the tags of a way."""
    speed = tags.get("maxspeed", "")
    number = speed.split()[0] if speed else ""
    factor = 1.609344 if speed.endswith("mph") else 1.0
    one_way = tags.get("oneway") in (*ONE_WAY, "-1") or tags.get("junction") in ("roundabout", "circular")
    return {
        "mode": "road",
        "edge_class": CLASS_OF_HIGHWAY.get(tags.get("highway", ""), "local"),
        "ref": tags.get("ref", ""),
        "name": tags.get("name", ""),
        "speed_kph": float(number) * factor if number.isdigit() else float("nan"),
        "oneway": one_way or (tags.get("highway") == "motorway" and tags.get("oneway") != "no"),
        "structure": "bridge" if tags.get("bridge", "no") != "no" else "tunnel" if tags.get("tunnel", "no") != "no" else "",
        "layer": tags.get("layer", ""),
        "source": "© OpenStreetMap contributors (ODbL 1.0)",
    }
