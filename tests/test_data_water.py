"""Rivers and lakes: contract, continuity, and the towns that stand on them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import shapely

from spatial.crs import geodesic_area_km2, geodesic_length_m, project
from spatial.gazetteer import load_gazetteer
from spatial.settings import default_settings
from spatial.structures import water, water_bodies
from spatial.structures.water import WATER_COLUMNS

BASE = default_settings().base_dir


@pytest.mark.parametrize("name", ["water", "neighbours"])
def test_every_column_is_in_the_sidecar_and_the_licence_is_given(name: str) -> None:
    sidecar = tomllib.loads((BASE / f"{name}.toml").read_text(encoding="utf-8"))
    content = json.loads((BASE / f"{name}.geojson").read_text(encoding="utf-8"))
    columns = {key for item in content["features"] for key in item["properties"]}
    assert columns <= set(sidecar["columns"])
    for key in ("title", "title_en", "source", "licence", "date", "method", "crs"):
        assert sidecar[key], key


def test_water_is_valid_and_its_ids_are_unique() -> None:
    frame = water()
    assert list(frame.columns) == [*WATER_COLUMNS, "geometry"]
    assert frame["id"].is_unique
    assert frame.geometry.is_valid.all()
    rivers = frame[frame["kind"] == "river"]
    assert set(rivers.geom_type) <= {"LineString", "MultiLineString"}
    assert set(frame[frame["kind"] != "river"].geom_type) <= {"Polygon", "MultiPolygon"}
    assert (rivers["bridged_m"] <= 2000).all()


def test_a_named_river_is_one_barrier_with_the_lakes_it_runs_through() -> None:
    """Should leave no gap to slip through: river parts and lakes together are connected.

    ~~~~~~~(lake)~~~~~~~
    """
    frame = water()
    lakes = list(frame.geometry[frame["kind"] != "river"])
    for row in frame[(frame["kind"] == "river") & (frame["name"] != "")].itertuples():
        touched = [lake for lake in lakes if lake.distance(row.geometry) < 1e-4]
        together = shapely.union_all([row.geometry, *touched]).buffer(2e-4)
        assert together.geom_type == "Polygon", row.name


@pytest.mark.parametrize(
    ("river", "towns"),
    [
        ("songhua-jiang", ["jilin-shi", "songyuan-shi"]),
        ("yitong-he", ["changchun-shi", "nongan-xian"]),
        ("tumen-jiang", ["tumen-shi"]),
        ("yalu-jiang", ["linjiang-shi", "jian-shi"]),
        ("huifa-he", ["huadian-shi", "huinan-xian", "meihekou-shi"]),
        ("mudan-jiang", ["dunhua-shi"]),
        ("dongliao-he", ["liaoyuan-shi"]),
        ("nen-jiang", ["daan-shi"]),
        ("tao-er-he", ["taonan-shi"]),
    ],
)
def test_towns_stand_on_their_rivers(river: str, towns: list[str]) -> None:
    course = project(water_bodies()[river])
    for town in towns:
        place = load_gazetteer().get(town)
        assert project(shapely.Point(place.lon, place.lat)).distance(course) < 5000, town


@pytest.mark.parametrize(("river", "low_km", "high_km"), [("tumen-jiang", 350, 550), ("yalu-jiang", 550, 830), ("yitong-he", 200, 400)])
def test_a_generalised_river_is_no_longer_than_the_real_one(river: str, low_km: float, high_km: float) -> None:
    """Should lie below the published length (525, 795 and 343 km) and not far below: the lines are coarse."""
    assert low_km < geodesic_length_m(water_bodies()[river]) / 1000 < high_km


def test_lakes_have_about_their_known_areas() -> None:
    for name, km2 in {"查干湖": 300, "镜泊湖": 90, "兴凯湖": 4200}.items():
        assert 0.4 * km2 < geodesic_area_km2(water_bodies()[name]) < 2.2 * km2, name


def test_a_missing_water_file_is_named(tmp_path: Path) -> None:
    from dataclasses import replace

    from spatial.errors import DataFileError

    with pytest.raises(DataFileError, match=r"water\.geojson"):
        water(replace(default_settings(), root=tmp_path))
