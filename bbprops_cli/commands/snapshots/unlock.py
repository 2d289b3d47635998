"""`snapshots unlock`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import OneSnapshot


@spread
def unlock(
    snapshot: OneSnapshot,
    *,
    reason: Annotated[str, typer.Option(help="Why, in at least eight characters; the history keeps it.")],
    write: Write,
) -> None:
    """Unlock a snapshot; its history keeps the reason and the digest.

    Examples:
      bbprops snapshots unlock week-4 --reason "imported the wrong file"  # then correct it and lock it again
      bbprops snapshots unlock week-4 --reason "imported the wrong file" --dry-run  # whether it is locked at all
    """
    from bbprops_cli.tasks.snapshots.unlock import unlock_snapshot

    done = unlock_snapshot(snapshot, reason, dry_run=write.dry_run)
    if done.changed:
        write.report("unlock", done.name)
    else:
        write.unchanged(f"{done.name} is not locked")
