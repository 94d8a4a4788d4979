"""The gazetteer's tables, read with the standard library alone and checked on the way in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spatial.errors import DataFileError
from spatial.schema import GAZETTEER_COLUMNS, HISTORY_COLUMNS, PLACE_KINDS, Located, Place

COMPOUND_COLUMNS = ("name", "members", "note", "source")


@dataclass(frozen=True)
class HistoryEntry:
    """Hold one value of one attribute of a place for [start, end); empty ends are open."""

    place_id: str
    attribute: str
    value: str
    start: str
    end: str
    source: str


@dataclass(frozen=True)
class Compound:
    """Hold one name that stands for several places, such as 延龙图."""

    name: str
    members: tuple[str, ...]
    note: str
    source: str


def rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line numbers and rows of one table whose header must be exactly `columns`."""
    if not path.is_file():
        raise DataFileError(f"缺少数据文件 {path.name}，请重新取得完整的程序文件夹。")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != columns:
            raise DataFileError(f"{path.name} 的列应为 {'、'.join(columns)}。")
        for number, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                raise DataFileError(f"{path.name} 第 {number} 行的列数不对。")
            yield number, row


def _number(text: str, path: Path, line: int, column: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise DataFileError(f"{path.name} 第 {line} 行 {column} 不是数字：{text}。") from error


def read_places(path: Path) -> tuple[Place, ...]:
    """Return every row of gazetteer.csv as a place.

    Raises
    ------
    DataFileError
        When a column, a number, a kind, `located` or a parent is not what the contract says, or an id stands twice.
    """
    places: dict[str, Place] = {}
    for line, row in rows_of(path, GAZETTEER_COLUMNS):
        place = place_of(path, line, row)
        if place.id in places:
            raise DataFileError(f"{path.name} 第 {line} 行的 id “{place.id}”重复。")
        places[place.id] = place
    for place in places.values():
        if place.parent_id is not None and place.parent_id not in places:
            raise DataFileError(f"{path.name} 中 {place.id} 的 parent_id “{place.parent_id}”不存在。")
    return tuple(places.values())


def place_of(path: Path, line: int, row: dict[str, str]) -> Place:
    """Return one row of a gazetteer as a place; raise DataFileError where it breaks the contract."""
    lon, lat = _number(row["lon"], path, line, "lon"), _number(row["lat"], path, line, "lat")
    located = row["located"]
    if row["kind"] not in PLACE_KINDS or located not in {"own", "host", "none"} or (lon is None) != (located == "none"):
        raise DataFileError(f"{path.name} 第 {line} 行（{row['id']}）的 kind 或 located 与坐标不符。")
    population, year = _number(row["population"], path, line, "population"), _number(row["population_year"], path, line, "population_year")
    own: Located = "own" if located == "own" else "host" if located == "host" else "none"
    return Place(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        adcode=row["adcode"] or None,
        parent_id=row["parent_id"] or None,
        lon=lon,
        lat=lat,
        precision_m=_number(row["precision_m"], path, line, "precision_m"),
        located=own,
        geo_source=row["geo_source"],
        title_en=row["title_en"],
        pinyin=row["pinyin"],
        variants=tuple(filter(None, row["variants"].split("|"))),
        plans=tuple(filter(None, row["plans"].split(";"))),
        start=row["start"] or None,
        end=row["end"] or None,
        population=None if population is None else int(population),
        population_year=None if year is None else int(year),
        population_source=row["population_source"],
        description=row["description"],
    )


def read_history(path: Path) -> tuple[HistoryEntry, ...]:
    """Return the names, codes, parents, kinds and seats of places through time."""
    entries = []
    for line, row in rows_of(path, HISTORY_COLUMNS):
        if row["attribute"] not in {"name", "adcode", "parent", "kind", "seat"}:
            raise DataFileError(f"{path.name} 第 {line} 行的 attribute “{row['attribute']}”不在约定之内。")
        entries.append(HistoryEntry(**row))
    return tuple(entries)


def read_compounds(path: Path) -> tuple[Compound, ...]:
    """Return the names that stand for several places."""
    return tuple(
        Compound(row["name"], tuple(row["members"].split("|")), row["note"], row["source"]) for _, row in rows_of(path, COMPOUND_COLUMNS)
    )
