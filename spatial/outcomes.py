"""Plan against reality: what became of each project, when, how sure that is, and how late against the plan's own date.

Unknown stays unknown: no source found is not the same as not built. A plan without a horizon gives no date to be late against.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from spatial.errors import DataFileError
from spatial.plans import load_plans, load_projects
from spatial.schema import Plan, Project
from spatial.settings import Settings, default_settings

OUTCOMES: Final = ("opened", "partly_opened", "under_construction", "not_started", "cancelled", "unknown")
OUTCOME_TITLES: Final = {
    "opened": "已建成", "partly_opened": "部分建成", "under_construction": "在建", "not_started": "未开工",
    "cancelled": "已取消", "unknown": "未查明",
}  # fmt: skip
DATES: Final = re.compile(r"(?<!\d)\d{4}(?:-\d{2}(?:-\d{2})?)?(?!\d)")
# words of the table that say a date is a bound, a start of works or one of several years
VAGUE: Final = re.compile(r"between|start|works|target|approval|\bby\b|\d{4}-\d{4}|\d{4}-(?!\d)")
NO_DATE_WORDS: Final = {"unknown": "未查到结果（不等于未建）", "cancelled": "已取消"}
CONFIDENCES: Final = ("high", "medium", "low")
COLUMNS: Final = ("project_id", "outcome", "date", "realised_by", "basis", "confidence")


@dataclass(frozen=True)
class OutcomeRow:
    """Hold one row of the table as written: dates are text as precise as known, several parted by semicolons."""

    project_id: str
    outcome: str
    date: str
    realised_by: tuple[str, ...]
    basis: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """Hold what became of one project; `delay_years` is against the end of the plan's horizon, negative when earlier."""

    id: str
    name: str
    mode: str
    plans: tuple[str, ...]
    places: tuple[str, ...]
    first_named: date
    due: date | None
    due_basis: str
    outcome: str
    opened: str
    opened_from: date | None
    opened_to: date | None
    delay_years_low: float | None
    delay_years_high: float | None
    delay: str
    realised_by: tuple[str, ...]
    confidence: str
    basis: str
    note: str


def read_outcomes(settings: Settings | None = None) -> tuple[OutcomeRow, ...]:
    """Return the rows of `project_outcomes.csv`; raises DataFileError when the file is missing or breaks its contract."""
    path = (settings or default_settings()).base_dir / "project_outcomes.csv"
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise DataFileError(f"{path.name} 缺少列：{'、'.join(missing)}。")
            return tuple(_row(row, path) for row in reader)
    except FileNotFoundError as error:
        raise DataFileError(f"缺少数据文件 {path.name}；请用 tools/ 中的脚本重建 layers/base。") from error


def project_outcomes(settings: Settings | None = None) -> tuple[Outcome, ...]:
    """Return what became of every project of the plans, in the order of the plans; a project without a row is unknown."""
    rows = {row.project_id: row for row in read_outcomes(settings)}
    plans = {plan.id: plan for plan in load_plans(settings)}
    return tuple(_outcome(project, rows.get(project.id), plans) for project in load_projects(settings))


def count_outcomes(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Return how many projects each outcome has, every outcome named."""
    counted = Counter(item.outcome for item in outcomes)
    return {outcome: counted[outcome] for outcome in OUTCOMES}


def _row(row: Mapping[str, str], path: Path) -> OutcomeRow:
    """Return one checked row."""
    where = f"{path.name} 的记录“{row['project_id']}”"
    for field, choices in (("outcome", OUTCOMES), ("confidence", CONFIDENCES)):
        if row[field] not in choices:
            raise DataFileError(f"{where}字段 {field} 是“{row[field]}”，可用的是 {'、'.join(choices)}。")
    edges = tuple(part.strip() for part in row["realised_by"].split("|") if part.strip())
    return OutcomeRow(row["project_id"], row["outcome"], row["date"].strip(), edges, row["basis"], row["confidence"], row.get("note") or "")


def _outcome(project: Project, row: OutcomeRow | None, plans: Mapping[str, Plan]) -> Outcome:
    """Join one project with its row."""
    named = sorted({reference.plan for reference in project.references}, key=lambda plan: plans[plan].issued)
    used = row or OutcomeRow(project.id, "unknown", "", (), "", "low", "")
    due, basis = _due([plans[plan] for plan in named])
    span = _span(used.date) if used.outcome in ("opened", "partly_opened") else None
    low, high = _delay(span, due)
    return Outcome(
        id=project.id,
        name=project.name,
        mode=project.mode,
        plans=tuple(named),
        places=tuple(member.place_id for member in project.places if member.place_id),
        first_named=plans[named[0]].issued,
        due=due,
        due_basis=basis,
        outcome=used.outcome,
        opened=used.date,
        opened_from=span[0] if span else None,
        opened_to=span[1] if span else None,
        delay_years_low=low,
        delay_years_high=high,
        delay=_delay_words(used, span, due, low, high),
        realised_by=used.realised_by,
        confidence=used.confidence,
        basis=used.basis,
        note=used.note,
    )


def _due(plans: list[Plan]) -> tuple[date | None, str]:
    """Return the end of the earliest horizon among the plans that name a project, and whose it is.

    A programme for the year it was issued in asks that work goes on, not that it is finished: its horizon is no due date.
    """
    dated = [plan for plan in plans if plan.horizon is not None and plan.horizon > plan.issued.year]
    if not dated:
        return None, ""
    first = min(dated, key=lambda plan: (plan.horizon or 0, plan.issued))
    return date(first.horizon or 0, 12, 31), first.id


def _span(text: str) -> tuple[date, date] | None:
    """Return the first and last day the *last* date of the text can mean; None where the text does not fix a day, month or year."""
    if VAGUE.search(text):
        return None
    spans = [_one_date(part) for part in DATES.findall(text)]
    known = [span for span in spans if span is not None]
    return max(known, key=lambda span: span[1]) if known and len(known) == len(spans) else None


def _one_date(text: str) -> tuple[date, date] | None:
    """Return the days an ISO date, month or year can mean."""
    parts = text.strip().split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    try:
        if len(numbers) == 1:
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        if len(numbers) == 2:
            year, month = numbers
            after = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), date.fromordinal(after.toordinal() - 1)
        day = date(*numbers)
    except ValueError:
        return None
    return day, day


def _delay(span: tuple[date, date] | None, due: date | None) -> tuple[float | None, float | None]:
    """Return the bounds in years between the due day and the opening."""
    if span is None or due is None:
        return None, None
    low, high = ((day - due).days / 365.25 for day in span)
    return round(low, 1), round(high, 1)


def _delay_words(row: OutcomeRow, span: tuple[date, date] | None, due: date | None, low: float | None, high: float | None) -> str:
    """Return the delay in words, or why there is none to tell."""
    if row.outcome in NO_DATE_WORDS:
        words = NO_DATE_WORDS[row.outcome]
    elif due is None:
        words = "规划未写期限"
    elif row.outcome in ("under_construction", "not_started"):
        words = f"期限 {due.year} 年，至今未建成"
    elif span is None or low is None or high is None:
        words = "建成时间不明"
    elif high <= 0:
        words = f"按期（期限 {due.year} 年底前）"
    else:
        words = f"晚 {high:.1f} 年" if low == high else f"晚 {max(low, 0):.1f}–{high:.1f} 年"
    return f"部分{words}" if row.outcome == "partly_opened" and words[0] in "按晚" else words
