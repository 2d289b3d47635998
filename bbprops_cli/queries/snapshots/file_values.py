"""Values of an exported snapshot as the driver binds them; a value of another type or spelling is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from bbprops_cli.catalog import PROPS, SNAPSHOTS, ColumnType, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.snapshots import digest
from bbprops_cli.rules.snapshots.canonical_lines import Values
from bbprops_cli.rules.values.exact_json import inexact
from bbprops_cli.rules.values.storable import unstorable, unstorable_json

_TYPES = {noun.table: {column.name: column.type for column in noun.columns} for noun in (SNAPSHOTS, PROPS)}
_UNUSABLE = (TypeError, ValueError, OverflowError, AttributeError, RecursionError)


def row(db: Db, noun: Noun, names: tuple[str, ...], values: Values, line: int) -> Row:
    """The values of these columns, in this order; raises InvalidInput with the number of the line in the file."""
    types, found = _TYPES[noun.table], []
    for name in names:
        if types[name] == "json" and (problem := inexact(values[name], name)):
            raise InvalidInput(f"line {line:,}: in {noun.name.removesuffix('s')} {values['id']}, {problem}")
        try:
            found.append(None if values[name] is None else _BOUND[types[name]](db, values[name]))
        except _UNUSABLE as error:
            reason = f"{name} is not a valid {types[name]}"
            raise InvalidInput(f"line {line:,} is damaged: {reason}", hint="Fetch the file again.") from error
    return tuple(found)


def _text(_: Db, value: object) -> str:
    if not isinstance(value, str) or unstorable(value):
        raise ValueError(value)
    return value


def _json(_: Db, value: object) -> str:
    text = digest.digest_json(value)
    if unstorable_json(text):
        raise ValueError(value)
    return text


def _float(_: Db, value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError(value)
    return float(digest.number(value))


def _int(_: Db, value: object) -> int:
    if type(value) is not int or abs(value) >= 1 << 31:
        raise ValueError(value)
    return value


def _bool(_: Db, value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


@lru_cache(maxsize=1 << 12)
def _time(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


# A value in an unusual spelling, such as a time with another zone, is stored; the digest then differs from the file's.
_BOUND: dict[ColumnType, Callable[[Db, Any], object]] = {
    "text": _text,
    "json": _json,
    "float": _float,
    "int": _int,
    "bool": _bool,
    "instant": lambda db, value: db.dialect.instant(_time(value)),
    "uuid": lambda db, value: db.id(UUID(value)),
}
