"""Paths into JSON columns, as SQL and in conditions: a number is compared with numbers only, a text with texts.

A path has one expression a type; for a value of another type it is null, which no comparison finds.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bbprops_cli.catalog import Column, ColumnType
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.condition import NUMBER, Comparison, Known, Node, Quoted, typed
from bbprops_cli.rules.values.json_path import LARGEST, is_index, path_text, steps
from bbprops_cli.rules.values.storable import unstorable

TYPES: tuple[ColumnType, ...] = ("float", "text", "bool")  # in the order in which they sort; what is missing comes last
_POSTGRESQL = {
    "value": "NULLIF({found}, 'null'::jsonb)",
    "text": "(SELECT CASE jsonb_typeof(v) WHEN 'string' THEN v #>> '{{}}' END FROM (SELECT {found}) AS j (v))"
    ' COLLATE "C"',
    "bool": "(SELECT CASE jsonb_typeof(v) WHEN 'boolean' THEN v::boolean END FROM (SELECT {found}) AS j (v))",
    # A number outside the range of a double would be an error.
    "float": "(SELECT CASE WHEN jsonb_typeof(v) <> 'number' THEN NULL"
    f" WHEN abs(v::numeric) > {LARGEST!r} THEN sign(v::numeric)::float8 * {LARGEST!r}::float8"
    " WHEN abs(v::numeric) < 2.4703282292062328e-324 THEN 0 ELSE v::float8 END FROM (SELECT {found}) AS j (v))",
}


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


def expression(column: Column, database: str, bind: Callable[[Any], str]) -> str:
    """The SQL for what lies there, if it has the type of the column."""
    source, *path = column.path
    if database == "sqlite":
        return f"json_at(\"{source}\", {bind(json.dumps(path))}, '{column.type}')"
    found = f'"{source}"'
    for step in path:
        # `->` takes a text for a name only, `#>` for a place in an array too.
        found = f"({found} #> {bind([step])}::text[])" if is_index(step) else f"({found} -> {bind(step)}::text)"
    return _POSTGRESQL[column.type].format(found=found)


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
