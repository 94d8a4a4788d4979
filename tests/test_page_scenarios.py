"""The page of scenarios: years, drawn links, projects, files, the ranking on request, plan against reality, candidates."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import circle_layers, scenario_layers, scenario_state, words
from pages.scenario_layers import Asked
from spatial.errors import ScenarioError
from spatial.scenario import DrawnLink, Scenario, SpeedChange, dump_scenario, parse_scenario
from spatial.scenario.apply import apply_scenario
from spatial.settings import NEWEST_YEAR

ROOT = Path(__file__).resolve().parent.parent
LINK = DrawnLink("changchun-shi", "songyuan-shi", "road", "expressway")


def page(**address: str) -> AppTest:
    """Open the page as a visitor of an address finds it."""
    app = AppTest.from_file(str(ROOT / "pages" / "scenarios.py"), default_timeout=180)
    app.session_state["language"] = "zh"
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_two_equal_sides_say_what_to_do() -> None:
    app = page(before="2026", after="2026", origin="")
    assert not app.exception
    assert "两边一样" in app.info[0].value


def test_a_drawn_link_of_the_address_brings_places_nearer() -> None:
    app = page(before="2026", after="2026", links="changchun-shi~songyuan-shi~expressway")
    assert not app.exception
    assert float(app.metric[0].value) < 0
    assert (app.dataframe[0].value["变化（分钟）"].dropna() <= 0.05).all()
    assert app.query_params["links"] == "changchun-shi~songyuan-shi~expressway"


@pytest.mark.parametrize("text", ["changchun-shi~songyuan-shi", "a~b~spaceship", "没有这里~长春~national", "99.5_20.1~长春~national"])
def test_a_wrong_link_in_the_address_is_one_sentence(text: str) -> None:
    app = page(before="2026", after="2026", links=text, origin="")
    assert not app.exception
    assert len(app.error) == 1


def test_the_ranking_waits_to_be_asked() -> None:
    app = page(view="rank")
    assert not app.exception
    assert [button.label for button in app.button if "计算" in button.label]


def test_reality_counts_every_outcome_and_keeps_unknown() -> None:
    app = page(view="reality", modes="")
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) > 150
    assert "未查明" in set(table["结果"])
    assert (table.loc[table["结果"] == "未查明", "与期限相比"] == "未查到结果（不等于未建）").all()


def test_candidates_carry_their_caveats() -> None:
    app = page(view="links", km="40")
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["名次"]) == list(range(1, len(table) + 1))
    assert table["注意"].str.contains("直线设想").all()


def test_links_survive_the_address() -> None:
    links = (LINK, DrawnLink("126.5,43.8", "125.3, 44.1", "rail", "hsr"))
    back = scenario_state.decode(scenario_state.encode(links))
    assert [(link.start, link.end, link.mode, link.edge_class) for link in back] == [
        ("changchun-shi", "songyuan-shi", "road", "expressway"),
        ("126.5,43.8", "125.3,44.1", "rail", "hsr"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"year = 1066\n",
        b"\xff\xfe\x00",
        b"year = 2020\nsurprise = 1\n",
        b'year = 2020\ntitle = "<script>alert(1)</script>"\n',
        b'year = 2020\n[projects]\nadd = ["no-such-project"]\n',
        b"year = 2020\n" + b"#" * 300_000,
    ],
    ids=["year", "bytes", "key", "markup", "project", "size"],
)
def test_a_wrong_file_is_refused_with_one_sentence(data: bytes) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_state.from_upload(data)
    assert "\n" not in str(caught.value)


def test_a_saved_scenario_loads_as_it_was() -> None:
    scenario = Scenario(2020, title="试", links=(LINK,), speeds=(SpeedChange(edge_class="national", factor=1.2),))
    assert scenario_state.from_upload(dump_scenario(scenario).encode()) == parse_scenario(dump_scenario(scenario)) == scenario


def test_lines_that_only_one_side_has_are_named_once() -> None:
    asked = Asked(Scenario(2014), Scenario(2026), "rail")
    found = scenario_layers.switched_edges(asked)
    fresh = found[found["style"] == "drawn"]
    assert fresh["name"].is_unique
    assert fresh["name"].str.contains("珲").any()
    back = scenario_layers.switched_edges(Asked(asked.after, asked.before, "rail"))
    assert set(back.loc[back["style"] == "left_out", "name"]) <= set(fresh["name"])


def test_every_project_that_is_offered_can_be_switched() -> None:
    offered, refused = scenario_state.switchable(), scenario_state.refusals()
    assert offered
    assert not set(offered) & set(refused)
    assert all(refused.values())
    for project, (links, _outcome) in offered.items():
        if links.basis != "built":
            apply_scenario(Scenario(NEWEST_YEAR, add=(project,)), circle_layers.network())


def test_days_of_the_table_are_said_in_words() -> None:
    assert words.day_text("2023-01;2024-11-27") == "2023-01、2024-11-27"
    assert words.day_text("target 2030") == "目标2030"
    assert words.day_text("西延 2021-10-08; 东延 by 2025-10-10") == "西延 2021-10-08、东延不晚于2025-10-10"


def test_a_railway_switched_on_by_road_is_told() -> None:
    railway = next(key for key, (links, _outcome) in scenario_state.switchable().items() if links.mode == "rail")
    app = page(add=railway, mode="road", before="2026", after="2026")
    assert not app.exception
    assert any(scenario_state.project_names()[railway][:4] in one.value for one in app.info)
