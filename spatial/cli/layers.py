"""Commands that list the layers and take them away: layers, export, map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spatial.cli.output import complain, emit_json, emit_rows

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]


def register(app: typer.Typer) -> None:
    """Add the commands `layers`, `map` and `export`."""
    app.command("layers", help="列出全部图层：编号、名称、几何类型、数量。")(layers)
    app.command("map", help="把若干图层印成一张图：PNG、PDF 或 SVG，带比例尺、指北针、图例。")(print_layers)
    app.command("export", help="把一个图层写成文件：GeoJSON、CSV、XLSX、GeoPackage、Shapefile。")(export)


def layers(
    plan: Annotated[str | None, typer.Option("--plan", help="只数这个规划里的内容")] = None,
    as_json: AsJson = False,
) -> None:
    """List the layers of the catalogue."""
    from spatial.catalogue import layer_rows

    rows = layer_rows(plan=plan)
    emit_json(rows) if as_json else emit_rows(rows, ("id", "title", "theme_title", "geometry", "count", "drawn"))


def export(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="图层编号，见 layers")],
    *,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件")],
    form: Annotated[str, typer.Option("--format", help="geojson、csv、xlsx、gpkg、shapefile")] = "geojson",
    plan: Annotated[str | None, typer.Option("--plan", help="只导出这个规划里的内容")] = None,
    on: Annotated[str | None, typer.Option("--on", help="哪一天的隶属与路网，如 2014 或 2014-08-07")] = None,
    along: Annotated[str | None, typer.Option("--along", help="让轴、带等沿路网走线：road、rail、road+rail")] = None,
    epsg: Annotated[int, typer.Option("--crs", help="坐标系的 EPSG 号：4326、4490、4549–4553")] = 4326,
    as_json: AsJson = False,
) -> None:
    """Write one layer to a file."""
    from spatial.export import export_layer
    from spatial.gazetteer import parse_date

    count = export_layer(layer, form, out, plan=plan, on=parse_date(on), along=along, epsg=epsg)
    if as_json:
        emit_json({"layer": layer, "format": form, "file": str(out), "features": count, "crs": f"EPSG:{epsg}", "plan": plan})
    else:
        complain(f"已写出 {out}：{count} 个要素。")


def print_layers(
    layers: Annotated[list[str], typer.Argument(metavar="LAYER...", help="图层编号，下面的先画")],
    *,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件，后缀为 .png、.pdf 或 .svg")],
    title: Annotated[str, typer.Option("--title", help="图名")] = "吉林省空间规划",
    subtitle: Annotated[str, typer.Option("--subtitle", help="副题")] = "",
    paper: Annotated[str, typer.Option("--paper", help="a4 或 a3，横放")] = "a4",
    plan: Annotated[str | None, typer.Option("--plan", help="只画这个规划里的内容")] = None,
    on: Annotated[str | None, typer.Option("--on", help="哪一天的路网，如 2016")] = None,
    as_json: AsJson = False,
) -> None:
    """Print layers as one map."""
    from spatial import maps
    from spatial.cli.printing import sources_of, styled_layer
    from spatial.errors import InvalidInputError
    from spatial.gazetteer import parse_date
    from spatial.print_map import Sheet, draw_map

    if not out.parent.is_dir():
        raise InvalidInputError(f"文件夹 {out.parent} 不存在，请先建好再印。")

    frames = [styled_layer(layer_id, plan, parse_date(on)) for layer_id in layers]
    sheet = Sheet(title, subtitle, sources_of(layers, frames), paper)
    out.write_bytes(draw_map(frames, maps.style, sheet, out.suffix.removeprefix(".").lower()))
    if as_json:
        emit_json({"layers": layers, "file": str(out), "paper": paper, "title": title, "source": sheet.source})
    else:
        complain(f"已写出 {out}。")
