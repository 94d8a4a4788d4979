"""Road edges as flat arrays in a metric plane, cut where a built-up area begins and where a station joins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from spatial import crs
from spatial.modes import CLOSED_ACCESS_CLASSES, Speeds, road_speed
from spatial.network.tables import BuiltUp, Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
CHORD_M = 5000.0


@dataclass(frozen=True, eq=False)
class Lines:
    """Hold road lines: end nodes, minutes each way (infinite against a one-way), vertices in metres with their share of the length.

    `source` is the row in `Network.edges`; `access` tells whether one may leave the road between its ends.
    """

    tail: Ints
    head: Ints
    forward: Floats
    backward: Floats
    access: Bools
    source: Ints
    length_m: Floats
    offset: Ints
    x: Floats
    y: Floats
    share: Floats


def plane_of(network: Network) -> str:
    """Return the metric plane of a network: that of the province, or for a network elsewhere an equal-area one around it."""
    west, south, east, north = network.junctions.total_bounds
    if west >= 114 and east <= 138 and south >= 36 and north <= 52:
        return crs.PROVINCE_CRS
    band = (north - south) / 6
    return (
        f"+proj=aea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +lat_1={south + band:.4f} +lat_2={north - band:.4f} "
        "+x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs"
    )


def metric_lines(geometry: Any, plane: str) -> NDArray[np.object_]:
    """Return lines of EPSG:4326 as lines in the metric plane, all at once."""
    coords, index = shapely.get_coordinates(np.asarray(geometry), return_index=True)
    x, y = crs.project_xy(coords[:, 0], coords[:, 1], crs.WGS84, plane)
    lines: NDArray[np.object_] = shapely.linestrings(np.column_stack([x, y]), indices=index)
    return lines


def built_up_shape(areas: tuple[BuiltUp, ...], plane: str) -> Any:
    """Return the union of the built-up circles in the metric plane, or None when there are none."""
    if not areas:
        return None
    x, y = crs.project_xy(np.array([area.lon for area in areas]), np.array([area.lat for area in areas]), crs.WGS84, plane)
    return shapely.union_all(shapely.buffer(shapely.points(x, y), np.array([area.radius_m for area in areas]), quad_segs=8))


def is_chord(lines: Any, length_m: Floats) -> Bools:
    """Tell which lines are drawn straight over a long distance: their ends are known, the way between is not, so none may enter there."""
    return np.asarray((shapely.get_num_coordinates(lines) == 2) & (length_m > CHORD_M))


def slowed_classes(edge_class: NDArray[Any], design_kph: Floats) -> Bools:
    """Tell which edges are streets inside a built-up area; expressways, ramps and urban expressways keep their speed."""
    fast = np.isin(edge_class, CLOSED_ACCESS_CLASSES) | ((edge_class == "urban") & (design_kph >= 60))
    return np.asarray(~fast)


def edge_kph(edge_class: NDArray[Any], design_kph: Floats, speeds: Speeds) -> Floats:
    """Return the mean speed of each road edge in km/h, outside built-up areas."""
    classes, names = pd.factorize(edge_class)
    designs, values = pd.factorize(np.nan_to_num(design_kph, nan=0.0))
    keys, pairs = pd.factorize(classes * max(len(values), 1) + designs)
    kph = [road_speed(str(names[pair // len(values)]), float(values[pair % len(values)]), speeds).kph for pair in pairs]
    by_pair: Floats = np.array(kph, np.float64)
    return np.asarray(by_pair[keys], np.float64)


def boundary_cuts(lines: NDArray[np.object_], slowed: Bools, shape: Any) -> dict[int, list[float]]:
    """Return for each line that crosses the edge of a built-up area the shares of its length where it does."""
    if shape is None:
        return {}
    rim = shapely.boundary(shape)
    shapely.prepare(rim)
    hits = np.flatnonzero(slowed & shapely.intersects(rim, lines))
    cuts: dict[int, list[float]] = {}
    for index in hits:
        points = shapely.get_parts(shapely.intersection(lines[index], rim))
        shares = shapely.line_locate_point(lines[index], points[shapely.get_type_id(points) == 0], normalized=True)
        inner = [float(share) for share in shares if 1e-6 < share < 1 - 1e-6]
        if inner:
            cuts[int(index)] = inner
    return cuts


@dataclass(frozen=True, eq=False)
class Pieces:
    """Hold lines after cutting: geometry, end nodes, which line each came from, and the share of it that it is."""

    lines: NDArray[np.object_]
    tail: Ints
    head: Ints
    parent: Ints
    part: Floats


def cut_lines(lines: NDArray[np.object_], tail: Ints, head: Ints, cuts: dict[int, list[tuple[float, int]]]) -> Pieces:
    """Return the lines cut at shares of their length; each cut names the node that stands there."""
    whole = np.ones(len(lines), bool)
    whole[list(cuts)] = False
    keep = np.flatnonzero(whole)
    more: list[tuple[Any, int, int, int, float]] = []
    for index, marks in cuts.items():
        stops = [(0.0, int(tail[index])), *sorted(marks), (1.0, int(head[index]))]
        for (start, start_node), (end, end_node) in pairwise(stops):
            more.append((_part(lines[index], start, end), start_node, end_node, index, end - start))
    if not more:
        return Pieces(lines[keep], tail[keep], head[keep], keep.astype(np.int64), np.ones(len(keep)))
    geometry, starts, ends, parents, parts = zip(*more, strict=True)
    extra = np.empty(len(geometry), object)
    extra[:] = geometry
    return Pieces(
        np.concatenate([lines[keep], extra]),
        np.concatenate([tail[keep], np.array(starts, np.int64)]),
        np.concatenate([head[keep], np.array(ends, np.int64)]),
        np.concatenate([keep, np.array(parents, np.int64)]),
        np.concatenate([np.ones(len(keep)), np.array(parts)]),
    )


def _part(line: Any, start: float, end: float) -> Any:
    """Return the part of a line between two shares of its length; a part without length keeps two equal points."""
    part = substring(line, start, end, normalized=True)
    return part if part.geom_type == "LineString" else shapely.LineString([part, part])


def flatten(lines: NDArray[np.object_]) -> tuple[Ints, Floats, Floats, Floats]:
    """Return row pointer, x, y and share of length of the vertices of every line."""
    coords, index = shapely.get_coordinates(lines, return_index=True)
    offset = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(np.bincount(index, minlength=len(lines)), out=offset[1:])
    step = np.zeros(len(coords))
    step[1:] = np.hypot(np.diff(coords[:, 0]), np.diff(coords[:, 1]))
    step[offset[:-1]] = 0.0
    run = np.cumsum(step)
    along = run - run[offset[:-1]][index]
    total = along[offset[1:] - 1]
    return offset, coords[:, 0].copy(), coords[:, 1].copy(), along / np.where(total > 0, total, 1.0)[index]
