"""The structures of the plans as features on the map, each with the rule its geometry was made by."""

from __future__ import annotations

from spatial.structures.frame import STRUCTURE_COLUMNS, structure_features, structures_frame
from spatial.structures.members import Case, Part, Route, Seat, case_of
from spatial.structures.rules import KIND_RULES, RULES
from spatial.structures.units import area_of, counties, prefectures, urban_area_of
from spatial.structures.water import water, water_bodies

__all__ = [
    "KIND_RULES",
    "RULES",
    "STRUCTURE_COLUMNS",
    "Case",
    "Part",
    "Route",
    "Seat",
    "area_of",
    "case_of",
    "counties",
    "prefectures",
    "structure_features",
    "structures_frame",
    "urban_area_of",
    "water",
    "water_bodies",
]
