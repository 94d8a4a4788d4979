"""读规划 Read a plan: its names on the map, what it drafts, what is in doubt; and several plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st

from pages import (
    common,
    mapping,
    read_compare,
    read_drafts,
    read_keep,
    read_map,
    read_review,
    read_saved,
    read_source,
    read_text,
    read_words,
)
from pages.common import translate as _
from pages.read_decisions import alike, class_of, counts_of, decided, doubt_of, queue_of, review
from pages.read_review import Work
from pages.read_source import PAGE, Asked
from spatial import maps
from spatial.geoparse import Reading
from spatial.messages import mark

VIEWS: Final = {"read": mark("读一份规划"), "compare": mark("对照几份规划")}
STATIC: Final = Path(__file__).resolve().parent / "static" / "mentions"
HEIGHT: Final = 800
MAP_HEIGHT: Final = 400


@st.cache_resource(max_entries=16, show_spinner=False)
def mentions_layers(lang: str, key: str, decided_so_far: tuple[object, ...], _reading: Reading, _work: Work) -> list[maps.MapLayer]:  # noqa: ARG001
    """Return the points of the names, made once per language, text and decisions."""
    return read_map.mentions_layers(decided(_reading.mentions, _work.decisions), _work.decisions)


@st.cache_resource(max_entries=8, show_spinner=False)
def ground_of(lang: str, regions: tuple[str, ...]) -> list[maps.MapLayer]:  # noqa: ARG001
    """Return the ground of the provinces a text is about, made once per language."""
    return read_map.province_layers(regions)


def summary(reading: Reading, work: Work, fates: str) -> Any:
    """Show the bar of counts; return the place where the verdicts go, which take a little longer."""
    counts = counts_of(decided(reading.mentions, work.decisions))
    shown = [
        (_("提及"), counts["mentions"], _("文中地名的次数；责任单位、机构与文件名称不计。")),
        (_("地方"), counts["places"], _("有编号的不同地方。")),
        (_("新地名"), counts["new"], _("地名词典里没有的地方与写法；其中县级以上政区仍有点位。")),
        (_("存疑"), counts["doubtful"], _("有几处可能、词典未收或把握不大，尚未审定的次数。")),
        (_("结构草稿"), len(reading.structures), _("从句式起草，未经核对。")),
        (_("项目草稿"), len(reading.projects), _("从句式起草，未经核对。")),
        (_("说法"), len(reading.claims), _("可以核查的句子：时间、数目、覆盖、人口、长度。")),
    ]
    *columns, last = st.columns([1, 1, 1, 1, 1, 1, 1, 2])
    for column, (label, value, help_text) in zip(columns, shown, strict=True):
        column.metric(label, f"{value:,}", help=help_text)
    slot = last.empty()
    verdicts(slot, fates)
    return slot


def verdicts(slot: Any, fates: str) -> None:
    """Show how many claims hold, hold in part, fail and stay open."""
    help_text = _("成立、部分成立、不成立、无法判定。时间圈按今年公路网、自中心起核验；数目与句中名单核对。")
    slot.metric(_("核验"), fates, help=help_text)


def legend() -> None:
    """Say what the colours and lines of the text mean, in the look of the text itself."""
    kinds = "".join(f'<span class="k {name}">{maps.safe_text(_(title))}</span>' for name, title in read_words.CLASS_TITLES.items())
    states = [("doubt", _("存疑")), ("done", _("已审")), ("body", _("单位、文件名")), ("gone", _("不是地名"))]
    marks = "".join(f'<span class="k {name}">{maps.safe_text(title)}</span>' for name, title in states)
    st.html(f"<div class='read-legend'>{kinds}{marks}</div>")


def take_done(reading: Reading, work: Work) -> None:
    """Turn to what was clicked in the text, or do what a key pressed there says."""
    done = read_text.done_in(PAGE)
    if done is None:
        return
    number = done.get("i")
    if done.get("what") == "mention" and isinstance(number, int) and 0 <= number < len(reading.mentions):
        work.go(number, scroll=False)
    elif done.get("what") == "key":
        read_review.press(reading, work, str(done.get("key")))


def text_part(reading: Reading, work: Work, asked: Asked) -> None:
    """Show the stretch of the text one is in, its names in colour."""
    names = decided(reading.mentions, work.decisions)
    parts = read_text.parts_of(reading.source)
    number = part_number(parts, reading, work, asked)
    classes = {at: class_of(at, one, work.decisions) for at, one in enumerate(names)}
    lines = read_text.lines_of(reading.source, parts[number], names, classes)
    lit = read_text.line_range(reading.source, parts[number][0], work.lit) if work.lit else None
    same = alike(reading.mentions, work.at) if work.at >= 0 else ()
    read_text.show_text(PAGE, lines, now=work.at, same=same, lit=lit, scroll=f"{asked.key}-{number}-{work.scroll}", height=HEIGHT)


def part_number(parts: tuple[tuple[int, int], ...], reading: Reading, work: Work, asked: Asked) -> int:
    """Return which stretch to show: the one a move leads to, else the one chosen above the text."""
    if len(parts) == 1:
        return 0
    key = f"{PAGE}-part-{asked.key}"
    goal = work.lit[0] if work.lit else reading.mentions[work.at].start if work.at >= 0 else None
    if goal is not None and st.session_state.get(f"{key}-scroll") != work.scroll:
        st.session_state[key] = next(at for at, (low, high) in enumerate(parts) if low <= goal < high or at == len(parts) - 1)
    st.session_state[f"{key}-scroll"] = work.scroll
    options = range(len(parts))
    return int(
        st.segmented_control(
            _("正文分段"), options, default=None if key in st.session_state else 0, key=key, required=True,
            format_func=lambda at: _("第 {n} 段").format(n=at + 1), label_visibility="collapsed",
        )
        or 0
    )  # fmt: skip


def map_part(reading: Reading, work: Work, asked: Asked) -> None:
    """Show the map and turn to what is clicked on it."""
    names = decided(reading.mentions, work.decisions)
    so_far = tuple(sorted((number, repr(decision)) for number, decision in work.decisions.items()))
    layers = [*ground_of(common.language(), reading.regions), *mentions_layers(common.language(), asked.key, so_far, reading, work)]
    where, selected = None, (read_map.INSIDE, "")  # no such place: takes the mark off the last one
    if work.draft:
        drawn, where = read_drafts.drawn(reading, work.draft)
        layers += drawn
    elif work.at >= 0:
        one = names[work.at]
        options = read_review.options_of(reading.mentions[work.at]) if doubt_of(one) else list(one.places)
        shown = read_map.candidates_layer(options, frozenset(str(place.id) for place in one.places), work.decisions)
        layers += [shown] if shown else []
        where = read_map.around(read_map.points_of([*one.places, *options], work.decisions))
        selected = (read_map.layer_of(one.places[0].id), str(one.places[0].id)) if where and one.places else selected
    view = view_of(work, where, asked, read_map.home(names, work.decisions))
    clicked = mapping.show_map(PAGE, layers, view=view, selected=selected, height=MAP_HEIGHT, clickable=True)
    use_click(clicked, reading, work)


def view_of(work: Work, where: maps.Bounds | None, asked: Asked, home: maps.Bounds | None) -> maps.View | None:
    """Return where to look: at what one turned to last, if it has a place; at first at the whole."""
    key = f"{PAGE}-view-{asked.key}"
    fly, view = st.session_state.get(key, (0, maps.View(asked.key, home, 10) if home else None))
    if where and work.fly != fly:
        fly, view = work.fly, maps.View(f"{asked.key}-{work.fly}", where, 9.5)
    st.session_state[key] = (fly, view)
    return view


def use_click(clicked: mapping.Choice | None, reading: Reading, work: Work) -> None:
    """Turn to the next name that means the place clicked, or keep the point clicked for a new place."""
    if clicked is None:
        return
    if clicked.layer == "point":
        read_review.fill_point(clicked.id)
        st.rerun()
    found = read_map.placed_mentions(decided(reading.mentions, work.decisions), work.decisions)
    number = read_review.numbers_of_place(found, clicked.id, work.at)
    if number is not None:
        work.go(number, fly=False)
        st.rerun()


def read_view() -> None:
    """Show one text, its map, its doubts and its drafts."""
    st.html(f"<style>{(STATIC / 'legend.css').read_text(encoding='utf-8')}</style>")
    asked = read_source.choose(read_saved.choose)
    if asked is None:
        st.info(_("请在左侧上传规划文件，或粘贴文字；也可以先看示例。"), icon=":material/upload_file:")
        read_saved.offer()
        return
    with st.spinner(_("正在读规划……")):
        reading = read_source.reading_of(asked.document.text, asked.on, asked.region)
    work = read_review.work_on(asked.key)
    read_saved.resume(asked, reading, work)
    take_done(reading, work)
    read_saved.keep(asked, reading, work)
    read_review.forget_point()
    if not reading.mentions:
        st.warning(_("文中没有读到地名。请检查是否选对了文件，或文字是否完整。"))
    fates = f"{PAGE}-fates-{asked.key}"
    slot = summary(reading, work, st.session_state.get(fates, "…"))
    legend()
    read_saved.show_told(asked)
    left, right = st.columns([1, 1], gap="small")
    with left:
        text_part(reading, work, asked)
    with right:
        map_part(reading, work, asked)
        with st.container(border=True, height=HEIGHT - MAP_HEIGHT - 16):
            read_review.card(reading, work)
    corrected = review(reading, work.decisions)
    st.session_state[fates] = read_drafts.fates(corrected, asked)
    verdicts(slot, st.session_state[fates])
    kept = read_drafts.show(corrected, work, asked)
    read_saved.keep(asked, reading, work)
    read_keep.show(kept, reading, work, asked, left=len(queue_of(reading.mentions, work.decisions)))


def main() -> None:
    """Show the page."""
    common.title(_("读规划"), _("一份新规划写到哪些地方、画了什么、承诺了什么？哪些读得没有把握？与别的规划有何不同？"))
    with st.sidebar:
        first = common.asked(PAGE, "view", "read", list(VIEWS))
        view = st.segmented_control(
            _("做什么"),
            list(VIEWS),
            default=first,
            format_func=lambda one: _(VIEWS[one]),
            key=f"{PAGE}-view",
            required=True,
            label_visibility="collapsed",
        )
    if view == "compare":
        read_compare.show()
        return
    read_view()
    source, name = st.session_state[f"{PAGE}-source"], st.session_state.get(f"{PAGE}-sample", "")
    state = {"source": str(source)} if source != "sample" else {"sample": str(name)} if name != "sample-jilin" else {}
    state |= {"saved": str(st.session_state.get(f"{PAGE}-saved", ""))} if source == "saved" else {}
    common.keep(PAGE, **state)


with common.guard():
    main()
