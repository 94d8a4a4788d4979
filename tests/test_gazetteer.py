"""The gazetteer on a small province of its own: identity through time, the rule of choice, properties of names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import AmbiguousPlaceError, DataFileError, InvalidInputError, PlaceNotFoundError, PlaceWithoutPointError
from spatial.gazetteer import Compound, Gazetteer, HistoryEntry, geocode, origin, parse_date
from spatial.gazetteer.dates import covers, hangs_on_year
from spatial.gazetteer.names import normalise, short_form, without_brackets
from spatial.gazetteer.tables import read_places
from spatial.schema import GAZETTEER_COLUMNS, Place


def place(place_id: str, title: str, kind: str, parent: str | None = "jilin-sheng", **more: object) -> Place:
    base = Place(place_id, title, kind, None, parent, 125.0, 43.0, 1000.0, "own", "测试")
    return replace(base, **more)


@pytest.fixture
def book() -> Gazetteer:
    r"""Hold a small province.

    ::

        省 ─┬─ 东市 ─┬─ 甲县 ── 柳镇(甲)
            │        └─ 乙区(2014 前乙市，2000 前乙县)
            └─ 西市 ─── 丙县(2020 前属东市) ── 柳镇(丙)
        外省 ── 柳州(市)
    """
    places = (
        place("jilin-sheng", "省", "province", None),
        place("wai-sheng", "外省", "province", None),
        place("dong-shi", "东江市", "prefecture", plans=("p",)),
        place("xi-shi", "西江市", "prefecture"),
        place("jia-xian", "东江县", "county", "dong-shi"),
        place("yi-qu", "乙木区", "district", "dong-shi", adcode="220113", pinyin="Yǐmù Qū", title_en="Yimu District"),
        place("bing-xian", "丙山县", "county", "xi-shi"),
        place("liu-zhen-jia", "柳树镇", "town", "jia-xian", plans=("p",)),
        place("liu-zhen-bing", "柳树镇", "town", "bing-xian"),
        place("mu-zhen", "乙木镇", "town", "bing-xian"),
        place("nan-zhen", "南岗镇", "town", "bing-xian", lon=None, lat=None, precision_m=None, located="none"),
        place("nan-he", "南岗河", "river", "jilin-sheng"),
        place("hu-shi", "湖安市", "prefecture", "wai-sheng"),
        place("hu-zhen", "湖安镇", "town", "bing-xian"),
    )
    history = (
        HistoryEntry("yi-qu", "name", "乙木县", "", "2000", "录"),
        HistoryEntry("yi-qu", "name", "乙木市", "2000", "2014-10", "录"),
        HistoryEntry("yi-qu", "name", "乙木区", "2014-10", "", "录"),
        HistoryEntry("yi-qu", "kind", "county", "", "2014-10", "录"),
        HistoryEntry("yi-qu", "adcode", "220181", "2000", "2014-10", "录"),
        HistoryEntry("bing-xian", "parent", "dong-shi", "", "2020-06", "录"),
        HistoryEntry("bing-xian", "parent", "xi-shi", "2020-06", "", "录"),
    )
    compounds = (Compound("东西", ("dong-shi", "xi-shi"), "", "规划"), Compound("乙木", ("yi-qu", "mu-zhen"), "", "规划"))
    return Gazetteer(places, history, compounds)


def test_a_place_keeps_its_identity_while_its_name_changes(book: Gazetteer) -> None:
    then, now = book.as_of("yi-qu", "2012"), book.as_of("yi-qu", 2016)
    assert (then.title, then.kind, then.adcode) == ("乙木市", "county", "220181")
    assert (now.title, now.kind, now.adcode) == ("乙木区", "district", "220113")
    for on in ("1999", "2012", "2016", None):
        assert book.lookup("乙木市", on=on).chosen == ("yi-qu",)
    assert "今名乙木区" in book.lookup("乙木市", on="2012").reason


def test_parents_are_those_of_the_date(book: Gazetteer) -> None:
    assert [unit.id for unit in book.ancestors("liu-zhen-bing", "2019")] == ["bing-xian", "dong-shi", "jilin-sheng"]
    assert [unit.id for unit in book.ancestors("liu-zhen-bing", "2020")] == ["bing-xian", "xi-shi", "jilin-sheng"]
    assert "bing-xian" in {child.id for child in book.children("dong-shi", "2019")}
    assert "bing-xian" not in {child.id for child in book.children("dong-shi")}
    assert book.lookup("丙山县", within="东江市", on="2019").chosen == ("bing-xian",)
    assert book.lookup("丙山县", within="东江市", on="2021").matches == ()


def test_equals_stay_undecided_and_a_full_name_beats_a_short_one(book: Gazetteer) -> None:
    assert book.lookup("东江").chosen == ()
    assert {item.place.id for item in book.lookup("东江").matches} == {"dong-shi", "jia-xian"}
    assert book.lookup("东江县").chosen == ("jia-xian",)


def test_towns_of_one_name(book: Gazetteer) -> None:
    assert book.lookup("柳树").chosen == ()
    assert book.lookup("柳树镇").chosen == ("liu-zhen-jia",), "the only one the plans name"
    assert "liu-zhen-bing" in book.lookup("柳树镇").reason
    assert book.lookup("柳树镇", within="丙山").chosen == ("liu-zhen-bing",)
    assert book.lookup("柳树镇（丙山）").chosen == ("liu-zhen-bing",)
    assert book.lookup("丙山县柳树镇").chosen == ("liu-zhen-bing",)
    assert book.lookup("柳树镇@丙山").chosen == ("liu-zhen-bing",)
    assert book.lookup("liu-zhen-bing").chosen == ("liu-zhen-bing",)


def test_a_city_beyond_the_province_does_not_push_aside_a_town(book: Gazetteer) -> None:
    found = book.lookup("湖安")
    assert found.chosen == ()
    assert {item.place.id for item in found.matches} == {"hu-shi", "hu-zhen"}


def test_a_river_does_not_push_aside_the_town_named_after_it(book: Gazetteer) -> None:
    assert book.lookup("南岗河").chosen == ("nan-he",)
    assert book.lookup("南岗乡").chosen == ("nan-zhen",), "another township type is taken, and said"
    assert "没有“南岗乡”" in book.lookup("南岗乡").reason


def test_compounds(book: Gazetteer) -> None:
    assert book.lookup("东西").chosen == ("dong-shi", "xi-shi")
    assert book.lookup("东（江）西（江）").chosen == ("dong-shi", "xi-shi")
    assert book.lookup("乙木").chosen == (), "a district of that name and a compound: no choice"
    assert book.lookup("东江市—西江市").chosen == ("dong-shi", "xi-shi")


def test_compounds_stay_inside_what_they_are_asked_within(book: Gazetteer) -> None:
    assert book.lookup("东西", within="省").chosen == ("dong-shi", "xi-shi")
    outside = book.lookup("东西", within="外省")
    assert outside.chosen == ()
    assert "合称" in outside.reason
    assert book.lookup("乙木", within="省").chosen == (), "still a district and a compound"


def test_an_id_is_narrowed_like_a_name(book: Gazetteer) -> None:
    assert book.lookup("jia-xian", within="东江市").chosen == ("jia-xian",)
    assert book.lookup("jia-xian", within="西江市").chosen == ()


def test_surroundings_of_two_meanings_choose_only_what_both_agree_on() -> None:
    """A bare 江 is a province and a city: inside one 柳树 is the county, inside the other the town."""
    places = (
        place("jilin-sheng", "江安省", "province", None),
        place("jiang-shi", "江安市", "prefecture"),
        place("liu-xian", "柳树县", "county"),
        place("liu-zhen", "柳树镇", "town", "jiang-shi"),
        place("nan-zhen", "南岗镇", "town", "jiang-shi"),
    )
    book = Gazetteer(places)
    assert book.lookup("柳树", within="江安省").chosen == ("liu-xian",)
    assert book.lookup("柳树", within="江安市").chosen == ("liu-zhen",)
    found = book.lookup("柳树", within="江安")
    assert found.chosen == ()
    assert "江安" in found.reason
    assert book.lookup("南岗", within="江安").chosen == ("nan-zhen",)


def test_the_people_of_a_prefecture_are_those_of_its_counties_then(book: Gazetteer) -> None:
    people = {"dong-shi": 30, "xi-shi": 12, "jia-xian": 20, "yi-qu": 10, "bing-xian": 12}
    counted = [
        replace(item, population=people.get(item.id), population_year=2010 if item.id in people else None, population_source="普查")
        for item in book.places
    ]
    history = [entry for item in book.places for entry in book.history(item.id)]
    known = Gazetteer(counted, history)
    assert known.as_of("dong-shi", "2012").population == 42, "丙山县 was of 东江 then"
    assert "合计" in known.as_of("dong-shi", "2012").population_source
    assert known.as_of("xi-shi", "2012").population is None, "no county was left to count"
    assert known.as_of("dong-shi", "2021").population == 30
    assert known.get("dong-shi").population == 30


def test_latin_names(book: Gazetteer) -> None:
    for text in ("Yimu District", "yǐmù qū", "YIMUQU"):
        assert book.lookup(text).chosen == ("yi-qu",)


def test_unknown_names_offer_the_nearest(book: Gazetteer) -> None:
    found = book.lookup("柳村镇")
    assert found.matches == ()
    assert found.chosen == ()
    assert "柳树镇" in found.suggestions
    assert "柳树镇" in found.reason


def test_a_text_too_long_for_a_name_is_answered_at_once(book: Gazetteer) -> None:
    found = book.lookup("东江市、" * 5000)
    assert (found.matches, found.chosen, found.suggestions) == ((), (), ())
    assert "不是地名" in found.reason
    with pytest.raises(PlaceNotFoundError, match="不是地名"):
        book.one("某" * 100)


def test_one_place_or_an_error_that_helps(book: Gazetteer) -> None:
    assert book.one("yi-qu", on="2012").title == "乙木市"
    assert book.one("柳树镇@丙山县").id == "liu-zhen-bing"
    with pytest.raises(AmbiguousPlaceError, match="jia-xian"):
        book.one("东江")
    with pytest.raises(AmbiguousPlaceError, match="合称"):
        book.one("东西")
    with pytest.raises(PlaceNotFoundError, match="没有叫"):
        book.one("某某")
    with pytest.raises(PlaceNotFoundError, match="限定范围"):
        book.lookup("柳树镇", within="某某")
    with pytest.raises(PlaceNotFoundError, match="没有编号"):
        book.get("nowhere")
    with pytest.raises(InvalidInputError, match="为空"):
        book.lookup("  ")


def test_start_points(book: Gazetteer) -> None:
    assert origin("125.5, 43.5", gazetteer=book) == (125.5, 43.5)
    assert origin("西江市", gazetteer=book).id == "xi-shi"
    with pytest.raises(PlaceWithoutPointError, match="nan-zhen"):
        origin("南岗镇", gazetteer=book)
    with pytest.raises(InvalidInputError, match="不是经纬度"):
        origin("43.5,125.5", gazetteer=book)


def test_many_names_keep_every_row(book: Gazetteer) -> None:
    frame = geocode(["东西", "东江", "某某", "南岗镇"], gazetteer=book, on="2012")
    assert list(frame["query"]) == ["东西", "东西", "东江", "某某", "南岗镇"]
    assert list(frame["status"]) == ["compound", "compound", "ambiguous", "unknown", "resolved"]
    assert list(frame.geometry.isna()) == [False, False, True, True, True]
    assert frame.crs == "EPSG:4326"
    assert frame["reason"].str.len().min() > 0
    (row,) = geocode(["乙木市"], gazetteer=book, on="2012").to_dict("records")
    assert (row["name"], row["valid_from"], row["valid_to"]) == ("乙木市", "2000", "2014-10")
    assert geocode([], gazetteer=book).empty


@pytest.mark.parametrize(
    ("text", "day"),
    [("2012", date(2012, 12, 31)), ("2012-02", date(2012, 2, 29)), ("2012-6-3", date(2012, 6, 3)), (2016, date(2016, 12, 31))],
)
def test_partial_dates(text: str | int, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("text", ["去年", "2012-13", "2013-02-29", "12", ""])
def test_bad_dates(text: str) -> None:
    with pytest.raises(InvalidInputError, match="日期"):
        parse_date(text)


def test_a_change_known_to_the_month_is_flagged_inside_that_month(book: Gazetteer) -> None:
    assert hangs_on_year("2014-10", "", date(2014, 10, 5))
    assert not hangs_on_year("2014-10", "", date(2014, 11, 5))
    assert not hangs_on_year("2014", "", date(2014, 12, 31))
    assert "存疑" in book.lookup("乙木区", on="2014-10-05").matches[0].reason
    assert "存疑" not in book.lookup("乙木区", on="2014").matches[0].reason
    assert "存疑" in book.lookup("乙木市", on="2014-10").matches[0].reason


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2030, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_intervals_that_meet_cover_every_day_once(day: date) -> None:
    spans = (("", "1988"), ("1988", "2014-10"), ("2014-10", "2020-06-05"), ("2020-06-05", ""))
    assert sum(covers(start, end, day) for start, end in spans) == 1


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert without_brackets(without_brackets(text)) == without_brackets(text) or "（" in text or "(" in text or "[" in text or "【" in text


@given(st.sampled_from(["长春市", "农安县", "前郭尔罗斯蒙古族自治县", "三源浦朝鲜族镇", "奢岭街道", "延边朝鲜族自治州"]))
def test_short_forms_are_proper_prefixes(title: str) -> None:
    kind = "town" if title.endswith(("镇", "街道")) else "county"
    short = short_form(title, kind)
    assert title.startswith(short)
    assert 1 < len(short) < len(title)


def write(path: object, **cells: str) -> None:
    row = dict.fromkeys(GAZETTEER_COLUMNS, "") | {"id": "a", "title": "甲", "kind": "town", "located": "none"} | cells
    path.write_text(",".join(GAZETTEER_COLUMNS) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"kind": "village"}, "kind 或 located"),
        ({"located": "own"}, "kind 或 located"),
        ({"lon": "1", "lat": "x", "located": "own"}, "lat 不是数字"),
        ({"parent_id": "b"}, "parent_id"),
    ],
)
def test_a_broken_row_is_named(tmp_path: object, cells: dict[str, str], message: str) -> None:
    path = tmp_path / "gazetteer.csv"
    write(path, **cells)
    with pytest.raises(DataFileError, match=message):
        read_places(path)


def test_a_broken_header_and_a_missing_file_are_named(tmp_path: object) -> None:
    path = tmp_path / "gazetteer.csv"
    with pytest.raises(DataFileError, match="缺少数据文件"):
        read_places(path)
    path.write_text("id,title\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="的列应为"):
        read_places(path)
