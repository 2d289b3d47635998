"""Conditions made from a column, an operator, and values as a person types them."""

from datetime import datetime

from bbprops_cli.catalog import Column
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.condition import Comparison, Node
from bbprops_cli.queries.lists.json_paths import compare_path
from bbprops_cli.queries.lists.values import Value, pattern, text, typed


def compare(column: Column, operator: str, values: tuple[Value, ...], now: datetime) -> Node:
    """A comparison with values as typed by a person or in their own type; raises UsageError if they do not suit."""
    if operator == "has":
        return Comparison(column, operator, tuple(text(value, now) for value in values))
    if column.type == "json":
        raise UsageError(f"{column.name} holds JSON and cannot be compared", hint=f"Compare {column.name}.NAME.")
    if operator.endswith("like"):
        column = column._replace(type="text") if column.path else column
        return Comparison(column, operator, (pattern(column, values[0]),))
    if column.path and values:
        return compare_path(column, operator, values, now)
    return Comparison(column, operator, tuple(typed(column, value, now) for value in values))
