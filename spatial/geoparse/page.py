"""Look at a read text by lines, clauses and lists of mentions, for the extractors."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from spatial.geoparse.model import DraftMember
from spatial.geoparse.sections import sections_of
from spatial.geoparse.tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.model import Mention
    from spatial.geoparse.sections import Sections
    from spatial.settings import Settings

STOPS = re.compile(r"[。；;！!？?\n\r]+")
LISTED = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?(?:等)?[\s　]*(?:、|和|与|及|以及|，|,)[\s　]*$")
ENUMERATED = re.compile(r"^(?:[（(][^（）()]{0,16}[）)])?(?:等)?[\s　]*(?:、|和|与|及|以及)[\s　]*$")
LONGEST_TAIL = 8
LONGEST_CLAUSE = 1500
NUMBERED = re.compile(r"^(?:专栏\s*\d+[：:]?|第[^\s　]{1,4}[章节条]|[（(]?[一二三四五六七八九十\d]+[）).、．]+)[\s　]*")
HORIZON = re.compile(r"(?:到|展望|至)(20\d\d)年")
LONGEST_LINE = 12_000
LONGEST_SENTENCE = 400
LONGEST_NAME = 32
FURTHEST = 40
WHOLE = (-1, -1)  # the key of the lines of the whole text among the spans that are held
LABEL = re.compile(
    r"[\s　]{0,200}(?:专栏\s{0,9}\d{1,4}[：:][\s　]{0,200})?"
    r"(?:(?:[（(][一二三四五六七八九十]{1,4}[）)]|[一二三四五六七八九十]{1,4}[、是]|\d{1,2}[.．、]|——)[\s　]{0,200})?"
)

LABELLING = re.compile(rf"{LABEL.pattern}[^。：:；，\n]{{2,30}}[。：:]")


@dataclass(frozen=True, eq=False)
class Extracting:
    """Hold the word tables the extractors share."""

    structures: dict[str, str]
    role_nouns: dict[str, str]
    actions: dict[str, str]
    any_role: re.Pattern[str]


@cache
def extracting_words(settings: Settings) -> Extracting:
    """Return the tails of structure names, the role nouns after lists, and the verbs of projects."""
    rows = rows_of(settings.base_dir / "reading_words.csv", "word", "role", "kind")

    def by_length(role: str) -> dict[str, str]:
        found = [(row["word"], row["kind"]) for row in rows if row["role"] == role]
        return dict(sorted(found, key=lambda pair: -len(pair[0])))

    roles = by_length("role_noun")
    return Extracting(by_length("structure"), roles, by_length("action"), re.compile("|".join(map(re.escape, roles))))


@dataclass(frozen=True, eq=False)
class Page:
    """Hold a text with its mentions, places on the map apart from bodies and titles, and the provinces it is about."""

    text: str
    mentions: tuple[Mention, ...]
    words: Extracting
    regions: tuple[str, ...] = ()
    sections: Sections = field(init=False)
    placed: tuple[Mention, ...] = field(init=False)
    starts: tuple[int, ...] = field(init=False)
    listed: dict[tuple[int, int, bool], list[tuple[Mention, ...]]] = field(init=False, default_factory=dict)
    parted: dict[tuple[int, int], tuple[tuple[int, int], ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the sections and index the mentions."""
        object.__setattr__(self, "sections", sections_of(self.text))
        object.__setattr__(self, "placed", tuple(one for one in self.mentions if one.ctx == ""))
        object.__setattr__(self, "starts", tuple(one.start for one in self.placed))

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the mentions that lie in [start, end) and stand for places."""
        found = self.placed[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return found[:-1] if found and found[-1].end > end else found

    def crossed(self, start: int, end: int) -> bool:
        """Say whether a mention crosses the border of a span or holds it whole."""
        near = self.between(max(0, start - FURTHEST), end + FURTHEST)
        return any(one.start < end and start < one.end and not (start <= one.start and one.end <= end) for one in near)

    def title(self, at: int) -> str:
        """Return the innermost heading above a position without its number: 重要节点城市 of 专栏6：重要节点城市."""
        return NUMBERED.sub("", self.sections.at(at).rsplit(" > ", 1)[-1])

    def horizon(self, low: int, high: int, at: int) -> int | None:
        """Return the year a sentence sets: the last one before a position, else the first in it."""
        before = [int(match.group(1)) for match in HORIZON.finditer(self.text, low, at)]
        later = HORIZON.search(self.text, at, high)
        return before[-1] if before else int(later.group(1)) if later else None

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield the span of every line that is not blank."""
        at = 0
        for line in self.text.splitlines(keepends=True):
            if line.strip():
                end = at + len(line.rstrip("\r\n"))
                for low in range(at, end, LONGEST_LINE):
                    if not self.only_names(low, min(end, low + LONGEST_LINE)):
                        yield low, min(end, low + LONGEST_LINE)
            at += len(line)

    def only_names(self, low: int, high: int) -> bool:
        """Say whether a long stretch holds names and nothing between them: it defines, builds and counts nothing."""
        return high - low > LONGEST_SENTENCE and high - low - sum(one.end - one.start for one in self.between(low, high)) < LONGEST_NAME

    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Return the span of every line that says more than one name: what is only a name defines, builds and counts nothing."""
        if WHOLE not in self.parted:
            alone = {(one.start, one.end) for one in self.mentions}
            self.parted[WHOLE] = tuple(span for span in self.lines() if span not in alone)
        return self.parted[WHOLE]

    def clauses(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the spans between full stops and semicolons within [start, end)."""
        held = self.parted.get((start, end))
        if held is not None:
            return held
        found: list[tuple[int, int]] = []
        at = start
        for match in STOPS.finditer(self.text, start, end):
            found.extend(in_pieces(at, match.start()))
            at = match.end()
        return self.parted.setdefault((start, end), (*found, *in_pieces(at, end)))

    def runs(self, start: int, end: int, *, commas: bool = False) -> list[tuple[Mention, ...]]:
        """Return the lists of mentions in [start, end): neighbours parted by 、 和 与 及 alone (and commas, on request)."""
        held = self.listed.get((start, end, commas))
        if held is not None:
            return held
        pattern = LISTED if commas else ENUMERATED
        found: list[list[Mention]] = []
        for mention in self.between(start, end):
            if found and mention.start > found[-1][-1].end and pattern.match(self.text[found[-1][-1].end : mention.start]):
                found[-1].append(mention)
            else:
                found.append([mention])
        return self.listed.setdefault((start, end, commas), [tuple(run) for run in found])

    def line_at(self, at: int) -> int:
        """Return where the line of a position starts, or the clause where the line is longer than any a person writes."""
        furthest = max(0, at - LONGEST_CLAUSE)
        found = self.text.rfind("\n", furthest, at)
        return found + 1 if found >= 0 else furthest

    def owner_of(self, at: int) -> Mention | None:
        """Return the city or town the label of a line names: 九台 in `九台节点。…`."""
        start = self.line_at(at)
        label = LABELLING.match(self.text, start)
        named = self.between(start, label.end()) if label and label.end() <= at else ()
        return city_of(named[-1]) if named else None

    def home(self, at: int, apart: tuple[Mention, ...] = (), *, headings_first: bool = False) -> Mention | None:
        """Return the city a sentence speaks of: the one its line is labelled with, the last before it, else that of the headings."""
        owner = self.owner_of(at)
        if owner is not None:
            return owner
        before = reversed(self.between(self.line_at(at), at))
        said = next((city for one in before if one not in apart and (city := city_of(one)) is not None), None)
        return (self.headed(at) or said) if headings_first else (said or self.headed(at))

    def headed(self, at: int) -> Mention | None:
        """Return the city that the innermost heading above a position names."""
        index = bisect_right(self.sections.starts, at) - 1
        path = self.sections.paths[index] if index >= 0 else ""
        for step in range(index, -1, -1):
            if path.startswith(self.sections.paths[step]) and self.sections.paths[step]:
                start = self.sections.starts[step]
                title = self.between(start, start + len(self.sections.paths[step].rsplit(" > ", 1)[-1]) + 3)
                found = next((city for one in title if (city := city_of(one)) is not None), None)
                if found is not None:
                    return found
        return None

    def tail_kind(self, name: str) -> str | None:
        """Return the kind of structure the end of a name tells, None where it tells none."""
        return tail_kind(re.sub(r"[”\"（(）)]", "", name), self.words)


def city_of(mention: Mention) -> Mention | None:
    """Return the one city a mention is, or is named after: 长春 of 长春城区."""
    inside = mention.inner[:1] if mention.kind in {"zone", "region", "town"} else ()
    named = (mention, *(one for one in inside if one.start == mention.start))
    return next((one for one in named if one.kind in {"prefecture", "county"} and len(one.places) == 1 and one.places[0].id), None)


def in_pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a span, in pieces where it is longer than any clause a person writes."""
    for at in range(start, end, LONGEST_CLAUSE):
        yield at, min(end, at + LONGEST_CLAUSE)


@lru_cache(maxsize=8192)
def tail_kind(name: str, words: Extracting) -> str | None:
    """Return the kind of structure the longest known end of a name tells."""
    lengths = range(min(len(name) - 1, LONGEST_TAIL), 1, -1)
    return next((words.structures[name[-size:]] for size in lengths if name[-size:] in words.structures), None)


def member_of(mention: Mention, role: str = "member") -> DraftMember:
    """Return a mention as the member of a draft; a place only where it means exactly one."""
    single = mention.places[0].id if len(mention.places) == 1 else None
    return DraftMember(mention.text, mention.start, mention.end, single, role)


def members_of(mentions: tuple[Mention, ...] | list[Mention], role: str = "member") -> tuple[DraftMember, ...]:
    """Return mentions as members, a compound as the places it stands for."""
    found: list[DraftMember] = []
    for one in mentions:
        if one.kind == "abbreviation" and len(one.places) > 1:
            found.extend(DraftMember(place.name, one.start, one.end, place.id, role) for place in one.places)
        else:
            found.append(member_of(one, role))
    return tuple(found)
