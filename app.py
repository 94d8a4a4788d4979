"""Open the application: page settings and navigation only; every page lives in pages/."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.common import choose_language
from pages.common import translate as _
from spatial.messages import mark

PAGES_DIR = Path(__file__).resolve().parent / "pages"

# (file, title, icon): a page is offered as soon as its file exists.
PAGES = (
    ("atlas", mark("总览"), ":material/map:"),
    ("places", mark("地名"), ":material/search:"),
    ("circles", mark("半小时圈"), ":material/timelapse:"),
    ("claims", mark("承诺核验"), ":material/fact_check:"),
    ("corridors", mark("廊道"), ":material/route:"),
    ("scenarios", mark("情景"), ":material/compare:"),
    ("read_plan", mark("读规划"), ":material/menu_book:"),
    ("export", mark("导出"), ":material/download:"),
)


def main() -> None:
    """Show the page the address asks for."""
    st.set_page_config(page_title=_("吉林省空间规划"), page_icon="🗺️", layout="wide")
    choose_language()
    offered = [
        st.Page(PAGES_DIR / f"{name}.py", title=_(title), icon=icon, url_path=name, default=name == "atlas")
        for name, title, icon in PAGES
        if (PAGES_DIR / f"{name}.py").exists()
    ]
    st.navigation(offered, position="top").run()


main()
