"""Commands of the network: circle, time, matrix, network info, check and import."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spatial.cli.output import emit_json, emit_rows, one_line
from spatial.errors import InvalidInputError

if TYPE_CHECKING:
    from spatial.modes import Speeds
    from spatial.network import Network

Mode = Annotated[str, typer.Option(help="road、rail 或 road+rail")]
Year = Annotated[int | None, typer.Option(help="年份，指该年 12 月 31 日；默认数据的最新年份")]
On = Annotated[str | None, typer.Option("--on", help="日期，如 2016-03-10；代替 --year")]
Start = Annotated[str, typer.Option(help="centre 中心、station 车站、edge 建成区边缘")]
Named = Annotated[str | None, typer.Option("--network", help="导入的路网名称；默认吉林省路网")]
StationKm = Annotated[float | None, typer.Option("--station-km", help="按铁路时，车站服务周围多少千米（直线）；默认 20")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("circle")(circle_command)
    app.command("time")(time_command)
    app.command("matrix")(matrix_command)
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="路网：概况、质量检查、导入。")
    group.command("info")(info_command)
    group.command("check")(check_command)
    group.command("import")(import_command)
    app.add_typer(group, name="network")


def _day(year: int | None, on: str | None) -> date:
    """Return the date asked about."""
    from spatial.network.dates import date_of_year, date_range

    if on is None:
        return date_of_year(year)
    if year is not None:
        msg = "--year 与 --on 只能给一个。"
        raise InvalidInputError(msg)
    span = date_range(on)
    if span is None:
        msg = "--on 后面要写日期，如 2016-03-10。"
        raise InvalidInputError(msg)
    date_of_year(span[1].year)
    return span[1]


def _network(name: str | None) -> Network:
    """Return the network asked for."""
    from spatial.network import load_network

    return load_network(name=name)


def _speeds(off_kph: float | None = None, station_km: float | None = None) -> Speeds:
    """Return the assumptions with those asked for in place of the usual ones."""
    from dataclasses import replace

    from spatial.modes import DEFAULT_SPEEDS, StationAccess

    speeds = DEFAULT_SPEEDS
    if off_kph is not None:
        speeds = replace(speeds, off_network=replace(speeds.off_network, kph=off_kph))
    if station_km is not None:
        speeds = replace(speeds, station_access=StationAccess(max_km=station_km))
    return speeds


def circle_command(
    places: Annotated[list[str], typer.Argument(help="地名、编号或 经度,纬度；几个则求并集")],
    *,
    minutes: Annotated[float, typer.Option(help="分钟")] = 30.0,
    mode: Mode = "road",
    year: Year = None,
    on: On = None,
    start: Start = "centre",
    inbound: Annotated[bool, typer.Option("--inbound", help="算到达该地的时间")] = False,
    band: Annotated[list[float] | None, typer.Option(help="另加的分钟带，可多次")] = None,
    off_kph: Annotated[float | None, typer.Option("--off-kph", help="离网速度，千米/小时")] = None,
    station_km: StationKm = None,
    network: Named = None,
    as_json: AsJson = False,
) -> None:
    """Draw what can be reached within some minutes of a place."""
    from spatial.reach.circle import circle
    from spatial.reach.records import circle_record

    made = circle(
        _network(network),
        list(places),
        minutes,
        mode=mode,
        on=_day(year, on),
        start=start,
        inbound=inbound,
        bands=band or (),
        speeds=_speeds(off_kph, station_km),
    )
    record = circle_record(made)
    if as_json:
        emit_json(record)
        return
    typer.echo(
        f"{'、'.join(point.name for point in made.origins)} {minutes:g} 分钟（{mode}，{made.on.isoformat()}）："
        f"{made.area_km2:.0f} km²（{made.area_low_km2:.0f}–{made.area_high_km2:.0f}）"
    )
    emit_rows([vars(place) for place in made.places], ("id", "name", "minutes", "low", "high"))


def time_command(
    origin: Annotated[str, typer.Argument(help="起点：地名、编号或 经度,纬度")],
    destination: Annotated[str, typer.Argument(help="终点")],
    *,
    mode: Mode = "road",
    year: Year = None,
    on: On = None,
    start: Start = "centre",
    end: Annotated[str | None, typer.Option(help="终点的规则，同 --start；默认与起点相同")] = None,
    station_km: StationKm = None,
    network: Named = None,
    as_json: AsJson = False,
) -> None:
    """Tell how long a trip takes, door to door and in the vehicle, with its legs."""
    from spatial.reach.records import route_record
    from spatial.reach.route import route

    on_day, speeds = _day(year, on), _speeds(station_km=station_km)
    found = route(_network(network), origin, destination, mode=mode, on=on_day, start=start, end=end, speeds=speeds)
    if as_json:
        emit_json(route_record(found))
        return
    typer.echo(
        f"{found.origin} → {found.destination}（{mode}，{found.on.isoformat()}）：门到门 {found.minutes:.0f} 分钟"
        f"（{found.low:.0f}–{found.high:.0f}），在途 {found.in_vehicle_minutes:.0f} 分钟，{found.length_km:.0f} 千米"
    )
    emit_rows([vars(leg) for leg in found.legs], ("kind", "name", "minutes", "length_km"))


def matrix_command(
    *,
    out: Annotated[Path | None, typer.Option("--out", help="写到的文件：.csv 或 .xlsx")] = None,
    places: Annotated[str | None, typer.Option(help="用逗号或顿号分开的地名、编号或 经度,纬度")] = None,
    kind: Annotated[str | None, typer.Option(help="一类地点：prefecture、county、district、town …")] = None,
    mode: Mode = "road",
    year: Year = None,
    on: On = None,
    station_km: StationKm = None,
    network: Named = None,
    as_json: AsJson = False,
) -> None:
    """Give the door-to-door minutes between places, one row per pair, as a file or as JSON."""
    from spatial.network import compile_network
    from spatial.reach.matrix import matrix_table, table_records, unjoined, write_table
    from spatial.reach.origins import points_asked

    if out is None and not as_json:
        msg = "请用 --out 给出要写的文件（.csv 或 .xlsx），或用 --json 直接输出。"
        raise InvalidInputError(msg)
    day = _day(year, on)
    points = points_asked(places, kind, on=day)
    table = matrix_table(compile_network(_network(network), mode, day, _speeds(station_km=station_km)), points)
    if out is not None:
        write_table(table, out)
    if as_json:
        emit_json(table_records(table))
        return
    alone = unjoined(table)
    typer.echo(f"已写 {out}：{len(points)} 个地点，{len(table)} 行。{'与其余各地都不通：' + '、'.join(alone) + '。' if alone else ''}")


def info_command(network: Named = None, year: Year = None, on: On = None, as_json: AsJson = False) -> None:
    """Tell how much network there is, by class, on a date."""
    from spatial.network.check import network_info

    record = network_info(_network(network), _day(year, on))
    if as_json:
        emit_json(record)
        return
    typer.echo(f"路网 {record['name']}（{record['on']}）：交叉点 {record['junctions']}，路段 {record['edges']}")
    emit_rows(record["classes"], ("mode", "edge_class", "edges", "length_km"))


def check_command(
    network: Named = None,
    year: Year = None,
    on: On = None,
    every: Annotated[bool, typer.Option("--all", help="逐条列出，不归并")] = False,
    as_json: AsJson = False,
) -> None:
    """Report on the quality of the network: components, ends, chords, detours, missing attributes."""
    from spatial.network.check import check_network, summarise

    findings = check_network(_network(network), _day(year, on))
    findings = findings if every or as_json else summarise(findings)
    if as_json:
        emit_json(findings)
        return
    emit_rows([vars(finding) for finding in findings], ("check", "subject", "severity", "message"))


def import_command(
    file: Annotated[Path, typer.Argument(help=".osm.pbf、GeoPackage、shapefile、GeoJSON，或装有它们的 .zip")],
    name: Annotated[str | None, typer.Option(help="路网名称；默认文件名")] = None,
    column: Annotated[list[str] | None, typer.Option(help="列的对应，如 --column edge_class=fclass，可多次")] = None,
    layer: Annotated[list[str] | None, typer.Option(help="文件有几个线图层时读哪个，可多次")] = None,
    as_json: AsJson = False,
) -> None:
    """Import a road network from a file and keep it under a name."""
    from spatial.network.importers import import_network

    pairs = dict(_pair(text) for text in column or ())
    made = import_network(file, name=name, columns=pairs, layers=layer or ())
    network = made.network
    if as_json:
        emit_json({"name": network.name, "junctions": len(network.junctions), "edges": len(network.edges), "notes": made.notes})
        return
    typer.echo(f"已导入路网 {network.name}：交叉点 {len(network.junctions)}，路段 {len(network.edges)}；用 --network {network.name} 选用。")
    for note in made.notes:
        typer.echo(f"注意：{one_line(note)}。")


def _pair(text: str) -> tuple[str, str]:
    """Return the two sides of `ours=theirs`."""
    ours, sign, theirs = text.partition("=")
    if not sign or not ours or not theirs:
        msg = f"--column {text!r} 写法不对；应为 我们的列=文件的列，如 edge_class=fclass。"
        raise InvalidInputError(msg)
    return ours, theirs
