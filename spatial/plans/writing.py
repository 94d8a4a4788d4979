"""Write a plan folder in the form the product reads: what was read from a text and corrected stays a plan like the others."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from spatial.errors import InvalidInputError
from spatial.plans.reading import PROJECT_COLUMNS
from spatial.plans.store import check_folder
from spatial.schema import Claim, Member, Plan, Project, Structure
from spatial.settings import Settings, default_settings

PLAN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ID = 60


def write_plan(
    plan: Plan,
    structures: Sequence[Structure] = (),
    projects: Sequence[Project] = (),
    claims: Sequence[Claim] = (),
    settings: Settings | None = None,
) -> Path:
    """Write one plan of the user's own and return its folder; an older one of the same id is replaced.

    The folder appears only once it has been read back without fault beside all other plans. Raises InvalidInputError for an id that is no
    plain folder name or one of the product's own plans, and for a record of another plan; DataFileError for an id used twice, an unknown
    kind or a missing part.
    """
    used = settings or default_settings()
    if not PLAN_ID.fullmatch(plan.id) or len(plan.id) > MAX_ID:
        raise InvalidInputError(f"规划编号“{plan.id[:MAX_ID]}”只能用小写字母、数字和连字符，如 changchun-2025，最长 {MAX_ID} 个字符。")
    if (used.plans_dir / plan.id).exists():
        raise InvalidInputError(f"“{plan.id}”是系统自带的规划，请换一个编号。")
    _refuse_strangers(plan.id, structures, claims)
    parent = used.user_dir / "plans"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".saving-", dir=parent) as hidden:
        draft = Path(hidden) / plan.id
        draft.mkdir()
        _write_files(draft, plan, structures, projects, claims)
        check_folder(draft, used)
        if (parent / plan.id).exists():
            (parent / plan.id).rename(Path(hidden) / "before")
        draft.rename(parent / plan.id)
    return parent / plan.id


def _refuse_strangers(plan_id: str, structures: Sequence[Structure], claims: Sequence[Claim]) -> None:
    owners = [(item.id, item.plan) for item in structures] + [(item.id, item.plan) for item in claims]
    for record, owner in owners:
        if owner != plan_id:
            raise InvalidInputError(f"记录“{record}”属于规划“{owner}”，不能写进“{plan_id}”。")


def _write_files(folder: Path, plan: Plan, structures: Sequence[Structure], projects: Sequence[Project], claims: Sequence[Claim]) -> None:
    rows = [row for project in projects for row in _project_rows(project, plan.id)]
    _write_toml(folder / "structures.toml", {"structure": [_structure(item) for item in structures]})
    _write_toml(folder / "claims.toml", {"claim": [_claim(item) for item in claims]})
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, PROJECT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    identity = {"id": plan.id, "title": plan.title, "number": plan.number, "issuer": plan.issuer, "issued": plan.issued}
    _write_toml(folder / "plan.toml", _kept({**identity, "horizon": plan.horizon, "note": plan.note, "area": list(plan.area)}))


def _write_toml(path: Path, content: Mapping[str, object]) -> None:
    import tomli_w  # noqa: PLC0415  only needed when a plan is saved

    path.write_text(tomli_w.dumps(content), encoding="utf-8", newline="\n")


def _kept(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that hold something; False and 0 count as something."""
    return {key: value for key, value in fields.items() if value is not None and value not in ("", [])}


def _member(member: Member) -> dict[str, object]:
    names = ("as_written", "place_id", "structure_id", "role", "note")
    return _kept({name: getattr(member, name) for name in names})


def _structure(item: Structure) -> dict[str, object]:
    plain = ("id", "name", "kind", "section", "concept", "role", "status", "horizon", "note", "ordered", "members_basis")
    fields = {
        **{name: getattr(item, name) for name in plain},
        "parents": list(item.parents),
        "other_refs": [list(pair) for pair in item.other_refs],
        "members": [_member(member) for member in item.members],
    }
    return _kept({**fields, "attributes": dict(item.attributes) or None})


def _claim(item: Claim) -> dict[str, object]:
    fields = {name: getattr(item, name) for name in ("id", "section", "claim", "kind", "limit_minutes", "members_basis", "horizon", "note")}
    lists = {"origin_ids": list(item.origin_ids), "modes": list(item.modes), "members": [_member(member) for member in item.members]}
    return _kept({**fields, **lists, "attributes": dict(item.attributes) or None})


def _project_rows(project: Project, plan: str) -> Iterable[dict[str, object]]:
    for reference in project.references:
        if reference.plan != plan:
            raise InvalidInputError(f"项目“{project.id}”的提法属于规划“{reference.plan}”，不能写进“{plan}”。")
        if any(";" in member.as_written for member in reference.places):
            raise InvalidInputError(f"项目“{project.id}”的地名里有分号，请去掉。")
        yield {
            "project_id": project.id,
            "name": project.name,
            "as_named": reference.name,
            "mode": project.mode,
            "subtype": project.subtype,
            "ref": project.ref,
            "places": ";".join(member.place_id or "" for member in reference.places),
            "as_written": ";".join(member.as_written for member in reference.places),
            "action": reference.action,
            "section": reference.section,
            "part_of": project.part_of,
            "length_km": reference.length_km or "",
            "investment": reference.investment,
            "year": reference.year,
            "note": reference.note,
        }
