"""Read a text: recognise, resolve, extract."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from spatial.errors import InvalidInputError
from spatial.geoparse.context import Contexts
from spatial.geoparse.extract_claims import claims_of
from spatial.geoparse.extract_projects import projects_of
from spatial.geoparse.extract_structures import structures_of
from spatial.geoparse.field import lay_out
from spatial.geoparse.lexicon import load_lexicon
from spatial.geoparse.mentions import Writer
from spatial.geoparse.model import Reading
from spatial.geoparse.normalise import fold
from spatial.geoparse.page import Page, extracting_words
from spatial.geoparse.placing import mention_at, reading_at
from spatial.geoparse.recognise import expressions
from spatial.geoparse.tidy import tidy
from spatial.settings import default_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention
    from spatial.settings import Settings

LONGEST_TEXT = 3_000_000
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
SMALL = r"[ ]*([0-9]{1,2}|[一二三四五六七八九十]{1,3})[ ]*"
ISSUED = re.compile(rf"((?:19|20)[0-9]{{2}}|[二一][〇○零九][〇○零一二三四五六七八九]{{2}})[ ]*年{SMALL}月{SMALL}日")
MARGIN = 1200


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold the cycle collector while many small values are made: none of them forms a cycle, and it would look at all of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def small_number(text: str) -> int:
    """Return a day or month written in digits or Chinese numerals."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, units = text.partition("十")
        return int(tens.translate(DIGITS) or 1) * 10 + int(units.translate(DIGITS) or 0)
    return int(text.translate(DIGITS))


def date_of(text: str) -> date | None:
    """Return the date a plan bears: the last full date in its closing lines, else the first in its opening lines."""
    closing, opening = ISSUED.findall(text[-MARGIN:]), ISSUED.findall(text[:MARGIN])
    for year, month, day in (*closing[-1:], *opening[:1]):
        try:
            return date(int(year.translate(DIGITS)), small_number(month), small_number(day))
        except ValueError:
            continue
    return None


def read_mentions(
    text: str, *, on: date | None = None, region: str | None = None, settings: Settings | None = None
) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """Return the mentions of a text in order, and the two-digit codes of the provinces it is about."""
    with without_collecting():
        tidied = tidy(text)
        found, regions = mentions_of(tidied.text, on, region, settings or default_settings())
        return (found if tidied.text == text else tuple(mention_at(tidied, one) for one in found)), regions


def mentions_of(text: str, on: date | None, region: str | None, settings: Settings) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """Return the mentions of a tidied text, and the provinces it is about."""
    lexicon = load_lexicon(settings)
    folded = fold(text, lexicon.whole)
    ground = lay_out(folded.text, lexicon, region)
    drafts = expressions(ground)
    contexts, writer = Contexts(ground), Writer(ground, folded, settings, on or date_of(text))
    found: list[Mention] = []
    following, later = None, ""
    for draft in reversed(drafts):
        later = contexts.of(draft, following, later)
        following = draft
        found.append(writer.mention(draft, later))
    return tuple(reversed(found)), ground.regions


def parse_text(text: str, *, on: date | None = None, region: str | None = None, settings: Settings | None = None) -> Reading:
    """Read a text: its mentions resolved to places, and drafts of its structures, projects and claims.

    `on` is the date of the text (else the date it bears), `region` the two-digit code of the province it is known to speak
    of. What layout did to the text (wrapped lines, letters set apart) is undone for reading; spans are those of the text as given.
    Raises InvalidInputError for a text of more than three million characters.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidInputError(f"文本有 {len(text)} 字，超过 {LONGEST_TEXT} 字的上限；请按章分开读取。")
    used = settings or default_settings()
    with without_collecting():
        tidied = tidy(text)
        mentions, regions = mentions_of(tidied.text, on, region, used)
        page = Page(tidied.text, mentions, extracting_words(used), regions)
        structures = structures_of(page)
        found = Reading(tidied.text, mentions, structures, projects_of(page), claims_of(page, structures), regions)
        return found if tidied.text == text else reading_at(tidied, found)
