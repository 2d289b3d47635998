"""Keyset pagination: --sort as one order for both databases, and --after as the last row of the page before."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import columns
from bbprops_cli.queries.lists.condition import Comparison, Junction, Node
from bbprops_cli.queries.lists.values import Value, typed
from bbprops_cli.queries.lists.writer import Writer

VERSION = 1
COPY_IT = "Copy the whole token from the page before."


class SortKey(NamedTuple):
    """One column of the order; nulls come last in either direction."""

    column: Column
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column.name}" if self.descending else self.column.name


def keys(noun: Noun, sort: str) -> tuple[SortKey, ...]:
    """The order that --sort asks for, with the id as its last key, in the direction of the key before it."""
    found: dict[Column, SortKey] = {}
    for item in columns.listed(sort or noun.order):
        column = columns.find(noun, item.lstrip("+-"), "--sort")
        if column.type == "json":
            raise UsageError(f"--sort: {column.name} holds JSON and has no order", hint=f"Sort by {column.name}.NAME.")
        for each in _ordered_by(column):
            found.setdefault(each, SortKey(each, item.startswith("-")))
    last = columns.identity(noun)
    if last not in found:
        found[last] = SortKey(last, next(reversed(found.values())).descending)
    order = list(found.values())
    return tuple(order[: [key.column for key in order].index(last) + 1])


def _ordered_by(column: Column) -> list[Column]:
    if not column.path:
        return [column]
    from bbprops_cli.queries.lists import json_paths

    return json_paths.by_type(column)


def order_by(order: Sequence[SortKey], writer: Writer) -> str:
    """The ORDER BY terms; NULLS LAST only where the database needs it, because it keeps indexes from being used."""
    nulls_first = writer.dialect.nulls_first_descending
    return ", ".join(
        writer.column(key.column)
        + (" DESC" if key.descending else "")
        + (" NULLS LAST" if key.column.nullable and key.descending is nulls_first else "")
        for key in order
    )


def beyond(order: Sequence[SortKey], values: Sequence[Value | None]) -> Node:
    """The condition for rows that come after the row with these values."""
    *leading, last = zip(order, values, strict=True)
    node: Node = Junction("OR", tuple(_later(*last)))
    for key, value in reversed(leading):
        tied = Comparison(key.column, "is null") if value is None else Comparison(key.column, "=", (value,))
        node = Junction("OR", (*_later(key, value), Junction("AND", (tied, node))))
    first, value = order[0], values[0]
    if first.column.nullable or value is None:
        return node
    # Redundant, but an index scan can start from it.
    return Junction("AND", (Comparison(first.column, "<=" if first.descending else ">=", (value,)), node))


def _later(key: SortKey, value: Value | None) -> list[Node]:
    if value is None:
        return []
    later: list[Node] = [Comparison(key.column, "<" if key.descending else ">", (value,))]
    return [*later, Comparison(key.column, "is null")] if key.column.nullable else later


def token(order: Sequence[SortKey], digest: str, values: Sequence[Value | None]) -> str:
    """The token of the next page for --after: the values of the last row, bound to this order and these filters."""
    import json
    from base64 import urlsafe_b64encode

    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps([VERSION, ",".join(map(str, order)), digest, plain], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(text: str, order: Sequence[SortKey], digest: str) -> list[Value | None]:
    """The values of the last row of the page before; raises UsageError for a damaged token, or one of another list."""
    import json
    from base64 import urlsafe_b64decode

    try:
        version, sort, found, values = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise UsageError(f"--after {text[:40]!r}: not the token of a page", hint=COPY_IT) from None
    if (version, sort, found) != (VERSION, ",".join(map(str, order)), digest):
        raise UsageError(
            "--after: the token belongs to a list with other filters or another order",
            hint="Repeat the command of the page before, and add --after.",
        )
    try:
        return [_value(key.column, value) for key, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, UsageError):
        raise UsageError("--after: the token is damaged", hint=COPY_IT) from None


def _value(column: Column, value: object) -> Value | None:
    if value is None and column.nullable:
        return None
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    return typed(column, value, datetime.now(UTC))
