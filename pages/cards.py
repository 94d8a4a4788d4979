"""Cards: what is known of one structure or one place, with its sources and the way to its members."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import words
from pages.common import translate as _
from spatial.errors import SpatialError
from spatial.gazetteer import load_gazetteer
from spatial.plans import get_plan, get_structure, load_structures, mentions_of
from spatial.schema import Member, Place, Structure

Choose = Callable[[str], None]


def show(selected: str, choose: Choose) -> None:
    """Show the card of a structure id or `place:<id>`; without one, say what to do."""
    if not selected:
        st.info(_("点一下图上的要素或表中的一行，这里会显示：哪个规划、哪一节、有哪些成员、其他规划怎么说。"), icon=":material/touch_app:")
        return
    try:
        if selected.startswith("place:"):
            place_card(load_gazetteer().get(selected.removeprefix("place:")), choose)
        else:
            structure_card(get_structure(selected), choose)
    except SpatialError as error:
        st.error(str(error))


def heading(name: str, line: str, choose: Choose) -> None:
    """Show the head of a card with its closing button."""
    left, right = st.columns([8, 1])
    left.markdown(f"**{escape(name)}**")
    left.caption(escape(line))
    right.button("✕", key="card-close", help=_("关闭"), on_click=choose, args=("",), type="tertiary")


def escape(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return "".join("\\" + char if char in "\\`*_{}[]()<>#+-.!|$~:&" else char for char in text)


def facts(rows: list[tuple[str, str]]) -> None:
    """Show label and value lines; empty values are left out."""
    for label, value in rows:
        if value:
            st.markdown(f":gray[{escape(label)}]　{escape(value)}")


def structure_card(structure: Structure, choose: Choose) -> None:
    """Show one structure of one plan."""
    plan = get_plan(structure.plan)
    with st.container(border=True):
        heading(structure.name, f"{words.kind_title(structure.kind)} · {words.plan_label(structure.plan)}", choose)
        facts(
            [
                (_("章节"), structure.section),
                (_("作用"), structure.role),
                (_("期限"), structure.horizon),
                (_("成员依据"), _(words.BASIS_TITLES[structure.members_basis]) if structure.members else ""),
                (_("备注"), structure.note),
            ]
        )
        members(structure, choose)
        elsewhere(structure, choose)
        st.caption(_("来源：") + escape(words.plan_source(plan)))


def members(structure: Structure, choose: Choose) -> None:
    """Show every member as a button that flies there; one without a place is shown as text."""
    if not structure.members:
        return
    st.markdown(f":gray[{_('成员')} {len(structure.members)}]" + (_("（按规划顺序）") if structure.ordered else ""))
    with st.container(horizontal=True, gap="small"):
        for number, member in enumerate(structure.members):
            target = target_of(member)
            if target:
                st.button(member.as_written, key=f"member-{structure.id}-{number}", on_click=choose, args=(target,), type="secondary")
            else:
                st.markdown(escape(member.as_written))


def target_of(member: Member) -> str:
    """Return what a member's button selects, or an empty text."""
    return f"place:{member.place_id}" if member.place_id else member.structure_id or ""


def elsewhere(structure: Structure, choose: Choose) -> None:
    """Show what other plans say of the same thing, and of which structures it is part."""
    same = [
        other
        for other in load_structures()
        if other.id != structure.id and (other.name == structure.name or (structure.concept and other.concept == structure.concept))
    ]
    holders = [other for other in load_structures() if structure.id in {member.structure_id for member in other.members}]
    for label, found in ((_("其他规划怎么说"), same), (_("属于"), holders)):
        if found:
            st.markdown(f":gray[{label}]")
            with st.container(horizontal=True, gap="small"):
                for other in found:
                    text = f"{other.name} · {words.plan_label(other.plan)}"
                    st.button(text, key=f"other-{structure.id}-{other.id}", on_click=choose, args=(other.id,), type="tertiary")
    for plan_id, section in structure.other_refs:
        st.markdown(f":gray[{_('另见')}] {escape(words.plan_label(plan_id))}，{escape(section)}")


def place_card(place: Place, choose: Choose) -> None:
    """Show one place: what it is, where its point comes from, which structures and projects name it."""
    with st.container(border=True):
        above = " › ".join(parent.title for parent in reversed(load_gazetteer().ancestors(place.id)))
        heading(words.place_name(place), f"{words.place_kind(place)} · {above}" if above else words.place_kind(place), choose)
        facts(place_facts(place))
        named_in(place, choose)


def place_facts(place: Place) -> list[tuple[str, str]]:
    """Return the lines of a place's card."""
    point = "" if place.lon is None or place.lat is None else f"{place.lon:.4f}, {place.lat:.4f}"
    precision = "" if place.precision_m is None else _("误差约 {metres} 米").format(metres=f"{place.precision_m:,.0f}")
    people = "" if place.population is None else f"{place.population:,}（{place.population_year}，{place.population_source}）"
    return [
        (_("其他写法"), "、".join(place.variants)),
        (_("代码"), place.adcode or ""),
        (_("坐标"), "，".join(part for part in (point, _(words.LOCATED[place.located]), precision) if part)),
        (_("坐标来源"), place.geo_source),
        (_("人口"), people),
        (_("说明"), place.description),
    ]


def named_in(place: Place, choose: Choose) -> None:
    """Show the records of the plans that name a place, each with plan and section; structures can be opened."""
    found = mentions_of(place.id)
    if not found:
        st.caption(_("五个规划的结构和项目中没有提到这个地名。"))
        return
    st.markdown(f":gray[{_('哪些规划写到它')}]　{len(found)}")
    with st.container(height=260, border=False):
        for number, mention in enumerate(found):
            if mention.record == "structure":
                st.button(mention.title, key=f"named-{place.id}-{number}", on_click=choose, args=(mention.record_id,), type="tertiary")
            else:
                st.markdown(escape(mention.title))
            written = _("（写作“{name}”）").format(name=mention.as_written) if mention.as_written != place.title else ""
            st.caption(escape(f"{words.plan_label(mention.plan)} · {mention.section}{written}"))
