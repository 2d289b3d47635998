"""`bbprops db backup`: everything in one file."""

from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.db.connect import target
from bbprops_cli.errors import Conflict, UsageError
from bbprops_cli.output import console


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write: a custom dump, or an SQLite file.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
) -> None:
    """Write everything into one file, as it is at one moment, while others go on working."""
    from bbprops_cli.commands import exporting
    from bbprops_cli.db import backup as backups

    where = target()
    if str(file) == "-" or file.suffix in {".gz", ".zst"}:
        raise UsageError("A backup is a file, as pg_dump or SQLite writes it.", hint="Name one without .gz and .zst.")
    backups.require_other(where, file)
    if file.exists() and not force:
        raise Conflict(f"{file} is there already.", hint="Name another FILE, or add --force.")
    with exporting.whole(file) as unfinished, console.progress() as bar:
        task = bar.add_task("backing up", total=None, rate="")

        def seen(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total, rate=f"{done / 1e6:,.0f} MB")

        backups.write(where, unfinished, seen)
    exporting.wrote(file)
