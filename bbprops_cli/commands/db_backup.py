"""`bbprops db` backup and restore: everything in one file, and back."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.commands.db_migrations import NOT_DONE
from bbprops_cli.commands.shared import confirmation
from bbprops_cli.commands.shared.options import AllowProduction, Confirm, Cron, DryRun, Yes
from bbprops_cli.db.connection import touched
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import Conflict, UsageError
from bbprops_cli.output import console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bbprops_cli.db.admin.backup_backend import Progress
    from bbprops_cli.db.admin.trash import Moved


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write: a custom dump, or an SQLite file.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
) -> None:
    """Write everything into one file, as it is at one moment, while others go on working."""
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.db.admin import backup as backups
    from bbprops_cli.tasks import files

    where = target()
    if str(file) == "-" or file.suffix in {".gz", ".zst"}:
        raise UsageError("A backup is a file, as pg_dump or SQLite writes it.", hint="Name one without .gz and .zst.")
    backups.require_other(where, file)
    if file.exists() and not force:
        raise Conflict(f"{file} is there already.", hint="Name another FILE, or add --force.")
    with files.whole(file) as unfinished, _progress("backing up") as seen:
        backups.write(where, unfinished, seen)
    exporting.wrote(file)


@contextmanager
def _progress(description: str) -> "Iterator[Progress]":
    with console.progress() as bar:
        task = bar.add_task(description, total=None, rate="")
        yield lambda done, total: bar.update(
            task, completed=done, total=total, rate="" if total else f"{done / 1e6:,.0f} MB"
        )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `bbprops db backup` wrote.")],
    yes: Yes = False,
    confirm: Confirm = "",
    allow_production: AllowProduction = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Bring a backup back; what is there now is put aside as by `db reset`, whose --undo brings it back."""
    from bbprops_cli.db.admin import backup as backups
    from bbprops_cli.db.schema import migrations

    where = target()
    backups.require_other(where, file)
    found = backups.inspect(where, file)
    if not dry_run:
        question = f"Put this aside and restore {file}?"
        confirmation.ask(
            question, confirmation.everything(where), yes=yes, confirm=confirm, allow_production=allow_production
        )
    with _progress("restoring") as seen:
        done = backups.restore(where, found, seen, dry_run=dry_run)
    report_moved(f"{file} is restored, at revision {done.revision}", done, dry_run=dry_run)
    if lacking := migrations.pending(done.revision):
        console.warn(f"migrations are pending: {len(lacking)}. Run: bbprops db upgrade")


def report_moved(state: str, done: "Moved", *, dry_run: bool) -> None:
    """What a reset, an undo or a restore came to; the cache hears of it."""
    if not dry_run:
        touched.tell({touched.EVERYTHING})
    for item in done.dependents:
        console.warn(f"{item} still looks at the tables in {done.trash}")
    console.report(f"{state}; the former content is in {done.trash} (bbprops db reset --undo){NOT_DONE * dry_run}")
