"""Commands that compare scenarios and appraise projects: scenario compare, scenario links, projects rank, projects outcome."""

from __future__ import annotations

from typing import Annotated

import typer

from spatial.cli.corridors import show_progress
from spatial.cli.output import emit_json, emit_rows
from spatial.errors import InvalidInputError

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
PlanId = Annotated[str | None, typer.Option("--plan", help="只看这个规划的项目")]


def register(app: typer.Typer) -> None:
    """Add the group `scenario`, and `rank` and `outcome` to the group `projects`."""
    scenario = typer.Typer(help="情景：比较两个年份或情景文件，提出下一条连线。", no_args_is_help=True)
    scenario.command("compare", help="比较两个情景：各地与各对的时间、等时圈、廊道发现的变化。")(compare)
    scenario.command("links", help="下一条连线：不直接相连的城镇之间，每公里节省最多的连线。")(links)
    app.add_typer(scenario, name="scenario")
    projects = next(group.typer_instance for group in app.registered_groups if group.name == "projects")
    if projects is not None:
        projects.command("rank", help="逐个开关公路、铁路项目，按节省的时间排名。")(rank)
        projects.command("outcome", help="规划与现实：每个项目到今天的结果、把握与延迟。")(outcome)


def compare(  # noqa: PLR0917  one option each
    before: Annotated[str, typer.Option("--from", help="年份（如 2012）、情景文件，或 plan:规划编号（全部实现）")],
    after: Annotated[str, typer.Option("--to", help="年份（如 2026）、情景文件，或 plan:规划编号（全部实现）")],
    mode: Annotated[str, typer.Option("--mode", help="road、rail 或 road+rail")] = "road",
    circle: Annotated[list[str] | None, typer.Option("--circle", help="比较这个地点的等时圈，可写多次")] = None,
    minutes: Annotated[float, typer.Option("--minutes", help="等时圈的分钟数")] = 30.0,
    corridor: Annotated[list[str] | None, typer.Option("--corridor", help="比较这条廊道的发现，可写多次")] = None,
    top: Annotated[int, typer.Option("--top", help="列出变化最大的多少对")] = 50,
    as_json: AsJson = False,
) -> None:
    """Compare two scenarios."""
    from spatial.scenario.compare import compare as run
    from spatial.scenario.records import comparison_record
    from spatial.scenario.spec import scenario_of

    if top < 1:
        raise InvalidInputError(f"条数 {top} 应是大于零的整数。")
    found = run(
        scenario_of(before), scenario_of(after), mode=mode, circles=circle or (), minutes=minutes, corridors=corridor or (),
        progress=show_progress,
    )  # fmt: skip
    record = comparison_record(found, top=top)
    emit_json(record) if as_json else emit_rows(record["pairs"], ("from", "to", "before", "after", "change"))


def links(
    max_km: Annotated[float, typer.Option("--max-km", help="两端的最大直线距离（公里）")] = 60.0,
    top: Annotated[int, typer.Option("--top", help="列出前几名")] = 10,
    link_class: Annotated[str, typer.Option("--class", help="expressway、national 或 provincial")] = "expressway",
    year: Annotated[int | None, typer.Option("--year", help="年份")] = None,
    as_json: AsJson = False,
) -> None:
    """Propose the links that would save most per kilometre."""
    from spatial.scenario.candidates import best_next_links

    found = best_next_links(max_km=max_km, top=top, link_class=link_class, on=year, progress=show_progress)
    rows = [dict(vars(item)) for item in found]
    columns = ("rank", "start", "end", "length_km", "minutes_now", "minutes_then", "saved_minutes_per_journey", "saved_per_100_km")
    emit_json(rows) if as_json else emit_rows(rows, columns)


def rank(plan: PlanId = None, as_json: AsJson = False) -> None:
    """Rank the road and rail projects."""
    from spatial.scenario.appraisal import rank_projects

    rows = [dict(vars(item)) for item in rank_projects(plan=plan, progress=show_progress)]
    columns = (
        "rank",
        "id",
        "name",
        "basis",
        "year",
        "saved_minutes_per_journey",
        "saved_unweighted",
        "saved_by_rail",
        "gaps_closed",
        "caveat",
    )
    emit_json(rows) if as_json else emit_rows(rows, columns)


def outcome(
    plan: PlanId = None,
    project: Annotated[str | None, typer.Option("--project", help="只看一个项目，并列出它的各段何时通车")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what became of each project."""
    from spatial.scenario.records import outcome_rows

    rows = outcome_rows(plan=plan, project=project)
    emit_json(rows) if as_json else emit_rows(rows, ("id", "mode", "name", "outcome", "opened", "delay", "confidence"))
