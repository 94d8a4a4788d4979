"""What a corridor check returns: legs, findings, indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from spatial.connectivity.corridor import Corridor
from spatial.connectivity.indices import Indices
from spatial.schema import Finding, Place

SEVERITY_ORDER: Final = ("critical", "warning", "unknown", "info", "ok")
SEVERITY_TITLES: Final = {"critical": "严重", "warning": "注意", "unknown": "不明", "info": "说明", "ok": "正常"}


@dataclass(frozen=True)
class WeakLink:
    """Hold one section of a leg's fastest way and what its closure costs: `extra_minutes` None means the leg is cut off."""

    edge: str
    name: str
    extra_minutes: float | None
    is_bridge: bool


@dataclass(frozen=True)
class Leg:
    """Hold the way between two neighbours of a corridor by one mode on one day; everything but the ends is None when not connected."""

    start: Place
    end: Place
    connected: bool
    straight_km: float
    minutes: float | None = None
    low: float | None = None
    high: float | None = None
    in_vehicle_minutes: float | None = None
    length_km: float | None = None
    circuity: float | None = None
    shortest_km: float | None = None
    highest_class: str = ""
    lowest_class: str = ""
    transfers: int | None = None
    passes: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    year_only: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    paths: int | None = None
    weak_links: tuple[WeakLink, ...] = ()
    geometry: Any = None

    @property
    def name(self) -> str:
        """Return the ends as written on screen."""
        return f"{self.start.title}—{self.end.title}"


@dataclass(frozen=True)
class CorridorCheck:
    """Hold everything found about one corridor by one mode on one day."""

    corridor: Corridor
    mode: str
    on: date
    legs: tuple[Leg, ...]
    findings: tuple[Finding, ...]
    indices: Indices
    betweenness: Mapping[str, float] = field(default_factory=dict)

    @property
    def connected(self) -> bool:
        """Tell whether every leg is connected."""
        return all(leg.connected for leg in self.legs)

    @property
    def minutes(self) -> float | None:
        """Return the sum of the legs' minutes, or None when a leg is missing."""
        return sum(leg.minutes or 0.0 for leg in self.legs) if self.connected else None


def by_severity(findings: tuple[Finding, ...] | list[Finding]) -> tuple[Finding, ...]:
    """Return findings, the gravest first, otherwise in the order given."""
    return tuple(sorted(findings, key=lambda finding: SEVERITY_ORDER.index(finding.severity)))


def leg_row(leg: Leg) -> dict[str, object]:
    """Return one leg as a plain row for JSON and tables; ids and titles of both ends, minutes to one decimal."""
    numbers = {
        key: None if (value := getattr(leg, key)) is None else round(value, 3 if key == "circuity" else 1)
        for key in ("minutes", "low", "high", "in_vehicle_minutes", "length_km", "shortest_km", "straight_km", "circuity")
    }
    return {
        "from": leg.start.title,
        "to": leg.end.title,
        "from_id": leg.start.id,
        "to_id": leg.end.id,
        "connected": leg.connected,
        **numbers,
        "highest_class": leg.highest_class,
        "lowest_class": leg.lowest_class,
        "transfers": leg.transfers,
        "passes": list(leg.passes),
        "modes": list(leg.modes),
        "disjoint_paths": leg.paths,
        "weak_links": [
            {"edge": w.edge, "name": w.name, "extra_minutes": None if w.extra_minutes is None else round(w.extra_minutes, 1),
             "cut_off": w.extra_minutes is None, "bridge": w.is_bridge}
            for w in leg.weak_links
        ],
        "edges": list(leg.edges),
        "undated": list(leg.undated),
    }  # fmt: skip
