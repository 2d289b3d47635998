"""The root command, and the one place where a failure becomes a sentence and an exit code."""

import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Annotated, ClassVar

import typer

from bbprops_cli import __version__, invocation
from bbprops_cli.commands.doctor import doctor
from bbprops_cli.commands.shared.groups import Command, LazyGroup
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.interrupt import CtrlC
from bbprops_cli.env_file import EnvFile
from bbprops_cli.errors import BBPropsError, ClosedPipe, ExitCode, UsageError, plain_words
from bbprops_cli.invocation import current
from bbprops_cli.output import console


class Root(LazyGroup):
    """What `bbprops --help` lists; each line is the first sentence of the group's own help."""

    modules: ClassVar = {
        "cache": ("bbprops_cli.commands.cache", "Cache in Redis or Valkey: fill, inspect and clear it."),
        "config": ("bbprops_cli.commands.config", "Settings: show all, and keep your own."),
        "db": ("bbprops_cli.commands.db", "Database: create, migrate, inspect, back up and reset it."),
        "experiments": (
            "bbprops_cli.commands.experiments",
            "Experiments: record, compare and rank runs of a model.",
        ),
        "props": ("bbprops_cli.commands.props", "Player props: import, list, search, correct and export them."),
        "slips": ("bbprops_cli.commands.slips", "Saved slips: list, save, place and check them."),
        "snapshots": (
            "bbprops_cli.commands.snapshots",
            "Snapshots: create, compare, lock, verify, export and delete named sets of props.",
        ),
        "users": (
            "bbprops_cli.commands.users",
            "Users: create, list, change, export, erase and delete them.",
        ),
    }


app = typer.Typer(
    name="bbprops",
    cls=Root,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("doctor", cls=Command)(doctor)


def _print_version(value: bool) -> None:
    if value:
        console.out.write(f"bbprops {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Administration of BetterBros Props: player-prop markets, snapshots, experiments and slips."""


def main(argv: list[str]) -> int:
    """Run one command and return its exit code; only the SystemExit(0) of a help page passes through."""
    console.prepare_streams()
    started = time.perf_counter()
    running = invocation.Invocation(env_file=EnvFile(tell=console.warn), on_commit=partial(_forget, []))
    with invocation.entered(running), _driver_messages():
        try:
            return _run(argv)
        finally:
            console.detail(f"{time.perf_counter() - started:.3f} s")
            console.drop_unwritable()


def _run(argv: list[str]) -> int:
    ctrl_c = CtrlC()
    try:
        with ctrl_c:
            code = _command(argv)
    except KeyboardInterrupt:
        return ctrl_c.exit_code
    except Exception as failure:  # noqa: BLE001 - the boundary: every failure becomes a sentence and a code
        return ctrl_c.exit_code if ctrl_c.received else _fail(failure, argv)
    if code == ExitCode.INTERRUPTED:  # Typer turns any KeyboardInterrupt into that
        return ctrl_c.exit_code
    return code if isinstance(code, int) else ExitCode.OK


def _command(argv: list[str]) -> object:
    try:
        # Not by calling `app`, which replaces our excepthook with its own.
        code: object = typer.main.get_command(app).main(argv, prog_name="bbprops", standalone_mode=False)
    except SystemExit:  # of a help page
        console.out.flush()
        raise
    console.out.flush()
    return code


def _forget(problems: list[str], tags: set[str]) -> None:
    from bbprops_cli.commands.shared import caching

    caching.forget(tags, problems)


@contextmanager
def _driver_messages() -> Iterator[None]:
    """Print a driver's own messages only with --debug: psycopg2 has one beside its error when a COPY loses its server.

    Only in the main thread: the hook belongs to the process, and two threads that replace and restore it in turn
    could leave it behind.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    hook, sys.excepthook = sys.excepthook, _print_with_debug
    try:
        yield
    finally:
        sys.excepthook = hook


def _print_with_debug(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    if current().debug:
        sys.__excepthook__(kind, failure, trace)


def _fail(failure: Exception, argv: list[str]) -> int:
    if isinstance(failure, ClosedPipe):
        return failure.exit_code
    if current().debug:
        console.to_stderr("".join(traceback.format_exception(failure)))
    known = _meaning(failure)
    console.error(known, as_json=_wants_json(argv))
    return known.exit_code


def _meaning(failure: Exception) -> BBPropsError:
    if isinstance(failure, BBPropsError):
        return failure
    if isinstance(failure, typer.TyperException):
        return _usage(failure)
    return explain(failure) or BBPropsError(
        f"bug in bbprops: {type(failure).__name__}: {failure}.".replace("..", "."),
        hint="Run the command again with --debug, and report its output.",
    )


def _usage(failure: typer.TyperException) -> BBPropsError:
    # Typer lists choices one to a line.
    message = plain_words(" ".join(failure.format_message().split())).rstrip(".")
    command = f"bbprops {current().command}".rstrip()
    return UsageError(message if message.endswith("?") else f"{message}.", hint=f"See: {command} --help")


def _wants_json(argv: list[str]) -> bool:
    joined = "\0".join(argv) + "\0"
    return any(f"{option}\0" in joined for option in ("-o\0json", "-ojson", "--output\0json", "--output=json"))
