"""The pages' logic without a browser: what opens, what is said when something is missing, what the address holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent

# streamlit's own test runner warns about nothing we could change
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def opened(page: str = "", **parameters: str) -> Any:
    """Open the application as a visitor would, by the address of a page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    if page:
        app.switch_page(f"pages/{page}.py")
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
    return app


def errors(app: Any) -> list[str]:
    return [item.value for item in app.error]


def test_the_atlas_opens_on_the_plan_of_2014() -> None:
    app = opened()
    assert not app.exception
    assert errors(app) == []
    assert app.title[0].value == "总览"
    assert app.query_params["plan"] in ("urbanization-2014", ["urbanization-2014"])
    assert len(app.dataframe[0].value) >= 6


def test_english_is_a_switch_in_the_address() -> None:
    app = opened(lang="en")
    assert app.title[0].value == "Atlas"
    assert not app.exception


def test_without_a_plan_the_page_says_what_to_do() -> None:
    app = opened(plan="", kind="")
    assert not app.exception
    assert any("请在左侧选择规划和主题" in item.value for item in app.info)


def test_an_unknown_selection_is_one_sentence() -> None:
    app = opened(sel="no-such-thing")
    assert not app.exception
    assert len(errors(app)) == 1
    assert "no-such-thing" in errors(app)[0].replace("\\", ""), "shown as it stands, its Markdown escaped"


def test_unknown_values_in_the_address_are_dropped() -> None:
    app = opened(plan="urbanization-2014,<script>", kind="axis,nonsense", year="1800")
    assert not app.exception
    assert errors(app) == []


def test_a_structure_card_cites_plan_and_section() -> None:
    app = opened(sel="axis_hada")
    text = "\n".join(item.value for item in [*app.markdown, *app.caption])
    assert "哈大城镇发展轴" in text
    assert "优化城镇化形态格局" in text
    assert "来源" in text


def test_places_asks_for_a_name_and_answers() -> None:
    app = opened("places")
    assert any("请在左侧输入地名" in item.value for item in app.info)
    app.text_input(key="places-name").input("五棵树镇").run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 2
    assert any("没有替您选" in item.value for item in app.warning)
    app.text_input(key="places-within").input("榆树").run()
    assert any("五棵树镇" in item.value for item in app.success)


def test_places_knows_what_a_place_was_called() -> None:
    app = opened("places")
    app.text_input(key="places-name").input("九台市").run()
    app.text_input(key="places-on").input("2012").run()
    assert not app.exception
    assert any("九台市" in item.value for item in app.markdown)


def test_a_date_that_is_none_is_one_sentence() -> None:
    app = opened("places")
    app.text_input(key="places-name").input("长春").run()
    app.text_input(key="places-on").input("soon").run()
    assert not app.exception
    assert len(errors(app)) == 1
    assert "soon" in errors(app)[0]


def test_export_shows_the_first_rows_and_the_source() -> None:
    app = opened("export")
    assert not app.exception
    assert len(app.dataframe[0].value) >= 2
    assert any("来源" in item.value for item in app.caption)


def test_cells_that_could_be_formulas_are_disarmed() -> None:
    import pandas as pd

    from pages.common import csv_bytes

    made = csv_bytes(pd.DataFrame({"=A1": ["=1+1", "长春"]}))
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig").splitlines()[:2] == ["'=A1", "'=1+1"]


def test_states_before_today_need_an_opening_date() -> None:
    from pages.themes import state_in

    assert state_in("opened", "2015-09-20", 2014) == "planned"
    assert state_in("opened", "2015-09-20", 2015) == "opened"
    assert state_in("opened", None, 2015) == "unknown"
    assert state_in("under_construction", None, 2020) == "planned"
    assert state_in("under_construction", None, 2026) == "under_construction"


def test_markdown_shows_a_text_as_it_stands() -> None:
    from pages.cards import escape

    assert escape("*a* [b](c) :red[d] $x$ <i>") == r"\*a\* \[b\]\(c\) \:red\[d\] \$x\$ \<i\>"
