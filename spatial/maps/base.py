"""The ground of every map: neighbours, land, water, outlines; simplified for the screen, exact only in exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import geopandas as gpd
import shapely

from spatial import boundaries
from spatial.errors import DataFileError
from spatial.maps.layers import MapLayer, layer_from_frame
from spatial.settings import Settings, default_settings

Translate = Callable[[str], str]
WINDOW: Final = (117.6, 38.6, 134.4, 48.4)
COUNTY_TOLERANCE_M: Final = 250.0


def base_layers(_: Translate, settings: Settings | None = None) -> tuple[MapLayer, ...]:
    """Return the base layers from the ground up: neighbours, land, lakes, rivers, county, prefecture and province lines."""
    settings = settings or default_settings()
    counties = boundaries.simplify_coverage(boundaries.county_polygons(), COUNTY_TOLERANCE_M)
    province = gpd.GeoDataFrame({"id": ["220000"], "name": [_("吉林省")]}, geometry=[counties.union_all()], crs=4326)
    water = _water(settings, _)
    ground = _("底图")
    quiet: dict[str, Any] = {"group": "", "interactive": False, "counted": False, "quiet": True, "tolerance_m": 0.0}
    shown: dict[str, Any] = quiet | {"group": ground}
    return (
        layer_from_frame(_neighbours(settings), layer_id="neighbours", title=_("邻省、邻国"), style_key="neighbour", **quiet),
        layer_from_frame(province, layer_id="land", title=_("吉林省"), style_key="land", **quiet),
        layer_from_frame(water[water["kind"] == "river"], layer_id="rivers", title=_("河流"), style_key="river", **shown),
        layer_from_frame(water[water["kind"] != "river"], layer_id="lakes", title=_("湖泊水库"), style_key="lake", **shown),
        layer_from_frame(_lines(counties), layer_id="county", title=_("县（市、区）界"), style_key="county_line", **shown),
        layer_from_frame(
            _lines(counties.dissolve(counties["adcode"].str[:4]).reset_index(drop=True)),
            layer_id="prefecture",
            title=_("市（州）界"),
            style_key="prefecture",
            **shown,
        ),
        layer_from_frame(_outline(province), layer_id="province", title=_("省界"), style_key="province", **shown),
    )


def _lines(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the borders of a coverage as one multi-line, each shared border once."""
    borders = shapely.line_merge(shapely.union_all([polygon.boundary for polygon in frame.geometry]))
    return gpd.GeoDataFrame({"id": ["lines"], "name": [""]}, geometry=[borders], crs=4326)


def _outline(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the outline of one area as a line."""
    return frame.set_geometry(frame.boundary)


def _neighbours(settings: Settings) -> gpd.GeoDataFrame:
    """Return neighbouring provinces and countries, cut to the window around Jilin and thinned to about 800 m."""
    provinces = boundaries.neighbour_provinces()[["name", "geometry"]]
    countries = boundaries.neighbour_countries(settings)[["name", "geometry"]]
    both = gpd.GeoDataFrame(
        {"name": [*provinces["name"], *countries["name"]]}, geometry=[*provinces.geometry, *countries.geometry], crs=4326
    )
    clipped = shapely.clip_by_rect(both.geometry.to_numpy(), *WINDOW)
    thin = shapely.simplify(clipped, 0.008)
    return both.set_geometry(gpd.GeoSeries(thin, crs=4326)).assign(id=[f"neighbour-{number}" for number in range(len(both))])


def _water(settings: Settings, _: Translate) -> gpd.GeoDataFrame:
    """Return rivers and lakes inside the window: id, name, kind, geometry thinned to about 250 m."""
    path = settings.base_dir / "water.geojson"
    try:
        frame = gpd.read_file(path)
    except (OSError, ValueError) as error:
        msg = f"水系数据 {path.name} 无法读取：{error}。请恢复该文件。"
        raise DataFileError(msg) from error
    english = _("水系") != "水系"
    names = frame["name_en"] if english else frame["name"]
    return frame.assign(name=names.fillna(""), geometry=shapely.simplify(frame.geometry.to_numpy(), 0.0025))[
        ["id", "name", "kind", "geometry"]
    ]
