"""Find the labels lines open with, and tell labels that name something from those that tell a step or a sector."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.page import LABEL

if TYPE_CHECKING:
    from spatial.geoparse.page import Page

STEP = re.compile(
    "探索 实施 推动 推进 加强 完善 建立 加快 发展 提升 优化 强化 健全 打造 构建 培育 壮大 深化 保护 保障 做强 做大 增强 促进 推行 建设 "
    "抓好 坚持 支撑 引导 改善 治理 严格 创新 扩大 落实 支持 做好 统筹 提高 强".replace(" ", "|")
)
SECTOR = re.compile(r"^(?:公路|铁路|水利|能源|民航|港口|机场|航空|工业|农业|服务业|现代农业|电力|通信|交通|水运|旅游|生态|环保)$")
INNER_LABEL = re.compile(r"(?<=。)([一二两三四五六七八九十多单双][一-鿿]{1,3})。(?=[^\s])")
PREDICATE = re.compile(
    "已|正在|有待|依然|仍|不断|进一步|逐步|日益|明显|显著|基本|需要|如下|不足|共[有建]|现有|较[大小弱低高强快慢]|"
    "(?:改善|完善|提升|提高|优化|增强|加快|发展|推进|形成|实施|落实|建成|扩大|突出|良好|薄弱|滞后|领先|保护|治理)$"
)
LEAD = re.compile(
    r"^(?:近期|远期|当前|全[省市区]|重点|优先|集中|加快|着力|规划)*(?:发展|建设|培育|打造|布局|推进|扶持)?(?:以下|下列)(?:[0-9]+[个座])?"
)
NUMBERED = re.compile("(?<=[一-鿿]{2})(?:共|有|共有)?(?:[0-9]+|[一二三四五六七八九十]+)[个座条处项家]$")
LONGEST_LABEL = 30


def label_of(page: Page, start: int, end: int) -> tuple[str, int] | None:
    """Return the label a line opens with and where what it labels begins, a short sentence being none: `县城镇。A、…`, `某发展轴：…`."""
    begin = LABEL.match(page.text, start, end).end()  # type: ignore[union-attr]  # the pattern matches nothing too
    match = re.compile(r"[^。：:；，\n]{2,30}[。：:]").match(page.text, begin, end)
    if match is None or match.end() >= end:
        return None
    label = re.sub(r"^专栏\s*\d+[：:]?", "", match.group()[:-1]).strip()
    label = NUMBERED.sub("", LEAD.sub("", label))
    says = match.group()[-1] == "。" and PREDICATE.search(label) is not None
    return (label, match.end()) if 2 <= len(label) <= LONGEST_LABEL and not says else None


def labels_of(page: Page, start: int, end: int) -> list[tuple[str, int, int, int]]:
    """Return the labels of a line, each with where it begins and the span it labels: `两区。A和B。三脉。C、D。` has two."""
    found = label_of(page, start, end)
    if found is None:
        return []
    inner = list(INNER_LABEL.finditer(page.text, found[1], end)) if INNER_LABEL.match("。" + found[0] + "。x", 1) else []
    stops = [*(match.start() for match in inner), end]
    firsts = [(found[0], start, found[1]), *((match.group(1), match.start(), match.end()) for match in inner)]
    return [(label, at, begin, stop) for (label, at, begin), stop in zip(firsts, stops, strict=True)]
