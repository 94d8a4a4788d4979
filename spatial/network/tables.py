"""The network as two tables, junctions and edges: reading, checking, editing; nothing clever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial import crs
from spatial.errors import NetworkError
from spatial.schema import EDGE_COLUMNS

EMBEDDED = "embedded"  # the network of the product itself
REQUIRED_EDGE_COLUMNS = ("id", "from_id", "to_id", "mode", "edge_class")
NUMBER_COLUMNS = ("length_m", "speed_kph", "lanes")
SERVICE_COLUMNS = ("passenger_from", "passenger_to")  # of a station: the days its passenger service began and ended


@dataclass(frozen=True)
class BuiltUp:
    """Hold one built-up area as a circle: roads inside are streets, and a trip may start at its edge."""

    place_id: str
    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, eq=False)
class Network:
    """Hold the junctions (Point) and edges (LineString) of a network in EPSG:4326; compared by identity, never changed."""

    junctions: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    name: str = EMBEDDED
    built_up: tuple[BuiltUp, ...] = ()
    water: gpd.GeoDataFrame | None = None

    @property
    def title(self) -> str:
        """Return what a reader calls the network."""
        return "本系统的路网" if self.name == EMBEDDED else f"路网“{self.name}”"

    def with_edges(
        self,
        added: gpd.GeoDataFrame | None = None,
        closed: Collection[str] = (),
        opened: Mapping[str, str] | None = None,
        speed_factor: Mapping[str, float] | None = None,
    ) -> Network:
        """Return a network with edges added, taken out, given an opening date or made faster; ids are those of `edges.id`.

        The stations at the ends of a railway that is added or opened take passengers from then on, whatever their table says.
        Raises NetworkError for an id that does not exist, a factor not above zero, or added edges that end at no junction.
        """
        edges = self.edges
        _require_ids(edges, [*closed, *(opened or {}), *(speed_factor or {})])
        edges = edges[~edges["id"].isin(list(closed))].copy()
        if opened:
            rows = edges["id"].isin(list(opened))
            edges.loc[rows, "opened"] = edges.loc[rows, "id"].map(dict(opened))
            edges.loc[rows, "passenger_from"] = ""
            edges.loc[rows, "status"] = "open"
        if speed_factor:
            if any(not factor > 0 for factor in speed_factor.values()):
                msg = "速度系数必须大于零。"
                raise NetworkError(msg)
            factors = edges["id"].map(dict(speed_factor)).astype(float).fillna(1.0)
            edges["speed_factor"] = edges["speed_factor"] * factors
        if added is not None and len(added):
            extra = _complete(added, self.junctions)
            edges = gpd.GeoDataFrame(pd.concat([edges, extra], ignore_index=True), geometry="geometry", crs=crs.WGS84)
        new = [*(opened or {}), *(added["id"] if added is not None and len(added) else ())]
        return replace(self, edges=edges.reset_index(drop=True), junctions=_serve_ends(self.junctions, edges[edges["id"].isin(new)]))

    def with_junctions(self, added: gpd.GeoDataFrame) -> Network:
        """Return a network with junctions added (columns id, kind, name, geometry)."""
        joined = pd.concat([self.junctions, added.to_crs(crs.WGS84)], ignore_index=True)
        return replace(self, junctions=gpd.GeoDataFrame(joined, geometry="geometry", crs=crs.WGS84))


def _require_ids(edges: gpd.GeoDataFrame, ids: Collection[str]) -> None:
    """Refuse edge ids that do not exist."""
    unknown = sorted(set(ids) - set(edges["id"]))
    if unknown:
        msg = f"路网中没有路段 {'、'.join(unknown[:5])}；请用 network info 查看编号。"
        raise NetworkError(msg)


def _serve_ends(junctions: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the junctions with the bounds of service taken away at the ends of new railways."""
    rail = new[new["mode"] == "rail"]
    rows = junctions["id"].isin({*rail["from_id"], *rail["to_id"]})
    columns = [name for name in SERVICE_COLUMNS if name in junctions]
    if not columns or not rows.any():
        return junctions
    served = junctions.copy()
    served.loc[rows, columns] = ""
    return served


def make_network(junctions: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, *, name: str = "network", **more: Any) -> Network:
    """Return a checked network from two tables; lengths not given are geodesic, other columns not given are empty.

    Raises NetworkError when a column, an id or a geometry is missing, doubled or impossible.
    """
    if junctions.crs is None or edges.crs is None:
        msg = "路网表没有坐标系；请写明（一般为 EPSG:4326）。"
        raise NetworkError(msg)
    points = junctions.to_crs(crs.WGS84).reset_index(drop=True)
    if points["id"].duplicated().any():
        msg = f"交叉点编号重复：{points.loc[points['id'].duplicated(), 'id'].iloc[0]!r}。"
        raise NetworkError(msg)
    for column, default in (("kind", "trunk"), ("name", ""), ("rank", "other")):
        if column not in points:
            points[column] = default
    return Network(points, _complete(edges, points), name=name, **more)


def _complete(edges: gpd.GeoDataFrame, junctions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return edges with every column of the contract, checked against the junctions."""
    missing = [column for column in REQUIRED_EDGE_COLUMNS if column not in edges]
    if missing:
        msg = f"路段表缺少列：{'、'.join(missing)}；需要 {'、'.join(REQUIRED_EDGE_COLUMNS)}。"
        raise NetworkError(msg)
    table = edges.to_crs(crs.WGS84).reset_index(drop=True)
    for column in EDGE_COLUMNS:
        if column not in table:
            table[column] = np.nan if column in NUMBER_COLUMNS else ""
    for column, default in (("oneway", False), ("speed_factor", 1.0), ("status", "open")):
        table[column] = table[column].fillna(default) if column in table else default
    for column in (name for name in EDGE_COLUMNS if name not in NUMBER_COLUMNS):
        table[column] = table[column].astype(object).where(table[column].notna(), "")
    for column in NUMBER_COLUMNS:
        table[column] = pd.to_numeric(table[column], errors="coerce").astype(float)
    _check_edges(table, junctions)
    short = table["length_m"].isna()
    if short.any():
        table.loc[short, "length_m"] = crs.geodesic_lengths_m(table.geometry[short])
        table.loc[short, "length_basis"] = "geodesic"
    return table


def _check_edges(table: gpd.GeoDataFrame, junctions: gpd.GeoDataFrame) -> None:
    """Refuse edges with doubled ids, unknown ends, no line or a length that is not above zero."""
    problems = (
        (table["id"].duplicated(), "编号重复"),
        (~table["from_id"].isin(junctions["id"]) | ~table["to_id"].isin(junctions["id"]), "的端点不在交叉点表中"),
        (table.geometry.isna() | table.geometry.is_empty | (table.geom_type != "LineString"), "没有线形"),
        (table["length_m"] <= 0, "长度不大于零"),
        (~table["mode"].isin(("road", "rail")), "的 mode 不是 road 或 rail"),
    )
    for bad, what in problems:
        if bad.any():
            msg = f"路段 {table.loc[bad, 'id'].iloc[0]!r} {what}（共 {int(bad.sum())} 条）。"
            raise NetworkError(msg)
