"""Wanted structures, projects and claims of a text, and how far the drafts agree with them; shared by the evaluations."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spatial.geoparse.model import ClaimDraft, DraftMember, ProjectDraft, Reading, StructureDraft
from spatial.plans import load_claims, load_projects, load_structures
from spatial.schema import Claim, Member

Draft = StructureDraft | ProjectDraft | ClaimDraft

SAME = 0.6
CLAIMED = ("value", "departures_per_day", "stated", "target_pct", "threshold_population", "radius_m")
MODES = {
    "expressway": "road", "national_road": "road", "provincial_road": "road", "local_road": "road", "border_bridge": "road",
    "hsr": "rail", "conventional_rail": "rail", "intercity": "rail", "metro": "urban_rail", "airport": "air",
}  # fmt: skip
STATUS = (
    ("电气化改造", r"电气化"), ("前期工作", r"前期|谋划|论证|研究|调研|鼓励规划"), ("迁建", r"迁建"), ("复航", r"复航"),
    ("规划建设", r"^规划"), ("改建", r"改造|改建|改扩建|新改建|改移"), ("扩建", r"扩建|拓宽|扩能"),
    ("建成", r"竣工|贯通|打通|开通|开辟|建成|通车|运营|投入使用|完成|畅通"), ("续建", r"续建|在建"), ("新建", r"^新建"),
    ("开工", r"开工|启动"), ("推进", r"推进|推动|建设|实施|构建|加快|提升|完善|设立|支持|抓好|投资"),
)  # fmt: skip
DECOR = re.compile(r"[（(][^（）()]*[）)]|[“”\"\s、，,—–\-－至]|工程|项目|扩建|改造|电气化|新建|续建|前期|建设|高速公路|高速|铁路|公路|段")


@dataclass(frozen=True)
class Wanted:
    """Hold one thing a reader finds in a text: a structure, a project or a claim."""

    what: str
    name: str
    kind: str
    members: tuple[tuple[str, str | None], ...] = ()
    section: str = ""
    action: str = ""
    value: float | None = None
    origin: tuple[str, ...] = ()


def pairs(members: Iterable[Member | DraftMember]) -> tuple[tuple[str, str | None], ...]:
    """Return members as (name as written, place id), each once."""
    return tuple(dict.fromkeys((member.as_written, member.place_id) for member in members))


def curated(plan: str) -> list[Wanted]:
    """Return what the data of the product hold of one plan."""
    found = [Wanted("structure", one.name, one.kind, pairs(one.members), one.section) for one in load_structures(plan=plan)]
    for project in load_projects(plan=plan):
        for ref in project.references:
            if ref.plan == plan:
                mode = MODES.get(project.mode, project.mode)
                found.append(Wanted("project", ref.name or project.name, mode, pairs(ref.places), ref.section, ref.action))
    return found + [claimed(one) for one in load_claims(plan=plan)]


def claimed(one: Claim) -> Wanted:
    """Return a curated claim as a wanted one, its number whichever attribute holds it."""
    numbers = [one.limit_minutes, *(one.attributes.get(key) for key in CLAIMED)]
    value = next((float(number) for number in numbers if isinstance(number, int | float)), None)
    members = pairs(one.members) if one.members_basis == "stated" else ()
    return Wanted("claim", one.claim, one.kind, members, one.section, "", value, one.origin_ids)


def annotated(path: Path) -> list[Wanted]:
    """Return what is annotated of one passage, a table beside the text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Wanted(
                row["what"], row["name"], row["kind"], tuple((name, None) for name in row["members"].split("、") if name), "",
                row["action"], float(row["value"]) if row["value"] else None, tuple(filter(None, row["origin"].split("、"))),
            )
            for row in csv.DictReader(stream)
        ]  # fmt: skip


def drafts_of(reading: Reading, what: str) -> Sequence[Draft]:
    """Return the drafts of one sort."""
    return {"structure": reading.structures, "project": reading.projects, "claim": reading.claims}[what]


def listed(draft: Draft) -> tuple[tuple[str, str | None], ...]:
    """Return the members of a draft, the places of a project."""
    return pairs(draft.places if isinstance(draft, ProjectDraft) else draft.members)


def bigrams(name: str) -> set[str]:
    """Return the pairs of characters of a name without brackets, marks and words of building."""
    plain = DECOR.sub("", name) or name
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or {plain}


def likeness(first: set[str], second: set[str]) -> float:
    """Return the Dice coefficient of two sets."""
    return 2 * len(first & second) / max(1, len(first) + len(second))


def shares(wanted: Wanted, draft: Draft) -> tuple[int, int, int]:
    """Return how many members agree, how many the draft has, how many were wanted; by place or by wording."""
    mine = listed(draft)
    mine = mine if wanted.members else tuple(pair for pair in mine if pair[0] not in draft_words(draft))
    names, ids = {name for name, _ in mine}, {place for _, place in mine if place}
    right = sum(name in names or bool(place and place in ids) for name, place in wanted.members)
    return min(right, len(mine)), len(mine), len(wanted.members)


def draft_words(draft: Draft) -> set[str]:
    """Return what stands in a draft for itself rather than for a member: its own name, and the pieces of a coined pattern."""
    own = {"" if isinstance(draft, ClaimDraft) else draft.name}
    return own | {one.as_written for one in draft.members if one.role == "部分"} if isinstance(draft, StructureDraft) else own


def alike(wanted: Wanted, draft: Draft) -> float:
    """Return how far the members agree, nothing where none are wanted."""
    right, drafted, asked = shares(wanted, draft)
    return 2 * right / (drafted + asked) if asked else 0.0


def here(wanted: Wanted, draft: Draft) -> float:
    """Return a small weight for standing in the section wanted."""
    own, theirs = (re.sub(r"[\s（）()0-9.项第]", "", path.rsplit(" > ", 1)[-1]) for path in (draft.section, wanted.section))
    return 0.12 * (own == theirs)


def same_structure(wanted: Wanted, draft: Draft) -> float:
    """Return how far a draft is the structure wanted: by name, by members, by both; 0 below the threshold."""
    if not isinstance(draft, StructureDraft):
        return 0.0
    shared, named = alike(wanted, draft), likeness(bigrams(wanted.name), bigrams(draft.name))
    best = max(named, shared if len(wanted.members) > 1 else 0.0, (named + shared) / 2 + 0.1 * (shared > 0.5))
    if best < SAME:
        return 0.0
    return best + 0.3 * min(named, shared) + 0.05 * (wanted.kind == draft.kind) + here(wanted, draft)


def same_project(wanted: Wanted, draft: Draft) -> float:
    """Return how far a draft is the project wanted: the same mode, and the same ends or name."""
    if not isinstance(draft, ProjectDraft) or draft.mode != wanted.kind:
        return 0.0
    shared, named = alike(wanted, draft), likeness(bigrams(wanted.name), bigrams(draft.name))
    best = max(named, shared if len(wanted.members) > 1 else 0.0, (named + shared) / 2)
    return best + 0.3 * min(named, shared) + here(wanted, draft) if best >= SAME else 0.0


def same_claim(wanted: Wanted, draft: Draft) -> float:
    """Return how far a draft is the claim wanted: the same kind and number, in the same section or words."""
    if not isinstance(draft, ClaimDraft) or draft.kind != wanted.kind:
        return 0.0
    number = draft.limit_minutes if draft.limit_minutes is not None else draft.value
    scaled = [number, None if number is None else number * 10_000, None if number is None else number * 1000]
    if wanted.value is not None and wanted.value not in scaled:
        return 0.0
    words = bigrams(wanted.name)
    near, named = here(wanted, draft) > 0, len(words & bigrams(draft.text[-400:])) / len(words)
    shared = alike(wanted, draft)
    exact = (wanted.value is None) == (number is None)
    return (
        0.5 * near + 0.1 * exact + named + shared + 0.5 * (wanted.origin == draft.origin_ids)
        if near or named > 0.4 or shared > 0.5
        else 0.0
    )


RULES: dict[str, Callable[[Wanted, Draft], float]] = {
    "structure": same_structure, "project": same_project, "claim": same_claim,
}  # fmt: skip


def matched(wanted: Sequence[Wanted], drafts: Sequence[Draft]) -> dict[int, int]:
    """Return which draft each wanted thing is found as: the best agreement first, every draft once."""
    scores = [
        (score, row, column)
        for row, want in enumerate(wanted)
        for column, draft in enumerate(drafts)
        if (score := RULES[want.what](want, draft)) > 0
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, row, column in sorted(scores, reverse=True):
        if row not in found and column not in taken:
            found[row] = column
            taken.add(column)
    return found


def status_of(action: str) -> str:
    """Return the stage of a project its words tell."""
    return next((stage for stage, pattern in STATUS if re.search(pattern, action)), action)


def detail(want: Wanted, draft: Draft) -> tuple[bool, bool] | None:
    """Return whether the stage of a project, or the start of a claim, was read, where one was wanted."""
    if isinstance(draft, ProjectDraft):
        return (True, status_of(want.action) == status_of(draft.action)) if want.action else None
    if isinstance(draft, ClaimDraft) and (want.origin or draft.origin_ids):
        return True, want.origin == draft.origin_ids
    return None
