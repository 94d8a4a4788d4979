"""What the commands print: one JSON document or plain rows on stdout, messages on stderr."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from json.encoder import encode_basestring as quoted
from typing import Any, Final

MANY: Final = 5000
DEGREES: Final = ("lon", "lat")
WRITTEN: Final[dict[type, Callable[[Any], str]]] = {
    str: quoted,
    int: str,
    float: lambda number: repr(number) if math.isfinite(number) else "null",
    bool: lambda told: "true" if told else "false",
    type(None): lambda _: "null",
}


def to_plain(value: object) -> object:
    """Return the value as JSON types; dataclasses become objects, dates ISO text, NaN and infinity null."""
    plain: object
    if value is None or isinstance(value, str | bool | int):
        plain = value
    elif isinstance(value, float):
        plain = value if math.isfinite(value) else None
    elif is_dataclass(value) and not isinstance(value, type):
        plain = {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    elif isinstance(value, Mapping):
        plain = {str(key): to_plain(item) for key, item in value.items()}
    elif isinstance(value, date):
        plain = value.isoformat()
    elif isinstance(value, Iterable):
        plain = [to_plain(item) for item in value]
    else:
        plain = to_plain(value.item()) if hasattr(value, "item") else str(value)
    return plain


def emit_json(value: object) -> None:
    """Print one JSON document, Chinese unescaped, on stdout."""
    sys.stdout.write(json_text(value) + "\n")


def json_text(value: object, pad: str = "\n") -> str:
    """Return a value as the text of one JSON document, a space deeper for each level.

    The text is that of `json.dumps(to_plain(value), ensure_ascii=False, indent=1)`, made in one pass: with an indent the library
    writes in pure Python, piece by piece, five times slower for a reading of a hundred thousand names. The items of a list longer
    than any person reads through stand on one line each.
    """
    if type(value) in WRITTEN:
        return WRITTEN[type(value)](value)
    plain = value if type(value) in {dict, list} else to_plain(value)
    deeper = pad + " "
    if isinstance(plain, dict):
        rows = [
            f"{quoted(str(key))}: {WRITTEN[type(item)](item) if type(item) in WRITTEN else json_text(item, deeper)}"
            for key, item in plain.items()
        ]
        return f"{{{deeper}{f',{deeper}'.join(rows)}{pad}}}" if rows else "{}"
    if isinstance(plain, list):
        items = [json_text(item, deeper) if len(plain) < MANY else in_line(item) for item in plain]
        return f"[{deeper}{f',{deeper}'.join(items)}{pad}]" if items else "[]"
    return json.dumps(plain, ensure_ascii=False)


def in_line(value: object) -> str:
    """Return a value as JSON on one line."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        return json.dumps(to_plain(value), ensure_ascii=False)


def emit_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Print rows as tab-separated lines under a header; an empty cell stands for an unknown value."""
    sys.stdout.write("\t".join(columns) + "\n")
    for row in rows:
        cells = (to_plain(row.get(column)) for column in columns)
        sys.stdout.write("\t".join(_cell(column, cell) for column, cell in zip(columns, cells, strict=True)) + "\n")


def _cell(column: str, value: object) -> str:
    """Return a value as one cell a person reads: degrees to a metre, other measures to about three figures; JSON keeps every digit."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(round(value, 5 if column in DEGREES else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 4))
    return one_line(str(value))


def one_line(text: str) -> str:
    """Return text as one line that a terminal shows and never obeys: no tabs, breaks or control characters."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def complain(message: str) -> None:
    """Print one sentence on stderr."""
    sys.stderr.write(one_line(message) + "\n")
