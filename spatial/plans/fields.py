"""One record of a data file, read field by field; every fault names the file, the record and the field."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spatial.errors import DataFileError


@dataclass(frozen=True)
class Record:
    """Hold one table of a TOML file or one row of a CSV file, with where it stands."""

    path: Path
    id: str
    values: Mapping[str, Any]

    def fault(self, field: str, reason: str) -> DataFileError:
        """Return the error that names this file, record and field."""
        return DataFileError(f"{self.path.parent.name}/{self.path.name} 的记录“{self.id}”字段 {field}：{reason}")

    def allow(self, names: frozenset[str]) -> None:
        """Check that the record has no field outside `names`."""
        unknown = sorted(set(self.values) - names)
        if unknown:
            raise self.fault(unknown[0], f"不认识的字段，可用的是 {'、'.join(sorted(names))}。")

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text field; without a default it must be there and not be blank."""
        value = self.values.get(field, default)
        if value is None or (default is None and value == ""):
            raise self.fault(field, "缺少内容，请补上。")
        if not isinstance(value, str):
            raise self.fault(field, f"应是文字，现为 {value!r}。")
        return value

    def flag(self, field: str) -> bool:
        """Return a true/false field that must be there."""
        value = self.values.get(field)
        if not isinstance(value, bool):
            raise self.fault(field, f"应是 true 或 false，现为 {value!r}。")
        return value

    def whole(self, field: str) -> int | None:
        """Return a whole number, or None where it is not given."""
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(field, f"应是整数，现为 {value!r}。")
        return value

    def number(self, field: str) -> float | None:
        """Return a positive number, or None where it is not given."""
        value = self.values.get(field)
        if value is None or value == "":
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise self.fault(field, f"应是数字，现为 {value!r}。") from None
        if not 0 < number < float("inf"):
            raise self.fault(field, f"应是正数，现为 {value!r}。")
        return number

    def day(self, field: str) -> date:
        """Return a calendar date that must be there."""
        value = self.values.get(field)
        if type(value) is not date:
            raise self.fault(field, f"应是 2014-08-07 这样的日期，现为 {value!r}。")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is not given."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fault(field, f"应是文字的列表，现为 {value!r}。")
        return tuple(value)

    def pairs(self, field: str) -> tuple[tuple[str, str], ...]:
        """Return a list of [plan, section] pairs, empty where it is not given."""
        value = self.values.get(field, [])
        if not isinstance(value, list):
            raise self.fault(field, f"应是 [规划, 章节] 的列表，现为 {value!r}。")
        for item in value:
            if not (isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) and part for part in item)):
                raise self.fault(field, f"每一项应是 [规划, 章节]，现为 {item!r}。")
        return tuple((item[0], item[1]) for item in value)

    def tables(self, field: str) -> list[Mapping[str, Any]]:
        """Return a list of tables, empty where it is not given."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(field, f"应是表的列表，现为 {value!r}。")
        return value

    def table(self, field: str) -> Mapping[str, object]:
        """Return one table, empty where it is not given."""
        value = self.values.get(field, {})
        if not isinstance(value, dict):
            raise self.fault(field, f"应是一个表，现为 {value!r}。")
        return dict(value)

    def choice(self, field: str, choices: tuple[str, ...]) -> str:
        """Return a text that is one of the choices."""
        value = self.text(field)
        if value not in choices:
            raise self.fault(field, f"“{value}”不在可选值 {'、'.join(choices)} 之中。")
        return value


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file; raise DataFileError where it cannot be read as one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataFileError(f"{path.parent.name}/{path.name} 不存在，请补上这个文件。") from None
    except UnicodeDecodeError:
        raise DataFileError(f"{path.parent.name}/{path.name} 不是 UTF-8 编码，请另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{path.parent.name}/{path.name} 不是有效的 TOML：{error}。") from None


def records(path: Path, name: str) -> list[Record]:
    """Return the records of an array of tables; an absent file holds none."""
    if not path.exists():
        return []
    tables = read_toml(path).get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise DataFileError(f"{path.parent.name}/{path.name} 的 {name} 应写成 [[{name}]] 的一组表。")
    return [Record(path, str(table.get("id", f"第 {number} 条")), table) for number, table in enumerate(tables, 1)]
