"""How commands of `snapshots` report the columns that they changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbprops_cli.commands.shared.changes import Changed


def changes(changed: "Changed") -> str:
    """The columns with their values before and after; the column `snapshot_id` is the name, and `name` the title."""
    from bbprops_cli.commands.shared.changes import described

    titles = {"snapshot_id": "name", "name": "title"}
    return described({titles.get(column, column): values for column, values in changed.items()})


def note_past(lock_at: object) -> None:
    """Point out a lock time that is over, which may be a typing error."""
    from bbprops_cli.clock import machine_time
    from bbprops_cli.output import console

    if isinstance(lock_at, datetime) and lock_at < machine_time():
        console.note("the lock time is in the past: the next `bbprops snapshots lock --due` locks the snapshot")


def tags_assignment(tags: Sequence[str]) -> str:
    """The new tags in words."""
    return f"tags = {', '.join(tags)}" if tags else "tags cleared"
