"""Score reading against the annotated passages of tests/data/reading/fresh: exact span, overlap and resolution of simple names.

Usage: python benchmarks/eval_passages.py [NAME ...] [--folder DIR] [--errors]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from eval_mentions import f1, gold_names, our_names, same
from reading_texts import FOLDER, Marked, read_marked

from spatial.geoparse import Mention, parse_text

UNTOUCHED = ("heilongjiang", "jiangsu", "jilin_nengyuan", "neimeng", "yunnan")  # first read for the report; rules since


def score(name: str, *, errors: bool, folder: Path) -> list[int]:
    """Return the counts of one passage: exact, ours, wanted, touching, touched, resolved, to resolve."""
    text, marked = read_marked(str(folder / f"{name}.txt"))
    ours = list(parse_text(text).mentions)
    by_span = {(one.start, one.end): one for one in ours}
    exact = [one for one in marked if (one.start, one.end) in by_span]
    touching = sum(any(one.start < row.end and row.start < one.end for row in marked) for one in ours)
    touched = sum(any(one.start < row.end and row.start < one.end for one in ours) for row in marked)
    simple = [one for one in exact if one.places]
    right = [one for one in simple if same(gold_names(list(one.places)), our_names(by_span[one.start, one.end]))]
    if errors:
        print_errors(text, marked, ours, [one for one in simple if one not in right])
    return [len(exact), len(ours), len(marked), touching, touched, len(right), len(simple)]


def print_errors(text: str, marked: list[Marked], ours: list[Mention], wrong: list[Marked]) -> None:
    """Print every disagreement of one passage."""
    by_span = {(one.start, one.end): one for one in ours}
    wanted = {(one.start, one.end) for one in marked}
    for row in marked:
        if (row.start, row.end) not in by_span:
            print(f"    missed {row.text}  got {[one.text for one in ours if one.start < row.end and row.start < one.end]}")
    for span, one in by_span.items():
        if span not in wanted and not any(row.start < one.end and one.start < row.end for row in marked):
            print(f"    extra  {one.text} [{one.kind}] …{text[max(0, one.start - 10) : one.end + 8]!r}")
    for row in wrong:
        print(f"    place  {row.text}: {row.places} ≠ {by_span[row.start, row.end].places}")


def line(counts: list[int]) -> str:
    """Return the measures of counts as text."""
    exact, ours, wanted, touching, touched, right, simple = counts
    precision, recall = touching / max(1, ours), touched / max(1, wanted)
    overlap = 2 * precision * recall / max(1e-9, precision + recall)
    return f"exact {f1(exact, ours, wanted)}  overlap P {precision:.3f} R {recall:.3f} F1 {overlap:.3f}  resolved {right}/{simple}"


def main() -> None:
    """Print the measures of the passages, and of those that rules were and were not made from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER / "fresh", help="annotated texts of one's own, in the same form")
    options = parser.parse_args()
    folder = options.folder.resolve()
    names = options.names or sorted(path.stem for path in folder.glob("*.txt"))
    sums = {True: [0] * 7, False: [0] * 7}
    for name in names:
        counts = score(name, errors=options.errors, folder=folder)
        print(f"{name:16} {line(counts)}")
        sums[name in UNTOUCHED] = [left + right for left, right in zip(sums[name in UNTOUCHED], counts, strict=True)]
    print(f"{'untouched':16} {line(sums[True])}\n{'mended with':16} {line(sums[False])}")
    print(f"{'all':16} {line([left + right for left, right in zip(sums[True], sums[False], strict=True)])}")


if __name__ == "__main__":
    main()
