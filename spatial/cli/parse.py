"""Commands that read a plan from its text, and compare plans."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spatial.cli.output import complain, emit_json, emit_rows
from spatial.errors import InvalidInputError, os_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spatial.claims.drafted import DraftVerdict
    from spatial.geoparse import Document, Reading

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
COLUMNS = ("start", "end", "text", "kind", "places", "score", "ambiguous", "ctx")


def register(app: typer.Typer) -> None:
    """Add the commands `parse` and `compare`."""
    app.command("parse", help="读规划文本（.txt .md .docx .pdf .html）：地名、结构、项目、可核查的说法。")(parse)
    app.command("compare", help="比较几份规划：同一结构与项目的成员、名称、时间与状态有何不同。")(compare)


def parse(  # noqa: PLR0917 - the options of the command
    file: Annotated[Path, typer.Argument(help="规划文本文件")],
    as_json: AsJson = False,
    form: Annotated[str | None, typer.Option("--format", help="导出格式：geojson csv lpf w3c")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写到这个文件")] = None,
    on: Annotated[str | None, typer.Option("--on", help="规划的日期 YYYY-MM-DD；不写则取文中落款")] = None,
    region: Annotated[str | None, typer.Option("--region", help="规划所属省份的两位代码，如 22")] = None,
    save: Annotated[str | None, typer.Option("--save", help="存为自己的规划文件夹，写编号，如 zhengzhou-2020")] = None,
) -> None:
    """Read a plan."""
    from spatial.geoparse import parse_text, read_document, write_reading
    from spatial.geoparse.reading import without_collecting

    document = read_document(file)
    reading = parse_text(document.text, on=parsed_date(on), region=region)
    if save is not None:
        complain(f"已存到 {kept(document, reading, save, on)}；在“读规划”页的“已存”里可接着审。")
    if form is not None:
        written(write_reading(reading, form), out)
    elif as_json:
        with without_collecting():
            emit_json(judged(reading, parsed_date(on)))
    else:
        rows = [
            {**mention.as_dict(), "places": "、".join(place.name for place in mention.places), "ctx": mention.ctx}
            for mention in reading.mentions
        ]
        emit_rows(rows, COLUMNS)
        drafts = f"结构 {len(reading.structures)}，项目 {len(reading.projects)}，可核查的说法 {len(reading.claims)}"
        complain(f"地名 {len(rows)} 处，其中词典没有的 {len(unknown_places(reading))} 个；{drafts}（均为草稿）。")


def unknown_places(reading: Reading) -> list[str]:
    """Return the names of the places a text speaks of that neither the gazetteer nor the divisions know, each once."""
    unknown = (one for one in reading.mentions if not one.ctx and not any(place.id for place in one.places))
    return list(dict.fromkeys(one.text for one in unknown))


def verdicts_on(reading: Reading, on: date | None) -> Sequence[DraftVerdict]:
    """Return a verdict for every claim of a reading; nothing is loaded for one without claims."""
    if not reading.claims:
        return ()
    from spatial.claims.drafted import judge_drafts
    from spatial.geoparse.reading import date_of
    from spatial.network.read import load_network

    return judge_drafts(reading.claims, on or date_of(reading.source), network=load_network)


def judged(reading: Reading, on: date | None) -> dict[str, object]:
    """Return a reading as JSON with a verdict for every claim, and a summary of what was found."""
    from collections import Counter

    verdicts = verdicts_on(reading, on)
    record = reading.as_dict()
    told = [{"then": one.then, "today": one.today, "reason": one.reason} for one in verdicts]
    claims = [{**claim, "judged": verdict} for claim, verdict in zip(record["claims"], told, strict=True)]
    summary = {
        "mentions": len(reading.mentions), "places_not_in_gazetteer": unknown_places(reading),
        "structures": Counter(draft.kind for draft in reading.structures), "projects": Counter(draft.mode for draft in reading.projects),
        "claims": Counter(draft.kind for draft in reading.claims), "verdicts_today": Counter(verdict.today for verdict in verdicts),
    }  # fmt: skip
    return {**record, "claims": claims, "summary": summary}


def parsed_date(text: str | None) -> date | None:
    """Return a date given on the command line; raise InvalidInputError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(f"日期“{text}”不合格：请写 YYYY-MM-DD，如 2020-06-30。") from None


def kept(document: Document, reading: Reading, plan_id: str, on: str | None) -> Path:
    """Save a reading as a plan folder and return it; the text is kept beside it for the review."""
    from spatial.geoparse import Review, keep_review, save_plan
    from spatial.geoparse.imprint import imprint_of
    from spatial.geoparse.reading import date_of
    from spatial.settings import default_settings

    issued = parsed_date(on) or date_of(reading.source)
    if issued is None:
        raise InvalidInputError("文中没有落款日期；请用 --on YYYY-MM-DD 写明规划的日期。")
    said = imprint_of(document.text)
    title = said.title or Path(document.filename).stem
    folder = save_plan(reading, plan_id, title=title, issued=issued, issuer=said.issuer, number=said.number, settings=default_settings())
    keep_review(Review(document, parsed_date(on), plan=plan_id), default_settings())
    return folder


def written(text: str, out: Path | None) -> None:
    """Write an export to a file, or to stdout."""
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InvalidInputError(f"写不了“{out}”：{os_reason(error)}；请检查路径和权限。") from None


def compare(
    plans: Annotated[list[str], typer.Argument(help="规划编号，两份以上，如 urbanization-2014 hachang-2016")],
    as_json: AsJson = False,
) -> None:
    """Compare plans."""
    from spatial.compare import compare_plans

    found = compare_plans(tuple(plans))
    if as_json:
        emit_json(found)
    else:
        emit_rows(
            [{"check": one.check, "severity": one.severity, "subject": one.subject, "message": one.message} for one in found.findings],
            ("severity", "check", "subject", "message"),
        )
