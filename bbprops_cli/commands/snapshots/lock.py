"""`snapshots lock`."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.commands.shared.options import Output, Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import SeveralSnapshots
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.queries.snapshots.lock import LockedSnapshot
    from bbprops_cli.tasks.snapshots.lock import LockOutcome

SHOWN = ("snapshot_id", "content_sha256", "content_props")


@spread
def lock(
    names: SeveralSnapshots = None,
    *,
    due: Annotated[bool, typer.Option("--due", help="Lock all snapshots whose lock time has passed.")] = False,
    wait: Annotated[
        int,
        typer.Option(
            min=1,
            max=3600,
            metavar="SECONDS",
            help="How long to wait for each snapshot that another transaction has locked.",
        ),
    ] = 5,
    write: Write,
    output: Output,
) -> None:
    """Lock snapshots so that nothing can change them.

    Prints the digest of each: the SHA-256 of its content.
    Exits with 75 if another transaction still writes to one; the others are locked.

    Examples:
      bbprops snapshots lock nfl-week-5-2025 --dry-run  # the digest, without locking
      bbprops snapshots lock nfl-week-5-2025 --wait 60  # wait up to a minute for a running import
      bbprops snapshots lock --due --cron  # from cron; prints nothing when nothing is due
    """
    from bbprops_cli.commands.shared import progress
    from bbprops_cli.tasks.snapshots.lock import lock_all

    _require_one(names or [], due=due)
    with progress.counting("locking") as seen:
        outcome = lock_all(names or [], wait=wait, dry_run=write.dry_run, progress=seen, on_lock=partial(_say, write))
    _report(outcome, write, output)
    if failure := outcome.failure():
        raise failure


def _require_one(names: list[str], *, due: bool) -> None:
    if not names and not due:
        raise UsageError("no snapshot given", hint="name one or more, or pass --due")
    if names and due:
        raise UsageError("--due locks all snapshots that are due", hint="pass either names or --due")


def _say(write: Write, locked: "LockedSnapshot") -> None:
    """Report one lock at once, with its digest in the log of cron: a run that is killed has said what it locked."""
    from bbprops_cli.output.console import counted

    digest = f" {locked.sha256} ({counted(locked.props, 'props')})" if write.cron else ""
    write.report("lock", f"{locked.name}{digest}")


def _report(outcome: "LockOutcome", write: Write, output: Output) -> None:
    from bbprops_cli.output import console, formats

    if not write.cron or (output.fmt and outcome.locked):
        columns = [column._replace(rank=1) for column in SNAPSHOTS.columns if column.name in SHOWN]
        formats.show(outcome.locked, columns, fmt=output.fmt)
    if unchanged := outcome.unchanged():
        write.unchanged(unchanged)
    for warning in outcome.warnings():
        console.warn(warning)
