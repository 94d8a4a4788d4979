"""Read the network of the product, or one the user imported, from its files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial import crs
from spatial.errors import DataFileError, InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.network.tables import EMBEDDED, SERVICE_COLUMNS, BuiltUp, Network, make_network
from spatial.schema import EDGE_COLUMNS, JUNCTION_COLUMNS
from spatial.settings import Settings, default_settings

GEOMETRY_SUFFIXES = (".gpkg", ".fgb", ".geojson", ".parquet")
BARRIER_RANK = 2
# radius of a circle as large as the built-up area of a seat of that rank; from built-up areas of about 540, 260, 60 and 20 km²
BUILT_UP_RADIUS_M = {"changchun-shi": 13000.0, "jilin-shi": 9000.0, "prefecture": 4500.0, "county": 2500.0, "district": 2500.0}


def load_network(settings: Settings | None = None, name: str | None = None, *, background: bool = True) -> Network:
    """Return the network of the product, or the imported network `name`; read once per state of its files.

    `background` adds the main roads without class. Raises DataFileError when a file is missing or breaks its contract and
    InvalidInputError for a name that was never imported.
    """
    chosen = settings or default_settings()
    folder = chosen.base_dir if name is None else chosen.user_dir / "networks" / name
    if name is not None and not (folder / "edges.gpkg").is_file():
        msg = f"没有导入过名为 {name!r} 的路网；已有：{'、'.join(imported_networks(chosen)) or '无'}。请先用 network import。"
        raise InvalidInputError(msg)
    stamp = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*") if path.is_file()))
    return _load(chosen, folder, name, background, stamp)


def imported_networks(settings: Settings | None = None) -> dict[str, int]:
    """Return the names of the imported networks, each with the time its file was written in nanoseconds."""
    paths = sorted(((settings or default_settings()).user_dir / "networks").glob("*/edges.gpkg"))
    return {path.parent.name: path.stat().st_mtime_ns for path in paths}


@lru_cache(maxsize=4)
def _load(settings: Settings, folder: Path, name: str | None, background: bool, stamp: tuple[tuple[str, int], ...]) -> Network:  # noqa: ARG001
    """Read the files of one folder; `stamp` makes a changed file a new answer."""
    if name is not None:
        return read_user_network(folder)
    return _read_base(settings, folder, background=background)


def write_user_network(network: Network, folder: Path) -> None:
    """Write an imported network as two GeoPackages into its folder, moved into place when both are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as draft:
        for name, table in (("junctions.gpkg", network.junctions), ("edges.gpkg", network.edges)):
            table.to_file(Path(draft) / name, driver="GPKG")
        for name in ("junctions.gpkg", "edges.gpkg"):
            (Path(draft) / name).replace(folder / name)


def read_user_network(folder: Path) -> Network:
    """Read a network that `write_user_network` wrote; the two are inverses of each other."""
    edges = gpd.read_file(folder / "edges.gpkg", engine="pyogrio")
    text = [column for column in edges.columns if edges[column].dtype == object or str(edges[column].dtype) in ("string", "str")]
    edges[text] = edges[text].fillna("")
    return make_network(gpd.read_file(folder / "junctions.gpkg", engine="pyogrio"), edges, name=folder.name)


def _read_csv(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a table as text, empty for unknown; raises DataFileError when the file or a column is missing."""
    if not path.is_file():
        msg = f"缺少数据文件 {path.name}；请用 tools/ 中的脚本重建 layers/base。"
        raise DataFileError(msg)
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [column for column in columns if column not in table]
    if missing:
        msg = f"{path.name} 缺少列：{'、'.join(missing)}。"
        raise DataFileError(msg)
    return table


def _find(folder: Path, stem: str) -> Path | None:
    """Return the file of a layer whatever its format, or None."""
    return next((folder / f"{stem}{suffix}" for suffix in GEOMETRY_SUFFIXES if (folder / f"{stem}{suffix}").is_file()), None)


def _read_layer(path: Path) -> gpd.GeoDataFrame:
    """Read one layer of geometry."""
    return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path, engine="pyogrio")


def _read_base(settings: Settings, folder: Path, *, background: bool) -> Network:
    """Read the base layers and join tables, geometry, background roads, built-up areas and water."""
    junctions = _junctions(folder)
    roads, rails = _read_csv(folder / "roads.csv", EDGE_COLUMNS), _read_csv(folder / "railways.csv", EDGE_COLUMNS)
    parts = [_with_geometry(folder, roads, "road_geometry", junctions), _with_geometry(folder, rails, "rail_geometry", junctions)]
    mesh = _find(folder, "background_roads") if background else None
    if mesh is not None:
        extra, ends = _background(_read_layer(mesh), junctions)
        parts.append(extra)
        junctions = gpd.GeoDataFrame(pd.concat([junctions, ends], ignore_index=True), geometry="geometry", crs=crs.WGS84)
    edges = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=crs.WGS84)
    water = _find(folder, "water")
    return make_network(
        junctions,
        edges,
        name=EMBEDDED,
        built_up=built_up_areas(settings),
        water=None if water is None else _main_water(_read_layer(water)),
    )


def _main_water(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return lakes and the rivers of the first two ranks; smaller ones are drawn too coarsely and bridged too often to be barriers."""
    if "rank" not in layer:
        return layer
    area = layer.geom_type.isin(("Polygon", "MultiPolygon"))
    return layer[area | (layer["rank"].astype(int) <= BARRIER_RANK)]


def _junctions(folder: Path) -> gpd.GeoDataFrame:
    """Read the junctions; a station takes the rank of the seat it serves and the days its passenger service began and ended."""
    table = _read_csv(folder / "junctions.csv", JUNCTION_COLUMNS)
    points = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float), crs=crs.WGS84)
    frame = gpd.GeoDataFrame(table, geometry=points)
    if (folder / "stations.csv").is_file():
        stations = _read_csv(folder / "stations.csv", ("id", "place_id"))
        frame["rank"] = frame["id"].map(dict(zip(stations["id"], _ranks(stations), strict=True))).fillna("other")
        for column in (name for name in SERVICE_COLUMNS if name in stations):
            frame[column] = frame["id"].map(dict(zip(stations["id"], stations[column], strict=True))).fillna("")
    return frame


def _ranks(stations: pd.DataFrame) -> list[str]:
    """Return the rank of each station: hub at a prefecture seat, seat at a county seat, other elsewhere."""
    if "rank" in stations:
        return list(stations["rank"].replace("", "other"))
    kinds = {place.id: place.kind for place in load_gazetteer().places}
    rank_of = {"prefecture": "hub", "county": "seat", "district": "seat"}
    return [rank_of.get(kinds.get(place_id, ""), "other") for place_id in stations["place_id"]]


def _with_geometry(folder: Path, table: pd.DataFrame, stem: str, junctions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return edges with their drawn line where there is one, else the straight line between their ends."""
    points = dict(zip(junctions["id"], junctions.geometry, strict=True))
    drawn: dict[str, Any] = {}
    path = _find(folder, stem)
    if path is not None:
        layer = _read_layer(path)
        drawn = dict(zip(layer["id" if "id" in layer else "edge_id"], layer.geometry, strict=True))
    lines = []
    for edge_id, start, end in zip(table["id"], table["from_id"], table["to_id"], strict=True):
        if start not in points or end not in points:
            msg = f"路段 {edge_id!r} 的端点 {start if start not in points else end!r} 不在 junctions.csv 中。"
            raise DataFileError(msg)
        lines.append(_from_to(drawn.get(edge_id), points[start], points[end]))
    return gpd.GeoDataFrame(table, geometry=lines, crs=crs.WGS84)


def _from_to(line: Any, start: Any, end: Any) -> Any:
    """Return the line running from one junction to the other, its ends put on them; without a line, the straight one."""
    if line is None or line.geom_type != "LineString":
        return shapely.LineString([start, end])
    coords = shapely.get_coordinates(line)
    if start.distance(shapely.Point(coords[-1])) < start.distance(shapely.Point(coords[0])):
        coords = coords[::-1]
    inner = (
        np.vstack([(start.x, start.y), coords[1:-1], (end.x, end.y)]) if len(coords) > 2 else np.array([(start.x, start.y), (end.x, end.y)])
    )
    return shapely.LineString(inner)


def _background(layer: gpd.GeoDataFrame, junctions: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the background roads as edges and those of their ends that are no junction yet."""
    frame = layer.to_crs(crs.WGS84).copy()
    defaults = {"mode": "road", "edge_class": "background", "status": "open", "date_basis": "unknown", "source": "OpenStreetMap (ODbL)"}
    for column, value in defaults.items():
        frame[column] = frame[column].where(frame[column].notna(), value) if column in frame else value
    known = set(junctions["id"])
    ends: dict[str, Any] = {}
    for line, start, end in zip(frame.geometry, frame["from_id"], frame["to_id"], strict=True):
        for end_id, index in ((start, 0), (end, -1)):
            if end_id not in known:
                ends.setdefault(end_id, shapely.get_point(line, index))
    table = gpd.GeoDataFrame({"id": list(ends), "kind": "mesh", "name": ""}, geometry=list(ends.values()), crs=crs.WGS84)
    return frame, table


def built_up_areas(settings: Settings | None = None) -> tuple[BuiltUp, ...]:
    """Return the built-up areas of the seats: circles with the radius of their rank, where the seat has a point of its own."""
    areas = []
    for place in load_gazetteer(settings).places:
        radius = BUILT_UP_RADIUS_M.get(place.id) or BUILT_UP_RADIUS_M.get(place.kind)
        if radius is not None and place.lon is not None and place.lat is not None and place.located == "own":
            areas.append(BuiltUp(place.id, place.lon, place.lat, radius))
    return tuple(areas)
