"""One command per task; no logic of its own. Exit 0 is fine, exit 2 is bad input with one clear sentence."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import typer

from spatial.cli.output import complain
from spatial.errors import SpatialError

COMMAND_MODULES = ("places", "plans", "layers", "network", "claims", "corridors", "scenarios", "parse")


def build_app() -> typer.Typer:
    """Return the command line with the commands of every module registered."""
    app = typer.Typer(
        name="spatial",
        help="吉林省空间规划：地名、规划、路网、半小时圈、廊道。Spatial planning of Jilin Province.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def root() -> None:
        """Read plans, geocode, draw circles, check corridors. Every command takes --json."""

    for name in COMMAND_MODULES:
        if importlib.util.find_spec(f"spatial.cli.{name}") is not None:
            importlib.import_module(f"spatial.cli.{name}").register(app)
    return app


def main(args: list[str] | None = None) -> None:
    """Run one command and leave with its exit code; a mistake prints one sentence on stderr and leaves with 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        build_app()(args=args, prog_name="python -m spatial")
    except SpatialError as error:
        complain(str(error))
        sys.exit(2)
    except (OSError, UnicodeError) as error:
        complain(f"文件读写失败：{error}")
        sys.exit(2)
