"""Two places in plans that speak of the same thing, and the finding that says how they differ: what, where before, where after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from spatial.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spatial.compare.ground import Ground
    from spatial.schema import Project, ProjectReference, Structure

Severity = Literal["warning", "info"]


@dataclass(frozen=True)
class ProjectPair:
    """Hold what two references say of one project, the earlier first."""

    project: Project
    before: ProjectReference
    after: ProjectReference

    def finding(self, check: str, severity: Severity, said: str, **extra: object) -> Finding:
        """Return a finding about both references."""
        evidence = {
            "project": self.project.id, "plans": (self.before.plan, self.after.plan), "sections": (self.before.section, self.after.section),
            "actions": (self.before.action, self.after.action), **extra,
        }  # fmt: skip
        span = f"{self.before.plan}（{self.before.section}）→{self.after.plan}（{self.after.section}）"
        return Finding(check, self.project.name, severity, f"{said}：{span}", evidence)


@dataclass(frozen=True)
class StructurePair:
    """Hold two plans' versions of one structure, the earlier first, with how they were matched and their kin in the same plans."""

    before: Structure
    after: Structure
    kin: tuple[Structure, ...]
    how: str
    ground: Ground

    def finding(self, check: str, severity: Severity, said: str, **extra: object) -> Finding:
        """Return a finding about both versions."""
        evidence: Mapping[str, object] = {
            "concept": self.after.concept, "matched_by": self.how, "before": self.before.id, "after": self.after.id,
            "plans": (self.before.plan, self.after.plan), "sections": (self.before.section, self.after.section), **extra,
        }  # fmt: skip
        return Finding(check, self.after.name, severity, f"{said}：{self.where(self.before)}→{self.where(self.after)}", evidence)

    def where(self, item: Structure) -> str:
        """Return plan and section as a reader cites them."""
        return f"{item.plan}（{self.ground.plans[item.plan].issued.year}，{item.section}）"
