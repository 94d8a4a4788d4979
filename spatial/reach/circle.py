"""A whole circle: outline with its band, what is inside, its certificate and the assumptions it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from spatial.errors import InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.modes import DEFAULT_SPEEDS, SPEED_BAND, OffNetwork, Speeds
from spatial.network.compiled import compile_network
from spatial.network.stations import not_served
from spatial.network.tables import Network
from spatial.reach.certificate import Certificate, certify
from spatial.reach.isochrone import Isochrone, isochrones, nested_band
from spatial.reach.origins import Origin, Point, as_point
from spatial.reach.points import times_at
from spatial.reach.population import Population, population_inside
from spatial.reach.start import START_RULES, times_from
from spatial.reach.times import Times, off_at

LONGEST_MINUTES = 1440.0
LISTED_KINDS = ("prefecture", "county", "district", "town", "zone", "new_town", "airport", "port", "crossing", "scenic", "facility")


@dataclass(frozen=True)
class ReachedPlace:
    """Hold one place inside a circle: door-to-door minutes, and with all moving speeds 15 % higher (low) and lower (high)."""

    id: str
    name: str
    kind: str
    minutes: float
    low: float
    high: float | None


@dataclass(frozen=True, eq=False)
class Circle:
    """Hold one computed circle (a union when there are several origins); geometry is EPSG:4326.

    `inner` and `outer` are the outlines with network speeds 15 % lower and higher and the ground speed at the ends of its range, taken
    as P10 and P90 of the speeds. `bands` are the circles of further limits on the same grid, smallest first.
    """

    origins: tuple[Point, ...]
    minutes: float
    mode: str
    on: date
    start: str
    inbound: bool
    geometry: Any
    area_km2: float
    inner: Any
    area_low_km2: float
    outer: Any
    area_high_km2: float
    places: tuple[ReachedPlace, ...]
    certificate: Certificate
    population: Population
    bands: tuple[Isochrone, ...]
    speeds: Speeds

    @property
    def assumptions(self) -> dict[str, object]:
        """Return what the circle rests on, for the screen and the export."""
        off = self.speeds.off_network
        return {
            "start": START_RULES[self.start],
            "off_network_kph": off.kph,
            "off_network_range_kph": (off.low_kph, off.high_kph),
            "off_network_detour": off.detour,
            "off_network_max_m": off.max_m,
            "off_network_reason": off.reason,
            "station_access_km": self.speeds.station_access.max_km,
            "station_access_reason": self.speeds.station_access.reason,
            "speed_band": SPEED_BAND,
            "built_up_kph": self.speeds.built_up_kph,
        }


def circle(
    network: Network,
    origins: Origin | list[Origin],
    minutes: float = 30.0,
    *,
    mode: str = "road",
    on: date | int | None = None,
    start: str = "centre",
    inbound: bool = False,
    bands: Sequence[float] = (),
    speeds: Speeds = DEFAULT_SPEEDS,
    samples: int = 10_000,
) -> Circle:
    """Return the circle of a limit in minutes around one origin, or the union around several.

    Raises InvalidInputError for a limit or band that is not above zero or longer than a day, and the errors of `as_point`,
    `compile_network`, `times_from` and `isochrones`.
    """
    wrong = [limit for limit in (minutes, *bands) if not 0 < limit <= LONGEST_MINUTES]
    if wrong:
        msg = f"时间 {wrong[0]:g} 分钟超出范围；请用大于 0、不大于 {LONGEST_MINUTES:g}（一天）的值。"
        raise InvalidInputError(msg)
    compiled = compile_network(network, mode, on, speeds)
    several = origins if isinstance(origins, list) else [origins]
    points = tuple(as_point(origin, on=compiled.on) for origin in several)
    limits = sorted({minutes, *bands})

    def run(factor: float, off: OffNetwork, limit: float) -> Times:
        return times_from(compiled, points, start=start, limit=limit, inbound=inbound, factor=factor, off=off)

    off = speeds.off_network
    times = run(1.0, off, max(limits))
    _check_served(times)
    made = isochrones(times, limits)
    middle = made[limits.index(minutes)]
    inner = isochrones(run(1 - SPEED_BAND, replace(off, kph=off.low_kph), minutes), [minutes])[0]
    outer = isochrones(run(1 + SPEED_BAND, replace(off, kph=off.high_kph), minutes), [minutes])[0]
    inner, outer = nested_band(inner, middle, outer, compiled.plane)
    slow = run(1 - SPEED_BAND, off_at(off, 1 - SPEED_BAND), minutes * 2)
    fast = run(1 + SPEED_BAND, off_at(off, 1 + SPEED_BAND), minutes)
    return Circle(
        points, minutes, mode, compiled.on, start, inbound, middle.geometry, middle.area_km2, inner.geometry, inner.area_km2,
        outer.geometry, outer.area_km2, places_inside(times, fast, slow, minutes), certify(times, middle, samples=samples),
        population_inside(middle.geometry), made, speeds,
    )  # fmt: skip


def _check_served(times: Times) -> None:
    """Raise NetworkError, by rail, where no station serves any of the origins."""
    if times.compiled.mode == "rail":
        missing = [not_served(times.compiled, join, point.name) for join, point in zip(times.joins, times.origins, strict=True)]
        if all(missing):
            raise next(error for error in missing if error is not None)


def places_inside(times: Times, fast: Times, slow: Times, limit: float) -> tuple[ReachedPlace, ...]:
    """Return the places reached within the limit, nearest first; a place that only stands for its host is left out."""
    own = {point.id for point in times.origins}
    found = [
        place
        for place in load_gazetteer().places
        if place.kind in LISTED_KINDS and place.located == "own" and place.lon is not None and place.id not in own
    ]
    lon = np.array([place.lon for place in found], float)
    lat = np.array([place.lat for place in found], float)
    middle = times_at(times, lon, lat)
    low, high = times_at(fast, lon, lat), times_at(slow, lon, lat)
    rows = [
        ReachedPlace(
            place.id,
            place.title,
            place.kind,
            float(middle[i]),
            float(min(low[i], middle[i])),
            float(high[i]) if np.isfinite(high[i]) else None,
        )
        for i, place in enumerate(found)
        if middle[i] <= limit
    ]
    return tuple(sorted(rows, key=lambda row: (row.minutes, row.id)))
