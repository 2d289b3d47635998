"""How commands of `snapshots` report the columns that they changed."""

import json
from collections.abc import Sequence
from datetime import datetime


def assignment(column: str, value: object) -> str:
    """A column with its new value in words; the column `snapshot_id` is the name, and the column `name` the title."""
    from bbprops_cli.tasks.reader_time import in_words

    if column == "tags":
        return tags_assignment(json.loads(str(value)))
    shown = {"snapshot_id": "name", "name": "title"}.get(column, column)
    if value is None:
        return f"{shown} cleared"
    return f"{shown} = {in_words(value) if isinstance(value, datetime) else value}"


def note_past(lock_at: datetime | None) -> None:
    """Point out a lock time that is over, which may be a typing error."""
    from bbprops_cli.clock import machine_time
    from bbprops_cli.output import console

    if lock_at and lock_at < machine_time():
        console.note("the lock time is in the past: the next `bbprops snapshots lock --due` locks the snapshot")


def tags_assignment(tags: Sequence[str]) -> str:
    """The new tags in words."""
    return f"tags = {', '.join(tags)}" if tags else "tags cleared"
