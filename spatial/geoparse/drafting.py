"""Draft a structure, and the structures told by a box as a whole, a coined pattern, or sibling lines of one sort."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from spatial.geoparse.model import DraftMember, StructureDraft
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.page import Page

COUNTING = "一二两三四五六七八九十多单双"
PATTERN = re.compile(
    rf"[“\"]((?:[{COUNTING}][一-鿿]{{1,3}}[、，]?){{1,5}}(?:[一-鿿]{{2,6}})?)[”\"](?:的)?"
    r"([一-鿿]{0,10}?(?:格局|布局|空间(?!格局|布局|结构)|结构|网络|[水路]网(?!络)|骨架))?"
)
PIECE = re.compile(rf"[{COUNTING}十]{{1,3}}[^{COUNTING}十、，]{{1,3}}")
SHAPES = re.compile(r"[群轴圈带区核极翼心团廊环脉屏]")
NO_PLACES = re.compile(r"一带一路|三农|战略|[三四五]位一体")
SETS = {"industry_park": "industry_park_group", "new_town": "new_town_set", "old_industrial_district": "old_industrial_district_set",
        "ecological_core": "ecological_core_set", "water_project": "water_project"}  # fmt: skip
SIBLINGS = {"node": "node_set", "functional_zone": "functional_zone_set", "axis": "axis_set"}
CLUSTER = re.compile("(?:打造|培育|壮大|做强|建设|发展|构建|形成)((?:(?![、和与及])[一-鿿]){2,14}(?:产业集群|产业链|产业集聚区))$")
PIECE_ROLE = "部分"


def draft_of(
    page: Page, name: str, kind: str, span: tuple[int, int], members: Sequence[DraftMember], *,
    confidence: float, ordered: bool = False, basis: str = "stated", attributes: dict[str, object] | None = None,
) -> StructureDraft:  # fmt: skip
    """Return a draft with the doubts a reader should look at; every place once."""
    unique: dict[tuple[str, str | None], DraftMember] = {}
    for member in members:
        unique.setdefault(("", member.place_id) if member.place_id else (member.as_written, None), member)
    kept = tuple(unique.values())
    unknown = [member.as_written for member in kept if member.place_id is None and member.role != PIECE_ROLE]
    doubts = [f"成员“{'、'.join(unknown[:6])}”未对到地名词典"] if unknown else []
    if not kept:
        doubts.append("文中没有列出成员")
    return StructureDraft(
        whole(name), kind, page.sections.at(span[0]), *span, kept, basis if kept else "none", ordered,
        round(confidence - (0.1 if unknown else 0.0), 2), tuple(doubts), dict(attributes or {}),
    )  # fmt: skip


def whole(name: str) -> str:
    """Return a name without the marks around it, or a mark whose other half it lost."""
    plain = re.sub(r"\s+", "", name).strip("，。；：、,;:的")
    for left, right in ("“”", '""', "（）", "()", "《》"):
        if plain.count(left) != plain.count(right) or (left == right and plain.count(left) % 2):
            plain = plain.replace(left, "").replace(right, "")
    return re.sub('[“”"]', "", plain)


def boxes(page: Page) -> Iterator[StructureDraft]:
    """Yield the whole of a box whose lists are of one kind: 专栏 新城新区 with all its new towns."""
    starts = [at for at, path in zip(page.sections.starts, page.sections.paths, strict=True) if "专栏" in path.rsplit(" > ", 1)[-1]]
    borders = (*page.sections.starts, len(page.text))
    for start in starts:
        end = borders[bisect_right(borders, start)] if start < len(page.text) else start
        title = re.sub(r"^专栏\s*\d+[：:]?", "", page.sections.at(start).rsplit(" > ", 1)[-1])
        mentions = page.between(start, end)
        for tail, kind in SETS.items():
            members = [one for one in mentions if page.tail_kind(one.text) == tail]
            if title and len(members) >= 4 and len(members) * 2 > len(mentions):
                yield draft_of(page, title, kind, (start, end), members_of(members), confidence=0.75)


def clusters(page: Page) -> Iterator[StructureDraft]:
    """Yield the branch of industry a heading sets out to build, with the cities the text under it speaks of."""
    borders = (*page.sections.starts, len(page.text))
    for start, path in zip(page.sections.starts, page.sections.paths, strict=True):
        match = CLUSTER.search(path.rsplit(" > ", 1)[-1])
        if match is None or not path:
            continue
        begin = page.text.find("\n", start) + 1
        end = borders[bisect_right(borders, start)]
        cities = [one for one in page.between(begin, end) if one.kind in {"prefecture", "county"}] if begin else []
        if len(cities) > 1:
            yield draft_of(page, match.group(1), "industry_base", (start, end), members_of(cities), confidence=0.5, basis="implied")


def patterns(page: Page) -> Iterator[StructureDraft]:
    """Yield the counted patterns a plan coins, with their pieces: “一群三组团、两轴一环”."""
    found: list[StructureDraft] = []
    for match in PATTERN.finditer(page.text):
        pieces = list(PIECE.finditer(page.text, *match.span(1)))
        if len(pieces) < 2 and not match.group(2):
            continue
        if (SHAPES.search(match.group(1)) or (match.group(2) and len(pieces) > 1)) and not NO_PLACES.search(match.group(1)):
            members = [DraftMember(one.group(), *one.span(), None, PIECE_ROLE) for one in pieces]
            name = match.group(1) + (match.group(2) or "")
            found.append(draft_of(page, name, "spatial_pattern", match.span(), members, confidence=0.6))
    told = [frozenset(one.as_written for one in draft.members) for draft in found]
    wholes = set(told)
    for draft, pieces_told in zip(found, told, strict=True):
        if not any(pieces_told < others for others in wholes):
            yield draft


def siblings(page: Page, drafts: Sequence[StructureDraft]) -> Iterator[StructureDraft]:
    """Yield the set that three or more labelled lines of one section make together: A节点。…, then B节点。…."""
    groups: dict[tuple[str, str], list[StructureDraft]] = {}
    for draft in drafts:
        if draft.kind in SIBLINGS and draft.name[0] not in COUNTING:
            section = draft.section.rsplit(" > ", 1)[0] if draft.name in draft.section else draft.section
            groups.setdefault((section, draft.kind), []).append(draft)
    for (_, kind), group in groups.items():
        own = list({draft.name: draft for draft in group}.values())
        if len(own) < 3:
            continue
        members = [own_place(page, draft) for draft in own]
        name = "、".join(draft.name for draft in own[:2]) + "等"
        span = (min(draft.start for draft in own), max(draft.end for draft in own))
        yield draft_of(page, name, SIBLINGS[kind], span, members, confidence=0.65)


def own_place(page: Page, draft: StructureDraft) -> DraftMember:
    """Return the place a structure is named after, else its own name."""
    named = [one for one in page.between(draft.start, min(len(page.text), draft.start + len(draft.name) + 8)) if one.text in draft.name]
    if named and named[0].inner and len(named[0].places) != 1:
        return members_of(named[0].inner[:1])[0]
    return members_of(named[:1])[0] if named else DraftMember(draft.name, draft.start, draft.start + len(draft.name), None)
