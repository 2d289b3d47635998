"""`db backup`."""

from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.commands.shared.spread import spread


@spread
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write: a pg_dump archive, or an SQLite file.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it already exists.")] = False,
) -> None:
    """Write all tables into one file, as of one moment.

    Other commands and services can go on writing meanwhile.

    Examples:
      bbprops db backup board.backup  # before an upgrade
      bbprops db backup board.backup --force  # every night, over the last one
    """
    from bbprops_cli.commands.shared import exporting, progress
    from bbprops_cli.tasks.db import backup as backing_up

    with progress.sizes("backing up") as seen:
        backing_up.write(file, force=force, progress=seen)
    exporting.wrote(file)
