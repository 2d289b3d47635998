"""`snapshots verify`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import SeveralSnapshots
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.db.connection.dialect import Row
    from bbprops_cli.queries.snapshots.verify import Verdict

VERDICTS = (
    Column("name", "text", "Name of the snapshot, of the guard, or of an object that is not part of bbprops", 1),
    Column("result", "text", "ok or differs", 1),
    Column("problems", "text", "What differs from the content that was locked", 2),
    Column("content_props", "int", "Number of props that were locked", 3, "props", nullable=True),
    Column("content_sha256", "text", "Digest that was locked", 4, nullable=True, whole=True),
)


@spread
def verify(
    names: SeveralSnapshots = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Verify all locked snapshots.")] = False,
    since: Annotated[
        str,
        typer.Option(
            metavar="WHEN",
            help="Verify all snapshots that were locked since then: 2025-10-05, -7d.",
            show_default=False,
        ),
    ] = "",
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also compare one snapshot with its export, and name the first row that differs.",
            show_default=False,
        ),
    ] = None,
    output: Output,
) -> None:
    """Check locked snapshots against digests, log and guards.

    Exits with 6 if anything differs.

    Examples:
      bbprops snapshots verify --all  # every night
      bbprops snapshots verify week-4 --against week-4.jsonl  # with an export that is kept elsewhere
      bbprops snapshots verify --since -7d -o json  # the locks of one week, for a script
    """
    from bbprops_cli.commands.shared import progress
    from bbprops_cli.output import console, formats
    from bbprops_cli.output.console import counted
    from bbprops_cli.tasks.snapshots.verify import verify_all

    _require_selection(names or [], since, everything=everything, against=against)
    with progress.counting("verifying") as seen:
        found = verify_all(names or [], since=since, against=against, progress=seen)
    formats.show(map(_row, found.verdicts), VERDICTS, fmt=output.fmt)
    for name in found.unlocked:
        console.note(f"{name} was unlocked meanwhile, so it was not verified")
    if failure := found.failure():
        raise failure
    console.note(f"verified {counted(found.snapshots, 'locked snapshots')} and the guards: no differences")


def _require_selection(names: list[str], since: str, *, everything: bool, against: Path | None) -> None:
    """Raise UsageError for options that do not fit together."""
    if not names and not everything and not since:
        raise UsageError("no snapshot given", hint="name one or more, or pass --all or --since WHEN")
    if names and (everything or since):
        raise UsageError("--all and --since select the snapshots", hint="pass either names or one of these options")
    if against and len(names) != 1:
        raise UsageError(
            "--against compares one snapshot", hint="name it: bbprops snapshots verify NAME --against FILE"
        )


def _row(verdict: "Verdict") -> "Row":
    result = "differs" if verdict.problems else "ok"
    return verdict.name, result, "; ".join(verdict.problems), verdict.props, verdict.sha256
