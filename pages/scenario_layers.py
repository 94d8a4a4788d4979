"""Two scenarios compared once per question, and the three maps of it: before, after, difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pages import circle_layers, words
from pages.common import translate as _
from pages.long_run import Progress, long_run
from pages.quiet_ground import quiet_roads
from spatial import crs, maps
from spatial.export import Provenance, export_bytes
from spatial.gazetteer import load_gazetteer
from spatial.network.dates import edges_open_on
from spatial.scenario import Scenario
from spatial.scenario.apply import apply_scenario
from spatial.scenario.compare import CircleChange, CorridorChange, PairChange, PlaceChange, compare

NOTICED: Final = 0.1
SLIVER_M: Final = 400.0
MUCH, SOME = 20.0, 5.0


@dataclass(frozen=True)
class Asked:
    """Hold what is compared: two scenarios, by which mode."""

    before: Scenario
    after: Scenario
    mode: str


@dataclass(frozen=True, eq=False)
class Change:
    """Hold what differs between two scenarios, without their networks; `switched` are the edges drawn, opened or left out."""

    mean: float | None
    mean_unweighted: float | None
    pairs_changed: int
    places: tuple[PlaceChange, ...]
    pairs: tuple[PairChange, ...]
    notes: tuple[str, ...]
    switched: Any


def change_of(asked: Asked) -> Change:
    """Return the comparison between the county units, with a bar the first time."""

    def run(progress: Progress) -> Change:
        found = compare(asked.before, asked.after, mode=asked.mode, progress=progress)
        return Change(
            found.mean_change, found.mean_change_unweighted, found.pairs_changed, found.places, found.pairs, found.notes,
            switched_edges(asked),
        )  # fmt: skip

    return long_run(("change", asked), _("正在比较两个情景……"), run)  # type: ignore[no-any-return]


def circle_of(asked: Asked, origin: str, minutes: int) -> CircleChange:
    """Return the change of one circle."""

    def run(progress: Progress) -> CircleChange:
        place = load_gazetteer().one(origin)
        found = compare(asked.before, asked.after, mode=asked.mode, places=[place], circles=[place.id], minutes=minutes, progress=progress)
        return without_slivers(found.circles[0])

    return long_run(("circle", asked, origin, minutes), _("正在比较等时圈……"), run)  # type: ignore[no-any-return]


def without_slivers(circle: CircleChange) -> CircleChange:
    """Return the change without strips narrower than 400 m: two runs of the computing grid differ by so much where nothing changed."""
    gained, lost = (
        crs.unproject(crs.project(shape).buffer(-SLIVER_M / 2).buffer(SLIVER_M / 2)) if not shape.is_empty else shape
        for shape in (circle.gained, circle.lost)
    )
    areas = [sum(crs.geodesic_area_km2(part) for part in _polygons(shape)) for shape in (gained, lost)]
    return replace(circle, gained=gained, lost=lost, gained_km2=areas[0], lost_km2=areas[1])


def _polygons(shape: Any) -> list[Any]:
    """Return the polygons of a geometry."""
    return [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon" and not part.is_empty]


def corridor_of(asked: Asked, spec: str) -> CorridorChange:
    """Return the change of one corridor."""

    def run(progress: Progress) -> CorridorChange:
        places = [load_gazetteer().one("changchun-shi")]
        return compare(asked.before, asked.after, mode=asked.mode, places=places, corridors=[spec], progress=progress).corridors[0]

    return long_run(("corridor", asked, spec), _("正在比较廊道……"), run)  # type: ignore[no-any-return]


def switched_edges(asked: Asked) -> gpd.GeoDataFrame:
    """Return the lines only one of the two scenarios has (EPSG:4326): id, name, style, geometry, one row per name.

    A section rebuilt between the same two junctions counts as new, not as taken away.
    """
    before, after = (_open_edges(scenario, asked.mode) for scenario in (asked.before, asked.after))
    fresh = after[~after["id"].isin(before["id"])]
    gone = before[~before["id"].isin(after["id"])]
    still = set(zip(after["from_id"], after["to_id"], strict=True))
    lost = np.array([ends not in still for ends in zip(gone["from_id"], gone["to_id"], strict=True)], bool)
    rows = [
        {"id": f"{style}-{name}", "name": name, "style": style, "geometry": shapely.line_merge(shapely.union_all(list(group.geometry)))}
        for table, style in ((fresh, "drawn"), (gone[lost], "left_out"))
        for name, group in table.groupby("label")
    ]
    return gpd.GeoDataFrame(rows, columns=["id", "name", "style", "geometry"], geometry="geometry", crs=4326)


def _open_edges(scenario: Scenario, mode: str) -> Any:
    """Return the numbered or named sections of a mode that are open on the day of a scenario."""
    applied = apply_scenario(scenario, circle_layers.network())
    edges = applied.network.edges
    wanted = edges_open_on(edges, applied.on).is_open & ~edges["edge_class"].isin(["background", "ramp"])
    if "+" not in mode:
        wanted &= edges["mode"] == mode
    shown = edges.loc[wanted, ["id", "from_id", "to_id", "ref", "name", "geometry"]]
    names = [str(name) if isinstance(name, str) and name else str(ref) for name, ref in zip(shown["name"], shown["ref"], strict=True)]
    return shown.assign(label=names)


def side_layers(lang: str, asked: Asked, side: str, circle: CircleChange | None) -> list[maps.MapLayer]:
    """Return the layers of the map before or after."""
    scenario = asked.before if side == "before" else asked.after
    layers = [quiet_roads(lang, scenario.year, asked.mode), _circle_layer(circle, side)]
    if side == "after":
        layers.append(_switched_layer(change_of(asked)))
    layers.append(_origin_layer(circle))
    return [layer for layer in layers if layer is not None and layer.count]


def change_layers(asked: Asked, circle: CircleChange | None) -> list[maps.MapLayer]:
    """Return the layers of the difference map: ground gained and lost, places nearer and farther."""
    change = change_of(asked)
    layers = [_gain_layer(circle), _switched_layer(change), _places_layer(change), _origin_layer(circle)]
    return [layer for layer in layers if layer is not None and layer.count]


def _circle_layer(circle: CircleChange | None, side: str) -> maps.MapLayer | None:
    """Return the circle of one side."""
    if circle is None:
        return None
    shape, area = (circle.before, circle.area_before_km2) if side == "before" else (circle.after, circle.area_after_km2)
    name = _("{name} {minutes:g} 分钟").format(name=words.named(circle.origin_id, circle.origin), minutes=circle.minutes)
    frame = gpd.GeoDataFrame([{"id": "circle", "name": name, "area": f"{area:,.0f} km²", "geometry": shape}], geometry="geometry", crs=4326)
    return maps.layer_from_frame(
        frame, layer_id="circle", title=name, group=_("情景"), style_key="circle_2", rows=[(_("面积"), "area")], tolerance_m=80, named=True
    )


def _gain_layer(circle: CircleChange | None) -> maps.MapLayer | None:
    """Return the ground the circle gains and loses."""
    if circle is None:
        return None
    rows = [
        {"id": key, "name": name, "style": key, "area": f"{area:,.0f} km²", "geometry": shape}
        for key, name, area, shape in (
            ("gain", _("圈内新增"), circle.gained_km2, circle.gained), ("loss", _("圈内减少"), circle.lost_km2, circle.lost),
        )
        if not shape.is_empty and area >= 0.5
    ]  # fmt: skip
    if not rows:
        return None
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    return maps.layer_from_frame(
        frame, layer_id="gained", title=_("等时圈的变化"), group=_("情景"), rows=[(_("面积"), "area")], tolerance_m=80
    )


def _switched_layer(change: Change) -> maps.MapLayer | None:
    """Return the lines a scenario adds or takes away."""
    if change.switched.empty:
        return None
    return maps.layer_from_frame(
        change.switched, layer_id="switched", title=_("线路的变化"), group=_("情景"), source=maps.OSM_SOURCE, tolerance_m=60
    )


def _origin_layer(circle: CircleChange | None) -> maps.MapLayer | None:
    """Return the origin of the circle as a star."""
    if circle is None:
        return None
    place = load_gazetteer().get(circle.origin_id)
    rows = [{"id": place.id, "name": words.place_name(place), "geometry": shapely.Point(place.lon or 0, place.lat or 0)}]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    return maps.layer_from_frame(frame, layer_id="origin", title=_("起点"), group=_("情景"), style_key="origin")


def places_frame(change: Change) -> gpd.GeoDataFrame:
    """Return the places that come noticeably nearer to the others, or farther from them."""
    rows = [
        {
            "id": place.id, "name": words.named(place.id, place.title), "style": _place_style(place.change),
            "before": f"{place.before:.0f}", "after": f"{place.after:.0f}", "change": f"{place.change:+.1f}",
            "geometry": shapely.Point(place.lon, place.lat),
        }
        for place in change.places
        if place.change is not None and place.before is not None and place.after is not None and abs(place.change) >= NOTICED
    ]  # fmt: skip
    columns = ["id", "name", "style", "before", "after", "change", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=4326)


def _place_style(change: float) -> str:
    """Return the style of a change in minutes: negative is nearer."""
    if change > 0:
        return "farther"
    return "nearer_1" if change <= -MUCH else "nearer_2" if change <= -SOME else "nearer_3"


def _places_layer(change: Change) -> maps.MapLayer | None:
    """Return the places that changed."""
    frame = places_frame(change)
    if frame.empty:
        return None
    rows = [(_("之前（分钟）"), "before"), (_("之后（分钟）"), "after"), (_("变化（分钟）"), "change")]
    return maps.layer_from_frame(frame, layer_id="changed", title=_("到全省各县市的平均时间"), group=_("情景"), rows=rows)


def places_table(change: Change) -> pd.DataFrame:
    """Return the change per place, the largest gain first."""
    return pd.DataFrame(
        {
            _("县（市、区）"): [words.named(place.id, place.title) for place in change.places],
            _("之前（分钟）"): [_rounded(place.before) for place in change.places],
            _("之后（分钟）"): [_rounded(place.after) for place in change.places],
            _("变化（分钟）"): [_rounded(place.change) for place in change.places],
            _("新通的地方"): [place.newly_joined for place in change.places],
            _("断开的地方"): [place.newly_cut for place in change.places],
        }
    )


def pairs_table(change: Change) -> pd.DataFrame:
    """Return the pairs that change: newly joined first, then the largest gain first."""
    return pd.DataFrame(
        {
            _("从"): [words.named(pair.start_id, pair.start) for pair in change.pairs],
            _("到"): [words.named(pair.end_id, pair.end) for pair in change.pairs],
            _("之前（分钟）"): [_rounded(pair.before) for pair in change.pairs],
            _("之后（分钟）"): [_rounded(pair.after) for pair in change.pairs],
            _("变化（分钟）"): [_rounded(pair.change) for pair in change.pairs],
        }
    )


def _rounded(value: float | None) -> float | None:
    """Return minutes to one decimal; nothing where there is no way."""
    return None if value is None else round(value, 1)


def geojson_of(asked: Asked) -> bytes:
    """Return the places with their change as GeoJSON."""
    said = Provenance("scenario", "情景比较", "computed on the embedded network; © OpenStreetMap contributors", "ODbL 1.0")
    frame = places_frame(change_of(asked)).drop(columns="style")
    return export_bytes(frame.assign(mode=asked.mode, from_=asked.before.label, to=asked.after.label), "geojson", said)
