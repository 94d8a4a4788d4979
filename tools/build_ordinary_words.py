"""Build layers/base/ordinary_words.csv: ordinary Chinese words with their frequency, to tell 收集安全 from 集安.

Usage: python tools/build_ordinary_words.py [--out layers/base/ordinary_words.csv]
Source: the word list of the installed package jieba (MIT); names of units (tag ns) are left out.
"""

from __future__ import annotations

import argparse
import csv
from importlib.resources import files
from pathlib import Path

LEAST = 90
LONGEST = 4
NAME_TAG = "ns"
NAME_ENDS = ("铁路", "公路", "高速", "高铁", "大桥", "运河", "平原", "高原", "盆地", "半岛", "群岛", "山脉", "水库", "机场")


def unit_names(path: Path) -> frozenset[str]:
    """Return the names of the units of China, with and without their last character."""
    with path.open(encoding="utf-8", newline="") as handle:
        names = [row["name"] for row in csv.DictReader(handle)]
    return frozenset(names) | {name[:-1] for name in names}


def kept(word: str, count: int, tag: str, units: frozenset[str]) -> bool:
    """Say whether a word can settle a boundary: frequent, short, and no unit's name (the source tags 城市 as a place too)."""
    if not all("\u4e00" <= char <= "\u9fff" for char in word):
        return False
    if len(word) > 2 and word.endswith(NAME_ENDS):
        return False
    least = LEAST if len(word) > 1 else 1
    return len(word) <= LONGEST and count >= least and not (tag == NAME_TAG and (word in units or len(word) > 2))


def main() -> None:
    """Write the table, the most frequent word first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("layers/base/ordinary_words.csv"))
    parser.add_argument("--divisions", type=Path, default=Path("layers/base/divisions.csv"))
    options = parser.parse_args()
    out, units = options.out, unit_names(options.divisions)
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    words = [(word, int(count), tag) for word, count, tag in (line.split() for line in lines)]
    rows = sorted(((-count, word, tag) for word, count, tag in words if kept(word, count, tag, units)))
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("word", "count", "tag"))
        writer.writerows((word, -count, tag) for count, word, tag in rows)
    print(f"{out}: {len(rows)} words")


if __name__ == "__main__":
    main()
