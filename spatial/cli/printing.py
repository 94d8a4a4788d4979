"""Layers of the catalogue as the map styles draw them, for the command `map`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from spatial.errors import InvalidInputError
from spatial.settings import NEWEST_YEAR

if TYPE_CHECKING:
    import geopandas as gpd

NETWORK_STYLES: Final = {
    "county": "road", "urban": "road", "provincial": "provincial", "national": "national", "expressway": "expressway",
    "conventional": "rail", "intercity": "hsr", "hsr": "hsr",
}  # fmt: skip
NETWORK: Final = ("roads", "railways", "stations")
GROUND: Final = ("counties", "rivers", "neighbours")


def styled_layer(layer_id: str, plan: str | None, on: date | None) -> gpd.GeoDataFrame:
    """Return a layer with the column `style` of its features; raise InvalidInputError for a layer that has no style.

    Without a date the network is that of the end of NEWEST_YEAR: a printed line is one that can be travelled.
    """
    from spatial import maps
    from spatial.catalogue import layer

    if on is None and layer_id in NETWORK:
        on = date(NEWEST_YEAR, 12, 31)
    frame = layer(layer_id, plan=plan, on=on)
    if layer_id.startswith("structure-"):
        return maps.structures_styled(frame)
    if layer_id.startswith("project-"):
        lines = frame.geom_type.str.contains("Line", na=False)
        return frame.assign(style=[maps.project_style(state, line=line) for state, line in zip(frame["outcome"], lines, strict=True)])
    if layer_id in {"roads", "railways"}:
        known = frame[frame["edge_class"].isin(NETWORK_STYLES)]
        return known.assign(style=known["edge_class"].map(NETWORK_STYLES))
    if layer_id == "stations":
        return frame.assign(style="station")
    msg = f"图层 {layer_id!r} 不能打印；可打印 structure-…、project-…、roads、railways、stations，底图总在下面。"
    raise InvalidInputError(msg)


def sources_of(layer_ids: list[str], frames: list[gpd.GeoDataFrame]) -> str:
    """Return where what is drawn comes from: the titles of the plans, the source of every layer that is no plan's, and of the ground."""
    from spatial.catalogue import get_layer
    from spatial.plans import load_plans

    columns = [frame[name] for frame in frames for name in ("plan", "plans") if name in frame]
    named = {plan for column in columns for text in column for plan in str(text).split(";")}
    titles = [f"《{plan.title}》" for plan in load_plans() if plan.id in named]
    others = [get_layer(layer_id).source for layer_id in layer_ids if not layer_id.startswith(("structure-", "project-"))]
    ground = [part for layer_id in GROUND for part in get_layer(layer_id).source.split("；")]
    return "；".join(dict.fromkeys([*titles, *others, *ground]))
