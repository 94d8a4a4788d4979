"""Keep a reviewed draft as a plan folder of the user's own, in the same form as the plans of the product."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from spatial.errors import InvalidInputError
from spatial.geoparse.points import CODED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from spatial.geoparse.model import ClaimDraft, DraftMember, ProjectDraft, Reading, StructureDraft
    from spatial.settings import Settings

PLAN_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
RESERVED = frozenset(["con", "prn", "aux", "nul", "com1", "com2", "com3", "lpt1", "lpt2", "lpt3"])
PROJECT_COLUMNS = (
    "project_id", "name", "as_named", "mode", "subtype", "ref", "places", "as_written", "action", "section", "part_of",
    "length_km", "investment", "year", "note",
)  # fmt: skip
MODES = {
    "rail": "railway",
    "road": "road",
    "air": "airport",
    "water": "water",
    "port": "port",
    "energy": "energy",
    "urban_rail": "urban_rail",
}
CLAIM_KINDS = frozenset({"time_circle", "count", "coverage", "service_frequency", "service_radius", "connection"})
NOTE = "由文本自动起草，未经逐条核对"


def save_plan(
    reading: Reading, plan_id: str, *, title: str, issued: date, issuer: str = "", number: str = "", least_confidence: float = 0.0,
    settings: Settings,
) -> Path:  # fmt: skip
    """Write a draft to `user_dir/plans/<plan_id>/` and return the folder.

    The folder holds plan.toml, structures.toml, projects.csv, claims.toml and mentions.json (the spans read); the text itself
    is not kept. Raises InvalidInputError for an id that is no plain slug, or one of the product's own plans.
    """
    if not PLAN_ID.fullmatch(plan_id) or plan_id in RESERVED:
        raise InvalidInputError(f"规划编号“{plan_id}”不合格：请用小写字母、数字和连字符，如 zhengzhou-2020。")
    if (settings.plans_dir / plan_id).exists():
        raise InvalidInputError(f"规划编号“{plan_id}”是自带规划，不能覆盖；请换一个编号。")
    folder = settings.user_dir / "plans" / plan_id
    folder.mkdir(parents=True, exist_ok=True)
    structures = [draft for draft in reading.structures if draft.confidence >= least_confidence]
    header = {"id": plan_id, "title": title, "number": number, "issuer": issuer or "未注明", "note": NOTE}
    lines = [f"{key} = {quoted(value)}" for key, value in header.items()]
    write(folder / "plan.toml", "\n".join([*lines, f"issued = {issued.isoformat()}"]) + "\n")
    write(folder / "structures.toml", "\n".join(structure_table(draft, plan_id, at) for at, draft in enumerate(structures, 1)))
    write(folder / "projects.csv", project_table(reading.projects, plan_id))
    claims = [claim for claim in reading.claims if claim.kind in CLAIM_KINDS]
    write(folder / "claims.toml", "\n".join(claim_table(claim, plan_id, at) for at, claim in enumerate(claims, 1)))
    spans = [{**mention.as_dict(), "candidates": [asdict(place) for place in mention.candidates]} for mention in reading.mentions]
    write(folder / "mentions.json", json.dumps(spans, ensure_ascii=False, indent=1))
    return folder


def write(path: Path, text: str) -> None:
    """Write a file of the folder, whole or not at all."""
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are TOML's too, apart from DEL."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")


def member_lines(members: Iterable[DraftMember]) -> str:
    """Return members as inline tables; a unit outside the gazetteer is kept by name, its code in the note."""
    rows = []
    for member in members:
        fields = {"as_written": member.as_written}
        if member.place_id and not member.place_id.startswith(CODED):
            fields["place_id"] = member.place_id
        elif member.place_id:
            fields["note"] = f"区划代码 {member.place_id.removeprefix(CODED)}"
        if member.role and member.role != "member":
            fields["role"] = member.role
        rows.append("  { " + ", ".join(f"{key} = {quoted(value)}" for key, value in fields.items()) + " },")
    return "\n".join(["members = [", *rows, "]"]) if rows else "members = []"


def structure_table(draft: StructureDraft, plan_id: str, number: int) -> str:
    """Return one structure as TOML."""
    lines = [
        "[[structure]]", f"id = {quoted(f'{plan_id}_s{number:03}')}", f"name = {quoted(draft.name)}", f"kind = {quoted(draft.kind)}",
        f"section = {quoted(draft.section or '（文首）')}", f"ordered = {str(draft.ordered).lower()}",
        f"members_basis = {quoted(draft.members_basis)}", f"note = {quoted('；'.join((NOTE, *draft.doubts)))}", member_lines(draft.members),
        "[structure.attributes]", f"confidence = {draft.confidence}", f"start = {draft.start}", f"end = {draft.end}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def about(claim: ClaimDraft) -> str:
    """Return in a few words what a claim says."""
    if claim.limit_minutes:
        return f"{claim.limit_minutes:g} 分钟圈"
    return f"{claim.value:g} {claim.unit}" if claim.value is not None else claim.kind


def claim_table(claim: ClaimDraft, plan_id: str, number: int) -> str:
    """Return one claim as TOML; the sentence is not kept, only what it claims."""
    basis = "stated" if claim.members else "none"
    origins = [one for one in claim.origin_ids if not one.startswith(CODED)]
    note = "；".join(filter(None, (NOTE, claim.verdict, *claim.doubts)))
    lines = [
        "[[claim]]", f"id = {quoted(f'{plan_id}_c{number:03}')}", f"section = {quoted(claim.section or '（文首）')}",
        f"claim = {quoted(about(claim))}",
        f"kind = {quoted(claim.kind)}", f"origin_ids = {json.dumps(origins)}", "modes = []",
        f"members_basis = {quoted(basis)}", f"note = {quoted(note)}", member_lines(claim.members),
    ]  # fmt: skip
    if claim.limit_minutes is not None:
        lines.append(f"limit_minutes = {claim.limit_minutes}")
    if claim.horizon is not None:
        lines.append(f"horizon = {claim.horizon}")
    told = {} if claim.value is None else {"value": claim.value, "unit": claim.unit}
    told |= {key: value for key, value in claim.attributes.items() if key not in {"again", "about"} and value not in {"", None}}
    if told:
        lines += ["[claim.attributes]", *(f"{key} = {quoted(value) if isinstance(value, str) else value}" for key, value in told.items())]
    return "\n".join(lines) + "\n"


def project_table(drafts: Iterable[ProjectDraft], plan_id: str) -> str:
    """Return the projects as CSV in the columns of the plan folders."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, PROJECT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number, draft in enumerate(drafts, 1):
        known = ["" if not place.place_id or place.place_id.startswith(CODED) else place.place_id for place in draft.places]
        writer.writerow({
            "project_id": f"{plan_id}_p{number:03}", "name": draft.name, "as_named": draft.name, "mode": MODES.get(draft.mode, draft.mode),
            "ref": draft.ref, "places": ";".join(known), "as_written": ";".join(place.as_written for place in draft.places),
            "action": draft.action, "section": draft.section or "（文首）", "length_km": draft.attributes.get("length_km", ""),
            "year": draft.horizon, "note": "；".join((NOTE, *draft.doubts)),
        })  # fmt: skip
    return stream.getvalue()
