"""Names on the map can be read: whole, apart from one another, not under a button, one place named once."""

from __future__ import annotations

from typing import Any

import pytest
from probe import map_frame, settle

NAMES = """() => {
  const frame = map_div.getContainer().getBoundingClientRect();
  const box = (node) => { const at = node.getBoundingClientRect(); return [at.left, at.top, at.right, at.bottom]; };
  return {
    frame: [frame.left, frame.top, frame.right, frame.bottom],
    labels: [...document.querySelectorAll(".spatial-label")].map((node) => [node.textContent, box(node)]),
    controls: [...document.querySelectorAll(".leaflet-control")].map((node) => box(node)),
  };
}"""
ROUNDING = 2


def over(one: list[float], two: list[float]) -> bool:
    return (
        one[0] < two[2] - ROUNDING and one[2] > two[0] + ROUNDING and one[1] < two[3] - ROUNDING and one[3] > two[1] + ROUNDING
    )  # fmt: skip


@pytest.mark.parametrize("address", ["places?name=长白", "places?lang=en", "corridors?spec=长春、吉林、敦化"])
def test_names_stand_whole_and_clear(server: str, tab: Any, address: str) -> None:
    page, _watch = tab
    page.goto(f"{server}/{address}")
    settle(page, lambda now: now["labels"] > 3)
    page.wait_for_timeout(1500)
    seen = map_frame(page).evaluate(NAMES)
    frame = seen["frame"]
    for text, box in seen["labels"]:
        assert frame[0] - ROUNDING <= box[0] <= box[2] <= frame[2] + ROUNDING, f"{text} is cut at the side"
        assert not any(over(box, control) for control in seen["controls"]), f"{text} lies under a button or a panel"
    for number, (text, box) in enumerate(seen["labels"]):
        for other, near in seen["labels"][number + 1 :]:
            assert not over(box, near), f"{text} lies on {other}"
    names = [text for text, _box in seen["labels"]]
    assert len(names) == len(set(names))
