"""Compare drafted structures with the curated ones: share found, and member precision and recall, by kind.

Usage: python benchmarks/eval_structures.py --plans DIR [--missed]
DIR holds the texts as <plan-id>.txt; the curated structures are those of layers/plans.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spatial.geoparse import parse_text
from spatial.geoparse.model import StructureDraft
from spatial.plans import load_plans, load_structures
from spatial.schema import Structure

SAME = 0.6


def bigrams(name: str) -> set[str]:
    """Return the pairs of characters of a name without brackets and marks."""
    plain = re.sub(r"[（(].*?[）)]|[“”\"\s、，—-]", "", name)
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


def likeness(first: set[str], second: set[str]) -> float:
    """Return the Dice coefficient of two sets."""
    return 2 * len(first & second) / max(1, len(first) + len(second))


def members(structure: Structure | StructureDraft) -> set[str]:
    """Return the members by place where known, else as written."""
    return {member.place_id or member.as_written for member in structure.members}


def agreement(structure: Structure, draft: StructureDraft) -> float:
    """Return how far a draft is the same structure: by name, and by members."""
    mine, theirs = members(draft), members(structure)
    written = {member.as_written for member in structure.members}
    shared = max(likeness(mine, theirs), likeness({member.as_written for member in draft.members}, written))
    named = likeness(bigrams(structure.name), bigrams(draft.name))
    best = max(named, shared if len(theirs) > 1 else 0.0, (named + shared) / 2 + 0.1 * (shared > 0.5))
    return best + 0.3 * min(named, shared) * (best >= SAME) + 0.05 * (structure.kind == draft.kind)


def shares(structure: Structure, draft: StructureDraft) -> tuple[int, int, int]:
    """Return how many members agree, how many the draft has, how many were wanted; by place or by wording."""
    wanted = {member.as_written: member.place_id for member in structure.members}
    mine = {member.as_written: member.place_id for member in draft.members}
    ids = {place for place in mine.values() if place}
    right = sum(name in mine or bool(place and place in ids) for name, place in wanted.items())
    return min(right, len(mine)), len(mine), len(wanted)


def main() -> None:
    """Print the share found and the measures of members by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=Path, required=True)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    table: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    drafted = 0
    for plan in load_plans():
        text = (options.plans / f"{plan.id}.txt").read_bytes().decode("utf-8-sig")
        drafts = parse_text(text, on=plan.issued).structures
        drafted += len(drafts)
        for structure in load_structures(plan=plan.id):
            best = max(drafts, key=lambda draft: agreement(structure, draft), default=None)
            row = table[structure.kind]
            row[0] += 1
            if best is None or agreement(structure, best) < SAME:
                if options.missed:
                    near = best.name if best else ""
                    print(f"missed {plan.id} {structure.kind} {structure.name} {[m.as_written for m in structure.members][:6]} ~ {near}")
                continue
            row[1] += 1
            for at, value in enumerate(shares(structure, best), 2):
                row[at] += value
    total = [sum(row[at] for row in table.values()) for at in range(5)]
    print(f"{'kind':30} found        member P  member R")
    for kind, row in sorted(table.items(), key=lambda item: -item[1][0]):
        print(f"{kind:30} {row[1]:3}/{row[0]:3}  {row[2] / max(1, row[3]):.2f}  {row[2] / max(1, row[4]):.2f}")
    measures = f"members P {total[2] / max(1, total[3]):.2f} R {total[2] / max(1, total[4]):.2f}"
    print(f"all: {total[1]:g}/{total[0]:g} = {total[1] / total[0]:.2f} found, {measures}; {drafted} drafts")


if __name__ == "__main__":
    main()
