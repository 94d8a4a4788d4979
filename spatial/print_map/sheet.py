"""One sheet of paper: the map, its legend, scale bar, north arrow, graticule and source line."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import geopandas as gpd
import shapely

from spatial.boundaries import province_polygon
from spatial.crs import PROVINCE_CRS, WGS84, project, project_xy
from spatial.errors import InvalidInputError
from spatial.print_map import furniture
from spatial.print_map.fonts import chinese_font

PAPERS: Final = {"a4": (11.69, 8.27), "a3": (16.54, 11.69)}
FORMS: Final = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml"}
MARKERS: Final = {
    "disc": "o", "square": "s", "diamond": "D", "triangle": "^", "triangle_down": "v", "hexagon": "h", "pentagon": "p", "star": "*",
    "cross": "X", "bowtie": "8", "plane": "P",
}  # fmt: skip
LEGEND_COLUMNS: Final = 36
PX: Final = 0.75  # points in a CSS pixel


class Stroke(Protocol):
    """A line of a look: colour, width and dashes in px, opacity."""

    @property
    def color(self) -> str:
        """Return the colour as #rrggbb."""

    @property
    def width(self) -> float:
        """Return the width in px."""

    @property
    def dash(self) -> str:
        """Return dash and gap in px, empty for a solid line."""

    @property
    def opacity(self) -> float:
        """Return the opacity, 0 to 1."""


class Look(Protocol):
    """How one kind of feature is drawn; the styles of `spatial.maps` have this shape."""

    @property
    def title(self) -> str:
        """Return the words of the legend."""

    @property
    def shape(self) -> str:
        """Return area, line or point."""

    @property
    def strokes(self) -> Sequence[Stroke]:
        """Return the strokes from below to above."""

    @property
    def fill(self) -> str:
        """Return the fill as #rrggbb, empty for none."""

    @property
    def fill_opacity(self) -> float:
        """Return the opacity of the fill, 0 to 1."""

    @property
    def symbol(self) -> str:
        """Return the name of the symbol, a key of MARKERS."""

    @property
    def size(self) -> float:
        """Return the radius of the symbol in px."""


@dataclass(frozen=True)
class Sheet:
    """Hold the words and the paper of one print; `bounds` (west, south, east, north in degrees) is the province when None."""

    title: str
    subtitle: str = ""
    source: str = ""
    paper: str = "a4"
    dpi: int = 200
    bounds: tuple[float, float, float, float] | None = None


def draw_map(features: Sequence[gpd.GeoDataFrame], look_of: Callable[[str], Look], sheet: Sheet, form: str = "png") -> bytes:
    """Return a map as PNG, PDF or SVG in PROVINCE_CRS (equal area, lengths true to 0.1 %), north up at 126.5° E.

    `features` are frames in EPSG:4326 with a column `style`, drawn in their order, the first undermost; `look_of` gives the look of a
    style. Rows without geometry are left out. The same input gives the same bytes.
    Raises InvalidInputError for an unknown paper or form, AssetMissingError when no Chinese font is installed.
    """
    if form not in FORMS or sheet.paper not in PAPERS:
        msg = f"打印格式 {form!r} 或纸张 {sheet.paper!r} 不可用；格式可用 {'、'.join(FORMS)}，纸张可用 {'、'.join(PAPERS)}。"
        raise InvalidInputError(msg)
    from matplotlib.figure import Figure  # noqa: PLC0415

    font = chinese_font()
    figure = Figure(figsize=PAPERS[sheet.paper], dpi=sheet.dpi)
    axes = figure.add_axes((0.02, 0.05, 0.72, 0.86))
    window = _window(sheet)
    furniture.draw_ground(axes, window)
    titles: dict[str, Look] = {}
    for frame in features:
        titles |= _draw_features(axes, frame, look_of)
    furniture.draw_seats(axes, font, window)
    _frame(axes, window)
    furniture.draw_graticule(axes, font, window)
    furniture.draw_scale_bar(axes, font, window)
    furniture.draw_north(figure, font, window)
    furniture.draw_words(figure, font, sheet.title, sheet.subtitle, sheet.source)
    legend = {furniture.wrapped(look.title, LEGEND_COLUMNS): _handle(look) for look in titles.values()}
    furniture.draw_legend(figure, font, legend | _ground_handles())
    return _bytes(figure, form)


def _window(sheet: Sheet) -> tuple[float, float, float, float]:
    """Return the window of the map in PROVINCE_CRS, metres, a little wider than what it has to show."""
    area = shapely.box(*sheet.bounds) if sheet.bounds else province_polygon()
    west, south, east, north = project(shapely.segmentize(area, 0.1)).bounds
    margin = 0.03 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _frame(axes: Any, window: tuple[float, float, float, float]) -> None:
    """Set the window, equal scales and a plain frame."""
    axes.set_xlim(window[0], window[2])
    axes.set_ylim(window[1], window[3])
    axes.set_aspect("equal", adjustable="box", anchor="C")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("")
    axes.set_ylabel("")


def _draw_features(axes: Any, frame: gpd.GeoDataFrame, look_of: Callable[[str], Look]) -> dict[str, Look]:
    """Draw a frame by its styles and return the looks it used, by style."""
    drawn = frame[frame.geometry.notna()]
    if drawn.empty:
        return {}
    flat = project(gpd.GeoDataFrame({"style": drawn["style"]}, geometry=drawn.geometry, crs=drawn.crs or WGS84), PROVINCE_CRS)
    used = {}
    for style, group in flat.groupby("style", sort=True):
        used[str(style)] = look = look_of(str(style))
        shapes = group.geometry
        if look.shape == "point":
            _draw_points(axes, shapes, look)
        elif look.shape == "line":
            for stroke in look.strokes:
                shapes.plot(ax=axes, aspect=None, zorder=4, **_line(stroke))
        else:
            _draw_areas(axes, shapes, look)
    return used


def _draw_areas(axes: Any, shapes: gpd.GeoSeries, look: Look) -> None:
    """Draw the polygons with fill and edge; lines and points among them (declared circles) as lines and dots of the same colour."""
    kinds = shapes.geom_type
    areas, rest = shapes[kinds.str.contains("Polygon")], shapes[~kinds.str.contains("Polygon")]
    if len(areas) and look.fill:
        areas.plot(ax=axes, aspect=None, facecolor=look.fill, edgecolor="none", alpha=look.fill_opacity, zorder=3)
    for stroke in look.strokes:
        if len(areas):
            areas.boundary.plot(ax=axes, aspect=None, zorder=3, **_line(stroke))
        if len(rest):
            rest.plot(ax=axes, aspect=None, zorder=4, markersize=12, **_line(stroke))


def _draw_points(axes: Any, shapes: gpd.GeoSeries, look: Look) -> None:
    points = shapes.explode(index_parts=False)
    edge = look.strokes[0] if look.strokes else None
    axes.scatter(
        points.x, points.y, marker=MARKERS.get(look.symbol, "o"), s=(look.size * 1.6 * PX) ** 2, c=look.fill or "white",
        edgecolors=edge.color if edge else "none", linewidths=edge.width * PX if edge else 0, zorder=6,
    )  # fmt: skip


def _line(stroke: Stroke) -> dict[str, Any]:
    """Return a stroke in matplotlib's words; dashes are given in widths there, in px here."""
    style: Any = "solid"
    if stroke.dash:
        style = (0, tuple(float(part) / max(stroke.width, 0.1) for part in stroke.dash.split()))
    return {"color": stroke.color, "linewidth": stroke.width * PX, "alpha": stroke.opacity, "linestyle": style}


def _handle(look: Look) -> Any:
    """Return the sample of a look for the legend."""
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    stroke = look.strokes[-1] if look.strokes else None
    if look.shape == "point":
        edge = stroke.color if stroke else "none"
        marker = MARKERS.get(look.symbol, "o")
        return Line2D([], [], linestyle="", marker=marker, markersize=look.size, mfc=look.fill or "white", mec=edge)
    if look.shape == "line":
        return tuple(Line2D([], [], **_line(each)) for each in look.strokes)
    edge = stroke.color if stroke else "none"
    fill = (*_rgb(look.fill), look.fill_opacity) if look.fill else "none"
    return Patch(facecolor=fill, edgecolor=edge, linewidth=stroke.width * PX if stroke else 0)


def _ground_handles() -> dict[str, Any]:
    """Return the samples of what every sheet shows: seats and the three outlines."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    seat = Line2D([], [], linestyle="", marker="o", markersize=4, mfc="white", mec="#222222", mew=1.2)
    ring = Line2D([], [], linestyle="", marker="o", markersize=6, mfc="white", mec="#222222", mew=1.2)
    dot = Line2D([], [], linestyle="", marker="o", markersize=2.6, mfc="#222222", mec="#222222")
    outlines = {title: Line2D([], [], color=color, linewidth=width) for title, (color, width) in furniture.OUTLINES.items()}
    return {"省会": (ring, dot), "市（州）政府驻地": seat, **outlines}


def _rgb(color: str) -> tuple[float, float, float]:
    return tuple(int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))  # type: ignore[return-value]


def _bytes(figure: Any, form: str) -> bytes:
    """Return the figure as a file without the time it was made."""
    import matplotlib as mpl  # noqa: PLC0415

    out = io.BytesIO()
    metadata = {"png": {"Software": None}, "pdf": {"CreationDate": None, "ModDate": None}, "svg": {"Date": None}}[form]
    with mpl.rc_context({"svg.hashsalt": "jilin-spatial", "pdf.fonttype": 42}):
        figure.savefig(out, format=form, metadata=metadata, facecolor="white")
    return out.getvalue()


def convergence_deg(lon: float, lat: float) -> float:
    """Return by how many degrees true north lies clockwise of the top of the sheet at a point of EPSG:4326."""
    x0, y0 = project_xy(lon, lat, WGS84, PROVINCE_CRS)
    x1, y1 = project_xy(lon, lat + 0.01, WGS84, PROVINCE_CRS)
    return math.degrees(math.atan2(x1 - x0, y1 - y0))
