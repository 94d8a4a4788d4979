"""The matrix of minutes between places as a table, and that table as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from spatial.errors import InvalidInputError
from spatial.network.compiled import Compiled
from spatial.reach.origins import Point
from spatial.reach.times import many_to_many

TABLE_COLUMNS = ("from_id", "from_name", "to_id", "to_name", "minutes", "mode", "on")


def matrix_table(compiled: Compiled, points: Sequence[Point]) -> pd.DataFrame:
    """Return the door-to-door minutes between places as rows, one per ordered pair (TABLE_COLUMNS); NaN where there is no way."""
    minutes = many_to_many(compiled, list(points), strict=False)
    count = len(points)
    rows, columns = np.divmod(np.arange(count * count), count)
    keep = rows != columns
    values = minutes[rows[keep], columns[keep]]
    return pd.DataFrame(
        {
            "from_id": [points[i].id for i in rows[keep]],
            "from_name": [points[i].name for i in rows[keep]],
            "to_id": [points[i].id for i in columns[keep]],
            "to_name": [points[i].name for i in columns[keep]],
            "minutes": np.round(np.where(np.isfinite(values), values, np.nan), 1),
            "mode": compiled.mode,
            "on": compiled.on.isoformat(),
        }
    )


def table_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a matrix as plain rows; None for the minutes where there is no way."""
    return [{**row, "minutes": None if np.isnan(row["minutes"]) else row["minutes"]} for row in table.to_dict("records")]


def unjoined(table: pd.DataFrame) -> list[str]:
    """Return the names of the places no other one is joined with, neither way."""
    joined = table[table["minutes"].notna()]
    known = {*joined["from_id"], *joined["to_id"]}
    return list(dict.fromkeys(row["from_name"] for row in table.to_dict("records") if row["from_id"] not in known))


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (UTF-8 with mark, for Excel) or XLSX by the ending of the path.

    Raises InvalidInputError for another ending or a folder that does not exist.
    """
    if not path.parent.is_dir():
        msg = f"文件夹 {path.parent} 不存在；请先建立。"
        raise InvalidInputError(msg)
    if path.suffix == ".csv":
        table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    elif path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        msg = f"不会写 {path.name}；请用 .csv 或 .xlsx。"
        raise InvalidInputError(msg)
