"""Which places a corridor joins, and in which order: from a plan's structure or project, or from names typed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, permutations
from typing import Final, Literal

from spatial.connectivity.order import NOT_SPATIAL, chain_length_m, shortest_chain
from spatial.connectivity.stops import read_as, stop_of
from spatial.errors import InvalidInputError, PlaceWithoutPointError, PlanNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.plans import get_plan, load_projects, load_structures, member_places
from spatial.schema import Place, Project, Structure
from spatial.settings import Settings

CORRIDOR_KINDS: Final = ("axis", "axis_set", "belt", "corridor", "tourism_ring", "ring")
SET_KIND: Final = "axis_set"
MAX_PLACES: Final = 40
LARGEST_GROUP: Final = 6
SEPARATORS: Final = re.compile(r"[,，、;；\n]|\s*(?:--|——|—|–|→|->)\s*")

OrderBasis = Literal["written", "chain", "typed"]
ORDER_TITLES: Final = {"written": "按文中次序", "chain": "文中次序不是空间次序，按最短链排列", "typed": "按输入次序"}


@dataclass(frozen=True)
class Corridor:
    """Hold an ordered list of places to be checked; `without_point` names members that can not be put on the map."""

    id: str
    title: str
    places: tuple[Place, ...]
    order_basis: OrderBasis
    closed: bool = False
    plan: str = ""
    section: str = ""
    kind: str = ""
    without_point: tuple[str, ...] = ()
    note: str = ""

    @property
    def place_ids(self) -> tuple[str, ...]:
        """Return the ids of the places in order."""
        return tuple(place.id for place in self.places)

    @property
    def pairs(self) -> tuple[tuple[Place, Place], ...]:
        """Return the neighbours; a closed corridor joins its last place to its first."""
        ends = (*self.places[1:], self.places[0]) if self.closed and len(self.places) > 2 else self.places[1:]
        return tuple(zip(self.places, ends, strict=False))


def corridor_of(spec: str, settings: Settings | None = None, *, on: date | None = None) -> Corridor:
    """Return the corridor of a structure id, a project id, or names such as `长春,辽源,梅河口`.

    Raises PlaceNotFoundError or AmbiguousPlaceError for a name, PlanNotFoundError for an unknown id, and InvalidInputError when
    fewer than two places with a point remain.
    """
    text = spec.strip()
    structure = next((item for item in load_structures(settings) if item.id == text), None)
    if structure is not None:
        return structure_corridor(structure, settings)
    project = next((item for item in load_projects(settings) if item.id == text), None)
    if project is not None:
        return project_corridor(project, settings)
    names = [name.strip() for name in SEPARATORS.split(text) if name.strip()]
    if len(names) == 1 and load_gazetteer(settings).lookup(names[0]).matches:
        raise InvalidInputError(f"只给了一个地点“{text[:60]}”；通道至少要两个地名，用逗号隔开，如 长春,辽源,梅河口。")
    if len(names) < 2:
        raise PlanNotFoundError(f"没有编号为“{text[:60]}”的轴、带或项目；请给出编号，或用逗号隔开的至少两个地名。")
    return typed_corridor(names, settings, on=on)


def member_list(spec: str, settings: Settings | None = None) -> tuple[str, tuple[Place, ...]]:
    """Return the title and the located places of any structure (a cluster, a group), or of names parted by commas, each once.

    Raises InvalidInputError when fewer than two of them have a point, and the errors of `corridor_of`.
    """
    structure = next((item for item in load_structures(settings) if item.id == spec.strip()), None)
    if structure is None:
        corridor = corridor_of(spec, settings)
        return corridor.title, corridor.places
    gazetteer = load_gazetteer(settings)
    places = [gazetteer.get(place_id) for place_id in member_places(structure, settings)]
    located = tuple(place for place in places if place.lon is not None and place.lat is not None)
    if len(located) < 2:
        raise InvalidInputError(f"“{structure.name}”没有至少两个有坐标的成员，不能计算网络指标。")
    return structure.name, located


def typed_corridor(names: Sequence[str], settings: Settings | None = None, *, on: date | None = None) -> Corridor:
    """Return the corridor of names or place ids in the order given."""
    places = [stop_of(name, settings, on) for name in names]
    closed = len(places) > 3 and places[0].id == places[-1].id
    for place in places:
        if place.lon is None or place.lat is None:
            raise PlaceWithoutPointError(f"“{place.title}”没有坐标，不能作为通道的一站；请换一个地名。")
    kept = places[:-1] if closed else places
    note = "".join(dict.fromkeys(read_as(name, place, settings) for name, place in zip(names, places, strict=True)))
    return _corridor("typed", "—".join(place.title for place in places), kept, "typed", closed=closed, note=note)


def structure_corridor(structure: Structure, settings: Settings | None = None) -> Corridor:
    """Return the corridor of an axis, belt or ring; members without a place or a point are named, never guessed."""
    if structure.kind == SET_KIND:
        parts = "、".join(member.structure_id or member.as_written for member in structure.members)
        raise InvalidInputError(f"“{structure.name}”是几条轴的合称，不是一条线；请分别检查 {parts}。")
    gazetteer = load_gazetteer(settings)
    groups = _groups(structure, settings)
    places = [gazetteer.get(place_id) for group in groups for place_id in group]
    if structure.ordered and any(len(group) > 1 for group in groups):
        places = _along(groups, {place.id: place for place in places})
    unplaced = [member.as_written for member in structure.members if not member.place_id and not member.structure_id]
    ordered, basis = _ordered(places, written=structure.ordered)
    return _corridor(
        structure.id, structure.name, ordered, basis, closed=bool(structure.attributes.get("closed")), plan=structure.plan,
        section=structure.section, kind=structure.kind, unplaced=unplaced, note=structure.note,
    )  # fmt: skip


def _groups(structure: Structure, settings: Settings | None) -> list[tuple[str, ...]]:
    """Return the members in order; a member that is itself a structure is the group of its places. No place comes twice."""
    index = {item.id: item for item in load_structures(settings)}
    seen: set[str] = set()
    groups = []
    for member in structure.members:
        ids = (member.place_id,) if member.place_id else member_places(index[member.structure_id], settings) if member.structure_id else ()
        fresh = tuple(place_id for place_id in ids if place_id not in seen)
        seen.update(fresh)
        groups.append(fresh)
    return [group for group in groups if group]


def _along(groups: Sequence[tuple[str, ...]], places: dict[str, Place]) -> list[Place]:
    """Return the places group by group, inside a group in the order that keeps the chain to its neighbours shortest."""
    order: list[str] = []
    for number, group in enumerate(groups):
        after = groups[number + 1][:1] if number + 1 < len(groups) else ()
        tries = list(permutations(group)) if len(group) <= LARGEST_GROUP else [group]
        lengths = [_length_m([places[k] for k in (*order[-1:], *chain, *after)]) for chain in tries]
        order += tries[lengths.index(min(lengths))]
    return [places[place_id] for place_id in order]


def _length_m(places: Sequence[Place]) -> float:
    """Return the length in metres of the chain through places; those without a point are passed over."""
    points = [(place.lon, place.lat) for place in places if place.lon is not None and place.lat is not None]
    return chain_length_m(points, range(len(points)))


def project_corridor(project: Project, settings: Settings | None = None) -> Corridor:
    """Return the corridor of a project's places in the order its fullest reference writes them."""
    gazetteer = load_gazetteer(settings)
    places = [gazetteer.get(member.place_id) for member in project.places if member.place_id]
    unplaced = [member.as_written for member in project.places if not member.place_id]
    first = project.references[0]
    return _corridor(
        project.id, project.name, list(dict.fromkeys(places)), "written", plan=first.plan, section=first.section, kind=project.mode,
        unplaced=unplaced, note=project.note,
    )  # fmt: skip


def plan_corridors(settings: Settings | None = None, *, plan: str | None = None) -> tuple[tuple[Structure, Corridor | None], ...]:
    """Return every axis, belt and ring with its corridor; None where the text names fewer than two places that have a point."""
    found: list[tuple[Structure, Corridor | None]] = []
    if plan is not None:
        get_plan(plan, settings)
    for structure in load_structures(settings, plan=plan):
        if structure.kind in CORRIDOR_KINDS:
            try:
                found.append((structure, structure_corridor(structure, settings)))
            except InvalidInputError:
                found.append((structure, None))
    return tuple(found)


def _ordered(places: Sequence[Place], *, written: bool) -> tuple[list[Place], OrderBasis]:
    """Return the places as written, or along the shortest chain where the text gives no order or plainly not one in space."""
    located = [place for place in places if place.lon is not None and place.lat is not None]
    points = [(place.lon or 0.0, place.lat or 0.0) for place in located]
    chain = shortest_chain(points)
    as_is = chain_length_m(points, range(len(points)))
    if (written or len(located) < 3) and as_is <= NOT_SPATIAL * chain_length_m(points, chain):
        return list(places), "written"
    rest = [place for place in places if place.lon is None or place.lat is None]
    return [*(located[number] for number in chain), *rest], "chain"


def _corridor(
    corridor_id: str, title: str, places: Sequence[Place], basis: OrderBasis, *, closed: bool = False, plan: str = "", section: str = "",
    kind: str = "", unplaced: Sequence[str] = (), note: str = "",
) -> Corridor:  # fmt: skip
    """Return a checked corridor of the places that have a point."""
    located = tuple(place for place in places if place.lon is not None and place.lat is not None)
    without = (*unplaced, *(place.title for place in places if place not in located))
    if len(located) < 2:
        raise InvalidInputError(f"“{title}”在文中没有列出至少两个有坐标的地点，不能检查连通；可直接输入地名清单。")
    if len(located) > MAX_PLACES:
        raise InvalidInputError(f"通道有 {len(located)} 个地点，超过 {MAX_PLACES} 个；请分段检查。")
    if any(a.id == b.id for a, b in pairwise(located)):
        raise InvalidInputError(f"“{title}”里相邻两站是同一个地方；请去掉重复的一个。")
    return Corridor(corridor_id, title, located, basis, closed, plan, section, kind, without, note)
