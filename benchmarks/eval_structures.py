"""Compare drafted structures, projects and claims with the curated ones: share found, members, stages, by kind.

Usage: python benchmarks/eval_structures.py --plans DIR | --passages DIR  [--only NAME] [--what structure|project|claim]
[--missed] [--extra] [--wrong]
--plans: the texts as <plan-id>.txt, compared with the data of layers/plans. --passages: <name>.txt with <name>.csv beside it.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.draft_scores import Draft, Wanted, annotated, curated, detail, drafts_of, listed, matched, shares
from spatial.geoparse import Reading, parse_text
from spatial.geoparse.model import ClaimDraft, ProjectDraft
from spatial.plans import load_plans

SORTS = ("structure", "project", "claim")
NAMES = {"structure": "structures", "project": "projects", "claim": "claims"}


def texts(options: argparse.Namespace) -> Iterator[tuple[str, Reading, list[Wanted]]]:
    """Yield every text read, with what is wanted of it."""
    if options.plans:
        for plan in load_plans():
            text = (options.plans / f"{plan.id}.txt").read_bytes().decode("utf-8-sig")
            yield plan.id, parse_text(text, on=plan.issued), curated(plan.id)
    if options.passages:
        for table in sorted(options.passages.glob(f"{options.only}.csv")):
            yield table.stem, parse_text(table.with_suffix(".txt").read_text(encoding="utf-8")), annotated(table)


def kind_of(draft: Draft) -> str:
    """Return the kind a draft counts under."""
    return draft.mode if isinstance(draft, ProjectDraft) else draft.kind


def shown(draft: Draft) -> str:
    """Return a draft in one line."""
    names = "、".join(name for name, _ in listed(draft))
    told = {ProjectDraft: "action", ClaimDraft: "text"}.get(type(draft), "")
    name = "" if isinstance(draft, ClaimDraft) else draft.name
    return f"[{kind_of(draft)}] {name} {str(getattr(draft, told, ''))[:60]} ({names})"


class Table:
    """Count by kind: wanted, found, members right, drafted and wanted, details asked and right, drafts of the kind."""

    def __init__(self) -> None:
        self.rows: dict[str, list[int]] = defaultdict(lambda: [0] * 8)

    def add(self, want: Wanted, draft: Draft | None) -> None:
        """Count one wanted thing and what it was found as."""
        row = self.rows[want.kind]
        row[0] += 1
        if draft is None:
            return
        row[1] += 1
        for at, number in enumerate(shares(want, draft), 2):
            row[at] += number if want.members or want.what == "structure" else 0
        told = detail(want, draft)
        row[5] += told is not None
        row[6] += told is not None and told[1]

    def show(self, what: str) -> None:
        """Print the rows and the sum."""
        label = {"structure": "", "project": "stage", "claim": "start"}[what]
        print(f"{NAMES[what]:28} found      of drafts  member P  R     {label}")
        rows = {kind: row for kind, row in self.rows.items() if row[0]}
        for kind, row in [
            *sorted(rows.items(), key=lambda item: -item[1][0]),
            ("all", [sum(cells) for cells in zip(*rows.values(), strict=True)]),
        ]:
            drafted = f"{row[1]:3}/{row[7]:<4}" if row[7] else "  -     "
            members = f"{row[2] / row[3] if row[3] else 0:.2f}      {row[2] / row[4] if row[4] else 0:.2f}"
            print(f"{kind:28} {row[1]:3}/{row[0]:<4}   {drafted}   {members}  {f'{row[6]}/{row[5]}' if row[5] else ''}")


def report(options: argparse.Namespace, name: str, wanted: list[Wanted], drafts: list[Draft], table: Table) -> None:
    """Count one text, and print what was asked for."""
    found = matched(wanted, drafts)
    for row, want in enumerate(wanted):
        draft = drafts[found[row]] if row in found else None
        table.add(want, draft)
        if draft is None and options.missed:
            print(f"missed {name} [{want.kind}] {want.name} ({'、'.join(member for member, _ in want.members)}) {want.action}")
        told = detail(want, draft) if draft else None
        if draft and options.wrong and (shares(want, draft)[0] * 2 < sum(shares(want, draft)[1:]) or (told and not told[1])):
            print(
                f"wrong {name} {want.name} ({'、'.join(member for member, _ in want.members)}) {want.action}{want.origin} ~ {shown(draft)}"
            )
    for column, draft in enumerate(drafts):
        table.rows[kind_of(draft)][7] += 1
        if options.extra and column not in found.values():
            print(f"extra {name} {shown(draft)} {draft.confidence} @{draft.start}")


def main() -> None:
    """Print the measures of structures, projects and claims."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=Path)
    parser.add_argument("--passages", type=Path)
    parser.add_argument("--only", default="*", help="the passage of this name alone")
    parser.add_argument("--what", choices=SORTS)
    for flag in ("--missed", "--extra", "--wrong"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    read = list(texts(options))
    for what in [options.what] if options.what else SORTS:
        table = Table()
        for name, reading, wanted in read:
            report(options, name, [one for one in wanted if one.what == what], list(drafts_of(reading, what)), table)
        table.show(what)
        print(f"{sum(row[7] for row in table.rows.values())} drafts in all\n")


if __name__ == "__main__":
    main()
