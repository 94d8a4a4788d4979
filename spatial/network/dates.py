"""What was open on a date: full dates, dates known to the month or year, and no date at all."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.errors import InvalidInputError
from spatial.settings import NEWEST_YEAR

OLDEST_YEAR = 1990
FAR_PAST = date(1, 1, 1)
FAR_FUTURE = date(9999, 12, 31)
RAIL_FORK = "rail_fork"  # the kind of a junction where lines part and no train stops


@dataclass(frozen=True)
class OpenState:
    """Hold per edge whether it is taken as open, and why that is not certain."""

    is_open: NDArray[np.bool_]
    year_only: NDArray[np.bool_]
    undated: NDArray[np.bool_]


def date_of_year(year: int | None) -> date:
    """Return 31 December of a year; None is the newest year of the data.

    Raises InvalidInputError for a year the data cannot answer for.
    """
    wanted = NEWEST_YEAR if year is None else year
    if not OLDEST_YEAR <= wanted <= NEWEST_YEAR + 24:
        msg = f"年份 {wanted} 超出范围；请用 {OLDEST_YEAR} 至 {NEWEST_YEAR + 24} 之间的年份（数据最新到 {NEWEST_YEAR} 年）。"
        raise InvalidInputError(msg)
    return date(wanted, 12, 31)


def date_range(text: object) -> tuple[date, date] | None:
    """Return the first and last day a written date can mean: `2010-12-30`, `2010-12` or `2010`; None for nothing written.

    Raises InvalidInputError for text that is no date.
    """
    if text is None or (isinstance(text, float) and np.isnan(text)) or text is pd.NaT or not str(text).strip():
        return None
    parts = str(text).strip().removesuffix(".0").split("-")
    try:
        year, *rest = (int(part) for part in parts)
        if not rest:
            return date(year, 1, 1), date(year, 12, 31)
        if len(rest) == 1:
            return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
        return date(year, rest[0], rest[1]), date(year, rest[0], rest[1])
    except ValueError as error:
        msg = f"日期 {text!r} 无法识别；请写成 2010-12-30、2010-12 或 2010。"
        raise InvalidInputError(msg) from error


def _bounds(column: pd.Series[Any], missing: date) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.bool_]]:
    """Return first and last possible day per row as datetime64 days, and which rows have none; each distinct text is read once."""
    codes, texts = pd.factorize(column.to_numpy(object), use_na_sentinel=False)
    spans = [date_range(text) for text in texts]
    first = np.array([missing if span is None else span[0] for span in spans], dtype="datetime64[D]")
    last = np.array([missing if span is None else span[1] for span in spans], dtype="datetime64[D]")
    return first[codes], last[codes], np.array([span is None for span in spans], dtype=bool)[codes]


def _first_written(edges: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series[Any]:
    """Return per row the first of the columns that has something written."""
    result = pd.Series(np.full(len(edges), "", dtype=object), index=edges.index)
    for column in reversed(columns):
        if column in edges:
            values = edges[column].to_numpy(object)
            codes, texts = pd.factorize(values, use_na_sentinel=False)
            written = np.array([not pd.isna(text) and str(text).strip() not in ("", "nan") for text in texts], dtype=bool)[codes]
            result = result.where(~written, values)
    return result


def edges_open_on(edges: pd.DataFrame, on: date) -> OpenState:
    """Return which edges carried traffic (rail: passengers) at the end of a day.

    A date known to the year counts as its last day, so the state of 31 December is certain and a day inside that year is flagged
    `year_only`. An edge in service without an opening date counts as open at any time and is flagged `undated`; one that is
    planned, or under construction without a date, is not open.
    """
    day = np.datetime64(on, "D")
    rail = np.asarray(edges["mode"].to_numpy() == "rail")
    opened = _first_written(edges, ("opened",)).where(~rail, _first_written(edges, ("passenger_from", "opened")))
    closed = _first_written(edges, ("closed",)).where(~rail, _first_written(edges, ("passenger_to", "closed")))
    open_first, open_last, no_open = _bounds(opened, FAR_PAST)
    close_first, close_last, no_close = _bounds(closed, FAR_FUTURE)
    status = edges["status"].astype(str).str.strip().to_numpy() if "status" in edges else np.full(len(edges), "open", dtype=object)
    in_service = np.isin(status, ("open", "", "nan"))
    dated_closed = np.isin(status, ("closed",)) & ~no_close
    exists = (in_service | dated_closed) | ~no_open
    exists &= ~np.isin(status, ("planned", "under_construction")) | ~no_open
    exists &= ~(np.isin(status, ("closed",)) & no_close)
    is_open = exists & (open_last <= day) & (close_last > day)
    year_only = exists & (((open_first <= day) & (day < open_last)) | ((close_first <= day) & (day < close_last) & ~no_close))
    return OpenState(is_open, year_only, no_open & is_open)


def passed_only(junctions: pd.DataFrame, on: date) -> frozenset[str]:
    """Return the junctions where no train takes passengers at the end of a day: stations not in service, and where lines only fork.

    The columns `passenger_from` and `passenger_to` bound the service of a station; what is not written bounds nothing.
    """
    day = np.datetime64(on, "D")
    served = np.ones(len(junctions), dtype=bool)
    if "passenger_from" in junctions:
        served &= _bounds(junctions["passenger_from"], FAR_PAST)[1] <= day
    if "passenger_to" in junctions:
        served &= _bounds(junctions["passenger_to"], FAR_FUTURE)[1] > day
    served &= (junctions["kind"] != RAIL_FORK).to_numpy(bool)
    return frozenset(junctions["id"].to_numpy(object)[~served])
