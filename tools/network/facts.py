"""Read the reference tables into sections with ids, dates and the basis of each date."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path

from pypinyin import lazy_pinyin

ASSUMED_OPEN = "unknown: assumed open before 2012"


@dataclass(frozen=True)
class Section:
    """Hold one section of a road or railway as the reference states it; lengths in metres, dates ISO or shorter."""

    id: str
    ref: str
    name: str
    start: str
    end: str
    start_xy: tuple[float, float]
    end_xy: tuple[float, float]
    length_m: float
    official: bool
    length_group: str
    speed_kph: float
    lanes: str
    opened: str
    date_basis: str
    status: str
    edge_class: str
    source: str
    confidence: str
    province: str
    position: str = ""


def slug(text: str) -> str:
    """Return lower-case ASCII of a name: pinyin without tones, letters and digits kept, the rest dropped."""
    return re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(text)).lower())


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def parse_date(text: str) -> tuple[str, str]:
    """Return (ISO date, month or year; basis) of a reference date; empty with the assumption where it is unknown."""
    text = text.strip()
    if not text:
        return "", ASSUMED_OPEN
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text, "day known"
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return text, "month known"
    if re.fullmatch(r"\d{4}", text):
        return text, "year known"
    years = re.findall(r"(?<!\d)(\d{4})(?!\d)", text)
    if text.startswith("between"):
        return "", f"unknown: {text}"
    return (years[-1], f"last year of “{text}”") if years else ("", f"unknown: {text}")


def read_expressways(reference: Path) -> list[Section]:
    """Return the expressway sections in service and planned; rows shared with another road are left out."""
    folder = reference / "network"
    sections = [_road(row, "") for row in rows_of(folder / "expressways.csv") if not row["shared_with"]]
    planned = [_road(row, "p") for row in rows_of(folder / "expressways_planned.csv")]
    return sections + planned


def _road(row: dict[str, str], mark: str) -> Section:
    """Return one row of the road tables as a section; `mark` keeps planned ids apart."""
    outside = "x" if "省外" in row["name_zh"] else ""
    number = f"{int(row['seq']):0{2 if mark else 3}d}"
    number_of_road = re.match(r"[GS]\d+(/[GS]\d+)?", row["ref"])
    opened, basis = parse_date(row["opened"])
    status = "open"
    if mark:
        status = "under_construction" if row["status"].startswith("under_construction") else "planned"
        basis = row["status"]
    group = row["length_basis"] if row["length_basis"].startswith("official") else ""
    return Section(
        id=f"{slug(row['ref'])}{outside}-{mark}{number}",
        ref=number_of_road.group() if number_of_road else "",
        name=row["name_zh"],
        start=row["from_name"],
        end=row["to_name"],
        start_xy=(float(row["from_lon"]), float(row["from_lat"])),
        end_xy=(float(row["to_lon"]), float(row["to_lat"])),
        length_m=float(row["length_km"]) * 1000.0,
        official=bool(group),
        length_group=f"{slug(row['ref'])}{mark}:{group}" if group else "",
        speed_kph=float(row["design_speed_kph"] or 0),
        lanes=row["lanes"],
        opened=opened,
        date_basis=basis,
        status=status,
        edge_class=row.get("class") or "expressway",
        source=row["basis"],
        confidence=row["confidence"],
        province=row["province"],
        position=row["position_basis"],
    )


def read_trunks(reference: Path) -> list[Section]:
    """Return the national, provincial and county road sections; rows shared with another road are left out."""
    rows = [row for row in rows_of(reference / "network" / "trunk_roads.csv") if not row["shared_with"]]
    order = {"national": 0, "provincial": 1, "county": 2}
    return sorted((_trunk(row) for row in rows), key=lambda s: (order[s.edge_class], s.id))


def _trunk(row: dict[str, str]) -> Section:
    """Return one trunk row; the reference gives it an opening only where a new or rebuilt road is meant."""
    section = _road(row, "")
    if section.opened:
        return replace(section, date_basis=f"{section.date_basis}; date of the present road, an older one may have stood there")
    return section
