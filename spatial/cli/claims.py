"""The command that holds the plans' claims against the network."""

from __future__ import annotations

from typing import Annotated

import typer

from spatial.cli.output import emit_json, emit_rows


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("claims")(claims)


def claims(
    plan: Annotated[str | None, typer.Option(help="只看一份规划")] = None,
    kind: Annotated[str | None, typer.Option(help="只看一类承诺，如 time_circle")] = None,
    network: Annotated[str | None, typer.Option(help="导入的路网名称；默认吉林省路网")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """核验规划中的时间、覆盖与数目承诺：成立、部分成立、不成立或无法判定 (check the plans' claims)."""
    from spatial.claims import judge_all, verdict_record
    from spatial.network import load_network

    verdicts = judge_all(plan=plan, kinds=() if kind is None else (kind,), network=load_network(name=network))
    records = [verdict_record(verdict) for verdict in verdicts]
    if as_json:
        emit_json(records)
    else:
        emit_rows(records, ("plan", "section", "claim", "origin", "on", "mode", "start", "verdict", "reason", "sensitivity"))
