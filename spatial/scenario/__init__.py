"""Scenarios: a year and what is changed about it, compared with another."""

from __future__ import annotations

from spatial.scenario.files import dump_scenario, load_scenario, parse_scenario, save_scenario, scenario_from
from spatial.scenario.model import FIRST_YEAR, LINK_CLASSES, DrawnLink, Scenario, SpeedChange

__all__ = [
    "FIRST_YEAR", "LINK_CLASSES", "DrawnLink", "Scenario", "SpeedChange",
    "dump_scenario", "load_scenario", "parse_scenario", "save_scenario", "scenario_from",
]  # fmt: skip
