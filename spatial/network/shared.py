"""Cut lines where they share a vertex, all at once: the junctions of a file that draws whole roads."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from spatial import crs
from spatial.network.steps import KEY_DIGITS

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


def cut_at_shared_vertices(lines: gpd.GeoDataFrame, level: Ints) -> gpd.GeoDataFrame:
    """Return single lines (EPSG:4326) cut at every inner vertex where another line ends, or that another one of the same level has too.

    Lines that merely cross stay as they are, and so does a bridge (`level` 1) over a road (0) drawn with a vertex at the same spot.
    A column length_m is shared out by the geometry.

        a --+-- b        a --c-- b
            |       to       |
            c                d
    """
    geometry = lines.geometry.to_numpy()
    xy, line = shapely.get_coordinates(geometry, return_index=True)
    counts = np.bincount(line, minlength=len(geometry))
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    last = first + counts - 1
    is_end = np.zeros(len(xy), bool)
    is_end[first], is_end[last] = True, True
    cuts = is_end | (_shared(xy, level[line], is_end) & ~is_end)
    if not (cuts & ~is_end).any():
        return lines.reset_index(drop=True)
    starts = np.flatnonzero(cuts & ~_mask(len(xy), last))
    stops = np.flatnonzero(cuts & ~_mask(len(xy), first))
    return _pieces(lines, xy, line, starts, stops)


def _mask(size: int, at: Ints) -> Bools:
    """Return a mask that is true at some positions."""
    mask = np.zeros(size, bool)
    mask[at] = True
    return mask


def _shared(xy: Floats, level: Ints, is_end: Bools) -> Bools:
    """Tell which vertices lie where a line ends, or where there is another vertex of the same level."""
    spots = np.round(xy * 10**KEY_DIGITS).astype(np.int64)
    spot = pd.MultiIndex.from_arrays([spots[:, 0], spots[:, 1]]).factorize()[0]
    ends = np.bincount(spot[is_end], minlength=int(spot.max()) + 1) > 0
    same = pd.MultiIndex.from_arrays([spot, level]).factorize()[0]
    return np.asarray(ends[spot] | (np.bincount(same)[same] > 1))


def _pieces(lines: gpd.GeoDataFrame, xy: Floats, line: Ints, starts: Ints, stops: Ints) -> gpd.GeoDataFrame:
    """Return the stretches between cuts as lines with the columns of the line each is a piece of."""
    sizes = stops - starts + 1
    piece = np.repeat(np.arange(len(starts)), sizes)
    offset = np.arange(len(piece)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    drawn = shapely.linestrings(xy[starts[piece] + offset], indices=piece)
    parent = line[starts]
    table = lines.drop(columns="geometry").iloc[parent].reset_index(drop=True)
    if "length_m" in table:
        table["length_m"] = _lengths(table["length_m"].to_numpy(float), drawn, parent)
    return gpd.GeoDataFrame(table, geometry=drawn, crs=crs.WGS84)


def _lengths(given: Floats, drawn: Any, parent: Ints) -> Floats:
    """Return the length given for the parent shared out over its pieces; unknown ones stay unknown."""
    known = np.isfinite(given)
    lengths = np.full(len(given), np.nan)
    if known.any():
        metres = np.zeros(len(given))
        metres[known] = crs.geodesic_lengths_m(drawn[known])
        whole = np.bincount(parent, weights=metres)[parent]
        lengths[known] = given[known] * metres[known] / whole[known]
    return lengths
