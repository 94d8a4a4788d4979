"""Read lists by their signs alone where a number announces them, and draft what they list: 打造4个…基地：A基地、B基地."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.drafting import SETS, SIBLINGS, draft_of
from spatial.geoparse.extract_named import ITSELF
from spatial.geoparse.model import DraftMember
from spatial.geoparse.numbers import NUMBER, amount
from spatial.geoparse.page import members_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spatial.geoparse.model import StructureDraft
    from spatial.geoparse.page import Page

MEASURE = r"(?:个|座|条|处|大(?![中小]?型)|项|片)"
NOUNS = (
    r"出入口|(?:市|县|旗|州)[（(](?:[市县区旗州]、?){1,3}[）)]|市州|(?:市|县|区|镇|乡)(?![域场民长政委化级别位间])|节点|城市|功能区|新城新区|新城|新区|园区|水源工程|水库|支流|公路|铁路|走廊|"
    r"城镇|机场|口岸|组团|产业带|城镇带|发展轴|主轴|轴带|绿核|保护区|名胜区|干线|干流|干渠|湿地|集群|灌区|景区|屏障|廊道|平台|通道|枢纽|河流|湖泊|储气库|老工业区|都市圈|经济区|示范区|基地"
)
LIST_END = re.compile("等?[。；;，,\\n]|等$")
ITEM = re.compile("[一-鿿0-9A-Za-z—－至（）“”·]{2,18}")
FOLLOWED = re.compile(r"^[，,]?(?:[：:]|分别[是为][：:]?|即[：:]?)[\s　]*")
NAMED_FIRST = re.compile(rf"(?:其中)?([一-鿿]{{0,8}}?(?:{NOUNS}|基地))(?:共|有|共有|达到)?({NUMBER})[个座条处项家](?=[：:])")
ANNOUNCED = re.compile(rf"({NUMBER})[个座条处项家大]([一-鿿]{{2,14}})(?=[：:])")
NOTHING_BUILT = re.compile("方面|任务|原则|目标|重点$|措施|部门|单位")
KINDS = {
    "口岸": "hub_set",
    "枢纽": "hub_set",
    "机场": "airport_set",
    "基地": "industry_base",
    "集群": "industry_base",
    "开发区": "industry_park_group",
}


def spelled(page: Page, low: int, high: int) -> Iterator[StructureDraft]:
    """Yield the lists that a number and a colon announce, and each of their items that is a zone of its own."""
    if "：" not in page.text[low:high] and ":" not in page.text[low:high]:
        return
    for pattern, number, noun in ((ANNOUNCED, 1, 2), (NAMED_FIRST, 2, 1)):
        for match in pattern.finditer(page.text, low, high):
            name = match.group(noun)
            told = page.tail_kind(name) or next((kind for word, kind in KINDS.items() if name.endswith(word)), None)
            mark = FOLLOWED.match(page.text[match.end() : match.end() + 8])
            found = itemised(page, match.end() + mark.end(), high) if told and mark and not NOTHING_BUILT.search(name) else ()
            if told and len(found) > 1 and len(found) == amount(match.group(number)):
                yield draft_of(page, name, {**SETS, **SIBLINGS}.get(told, told), (match.start(), found[-1].end), found, confidence=0.75)
                for one in found if told in ITSELF else ():
                    yield draft_of(page, one.as_written, told, (one.start, one.end), (one,), confidence=0.6, attributes={"list": name})


def itemised(page: Page, begin: int, high: int) -> Sequence[DraftMember]:
    """Return the items of a list by its signs alone, each with the place it is where it is one; nothing where an item is no name."""
    end = next((match.start() for match in LIST_END.finditer(page.text, begin, high)), high)
    found: list[DraftMember] = []
    for match in re.finditer("[^、]+", page.text[begin:end]):
        start, stop = begin + match.start(), begin + match.end()
        if not ITEM.fullmatch(match.group()):
            return ()
        own = [one for one in page.between(start, stop) if one.start == start and one.end == stop]
        found.extend(members_of(own) if len(own) == 1 and len(own[0].places) < 2 else (DraftMember(match.group(), start, stop, None),))
    return found
