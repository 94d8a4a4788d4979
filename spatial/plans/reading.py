"""Read one plan folder into values: plan.toml, structures.toml, projects.csv, claims.toml."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from spatial.errors import DataFileError
from spatial.plans.fields import Record, read_toml, records
from spatial.schema import Basis, Claim, Member, Plan, ProjectReference, Structure, StructureKind

BASES = ("stated", "implied", "none")
GEOMETRY_RULES = ("none", "points", "members", "hull", "counties", "line", "ring", "area")
PROJECT_COLUMNS = (
    "project_id", "name", "as_named", "mode", "subtype", "ref", "places", "as_written", "action", "section", "part_of",
    "length_km", "investment", "year", "note",
)  # fmt: skip

PLAN_FIELDS = frozenset({"id", "title", "number", "issuer", "issued", "horizon", "note", "area"})
KIND_FIELDS = frozenset({"id", "title_zh", "title_en", "theme", "geometry"})
STRUCTURE_FIELDS = frozenset({
    "id", "name", "kind", "section", "concept", "role", "status", "horizon", "parents", "other_refs", "note", "ordered",
    "members_basis", "members", "attributes",
})  # fmt: skip
CLAIM_FIELDS = frozenset({
    "id", "section", "claim", "kind", "origin_ids", "limit_minutes", "modes", "members_basis", "members", "horizon", "attributes", "note",
})  # fmt: skip


def read_plan(path: Path) -> Plan:
    """Return the identity of the plan in a plan.toml; the folder carries the plan's id."""
    record = Record(path, path.parent.name, read_toml(path))
    record.allow(PLAN_FIELDS)
    plan = Plan(
        id=record.text("id"),
        title=record.text("title"),
        number=record.text("number", ""),
        issuer=record.text("issuer"),
        issued=record.day("issued"),
        horizon=record.whole("horizon"),
        note=record.text("note", ""),
        area=record.texts("area"),
    )
    if plan.id != path.parent.name:
        raise record.fault("id", f"“{plan.id}”应与文件夹名“{path.parent.name}”相同。")
    return plan


def read_kinds(path: Path) -> tuple[StructureKind, ...]:
    """Return the kinds of structures of a kinds.toml, in its order."""
    kinds = []
    for record in records(path, "kind"):
        record.allow(KIND_FIELDS)
        kind = StructureKind(
            id=record.text("id"),
            title_zh=record.text("title_zh"),
            title_en=record.text("title_en"),
            theme=record.text("theme"),
            geometry=record.choice("geometry", GEOMETRY_RULES),
        )
        kinds.append(kind)
    refuse_twins(path, (kind.id for kind in kinds))
    return tuple(kinds)


def read_structures(path: Path, plan: str) -> tuple[Structure, ...]:
    """Return the structures one plan states, in the order of its file."""
    structures = tuple(_structure(record, plan) for record in records(path, "structure"))
    refuse_twins(path, (structure.id for structure in structures))
    return structures


def read_claims(path: Path, plan: str) -> tuple[Claim, ...]:
    """Return the time and coverage claims of one plan, in the order of its file."""
    claims = tuple(_claim(record, plan) for record in records(path, "claim"))
    refuse_twins(path, (claim.id for claim in claims))
    return claims


def read_project_rows(path: Path) -> list[Record]:
    """Return the rows of a projects.csv, one per reference; an absent file holds none."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            if tuple(reader.fieldnames or ()) != PROJECT_COLUMNS:
                raise DataFileError(f"{path.parent.name}/{path.name} 的列应依次是 {','.join(PROJECT_COLUMNS)}。")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataFileError(f"{path.parent.name}/{path.name} 不是 UTF-8 的 CSV 表：{error}。") from None
    found = []
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise DataFileError(f"{path.parent.name}/{path.name} 第 {number} 行的列数与表头不符。")
        found.append(Record(path, row["project_id"] or f"第 {number} 行", row))
    return found


def reference_of(row: Record, plan: str) -> ProjectReference:
    """Return what one row says of its project."""
    ids, names = row.text("places", "").split(";"), row.text("as_written", "").split(";")
    if len(ids) != len(names):
        raise row.fault("as_written", f"有 {len(names)} 个名称，而 places 有 {len(ids)} 个编号，应一一对应。")
    members = tuple(Member(as_written=name, place_id=place_id or None) for place_id, name in zip(ids, names, strict=True) if name)
    if any(place_id and not name for place_id, name in zip(ids, names, strict=True)):
        raise row.fault("as_written", "有编号却没有规划所写的名称。")
    return ProjectReference(
        plan=plan,
        section=row.text("section"),
        action=row.text("action"),
        places=members,
        name=row.text("as_named", ""),
        note=row.text("note", ""),
        length_km=row.number("length_km"),
        investment=row.text("investment", ""),
        year=row.text("year", ""),
    )


def refuse_twins(path: Path, ids: Iterable[str]) -> None:
    """Raise DataFileError where an id stands twice in one file."""
    seen: set[str] = set()
    for item in ids:
        if item in seen:
            raise DataFileError(f"{path.parent.name}/{path.name} 里编号“{item}”出现了两次，编号应唯一。")
        seen.add(item)


def _structure(record: Record, plan: str) -> Structure:
    record.allow(STRUCTURE_FIELDS)
    members = _members(record)
    basis = cast("Basis", record.choice("members_basis", BASES))
    if (basis == "none") != (not members):
        raise record.fault("members_basis", "没有成员时应为 none，有成员时应为 stated 或 implied。")
    return Structure(
        id=record.text("id"),
        name=record.text("name"),
        kind=record.text("kind"),
        plan=plan,
        section=record.text("section"),
        members=members,
        members_basis=basis,
        ordered=record.flag("ordered"),
        status=record.text("status", "planned"),
        horizon=record.text("horizon", ""),
        role=record.text("role", ""),
        concept=record.text("concept", ""),
        parents=record.texts("parents"),
        attributes=record.table("attributes"),
        other_refs=record.pairs("other_refs"),
        note=record.text("note", ""),
    )


def _claim(record: Record, plan: str) -> Claim:
    record.allow(CLAIM_FIELDS)
    members = _members(record)
    basis = cast("Basis", record.choice("members_basis", BASES))
    if (basis == "none") != (not members):
        raise record.fault("members_basis", "没有成员时应为 none，有成员时应为 stated 或 implied。")
    return Claim(
        id=record.text("id"),
        plan=plan,
        section=record.text("section"),
        claim=record.text("claim"),
        kind=record.text("kind"),
        origin_ids=record.texts("origin_ids"),
        limit_minutes=record.number("limit_minutes"),
        modes=record.texts("modes"),
        members=members,
        members_basis=basis,
        horizon=record.whole("horizon"),
        attributes=record.table("attributes"),
        note=record.text("note", ""),
    )


def _members(record: Record) -> tuple[Member, ...]:
    return tuple(_member(record, table) for table in record.tables("members"))


def _member(record: Record, table: Mapping[str, object]) -> Member:
    values = {key: value for key, value in table.items() if isinstance(value, str) and value}
    if set(values) != set(table) or not values.get("as_written"):
        raise record.fault("members", f"成员 {dict(table)!r} 应有 as_written，且各项都是文字。")
    unknown = sorted(set(values) - {"as_written", "place_id", "structure_id", "role", "note"})
    if unknown:
        raise record.fault("members", f"成员“{values['as_written']}”有不认识的字段 {unknown[0]}。")
    if "place_id" in values and "structure_id" in values:
        raise record.fault("members", f"成员“{values['as_written']}”不能既是地名又是结构。")
    return Member(**values)
