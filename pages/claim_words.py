"""The verdicts of the page Claims in words: sentences in the language of the screen, tables, and the file to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from pages import common, words
from pages.common import translate as _
from spatial.claims import FAILS, HOLDS, PARTLY, UNKNOWN, MemberCheck, Named, Verdict, verdict_record
from spatial.claims.model import when
from spatial.claims.sentences import LIST_SIGN, Sentence, text_of
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark, translator

VERDICT_TITLES: Final = {HOLDS: mark("成立"), PARTLY: mark("部分成立"), FAILS: mark("不成立"), UNKNOWN: mark("无法判定")}
ICONS: Final = {HOLDS: "✓", PARTLY: "◐", FAILS: "✗", UNKNOWN: "?"}
MODE_NAMES: Final = {"road": mark("公路"), "rail": mark("铁路"), "road+rail": mark("公路＋铁路"), "": "—"}
STARTS: Final = {"centre": mark("从中心点"), "station": mark("从车站"), "edge": mark("从建成区边缘"), "": "—"}
INSIDE: Final = {True: "✓", False: "✗", None: "—"}


def chip(word: str) -> str:
    """Return a verdict with its sign, legible without colour."""
    return f"{ICONS[word]} {_(VERDICT_TITLES[word])}"


def named(name: Named, lang: str | None = None) -> str:
    """Return a name as the plan writes it; in English (`lang`, else the language of the screen) the English one of its place."""
    if (lang or common.language()) == "zh" or not name.place_id:
        return name.as_written
    place = load_gazetteer().get(name.place_id)
    return place.title_en or place.title


def told(sentences: Iterable[Sentence], lang: str | None = None) -> str:
    """Return sentences of a verdict in a language, that of the screen if none is given."""
    chosen = lang or common.language()
    return text_of(sentences, translator(chosen), lambda name: named(name, chosen))


def day_title(verdict: Verdict) -> str:
    """Return the day a verdict is asked for: a year for its end, else the date."""
    return told([when(verdict.on)])


def centre_title(verdict: Verdict) -> str:
    """Return the centres a verdict is asked for."""
    return _("、").join(words.place_name(load_gazetteer().get(place)) for place in verdict.origin_ids)


def ways_table(verdicts: tuple[Verdict, ...]) -> pd.DataFrame:
    """Return one row per way of asking; columns that say the same in every row are left out."""
    columns = {
        _("中心"): [centre_title(verdict) for verdict in verdicts],
        _("日期"): [day_title(verdict) for verdict in verdicts],
        _("方式"): [_(MODE_NAMES[verdict.mode]) for verdict in verdicts],
        _("起算"): [_(STARTS[verdict.start]) for verdict in verdicts],
    }
    told_apart = {name: values for name, values in columns.items() if len(set(values)) > 1}
    outcome = {
        _("结论"): [chip(verdict.verdict) for verdict in verdicts],
        _("理由"): [told(verdict.said) for verdict in verdicts],
        _("换口径"): [told(verdict.changes) for verdict in verdicts],
    }
    return pd.DataFrame(told_apart | outcome)


def members_table(verdict: Verdict) -> pd.DataFrame:
    """Return one row per member: minutes against the limit with the band; columns without any value are left out."""
    members = verdict.members
    columns = {
        _("圈内") if verdict.claim.kind == "time_circle" else _("覆盖"): [INSIDE[member.inside] for member in members],
        _("门到门分钟"): [band(member.minutes, member.low, member.high) for member in members],
        _("余量"): [_whole(member.margin_minutes) for member in members],
        _("车上分钟"): [_whole(member.in_vehicle_minutes) for member in members],
        _("备注"): [told([member.remark]) if member.remark else "" for member in members],
    }
    filled = {name: values for name, values in columns.items() if any(value not in (None, "", "—") for value in values)}
    return pd.DataFrame({_("成员"): [named(member.named) for member in members]} | filled)


def _whole(minutes: float | None) -> int | None:
    """Return minutes without decimals."""
    return None if minutes is None else round(minutes)


def band(minutes: float | None, low: float | None, high: float | None) -> str:
    """Return minutes with their band, `58（50–67）`."""
    if minutes is None:
        return "—"
    return f"{minutes:.0f}（{low:.0f}–{'' if high is None else f'{high:.0f}'}）"


def file_of(verdicts: Iterable[Verdict], lang: str) -> bytes:
    """Return verdicts as a table file in a language: one row per way of asking and member.

    The file is made when the button is pressed, outside the visit, so the language of the screen is not to be asked then.
    """
    comma, word = translator(lang)(LIST_SIGN), translator(lang)
    rows = []
    for verdict in verdicts:
        record = verdict_record(verdict)
        del record["members"]
        centres = (Named(load_gazetteer().get(place).title, place) for place in verdict.origin_ids)
        record |= {"origin": comma.join(named(name, lang) for name in centres), "verdict": word(verdict.verdict)}
        record |= {"reason": told(verdict.said, lang), "sensitivity": told(verdict.changes, lang)}
        record |= {"reached": comma.join(named(name, lang) for name in verdict.reached)}
        rows += [record | _member_cells(member, lang) for member in verdict.members] or [record]
    return common.csv_bytes(pd.DataFrame(rows))


def _member_cells(member: MemberCheck, lang: str) -> dict[str, object]:
    """Return one member as cells of the table file, minutes to a tenth."""
    minutes = ("minutes", "low", "high", "in_vehicle_minutes", "margin_minutes")
    values = {name: getattr(member, name) for name in minutes}
    rounded = {f"member_{name}": None if value is None else round(value, 1) for name, value in values.items()}
    note = told([member.remark], lang) if member.remark else ""
    return {"member": named(member.named, lang), "member_inside": member.inside, **rounded, "member_note": note}
