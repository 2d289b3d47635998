"""`users import`."""

import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import AsFormat, Cron, DryRun
from bbprops_cli.errors import Conflict, InvalidInput
from bbprops_cli.output import console, formats

COUNTS = ("read", "created", "updated", "unchanged", "skipped", "rejected")
SHOWN_EVERY = 100


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", allow_dash=True, help="CSV or JSON lines; - is stdin.")],
    if_exists: Annotated[
        Literal["update", "skip", "error"],
        typer.Option(help="What to do about one of the same e-mail, Clerk or Supabase id; an error rejects the row."),
    ] = "update",
    column: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=HEADER", help="Read this column from that header."),
    ] = None,
    max_errors: Annotated[
        int | None, typer.Option(min=0, help="Import nothing when more rows are rejected.", show_default="no limit")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write rejected rows here, as JSON lines.")
    ] = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Import users, in one transaction; what a row leaves blank stays as it is."""
    from bbprops_cli.commands.shared.importing import mapping
    from bbprops_cli.commands.shared.rejects import gathered
    from bbprops_cli.db.connection.session import session
    from bbprops_cli.db.connection.writing import PATIENCE
    from bbprops_cli.providers.source import Source
    from bbprops_cli.providers.users import UserFile

    users = UserFile(Source(file), mapping(column or []))
    with gathered(rejects, max_errors) as rejected, session(dry_run=dry_run, lock_timeout=PATIENCE) as work:
        counts = _take_in(work, users, rejected, if_exists)
    _report(counts, users.unknown_headers, dry_run=dry_run, output=output)
    rejected.finish()


def _take_in(work: Any, users: Any, rejected: Any, if_exists: Any) -> Counter[str]:
    """What became of the rows, by word."""
    from bbprops_cli.queries.users import changes as user_changes

    counts: Counter[str] = Counter()
    user_changes.take_turn(work)
    started = time.monotonic()
    with console.progress() as progress:
        task = progress.add_task("reading", total=users.source.size, rate="")
        for number, item in enumerate(users, 1):
            if isinstance(done := _stored(work, item, users.source.label, if_exists), str):
                counts[done] += 1
            else:
                rejected.add(done)
            if number % SHOWN_EVERY == 0:
                rate = f"{number / (time.monotonic() - started):,.0f} rows/s"
                progress.update(task, completed=users.source.position, rate=rate)
    rejected.require_some(counts.total())
    counts["rejected"] = rejected.number
    counts["read"] = counts.total()
    return counts


def _stored(work: Any, item: Any, file: str, if_exists: Any) -> Any:
    """The word for what became of a row, or its reject."""
    from bbprops_cli.providers.users import COLUMNS
    from bbprops_cli.queries.users import changes as user_changes
    from bbprops_cli.rules.props.prop import Reject

    if isinstance(item, Reject):
        return item
    try:
        return user_changes.create(work, item.values, if_exists).word
    except (InvalidInput, Conflict) as error:
        text = str(error)
        column, _, reason = text.partition(": ")
        named = column in COLUMNS
        return Reject(file, item.line, column if named else "row", reason if named else text, item.row)


def _report(counts: Counter[str], unread: list[str], *, dry_run: bool, output: str | None) -> None:
    if unread:
        console.note(f"not kept: {', '.join(unread)}")
    if output:
        formats.show_one([(Column(name, "int", name, 1), counts[name]) for name in COUNTS], fmt=output)
    done = ", ".join(f"{counts[name]:,} {name}" for name in COUNTS[1:] if counts[name] or name == "created")
    changed = bool(counts["created"] or counts["updated"])
    console.report(
        f"{'would have ' if dry_run else ''}read {counts['read']:,}: {done}", changed=changed and not dry_run
    )
