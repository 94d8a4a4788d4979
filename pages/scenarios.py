"""情景 Scenarios: two years, with and without projects, with a link drawn on the map: what changes, for whom, by how much."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages import common, mapping, reality_view, scenario_layers, scenario_links, scenario_results, scenario_state, words
from pages import ranking_view as ranking
from pages.common import translate as _
from pages.corridor_layers import MODE_NAMES, offered
from pages.quiet_ground import quiet_roads, widened
from pages.scenario_layers import Asked
from spatial import maps
from spatial.messages import mark
from spatial.modes import MODES
from spatial.scenario import FIRST_YEAR, Scenario, dump_scenario
from spatial.settings import NEWEST_YEAR

PAGE: Final = "scenarios"
VIEWS: Final = {
    "compare": mark("前后对比"),
    "rank": mark("项目排名"),
    "reality": mark("规划与现实"),
    "links": mark("下一条连线"),
}
MINUTES: Final = ("30", "45", "60", "90")


def pick(label: str, name: str, options: list[str], default: str, titles: dict[str, str] | None = None) -> str:
    """Show one choice that the address remembers."""
    now = common.asked(PAGE, name, default, options)
    key = f"{PAGE}-{name}"
    return str(st.selectbox(label, options, options.index(now), format_func=lambda one: _(titles[one]) if titles else one, key=key))


def year_slider(label: str, name: str, default: int) -> int:
    """Show a slider of years."""
    key = f"{PAGE}-{name}"
    if key not in st.session_state:
        st.session_state[key] = scenario_state.year_asked(name, default)
    return int(st.slider(label, FIRST_YEAR, NEWEST_YEAR, key=key))


def projects(label: str, name: str, short: str) -> list[str]:
    """Show the projects to switch; the address names them by id."""
    known = scenario_state.switchable()
    key = f"{PAGE}-{short}"
    if key not in st.session_state:
        st.session_state[key] = common.asked_many(PAGE, name, [], list(known))
    note = _("括号里是项目的结果、建成日期和把握（●越多越有把握）；没有对应路段、结果未查明的项目不能开关，见“项目排名”里的理由。")
    options = sorted(known, key=lambda one: (known[one][0].basis == "built", scenario_state.project_names()[one]))
    chosen = st.multiselect(label, options, key=key, format_func=scenario_state.project_label, help=note, placeholder=_("不改动"))
    return list(chosen)


def controls() -> Asked:
    """Show the sentence of controls on the left; return what is compared."""
    with st.sidebar:
        before = year_slider(_("之前：年份"), "before", 2012)
        after = year_slider(_("之后：年份"), "after", NEWEST_YEAR)
        add = projects(_("之后加入的项目"), "add", "add")
        out = projects(_("之后去掉的项目"), "out", "out")
        scenario_links.draw_form(after)
        scenario_links.link_list()
        mode = pick(_("方式"), "mode", list(MODES), "road", MODE_NAMES)
        scenario_links.load_file()
    return Asked(Scenario(before), scenario_state.scenario_of(after, add, out), mode)


def circle_controls() -> tuple[str, int, str]:
    """Show whose circle and which corridor are compared; an empty text compares none."""
    with st.sidebar:
        key = f"{PAGE}-origin"
        if key not in st.session_state:
            st.session_state[key] = common.asked(PAGE, "origin", "长春市")
        origin = st.text_input(_("比较谁的等时圈"), key=key, max_chars=60, help=_("地名或编号；留空则不比较。"))
        minutes = int(pick(_("分钟之内"), "minutes", list(MINUTES), "45"))
        titles = {"": _("不比较"), **offered()}
        now = common.asked(PAGE, "corridor", "", list(titles))
        corridor = st.selectbox(
            _("比较哪条廊道"), list(titles), list(titles).index(now), format_func=titles.__getitem__, key=f"{PAGE}-corridor",
            help=_("逐段时间和发现的变化；要多算十来秒。"),
        )  # fmt: skip
    return origin.strip(), minutes, str(corridor)


def remember(asked: Asked, origin: str, minutes: int, corridor: str) -> None:
    """Write the question into the address."""
    after = asked.after
    values: dict[str, Any] = {
        "before": str(asked.before.year), "after": str(after.year), "mode": asked.mode,
        "add": list(after.add), "out": list(after.leave_out),
        "links": scenario_state.encode(after.links), "origin": origin, "minutes": str(minutes), "corridor": corridor,
    }  # fmt: skip
    common.keep(PAGE, **{key: value for key, value in values.items() if value})


def label_of(scenario: Scenario) -> str:
    """Return what a scenario is in a few words."""
    parts = [_("{year} 年路网").format(year=scenario.year)]
    counts = (
        (_("加 {n} 项"), len(scenario.add)), (_("去 {n} 项"), len(scenario.leave_out)), (_("画 {n} 条"), len(scenario.links)),
        (_("改速 {n} 处"), len(scenario.speeds)), (_("封闭 {n} 段"), len(scenario.closures)),
    )  # fmt: skip
    parts += [text.format(n=count) for text, count in counts if count]
    return "，".join(parts)


def three_maps(asked: Asked, circle: Any) -> None:
    """Show before, after and difference, locked together; with the pen on, two clicks on the middle map draw a link.

    The middle map always tells where it was clicked: a map that starts to listen only later would have to be opened anew.
    """
    view = maps.View(f"{asked.before.year}-{asked.after}-{circle.origin_id if circle else ''}", _bounds(asked, circle), 10)
    lang = common.language()
    pen = bool(st.session_state.get(scenario_links.PEN))
    columns = st.columns(3, gap="small")
    for column, side, scenario in ((columns[0], "before", asked.before), (columns[1], "after", asked.after)):
        with column:
            st.markdown(f"**{_('之前') if side == 'before' else _('之后')}** · {label_of(scenario)}")
            layers = scenario_layers.side_layers(lang, asked, side, circle)
            if side == "after":
                layers += scenario_links.pending_layer()
            clicked = mapping.show_map(f"{PAGE}-{side}", layers, view=view, height=430, linked=PAGE, clickable=side == "after")
            if pen and side == "after":
                scenario_links.use_click(clicked, asked.after.year)
    with columns[2]:
        st.markdown(f"**{_('差别')}** · {_(MODE_NAMES[asked.mode])}")
        mapping.show_map(f"{PAGE}-change", scenario_layers.change_layers(asked, circle), view=view, height=430, linked=PAGE)


def one_map(asked: Asked) -> None:
    """Show the network of the year alone, to draw the first link on."""
    layers = [quiet_roads(common.language(), asked.after.year, asked.mode), *scenario_links.pending_layer()]
    pen = bool(st.session_state.get(scenario_links.PEN))
    clicked = mapping.show_map(f"{PAGE}-after", layers, view=maps.View("alone", maps.HOME, 10), height=520, linked=PAGE, clickable=True)
    if pen:
        scenario_links.use_click(clicked, asked.after.year)


def _bounds(asked: Asked, circle: Any) -> maps.Bounds:
    """Return what the maps open on: the province where years differ, else the circle and the lines that were switched."""
    lines = scenario_layers.change_of(asked).switched
    if asked.before.year != asked.after.year or (circle is None and lines.empty):
        return maps.HOME
    shapes = [] if circle is None else [circle.before, circle.after]
    found = maps.merged_bounds([shape.bounds for shape in (*shapes, *lines.geometry) if not shape.is_empty])
    return widened(found, 0.25)


def tell_unseen(asked: Asked) -> None:
    """Say which switched projects the chosen mode does not use, so that nobody takes that for a project without effect."""
    known, modes = scenario_state.switchable(), asked.mode.split("+")
    switched = [one for one in (*asked.after.add, *asked.after.leave_out) if one in known and known[one][0].mode not in modes]
    if switched:
        names = words.listing(scenario_state.project_names()[one] for one in switched)
        told = _("所选方式“{mode}”不走 {names}，它的作用看不到；请在左侧改选方式。").format(mode=_(MODE_NAMES[asked.mode]), names=names)
        st.info(common.escape(told), icon=":material/info:")


def compare_view() -> None:
    """Show what changes between two scenarios."""
    asked = controls()
    origin, minutes, corridor = circle_controls()
    remember(asked, origin, minutes, corridor)
    if asked.before == asked.after:
        st.info(_("两边一样：请在左侧换一个年份、开关一个项目，或画一条连线。"))
        one_map(asked)
        return
    change = scenario_layers.change_of(asked)
    circle = scenario_layers.circle_of(asked, origin, minutes) if origin else None
    scenario_results.headline(asked, change, circle)
    tell_unseen(asked)
    three_maps(asked, circle)
    for note in change.notes:
        st.caption(f"※ {note}")
    scenario_results.tables(change, circle)
    if corridor:
        scenario_results.corridor(scenario_layers.corridor_of(asked, corridor))
    scenario_results.downloads(asked, change, dump_scenario(asked.after))


def main() -> None:
    """Show the page."""
    common.title(_("情景"), _("换一个年份、加一个项目、画一条线，各地近了多少？规划的项目哪些建成了，哪些最值？"))
    scenario_state.begin()
    now = common.asked(PAGE, "view", "compare", list(VIEWS))
    view = st.segmented_control(
        _("看什么"), list(VIEWS), default=now, format_func=lambda key: _(VIEWS[key]), key=f"{PAGE}-view", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    views = {"compare": compare_view, "rank": ranking.show, "reality": reality_view.show, "links": scenario_links.best_links}
    views[view]()


with common.guard():
    main()
