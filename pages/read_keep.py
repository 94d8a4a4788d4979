"""Take a reviewed reading away: as a plan of one's own that the atlas shows, or as files for other tools."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import streamlit as st

from pages import common, read_saved, themes
from pages.common import escape
from pages.common import translate as _
from pages.read_decisions import corrections
from pages.read_review import Work
from pages.read_source import PAGE, Asked
from spatial.errors import InvalidInputError
from spatial.geoparse import Reading, save_reading, write_reading
from spatial.geoparse.imprint import Imprint, imprint_of
from spatial.geoparse.keep import UNKNOWN_ISSUER, horizon_of
from spatial.geoparse.reading import date_of
from spatial.messages import mark
from spatial.schema import Plan
from spatial.settings import default_settings

FORMS: Final = {
    "geojson": (mark("地名点（GeoJSON）"), "geojson", "application/geo+json"),
    "csv": (mark("地名表（CSV）"), "csv", "text/csv"),
    "lpf": (mark("关联地名（Linked Places）"), "lpf.json", "application/json"),
    "w3c": (mark("批注（W3C Web Annotation）"), "annotations.json", "application/json"),
}


def show(kept: Reading, reading: Reading, work: Work, asked: Asked, *, left: int) -> None:
    """Show the form that saves, and the downloads."""
    st.markdown(f"##### {_('保存与下载')}")
    first, second = st.columns([3, 2], gap="large")
    with first:
        form(kept, reading, work, asked, left)
    with second:
        downloads(kept, asked)


def suggested(asked: Asked) -> tuple[str, Imprint, date | None]:
    """Return id, title, number, issuer and date as the text suggests them."""
    text = asked.document.text
    said = imprint_of(text)
    first = next((line.strip() for line in text.splitlines() if line.strip()), asked.document.filename)[:60]
    issued = asked.on or date_of(text)
    stem = re.sub(r"[^a-z0-9]+", "-", Path(asked.document.filename).stem.lower()).strip("-") or "my-plan"
    return f"{stem}-{issued.year}" if issued else stem, replace(said, title=said.title or first), issued


def form(kept: Reading, reading: Reading, work: Work, asked: Asked, left: int) -> None:
    """Show what a plan is called, by whom and when, and save it."""
    plan_id, said, issued = suggested(asked)
    with st.form(f"{PAGE}-save-{asked.key}"):
        name = st.text_input(_("规划名称"), said.title, max_chars=120)
        first, second = st.columns(2), st.columns([3, 2])
        wanted = first[0].text_input(
            _("编号"), plan_id, max_chars=60, help=_("小写字母、数字和连字符，如 changchun-2025；同编号的旧稿会被替换。")
        )
        written = first[1].text_input(_("文号"), said.number, max_chars=60)
        issuer = second[0].text_input(_("印发单位"), said.issuer, max_chars=60)
        day = second[1].date_input(_("印发日期"), issued, min_value=date(1949, 10, 1))
        pressed = st.form_submit_button(_("存为规划，在总览里看"), type="primary", icon=":material/save:")
        st.caption(
            _("将存入 {s} 个结构、{p} 个项目、{c} 条说法；规划里不存正文，正文与审定记录另存在您自己的文件夹。").format(
                s=len(kept.structures), p=len(kept.projects), c=len(kept.claims)
            )
        )
    if pressed:
        with common.guard():
            if day is None:
                raise InvalidInputError(_("请填印发日期：比较规划、画当年的界线都要用它。"))
            plan = Plan(
                wanted.strip(),
                name.strip() or said.title,
                written.strip(),
                issuer.strip() or UNKNOWN_ISSUER,
                day,
                horizon_of(reading.source),
            )
            folder = save_reading(kept, plan, corrections(reading.mentions, work.decisions), default_settings())
        for cached in (themes.features, themes.kind_layer):
            cached.clear()
        st.session_state[f"{PAGE}-saved-{asked.key}"] = (plan.id, str(folder), left)
        work.plan = plan.id
        read_saved.keep(asked, reading, work)
    saved(asked)


def saved(asked: Asked) -> None:
    """Say what was saved and lead to it."""
    done = st.session_state.get(f"{PAGE}-saved-{asked.key}")
    if done is None:
        return
    plan_id, folder, left = done
    st.success(_("已存为 {folder}").format(folder=escape(folder)))
    if left:
        st.warning(_("保存时还有 {left} 个写法没有审。").format(left=left))
    st.page_link("pages/atlas.py", label=_("在总览里看这份规划"), icon=":material/map:", query_params={"plan": plan_id, **_language()})


def _language() -> dict[str, str]:
    return {} if common.language() == "zh" else {"lang": common.language()}


def downloads(kept: Reading, asked: Asked) -> None:
    """Offer the reviewed names in four forms; each is made when its button is pressed."""
    stem = re.sub(r"[^\w-]+", "_", Path(asked.document.filename).stem) or "plan"
    for form_id, (label, suffix, mime) in FORMS.items():
        common.download(_(label), lambda form_id=form_id: write_reading(kept, form_id).encode("utf-8"), f"{stem}.{suffix}", mime)
    st.caption(_("下载的是审定后的地名；责任单位、文件名称不作为地点。"))
