"""Build layers/base/ordinary_words.csv: ordinary Chinese words with their frequency, to tell 收集安全 from 集安.

Usage: python tools/build_ordinary_words.py [--out layers/base/ordinary_words.csv]
Source: the word list of the installed package jieba (MIT); place names (tag ns) are left out.
"""

from __future__ import annotations

import argparse
import csv
from importlib.resources import files
from pathlib import Path

LEAST = 90
LONGEST = 4
NAME_TAGS = ("ns",)


def kept(word: str, count: int, tag: str) -> bool:
    """Say whether a word can settle a boundary: frequent, short, and not a place name."""
    if not all("\u4e00" <= char <= "\u9fff" for char in word):
        return False
    least = LEAST if len(word) > 1 else 1
    return len(word) <= LONGEST and count >= least and tag not in NAME_TAGS


def main() -> None:
    """Write the table, the most frequent word first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("layers/base/ordinary_words.csv"))
    out = parser.parse_args().out
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    words = [(word, int(count), tag) for word, count, tag in (line.split() for line in lines)]
    rows = sorted(((-count, word, tag) for word, count, tag in words if kept(word, count, tag)))
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("word", "count", "tag"))
        writer.writerows((word, -count, tag) for count, word, tag in rows)
    print(f"{out}: {len(rows)} words")


if __name__ == "__main__":
    main()
