"""GeoJSON by RFC 7946."""

from __future__ import annotations

import json
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from spatial.crs import WGS84
from spatial.errors import InvalidInputError
from spatial.export.plain import Provenance, prepared

DECIMALS: Final = 6


def to_geojson(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int = WGS84) -> bytes:
    """Return a feature collection: WGS 84, no `crs`, right-hand rings, six decimals, Chinese unescaped, one feature a line.

    Every feature carries its provenance (`source`, `licence`, and plan and section where it has them). Same frame, same bytes.
    Raises InvalidInputError when another CRS than EPSG:4326 is asked for, because RFC 7946 has none.
    """
    if epsg != WGS84:
        msg = f"GeoJSON 只能用 WGS 84（EPSG:4326，RFC 7946），不能写成 EPSG:{epsg}；请改用 gpkg 或 csv。"
        raise InvalidInputError(msg)
    table = prepared(frame, provenance)
    names = [name for name in table.columns if name != table.geometry.name]
    rows = table[names].astype(object).where(table[names].notna(), None).to_numpy().tolist()
    features = [_feature(dict(zip(names, row, strict=True)), shape) for row, shape in zip(rows, table.geometry, strict=True)]
    head = json.dumps({"name": provenance.layer, "title": provenance.title}, ensure_ascii=False)[1:-1]
    body = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for feature in features)
    return f'{{"type":"FeatureCollection",{head},"features":[\n{body}\n]}}\n'.encode()


def rounded(geometry: Any) -> Any | None:
    """Return a valid geometry on the grid of six decimals with right-hand rings; None for nothing."""
    if geometry is None or pd.isna(geometry) or geometry.is_empty:
        return None
    snapped = shapely.set_precision(geometry, 10.0**-DECIMALS)
    if snapped.is_empty:
        snapped = shapely.set_precision(geometry, 10.0**-DECIMALS, mode="pointwise")
    return shapely.orient_polygons(shapely.force_2d(snapped), exterior_cw=False)


def _feature(properties: dict[str, Any], geometry: Any) -> dict[str, Any]:
    """Return one feature; its `id` is the row's feature_id, else its id."""
    shape = rounded(geometry)
    mapped = None if shape is None else _tidy(json.loads(shapely.to_geojson(shape)))
    key = properties.get("feature_id", properties.get("id"))
    head: dict[str, Any] = {"type": "Feature"} if key is None else {"type": "Feature", "id": key}
    return head | {"properties": properties, "geometry": mapped}


def _tidy(value: Any) -> Any:
    """Return the coordinates with at most six decimals."""
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
