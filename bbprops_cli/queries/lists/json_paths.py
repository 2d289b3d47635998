"""Paths into JSON columns: a number is compared with numbers only, a text with texts, a truth value with truth values.

A path has one SQL expression for each type. It is null for a value of another type, so that no comparison finds it.
"""

import re
from datetime import datetime

from bbprops_cli.catalog import Column, ColumnType
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.condition import Comparison, FirstKnown, Node
from bbprops_cli.queries.lists.values import NUMBER, Quoted, Value, typed
from bbprops_cli.rules.values.json_path import path_text, steps
from bbprops_cli.rules.values.storable import unstorable

TYPES: tuple[ColumnType, ...] = ("float", "text", "bool")  # in the order in which they sort; nulls come last


def path_column(column: Column, path: str, option: str) -> Column:
    """A path into a JSON column, as a column of type `value`; raises UsageError, which names the option."""
    name = f"{column.name}.{path[:60]}"
    if column.type != "json":
        raise UsageError(f"{option}: {name}: {column.name} is not a JSON column")
    try:
        found = steps(path)
    except ValueError as error:
        raise UsageError(
            f"{option}: {name} is not a path: {error}",
            hint=f'Write {column.name}.name, {column.name}.0.name, or {column.name}."a name with . in it".',
        ) from None
    for step in found:
        if reason := unstorable(step):
            raise UsageError(f"{option}: a name in {name!r} {reason}")
    return Column(
        f"{column.name}.{path_text(found)}", "value", column.help, 1, nullable=True, path=(column.name, *found)
    )


def by_type(column: Column) -> list[Column]:
    """A path as one column for each type, in the order in which the types sort."""
    return [column._replace(type=each) for each in TYPES]


def compare_path(column: Column, operator: str, values: tuple[Value, ...], now: datetime) -> Node:
    """A comparison of a path with values, each compared with values of its own type.

    5 is a number, true a truth value; x and "5" are texts. Raises UsageError for `between` with two types.
    """
    types = [_type_of(value) for value in values]
    if operator.endswith("between") and len(set(types)) > 1:
        raise UsageError(f"{column.name}: between takes two values of one type", hint="Put texts in quotes.")
    parts = []
    for each in by_type(column):
        own = tuple(
            typed(each, value, now) for value, own_type in zip(values, types, strict=True) if own_type == each.type
        )
        if own:
            parts.append(Comparison(each, operator, own))
    return parts[0] if len(parts) == 1 else FirstKnown(tuple(parts))


def _type_of(value: Value) -> ColumnType:
    if isinstance(value, Quoted):
        return "text"
    if isinstance(value, bool) or str(value).lower() in {"true", "false"}:
        return "bool"
    return "float" if isinstance(value, int | float) or re.fullmatch(NUMBER, str(value), re.ASCII) else "text"
