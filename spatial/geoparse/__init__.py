"""Read a plan: from its text to places on the map and drafts of its structures, projects and claims."""

from __future__ import annotations

from spatial.geoparse.reading import parse_text, read_mentions

__all__ = ["parse_text", "read_mentions"]
