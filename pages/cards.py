"""Cards: what is known of one structure, project or place, with its sources and the way to its members."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages import words
from pages.common import escape
from pages.common import translate as _
from spatial.errors import SpatialError
from spatial.gazetteer import load_gazetteer
from spatial.plans import get_plan, get_structure, load_projects, load_structures, mentions_of
from spatial.schema import Member, Place, Project, Structure

Choose = Callable[[str], None]


def show(selected: str, choose: Choose) -> None:
    """Show the card of a structure id, a project id or `place:<id>`; without one, say what to do."""
    if not selected:
        st.info(_("点一下图上的要素或表中的一行，这里会显示：哪个规划、哪一节、有哪些成员、其他规划怎么说。"), icon=":material/touch_app:")
        return
    project = next((item for item in load_projects() if item.id == selected), None)
    try:
        with st.container(border=True):
            if selected.startswith("place:"):
                place_card(load_gazetteer().get(selected.removeprefix("place:")), choose)
            elif project is not None:
                project_card(project, choose)
            elif "/" in selected:
                heading(selected.rsplit("/", 1)[-1], _("路网"), choose)
            else:
                structure_card(get_structure(selected), choose)
    except SpatialError as error:
        st.error(escape(str(error)))


def heading(name: str, line: str, choose: Choose) -> None:
    """Show the head of a card with its closing button."""
    left, right = st.columns([8, 1])
    left.markdown(f"**{escape(name)}**  \n:gray[{escape(line)}]")
    right.button("✕", key="card-close", help=_("关闭"), on_click=choose, args=("",), type="tertiary")


def facts(rows: Sequence[tuple[str, str]]) -> None:
    """Show label and value lines; empty values are left out."""
    lines = [f":gray[{escape(label)}]　{escape(value)}" for label, value in rows if value]
    if lines:
        st.markdown("  \n".join(lines))


def links(label: str, options: Sequence[tuple[str, str]], key: str, choose: Choose) -> None:
    """Show (target, text) pairs as small buttons; pressing one selects its target."""
    if not options:
        return
    texts = [text for _target, text in options]

    def picked() -> None:
        index = st.session_state[key]
        if index is not None:
            choose(options[index][0])

    st.pills(label, range(len(options)), format_func=texts.__getitem__, key=key, on_change=picked)


def structure_card(structure: Structure, choose: Choose) -> None:
    """Show one structure of one plan."""
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
    members(structure.members, structure.id, choose, ordered=structure.ordered)
    elsewhere(structure, choose)
    st.caption(_("来源：") + escape(words.plan_source(get_plan(structure.plan))))


def members(found: Sequence[Member], key: str, choose: Choose, *, ordered: bool = False) -> None:
    """Show every member as a button that flies there; those without a place or record are listed as text."""
    known = [(target, member.as_written) for member in found if (target := target_of(member))]
    title = _("成员 {count}").format(count=len(found)) + (_("（按规划顺序）") if ordered else "")
    links(title, known, f"members-{key}", choose)
    unknown = [member.as_written for member in found if not target_of(member)]
    facts([(_("未定位的成员") if known else title, "、".join(unknown))])


def target_of(member: Member) -> str:
    """Return what a member's button selects, or an empty text."""
    return f"place:{member.place_id}" if member.place_id else member.structure_id or ""


def elsewhere(structure: Structure, choose: Choose) -> None:
    """Show what other plans say of the same thing, and of which structures it is part."""
    everything = load_structures()
    same = [
        other
        for other in everything
        if other.id != structure.id and (other.name == structure.name or (structure.concept and other.concept == structure.concept))
    ]
    holders = [other for other in everything if structure.id in {member.structure_id for member in other.members}]
    parents = [other for other in everything if other.id in structure.parents and other not in holders]
    for label, found, key in ((_("其他规划怎么说"), same, "same"), (_("属于"), [*holders, *parents], "in")):
        options = [(other.id, f"{other.name} · {words.plan_label(other.plan)}") for other in found]
        links(label, options, f"{key}-{structure.id}", choose)
    facts([(_("另见"), f"{words.plan_label(plan_id)}，{section}") for plan_id, section in structure.other_refs])


def project_card(project: Project, choose: Choose) -> None:
    """Show one project: what each plan says of it, in which section, and what became of it."""
    heading(project.name, " · ".join(part for part in (words.mode_title(project.mode), project.ref) if part), choose)
    facts(
        [(_("长度"), "" if project.length_km is None else f"{project.length_km:g} km"), *outcome_facts(project), (_("备注"), project.note)]
    )
    members(project.places, project.id, choose)
    st.markdown(f":gray[{_('规划写法')}]")
    for reference in project.references:
        places = "—".join(member.as_written for member in reference.places)
        said = "，".join(part for part in (reference.action, reference.name, places) if part)
        st.markdown(f"{escape(words.plan_label(reference.plan))}：{escape(said)}  \n:gray[{escape(reference.section)}]")


def outcome_facts(project: Project) -> list[tuple[str, str]]:
    """Return what became of a project as card lines, with the source of that knowledge."""
    from spatial.outcomes import read_outcomes

    row = next((item for item in read_outcomes() if item.project_id == project.id), None)
    if row is None:
        return [(_("进展"), _(words.OUTCOMES["unknown"]))]
    return [
        (_("进展"), "，".join(part for part in (_(words.OUTCOMES[row.outcome]), words.day_text(row.date)) if part)),
        (_("依据"), row.basis),
    ]


def place_card(place: Place, choose: Choose) -> None:
    """Show one place: what it is, where its point comes from, which structures and projects name it."""
    above = " › ".join(words.place_name(parent) for parent in reversed(load_gazetteer().ancestors(place.id)))
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
        (_("简介"), place.description),
    ]


def named_in(place: Place, choose: Choose) -> None:
    """Show the records of the plans that name a place, each with plan and section; each can be opened."""
    found = mentions_of(place.id)
    if not found:
        st.caption(_("五个规划的结构和项目中没有提到这个地名。"))
        return
    st.markdown(f":gray[{_('哪些规划写到它')}]　{len(found)}")
    with st.container(height=280, border=False):
        for number, mention in enumerate(found):
            written = _("（写作“{name}”）").format(name=mention.as_written) if mention.as_written != place.title else ""
            key = f"named-{place.id}-{number}"
            if mention.record == "claim":
                st.markdown(escape(mention.title))
            else:
                st.button(mention.title, key=key, on_click=choose, args=(mention.record_id,), type="tertiary")
            st.caption(escape(f"{words.plan_label(mention.plan)} · {mention.section}{written}"))
