"""`--sort` and `--after`: one order on both databases, and where in it a page begins."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import columns
from bbprops_cli.queries.lists.condition import Comparison, Group, Node, Writer, typed

VERSION = 1
WHOLE = "Copy it whole from the page before."


class Key(NamedTuple):
    """One column of the order; rows without a value come last either way."""

    column: Column
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column.name}" if self.descending else self.column.name


def keys(noun: Noun, sort: str) -> tuple[Key, ...]:
    """The order that `--sort` asks for, completed by the id in the direction of the last key."""
    found: dict[Column, Key] = {}
    for item in columns.listed(sort or noun.order):
        column = columns.find(noun, item.lstrip("+-"), "--sort")
        if column.type == "json":
            raise UsageError(f"--sort: {column.name} holds JSON and has no order.", hint=f"Say {column.name}.NAME.")
        for each in _ordered_by(column):
            found.setdefault(each, Key(each, item.startswith("-")))
    last = columns.identity(noun)
    if last not in found:
        found[last] = Key(last, next(reversed(found.values())).descending)
    order = list(found.values())
    return tuple(order[: [key.column for key in order].index(last) + 1])


def _ordered_by(column: Column) -> list[Column]:
    if not column.path:
        return [column]
    from bbprops_cli.queries.lists import json_paths

    return json_paths.by_type(column)


def order_by(order: Sequence[Key], writer: Writer) -> str:
    """The ORDER BY terms; NULLS LAST stands only where the database would do otherwise, so that indexes serve."""
    nulls_first = writer.dialect.nulls_first_descending
    return ", ".join(
        writer.column(key.column)
        + (" DESC" if key.descending else "")
        + (" NULLS LAST" if key.column.nullable and key.descending is nulls_first else "")
        for key in order
    )


def beyond(order: Sequence[Key], values: Sequence[Any]) -> Node:
    """The condition for rows that come after the one with these values."""
    *leading, last = zip(order, values, strict=True)
    node: Node = Group("OR", tuple(_later(*last)))
    for key, value in reversed(leading):
        tied = Comparison(key.column, "is null") if value is None else Comparison(key.column, "=", (value,))
        node = Group("OR", (*_later(key, value), Group("AND", (tied, node))))
    first, value = order[0], values[0]
    if first.column.nullable:
        return node
    # It says nothing new, but an index can start from it.
    return Group("AND", (Comparison(first.column, "<=" if first.descending else ">=", (value,)), node))


def _later(key: Key, value: Any) -> list[Node]:
    if value is None:
        return []
    later: list[Node] = [Comparison(key.column, "<" if key.descending else ">", (value,))]
    return [*later, Comparison(key.column, "is null")] if key.column.nullable else later


def token(order: Sequence[Key], digest: str, values: Sequence[Any]) -> str:
    """Where the next page begins, to be given back with `--after`."""
    import json
    from base64 import urlsafe_b64encode

    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps([VERSION, ",".join(map(str, order)), digest, plain], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(text: str, order: Sequence[Key], digest: str) -> list[Any]:
    """The values of the last row seen; UsageError when the token is none of ours or belongs to another list."""
    import json
    from base64 import urlsafe_b64decode

    try:
        version, sort, found, values = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise UsageError("--after: that is no token of a list.", hint=WHOLE) from None
    if (version, sort, found) != (VERSION, ",".join(map(str, order)), digest):
        raise UsageError(
            "--after: the token belongs to a list with other filters or another order.",
            hint="Repeat the command of the page before, and add --after.",
        )
    try:
        return [_value(key.column, value) for key, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, UsageError):
        raise UsageError("--after: the token is damaged.", hint=WHOLE) from None


def _value(column: Column, value: Any) -> Any:
    if value is None and column.nullable:
        return None
    if value is None or isinstance(value, list | dict):
        raise ValueError(value)
    return typed(column, value, datetime.now(UTC))
