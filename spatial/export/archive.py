"""Several layers in one archive, with a manifest that names each file, its count, its check sum and its source."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from spatial import __version__
from spatial.catalogue import layer
from spatial.crs import WGS84
from spatial.export.tables import FIXED_TIME
from spatial.export.writers import export_bytes, provenance_of, writer_of
from spatial.settings import Settings


@dataclass(frozen=True)
class Entry:
    """Hold one file wanted in an archive: layer, format, plan, date and CRS."""

    layer: str
    form: str
    plan: str | None = None
    on: date | None = None
    epsg: int = WGS84

    @property
    def file_name(self) -> str:
        """Return the name of the file in the archive."""
        parts = [self.layer, self.plan or "", self.on.isoformat() if self.on else "", "" if self.epsg == WGS84 else str(self.epsg)]
        return str(PurePosixPath("layers") / ("_".join(part for part in parts if part) + writer_of(self.form).suffix))


def to_archive(entries: Sequence[Entry], settings: Settings | None = None) -> bytes:
    """Return a zip of the wanted layers and `manifest.json`; the same entries on the same data give the same bytes."""
    out = io.BytesIO()
    files = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in dict.fromkeys(entries):
            frame = layer(entry.layer, plan=entry.plan, on=entry.on, settings=settings)
            provenance = provenance_of(entry.layer, settings)
            data = export_bytes(frame, entry.form, provenance, entry.epsg)
            target.writestr(zipfile.ZipInfo(entry.file_name, FIXED_TIME), data, zipfile.ZIP_DEFLATED)
            files.append({
                "file": entry.file_name, "layer": entry.layer, "title": provenance.title, "format": entry.form, "crs": f"EPSG:{entry.epsg}",
                "plan": entry.plan, "on": entry.on.isoformat() if entry.on else None, "features": len(frame),
                "sha256": hashlib.sha256(data).hexdigest(), "source": provenance.source, "licence": provenance.licence,
            })  # fmt: skip
        manifest = {"software": f"jilin-spatial {__version__}", "note": "示意，非法定界线", "files": files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        target.writestr(zipfile.ZipInfo("manifest.json", FIXED_TIME), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
