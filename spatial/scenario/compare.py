"""Two scenarios side by side: what changes in minutes, in circles, in the findings of corridors. Positive change means longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from spatial import crs
from spatial.connectivity import Corridor, check_corridor, corridor_of
from spatial.connectivity.stops import stop_of
from spatial.criticality import county_units
from spatial.errors import InvalidInputError, PlaceWithoutPointError
from spatial.modes import check_mode
from spatial.network.attached import attach, minutes_matrix
from spatial.network.compiled import compile_network
from spatial.reach.circle import places_inside
from spatial.reach.isochrone import isochrones
from spatial.reach.start import times_from
from spatial.scenario.apply import Applied, apply_scenario
from spatial.scenario.model import Scenario
from spatial.schema import Finding, Place
from spatial.settings import Settings

NOTICED_MINUTES: Final = 0.05
Progress = Callable[[int, int], None]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class PairChange:
    """Hold the minutes between two places before and after; None means there was no way."""

    start: str
    end: str
    start_id: str
    end_id: str
    before: float | None
    after: float | None
    change: float | None


@dataclass(frozen=True)
class PlaceChange:
    """Hold the mean minutes from one place to all others, weighted by the 2010 population of these, over ways open in both."""

    id: str
    title: str
    lon: float
    lat: float
    before: float | None
    after: float | None
    change: float | None
    newly_joined: int
    newly_cut: int


@dataclass(frozen=True, eq=False)
class CircleChange:
    """Hold the circle of one origin before and after; geometries are EPSG:4326, areas km²."""

    origin: str
    origin_id: str
    minutes: float
    area_before_km2: float
    area_after_km2: float
    gained_km2: float
    lost_km2: float
    places_gained: tuple[str, ...]
    places_lost: tuple[str, ...]
    before: Any
    after: Any
    gained: Any
    lost: Any


@dataclass(frozen=True)
class CorridorChange:
    """Hold what changes about one corridor: minutes per leg, findings that are gone and findings that are new."""

    id: str
    title: str
    legs: tuple[PairChange, ...]
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Hold everything that differs between two scenarios; `mean_change` is in minutes per journey, weighted by people and not."""

    before: Applied
    after: Applied
    mode: str
    mean_change: float | None
    mean_change_unweighted: float | None
    pairs_changed: int
    places: tuple[PlaceChange, ...]
    pairs: tuple[PairChange, ...]
    circles: tuple[CircleChange, ...]
    corridors: tuple[CorridorChange, ...]
    notes: tuple[str, ...]


def compare(
    before: Scenario,
    after: Scenario,
    *,
    mode: str = "road",
    places: Sequence[Place] | None = None,
    circles: Sequence[str] = (),
    minutes: float = 30.0,
    corridors: Sequence[str] = (),
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two scenarios by one mode between places (default: the county units of Jilin).

    `circles` names origins whose circle of `minutes` is compared, `corridors` ids or lists of places to be checked in both.
    Whatever is asked for is looked up first; `progress(done, all)` is called after each part. Raises ScenarioError, and the errors of
    `corridor_of` and of the gazetteer.
    """
    if not 0 < minutes <= 600:
        raise InvalidInputError(f"时间 {minutes:g} 分钟不可用；请用 0 到 600 之间的数。")
    check_mode(mode)
    origins = [_origin(name, settings) for name in circles]
    lines = [corridor_of(spec, settings) for spec in corridors]
    sides = [apply_scenario(scenario, settings=settings) for scenario in (before, after)]
    total, done = 2 + len(origins) + len(lines), 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    units = tuple(places) if places is not None else county_units(settings)
    step()
    tables = [minutes_matrix(attach(side.network, units, mode, side.on)) for side in sides]
    step()
    rounds, checks = [], []
    for origin in origins:
        rounds.append(_circle_change(origin, sides, mode, minutes))
        step()
    for corridor in lines:
        checks.append(_corridor_change(corridor, sides[0], sides[1], mode, settings))
        step()
    people = np.array([float(place.population or 0) for place in units])
    return Comparison(
        sides[0], sides[1], mode,
        _mean_change(tables[0], tables[1], people), _mean_change(tables[0], tables[1], np.ones(len(units))),
        int(_changed(tables[0], tables[1]).sum()) // 2, place_changes(units, tables[0], tables[1], people),
        pair_changes(units, tables[0], tables[1]), tuple(rounds), tuple(checks),
        tuple(dict.fromkeys((*sides[0].notes, *sides[1].notes))),
    )  # fmt: skip


def _origin(name: str, settings: Settings | None) -> Place:
    """Return the place a circle is drawn around."""
    place = stop_of(name, settings)
    if place.lon is None or place.lat is None:
        raise PlaceWithoutPointError(f"“{place.title}”没有坐标，不能画等时圈；请换一个地点。")
    return place


def _changed(before: Array, after: Array) -> Array:
    """Tell which pairs differ noticeably."""
    both = np.isfinite(before) & np.isfinite(after)
    gap = np.where(both, after, 0.0) - np.where(both, before, 0.0)
    changed: Array = (np.abs(gap) > NOTICED_MINUTES) | (np.isfinite(before) != np.isfinite(after))
    return changed


def _mean_change(before: Array, after: Array, people: Array) -> float | None:
    """Return the mean change in minutes over the journeys possible in both, weighted by P_i · P_j; None when there are none."""
    both = np.isfinite(before) & np.isfinite(after) & ~np.eye(len(before), dtype=bool)
    weight = np.where(both, people[:, None] * people[None, :], 0.0)
    gap = np.where(both, after, 0.0) - np.where(both, before, 0.0)
    return float((weight * gap).sum() / weight.sum()) if weight.sum() > 0 else None


def pair_changes(places: Sequence[Place], before: Array, after: Array) -> tuple[PairChange, ...]:
    """Return the pairs (each once, by the mean of both directions) that change, newly joined first, then the largest gain first."""
    early, late = (before + before.T) / 2, (after + after.T) / 2
    rows, cols = np.nonzero(np.triu(_changed(early, late), 1))
    found = [_pair(places[a], places[b], early[a, b], late[a, b]) for a, b in zip(rows.tolist(), cols.tolist(), strict=True)]
    return tuple(sorted(found, key=lambda pair: (pair.before is not None, pair.after is None, pair.change or 0.0)))


def _pair(a: Place, b: Place, before: float | None, after: float | None) -> PairChange:
    """Return the change of one pair; inf and None both mean no way."""
    known = [None if minutes is None or not np.isfinite(minutes) else float(minutes) for minutes in (before, after)]
    change = None if known[0] is None or known[1] is None else known[1] - known[0]
    return PairChange(a.title, b.title, a.id, b.id, known[0], known[1], change)


def place_changes(places: Sequence[Place], before: Array, after: Array, people: Array) -> tuple[PlaceChange, ...]:
    """Return the change of every place, the largest gain first."""
    found = []
    for k, place in enumerate(places):
        others = np.arange(len(places)) != k
        both = np.isfinite(before[k]) & np.isfinite(after[k]) & others
        weight = np.where(both, people, 0.0)
        means = [
            float((np.where(both, row[k], 0.0) * weight).sum() / weight.sum()) if weight.sum() > 0 else None for row in (before, after)
        ]
        change = None if means[0] is None or means[1] is None else means[1] - means[0]
        joined = int((~np.isfinite(before[k]) & np.isfinite(after[k]) & others).sum())
        cut = int((np.isfinite(before[k]) & ~np.isfinite(after[k]) & others).sum())
        found.append(PlaceChange(place.id, place.title, place.lon or 0.0, place.lat or 0.0, means[0], means[1], change, joined, cut))
    return tuple(sorted(found, key=lambda item: item.change or 0.0))


def _circle_change(place: Place, sides: Sequence[Applied], mode: str, minutes: float) -> CircleChange:
    """Return the change of one circle, from the place's centre."""
    shapes, inside = [], []
    for side in sides:
        times = times_from(compile_network(side.network, mode, side.on), [place], limit=minutes)
        shapes.append(isochrones(times, [minutes])[0].geometry)
        inside.append({reached.id: reached.name for reached in places_inside(times, times, times, minutes)})
    gained, lost = shapes[1].difference(shapes[0]), shapes[0].difference(shapes[1])
    areas = [_area_km2(shape) for shape in (*shapes, gained, lost)]
    return CircleChange(
        place.title, place.id, minutes, areas[0], areas[1], areas[2], areas[3],
        tuple(name for key, name in inside[1].items() if key not in inside[0]),
        tuple(name for key, name in inside[0].items() if key not in inside[1]),
        shapes[0], shapes[1], gained, lost,
    )  # fmt: skip


def _area_km2(shape: Any) -> float:
    """Return the geodesic area of the polygons of a geometry."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type in ("Polygon", "MultiPolygon") and not part.is_empty]
    return float(sum(crs.geodesic_area_km2(part) for part in parts))


def _corridor_change(corridor: Corridor, before: Applied, after: Applied, mode: str, settings: Settings | None) -> CorridorChange:
    """Return the change of one corridor."""
    early, late = (check_corridor(corridor, mode, side.on, network=side.network, settings=settings) for side in (before, after))
    legs = tuple(_pair(a.start, a.end, a.minutes, b.minutes) for a, b in zip(early.legs, late.legs, strict=True))
    keys = [{(f.check, f.subject, f.severity): f for f in check.findings} for check in (early, late)]
    gone = tuple(f for key, f in keys[0].items() if key not in keys[1])
    new = tuple(f for key, f in keys[1].items() if key not in keys[0])
    return CorridorChange(corridor.id, corridor.title, legs, gone, new)
