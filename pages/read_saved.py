"""The reviews kept in the user's folder: listed, reopened where one left off, kept after every decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import streamlit as st

from pages import common, words
from pages.common import escape
from pages.common import translate as _
from pages.read_decisions import corrections, queue_of, restored
from pages.read_review import Work
from pages.read_source import PAGE, REGIONS, Asked
from spatial.errors import InvalidInputError
from spatial.geoparse import (
    ClaimDraft,
    ProjectDraft,
    Reading,
    Review,
    StructureDraft,
    forget_review,
    keep_review,
    list_reviews,
    load_review,
)
from spatial.settings import default_settings

MOST_OFFERED: Final = 6
LONGEST_NAME: Final = 30
Draft = StructureDraft | ProjectDraft | ClaimDraft
Changes = dict[str, dict[str, Any]]


def choose() -> Asked | None:
    """Show the kept reviews on the left and return the chosen one's text; None where there is none."""
    reviews = {review.id: review for review in list_reviews(default_settings())}
    if not reviews:
        st.caption(_("还没有已存的审阅。审定一处地名后就会自动存下，出现在这里。"))
        tell_without_text(())
        return None
    key = f"{PAGE}-saved"
    first = common.asked(PAGE, "saved", "", list(reviews)) or next(iter(reviews))
    if st.session_state.get(key) not in reviews:
        st.session_state[key] = first
    name = str(st.selectbox(_("已存的审阅"), list(reviews), key=key, format_func=lambda one: label_of(reviews[one])))
    st.caption(escape(f"{progress(reviews[name])}　{described(reviews[name])}"))
    with st.popover(_("删除"), icon=":material/delete:"):
        st.markdown(_("删去这份审阅的正文与审定记录？已存为规划的不受影响。"))
        st.button(_("确定删除"), key=f"{PAGE}-forget", on_click=forget, args=(name,))
    tell_without_text(reviews.values())
    review = load_review(name, default_settings())
    return Asked(review.document, review.on, review.region)


def without_text(reviews: Iterable[Review]) -> list[str]:
    """Return the plans of the user's folder that no kept review belongs to: their text is not there to be read again."""
    folder, known = default_settings().user_dir / "plans", {review.plan for review in reviews}
    plans = (path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")) if folder.is_dir() else ()
    return sorted(plan for plan in plans if plan not in known)


def tell_without_text(reviews: Iterable[Review]) -> None:
    """Say which saved plans cannot be gone on with, and what can be done with them."""
    plans = without_text(reviews)
    if plans:
        said = _(
            "已存的规划 {names} 没有留下正文，不能接着审；可以在“总览”里看、在“对照几份规划”里比。"
            "要再审，请重新打开原文件，审后用同一编号保存，会替换旧稿。"
        )
        st.caption(escape(said.format(names=words.listing(f"{words.plan_label(plan)}（{plan}）" for plan in plans))))


def label_of(review: Review) -> str:
    """Return what a kept review is called in a list: the file, the date and province it is read for."""
    name = review.document.filename
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return " · ".join(
        filter(None, (short, review.on.isoformat() if review.on else "", _(REGIONS.get(review.region, "")) if review.region else ""))
    )


def progress(review: Review) -> str:
    """Return how far a kept review is."""
    return _("已定 {done} 处，待审 {left} 个写法").format(done=len(review.decisions), left=review.left)


def described(review: Review) -> str:
    """Return when a kept review was last touched, and the plan it was saved as."""
    when = datetime.fromisoformat(review.updated)
    parts = [_("存于 {when}").format(when=f"{when:%Y-%m-%d %H:%M}")]
    if review.plan:
        parts.append(_("已存为规划 {plan}").format(plan=review.plan))
    return "　".join(parts)


def forget(name: str) -> None:
    """Delete a kept review, and what this visit holds of it."""
    forget_review(name, default_settings())
    works: dict[str, Work] = st.session_state.get(f"{PAGE}-works", {})
    for key in [key for key, work in works.items() if work.kept.startswith(f"{name} ")]:
        del works[key]


def reopen(name: str) -> None:
    """Turn to a kept review."""
    st.session_state[f"{PAGE}-source"], st.session_state[f"{PAGE}-saved"] = "saved", name


def offer() -> None:
    """Offer the kept reviews where no text is open: one click goes on where one left off."""
    reviews = list_reviews(default_settings())[:MOST_OFFERED]
    if not reviews:
        return
    st.markdown(f"**{_('接着上次审')}**")
    for review in reviews:
        said = f"{escape(label_of(review))}　:gray[{escape(progress(review))} · {escape(described(review))}]"
        st.button(said, key=f"{PAGE}-reopen-{review.id}", icon=":material/history:", on_click=reopen, args=(review.id,))


def resume(asked: Asked, reading: Reading, work: Work) -> None:
    """Take up what an earlier visit decided on this text, once per visit."""
    if work.resumed:
        return
    work.resumed = True
    found = next((review for review in list_reviews(default_settings()) if review.id == asked.review.id), None)
    if found is None or not (found.decisions or found.drafts):
        return
    work.decisions, lost = restored(reading.mentions, found.decisions)
    work.before, work.plan = found.drafts, found.plan
    work.changes = {letter: {key: dict(row) for key, row in rows.items()} for letter, rows in found.drafts.items()}
    at = next((number for number, one in enumerate(reading.mentions) if one.start == found.at), -1)
    if at >= 0:
        work.go(at)
    when = datetime.fromisoformat(found.updated)
    work.told = _("接着 {when} 的审阅：已定 {done} 处，还有 {left} 个写法待审。").format(
        when=f"{when:%Y-%m-%d %H:%M}", done=len(work.decisions), left=len(queue_of(reading.mentions, work.decisions))
    )
    if lost:
        work.told += _("有 {lost} 处旧的审定在现在的读法里找不到地名，没有用上。").format(lost=lost)
    work.kept = mark_of(asked, reading, work)


def show_told(asked: Asked) -> None:
    """Say that an earlier review goes on, and offer to start anew."""
    work = st.session_state[f"{PAGE}-works"][asked.key]
    if work.told:
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.caption(f":material/history: {escape(work.told)}")
        right.button(_("从头审"), key=f"{PAGE}-anew", on_click=start_anew, args=(asked,), type="tertiary")


def start_anew(asked: Asked) -> None:
    """Forget what was decided on this text."""
    forget_review(asked.review.id, default_settings())
    st.session_state[f"{PAGE}-works"][asked.key] = Work(resumed=True)


def keep(asked: Asked, reading: Reading, work: Work) -> None:
    """Put what was decided so far on the disk; nothing is written before the first decision or saving, nor twice."""
    mark = mark_of(asked, reading, work)
    if mark == work.kept or not (work.decisions or any(work.changes.values()) or work.kept or work.plan):
        return
    at = reading.mentions[work.at].start if 0 <= work.at < len(reading.mentions) else -1
    left = len(queue_of(reading.mentions, work.decisions))
    rows = tuple(corrections(reading.mentions, work.decisions))
    review = asked.review
    try:
        keep_review(Review(review.document, review.on, review.region, rows, work.changes, at, left, work.plan), default_settings())
    except InvalidInputError as error:
        st.warning(escape(str(error)))
    work.kept = mark


def mark_of(asked: Asked, reading: Reading, work: Work) -> str:
    """Return what tells the state of a review from another state; it begins with the id of the review."""
    return f"{asked.review.id} {hash((repr(corrections(reading.mentions, work.decisions)), repr(work.changes), work.at, work.plan))}"


def draft_key(draft: Draft) -> str:
    """Return what tells a draft from others of its kind, whatever is decided on its names."""
    return f"{draft.start}-{draft.end}-{draft.text[:40] if isinstance(draft, ClaimDraft) else draft.name}"


def left_before(work: Work, letter: str, draft: Draft, name: str, default: Any, *, allowed: Sequence[str] | None = None) -> Any:
    """Return what an earlier visit made of a field of a draft, else the default; of another type or not allowed, the default."""
    value = work.before.get(letter, {}).get(draft_key(draft), {}).get(name, default)
    return value if type(value) is type(default) and (allowed is None or value in allowed) else default


def note_changes(
    work: Work, letter: str, drafts: Sequence[Draft], said: Sequence[Mapping[str, Any]], plain: Sequence[Mapping[str, Any]]
) -> None:
    """Remember where the drafts of one kind differ from what was drafted."""
    work.changes[letter] = {
        draft_key(draft): {name: value for name, value in row.items() if value != default[name]}
        for draft, row, default in zip(drafts, said, plain, strict=True)
        if dict(row) != dict(default)
    }  # fmt: skip
