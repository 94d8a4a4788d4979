"""Commands that list what the plans say: plans, structures, projects."""

from __future__ import annotations

from typing import Annotated

import typer

from spatial.cli.output import emit_json, emit_rows

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
PlanId = Annotated[str | None, typer.Option("--plan", help="只列这个规划，如 urbanization-2014")]


def register(app: typer.Typer) -> None:
    """Add the commands `plans`, `structures` and `projects`."""
    app.command("plans", help="列出规划文件：名称、文号、发文机关、日期、规划期。")(plans)
    app.command("structures", help="列出空间结构：名称、类型、规划、章节、成员。")(structures)
    group = typer.Typer(help="列出交通项目：名称、方式、线路、起讫点、各规划的提法。")
    group.callback(invoke_without_command=True)(projects)
    app.add_typer(group, name="projects")


def plans(as_json: AsJson = False) -> None:
    """List the plan documents."""
    from spatial.plans import plan_rows

    rows = plan_rows()
    emit_json(rows) if as_json else emit_rows(rows, ("id", "issued", "number", "issuer", "title", "structures", "projects", "claims"))


def structures(
    plan: PlanId = None,
    kind: Annotated[str | None, typer.Option("--kind", help="只列这种结构，如 axis")] = None,
    as_json: AsJson = False,
) -> None:
    """List the spatial structures."""
    from spatial.plans import structure_rows

    rows = structure_rows(plan=plan, kind=kind)
    emit_json(rows) if as_json else emit_rows(rows, ("id", "kind", "plan", "name", "section"))


def projects(
    ctx: typer.Context,
    plan: PlanId = None,
    mode: Annotated[str | None, typer.Option("--mode", help="只列这种方式，如 expressway")] = None,
    as_json: AsJson = False,
) -> None:
    """List the transport projects, unless a command of the group is asked for."""
    if ctx.invoked_subcommand is not None:
        return
    from spatial.plans import project_rows

    rows = project_rows(plan=plan, mode=mode)
    emit_json(rows) if as_json else emit_rows(rows, ("id", "mode", "ref", "name"))
