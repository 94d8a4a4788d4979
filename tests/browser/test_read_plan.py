"""Text and map of the page that reads a plan: linked both ways, kept as text, reviewed with keys, gone on with after a visit.

Nothing is looked at once: every expectation is waited for, and the frames are found anew each time: a run of the page may replace them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import watched_page
from probe import map_frame, settle, state
from test_pages import ROOT, idle, unexpected

Error = pytest.importorskip("playwright.sync_api").Error
PATIENCE = 40
SAMPLE = ROOT / "layers" / "samples" / "sample-jilin.txt"
HOSTILE = (
    '长春市<img src=x onerror="window.top.hacked=1">与吉林市`${window.top.hacked=1}`一体化发展，\n'
    "推进</script><script>window.top.hacked=1</script>四平市、辽源市建设。\n"
)
NOW = "[...document.querySelectorAll('.now')].map((span) => span.textContent).join('')"
SEEN = (
    "(() => { const at = document.querySelector('.now')?.getBoundingClientRect();"
    " return !!at && at.top >= 0 && at.bottom <= innerHeight; })()"
)
DOUBTS = "document.querySelectorAll('.m.doubt').length"
GONE = "[...document.querySelectorAll('.m.gone')].map((span) => span.textContent)"


def until(page: Any, found: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until something is true and return it; a frame replaced meanwhile is asked again."""
    deadline, last = time.monotonic() + seconds, "never true"
    while time.monotonic() < deadline:
        try:
            answer = found()
        except Error as error:
            answer, last = None, str(error)
        if answer:
            return answer
        page.wait_for_timeout(100)
    msg = f"the page did not come to the expected state within {seconds} s: {last}"
    raise AssertionError(msg)


def text_frame(page: Any) -> Any:
    """Return the frame that holds the text as it is now, once a name is in it."""
    return until(page, lambda: next((one for one in page.frames if "read_text.mentions" in one.url and one.query_selector(".m")), None))


def in_text(page: Any, script: str) -> Any:
    """Return what a script says in the frame of the text."""
    return text_frame(page).evaluate(script)


def click_name(page: Any, selector: str, text: str | None = None) -> None:
    """Click a name in the text and wait until the page has turned to it."""

    def clicked() -> bool:
        text_frame(page).locator(selector, has_text=text).first.click(timeout=5_000)
        return True

    until(page, clicked)
    until(page, lambda: (text or "") in in_text(page, NOW) and in_text(page, NOW))
    idle(page)


def opened(page: Any, server: str, address: str = "read_plan") -> None:
    page.goto(f"{server}/{address}")
    ready(page)


def ready(page: Any) -> None:
    """Wait until text and map stand and the page rests."""
    text_frame(page)
    settle(page, lambda now: now["counts"].get("mentions", 0) > 0)
    idle(page)


def give_file(page: Any, server: str, path: Path) -> None:
    """Open the page for a file and give it one."""
    page.goto(f"{server}/read_plan?source=file")
    page.wait_for_selector("input[type=file]", state="attached", timeout=PATIENCE * 1000)
    idle(page)
    page.set_input_files("input[type=file]", str(path))


def own_copy(tmp_path: Path, name: str) -> Path:
    """Return a copy of the sample that no other test has decided anything on."""
    path = tmp_path / f"{name}.txt"
    path.write_text(f"{SAMPLE.read_text(encoding='utf-8')}\n{name}\n", encoding="utf-8")
    return path


def test_a_click_in_the_text_moves_the_map_and_opens_the_card(server: str, tab: Any) -> None:
    page, watch = tab
    opened(page, server)
    click_name(page, ".m.unit", "敦化")
    page.wait_for_selector("text=读作 敦化市", timeout=PATIENCE * 1000)
    until(page, lambda: abs(map_frame(page).evaluate("map_div.getCenter().lng") - 128.23) < 0.3)
    settle(page, lambda now: "敦化" in "".join(now["names"]))
    assert watch.outside == []
    assert watch.errors == []
    assert unexpected(watch.failed) == []


def test_a_view_asked_for_while_the_map_zooms_is_not_lost(server: str, tab: Any) -> None:
    page, watch = tab
    opened(page, server)
    frame = map_frame(page)
    look = "map_div.spatial.look({{bounds: [{0}, {1}, {2}, {3}], max_zoom: 9}}, true)"
    far, near = look.format(124, 43, 128, 45), look.format(129.3, 42.8, 129.7, 43)
    until(page, lambda: not frame.evaluate("map_div._animatingZoom"))
    frame.evaluate(f"new Promise((done) => {{ {far}; map_div.once('zoomanim', () => {{ {near}; done(); }}); }})")
    until(page, lambda: abs(frame.evaluate("map_div.getCenter().lng") - 129.5) < 0.1)
    assert frame.evaluate("map_div.getZoom()") == 9
    assert watch.errors == []


def test_a_click_on_the_map_brings_the_name_in_the_text_into_view(server: str, tab: Any) -> None:
    page, watch = tab
    opened(page, server)
    drawn = "map_div.spatial.drawn['mentions'].group.byId['dunhua-shi'][0]"
    until(page, lambda: map_frame(page).evaluate(f"!!{drawn}"))
    map_frame(page).evaluate(f"{drawn}.fire('click', {{latlng: map_div.getCenter(), originalEvent: {{}}}})")
    until(page, lambda: in_text(page, NOW) == "敦化")
    until(page, lambda: in_text(page, SEEN))
    assert watch.errors == []


def test_a_draft_far_down_a_long_text_comes_into_view(server: str, tab: Any, tmp_path: Path) -> None:
    page, watch = tab
    path = tmp_path / "long.txt"
    filler = "支持长春市提升服务功能，完善公共交通，改善人居环境，保护耕地与水源，发展现代农业和先进制造业。" * 4
    before = "\n\n".join(f"第{number}项　{filler}" for number in range(80))
    path.write_text(f"{before}\n\n{SAMPLE.read_text(encoding='utf-8')}\n\n{before}", encoding="utf-8")
    give_file(page, server, path)
    ready(page)
    page.locator("[data-testid='stMain'] [data-testid='stSelectbox'] input").first.click(timeout=PATIENCE * 1000)
    page.keyboard.type("珲乌发展轴")
    page.locator("[role='option']", has_text="珲乌发展轴").first.click(timeout=PATIENCE * 1000)
    until(page, lambda: "珲乌" in in_text(page, "document.querySelector('.lit')?.textContent ?? ''"))
    idle(page)
    until(page, lambda: in_text(page, SEEN.replace(".now", ".lit")))
    assert watch.errors == []


def test_keys_work_through_the_queue(server: str, tab: Any, tmp_path: Path) -> None:
    page, _watch = tab
    give_file(page, server, own_copy(tmp_path, "keys"))
    ready(page)
    click_name(page, ".m.doubt")
    before, first = in_text(page, DOUBTS), in_text(page, NOW)
    page.keyboard.press("x")
    until(page, lambda: first in in_text(page, GONE))
    until(page, lambda: in_text(page, DOUBTS) < before)
    until(page, lambda: in_text(page, NOW) not in {"", first})


def test_a_review_goes_on_in_another_visit(server: str, chromium: Any, tmp_path: Path) -> None:
    path = own_copy(tmp_path, "goes-on")
    context, page, _watch = watched_page(chromium)
    give_file(page, server, path)
    ready(page)
    click_name(page, ".m.doubt")
    first = in_text(page, NOW)
    page.keyboard.press("x")
    until(page, lambda: first in in_text(page, GONE))
    until(page, lambda: in_text(page, NOW) not in {"", first})
    idle(page)
    second = in_text(page, NOW)
    context.close()
    context, page, watch = watched_page(chromium)
    page.goto(f"{server}/read_plan?source=file")
    page.get_by_role("button", name="goes-on.txt").first.click(timeout=PATIENCE * 1000)
    ready(page)
    until(page, lambda: first in in_text(page, GONE))
    until(page, lambda: in_text(page, NOW) == second)
    page.wait_for_selector("text=从头审", timeout=PATIENCE * 1000)
    until(page, lambda: "source=saved" in page.url)
    assert watch.errors == []
    assert watch.outside == []
    context.close()


def test_the_names_can_be_taken_away_in_four_forms(server: str, tab: Any, tmp_path: Path) -> None:
    page, watch = tab
    opened(page, server)
    for label, key in (
        ("地名点（GeoJSON）", "features"),
        ("关联地名（Linked Places）", "features"),
        ("批注（W3C Web Annotation）", "items"),
    ):
        with page.expect_download(timeout=PATIENCE * 1000) as waited:
            page.get_by_role("button", name=label).click(timeout=PATIENCE * 1000)
        waited.value.save_as(tmp_path / "taken.json")
        assert json.loads((tmp_path / "taken.json").read_text(encoding="utf-8"))[key]
    with page.expect_download(timeout=PATIENCE * 1000) as waited:
        page.get_by_role("button", name="地名表（CSV）").click(timeout=PATIENCE * 1000)
    waited.value.save_as(tmp_path / "taken.csv")
    assert "敦化" in (tmp_path / "taken.csv").read_text(encoding="utf-8-sig")
    assert watch.errors == []


def test_hostile_text_stays_text(server: str, tab: Any, tmp_path: Path) -> None:
    page, watch = tab
    source = tmp_path / "<b onmouseover=alert(1)>规划.txt"
    source.write_text(HOSTILE * 3, encoding="utf-8")
    give_file(page, server, source)
    ready(page)
    until(page, lambda: "<script>window.top.hacked=1</script>" in text_frame(page).locator("#text").inner_text())
    click_name(page, ".m", "吉林市")
    page.wait_for_selector("text=读作 吉林市", timeout=PATIENCE * 1000)
    page.get_by_role("button", name="接受").first.click(timeout=PATIENCE * 1000)
    until(page, lambda: in_text(page, "document.querySelectorAll('.m.done').length") > 0)
    idle(page)
    page.goto(f"{server}/read_plan?source=file")
    page.get_by_role("button", name="规划.txt").first.click(timeout=PATIENCE * 1000)
    ready(page)
    until(page, lambda: in_text(page, "document.querySelectorAll('.m.done').length") > 0)
    assert not state(page)["hacked"]
    assert in_text(page, "document.querySelectorAll('#text img, #text script').length") == 0
    assert watch.errors == []
    assert watch.outside == []


def test_a_damaged_file_is_one_sentence(server: str, tab: Any, tmp_path: Path) -> None:
    page, watch = tab
    source = tmp_path / "scan.pdf"
    source.write_bytes(b"%PDF-1.4\nnothing here")
    give_file(page, server, source)
    page.wait_for_selector("[data-testid='stMain'] [data-testid='stAlert']:has-text('scan.pdf')", timeout=PATIENCE * 1000)
    idle(page)
    until(page, lambda: page.locator("[data-testid='stAlert']").count() == 1)
    assert page.locator("[data-testid='stException']").count() == 0
    assert watch.errors == []


def test_the_comparison_draws_what_came_and_went(server: str, tab: Any) -> None:
    page, watch = tab
    page.goto(f"{server}/read_plan?view=compare&plan=urbanization-2014,hachang-2016")
    seen = settle(page, lambda now: bool(now["counts"]), seconds=PATIENCE)
    assert set(seen["counts"]) <= {"both", "added", "dropped"}
    until(page, lambda: page.locator("canvas").count() > 0)
    idle(page)
    assert watch.outside == []
    assert watch.errors == []
