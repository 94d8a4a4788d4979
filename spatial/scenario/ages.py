"""One network of everything that ever was or is planned, compiled once; every year and every project is a mask over its edges.

So a project costs two tables of minutes and no new compilation. Which edges are open in a year is decided by the same dates as
everywhere; speeds are those of today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np

from spatial.criticality import county_units
from spatial.errors import ScenarioError
from spatial.gazetteer import load_gazetteer
from spatial.network import Network, edges_open_on
from spatial.network.attached import Attached, attach, minutes_matrix
from spatial.scenario.apply import add_link
from spatial.scenario.model import DrawnLink
from spatial.scenario.realised import ProjectLinks
from spatial.schema import Place, Project
from spatial.settings import NEWEST_YEAR, Settings

ALWAYS: Final = "1990-01-01"
CENTRE_KIND: Final = "prefecture"
NEAR_KINDS: Final = ("county", "district", "town")
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Measure:
    """Hold the minutes of one network: between county units by both modes and by train, and from each place to its nearest seat."""

    both: Array
    rail: Array
    nearest: Array


@dataclass(frozen=True, eq=False)
class Places:
    """Hold the places of an appraisal: county units, prefecture seats, and the places whose nearest seat counts."""

    units: tuple[Place, ...]
    seats: tuple[Place, ...]
    near: tuple[Place, ...]


@dataclass(frozen=True, eq=False)
class Ages:
    """Hold the network of all ages with places attached, by both modes and by train; `drawn` are the schematic edges per project.

    `refused` says, per project, why its links could not be drawn.
    """

    base: Network
    network: Network
    places: Places
    both: Attached
    rail: Attached
    drawn: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, str]
    row_of: Mapping[str, int]
    _known: dict[str, Measure] = field(default_factory=dict, repr=False)

    def open_in(self, year: int) -> Array:
        """Return which edges are open on 31 December of a year; drawn ones never are."""
        state = np.zeros(len(self.network.edges), np.bool_)
        state[: len(self.base.edges)] = edges_open_on(self.base.edges, date(year, 12, 31)).is_open
        return state

    def switched(self, state: Array, *, on: Collection[str] = (), off: Collection[str] = ()) -> Array:
        """Return a state with some edges opened and others closed."""
        changed = state.copy()
        changed[[self.row_of[edge] for edge in off]] = False
        changed[[self.row_of[edge] for edge in on]] = True
        return changed

    def measure(self, state: Array, name: str) -> Measure:
        """Return the minutes of the network with only some edges open; `name` is what the answer is remembered by."""
        if name not in self._known:
            units, seats = len(self.places.units), len(self.places.seats)
            table = minutes_matrix(_masked(self.both, state), rows=range(units + seats))
            rail = minutes_matrix(_masked(self.rail, state))
            self._known[name] = Measure(table[:units, :units], rail, table[units:, units + seats :].min(axis=0))
        return self._known[name]


def appraisal_places(settings: Settings | None = None) -> Places:
    """Return the places an appraisal runs over: only those of Jilin with a point of their own."""
    units = county_units(settings)
    inside = [p for p in load_gazetteer(settings).places if (p.adcode or "").startswith("22") and p.located == "own" and p.lon is not None]
    seats = tuple(place for place in inside if place.kind == CENTRE_KIND)
    return Places(units, seats, tuple(place for place in inside if place.kind in NEAR_KINDS))


def make_ages(base: Network, projects: Sequence[tuple[Project, ProjectLinks]], places: Places, settings: Settings | None = None) -> Ages:
    """Return the network of all ages of a network and the links drawn for projects that were never built."""
    drawn: dict[str, tuple[str, ...]] = {}
    refused: dict[str, str] = {}
    network = base
    newest = date(NEWEST_YEAR, 12, 31)
    for project, links in projects:
        changed = network
        try:
            for start, end in links.drawn:
                link = DrawnLink(start, end, "rail" if links.mode == "rail" else "road", links.edge_class, project.name)
                changed = add_link(changed, link, newest, settings)
        except ScenarioError as error:
            refused[project.id] = str(error)
            continue
        drawn[project.id] = tuple(changed.edges["id"].iloc[len(network.edges) :])
        network = changed
    edges = network.edges.copy()
    edges["status"] = "open"
    edges[["opened", "passenger_from"]] = ALWAYS
    edges[["closed", "passenger_to"]] = ""
    everything = replace(network, edges=edges)
    everyone = (*places.units, *places.seats, *places.near)
    both, rail = attach(everything, everyone, "road+rail", newest), attach(everything, places.units, "rail", newest)
    return Ages(base, everything, places, both, rail, drawn, refused, {edge: row for row, edge in enumerate(edges["id"])})


def _masked(attached: Attached, state: Array) -> Attached:
    """Return the attached network with the arcs of closed edges taken out of use."""
    arcs = attached.arcs
    closed = (arcs.links >= 0) & ~state[arcs.links]
    return replace(attached, arcs=arcs.with_minutes(np.where(closed, np.inf, arcs.minutes)))
