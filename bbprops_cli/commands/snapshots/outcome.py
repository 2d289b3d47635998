"""How commands of `snapshots` report the columns that they changed."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime


def assignment(column: str, value: object) -> str:
    """A column with its new value in words; the column `snapshot_id` is the name, and the column `name` the title."""
    from bbprops_cli.output.values import instant

    if column == "tags":
        return tags_assignment(json.loads(str(value)))
    shown = {"snapshot_id": "name", "name": "title"}.get(column, column)
    if value is None:
        return f"{shown} cleared"
    return f"{shown} = {instant(value, UTC) if isinstance(value, datetime) else value}"


def tags_assignment(tags: Sequence[str]) -> str:
    """The new tags in words."""
    return f"tags = {', '.join(tags)}" if tags else "tags cleared"
