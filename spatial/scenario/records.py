"""Comparisons and outcomes as plain rows for JSON, tables and the command line."""

from __future__ import annotations

from typing import Any

import shapely

from spatial.errors import PlanNotFoundError
from spatial.network import Network, load_network
from spatial.network.dates import date_range
from spatial.network.naming import section_name
from spatial.outcomes import OUTCOME_TITLES, Outcome, project_outcomes
from spatial.plans import get_plan
from spatial.scenario.compare import CircleChange, Comparison, PairChange
from spatial.settings import Settings


def pair_row(pair: PairChange) -> dict[str, object]:
    """Return one pair, minutes to one decimal."""
    minutes = {key: None if (value := getattr(pair, key)) is None else round(value, 1) for key in ("before", "after", "change")}
    return {"from": pair.start, "to": pair.end, "from_id": pair.start_id, "to_id": pair.end_id, **minutes}


def comparison_record(found: Comparison, *, top: int = 50) -> dict[str, Any]:
    """Return a comparison as one document; only the `top` pairs that gain most and the `top` that lose most."""
    pairs = found.pairs if len(found.pairs) <= 2 * top else (*found.pairs[:top], *found.pairs[-top:])
    sides = ((found.before.scenario, found.before.on), (found.after.scenario, found.after.on))
    return {
        "from": {"title": sides[0][0].label, "on": sides[0][1]},
        "to": {"title": sides[1][0].label, "on": sides[1][1]},
        "mode": found.mode,
        "mean_change_minutes": found.mean_change,
        "mean_change_minutes_unweighted": found.mean_change_unweighted,
        "pairs_changed": len(found.pairs),
        "places": [vars(place) for place in found.places],
        "pairs": [pair_row(pair) for pair in pairs],
        "circles": [circle_row(circle) for circle in found.circles],
        "corridors": [
            {"id": item.id, "title": item.title, "legs": [pair_row(leg) for leg in item.legs], "gone": item.gone, "new": item.new}
            for item in found.corridors
        ],
        "notes": found.notes,
    }


def circle_row(circle: CircleChange) -> dict[str, object]:
    """Return the change of one circle with its geometries as GeoJSON geometries (EPSG:4326)."""
    shapes = {name: shapely.geometry.mapping(getattr(circle, name)) for name in ("gained", "lost")}
    plain = {key: value for key, value in vars(circle).items() if key not in ("before", "after", "gained", "lost")}
    return {**plain, **shapes}


def outcome_rows(*, plan: str | None = None, project: str | None = None, settings: Settings | None = None) -> list[dict[str, object]]:
    """Return what became of the projects; with `project` only that one, its sections beside it.

    Raises PlanNotFoundError for an unknown plan or project.
    """
    if plan is not None:
        get_plan(plan, settings)
    found = [item for item in project_outcomes(settings) if (plan is None or plan in item.plans) and project in (None, item.id)]
    if project is not None and not found:
        raise PlanNotFoundError(f"没有编号为“{project[:60]}”的项目；可用 projects --json 查看全部编号。")
    rows = [{**vars(item), "outcome_title": OUTCOME_TITLES[item.outcome]} for item in found]
    if project is not None:
        rows[0]["stretches"] = project_stretches(found[0], load_network(settings))
    return rows


def project_stretches(outcome: Outcome, network: Network) -> list[dict[str, object]]:
    """Return the sections that realise a project, in order: what each is, how long, open since when or still to come."""
    row_of = {edge: row for row, edge in enumerate(network.edges["id"])}
    stretches = []
    for edge in outcome.realised_by:
        if edge in row_of:
            item = network.edges.iloc[row_of[edge]]
            opened = str(item["opened"]) if date_range(item["opened"]) else ""
            stretches.append(
                {"edge": edge, "name": section_name(network, row_of[edge]), "length_km": round(float(item["length_m"]) / 1000, 1),
                 "status": item["status"], "opened": opened, "date_basis": item["date_basis"]}
            )  # fmt: skip
    return stretches
