"""Read a text: recognise, resolve, extract."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spatial.geoparse.context import Contexts
from spatial.geoparse.field import lay_out
from spatial.geoparse.lexicon import load_lexicon
from spatial.geoparse.mentions import Writer
from spatial.geoparse.model import Reading
from spatial.geoparse.normalise import fold
from spatial.geoparse.recognise import expressions
from spatial.geoparse.sections import sections_of
from spatial.settings import default_settings

if TYPE_CHECKING:
    from datetime import date

    from spatial.geoparse.model import Mention
    from spatial.settings import Settings


def read_mentions(text: str, *, region: str | None = None, settings: Settings | None = None) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """Return the mentions of a text in order, and the two-digit codes of the provinces it is about."""
    lexicon = load_lexicon(settings or default_settings())
    folded = fold(text)
    ground = lay_out(folded.text, lexicon, region)
    drafts = expressions(ground)
    contexts, writer = Contexts(ground), Writer(ground, folded)
    found: list[Mention] = []
    following, later = None, ""
    for draft in reversed(drafts):
        later = contexts.of(draft, following, later)
        following = draft
        found.append(writer.mention(draft, later))
    sections = sections_of(text)
    return tuple(replace(mention, section=sections.at(mention.start)) for mention in reversed(found)), ground.regions


def parse_text(text: str, *, on: date | None = None, region: str | None = None, settings: Settings | None = None) -> Reading:
    """Read a text: its mentions resolved to places, and drafts of its structures, projects and claims.

    `on` is the date of the text, `region` the two-digit code of the province it is known to speak of.
    """
    mentions, regions = read_mentions(text, region=region, settings=settings)
    return Reading(text, mentions, regions=regions)
