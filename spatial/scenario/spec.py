"""What a scenario is asked for by: a year, a file, or a plan as if all of it had been carried out."""

from __future__ import annotations

from datetime import date
from typing import Final

from spatial.errors import ScenarioError
from spatial.network import Network, load_network
from spatial.plans import get_plan, load_projects
from spatial.scenario.apply import add_link, links_of_projects
from spatial.scenario.files import scenario_from
from spatial.scenario.model import DrawnLink, Scenario
from spatial.scenario.realised import ProjectLinks
from spatial.settings import NEWEST_YEAR, Settings

PLAN_PREFIX: Final = "plan:"


def scenario_of(spec: str, settings: Settings | None = None) -> Scenario:
    """Return the scenario of a SPEC: a year, the path of a scenario file, or `plan:ID`.

    Raises ScenarioError for a year or file that can not be used and PlanNotFoundError for an unknown plan.
    """
    if spec.strip().startswith(PLAN_PREFIX):
        return planned_scenario(spec.strip().removeprefix(PLAN_PREFIX), settings)
    return scenario_from(spec)


def planned_scenario(plan_id: str, settings: Settings | None = None) -> Scenario:
    """Return the network of a plan's horizon (without one: the newest year) with every road and rail project of the plan carried out.

    Only what the model can switch is added: sections that were built later, are under way, or can be drawn; the note counts the rest.
    """
    plan = get_plan(plan_id, settings)
    year = min(plan.horizon or NEWEST_YEAR, NEWEST_YEAR)
    network = load_network(settings)
    links = links_of_projects(network, settings)
    ids = [project.id for project in load_projects(settings, plan=plan_id) if links[project.id].mode]
    add = tuple(project for project in ids if _possible(links[project], network, date(year, 12, 31), settings))
    note = f"{plan.title}：{len(ids)} 个公路、铁路项目中 {len(add)} 个可在模型中实现，其余模型不评。"
    return Scenario(year=year, title=f"{plan_id} 全部实现（{year} 年）", note=note, add=add)


def _possible(links: ProjectLinks, network: Network, on: date, settings: Settings | None) -> bool:
    """Tell whether the model can carry a project out: its sections exist, or its links can be drawn on the network of the day."""
    if links.basis == "none":
        return False
    try:
        for start, end in links.drawn:
            add_link(network, DrawnLink(start, end, "rail" if links.mode == "rail" else "road", links.edge_class), on, settings)
    except ScenarioError:
        return False
    return True
