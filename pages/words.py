"""Words for values that come from data: plans, kinds, states; each in the language of the screen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from pages.common import language
from pages.common import translate as _
from spatial.errors import PlaceNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.maps import THEME_TITLES
from spatial.messages import mark
from spatial.plans import load_kinds, load_plans
from spatial.reach.origins import Point
from spatial.schema import Place, Plan, StructureKind

# Short names for chips; a plan that is not listed shows its year and title.
PLAN_LABELS: Final = {
    "changji-2012": mark("长吉一体化 2012"),
    "urbanization-2014": mark("新型城镇化 2014"),
    "revitalization-2014": mark("近期振兴 2014"),
    "hachang-2016": mark("哈长城市群 2016"),
    "reply-2021": mark("建议答复 2021"),
}
BASIS_TITLES: Final = {"stated": mark("规划写明"), "implied": mark("据文意推定"), "none": mark("规划未列成员")}
GEOMETRY_BASIS: Final = {
    "schematic": mark("示意：成员之间连直线"),
    "points": mark("成员点位"),
    "counties": mark("成员县（市、区）轮廓合并"),
    "hull": mark("成员外包，近似"),
    "network": mark("沿路网"),
    "declared": mark("规划所称，中心连成员"),
    "water": mark("沿水系"),
    "none": mark("未能上图"),
}
PLACE_KINDS_ZH: Final = {
    "province": mark("省"),
    "prefecture": mark("地级市、州"),
    "county": mark("县、县级市"),
    "district": mark("市辖区"),
    "town": mark("镇、乡、街道"),
    "zone": mark("开发区"),
    "new_town": mark("新城"),
    "scenic": mark("景区"),
    "lake": mark("湖泊"),
    "reservoir": mark("水库"),
    "river": mark("河流"),
    "mountain": mark("山"),
    "airport": mark("机场"),
    "port": mark("港口"),
    "crossing": mark("口岸"),
    "station": mark("车站"),
    "road_end": mark("道路端点"),
    "facility": mark("设施"),
    "region": mark("区域"),
    "country": mark("国家"),
}
OUTCOMES: Final = {
    "opened": mark("已建成"),
    "partly_opened": mark("部分建成"),
    "under_construction": mark("在建"),
    "not_started": mark("未开工"),
    "planned": mark("已列入规划"),
    "cancelled": mark("已取消"),
    "unknown": mark("未查明"),
}
MODES: Final = {
    "expressway": mark("高速公路"),
    "national_road": mark("国道"),
    "provincial_road": mark("省道"),
    "local_road": mark("地方公路"),
    "hsr": mark("高速铁路"),
    "intercity": mark("城际铁路"),
    "conventional_rail": mark("普速铁路"),
    "metro": mark("城市轨道"),
    "airport": mark("机场"),
    "port": mark("港口"),
    "hub": mark("枢纽"),
    "border_bridge": mark("界河桥"),
}
LOCATED: Final = {"own": mark("自有点位"), "host": mark("借用所在地点位"), "none": mark("没有点位"), "mixed": mark("部分借用所在地点位")}
DAYS: Final = {
    "target": "目标", "by": "不晚于", "start": "开工", "works from": "开工", "between": "介于", "and": "与", "due end": "应于年底前",
    "not dated": "日期不明", "(approval)": "（批复）", "(railway station)": "（火车站）", "first part": "首段", "north end": "北端",
}  # fmt: skip
DAY_WORDS: Final = re.compile(" ?(?:" + "|".join(re.escape(word) for word in sorted(DAYS, key=len, reverse=True)) + ") ?")
OPEN_END: Final = re.compile(r"[（(《“][^）)》”]*$")  # a bracket a cut title leaves open


def plan_label(plan_id: str) -> str:
    """Return the short name of a plan."""
    if plan_id in PLAN_LABELS:
        return _(PLAN_LABELS[plan_id])
    found = next((plan for plan in load_plans() if plan.id == plan_id), None)
    return plan_id if found is None else f"{OPEN_END.sub('', found.title[:12])} {found.issued.year}"


def plan_source(plan: Plan) -> str:
    """Return title, number and date of a plan as a citation."""
    return " · ".join(part for part in (plan.title, plan.number, plan.issued.isoformat()) if part)


@cache
def kinds() -> dict[str, StructureKind]:
    """Return the kinds of structures by id, in the order of their table."""
    return {kind.id: kind for kind in load_kinds()}


def kind_title(kind_id: str) -> str:
    """Return the title of a kind of structure in the language of the screen."""
    kind = kinds().get(kind_id)
    if kind is None:
        return kind_id
    return kind.title_zh if language() == "zh" else kind.title_en[:1].upper() + kind.title_en[1:]


def theme_title(theme: str) -> str:
    """Return the title of a theme."""
    return _(THEME_TITLES[theme]) if theme in THEME_TITLES else theme


def place_kind(place: Place) -> str:
    """Return the kind of a place in words."""
    return _(PLACE_KINDS_ZH.get(place.kind, place.kind))


def place_name(place: Place) -> str:
    """Return the name of a place in the language of the screen; English maps write no tone marks."""
    return without_tones(place.title_en) or place.title if language() == "en" else place.title


def without_tones(name: str) -> str:
    """Return a Latin name without the marks above its letters."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))


def named(place_id: str, title: str) -> str:
    """Return the name of a place by its id in the language of the screen, else the title it goes by."""
    if language() != "en":
        return title
    try:
        place = load_gazetteer().get(place_id)
    except PlaceNotFoundError:
        return title
    return place_name(place) if title.startswith(place.title) else title


def day_text(text: str) -> str:
    """Return the days of the table of outcomes in the language of the screen: bounds, starts and targets in its words."""
    said = listing(part.strip() for part in text.split(";") if part.strip())
    return said if language() == "en" else DAY_WORDS.sub(lambda found: DAYS[found[0].strip()], said)


def listing(names: Iterable[str]) -> str:
    """Return names one after another, as the language of the screen does."""
    return (", " if language() == "en" else "、").join(names)


def point_name(point: Point) -> str:
    """Return the name of an origin in the language of the screen; a clicked point goes by its degrees."""
    return place_name(load_gazetteer().get(point.id)) if point.id else point.name


def drawn_how(basis: str, approximate: bool) -> str:
    """Return how a geometry was made, in words."""
    text = _(GEOMETRY_BASIS.get(basis, basis))
    return text + _("（近似）") if approximate and basis not in {"schematic", "hull"} else text


def mode_title(mode: str) -> str:
    """Return the title of a mode of projects."""
    return _(MODES.get(mode, mode))
