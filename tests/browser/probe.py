"""What a test asks of a drawn map: how many features each layer shows, and to wait until that settles."""

from __future__ import annotations

import time
from typing import Any

STATE = """() => {
  if (typeof map_div === "undefined" || !map_div.spatial) { return null; }
  const state = map_div.spatial, counts = {};
  for (const layer of state.shown.layers) {
    const drawn = state.drawn[layer.id];
    counts[layer.id] = drawn && map_div.hasLayer(drawn.group) ? layer.features.length : 0;
  }
  return {
    counts,
    paths: document.querySelectorAll("path.spatial-feature").length,
    places: document.querySelectorAll("path.spatial-place").length,
    labels: document.querySelectorAll(".spatial-label").length,
    names: state.shown.layers.flatMap((layer) => layer.features.map((feature) => feature.properties.name)),
    legend: [...document.querySelectorAll(".spatial-legend-row")].map((row) => row.textContent),
    source: document.querySelector(".spatial-source")?.textContent ?? "",
    hacked: window.hacked ?? window.top.hacked ?? 0,
    digest: state.shown.digest,
  };
}"""


def map_frame(page: Any, seconds: float = 60) -> Any:
    """Return the frame that holds the map, once its map is open."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for frame in page.frames:
            if "st_folium" in frame.url and frame.evaluate(STATE):
                return frame
        page.wait_for_timeout(100)
    msg = f"no map on {page.url} after {seconds} s"
    raise AssertionError(msg)


def state(page: Any) -> dict[str, Any]:
    """Return what the map shows now."""
    found: dict[str, Any] = map_frame(page).evaluate(STATE)
    return found


def settle(page: Any, until: Any, seconds: float = 40) -> dict[str, Any]:
    """Wait until the map's state satisfies `until` and return it."""
    deadline = time.monotonic() + seconds
    seen: dict[str, Any] = {}
    while time.monotonic() < deadline:
        seen = state(page)
        if until(seen):
            return seen
        page.wait_for_timeout(50)
    msg = f"the map did not come to the expected state; last seen {seen['counts']}, {seen['paths']} paths"
    raise AssertionError(msg)
