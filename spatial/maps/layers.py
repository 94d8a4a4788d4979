"""Layers as the browser gets them: a GeoDataFrame becomes short, safe JSON with a fixed set of properties."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from spatial.errors import InvalidInputError
from spatial.maps.safe import plain_text, script_json
from spatial.maps.style import style

PROPERTIES: Final = ("id", "name", "style", "plan", "rows", "label")
METRES_PER_DEGREE: Final = 111_320.0
DECIMALS: Final = 4

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapLayer:
    """Hold one layer ready for the browser; `features_json` is safe in a script and `bounds` is west, south, east, north in degrees."""

    id: str
    title: str
    group: str
    features_json: str
    count: int
    styles: tuple[str, ...]
    unplaced: int = 0
    source: str = ""
    interactive: bool = True
    counted: bool = True
    quiet: bool = False
    named: bool = False
    bounds: Bounds | None = None
    digest: str = field(default="", compare=False)

    def to_json(self) -> str:
        """Return the layer as safe JSON."""
        head = script_json(
            {
                "id": self.id,
                "title": plain_text(self.title),
                "group": plain_text(self.group),
                "source": plain_text(self.source),
                "interactive": self.interactive,
                "counted": self.counted,
                "quiet": self.quiet,
                "named": self.named,
                "digest": self.digest,
            }
        )
        return f'{head[:-1]},"features":{self.features_json}}}'


def _simple_parts(geometry: Any) -> list[Any]:
    """Return the parts the browser draws: points one by one, lines and polygons whole."""
    if geometry is None or geometry.is_empty:
        return []
    if geometry.geom_type in {"MultiPoint", "GeometryCollection"}:
        return [part for each in geometry.geoms for part in _simple_parts(each)]
    return [geometry]


def _coordinates(geometry: Any, decimals: int) -> dict[str, Any]:
    """Return one geometry as a GeoJSON mapping with rounded coordinates."""
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, decimals))
    mapping: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return mapping


def _simplified(geometry: Any, tolerance_m: float) -> Any:
    """Return a line or area with fewer vertices; it moves by at most `tolerance_m` metres (north-south)."""
    if tolerance_m <= 0 or geometry.geom_type in {"Point", "MultiPoint"}:
        return geometry
    thin = shapely.simplify(geometry, tolerance_m / METRES_PER_DEGREE, preserve_topology=True)
    return geometry if thin.is_empty else thin


def _cell(value: object) -> str:
    """Return one table cell as text; missing values are empty."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(_cell(item) for item in value)
    return plain_text(value)


def _properties(
    record: dict[str, Any], style_key: str, rows: Sequence[tuple[str, str]], plan: str, label_from: float | None
) -> dict[str, Any]:
    """Return the only properties that travel to the browser (PROPERTIES)."""
    shown = [[plain_text(label), _cell(record.get(column))] for label, column in rows]
    found: dict[str, Any] = {
        "id": _cell(record.get("id")),
        "name": _cell(record.get("name")),
        "style": style_key,
        "plan": _cell(record.get(plan)) if plan else "",
        "rows": [row for row in shown if row[1]],
    }
    geometry = record["geometry"]
    if label_from is not None and geometry is not None and not geometry.is_empty:
        point = geometry.representative_point()
        found["label"] = [
            round(point.x, 4),
            round(point.y, 4),
            label_from,
            style(style_key).size if style(style_key).shape == "point" else 0,
        ]
    return found


def layer_from_frame(
    frame: Any,
    *,
    layer_id: str,
    title: str,
    group: str,
    style_key: str | None = None,
    rows: Sequence[tuple[str, str]] = (),
    plan_column: str = "",
    source: str = "",
    tolerance_m: float = 150.0,
    decimals: int = DECIMALS,
    label_from: float | None = None,
    interactive: bool = True,
    counted: bool = True,
    quiet: bool = False,
    named: bool = False,
) -> MapLayer:
    """Return a GeoDataFrame (EPSG:4326, columns id, name, geometry) as a layer for the browser.

    One style for all rows (`style_key`) or one per row (column `style`); rows without geometry count in `unplaced`. `rows` are the pairs
    (label on screen, column) of the popup, empty cells left out. `tolerance_m` is how far an outline may move to save vertices (0: exact),
    `decimals` rounds degrees, `label_from` is the zoom from which a feature's own name is written on it, and with `named` the legend calls
    the layer by its title instead of the style's. Raises InvalidInputError when a column is missing or a style is unknown.
    """
    _check_columns(frame, layer_id, style_key)
    features: list[dict[str, Any]] = []
    count = 0
    for record in frame.to_dict("records"):
        key = style_key or str(record["style"])
        style(key)
        properties = _properties(record, key, rows, plan_column, label_from) if _simple_parts(record["geometry"]) else {}
        made = _features(record, properties, tolerance_m, decimals)
        count += bool(made)
        features += made
    text = script_json(features)
    return MapLayer(
        id=layer_id,
        title=title,
        group=group,
        features_json=text,
        count=count,
        styles=tuple(dict.fromkeys(feature["properties"]["style"] for feature in features)),
        unplaced=len(frame) - count,
        source=source,
        interactive=interactive,
        counted=counted,
        quiet=quiet,
        named=named,
        bounds=bounds_of(frame) if count else None,
        digest=digest_of(text, title, group, source),
    )


def _check_columns(frame: Any, layer_id: str, style_key: str | None) -> None:
    """Raise InvalidInputError when a frame lacks what the map needs."""
    missing = [column for column in ("id", "name", "geometry", *(() if style_key else ("style",))) if column not in frame.columns]
    if missing:
        msg = f"图层 {layer_id} 缺少列 {'、'.join(missing)}；需要 id、name、geometry（以及 style 或统一的图式）。"
        raise InvalidInputError(msg)


def _features(record: dict[str, Any], properties: dict[str, Any], tolerance_m: float, decimals: int) -> list[dict[str, Any]]:
    """Return one row as the features the browser draws, one for each part; none without geometry."""
    shapes = (_coordinates(_simplified(part, tolerance_m), decimals) for part in _simple_parts(record["geometry"]))
    return [{"type": "Feature", "properties": properties, "geometry": shape} for shape in shapes]


def bounds_of(frame: Any) -> Bounds | None:
    """Return west, south, east, north of a frame in degrees, or None when nothing in it has a place."""
    west, south, east, north = (float(value) for value in frame.geometry.total_bounds)
    return None if np.isnan(west) else (west, south, east, north)


def merged_bounds(bounds: Iterable[Bounds | None]) -> Bounds | None:
    """Return the bounds that hold all the given ones, or None when there are none."""
    known = [item for item in bounds if item is not None]
    if not known:
        return None
    wests, souths, easts, norths = zip(*known, strict=True)
    return (min(wests), min(souths), max(easts), max(norths))


def digest_of(*parts: str) -> str:
    """Return a short digest of the given texts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
