"""Corridors and scenarios in the browser: the strip and the map are drawn; two clicks draw a link and the figures follow."""

from __future__ import annotations

from typing import Any

from probe import settle
from test_pages import idle, unexpected


def test_a_corridor_is_drawn_as_strip_and_map(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/corridors?spec=belt_changliaomei&mode=road&year=2026")
    page.wait_for_selector("h1", timeout=40_000)
    idle(page, 120)
    seen = settle(page, lambda now: now["counts"].get("legs", 0) == 2)
    assert seen["counts"]["members"] == 3
    assert any("区段：" in row for row in seen["legend"])
    page.wait_for_selector("[data-testid='stVegaLiteChart'] canvas, [data-testid='stVegaLiteChart'] svg", timeout=20_000)
    assert watch.outside == []
    assert watch.errors == []
    assert unexpected(watch.failed) == []


def test_two_clicks_draw_a_link_and_the_figures_follow(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/scenarios?before=2026&after=2026&origin=")
    page.wait_for_selector("h1", timeout=40_000)
    idle(page, 120)
    page.get_by_test_id("stSidebarUserContent").get_by_text("画一条连线").click()
    page.get_by_text("在“之后”图上点两下").click()
    idle(page)
    page.wait_for_selector("text=在这张图上点起点", timeout=20_000)
    settle(page, lambda now: now["counts"].get("roads", 0) > 0)
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.45)
    page.wait_for_selector("text=再点终点", timeout=30_000)
    idle(page)
    page.mouse.click(box["x"] + box["width"] * 0.41, box["y"] + box["height"] * 0.26)
    page.wait_for_selector("[data-testid='stMetric']", timeout=90_000)
    idle(page, 120)
    assert "links=" in page.url
    assert page.locator("iframe[title*='st_folium']").count() == 3
    assert page.locator("[data-testid='stException']").count() == 0
    assert watch.outside == []
    assert watch.errors == []
