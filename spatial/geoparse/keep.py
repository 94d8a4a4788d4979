"""Keep a draft as a plan folder of the user's own, in the same form as the plans of the product."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from spatial.errors import InvalidInputError
from spatial.geoparse.records import CLAIM_KINDS, NOTE, claim_of, named, project_of, structure_of
from spatial.plans import write_plan
from spatial.schema import Plan

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from spatial.geoparse.model import Reading
    from spatial.settings import Settings

RESERVED = frozenset(["con", "prn", "aux", "nul", "com1", "com2", "com3", "lpt1", "lpt2", "lpt3"])
UNKNOWN_ISSUER = "未注明"
YEARS = re.compile(r"(20\d\d)\s*年?\s*[-—–－~～至]+\s*(20\d\d)\s*年?")
OPENING = 300


def horizon_of(text: str) -> int | None:
    """Return the year a plan runs to, where its opening gives its years (2014-2020年); None where it does not."""
    found = YEARS.search(text[:OPENING])
    return int(found.group(2)) if found and int(found.group(1)) < int(found.group(2)) else None


def save_plan(
    reading: Reading, plan_id: str, *, title: str, issued: date, issuer: str = "", number: str = "", least_confidence: float = 0.0,
    settings: Settings,
) -> Path:  # fmt: skip
    """Write a draft nobody has reviewed to `user_dir/plans/<plan_id>/` and return the folder; see `save_reading`."""
    kept = replace(reading, structures=tuple(draft for draft in reading.structures if draft.confidence >= least_confidence))
    plan = Plan(plan_id, named(title), number, issuer or UNKNOWN_ISSUER, issued, horizon_of(reading.source), NOTE)
    return save_reading(kept, plan, (), settings)


def save_reading(reading: Reading, plan: Plan, corrections: Sequence[dict[str, Any]], settings: Settings) -> Path:
    """Write a reading as a plan folder of the user's own and return it.

    Beside the four files of every plan stand mentions.json (the spans read) and corrections.json (what a person decided); the text itself
    is not kept there. Raises InvalidInputError for an id that no folder can have everywhere, and the errors of `write_plan`.
    """
    if plan.id in RESERVED:
        raise InvalidInputError(f"规划编号“{plan.id}”是系统保留的名称；请换一个编号，如 zhengzhou-2020。")
    claims = [draft for draft in reading.claims if draft.kind in CLAIM_KINDS]
    folder = write_plan(
        plan,
        [structure_of(draft, plan.id, at) for at, draft in enumerate(reading.structures, 1)],
        [project_of(draft, plan.id, at) for at, draft in enumerate(reading.projects, 1)],
        [claim_of(draft, plan.id, at) for at, draft in enumerate(claims, 1)],
        settings,
    )
    spans = [{**one.as_dict(), "candidates": [asdict(place) for place in one.candidates]} for one in reading.mentions]
    for name, rows in (("mentions.json", spans), ("corrections.json", list(corrections))):
        (folder / name).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
    return folder
