"""Geometry rules of the structures, on the real plans and on a small plan of our own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from spatial.boundaries import polygon_of
from spatial.crs import geodesic_area_km2, geodesic_distance_m
from spatial.plans import load_kinds, load_structures
from spatial.settings import Settings, default_settings
from spatial.structures import KIND_RULES, RULES, STRUCTURE_COLUMNS, structures_frame, water_bodies

PLAN = 'id = "own-2012"\ntitle = "试验规划"\nnumber = ""\nissuer = "试验"\nissued = 2012-06-01\n'


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return structures_frame()


@pytest.fixture
def own_plan(tmp_path: Path) -> Any:
    """Make a plan of the user with one structure, beside the five."""

    def make(kind: str, members: list[str], *, ordered: bool = False, attributes: str = "") -> gpd.GeoDataFrame:
        folder = tmp_path / "plans" / "own-2012"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
        rows = ",\n".join(f"  {{ {member} }}" for member in members)
        text = (
            f'[[structure]]\nid = "one"\nname = "甲"\nkind = "{kind}"\nsection = "一"\nordered = {str(ordered).lower()}\n'
            f'members_basis = "stated"\nmembers = [\n{rows}\n]\n[structure.attributes]\n{attributes}\n'
        )
        (folder / "structures.toml").write_text(text, encoding="utf-8")
        used: Settings = replace(default_settings(), user_dir=tmp_path)
        return structures_frame(used, plan="own-2012")

    return make


def place(place_id: str, **more: str) -> str:
    fields = {"as_written": place_id, "place_id": place_id, **more}
    return ", ".join(f'{key} = "{value}"' for key, value in fields.items())


def part(frame: gpd.GeoDataFrame, structure: str, name: str) -> Any:
    row = frame[(frame["id"] == structure) & (frame["part"] == name)]
    assert len(row) == 1, f"{structure} has {len(row)} parts called {name}"
    return row.iloc[0]


def area_km2(*codes: str) -> float:
    return sum(geodesic_area_km2(polygon_of(code)) for code in codes)


def test_every_structure_of_every_plan_has_a_row(frame: gpd.GeoDataFrame) -> None:
    assert set(frame["id"]) == {structure.id for structure in load_structures()}
    assert list(frame.columns) == list(STRUCTURE_COLUMNS)
    assert frame["feature_id"].is_unique
    assert frame.crs.to_epsg() == 4326


def test_every_kind_has_a_rule() -> None:
    kinds = load_kinds()
    assert {kind.geometry for kind in kinds} <= set(RULES)
    assert set(KIND_RULES) <= {kind.id for kind in kinds}


def test_geometries_are_valid_and_in_north_east_asia(frame: gpd.GeoDataFrame) -> None:
    drawn = frame[frame.geometry.notna()]
    assert drawn.geometry.is_valid.all()
    assert not drawn.geometry.is_empty.any()
    west, south, east, north = drawn.total_bounds
    assert (west > 115) & (south > 30) & (east < 142) & (north < 55)


def test_a_row_without_geometry_says_why_or_has_no_members(frame: gpd.GeoDataFrame) -> None:
    """Should drop nothing silently: what is not drawn is missing, is a pattern of other structures, or lists no member."""
    for row in frame[frame.geometry.isna()].itertuples():
        pattern = row.kind in {kind.id for kind in load_kinds() if kind.geometry == "none"}
        assert row.missing or pattern or not row.members, row.id
    for row in frame.itertuples():
        assert bool(row.plan and row.section and row.plan_title), row.id


def test_members_are_named_where_they_have_no_point(frame: gpd.GeoDataFrame) -> None:
    missing = part(frame, "metro_changchun", "area")["missing"]
    assert "南部" in missing


def test_the_central_cluster_is_the_counties_of_its_27_members_faint_and_urban(frame: gpd.GeoDataFrame) -> None:
    """Should take the five cities by their districts and 22 counties whole, as 2014 had them."""
    area = part(frame, "cluster_zhongbu", "area")
    whole = ["220113", "220122", "220183", "220182", "220283", "220221", "220284", "220281", "220282", "220184", "220382", "220323",
             "220322", "220421", "220422", "220781", "220721", "220722", "220723", "220581", "220524", "220523"]  # fmt: skip
    districts = ["220102", "220103", "220104", "220105", "220106", "220112", "220202", "220203", "220204", "220211", "220302", "220303",
                 "220402", "220403", "220702"]  # fmt: skip
    assert geodesic_area_km2(area.geometry) == pytest.approx(area_km2(*whole, *districts), rel=1e-6)
    assert area["extent"] == "urban"
    assert area["approximate"]
    assert len(part(frame, "cluster_zhongbu", "seats").geometry.geoms) == 27


def test_the_regional_cluster_takes_whole_prefectures_of_its_own_year(frame: gpd.GeoDataFrame) -> None:
    """Should count 公主岭 once, with 四平 to which it belonged in 2016, and leave 通化, 白山 and 白城 out."""
    area = part(frame, "cluster_hachang_jl", "area")
    assert not area["approximate"]
    assert geodesic_area_km2(area.geometry) == pytest.approx(area_km2("220100", "220200", "220300", "220400", "220700", "222400"), rel=1e-6)


def test_a_partial_extent_stays_partial(frame: gpd.GeoDataFrame) -> None:
    """Should take three towns of 公主岭, not the county, and only the districts of 长春 and 吉林."""
    area = part(frame, "pair_changji_scope", "area")
    gongzhuling = polygon_of("220184")
    inside = geodesic_area_km2(area.geometry.intersection(gongzhuling))
    assert 0 < inside < 0.08 * geodesic_area_km2(gongzhuling)
    assert geodesic_area_km2(area.geometry.intersection(polygon_of("220122"))) < 0.05 * area_km2("220122")
    assert geodesic_area_km2(area.geometry.intersection(polygon_of("220221"))) == pytest.approx(area_km2("220221"), rel=1e-6)
    assert area["approximate"]


def test_an_ordered_axis_runs_through_its_members_in_order_and_is_schematic(frame: gpd.GeoDataFrame) -> None:
    line = part(frame, "axis_hunwu", "line")
    lons = [x for x, _ in line.geometry.coords]
    assert line["geometry_basis"] == "schematic"
    assert lons == sorted(lons, reverse=True)
    assert lons[0] == pytest.approx(130.36, abs=0.1)
    assert lons[-1] == pytest.approx(122.84, abs=0.1)


def test_an_axis_listed_out_of_order_is_drawn_in_spatial_order(frame: gpd.GeoDataFrame) -> None:
    lats = [y for _, y in part(frame, "axis_hada", "line").geometry.coords]
    assert lats in (sorted(lats), sorted(lats, reverse=True))
    assert len(lats) == 5


def test_a_declared_circle_is_spokes_to_its_members_never_an_area(frame: gpd.GeoDataFrame) -> None:
    r"""Should join 长春 to each of the five members.

      农安  德惠
         \ /
    公主岭-长春-九台
          |
         伊通
    """
    rows = frame[frame["id"] == "circle_cc_half"]
    spokes = part(frame, "circle_cc_half", "spokes")
    assert set(rows["part"]) == {"spokes", "points"}
    assert spokes["geometry_basis"] == "declared"
    assert len(spokes.geometry.geoms) == 5
    assert len({line.coords[0] for line in spokes.geometry.geoms}) == 1


def test_three_rivers_are_drawn_by_their_course(frame: gpd.GeoDataFrame) -> None:
    row = part(frame, "eco_3m", "rivers")
    assert row["geometry_basis"] == "water"
    for name in ("松花江", "鸭绿江", "图们江"):
        assert row.geometry.buffer(1e-6).contains(water_bodies()[name])


def test_a_host_point_is_flagged(frame: gpd.GeoDataFrame) -> None:
    hosts = frame[(frame["kind"] == "industry_park") & (frame["located"] == "host")]
    assert len(hosts) > 0
    assert hosts["approximate"].all()


def test_a_prefecture_beside_its_own_county_stands_for_its_districts(own_plan: Any) -> None:
    """Should take 四平's districts only when 梨树县, a county of 四平, is a member of its own."""
    frame = own_plan("city_cluster", [place("siping-shi"), place("lishu-xian")])
    assert geodesic_area_km2(part(frame, "one", "area").geometry) == pytest.approx(area_km2("220302", "220303", "220322"), rel=1e-6)


def test_a_plan_of_2012_sees_the_prefectures_of_2012(own_plan: Any) -> None:
    """Should give 公主岭 to 四平, as the user's plan was issued in 2012."""
    frame = own_plan("city_cluster", [place("siping-shi")])
    expected = area_km2("220302", "220303", "220322", "220323", "220382", "220184")
    assert geodesic_area_km2(part(frame, "one", "area").geometry) == pytest.approx(expected, rel=1e-6)
    assert part(frame, "one", "area")["as_of"] == "2012-06-01"


def test_an_extent_that_is_not_stated_is_not_drawn(own_plan: Any) -> None:
    frame = own_plan("demonstration_zone", [place("changchun-shi"), place("jilin-shi")], attributes='extent = "unstated"')
    assert set(frame["part"]) == {"seats"}


def test_an_unordered_belt_takes_the_shortest_path(own_plan: Any) -> None:
    """Should run 四平 – 公主岭 – 长春 – 德惠 however they are listed."""
    frame = own_plan("belt", [place("changchun-shi"), place("siping-shi"), place("dehui-shi"), place("gongzhuling-shi")])
    row = part(frame, "one", "line")
    lats = [y for _, y in row.geometry.coords]
    assert lats in (sorted(lats), sorted(lats, reverse=True))
    assert "次序" in row["note"]


def test_a_ring_comes_back_to_its_first_member(own_plan: Any) -> None:
    frame = own_plan("tourism_ring", [place("changchun-shi"), place("yanji-shi"), place("tonghua-shi")], ordered=True)
    assert part(frame, "one", "line").geometry.is_closed


def test_an_unknown_place_is_listed_as_missing(own_plan: Any) -> None:
    frame = own_plan(
        "key_town_list", [place("changchun-shi"), 'as_written = "某镇", place_id = "no-such-place"', 'as_written = "不知何处"']
    )
    row = part(frame, "one", "points")
    assert row["missing"] == "某镇、不知何处"
    assert row.geometry.geom_type == "Point"


def test_a_route_replaces_the_straight_stretches_it_knows() -> None:
    """Should draw the routed stretch as network and leave the other schematic."""
    way = shapely.LineString([(124.37785, 43.16143), (124.6, 43.4), (124.81688, 43.50228)])

    def route(start: Any, end: Any) -> Any:
        return way if {start.id, end.id} == {"siping-shi", "gongzhuling-shi"} else None

    frame = structures_frame(plan="urbanization-2014", kind="axis", route=route)
    assert part(frame, "axis_hada", "route")["geometry_basis"] == "network"
    assert part(frame, "axis_hada", "route").geometry.equals(way)
    straight = part(frame, "axis_hada", "line")
    assert straight["geometry_basis"] == "schematic"
    assert not straight.geometry.intersects(shapely.Point(124.6, 43.4))


def test_spokes_of_a_cooperation_begin_at_the_first_member(frame: gpd.GeoDataFrame) -> None:
    row = part(frame, "linkre21_1", "line")
    lines = list(getattr(row.geometry, "geoms", [row.geometry]))
    start = (126.5608, 43.8465)
    assert all(min(geodesic_distance_m(*start, *end) for end in (line.coords[0], line.coords[-1])) < 5000 for line in lines)


def test_a_compound_names_cities_not_their_territory(frame: gpd.GeoDataFrame) -> None:
    """Should draw the 长吉 section of a pilot zone by its two seats, not as both prefectures."""
    assert set(frame[frame["id"] == "zone_changji_accept"]["part"]) == {"seats"}


def test_circles_without_members_are_drawn_by_their_centres(frame: gpd.GeoDataFrame) -> None:
    row = part(frame, "circle_hub4", "points")
    assert len(row.geometry.geoms) == 4
    assert "未列成员" in row["note"]


def test_what_is_not_drawn_says_why(frame: gpd.GeoDataFrame) -> None:
    assert (frame[frame.geometry.isna()]["note"] != "").all()
