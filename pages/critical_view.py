"""Which single section or junction, if closed, costs the province most: ranked, mapped, with the places it hurts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from pages import circle_layers, common, mapping, words
from pages.common import translate as _
from pages.corridor_layers import CLASS_NAMES, MODE_NAMES
from pages.long_run import Progress, long_run
from pages.quiet_ground import quiet_roads
from spatial import maps
from spatial.criticality import CENSUS_YEAR, CUT_OFF_MINUTES, Critical, Hurt, critical
from spatial.export import Provenance, export_bytes
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark

PAGE: Final = "corridors"
TOPS: Final = ("10", "20", "50")
WEIGHTS: Final = {"people": mark("按人口加权"), "none": mark("不加权")}
OBJECTS: Final = {"sections": mark("路段"), "junctions": mark("路口、车站")}
NODE_KINDS: Final = {
    "interchange": mark("互通"), "trunk": mark("干线路口"), "road_end": mark("道路端点"), "station": mark("车站"), "mesh": mark("路口"),
}  # fmt: skip
# Ranks by people and without weights differ: enough are kept that the first of both are among them.
KEPT: Final = (400, 1_000_000)


@dataclass(frozen=True)
class Shown:
    """Hold what the controls ask for."""

    mode: str
    year: int
    top: int
    weight: str
    of: str

    def as_address(self) -> dict[str, str]:
        """Return the choices for the address."""
        return {"top": str(self.top), "weight": self.weight, "of": self.of}


def controls(mode: str, year: int) -> Shown:
    """Show the choices of this view on the left."""
    note = _("加权：两地出行的份量是两端 2010 年普查人口之积；不加权：每对县（市、区）同等。两种排名分开给出，不相混。")
    with st.sidebar:
        of = choose(_("中断的是"), "of", OBJECTS)
        weight = choose(_("出行怎么计"), "weight", WEIGHTS, note)
        top = int(choose(_("前几名"), "top", dict(zip(TOPS, TOPS, strict=True)), first="20"))
    return Shown(mode, year, top, weight, of)


def choose(label: str, name: str, titles: dict[str, str], note: str | None = None, first: str = "") -> str:
    """Show one choice that the address remembers."""
    options = list(titles)
    now = common.asked(PAGE, name, first or options[0], options)
    key = f"{PAGE}-{name}"
    return str(st.segmented_control(label, options, default=now, format_func=lambda one: _(titles[one]), key=key, required=True, help=note))


def ranking(shown: Shown) -> list[Critical]:
    """Return the dearest closures in the order of the chosen weighting; computed once per mode, year and kind."""
    of_junctions = shown.of == "junctions"
    network = circle_layers.network()
    found: tuple[Critical, ...] = ()
    for kept in KEPT:

        def run(progress: Progress, kept: int = kept) -> Any:
            return critical(shown.mode, shown.year, top=kept, of_junctions=of_junctions, network=network, progress=progress)

        found = long_run(("critical", shown.mode, shown.year, of_junctions, kept), _("正在逐段试着中断……"), run)
        ranks = {item.rank_unweighted for item in found}
        if shown.weight == "people" or len(found) < kept or set(range(1, shown.top + 1)) <= ranks:
            break
    place = rank_of(shown)
    return sorted(found, key=place)[: shown.top]


def rank_of(shown: Shown) -> Any:
    """Return what reads the rank in the chosen weighting."""
    return (lambda item: item.rank) if shown.weight == "people" else (lambda item: item.rank_unweighted)


def table(items: list[Critical], shown: Shown) -> pd.DataFrame:
    """Return the ranking; the figures are those of the chosen weighting, of the other one only the rank."""
    weighted = shown.weight == "people"
    return pd.DataFrame(
        {
            _("名次"): [rank_of(shown)(item) for item in items],
            _("代价（分钟）"): [round(item.cost if weighted else item.cost_unweighted, 2) for item in items],
            _("中断处"): [item.name for item in items],
            _("等级"): [_(CLASS_NAMES.get(item.kind) or NODE_KINDS.get(item.kind, item.kind)) for item in items],
            _("多走（分钟）"): [round(item.extra_minutes if weighted else item.extra_minutes_unweighted, 2) for item in items],
            _("走不通的出行"): [item.cut_off_share if weighted else item.cut_off_share_unweighted for item in items],
            _("断开的对数"): [item.pairs_cut_off for item in items],
            _("受害最深"): [words.listing(f"{name_of(hurt)} +{hurt.extra_minutes:.0f}" for hurt in item.hurts[:3]) for item in items],
            (_("不加权名次") if weighted else _("加权名次")): [item.rank_unweighted if weighted else item.rank for item in items],
        }
    )


def column_help() -> dict[str, Any]:
    """Return what each column means."""
    return {
        _("中断处"): st.column_config.TextColumn(width=230),
        _("代价（分钟）"): st.column_config.NumberColumn(
            help=_("平均每次出行多花的分钟；走不通的出行每次按 {minutes:g} 分钟计，这是假定。").format(minutes=CUT_OFF_MINUTES),
            format="%.2f",
        ),
        _("多走（分钟）"): st.column_config.NumberColumn(help=_("仍走得通的出行多花的分钟，摊到全部出行。"), format="%.2f"),
        _("走不通的出行"): st.column_config.NumberColumn(help=_("没有任何替代线路的出行所占比例。"), format="percent"),
        _("断开的对数"): st.column_config.NumberColumn(help=_("彼此不再相通的县（市、区）对数。")),
        _("受害最深"): st.column_config.Column(help=_("从这些地方出发平均多花的分钟（按目的地人口加权）。")),
    }


def show(shown: Shown) -> None:
    """Show the ranking beside its map."""
    with st.spinner(_("正在逐段试着中断……")):
        items = ranking(shown)
    what, way = _(OBJECTS[shown.of]), _(WEIGHTS[shown.weight])
    st.markdown(
        "**"
        + _("{mode} · {year} 年路网 · 中断代价最大的 {count} 处{what}（{way}）").format(
            mode=_(MODE_NAMES[shown.mode]), year=shown.year, count=len(items), what=what, way=way
        )
        + "**"
    )
    if not items:
        st.info(_("没有一处中断会让县（市、区）之间的出行变慢。"))
        return
    left, right = st.columns([3, 2], gap="medium")
    with right:
        picked = st.dataframe(
            table(items, shown), hide_index=True, placeholder="—", on_select="rerun", selection_mode="single-row", key=f"{PAGE}-critical",
            height=560,
            column_config=column_help(),
        )  # fmt: skip
    rows = picked.selection.rows
    key = f"{PAGE}-critical-chosen"
    chosen = items[rows[0]] if rows and rows[0] < len(items) else next((i for i in items if i.id == st.session_state.get(key)), items[0])
    with left:
        clicked = mapping.show_map(
            f"{PAGE}-critical", map_layers(items, chosen, shown), view=view_of(chosen, moved=bool(rows)), height=560,
            selected=("critical", chosen.id),
        )  # fmt: skip
    if clicked and clicked.layer == "critical" and clicked.id != chosen.id and not rows:
        st.session_state[key] = clicked.id
        st.rerun()
    explain(chosen, shown)
    downloads(items, shown)


def view_of(chosen: Critical, *, moved: bool) -> maps.View:
    """Return the province, or the surroundings of a closure chosen in the table."""
    if not moved:
        return maps.View("province", maps.HOME, 11)
    west, south, east, north = chosen.geometry.bounds
    return maps.View(chosen.id, (west - 0.3, south - 0.2, east + 0.3, north + 0.2), 11)


def explain(item: Critical, shown: Shown) -> None:
    """Say what the chosen closure does, and to whom."""
    hurts = words.listing(
        _("{name} +{minutes:.1f} 分钟").format(name=name_of(hurt), minutes=hurt.extra_minutes)
        + (_("（{share:.0%} 走不通）").format(share=hurt.cut_off_share) if hurt.cut_off_share else "")
        for hurt in item.hurts
    )
    st.markdown(f"**{rank_of(shown)(item)}. {item.name}**　" + _("受影响最大：") + hurts)
    st.caption(
        _(
            "出行在全省县（市、区）之间，门到门；{year} 年普查人口完整，所以用它加权。逐一关闭，只重算受影响的部分，结果与逐条全算一致。"
            "量度：Jenelius 等 2006。"
        ).format(year=CENSUS_YEAR)
    )


def name_of(hurt: Hurt) -> str:
    """Return the name of a place a closure hurts, in the language of the screen."""
    return words.named(hurt.place_id, hurt.title)


def frame_of(items: list[Critical], shown: Shown) -> gpd.GeoDataFrame:
    """Return the closures with their rank, cost and style."""
    place, weighted = rank_of(shown), shown.weight == "people"
    rows = [
        {
            "id": item.id, "name": item.name, "rank": str(place(item)), "cost": f"{item.cost if weighted else item.cost_unweighted:.2f}",
            "hurts": words.listing(name_of(hurt) for hurt in item.hurts),
            "style": "critical_point" if item.geometry.geom_type == "Point" else _line_style(place(item)), "geometry": item.geometry,
        }
        for item in items
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def _line_style(rank: int) -> str:
    """Return the style of a rank."""
    return "critical_1" if rank <= 3 else "critical_2" if rank <= 10 else "critical_3"


def map_layers(items: list[Critical], chosen: Critical, shown: Shown) -> list[maps.MapLayer]:
    """Return network, closures with their numbers, and the places the chosen one hurts."""
    frame = frame_of(items, shown)
    rows = [(_("名次"), "rank"), (_("代价（分钟）"), "cost"), (_("受影响最大"), "hurts")]
    group = _("全网薄弱环节")
    lines = maps.layer_from_frame(
        frame, layer_id="critical", title=_("中断代价"), group=group, rows=rows, source=maps.OSM_SOURCE, tolerance_m=40
    )
    middles = [shape if shape.geom_type == "Point" else shape.interpolate(0.5, normalized=True) for shape in frame.geometry]
    first = frame.assign(name=frame["rank"], geometry=gpd.GeoSeries(middles, crs=4326)).head(10)
    numbers = maps.layer_from_frame(
        first, layer_id="ranks", title=_("名次"), group="", style_key="rank_number", label_from=0, interactive=False, quiet=True
    )
    book = load_gazetteer()
    hurt = [(one, book.get(one.place_id)) for one in chosen.hurts]
    points = gpd.GeoDataFrame(
        [
            {
                "id": one.place_id,
                "name": name_of(one),
                "extra": f"+{one.extra_minutes:.1f}",
                "geometry": shapely.Point(at.lon or 0, at.lat or 0),
            }
            for one, at in hurt
        ],
        geometry="geometry",
        crs=4326,
    )
    popup = [(_("平均多走（分钟）"), "extra")]
    hurts = maps.layer_from_frame(points, layer_id="hurt", title=_("受影响最大"), group=group, style_key="hurt", rows=popup)
    return [quiet_roads(common.language(), shown.year, shown.mode), lines, numbers, hurts]


def downloads(items: list[Critical], shown: Shown) -> None:
    """Offer the ranking as a table and as features."""
    stem = f"critical-{shown.of}-{shown.mode.replace('+', '-')}-{shown.year}-{shown.weight}"
    said = Provenance("critical", "中断代价", "computed on the embedded network; © OpenStreetMap contributors", "ODbL 1.0")
    with st.container(horizontal=True):
        common.download(_("排名（CSV）"), lambda: common.csv_bytes(table(items, shown)), f"{stem}.csv", "text/csv")
        features = frame_of(items, shown).drop(columns="style")
        common.download(_("排名（GeoJSON）"), lambda: export_bytes(features, "geojson", said), f"{stem}.geojson", "application/geo+json")
