"""What is sent to the browser: the ground of a map once, and documents of layers that change on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spatial.maps.layers import Bounds, MapLayer, digest_of
from spatial.maps.safe import plain_text, script_json
from spatial.maps.style import style
from spatial.messages import mark

Translate = Callable[[str], str]

HOME: Final[Bounds] = (121.55, 40.85, 131.35, 46.35)
WORDS: Final = {
    "legend": mark("图例"),
    "layers": mark("图层"),
    "ground": mark("底图"),
    "places": mark("地名"),
    "reset": mark("回到全图"),
    "fullscreen": mark("全屏"),
    "no_fullscreen": mark("浏览器不允许全屏显示。"),
    "hollow": mark("空心：借用所在地点位"),
    "north": mark("上北下南"),
    "zoom_in": mark("放大"),
    "zoom_out": mark("缩小"),
    "separator": mark("；"),
}
DISCLAIMER: Final = mark("示意，非法定界线")
OSM_SOURCE: Final = "© OpenStreetMap contributors (ODbL)"


@dataclass(frozen=True)
class Tiles:
    """Hold one online tile service; never on unless the user turns it on."""

    url: str
    source: str
    subdomains: str = "abc"
    max_zoom: int = 18


@dataclass(frozen=True)
class View:
    """Hold what a document wants to be seen: bounds in degrees; a new `key` moves the map, the same key leaves it alone."""

    key: str
    bounds: Bounds
    max_zoom: float = 11.0


def styles_json(layers: Sequence[MapLayer], translate: Translate) -> dict[str, Any]:
    """Return the styles that the given layers use, with translated titles."""
    found: dict[str, Any] = {}
    for key in dict.fromkeys(key for layer in layers for key in layer.styles):
        look = style(key)
        found[key] = {
            "title": translated_title(look.title, translate),
            "shape": look.shape,
            "pane": look.pane,
            "strokes": [[stroke.color, stroke.width, stroke.dash, stroke.opacity] for stroke in look.strokes],
            "fill": look.fill,
            "fillOpacity": look.fill_opacity,
            "hatch": look.hatch,
            "symbol": look.symbol,
            "size": look.size,
        }
    return found


def translated_title(title: str, translate: Translate) -> str:
    """Return a style's title in the language of the screen; what a variant adds in （…） is its own message."""
    for suffix in ("（示意）", "（直线示意）", "（借用所在地点位）"):
        if title.endswith(suffix):
            return translate(title.removesuffix(suffix)) + translate(suffix)
    return translate(title)


def _joined(layers: Sequence[MapLayer]) -> str:
    """Return the layers as one safe JSON array."""
    return "[" + ",".join(layer.to_json() for layer in layers) + "]"


def ground_json(
    *,
    name: str,
    layers: Sequence[MapLayer],
    places: Sequence[Mapping[str, Any]],
    translate: Translate,
    sources: Sequence[str] = (),
    home: Bounds = HOME,
    tiles: Sequence[Tiles] = (),
    linked: str = "",
) -> str:
    """Return the ground of a map as safe JSON: base layers, places, words, opening view, sources, optional tiles.

    Maps with the same `linked` name move together.
    """
    credit = [translate(DISCLAIMER), *sources, *(tile.source for tile in tiles)]
    head = script_json(
        {
            "name": name,
            "words": {key: translate(text) for key, text in WORDS.items()},
            "styles": styles_json(layers, translate),
            "places": list(places),
            "view": {"bounds": list(home), "max_zoom": 12},
            "sources": [plain_text(line) for line in credit],
            "tiles": [{"url": tile.url, "subdomains": tile.subdomains, "max_zoom": tile.max_zoom} for tile in tiles],
            "linked": linked,
        }
    )
    return f'{head[:-1]},"layers":{_joined(layers)}}}'


def overlay_json(
    layers: Sequence[MapLayer],
    translate: Translate,
    *,
    view: View | None = None,
    selected: tuple[str, str] | None = None,
) -> str:
    """Return the changing layers as safe JSON; `selected` is (layer id, feature id) to mark."""
    head = script_json(
        {
            "styles": styles_json(layers, translate),
            "view": None if view is None else {"key": view.key, "bounds": list(view.bounds), "max_zoom": view.max_zoom},
            "selected": list(selected) if selected else None,
            "digest": digest_of(*(layer.id + layer.digest for layer in layers)),
        }
    )
    return f'{head[:-1]},"layers":{_joined(layers)}}}'
