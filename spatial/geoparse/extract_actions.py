"""Tell what is done to a place that a text builds: by the verb before it, or by the words after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.governing import GROUND, role_of

if TYPE_CHECKING:
    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

SPECIFIC = (
    r"([异易]地(?:新建|迁建|扩建)|电气化改造|电气化(?!率)|提[级质]改造|疏浚|扩[至为](?=[双四六八两]车道)|"
    r"前期工作|扩能改造|升级改造|改扩建|扩能|拓宽|扩建|迁建|改移|改线|改造|除险加固|新建|复航)"
)
GENERAL = r"(施工|扫尾|投产|动工|复建|启动|完工|通航|投用|投运|开通|建设|竣工|通车|投入使用|投入运营|运营|贯通|建成|开工)"
GAP = r"^(?:[（(][^（）()]{0,16}[）)])?(?:[0-9.]+(?:公里|千米))?(?:等)?[0-9一二三四五六七八九十]{0,2}[条座个]?(?:(?!和)[一-鿿0-9]){0,12}?"
LATER, DONE = re.compile(GAP + SPECIFIC), re.compile(GAP + GENERAL)
PREPARED = re.compile(r"^(?:(?!建设和)[^，。；]){0,24}?(?:前期(?:工作|论证|研究)|预可研|可研|选址|核准|谋划阶段|规划研究|储备项目|储备库)")
DIRECT = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?(?:一期|二期)?" + SPECIFIC)
CLOSED = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?(?:年内|全线|正式|一期|二期)*(竣工|通车|贯通|建成通车|投入使用|投入运营|运营)")
EXPECTED = re.compile(r"^[^。；]{0,40}?(?:预计|计划|有望)[^，。；]{0,14}?(?:竣工|通车|建成|投入使用|投入运营|投用|运营|贯通)")
SAID_OTHERWISE = {
    "异地新建": "迁建", "易地新建": "迁建", "异地迁建": "迁建", "易地迁建": "迁建", "异地扩建": "迁建", "易地扩建": "迁建",
    "电气化": "电气化改造", "提级改造": "改建", "提质改造": "改建", "疏浚": "改建", "扩至": "扩建", "扩为": "扩建",
    "扫尾": "续建", "投产": "建成", "动工": "开工", "复建": "新建", "启动": "开工",
    "施工": "推进", "完工": "建成", "通航": "建成", "投用": "建成", "投运": "建成",
}  # fmt: skip
AXIS = re.compile("^(?:等)?为")
YIELDING = frozenset({"推进", "规划建设", "开工", "建成"})


def action_of(page: Page, one: Mention, run: tuple[Mention, ...], clause: tuple[int, int]) -> tuple[str | None, bool]:
    """Return what is done, and whether a verb before the mention says so; what is said of another item is not said of this."""
    low, high = clause
    said = verb_before(page, one, low)
    own = page.text[one.end : min(high, one.end + 40)]
    whole = page.text[run[-1].end : min(high, run[-1].end + 40)]
    if PREPARED.match(own) or PREPARED.match(whole):
        return "前期工作", True
    direct, later = DIRECT.match(own), LATER.match(own) or LATER.match(whole)
    opens = re.search("[，,：]$", page.text[low : run[0].start]) or run[0].start == low
    closed = CLOSED.match(own) or (CLOSED.match(whole) if opens else None)
    specific = direct or (later if said is None or said in YIELDING else None)
    if specific:
        return done_by(page, specific.group(1)), True
    if closed and (said in {None, "推进"} or "，" in page.text[max(low, one.start - 12) : one.start]):
        return done_by(page, closed.group(1)), True
    axis = AXIS.match(whole) and page.text[low : run[0].start].endswith("以")
    if axis or role_of(page, run, low) == GROUND:
        return None, False
    if said is not None:
        return said, True
    done = DONE.match(own) or DONE.match(whole)
    later_on = "续建" if EXPECTED.match(own) else done_by(page, done.group(1)) if done else None
    return later_on, False


def done_by(page: Page, word: str) -> str:
    """Return the stage of a project a word tells."""
    return SAID_OTHERWISE.get(word) or page.words.actions.get(word, word)


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


def verb_before_span(page: Page, start: int, low: int) -> str | None:
    """Return what the last verb of building before a position does."""
    text = page.text[low:start]
    found = [(text.rfind(word) + len(word), len(word), action) for word, action in page.words.actions.items() if word in text]
    return max(found)[2] if found else None
