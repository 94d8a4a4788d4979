"""What every page shares: the language, the title, one way to show an error, state in the URL, downloads."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from spatial.errors import SpatialError
from spatial.export import safe_cell
from spatial.messages import LANGUAGES, translator

_KEPT = "kept_parameters"
_LANGUAGE = "language"
_TRIED = "tried_app"


def language() -> str:
    """Return the language of this visit: `zh` or `en`."""
    return str(st.session_state.get(_LANGUAGE, "zh"))


def translate(text: str) -> str:
    """Return a message in the language of this visit; pages import it as `_`."""
    return translator(language())(text)


def choose_language() -> None:
    """Show the language switch; the address (`?lang=en`) decides on a first visit."""
    if _LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang", "zh")
        st.session_state[_LANGUAGE] = asked if asked in LANGUAGES else "zh"
    with st.sidebar:
        st.segmented_control(
            "语言 Language",
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key=_LANGUAGE,
            required=True,
            label_visibility="collapsed",
        )


def through_app() -> None:
    """Run app.py first when Streamlit started a page by itself.

    A new server whose first visitor comes by the address of a page runs that file of `pages/` alone, until `st.navigation` has been called
    once; then it runs app.py for everybody. So call it, and run again, once: where that changes nothing the page goes on alone.
    """
    if _LANGUAGE not in st.session_state and not st.session_state.get(_TRIED):
        st.session_state[_TRIED] = True
        st.navigation([st.Page(path, url_path=path.stem) for path in sorted(Path(__file__).parent.glob("*.py"))], position="hidden")
        st.rerun()


def title(name: str, question: str) -> None:
    """Show the title of a page and the one question it answers; every page calls it first."""
    through_app()
    st.markdown(
        "<style>.block-container{padding:3.4rem 2rem 1rem} h1{font-size:1.5rem!important;padding:0!important}"
        "h3{font-size:1.2rem!important} input[role=combobox]{text-overflow:ellipsis}"
        "[data-testid=stMetricLabel] *{white-space:normal!important;overflow:visible!important}</style>",
        unsafe_allow_html=True,
    )
    st.title(name)
    st.caption(question)


def escape(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return "".join("\\" + char if char in "\\`*_{}[]()<>#+-.!|$~:&" else char for char in text.replace("\n", " "))


@contextmanager
def guard() -> Iterator[None]:
    """Show a mistake as its one sentence and stop the page there; anything else is a fault and is not hidden."""
    try:
        yield
    except SpatialError as error:
        st.error(escape(str(error)))
        st.stop()


def asked(page: str, name: str, default: str, options: Sequence[str] | None = None) -> str:
    """Return one value from the address, else from the last visit of this page, else `default`; unknown values are dropped."""
    values = asked_many(page, name, [default], options)
    return values[0] if values else default


def asked_text(page: str, name: str, default: str) -> str:
    """Return one value as it stands, commas and all; see `asked`."""
    kept: Mapping[str, str] = st.session_state.get(_KEPT, {}).get(page, {})
    return st.query_params.get(name, kept.get(name)) or default


def asked_many(page: str, name: str, default: Sequence[str], options: Sequence[str] | None = None) -> list[str]:
    """Return the values of one parameter (comma-separated in the address); see `asked`."""
    kept: Mapping[str, str] = st.session_state.get(_KEPT, {}).get(page, {})
    raw = st.query_params.get(name, kept.get(name))
    if raw is None:
        return list(default)
    values = [value for value in raw.split(",") if value]
    return values if options is None else [value for value in values if value in options]


def keep(page: str, **values: str | Sequence[str]) -> None:
    """Write the state of a page into the address and remember it for the next visit; defaults may be left out by the caller."""
    texts = {name: value if isinstance(value, str) else ",".join(value) for name, value in values.items()}
    st.session_state.setdefault(_KEPT, {})[page] = texts
    wanted = dict(texts)
    if language() != "zh":
        wanted["lang"] = language()
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def csv_bytes(frame: Any) -> bytes:
    """Return a table as CSV that Excel opens right: UTF-8 with BOM, formula characters disarmed."""
    text = io.StringIO()
    frame.map(safe_cell).rename(columns=safe_cell).to_csv(text, index=False, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def download(label: str, data: bytes | str | Callable[[], bytes], file_name: str, mime: str) -> None:
    """Show one download button, named by what it holds; a function is called only when the button is pressed."""
    st.download_button(label, data, file_name, mime, icon=":material/download:", on_click="ignore")
