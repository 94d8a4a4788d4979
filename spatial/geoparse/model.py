"""Value types of a reading: mentions, drafts and the document they were read from."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """Name one place a mention means; `id` is None where neither the gazetteer nor the divisions know it."""

    id: str | None
    name: str
    score: float = 1.0
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the place as the command line prints it among the candidates of a mention."""
        return {"id": self.id, "name": self.name, "score": self.score, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold one place expression: `source[start:end] == text`, offsets in code points of the text as given."""

    start: int
    end: int
    text: str
    kind: str
    places: tuple[PlaceRef, ...]
    ambiguous: bool
    score: float
    reason: str
    inner: tuple[Mention, ...] = ()
    ctx: str = ""
    candidates: tuple[PlaceRef, ...] = ()
    section: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the mention as the command line prints it."""
        row: dict[str, Any] = {
            "start": self.start, "end": self.end, "text": self.text, "kind": self.kind,
            "places": [{"id": place.id, "name": place.name} for place in self.places],
            "ambiguous": self.ambiguous, "score": round(self.score, 3), "reason": self.reason,
            "inner": [{key: value for key, value in inner.as_dict().items() if key != "section"} for inner in self.inner],
        }  # fmt: skip
        if self.ctx:
            row["ctx"] = self.ctx
        if self.section:
            row["section"] = self.section
        if self.candidates:
            row["candidates"] = [place.as_dict() for place in self.candidates]
        return row


@dataclass(frozen=True)
class DraftMember:
    """Hold one member of a drafted structure, as written, with the place it was read as."""

    as_written: str
    start: int
    end: int
    place_id: str | None
    role: str = "member"


@dataclass(frozen=True)
class StructureDraft:
    """Hold one structure a sentence seems to define; `doubts` say what a person should look at."""

    name: str
    kind: str
    section: str
    start: int
    end: int
    members: tuple[DraftMember, ...]
    members_basis: str
    ordered: bool
    confidence: float
    doubts: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectDraft:
    """Hold one project a sentence names: what is done (action), to which route, between which ends."""

    name: str
    mode: str
    action: str
    section: str
    start: int
    end: int
    places: tuple[DraftMember, ...]
    confidence: float
    ref: str = ""
    horizon: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimDraft:
    """Hold one checkable statement: a time, distance, population, coverage or count."""

    kind: str
    text: str
    section: str
    start: int
    end: int
    origin_ids: tuple[str, ...]
    members: tuple[DraftMember, ...]
    confidence: float
    limit_minutes: float | None = None
    value: float | None = None
    unit: str = ""
    horizon: int | None = None
    verdict: str = ""
    doubts: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """Hold everything read from one text."""

    source: str
    mentions: tuple[Mention, ...]
    structures: tuple[StructureDraft, ...] = ()
    projects: tuple[ProjectDraft, ...] = ()
    claims: tuple[ClaimDraft, ...] = ()
    regions: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the reading as the command line prints it."""
        return {
            "source": self.source,
            "mentions": [mention.as_dict() for mention in self.mentions],
            "structures": [asdict(draft) for draft in self.structures],
            "projects": [asdict(draft) for draft in self.projects],
            "claims": [asdict(draft) for draft in self.claims],
            "regions": list(self.regions),
        }


@dataclass(frozen=True)
class Document:
    """Hold the text of one file, how it was decoded, and what was lost on the way."""

    filename: str
    text: str
    format: str
    encoding: str
    sha256: str
    notes: tuple[str, ...] = ()
