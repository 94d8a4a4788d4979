"""Text and map of the page that reads a plan: linked both ways, kept as text, reviewed with keys."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from probe import map_frame, settle, state
from test_pages import idle, unexpected

HOSTILE = (
    '长春市<img src=x onerror="window.top.hacked=1">与吉林市`${window.top.hacked=1}`一体化发展，\n'
    "推进</script><script>window.top.hacked=1</script>四平市、辽源市建设。\n"
)


def text_frame(page: Any, seconds: float = 40) -> Any:
    """Return the frame that holds the text, once a name is in it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for frame in page.frames:
            if "read_text.mentions" in frame.url and frame.query_selector(".m"):
                return frame
        page.wait_for_timeout(100)
    msg = f"no text on {page.url} after {seconds} s"
    raise AssertionError(msg)


def opened(page: Any, server: str, address: str = "read_plan") -> Any:
    page.goto(f"{server}/{address}")
    text = text_frame(page)
    settle(page, lambda now: now["counts"].get("mentions", 0) > 0)
    idle(page)
    return text


def current(text: Any) -> str:
    return str(text.evaluate("[...document.querySelectorAll('.now')].map((span) => span.textContent).join('')"))


def until(page: Any, found: Any, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "the page did not come to the expected state"
        page.wait_for_timeout(100)


def test_a_click_in_the_text_moves_the_map_and_opens_the_card(server: str, tab: Any) -> None:
    page, watch = tab
    text = opened(page, server)
    text.locator(".m.unit", has_text="敦化").first.click()
    page.wait_for_selector("text=读作 敦化市", timeout=15_000)
    until(page, lambda: abs(map_frame(page).evaluate("map_div.getCenter().lng") - 128.23) < 0.3)
    assert current(text) == "敦化"
    assert watch.outside == []
    assert watch.errors == []
    assert unexpected(watch.failed) == []


def test_a_click_on_the_map_brings_the_name_in_the_text_into_view(server: str, tab: Any) -> None:
    page, watch = tab
    text = opened(page, server)
    map_frame(page).evaluate(
        "map_div.spatial.drawn['mentions'].group.byId['dunhua-shi'][0].fire('click', {latlng: map_div.getCenter(), originalEvent: {}})"
    )
    until(page, lambda: current(text) == "敦化")
    seen = (
        "(() => { const at = document.querySelector('.now').getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; })()"
    )
    until(page, lambda: text.evaluate(seen))
    assert watch.errors == []


def test_keys_work_through_the_queue(server: str, tab: Any) -> None:
    page, _watch = tab
    text = opened(page, server)
    text.locator(".m.doubt").first.click()
    until(page, lambda: current(text) != "")
    before, first = text.locator(".m.doubt").count(), current(text)
    page.keyboard.press("x")
    gone = "[...document.querySelectorAll('.m.gone')].map((span) => span.textContent)"
    until(page, lambda: first in text.evaluate(gone))
    until(page, lambda: text.locator(".m.doubt").count() < before)
    until(page, lambda: current(text) not in {"", first})


def test_hostile_text_stays_text(server: str, tab: Any, tmp_path: Path) -> None:
    page, watch = tab
    source = tmp_path / "<b onmouseover=alert(1)>规划.txt"
    source.write_text(HOSTILE * 3, encoding="utf-8")
    page.goto(f"{server}/read_plan?source=file")
    page.wait_for_selector("input[type=file]", state="attached", timeout=40_000)
    page.set_input_files("input[type=file]", str(source))
    text = text_frame(page)
    idle(page)
    assert "<script>window.top.hacked=1</script>" in text.locator("#text").inner_text()
    text.locator(".m", has_text="吉林市").first.click()
    page.wait_for_selector("text=读作 吉林市", timeout=15_000)
    assert not state(page)["hacked"]
    assert text.evaluate("document.querySelectorAll('#text img, #text script').length") == 0
    assert watch.errors == []
    assert watch.outside == []


def test_a_damaged_file_is_one_sentence(server: str, tab: Any, tmp_path: Path) -> None:
    page, watch = tab
    source = tmp_path / "scan.pdf"
    source.write_bytes(b"%PDF-1.4\nnothing here")
    page.goto(f"{server}/read_plan?source=file")
    page.wait_for_selector("input[type=file]", state="attached", timeout=40_000)
    page.set_input_files("input[type=file]", str(source))
    page.wait_for_selector("[data-testid='stMain'] [data-testid='stAlert']:has-text('scan.pdf')", timeout=20_000)
    idle(page)
    assert page.locator("[data-testid='stAlert']").count() == 1
    assert page.locator("[data-testid='stException']").count() == 0
    assert watch.errors == []


def test_the_comparison_draws_what_came_and_went(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/read_plan?view=compare&plan=urbanization-2014,hachang-2016")
    seen = settle(page, lambda now: bool(now["counts"]), seconds=40)
    assert set(seen["counts"]) <= {"both", "added", "dropped"}
    idle(page)
    assert page.locator("canvas").count() > 0
    assert watch.outside == []
    assert watch.errors == []
