"""Sentences the library writes in Chinese, in the language of the screen: known by their pattern, their names and figures kept."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pages import words
from pages.common import language
from pages.common import translate as _
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark

# What stands in braces is taken over; `leg` and `names` are names of places, put into the language of the screen.
PATTERNS: Final = (
    mark("文中的“{names}”不是有坐标的地点，未参加检查。"),
    mark("文中次序不是空间次序，按最短链排列：{leg}。"),
    mark("同一句提到“{names}”，但列名里没有它的城市，这里不补入成员；最快线路经过与否见各区段的途经地。"),
    mark("{leg}：{names}在模型路网的范围之外，无法判断连通。"),
    mark("{leg}：模型路网离{names}太远（其间无路或隔水），无法判断连通。"),
    mark("{leg} 共用一个车站，之间无车可乘。"),
    mark("{leg} 在 {year} 年底{mode}不通：路网中没有通路。"),
    mark("{leg} 在 {year} 年底{mode}不通：{names} {km} 公里内没有通客运的车站。"),
    mark("{leg} 在 {year} 年底{mode}不通：两端车站之间没有通客运的线路。"),
    mark("{leg} 最快线路 {km} 公里，是直线的 {times} 倍，途经不在通道上的{names}；模型路网里最短也要 {shortest} 公里，没有直接连线。"),
    mark("{leg} 最快线路 {km} 公里，是直线的 {times} 倍；模型路网里最短也要 {shortest} 公里，没有更直的线路。"),
    mark(
        "{leg} 最快线路 {km} 公里，是直线的 {times} 倍，途经不在通道上的{names}；模型路网里最短也要 {shortest} 公里，"
        "但模型在吉林省外只收干线，不能断定没有更直的路。"
    ),
    mark(
        "{leg} 最快线路 {km} 公里，是直线的 {times} 倍；模型路网里最短也要 {shortest} 公里，"
        "但模型在吉林省外只收干线，不能断定没有更直的路。"
    ),
    mark("{leg} 最快线路 {km} 公里，是直线的 {times} 倍，途经不在通道上的{names}；另有较直的 {shortest} 公里线路，但更慢。"),
    mark("{leg} 最快线路 {km} 公里，是直线的 {times} 倍；另有较直的 {shortest} 公里线路，但更慢。"),
    mark("{leg} 最快线路途经不在通道上的{names}。"),
    mark("{leg} 只有{mode}相通。"),
    mark("{leg}：{section} 任一处中断即不通，模型路网内没有替代线路。"),
    mark("{leg}：{section} 中断要多走 {extra} 分钟（平时 {minutes} 分钟）。"),
    mark("{leg} 在 {times} 倍时间以内只有一条独立通路。"),
    mark("通道上有 {edges} 段割边（模型路网内的唯一通路）、{points} 个割点。"),
    mark("距最近高速公路出入口（直线）：5 公里内 {a}、10 公里内 {b}、20 公里内 {c}。"),
    mark("距最近高速公路出入口（直线）：5 公里内 {a}、10 公里内 {b}、20 公里内 {c}；{names} 超过 20 公里。"),
    mark("距最近客运车站（直线）：5 公里内 {a}、10 公里内 {b}、20 公里内 {c}。"),
    mark("距最近客运车站（直线）：5 公里内 {a}、10 公里内 {b}、20 公里内 {c}；{names} 超过 20 公里。"),
    mark("{leg} 有 {km} 公里（{share}）走等级低或不明的道路。"),
    mark("{leg}：{section} 的开通日期不明（{span}）。按 {year} 年未通计：{now}；若已通客运：{minutes} 分钟。"),
    mark("{legs} 个区段用到 {count} 段没有开通日期的线路，按 2012 年前已有计算。"),
    mark("没有叫“{names}”的地点，也没有相近的名称。"),
    mark("未查到结果（不等于未建）"),
    mark("已取消"),
    mark("“{name}”也指{province}，这里按{names}计算。"),
    mark("{names}的拼音或外文简称"),
    mark("规划未写期限"),
    mark("期限 {year} 年，至今未建成"),
    mark("建成时间不明"),
    mark("部分按期（期限 {year} 年底前）"),
    mark("按期（期限 {year} 年底前）"),
    mark("部分晚 {years} 年"),
    mark("晚 {years} 年"),
    mark("唯一符合：{reason}"),
    mark("合称，指{names}"),
    mark("合称“{name}”的成员（{names}）"),
    mark("{names}的简称"),
    mark("{names}的别名"),
    mark("{names}的拼音或外文名"),
    mark("全称{names}"),
    mark("曾用名{name}（{span}），今名{names}"),
    mark("编号 {id}"),
)  # fmt: skip
MODE_WORDS: Final = {"公路": mark("公路"), "铁路": mark("铁路")}
FIELD: Final = re.compile(r"\\\{(\w+)\\\}")


def said(text: str) -> str:
    """Return a sentence of the library in the language of the screen; one whose pattern is not known stays as it is."""
    if language() == "zh":
        return text
    for pattern, shape in _shapes():
        found = shape.fullmatch(text)
        if found and _(pattern) != pattern:
            return _(pattern).format(**{key: _value(key, value) for key, value in found.groupdict().items()})
    return text


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return every pattern with what recognises it, those with the most words of their own first."""
    ordered = sorted(PATTERNS, key=lambda one: -len(re.sub(r"\{\w+\}", "", one)))
    return tuple((one, re.compile(FIELD.sub(r"(?P<\1>.+?)", re.escape(one)))) for one in ordered)


def _value(key: str, value: str) -> str:
    """Return what stands in a brace, names of places and words of the product in the language of the screen."""
    if key == "leg":
        return "—".join(map(_name, value.split("—")))
    if key == "names":
        return words.listing(map(_name, value.split("、")))
    if key == "reason":
        return said(value)
    if key in ("now", "mode"):
        return _(MODE_WORDS.get(value, value)).replace("不通", _("不通")).replace(" 分钟", " min")
    return value.replace("、", ", ")


@cache
def _english() -> dict[str, str]:
    """Return the English name of every title that only one name stands for."""
    found: dict[str, set[str]] = {}
    for place in load_gazetteer().places:
        if place.title_en:
            found.setdefault(place.title, set()).add(words.without_tones(place.title_en))
    return {title: next(iter(names)) for title, names in found.items() if len(names) == 1}


def _name(title: str) -> str:
    """Return the English name of a place, its own where none is known."""
    return _english().get(title.strip(), title.strip())
