"""Draft the counts of a plan and hold them against their lists: in the sentence, under the heading, or elsewhere in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.extract_lists import before, unknown_items
from spatial.geoparse.extract_spelled import FOLLOWED, MEASURE, NAMED_FIRST, NOUNS, itemised
from spatial.geoparse.model import ClaimDraft, DraftMember
from spatial.geoparse.numbers import NUMBER, NUMERALS, amount
from spatial.geoparse.page import city_of, members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.model import Mention, StructureDraft
    from spatial.geoparse.page import Page

SEVERAL = r"[市县旗州][（(][市县区旗州](?:、[市县区旗州]){1,2}[）)]"
WORDS = rf"(?:(?!{MEASURE}|[和及与为]|通(?![用道航信勤天]))[一-鿿（）()A-Z0-9“”]){{0,14}}"
COUNT = re.compile(
    rf"({NUMBER})(?:{MEASURE}(左右)?|(?=市州|县市|县区))({SEVERAL}|{WORDS}(?:{NOUNS})(?:(?<=[（(][市县区])[）)])?)(?!政策|体系|机制|集中|方面|中心)"
)
LISTED = re.compile(
    rf"^(?:[（(][^（）()]{{0,12}}[）)])?(等)?({NUMBER})(?:{MEASURE}(左右)?|(?=[市县区镇州]))({SEVERAL}|{WORDS}(?:{NOUNS})(?:(?<=[（(][市县区])[）)])?)"
)
TITLED = re.compile(rf"^({NUMBER})(?:大|个|条|座)([一-鿿]{{2,10}})[。：:]")
REACHED = re.compile(
    r"([0-9]{1,6}万?(?:[-—~至][0-9]{1,6}万?)?(?:人口)?(?:人)?(?:以上)?(?:人口)?(?:的)?城市)(?:数量)?(?:达到|增加到|增至|发展到)([0-9]+)[个座]"
)
ALONE = re.compile(rf"^(等)?({NUMBER})[个座条处家](?=[。；，,\n]|$)")
NET = re.compile(
    r"((?:[一二三四五六七八九十]{1,4}[纵横环联射干支]、?){2,5})([一-鿿]{0,4}?(?:公路|铁路|快速路|路)?(?:网络|网|骨架|系统|网架))?"
)
LINES = re.compile("[纵横环联射干支][一二三四五六七八九十、]")
NOT_COUNTED = re.compile(r"大城市|方面|部门|单位|集中|层次|产业基地|基地|发展极|支柱|服务平台|技术|信息|工程研究")
BARE = re.compile(r"^(?:大城市|市|县|区|省|城市|地|州)")
ENDED = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?[\s　]*(?:等|$|[。；;，,\n])")
COMMA = re.compile("[，,]")
SORTED = {"node_set": ("节点", "重要节点"), "functional_zone_set": ("功能区",), "axis_set": ("发展轴", "轴带")}
LONGEST_LIST = 600
LISTING = frozenset("、和与及")
EXAMPLES, UNREAD, ELSEWHERE = "examples", "unread", "elsewhere"
SORT_OF = {"prefecture": "city", "county": "city", "town": "city", "province": "city", "abbreviation": "city"}


def counts(page: Page, start: int, end: int, structures: Sequence[StructureDraft]) -> Iterator[ClaimDraft]:
    """Yield the counts of a line."""
    yield from titled(page, start, end)
    yield from headings(page, start, end, structures)
    for low, high in page.clauses(start, end):
        taken: list[tuple[int, int]] = []
        for claim in listed(page, low, high):
            taken.append((claim.start, claim.end))
            yield claim
        yield from unlisted(page, low, high, taken, structures)
        yield from named_first(page, low, high)
        yield from alone(page, low, high)
        yield from nets(page, low, high)


def made(
    page: Page, span: tuple[int, int], sentence: tuple[int, int], members: Sequence[DraftMember], stated: tuple[float, str], *,
    confidence: float, verdict: str, origin: tuple[str, ...] = (), about: bool = False, left: str = "",
) -> ClaimDraft:  # fmt: skip
    """Return a count as a claim, with what is stated (a number and its noun) and what is listed; `left` says what the list leaves out."""
    value, unit = stated
    told: dict[str, object] = {"about": about, "open": left}
    attributes: dict[str, object] = {"stated": value, "listed": len(members), **{key: value for key, value in told.items() if value}}
    text = page.text[slice(*sentence)].strip()
    return ClaimDraft(
        "count", text, page.sections.at(span[0]), *span, origin, tuple(members), confidence, None, value, unit,
        page.horizon(*sentence, span[0]), verdict, (), attributes,
    )  # fmt: skip


def agreement(there: int, stated: float, *, open_ended: bool = False, about: bool = False) -> str:
    """Say in words whether a list holds as many as it says."""
    if about and abs(there - stated) <= stated / 20:
        return f"列名 {there}，与所称约 {stated:g} 相符"
    if there == stated:
        return f"列名 {there}，与所称 {stated:g} 相符"
    return f"列名 {there}，所称 {stated:g}：文中只举例" if open_ended and there < stated else f"列名 {there}，所称 {stated:g}，不符"


def titled(page: Page, start: int, end: int) -> Iterator[ClaimDraft]:
    """Yield counts a label makes of the list after it: 四大节点。九台，…；双阳，…."""
    line = page.text[start : min(end, start + 24)]
    begin = start + len(line) - len(line.lstrip("　 \t"))
    match = TITLED.match(page.text[begin : begin + 24])
    value = amount(match.group(1)) if match else None
    if match is None or value is None:
        return
    clauses = [(low, high) for low, high in page.clauses(begin + match.end(), end)]
    heads = [one for low, high in clauses for one in page.between(low, high) if one.start <= low + 2]
    rows = heads if len(clauses) > 1 else [one for low, high in clauses[:1] for one in page.between(low, high)]
    if rows:
        span = (begin, begin + match.end() - 1)
        yield made(
            page, span, (start, min(end, start + 40)), members_of(rows), (value, match.group(2)),
            confidence=0.75, verdict=agreement(len(rows), value), left=ELSEWHERE,
        )  # fmt: skip


def headings(page: Page, start: int, end: int, structures: Sequence[StructureDraft]) -> Iterator[ClaimDraft]:
    """Yield counts a heading makes of the structures defined under it, as in （二）打造两条城镇发展轴."""
    path = page.sections.at(start)
    if not path or start not in page.sections.starts or page.text[start:end].strip().rstrip("。") != path.rsplit(" > ", 1)[-1]:
        return
    match = COUNT.search(page.text, start, end)
    value = amount(match.group(1)) if match else None
    if match is None or value is None or value < 2 or NOT_COUNTED.search(match.group(3)):
        return
    below = [one for one in structures if one.start >= end and one.section.startswith(path) and one.name.endswith(match.group(3)[-4:])]
    below = [one for one in below if one.name in page.text[one.start : one.start + len(one.name) + 8]]
    names = list({one.name: one for one in below if not COUNT.match(one.name)}.values())
    if names:
        members = [DraftMember(one.name, one.start, one.start + len(one.name), None) for one in names]
        yield made(
            page, match.span(), (start, end), members, (value, match.group(3)), confidence=0.75, verdict=agreement(len(names), value),
            left=ELSEWHERE,
        )  # fmt: skip


def listed(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield counts that close a list, checked against it: A、B、C 等 22 个市（县）."""
    for run in page.runs(low, high):
        unknown = unknown_items(page, run[-1].end, high)
        end = unknown[-1].end if unknown else run[-1].end
        match = LISTED.match(page.text[end : min(high, end + 30)])
        value = amount(match.group(2)) if match else None
        if match is None or value is None or value < 2 or (NOT_COUNTED.search(match.group(4)) and not match.group(1)):
            continue
        open_ended = match.group(1) is not None
        if value == 2 and not open_ended and BARE.match(match.group(4)):
            continue
        if len(before(page, run, low)) + len(unknown) < 2 and not open_ended:
            city = city_of(run[0])
            span = (end + match.start(2), end + match.end())
            origin = (city.places[0].id or "",) if city is not None and city is run[0] else ()
            yield made(page, span, (low, high), (), (value, match.group(4)), confidence=0.5, verdict="句中没有名单可核", origin=origin)
            continue
        members, begin = items(page, run, low, value - len(unknown))
        members = (*members, *unknown)
        left = EXAMPLES if open_ended and len(members) < value else UNREAD if not_whole(page, run, begin) else ""
        yield made(
            page, (begin, end + match.end()), (low, high), members, (value, match.group(4)), confidence=0.85,
            verdict=agreement(len(members), value, open_ended=open_ended, about=bool(match.group(3))), about=bool(match.group(3)),
            left=left,
        )  # fmt: skip


def not_whole(page: Page, run: tuple[Mention, ...], begin: int) -> bool:
    """Say whether a list may hold more, or other, things than were read: something is listed before it, or it mixes sorts of places."""
    return page.text[begin - 1 : begin] in LISTING or len({SORT_OF.get(one.kind, one.kind) for one in run}) > 1


def items(page: Page, run: tuple[Mention, ...], low: int, value: float) -> tuple[Sequence[DraftMember], int]:
    """Return the items a count closes and where they begin: a list parted by commas counts by its commas, A和B、C、D by its second part."""
    members: Sequence[DraftMember] = before(page, run, low)
    if len(members) == value:
        return members, members[0].start
    alike = run[-int(value) :]
    if len(run) > value and len({SORT_OF.get(one.kind, one.kind) for one in alike}) == 1 and run[-int(value) - 1].kind != alike[0].kind:
        return members_of(alike), alike[0].start
    if len(run) == value + 1 and page.text[run[0].end : run[1].start].strip() in {"和", "及", "与"}:
        return members_of(run[1:]), run[1].start
    longer = next(
        (one for one in page.runs(max(low, run[-1].end - LONGEST_LIST), run[-1].end, commas=True) if one[-1].end == run[-1].end), run
    )
    parts: list[list[Mention]] = [[]]
    for one, following in zip(longer, (*longer[1:], None), strict=True):
        parts[-1].append(one)
        if following is not None and COMMA.search(page.text[one.end : following.start]):
            parts.append([])
    if len(parts) > 2 and abs(len(parts) - value) < abs(len(members) - value):
        whole = [
            DraftMember(
                page.text[part[0].start : part[-1].end],
                part[0].start,
                part[-1].end,
                members_of(part)[0].place_id if len(part) == 1 else None,
            )
            for part in parts
        ]
        return whole, whole[0].start
    return members, members[0].start if members else run[0].start


def unlisted(
    page: Page, low: int, high: int, taken: Sequence[tuple[int, int]], structures: Sequence[StructureDraft]
) -> Iterator[ClaimDraft]:
    """Yield counts that no list in their sentence closes, held against a list elsewhere in the text where one bears the same name."""
    for match in REACHED.finditer(page.text, low, high) if "城市" in page.text[low:high] else ():
        yield made(page, match.span(), (low, high), (), (float(match.group(2)), match.group(1)), confidence=0.6, verdict="句中没有名单可核")
    for match in COUNT.finditer(page.text, low, high):
        value, noun = amount(match.group(1)), match.group(3)
        if value is None or value < 2 or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        after, whole = following(page, match.end(), high, value)
        if (
            (NOT_COUNTED.search(noun) and not after)
            or page.text[match.start() - 1 : match.start()] in {"第", "十", "年", "."}
            or (value == 2 and BARE.match(noun))
        ):
            continue
        about = match.group(2) is not None
        if after:
            yield listed_after(page, match.span(), (low, high), after, (value, noun), whole=whole, about=about)
            continue
        found = elsewhere(noun, value, match.start(), structures)
        members = found.members if found else ()
        verdict = f"名单见“{found.name}”，{agreement(len(members), value, about=about)}" if found else "句中没有名单可核"
        unread = re.search("、[^，。；：、]{1,8}$", page.text[low : match.start()]) is not None
        yield made(
            page, match.span(), (low, high), members, (value, noun), confidence=0.7 if found else 0.5, verdict=verdict, about=about,
            left=ELSEWHERE if found else UNREAD if unread else "",
        )  # fmt: skip


def listed_after(
    page: Page, span: tuple[int, int], sentence: tuple[int, int], after: Sequence[DraftMember], stated: tuple[float, str], *,
    whole: bool, about: bool = False,
) -> ClaimDraft:  # fmt: skip
    """Return a count held against the list that follows it."""
    examples = page.text[after[-1].end : after[-1].end + 1] == "等"
    verdict = agreement(len(after), stated[0], open_ended=examples, about=about)
    left = EXAMPLES if examples else "" if whole else UNREAD
    return made(page, span, sentence, after, stated, confidence=0.8, verdict=verdict, about=about, left=left)


def named_first(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield counts whose noun stands first: 公路口岸4个：A、B、C、D."""
    for match in NAMED_FIRST.finditer(page.text, low, high) if "：" in page.text[low:high] or ":" in page.text[low:high] else ():
        value = amount(match.group(2))
        after, whole = following(page, match.end(), high, value or 0.0)
        if value and after:
            yield listed_after(page, match.span(), (low, high), after, (value, match.group(1)), whole=whole)


def alone(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield a bare number that closes a list: A镇、B镇、C镇三个."""
    for run in page.runs(low, high):
        match = ALONE.match(page.text[run[-1].end : min(high, run[-1].end + 10)]) if len(run) > 2 else None
        value = amount(match.group(2)) if match else None
        if match is not None and value is not None and value > 2:
            members, begin = items(page, run, low, value)
            left = EXAMPLES if match.group(1) and len(members) < value else UNREAD if not_whole(page, run, begin) else ""
            verdict = agreement(len(members), value, open_ended=bool(match.group(1)))
            span = (begin, run[-1].end + match.end())
            yield made(page, span, (low, high), members, (value, ""), confidence=0.75, verdict=verdict, left=left)


def following(page: Page, at: int, high: int, value: float) -> tuple[Sequence[DraftMember], bool]:
    """Return the list that follows a number, and whether every item of it is a place that was read: 共3个镇：A、B、C."""
    mark = FOLLOWED.match(page.text[at : min(high, at + 8)])
    if mark is None:
        return (), False
    begin = at + mark.end()
    high = min(high, begin + int(min(LONGEST_LIST, 40 + 20 * value)))
    runs = page.runs(begin, high)
    first = runs[0] if runs and runs[0][0].start == begin else ()
    if first and ENDED.match(page.text[first[-1].end : high][:24]):
        return members_of(first), True
    spelled = itemised(page, begin, high)
    return (spelled, False) if len(spelled) == value else ((), False)


def elsewhere(noun: str, value: float, at: int, structures: Sequence[StructureDraft]) -> StructureDraft | None:
    """Return the list of that name elsewhere in the text, the nearest one; a bare class of places is no name."""
    rows = [one for one in structures if len(one.members) > 2]
    named = [one for one in rows if len(noun) >= 4 and one.name.startswith(noun) and len(one.name) - len(noun) <= 6]
    named = named or [one for one in rows if noun in SORTED.get(one.kind, ()) and len(one.members) == value]
    return min(named, key=lambda one: abs(one.start - at), default=None)


def nets(page: Page, low: int, high: int) -> Iterator[ClaimDraft]:
    """Yield the number of lines a coined net has: 五纵五横三环高速公路网 has thirteen."""
    for match in NET.finditer(page.text, low, high) if LINES.search(page.text, low, high) else ():
        value = sum(amount(numeral) or 0.0 for numeral in re.findall(f"[{''.join(NUMERALS)}十]+", match.group(1)))
        yield made(page, match.span(), (low, high), (), (value, match.group(2) or "条"), confidence=0.6, verdict="句中没有名单可核")
