"""`snapshots import`."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread


def _digest(value: str) -> str:
    """A SHA-256 in lower case; raises BadParameter for text that is not one."""
    if value and not re.fullmatch("[0-9a-f]{64}", value.lower()):
        raise typer.BadParameter("a SHA-256 has 64 hexadecimal digits")
    return value.lower()


@spread
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", allow_dash=True, help="File that `snapshots export` wrote; - is stdin.")
    ],
    *,
    digest: Annotated[
        str,
        typer.Option(
            "--sha256",
            metavar="DIGEST",
            callback=_digest,
            help="Import the file only if it has this digest.",
            show_default=False,
        ),
    ] = "",
    lock: Annotated[bool, typer.Option("--lock", help="Lock the snapshot in the same transaction.")] = False,
    write: Write,
) -> None:
    """Import an exported snapshot with its ids, times and digest.

    The snapshot is unlocked unless --lock is given.
    A snapshot that already exists with this content stays as it is.

    Examples:
      bbprops snapshots import week-4.jsonl --lock  # a snapshot of another database, locked as it was there
      bbprops snapshots import week-4.jsonl --dry-run  # check the file; prints digest and number of props
    """
    from bbprops_cli.tasks.snapshots.import_ import import_file

    stored, locked = import_file(file, expected=digest, and_lock=lock, dry_run=write.dry_run)
    content = f"{stored.props:,} props, digest {stored.sha256}"
    if stored.is_new:
        write.report("import", f"{stored.key.name}{' as a locked snapshot' * locked}: {content}")
    elif locked:
        write.report("lock", f"{stored.key.name}: {content}")
    else:
        write.unchanged(f"{stored.key.name} already exists: {content}")
