"""The scenarios of the page: from the address, from a file, from the controls; checked the same way whatever they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import streamlit as st

from pages import circle_layers, common, words
from pages.common import translate as _
from spatial.errors import ScenarioError
from spatial.gazetteer import load_gazetteer
from spatial.outcomes import Outcome, project_outcomes
from spatial.plans import load_projects
from spatial.scenario import LINK_CLASSES, DrawnLink, Scenario, dump_scenario, parse_scenario
from spatial.scenario.apply import apply_scenario, links_of_projects
from spatial.scenario.files import MAX_BYTES
from spatial.scenario.realised import ProjectLinks
from spatial.settings import NEWEST_YEAR

PAGE: Final = "scenarios"
KINDS: Final = ("prefecture", "county", "district", "town")
LINKS: Final = f"{PAGE}-links"
EXTRAS: Final = f"{PAGE}-extras"
PENDING: Final = f"{PAGE}-load"
POINT: Final = re.compile(r"-?\d{1,3}(?:\.\d+)?_-?\d{1,3}(?:\.\d+)?")
MODE_OF: Final = {name: mode for mode, names in LINK_CLASSES.items() for name in names}


@dataclass(frozen=True)
class Extras:
    """Hold what only a file can bring: title, note, speed changes and closures."""

    title: str = ""
    note: str = ""
    speeds: tuple[Any, ...] = ()
    closures: tuple[str, ...] = ()


@st.cache_resource(show_spinner=False)
def switchable() -> dict[str, tuple[ProjectLinks, Outcome]]:
    """Return the projects that can be switched on or off, by id, with their links and outcomes."""
    outcomes = {outcome.id: outcome for outcome in project_outcomes()}
    every = links_of_projects(circle_layers.network())
    return {key: (links, outcomes[key]) for key, links in every.items() if links.basis != "none" and key not in refusals()}


@st.cache_resource(show_spinner=False)
def refusals() -> dict[str, str]:
    """Return why the other projects can not be switched, by id."""
    every = links_of_projects(circle_layers.network())
    reasons = {key: links.reason if links.basis == "none" else _undrawable(key) for key, links in every.items() if links.basis != "built"}
    return {key: reason for key, reason in reasons.items() if reason}


def _undrawable(project: str) -> str:
    """Return why the line of an unbuilt project can not be put on the newest network, an empty text where it can."""
    try:
        apply_scenario(Scenario(NEWEST_YEAR, add=(project,)), circle_layers.network())
    except ScenarioError as error:
        return str(error)
    return ""


@st.cache_resource(show_spinner=False)
def project_names() -> dict[str, str]:
    """Return the names of all projects by id."""
    return {project.id: project.name for project in load_projects()}


def project_label(project: str) -> str:
    """Return a project with its outcome, its date and how sure that is."""
    _links, outcome = switchable()[project]
    sure = {"high": "●●●", "medium": "●●○", "low": "●○○"}[outcome.confidence]
    said = words.listing(part for part in (_(words.OUTCOMES[outcome.outcome]), words.day_text(outcome.opened)) if part)
    return _("{name}（{said} {sure}）").format(name=project_names()[project], said=said, sure=sure)


@st.cache_resource(show_spinner=False)
def ends() -> dict[str, str]:
    """Return the cities, counties and towns of Jilin with a point: id and title, towns with their county."""
    book = load_gazetteer()
    inside = [p for p in book.places if p.kind in KINDS and (p.adcode or "").startswith("22") and p.lon is not None and not p.end]
    inside.sort(key=lambda place: (KINDS.index(place.kind), place.adcode or "", place.title))
    return {place.id: f"{place.title}（{book.get(place.parent_id).title}）" if place.parent_id else place.title for place in inside}


def end_title(end: str) -> str:
    """Return an end as shown: the title of an id, else the text itself."""
    return ends().get(end, end)


def named(link: DrawnLink) -> DrawnLink:
    """Return a link with the titles of its ends as its name, where it has none."""
    return link if link.name else replace(link, name=f"{end_title(link.start)}—{end_title(link.end)}")


def encode(links: Sequence[DrawnLink]) -> list[str]:
    """Return drawn links as texts for the address: `from~to~class`, coordinates with an underscore."""
    return ["~".join((_coded(link.start), _coded(link.end), link.edge_class)) for link in links]


def _coded(end: str) -> str:
    """Return an end without the comma that parts values in the address."""
    return re.sub(r"\s*[,，]\s*", "_", end)


def decode(texts: Sequence[str]) -> tuple[DrawnLink, ...]:
    """Return the drawn links of the address; raise ScenarioError for a text that is none."""
    found = []
    for text in texts:
        parts = text.split("~")
        if len(parts) != 3 or parts[2] not in MODE_OF:
            raise ScenarioError(_("地址里的连线“{text}”读不出来；应是 起点~终点~等级。").format(text=text[:60]))
        both = [part.replace("_", ",") if POINT.fullmatch(part) else part for part in parts[:2]]
        found.append(named(DrawnLink(both[0], both[1], cast("Any", MODE_OF[parts[2]]), parts[2])))
    return tuple(found)


def checked(scenario: Scenario) -> Scenario:
    """Return a scenario after every check a file would get, its places and projects looked up; raise ScenarioError."""
    same = parse_scenario(dump_scenario(scenario))
    apply_scenario(same, circle_layers.network())
    return same


def from_upload(data: bytes) -> Scenario:
    """Return the scenario of an uploaded file; raise ScenarioError with one sentence for anything it should not hold."""
    if len(data) > MAX_BYTES:
        raise ScenarioError(_("情景文件超过 {size} kB；请只保留项目、连线、速度和封闭的清单。").format(size=MAX_BYTES // 1000))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(_("情景文件不是 UTF-8 文本；请存为 UTF-8 的 TOML。")) from error
    return checked(parse_scenario(text))


def begin() -> None:
    """Fill the state of the controls before they are shown: from a file just loaded, else from the address.

    A loaded scenario with changes is compared with the plain network of its own year.
    """
    loaded: Scenario | None = st.session_state.pop(PENDING, None)
    if loaded is not None:
        st.session_state[f"{PAGE}-after"] = loaded.year
        if not loaded.plain:
            st.session_state[f"{PAGE}-before"] = loaded.year
        st.session_state[f"{PAGE}-add"] = list(loaded.add)
        st.session_state[f"{PAGE}-out"] = list(loaded.leave_out)
        st.session_state[LINKS] = loaded.links
        st.session_state[EXTRAS] = Extras(loaded.title, loaded.note, loaded.speeds, loaded.closures)
    if LINKS not in st.session_state:
        st.session_state[LINKS] = decode(common.asked_many(PAGE, "links", []))
    st.session_state.setdefault(EXTRAS, Extras())


def scenario_of(year: int, add: Sequence[str], leave_out: Sequence[str]) -> Scenario:
    """Return the scenario the controls and the drawn links describe."""
    extras: Extras = st.session_state[EXTRAS]
    links: tuple[DrawnLink, ...] = st.session_state[LINKS]
    return Scenario(
        year=year, title=extras.title, note=extras.note, add=tuple(add), leave_out=tuple(leave_out), links=links, speeds=extras.speeds,
        closures=extras.closures,
    )  # fmt: skip


def add_link(link: DrawnLink, year: int) -> None:
    """Add a drawn link to the scenario after checking that it can be built; raise ScenarioError otherwise."""
    checked(Scenario(year=year, links=(link,)))
    known: tuple[DrawnLink, ...] = st.session_state[LINKS]
    if link not in known:
        st.session_state[LINKS] = (*known, link)


def remove_link(number: int) -> None:
    """Take one drawn link out of the scenario."""
    known: tuple[DrawnLink, ...] = st.session_state[LINKS]
    st.session_state[LINKS] = (*known[:number], *known[number + 1 :])


def drop_extras() -> None:
    """Forget the speed changes and closures a file brought."""
    extras: Extras = st.session_state[EXTRAS]
    st.session_state[EXTRAS] = replace(extras, speeds=(), closures=())


def year_asked(name: str, default: int) -> int:
    """Return a year of the address, the default where it is none."""
    text = common.asked(PAGE, name, str(default))
    return min(max(int(text), 2000), NEWEST_YEAR) if text.isdigit() and len(text) == 4 else default
