"""Where the text of the page comes from: a file, a paste, or one of the samples; and its reading, made once per text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from pages import common
from pages.common import escape
from pages.common import translate as _
from spatial.errors import InvalidInputError
from spatial.geoparse import Document, Reading, Review, parse_text, read_document
from spatial.messages import mark
from spatial.settings import default_settings

PAGE: Final = "read_plan"
SOURCES: Final = {"sample": mark("示例"), "file": mark("文件"), "paste": mark("粘贴"), "saved": mark("已存")}
SAMPLES: Final = {"sample-jilin": mark("吉林（虚构）"), "sample-henan": mark("河南（虚构）")}
# What cannot be read is let in too: it is refused with advice of its own.
SUFFIXES: Final = [
    "txt", "md", "docx", "pdf", "html", "htm", "csv", "json", "doc", "wps", "ofd", "rtf", "caj", "xls", "xlsx", "ppt", "pptx", "zip",
    "png", "jpg",
]  # fmt: skip
# The first two digits of the codes of the divisions (GB/T 2260).
REGIONS: Final = {
    "": mark("从文中判断"), "11": mark("北京"), "12": mark("天津"), "13": mark("河北"), "14": mark("山西"), "15": mark("内蒙古"),
    "21": mark("辽宁"), "22": mark("吉林"), "23": mark("黑龙江"), "31": mark("上海"), "32": mark("江苏"), "33": mark("浙江"),
    "34": mark("安徽"), "35": mark("福建"), "36": mark("江西"), "37": mark("山东"), "41": mark("河南"), "42": mark("湖北"),
    "43": mark("湖南"), "44": mark("广东"), "45": mark("广西"), "46": mark("海南"), "50": mark("重庆"), "51": mark("四川"),
    "52": mark("贵州"), "53": mark("云南"), "54": mark("西藏"), "61": mark("陕西"), "62": mark("甘肃"), "63": mark("青海"),
    "64": mark("宁夏"), "65": mark("新疆"), "71": mark("台湾"), "81": mark("香港"), "82": mark("澳门"),
}  # fmt: skip
HELD: Final = f"{PAGE}-document"


@dataclass(frozen=True)
class Asked:
    """Hold a text to be read, with what the user says of its date and province."""

    document: Document
    on: date | None
    region: str

    @property
    def key(self) -> str:
        """Return what tells this reading from others."""
        return f"{self.document.sha256[:16]}-{self.on or ''}-{self.region}"

    @property
    def review(self) -> Review:
        """Return an empty review of this reading: what it is kept as."""
        return Review(self.document, self.on, self.region)


@st.cache_resource(max_entries=8, show_spinner=False)
def reading_of(text: str, on: date | None, region: str) -> Reading:
    """Return the reading of a text; shared and never changed."""
    return parse_text(text, on=on, region=region or None)


def choose(saved: Callable[[], Asked | None]) -> Asked | None:
    """Show the controls on the left and return what to read; None as long as there is nothing. `saved` offers the kept reviews."""
    with st.sidebar:
        first = common.asked(PAGE, "source", "sample", list(SOURCES))
        source = st.segmented_control(
            _("规划文本"), list(SOURCES), default=first, format_func=lambda one: _(SOURCES[one]), key=f"{PAGE}-source", required=True
        )
        if source == "saved":
            return saved()
        document = {"sample": _sample, "file": _file, "paste": _paste}[str(source)]()
        with st.expander(_("日期与省份")):
            on = st.date_input(
                _("规划日期（可不填）"), value=None, min_value=date(1949, 10, 1), key=f"{PAGE}-on", help=_("不填则取文中落款。")
            )
            region = st.selectbox(_("所属省份"), list(REGIONS), format_func=lambda one: _(REGIONS[one]), key=f"{PAGE}-region")
    return None if document is None else Asked(document, on, region)


def _sample() -> Document:
    """Offer the samples and return the chosen one."""
    first = common.asked(PAGE, "sample", "sample-jilin", list(SAMPLES))
    name = st.radio(_("示例文本"), list(SAMPLES), list(SAMPLES).index(first), format_func=lambda one: _(SAMPLES[one]), key=f"{PAGE}-sample")
    st.caption(_("示例为演示而写，安排均属虚构。您的文件只在本机读取，不上传到别处。"))
    return sample(name)


@st.cache_data(show_spinner=False)
def sample(name: str) -> Document:
    """Return one of the samples."""
    return read_document(default_settings().root / "layers" / "samples" / f"{name}.txt")


def _file() -> Document | None:
    """Take a file and return its text; the last one stays until another comes."""
    given = st.file_uploader(
        _("规划文件（20 MB 以内）"),
        SUFFIXES,
        key=f"{PAGE}-upload",
        help=_("可读 .txt .md .docx .pdf（有文字层）.html；.doc、.wps 请先另存为 .docx；扫描件请先做文字识别。"),
    )
    if given is not None:
        mark_of = (given.name, given.size, given.file_id)
        if st.session_state.get(f"{HELD}-of") != mark_of:
            st.session_state.pop(HELD, None)
            st.session_state[HELD] = read_document(given.getvalue(), given.name)
            st.session_state[f"{HELD}-of"] = mark_of
    held: Document | None = st.session_state.get(HELD)
    if held is not None:
        st.caption(escape("　".join([held.filename, _("{count} 字").format(count=f"{len(held.text):,}"), *held.notes])))
    return held


def _paste() -> Document | None:
    """Take pasted text and return it as a document."""
    key = f"{PAGE}-pasted"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(f"{key}-kept", "")
    text = str(st.text_area(_("把规划的文字粘贴在这里"), height=220, key=key, max_chars=3_000_000))
    st.session_state[f"{key}-kept"] = text
    if not text.strip():
        return None
    if len(text.strip()) < 10:
        raise InvalidInputError(_("粘贴的文字只有 {count} 字，至少要 10 字。").format(count=len(text.strip())))
    return _pasted(text)


@st.cache_data(max_entries=4, show_spinner=False)
def _pasted(text: str) -> Document:
    """Return a pasted text as a document."""
    return read_document(text.encode("utf-8", "replace"), "pasted.txt")
