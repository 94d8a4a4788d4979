"""Draft the projects a plan names: what is done, to which route or site, between which ends, by when."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from spatial.geoparse.extract_named import DIVERSION, POWER
from spatial.geoparse.governing import GROUND, role_of
from spatial.geoparse.model import DraftMember, ProjectDraft
from spatial.geoparse.page import city_of, members_of
from spatial.geoparse.route_ends import RANGE, ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

MODES = (
    ("urban_rail", re.compile(r"地铁|轻轨|轨道交通|有轨")),
    ("air", re.compile(r"机场(?!大道|路|高速|快速|段|$)|机场$|民航")),
    ("port", re.compile(r"航线|口岸|码头|航运干线|港区?|航道|作业区")),
    ("hub", re.compile(r"客运总?站|客运中心站?|客运枢纽|换乘中心|换装站|货运枢纽|物流枢纽|交通枢纽(?!.*线)")),
    ("water", re.compile(r"水库|引水|供水|调水|引松|水利|泵站|隧洞|输水|灌区|引嫩|入海水道")),
    ("energy", re.compile(r"电厂|热电|电站|输变电|变电|天然气|管道|储气|管线|输气|输油|成品油")),
    (
        "road",
        re.compile(r"高速(?!铁路|列车|动车)|公路|国道|省道|[GSX]\d|大街|大道|大路|(?<![铁公速])路$|快速路|[^\s]桥$|街$|快速通道|边防路"),
    ),
    ("rail", re.compile(r"铁路|高铁|客专|客运专线|城际(?!公路)|(?<![A-Z0-9])[一-鿿]{2,3}线(?!路)")),
)
WEAK = re.compile(r"[一-鿿]线")
ROUTE_CODE = re.compile(r"^[GSX]\d|^国道|^省道|^\d{3}国道")
HINTS = (
    ("rail", re.compile("铁路")),
    ("road", re.compile("公路|高速|陆路通道")),
    ("air", re.compile("民航|机场")),
    ("energy", re.compile("燃气|电网|天然气|管线|管网")),
    ("port", re.compile("航线")),
)
NOT_BUILT = re.compile(
    r"(?:基地|园区?|公司|产业|带|轴线?|通道|车站广场|建筑群|博览会|城市|走廊|金融街|商业街|步行街|风情街|通道|保税港区|保税区)$"
)
GENERIC = re.compile(r"^(?:[0-9]*万吨|重大|中心城市|产业|重点|大型|中型|骨干|主要|综合)")
NOT_SITE = re.compile("^(?:建筑|城市|城镇|地区|船闸)")
CODE = re.compile(r"[GS]\d{1,4}[SNEW]?|国道\d{2,3}|\d{2,3}国道|省道\d{2,3}")
HORIZON = re.compile(r"(20\d\d)年(?:底|年底|年内|前)?")
SPECIFIC = r"(电气化改造|前期工作|扩能改造|升级改造|改扩建|扩能|拓宽|扩建|迁建|改移|改线|改造|除险加固|新建|复航)"
GENERAL = r"(建设|竣工|通车|投入使用|投入运营|运营|贯通|建成|开工)"
GAP = r"^(?:[（(][^（）()]{0,16}[）)])?(?:等)?[0-9一二三四五六七八九十]{0,2}[条座个]?(?:(?!和)[一-鿿0-9]){0,12}?"
LATER, DONE = re.compile(GAP + SPECIFIC), re.compile(GAP + GENERAL)
PREPARED = re.compile(r"^(?:(?!建设和)[^，。；]){0,24}?(?:前期(?:工作|论证|研究)|预可研|可研|选址|核准|谋划阶段|规划研究)")
DIRECT = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?(?:一期|二期)?" + SPECIFIC)
CLOSED = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?(?:年内|全线|正式|一期|二期)*(竣工|通车|贯通|建成通车|投入使用|投入运营|运营)")
LENGTH = re.compile(r"^[^。；，]{0,16}?[，]?全长([0-9.]+)公里")
METRO = re.compile(r"(地铁|轻轨)((?:[0-9一二三四五六七八九十]+(?:号线)?[、和])*[0-9一二三四五六七八九十]+号线)(?:、([0-9]+号线))?")
LISTED_SITES = re.compile(r"^等?((?:[一-鿿]{2,6})?(?:通用机场|综合客运枢纽|客运枢纽))")
SHARED_TAIL = re.compile(r"(?:国境桥|界河桥|大桥|口岸|机场)$")
YIELDING = frozenset({"推进", "规划建设", "开工", "建成"})
KINDS = frozenset({"transport_route", "facility", "region", "water"})
BY_AIR = re.compile("空运|民航|航空|机场")
ALWAYS = (("urban_rail", re.compile("地铁|轻轨|有轨电车")), ("water", re.compile("南水北调")))
NOT_BETWEEN, SHIPPING = frozenset({"air", "port", "hub", "water"}), re.compile("航线|航道")
LEAST = 0.4
NARROW = {0xFF01 + at: 0x21 + at for at in range(94) if chr(0x21 + at).isalnum()}


def projects_of(page: Page) -> tuple[ProjectDraft, ...]:
    """Return the projects of a text: routes and works that a verb of building governs, each once in a section."""
    found: dict[tuple[str, str, str], ProjectDraft] = {}
    for start, end in page.sentences():
        label = page.text[start : start + 8]
        for low, high in page.clauses(start, end):
            for draft in (*metro_lines(page, low, high), *works(page, low, high), *in_clause(page, low, high, label)):
                found.setdefault((draft.section, draft.name, draft.action), draft)
    return tuple(sorted(found.values(), key=lambda draft: (draft.start, draft.end)))


def in_clause(page: Page, low: int, high: int, label: str) -> Iterator[ProjectDraft]:
    """Yield the projects of a clause, lists that share a route number or a last word told apart."""
    spoken = [match.span() for match in METRO.finditer(page.text, low, high)]
    for run in page.runs(low, high):
        before: ProjectDraft | None = None
        where = (low, high, label)
        for one in run:
            if any(start < one.end and one.start < end for start, end in spoken):
                continue
            draft = project_of(page, one, run, where, before)
            if draft is not None:
                before = draft
                yield draft
        yield from sites(page, run, low, high)
        yield from shared(page, run, before)


def project_of(
    page: Page, one: Mention, run: tuple[Mention, ...], where: tuple[int, int, str], before: ProjectDraft | None
) -> ProjectDraft | None:
    """Return the project a mention names, None where nothing is done to it."""
    low, high, label = where
    code = CODE.search(one.text.translate(NARROW))
    mode = mode_of(page, one, high, label)
    if mode is None and before is not None and RANGE.search(one.text) and len(one.inner) > 1:
        mode = before.mode
    if mode is None or NOT_BUILT.search(one.text) or GENERIC.match(one.text) or NOT_SITE.match(page.text[one.end : one.end + 2]):
        return None
    ref = code.group() if code else before.ref if before is not None and not headed(one) else ""
    action, certain = action_of(page, one, run, (low, high))
    if action is None:
        return None
    horizon = HORIZON.search(page.text, low, high)
    length = LENGTH.match(page.text[one.end : min(high, one.end + 40)])
    return drafted(
        page, one.text, (mode, action), (one.start, one.end), ends_of(page, one), certain=certain, ref=ref,
        horizon=horizon.group(1) if horizon else "", attributes={"length_km": float(length.group(1))} if length else {},
    )  # fmt: skip


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


def headed(one: Mention) -> bool:
    """Say whether a route has a name or number of its own before its ends, or a word for what it is after them."""
    return any(pattern.search(one.text.translate(NARROW)) for _, pattern in MODES)


def mode_of(page: Page, one: Mention, high: int, label: str) -> str | None:
    """Return how the project moves people or things, by the last word of its name that tells; a range takes it from its list."""
    if one.kind not in KINDS:
        return None
    if ROUTE_CODE.match(one.text.translate(NARROW)):
        return "road"
    ranged = RANGE.search(one.text) is not None and len(one.inner) > 1
    told = [
        (last.end(), -len(MODES) + at, mode, last.group())
        for at, (mode, pattern) in enumerate(MODES)
        if (last := last_of(pattern, one.text)) and not (ranged and mode in NOT_BETWEEN and not SHIPPING.search(last.group()))
    ]
    from_label = next((mode for mode, pattern in HINTS if pattern.search(label)), None)
    first = next((mode for mode, pattern in ALWAYS if pattern.search(one.text)), None)
    if first:
        return first
    if told:
        _, _, mode, word = max(told, key=lambda each: (each[0], -each[1]))
        return from_label if mode == "rail" and WEAK.search(word) and from_label in {"road", "energy"} else mode
    if not ranged:
        return None
    after = page.text[one.end : min(high, one.end + 90)]
    hints = [(match.start(), mode) for mode, pattern in HINTS if (match := pattern.search(after))]
    nearest = min(hints)[1] if hints else from_label
    return "air" if nearest == "port" and BY_AIR.search(page.sections.at(one.start)) else nearest


def last_of(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last match of a pattern."""
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)


def action_of(page: Page, one: Mention, run: tuple[Mention, ...], clause: tuple[int, int]) -> tuple[str | None, bool]:
    """Return what is done, and whether a verb before the mention says so; what is said of another item is not said of this."""
    low, high = clause
    said = verb_before(page, one, low)
    own = page.text[one.end : min(high, one.end + 40)]
    whole = page.text[run[-1].end : min(high, run[-1].end + 40)]
    if PREPARED.match(own) or PREPARED.match(whole):
        return "前期工作", True
    direct, later, closed = DIRECT.match(own), LATER.match(own) or LATER.match(whole), CLOSED.match(own)
    specific = direct or (later if said is None or said in YIELDING else None)
    if specific:
        return page.words.actions.get(specific.group(1), specific.group(1)), True
    if closed and (said in {None, "推进"} or "，" in page.text[max(low, one.start - 12) : one.start]):
        return page.words.actions.get(closed.group(1), "建成"), True
    if role_of(page, run, low) == GROUND:
        return None, False
    if said is not None:
        return said, True
    done = DONE.match(own) or DONE.match(whole)
    return (page.words.actions.get(done.group(1)), False) if done else (None, False)


def verb_before(page: Page, one: Mention, low: int) -> str | None:
    """Return what the last verb of building before a mention does, verbs that belong to the place right before them left out."""
    text = page.text[low : one.start]
    taken = {other.end - low for other in page.between(low, one.start)}
    best: tuple[int, int, str] | None = None
    for word, action in page.words.actions.items():
        at = text.rfind(word)
        while at >= 0 and (at in taken or closes(text, at, taken)):
            at = text.rfind(word, 0, at)
        if at >= 0 and (best is None or (at + len(word), len(word)) > best[:2]):
            best = (at + len(word), len(word), action)
    return best[2] if best else None


def closes(text: str, at: int, taken: set[int]) -> bool:
    """Say whether a verb closes what is said of a place before it, only words of its own between them: 石太线电气化改造."""
    ends = [end for end in taken if end <= at]
    between = text[max(ends) : at] if ends else "，"
    return (
        bool(ends) and len(between) <= 8 and re.search("[，,；、]", between) is None and re.search("[，,]", text[at : at + 14]) is not None
    )


def metro_lines(page: Page, low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield one project for each underground or light rail line of a list: 地铁1、2号线."""
    for match in METRO.finditer(page.text, low, high):
        around = next((each for each in page.between(low, high) if each.start < match.start() < each.end), None)
        inside = next((each for each in around.inner if city_of(each) is not None), None) if around else None
        city = inside or page.home(match.start())
        said = verb_before_span(page, match.start(), low)
        later = DONE.match(page.text[match.end() : min(high, match.end() + 30)]) or LATER.match(
            page.text[match.end() : min(high, match.end() + 30)]
        )
        action = said or (page.words.actions.get(later.group(1)) if later else None)
        numbers = re.findall("[0-9一二三四五六七八九十]+", match.group(2) + (match.group(3) or ""))
        for number in numbers if action else ():
            name = f"{city.text if city else ''}{match.group(1)}{number}号线"
            yield drafted(page, name, ("urban_rail", action or ""), match.span(), members_of((city,)) if city else ())


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


def verb_before_span(page: Page, start: int, low: int) -> str | None:
    """Return what the last verb of building before a position does."""
    text = page.text[low:start]
    found = [(text.rfind(word) + len(word), len(word), action) for word, action in page.words.actions.items() if word in text]
    return max(found)[2] if found else None


def sites(page: Page, run: tuple[Mention, ...], low: int, high: int) -> Iterator[ProjectDraft]:
    """Yield the works a list of cities is to get: 建设 A、B 等通用机场 (each its own), A、B 等客运枢纽 (together)."""
    match = LISTED_SITES.match(page.text[run[-1].end : min(high, run[-1].end + 20)])
    action = verb_before(page, run[0], low) if match and all(one.kind != "transport_route" for one in run) else None
    if match is None or action is None:
        return
    if match.group(1).endswith("机场"):
        for one in run:
            yield drafted(page, one.text + match.group(1), ("air", action), (one.start, one.end), members_of((one,)))
    else:
        span = (run[0].start, run[-1].end + match.end())
        names = "、".join(one.text for one in run[:3])
        yield drafted(page, f"{names}{'等' if len(run) > 3 else ''}{match.group(1)}", ("hub", action), span, members_of(run))


def shared(page: Page, run: tuple[Mention, ...], last: ProjectDraft | None) -> Iterator[ProjectDraft]:
    """Yield the works whose last word the end of the list bears: 南坪 in 南坪、古城里国境桥."""
    tail = SHARED_TAIL.search(run[-1].text) if last is not None else None
    if last is None or tail is None or len(run) < 2 or last.end != run[-1].end:
        return
    for one in run[:-1]:
        if one.kind in {"town", "county", "prefecture", "facility", "region", "zone", "water"} and not headed(one):
            yield drafted(page, one.text + tail.group(), (last.mode, last.action), (one.start, one.end), members_of((one,)))
