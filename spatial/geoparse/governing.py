"""Tell what a sentence does with a place it names: make it part of something, stand on it, or turn it into something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spatial.geoparse.page import city_of

if TYPE_CHECKING:
    from spatial.geoparse.model import Mention
    from spatial.geoparse.page import Page

MAKE, GROUND, AIM = "make", "ground", "aim"
VERBS = {
    MAKE: (
        "做好 加固 除险加固 整治 修建 治理 新增 建设 规划建设 发展 培育 打造 构建 形成 推进 推动 提升 完善 串联 串起 包括 涵盖 涉及 设立 "
        "创建 实施 申报 争取 争创 新建 续建 扩建 改建 改造 建成 做大 做强 做大做强 壮大 加快 支持 "
        "布局 重点 谋划 启动 开工 保护 提高 优化 共建 组建 推广 开展 加强 建立 举办 抓好 强化 "
        "敷设 投资 整合 完成 自东向西 自西向东 自北向南 自南向北 扩大 深化 实现 改扩建 迁建 拓展 "
        "充分利用 开辟 开通 打通 畅通 "
    ),
    GROUND: (
        "依托 围绕 借助 凭借 发挥 按照 面向 对接 融入 衔接 承接 服务 辐射 通过 联合 连接 靠近 "
        "毗邻 临近 结合 配合 借鉴 参照 参与 联动 接轨 延伸 与 同 向 继 引导 带动 受 比照 主动 "
        "推介 落实 依据 相邻 距 从 上升为 利用 "
    ),
    AIM: ("成为 建成为 建设成 打造成 建设成为 打造成为 定位为 作为 "),
}
CLASS_OF = {word: role for role, words in VERBS.items() for word in words.split()}
VERB = re.compile("|".join(sorted(CLASS_OF, key=len, reverse=True)))
STARTS = re.compile(r"以([^，。；]{2,20}?)为(?:核心|中心)|(?:依托|围绕)([^。；]{2,60}?)(?=作为|的|，)")
FURTHEST = 60
STOP = re.compile(r"[，。；：！？\n,;:]")


def segment(page: Page, at: int, low: int) -> str:
    """Return the words before a position, back to the last comma or stop that is not inside a list of places."""
    text = page.text[max(low, at - FURTHEST) : at]
    return STOP.split(text)[-1]


def role_of(page: Page, run: tuple[Mention, ...], low: int) -> str:
    """Return what the last verb before a list does with it: make, ground or aim; nothing where no verb stands before it."""
    words = segment(page, run[0].start, low)
    found = [match.group() for match in VERB.finditer(words)]
    told = found[:-1] if words.endswith("的") and len(found) > 1 and CLASS_OF[found[-1]] == GROUND else found
    return CLASS_OF[told[-1]] if told else ""


def made(page: Page, run: tuple[Mention, ...], low: int) -> bool:
    """Say whether a list is what the sentence builds or is made of, rather than what it stands on or leads to."""
    return role_of(page, run, low) == MAKE


def centres_of(page: Page, low: int, high: int) -> tuple[Mention, ...]:
    """Return the cities a clause says things are drawn around: 以 A 为核心, 围绕 A."""
    told = (match.span(1 if match.group(1) else 2) for match in STARTS.finditer(page.text, low, high))
    return tuple(city for span in told for place in page.between(*span) if (city := city_of(place)) is not None)
