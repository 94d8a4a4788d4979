"""Files for a desktop GIS: GeoPackage, and a shapefile that old Chinese systems can read."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyogrio

from spatial.crs import WGS84
from spatial.export.plain import Provenance, prepared, safe_cell, without_control
from spatial.export.tables import FIXED_TIME

TEXT_BYTES: Final = 254  # a text field of a dbf
_SHAPES: Final = {
    "point": {"Point"}, "multipoint": {"MultiPoint"}, "line": {"LineString", "MultiLineString"}, "polygon": {"Polygon", "MultiPolygon"},
}  # fmt: skip


def to_gpkg(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int = WGS84) -> bytes:
    """Return a GeoPackage of one layer in the wanted CRS; the time stamp inside is fixed, so the same frame gives the same bytes."""
    table = _texts(prepared(frame, provenance, epsg))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        # set and not taken back: another thread may be writing at the same time
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z"})
        table.to_file(path, layer=_layer_name(provenance), driver="GPKG", engine="pyogrio", index=False)
        return path.read_bytes()


def to_shapefile(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int = WGS84) -> bytes:
    """Return a zip of shapefiles in GBK, one per kind of geometry, with a code book.

    Field names are ASCII (`f01` …) because a dbf cuts Chinese names in the middle of a character; `fields.csv` gives each its meaning.
    A character outside GBK becomes 〓 and a text longer than 254 bytes is cut at a whole character; both are counted in `fields.csv`,
    and so are the rows without geometry, which a shapefile of points, lines or areas cannot hold.
    """
    table = prepared(frame, provenance, epsg)
    names = [str(name) for name in table.columns if name != table.geometry.name]
    short = {name: f"f{number:02d}" for number, name in enumerate(names, start=1)}
    changed = dict.fromkeys(names, 0)
    for name in names:
        if table[name].dtype == object:
            fitted = [_fit(value) for value in table[name]]
            changed[name] = sum(a != b for a, b in zip(fitted, table[name], strict=True))
            table[name] = fitted
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target, tempfile.TemporaryDirectory() as folder:
        for kind, types in _SHAPES.items():
            part = table[table.geometry.geom_type.isin(types)].rename(columns=short)
            if len(part):
                part.to_file(Path(folder) / f"{kind}.shp", driver="ESRI Shapefile", engine="pyogrio", index=False, encoding="GBK")
                (Path(folder) / f"{kind}.cpg").write_text("GBK", encoding="ascii")
        for path in sorted(Path(folder).iterdir()):
            data = path.read_bytes()
            # the header of a dbf holds the day it was written
            dated = data[:1] + bytes((126, 1, 1)) + data[4:] if path.suffix == ".dbf" else data
            target.writestr(zipfile.ZipInfo(path.name, FIXED_TIME), dated, zipfile.ZIP_DEFLATED)
        target.writestr(
            zipfile.ZipInfo("fields.csv", FIXED_TIME),
            _code_book(short, changed, int(table.geometry.isna().sum()), provenance),
            zipfile.ZIP_DEFLATED,
        )
    return out.getvalue()


def _texts(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table with control characters removed from its texts; a database refuses them."""
    copy = table.copy()
    for name in copy.columns:
        if name != copy.geometry.name and copy[name].dtype == object:
            copy[name] = [
                without_control(value) if isinstance(value, str) else None if value is None else str(value) for value in copy[name]
            ]
    return copy


def _layer_name(provenance: Provenance) -> str:
    return re.sub(r"[^0-9A-Za-z_]", "_", provenance.layer)


def _fit(value: Any) -> str | None:
    """Return a text that a GBK dbf field holds."""
    if value is None:
        return None
    clean = "".join(char if _in_gbk(char) else "〓" for char in without_control(str(value)))
    return clean.encode("gbk")[:TEXT_BYTES].decode("gbk", "ignore")


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _code_book(short: dict[str, str], changed: dict[str, int], undrawn: int, provenance: Provenance) -> bytes:
    """Return the code book: field, meaning, how many values had to be changed to fit."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["字段", "含义", "因编码或长度改动的值"])
    writer.writerows([field, safe_cell(name), changed[name]] for name, field in short.items())
    writer.writerow(["没有几何、未写出的行", "见同一图层的 csv 或 xlsx", undrawn])
    writer.writerow(["图层", safe_cell(f"{provenance.title}（{provenance.layer}）"), ""])
    writer.writerow(["来源", safe_cell(provenance.source), ""])
    writer.writerow(["许可", safe_cell(provenance.licence), ""])
    return text.getvalue().encode("utf-8-sig")
