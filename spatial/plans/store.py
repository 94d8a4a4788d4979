"""The register of plans: the product's own folders and the user's, read once per state of the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from spatial.errors import DataFileError, PlanNotFoundError
from spatial.plans.fields import Record
from spatial.plans.reading import read_claims, read_kinds, read_plan, read_project_rows, read_structures, reference_of
from spatial.schema import Claim, Plan, Project, Structure, StructureKind
from spatial.settings import Settings, default_settings

PLAN_FILES = ("plan.toml", "structures.toml", "projects.csv", "claims.toml")
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, eq=False)
class Register:
    """Hold everything the plan folders say, plans oldest first."""

    plans: tuple[Plan, ...]
    structures: tuple[Structure, ...]
    projects: tuple[Project, ...]
    claims: tuple[Claim, ...]
    kinds: tuple[StructureKind, ...]


def load_plans(settings: Settings | None = None) -> tuple[Plan, ...]:
    """Return the plans, oldest first; raise DataFileError where a folder breaks the contract."""
    return register(settings).plans


def load_structures(settings: Settings | None = None, *, plan: str | None = None, kind: str | None = None) -> tuple[Structure, ...]:
    """Return the structures, of one plan or kind if asked; raise PlanNotFoundError for an unknown plan or kind."""
    content = register(settings)
    _known_plan(content, plan)
    if kind is not None and kind not in {item.id for item in content.kinds}:
        raise PlanNotFoundError(f"没有结构类型“{kind}”，可用的是：{'、'.join(item.id for item in content.kinds)}。")
    return tuple(item for item in content.structures if plan in (None, item.plan) and kind in (None, item.kind))


def load_projects(settings: Settings | None = None, *, plan: str | None = None, mode: str | None = None) -> tuple[Project, ...]:
    """Return the projects, of one plan or mode if asked; raise PlanNotFoundError for an unknown plan or mode."""
    content = register(settings)
    _known_plan(content, plan)
    modes = sorted({item.mode for item in content.projects})
    if mode is not None and mode not in modes:
        raise PlanNotFoundError(f"没有项目方式“{mode}”，可用的是：{'、'.join(modes)}。")
    wanted = (item for item in content.projects if mode in (None, item.mode))
    return tuple(item for item in wanted if plan is None or plan in {reference.plan for reference in item.references})


def load_claims(settings: Settings | None = None, *, plan: str | None = None) -> tuple[Claim, ...]:
    """Return the time and coverage claims, of one plan if asked; raise PlanNotFoundError for an unknown plan."""
    content = register(settings)
    _known_plan(content, plan)
    return tuple(item for item in content.claims if plan in (None, item.plan))


def load_kinds(settings: Settings | None = None) -> tuple[StructureKind, ...]:
    """Return the kinds of structures in the order of the table."""
    return register(settings).kinds


def get_plan(plan_id: str, settings: Settings | None = None) -> Plan:
    """Return one plan; raise PlanNotFoundError when there is none of that id."""
    content = register(settings)
    _known_plan(content, plan_id)
    return next(plan for plan in content.plans if plan.id == plan_id)


def get_structure(structure_id: str, settings: Settings | None = None) -> Structure:
    """Return one structure; raise PlanNotFoundError when there is none of that id."""
    for structure in register(settings).structures:
        if structure.id == structure_id:
            return structure
    raise PlanNotFoundError(f"没有编号为“{structure_id}”的结构；可用 structures --json 查看全部编号。")


def member_places(structure: Structure, settings: Settings | None = None) -> tuple[str, ...]:
    """Return the place ids of a structure in its order, members that are structures replaced by their own places."""
    index = {item.id: item for item in register(settings).structures}
    return tuple(dict.fromkeys(_places(structure, index, (structure.id,))))


def register(settings: Settings | None = None) -> Register:
    """Return the content of all plan folders, read again only when a file has changed."""
    used = settings or default_settings()
    folders = tuple(_folders(used))
    return _read(folders, used.plans_dir / "kinds.toml", _stamp((*folders, used.plans_dir)))


def check_folder(folder: Path, settings: Settings | None = None) -> None:
    """Read one folder beside all other plans; raise DataFileError where it breaks the contract or clashes with one of them."""
    used = settings or default_settings()
    others = tuple(other for other in _folders(used) if other.name != folder.name)
    _read((*others, folder), used.plans_dir / "kinds.toml", _stamp((*others, folder, used.plans_dir)))


@lru_cache(maxsize=8)
def _read(folders: tuple[Path, ...], kinds_path: Path, stamp: Stamp) -> Register:  # noqa: ARG001  the stamp is the key of the cache
    plans = {folder: read_plan(folder / "plan.toml") for folder in folders}
    ordered = sorted(folders, key=lambda folder: (plans[folder].issued, plans[folder].id))
    _refuse_same([(plans[folder].id, folder) for folder in ordered], "规划")
    structures = [item for folder in ordered for item in read_structures(folder / "structures.toml", plans[folder].id)]
    claims = [item for folder in ordered for item in read_claims(folder / "claims.toml", plans[folder].id)]
    rows = [(plans[folder].id, row) for folder in ordered for row in read_project_rows(folder / "projects.csv")]
    content = Register(
        plans=tuple(plans[folder] for folder in ordered),
        structures=tuple(structures),
        projects=_projects(rows),
        claims=tuple(claims),
        kinds=read_kinds(kinds_path),
    )
    _check_links(content)
    return content


def _projects(rows: list[tuple[str, Record]]) -> tuple[Project, ...]:
    grouped: dict[str, list[tuple[str, Record]]] = {}
    for plan, row in rows:
        grouped.setdefault(row.text("project_id"), []).append((plan, row))
    projects = tuple(_project(project_id, group) for project_id, group in grouped.items())
    known = {project.id for project in projects}
    for plan, row in rows:
        part_of = row.text("part_of", "")
        if part_of and part_of not in known:
            raise row.fault("part_of", f"{plan} 里没有编号为“{part_of}”的项目。")
    return projects


def _project(project_id: str, group: list[tuple[str, Record]]) -> Project:
    first = group[0][1]
    for _, row in group[1:]:
        for field in ("name", "mode", "subtype", "part_of"):
            if row.text(field, "") != first.text(field, ""):
                raise row.fault(field, f"与同一项目的另一行“{first.text(field, '')}”不同；各规划自己的写法请写在 as_named。")
    references = tuple(reference_of(row, plan) for plan, row in group)
    fullest = max(references, key=lambda reference: len(reference.places))
    return Project(
        id=project_id,
        name=first.text("name"),
        mode=first.text("mode"),
        ref=next((row.text("ref", "") for _, row in group if row.text("ref", "")), ""),
        places=fullest.places,
        references=references,
        part_of=first.text("part_of", ""),
        length_km=next((reference.length_km for reference in references if reference.length_km), None),
        note="；".join(dict.fromkeys(reference.note for reference in references if reference.note)),
        subtype=first.text("subtype", ""),
    )


def _check_links(content: Register) -> None:
    known = {structure.id for structure in content.structures}
    kinds = {kind.id for kind in content.kinds}
    if len(known) != len(content.structures):
        ids = [structure.id for structure in content.structures]
        twin = next(item for item in ids if ids.count(item) > 1)
        raise DataFileError(f"结构编号“{twin}”在两个规划里都用了，编号应全局唯一。")
    for structure in content.structures:
        if structure.kind not in kinds:
            raise DataFileError(f"{structure.plan}/structures.toml 的“{structure.id}”字段 kind：kinds.toml 里没有“{structure.kind}”。")
        links = {*structure.parents, *(member.structure_id for member in structure.members if member.structure_id)}
        missing = sorted(links - known)
        if missing:
            raise DataFileError(f"{structure.plan}/structures.toml 的“{structure.id}”引用了不存在的结构“{missing[0]}”。")


def _places(structure: Structure, index: dict[str, Structure], path: tuple[str, ...]) -> Iterator[str]:
    for member in structure.members:
        if member.place_id:
            yield member.place_id
        elif member.structure_id and member.structure_id not in path:
            yield from _places(index[member.structure_id], index, (*path, member.structure_id))


def _known_plan(content: Register, plan_id: str | None) -> None:
    if plan_id is not None and plan_id not in {plan.id for plan in content.plans}:
        raise PlanNotFoundError(f"没有规划“{plan_id}”，可用的是：{'、'.join(plan.id for plan in content.plans)}。")


def _folders(settings: Settings) -> Iterator[Path]:
    for parent in (settings.plans_dir, settings.user_dir / "plans"):
        if parent.is_dir():
            yield from sorted(item for item in parent.iterdir() if item.is_dir() and not item.name.startswith("."))


def _stamp(folders: tuple[Path, ...]) -> Stamp:
    files = [folder / name for folder in folders for name in (*PLAN_FILES, "kinds.toml")]
    states = [(file, file.stat()) for file in files if file.exists()]
    return tuple((str(file), state.st_mtime_ns, state.st_size) for file, state in states)


def _refuse_same(pairs: list[tuple[str, Path]], what: str) -> None:
    seen: dict[str, Path] = {}
    for item, folder in pairs:
        if item in seen:
            raise DataFileError(f"{what}编号“{item}”在 {seen[item].parent} 和 {folder.parent} 里都有，请改名其中一个。")
        seen[item] = folder
