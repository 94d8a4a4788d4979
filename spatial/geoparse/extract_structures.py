"""Draft the structures a plan defines, from the phrases plans define them with."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from spatial.geoparse.drafting import SETS, boxes, draft_of, links, patterns
from spatial.geoparse.page import LABEL, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention, StructureDraft
    from spatial.geoparse.page import Page

ROLES = re.compile(
    r"以([^。；]{1,48}?)为(双核|核心|中心|龙头|主体|两个发展极|发展极|两极|重要支点|支点|窗口|前沿|腹地|节点|重点|枢纽|补充|两翼)"
)
DEFINED = re.compile(r"^[，：:。]?[\s　]*(?:范围)?(?:包括|涵盖|涉及|由|含)")
DEVELOPED = re.compile(r"^[，：:][\s　]*(?:重点|主要|依托|推进|提升|建设|打造|构建|发展|包括|以)")
MADE_OF = re.compile(r"由([^。；]{2,40}?)(?:双核|共同)?(?:构成|组成)的?")
CIRCLE = re.compile(r"覆盖([^。；]{2,60}?)的(?:[一-鿿]{0,6})[“\"]?((?:半|一|两|[0-9.]+)小时[一-鿿]{0,4}圈)")
ALONG = re.compile(r"等?(?:主要|重要)?(?:沿线|节点|沿途)(?:城市|城镇|地区|县市|市县)?")
COUNTED = re.compile(r"^(?:等)?[\s]*(?:([0-9]+|[一二两三四五六七八九十]+)[个座大])?(?:[一-鿿]{0,6}?)")
MERGED = re.compile(r"(?:[（(][^）)]*[）)])?(同城化|一体化(?!发展示范区|区域)|对进式发展|协同发展|联动发展)")
POPULATION = re.compile(r"[（(]([0-9.]+)万人[）)]")
MAKING = re.compile(
    r"(?:建设|打造|构建|形成|推进|设立|培育|加快|完善|提升|发挥|支持|建立|创建|实施|争取|申报|发展|推动|规划|新建|续建|扩建)[^，。；、]{0,8}$"
)
PIPELINES = re.compile(r"燃气|天然气|管网|管道|输气")
AIMS = re.compile(r"[，。](?:着力|加快|努力)?(?:打造|引导|构建(?!.{0,12}新城)|成为|促进|推动|增强|形成|培育)")
WATERWORKS = re.compile(r"水源|水利|引水|供水")
NODES = re.compile(r"[大个]?节点[。：:]")
RESULT = re.compile(r"的([一-鿿]{2,16}?(?:经济圈|都市圈|城市群|产业带|发展轴|组团|发展布局|空间格局|城镇体系|布局|格局))")
ITSELF = frozenset({
    "functional_zone", "new_town", "border_zone", "bonded_zone", "inland_port", "old_industrial_district", "industry_park", "power_plant",
    "water_project", "gas_storage", "energy_area", "ecological_core", "pilot_area", "industry_base",
})  # fmt: skip
LABELLED = ((PIPELINES, "gas_pipeline_set"), (WATERWORKS, "water_project"))
LONGEST_LABEL = 30


def structures_of(page: Page) -> tuple[StructureDraft, ...]:
    """Return the drafts of one text, each name once: the best-founded reading of it."""
    found: list[StructureDraft] = []
    for start, end in page.lines():
        found.extend(labelled(page, start, end))
        for low, high in page.clauses(start, end):
            found.extend(by_roles(page, low, high))
            found.extend(by_phrases(page, low, high))
            found.extend(links(page, low, high))
    found.extend(by_name(page))
    found.extend(boxes(page))
    found.extend(patterns(page))
    return tuple(sorted(best_of(found), key=lambda draft: (draft.start, -draft.end)))


def best_of(drafts: list[StructureDraft]) -> list[StructureDraft]:
    """Return one draft per name and section: the one with most confidence, then most members."""
    best: dict[tuple[str, str], StructureDraft] = {}
    for draft in drafts:
        key = (draft.name, draft.kind)
        held = best.get(key)
        if held is None or (draft.confidence, len(draft.members)) > (held.confidence, len(held.members)):
            best[key] = draft
    return list(best.values())


def label_of(page: Page, start: int, end: int) -> tuple[str, int] | None:
    """Return the label a line opens with and where what it labels begins: `县城镇。口前镇、…`, `哈大城镇发展轴：…`."""
    begin = LABEL.match(page.text, start, end).end()  # type: ignore[union-attr]  # the pattern matches nothing too
    match = re.compile(r"[^。：:；，\n]{2,30}[。：:]").match(page.text, begin, end)
    if match is None or match.end() >= end:
        return None
    label = re.sub(r"^专栏\s*\d+[：:]?", "", match.group()[:-1]).strip()
    return (label, match.end()) if 2 <= len(label) <= LONGEST_LABEL else None


def labelled(page: Page, start: int, end: int) -> Iterator[StructureDraft]:
    """Yield what a labelled line defines: its list, or one structure per `X，重点发展 A、B` in it."""
    found = label_of(page, start, end)
    if found is None:
        return
    label, begin = found
    inner: list[StructureDraft] = []
    for low, high in page.clauses(begin, end):
        inner.extend(headed_clause(page, low, high))
    yield from inner
    mentions = page.between(begin, end)
    owner = next((one for one in page.between(start, begin) if one.end >= begin - 1), None)
    kind = page.tail_kind(label) or label_kind(page, label, mentions, owner)
    lead = [one for one in mentions if one.start <= begin + 12]
    if kind is None or not mentions or (not lead and not DEFINED.match(page.text[begin : begin + 6]) and owner is None):
        return
    if owner is not None and label.endswith(owner.text):
        label = owner.text
    kept = mentions if inner else tuple(one for one in mentions if one.start < aims_at(page, begin, end))
    opened = {draft.start for draft in inner}
    members = tuple(one for one in kept if not inner or one.start in opened) or kept
    along = next((run for run in page.runs(begin, end) if ALONG.match(page.text, run[-1].end)), None)
    chosen = along if along and len(along) > 1 else members
    yield draft_of(
        page, label, kind, (start, end), members_of(chosen), confidence=0.85 if len(chosen) > 1 else 0.6, ordered=along is not None
    )
    yield from singles(page, chosen, label)


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
    return most or ("key_node_cities" if cities else None)


def headed_clause(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield the structure a clause opens with where the rest of it says what it is made of."""
    mentions = page.between(low, high)
    if not mentions or mentions[0].start > low + 3:
        return
    first, rest = mentions[0], tuple(one for one in mentions[1:] if one.start < aims_at(page, low, high))
    kind = page.tail_kind(first.text) or ("node" if NODES.search(page.text, max(0, low - 160), low) and rest else None)
    if kind is None or (
        not DEVELOPED.match(page.text[first.end : first.end + 6]) and not DEFINED.match(page.text[first.end : first.end + 6])
    ):
        return
    yield draft_of(
        page,
        first.text,
        kind,
        (first.start, high),
        members_of(rest),
        confidence=0.8 if len(rest) > 1 else 0.6,
        ordered=kind in {"axis", "belt"},
    )


def singles(page: Page, mentions: tuple[Mention, ...], label: str) -> Iterator[StructureDraft]:
    """Yield one structure for each zone a labelled list names: 长春兴隆新城（15万人）."""
    for one in mentions:
        kind = page.tail_kind(one.text)
        if kind is None and PIPELINES.search(label) and len(one.places) > 1:
            kind = "gas_pipeline"
        if kind is None:
            continue
        people = POPULATION.match(page.text, one.end)
        attributes: dict[str, object] = {"list": label}
        if people:
            attributes["planned_population_wan"] = float(people.group(1))
        members = members_of(one.inner) if kind == "gas_pipeline" else members_of((one,))
        yield draft_of(page, one.text, kind, (one.start, one.end), members, confidence=0.8, attributes=attributes)


def by_roles(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield the structure whose members are given roles: 以 A 为核心，以 B、C 为支点的 X."""
    roles = [(match, page.between(*match.span(1))) for match in ROLES.finditer(page.text, low, high)]
    roles = [(match, mentions) for match, mentions in roles if mentions]
    if not roles:
        return
    last = roles[-1][0].end()
    after = [one for one in page.between(last, high) if one.start - last <= 14 and page.tail_kind(one.text)]
    before = [one for one in page.between(low, roles[0][0].start()) if one.kind in {"region", "prefecture", "county", "zone"}]
    named = after[0] if after else before[-1] if before else None
    result = RESULT.match(page.text, last, high)
    name = named.text if named else result.group(1) if result else page.text[last : last + 14].split("，")[0].lstrip("的") or "布局"
    kind = page.tail_kind(named.text if named else name) or "role_assignment"
    members = tuple(member for match, mentions in roles for member in members_of(mentions, match.group(2)))
    yield draft_of(page, name, kind, (low, high), members, confidence=0.8 if named else 0.6)


def by_phrases(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield circles that cover a list, groups made of their parts, and lists that end in a role noun."""
    for match in CIRCLE.finditer(page.text, low, high):
        members = page.between(*match.span(1))
        if members:
            owner = next(
                (one for one in reversed(page.between(max(0, low - 1), match.start())) if one.kind in {"prefecture", "region", "county"}),
                None,
            )
            host = owner.places[0].name if owner and owner.places else ""
            name = page.text[match.start(2) : match.end(2)]
            yield draft_of(page, host + name, "economic_circle", match.span(), members_of(members), confidence=0.85)
    for match in MADE_OF.finditer(page.text, low, high):
        parts, after = page.between(*match.span(1)), page.between(match.end(), min(high, match.end() + 16))
        if parts and after:
            yield draft_of(
                page, after[0].text, page.tail_kind(after[0].text) or "town_group", (low, high), members_of(parts), confidence=0.8
            )
    yield from by_role_nouns(page, low, high)


def by_role_nouns(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield lists of places that end in what they are: A、B、C 等重要节点城市."""
    for run in page.runs(low, high):
        if len(run) < 2:
            continue
        after = page.text[run[-1].end : min(high, run[-1].end + 18)]
        noun = next(
            (
                word
                for word in page.words.role_nouns
                if word in after and re.match(rf"(?:等)?[0-9一二三四五六七八九十]*[个座大]?[一-鿿（）()]{{0,5}}{word}", after)
            ),
            None,
        )
        if noun is None:
            continue
        prefix = re.match(rf"(?:等)?[0-9一二三四五六七八九十]*[个座大]?([一-鿿（）()]{{0,5}}{noun})", after)
        name = prefix.group(1) if prefix else noun
        kind = page.words.role_nouns[noun]
        yield draft_of(page, name, kind, (run[0].start, run[-1].end + after.find(noun) + len(noun)), members_of(run), confidence=0.75)


def by_name(page: Page) -> Iterator[StructureDraft]:
    """Yield structures that are only named, and cities said to be merged: 长吉一体化, 松（原）前（郭）同城化."""
    for one in page.between(0, len(page.text)):
        merged = MERGED.match(page.text, one.end)
        joins = len(one.places) > 1 or one.kind == "abbreviation"
        if merged and joins:
            span = (one.start, merged.end())
            yield draft_of(page, page.text[slice(*span)], "integration_pair", span, members_of((one,)), confidence=0.75)
        kind = page.tail_kind(one.text)
        if kind is None:
            continue
        made = MAKING.search(page.text[max(0, one.start - 20) : one.start]) is not None
        inner = members_of((one,)) if kind in ITSELF else members_of([name for name in one.inner if name.kind != "province"])
        yield draft_of(page, one.text, kind, (one.start, one.end), inner, confidence=0.55 if made else 0.45, basis="implied")
