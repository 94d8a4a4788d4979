"""Which style a structure or a project wears: from its kind, the part that is drawn, and how that part was made."""

from __future__ import annotations

from typing import Any, Final

from spatial.maps.style import HOST, SCHEMATIC
from spatial.messages import mark

THEME_TITLES: Final = {
    "settlement": mark("城镇格局"),
    "axes": mark("轴带"),
    "nodes": mark("节点与城镇"),
    "cooperation": mark("合作与示范区"),
    "industry": mark("产业空间"),
    "tourism": mark("旅游"),
    "ecology": mark("生态空间"),
    "border": mark("沿边开放"),
    "transport": mark("交通枢纽"),
    "water": mark("水利"),
    "energy": mark("能源"),
}

AREA_STYLES: Final = {
    "city_cluster": "cluster",
    "region_extent": "region",
    "metropolitan_area": "metropolitan",
    "town_group": "group",
    "economic_circle": "circle_declared",
}
LINE_STYLES: Final = {
    "axis": "axis",
    "belt": "belt",
    "integration_pair": "pair",
    "cooperation_link": "link",
    "economic_circle": "circle_spoke",
    "tourism_ring": "tourism_line",
}
POINT_STYLES: Final = {
    "key_node_cities": "node_city",
    "key_node_city": "node_city",
    "pivot_cities": "pivot",
    "node": "node",
    "node_set": "node",
    "key_town_list": "key_town",
    "satellite_towns": "satellite",
    "suburban_area": "satellite",
    "new_town": "new_town",
    "city_role": "role",
    "role_assignment": "role",
    "resource_cities": "resource",
    "industry_base": "resource",
    "old_industrial_district": "old_district",
    "airport_set": "airport",
    "hub_set": "hub",
    "inland_port": "hub",
}
_THEME_AREA: Final = {"ecology": "ecology", "energy": "energy_area", "water": "ecology"}
_THEME_LINE: Final = {"ecology": "ecology_line", "energy": "energy", "water": "water_line", "tourism": "tourism_line"}
_THEME_POINT: Final = {
    "industry": "park",
    "tourism": "tourism",
    "ecology": "ecology_point",
    "border": "border",
    "water": "works",
    "energy": "works",
    "transport": "hub",
    "cooperation": "zone_point",
}
_NOT_SCHEMATIC: Final = {"link", "circle_spoke"}
PROJECT_STYLES: Final = {
    "opened": "project_in_service",
    "partly_opened": "project_in_service",
    "under_construction": "project_under_construction",
    "not_started": "project_planned",
    "planned": "project_planned",
    "cancelled": "project_cancelled",
    "unknown": "project_unknown",
}


def project_style(state: str, *, line: bool, schematic: bool = False) -> str:
    """Return the style key of a project from what became of it; points keep one shape and change their fill."""
    key = PROJECT_STYLES.get(state, "project_unknown")
    if not line:
        return f"{key}_point"
    return f"{key}_straight" if schematic else key


def structure_style(kind: str, theme: str, geometry_type: str, *, basis: str, located: str, only_points: bool) -> str:
    """Return the style key of one part of a structure; its members are drawn as members when the structure has a shape of its own."""
    if "Polygon" in geometry_type:
        return AREA_STYLES.get(kind) or _THEME_AREA.get(theme, "zone")
    if "Line" in geometry_type:
        key = LINE_STYLES.get(kind) or _THEME_LINE.get(theme, "link")
        return f"{key}.{SCHEMATIC}" if basis == SCHEMATIC and key not in _NOT_SCHEMATIC else key
    if not only_points:
        return f"member.{HOST}" if located == HOST else "member"
    key = POINT_STYLES.get(kind) or _THEME_POINT.get(theme, "member")
    return f"{key}.{HOST}" if located == HOST else key


def structures_styled(frame: Any) -> Any:
    """Return structure features (`structures_frame`) ready to draw: id is the structure's, `style` the style key of each part."""
    shaped = set(frame.loc[frame.geometry.notna() & ~frame.geom_type.isin(["Point", "MultiPoint"]), "id"])
    styles = [
        structure_style(
            row.kind, row.theme, row.geometry.geom_type, basis=row.geometry_basis, located=row.located, only_points=row.id not in shaped
        )
        if row.geometry is not None and not row.geometry.is_empty
        else "member"
        for row in frame.itertuples()
    ]
    urban = frame["extent"].eq("urban") & frame["part"].eq("area") & (frame["kind"] == "city_cluster")
    return frame.assign(style=["cluster_urban" if faint else key for key, faint in zip(styles, urban, strict=True)])
