"""The catalogue itself: every layer there is, and the frame of one, read once per state of the files."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Final

import geopandas as gpd

from spatial.catalogue.base import base_layers
from spatial.catalogue.entries import THEMES, Layer, Query, Stamp, stamp_of
from spatial.catalogue.places import place_layers, structure_layers
from spatial.catalogue.projects import project_layers
from spatial.errors import InvalidInputError, PlanNotFoundError
from spatial.plans import get_plan
from spatial.settings import Settings, default_settings

MODES: Final = ("road", "rail", "road+rail")
_SHAPES: Final = {
    "Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line", "Polygon": "polygon",
    "MultiPolygon": "polygon",
}  # fmt: skip


def list_layers(settings: Settings | None = None) -> tuple[Layer, ...]:
    """Return every layer: base, places, structures, projects, network."""
    used = settings or default_settings()
    return _layers(used, stamp_of(used))


def get_layer(layer_id: str, settings: Settings | None = None) -> Layer:
    """Return one layer of the catalogue; raise PlanNotFoundError, naming near ids, when there is none of that id."""
    found = {entry.id: entry for entry in list_layers(settings)}
    if layer_id not in found:
        near = [known for known in found if layer_id and (layer_id in known or known.split("-", 1)[-1] in layer_id)]
        msg = f"没有图层“{layer_id}”，{'相近的有 ' + '、'.join(near[:5]) if near else '可用 layers --json 查看全部图层'}。"
        raise PlanNotFoundError(msg)
    return found[layer_id]


def layer(
    layer_id: str,
    *,
    plan: str | None = None,
    on: date | None = None,
    along: str | None = None,
    settings: Settings | None = None,
) -> gpd.GeoDataFrame:
    """Return the features of a layer, EPSG:4326, exact geometry; the frame is shared, so copy it before changing it.

    `plan` keeps what one plan says, `on` gives names, parents and open roads of a date; a layer that neither changes ignores them.
    `along` (road, rail, road+rail) lets the schematic lines of structures follow the network of the date, today's when none is given.
    Rows without geometry are things that cannot be drawn: their column `missing` or `located` says why.
    Raises PlanNotFoundError for an unknown layer or plan, InvalidInputError for an unknown mode.
    """
    used = settings or default_settings()
    entry = get_layer(layer_id, used)
    if plan is not None:
        get_plan(plan, used)
    if along not in {None, *MODES}:
        msg = f"没有方式“{along}”，可用的是 {'、'.join(MODES)}。"
        raise InvalidInputError(msg)
    routed = along if layer_id.startswith("structure-") else None
    query = Query(used, plan if entry.by_plan else None, on if entry.by_date or routed else None, routed)
    return _frame(layer_id, query, stamp_of(used))


def layer_rows(settings: Settings | None = None, *, plan: str | None = None) -> list[dict[str, Any]]:
    """Return the catalogue as rows: id, title, theme, geometry, things counted, features and how many of them can be drawn."""
    return [_row(entry, layer(entry.id, plan=plan, settings=settings)) for entry in list_layers(settings)]


def _row(entry: Layer, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "title_en": entry.title_en,
        "theme": entry.theme,
        "theme_title": THEMES.get(entry.theme, entry.theme),
        "geometry": _shapes(frame),
        "count": int(frame["id"].nunique()) if len(frame) else 0,
        "features": len(frame),
        "drawn": int(frame.geometry.notna().sum()),
        "by_plan": entry.by_plan,
        "by_date": entry.by_date,
        "source": entry.source,
        "licence": entry.licence,
    }


def _shapes(frame: gpd.GeoDataFrame) -> str:
    """Return point, line, polygon, mixed or none: what the features of a layer are drawn as."""
    found = {_SHAPES[kind] for kind in frame.geometry[frame.geometry.notna()].geom_type}
    return "none" if not found else found.pop() if len(found) == 1 else "mixed"


@lru_cache(maxsize=8)
def _layers(settings: Settings, stamp: Stamp) -> tuple[Layer, ...]:  # noqa: ARG001  the stamp is the key of the cache
    return (*base_layers(settings), *place_layers(settings), *structure_layers(settings), *project_layers(settings))


@lru_cache(maxsize=512)
def _frame(layer_id: str, query: Query, stamp: Stamp) -> gpd.GeoDataFrame:
    entry = next(item for item in _layers(query.settings, stamp) if item.id == layer_id)
    return entry.function(query)
