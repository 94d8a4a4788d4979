"""Draft the structures told by a list and the words around it: roles, circles, role nouns, shared tails, waters cared for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from spatial.geoparse.drafting import draft_of
from spatial.geoparse.governing import GROUND, VERB, centres_of, role_of, segment
from spatial.geoparse.model import DraftMember
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention, StructureDraft
    from spatial.geoparse.page import Page

ROLE = (
    r"(双核|[一-鿿]{0,4}核心|[一-鿿]{0,4}中心(?:城市)?|龙头|主体|[一-鿿]{0,4}发展极|两极|[一-鿿]{0,4}支点|[一-鿿]{0,2}极核|[一-鿿]{0,4}廊道|[一-鿿]{0,4}片区|[一-鿿]{0,4}屏障|[一-鿿]{0,4}圈层|窗口|前沿|腹地|[一-鿿]{0,4}节点|[一-鿿]{0,4}支撑|"
    r"重点|枢纽|补充|两翼|骨架|引领|纽带|[一-鿿]{2,4}组团|门户)"
)
ROLES = re.compile(rf"(以|(?<=[核心中点镇极])[、，])([^。；，以]{{1,90}}?)(?:共同)?(?:为|作为){ROLE}")
ACTING = re.compile(r"(?:共同)?作为((?:[一-鿿]{0,5}?)(?:区域性?中心城市|次级中心(?:城市)?|副中心(?:城市)?|支点(?:城市)?|节点城市))")
FORMS = re.compile(r"(?:等)?(?:共同|联合)(?:构成|组成|形成)([^，。；、的]{2,12}?(?:区|圈|群|带|组团|核心))(?=[，。；、的])")
CORE = re.compile("核|中心|龙头")
DRAWN = re.compile("(?:，|,|、)?(?:辐射|联动|牵引)?带动")
STRONG = re.compile("核|中心|极|支点|窗口|前沿|腹地|节点|组团|两翼|门户|片区|廊道|屏障|圈层")
MADE_OF = re.compile(r"由([^。；]{2,60}?)(?:双核|共同)?(?:构成|组成)的?")
CIRCLE = re.compile(r"覆盖((?:(?!覆盖)[^。；]){2,70}?)的(?:[一-鿿]{0,6})[“\"]?((?:半|一|两|[0-9.]+)小时[一-鿿]{0,4}圈)")
RESULT = re.compile(
    r"(?:的|[，,](?:筑牢|构筑|构建|形成|打造))([一-鿿]{2,16}?(?:经济圈|都市圈|城市群|产业带|发展轴|组团|发展布局|空间格局|城镇体系|布局|格局))"
)
PEOPLED = frozenset({"city_cluster", "metropolitan_area", "town_group", "economic_circle"})
SHARED = frozenset({"prefecture", "county"})
WATERS = re.compile("(?:河|江|湖|水库|泡|流域|湿地|水系|淀|源头)$")
CARE = re.compile(
    r"^(等)?([0-9一二两三四五六七八九十]*[条个座大处]?[一-鿿]{0,10}?(?:综合治理|治理|污染防治|环境保护|生态保护|保护|修复|整治))"
)
KEPT = re.compile("(?:保护|治理|修复|整治|加强)$")
WATER_NOUN = re.compile(r"^(等)?([0-9一二两三四五六七八九十]*[条个座大处]?(?:重点|主要|大型)?(?:湖泊|河流|支流|水系|河湖|湿地))")
WET = re.compile("湿地|湖泊|河流|流域|水源地|水体")
SOURCES, WORKS = re.compile("水源"), re.compile("干流|支流|河道|防洪|治理工程")
GENERIC = frozenset({"节点", "节点城市", "园区", "试点", "机场", "功能区", "重要节点", "国际机场", "水库", "产业集群", "节点区"})
BREAKS = "承担|打造|搭建|构建|形成|和|与|及|的|、|建设|为|就|对|在|将|由|进入|成为|建立|实施|发展|开展|加快|推进"
ROLE_NOUN = (
    r"^(?:等)?(?:[0-9一二两三四五六七八九十]+[个座大家条处])?(?:全面[一-鿿]{2,4}的)?"
    rf"((?:(?!{BREAKS})[一-鿿（）()0-9“”]){{0,9}}?%s)"
)
KIND_NOUN = re.compile(
    r"^(?:等|(?=[0-9一二两三四五六七八九十]+[个座]))(?:[0-9一二两三四五六七八九十]+[个座大家条处])?(?:[县市州区]?[（(]?[县市区]?[)）]?)?"
    rf"((?:(?!{BREAKS})[一-鿿“”]){{3,16}})"
)
LONE = frozenset({"water_project", "power", "gas_storage", "industry_base", "pilot_area", "resource_cities"})
LAID_OUT = re.compile(r"([一-鿿]{2,12}(?:集群|产业|基地|板块))(?:主要|重点)?(?:布局|分布|集中|落户)(?:在|于)")
OPENING = re.compile("做强|做大|发展|培育|打造|建设|推进|支持|以及|和|与")
LEADS = frozenset("在于对将把以从")
UNLISTED = re.compile(r"(?:[一-鿿]{2,6}、){1,8}")
UNKNOWN_ITEMS = re.compile(r"^((?:、[一-鿿]{2,4})+)(?=等|[0-9一二两三四五六七八九十]+[个座条处])")


def by_roles(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield the structure whose members are given roles: 以 A 为核心，以 B、C 为支点的 X."""
    roles = roles_in(page, low, high)
    members = tuple(member for role, mentions, _ in roles for member in members_of(mentions, role))
    if not roles:
        return
    spoken = {one.text for _, mentions, _ in roles for one in mentions}
    first, last = roles[0][1][0].start, max(match.end() for match in ROLES.finditer(page.text, low, high))
    after = [one for one in page.between(last, high) if one.start - last <= 14 and page.tail_kind(one.text)]
    if after and page.tail_kind(after[0].text) not in PEOPLED and re.search("[，,]", page.text[last : after[0].start]):
        after = []
    opening = page.between(low, first)[:1]
    leads = bool(opening) and not page.text[low : opening[0].start].strip("　 “—（）一二三四五六七八九十")
    before = [one for one in opening if leads and one.kind in {"region", "prefecture", "county", "zone"} and one.text not in spoken]
    result = RESULT.match(page.text, last, high)
    strong = any(STRONG.search(role) for role, _, _ in roles)
    if not after and (not strong or (len(members) < 2 and not (before and page.tail_kind(before[-1].text)) and not result)):
        return
    told = result if result and page.tail_kind(result.group(1)) else None
    named = after[0] if after else before[-1] if before and not told else None
    core = next((one for one in roles if CORE.search(one[0])), roles[0])
    name = named.text if named else result.group(1) if result else f"以{core[1][0].text}为{core[0]}"
    kind = page.tail_kind(name) or "role_assignment"
    if named is not None and kind == "role_assignment":
        name = f"{named.text}{result.group(1) if result else '内部分工'}"
    yield draft_of(page, name, kind, (low, high), members, confidence=0.8 if named else 0.6)


def roles_in(page: Page, low: int, high: int) -> list[tuple[str, tuple[Mention, ...], int]]:
    """Return the roles a clause gives, to which places, and where each is said."""
    found: list[tuple[str, tuple[Mention, ...], int]] = []
    for match in ROLES.finditer(page.text, low, high):
        mentions = page.between(*match.span(2))
        if mentions and (match.group(1) == "以" or found):
            found.append((match.group(3), mentions, match.end()))
    drawn = DRAWN.match(page.text, found[-1][2], high) if found else None
    run = next(iter(page.runs(drawn.end(), high)), ()) if drawn else ()
    if drawn and len(run) > 1 and run[0].start == drawn.end() and all(one.kind in SHARED for one in run):
        found.append(("带动", run, run[-1].end))
    return found


def by_phrases(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield circles that cover a list, groups made of their parts, and lists that end in a role noun."""
    for match in CIRCLE.finditer(page.text, low, high):
        members = page.between(*match.span(1))
        if members:
            owners = centres_of(page, low, match.start()) or (page.home(match.start(), members),)
            name = page.text[match.start(2) : match.end(2)]
            host = "、".join(dict.fromkeys(one.places[0].name for one in owners if one is not None))
            yield draft_of(page, host + name, "economic_circle", match.span(), members_of(members), confidence=0.85)
    for match in MADE_OF.finditer(page.text, low, high):
        parts, after = page.between(*match.span(1)), page.between(match.end(), min(high, match.end() + 16))
        if parts and after and page.tail_kind(after[0].text):
            kind = page.tail_kind(after[0].text) or "town_group"
            yield draft_of(page, after[0].text, kind, (low, high), members_of(parts), confidence=0.8)
    yield from placed_lists(page, low, high)
    for run in page.runs(low, high):
        yield from role_noun(page, run, low, high)
        forms = FORMS.match(page.text, run[-1].end, high) if len(run) > 1 else None
        if forms:
            kind = page.tail_kind(forms.group(1)) or "town_group"
            yield draft_of(page, forms.group(1), kind, (run[0].start, forms.end()), members_of(run), confidence=0.7)
        acting = ACTING.match(page.text, run[-1].end, high)
        if acting and len(run) > 1:
            span = (run[0].start, acting.end())
            yield draft_of(page, acting.group(1), "pivot_cities", span, members_of(run), confidence=0.7)
        yield from waters(page, run, low, high)
        yield from shared_tail(page, run)


def placed_lists(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield a branch of industry and where it is to be: 某产业集群布局于A、B."""
    laid = any(page.text.find(word, low, high) >= 0 for word in ("布局", "分布", "集中", "落户"))
    for match in LAID_OUT.finditer(page.text, low, high) if laid else ():
        run = next(iter(page.runs(match.end(), high)), ())
        words = OPENING.split(match.group(1))[-1]
        if run and run[0].start == match.end() and len(words) > 3 and not page.crossed(match.start(1), match.end(1)):
            span = (match.end(1) - len(words), run[-1].end)
            yield draft_of(page, words, "industry_base", span, members_of(run), confidence=0.65)


@cache
def noun_pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a role noun after a list."""
    return re.compile(ROLE_NOUN % re.escape(word))


def before(page: Page, run: tuple[Mention, ...], low: int) -> tuple[DraftMember, ...]:
    """Return a list of places from its first item on, items no dictionary knows among them: 石津 and 邢清 in 石津、沧州、邢清、邯郸."""
    words = segment(page, run[0].start, low)
    verbs = list(VERB.finditer(words))
    start = run[0].start - len(words) + (verbs[-1].end() if verbs else 0)
    start += page.text[start : start + 1] in LEADS
    listed = page.text[start : run[0].start]
    if not listed.endswith("、") or not UNLISTED.fullmatch(listed):
        return members_of(run)
    known = {one.start: one for one in page.between(start, run[0].start)}
    items: list[DraftMember] = []
    for item in re.finditer("[^、]+", listed):
        at = start + item.start()
        items.extend(
            members_of((known[at],))
            if at in known and known[at].end == start + item.end()
            else (DraftMember(item.group(), at, start + item.end(), None),)
        )
    return (*items, *members_of(run))


def role_noun(page: Page, run: tuple[Mention, ...], low: int, high: int) -> Iterator[StructureDraft]:
    """Yield a list of places that ends in what they are: A、B、C 等重要节点城市."""
    end = run[-1].end
    unknown = unknown_items(page, end, high)
    after = page.text[unknown[-1].end if unknown else end : min(high, end + 40)][:24]
    found: tuple[int, str, str] | None = None
    for word, kind in page.words.role_nouns.items() if page.words.any_role.search(after) else ():
        match = noun_pattern(word).match(after) if word in after else None
        if match and (found is None or match.end() > found[0]):
            found = (match.end(), match.group(1), kind)
    open_run = found is None and len(run) > 1 and after
    tail = KIND_NOUN.match(after) if open_run and role_of(page, run, low) != GROUND else None
    for size in range(len(tail.group(1)), 3, -1) if tail else ():
        told = page.tail_kind(tail.group(1)[:size]) if tail else None
        if tail and told:
            found = (tail.start(1) + size, tail.group(1)[:size], told)
            break
    if found is None:
        return
    length, name, kind = found
    listed = (*before(page, run, low), *unknown) if len(unknown) or after[:1] == "等" else members_of(run)
    if len(listed) < 2 and not (kind in LONE and after.startswith("等") and run[0].text != name):
        return
    name = f"{'、'.join(one.text for one in run[:2])}等{name}" if name in GENERIC else name
    span = (run[0].start, (unknown[-1].end if unknown else end) + length)
    yield draft_of(page, name, kind, span, listed, confidence=0.75 if len(listed) > 1 else 0.6)


def unknown_items(page: Page, at: int, high: int) -> tuple[DraftMember, ...]:
    """Return the items of a list no dictionary knows: 、向阳 in A、B、向阳等500千伏输变电工程."""
    match = UNKNOWN_ITEMS.match(page.text[at : min(high, at + 24)])
    if match is None or page.between(at, at + match.end()):
        return ()
    return tuple(DraftMember(one.group(), at + one.start(), at + one.end(), None) for one in re.finditer("[^、]+", match.group(1)))


def shared_tail(page: Page, run: tuple[Mention, ...]) -> Iterator[StructureDraft]:
    """Yield the list whose last item bears the name all of them share: A市、B市和C市国家生态文明先行示范区."""
    last = run[-1]
    kind = page.tail_kind(last.text)
    if len(run) < 2 or kind is None or any(one.kind not in SHARED for one in run[:-1]):
        return
    if not last.inner or last.inner[0].start != last.start:
        yield from shared_store(page, run, kind)
        return
    name = last.text[last.inner[0].end - last.start :]
    if len(name) >= 4:
        members = members_of((*run[:-1], last.inner[0]))
        yield draft_of(page, name, kind, (run[0].start, last.end), members, confidence=0.7)


def shared_store(page: Page, run: tuple[Mention, ...], kind: str) -> Iterator[StructureDraft]:
    """Yield a list whose last item is a name no dictionary knows with the tail all share: A、B、双坨子储气库."""
    last = run[-1]
    tail = next((word for word in page.words.structures if last.text.endswith(word)), "")
    prefix = last.text.removesuffix(tail)
    if kind == "gas_storage" and 2 <= len(prefix) <= 4:
        own = DraftMember(prefix, last.start, last.start + len(prefix), None)
        yield draft_of(page, f"{run[0].text}等{tail}", kind, (run[0].start, last.end), (*members_of(run[:-1]), own), confidence=0.7)


def waters(page: Page, run: tuple[Mention, ...], low: int, high: int) -> Iterator[StructureDraft]:
    """Yield rivers and lakes a sentence cares for together: A、B等主要河流综合治理."""
    unknown = unknown_items(page, run[-1].end, high)
    end = unknown[-1].end if unknown else run[-1].end
    match = CARE.match(page.text[end : min(high, end + 30)])
    if match is None and len(run) > 1 and KEPT.search(segment(page, run[0].start, low)):
        match = WATER_NOUN.match(page.text[end : min(high, end + 30)])
    if match is None or not (WET.search(match.group(2)) or all(one.kind == "water" or WATERS.search(one.text) for one in run)):
        return
    if len(run) < 2 and not match.group(1):
        return
    words = match.group(2)
    told = run[-1].text + words
    kind = "water_source_protection" if SOURCES.search(words) else "water_project" if WORKS.search(told) else "ecological_water"
    name = page.text[run[0].start : end + match.end()] if len(run) < 3 else f"{run[0].text}等{words}"
    yield draft_of(page, name, kind, (run[0].start, end + match.end()), (*members_of(run), *unknown), confidence=0.7)
