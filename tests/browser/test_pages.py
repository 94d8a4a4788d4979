"""Every page, both languages: drawn, without a request to the outside and without an error; switches change what is drawn."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from probe import map_frame, settle, state

ROOT = Path(__file__).resolve().parents[2]
OFFERED = ("atlas", "places", "circles", "claims", "corridors", "scenarios", "read_plan", "export")
PAGES = [name for name in OFFERED if (ROOT / "pages" / f"{name}.py").exists()]
EXPECTED = {"atlas": 30, "places": 1}
ADDRESS = {"places": "places?name=五棵树镇"}


def idle(page: Any, seconds: float = 60) -> None:
    """Wait until Streamlit has run the script."""
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", timeout=seconds * 1000)


def unexpected(failed: list[str]) -> list[str]:
    """Answers of 400 and above, less the two that Streamlit itself tries below a page's address."""
    return [line for line in failed if "/_stcore/" not in line]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_draws_offline_without_errors(server: str, tab: Any, name: str, language: str) -> None:
    page, watch = tab
    address = ADDRESS.get(name, name)
    page.goto(f"{server}/{address}{'&' if '?' in address else '?'}lang={language}")
    page.wait_for_selector("h1", timeout=60_000)
    idle(page)
    if name in EXPECTED:
        seen = settle(page, lambda now: now["paths"] >= EXPECTED[name])
        assert sum(seen["counts"].values()) >= EXPECTED[name]
        assert seen["labels"] > 3
        assert ("示意，非法定界线" in seen["source"]) == (language == "zh")
    assert page.locator("[data-testid='stException']").count() == 0
    assert page.locator("h1").first.inner_text().isascii() == (language == "en")
    assert watch.outside == []
    assert watch.errors == []
    assert unexpected(watch.failed) == []


def pill(page: Any, text: str) -> Any:
    return page.get_by_role("button", name=text).first


def test_atlas_opens_on_the_plan_of_2014(server: str, tab: Any) -> None:
    page, _watch = tab
    page.goto(server)
    seen = settle(page, lambda now: now["counts"].get("axis", 0) > 0)
    assert set(seen["counts"]) == {"city_cluster", "town_group", "axis", "key_node_city"}
    assert "发展轴（示意）" in "".join(seen["legend"])


def test_switching_a_plan_and_a_kind_changes_what_is_drawn(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(server)
    first = settle(page, lambda now: now["counts"].get("axis", 0) > 0)
    idle(page)
    pill(page, "哈长城市群 2016").click()
    second = settle(page, lambda now: now["counts"].get("axis", 0) > first["counts"]["axis"])
    assert second["paths"] > first["paths"]
    idle(page)
    pill(page, "城镇组团 3").click()
    third = settle(page, lambda now: "town_group" not in now["counts"])
    assert third["counts"]["axis"] == second["counts"]["axis"]
    idle(page)
    assert "plan=urbanization-2014%2Chachang-2016" in page.url
    assert watch.errors == []


def test_the_address_reopens_the_same_view(server: str, tab: Any) -> None:
    page, _watch = tab
    page.goto(f"{server}/?plan=hachang-2016&kind=axis&sel=axis_hachang")
    seen = settle(page, lambda now: now["counts"].get("axis", 0) > 0)
    assert set(seen["counts"]) == {"axis"}
    page.wait_for_selector("text=哈长发展轴")
    assert map_frame(page).evaluate("map_div.getZoom()") > 7


def test_a_click_inside_a_circle_starts_it_there_and_the_address_keeps_the_point(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/circles?from=125.1,43.6")
    settle(page, lambda now: now["counts"].get("origins", 0) == 1)
    assert page.get_by_label("从", exact=True).input_value() == "125.1,43.6"
    box = page.locator("iframe").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 - 25, box["y"] + box["height"] / 2 - 40)
    page.wait_for_url(lambda url: "from=12" in url and "from=125.1%2C43.6&" not in url, timeout=60_000)
    assert watch.errors == []


def test_the_layer_control_of_the_map_hides_and_shows(server: str, tab: Any) -> None:
    page, _watch = tab
    page.goto(server)
    first = settle(page, lambda now: now["counts"].get("axis", 0) > 0)
    frame = map_frame(page)
    frame.locator(".spatial-switches summary").click()
    start = time.monotonic()
    frame.locator("input[data-layer='city_cluster']").uncheck()
    second = settle(page, lambda now: now["counts"]["city_cluster"] == 0)
    assert time.monotonic() - start < 5
    assert second["paths"] < first["paths"]
    assert "城市群" not in "".join(second["legend"])
    frame.locator("input[data-layer='city_cluster']").check()
    settle(page, lambda now: now["paths"] == first["paths"])


def test_a_click_on_a_feature_shows_its_card_and_keeps_the_view(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/?plan=urbanization-2014&kind=axis")
    settle(page, lambda now: now["counts"].get("axis", 0) > 0)
    idle(page)
    frame = map_frame(page)
    before = frame.evaluate("map_div.getCenter()")
    frame.evaluate(
        "map_div.spatial.drawn['axis'].group.byId['axis_hada'][0].fire('click', {latlng: map_div.getCenter(), originalEvent: {}})"
    )
    page.wait_for_selector("text=新型城镇化规划（2014", timeout=30_000)
    assert "sel=axis_hada" in page.url
    after = map_frame(page).evaluate("map_div.getCenter()")
    assert abs(before["lat"] - after["lat"]) < 0.5
    assert watch.errors == []


def test_a_name_that_differs_only_in_a_number_is_drawn_anew(server: str, tab: Any) -> None:
    page, _watch = tab
    page.goto(f"{server}/?plan=urbanization-2014&kind=project-expressway&year=2013")
    first = settle(page, lambda now: "project-expressway" in now["counts"])
    page.goto(f"{server}/?plan=urbanization-2014&kind=project-expressway&year=2019")
    second = settle(page, lambda now: now["counts"].get("project-expressway", 0) > first["counts"]["project-expressway"])
    assert "项目：已建成" in "".join(second["legend"])


def test_without_a_match_the_page_says_so(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/places?name=没有这个地方呀")
    page.wait_for_selector("[data-testid='stAlert']", timeout=30_000)
    assert page.locator("[data-testid='stException']").count() == 0
    assert state(page)["counts"] == {}
    assert watch.errors == []


def test_a_request_that_comes_while_the_map_loads_is_not_lost(server: str, tab: Any) -> None:
    page, _watch = tab
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/layers.js*", hold)
    page.goto(server)
    pill(page, "城镇组团 3").wait_for(timeout=60_000)
    for _ in range(200):
        if held:
            break
        page.wait_for_timeout(50)
    pill(page, "城镇组团 3").click()
    page.wait_for_timeout(1500)
    idle(page)
    for route in held:
        route.continue_()
    settle(page, lambda now: now["counts"].get("axis", 0) > 0 and "town_group" not in now["counts"])
