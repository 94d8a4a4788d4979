"""What is the best next link: links between places that are not directly joined, by what they would save per kilometre.

A candidate is a straight idea, not a design: its length is the geodesic distance times the circuity of its class, its speed the class's
mean. With the minutes t of today a link of w minutes between a and b makes a journey from i to j take

    min( t_ij,  t_ia + w + t_bj,  t_ib + w + t_aj )

which is exact for a single link between the two points. Savings are means over the journeys between county units weighted by P_i · P_j.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from spatial import crs
from spatial.criticality import county_units
from spatial.errors import InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.modes import road_speed
from spatial.network import Network, load_network
from spatial.network.attached import Attached, attach, minutes_matrix, way_between
from spatial.network.dates import date_of_year
from spatial.scenario.apply import CIRCUITY, DESIGN_KPH, OTHER_CIRCUITY
from spatial.schema import Place
from spatial.settings import Settings

LEAST_KM: Final = 15.0
NOT_DIRECT: Final = 1.3
APART_KM: Final = 15.0
LOOKED_AT: Final = 400
LEAST_PRECISION_M: Final = 5000.0
ROAD_LINKS: Final = ("expressway", "national", "provincial")
CAVEAT: Final = "直线设想，未考虑地形、造价、生态和用地；时间为自由流模型值。"
Progress = Callable[[int, int], None]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class CandidateLink:
    """Hold one link that might be built: what it would save in all, per kilometre, and between its own ends."""

    rank: int
    start: str
    end: str
    start_id: str
    end_id: str
    length_km: float
    minutes_now: float
    minutes_then: float
    circuity_now: float
    saved_minutes_per_journey: float
    saved_per_100_km: float
    caveats: tuple[str, ...]
    geometry: Any = None


def best_next_links(
    *,
    max_km: float = 60.0,
    top: int = 10,
    link_class: str = "expressway",
    on: date | int | None = None,
    network: Network | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> tuple[CandidateLink, ...]:
    """Return the road links between cities and towns at most `max_km` apart that would save most per kilometre.

    Two places count as not directly joined when the fastest way is more than 1.3 times the straight line. Links whose two ends lie
    within 15 km of those of a better one are left out. Raises InvalidInputError for a class or numbers that cannot be used.
    """
    if link_class not in ROAD_LINKS:
        raise InvalidInputError(f"连线等级“{link_class[:20]}”不可用；可用：{'、'.join(ROAD_LINKS)}。")
    if not LEAST_KM < max_km <= 200 or not 1 <= top <= 100:
        raise InvalidInputError(f"最大距离应在 {LEAST_KM:g}–200 公里之间，条数在 1–100 之间。")
    day = on if isinstance(on, date) else date_of_year(on)
    units = county_units(settings)
    towns = _ends(units, settings)
    attached = attach(network or load_network(settings), (*units, *towns), "road", day)
    table = minutes_matrix(attached)
    pairs, metres = _pairs_apart(attached.places, max_km)
    kph = road_speed(link_class, DESIGN_KPH[link_class]).kph
    lengths_km = metres / 1000 * CIRCUITY.get(link_class, OTHER_CIRCUITY)
    saved = _saved_by(pairs, lengths_km / kph * 60, table, units, progress)
    found: list[CandidateLink] = []
    for k in np.argsort(-saved / lengths_km, kind="stable")[:LOOKED_AT]:
        if len(found) == top or saved[k] <= 0:
            break
        a, b = pairs[k]
        way = way_between(attached, a, b)
        if way is None:
            continue
        circuity = float(attached.lengths_m[way.arcs].sum()) / metres[k]
        if circuity >= NOT_DIRECT and not _like_a_better_one(attached, a, b, found):
            then = min(way.minutes, lengths_km[k] / kph * 60)
            found.append(
                _candidate(
                    attached,
                    (int(a), int(b)),
                    rank=len(found) + 1,
                    length_km=float(lengths_km[k]),
                    minutes=(way.minutes, then),
                    circuity=circuity,
                    saved=float(saved[k]),
                )
            )
    return tuple(found)


def _ends(units: Sequence[Place], settings: Settings | None) -> tuple[Place, ...]:
    """Return the towns of Jilin with a point of their own that is good to 5 km, besides the county units."""
    own = {place.id for place in units}
    places = load_gazetteer(settings).places
    inside = [p for p in places if p.kind == "town" and (p.adcode or "").startswith("22") and p.located == "own" and p.lon is not None]
    return tuple(place for place in inside if place.id not in own and (place.precision_m or 0) <= LEAST_PRECISION_M)


def _pairs_apart(places: Sequence[Place], max_km: float) -> tuple[Array, Array]:
    """Return the pairs of places between 15 km and `max_km` apart, and their distances in metres."""
    lon, lat = np.array([(place.lon, place.lat) for place in places]).T
    rows, cols = np.triu_indices(len(places), 1)
    near = np.hypot((lon[rows] - lon[cols]) * 80.0, (lat[rows] - lat[cols]) * 111.0) <= max_km * 1.1
    rows, cols = rows[near], cols[near]
    metres = np.asarray(crs.geodesic_distance_m(lon[rows], lat[rows], lon[cols], lat[cols]))
    kept = (metres >= LEAST_KM * 1000) & (metres <= max_km * 1000)
    return np.column_stack([rows[kept], cols[kept]]), metres[kept]


def _saved_by(pairs: Array, minutes: Array, table: Array, units: Sequence[Place], progress: Progress | None) -> Array:
    """Return the mean minutes saved per journey by each link."""
    count = len(units)
    people = np.array([float(place.population or 0) for place in units])
    now = table[:count, :count]
    weight = people[:, None] * people[None, :] * np.isfinite(now)
    np.fill_diagonal(weight, 0.0)
    weight /= max(weight.sum(), 1e-9)
    now = np.where(np.isfinite(now), now, 0.0)
    saved = np.zeros(len(pairs))
    for k, (a, b) in enumerate(pairs):
        there = table[:count, a, None] + minutes[k] + table[None, b, :count]
        back = table[:count, b, None] + minutes[k] + table[None, a, :count]
        gain = now - np.minimum(there, back)
        saved[k] = float((weight * np.maximum(gain, 0.0)).sum())
        if progress is not None and (k % 500 == 0 or k + 1 == len(pairs)):
            progress(k + 1, len(pairs))
    return saved


def _like_a_better_one(attached: Attached, a: int, b: int, found: Sequence[CandidateLink]) -> bool:
    """Tell whether both ends lie near those of a link that is already listed."""
    index = {place.id: number for number, place in enumerate(attached.places)}

    def near(one: int, other: int) -> bool:
        gap = attached.xy[attached.origins[one]] - attached.xy[attached.origins[other]]
        return float(np.hypot(*gap)) <= APART_KM * 1000

    for link in found:
        c, d = index[link.start_id], index[link.end_id]
        if (near(a, c) and near(b, d)) or (near(a, d) and near(b, c)):
            return True
    return False


def full_title(place: Place) -> str:
    """Return the title of a place, a town's with its county: towns share their names."""
    parent = load_gazetteer().get(place.parent_id).title if place.kind == "town" and place.parent_id else ""
    return f"{place.title}（{parent}）" if parent else place.title


def _candidate(
    attached: Attached, ends: tuple[int, int], *, rank: int, length_km: float, minutes: tuple[float, float], circuity: float, saved: float
) -> CandidateLink:
    """Return one candidate with its caveats."""
    start, end = (attached.places[k] for k in ends)
    xy = attached.xy[attached.origins[list(ends)]]
    caveats = [CAVEAT]
    if attached.compiled.barriers.blocks(*xy[0], *xy[1]):
        caveats.append("直线跨越河流或湖泊，需要桥梁。")
    rough = [place for place in (start, end) if (place.precision_m or 0) > 2000]
    caveats += [f"{place.title} 的坐标精度约 {(place.precision_m or 0) / 1000:.0f} 公里。" for place in rough]
    lon, lat = crs.project_xy(xy[:, 0], xy[:, 1], attached.compiled.plane, crs.WGS84)
    line = {"type": "LineString", "coordinates": [[float(x), float(y)] for x, y in zip(lon, lat, strict=True)]}
    return CandidateLink(
        rank, full_title(start), full_title(end), start.id, end.id, float(length_km), minutes[0], minutes[1], circuity, saved,
        100 * saved / float(length_km), tuple(caveats), line,
    )  # fmt: skip
