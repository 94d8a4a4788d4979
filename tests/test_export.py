"""Exports: every layer and format read back by GDAL; RFC 7946; nothing a spreadsheet would run; the same bytes twice."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.catalogue import layer, list_layers
from spatial.crs import geodesic_distance_m, project_xy
from spatial.errors import InvalidInputError, PlanNotFoundError
from spatial.export import FORMULA_STARTS, WRITERS, Entry, Provenance, export_bytes, export_layer, provenance_of, safe_cell, to_archive

ABOUT = Provenance("test-layer", "试验图层", "试验", "CC0")
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "<img src=x onerror=alert(1)>", "${alert(1)}",
           '"; DROP TABLE x; --', "a,b;c\nd", "九台区\x00\x0b", "𠮷林", "￾", "</script>\u2028", "'=1"]  # fmt: skip


def frame_of(values: list[str], header: str = "名称") -> gpd.GeoDataFrame:
    shapes = [shapely.Point(125 + index / 100, 43) for index in range(len(values))]
    return gpd.GeoDataFrame({"id": [f"f{index}" for index in range(len(values))], header: values}, geometry=shapes, crs=4326)


def rings(geometry: dict[str, Any]) -> list[tuple[bool, list[list[float]]]]:
    """Return (is the shell, ring) of every ring of a GeoJSON geometry."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(geometry["type"], [])
    return [(number == 0, ring) for polygon in polygons for number, ring in enumerate(polygon)]


def numbers(value: Any) -> list[float]:
    return [value] if isinstance(value, float | int) else [item for part in value for item in numbers(part)]


@pytest.mark.parametrize("entry", list_layers(), ids=lambda entry: entry.id)
def test_every_layer_is_geojson_by_rfc_7946(entry: Any) -> None:
    """Should have no crs, right-hand rings, six decimals, WGS 84 bounds, provenance on every feature, and the same bytes twice."""
    frame = layer(entry.id)
    data = export_bytes(frame, "geojson", provenance_of(entry.id))
    assert data == export_bytes(frame, "geojson", provenance_of(entry.id))
    assert b"\\u" not in data
    content = json.loads(data)
    assert "crs" not in content
    assert len(content["features"]) == len(frame)
    for item in content["features"]:
        assert item["properties"]["source"], item["id"]
        assert "licence" in item["properties"]
        if item["geometry"] is None:
            continue
        assert shapely.from_geojson(json.dumps(item["geometry"])).is_valid, item["id"]
        for shell, ring in rings(item["geometry"]):
            assert ring[0] == ring[-1]
            assert shapely.LinearRing(ring).is_ccw == shell
        values = numbers(item["geometry"]["coordinates"])
        assert all(value == round(value, 6) for value in values)
        assert all(-180 <= value <= 180 for value in values[0::2])
        assert all(-90 <= value <= 90 for value in values[1::2])


@pytest.mark.parametrize("entry", list_layers(), ids=lambda entry: entry.id)
def test_every_layer_is_read_back_by_gdal(entry: Any, tmp_path: Path) -> None:
    frame = layer(entry.id)
    for form in ("geojson", "gpkg"):
        path = tmp_path / f"layer{WRITERS[form].suffix}"
        path.write_bytes(export_bytes(frame, form, provenance_of(entry.id)))
        back = gpd.read_file(path)
        assert len(back) == len(frame)
        assert back.geometry.notna().sum() == frame.geometry.notna().sum()
        assert back.geometry[back.geometry.notna()].is_valid.all()
        assert back.crs.to_epsg() == 4326


@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("layer_id", ["counties", "structure-city_cluster", "place-town", "project-expressway", "lakes"])
def test_the_same_layer_gives_the_same_bytes(form: str, layer_id: str) -> None:
    first = export_bytes(layer(layer_id), form, provenance_of(layer_id))
    assert hashlib.sha256(first).digest() == hashlib.sha256(export_bytes(layer(layer_id), form, provenance_of(layer_id))).digest()


@pytest.mark.parametrize("form", list(WRITERS))
def test_writers_do_not_change_the_frame(form: str) -> None:
    frame = frame_of(HOSTILE)
    before = frame.copy(deep=True)
    export_bytes(frame, form, ABOUT)
    assert frame.equals(before)


def test_hostile_text_survives_geojson_unchanged() -> None:
    back = json.loads(export_bytes(frame_of(HOSTILE), "geojson", ABOUT))
    assert [item["properties"]["名称"] for item in back["features"]] == HOSTILE


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_and_no_header_of_a_table_can_run(form: str) -> None:
    data = export_bytes(frame_of(HOSTILE, header="=HYPERLINK(1)"), form, ABOUT)
    if form == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        cells = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(cell == "'=HYPERLINK(1)" for cell in cells)
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_a_safe_cell_never_begins_a_formula_and_keeps_the_text(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(FORMULA_STARTS)
    printable = "".join(char for char in text if (ord(char) >= 32 and ord(char) != 127) or char in "\t\n\r")
    assert cell.removeprefix("'") == printable.removeprefix("'") or cell == printable


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=5))
def test_any_text_goes_through_every_writer(values: list[str]) -> None:
    frame = frame_of(values)
    for form in WRITERS:
        assert export_bytes(frame, form, ABOUT)
    back = json.loads(export_bytes(frame, "geojson", ABOUT))
    assert [item["properties"]["名称"] for item in back["features"]] == values


def test_csv_opens_with_bom_and_lists_a_point_for_every_feature() -> None:
    data = export_bytes(layer("counties"), "csv", provenance_of("counties")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert len(rows) == 60
    assert all(121 < float(row["lon"]) < 132 and 40 < float(row["lat"]) < 47 for row in rows)
    assert all(len(row["wkt"]) < 32_767 for row in rows)


@pytest.mark.parametrize("epsg", [4490, 4550, 4551, 4552])
def test_the_wanted_system_is_written(epsg: int, tmp_path: Path) -> None:
    frame = layer("place-prefecture").dropna(subset=["lon"])
    path = tmp_path / "cities.gpkg"
    path.write_bytes(export_bytes(frame, "gpkg", provenance_of("place-prefecture"), epsg))
    back = gpd.read_file(path)
    assert back.crs.to_epsg() == epsg
    for row, shape in zip(frame.itertuples(), back.geometry, strict=True):
        lon, lat = project_xy(shape.x, shape.y, epsg, 4326)
        assert geodesic_distance_m(row.lon, row.lat, lon, lat) < 0.01
    table = list(csv.DictReader(io.StringIO(export_bytes(frame, "csv", ABOUT, epsg).decode("utf-8-sig"), newline="")))
    assert ("lon" in table[0]) == (epsg == 4490)
    assert ("easting_m" in table[0]) == (epsg != 4490)


def test_geojson_in_another_system_and_unknown_systems_are_refused() -> None:
    frame = frame_of(["a"])
    with pytest.raises(InvalidInputError, match="4551"):
        export_bytes(frame, "geojson", ABOUT, 4551)
    for epsg in (3857, 4547, 0):
        with pytest.raises(InvalidInputError, match=str(epsg)):
            export_bytes(frame, "gpkg", ABOUT, epsg)
    with pytest.raises(InvalidInputError, match="docx"):
        export_bytes(frame, "docx", ABOUT)


def test_shapefile_is_read_back_with_whole_characters(tmp_path: Path) -> None:
    """Should hold Chinese in GBK without half characters, mark what GBK lacks, and explain its short field names."""
    path = tmp_path / "layer.zip"
    path.write_bytes(export_bytes(frame_of(["长" * 200, "𠮷林", "九台区"], header="很长的中文字段名称"), "shapefile", ABOUT))
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        book = archive.read("fields.csv").decode("utf-8-sig")
        archive.extractall(tmp_path / "out")
    assert {"point.shp", "point.dbf", "point.shx", "point.prj", "point.cpg", "fields.csv"} <= names
    assert "很长的中文字段名称" in book
    back = gpd.read_file(tmp_path / "out" / "point.shp", encoding="GBK")
    assert list(back["f02"]) == ["长" * 127, "〓林", "九台区"]


def test_shapefile_parts_hold_every_drawn_feature(tmp_path: Path) -> None:
    frame = layer("structure-city_cluster")
    (tmp_path / "x.zip").write_bytes(export_bytes(frame, "shapefile", provenance_of("structure-city_cluster")))
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path)
    assert sum(len(gpd.read_file(path)) for path in tmp_path.glob("*.shp")) == frame.geometry.notna().sum()


def test_an_archive_names_every_file_with_its_sum_and_source() -> None:
    entries = [Entry("counties", "geojson"), Entry("structure-axis", "csv", plan="urbanization-2014"), Entry("lakes", "gpkg", epsg=4551)]
    data = to_archive(entries)
    assert data == to_archive(entries)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert {item["file"] for item in manifest["files"]} | {"manifest.json"} == set(archive.namelist())
        for item in manifest["files"]:
            assert hashlib.sha256(archive.read(item["file"])).hexdigest() == item["sha256"]
            assert item["source"]
            assert item["licence"]


def test_export_layer_writes_a_file_and_counts(tmp_path: Path) -> None:
    path = tmp_path / "轴.geojson"
    count = export_layer("structure-axis", "geojson", path, plan="urbanization-2014")
    assert count == len(json.loads(path.read_text(encoding="utf-8"))["features"]) > 0
    with pytest.raises(PlanNotFoundError):
        export_layer("no-such-layer", "geojson", path)
    with pytest.raises(InvalidInputError, match="不存在"):
        export_layer("lakes", "geojson", tmp_path / "nowhere" / "x.geojson")


def test_missing_values_are_null_not_nan() -> None:
    frame = gpd.GeoDataFrame({"id": ["a", "b"], "x": [1.5, float("nan")], "n": [1, None]}, geometry=[shapely.Point(1, 2), None], crs=4326)
    features = json.loads(export_bytes(frame, "geojson", ABOUT))["features"]
    assert features[1]["properties"]["x"] is None
    assert features[1]["properties"]["n"] is None
    assert features[1]["geometry"] is None


@pytest.mark.parametrize("header", ['";DROP TABLE x;--', "<b>甲</b>", "${x}", "a\nb", "名" * 80, "=1", "select", " "])
@pytest.mark.parametrize("form", list(WRITERS))
def test_any_column_name_goes_through_every_writer(form: str, header: str) -> None:
    assert export_bytes(frame_of(["甲", "乙"], header=header), form, ABOUT)


def test_odd_geometries_become_what_a_gis_accepts() -> None:
    r"""Should mend a bow tie, keep a line without length as its point, and refuse what is no number.

    x   x
    |\ /|
    | X |
    |/ \|
    x   x
    """
    bow = shapely.Polygon([(0, 0), (0, 1), (1, 0), (1, 1)])
    shapes = [bow, shapely.LineString([(2, 2), (2, 2)]), shapely.Point()]
    frame = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=shapes, crs=4326)
    types = [item["geometry"] and item["geometry"]["type"] for item in json.loads(export_bytes(frame, "geojson", ABOUT))["features"]]
    assert types == ["MultiPolygon", "Point", None]
    with pytest.raises(InvalidInputError, match="NaN"):
        export_bytes(gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(float("nan"), 1)], crs=4326), "geojson", ABOUT)


def test_a_frame_without_a_system_is_refused() -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)])
    with pytest.raises(InvalidInputError, match="坐标系"):
        export_bytes(frame, "geojson", ABOUT)


def test_rows_without_geometry_are_counted_in_the_code_book() -> None:
    frame = layer("structure-spatial_pattern")
    with zipfile.ZipFile(io.BytesIO(export_bytes(frame, "shapefile", provenance_of("structure-spatial_pattern")))) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("fields.csv").decode("utf-8-sig"), newline="")))
    assert ["没有几何、未写出的行", "见同一图层的 csv 或 xlsx", str(frame.geometry.isna().sum())] in rows
