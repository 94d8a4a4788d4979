"""Put what was read of a tidied text where it stands in the text as given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from spatial.geoparse.model import Mention

if TYPE_CHECKING:
    from spatial.geoparse.model import DraftMember, Reading
    from spatial.geoparse.normalise import Folded


class Spanned(Protocol):
    """Be anything that stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Return where it starts."""

    @property
    def end(self) -> int:
        """Return where it ends, its last character not included."""


One = TypeVar("One", bound=Spanned)


def span_at(folded: Folded, one: Spanned) -> tuple[int, int]:
    """Return where a span of the folded text stands in the source; an empty one stays empty."""
    if one.end > one.start:
        return folded.span(one.start, one.end)
    at = folded.starts[one.start] if one.start < len(folded.starts) else len(folded.source)
    return at, at


def moved(folded: Folded, one: One) -> One:
    """Return a value with its span moved to the source."""
    start, end = span_at(folded, one)
    return replace(one, start=start, end=end)  # type: ignore[type-var]


def mention_at(folded: Folded, one: Mention) -> Mention:
    """Return a mention with the words and the span of the source; itself where it stands there already."""
    start, end = folded.span(one.start, one.end)
    if start == one.start and end == one.end and folded.source.startswith(one.text, start):
        return one
    inner = tuple(mention_at(folded, part) for part in one.inner)
    return Mention(
        start, end, folded.source[start:end], one.kind, one.places, one.ambiguous, one.score, one.reason, inner, one.ctx, one.candidates,
        one.section,
    )  # fmt: skip


def members_at(folded: Folded, members: tuple[DraftMember, ...]) -> tuple[DraftMember, ...]:
    """Return the members of a draft with their spans moved to the source; their names stay as tidied."""
    return tuple(moved(folded, member) for member in members)


def reading_at(folded: Folded, reading: Reading) -> Reading:
    """Return a reading of a tidied text as one of its source."""
    return replace(
        reading,
        source=folded.source,
        mentions=tuple(mention_at(folded, one) for one in reading.mentions),
        structures=tuple(replace(moved(folded, one), members=members_at(folded, one.members)) for one in reading.structures),
        projects=tuple(replace(moved(folded, one), places=members_at(folded, one.places)) for one in reading.projects),
        claims=tuple(replace(moved(folded, one), members=members_at(folded, one.members)) for one in reading.claims),
    )
