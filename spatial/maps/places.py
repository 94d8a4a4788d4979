"""Places on the map: symbol, size and the zoom at which symbol and name appear follow from the rank of the place alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from spatial.maps.safe import plain_text
from spatial.schema import Place

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Rank:
    """Hold the look of one rank: symbol and radius in px, colours, zooms of symbol and label, text size in px, tone of the text."""

    title: str
    order: float
    symbol: str
    radius: float
    fill: str
    symbol_from: float
    label_from: float
    text_px: int
    tone: str = "place"
    edge: str = "#222222"


RANKS: Final[dict[str, Rank]] = {
    "capital": Rank("省会", 0, "capital", 6.5, "#222222", 0, 0, 14),
    "prefecture": Rank("市（州）政府驻地", 1, "disc", 4.2, "#222222", 0, 5.5, 14),
    "county": Rank("县（市）政府驻地", 3, "disc", 3.4, "#FFFFFF", 6.5, 7.75, 13),
    "district": Rank("区政府驻地", 4, "disc", 2.6, "#FFFFFF", 8.5, 9, 12, "minor"),
    "town": Rank("镇、乡", 6, "disc", 1.8, "#222222", 8.5, 9.25, 12, "minor"),
    "zone": Rank("开发区、新城", 7, "diamond", 3.6, "#56B4E9", 9.5, 10, 12, "minor"),
    "airport": Rank("机场", 3.5, "plane", 7, "#222222", 8, 9, 12, "minor"),
    "port": Rank("港口", 5, "anchor", 6, "#222222", 8, 9.5, 12, "minor"),
    "crossing": Rank("边境口岸", 4.5, "bowtie", 4.5, "#009E73", 8, 9.5, 12, "minor"),
    "station": Rank("车站", 8, "square", 2.6, "#FFFFFF", 10, 10.5, 12, "minor"),
    "nature": Rank("山、景区", 7.5, "triangle", 3, "#009E73", 9.5, 10, 12, "nature", "#009E73"),
    "water": Rank("河、湖、水库", 5.5, "", 0, "", 99, 8.5, 12, "water"),
    "outside": Rank("省外城市", 2, "disc", 3.2, "#B5B5B2", 0, 6.5, 12, "outside", "#8A8A88"),
}

HOST_SUFFIX: Final = "（借用所在地点位）"
_RANK_OF_KIND: Final = {
    "prefecture": "prefecture",
    "county": "county",
    "district": "district",
    "town": "town",
    "zone": "zone",
    "new_town": "zone",
    "airport": "airport",
    "port": "port",
    "crossing": "crossing",
    "station": "station",
    "scenic": "nature",
    "mountain": "nature",
    "lake": "water",
    "reservoir": "water",
    "river": "water",
}
_SETTLEMENTS: Final = {"prefecture", "county", "district", "town"}


def rank_of(place: Place, *, inside: bool = True) -> Rank | None:
    """Return the rank of a place; None for what is not drawn as a point (regions, countries, road ends) and for small places outside."""
    name = _RANK_OF_KIND.get(place.kind)
    if name is None:
        return None
    if name in _SETTLEMENTS and not inside:
        return RANKS["outside"] if name in {"prefecture", "district"} else None
    if name == "prefecture" and place.adcode == "220100":
        return RANKS["capital"]
    return RANKS[name]


def place_item(place: Place, rank: Rank, name: str, rows: list[list[str]], translate: Translate) -> dict[str, Any]:
    """Return one place for the browser; a point that only stands for its host town is hollow and says so."""
    hollow = place.located == "host"
    title = translate(rank.title)
    return {
        "id": place.id,
        "name": plain_text(name),
        "kind": title + (translate(HOST_SUFFIX) if hollow else ""),
        "legend": title,
        "hollow": hollow,
        "lat": round(float(place.lat or 0), 5),
        "lon": round(float(place.lon or 0), 5),
        "rank": rank.order,
        "symbol": rank.symbol,
        "symbolFrom": rank.symbol_from,
        "labelFrom": rank.label_from,
        "radius": rank.radius,
        "fill": "#FFFFFF" if hollow else rank.fill,
        "edge": (rank.fill if hollow and rank.fill != "#FFFFFF" else rank.edge) or "#222222",
        "weight": 1.4 if hollow else 1.1,
        "size": rank.text_px,
        "tone": rank.tone,
        "rows": [[plain_text(label), plain_text(value)] for label, value in rows if value],
    }


def place_items(
    places: Iterable[Place],
    translate: Translate,
    name_of: Callable[[Place], str],
    *,
    is_inside: Callable[[Place], bool] = lambda _: True,
    rows_of: Callable[[Place], list[list[str]]] = lambda _: [],
) -> list[dict[str, Any]]:
    """Return every drawable place for the browser, in order of id.

    `name_of` gives the name in the language of the screen, `is_inside` says whether a place lies in the province.
    """
    items = []
    for place in sorted(places, key=lambda each: each.id):
        rank = rank_of(place, inside=is_inside(place))
        if rank is not None and place.lon is not None and place.lat is not None:
            items.append(place_item(place, rank, name_of(place), rows_of(place), translate))
    return items
