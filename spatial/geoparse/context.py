"""Tell places from what merely bears their name: government bodies, organisations, titles of documents."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spatial.geoparse.field import Field
    from spatial.geoparse.heads import Draft

BRACKET = re.compile(r"[（(][^（）()\n]{2,600}[）)]|[（(](?:[^（）()\n]{0,300}[（(][^（）()\n]{0,40}[）)]){1,4}[^（）()\n]{0,300}[）)]")
DUTY = re.compile(r"负责|牵头|配合|按职责")
TITLE = re.compile(r"《[^《》\n]{1,120}》")
BODY = re.compile(
    r"(?:省|市|县|区|州|盟)?(?:人民)?(?:政府|管委会|管理委员会|党委|党工委|市委|县委|区委|州委|省委|委员会|人大|政协)|[市县区州省]委(?![托员])"
)
COMMITTEE = re.compile(r"(?<=[省市县区州盟旗])纪?委(?![托员任])")
LIST_GAP = re.compile(r"^[、和及与]{1,2}$")
OFFICE = re.compile(r"办(?:公室)?(?=[、，,)）]|按|负责|牵头|配合|等)")
ORGANISATION_REACH = 14


class Contexts:
    """Answer whether a draft stands for a body, an organisation or a title."""

    def __init__(self, ground: Field) -> None:
        self.ground = ground
        text = ground.text
        self.duties = [match.span() for match in BRACKET.finditer(text) if DUTY.search(match.group())]
        self.titles = [match.span() for match in TITLE.finditer(text)]

    @staticmethod
    def inside(spans: list[tuple[int, int]], at: int) -> bool:
        """Say whether a position lies in one of the spans."""
        index = bisect_right(spans, (at, 1 << 60)) - 1
        return index >= 0 and spans[index][0] <= at < spans[index][1]

    def of(self, draft: Draft, following: Draft | None, later: str) -> str:
        """Return responsible_body, org_name, document_title or nothing; `later` is the context of the next draft."""
        text = self.ground.text
        if self.inside(self.titles, draft.start):
            return "document_title"
        body = BODY.match(text, draft.end) or COMMITTEE.match(text, draft.end)
        if body and not draft.ranged:
            return "responsible_body"
        if self.inside(self.duties, draft.start):
            return "org_name" if self.organised(draft) else "responsible_body"
        listed = following is not None and later == "responsible_body" and LIST_GAP.match(text[draft.end : following.start])
        if listed and not draft.headed:
            return "responsible_body"
        return "org_name" if not draft.headed and not draft.ranged and self.organised(draft) else ""

    def organised(self, draft: Draft) -> bool:
        """Say whether the words after a name make it part of an organisation: 吉林银行, 长春海关."""
        ground = self.ground
        if OFFICE.match(ground.text, draft.end) or ground.text[draft.start : draft.end] in ground.lexicon.sets["company"]:
            return True
        limit = min(ground.right_fence(draft.end), draft.end + ORGANISATION_REACH)
        match = ground.lexicon.organisation.search(ground.text, draft.end, limit)
        return match is not None and not (match.start() > draft.end and ground.hits_between(draft.end, match.start()))
