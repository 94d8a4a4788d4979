"""Write the layers: CSV facts, GeoParquet geometry and a TOML sidecar beside each, the same bytes for the same input."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import LineString, set_precision

GRID_DEG = 1e-5  # coordinates are kept to five decimals, about one metre


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows as CSV in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n", extrasaction="raise", restval="")
        writer.writeheader()
        writer.writerows(rows)


def write_lines(path: Path, attributes: Mapping[str, Sequence[object]], lines: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Write lines (lon, lat; EPSG:4326) with their attributes as GeoParquet."""
    geometry = set_precision([LineString(line) for line in lines], 0.0)
    frame = gpd.GeoDataFrame(pd.DataFrame(dict(attributes)), geometry=geometry, crs="EPSG:4326")
    frame.to_parquet(path, index=False, compression="zstd", schema_version="1.1.0")


def write_sidecar(path: Path, values: Mapping[str, str], columns: Mapping[str, str]) -> None:
    """Write the TOML sidecar: title, source, licence, date, method and what each column holds."""
    lines = [f"{key} = {_quote(value)}" for key, value in values.items()]
    lines += ["", "[columns]", *(f"{key} = {_quote(value)}" for key, value in columns.items())]
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write("\n".join(lines) + "\n")


def _quote(text: str) -> str:
    """Return a basic TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
