"""Drafts as the records a plan folder holds: structures, projects, claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from spatial.geoparse.model import ClaimDraft, DraftMember, ProjectDraft, StructureDraft
from spatial.geoparse.points import CODED
from spatial.schema import Basis, Claim, Member, Project, ProjectReference, Structure

NOTE: Final = "由文本自动起草，未经逐条核对"
# What says how a draft was made, not what it says.
OWN_WORDS: Final = frozenset({"again", "about", "by", "open", "elsewhere", "trip"})
MODES: Final = frozenset({"road", "rail"})
CLAIM_KINDS: Final = frozenset({"time_circle", "count", "coverage", "service_frequency", "service_radius", "connection"})
PLAIN_MODES: Final = {"air": "airport", "port": "port", "urban_rail": "metro", "water": "water", "energy": "energy"}
OPENING: Final = "（文首）"


def section_of(text: str) -> str:
    """Return the headings above a draft in the form of the plan folders: `A > B`."""
    return " > ".join(part.strip() for part in text.split(">") if part.strip()) or OPENING


def named(text: str) -> str:
    """Return a name on one line."""
    return " ".join(text.split())


def mode_of(draft: ProjectDraft) -> str:
    """Return the mode of a project in the words of the plan folders, told by its name where the draft says only road or rail."""
    words: tuple[tuple[str, str], ...]
    if draft.mode == "road":
        words = (("高速", "expressway"), ("国道", "national_road"), ("省道", "provincial_road"))
        named = next((mode for word, mode in words if word in draft.name), "")
        coded = {"G": "national_road", "S": "provincial_road"}.get(draft.ref[:1], "local_road")
        return named or ("expressway" if draft.ref[:1] == "G" and len(draft.ref) in {2, 3} else coded)
    if draft.mode == "rail":
        words = (("城际", "intercity"), ("高铁", "hsr"), ("高速铁路", "hsr"), ("客运专线", "hsr"), ("客专", "hsr"))
        return next((mode for word, mode in words if word in draft.name), "conventional_rail")
    return PLAIN_MODES.get(draft.mode, draft.mode)


def member_of(item: DraftMember) -> Member:
    """Return a member; a place outside the gazetteer is kept by name, with its code in the note."""
    name = named(item.as_written).replace(";", "；")
    role = item.role if item.role != "member" else ""
    if item.place_id is None:
        return Member(name, role=role)
    if item.place_id.startswith(CODED):
        return Member(name, role=role, note=f"区划代码 {item.place_id.removeprefix(CODED)}")
    return Member(name, place_id=item.place_id, role=role)


def members_of(items: Iterable[DraftMember]) -> tuple[Member, ...]:
    """Return members, those without a name left out."""
    return tuple(member_of(item) for item in items if item.as_written.strip())


def basis_of(members: Sequence[Member], said: str) -> Basis:
    """Return the basis of members, `none` where there are none."""
    if not members:
        return "none"
    return "implied" if said == "implied" else "stated"


def plain(attributes: Mapping[str, Any]) -> dict[str, object]:
    """Return the attributes of a draft that a record can hold."""
    return {
        key: value
        for key, value in attributes.items()
        if key not in OWN_WORDS and isinstance(value, str | int | float | bool) and value != ""
    }


def structure_of(draft: StructureDraft, plan_id: str, number: int) -> Structure:
    """Return a drafted structure as a record of a plan."""
    members = members_of(draft.members)
    return Structure(
        id=f"{plan_id}_s{number:03}", name=named(draft.name), kind=draft.kind, plan=plan_id, section=section_of(draft.section),
        members=members,
        members_basis=basis_of(members, draft.members_basis), ordered=draft.ordered, note="；".join((NOTE, *draft.doubts)),
        attributes={**plain(draft.attributes), "confidence": draft.confidence, "start": draft.start, "end": draft.end},
    )  # fmt: skip


def project_of(draft: ProjectDraft, plan_id: str, number: int) -> Project:
    """Return a drafted project as a record of a plan."""
    places = members_of(draft.places)
    length = draft.attributes.get("length_km")
    reference = ProjectReference(
        plan_id, section_of(draft.section), draft.action, places, name=named(draft.name), note="；".join((NOTE, *draft.doubts)),
        length_km=float(length) if isinstance(length, int | float) else None, year=draft.horizon,
    )  # fmt: skip
    return Project(f"{plan_id}_p{number:03}", named(draft.name), mode_of(draft), draft.ref, places, (reference,))


def claim_of(draft: ClaimDraft, plan_id: str, number: int) -> Claim:
    """Return a drafted claim as a record of a plan: what is claimed, not the sentence."""
    members = members_of(draft.members)
    about = (
        f"{draft.limit_minutes:g} 分钟圈"
        if draft.limit_minutes
        else f"{draft.value:g} {draft.unit}"
        if draft.value is not None
        else draft.kind
    )
    return Claim(
        id=f"{plan_id}_c{number:03}", plan=plan_id, section=section_of(draft.section),
        claim=about.strip() + (" 左右" if draft.attributes.get("about") else ""), kind=draft.kind,
        origin_ids=tuple(one for one in draft.origin_ids if not one.startswith(CODED)), limit_minutes=draft.limit_minutes,
        modes=tuple(mode for mode in (draft.attributes.get("by"),) if mode in MODES),
        members=members, members_basis=basis_of(members, "stated"), horizon=draft.horizon,
        attributes={**({} if draft.value is None else {"value": draft.value, "unit": draft.unit}), **plain(draft.attributes)},
        note="；".join(filter(None, (NOTE, draft.verdict, *draft.doubts))),
    )  # fmt: skip
