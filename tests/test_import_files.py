"""Files people have: archives, layers, Chinese letters, mixed shapes, dates; each read right or refused, nothing lost unsaid."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
import shapely

from spatial.cli import main
from spatial.errors import InvalidInputError
from spatial.network.check import check_network, network_info, summarise
from spatial.network.graph import to_graph
from spatial.network.importers import import_network, read_network
from spatial.settings import default_settings
from tests.network_drawings import lonlat

PYROSM = importlib.util.find_spec("pyrosm")
needs_pyrosm = pytest.mark.skipif(PYROSM is None or importlib.util.find_spec("osmium") is None, reason="pyrosm is not installed")
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def lines(paths, crs: int | None = 4326, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"n": range(len(paths)), **columns}, geometry=[shapely.LineString(path) for path in paths], crs=crs)


def corner() -> gpd.GeoDataFrame:
    return lines([[lonlat(0, 0), lonlat(5, 0)], [lonlat(5, 0), lonlat(5, 5)]], highway=["primary", "tertiary"])


def packed(folder: Path, name: str, *stems: str, inside: str = "") -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for path in (path for stem in stems for path in sorted(folder.glob(f"{stem}.*")) if path.suffix in SHAPEFILE):
            archive.write(path, inside + path.name)
    return folder / name


@pytest.mark.parametrize("inside", ["", "路网/2024/"])
def test_shapefile_in_an_archive(tmp_path, inside) -> None:
    corner().to_file(tmp_path / "roads.shp")
    made = read_network(packed(tmp_path, "roads.zip", "roads", inside=inside))
    assert made.network.edges["edge_class"].tolist() == ["national", "county"]
    assert made.notes == ()


def test_archive_with_two_shapefiles_asks_which(tmp_path) -> None:
    corner().to_file(tmp_path / "east.shp")
    lines([[lonlat(9, 9), lonlat(10, 9)]], highway=["primary"]).to_file(tmp_path / "west.shp")
    file = packed(tmp_path, "both.zip", "east", "west")
    with pytest.raises(InvalidInputError, match="east、west"):
        read_network(file)
    assert len(read_network(file, layers=("west",)).network.edges) == 1
    assert len(read_network(file, layers=("east", "west")).network.edges) == 3
    with pytest.raises(InvalidInputError, match="没有图层 north"):
        read_network(file, layers=("north",))


@pytest.mark.parametrize(("content", "message"), [(None, "zip"), ((), "没有矢量文件"), (("readme.txt",), "没有矢量文件")])
def test_archive_without_a_map_is_refused(tmp_path, content, message) -> None:
    file = tmp_path / "a.zip"
    if content is None:
        file.write_text("not an archive", encoding="utf-8")
    else:
        with zipfile.ZipFile(file, "w") as archive:
            for name in content:
                archive.writestr(name, "x")
    with pytest.raises(InvalidInputError, match=message):
        read_network(file)


def test_the_one_layer_of_lines_among_others_is_read(tmp_path) -> None:
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(126, 43)], crs=4326).to_file(tmp_path / "many.gpkg", layer="stops")
    corner().to_file(tmp_path / "many.gpkg", layer="roads")
    assert len(read_network(tmp_path / "many.gpkg").network.edges) == 2
    corner().to_file(tmp_path / "many.gpkg", layer="old")
    with pytest.raises(InvalidInputError, match="roads、old"):
        read_network(tmp_path / "many.gpkg")


@pytest.mark.parametrize(("letters", "told"), [("GBK", True), ("GBK", False), ("UTF-8", False)])
def test_chinese_columns_and_words(tmp_path, letters, told) -> None:
    table = corner().drop(columns=["highway", "n"])
    table["等级"], table["名称"], table["限速"], table["单行"] = ["高速公路", "省道"], ["长吉高速", "九开线"], [120, 0], ["是", "否"]
    table.to_file(tmp_path / "路网.shp", encoding=letters)
    if not told:
        (tmp_path / "路网.cpg").unlink()
    edges = read_network(tmp_path / "路网.shp").network.edges
    assert edges["edge_class"].tolist() == ["expressway", "provincial"]
    assert edges["name"].tolist() == ["长吉高速", "九开线"]
    assert edges["oneway"].tolist() == [True, False]
    assert edges["speed_kph"].iloc[0] == 120
    assert edges["speed_kph"].isna().iloc[1], "a speed of zero is no speed"


def test_lines_in_collections_are_kept_and_the_rest_is_told(tmp_path) -> None:
    shapes = [
        shapely.GeometryCollection([shapely.LineString([lonlat(0, 0), lonlat(1, 0)]), shapely.Point(lonlat(0, 0))]),
        shapely.MultiLineString([[lonlat(1, 0), lonlat(2, 0)], [lonlat(2, 0), lonlat(3, 0)]]),
        shapely.Point(lonlat(0, 0)),
        shapely.Point(lonlat(0, 0)).buffer(0.01),
        None,
    ]
    gpd.GeoDataFrame({"a": range(5)}, geometry=shapes, crs=4326).to_file(tmp_path / "mixed.geojson")
    made = read_network(tmp_path / "mixed.geojson")
    assert len(made.network.edges) == 3
    assert any("2 个点" in note for note in made.notes)
    assert any("1 个面" in note for note in made.notes)
    assert any("1 行没有图形" in note for note in made.notes)


def test_what_is_dropped_or_guessed_is_told(tmp_path) -> None:
    paths = [[lonlat(i, 0), lonlat(i, 1)] for i in range(4)] + [[lonlat(0, 1), lonlat(0, 0)], [lonlat(9, 9), lonlat(9, 9)]]
    table = lines(
        paths, highway=["primary", "footway", "???", "primary", "primary", "primary"], opened=["2015", "", "soon", "2015/6/1", "", ""]
    )
    table.to_file(tmp_path / "a.gpkg")
    made = read_network(tmp_path / "a.gpkg")
    assert len(made.network.edges) == 3
    assert made.network.edges["opened"].tolist() == ["2015", "", "2015-06-01"]
    told = "；".join(made.notes)
    for words in ("footway（1）", "???（1）", "soon（1）", "1 条线没有长度", "1 条线与别的线重合"):
        assert words in told


def test_dates_of_the_file_are_read_as_days(tmp_path) -> None:
    table = corner()
    table["opened"] = [date(2015, 9, 20), None]
    table.to_file(tmp_path / "a.gpkg")
    network = read_network(tmp_path / "a.gpkg").network
    assert network.edges["opened"].tolist() == ["2015-09-20", ""]
    assert network_info(network, date(2014, 12, 31))["edges"] == 1


@pytest.mark.parametrize(("bridge", "parts"), [("", 1), ("yes", 2), ("F", 1), ("T", 2)])
def test_roads_drawn_whole_join_where_they_share_a_vertex(tmp_path, bridge, parts) -> None:
    """A road over another with a vertex at the same spot joins it, unless one is a bridge.

        c
        |
    a --+-- b
        |
        d
    """
    paths = [[lonlat(0, 0), lonlat(2, 0), lonlat(4, 0)], [lonlat(2, 2), lonlat(2, 0), lonlat(2, -2)]]
    table = lines(paths, highway=["primary", "primary"], bridge=["", bridge], length_m=[8000.0, None])
    table.to_file(tmp_path / "cross.gpkg")
    network = read_network(tmp_path / "cross.gpkg").network
    assert nx.number_weakly_connected_components(to_graph(network)) == parts
    assert network.edges["length_m"].sum() == pytest.approx(8000 + 4000, rel=5e-3)


def test_swapped_degrees_are_named(tmp_path) -> None:
    lines([[(43.5, 126.0), (43.6, 126.1)]]).to_file(tmp_path / "swapped.gpkg")
    with pytest.raises(InvalidInputError, match="写反"):
        read_network(tmp_path / "swapped.gpkg")


def test_missing_part_of_a_shapefile_is_named(tmp_path) -> None:
    corner().to_file(tmp_path / "a.shp")
    (tmp_path / "a.shx").unlink()
    with pytest.raises(InvalidInputError, match=r"\.shx"):
        read_network(tmp_path / "a.shp")


def test_imported_network_passes_info_and_check(tmp_path) -> None:
    corner().to_file(tmp_path / "a.gpkg")
    made = import_network(tmp_path / "a.gpkg", settings=replace(default_settings(), user_dir=tmp_path / "user"))
    assert network_info(made.network, date(2026, 12, 31))["edges"] == 2
    assert {finding.check for finding in check_network(made.network, date(2026, 12, 31))} >= {"components", "dangling"}


def test_command_tells_the_notes(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("SPATIAL_HOME", str(tmp_path / "home"))
    corner().drop(columns="highway").to_file(tmp_path / "a.gpkg")
    for args in (["--json"], []):
        with pytest.raises(SystemExit) as ended:
            main(["network", "import", str(tmp_path / "a.gpkg"), *args])
        assert ended.value.code == 0
        out, err = capsys.readouterr()
        assert err == ""
        assert "background" in (json.loads(out)["notes"][0] if args else out.splitlines()[1])


@needs_pyrosm
@pytest.mark.filterwarnings("ignore")
def test_whole_ways_in_a_geopackage_give_the_network_of_the_extract(tmp_path) -> None:
    """The ways of pyrosm's Helsinki sample, drawn as lines of a GeoPackage, join as they do by their node ids."""
    import osmium

    from spatial.network.osm import CAR_HIGHWAYS, _wanted, read_pbf
    from spatial.network.steps import drop_duplicates, network_from_lines

    extract = Path(PYROSM.origin).parent / "data" / "Helsinki.osm.pbf"
    rows = []
    for way in osmium.FileProcessor(str(extract)).with_locations().with_filter(osmium.filter.KeyFilter("highway")):
        if way.is_way() and _wanted(way.tags, CAR_HIGHWAYS):
            xy = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            tags = {key: way.tags.get(key, "") for key in ("highway", "oneway", "junction", "bridge", "tunnel", "layer")}
            rows += [{**tags, "geometry": shapely.LineString(xy)}] if len(xy) > 1 else []
    gpd.GeoDataFrame(rows, crs=4326).to_file(tmp_path / "ways.gpkg")
    ours = read_network(tmp_path / "ways.gpkg").network
    theirs = drop_duplicates(network_from_lines(read_pbf(extract, barriers=False)))
    counts = [(len(n.junctions), len(n.edges), nx.number_strongly_connected_components(to_graph(n))) for n in (ours, theirs)]
    assert counts[0] == counts[1]
    assert ours.edges["length_m"].sum() == pytest.approx(theirs.edges["length_m"].sum())


def test_check_of_a_network_of_ones_own_is_short_and_says_nothing_of_the_province(tmp_path) -> None:
    """Twenty loose streets are twenty parts and forty ends: counted, the first ten named, the rest behind --all."""
    lines([[lonlat(3 * i, 0), lonlat(3 * i + 1, 0)] for i in range(20)], highway=["primary"] * 20).to_file(tmp_path / "a.gpkg")
    network = import_network(tmp_path / "a.gpkg", settings=replace(default_settings(), user_dir=tmp_path / "user")).network
    found = check_network(network, date(2026, 12, 31))
    short = summarise(found)
    assert sum(finding.check == "components" for finding in found) == 20
    assert sum(finding.check == "components" for finding in short) == 11
    assert not [finding for finding in short if "省" in finding.message]
    (ends,) = [finding for finding in found if finding.check == "dangling"]
    assert (ends.severity, len(ends.evidence["junctions"])) == ("info", 40)
