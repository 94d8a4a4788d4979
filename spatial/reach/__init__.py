"""How long it takes: times from one place to all others, routes with their legs, and circles that hold exactly what can be reached."""

from __future__ import annotations

from spatial.reach.origins import Point, as_point
from spatial.reach.times import Times, many_to_many, one_to_all

__all__ = ["Point", "Times", "as_point", "many_to_many", "one_to_all"]
