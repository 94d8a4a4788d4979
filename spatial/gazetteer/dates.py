"""Dates known to the day, the month or only the year."""

from __future__ import annotations

import calendar
import re
from datetime import date

from spatial.errors import InvalidInputError

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")


def parse_date(value: str | int | date | None) -> date | None:
    """Return the date asked for; a year means 31 December, a month its last day.

    Raises
    ------
    InvalidInputError
        When the text is not YYYY, YYYY-MM or YYYY-MM-DD.
    """
    if value is None or isinstance(value, date):
        return value
    match = _PARTIAL.match(str(value).strip())
    if match is None:
        raise InvalidInputError(f"日期“{value}”无法识别，请写成 2012、2012-06 或 2012-06-30。")
    year, month, day = int(match[1]), int(match[2] or 12), match[3]
    try:
        return date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise InvalidInputError(f"日期“{value}”不存在，请写成 2012、2012-06 或 2012-06-30。") from error


def earliest(text: str) -> date | None:
    """Return the first day a partial date can mean; None for an open end. 1980前 and the like count as open."""
    match = _PARTIAL.match(text.strip())
    if match is None:
        return None
    return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))


def covers(start: str, end: str, on: date) -> bool:
    """Tell whether `on` lies in [start, end); open ends have no limit, partial dates begin on their first day."""
    first, last = earliest(start), earliest(end)
    return (first is None or first <= on) and (last is None or on < last)


def hangs_on_year(start: str, end: str, on: date) -> bool:
    """Tell whether the answer for `on` hangs on a change known only to the year or the month in which `on` lies."""
    day_of_year = on.isoformat()
    end_of_year = on.month == 12 and on.day == 31
    return any(len(text) < 10 and day_of_year.startswith(text) and not (end_of_year and len(text) == 4) for text in (start, end) if text)


def span(start: str, end: str) -> str:
    """Return an interval as it reads on screen."""
    return f"{start or '…'}–{end or '今'}"
