"""How every kind of thing looks, stated once: colour means kind, and a second cue (dash, hatch, shape) says the same without colour.

Colours are Okabe and Ito's. Three looks are kept apart: declared by a plan (dashed outline), schematic (thin, dashed, straight between
members), measured on the network (solid). Titles are message ids; pages translate them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from spatial.errors import InvalidInputError

Shape = Literal["area", "line", "point"]
Pane = Literal["ground", "water", "outline", "area", "belt", "axis", "route", "circle", "point"]

BLUE, SKY, VERMILION, ORANGE = "#0072B2", "#56B4E9", "#D55E00", "#E69F00"
PINK, GREEN, YELLOW, BLACK = "#CC79A7", "#009E73", "#F0E442", "#222222"
GREY, WHITE = "#777777", "#FFFFFF"


@dataclass(frozen=True)
class Stroke:
    """Hold one line of a style: colour, width in px, dashes in px, opacity 0 to 1."""

    color: str
    width: float
    dash: str = ""
    opacity: float = 1.0


@dataclass(frozen=True)
class Style:
    """Hold the look of one kind: strokes from below to above, fill, hatch, or a symbol of `size` px radius."""

    title: str
    shape: Shape
    pane: Pane
    strokes: tuple[Stroke, ...] = ()
    fill: str = ""
    fill_opacity: float = 0.0
    hatch: str = ""
    symbol: str = ""
    size: float = 5.0


def _area(
    title: str, color: str, opacity: float = 0.15, *, hatch: str = "", dash: str = "", width: float = 1.5, pane: Pane = "area"
) -> Style:
    """Return a filled area with one edge."""
    return Style(title, "area", pane, (Stroke(color, width, dash),), color, opacity, hatch)


def _line(title: str, pane: Pane, *strokes: Stroke) -> Style:
    """Return a line of one or several strokes."""
    return Style(title, "line", pane, strokes)


def _point(title: str, symbol: str, color: str, size: float = 6.0) -> Style:
    """Return a symbol with a dark edge."""
    return Style(title, "point", "point", (Stroke(BLACK, 1.0),), color, 1.0, symbol=symbol, size=size)


STYLES: dict[str, Style] = {
    # the ground
    "land": Style("吉林省", "area", "ground", (), "#FCFBF7", 1.0),
    "neighbour": Style("邻省、邻国", "area", "ground", (Stroke("#D4D4D0", 0.8),), "#EFEFEC", 1.0),
    "lake": Style("湖泊水库", "area", "water", (Stroke("#8DB3CF", 0.6),), "#BFD9EA", 1.0),
    "river": _line("河流", "water", Stroke("#9DBFD8", 1.1)),
    "province": _line("省界", "outline", Stroke("#6B6B6B", 1.6)),
    "prefecture": _line("市（州）界", "outline", Stroke("#8A8A8A", 0.9)),
    "county_line": _line("县（市、区）界", "outline", Stroke("#A9A9A4", 0.5)),
    # structures of the plans
    "cluster": _area("城市群", BLUE, 0.14),
    "cluster_urban": _area("城市群（成员为城区和镇区，面只示意所在市县）", BLUE, 0.08),
    "region": _area("区域范围", BLUE, 0.05, dash="3 4", width=1.2),
    "metropolitan": _area("都市区", BLUE, 0.10, hatch="right", dash="8 3"),
    "group": _area("组团", SKY, 0.18),
    "zone": _area("功能区、合作区", SKY, 0.15, hatch="left", dash="5 3"),
    "pair": _line("一体化地区", "axis", Stroke(WHITE, 5), Stroke(BLUE, 3, "10 4")),
    "belt": _line("产业带、经济带", "belt", Stroke(ORANGE, 10, "", 0.35), Stroke(ORANGE, 1.2, "2 5", 0.9)),
    "axis": _line("发展轴", "axis", Stroke(WHITE, 6.5, "", 0.9), Stroke(VERMILION, 4)),
    "circle_declared": _area("经济圈（规划所称）", PINK, 0.08, dash="6 4", width=2, pane="circle"),
    "ecology": _area("生态空间", GREEN, 0.15, hatch="dots"),
    "ecology_line": _line("生态廊道", "belt", Stroke(GREEN, 7, "", 0.35), Stroke(GREEN, 1.4, "1 4")),
    "energy": _line("能源通道", "route", Stroke("#6A6400", 4), Stroke(YELLOW, 2.4)),
    "energy_area": _area("能源区", "#A79C00", 0.25, hatch="right"),
    "circle_spoke": _line("规划所称圈层：中心至成员", "axis", Stroke(PINK, 1.8, "6 4")),
    "tourism_line": _line("旅游线路", "belt", Stroke(GREEN, 3, "1 5")),
    "link": _line("合作联系", "axis", Stroke(GREY, 1.6, "3 4")),
    "water_line": _line("水利工程", "route", Stroke(WHITE, 4), Stroke(BLUE, 2.2, "6 2 1 2")),
    "node_city": _point("节点城市", "square", VERMILION, 7),
    "pivot": _point("支点、区域中心城市", "hexagon", VERMILION, 8),
    "node": _point("节点", "square", ORANGE, 6),
    "airport": _point("机场", "plane", "#222222", 8),
    "zone_point": _point("示范区、开放平台", "diamond", SKY, 6),
    "satellite": _point("卫星城镇", "triangle", SKY, 5.5),
    "key_town": _point("重点镇", "disc", ORANGE, 4),
    "new_town": _point("新城、新区", "diamond", SKY, 6),
    "park": _point("产业园区", "diamond", ORANGE, 5.5),
    "old_district": _point("老工业区", "square", "#8C6D31", 5),
    "works": _point("水利、能源设施", "triangle_down", YELLOW, 6),
    "border": _point("边境口岸与合作区", "bowtie", GREEN, 6.5),
    "role": _point("城市职能", "star", PINK, 6.5),
    "hub": _point("枢纽、物流节点", "hexagon", "#B39DDB", 6),
    "tourism": _point("旅游节点", "star", GREEN, 6),
    "resource": _point("资源型城市、产业基地", "pentagon", "#BBBBBB", 6),
    "ecology_point": _point("生态节点", "disc", GREEN, 5),
    # roads and railways
    "expressway": _line("高速公路", "route", Stroke("#8C2D04", 3.2), Stroke(WHITE, 1.2)),
    "national": _line("国道", "route", Stroke("#A6611A", 1.6)),
    "provincial": _line("省道", "route", Stroke("#C9A36A", 1.1)),
    "road": _line("其他道路", "route", Stroke("#CFC7B8", 0.8)),
    "hsr": _line("高速铁路", "route", Stroke("#1B1B3A", 2.8), Stroke(WHITE, 1.2, "7 7")),
    "rail": _line("普速铁路", "route", Stroke("#444444", 2.0), Stroke(WHITE, 1.0, "4 4")),
    "station": _point("车站", "square", WHITE, 3),
    # projects by what became of them
    "project_in_service": _line("项目：已建成", "route", Stroke(WHITE, 4.2, "", 0.8), Stroke(BLACK, 2.4)),
    "project_under_construction": _line("项目：在建", "route", Stroke(WHITE, 4.2, "", 0.8), Stroke(BLACK, 2.4, "12 5")),
    "project_planned": _line("项目：规划中", "route", Stroke(WHITE, 4.2, "", 0.8), Stroke(BLACK, 2.2, "5 5")),
    "project_cancelled": _line("项目：已取消", "route", Stroke(WHITE, 4.2, "", 0.8), Stroke("#999999", 1.6, "2 8")),
    "project_unknown": _line("项目：进展未查明", "route", Stroke(WHITE, 4.2, "", 0.8), Stroke("#555555", 2.2, "1 5")),
    "project_in_service_point": _point("站场项目：已建成", "pentagon", BLACK, 6),
    "project_under_construction_point": _point("站场项目：在建", "pentagon", "#888888", 6),
    "project_planned_point": _point("站场项目：规划中", "pentagon", WHITE, 6),
    "project_cancelled_point": _point("站场项目：已取消", "cross", "#999999", 5),
    "project_unknown_point": _point("站场项目：进展未查明", "pentagon", "#D9D9D9", 5),
    # results
    "circle_1": _area("等时圈：最近一档", PINK, 0.50, width=1.2, pane="circle"),
    "circle_2": _area("等时圈：第二档", PINK, 0.34, width=1.2, pane="circle"),
    "circle_3": _area("等时圈：第三档", PINK, 0.22, width=1.2, pane="circle"),
    "circle_4": _area("等时圈：第四档", PINK, 0.12, width=1.2, pane="circle"),
    "rim": _area("不确定范围（±15 %）", PINK, 0.10, width=0.6, dash="2 3", pane="circle"),
    "route": _line("路网路径", "axis", Stroke(WHITE, 6, "", 0.9), Stroke(BLUE, 3.2)),
    "weak": _line("薄弱路段", "axis", Stroke(WHITE, 7, "", 0.9), Stroke(VERMILION, 4.4, "10 4")),
    "missing": _line("缺失联系", "axis", Stroke(VERMILION, 2.0, "2 7")),
    "leg": _line("区段：连通", "axis", Stroke(WHITE, 6.5, "", 0.9), Stroke(BLUE, 3.6)),
    "leg_unknown": _line("区段：不明", "axis", Stroke(GREY, 2.2, "1 6")),
    "leg_slow": _line("区段：偏慢", "axis", Stroke(WHITE, 7, "", 0.9), Stroke(PINK, 4.2, "12 3 3 3")),
    "leg_detour": _line("区段：绕行", "axis", Stroke(WHITE, 7, "", 0.9), Stroke(ORANGE, 4.2, "16 4")),
    "mend": _line("可改善的规划项目（示意）", "route", Stroke(WHITE, 4.6, "", 0.8), Stroke(GREEN, 2.4, "7 5")),
    "critical_1": _line("中断代价：前 3 名", "axis", Stroke(WHITE, 9, "", 0.9), Stroke(VERMILION, 6.5)),
    "critical_2": _line("中断代价：第 4–10 名", "axis", Stroke(WHITE, 7, "", 0.9), Stroke(VERMILION, 4.2, "12 3")),
    "critical_3": _line("中断代价：第 10 名以后", "axis", Stroke(WHITE, 5, "", 0.9), Stroke(VERMILION, 2.4, "6 3")),
    "critical_point": _point("中断代价大的路口、车站", "square", VERMILION, 7),
    "rank_number": _point("名次", "disc", WHITE, 3),
    "hurt": _point("受影响最大的县（市、区）", "triangle_down", VERMILION, 8),
    "drawn": _line("之后新增的线路", "axis", Stroke(WHITE, 7, "", 0.9), Stroke(GREEN, 4, "10 3")),
    "left_out": _line("之后没有的线路", "axis", Stroke(WHITE, 7, "", 0.9), Stroke(VERMILION, 3, "3 5")),
    "next_link": _line("设想的连线", "axis", Stroke(WHITE, 6, "", 0.9), Stroke(GREEN, 3.2, "4 5")),
    "nearer_1": _point("平均快 20 分钟以上", "triangle", GREEN, 9),
    "nearer_2": _point("平均快 5–20 分钟", "triangle", GREEN, 6.5),
    "nearer_3": _point("平均快不到 5 分钟", "triangle", GREEN, 4.5),
    "farther": _point("平均变慢", "triangle_down", VERMILION, 7),
    "gain": _area("改善", GREEN, 0.30, hatch="left"),
    "loss": _area("变差", VERMILION, 0.30, hatch="right"),
    "pass": _point("核验：成立", "disc", GREEN, 6.5),
    "fail": _point("核验：不成立", "cross", VERMILION, 6.5),
    "doubt": _point("核验：存疑", "diamond", YELLOW, 6.5),
    "origin": _point("起点", "star", VERMILION, 8),
    "candidate": _point("候选地名", "disc", SKY, 6),
    "candidate_chosen": _point("选中的地名", "star", VERMILION, 8),
    "mention": _point("文中提及", "disc", SKY, 5.5),
    "mention_doubtful": _point("存疑的提及", "triangle", YELLOW, 6.5),
    "mention_unit": _point("文中的政区、城镇", "disc", BLUE, 5.5),
    "mention_zone": _point("文中的园区、新区", "diamond", ORANGE, 6),
    "mention_scenic": _point("文中的景区、自然地物", "star", GREEN, 6),
    "mention_water": _point("文中的水系", "triangle_down", SKY, 6),
    "mention_route": _point("文中的线路起讫与所经", "square", "#8C2D04", 4.5),
    "mention_site": _point("文中的设施", "pentagon", GREY, 6),
    "mention_region": _point("文中的区域与合称成员", "hexagon", PINK, 5.5),
    "mention_foreign": _point("文中的境外地名", "square", "#333333", 5),
    "member_area": _area("成员所在县（市、区）", GREY, 0.06, width=0.8, dash="2 3"),
    "member": _point("成员", "disc", BLUE, 4.5),
    "selected": _area("选中", VERMILION, 0.08, width=3),
}

# A project that is not yet on the network runs straight between its places: grey and thin, its dashes still say what became of it.
STYLES |= {
    f"{key}_straight": replace(
        look, title=f"{look.title}（直线示意）", strokes=(look.strokes[0], replace(look.strokes[1], width=1.3, color="#6B6B6B"))
    )
    for key, look in list(STYLES.items())
    if key.startswith("project_") and look.shape == "line"
}

SCHEMATIC: Final = "schematic"
HOST: Final = "host"


def style(key: str) -> Style:
    """Return the style of a key such as `axis`, `axis.schematic` or `key_town.host`; raise InvalidInputError for an unknown one."""
    name, _, variant = key.partition(".")
    found = STYLES.get(name)
    if found is None or variant not in {"", SCHEMATIC, HOST}:
        msg = f"没有名为 {key!r} 的图式；可用：{'、'.join(STYLES)}。"
        raise InvalidInputError(msg)
    if variant == SCHEMATIC:
        return schematic(found)
    return hollow(found) if variant == HOST else found


def schematic(base: Style) -> Style:
    """Return the thin dashed look of a line that runs straight between members."""
    strokes = tuple(_thinner(stroke) for stroke in base.strokes if stroke.color != WHITE)
    return replace(base, title=base.title + "（示意）", strokes=strokes)


def _thinner(stroke: Stroke) -> Stroke:
    """Return a stroke as thin dashes; a broad soft band stays a band, a little narrower."""
    if stroke.opacity < 0.5:
        return replace(stroke, width=stroke.width * 0.8)
    return replace(stroke, width=max(1.4, stroke.width * 0.7), dash=stroke.dash or "10 5")


def hollow(base: Style) -> Style:
    """Return the hollow look of a point that stands for its host town only."""
    edge = Stroke(base.fill or BLACK, 1.8)
    return replace(base, title=base.title + "（借用所在地点位）", strokes=(edge,), fill=WHITE, fill_opacity=0.6)
