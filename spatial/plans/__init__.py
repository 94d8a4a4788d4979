"""Plan documents as data: plans, structures, projects, claims, and where each place is named."""

from __future__ import annotations

from spatial.plans.dated import line_places, member_as_of, member_name
from spatial.plans.mentions import Mention, mentions_of, plans_of
from spatial.plans.rows import plan_rows, project_rows, structure_rows
from spatial.plans.store import (
    get_plan,
    get_structure,
    load_claims,
    load_kinds,
    load_plans,
    load_projects,
    load_structures,
    member_places,
)
from spatial.plans.writing import write_plan

__all__ = [
    "Mention",
    "get_plan",
    "get_structure",
    "line_places",
    "load_claims",
    "load_kinds",
    "load_plans",
    "load_projects",
    "load_structures",
    "member_as_of",
    "member_name",
    "member_places",
    "mentions_of",
    "plan_rows",
    "plans_of",
    "project_rows",
    "structure_rows",
    "write_plan",
]
