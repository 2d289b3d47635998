"""Paths into JSON columns, as SQL and in conditions: a number is compared with numbers only, a text with texts.

A path has one expression a type; for a value of another type it is null, which no comparison finds.
"""

import re
from datetime import datetime
from typing import Any

from bbprops_cli.catalog import Column, ColumnType
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.condition import NUMBER, Comparison, Known, Node, Quoted, typed
from bbprops_cli.rules.values.json_path import path_text, steps
from bbprops_cli.rules.values.storable import unstorable

TYPES: tuple[ColumnType, ...] = ("float", "text", "bool")  # in the order in which they sort; what is missing comes last


def into(column: Column, path: str, option: str) -> Column:
    """What lies at a path in a JSON column, as a column of type `value`; UsageError names the option."""
    if column.type != "json":
        raise UsageError(f"{option}: {column.name} holds no JSON, so {column.name}.{path[:60]} leads nowhere.")
    try:
        found = steps(path)
    except ValueError as error:
        raise UsageError(
            f"{option}: {column.name}.{path[:60]} is no path: {error}.",
            hint=f'Write {column.name}.name, {column.name}.0.name, or {column.name}."a name with . in it".',
        ) from None
    for step in found:
        if reason := unstorable(step):
            raise UsageError(f"{option}: a name in {column.name}.{path[:60]!r} {reason}.")
    return Column(
        f"{column.name}.{path_text(found)}", "value", column.help, 1, nullable=True, path=(column.name, *found)
    )


def by_type(column: Column) -> list[Column]:
    """A path as its columns of one type each, in the order in which the types sort."""
    return [column._replace(type=each) for each in TYPES]


def compared(column: Column, operator: str, values: tuple[Any, ...], now: datetime) -> Node:
    """A comparison with values whose types the values tell: 5 is a number, true a truth, x and "5" are texts."""
    kinds = [_kind(value) for value in values]
    if operator.endswith("between") and len(set(kinds)) > 1:
        raise UsageError(f"{column.name}: between takes two values of one type; text goes into quotes.")
    parts = []
    for each in by_type(column):
        own = tuple(typed(each, value, now) for value, kind in zip(values, kinds, strict=True) if kind == each.type)
        if own:
            parts.append(Comparison(each, operator, own))
    return parts[0] if len(parts) == 1 else Known(tuple(parts))


def _kind(value: Any) -> str:
    if isinstance(value, Quoted):
        return "text"
    if isinstance(value, bool) or str(value).lower() in {"true", "false"}:
        return "bool"
    return "float" if isinstance(value, int | float) or re.fullmatch(NUMBER, str(value), re.ASCII) else "text"
