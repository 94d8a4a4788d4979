"""Verdicts on numbers beside their lists, and on what no table of the product can tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spatial.claims.model import FAILS, HOLDS, PARTLY, UNKNOWN, MemberCheck, Question, Verdict
from spatial.claims.sentences import Sentence, say
from spatial.messages import mark
from spatial.schema import Claim

ABOUT: Final = 0.05  # how far a count may be from a number the text calls approximate
NO_DATA: Final[Mapping[str, str]] = {
    "gas": mark("原文没有列出城市，也没有期限；本系统没有天然气管网资料，不能判定。"),
    "airport": mark("“全覆盖”是每市一座机场还是在服务范围之内，原文没有说；本系统没有各机场的启用日期，不能判定。"),
    "bus_stop": mark("原文没有列出城市；本系统没有公交站点资料，不能判定。"),
    "road": mark("只见于标题，没有等级、时限和衡量办法，不能判定。"),
    "rail": mark("只见于标题，没有列出城市，也没有时限，不能判定。"),
    "telecom": mark("本系统没有通信网络资料，不能判定。"),
    "public_service": mark("没有说哪些村、什么设施，本系统也没有设施资料，不能判定。"),
}
NO_MEASURE: Final[Mapping[str, str]] = {
    "service_frequency": mark("客运班次要有客运时刻资料才能核对，本系统没有，不能判定。"),
    "service_radius": mark("商业和生活服务设施的位置不在本系统数据之内，不能判定。"),
    "service_speed": mark("公交车的运营时速要有公交运行资料才能核对，本系统没有，不能判定。"),
}


def judge_count(claim: Claim, question: Question) -> Verdict:
    """Return whether a stated number is the number of names listed with it; one said to be approximate may be 5 % off."""
    stated, listed = whole(claim.attributes.get("stated")), whole(claim.attributes.get("listed"))
    if stated is None:
        word, said = UNKNOWN, say(mark("原文没有说数目，不能判定。"))
    elif not listed:
        word, said = UNKNOWN, say(mark("原文说 {stated} 个，没有列名，不能判定。"), stated=stated)
    elif "左右" in claim.claim and abs(stated - listed) <= ABOUT * stated:
        words = mark("原文说 {stated} 个左右，列出 {listed} 个，相差不到 {about:.0%}。")
        word, said = HOLDS, say(words, stated=stated, listed=listed, about=ABOUT)
    elif stated == listed:
        word, said = HOLDS, say(mark("原文说 {stated} 个，列出 {listed} 个，相符。"), stated=stated, listed=listed)
    elif listed < stated:
        words = mark("原文说 {stated} 个，只列出 {listed} 个，其余 {rest} 个无从核对。")
        word, said = PARTLY, say(words, stated=stated, listed=listed, rest=stated - listed)
    else:
        word, said = FAILS, say(mark("原文说 {stated} 个，列出的却有 {listed} 个。"), stated=stated, listed=listed)
    members = tuple(MemberCheck(member.place_id or "", member.as_written) for member in claim.members)
    return Verdict(claim, question.on, "", "", word, (said,), members, origin_ids=question.origin_ids)


def judge_unknown(claim: Claim, question: Question) -> Verdict:
    """Return that the product has no table which could tell, and which one is missing."""
    members = tuple(MemberCheck(member.place_id or "", member.as_written) for member in claim.members)
    mode = claim.modes[0] if len(claim.modes) == 1 else ""
    return Verdict(claim, question.on, mode, "", UNKNOWN, (_why(claim),), members, origin_ids=question.origin_ids)


def _why(claim: Claim) -> Sentence:
    """Return why a claim stays open."""
    template = NO_MEASURE.get(claim.kind) or NO_DATA.get(str(claim.attributes.get("network", "")))
    return say(template or mark("原文没有说怎样衡量，或本系统没有所需资料，不能判定。"))


def whole(value: object) -> int | None:
    """Return a whole number, or None for anything else."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
