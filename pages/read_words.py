"""Words of the page that reads a plan: kinds of names, reasons, verdicts, what a comparison found."""

from __future__ import annotations

from typing import Final

from pages.common import translate as _
from spatial.geoparse import Mention
from spatial.messages import mark

# Kind of a name → class in the text and style on the map (`mention_<class>`).
CLASSES: Final = {
    "province": "unit",
    "prefecture": "unit",
    "county": "unit",
    "town": "unit",
    "zone": "zone",
    "scenic": "scenic",
    "water": "water",
    "transport_route": "route",
    "facility": "site",
    "region": "region",
    "abbreviation": "region",
    "foreign": "foreign",
}
CLASS_TITLES: Final = {
    "unit": mark("政区、城镇"),
    "zone": mark("园区、新区"),
    "scenic": mark("景区、自然地物"),
    "water": mark("水系"),
    "route": mark("线路"),
    "site": mark("设施"),
    "region": mark("区域、合称"),
    "foreign": mark("境外"),
}
KINDS: Final = {
    "province": mark("省"),
    "prefecture": mark("地级市、州"),
    "county": mark("县（市、区）"),
    "town": mark("镇、乡、街道"),
    "zone": mark("园区、新区"),
    "scenic": mark("景区、自然地物"),
    "water": mark("水系"),
    "transport_route": mark("线路"),
    "facility": mark("设施"),
    "region": mark("区域"),
    "abbreviation": mark("合称"),
    "foreign": mark("境外地名"),
}
CONTEXTS: Final = {
    "responsible_body": mark("责任单位，不上图"),
    "org_name": mark("机构名称，不上图"),
    "document_title": mark("文件名称，不上图"),
}
REASONS: Final = {
    "词典中唯一": mark("词典中唯一"),
    "词典未收，按字形与上下文识别": mark("词典未收，按字形与上下文识别"),
    "在文本所述省份": mark("在文本所述省份"),
    "与并列地名同类": mark("与并列地名同类"),
    "邻近提及该地或其上级": mark("邻近提及该地或其上级"),
    "通用名称，词典无坐标": mark("通用名称，词典无坐标"),
    "合称成员": mark("合称成员"),
    "后接全省用语": mark("后接全省用语"),
    "按起讫点与所经地": mark("按起讫点与所经地"),
    "按级别与区域先验": mark("按级别与区域先验"),
    "句中没有名单可核": mark("句中没有名单可核"),
    "没有可用来核验的数据": mark("没有可用来核验的数据"),
    "句中未明说起算点": mark("句中未明说起算点"),
    "起算点在路网范围之外": mark("起算点在路网范围之外"),
    "文中没有列出成员": mark("文中没有列出成员"),
    "起讫点未全对到地名词典": mark("起讫点未全对到地名词典"),
    "人工确认": mark("人工确认"),
    "人工改选": mark("人工改选"),
    "人工补录": mark("人工补录"),
}
CLAIM_KINDS: Final = {
    "time_circle": mark("时间圈"),
    "count": mark("数目"),
    "coverage": mark("覆盖"),
    "population": mark("人口"),
    "length": mark("长度"),
    "service_radius": mark("服务半径"),
    "service_frequency": mark("班次"),
    "connection": mark("连通"),
}
VERDICTS: Final = {"成立": mark("成立"), "部分成立": mark("部分成立"), "不成立": mark("不成立"), "无法判定": mark("无法判定")}
CHECKS: Final = {
    "members": mark("成员不同"),
    "members_within": mark("同一规划内成员不同"),
    "renamed": mark("改名"),
    "attribute": mark("数值不同"),
    "horizon": mark("期限不同"),
    "status": mark("状态矛盾"),
    "delay": mark("推迟"),
    "works": mark("工程性质不同"),
    "ends": mark("起讫点不同"),
    "direction": mark("方向相反"),
    "wording": mark("写法不同"),
    "year": mark("年份不同"),
    "count": mark("数目与名单不符"),
    "listed_twice": mark("重复列入"),
    "same_name": mark("同名异地"),
    "role": mark("分工不同"),
    "extent": mark("路段不同"),
    "split": mark("拆分"),
    "frame": mark("纵横数目不同"),
    "successor": mark("可能换了说法"),
    "outside_area": mark("不在所涉地区"),
    "target": mark("目标不同"),
}
ATTRIBUTES: Final = {
    "count": mark("数目"),
    "length_km": mark("长度（公里）"),
    "population": mark("人口"),
    "area_km2": mark("面积（平方公里）"),
}
SEVERITIES: Final = {
    "warning": mark("有矛盾"),
    "info": mark("有变化"),
    "critical": mark("严重"),
    "ok": mark("相符"),
    "unknown": mark("未知"),
}
PLACE_KIND_OF: Final = {
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "town": "town",
    "zone": "zone",
    "scenic": "scenic",
    "water": "river",
    "transport_route": "facility",
    "facility": "facility",
    "region": "region",
    "abbreviation": "region",
    "foreign": "region",
}


VERDICT_SIGNS: Final = {"成立": "✓", "部分成立": "◐", "不成立": "✗", "无法判定": "?"}


def verdict(word: str) -> str:
    """Return a verdict with its sign, or an empty text."""
    return f"{VERDICT_SIGNS.get(word, '')} {_(VERDICTS.get(word, word))}".strip() if word else ""


def kind(one: str) -> str:
    """Return the kind of a name in words."""
    return _(KINDS.get(one, one))


def reason(text: str) -> str:
    """Return a reason of the reader in the language of the screen, phrase by phrase."""
    return "；".join(_(REASONS.get(part, part)) for part in text.split("；") if part)


def section(text: str) -> str:
    """Return the headings above a name as one line."""
    return " › ".join(part.strip() for part in text.split(">") if part.strip())


def places(one: Mention) -> str:
    """Return the places a name was read as."""
    return "、".join(place.name for place in one.places)


def hint(one: Mention) -> str:
    """Return what the pointer shows over a name: its kind, the places, why."""
    if one.ctx:
        return f"{kind(one.kind)} · {_(CONTEXTS.get(one.ctx, one.ctx))}"
    known = places(one) if any(place.id for place in one.places) else _("词典未收")
    return f"{kind(one.kind)} · {known} · {reason(one.reason)}"
