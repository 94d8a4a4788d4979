"""Say how much of a reading is lost when a text comes wrapped: each plan whole, cut into lines of several widths, and as PDF files.

    python benchmarks/eval_layout.py --plans DIR [--pdf DIR]

`--plans` holds the texts; `--pdf` holds the same plans printed, named like the texts with anything after the name (`a.pdf`, `a-2col.pdf`).
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from spatial.geoparse import Reading, parse_text, read_document

WIDTHS = (22, 26, 34, 44)
NO_START = frozenset("，。、；：）”》")


def wrapped(text: str, width: int, indent: str) -> str:
    """Return a text with every paragraph cut into lines as wide as `width` characters; no line starts with a stop."""
    lines = []
    for paragraph in text.splitlines():
        rest = indent + paragraph.strip() if paragraph.strip() else ""
        while rest:
            room, size = 2 * width, 0
            while size < len(rest) and room > 0:
                room -= 1 if rest[size].isascii() else 2
                size += 1
            size -= rest[size : size + 1] in NO_START
            lines.append(rest[:size])
            rest = rest[size:]
    return "\n".join(lines) + "\n"


def told(reading: Reading) -> dict[str, Counter[object]]:
    """Return what a reading says of each kind, without where."""
    return {
        "names": Counter("".join(one.text.split()) for one in reading.mentions),
        "structures": Counter((one.name, one.kind) for one in reading.structures),
        "projects": Counter((one.name, one.mode) for one in reading.projects),
        "claims": Counter((one.kind, one.value, one.limit_minutes) for one in reading.claims),
    }


def line(name: str, whole: dict[str, Counter[object]], other: dict[str, Counter[object]]) -> str:
    """Return in words what of a whole reading another one has, and what it has besides."""
    parts = []
    for kind, first in whole.items():
        second = other[kind]
        parts.append(f"{kind} {sum((first & second).values())}/{sum(first.values())} +{sum((second - first).values())}")
    return f"{name:<28}" + "   ".join(parts)


def main() -> None:
    """Print a line for each plan and layout."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--plans", type=Path, required=True)
    parser.add_argument("--pdf", type=Path)
    asked = parser.parse_args()
    for path in sorted(asked.plans.glob("*.txt")):
        text = read_document(path).text
        whole = told(parse_text(text))
        for width in WIDTHS:
            for indent in ("", "　　"):
                print(line(f"{path.stem} {width}{' set in' if indent else ''}", whole, told(parse_text(wrapped(text, width, indent)))))
        for pdf in sorted(asked.pdf.glob(f"{path.stem}*.pdf")) if asked.pdf else ():
            print(line(pdf.name, whole, told(parse_text(read_document(pdf).text))))


if __name__ == "__main__":
    main()
