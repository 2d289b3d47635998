"""Conditions as trees of plain data; `writer` makes SQL of them."""

from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from bbprops_cli.catalog import Column
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.values import Value, pattern, text, typed


class Comparison(NamedTuple):
    """A column compared with values in its own type; null is neither equal nor unequal to anything, as in SQL."""

    column: Column
    operator: str  # = != < <= > >=, [not] in, [not] like, [not] between, is [not] null, or has: a text in a JSON array
    values: tuple[Value, ...] = ()


class Not(NamedTuple):
    """The negation of a condition."""

    part: "Node"


class Junction(NamedTuple):
    """Several conditions joined by AND or OR."""

    word: Literal["AND", "OR"]
    parts: tuple["Node", ...]


class FirstKnown(NamedTuple):
    """The first of several conditions that is true or false; unknown if all of them are."""

    parts: tuple["Node", ...]


Node: TypeAlias = Comparison | Not | Junction | FirstKnown


def compare(column: Column, operator: str, values: tuple[Value, ...], now: datetime) -> Node:
    """A comparison with values as typed by a person or in their own type; raises UsageError if they do not suit."""
    if operator == "has":
        return Comparison(column, operator, tuple(text(value, now) for value in values))
    if column.type == "json":
        raise UsageError(f"{column.name} holds JSON and cannot be compared", hint=f"compare {column.name}.NAME")
    if operator.endswith("like"):
        column = column._replace(type="text") if column.path else column
        return Comparison(column, operator, (pattern(column, values[0]),))
    if column.path and values:
        from bbprops_cli.queries.lists import json_paths

        return json_paths.compare_path(column, operator, values, now)
    return Comparison(column, operator, tuple(typed(column, value, now) for value in values))
