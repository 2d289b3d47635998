"""Conditions as a tree of plain data, and their SQL with bound parameters, the same rows on both databases."""

import math
import re
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.ids import dashed
from bbprops_cli.rules.values.storable import unstorable
from bbprops_cli.rules.values.words import truth

LONGEST_PATTERN = 10_000
NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
WANTED = {
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "instant": "a date or time, such as 2025-10-05, 2025-10-05T17:00Z, today or -7d",
    "uuid": "an id of 32 hexadecimal digits",
}


class Quoted(str):
    """A value that stood in quotes: in JSON it is a text, whatever it looks like."""

    __slots__ = ()


class Comparison(NamedTuple):
    """A column held against values that `typed` made; what has no value is never equal, unequal, less or more."""

    column: Column
    operator: str  # = != < <= > >=, [not] in, [not] like, [not] between, is [not] null, or has: a text in a JSON array
    values: tuple[Any, ...] = ()


class Not(NamedTuple):
    """The opposite."""

    part: "Node"


class Group(NamedTuple):
    """Several conditions."""

    word: Literal["AND", "OR"]
    parts: tuple["Node", ...]


class Known(NamedTuple):
    """The first of these that is true or false; unknown where all are."""

    parts: tuple["Node", ...]


Node: TypeAlias = Comparison | Not | Group | Known


def compare(column: Column, operator: str, values: tuple[Any, ...], now: datetime) -> Node:
    """A comparison with values as typed or as Python has them; UsageError when they do not suit the column."""
    if operator == "has":
        return Comparison(column, operator, tuple(_text(value, now) for value in values))
    if column.type == "json":
        raise UsageError(f"{column.name} holds JSON and cannot be compared.")
    if operator.endswith("like"):
        column = column._replace(type="text") if column.path else column
        return Comparison(column, operator, (_pattern(column, values[0]),))
    if column.path and values:
        from bbprops_cli.queries.lists import json_paths

        return json_paths.compared(column, operator, values, now)
    return Comparison(column, operator, tuple(typed(column, value, now) for value in values))


def typed(column: Column, value: Any, now: datetime) -> Any:
    """The value in the column's own type: text, number, bool, aware instant, or id with dashes."""
    try:
        return _READERS[column.type](value, now)
    except (ValueError, OverflowError, UsageError):
        wanted = WANTED.get(column.type, "text")
        raise UsageError(f"{column.name} takes {wanted}, not {str(value)[:60]!r}.") from None


def _text(value: Any, _: datetime) -> str:
    text = str(value)
    if unstorable(text):
        raise ValueError(text)
    return text


def _number(value: Any, _: datetime) -> float:
    if isinstance(value, str):
        if not re.fullmatch(NUMBER, value, re.ASCII):
            raise ValueError(value)
        value = int(value) if value.lstrip("+-").isdigit() and len(value) < 20 else float(value)
    if isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(value)
    return int(value) if value == int(value) and abs(value) < 2**63 else float(value)


def _float(value: Any, now: datetime) -> float:
    return float(_number(value, now))  # SQLite would compare a large whole number more exactly than PostgreSQL


def _bool(value: Any, _: datetime) -> bool:
    return truth(str(value))


def _instant(value: Any, now: datetime) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    from bbprops_cli.rules.values.typed_time import parse_instant

    return parse_instant(str(value), now)


def _uuid(value: Any, _: datetime) -> str:
    digits = str(value).replace("-", "").lower()
    if not re.fullmatch("[0-9a-f]{32}", digits):
        raise ValueError(value)
    return dashed(digits)


_READERS = {
    "text": _text,
    "int": _number,
    "float": _float,
    "bool": _bool,
    "instant": _instant,
    "uuid": _uuid,
}


def containing(text: str) -> str:
    """The `like` pattern for a text anywhere in another."""
    literally = re.sub(r"[%_\\]", r"\\\g<0>", text)
    return f"%{literally}%"


def _pattern(column: Column, value: Any) -> str:
    if column.type != "text":
        raise UsageError(f"{column.name} is not text: like does not apply.")
    pattern = str(value)
    escapes = len(pattern) - len(pattern.rstrip("\\"))
    if unstorable(pattern) or escapes % 2 or len(pattern) > LONGEST_PATTERN:
        raise UsageError(f"{column.name} like {pattern[:60]!r} is no usable pattern.")
    return pattern


class Writer:
    """Writes a tree as SQL for one database and gathers its parameters in order."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.parameters: list[Any] = []

    def write(self, node: Node) -> str:
        """The SQL of a condition, in brackets where it needs them."""
        if isinstance(node, Group) and len(node.parts) == 1:
            return self.write(node.parts[0])
        if isinstance(node, Group):
            return f"({f' {node.word} '.join(map(self.write, node.parts))})"
        if isinstance(node, Not):
            return f"NOT {self.write(node.part)}"
        if isinstance(node, Known):
            return f"COALESCE({', '.join(map(self.write, node.parts))})"
        return f"({self._comparison(*node)})"

    def column(self, column: Column) -> str:
        """The SQL of a column, or of what lies at a path in one."""
        if not column.path:
            return quoted(column)
        return self.dialect.json_path(column, self._add)

    def _comparison(self, column: Column, operator: str, values: tuple[Any, ...]) -> str:
        name, word = self.column(column), operator.upper()
        marks = [self._bind(column, value) for value in values]
        if operator == "has":
            return self.dialect.json_has(name, marks[0])
        if operator.endswith("in"):
            return f"{name} {word} ({', '.join(marks)})"
        if operator.endswith("between"):
            return f"{name} {word} {marks[0]} AND {marks[1]}"
        if operator.endswith("like"):
            return rf"{self.dialect.like(name, word)} {marks[0]} ESCAPE '\'"
        return f"{name} {word} {marks[0]}" if marks else f"{name} {word}"

    def _bind(self, column: Column, value: Any) -> str:
        return self._add(self.dialect.bound(column.type, value))

    def _add(self, value: Any) -> str:
        self.parameters.append(value)
        return "%s"


def quoted(column: Column) -> str:
    """The name in SQL; some are keywords."""
    return f'"{column.name}"'
