"""The reached network as straight pieces on which the time is linear, cut where the limit is met."""
# ruff: noqa: PLR0917 (compiled kernels take their arrays one by one)

from __future__ import annotations

from typing import Any

import numpy as np

from spatial.network.compiled import Compiled
from spatial.network.jit import jit
from spatial.network.join import SIDES_INBOUND, SIDES_OUTWARD, costs_each_way, lone_nodes, room
from spatial.network.lines import Bools, Floats
from spatial.network.stations import road_search, stations_of
from spatial.reach.times import Times

LONGEST_PIECE_M = 400.0


@jit
def _sort(values: Any, count: int) -> None:
    """Sort the first few values in place."""
    for i in range(1, count):
        value, k = values[i], i
        while k > 0 and values[k - 1] > value:
            values[k] = values[k - 1]
            k -= 1
        values[k] = value


@jit
def _emit(
    rows: Any, count: int, x: Any, y: Any, share: Any, first: int, last: int, s0: float, t0: float, s1: float, t1: float, limit: float
) -> Any:
    """Add the pieces of a line between shares s0 < s1 on which the time runs from t0 to t1; return table and count."""
    if (t0 > limit and t1 > limit) or s1 <= s0:
        return rows, count
    slope = (t1 - t0) / (s1 - s0)
    if t0 > limit:
        s0, t0 = s0 + (limit - t0) / slope, limit
    if t1 > limit:
        s1, t1 = s0 + (limit - t0) / slope, limit
    for i in range(first, last - 1):
        a, b = max(share[i], s0), min(share[i + 1], s1)
        if b <= a:
            continue
        width = share[i + 1] - share[i]
        fa, fb = (a - share[i]) / width, (b - share[i]) / width
        dx, dy = x[i + 1] - x[i], y[i + 1] - y[i]
        rows = room(rows, count)
        rows[count, 0], rows[count, 1], rows[count, 2] = x[i] + fa * dx, y[i] + fa * dy, t0 + slope * (a - s0)
        rows[count, 3], rows[count, 4], rows[count, 5] = x[i] + fb * dx, y[i] + fb * dy, t0 + slope * (b - s0)
        count += 1
    return rows, count


@jit
def line_pieces(
    wanted: Any, tail: Any, head: Any, forward: Any, backward: Any, offset: Any, x: Any, y: Any, share: Any, minutes: Any, limit: float,
    spot_line: Any, spot_share: Any, spot_minutes: Any,
) -> Any:  # fmt: skip
    """Return the pieces (x0, y0, t0, x1, y1, t1) of lines reached from their ends or from spots on them, within the limit.

    `forward` and `backward` are the minutes over each whole line; the time at share s is the least of  t(tail) + forward s  and
    t(head) + backward (1 - s), met where the two are equal.
    """
    rows = np.empty((256, 6))
    count: Any = np.int64(0)  # typed, not a literal: the functions it goes to are compiled once
    for line in range(len(tail)):
        start, end = minutes[tail[line]], minutes[head[line]]
        if not wanted[line] or (start > limit and end > limit):
            continue
        ahead, back = forward[line], backward[line]
        from_tail, from_head = np.isfinite(start) and np.isfinite(ahead), np.isfinite(end) and np.isfinite(back)
        first, last = offset[line], offset[line + 1]
        if from_tail and from_head:
            meet = min(max((end + back - start) / (ahead + back), 0.0), 1.0) if ahead + back > 0 else 1.0
            rows, count = _emit(rows, count, x, y, share, first, last, 0.0, start, meet, start + ahead * meet, limit)
            rows, count = _emit(rows, count, x, y, share, first, last, meet, end + back * (1.0 - meet), 1.0, end, limit)
        elif from_tail:
            rows, count = _emit(rows, count, x, y, share, first, last, 0.0, start, 1.0, start + ahead, limit)
        elif from_head:
            rows, count = _emit(rows, count, x, y, share, first, last, 0.0, end + back, 1.0, end, limit)
    for k in range(len(spot_line)):
        line, at, when = spot_line[k], spot_share[k], spot_minutes[k]
        if not wanted[line] or when > limit:
            continue
        first, last = offset[line], offset[line + 1]
        if np.isfinite(forward[line]):
            rows, count = _emit(rows, count, x, y, share, first, last, at, when, 1.0, when + forward[line] * (1.0 - at), limit)
        if np.isfinite(backward[line]):
            rows, count = _emit(rows, count, x, y, share, first, last, 0.0, when + backward[line] * at, at, when, limit)
    return rows[:count].copy()


@jit
def split_pieces(pieces: Any, segments: Any, longest: float) -> Any:
    """Return pieces cut into parts of at most a length, and where they cross water (half a metre on either side is left out)."""
    rows = np.empty((max(2 * len(pieces), 16), 6))
    count: Any = np.int64(0)  # typed, not a literal: the functions it goes to are compiled once
    for i in range(len(pieces)):
        piece = pieces[i]
        x0, y0, t0, x1, y1, t1 = piece[0], piece[1], piece[2], piece[3], piece[4], piece[5]
        dx, dy = x1 - x0, y1 - y0
        parts = max(int(np.ceil(np.hypot(dx, dy) / longest)), 1)
        cuts = np.empty(parts + 1 + 16)
        gap = 0.5 / max(np.hypot(dx, dy), 1.0)
        used = 0
        for part in range(parts + 1):
            cuts[used] = part / parts
            used += 1
        for k in range(len(segments)):
            ax, ay, bx, by = segments[k, 0], segments[k, 1], segments[k, 2], segments[k, 3]
            if max(ax, bx) < min(x0, x1) or min(ax, bx) > max(x0, x1) or max(ay, by) < min(y0, y1) or min(ay, by) > max(y0, y1):
                continue
            cross = dx * (by - ay) - dy * (bx - ax)
            if cross != 0.0 and used + 1 < len(cuts):
                at = ((ax - x0) * (by - ay) - (ay - y0) * (bx - ax)) / cross
                along = ((ax - x0) * dy - (ay - y0) * dx) / cross
                if 0.0 < at < 1.0 and 0.0 <= along <= 1.0:
                    cuts[used], cuts[used + 1] = at - gap, at + gap
                    used += 2
        _sort(cuts, used)
        for k in range(used - 1):
            a, b = max(cuts[k], 0.0), min(cuts[k + 1], 1.0)
            if b - a > 2.02 * gap or used == 2:
                rows = room(rows, count)
                rows[count, 0], rows[count, 1], rows[count, 2] = x0 + a * dx, y0 + a * dy, t0 + a * (t1 - t0)
                rows[count, 3], rows[count, 4], rows[count, 5] = x0 + b * dx, y0 + b * dy, t0 + b * (t1 - t0)
                count += 1
    return rows[:count].copy()


def reached_pieces(times: Times, limit: float, longest_m: float = LONGEST_PIECE_M) -> Floats:
    """Return every stretch of road, and every point, from which the ground can be entered within the limit in minutes.

    Rows are x0, y0, t0, x1, y1, t1 (metres in the plane of the network, minutes); a point has equal ends. The origins themselves are
    points at minute 0. In the mode rail three more columns hold the station the stretch is reached from, and how far it serves: x, y
    and metres.
    """
    if times.compiled.mode == "rail":
        return _from_stations(times, limit, longest_m)
    starts = [join for join in times.joins if join.area is None]
    spots = [np.concatenate([getattr(join, name) for join in starts]) if starts else np.empty(0) for name in ("line", "share", "minutes")]
    rows = _reached(times, times.minutes, limit, times.compiled.lines.access, spots)
    points = np.array([(join.x, join.y, 0.0) for join in starts]).reshape(-1, 3)
    return _split(times, np.vstack([rows, np.hstack([points, points])]), longest_m)


def _from_stations(times: Times, limit: float, longest_m: float) -> Floats:
    """Return what is reached by road from each station the trains reach, as far as the station serves."""
    compiled, stations = times.compiled, stations_of(times.compiled)
    most = compiled.speeds.station_access.max_km * 1000.0
    halls, nothing = stations.ends(inbound=times.inbound)[1], [np.empty(0)] * 3
    found = [np.empty((0, 9))]
    for at in np.flatnonzero(times.minutes[halls] <= limit):
        hall, x, y = halls[at : at + 1], float(stations.x[at]), float(stations.y[at])
        minutes = road_search(compiled, hall, times.minutes[hall], inbound=times.inbound, factor=times.factor, limit=limit)[0]
        wanted = compiled.lines.access & _lines_near(compiled, x, y, most + times.off.max_m)
        pieces = _split(times, _reached(times, minutes, limit, wanted, nothing), longest_m)
        found.append(np.hstack([pieces, np.tile([x, y, most], (len(pieces), 1))]))
    return np.vstack(found)


def _lines_near(compiled: Compiled, x: float, y: float, metres: float) -> Bools:
    """Tell which lines have a box within a distance of a point."""

    def boxes() -> tuple[Floats, ...]:
        road = compiled.lines
        first = road.offset[:-1]
        return tuple(cut.reduceat(axis, first) if len(first) else axis for axis in (road.x, road.y) for cut in (np.minimum, np.maximum))

    west, east, south, north = compiled.cached("boxes", boxes)
    near: Bools = np.hypot(np.maximum(np.maximum(west - x, x - east), 0.0), np.maximum(np.maximum(south - y, y - north), 0.0)) <= metres
    return near


def _reached(times: Times, minutes: Floats, limit: float, wanted: Any, spots: list[Floats]) -> Floats:
    """Return the stretches of wanted lines and the lone nodes reached by node minutes and from spots on lines."""
    compiled, road = times.compiled, times.compiled.lines
    forward, backward = costs_each_way(compiled, inbound=times.inbound, factor=times.factor)
    rows: Floats = line_pieces(
        wanted, road.tail, road.head, forward, backward, road.offset, road.x, road.y, road.share, minutes, float(limit),
        spots[0].astype(np.int64), spots[1], spots[2],
    )  # fmt: skip
    nodes = lone_nodes(compiled)
    nodes = nodes[np.isin(compiled.node_side[nodes], SIDES_OUTWARD if times.inbound else SIDES_INBOUND)]
    when = minutes[nodes] + compiled.node_access[nodes]
    points = np.column_stack([compiled.x[nodes], compiled.y[nodes], when])[when <= limit]
    return np.vstack([rows, np.hstack([points, points])])


def _split(times: Times, rows: Floats, longest_m: float) -> Floats:
    """Return pieces cut into parts of at most a length, and at the shores."""
    if not len(rows):
        return rows
    reach = times.off.max_m
    box = rows[:, [0, 3]].min() - reach, rows[:, [1, 4]].min() - reach, rows[:, [0, 3]].max() + reach, rows[:, [1, 4]].max() + reach
    pieces: Floats = split_pieces(rows, times.compiled.barriers.near(*box), longest_m)
    return pieces
