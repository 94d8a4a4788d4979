"""半小时圈 Circles: what can be reached within some minutes, how sure that is, and what the plans declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages import circle_layers, common, mapping, words
from pages.circle_layers import Asked
from pages.claim_words import named, told
from pages.common import translate as _
from spatial import maps
from spatial.claims import HOLDS, judge
from spatial.errors import InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.modes import DEFAULT_SPEEDS, MODES
from spatial.network.read import imported_networks
from spatial.plans import load_claims
from spatial.reach.circle import Circle
from spatial.settings import NEWEST_YEAR

PAGE: Final = "circles"
MINUTES: Final = (15, 30, 45, 60, 90, 120)
YEARS: Final = tuple(range(2012, NEWEST_YEAR + 1))
MODE_NAMES: Final = {"road": mark("公路"), "rail": mark("铁路"), "road+rail": mark("公路＋铁路")}
STARTS: Final = {"centre": mark("从中心点"), "station": mark("从车站"), "edge": mark("从建成区边缘")}
COMPARE: Final = {"none": mark("不比较"), "year": mark("另一年份"), "mode": mark("另一方式"), "start": mark("另一起算点")}


@dataclass(frozen=True)
class Wanted:
    """Hold what the controls ask for; `other` is the question to compare with."""

    asked: Asked
    other: Asked | None


def _pick(label: str, name: str, options: tuple[str, ...], titles: dict[str, str] | None, default: str) -> str:
    """Show one choice that the address remembers."""
    now = common.asked(PAGE, name, default, options)
    chosen = st.selectbox(
        label, options, index=options.index(now), format_func=lambda key: _(titles[key]) if titles else key, key=f"{PAGE}-{name}"
    )
    return str(chosen)


def controls() -> Wanted:
    """Show the sentence of controls on the left."""
    if f"{PAGE}-from" not in st.session_state:
        st.session_state[f"{PAGE}-from"] = common.asked_text(PAGE, "from", "长春市")
    with st.sidebar:
        origins = st.text_input(
            _("从"), key=f"{PAGE}-from", max_chars=120, help=_("地名、编号或“经度,纬度”；几个地方用顿号分开，求并集。也可在地图上点。")
        )
        minutes = int(_pick(_("分钟之内"), "minutes", tuple(map(str, MINUTES)), None, "30"))
        mode = _pick(_("方式"), "mode", MODES, MODE_NAMES, "road")
        year = int(_pick(_("路网年份"), "year", tuple(map(str, YEARS)), None, str(NEWEST_YEAR)))
        start = _pick(_("起算"), "start", tuple(STARTS), STARTS, "centre")
        inbound = st.toggle(_("算到达这里的时间"), value=common.asked(PAGE, "inbound", "") == "1", key=f"{PAGE}-inbound")
        off_kph = st.slider(
            _("离网速度（千米/小时）"),
            5,
            50,
            int(common.asked(PAGE, "off", f"{DEFAULT_SPEEDS.off_network.kph:g}", [str(kph) for kph in range(5, 55, 5)])),
            5,
            key=f"{PAGE}-off",
            help=_("路网没有收进的乡村道路按这个速度走；它对面积的影响最大，所以放在这里可调。"),
        )
        compare = _pick(_("比较"), "compare", tuple(COMPARE), COMPARE, "none")
        asked = Asked(_origins(origins), minutes, mode, year, start, inbound=inbound, off_kph=float(off_kph), **_network())
        other = _other(asked, compare)
    return Wanted(asked, other)


def _network() -> dict[str, Any]:
    """Show which network to ask where any was imported, and return its name and stamp."""
    imported = imported_networks()
    if not imported:
        return {}
    titles = {"": mark("吉林省路网")} | {name: name for name in imported}
    name = _pick(_("路网"), "network", tuple(titles), titles, "")
    return {"network": name, "stamp": imported.get(name, 0)}


def _origins(text: str) -> tuple[str, ...]:
    """Return the origins of a text: separated by 、 or ；, for a comma stands inside coordinates."""
    names = tuple(name.strip() for name in text.replace("；", "、").replace(";", "、").split("、") if name.strip())
    if not names:
        raise InvalidInputError(_("请写出起点：一个地名，或“经度,纬度”。"))
    return names


def _other(asked: Asked, compare: str) -> Asked | None:
    """Show what to compare with, and return that question."""
    if compare == "year":
        return asked.but(year=int(_pick(_("与哪一年比"), "year2", tuple(map(str, YEARS)), None, "2012")))
    if compare == "mode":
        return asked.but(mode=_pick(_("与哪种方式比"), "mode2", MODES, MODE_NAMES, "road+rail"))
    if compare == "start":
        return asked.but(start=_pick(_("与哪种起算比"), "start2", tuple(STARTS), STARTS, "edge"))
    return None


def sentence(asked: Asked, found: Circle) -> str:
    """Return the question as a sentence, its origins by their names."""
    way = _("到达") if asked.inbound else _("出发")
    return _("{origin}{way}，{minutes} 分钟，{mode}，{year} 年路网，{start}").format(
        origin="、".join(words.point_name(point) for point in found.origins),
        way=way,
        minutes=asked.minutes,
        mode=_(MODE_NAMES[asked.mode]),
        year=asked.year,
        start=_(STARTS[asked.start]),
    )


def figures(found: Circle) -> None:
    """Show area, population and certificate, each explained on hover."""
    if found.geometry.is_empty:
        st.info(nothing(found))
        return
    area, people = st.columns(2)
    area.metric(_("面积（km²）"), f"{found.area_km2:,.0f}", help=_("括号内是内线与外线的面积：车速 ±15 %，离网速度取区间两端。"))
    area.caption(f"（{found.area_low_km2:,.0f}–{found.area_high_km2:,.0f}）")
    number = found.population.people
    people.metric(_("人口（万，估计）"), "—" if number is None else f"{number / 1e4:,.1f}", help=_(found.population.method))
    people.caption(_("{years} 年数字，按面积分摊").format(years="、".join(map(str, found.population.years))))
    shown = found.certificate
    if shown.sound is not None and shown.complete is not None:
        st.caption(
            _("验证：{n} 个随机点，圈内的 {sound:.2%} 按时可达，按时可达的 {complete:.2%} 在圈内，面积误差不超过 {error:.0f} km²。").format(
                n=shown.samples, sound=shown.sound, complete=shown.complete, error=shown.area_error_km2
            )
        )


def nothing(found: Circle) -> str:
    """Return why a circle holds nothing."""
    if found.mode == "rail":
        return _("按铁路 {minutes:g} 分钟之内到不了任何地方：到站、候车和出站就要 35 至 50 分钟。请选更长的时间或别的方式。").format(
            minutes=found.minutes
        )
    return _("{minutes:g} 分钟之内到不了任何地方；请选更长的时间或别的起点。").format(minutes=found.minutes)


def shown_table(found: Circle) -> pd.DataFrame:
    """Return the places inside as the page shows them: minutes with their band in one column."""
    table = places_table(found)
    fast, slow = table[_("快 15 %")], table[_("慢 15 %")]
    bands = [f"{low}–{'' if pd.isna(high) else int(high)}" for low, high in zip(fast, slow, strict=True)]
    return table.assign(**{_("±15 %"): bands})[[_("地名"), _("分钟"), _("±15 %"), _("类型")]]


def places_table(found: Circle) -> pd.DataFrame:
    """Return the places inside as a table, nearest first."""
    book = load_gazetteer()
    return pd.DataFrame(
        {
            _("地名"): [words.place_name(book.get(place.id)) for place in found.places],
            _("类型"): [_(words.PLACE_KINDS_ZH.get(place.kind, place.kind)) for place in found.places],
            _("分钟"): [round(place.minutes) for place in found.places],
            _("快 15 %"): [round(place.low) for place in found.places],
            _("慢 15 %"): [None if place.high is None else round(place.high) for place in found.places],
        }
    )


def declared(asked: Asked, found: Circle) -> None:
    """Show plan beside network for every declared circle of the same centre."""
    own = {point.id for point in found.origins}
    claims = [claim for claim in load_claims() if claim.kind == "time_circle" and own & set(claim.origin_ids)]
    if not claims:
        return
    st.subheader(_("规划怎么说，路网怎么说"))
    for claim in claims:
        origins = [origin for origin in claim.origin_ids if origin in own]
        verdict = judge(claim, network=circle_layers.network_of(asked), on=asked.year, mode=asked.mode, start=asked.start, origins=origins)
        st.markdown(f"**{common.escape(claim.claim)}** · {common.escape(f'{words.plan_label(claim.plan)} · {claim.section}')}")
        st.caption(common.escape(_("{word}：{reason}").format(word=_(verdict.verdict), reason=told(verdict.said))))
        if verdict.members:
            rows = [
                {
                    _("成员"): named(member.named),
                    _("圈内"): "—" if member.inside is None else ("✓" if member.inside else "✗"),
                    _("分钟"): None if member.minutes is None else round(member.minutes),
                    _("余量（分钟）"): None if member.margin_minutes is None else round(member.margin_minutes),
                    _("车上分钟"): None if member.in_vehicle_minutes is None else round(member.in_vehicle_minutes),
                }
                for member in verdict.members
            ]
            st.dataframe(pd.DataFrame(rows), hide_index=True)
        elif verdict.verdict != HOLDS and claim.note:
            st.caption(common.escape(claim.note))


def gained(first: Circle, second: Circle) -> None:
    """Show what the second circle reaches that the first does not, and the other way round."""
    ours, theirs = {place.id: place.name for place in first.places}, {place.id: place.name for place in second.places}
    more = [name for key, name in theirs.items() if key not in ours]
    less = [name for key, name in ours.items() if key not in theirs]
    st.markdown(
        _("右图比左图：面积 {change:+,.0f} km²；多到 {more}；少到 {less}。").format(
            change=second.area_km2 - first.area_km2,
            more=_listed(more),
            less=_listed(less),
        )
    )


def _listed(names: list[str]) -> str:
    """Return the first names of a list, safe in Markdown."""
    return common.escape("、".join(names[:12])) + ("…" if len(names) > 12 else "") if names else _("无")


def draw(asked: Asked, name: str, linked: str = "") -> mapping.Choice | None:
    """Show one circle on a map; return what was clicked."""
    layers = circle_layers.layers_of(common.language(), asked)
    bounds = maps.merged_bounds([layer.bounds for layer in layers if layer.id != "roads"])
    view = maps.View(f"{asked.origins}{asked.minutes}{asked.mode}", bounds, 11)
    return mapping.show_map(name, layers, view=view, height=560, linked=linked, clickable=True)


def use_click(choice: mapping.Choice | None) -> None:
    """Start from what was clicked: a place, or a point of the map, also inside a circle."""
    chosen = "" if choice is None else choice.id if choice.layer in {"places", "inside"} else choice.at
    if not chosen:
        return
    st.session_state[f"{PAGE}-next"] = chosen
    st.rerun()


def downloads(asked: Asked, found: Circle) -> None:
    """Offer the circle as GeoJSON and the places as a table."""
    names = "-".join(point.id or point.name for point in found.origins)
    stem = f"circle-{names}-{asked.minutes}-{asked.mode.replace('+', '-')}-{asked.year}"
    with st.container(horizontal=True):
        common.download(_("下载圈（GeoJSON）"), circle_layers.geojson_of(asked), f"{stem}.geojson", "application/geo+json")
        common.download(_("下载圈内地名（CSV）"), common.csv_bytes(places_table(found)), f"{stem}.csv", "text/csv")


def assumptions(found: Circle) -> None:
    """Say what the circle rests on."""
    said: dict[str, Any] = found.assumptions
    st.caption(
        _(
            "模型：{start}；离网 {kph:g} 千米/小时（{low:g}–{high:g}）、绕行 {detour:g}、最远 {far:g} 千米，遇水而止，过桥除外；"
            "建成区内 {town:g} 千米/小时；铁路含到站、候车、出站。"
        ).format(
            start=_(STARTS[found.start]),
            kph=said["off_network_kph"],
            low=said["off_network_range_kph"][0],
            high=said["off_network_range_kph"][1],
            detour=said["off_network_detour"],
            far=said["off_network_max_m"] / 1000,
            town=said["built_up_kph"],
        )
    )
    if found.mode == "rail":
        words = _("按铁路：两端只用直线 {km:g} 千米内的车站，经公路进出站；中途换车不出站。")
        st.caption(words.format(km=said["station_access_km"]))


def remember(wanted: Wanted) -> None:
    """Write the question into the address."""
    asked, other = wanted.asked, wanted.other
    values = {
        "from": "、".join(asked.origins), "minutes": str(asked.minutes), "mode": asked.mode, "year": str(asked.year), "start": asked.start,
        "network": asked.network, "off": f"{asked.off_kph:g}",
        "inbound": "1" if asked.inbound else "", "compare": st.session_state[f"{PAGE}-compare"],
    }  # fmt: skip
    if other:
        values |= {"year2": str(other.year), "mode2": other.mode, "start2": other.start}
    common.keep(PAGE, **{key: value for key, value in values.items() if value})


def main() -> None:
    """Show the page."""
    common.title(_("半小时圈"), _("多少分钟之内到得了哪里？有多大把握？规划所称的圈里，哪些真在圈内？"))
    if f"{PAGE}-next" in st.session_state:
        st.session_state[f"{PAGE}-from"] = st.session_state.pop(f"{PAGE}-next")
    wanted = controls()
    asked, other = wanted.asked, wanted.other
    with st.spinner(_("正在计算等时圈……")):
        found = circle_layers.circle_of(asked)
        second = circle_layers.circle_of(other) if other else None
    remember(wanted)
    if other and second:
        left, right = st.columns(2, gap="small")
        for column, question, made, name in ((left, asked, found, "circles-a"), (right, other, second, "circles-b")):
            with column:
                st.markdown(f"**{common.escape(sentence(question, made))}**")
                figures(made)
                choice = draw(question, name, linked="circles")
                use_click(choice)
        gained(found, second)
    else:
        st.markdown(f"**{common.escape(sentence(asked, found))}**")
        left, right = st.columns([2, 1], gap="medium")
        with left:
            use_click(draw(asked, "circles"))
        with right:
            figures(found)
            if found.places:
                st.dataframe(shown_table(found), hide_index=True, height=360)
    assumptions(found)
    downloads(asked, found)
    declared(asked, found)


with common.guard():
    main()
