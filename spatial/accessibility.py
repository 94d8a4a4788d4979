"""Measures of accessibility over a matrix of minutes; one measure, one small function.

A matrix has one row per origin and one column per destination, in minutes, infinite where there is no way. Weights (people, jobs,
GDP) belong to destinations. A place's time to itself is what the diagonal says; `without_self` blanks it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spatial.errors import InvalidInputError

Floats = NDArray[np.float64]


def without_self(minutes: Floats) -> Floats:
    """Return a square matrix with its diagonal blanked (NaN), so that no place counts itself.

    Raises InvalidInputError when the matrix is not square.
    """
    if minutes.ndim != 2 or minutes.shape[0] != minutes.shape[1]:
        msg = f"矩阵形状 {minutes.shape} 不是方阵，不能去掉对角线。"
        raise InvalidInputError(msg)
    result = minutes.copy()
    np.fill_diagonal(result, np.nan)
    return result


def weighted_average_time(minutes: Floats, weights: Floats) -> Floats:
    """Return per origin the mean minutes to all destinations, weighted by the destinations; infinite when one is out of reach.

    A_i = Σ_j w_j t_ij / Σ_j w_j   (Gutiérrez, González & Gómez 1996, Journal of Transport Geography 4:15-25).
    """
    w = _checked(minutes, weights)
    known = ~np.isnan(minutes)
    total = np.where(known, np.where(w > 0, np.nan_to_num(minutes, nan=0.0, posinf=np.inf) * w, 0.0), 0.0).sum(axis=1)
    return np.asarray(total / np.where(known, w, 0.0).sum(axis=1))


def daily_accessibility(minutes: Floats, weights: Floats, limit: float = 180.0) -> Floats:
    """Return per origin the weight that can be visited and returned from within a day: reached within `limit` minutes one way.

    DA_i = Σ_j w_j [t_ij <= limit]; three to four hours one way are usual (Törnqvist 1970; Gutiérrez 2001, Journal of Transport
    Geography 9:229-242).
    """
    return cumulative_opportunities(minutes, weights, limit)


def cumulative_opportunities(minutes: Floats, weights: Floats, limit: float) -> Floats:
    """Return per origin the weight of all destinations within a limit in minutes.

    O_i = Σ_j w_j [t_ij <= limit]   (Wachs & Kumagai 1973, Socio-Economic Planning Sciences 7:437-456).
    """
    w = _checked(minutes, weights)
    if not limit > 0:
        msg = f"时间上限 {limit!r} 必须大于零分钟。"
        raise InvalidInputError(msg)
    return np.asarray(np.where(minutes <= limit, w, 0.0).sum(axis=1))


def potential(minutes: Floats, weights: Floats, exponent: float = 1.0, least_minutes: float = 5.0) -> Floats:
    """Return per origin the potential of all destinations; nearer ones count more.

    P_i = Σ_j w_j / t_ij^a   (Hansen 1959, Journal of the American Institute of Planners 25:73-76), t in minutes and at least
    `least_minutes`, so that a near neighbour does not count without bound.
    """
    w = _checked(minutes, weights)
    if not exponent > 0 or not least_minutes > 0:
        msg = f"指数 {exponent!r} 与最小时间 {least_minutes!r} 必须大于零。"
        raise InvalidInputError(msg)
    with np.errstate(invalid="ignore"):
        pull = w / np.maximum(minutes, least_minutes) ** exponent
    return np.asarray(np.nan_to_num(pull, nan=0.0).sum(axis=1))


def contour_counts(minutes: Floats, limits: Sequence[float]) -> NDArray[np.int64]:
    """Return per origin (row) how many destinations lie within each limit in minutes (column).

    The contour measure (Ingram 1971, Regional Studies 5:101-107) with every destination weighing one.
    """
    return np.column_stack([(minutes <= limit).sum(axis=1) for limit in limits]).astype(np.int64)


def nearest_time(minutes: Floats) -> Floats:
    """Return per origin the minutes to the nearest destination; infinite when none is in reach."""
    return np.asarray(np.nan_to_num(minutes, nan=np.inf).min(axis=1))


def _checked(minutes: Floats, weights: Floats) -> Floats:
    """Return weights as a row; refuse a wrong length, negative weights or none above zero."""
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (minutes.shape[1],) or not (w >= 0).all() or not w.sum() > 0:
        msg = f"权重应有 {minutes.shape[1]} 个、不为负且不全为零；给出的是 {w.shape}。"
        raise InvalidInputError(msg)
    return w
