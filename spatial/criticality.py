"""Which single section or junction, if closed, costs the province most, and whom.

Journeys run between the county units of Jilin. With populations P_i of the 2010 census (complete for all 60 units) a journey from i to j
weighs P_i · P_j; unweighted every pair counts 1. The two are reported side by side and never mixed. The cost of a closure is the mean
extra minutes over all journeys; a journey cut off altogether counts `CUT_OFF_MINUTES`, an assumption that is shown.
Exact: see `spatial.network.closures`. Source of the measure: Jenelius, Petersen and Mattsson 2006, Importance and exposure in road
network vulnerability analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from spatial.errors import InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.network import Network, load_network
from spatial.network.attached import Attached, attach, minutes_matrix
from spatial.network.closures import closure_losses
from spatial.network.dates import date_of_year
from spatial.network.naming import place_near, section_name
from spatial.schema import Place
from spatial.settings import Settings

PROVINCE: Final = "22"
CENSUS_YEAR: Final = 2010
CUT_OFF_MINUTES: Final = 240.0
HURT_SHOWN: Final = 5
Progress = Callable[[int, int], None]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Hurt:
    """Hold what a closure does to the journeys that start at one place: mean extra minutes, and the share cut off."""

    place_id: str
    title: str
    extra_minutes: float
    cut_off_share: float


@dataclass(frozen=True)
class Critical:
    """Hold the cost of closing one section or junction; `rank` is by `cost`, `rank_unweighted` by `cost_unweighted`.

    `extra_minutes` is the mean over the journeys that are still possible's extra, counted over all journeys; `cut_off_share` the
    share of journeys with no way left. Weighted by people first, unweighted beside it.
    """

    id: str
    name: str
    rank: int
    rank_unweighted: int
    cost: float
    extra_minutes: float
    cut_off_share: float
    cost_unweighted: float
    extra_minutes_unweighted: float
    cut_off_share_unweighted: float
    pairs_cut_off: int
    hurts: tuple[Hurt, ...]
    kind: str
    geometry: Any = None


def county_units(settings: Settings | None = None) -> tuple[Place, ...]:
    """Return the county units of Jilin that have a point and a population of the 2010 census, by code."""
    found = [
        place
        for place in load_gazetteer(settings).places
        if place.kind in ("county", "district") and (place.adcode or "").startswith(PROVINCE) and place.lon is not None
    ]
    without = [place.title for place in found if place.population is None or place.population_year != CENSUS_YEAR]
    if without:
        raise InvalidInputError(f"这些县（区）没有 {CENSUS_YEAR} 年普查人口，不能加权：{'、'.join(without)}。")
    return tuple(sorted(found, key=lambda place: place.adcode or ""))


def critical(
    mode: str = "road",
    on: date | int | None = None,
    *,
    top: int = 20,
    of_junctions: bool = False,
    network: Network | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> tuple[Critical, ...]:
    """Return the sections (or junctions) whose closure costs most, dearest first.

    `progress(done, all)` is called once per place. Raises InvalidInputError for a mode, a year or a `top` that is not above zero.
    """
    if top < 1:
        raise InvalidInputError(f"名次数 {top} 应是大于零的整数。")
    places = county_units(settings)
    day = on if isinstance(on, date) else date_of_year(on)
    attached = attach(network or load_network(settings), places, mode, day)
    weights, totals = pair_weights(places, attached)
    lost = closure_losses(
        attached.arcs, attached.origins, attached.destinations, weights, link_count=len(attached.network.edges),
        of_junctions=of_junctions, closable=_junction_mask(attached) if of_junctions else None, progress=progress,
    )  # fmt: skip
    cost = _costs(lost, weights, totals)
    order = np.argsort(-cost[0], kind="stable")
    ranks = [np.empty(cost.shape[1], np.int64) for _ in range(2)]
    for kind in range(2):
        ranks[kind][np.argsort(-cost[kind], kind="stable")] = np.arange(1, cost.shape[1] + 1)
    kept = [int(group) for group in order[:top] if cost[0, group] > 0]
    describe = _junctions(attached) if of_junctions else _sections(attached)
    return tuple(_result(group, describe(group), Costs(lost, weights, totals, cost, ranks[0], ranks[1]), places) for group in kept)


@dataclass(frozen=True, eq=False)
class Costs:
    """Hold what every closure costs: losses (places, groups, kinds, 2), weights, totals, cost in minutes, and ranks."""

    lost: Array
    weights: Array
    totals: Array
    cost: Array
    ranks: Array
    ranks_unweighted: Array


def pair_weights(places: Sequence[Place], attached: Attached) -> tuple[Array, Array]:
    """Return the weights of the places (people; one each) and the total weight of all journeys that are possible, per kind."""
    people = np.array([float(place.population or 0) for place in places])
    weights = np.stack([people, np.ones(len(places))])
    possible = np.isfinite(minutes_matrix(attached)) & ~np.eye(len(places), dtype=bool)
    totals = np.array([float((weight[:, None] * weight[None, :])[possible].sum()) for weight in weights])
    return weights, np.maximum(totals, 1.0)


def _costs(lost: Array, weights: Array, totals: Array) -> Array:
    """Return the cost in minutes of every closure (kinds, groups)."""
    charged = lost[..., 0] + CUT_OFF_MINUTES * lost[..., 1]
    cost: Array = np.einsum("pgk,kp->kg", charged, weights) / totals[:, None]
    return cost


def _junction_mask(attached: Attached) -> Array:
    """Tell which vertices are junctions of the network: neither a cut inside a road, a platform nor a place."""
    mask = np.zeros(attached.arcs.vertex_count, np.bool_)
    mask[list(attached.compiled.node_of.values())] = True
    return mask


def _sections(attached: Attached) -> Callable[[int], tuple[str, str, str, Any]]:
    """Return what tells id, name, class and line of a section by its row."""
    edges = attached.network.edges

    def describe(row: int) -> tuple[str, str, str, Any]:
        edge = edges.iloc[row]
        return str(edge["id"]), section_name(attached.network, row), str(edge["edge_class"]), edge.geometry

    return describe


def _junctions(attached: Attached) -> Callable[[int], tuple[str, str, str, Any]]:
    """Return what tells id, name, kind and point of a junction by its vertex."""
    table = attached.network.junctions.set_index("id")
    names = {vertex: name for name, vertex in attached.compiled.node_of.items()}

    def describe(vertex: int) -> tuple[str, str, str, Any]:
        row = table.loc[names[vertex]]
        title = "" if pd.isna(row["name"]) else str(row["name"])
        return names[vertex], title or f"{place_near(row.geometry.x, row.geometry.y)} 附近路口", str(row["kind"]), row.geometry

    return describe


def _result(group: int, described: tuple[str, str, str, Any], costs: Costs, places: Sequence[Place]) -> Critical:
    """Return one closure."""
    lost, weights, totals = costs.lost, costs.weights, costs.totals
    extra = np.einsum("pk,kp->k", lost[:, group, :, 0], weights) / totals
    cut = np.einsum("pk,kp->k", lost[:, group, :, 1], weights) / totals
    return Critical(
        id=described[0],
        name=described[1],
        rank=int(costs.ranks[group]),
        rank_unweighted=int(costs.ranks_unweighted[group]),
        cost=float(costs.cost[0, group]),
        extra_minutes=float(extra[0]),
        cut_off_share=float(cut[0]),
        cost_unweighted=float(costs.cost[1, group]),
        extra_minutes_unweighted=float(extra[1]),
        cut_off_share_unweighted=float(cut[1]),
        pairs_cut_off=round(float(lost[:, group, 1, 1].sum())),
        hurts=_hurts(lost[:, group, 0], weights[0], places),
        kind=described[2],
        geometry=described[3],
    )


def _hurts(lost: Array, people: Array, places: Sequence[Place]) -> tuple[Hurt, ...]:
    """Return the places hurt most: mean extra minutes over all people elsewhere, and the share of these out of reach."""
    elsewhere = people.sum() - people
    harm = (lost[:, 0] + CUT_OFF_MINUTES * lost[:, 1]) / elsewhere
    found = [k for k in np.argsort(-harm, kind="stable")[:HURT_SHOWN] if harm[k] > 0]
    return tuple(Hurt(places[k].id, places[k].title, float(lost[k, 0] / elsewhere[k]), float(lost[k, 1] / elsewhere[k])) for k in found)


def critical_rows(mode: str = "road", on: date | int | None = None, **options: Any) -> list[dict[str, object]]:
    """Return `critical` as plain rows for JSON and tables, minutes to two decimals; takes the same arguments."""
    rows = []
    for item in critical(mode, on, **options):
        plain = {key: round(value, 4) if isinstance(value, float) else value for key, value in vars(item).items() if key != "geometry"}
        rows.append({**plain, "cut_off_minutes_assumed": CUT_OFF_MINUTES})
    return rows
