"""What every writer needs: plain values, provenance on every row, text that no spreadsheet runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial.crs import EXPORT_EPSG, WGS84, project
from spatial.errors import InvalidInputError

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))  # refused by XML and databases


@dataclass(frozen=True)
class Provenance:
    """Hold what a file says about itself: the layer's id and title, its source and licence."""

    layer: str
    title: str
    source: str
    licence: str


def prepared(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int = WGS84) -> gpd.GeoDataFrame:
    """Return a copy in the wanted CRS whose every row has `source` and `licence` and whose cells are plain JSON types.

    Raises InvalidInputError when the CRS is not one of EXPORT_EPSG or the frame has none.
    """
    if epsg not in EXPORT_EPSG:
        msg = f"导出坐标系 EPSG:{epsg} 不可用；请用 {'、'.join(map(str, EXPORT_EPSG))}。"
        raise InvalidInputError(msg)
    if frame.crs is None:
        msg = f"图层 {provenance.layer} 没有坐标系，不能导出。"
        raise InvalidInputError(msg)
    columns = {str(name): [plain(value) for value in frame[name]] for name in frame.columns if name != frame.geometry.name}
    for name, own in (("source", provenance.source), ("licence", provenance.licence)):
        columns[name] = [value or own for value in columns.get(name, [None] * len(frame))]
    geometry = gpd.GeoSeries([_sound(item) for item in frame.geometry], crs=frame.crs)
    table = pd.DataFrame({name: pd.Series(values, dtype=_dtype(values)) for name, values in columns.items()})
    return gpd.GeoDataFrame(table, geometry=geometry if epsg == WGS84 and frame.crs.to_epsg() == WGS84 else project(geometry, epsg))


def plain(value: Any) -> Any:
    """Return a cell as text, number, truth or None; NaN and NaT become None, lists become text joined by semicolons."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ";".join(str(plain(item)) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value).encode("utf-8", "replace").decode("utf-8")


def safe_cell(value: Any) -> Any:
    """Return a cell that a spreadsheet shows and never runs: text that could begin a formula gets a leading apostrophe."""
    if not isinstance(value, str):
        return value
    text = value.translate(_CONTROL)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def without_control(text: str) -> str:
    """Return text without the control characters that XML and databases refuse."""
    return text.translate(_CONTROL)


def anchor(geometry: Any) -> tuple[float | None, float | None]:
    """Return a point of a geometry for a table: itself, or a point inside it; (None, None) for none."""
    if geometry is None:
        return None, None
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    return point.x, point.y


def _sound(geometry: Any) -> Any | None:
    """Return a geometry that a GIS accepts: None for nothing, a line without length as the point it is, rings that cross mended.

    Raises InvalidInputError for coordinates that are no numbers.
    """
    if geometry is None or shapely.is_empty(geometry):
        return None
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        msg = "几何里有不是数的坐标（NaN 或无穷大），不能导出；请先修正数据。"
        raise InvalidInputError(msg)
    sound = geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
    if sound.geom_type != "GeometryCollection":
        return sound
    parts = [part for part in shapely.get_parts(sound) if shapely.get_dimensions(part) == shapely.get_dimensions(sound)]
    return shapely.union_all(parts)


def _dtype(values: list[Any]) -> str | None:
    """Return a column type that keeps whole numbers whole where some are missing; mixed columns stay objects."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int}:
        return "Int64"
    if kinds == {bool}:
        return "boolean"
    if kinds and kinds <= {int, float}:
        return "Float64"
    return "object"
