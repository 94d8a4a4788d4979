"""Check the base network layers: contracts, topology, dates and lengths.

expressway     i ───────── i        joined only at interchanges (i) and hubs,
               │ ramp      │ ramp   left only by ramps
ordinary   n───n───t───n───n───n    trunk roads (t: town) and other main roads meet at grade
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from spatial.schema import EDGE_COLUMNS, JUNCTION_COLUMNS

BASE = Path(__file__).resolve().parents[1] / "layers" / "base"
GEOD = Geod(ellps="WGS84")
LAYERS = ("junctions", "roads", "railways", "stations", "road_geometry", "rail_geometry", "background_roads", "project_outcomes")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
# Published totals of expressways open in Jilin, km: end of 2023 and 27 November 2024
PUBLISHED_KM = {"2023-12-31": 4644, "2024-11-27": 5008}
# Official length of whole lines, km, and the share by which ours may differ
OFFICIAL_RAIL_KM = {
    "长吉城际铁路(长珲城际)": 111, "吉图珲客专(长珲城际)": 360, "沈白高铁(沈佳高铁沈白段)": 430.1, "新通客专": 197, "长白线": 333,
    "长图线": 529, "平齐线": 571, "通让线": 421, "京哈线(沈阳-哈尔滨)": 546, "拉滨线": 266, "陶舒线(陶榆+榆舒)": 117,
    "图佳线(图们-牡丹江)": 248, "宇松线": 74.392,
}  # fmt: skip


@cache
def table(name: str) -> pd.DataFrame:
    """Return a table as text."""
    return pd.read_csv(BASE / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def edges() -> pd.DataFrame:
    """Return all edges of roads and railways with their background."""
    background = gpd.read_parquet(BASE / "background_roads.parquet")
    extra = pd.DataFrame(background.drop(columns="geometry")).assign(mode="road", status="open", opened="", closed="")
    return pd.concat([table("roads"), table("railways"), extra], ignore_index=True)


@cache
def points() -> dict[str, tuple[float, float]]:
    """Return the point of every junction."""
    rows = table("junctions")
    return dict(zip(rows["id"], zip(rows["lon"].astype(float), rows["lat"].astype(float), strict=True), strict=True))


def straight_m(rows: pd.DataFrame) -> np.ndarray:
    """Return the geodesic between the ends of edges."""
    a, b = np.array([points()[i] for i in rows["from_id"]]), np.array([points()[i] for i in rows["to_id"]])
    return GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]


def groups(rows: pd.DataFrame) -> tuple[int, dict[str, int]]:
    """Return the number of components and the component of every junction."""
    ids = pd.unique(pd.concat([rows["from_id"], rows["to_id"]]))
    number = {ident: i for i, ident in enumerate(ids)}
    a, b = rows["from_id"].map(number), rows["to_id"].map(number)
    count, label = connected_components(coo_array((np.ones(len(rows)), (a, b)), shape=(len(ids), len(ids))), directed=False)
    return count, dict(zip(ids, label, strict=True))


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_has_a_sidecar_with_source_and_licence(name: str) -> None:
    sidecar = tomllib.loads((BASE / f"{name}.toml").read_text(encoding="utf-8"))
    assert all(sidecar[key] for key in ("title", "source", "licence", "date", "method", "columns"))
    if "geometry" in name or "background" in name:
        assert "ODbL" in sidecar["licence"]
        assert "OpenStreetMap" in sidecar["attribution"]


def test_columns_are_those_of_the_contract() -> None:
    assert tuple(table("roads").columns) == EDGE_COLUMNS
    assert tuple(table("railways").columns) == EDGE_COLUMNS
    assert tuple(table("junctions").columns) == JUNCTION_COLUMNS
    for name in ("roads", "railways", "stations", "project_outcomes"):
        assert set(table(name).columns) == set(tomllib.loads((BASE / f"{name}.toml").read_text(encoding="utf-8"))["columns"])


def test_ids_are_unique_and_every_end_exists() -> None:
    assert edges()["id"].is_unique
    assert table("junctions")["id"].is_unique
    assert set(edges()["from_id"]) | set(edges()["to_id"]) == set(points())
    assert set(table("stations")["id"]) == set(table("junctions").query("kind == 'station'")["id"])
    assert not (edges()["from_id"] == edges()["to_id"]).any()


def test_every_edge_has_its_line_between_its_ends() -> None:
    for name, facts in (("road_geometry", "roads"), ("rail_geometry", "railways")):
        lines = gpd.read_parquet(BASE / f"{name}.parquet")
        assert list(lines["id"]) == list(table(facts)["id"])
        rows = table(facts)
        ends = (
            shapely.get_coordinates(shapely.get_point(lines.geometry.to_numpy(), 0)),
            shapely.get_coordinates(shapely.get_point(lines.geometry.to_numpy(), -1)),
        )
        for column, xy in zip(("from_id", "to_id"), ends, strict=True):
            assert np.abs(np.array([points()[i] for i in rows[column]]) - xy).max() < 2e-5
    background = gpd.read_parquet(BASE / "background_roads.parquet")
    first = shapely.get_coordinates(shapely.get_point(background.geometry.to_numpy(), 0))
    assert np.abs(np.array([points()[i] for i in background["from_id"]]) - first).max() < 2e-5


def test_dates_are_dates_and_in_order_and_unknown_ones_say_so() -> None:
    for name in ("roads", "railways", "stations"):
        rows = table(name)
        for column in ("opened", "closed", "passenger_from", "passenger_to"):
            if column in rows:
                assert all(not text or DATE.fullmatch(text) for text in rows[column])
        both = rows[(rows["opened"] != "") & (rows["closed"] != "")]
        assert (both["opened"] < both["closed"]).all()
        undated = rows[rows["opened"] == ""]
        assert undated["date_basis"].str.contains("unknown|assumed|under_construction|planned").all()
    rows = table("railways")
    assert (rows.loc[rows["status"] == "closed", "closed"] != "").all()


def test_no_edge_is_shorter_than_the_straight_line() -> None:
    length = edges()["length_m"].astype(float).to_numpy()
    assert (length > 0).all()
    assert list(edges().loc[length < 0.98 * straight_m(edges()), "id"]) == []


def test_circuity_is_plausible() -> None:
    rows = edges()
    long = straight_m(rows) > 3000
    ratio = rows["length_m"].astype(float).to_numpy() / np.maximum(straight_m(rows), 1.0)
    odd = rows[long & (ratio > 2.2)]
    assert sorted(odd["id"]) == []


def test_background_pieces_are_at_most_two_kilometres() -> None:
    background = gpd.read_parquet(BASE / "background_roads.parquet")
    assert background["length_m"].max() <= 2100  # raised to the geodesic after rounding of coordinates
    assert sum(path.stat().st_size for path in BASE.glob("*.parquet")) < 4_000_000


@pytest.mark.parametrize("mode", ["road", "rail"])
@pytest.mark.parametrize("day", ["2012-12-31", "2016-12-31", "2020-12-31", "2026-11-21"])
def test_one_component_per_mode(mode: str, day: str) -> None:
    rows = edges()[edges()["mode"] == mode]
    opened, closed = rows["opened"].where(rows["opened"] != "", "1900"), rows["closed"].where(rows["closed"] != "", "9999")
    there = rows[rows["status"].isin(("open", "closed")) & (opened <= day) & (closed > day)]
    count, label = groups(there)
    sizes = pd.Series(label).value_counts()
    outliers = sorted(i for i in label if label[i] != sizes.index[0] and jilin_outline().contains(shapely.Point(points()[i])))
    assert outliers == [], f"{count} components"


def test_expressways_touch_other_roads_only_by_ramps_at_interchanges() -> None:
    rows = edges()[edges()["mode"] == "road"]
    kind = dict(zip(table("junctions")["id"], table("junctions")["kind"], strict=True))
    at: dict[str, set[str]] = defaultdict(set)
    for start, end, edge_class in zip(rows["from_id"], rows["to_id"], rows["edge_class"], strict=True):
        at[start].add(edge_class)
        at[end].add(edge_class)
    touched = {i: classes for i, classes in at.items() if "expressway" in classes}
    assert len(touched) > 300
    assert all(classes <= {"expressway", "ramp"} for classes in touched.values())
    permanent = set(table("roads").query("edge_class == 'ramp' and closed == ''")["from_id"])
    assert {i for i in touched if kind[i] == "interchange"} == permanent


def test_no_expressway_ends_blind_in_any_year() -> None:
    roads = table("roads")
    for year in range(2005, 2027):
        day = f"{year}-12-31"
        there = roads[
            roads["status"].isin(("open", "closed"))
            & (roads["opened"].str[:4] <= str(year))
            & ((roads["closed"] == "") | (roads["closed"] > day))
        ]
        fast = there[there["edge_class"] == "expressway"]
        ends = pd.concat([fast["from_id"], fast["to_id"]]).value_counts()
        assert set(ends[ends == 1].index) <= set(there.loc[there["edge_class"] == "ramp", "from_id"]), year


@pytest.mark.parametrize(("day", "published"), PUBLISHED_KM.items())
def test_expressways_in_jilin_add_up_to_the_published_total(day: str, published: int) -> None:
    fast = table("roads").query("edge_class == 'expressway' and status == 'open'")
    outside = fast["name"].str.contains("辽宁|黑龙江|内蒙古|省外")
    lines = gpd.read_parquet(BASE / "road_geometry.parquet").set_index("id").geometry.loc[fast["id"]]
    middle = shapely.line_interpolate_point(lines.to_numpy(), 0.5, normalized=True)
    province = gpd.GeoSeries(middle, crs="EPSG:4326").within(jilin_outline())
    here = province.to_numpy() & (fast["opened"].str[:10] <= day).to_numpy() & ~outside.to_numpy()
    total = fast.loc[here, "length_m"].astype(float).sum() / 1000
    assert total == pytest.approx(published, rel=0.02)


def test_interchanges_beyond_the_tables_state_their_evidence_and_confidence() -> None:
    rows = table("junctions")
    added = rows[rows["source"].str.match("found on the mesh|assumed where|assumed: the lines")]
    assert len(added) > 60
    assert added["source"].str.contains("confidence (?:medium|low)").all()
    assert set(added["kind"]) <= {"interchange", "hub"}
    assert (added.loc[added["source"].str.startswith("assumed"), "precision_m"].astype(int) >= 2000).all()


def test_expressways_in_jilin_can_be_left_every_twenty_kilometres() -> None:
    """Count the exits of all expressways open in Jilin: the design rules have 15 to 25 km between them as a rule."""
    fast = table("roads").query("edge_class == 'expressway' and status == 'open'")
    lines = gpd.read_parquet(BASE / "road_geometry.parquet").set_index("id").geometry.loc[fast["id"]]
    here = fast[shapely.contains(jilin_outline(), shapely.line_interpolate_point(lines.to_numpy(), 0.5, normalized=True))]
    exits = set(table("roads").query("edge_class == 'ramp' and closed == '' and status == 'open'")["from_id"])
    count = len((set(here["from_id"]) | set(here["to_id"])) & exits)
    assert here["length_m"].astype(float).sum() / 1000 / count <= 20


def test_expressways_that_cross_share_a_junction() -> None:
    fast = table("roads").query("edge_class == 'expressway'").reset_index(drop=True)
    lines = gpd.read_parquet(BASE / "road_geometry.parquet").set_index("id").geometry.loc[fast["id"]].to_numpy()
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    ends = [{a, b} for a, b in zip(fast["from_id"], fast["to_id"], strict=True)]
    assert [(fast["id"][a], fast["id"][b]) for a, b in zip(first, second, strict=True) if a < b and not ends[a] & ends[b]] == []


def test_towns_of_jilin_stand_near_a_way_in() -> None:
    """Measure every seat, town and border crossing of the gazetteer to the nearest ordinary road one may enter, or the end of one."""
    roads = gpd.read_parquet(BASE / "road_geometry.parquet").merge(table("roads")[["id", "edge_class", "length_m", "status"]], on="id")
    roads = roads[~roads["edge_class"].isin(("expressway", "ramp")) & (roads["status"] == "open")]
    lines = np.concatenate([roads.geometry, gpd.read_parquet(BASE / "background_roads.parquet").geometry])
    chord = np.zeros(len(lines), bool)
    chord[: len(roads)] = (shapely.get_num_coordinates(lines[: len(roads)]) == 2) & (roads["length_m"].astype(float) > 5000)
    ways_in = np.concatenate([lines[~chord], shapely.get_point(lines[chord], 0), shapely.get_point(lines[chord], -1)])
    places = pd.read_csv(BASE.parents[1] / "gazetteer.csv", dtype=str, keep_default_na=False)
    places = places[places["kind"].isin(("prefecture", "county", "district", "town", "crossing")) & (places["lon"] != "")]
    places = places[places["end"] == ""]
    points = shapely.points(places["lon"].astype(float), places["lat"].astype(float))
    places, points = places[shapely.contains(jilin_outline(), points)], points[shapely.contains(jilin_outline(), points)]
    tree = shapely.STRtree(gpd.GeoSeries(ways_in, crs="EPSG:4326").to_crs("EPSG:4551").to_numpy())
    _, gap = tree.query_nearest(
        gpd.GeoSeries(points, crs="EPSG:4326").to_crs("EPSG:4551").to_numpy(), return_distance=True, all_matches=False
    )
    assert len(gap) > 150
    assert sorted(places["title"].to_numpy()[gap > 5000]) == ["白山镇"]
    assert np.percentile(gap, 90) <= 1500


def jilin_outline() -> shapely.Polygon:
    """Return a rough outline of Jilin: the border joints of the expressways lie on it, some kilometres of error do not matter."""
    return shapely.Polygon([
        (121.64, 45.75), (122.4, 45.9), (123.2, 46.26), (123.95, 46.24), (124.0, 45.75), (124.6, 45.45), (125.05, 45.49), (125.7, 45.5),
        (126.15, 45.17), (126.9, 44.95), (127.03, 44.9), (127.1, 44.64), (127.55, 44.6), (127.7, 44.1), (128.3, 43.93), (128.45, 44.5),
        (128.9, 43.75), (129.2, 43.8), (129.95, 44.0), (130.4, 43.7), (131.3, 43.5), (131.1, 42.8), (130.7, 42.3), (130.3, 42.75),
        (129.7, 42.4), (129.0, 42.05), (128.1, 42.0), (128.3, 41.4), (127.2, 41.45), (126.6, 41.65), (126.1, 40.88), (125.7, 40.85),
        (125.55, 41.2), (125.3, 41.65), (125.1, 42.1), (124.9, 42.75), (124.3, 43.0), (123.9, 43.4), (123.5, 43.38), (123.25, 43.55),
        (123.4, 44.0), (122.8, 44.9), (122.0, 44.9), (121.7, 45.4),
    ])  # fmt: skip


@pytest.mark.parametrize(("line", "official"), OFFICIAL_RAIL_KM.items())
def test_lines_add_up_to_their_official_length(line: str, official: float) -> None:
    rows = table("railways")
    here = rows[(rows["name"] == line) & (rows["status"] == "open")]
    total = here["length_m"].astype(float).sum() / 1000
    assert total == pytest.approx(official, rel=0.005)


def errors(official: pd.Series, geometry: pd.Series) -> np.ndarray:
    """Return the relative errors of lengths of the geometry alone."""
    return np.abs(geometry / official - 1).to_numpy()


def test_the_geometry_of_expressways_is_nearly_as_long_as_the_official_totals() -> None:
    """Compare the length of the geometry alone (a straight line counts 1.05) with every official total of sections in service."""
    fast = table("roads").query("edge_class == 'expressway' and status == 'open'")
    fast = fast[fast["length_basis"].str.startswith("official")]
    lines = gpd.read_parquet(BASE / "road_geometry.parquet").set_index("id").loc[fast["id"]]
    alone = lines["geometry_m"].where(lines["traced"], 1.05 * lines["geometry_m"]).to_numpy()
    total = (fast["id"].str.rsplit("-", n=1).str[0] + fast["length_basis"].str.split(";").str[0]).to_numpy()
    error = errors(fast["length_m"].astype(float).groupby(total).sum(), pd.Series(alone).groupby(total).sum())
    assert len(error) >= 35
    assert np.median(error) <= 0.04
    assert np.percentile(error, 90) <= 0.11


def test_the_geometry_of_railways_is_nearly_as_long_as_the_official_lengths() -> None:
    rails = table("railways").query("status == 'open'")
    lines = gpd.read_parquet(BASE / "rail_geometry.parquet").set_index("id").loc[rails["id"]]
    whole = [name for name in OFFICIAL_RAIL_KM if lines["traced"][(rails["name"] == name).to_numpy()].mean() > 0.9]
    alone = lines["geometry_m"].groupby(rails["name"].to_numpy()).sum()
    error = errors(pd.Series({name: OFFICIAL_RAIL_KM[name] * 1000 for name in whole}), alone[whole])
    assert len(error) >= 10
    assert np.median(error) <= 0.02
    assert np.percentile(error, 90) <= 0.05


def test_changchun_to_ulanhot_is_326_and_86_km() -> None:
    rows = table("railways")
    plain = rows[(rows["name"] == "白阿线") & (rows["speed_kph"] == "160") & (rows["status"] == "open")]
    assert plain["length_m"].astype(float).sum() / 1000 == pytest.approx(86.3, abs=0.3)


def test_upgrades_follow_one_another_without_gap() -> None:
    rows = table("railways")
    upgraded = rows[rows["name"] == "长白线"]
    for first, second, third in zip(*(upgraded[upgraded["id"].str.endswith(mark)].itertuples() for mark in "abc"), strict=True):
        assert (first.closed, second.closed, third.closed) == ("2017-08-08", "2024-12-06", "")
        assert (second.opened, third.opened) == (first.closed, second.closed)
        assert first.length_m == second.length_m == third.length_m
        assert int(first.speed_kph) < int(second.speed_kph) < int(third.speed_kph)


def test_the_old_station_of_tonghua_gives_way_to_the_new_one() -> None:
    rows = table("railways")
    old = rows[(rows["from_id"] == "s-tonghua_old") | (rows["to_id"] == "s-tonghua_old")]
    assert len(old) == 3
    assert set(old["closed"]) == {"2025-06-30"}
    new = rows[(rows["from_id"] == "s-tonghua") | (rows["to_id"] == "s-tonghua")]
    assert (new["opened"] >= "2025-06-30").all()


def test_outcomes_point_at_edges() -> None:
    known = set(table("roads")["id"]) | set(table("railways")["id"])
    rows = table("project_outcomes")
    assert rows["project_id"].is_unique
    assert {i for text in rows["realised_by"] for i in text.split("|") if i} <= known
    done = rows[rows["outcome"].isin(("opened", "partly_opened")) & rows["mode"].isin(("expressway", "hsr"))]
    assert (done["realised_by"] != "").all()


def test_tables_are_plain_csv() -> None:
    for name in ("junctions", "roads", "railways", "stations", "project_outcomes"):
        text = (BASE / f"{name}.csv").read_bytes()
        assert b"\r" not in text
        rows = list(csv.reader(text.decode("utf-8").splitlines()))
        assert len({len(row) for row in rows}) == 1


def test_the_link_north_of_changchun_ends_on_the_main_line() -> None:
    """Check that 长春站北联络 is a short link of its own and the main line keeps its length."""
    rows = table("railways").set_index("id")
    link = rows.loc[rows["name"] == "哈大高铁长春站北联络"].iloc[0]
    forks = table("junctions").query("kind == 'rail_fork'")["id"]
    assert link["to_id"] in set(forks)
    assert 12_000 <= int(link["length_m"]) <= 17_000
    main = rows.loc[["hadagaotie-07.01", "hadagaotie-07.02"]]
    assert list(main["from_id"]) == ["s-changchunxi", link["to_id"]]
    assert main["length_m"].astype(int).sum() == 84_500
    assert (main["speed_kph"] == "300").all()


def test_a_station_bounds_no_line_that_served_its_place_before() -> None:
    stations = table("stations").set_index("id")
    assert stations.loc["s-changbaishan", "passenger_from"] == ""
    assert stations.loc["s-shuangji", "passenger_from"] == "2016-10-21"
