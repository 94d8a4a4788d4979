"""Is a corridor really joined up: how well, where would it break, and what would mend it."""

from __future__ import annotations

from spatial.connectivity.check import check_corridor, check_places, route
from spatial.connectivity.checks import CHECKS, Subject
from spatial.connectivity.corridor import CORRIDOR_KINDS, ORDER_TITLES, Corridor, corridor_of, member_list, plan_corridors, typed_corridor
from spatial.connectivity.indices import Indices, betweenness, graph_indices
from spatial.connectivity.model import SEVERITY_ORDER, SEVERITY_TITLES, CorridorCheck, Leg, WeakLink, by_severity, leg_row

__all__ = [
    "CHECKS",
    "CORRIDOR_KINDS",
    "ORDER_TITLES",
    "SEVERITY_ORDER",
    "SEVERITY_TITLES",
    "Corridor",
    "CorridorCheck",
    "Indices",
    "Leg",
    "Subject",
    "WeakLink",
    "betweenness",
    "by_severity",
    "check_corridor",
    "check_places",
    "corridor_of",
    "graph_indices",
    "leg_row", "member_list",
    "plan_corridors",
    "route",
    "typed_corridor",
]  # fmt: skip
