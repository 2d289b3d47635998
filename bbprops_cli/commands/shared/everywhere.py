"""The options that every command takes, before or after its name."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bbprops_cli.env_file import EnvFile
from bbprops_cli.invocation import Colour, current
from bbprops_cli.output import console


def _quiet(value: bool) -> bool:
    current().quiet |= value
    return value


def _verbose(value: int) -> int:
    running = current()
    running.verbose += value
    if running.verbose:
        running.on_read = console.detail
    if running.verbose > 1:
        running.on_statement = console.detail
    return value


def _debug(value: bool) -> bool:
    current().debug |= value
    return value


def _no_input(value: bool) -> bool:
    current().no_input |= value
    return value


def _colour(value: Colour | None) -> Colour | None:
    if value is not None:
        current().colour = value
    return value


def _env_file(value: Path | None) -> Path | None:
    if value is not None:
        current().env_file = EnvFile(value)
    return value


_PANEL = "Options of every command"


def everywhere(
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet", "-q", callback=_quiet, rich_help_panel=_PANEL, help="Print only data, warnings and errors."
        ),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose",
            "-v",
            count=True,
            callback=_verbose,
            rich_help_panel=_PANEL,
            help="Print timings; -vv also prints the SQL.",
        ),
    ] = 0,
    debug: Annotated[
        bool, typer.Option("--debug", callback=_debug, rich_help_panel=_PANEL, help="Print the traceback of an error.")
    ] = False,
    color: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option(
            "--color", callback=_colour, rich_help_panel=_PANEL, help="Whether to colour stdout.", show_default="auto"
        ),
    ] = None,
    no_input: Annotated[
        bool,
        typer.Option(
            "--no-input", callback=_no_input, rich_help_panel=_PANEL, help="Fail instead of asking a question."
        ),
    ] = False,
    env_file: Annotated[
        Path | None,
        typer.Option(
            "--env-file",
            callback=_env_file,
            rich_help_panel=_PANEL,
            help="File with settings.",
            show_default=".env",
        ),
    ] = None,
) -> None:
    """Declare the options that every command takes; their callbacks set attributes of the current Invocation."""
