"""Long computations on a page: a bar while they run, the answer kept for everybody afterwards."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final

import streamlit as st

from pages.common import translate as _

KEPT: Final = 40
Progress = Callable[[int, int], None]
_LOCK = Lock()


@st.cache_resource(show_spinner=False)
def _answers() -> dict[Hashable, Any]:
    """Return the answers kept so far, oldest first."""
    return {}


def is_known(key: Hashable) -> bool:
    """Tell whether the answer to a question is kept."""
    return key in _answers()


def long_run(key: Hashable, text: str, run: Callable[[Progress], Any]) -> Any:
    """Return the kept answer to `key`, else run with a progress bar, keep the answer and return it.

    Streamlit's own caches can not be used here: a cached function must not touch a bar that stands outside it.
    """
    answers = _answers()
    if key in answers:
        return answers[key]
    bar = st.progress(0.0, text=text)

    def step(done: int, total: int) -> None:
        bar.progress(min(done / max(total, 1), 1.0), text=_("{text}{done}/{total}").format(text=text, done=done, total=total))

    try:
        found = run(step)
    finally:
        bar.empty()
    with _LOCK:
        answers[key] = found
        while len(answers) > KEPT:
            del answers[next(iter(answers))]
    return found
