"""Draft the works a text names other than by one route: underground lines, sites listed together, works told by their last word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.extract_actions import DONE, LATER, action_of, verb_before, verb_before_span
from spatial.geoparse.extract_lists import before, unknown_items
from spatial.geoparse.extract_modes import headed, mode_of
from spatial.geoparse.extract_named import DIVERSION, POWER
from spatial.geoparse.governing import MAKE, VERB, role_of
from spatial.geoparse.model import Mention, ProjectDraft
from spatial.geoparse.page import city_of, members_of
from spatial.geoparse.route_ends import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import DraftMember
    from spatial.geoparse.page import Page

METRO = re.compile(r"(地铁|轻轨)((?:[0-9一二三四五六七八九十]+(?:号线)?[、和])*[0-9一二三四五六七八九十]+号线)(?:、([0-9]+号线))?")
EXTENDED_LINE = re.compile(
    r"(?:(地铁|轻轨|有轨电车))?((?:[0-9]{1,4}|[一二三四五六七八九十]{1,4})号线)(?:一期|二期)?((?:[东西南北]{1,2}延(?:伸线|长线|伸|线)?[、和]?)+)"
)
WORKS = (
    ("hub", r"换乘中心|客运枢纽|货运枢纽|物流枢纽|交通枢纽|客运总站|客运站|客运中心站?|换装站"),
    ("port", r"码头|航道|作业区"),
    ("water", r"航电枢纽|水利枢纽"),
    ("road", r"快速路|[一二三四五六七八九十外内]环路|环城路|绕城高速"),
)
WORK = "|".join(words for _, words in WORKS)
LONGER = re.compile(rf"((?:(?![和与及等的])[一-鿿0-9A-Za-z]){{0,10}}?)({WORK})(?![一-鿿]{{0,4}}(?:群|体系|布局|网络|格局|城市))")
UNNAMED = re.compile(rf"(?:{WORK})(?![一-鿿]{{0,4}}(?:群|体系|布局|网络|格局|城市))")
HINTS = ("换乘中心", "枢纽", "客运", "货运", "换装站", "码头", "航道", "作业区", "快速路", "环路", "环城路", "绕城高速")
OPENS = re.compile("[^一-鿿0-9“”]|[和与及等的]")
LONGEST_NAME = 12
NO_NAME = re.compile(
    "^(?:一批|为|成|中心城市|节点城市|若干|重大|重要|主要|重点|大型|中型|小型|骨干|区域性?|国际性?|全国性?|国家级?|现代|综合性?|城市|城区|城乡|公路|铁路|交通|客运|货运|物流|多式联运|各|"
    "县级|市级|省级|农村|水上|内河|高等级|(?:[0-9]+|[一二三四五六七八九十])[个条座处]?|“[^”]*”?|”)*+$"
)
LISTED_SITES = re.compile(r"^等?((?:[一-鿿]{2,6})?(?:通用机场|综合客运枢纽|客运枢纽))")
SHARED_TAIL = re.compile(r"(?:抽水蓄能电站|热电厂|核电站|国境桥|界河桥|大桥|口岸|机场)$")
PASSING = re.compile(r"(?:过境|境内|绕城|城区|市区|出口)?段")
PLACED_SITES = re.compile(r"^(?:布局|规划|新建|建设|谋划|选址)(?:建设)?(?:一批)?((?:[一-鿿]{2,6})?(?:通用机场|抽水蓄能电站))")
KIND_OF_LINE = re.compile("地铁|轻轨|有轨电车")
LONGEST_LINE = 60
COUNTED_SITES = re.compile(
    r"^[0-9一二两三四五六七八九十]+[座个处大](?:大型|中型|大中型|重点|病险)*(水库|灌区|航运枢纽|航电枢纽|水利枢纽|泵站)"
)
LEAST = 0.4


def drafted(
    page: Page, name: str, doing: tuple[str, str], span: tuple[int, int], places: tuple[DraftMember, ...], *,
    certain: bool = True, ref: str = "", horizon: str = "", attributes: dict[str, float] | None = None,
) -> ProjectDraft:  # fmt: skip
    """Return a project with what a reader should look at; `doing` is its mode and what is done."""
    mode, action = doing
    doubts = tuple(
        reason
        for reason, doubtful in (
            ("动作由后文推断", not certain),
            ("起讫点未全对到地名词典", not places or any(place.place_id is None for place in places)),
        )
        if doubtful
    )
    confidence = round(max(LEAST, 0.85 - 0.2 * len(doubts)), 2)
    return ProjectDraft(
        name, mode, action, page.sections.at(span[0]), *span, places, confidence, ref, horizon, dict(attributes or {}), doubts
    )


def metro_lines(page: Page, low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield one project for each underground or light rail line of a list: 地铁1、2号线."""
    if page.text.find("号线", low, high) < 0:
        return
    extended = {at for one in EXTENDED_LINE.finditer(page.text, low, high) for at in range(*one.span())}
    home, since = None, -1
    for match in METRO.finditer(page.text, low, high):
        if not extended.isdisjoint(range(*match.span())):
            continue
        near = page.between(max(low, match.start() - LONGEST_LINE), min(high, match.end() + LONGEST_LINE))
        around = next((each for each in near if each.start < match.start() < each.end), None)
        inside = next((each for each in around.inner if city_of(each) is not None), None) if around else None
        home = page.home(match.start()) if since < 0 else city_between(page, since, match.start()) or home
        city, since = inside or home, match.end()
        said = verb_before_span(page, match.start(), low)
        later = DONE.match(page.text[match.end() : min(high, match.end() + 30)]) or LATER.match(
            page.text[match.end() : min(high, match.end() + 30)]
        )
        action = said or (page.words.actions.get(later.group(1)) if later else None)
        numbers = re.findall("[0-9一二三四五六七八九十]+", match.group(2) + (match.group(3) or ""))
        for number in numbers if action else ():
            name = f"{city.text if city else ''}{match.group(1)}{number}号线"
            yield drafted(page, name, ("urban_rail", action or ""), match.span(), members_of((city,)) if city else ())


def extended_lines(page: Page, low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield the extensions of underground and light rail lines: 2号线东延、西延; in the city named last before them."""
    city, kind, since = None, "", -1
    for match in EXTENDED_LINE.finditer(page.text, low, high) if page.text.find("号线", low, high) >= 0 else ():
        city = city_between(page, max(since, page.line_at(low)), match.start()) or city or (page.home(match.start()) if since < 0 else None)
        kind = match.group(1) or next(iter(KIND_OF_LINE.findall(page.text[max(since, low) : match.start()])[-1:]), kind)
        since = match.end()
        action = verb_before_span(page, match.start(), low) if kind else None
        for way in re.findall("[东西南北]{1,2}延", match.group(3)) if action else ():
            name = f"{city.text if city else ''}{kind}{match.group(2)}{way}"
            yield drafted(page, name, ("urban_rail", "扩建"), match.span(), members_of((city,)) if city else ())


def city_between(page: Page, low: int, high: int) -> Mention | None:
    """Return the last city named in a passage, in whatever name."""
    names = (name for one in reversed(page.between(low, high)) for name in (one, *one.inner))
    return next((name for name in names if name.kind in {"prefecture", "county"} and len(name.places) == 1), None)


def longer(page: Page, one: Mention, run: tuple[Mention, ...], clause: tuple[int, int]) -> ProjectDraft | None:
    """Return the work whose name goes on after a place: 西客站|综合换乘中心, 某口岸|国际换装站."""
    near = page.text[one.end : min(clause[1], one.end + 2 * LONGEST_NAME)]
    goes_on = one.kind not in {"region", "province", "abbreviation"} and any(word in near for word in HINTS)
    match = LONGER.match(page.text, one.end, clause[1]) if goes_on else None
    if match is None or VERB.search(match.group(1)) or page.between(one.end, match.end()):
        return None
    whole = Mention(
        one.start, match.end(), one.text + match.group(), "facility", one.places, one.ambiguous, one.score, one.reason, one.inner
    )
    if role_of(page, run, clause[0]) not in {MAKE, ""}:
        return None
    action, certain = action_of(page, whole, (*run[:-1], whole) if run[-1] is one else run, clause)
    mode = mode_of_work(match.group(2))
    return drafted(page, whole.text, (mode, action), (one.start, match.end()), site_of(page, one), certain=certain) if action else None


def mode_of_work(word: str) -> str:
    """Return the mode of a work by its last word."""
    return next(mode for mode, words in WORKS if re.fullmatch(words, word))


def unnamed(page: Page, low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield works no name of a place stands in, in the city the sentence speaks of: 三环路, 机场快速路, 公铁换乘中心."""
    clause = page.text[low:high]
    for match in UNNAMED.finditer(page.text, low, high) if any(word in clause for word in HINTS) else ():
        words = OPENS.split(page.text[max(low, match.start() - LONGEST_NAME) : match.start()])[-1]
        verbs = list(VERB.finditer(words))
        words = words[verbs[-1].end() if verbs else 0 :]
        begin = match.start() - len(words)
        if NO_NAME.match(words) or page.between(begin, match.end()) or page.crossed(begin, match.end()):
            continue
        city = page.home(begin, headings_first=True)
        whole = Mention(begin, match.end(), page.text[begin : match.end()].strip("“”"), "facility", (), False, 0.0, "")
        action, certain = action_of(page, whole, (whole,), (low, high)) if role_of(page, (whole,), low) in {MAKE, ""} else (None, False)
        if action and city:
            doing, span = (mode_of_work(match.group()), action), (begin, match.end())
            yield drafted(page, whole.text, doing, span, members_of((city,)), certain=certain)


def works(page: Page, low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield works that lead water across, told by their name, and power lines told by the station they start from."""
    for match in DIVERSION.finditer(page.text, low, high):
        action = verb_before_span(page, match.start(), low)
        if action and not page.crossed(*match.span()):
            yield drafted(page, match.group(), ("water", action), match.span(), ())
    for one in page.between(low, high):
        power = POWER.match(page.text[one.end : min(high, one.end + 16)])
        action = verb_before_span(page, one.start, low) if power else None
        if power and action:
            span = (one.start, one.end + power.end())
            yield drafted(page, page.text[slice(*span)], ("energy", action), span, members_of((one,)))


def crossing(page: Page, one: Mention, run: tuple[Mention, ...], clause: tuple[int, int]) -> ProjectDraft | None:
    """Return the stretch of a route that the city after its name tells: 某高速|甲市|过境段."""
    city = next(iter(page.between(one.end, one.end + 1 + LONGEST_NAME)), None) if one.kind == "transport_route" else None
    match = PASSING.match(page.text, city.end, clause[1]) if city is not None and city.start == one.end else None
    mode = mode_of(page, one, clause[1], "") if match else None
    if city is None or match is None or mode is None:
        return None
    whole = Mention(one.start, match.end(), page.text[one.start : match.end()], one.kind, (), False, one.score, one.reason, one.inner)
    action, certain = action_of(page, whole, (*run[:-1], whole) if run[-1] is one else run, clause)
    return drafted(page, whole.text, (mode, action), (one.start, match.end()), members_of((city,)), certain=certain) if action else None


def sites(page: Page, run: tuple[Mention, ...], low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield the works a list of cities is to get: 建设 A、B 等通用机场 (each its own), A、B 等客运枢纽 (together)."""
    after = page.text[run[-1].end : min(high, run[-1].end + 20)]
    yield from counted_sites(page, run, low, high)
    placed = PLACED_SITES.match(after)
    match = placed or LISTED_SITES.match(after)
    action = "规划建设" if placed else verb_before(page, run[0], low) if match else None
    action = action if all(one.kind != "transport_route" for one in run) else None
    if match is None or action is None:
        return
    mode = next((mode for word, mode in (("机场", "air"), ("电站", "energy")) if match.group(1).endswith(word)), "")
    if mode:
        for one in before(page, run, low):
            yield drafted(page, one.as_written + match.group(1), (mode, action), (one.start, one.end), (one,))
    else:
        span = (run[0].start, run[-1].end + match.end())
        names = "、".join(one.text for one in run[:3])
        yield drafted(page, f"{names}{'等' if len(run) > 3 else ''}{match.group(1)}", ("hub", action), span, members_of(run))


def counted_sites(page: Page, run: tuple[Mention, ...], low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield the works of one sort that a number closes the list of, each its own: 加固A、B、C三座大型水库."""
    unknown = unknown_items(page, run[-1].end, high)
    end = unknown[-1].end if unknown else run[-1].end
    match = COUNTED_SITES.match(page.text[end : min(high, end + 20)])
    action = verb_before_span(page, run[0].start, low) if match else None
    listed = (*before(page, run, low), *unknown) if action else ()
    for one in listed if match is not None and len(listed) > 1 else ():
        if match is not None and not one.as_written.endswith(match.group(1)):
            name = one.as_written + match.group(1)
            yield drafted(page, name, ("water", action or ""), (one.start, one.end), (one,))


def shared(page: Page, run: tuple[Mention, ...], last: ProjectDraft | None, low: int) -> Iterator[ProjectDraft]:
    """Yield the works whose last word the end of the list bears: 南坪 in 南坪、古城里国境桥."""
    tail = SHARED_TAIL.search(run[-1].text) if last is not None else None
    if last is None or tail is None or last.end != run[-1].end:
        return
    for item in before(page, run, low):
        if item.start < run[0].start:
            yield drafted(page, item.as_written + tail.group(), (last.mode, last.action), (item.start, item.end), (item,))
    for one in run[:-1]:
        if one.kind in {"town", "county", "prefecture", "facility", "region", "zone", "water"} and not headed(one):
            yield drafted(page, one.text + tail.group(), (last.mode, last.action), (one.start, one.end), members_of((one,)))
