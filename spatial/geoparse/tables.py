"""Read the word tables of layers/base that reading rests on."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from spatial.errors import DataFileError

if TYPE_CHECKING:
    from pathlib import Path

    from spatial.settings import Settings

TOTAL_COUNT = 60_000_000
UNKNOWN_CHAR_COST = 14.0
WORD_SETS = ("head_named", "head_rarely_alone", "street_never", "head_compound", "head_free", "unit_word", "city_word", "phrase", "company")
COMMON = 300
NAME_TAG = "ns"
ALWAYS_PLAIN = frozenset(["城市", "城镇", "城区", "乡镇", "农村", "乡村", "新区", "山区", "林区", "矿区", "市区", "郊区", "县城", "新城"])


def rows_of(path: Path, *columns: str) -> list[dict[str, str]]:
    """Return the rows of a table; a missing file or column raises DataFileError."""
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
    except FileNotFoundError as error:
        raise DataFileError(f"缺少数据表 {path.name}：请从发布包恢复 layers/base。") from error
    missing = set(columns) - set(reader.fieldnames or ())
    if missing:
        raise DataFileError(f"数据表 {path.name} 缺列 {'、'.join(sorted(missing))}。")
    return rows


@dataclass(frozen=True)
class OrdinaryWords:
    """Hold what a word costs (minus log of its share), which words are no names, and which of those are common."""

    cost: dict[str, float]
    plain: frozenset[str]
    common: frozenset[str]


@dataclass(frozen=True)
class Roles:
    """Hold the word lists of the grammar: heads by kind, words that end a name, generic modifiers."""

    heads: dict[str, str]
    short_heads: dict[str, str]
    organisations: tuple[str, ...]
    stops: tuple[str, ...]
    stop_chars: str
    generic: tuple[str, ...]
    province_cues: tuple[str, ...]
    sets: dict[str, frozenset[str]]


@cache
def ordinary_words(settings: Settings) -> OrdinaryWords:
    """Return the ordinary words of the language; `common` holds those met often enough to doubt a place of that name."""
    rows = rows_of(settings.base_dir / "ordinary_words.csv", "word", "count", "tag")
    cost = {row["word"]: math.log(TOTAL_COUNT / int(row["count"])) for row in rows}
    plain = {row["word"]: int(row["count"]) for row in rows if row["tag"] != NAME_TAG or row["word"] in ALWAYS_PLAIN}
    return OrdinaryWords(cost, frozenset(plain), frozenset(word for word, count in plain.items() if count >= COMMON))


@cache
def roles(settings: Settings) -> Roles:
    """Return the word lists of the grammar."""
    rows = rows_of(settings.base_dir / "reading_words.csv", "word", "role", "kind")

    def words(role: str) -> list[str]:
        found = [row["word"] for row in rows if row["role"] == role]
        return sorted(found, key=len, reverse=True)

    return Roles(
        heads={row["word"]: row["kind"] for row in rows if row["role"] == "head"},
        short_heads={row["word"]: row["kind"] for row in rows if row["role"] == "head1"},
        organisations=tuple(words("org")),
        stops=tuple(words("stop")),
        stop_chars="".join(words("stop1")),
        generic=tuple(words("generic")),
        province_cues=tuple(words("province_cue")),
        sets={role: frozenset(words(role)) for role in WORD_SETS},
    )
