"""Give the contradictions a reader found that no rule finds: kept as a table beside the plans, shown when their plans are compared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spatial.plans.fields import Record, records
from spatial.schema import Finding
from spatial.settings import default_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from spatial.settings import Settings

FIELDS = frozenset({"subject", "check", "severity", "said", "plans", "sections"})
FILE = "remarks.toml"


def remark_findings(order: Mapping[str, int], settings: Settings | None = None) -> Iterable[Finding]:
    """Yield the remarks on the plans compared; raise DataFileError where the table breaks its contract."""
    path = (settings or default_settings()).plans_dir / FILE
    if path.is_file():
        yield from (finding for finding, plans in read_remarks(path, path.stat().st_mtime_ns) if set(plans) <= set(order))


@lru_cache(maxsize=2)
def read_remarks(path: Path, stamp: int) -> tuple[tuple[Finding, tuple[str, ...]], ...]:  # noqa: ARG001 - the stamp tells a changed file
    """Return each remark with the plans it is about; one plan with two sections is a contradiction within it."""
    return tuple(read_remark(record) for record in records(path, "remark"))


def read_remark(record: Record) -> tuple[Finding, tuple[str, ...]]:
    """Return one remark as a finding with the plans it is about."""
    record.allow(FIELDS)
    plans, sections = record.texts("plans"), record.texts("sections")
    if len(plans) != len(sections) or len(plans) != 2:
        raise record.fault("sections", "应有两处，每处一个规划、一个章节。")
    severity = record.choice("severity", ("warning", "info"))
    span = "→".join(f"{plan}（{section}）" for plan, section in zip(plans, sections, strict=True))
    evidence = {"read": True, "plans": plans, "sections": sections}
    message = f"{record.text('said')}：{span}"
    return Finding(record.text("check"), record.text("subject"), severity, message, evidence), tuple(dict.fromkeys(plans))  # type: ignore[arg-type]
