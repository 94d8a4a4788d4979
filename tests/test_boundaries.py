"""Outlines: a coverage of Jilin, its neighbours, simplification that keeps shared borders, units of a date."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from spatial.boundaries import (
    county_polygons,
    neighbour_countries,
    neighbour_provinces,
    polygon_of,
    prefecture_polygons,
    province_polygon,
    simplify_coverage,
)
from spatial.crs import geodesic_area_km2
from spatial.errors import InvalidInputError
from spatial.structures import counties, prefectures


def test_sixty_counties_cover_the_province_without_gap_or_overlap() -> None:
    frame = county_polygons()
    assert len(frame) == 60
    assert frame.crs.to_epsg() == 4326
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    union = shapely.union_all(frame.geometry.to_numpy())
    assert geodesic_area_km2(union.symmetric_difference(province_polygon())) < 0.01
    assert 187_000 < geodesic_area_km2(union) < 192_000


def test_simplified_counties_still_share_their_borders() -> None:
    frame = county_polygons()
    thin = simplify_coverage(frame, 1500)
    assert shapely.coverage_is_valid(thin.geometry.to_numpy(), 1e-9)
    assert shapely.get_num_coordinates(thin.geometry.to_numpy()).sum() < 0.6 * shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()
    assert list(thin["adcode"]) == list(frame["adcode"])
    assert frame is not thin


def test_neighbours_lie_outside_the_province() -> None:
    inside = province_polygon().buffer(-0.05)
    for outline in [*neighbour_provinces().geometry, *neighbour_countries().geometry]:
        assert outline.is_valid
        assert not outline.intersects(inside)
    assert set(neighbour_countries()["name"]) == {"朝鲜", "俄罗斯", "蒙古"}
    assert set(neighbour_provinces()["name"]) == {"辽宁省", "黑龙江省", "内蒙古自治区"}


def test_a_code_gives_its_polygon_and_a_wrong_one_a_clear_error() -> None:
    assert geodesic_area_km2(polygon_of("220112")) == pytest.approx(1677, rel=0.05)
    assert polygon_of("230184") is not None
    assert polygon_of("220999") is None
    with pytest.raises(InvalidInputError, match="22011"):
        polygon_of("22011")


@pytest.mark.parametrize(
    ("on", "place_id", "name", "parent"),
    [
        (date(2012, 5, 1), "jiutai-qu", "九台市", "changchun-shi"),
        (date(2016, 5, 1), "jiutai-qu", "九台区", "changchun-shi"),
        (date(2019, 12, 31), "gongzhuling-shi", "公主岭市", "siping-shi"),
        (date(2021, 5, 30), "gongzhuling-shi", "公主岭市", "changchun-shi"),
        (date(2012, 5, 1), "fuyu-shi", "扶余县", "songyuan-shi"),
    ],
)
def test_counties_have_the_names_and_parents_of_the_date(on: date, place_id: str, name: str, parent: str) -> None:
    row = counties(on).set_index("place_id").loc[place_id]
    assert (row["name"], row["parent_id"]) == (name, parent)


def test_every_county_is_a_place_with_a_parent() -> None:
    for on in (None, date(2012, 6, 1), date(2014, 8, 7)):
        frame = counties(on)
        assert (frame["place_id"] != "").all()
        assert (frame["parent_id"] != "").all()


def test_a_prefecture_of_a_date_is_made_of_its_counties_of_that_date() -> None:
    """Should give 公主岭 to 四平 until 2020 and to 长春 since, and lose no land."""
    before = prefectures(date(2016, 2, 23)).set_index("place_id").geometry
    after = prefectures(date(2021, 5, 30)).set_index("place_id").geometry
    moved = polygon_of("220184")
    assert len(before) == len(after) == 9
    assert geodesic_area_km2(before["siping-shi"].difference(after["siping-shi"]).symmetric_difference(moved)) < 0.01
    assert geodesic_area_km2(after["changchun-shi"].difference(before["changchun-shi"]).symmetric_difference(moved)) < 0.01
    assert shapely.coverage_is_valid(before.to_numpy())


def test_todays_prefectures_agree_with_the_package() -> None:
    ours = prefectures().set_index("adcode").geometry
    for code, theirs in prefecture_polygons()[["adcode", "geometry"]].itertuples(index=False):
        assert geodesic_area_km2(ours[code].symmetric_difference(theirs)) < 0.01
