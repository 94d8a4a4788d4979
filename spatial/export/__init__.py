"""Layers as files: one function a format, one line a format in WRITERS."""

from __future__ import annotations

from spatial.export.archive import Entry, to_archive
from spatial.export.plain import FORMULA_STARTS, Provenance, safe_cell
from spatial.export.writers import WRITERS, Writer, export_bytes, export_layer, provenance_of

__all__ = [
    "FORMULA_STARTS",
    "WRITERS",
    "Entry",
    "Provenance",
    "Writer",
    "export_bytes",
    "export_layer",
    "provenance_of",
    "safe_cell",
    "to_archive",
]
