"""The register of formats, and the one way from a layer of the catalogue to a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import geopandas as gpd

from spatial.catalogue import get_layer, layer
from spatial.crs import EXPORT_EPSG, WGS84
from spatial.errors import InvalidInputError
from spatial.export.geojson import to_geojson
from spatial.export.gis import to_gpkg, to_shapefile
from spatial.export.plain import Provenance
from spatial.export.tables import to_csv, to_xlsx
from spatial.settings import Settings


@dataclass(frozen=True)
class Writer:
    """Hold one format: how it is called, how its files end, what makes it, and the CRS it may be in."""

    title: str
    suffix: str
    media_type: str
    function: Callable[[gpd.GeoDataFrame, Provenance, int], bytes]
    epsg: tuple[int, ...] = EXPORT_EPSG


WRITERS: Final[dict[str, Writer]] = {
    "geojson": Writer("GeoJSON（RFC 7946）", ".geojson", "application/geo+json", to_geojson, (WGS84,)),
    "csv": Writer("CSV 表（Excel 可直接打开）", ".csv", "text/csv", to_csv),
    "xlsx": Writer("Excel 工作簿", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "gpkg": Writer("GeoPackage", ".gpkg", "application/geopackage+sqlite3", to_gpkg),
    "shapefile": Writer("Shapefile（GBK，压缩包）", ".zip", "application/zip", to_shapefile),
}


def export_bytes(frame: gpd.GeoDataFrame, form: str, provenance: Provenance, epsg: int = WGS84) -> bytes:
    """Return a frame as a file of a format; the frame is not changed. Raises InvalidInputError for an unknown format or CRS."""
    writer = writer_of(form)
    return writer.function(frame, provenance, epsg)


def writer_of(form: str) -> Writer:
    """Return one format of the register; raise InvalidInputError, naming the choices, when there is none of that name."""
    if form not in WRITERS:
        msg = f"没有导出格式 {form!r}；可用的是 {'、'.join(WRITERS)}。"
        raise InvalidInputError(msg)
    return WRITERS[form]


def export_layer(
    layer_id: str,
    form: str,
    path: Path,
    *,
    plan: str | None = None,
    on: date | None = None,
    along: str | None = None,
    epsg: int = WGS84,
    settings: Settings | None = None,
) -> int:
    """Write one layer of the catalogue to a file and return how many features it holds.

    Raises PlanNotFoundError for an unknown layer or plan, InvalidInputError for an unknown format or CRS or a missing folder.
    """
    writer_of(form)
    if not path.parent.is_dir():
        msg = f"文件夹 {path.parent} 不存在，请先建好再导出。"
        raise InvalidInputError(msg)
    frame = layer(layer_id, plan=plan, on=on, along=along, settings=settings)
    path.write_bytes(export_bytes(frame, form, provenance_of(layer_id, settings), epsg))
    return len(frame)


def provenance_of(layer_id: str, settings: Settings | None = None) -> Provenance:
    """Return what a file of a layer says about where it came from."""
    entry = get_layer(layer_id, settings)
    return Provenance(entry.id, entry.title, entry.source, entry.licence)
