"""Links of a scenario: drawn by two pickers or two clicks, listed, loaded from a file; and the best next ones as candidates."""

from __future__ import annotations

from typing import Any, Final, cast

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from pages import circle_layers, common, mapping, scenario_state, words
from pages.common import translate as _
from pages.corridor_layers import CLASS_NAMES
from pages.long_run import Progress, long_run
from pages.quiet_ground import quiet_roads, widened
from pages.scenario_state import EXTRAS, LINKS, PENDING, Extras, end_title, ends
from spatial import maps
from spatial.errors import SpatialError
from spatial.export import Provenance, export_bytes
from spatial.gazetteer import load_gazetteer
from spatial.scenario import LINK_CLASSES, DrawnLink
from spatial.scenario.candidates import CandidateLink, best_next_links
from spatial.settings import NEWEST_YEAR

PAGE: Final = "scenarios"
PEN: Final = f"{PAGE}-pen"
FIRST_END: Final = f"{PAGE}-first-end"
CLASS: Final = f"{PAGE}-class"
FAILED: Final = f"{PAGE}-failed"
CLASSES: Final = tuple(name for names in LINK_CLASSES.values() for name in names)
DISTANCES: Final = ("40", "60", "80", "100")
ROAD_CLASSES: Final = ("expressway", "national", "provincial")


def class_title(name: str) -> str:
    """Return the title of a class of links."""
    return _(CLASS_NAMES[name])


def draw_form(year: int) -> None:
    """Show the pickers of a new link, and the pen for drawing it on the map."""
    with st.expander(_("画一条连线"), expanded=bool(st.session_state[LINKS]) or bool(st.session_state.get(PEN)), icon=":material/edit:"):
        kind = str(st.selectbox(_("等级"), CLASSES, format_func=class_title, key=CLASS))
        st.toggle(_("在“之后”图上点两下"), key=PEN, help=_("点地名或空白处都行；第一下是起点，第二下是终点，随即计算。"))
        with st.form(f"{PAGE}-form", border=False, clear_on_submit=True):
            note = _("选地名，或写“经度,纬度”。端点接到 15 公里内最近的路口（铁路接车站），中途不设出入口。")
            picked = [
                st.selectbox(
                    label, list(ends()), index=None, format_func=end_title, accept_new_options=True, help=note, key=f"{PAGE}-{key}",
                    placeholder=_("地名或经度,纬度"),
                )
                for label, key in ((_("起点"), "end-a"), (_("终点"), "end-b"))
            ]  # fmt: skip
            if st.form_submit_button(_("画上"), icon=":material/add:"):
                if not all(picked):
                    st.warning(_("请选好起点和终点。"))
                else:
                    put(str(picked[0]), str(picked[1]), kind, year)


def put(start: str, end: str, kind: str, year: int) -> None:
    """Add a link; a mistake is shown as its sentence."""
    try:
        mode = cast("Any", scenario_state.MODE_OF[kind])
        scenario_state.add_link(scenario_state.named(DrawnLink(start, end, mode, kind)), year)
    except SpatialError as error:
        st.error(common.escape(str(error)))


def link_list() -> None:
    """List what was drawn and what a file brought, each with its way out."""
    for number, link in enumerate(st.session_state[LINKS]):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.caption(f"{end_title(link.start)}—{end_title(link.end)} · {class_title(link.edge_class)}")
        right.button("✕", key=f"{PAGE}-drop-{number}", on_click=scenario_state.remove_link, args=(number,), type="tertiary", help=_("去掉"))
    extras: Extras = st.session_state[EXTRAS]
    if extras.speeds or extras.closures:
        st.caption(_("文件带来：改速 {speeds} 处，封闭 {closures} 段。").format(speeds=len(extras.speeds), closures=len(extras.closures)))
        st.button(_("不用这些改动"), key=f"{PAGE}-drop-extras", on_click=scenario_state.drop_extras)


def load_file() -> None:
    """Take a scenario file; a wrong one is refused with one sentence and changes nothing."""
    with st.expander(_("从文件读入情景"), icon=":material/upload_file:"):
        held = st.file_uploader(
            _("情景文件（TOML）"), type=["toml"], key=f"{PAGE}-file", label_visibility="collapsed", max_upload_size=1,
            help=_("由本页“存下情景”存出的文件，或按同样格式写的 TOML。"),
        )  # fmt: skip
        seen = f"{PAGE}-file-seen"
        if held is None:
            st.session_state.pop(seen, None)
            return
        if st.session_state.get(seen) == held.file_id:
            failed = st.session_state.get(FAILED)
            if failed:
                st.error(common.escape(failed))
            return
        st.session_state[seen] = held.file_id
        try:
            st.session_state[PENDING] = scenario_state.from_upload(held.getvalue())
            st.session_state[FAILED] = ""
        except SpatialError as error:
            st.session_state[FAILED] = str(error)
            st.error(common.escape(str(error)))
            return
        st.rerun()


def pending_layer() -> list[maps.MapLayer]:
    """Return the first end of a link being drawn, as a star."""
    first = st.session_state.get(FIRST_END)
    if not first:
        return []
    lon, lat = point_of(first)
    frame = gpd.GeoDataFrame(
        [{"id": "first", "name": end_title(first), "geometry": shapely.Point(lon, lat)}], geometry="geometry", crs=4326
    )
    return [maps.layer_from_frame(frame, layer_id="pen", title=_("连线起点"), group="", style_key="origin", label_from=0)]


def point_of(end: str) -> tuple[float, float]:
    """Return lon and lat of a place id or of `lon,lat`."""
    if "," in end:
        lon, lat = (float(part) for part in end.split(","))
        return lon, lat
    place = load_gazetteer().get(end)
    return place.lon or 0.0, place.lat or 0.0


def use_click(choice: mapping.Choice | None, year: int) -> None:
    """Take a click as the first or second end of a link."""
    first = st.session_state.get(FIRST_END)
    st.caption(_("起点 {first}；再点终点。").format(first=end_title(first)) if first else _("在这张图上点起点。"))
    if choice is None or choice.layer not in ("places", "point"):
        return
    if not first:
        st.session_state[FIRST_END] = choice.id
        st.rerun()
    st.session_state[FIRST_END] = ""
    before = st.session_state[LINKS]
    put(first, choice.id, str(st.session_state[CLASS]), year)
    if st.session_state[LINKS] != before:
        st.rerun()


def best_links() -> None:
    """Show the links between places not directly joined that would save most per kilometre."""
    with st.sidebar:
        kept = {key: common.asked(PAGE, key, default, options) for key, default, options in (
            ("km", "60", DISTANCES), ("class", "expressway", ROAD_CLASSES),
        )}  # fmt: skip
        km = st.select_slider(_("两端直线距离不超过（公里）"), DISTANCES, kept["km"], key=f"{PAGE}-km")
        kind = st.selectbox(_("等级"), ROAD_CLASSES, ROAD_CLASSES.index(kept["class"]), format_func=class_title, key=f"{PAGE}-best-class")
    common.keep(PAGE, view="links", km=km, **{"class": kind})

    def run(progress: Progress) -> tuple[CandidateLink, ...]:
        return best_next_links(max_km=float(km), link_class=kind, network=circle_layers.network(), progress=progress)

    found = long_run(("links", km, kind), _("正在逐条试连……"), run)
    st.markdown("**" + _("不直接相连的城镇之间，每公里节省最多的 {count} 条{kind}").format(count=len(found), kind=class_title(kind)) + "**")
    st.caption(
        _(
            "这是设想，不是选线：直线连接，长度按同级公路的平均绕行折算，未考虑地形、造价、生态、用地。"
            "最快线路超过直线 1.3 倍才算不直接相连。"
        )
    )
    left, right = st.columns([5, 4], gap="medium")
    with left:
        picked = st.dataframe(
            links_table(found), hide_index=True, on_select="rerun", selection_mode="single-row", key=f"{PAGE}-best", height=388,
            column_config={
                _("连线"): st.column_config.TextColumn(width=215),
                _("每百公里节省（分钟）"): st.column_config.NumberColumn(help=_("人口加权的平均每次出行节省 ÷ 长度 × 100"), format="%.2f"),
                _("平均节省（分钟）"): st.column_config.NumberColumn(help=_("全省县（市、区）之间平均每次出行节省的分钟"), format="%.3f"),
            },
        )  # fmt: skip
        if picked.selection.rows:
            link = found[picked.selection.rows[0]]
            st.button(
                _("把 {start}—{end} 画进情景").format(start=link.start, end=link.end),
                on_click=_take,
                args=(link, kind),
                icon=":material/add:",
            )
        else:
            st.caption(_("选一行，可把它画进情景，看各地的变化。"))
    with right:
        layers = [quiet_roads(common.language(), NEWEST_YEAR, "road"), links_layer(found)]
        mapping.show_map(
            f"{PAGE}-best", layers, view=maps.View(f"{kind}{km}", widened(maps.merged_bounds([layers[1].bounds])), 11), height=480
        )
    stem = f"next-links-{kind}-{km}km"
    said = Provenance("next-links", "设想的连线", "computed on the embedded network; © OpenStreetMap contributors", "ODbL 1.0")
    with st.container(horizontal=True):
        common.download(_("候选连线（CSV）"), lambda: common.csv_bytes(links_table(found)), f"{stem}.csv", "text/csv")
        features = links_frame(found)
        common.download(
            _("候选连线（GeoJSON）"), lambda: export_bytes(features, "geojson", said), f"{stem}.geojson", "application/geo+json"
        )


def _take(link: CandidateLink, kind: str) -> None:
    """Put a candidate into the scenario of the newest year and go there."""
    known = st.session_state[LINKS]
    st.session_state[LINKS] = (*known, scenario_state.named(DrawnLink(link.start_id, link.end_id, "road", kind)))
    for name in ("before", "after"):
        st.session_state[f"{PAGE}-{name}"] = NEWEST_YEAR
    st.session_state[f"{PAGE}-view"] = "compare"


def link_title(link: CandidateLink) -> str:
    """Return the two ends of a candidate in the language of the screen."""
    return f"{words.named(link.start_id, link.start)}—{words.named(link.end_id, link.end)}"


def links_table(found: tuple[CandidateLink, ...]) -> pd.DataFrame:
    """Return the candidates with their numbers and caveats."""
    return pd.DataFrame(
        {
            _("名次"): [link.rank for link in found],
            _("连线"): [link_title(link) for link in found],
            _("每百公里节省（分钟）"): [round(link.saved_per_100_km, 3) for link in found],
            _("平均节省（分钟）"): [round(link.saved_minutes_per_journey, 3) for link in found],
            _("长度（km）"): [round(link.length_km) for link in found],
            _("现在（分钟）"): [round(link.minutes_now) for link in found],
            _("连上后（分钟）"): [round(float(link.minutes_then)) for link in found],
            _("现在的非直线系数"): [round(link.circuity_now, 2) for link in found],
            _("注意"): ["".join(link.caveats) for link in found],
        }
    )


def links_frame(found: tuple[CandidateLink, ...]) -> gpd.GeoDataFrame:
    """Return the candidates as lines (EPSG:4326)."""
    rows = [
        {"id": f"link-{link.rank}", "name": f"{link.rank} {link_title(link)}", "saved": f"{link.saved_per_100_km:.2f}",
         "km": f"{link.length_km:.0f}", "now": f"{link.minutes_now:.0f} → {float(link.minutes_then):.0f}", "caveats": "".join(link.caveats),
         "geometry": shapely.geometry.shape(link.geometry)}
        for link in found
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def links_layer(found: tuple[CandidateLink, ...]) -> maps.MapLayer:
    """Return the candidates as a layer."""
    rows = [(_("每百公里节省（分钟）"), "saved"), (_("长度（km）"), "km"), (_("分钟"), "now"), (_("注意"), "caveats")]
    return maps.layer_from_frame(
        links_frame(found), layer_id="next", title=_("设想的连线"), group=_("情景"), style_key="next_link", rows=rows, label_from=8
    )
