"""Draft the structures a plan defines, from the phrases plans define them with."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from spatial.geoparse.drafting import SETS, SIBLINGS, boxes, clusters, draft_of, patterns, siblings
from spatial.geoparse.extract_along import LINEAR, STRUNG, chain, ends_told
from spatial.geoparse.extract_links import links
from spatial.geoparse.extract_lists import by_phrases, by_roles, roles_in
from spatial.geoparse.extract_named import ITSELF, PAIRED, PIPELINES, by_name, diversions
from spatial.geoparse.extract_spelled import spelled
from spatial.geoparse.governing import GROUND, MAKE, role_of
from spatial.geoparse.labels import SECTOR, STEP, labels_of
from spatial.geoparse.model import DraftMember
from spatial.geoparse.page import city_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention, StructureDraft
    from spatial.geoparse.page import Page

DEFINED = re.compile(
    r"^[，：:。]?[\s　]*(?:(?:范围|区域)[为是]|(?:范围|区域)?(?:包括|涵盖|涉及|由|含|自[东西南北]向[东西南北](?:包括|布局|依次)))"
)
DEFINED_LATER = re.compile(r"[，,](?:范围|区域)?(?:主要)?(?:包括|涵盖|涉及)")
DEVELOPED = re.compile(r"^[，：:][\s　]*(?:重点|主要|依托|推进|提升|建设|打造|构建|发展|包括|以|串联)")
FORMED = re.compile(r"(?:形成|构建|推进|建设)([^，。；]{4,60}?)(?:“[^”]*”)?的?(?:[一-鿿]{0,4}格局|发展|并进)")
POPULATION = re.compile(r"[（(]([0-9.]+)万人[）)]")
AIMS = re.compile(
    r"[，。](?:着力|加快|努力)?(?:打造|引导|构建(?!.{0,12}新城)|成为|促进|推动|增强|形成|培育|建成|建设[^，。；]{0,16}(?:副核心|核心区|中心城市|集聚带))"
)
ACTS = re.compile(r"(?:组成|构成)(?!的)|[，；](?:重点|推进|推动|发展|围绕|打造|建设|加快|承接|形成|突出|实现|培育|依托|以)")
WATERWORKS = re.compile(r"水源|水利|引水|供水")
NODES = re.compile(r"[大个]?节点[。：:]")
SATELLITES = re.compile(r"^等?(?:周边)?(?:卫星|组团)")
PLACED = frozenset({"key_node_city", "tourism_node", "city_role"})
COUNTED = re.compile(r"^[0-9一二两三四五六七八九十]+[大个条座]")
EXTENT = re.compile(r"^(?:区域|规划|实施)?范围$")
LABELLED = ((PIPELINES, "gas_pipeline_set"), (WATERWORKS, "water_project"))
SETTLEMENT = frozenset({"metropolitan_area", "town_group", "city_cluster", "economic_circle"})
PEOPLED = frozenset({"prefecture", "county", "town", "zone", "region", "abbreviation"})
LISTED_KINDS = ITSELF | {"gas_pipeline"}


def structures_of(page: Page) -> tuple[StructureDraft, ...]:
    """Return the drafts of one text, each name once: the best-founded reading of it."""
    found: list[StructureDraft] = []
    heads: list[StructureDraft] = []
    for start, end in page.sentences():
        own = list(labelled(page, start, end))
        heads.extend(draft for draft in own if "list" not in draft.attributes)
        found.extend(own)
        for low, high in page.clauses(start, end):
            heads.extend(headed := list(headed_clause(page, low, high)))
            found.extend(headed)
            found.extend(draft for draft in by_roles(page, low, high) if not within(draft, own))
            found.extend(by_phrases(page, low, high))
            found.extend(spelled(page, low, high))
        found.extend(links(page, start, end))
    found.extend(by_name(page))
    found.extend(diversions(page))
    found.extend(boxes(page))
    found.extend(patterns(page))
    found.extend(clusters(page))
    found.extend(siblings(page, heads))
    return tuple(sorted(best_of(found), key=lambda draft: (draft.start, -draft.end)))


def within(draft: StructureDraft, others: list[StructureDraft]) -> bool:
    """Say whether the members of a draft of roles are those of a structure its line defines already."""
    if draft.kind != "role_assignment":
        return False
    spots = {one.start for one in draft.members}
    return any(spots <= {one.start for one in other.members} for other in others)


def best_of(drafts: list[StructureDraft]) -> list[StructureDraft]:
    """Return one draft per name and kind: the one with most confidence, then most members; and none that a named list repeats."""
    best: dict[tuple[str, str], StructureDraft] = {}
    for draft in drafts:
        key = (draft.name, draft.kind)
        held = best.get(key)
        if held is None or (draft.confidence, len(draft.members)) > (held.confidence, len(held.members)):
            best[key] = draft
    tails = {(draft.kind, draft.end): draft for draft in best.values() if len(draft.members) > 1}
    for key, draft in list(best.items()):
        held = tails.get((draft.kind, draft.end))
        if held is not None and held.start < draft.start and held.name != draft.name and draft.name.endswith(held.name):
            del best[key]
    by_members: dict[tuple[str, tuple[int, ...]], StructureDraft] = {}
    for number, draft in enumerate(best.values()):
        spots = tuple(sorted(one.start for one in draft.members))
        same = (draft.kind, spots if len(spots) > 1 else (-1 - number,))
        held = by_members.get(same)
        if held is None or draft.confidence > held.confidence:
            by_members[same] = draft
    return list(by_members.values())


def labelled(page: Page, start: int, end: int) -> Iterator[StructureDraft]:
    """Yield what the labels of a line define: their lists, or one structure per `X，重点发展 A、B` in them."""
    for label, at, begin, stop in labels_of(page, start, end):
        yield from defined_by(page, label, (at, begin, stop))


def defined_by(page: Page, label: str, where: tuple[int, int, int]) -> Iterator[StructureDraft]:
    """Yield the structure a label names, with its members, and the zones it lists."""
    at, begin, stop = where
    inner = [draft for low, high in page.clauses(begin, stop) for draft in headed_clause(page, low, high)]
    mentions = page.between(begin, stop)
    owner = next((one for one in page.between(at, begin) if one.end >= begin - 1 or label.startswith(one.text)), None)
    if not mentions or (owner is None and (STEP.match(label) or SECTOR.match(label))):
        return
    label, kind = titled(page, label, owner, mentions, begin)
    if kind is None:
        return
    chosen, ordered = members_for(page, kind, owner, (begin, stop), inner)
    if not chosen or routes_only(mentions, kind):
        return
    name = owner.text if owner is not None and label.endswith(owner.text) else label
    if kind in SIBLINGS and len(chosen) > 1 and all(page.tail_kind(one.as_written) == kind for one in chosen):
        kind = SIBLINGS[kind]
    name = f"{name}（{page.title(at)}）" if kind in PLACED and name == label else name
    told = 0.05 * (DEFINED.match(page.text[begin : begin + 10]) is not None)
    yield draft_of(page, name, kind, (at, stop), chosen, confidence=(0.85 if len(chosen) > 1 else 0.6) + told, ordered=ordered)
    spots = {member.start for member in chosen}
    yield from singles(page, tuple(one for one in mentions if one.start in spots), name)


def titled(page: Page, label: str, owner: Mention | None, mentions: tuple[Mention, ...], begin: int) -> tuple[str, str | None]:
    """Return the name and kind of a labelled structure; a bare `范围` takes its name from the heading."""
    if EXTENT.match(label) and DEFINED.match(page.text[begin : begin + 8]):
        return page.title(begin) + label, "region_extent"
    told = page.tail_kind(label) if owner is None or owner.kind not in {"county", "prefecture"} or label != owner.text else None
    listed = kind_of_list(page, label, mentions) if len(mentions) > 1 else None
    if told in SETTLEMENT and listed in SETS.values() and mentions[0].start <= begin + 2:
        return label, listed
    if told in SIBLINGS and COUNTED.match(label):
        return label, SIBLINGS[told]
    runs = page.runs(begin, mentions[-1].end)
    lead = mentions[0].start <= begin + 12 or (len(runs) == 1 and listed == "key_town_list" and role_of(page, runs[0], begin) == MAKE)
    if not lead and not DEFINED.match(page.text[begin : begin + 6]) and owner is None:
        return label, None
    return label, told or label_kind(page, label, mentions, owner)


def members_for(
    page: Page, kind: str, owner: Mention | None, span: tuple[int, int], inner: list[StructureDraft]
) -> tuple[tuple[DraftMember, ...], bool]:
    """Return the members of a labelled structure and whether their order is told, by the first way of telling that the text uses."""
    begin, stop = span
    low, high = next(iter(page.clauses(begin, stop)))
    ranked = kind in {"axis", "belt"}
    roles = roles_in(page, low, high)
    along = chain(page, begin, stop) if kind in LINEAR else ()
    if DEFINED.match(page.text[begin : begin + 10]):
        return members_of(defining(page, low, min(high, aims_at(page, begin, stop)))), ranked
    if sum(len(mentions) for _, mentions, _ in roles) > 1 and (kind not in ITSELF or kind in PAIRED):
        return tuple(member for role, mentions, _ in roles for member in members_of(mentions, role)), False
    if inner:
        spots = {draft.start for draft in inner}
        return members_of(tuple(one for one in page.between(begin, stop) if one.start in spots)), False
    return (along, True) if along else (undefined(page, kind, owner, span), ranked)


def undefined(page: Page, kind: str, owner: Mention | None, span: tuple[int, int]) -> tuple[DraftMember, ...]:
    """Return the members of a labelled structure that no phrase defines: itself, its parts, or what the text builds of it."""
    begin, stop = span
    if kind == "node" and owner is not None:
        return formed(page, begin, stop) or members_of((city_of(owner) or owner,))
    if kind in ITSELF and owner is not None:
        return members_of(alike(page, kind, span) or (owner,))
    if kind in SETTLEMENT:
        return members_of(settled(page, begin, stop))
    own = members_of((owner,)) if kind == "key_node_city" and owner is not None else ()
    return (*own, *members_of(outright(page, begin, aims_at(page, begin, stop))))


def alike(page: Page, kind: str, span: tuple[int, int]) -> tuple[Mention, ...]:
    """Return the list that is all a label is followed by, where its items are of the kind of the label: 某灌区。A灌区、B灌区."""
    runs = page.runs(*span)
    whole = len(runs) == 1 and len(runs[0]) > 1 and not page.text[span[0] : runs[0][0].start].strip()
    return runs[0] if whole and all(page.tail_kind(one.text) == kind for one in runs[0]) else ()


def routes_only(mentions: tuple[Mention, ...], kind: str) -> bool:
    """Say whether a passage lists roads and railways where something else is named."""
    return "pipeline" not in kind and all(one.kind == "transport_route" for one in mentions)


def outright(page: Page, low: int, high: int) -> tuple[Mention, ...]:
    """Return the places of a passage apart from those it only stands on or leads to."""
    return tuple(one for run in page.runs(low, high) if role_of(page, run, low) != GROUND for one in run)


def defining(page: Page, low: int, high: int) -> tuple[Mention, ...]:
    """Return the places a definition lists: up to where the sentence turns to what is done there."""
    found: list[Mention] = []
    for run in page.runs(low, high):
        if found and (role_of(page, run, low) not in {"", MAKE} or ACTS.search(page.text, found[-1].end, run[0].start)):
            break
        found.extend(run)
    return tuple(found)


def settled(page: Page, low: int, high: int) -> tuple[Mention, ...]:
    """Return the towns and zones a running text builds a city region of: lists it builds, and its satellites."""
    found: list[Mention] = []
    for run in page.runs(low, high):
        circle = page.text[max(low, run[0].start - 2) : run[0].start] == "覆盖"
        lead = run[0].start <= low + 2
        satellites = SATELLITES.match(page.text[run[-1].end : run[-1].end + 6])
        if not circle and (satellites or lead or (len(run) > 1 and role_of(page, run, low) == MAKE)):
            found.extend(one for one in run if one.kind in PEOPLED)
    return tuple(found)


def formed(page: Page, low: int, high: int) -> tuple[DraftMember, ...]:
    """Return the parts a node is to be formed of: 形成 A、B和C“三城并进”的格局, 以 A 为核心、B 为重点."""
    for start, end in page.clauses(low, high):
        roles = roles_in(page, start, end)
        parts = tuple(member for role, mentions, _ in roles for member in members_of(mentions, role))
        match = FORMED.search(page.text, start, end)
        parts = parts or (members_of(page.between(*match.span(1))) if match else ())
        if len(parts) > 1:
            return parts
    return ()


def aims_at(page: Page, begin: int, end: int) -> int:
    """Return where a clause turns from what a structure is made of to what it is to become: ，打造…."""
    match = AIMS.search(page.text, begin, end)
    return match.start() if match else end


def label_kind(page: Page, label: str, mentions: tuple[Mention, ...], owner: Mention | None) -> str | None:
    """Return the kind of a labelled list from what it lists, None where it lists nothing of one kind."""
    if owner is not None and owner.kind in {"prefecture", "county"}:
        section = page.sections.at(owner.start)
        return "tourism_node" if "旅游" in section else "key_node_city" if "节点" in section else "city_role"
    if len(mentions) < 2:
        return None
    told = next((kind for pattern, kind in LABELLED if pattern.search(label)), None)
    return told or kind_of_list(page, label, mentions)


def kind_of_list(page: Page, label: str, mentions: tuple[Mention, ...]) -> str | None:
    """Return the kind most of a list's members are of, None where there is no such kind."""
    kinds = Counter(one.kind for one in mentions)
    tails = Counter(page.tail_kind(one.text) for one in mentions)
    if kinds["town"] * 2 > len(mentions):
        return "key_town_list"
    most = next((kind for tail, kind in SETS.items() if tails[tail] * 2 >= len(mentions)), None)
    cities = (kinds["county"] + kinds["prefecture"]) * 2 > len(mentions) and "城市" in label
    waters = "ecological_water" if kinds["water"] * 2 > len(mentions) else None
    return most or ("key_node_cities" if cities else waters)


def headed_clause(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield the structure a clause opens with where the rest of it says what it is made of."""
    mentions = page.between(low, high)
    if not mentions or page.text[low : mentions[0].start].strip('　 “"—'):
        return
    first = mentions[0]
    opened = page.text[first.end : first.end + 8]
    if first.kind in {"county", "prefecture"} and DEFINED.match(opened):
        yield from towns_of(page, first, mentions[1:], high)
        return
    told = page.tail_kind(first.text) if first.kind not in {"county", "prefecture"} else None
    kind = told or ("node" if NODES.search(page.text, max(0, low - 160), low) else None)
    ends = ends_told(page, first.end, high) if told in LINEAR else ()
    later = DEFINED_LATER.search(page.text, first.end, high) if told in SETTLEMENT else None
    later = STRUNG.search(page.text, first.end, high) if told in LINEAR else later
    if kind is None or not (DEVELOPED.match(opened) or DEFINED.match(opened) or later or ends):
        return
    begin, stop = later.end() if later else first.end, aims_at(page, low, high)
    rest = defining(page, begin, stop) if later or DEFINED.match(opened) else outright(page, begin, stop)
    rest = (*ends[:1], *(rest if later or not ends else ()), *ends[1:])
    own = kind == "node" and not rest
    if kind in ITSELF and not DEFINED.match(opened):
        rest, own = (), True
    yield draft_of(
        page, first.text if told else f"{first.text}节点", kind, (first.start, high), members_of((first,) if own else rest),
        confidence=0.8 if len(rest) > 1 else 0.6, ordered=kind in {"axis", "belt"},
    )  # fmt: skip


def towns_of(page: Page, city: Mention, rest: tuple[Mention, ...], high: int) -> Iterator[StructureDraft]:
    """Yield the towns or zones a city has of the kind its heading names: under 重点镇, `甲市包括A镇、B镇`."""
    kind = kind_of_list(page, "", rest) if len(rest) > 1 else None
    if kind is not None:
        yield draft_of(page, f"{city.text}{page.title(city.start)}", kind, (city.start, high), members_of(rest), confidence=0.75)


def singles(page: Page, mentions: tuple[Mention, ...], label: str) -> Iterator[StructureDraft]:
    """Yield one structure for each zone a labelled list names: 长春兴隆新城（15万人）."""
    for one in mentions:
        kind = page.tail_kind(one.text)
        if kind is None and PIPELINES.search(label) and len(one.places) > 1:
            kind = "gas_pipeline"
        if kind not in LISTED_KINDS or kind is None or one.kind in {"county", "prefecture"}:
            continue
        people = POPULATION.match(page.text, one.end)
        attributes: dict[str, object] = {"list": label}
        if people:
            attributes["planned_population_wan"] = float(people.group(1))
        members = members_of(one.inner) if kind == "gas_pipeline" else members_of((one,))
        yield draft_of(page, one.text, kind, (one.start, one.end), members, confidence=0.8, attributes=attributes)
