"""A name that is a script stays a name, in every place a string can appear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import start_server, watched_page
from hostile_texts import PAYLOADS
from playwright.sync_api import Browser
from probe import map_frame, settle, state

from spatial.maps.assets import SCRIPTS

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def hostile_server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    process, url = start_server(HERE / "hostile_app.py", tmp_path_factory.mktemp("hostile"))
    yield url
    process.terminate()
    process.wait(10)


def test_nothing_of_a_hostile_text_runs(hostile_server: str, chromium: Browser) -> None:
    context, page, watch = watched_page(chromium)
    page.on("dialog", lambda dialog: (watch.errors.append(dialog.message), dialog.dismiss()))
    page.goto(hostile_server)
    seen = settle(page, lambda now: len(now["counts"]) == len(PAYLOADS))
    assert seen["paths"] == 3 * len(PAYLOADS)
    frame = map_frame(page)
    frame.locator(".spatial-switches summary").click()
    for number, text in enumerate(PAYLOADS):
        frame.evaluate(
            """([layer, id]) => {
              const parts = map_div.spatial.drawn[layer].group.byId[id];
              parts.forEach((part) => { part.fire("mouseover", {latlng: map_div.getCenter()}); part.openTooltip(map_div.getCenter());
                part.fire("click", {latlng: map_div.getCenter(), originalEvent: {}}); });
            }""",
            [f"{text}-{number}", f"{text}0"],
        )
        popup = frame.locator(".spatial-card strong").last.inner_text()
        assert popup.split() == text.replace("\u2028", " ").replace("\u2029", " ").split()
        page.wait_for_timeout(60)
    page.wait_for_timeout(800)
    for target in [*page.frames]:
        assert target.evaluate("window.hacked") is None
    assert frame.locator("img").count() == 0
    assert frame.evaluate("document.querySelectorAll('script').length") == len(SCRIPTS) + 4
    shown = {name.strip() for name in frame.locator(".spatial-switch-group").all_inner_texts()}
    assert any("onerror" in name for name in shown)
    assert state(page)["names"][0] == PAYLOADS[0]
    assert watch.outside == []
    assert watch.errors == []
    context.close()
