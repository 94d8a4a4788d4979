"""The review of one name at a time: what it was read as, why, and the keys to accept, change, reject or add it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from pages import read_words, words
from pages.common import escape
from pages.common import translate as _
from pages.read_decisions import DOUBTS, REJECTED, Decision, alike, decided, doubt_of, in_gazetteer, queue_of
from pages.read_source import PAGE
from spatial.gazetteer import add_place, load_gazetteer
from spatial.geoparse import Mention, PlaceRef, Reading
from spatial.settings import default_settings

EITHER_SIDE: Final = 22
MOST_OPTIONS: Final = 8
MOST_LISTED: Final = 40
KEYS: Final = {"a": "accept", "x": "reject", "s": "skip", "b": "back"}


@dataclass
class Work:
    """Hold the review of one reading in this visit: decisions by number of the name, where one is, what is lit and when to move.

    `changes` are the changes to drafts now, `before` those an earlier visit left; `kept` tells what of all this is on the disk.
    """

    decisions: dict[int, Decision] = field(default_factory=dict)
    at: int = -1
    fly: int = 0
    scroll: int = 0
    lit: tuple[int, int] | None = None
    draft: str = ""
    visited: list[int] = field(default_factory=list)
    changes: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    before: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    plan: str = ""
    kept: str = ""
    resumed: bool = False
    told: str = ""

    def go(self, number: int, *, fly: bool = True, scroll: bool = True) -> None:
        """Turn to a name; the map flies and the text scrolls there if asked."""
        if self.at >= 0 and self.at != number:
            self.visited.append(self.at)
        self.at, self.lit, self.draft = number, None, ""
        self.fly += fly
        self.scroll += scroll


def work_on(key: str) -> Work:
    """Return the review of a reading, a new one on the first visit."""
    works: dict[str, Work] = st.session_state.setdefault(f"{PAGE}-works", {})
    return works.setdefault(key, Work())


def next_doubt(reading: Reading, work: Work) -> None:
    """Turn to the next undecided doubtful name after this one, or the first."""
    queue = queue_of(reading.mentions, work.decisions)
    later = [number for number in queue if number > work.at]
    if later or queue:
        work.go((later or list(queue))[0])


def decide(reading: Reading, work: Work, decision: Decision, everywhere: bool) -> None:
    """Take a decision on this name, and on those written and read alike if asked, and turn to the next doubtful one."""
    numbers = alike(reading.mentions, work.at) if everywhere else (work.at,)
    work.decisions.update(dict.fromkeys(numbers, decision))
    next_doubt(reading, work)


def undo(reading: Reading, work: Work, everywhere: bool) -> None:
    """Take back what was decided on this name."""
    for number in alike(reading.mentions, work.at) if everywhere else (work.at,):
        work.decisions.pop(number, None)


def press(reading: Reading, work: Work, key: str) -> None:
    """Do what a key does: a accept, x not a place, s next, b back."""
    everywhere = bool(st.session_state.get(f"{PAGE}-everywhere", True))
    if KEYS.get(key) == "skip" or work.at < 0:
        next_doubt(reading, work)
    elif KEYS.get(key) == "back":
        if work.visited:
            work.go(work.visited.pop())
            work.visited.pop()
    elif KEYS.get(key) in {"accept", "reject"}:
        decide(reading, work, Decision(KEYS[key]), everywhere)


def options_of(one: Mention) -> list[PlaceRef]:
    """Return the places a name might mean: as read, then the other candidates, each once."""
    found = {place.id: place for place in (*one.places, *one.candidates) if place.id}
    return list(found.values())[:MOST_OPTIONS]


def looked_up(text: str) -> list[PlaceRef]:
    """Return the places of the gazetteer that answer to a name the user typed."""
    if not text.strip():
        return []
    matches = load_gazetteer().lookup(text.strip()[:40]).matches[:MOST_OPTIONS]
    return [PlaceRef(item.place.id, item.place.title, item.score, "人工改选") for item in matches]


def label_of(place: PlaceRef) -> str:
    """Return a place with the units above it."""
    book = load_gazetteer()
    if not in_gazetteer(place):
        return f"{place.name}（{_('词典未收')}）"
    above = [words.place_name(unit) for unit in reversed(book.ancestors(str(place.id))) if unit.kind != "country"]
    return f"{words.place_name(book.get(str(place.id)))}（{' › '.join(above)}）" if above else words.place_name(book.get(str(place.id)))


def queue_line(reading: Reading, work: Work) -> str:
    """Return in words how many doubtful names are left and how many were decided."""
    left = len(queue_of(reading.mentions, work.decisions))
    done = len({reading.mentions[number].text for number in work.decisions})
    first = _("待审 {left} 个写法").format(left=left) if left else _("没有待审的地名")
    return f"{first} · {_('已定 {done} 个').format(done=done)}"


def queue_list(reading: Reading, work: Work) -> None:
    """Show the doubtful names nobody has decided yet, each with why and how often; a click turns to it."""
    queue = queue_of(reading.mentions, work.decisions)
    with st.container(gap=None):
        for number in queue[:MOST_LISTED]:
            one, times = reading.mentions[number], len(alike(reading.mentions, number))
            often = f" ×{times}" if times > 1 else ""
            st.button(
                f"{escape(one.text)}{often}　:gray[{escape(read_words.kind(one.kind))} · {_(DOUBTS[doubt_of(one)])}]",
                key=f"{PAGE}-queue-{number}", type="tertiary", on_click=work.go, args=(number,),
            )  # fmt: skip
    if len(queue) > MOST_LISTED:
        st.caption(_("另有 {count} 个，审到时依次出现。").format(count=len(queue) - MOST_LISTED))


def card(reading: Reading, work: Work) -> None:
    """Show the name one is at, with what can be done."""
    if work.at < 0:
        st.markdown(f"**{escape(queue_line(reading, work))}**")
        st.caption(_("点正文里的地名或图上的点，这里显示它读作哪里、为什么；或从第一个存疑的地名开始。"))
        st.button(_("开始审阅"), key=f"{PAGE}-start", type="primary", on_click=next_doubt, args=(reading, work), shortcut="s")
        queue_list(reading, work)
        return
    one = decided(reading.mentions, work.decisions)[work.at]
    heading(reading, work, one)
    same = len(alike(reading.mentions, work.at))
    everywhere = same < 2 or st.checkbox(_("同样写法的 {count} 处一并处理").format(count=same), value=True, key=f"{PAGE}-everywhere")
    original = reading.mentions[work.at]
    options = options_of(original)
    if len(options) > 1 and not original.ctx and doubt_of(original):
        with st.container(gap=None):
            offer(options, "option", reading, work, everywhere)
    buttons(reading, work, everywhere)
    if not original.ctx:
        change(reading, work, everywhere)
        add(reading, work, everywhere)


def heading(reading: Reading, work: Work, one: Mention) -> None:
    """Show the name in its sentence, how it was read and why, and how far the review is."""
    done = work.at in work.decisions
    before = " ".join(reading.source[max(0, one.start - EITHER_SIDE) : one.start].split())
    after = " ".join(reading.source[one.end : one.end + EITHER_SIDE].split())
    doubt = doubt_of(one)
    badge = f":orange-badge[{_(DOUBTS[doubt])}]" if doubt else f":green-badge[{_('已审')}]" if done else ""
    st.markdown(f"**{escape(one.text)}**　:gray[{escape(read_words.kind(one.kind))}]　{badge}　:gray[{escape(queue_line(reading, work))}]")
    st.markdown(f":gray[…{escape(before)}]**{escape(one.text)}**:gray[{escape(after)}…]  \n{escape(reading_line(one))}")
    why = [_("理由：{why}").format(why=read_words.reason(one.reason))] if one.reason else []
    st.caption(escape("　".join([*why, read_words.section(one.section)])))


def reading_line(one: Mention) -> str:
    """Return in words what a name was read as."""
    if one.ctx:
        return _("不是地名") if one.ctx == REJECTED else _(read_words.CONTEXTS.get(one.ctx, one.ctx))
    if any(place.id for place in one.places):
        return _("读作 {places}").format(places="、".join(label_of(place) for place in one.places))
    return _("词典里没有这个地名，没有位置。")


def buttons(reading: Reading, work: Work, everywhere: bool) -> None:
    """Show the four acts; each has a key."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("接受"), key=f"{PAGE}-accept", icon=":material/check:", type="primary", shortcut="a",
            on_click=decide, args=(reading, work, Decision("accept"), everywhere),
        )  # fmt: skip
        st.button(
            _("不是地名"), key=f"{PAGE}-reject", icon=":material/close:", shortcut="x",
            on_click=decide, args=(reading, work, Decision("reject"), everywhere),
        )  # fmt: skip
        st.button(_("下一个"), key=f"{PAGE}-skip", icon=":material/skip_next:", shortcut="s", on_click=next_doubt, args=(reading, work))
        if work.at in work.decisions:
            st.button(_("撤销"), key=f"{PAGE}-undo", icon=":material/undo:", on_click=undo, args=(reading, work, everywhere))


def change(reading: Reading, work: Work, everywhere: bool) -> None:
    """Offer a look-up in the gazetteer as what the name means."""
    with st.expander(_("另选一处")):
        typed = st.text_input(_("在地名词典里找"), key=f"{PAGE}-look-{work.at}", placeholder=_("全称、简称、拼音"), max_chars=40)
        found = looked_up(typed)
        if typed.strip() and not found:
            st.caption(_("词典里没有“{name}”。").format(name=escape(typed)))
        offer(found, "found", reading, work, everywhere)


def offer(listed: Sequence[PlaceRef], name: str, reading: Reading, work: Work, everywhere: bool) -> None:
    """Show places as buttons; pressing one decides for it."""
    decision = work.decisions.get(work.at)
    one = decided([reading.mentions[work.at]], {} if decision is None else {0: decision})[0]
    now = {place.id for place in one.places}
    for number, place in enumerate(listed):
        st.button(
            label_of(place), key=f"{PAGE}-{name}-{work.at}-{number}", type="tertiary",
            icon=":material/radio_button_checked:" if place.id in now else ":material/radio_button_unchecked:",
            on_click=decide, args=(reading, work, Decision("choose", PlaceRef(place.id, place.name, 1.0, "人工改选")), everywhere),
        )  # fmt: skip


def add(reading: Reading, work: Work, everywhere: bool) -> None:
    """Offer to add the name as a place of one's own, with a point typed or clicked on the map."""
    one = reading.mentions[work.at]
    with st.expander(_("补录为新地名"), expanded=False):
        name = st.text_input(_("地名"), one.text, key=f"{PAGE}-new-name-{work.at}", max_chars=60)
        left, right = st.columns(2)
        lon = left.number_input(_("经度"), value=None, format="%.4f", key=f"{PAGE}-new-lon")
        lat = right.number_input(_("纬度"), value=None, format="%.4f", key=f"{PAGE}-new-lat")
        st.caption(_("在图上点一下空白处，经纬度就填在这里（WGS 84）。补录的地名进入您自己的地名词典，以后读规划、查地名都认得它。"))
        if st.button(_("补录"), key=f"{PAGE}-new-save", disabled=lon is None or lat is None or not name.strip()):
            keep_place(reading, work, name.strip(), (float(lon or 0), float(lat or 0)), everywhere)
            st.session_state[f"{PAGE}-new-done"] = True
            st.rerun()


def forget_point() -> None:
    """Empty the fields of a new place once it was added, before they are shown again."""
    if st.session_state.pop(f"{PAGE}-new-done", False):
        st.session_state[f"{PAGE}-new-lon"] = st.session_state[f"{PAGE}-new-lat"] = None


def keep_place(reading: Reading, work: Work, name: str, point: tuple[float, float], everywhere: bool) -> None:
    """Add a place to the user's own gazetteer and decide that this name means it; raise the errors of `add_place`."""
    kind = read_words.PLACE_KIND_OF.get(reading.mentions[work.at].kind, "facility")
    known = {place.id: place for place in load_gazetteer().places}
    place = add_place(name, kind, *point, settings=default_settings(), known=known)
    decide(reading, work, Decision("add", PlaceRef(place.id, place.title, 1.0, "人工补录"), point), everywhere)


def fill_point(text: str) -> None:
    """Put a point clicked on the map (`lon,lat`) into the fields of a new place before they are shown."""
    lon, lat = text.split(",")
    st.session_state[f"{PAGE}-new-lon"], st.session_state[f"{PAGE}-new-lat"] = float(lon), float(lat)


def numbers_of_place(found: dict[str, list[int]], place_id: str, after: int) -> int | None:
    """Return the next name after this one that means a place, the first when there is none; None when none means it."""
    numbers: Sequence[int] = found.get(place_id, [])
    return next((number for number in numbers if number > after), numbers[0] if numbers else None)
