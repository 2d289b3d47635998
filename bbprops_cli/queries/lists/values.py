"""Values in conditions: read from text as the type of their column demands, the same on both databases."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from bbprops_cli.catalog import Column
from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.ids import dashed
from bbprops_cli.rules.values.storable import unstorable

Value: TypeAlias = str | int | float | bool | datetime  # as typed by a person, or in its own type
LONGEST_PATTERN = 10_000  # characters
NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
WANTED = {
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "instant": "a date or time, such as 2025-10-05, 2025-10-05T17:00Z, today or -7d",
    "uuid": "an id of 32 hexadecimal digits",
}


class Quoted(str):
    """A value that stood in quotes; compared with JSON it is a text, even if it looks like a number."""

    __slots__ = ()


def typed(column: Column, value: Value, now: datetime) -> Value:
    """The value in the type of the column: text, number, bool, aware time, or id with dashes.

    A price with a sign is American odds, and its value the decimal price: -110 is 1.909. Raises UsageError for a value
    that the column cannot have. `now` gives the time zone of dates without one.
    """
    try:
        if column.odds and isinstance(value, str):
            from bbprops_cli.rules.props.odds_format import typed_price

            return typed_price(value)
        return _READERS[column.type](value, now)
    except (ValueError, OverflowError, UsageError):
        wanted = "a price, such as 1.91 or -110" if column.odds else WANTED.get(column.type, "text")
        raise UsageError(f"{column.name}: expected {wanted}, got {str(value)[:60]!r}") from None


def text(value: Value, _: datetime) -> str:
    """The value as text; raises ValueError for text that a database cannot store."""
    found = str(value)
    if unstorable(found):
        raise ValueError(found)
    return found


def _number(value: Value, _: datetime) -> float:
    if isinstance(value, str):
        if not re.fullmatch(NUMBER, value, re.ASCII):
            raise ValueError(value)
        value = int(value) if value.lstrip("+-").isdigit() and len(value) < 20 else float(value)
    if isinstance(value, bool | datetime) or not math.isfinite(value):
        raise ValueError(value)
    return int(value) if value == int(value) and abs(value) < 2**63 else float(value)


def _float(value: Value, now: datetime) -> float:
    return float(_number(value, now))  # SQLite compares large integers more exactly than PostgreSQL


def _bool(value: Value, _: datetime) -> bool:
    from bbprops_cli.rules.values.words import truth

    return truth(str(value))


def _instant(value: Value, now: datetime) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    from bbprops_cli.rules.values.typed_time import parse_instant

    return parse_instant(str(value), now)


def _uuid(value: Value, _: datetime) -> str:
    digits = str(value).replace("-", "").lower()
    if not re.fullmatch("[0-9a-f]{32}", digits):
        raise ValueError(value)
    return dashed(digits)


_READERS: dict[str, Callable[[Value, datetime], Value]] = {
    "text": text,
    "int": _number,
    "float": _float,
    "bool": _bool,
    "instant": _instant,
    "uuid": _uuid,
}


def containing(part: str) -> str:
    """The `like` pattern for texts that contain this one."""
    literally = re.sub(r"[%_\\]", r"\\\g<0>", part)
    return f"%{literally}%"


def pattern(column: Column, value: Value) -> str:
    """A `like` pattern; raises UsageError for a column that is not text, and for a pattern that cannot be used."""
    if column.type != "text":
        raise UsageError(f"{column.name} is not text; like does not apply")
    found = str(value)
    escapes = len(found) - len(found.rstrip("\\"))
    if unstorable(found) or escapes % 2 or len(found) > LONGEST_PATTERN:
        raise UsageError(f"{column.name} like {found[:60]!r}: not a valid pattern")
    return found
