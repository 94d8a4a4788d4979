"""Commands that check corridors and rank closures: corridor, critical."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from spatial.cli.output import complain, emit_json, emit_rows

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
Mode = Annotated[str, typer.Option("--mode", help="road、rail 或 road+rail")]
Year = Annotated[int | None, typer.Option("--year", help="年份，指该年 12 月 31 日；默认为数据最新年份")]


def register(app: typer.Typer) -> None:
    """Add the commands `corridor` and `critical`."""
    app.command("corridor", help="检查一条轴、带、通道或一串地名的连通：区段、发现、指标。")(corridor)
    app.command("corridors", help="列出可检查的轴、带与环线。")(corridors)
    app.command("indices", help="城市群、组团等任一结构成员网络的指标：α、β、γ、μ、非直线系数、介数。")(indices)
    app.command("critical", help="哪一段（个路口）中断代价最大：按 2010 年普查人口加权，旁列不加权。")(critical)


def corridor(
    spec: Annotated[str, typer.Argument(help="结构或项目编号，或用逗号隔开的地名，如 长春,辽源,梅河口")],
    mode: Mode = "road",
    year: Year = None,
    report: Annotated[Path | None, typer.Option("--report", help="另存一页报告（.html 或 .md）")] = None,
    as_json: AsJson = False,
) -> None:
    """Check one corridor."""
    from spatial.connectivity import by_severity, check_corridor, corridor_of, leg_row

    check = check_corridor(corridor_of(spec), mode, year)
    if report is not None:
        _write_report(check, report)
    rows = [leg_row(leg) for leg in check.legs]
    findings = by_severity(check.findings)
    if as_json:
        emit_json(_record(check, rows, findings))
    else:
        emit_rows(
            rows,
            ("from", "to", "connected", "minutes", "low", "high", "length_km", "circuity", "highest_class", "transfers", "disjoint_paths"),
        )
        emit_rows([vars(finding) for finding in findings], ("severity", "check", "message"))


def _record(check: Any, rows: list[dict[str, object]], findings: tuple[Any, ...]) -> dict[str, object]:
    """Return the JSON document of a check."""
    corridor = check.corridor
    return {
        "id": corridor.id,
        "title": corridor.title,
        "mode": check.mode,
        "on": check.on,
        "plan": corridor.plan,
        "section": corridor.section,
        "order_basis": corridor.order_basis,
        "closed": corridor.closed,
        "places": [{"id": place.id, "name": place.title, "lon": place.lon, "lat": place.lat} for place in corridor.places],
        "without_point": corridor.without_point,
        "connected": check.connected,
        "minutes": None if check.minutes is None else round(check.minutes, 1),
        "legs": rows,
        "findings": findings,
        "indices": check.indices,
        "betweenness": check.betweenness,
    }


def _write_report(check: Any, path: Path) -> None:
    """Write the one-page report."""
    from spatial.errors import InvalidInputError
    from spatial.report import corridor_html, corridor_markdown

    writers = {".html": corridor_html, ".md": corridor_markdown}
    if path.suffix not in writers:
        raise InvalidInputError(f"报告文件 {path.name} 的后缀应是 .html 或 .md。")
    path.write_text(writers[path.suffix](check), encoding="utf-8", newline="\n")


def corridors(plan: Annotated[str | None, typer.Option("--plan", help="只列这个规划")] = None, as_json: AsJson = False) -> None:
    """List the axes, belts and rings, and whether the text names enough places to check them."""
    from spatial.connectivity import plan_corridors

    rows = [
        {"id": item.id, "kind": item.kind, "plan": item.plan, "name": item.name, "section": item.section,
         "places": [] if found is None else [place.title for place in found.places], "checkable": found is not None}
        for item, found in plan_corridors(plan=plan)
    ]  # fmt: skip
    emit_json(rows) if as_json else emit_rows(rows, ("id", "kind", "plan", "name", "checkable"))


def indices(
    structure: Annotated[str, typer.Argument(help="结构编号，如 cluster_zhongbu；或用逗号隔开的地名")],
    mode: Mode = "road",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """Compute the indices of the network between the members of a cluster or any list of places."""
    from spatial.connectivity import check_places, member_list

    title, places = member_list(structure)
    found, between = check_places(places, mode, year)
    order = sorted(places, key=lambda place: between[place.id], reverse=True)
    ranked = [{"id": place.id, "name": place.title, "betweenness": round(between[place.id], 4)} for place in order]
    if as_json:
        emit_json({"title": title, "mode": mode, "indices": found, "members": ranked})
    else:
        emit_rows([vars(found)], ("vertices", "edges", "components", "mu", "alpha", "beta", "gamma", "average_circuity"))
        emit_rows(ranked, ("name", "betweenness"))


def critical(
    mode: Mode = "road",
    year: Year = None,
    top: Annotated[int, typer.Option("--top", help="列出前几名")] = 20,
    junctions: Annotated[bool, typer.Option("--junctions", help="按路口（车站）而不是路段")] = False,
    as_json: AsJson = False,
) -> None:
    """Rank single closures by what they cost the province."""
    from spatial.criticality import CUT_OFF_MINUTES, critical_rows

    rows = critical_rows(mode, year, top=top, of_junctions=junctions, progress=show_progress)
    if as_json:
        emit_json(rows)
    else:
        emit_rows(rows, ("rank", "rank_unweighted", "id", "name", "cost", "cut_off_share", "cost_unweighted", "pairs_cut_off"))
        complain(f"代价 = 全省人均每次出行多花的分钟；走不通的出行按 {CUT_OFF_MINUTES:g} 分钟计。")


def show_progress(done: int, total: int) -> None:
    """Print the share done on stderr, ten times at most."""
    step = max(total // 10, 1)
    if done % step == 0 or done == total:
        complain(f"{done}/{total}")
