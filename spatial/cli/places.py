"""Commands about places: place, geocode, reverse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spatial.cli.output import complain, emit_json, emit_rows

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档 / one JSON document")]
On = Annotated[str | None, typer.Option("--on", help="日期 YYYY、YYYY-MM 或 YYYY-MM-DD")]
Within = Annotated[str | None, typer.Option("--within", help="限定在这个地方之内")]


def place(name: str, within: Within = None, on: On = None, as_json: AsJson = False) -> None:
    """查一个地名：可能的地点、理由、沿革。Look up a name."""
    from spatial.gazetteer import load_gazetteer, resolution_record

    gazetteer = load_gazetteer()
    found = gazetteer.lookup(name, within=within, on=on)
    if as_json:
        emit_json(resolution_record(found, gazetteer))
        return
    rows = [
        {"chosen": "*" if item.place.id in found.chosen else "", "id": item.place.id, "name": item.place.title, "kind": item.place.kind,
         "parent": item.place.parent_id, "lon": item.place.lon, "lat": item.place.lat, "reason": item.reason}
        for item in found.matches
    ]  # fmt: skip
    emit_rows(rows, ("chosen", "id", "name", "kind", "parent", "lon", "lat", "reason"))
    complain(found.reason)


def geocode(  # noqa: PLR0917 - Typer takes parameters as they stand
    file: Annotated[Path, typer.Argument(help="CSV（UTF-8 或 GBK）或 XLSX 文件")],
    column: Annotated[str, typer.Option("--column", help="地名所在的列")],
    out: Annotated[Path, typer.Option("--out", help="结果文件，.csv 或 .xlsx")],
    on: On = None,
    within: Within = None,
    within_column: Annotated[str | None, typer.Option("--within-column", help="逐行限定范围的列")] = None,
    as_json: AsJson = False,
) -> None:
    """给一张表里的地名配上坐标；查不到的行保留并说明。Geocode a table."""
    from spatial.gazetteer import load_gazetteer, parse_date
    from spatial.gazetteer.tablefile import STATUS, geocode_file

    counts = geocode_file(file, column, out, load_gazetteer(), on=parse_date(on), within=within, within_column=within_column)
    if as_json:
        emit_json({"out": str(out), "rows": sum(counts.values()), "counts": counts})
    else:
        words = "，".join(f"{STATUS[status]} {number}" for status, number in counts.items())
        complain(f"{sum(counts.values())} 行：{words}；已写入 {out}")


def reverse(  # noqa: PLR0917 - Typer takes parameters as they stand
    lon: Annotated[float, typer.Argument(help="经度，WGS 84")],
    lat: Annotated[float, typer.Argument(help="纬度，WGS 84")],
    on: On = None,
    count: Annotated[int, typer.Option("--count", help="附近地点的个数")] = 5,
    radius_m: Annotated[float, typer.Option("--radius", help="周围规划结构的范围，米")] = 10_000.0,
    as_json: AsJson = False,
) -> None:
    """查一个点属于哪个县、附近有哪些地点、周围有哪些规划结构。From a point to its county, places and structures."""
    from spatial.catalogue import around
    from spatial.gazetteer import place_record, reverse_geocode

    def structures(x: float, y: float) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = around(x, y, radius_m=radius_m).drop(columns="geometry").to_dict("records")
        return rows

    found = reverse_geocode(lon, lat, on=on, count=count, structures=structures)
    nearest = [place_record(near) | {"distance_m": metres} for near, metres in found.nearest]
    if as_json:
        county = None if found.county is None else place_record(found.county)
        above = [place_record(unit) for unit in found.above]
        emit_json({"lon": lon, "lat": lat, "county": county, "above": above, "nearest": nearest, "structures": found.structures})
        return
    if found.county is None:
        complain("这个点不在吉林省内。")
    else:
        complain(" < ".join(unit.title for unit in (found.county, *found.above)))
    emit_rows(nearest, ("id", "name", "kind", "parent", "distance_m"))
    emit_rows(found.structures, ("id", "name", "kind", "plan", "section", "relation", "distance_m"))


def register(app: typer.Typer) -> None:
    """Add the commands about places."""
    app.command("place")(place)
    app.command("geocode")(geocode)
    app.command("reverse", context_settings={"ignore_unknown_options": True})(reverse)
