"""One-page findings reports of a corridor, as Markdown and as HTML that stands alone. Every text is escaped: names come from files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from spatial.connectivity import SEVERITY_TITLES, CorridorCheck, Leg, by_severity
from spatial.connectivity.corridor import ORDER_TITLES
from spatial.modes import MODE_TITLES

CLASS_TITLES: Final = {
    "expressway": "高速公路", "national": "国道", "provincial": "省道", "county": "县乡道", "urban": "城市道路",
    "ramp": "匝道", "background": "其他干路", "local": "地方道路", "border": "边防路",
    "hsr": "高速铁路", "intercity": "城际铁路", "conventional": "普速铁路",
}  # fmt: skip
LEG_HEADS: Final = (
    "区段",
    "连通",
    "时间（分钟）",
    "里程（公里）",
    "直线（公里）",
    "非直线系数",
    "最高—最低等级",
    "换乘",
    "独立通路",
    "最弱一段",
)
CAVEAT: Final = "时间为模型值（括号内为车速 ±15 % 的范围），不是时刻表；里程以官方公布为先，其余量自线形。示意，非法定界线。"
STYLE: Final = (
    "body{font:14px/1.6 'Songti SC',SimSun,'Noto Serif CJK SC',serif;max-width:62em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #bbb;padding:.25em .5em;text-align:left;vertical-align:top}"
    "th{background:#f2f2f2}.critical{border-left:6px solid #b2182b}.warning{border-left:6px solid #e69f00}"
    ".unknown{border-left:6px solid #888}.info{border-left:6px solid #56b4e9}.ok{border-left:6px solid #009e73}"
    "li{list-style:none;margin:.4em 0;padding-left:.7em}ul{padding:0}footer{color:#666;font-size:12px}@media print{body{margin:0}}"
)


def corridor_markdown(check: CorridorCheck) -> str:
    """Return the one-page report of a corridor as Markdown; text from files can make no markup."""
    lines = [f"# {_md(_title(check))}", "", *(_md(line) + "  " for line in _facts(check)), ""]
    lines += ["| " + " | ".join(LEG_HEADS) + " |", "|" + "---|" * len(LEG_HEADS)]
    lines += ["| " + " | ".join(_md(cell) for cell in leg_cells(leg)) + " |" for leg in check.legs]
    lines += ["", "## 发现", ""]
    lines += [f"- **{SEVERITY_TITLES[item.severity]}** {_md(item.message)}" for item in by_severity(check.findings)]
    lines += ["", f"_{CAVEAT}_", ""]
    return "\n".join(lines)


def corridor_html(check: CorridorCheck) -> str:
    """Return the one-page report of a corridor as one HTML document without any script or outside file."""
    title = escape(_title(check))
    facts = "".join(f"<br>{escape(line)}" for line in _facts(check))
    heads = "".join(f"<th>{escape(head)}</th>" for head in LEG_HEADS)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in leg_cells(leg)) + "</tr>" for leg in check.legs)
    items = "".join(
        f'<li class="{item.severity}"><b>{SEVERITY_TITLES[item.severity]}</b> {escape(item.message)}</li>'
        for item in by_severity(check.findings)
    )
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{STYLE}</style></head><body><h1>{title}</h1><p>{facts[4:]}</p>{strip_svg(check)}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table><h2>发现</h2><ul>{items}</ul>"
        f"<footer>{escape(CAVEAT)}</footer></body></html>\n"
    )


def strip_svg(check: CorridorCheck, *, width: int = 900) -> str:
    """Return the strip diagram as SVG: places left to right, legs with minutes; a gap is dashed red, a leg with one way only orange."""
    places = [*check.corridor.places, *check.corridor.places[: 1 if len(check.legs) == len(check.corridor.places) else 0]]
    step = (width - 80) / max(len(places) - 1, 1)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 110" role="img" aria-label="{escape(_title(check))}">']
    for number, leg in enumerate(check.legs):
        x1, x2 = 40 + number * step, 40 + (number + 1) * step
        colour, dash = _leg_look(leg)
        parts.append(f'<line x1="{x1:.0f}" y1="50" x2="{x2:.0f}" y2="50" stroke="{colour}" stroke-width="5"{dash}/>')
        parts.append(f'<text x="{(x1 + x2) / 2:.0f}" y="38" font-size="12" text-anchor="middle">{escape(leg_minutes(leg))}</text>')
    for number, place in enumerate(places):
        x, y = 40 + number * step, 76 if number % 2 == 0 else 94
        parts.append(f'<circle cx="{x:.0f}" cy="50" r="6" fill="#fff" stroke="#222" stroke-width="2"/>')
        parts.append(f'<text x="{x:.0f}" y="{y}" font-size="12" text-anchor="middle">{escape(place.title[:8])}</text>')
    return "".join([*parts, "</svg>"])


def leg_minutes(leg: Leg) -> str:
    """Return the minutes of a leg with their band, or that it is not connected."""
    if leg.minutes is None or leg.low is None or leg.high is None:
        return "不通"
    return f"{leg.minutes:.0f}（{leg.low:.0f}–{leg.high:.0f}）"


def leg_cells(leg: Leg) -> tuple[str, ...]:
    """Return one leg as the texts of the report's table, in the order of `LEG_HEADS`."""
    weakest = leg.weak_links[0] if leg.weak_links else None
    hurt = "" if weakest is None else ("中断即不通" if weakest.extra_minutes is None else f"中断多 {weakest.extra_minutes:.0f} 分钟")
    classes = "—".join(CLASS_TITLES.get(name, name) for name in dict.fromkeys((leg.highest_class, leg.lowest_class)) if name)
    return (
        leg.name,
        "通" if leg.connected else "不通",
        leg_minutes(leg),
        _figure(leg.length_km, 1),
        _figure(leg.straight_km, 1),
        _figure(leg.circuity, 2),
        classes or "—",
        _figure(leg.transfers, 0),
        _figure(leg.paths, 0),
        f"{weakest.name}：{hurt}" if weakest else "—",
    )


def _figure(value: float | None, digits: int) -> str:
    """Return a number as text, a dash where it is unknown."""
    return "—" if value is None else f"{value:.{digits}f}"


def _leg_look(leg: Leg) -> tuple[str, str]:
    """Return the colour of a leg and its dashes: colour is never the only mark."""
    if not leg.connected:
        return "#b2182b", ' stroke-dasharray="3 7"'
    if leg.paths == 1:
        return "#e69f00", ' stroke-dasharray="14 4"'
    return "#333", ""


def _title(check: CorridorCheck) -> str:
    """Return the heading."""
    return f"{check.corridor.title}：{MODE_TITLES[check.mode]}连通检查（{check.on:%Y-%m-%d}）"


def _facts(check: CorridorCheck) -> Sequence[str]:
    """Return the lines under the heading."""
    corridor, indices = check.corridor, check.indices
    source = f"依据 {corridor.plan} {corridor.section}。" if corridor.plan else ""
    total = "有不通的区段" if check.minutes is None else f"逐段相加 {check.minutes:.0f} 分钟"
    figures = (("α", indices.alpha), ("β", indices.beta), ("γ", indices.gamma), ("平均非直线系数", indices.average_circuity))
    shown = "，".join(f"{name} = {_figure(value, 2)}" for name, value in figures)
    return (
        f"{source}{ORDER_TITLES[corridor.order_basis]}：{'—'.join(place.title for place in corridor.places)}。",
        f"{total}；成员网络 v = {indices.vertices}，e = {indices.edges}，p = {indices.components}，μ = {indices.mu}，{shown}。",
        *([f"文中另有 {'、'.join(corridor.without_point)} 没有坐标，未参加检查。"] if corridor.without_point else []),
    )


def _md(text: str) -> str:
    """Return text that Markdown and the HTML made from it show as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", escape(" ".join(text.split()), quote=False))
