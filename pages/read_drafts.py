"""The drafts of a reading: structures, projects and claims, each to be looked at, kept or dropped, renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import claim_words, common, read_map, read_words, words
from pages.common import translate as _
from pages.read_review import Work
from pages.read_saved import left_before, note_changes
from pages.read_source import PAGE, Asked
from pages.read_verdicts import judged
from spatial import maps
from spatial.claims.drafted import DraftVerdict
from spatial.geoparse import ClaimDraft, ProjectDraft, Reading, StructureDraft
from spatial.geoparse.reading import date_of
from spatial.geoparse.records import mode_of

LEAST: Final = 0.6
TABLE_HEIGHT: Final = 330
Draft = StructureDraft | ProjectDraft | ClaimDraft


def verdicts_of(reading: Reading, asked: Asked) -> tuple[DraftVerdict, ...]:
    """Return a verdict for each claim of a reading."""
    return judged(reading.claims, asked.on or date_of(reading.source))


def fates(reading: Reading, asked: Asked) -> str:
    """Return how many claims hold, hold in part, fail and stay open today, each after its sign."""
    found = Counter(one.today for one in verdicts_of(reading, asked))
    return " ".join(f"{read_words.VERDICT_SIGNS[word]}{found[word]}" for word in read_words.VERDICTS)


def show(reading: Reading, work: Work, asked: Asked) -> Reading:
    """Show the drafts in tabs and return the reading with what is kept, as renamed."""
    st.markdown(f"##### {_('草稿')}")
    tabs = st.tabs([
        f"{_('结构')} {len(reading.structures)}",
        f"{_('项目')} {len(reading.projects)}",
        f"{_('说法与核验')} {len(reading.claims)}",
    ])  # fmt: skip
    with tabs[0]:
        structures = structures_tab(reading, work, asked)
    with tabs[1]:
        projects = projects_tab(reading, work, asked)
    with tabs[2]:
        claims = claims_tab(reading, work, asked)
    return replace(reading, structures=structures, projects=projects, claims=claims)


def look(drafts: Sequence[Draft], letter: str, work: Work) -> None:
    """Offer one draft to be shown in the text and on the map."""
    key = f"{PAGE}-look-{letter}"

    def picked() -> None:
        number = st.session_state[key]
        if number is not None:
            work.draft, work.lit, work.at = f"{letter}{number}", (drafts[number].start, drafts[number].end), -1
            work.fly += 1
            work.scroll += 1

    if work.draft[:1] != letter:
        st.session_state[key] = None
    st.selectbox(
        _("在正文和图上看"), range(len(drafts)), index=None, key=key, on_change=picked, placeholder=_("选一条草稿"),
        format_func=lambda number: f"{number + 1}. {title_of(drafts[number])}",
    )  # fmt: skip


def title_of(draft: Draft) -> str:
    """Return what a draft is called in a list."""
    return " ".join(draft.text.split())[:40] if isinstance(draft, ClaimDraft) else draft.name


def drawn(reading: Reading, name: str) -> tuple[list[maps.MapLayer], maps.Bounds | None]:
    """Return the layers and bounds of a draft (`s3` the fourth structure, `p0`, `c1`); nothing for one that has no places."""
    lists: dict[str, Sequence[Draft]] = {"s": reading.structures, "p": reading.projects, "c": reading.claims}
    drafts = lists.get(name[:1], ())
    if not name[1:].isdigit() or int(name[1:]) >= len(drafts):
        return [], None
    draft = drafts[int(name[1:])]
    members = draft.places if isinstance(draft, ProjectDraft) else draft.members
    kind = draft.kind if isinstance(draft, StructureDraft) else "axis" if isinstance(draft, ProjectDraft) else ""
    ordered = draft.ordered if isinstance(draft, StructureDraft) else isinstance(draft, ProjectDraft)
    layers = read_map.draft_layers(title_of(draft), kind, members, ordered=ordered)
    bounds = maps.merged_bounds([layer.bounds for layer in layers])
    return layers, read_map.around([(bounds[0], bounds[1]), (bounds[2], bounds[3])]) if bounds else None


def common_columns(drafts: Sequence[Draft]) -> dict[str, list[Any]]:
    """Return the columns every kind of draft has."""
    return {
        _("章节"): [read_words.section(draft.section) for draft in drafts],
        _("把握"): [draft.confidence for draft in drafts],
        _("疑点"): [read_words.reason("；".join(draft.doubts)) for draft in drafts],
    }


def editor(frame: pd.DataFrame, key: str, editable: Sequence[str], options: dict[str, Sequence[str]]) -> pd.DataFrame:
    """Show a table of drafts of which some columns can be changed; return it as changed."""
    config: dict[str, Any] = {
        _("留"): st.column_config.CheckboxColumn(width="small", help=_("不留的不会存入规划。")),
        _("把握"): st.column_config.ProgressColumn(
            min_value=0, max_value=1, format="%.2f", width="small", help=_("句式与成员的可靠程度，不是概率。")
        ),
    }
    config |= {_("疑点"): st.column_config.TextColumn(width="large"), _("成员"): st.column_config.TextColumn(width="large")}
    config |= {_("说法"): st.column_config.TextColumn(width=340), _("理由"): st.column_config.TextColumn(width="large")}
    for column, values in options.items():
        config[column] = st.column_config.SelectboxColumn(options=list(values), required=True)
    fixed = [column for column in frame.columns if column not in editable]
    return st.data_editor(frame, hide_index=True, height=TABLE_HEIGHT, key=key, disabled=fixed, column_config=config)


def structures_tab(reading: Reading, work: Work, asked: Asked) -> tuple[StructureDraft, ...]:
    """Show the drafted structures and return those kept."""
    drafts = reading.structures
    if not drafts:
        st.info(_("没有起草出结构。文中可能没有“以……为核心”“……轴：……”“包括……”一类句式。"))
        return ()
    look(drafts, "s", work)
    titles = {kind: words.kind_title(kind) for kind in (*words.kinds(), *(draft.kind for draft in drafts))}
    frame = pd.DataFrame({
        _("留"): [left_before(work, "s", draft, "keep", draft.confidence >= LEAST) for draft in drafts],
        _("名称"): [left_before(work, "s", draft, "name", draft.name) for draft in drafts],
        _("类型"): [titles[left_before(work, "s", draft, "kind", draft.kind, allowed=list(titles))] for draft in drafts],
        _("成员"): ["、".join(member.as_written for member in draft.members) for draft in drafts],
        **common_columns(drafts),
    })  # fmt: skip
    changed = editor(
        frame,
        f"{PAGE}-structures-{asked.key}-{common.language()}",
        [_("留"), _("名称"), _("类型")],
        {_("类型"): sorted(set(titles.values()))},
    )
    ids = {title: kind for kind, title in titles.items()}
    rows = zip(drafts, changed[_("留")], changed[_("名称")], changed[_("类型")], strict=True)
    said = [{"keep": bool(keep), "name": str(name or draft.name), "kind": ids[kind]} for draft, keep, name, kind in rows]
    plain = [{"keep": draft.confidence >= LEAST, "name": draft.name, "kind": draft.kind} for draft in drafts]
    note_changes(work, "s", drafts, said, plain)
    return tuple(replace(draft, name=one["name"], kind=one["kind"]) for draft, one in zip(drafts, said, strict=True) if one["keep"])


def projects_tab(reading: Reading, work: Work, asked: Asked) -> tuple[ProjectDraft, ...]:
    """Show the drafted projects and return those kept."""
    drafts = reading.projects
    if not drafts:
        st.info(_("没有起草出项目。文中可能没有“新建”“续建”“推进”一类动词带线路的句子。"))
        return ()
    look(drafts, "p", work)
    modes = [mode_of(draft) for draft in drafts]
    pairs = list(zip(drafts, modes, strict=True))
    titles = {mode: words.mode_title(mode) for mode in (*words.MODES, *modes)} | {"energy": _("能源"), "water": _("水利")}
    frame = pd.DataFrame({
        _("留"): [left_before(work, "p", draft, "keep", draft.confidence >= LEAST) for draft in drafts],
        _("名称"): [left_before(work, "p", draft, "name", draft.name) for draft in drafts],
        _("方式"): [titles[left_before(work, "p", draft, "mode", mode, allowed=list(titles))] for draft, mode in pairs],
        _("动作"): [left_before(work, "p", draft, "action", draft.action) for draft in drafts],
        _("编号"): [draft.ref for draft in drafts],
        _("起讫与所经"): ["—".join(place.as_written for place in draft.places) for draft in drafts],
        **common_columns(drafts),
    })  # fmt: skip
    editable = [_("留"), _("名称"), _("方式"), _("动作")]
    changed = editor(frame, f"{PAGE}-projects-{asked.key}-{common.language()}", editable, {_("方式"): list(titles.values())})
    ids = {title: mode for mode, title in titles.items()}
    rows = zip(drafts, *(changed[column] for column in editable), strict=True)
    said = [
        {"keep": bool(keep), "name": str(name or draft.name), "mode": ids[mode], "action": str(action or draft.action)}
        for draft, keep, name, mode, action in rows
    ]
    plain = [{"keep": draft.confidence >= LEAST, "name": draft.name, "mode": mode, "action": draft.action} for draft, mode in pairs]
    note_changes(work, "p", drafts, said, plain)
    return tuple(
        replace(draft, name=one["name"], mode=draft.mode if one["mode"] == was else one["mode"], action=one["action"])
        for (draft, was), one in zip(pairs, said, strict=True)
        if one["keep"]
    )


def claims_tab(reading: Reading, work: Work, asked: Asked) -> tuple[ClaimDraft, ...]:
    """Show the drafted claims with their verdicts and return those kept."""
    drafts = reading.claims
    if not drafts:
        st.info(_("没有找到可以核查的说法（多少分钟到达、覆盖、人口、数目）。"))
        return ()
    look(drafts, "c", work)
    verdicts = verdicts_of(reading, asked)
    issued = asked.on or date_of(reading.source)
    then = _("{year} 年").format(year=issued.year) if issued and any(one.then for one in verdicts) else ""
    frame = pd.DataFrame({
        _("留"): [left_before(work, "c", draft, "keep", draft.confidence >= LEAST) for draft in drafts],
        _("类型"): [_(read_words.CLAIM_KINDS.get(draft.kind, draft.kind)) for draft in drafts],
        _("说法"): [title_of(draft) for draft in drafts],
        _("分钟"): ["" if draft.limit_minutes is None else f"{draft.limit_minutes:g}" for draft in drafts],
        **({then: [read_words.verdict(one.then) for one in verdicts]} if then else {}),
        _("今年"): [read_words.verdict(one.today) for one in verdicts],
        _("理由"): [claim_words.told(one.said) if one.said else read_words.reason(one.reason) for one in verdicts],
        _("成员"): ["、".join(member.as_written for member in draft.members) for draft in drafts],
        **common_columns(drafts),
    })  # fmt: skip
    changed = editor(frame, f"{PAGE}-claims-{asked.key}-{common.language()}", [_("留")], {})
    said = [{"keep": bool(keep)} for keep in changed[_("留")]]
    note_changes(work, "c", drafts, said, [{"keep": draft.confidence >= LEAST} for draft in drafts])
    return tuple(draft for draft, one in zip(drafts, said, strict=True) if one["keep"])
