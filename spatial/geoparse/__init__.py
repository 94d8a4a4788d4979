"""Read a plan: from its text to places on the map and drafts of its structures, projects and claims."""

from __future__ import annotations

from spatial.geoparse.export import WRITERS, write_reading
from spatial.geoparse.inputs import read_document
from spatial.geoparse.keep import save_plan, save_reading
from spatial.geoparse.model import ClaimDraft, Document, DraftMember, Mention, PlaceRef, ProjectDraft, Reading, StructureDraft
from spatial.geoparse.points import point_of
from spatial.geoparse.reading import parse_text, read_mentions
from spatial.geoparse.reviews import Review, decisions_at, forget_review, keep_review, list_reviews, load_review

__all__ = [
    "WRITERS",
    "ClaimDraft",
    "Document",
    "DraftMember",
    "Mention",
    "PlaceRef",
    "ProjectDraft",
    "Reading",
    "Review",
    "StructureDraft",
    "decisions_at",
    "forget_review",
    "keep_review",
    "list_reviews",
    "load_review",
    "parse_text",
    "point_of",
    "read_document",
    "read_mentions",
    "save_plan",
    "save_reading",
    "write_reading",
]
