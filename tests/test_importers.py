"""Importing networks: small files for one-way, bridges, barriers, doubled lines; a real OSM extract; and bad files."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from spatial.errors import InvalidInputError, NetworkError
from spatial.network import load_network
from spatial.network.graph import to_graph
from spatial.network.importers import import_network, read_network
from spatial.network.steps import network_from_lines
from spatial.settings import default_settings
from tests.network_drawings import lonlat

HAS_OSMIUM = importlib.util.find_spec("osmium") is not None
HAS_PYROSM = importlib.util.find_spec("pyrosm") is not None
needs_osmium = pytest.mark.skipif(not HAS_OSMIUM, reason="osmium is not installed")

# 1---2---3   way 10 (residential) and way 11 (one-way, backwards) share node 2; way 12 crosses 10 on a bridge without a shared node;
#     |       node 5 of way 13 is a gate
SMALL_OSM = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
 <node id="1" lon="126.00" lat="43.50" version="1"/><node id="2" lon="126.01" lat="43.50" version="1"/>
 <node id="3" lon="126.02" lat="43.50" version="1"/><node id="4" lon="126.01" lat="43.49" version="1"/>
 <node id="5" lon="126.03" lat="43.50" version="1"><tag k="barrier" v="gate"/></node><node id="6" lon="126.04" lat="43.50" version="1"/>
 <node id="7" lon="126.005" lat="43.51" version="1"/><node id="8" lon="126.005" lat="43.49" version="1"/>
 <way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="maxspeed" v="50"/></way>
 <way id="11" version="1"><nd ref="2"/><nd ref="4"/><tag k="highway" v="primary"/><tag k="oneway" v="-1"/></way>
 <way id="12" version="1"><nd ref="7"/><nd ref="8"/><tag k="highway" v="secondary"/><tag k="bridge" v="yes"/><tag k="layer" v="1"/></way>
 <way id="13" version="1"><nd ref="3"/><nd ref="5"/><nd ref="6"/><tag k="highway" v="tertiary"/></way>
 <way id="14" version="1"><nd ref="1"/><nd ref="4"/><tag k="highway" v="footway"/></way>
</osm>
"""


def write_lines(path: Path, paths, crs=4326, **columns) -> Path:
    frame = gpd.GeoDataFrame({"n": range(len(paths)), **columns}, geometry=[shapely.LineString(p) for p in paths], crs=crs)
    frame.to_file(path)
    return path


def pbf_of(text: str, path: Path) -> Path:
    import osmium

    source = path.with_suffix(".osm")
    source.write_text(text, encoding="utf-8")
    with osmium.SimpleWriter(str(path)) as writer:
        for item in osmium.FileProcessor(str(source)):
            writer.add(item)
    return path


@needs_osmium
def test_small_extract(tmp_path) -> None:
    network = read_network(pbf_of(SMALL_OSM, tmp_path / "small.osm.pbf")).network
    graph = to_graph(network)
    assert graph.has_edge("4", "2")
    assert not graph.has_edge("2", "4")
    assert "14" not in network.edges["osm_way"].tolist()
    parts = sorted(len(part) for part in nx.weakly_connected_components(graph))
    assert parts == [2, 2, 5]
    assert network.edges.set_index("osm_way").loc["12", "structure"] == "bridge"
    assert network.edges.loc[network.edges["osm_way"] == "10", "speed_kph"].tolist() == [50, 50]


@needs_osmium
@pytest.mark.parametrize("text", ["", "no such thing"])
def test_empty_or_damaged_extract(tmp_path, text) -> None:
    path = tmp_path / "empty.osm.pbf"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"empty\.osm\.pbf.*。$"):
        read_network(path)


@needs_osmium
def test_extract_without_roads(tmp_path) -> None:
    text = '<osm version="0.6"><node id="1" lon="126" lat="43" version="1"/></osm>'
    with pytest.raises(InvalidInputError, match="没有机动车道路"):
        read_network(pbf_of(text, tmp_path / "bare.osm.pbf"))


@pytest.mark.skipif(not (HAS_OSMIUM and HAS_PYROSM), reason="pyrosm is not installed")
@pytest.mark.filterwarnings("ignore")
def test_helsinki_equals_pyrosm() -> None:
    """The extract pyrosm ships gives the same components and the same distances as pyrosm's own graph."""
    import pyrosm

    from spatial.network.osm import read_pbf

    path = Path(pyrosm.__file__).parent / "data" / "Helsinki.osm.pbf"
    reader = pyrosm.OSM(str(path))
    nodes, edges = reader.get_network(nodes=True, network_type="driving")
    theirs = reader.to_graph(nodes, edges, graph_type="networkx", retain_all=True)
    ours = to_graph(network_from_lines(read_pbf(path, highways=set(edges["highway"]), barriers=False)))
    assert nx.number_weakly_connected_components(ours) == nx.number_weakly_connected_components(theirs)
    random = np.random.default_rng(0)
    for start in random.choice(list(theirs), 20):
        a = nx.single_source_dijkstra_path_length(theirs, int(start), weight="length")
        b = nx.single_source_dijkstra_path_length(ours, str(start), weight="length_m")
        assert {str(node) for node in a} <= set(b)
        assert [b[str(node)] for node in a] == pytest.approx(list(a.values()), rel=0.005, abs=3.0)


def test_lines_with_their_own_columns(tmp_path) -> None:
    """Map columns, turn a one-way drawn backwards, drop what is drawn twice, keep a bridge apart."""
    paths = [
        [lonlat(0, 0), lonlat(4, 0), lonlat(8, 0)],
        [lonlat(8, 0), lonlat(4, 0), lonlat(0, 0)],
        [lonlat(4, 0), lonlat(4, 4)],
        [lonlat(2, -2), lonlat(2, 2)],
    ]
    file = write_lines(
        tmp_path / "roads.gpkg",
        paths,
        kind=["motorway", "motorway", "primary", "???"],
        way=["no", "no", "-1", "no"],
        v=["120", "120", "60 mph", ""],
    )
    network = read_network(file, columns={"edge_class": "kind", "oneway": "way", "speed_kph": "v"}).network
    assert sorted(network.edges["edge_class"]) == ["background", "expressway", "expressway", "national"]
    turned = network.edges[network.edges["edge_class"] == "national"].iloc[0]
    assert turned["oneway"]
    assert turned["speed_kph"] == pytest.approx(96.6, abs=0.1)
    assert shapely.get_coordinates(turned.geometry)[0] == pytest.approx(lonlat(4, 4))
    assert nx.number_weakly_connected_components(to_graph(network)) == 2


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_imported_network_can_be_used(tmp_path, suffix) -> None:
    settings = replace(default_settings(), user_dir=tmp_path / "user")
    file = write_lines(
        tmp_path / f"mine{suffix}", [[lonlat(0, 0), lonlat(5, 0)], [lonlat(5, 0), lonlat(5, 5)]], highway=["primary", "tertiary"]
    )
    made = import_network(file, settings=settings).network
    loaded = load_network(settings, "mine")
    assert loaded.name == "mine"
    assert loaded.edges["length_m"].tolist() == pytest.approx(made.edges["length_m"].tolist())
    assert loaded.edges["edge_class"].tolist() == ["national", "county"]


def test_projected_file_is_brought_to_degrees(tmp_path) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString([lonlat(0, 0), lonlat(5, 0)])], crs=4326).to_crs(4551)
    frame.to_file(tmp_path / "gk.gpkg")
    assert read_network(tmp_path / "gk.gpkg").network.edges["length_m"].iloc[0] == pytest.approx(5000, rel=2e-3)


def test_self_crossing_line_is_kept_and_measured(tmp_path) -> None:
    loop = [lonlat(0, 0), lonlat(4, 4), lonlat(4, 0), lonlat(0, 4)]
    network = read_network(write_lines(tmp_path / "loop.gpkg", [loop])).network
    assert len(network.edges) == 1
    assert network.edges["length_m"].iloc[0] == pytest.approx(1000 * (2 * 32**0.5 + 4), rel=3e-3)


def points_file(path: Path) -> Path:
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(126, 43)], crs=4326).to_file(path)
    return path


def polygon_file(path: Path) -> Path:
    huge = shapely.Point(126, 43).buffer(1, quad_segs=250_000)
    gpd.GeoDataFrame({"a": [1]}, geometry=[huge], crs=4326).to_file(path)
    return path


def no_crs_file(path: Path) -> Path:
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.LineString([(0, 0), (1, 1)])]).to_file(path)
    return path


def text_file(path: Path) -> Path:
    path.write_text("not a map", encoding="utf-8")
    return path


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda d: points_file(d / "points.gpkg"), "没有线"),
        (lambda d: polygon_file(d / "million.gpkg"), "没有线（只有 Polygon）"),
        (lambda d: no_crs_file(d / "nocrs.gpkg"), "坐标系"),
        (lambda d: write_lines(d / "wrong.gpkg", [[(500000, 4800000), (500900, 4800000)]]), "不符"),
        (lambda d: write_lines(d / "zero.gpkg", [[(126, 43), (126, 43)]]), "没有可用的线"),
        (lambda d: text_file(d / "fake.gpkg"), "打不开"),
        (lambda d: text_file(d / "plan.docx"), "不认识"),
        (lambda d: d / "missing.gpkg", "没有文件"),
    ],
)
def test_bad_file_is_one_clear_sentence(tmp_path, make, message) -> None:
    with pytest.raises((InvalidInputError, NetworkError), match=message) as caught:
        import_network(make(tmp_path), settings=replace(default_settings(), user_dir=tmp_path / "user"))
    assert str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)


def test_unknown_column_name_and_network_are_named(tmp_path) -> None:
    file = write_lines(tmp_path / "a.gpkg", [[lonlat(0, 0), lonlat(5, 0)]])
    with pytest.raises(InvalidInputError, match="nope"):
        read_network(file, columns={"edge_class": "nope"})
    with pytest.raises(InvalidInputError, match="名称"):
        import_network(file, name="../evil")
    with pytest.raises(InvalidInputError, match="never"):
        load_network(replace(default_settings(), user_dir=tmp_path), "never")
