"""One command per task; no logic of its own. Exit 0 is fine, exit 2 is bad input with one clear sentence."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import Any, Final

import typer

from spatial.cli.output import complain, one_line
from spatial.errors import SpatialError

PROGRAM: Final = "python -m spatial"
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
    # typer brings click with it or depends on it, as its version goes; this is the class of every mistake in writing a command
    misuse: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
    try:
        code = build_app()(args=args, prog_name=PROGRAM, standalone_mode=False)
    except SpatialError as error:
        complain(str(error))
        code = 2
    except (OSError, UnicodeError) as error:
        complain(f"文件读写失败：{error}")
        code = 2
    except misuse as error:
        sys.stderr.write(_misuse(error) + "\n")
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _misuse(error: Any) -> str:
    """Return one sentence for a command written wrongly; the whole help where no command was given."""
    said, context = str(error.format_message()), getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return said
    return one_line(f"命令写得不对：{said.rstrip('.')}；用法见 {context.command_path if context else PROGRAM} --help。")
