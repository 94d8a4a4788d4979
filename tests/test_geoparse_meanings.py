"""Tests of which place a name means: rivers that share a city's name, 吉林 the province, letters read from the text's own cities."""

from __future__ import annotations

import pytest
from test_geoparse import ids, read

from spatial.geoparse import Mention, parse_text

LIAONING = "辽宁省人民政府印发的方案覆盖沈阳市、大连市、抚顺市、朝阳市。"


def told(text: str) -> dict[str, Mention]:
    return {one.text: one for one in parse_text(text).mentions}


@pytest.mark.parametrize(
    ("sentence", "rivers"),
    [
        ("治理松花江、牡丹江、绥芬河、浑江等水系。", ["牡丹江", "绥芬河", "浑江"]),
        ("加强辉发河、柳河、三统河堤防建设。", ["柳河"]),
    ],
)
def test_a_name_in_a_list_of_rivers_is_a_river(sentence: str, rivers: list[str]) -> None:
    found = read(sentence)
    assert [found[river].kind for river in rivers] == ["water"] * len(rivers)
    assert not any(
        place.startswith(("mudanjiang-shi", "suifenhe-shi", "baishan-shi")) for river in rivers for place in ids(found[river]) if place
    )


@pytest.mark.parametrize("sentence", ["支持牡丹江、绥芬河、黑河扩大开放。", "七台河、黑河、漠河建设口岸城镇。"])
def test_a_list_of_cities_named_after_rivers_stays_a_list_of_cities(sentence: str) -> None:
    kinds = {one.kind for one in parse_text("黑龙江省哈尔滨市、大庆市、佳木斯市。" + sentence).mentions}
    assert kinds <= {"province", "prefecture", "county"}


def test_the_end_of_a_pipeline_is_the_city_not_a_town_near_its_other_end() -> None:
    assert ids(read("建设四平—白山天然气管道。")["四平—白山天然气管道"]) == ["siping-shi", "baishan-shi"]


def test_a_county_of_the_same_name_yields_to_its_city() -> None:
    assert ids(told(LIAONING + "建设朝阳至凌源高速公路。")["朝阳至凌源高速公路"])[0] == "chaoyang-shi-liaoning"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("打响“大美吉林”品牌，吉林省推进长春市建设。", "jilin-sheng"),
        ("吉林省举行发布会。吉林是全国重要的边境省份之一。", "jilin-sheng"),
        ("吉林省提高开放水平，把吉林面向东北亚的优势发挥好。", "jilin-sheng"),
        ("东北三省中，吉林、辽宁、黑龙江各有侧重。", "jilin-sheng"),
        ("吉林省加快长春、吉林、四平三市建设。", "jilin-shi"),
        ("吉林省开行北京至吉林的旅游专列。", "jilin-shi"),
        ("吉林省建设长春至吉林快速铁路，吉林市城区改造。吉林站扩建。", "jilin-shi"),
    ],
)
def test_bare_jilin_is_the_province_where_the_text_speaks_of_the_province(text: str, expected: str) -> None:
    found = [place.id for one in parse_text(text).mentions for name in (one, *one.inner) if name.text == "吉林" for place in name.places]
    assert found == [expected] * len(found)
    assert found


def test_letters_of_a_route_stand_for_cities_the_text_names() -> None:
    found = told(LIAONING + "支持凌源市、绥中县发展，建设凌绥高速。")
    assert [place.name for place in found["凌绥高速"].places] == ["凌源市", "绥中县"]


def test_letters_that_may_stand_for_several_places_stand_for_none() -> None:
    assert ids(told("内蒙古自治区通辽市、赤峰市、呼伦贝尔市推进集海铁路建设。")["集海铁路"]) == [None]


def test_letters_left_open_stand_beside_two_that_are_told() -> None:
    places = told("内蒙古自治区通辽市、赤峰市、呼伦贝尔市推进齐海满客专建设。")["齐海满客专"].places
    assert [place.name for place in places] == ["齐齐哈尔市", "海", "满洲里市"]
    assert places[1].id is None


def test_the_far_end_of_a_route_may_be_a_county_of_another_province() -> None:
    assert [place.name for place in read("推进通化—新宾高速公路。")["通化—新宾高速公路"].places] == ["通化市", "新宾满族自治县"]


def test_a_company_known_by_its_short_name_is_no_place_on_the_map() -> None:
    found = read("一汽、吉化扩大产能，建设一汽大岭物流园区。")
    assert (found["一汽"].ctx, found["吉化"].ctx) == ("org_name", "org_name")
    assert found["一汽大岭物流园区"].ctx == ""


def test_the_arctic_sea_route_is_not_the_arctic_ocean() -> None:
    assert ids(read("积极参与北极航道开发。")["北极航道"]) == [None]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("东丰、西丰两县共建合作区。", ["东丰县", "西丰县"]),
        ("与桓仁、宽甸、新宾等县合作。", ["桓仁满族自治县", "宽甸满族自治县", "新宾满族自治县"]),
    ],
)
def test_counties_of_another_province_in_a_list_are_read_without_their_type_word(sentence: str, expected: list[str]) -> None:
    places = [one.places[0].name for one in parse_text("吉林省长春市、四平市、辽源市。" + sentence).mentions][3:]
    assert places == expected


def test_words_that_are_names_of_counties_elsewhere_are_none_in_a_list() -> None:
    assert list(read("推进开发、合作和城区建设，建设特大城市、大城市和中等城市。")) == []


def test_a_compound_among_compounds_is_two_cities() -> None:
    assert ids(read("城际铁路由长吉、长平、长白、长松组成。")["长白"]) == ["changchun-shi", "baicheng-shi"]


def test_the_main_stream_of_a_river_is_not_the_province_named_after_it() -> None:
    assert ids(read("实施黑龙江干流堤防建设。")["黑龙江干流"]) != ["heilongjiang-sheng"]


def test_a_name_in_a_list_of_reservoirs_is_a_reservoir() -> None:
    found = read("新立城、海龙、德惠、石头口门等水库水质稳定，扶余、榆树等地修建水库。")
    assert [found[name].kind for name in ("海龙", "德惠")] == ["water", "water"]
    assert ids(found["海龙"]) != ["meihekou-shi"]
    assert ids(found["扶余"]) == ["fuyu-shi"]


def test_the_urban_area_of_a_city_with_its_type_word_is_the_city() -> None:
    assert ids(read("四平市区周边布局。")["四平市区"]) == ["siping-shi"]


def test_the_capital_of_another_province_comes_before_a_district_of_its_name() -> None:
    assert ids(read("开通白城至西安、白城至海拉尔航线。")["白城至西安"]) == ["baicheng-shi", "xian-shi-shaanxi"]
    assert ids(read("辽源市龙山区、西安区实施治理。")["西安区"]) == ["xian-qu-liaoyuan"]


def test_a_small_mountain_is_not_the_city_named_after_the_great_one() -> None:
    assert "白山" not in read("布局朱雀山、小白山、炮台山等公园。")


def test_a_zone_called_by_its_common_name_is_that_of_changchun_only_in_texts_of_the_province() -> None:
    assert ids(told("黑龙江省哈尔滨市、大庆市推进经开区、高新北区建设。")["经开区"]) == [None]
    assert ids(read("推进长春市经开区、高新北区建设。")["高新北区"]) == ["changchungaoxinbei-qu"]


def test_a_numbered_road_with_its_type_word_keeps_both_ends() -> None:
    assert ids(read("改造G303线通化至柳河段。")["G303线通化至柳河段"]) == ["tonghua-shi", "liuhe-xian"]


def test_a_county_right_after_its_province_is_read_in_a_text_of_another_province() -> None:
    places = [one.places[0].name for one in parse_text("吉林省白城市与黑龙江泰来、甘肃临洮交流，与甘肃合作。").mentions]
    assert places == ["白城市", "泰来县", "临洮县", "甘肃省"]
