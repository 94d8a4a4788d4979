"""What a comparison says in figures: means, places, pairs, circles, corridors; and its files."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import common, findings, scenario_layers, words
from pages.common import translate as _
from pages.scenario_layers import Asked, Change
from spatial.scenario.compare import CircleChange, CorridorChange

PAIRS_SHOWN: Final = 200
NAMES_SHOWN: Final = 14


def signed(value: float | None) -> str:
    """Return minutes with their sign."""
    return "—" if value is None else f"{value:+.2f}" if abs(value) < 10 else f"{value:+.1f}"


def headline(asked: Asked, change: Change, circle: CircleChange | None) -> None:
    """Show the figures that matter first, each explained on hover."""
    columns = st.columns(4 if circle else 3)
    weighted = _("全省 60 个县（市、区）之间每次出行的平均变化，按两端 2010 年普查人口之积加权；只算前后都走得通的。负数是快了。")
    columns[0].metric(_("每次出行变化（分钟，按人口）"), signed(change.mean), help=weighted)
    columns[1].metric(
        _("每对变化（分钟，不加权）"), signed(change.mean_unweighted), help=_("每对县（市、区）同等；与加权的分开给出，不相混。")
    )
    columns[2].metric(_("有变化的对数"), f"{change.pairs_changed:,}", help=_("变化超过 0.05 分钟，或从不通变通、从通变不通。"))
    if circle:
        difference = circle.area_after_km2 - circle.area_before_km2
        label = _("{name} {minutes:g} 分钟圈的变化（km²）").format(
            name=words.named(circle.origin_id, circle.origin), minutes=circle.minutes
        )
        told = _(
            "之前 {before:,.0f}，之后 {after:,.0f}；新增 {gain:,.0f}，减少 {loss:,.0f}。从中心点出发；"
            "窄于 400 米的边缘差异来自计算网格，不计入增减。"
        ).format(before=circle.area_before_km2, after=circle.area_after_km2, gain=circle.gained_km2, loss=circle.lost_km2)
        columns[3].metric(label, f"{difference:+,.0f}", help=told)
    if not change.pairs_changed:
        st.info(_("没有一对县（市、区）的时间变化：线路与更快的已有线路并行，或者端点接到的路口与城区之间没有近路（例如隔河）。"))
    if asked.before.year != asked.after.year:
        st.caption(_("各年路网都用今天的车速模型；年份之间的差别只来自线路的开通与关闭。门到门分钟，模型值，不是时刻表。"))


def tables(change: Change, circle: CircleChange | None) -> None:
    """Show the change per place and per pair, and the places a circle gains and loses."""
    if circle:
        gained, lost = _some(circle.places_gained), _some(circle.places_lost)
        st.markdown(_("**圈内多了** {gained}　**少了** {lost}").format(gained=gained, lost=lost))
    note = st.column_config.NumberColumn(help=_("到其余各县（市、区）的平均分钟，按目的地 2010 年人口加权；负数是近了。"), format="%+.1f")
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("##### " + _("各地"))
        st.dataframe(
            scenario_layers.places_table(change), hide_index=True, placeholder="—", height=320, column_config={_("变化（分钟）"): note}
        )
    with right:
        st.markdown("##### " + _("各对"))
        pairs = scenario_layers.pairs_table(change)
        plain = st.column_config.NumberColumn(help=_("门到门，往返平均；空白是不通。"), format="%+.1f")
        st.dataframe(pairs.head(PAIRS_SHOWN), hide_index=True, placeholder="—", height=320, column_config={_("变化（分钟）"): plain})
        if len(pairs) > PAIRS_SHOWN:
            st.caption(_("共 {all} 对，这里列出改善最大的 {shown} 对；全部见下载。").format(all=len(pairs), shown=PAIRS_SHOWN))


def _some(names: tuple[str, ...]) -> str:
    """Return the first names of a list."""
    if not names:
        return _("无")
    return words.listing(names[:NAMES_SHOWN]) + (_("等 {count} 处").format(count=len(names)) if len(names) > NAMES_SHOWN else "")


def corridor(found: CorridorChange) -> None:
    """Show what changes about one corridor: minutes per leg, findings gone and findings new."""
    st.markdown("##### " + _("廊道：{title}").format(title=found.title))
    rows = pd.DataFrame(
        {
            _("区段"): [f"{words.named(leg.start_id, leg.start)}—{words.named(leg.end_id, leg.end)}" for leg in found.legs],
            _("之前（分钟）"): [_minutes(leg.before) for leg in found.legs],
            _("之后（分钟）"): [_minutes(leg.after) for leg in found.legs],
            _("变化（分钟）"): [None if leg.change is None else round(leg.change, 1) for leg in found.legs],
        }
    )
    st.dataframe(rows, hide_index=True, placeholder="—")
    for column, title, items in zip(st.columns(2), (_("不再有的发现"), _("新出现的发现")), (found.gone, found.new), strict=True):
        with column:
            st.markdown(f"**{title}** {len(items)}")
            for finding in items[:8]:
                findings.card(finding)


def _minutes(value: float | None) -> str:
    """Return minutes of a leg, or that there is no way."""
    return _("不通") if value is None else f"{value:.0f}"


def downloads(asked: Asked, change: Change, text: str) -> None:
    """Offer the scenario as a file that can be loaded again, and the tables."""
    stem = f"scenario-{asked.before.year}-{asked.after.year}-{asked.mode.replace('+', '-')}"
    files: list[tuple[str, Any, str, str]] = [
        (_("存下情景（TOML）"), text, f"scenario-{asked.after.year}.toml", "application/toml"),
        (_("各地变化（CSV）"), lambda: common.csv_bytes(scenario_layers.places_table(change)), f"{stem}-places.csv", "text/csv"),
        (_("各对变化（CSV）"), lambda: common.csv_bytes(scenario_layers.pairs_table(change)), f"{stem}-pairs.csv", "text/csv"),
        (_("各地变化（GeoJSON）"), lambda: scenario_layers.geojson_of(asked), f"{stem}.geojson", "application/geo+json"),
    ]
    with st.container(horizontal=True):
        for label, data, name, mime in files:
            common.download(label, data, name, mime)
