"""Grow expressions that begin with the number of a road: G203绥沈线肇源至松原, 302国道珲春到图们."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from spatial.geoparse.compose import ENDS, far_end, grow
from spatial.geoparse.heads import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spatial.geoparse.field import Field

ROUTE_NAME = re.compile(r"(?![和及与至])[一-鿿]{2,4}?(?:高速公路|高速|公路|铁路|(?<![沿全干支])线(?!路))")
CODE = re.compile(
    r"(?<![A-Za-z0-9])[GSX]\d{1,4}[SNEW]?(?![A-Za-z0-9])(?:[国省县]道|线(?![路上下网]))?|[国省县乡]道[GSXY]?\d{2,3}线?|(?<!\d)[GSX]?\d{3}[国省县]道|[国省]道(?=[一-鿿]{2,4}?(?:线|公路|高速))|[国省县乡]道(?=[一-鿿]{2,4}[至到][一-鿿]{2})|"
    r"(?:地铁|轻轨|轨道交通|有轨电车)(?:[0-9一二三四五六七八九十]+[、和及至])*[0-9一二三四五六七八九十]+号线|(?<![0-9])[0-9]{1,2}号线"
)
NAMED_ROAD = re.compile("(?:沿边|边境|滨海|环[一-鿿]{1,3})?(?:开放|国防)?(?:旅游|文旅)?(?:大通道|快速通道|风景道|公路)")
UNNUMBERED = re.compile("[国省县乡]道")
METRO = frozenset("地轻轨有")
LINKING = re.compile(r" ?(?:至|到(?=[一-鿿]{2})|—{1,2}|-{1,2}|–|~|─|→) ?")
LINK_REACH = 10
CLASSES = frozenset("GS")
RING = re.compile("绕城(?:高速公路|高速)?")
LETTERS = re.compile("[一-鿿]{2}")


def numbered_roads(ground: Field) -> Iterator[Draft]:
    """Yield the expressions that begin with the number of a road, or with its class before the ends of a stretch: 省道珲春到荒沟公路."""
    for match in CODE.finditer(ground.text):
        draft = from_code(*match.span(), ground)
        if draft.end > match.end() or not UNNUMBERED.fullmatch(match.group()):
            yield draft


def from_code(start: int, end: int, ground: Field) -> Draft:
    """Return the draft that begins with a road number: G203绥沈线肇源至松原."""
    city = ground.hit_ending(start) if ground.text[start] in METRO else None
    start, first = (city.start, (city,)) if city else (start, ())
    draft = Draft(start, end, "transport_route", first, headed=True)
    match = ROUTE_NAME.match(ground.text, end)
    if match and end not in {hit.start for hit in ground.hits_between(end, match.end()) if hit.best.kind != "abbreviation"}:
        names = tuple(ground.hits_between(end, match.end()))
        draft = replace(draft, end=match.end(), names=(*first, *names))
    if draft.end == end and ground.text[start] in CLASSES:
        draft = with_letters_of(draft, ground)
    named = NAMED_ROAD.match(ground.text, draft.end)
    draft = replace(draft, end=named.end()) if named and draft.end == end else draft
    end_at, names = far_end(draft.end, ground) if LINKING.search(ground.text, draft.end, draft.end + LINK_REACH) else (draft.end, ())
    if end_at > draft.end:
        grown = grow(Draft(draft.end, end_at, "transport_route", names or (), headed=True), ground)
        if grown.ranged or names:
            return replace(grown, start=start, names=(*draft.names, *grown.names), kind="transport_route")
    return grow(draft, ground)


def with_letters_of(draft: Draft, ground: Field) -> Draft:
    """Return the draft with the bare letters or the ring the number is known by: G1京哈, G1112集双, G2501长春绕城."""
    text, at = ground.text, draft.end
    hit = ground.hit_at.get(at)
    ring = RING.match(text, hit.end if hit is not None else at)
    if hit is not None and (hit.best.members or ring):
        return replace(draft, end=ring.end() if ring else hit.end, names=(*draft.names, hit))
    letters = text[at : at + 2]
    plain = letters in ground.lexicon.words.common or not LETTERS.fullmatch(letters)
    known = all(letter in ground.lexicon.letters or letter in ground.lexicon.by_initial for letter in letters)
    return draft if plain or not known or text[at + 2 : at + 3] not in ENDS else replace(draft, end=at + 2)
