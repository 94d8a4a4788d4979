"""A planner's table (CSV, XLSX) in and out: read as text, written so that no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from spatial.errors import InvalidInputError, PlaceNotFoundError
from spatial.gazetteer.book import Gazetteer
from spatial.gazetteer.geocoding import status_of
from spatial.schema import Place

ADDED = ("识别结果", "地点编号", "地点名称", "类别", "行政区划代码", "上级", "经度", "纬度", "精度_米", "定位", "候选", "说明")
STATUS = {"resolved": "已识别", "compound": "合称", "ambiguous": "重名待定", "unknown": "未查到"}
LOCATED = {"own": "本点", "host": "所在地的点", "none": "无坐标"}
MAX_CELLS = 2_000_000
MAX_NAMES = 100_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

Table = tuple[list[str], list[list[str]]]


def read_table(path: Path) -> Table:
    """Return the header and the rows of a CSV (UTF-8 or GB 18030) or XLSX file as text.

    Raises
    ------
    InvalidInputError
        When the file is missing, is neither, is empty or cannot be read.
    """
    if not path.is_file():
        raise InvalidInputError(f"找不到文件 {path}。")
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".xlsx"}:
        raise InvalidInputError(f"不认识 {path.name} 的格式，请用 CSV 或 XLSX 文件。")
    rows = _read_xlsx(path) if suffix == ".xlsx" else _read_csv(path)
    filled = [number for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    rows = rows[filled[0] : filled[-1] + 1] if filled else []
    if not rows:
        raise InvalidInputError(f"{path.name} 是空的，第一行应为列名。")
    width = max(len(row) for row in rows)
    if width * len(rows) > MAX_CELLS:
        raise InvalidInputError(f"{path.name} 超过 {MAX_CELLS} 个单元格，请分成几个文件。")
    padded = [row + [""] * (width - len(row)) for row in rows]
    return [cell.strip() for cell in padded[0]], padded[1:]


def _read_csv(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        try:
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise InvalidInputError(f"{path.name} 不是完整的 CSV（{error}），请在 Excel 里另存后再试。") from error
    raise InvalidInputError(f"{path.name} 的文字编码无法识别，请另存为 UTF-8 的 CSV。")


def _read_xlsx(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only needed for this format
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    # what openpyxl, zipfile and the XML readers (theirs are kinds of SyntaxError) raise on a damaged file, as fuzzing found
    damage = (
        zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, AttributeError, OSError,
        EOFError, NotImplementedError, RuntimeError,
    )  # fmt: skip
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            path.open("rb") as file,
            closing(load_workbook(file, read_only=True, data_only=True)) as book,
        ):
            sheet = book.worksheets[0]
            return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except damage as error:
        raise InvalidInputError(f"{path.name} 不是可读的 XLSX 文件，请在 Excel 里另存后再试。") from error


def geocode_file(
    source: Path,
    column: str,
    out: Path,
    gazetteer: Gazetteer,
    *,
    on: date | None = None,
    within: str | None = None,
    within_column: str | None = None,
) -> dict[str, int]:
    """Geocode one column of a file into another file and return how many rows came out resolved, compound, ambiguous, unknown.

    Raises
    ------
    InvalidInputError
        When a file cannot be used as given, or both are the same.
    PlaceNotFoundError
        When `within` names nothing.
    """
    if out.resolve() == source.resolve():
        raise InvalidInputError(f"输出文件 {out.name} 与输入文件是同一个，请另取一个名字。")
    header, rows = geocode_table(read_table(source), column, gazetteer, on=on, within=within, within_column=within_column)
    write_table((header, rows), out)
    at = len(header) - len(ADDED)
    return {key: sum(row[at] == word for row in rows) for key, word in STATUS.items()}


def geocode_table(
    table: Table, column: str, gazetteer: Gazetteer, *, on: date | None = None, within: str | None = None, within_column: str | None = None
) -> Table:
    """Return the table with what its names mean beside them; every row stays, the unresolved explained.

    Raises
    ------
    InvalidInputError
        When a column does not exist or stands twice, or holds more than MAX_NAMES different names.
    PlaceNotFoundError
        When `within` names nothing; a row's own surroundings that name nothing are explained in the row.
    """
    header, rows = table
    at = _column(header, column)
    around_at = None if within_column is None else _column(header, within_column)
    if within is not None:
        gazetteer.units(within, on)
    different = len({row[at] for row in rows})
    if different > MAX_NAMES:
        raise InvalidInputError(f"“{column}”列有 {different} 个不同的名称，一次最多 {MAX_NAMES} 个，请分成几个文件。")
    result = []
    known: dict[tuple[str, str | None], list[str]] = {}
    for row in rows:
        asked = (row[at], within if around_at is None else row[around_at].strip() or within)
        if asked not in known:
            known[asked] = _answer(asked[0], gazetteer, on, asked[1])
        result.append([*row, *known[asked]])
    return [*header, *(name if name not in header else f"{name}（本程序）" for name in ADDED)], result


def _column(header: Sequence[str], column: str) -> int:
    if header.count(column) != 1:
        problem = "没有" if column not in header else "不止一个"
        raise InvalidInputError(f"表里{problem}“{column}”列；现有的列：{'、'.join(cell for cell in header if cell)}。")
    return header.index(column)


def _answer(name: str, gazetteer: Gazetteer, on: date | None, within: str | None) -> list[str]:
    if not name.strip():
        return [STATUS["unknown"], *[""] * (len(ADDED) - 2), "这一行没有地名"]
    try:
        found = gazetteer.lookup(name, within=within, on=on)
    except PlaceNotFoundError as error:
        return [STATUS["unknown"], *[""] * (len(ADDED) - 2), str(error)]
    left = [item for item in found.matches if item.place.id not in found.chosen]
    others = "；".join(f"{item.place.title}（{item.place.id}）：{item.reason}" for item in left)
    chosen = [gazetteer.as_of(place, on) for place in found.chosen]
    return [STATUS[status_of(found)], *_cells(chosen, gazetteer, on), others, found.reason]


def _cells(chosen: Sequence[Place], gazetteer: Gazetteer, on: date | None) -> list[str]:
    one = chosen[0] if len(chosen) == 1 else None
    joined = [
        "|".join(place.id for place in chosen),
        "|".join(place.title for place in chosen),
        "|".join(place.kind for place in chosen),
        "|".join(place.adcode or "" for place in chosen),
        "|".join(gazetteer.as_of(place.parent_id, on).title if place.parent_id else "" for place in chosen),
    ]
    if one is None or one.lon is None or one.lat is None:
        return [*joined, "", "", "", LOCATED[one.located] if one else ""]
    return [*joined, f"{one.lon:.6f}", f"{one.lat:.6f}", f"{one.precision_m or 0:.0f}" if one.precision_m else "", LOCATED[one.located]]


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before = + - @, tab or return. Plain numbers stay."""
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def write_table(table: Table, path: Path) -> None:
    """Write a table as CSV (UTF-8 with BOM, for Excel) or XLSX, every cell and header made safe.

    Raises
    ------
    InvalidInputError
        When the ending of the file is neither .csv nor .xlsx, or its folder does not exist.
    """
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise InvalidInputError(f"输出文件 {path.name} 应以 .csv 或 .xlsx 结尾。")
    if not path.parent.is_dir():
        raise InvalidInputError(f"输出文件夹 {path.parent} 不存在。")
    header, rows = table
    safe = [[safe_cell(cell) for cell in row] for row in (header, *rows)]
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(safe)
        return
    from openpyxl import Workbook  # noqa: PLC0415 - only needed for this format
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("地名")
    for row in safe:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    book.save(path)
