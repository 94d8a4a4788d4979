"""Tables: CSV that opens right in Excel, and XLSX."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial.crs import WGS84
from spatial.export.plain import Provenance, anchor, prepared, safe_cell

CELL_LIMIT: Final = 32000  # a cell of Excel holds 32 767 characters
FIXED_TIME: Final = (2026, 1, 1, 0, 0, 0)


def to_csv(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int = WGS84) -> bytes:
    """Return a CSV table: UTF-8 with BOM, CRLF, no cell or header that a spreadsheet would run as a formula."""
    header, rows = _table(frame, provenance, epsg)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(safe_cell(name) for name in header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int = WGS84) -> bytes:
    """Return a workbook of one sheet; every text is stored as text, so nothing runs as a formula."""
    from openpyxl import Workbook  # noqa: PLC0415  only this writer needs it

    header, rows = _table(frame, provenance, epsg)
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", "_", provenance.layer)[:31]
    sheet.freeze_panes = "A2"
    for number, row in enumerate([header, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, safe_cell(value))
            if isinstance(value, str):
                cell.data_type = "s"
    raw = io.BytesIO()
    book.save(raw)
    return _same_bytes(raw.getvalue())


def _table(frame: gpd.GeoDataFrame, provenance: Provenance, epsg: int) -> tuple[list[str], list[list[Any]]]:
    """Return header and rows: the columns of the layer, then a point (degrees or metres), the geometry type and its WKT."""
    table = prepared(frame, provenance, epsg)
    degrees = table.crs.is_geographic
    names = [name for name in table.columns if name != table.geometry.name]
    own = [name for name in names if name not in {"lon", "lat"}]
    header = [*own, *(("lon", "lat") if degrees else ("easting_m", "northing_m")), "epsg", "geometry_type", "wkt"]
    rows = []
    cells = table[own].astype(object).where(table[own].notna(), None).to_numpy().tolist()
    for row, shape in zip(cells, table.geometry, strict=True):
        x, y = anchor(shape)
        digits = 6 if degrees else 3
        place = [None if x is None else round(x, digits), None if y is None else round(y, digits)]
        rows.append([*row, *place, epsg, "" if shape is None else shape.geom_type, _wkt(shape, digits)])
    return header, rows


def _wkt(shape: Any, digits: int) -> str:
    """Return the WKT of a geometry, empty when it would not fit into a cell of Excel."""
    if shape is None:
        return ""
    text = shapely.to_wkt(shape, rounding_precision=digits, trim=True)
    return text if len(text) <= CELL_LIMIT else ""


def _same_bytes(workbook: bytes) -> bytes:
    """Return the workbook with fixed times inside, so that the same table gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
