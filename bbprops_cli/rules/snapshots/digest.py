"""Canonical lines: the content of a snapshot as text that is equal on every database, and so has one SHA-256.

Format bbprops.snapshot/1: UTF-8, a header line, then a line per prop ordered by id; each is canonical JSON (RFC 8785).
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from json import JSONDecoder, JSONEncoder
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, NoReturn

from bbprops_cli.catalog import PROPS, SNAPSHOTS, ColumnType, Noun
from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.exact_json import LARGEST as SAFE_INTEGER
from bbprops_cli.rules.values.exact_json import inexact

FORMAT = "bbprops.snapshot/1"
# Frozen: one column more or less would be another format. Sorted as RFC 8785 sorts keys.
SNAPSHOT_COLUMNS = (
    *("config", "created_at", "description", "features_path", "game_date", "id", "league", "model_version", "name"),
    *("season", "snapshot_id", "tags", "week"),
)
PROP_COLUMNS = (
    *("created_at", "external_id", "extra_metadata", "game_date", "game_id", "id", "is_active", "league", "line"),
    *("market_type", "odds", "opponent", "period", "platform", "player_id", "player_name", "position", "season"),
    *("snapshot_id", "stat_category", "team", "under_odds", "updated_at", "variant", "week"),
)
CACHED_CHARACTERS = 256  # JSON up to this length is cached
LINE_BYTES = 16 << 20  # a longer line is refused by an import
_may_be_inexact = re.compile(rb"[0-9]{16}|[0-9]e\+").search
_ENCODING_ERRORS = (TypeError, ValueError, KeyError, OverflowError, RecursionError)
Encoder = Callable[[Any], str]


class NoCanonicalText(InvalidInput):
    """A value that a digest cannot cover: an infinite time, a number beyond a double, bytes that are not UTF-8."""


@lru_cache(maxsize=1 << 14)
def number(value: float) -> str:
    """A number in the shortest form of ECMAScript; raises ValueError or OverflowError if a double cannot hold it."""
    double = float(value)
    if not isfinite(double):
        raise ValueError("is not a finite number")
    if double.is_integer() and abs(double) <= SAFE_INTEGER:
        return str(int(double))
    shortest = repr(double)
    if "e" not in shortest and not double.is_integer():
        return shortest  # between 1e-4 and 1e16 Python writes as ECMAScript does
    sign, numerals, exponent = Decimal(shortest).normalize().as_tuple()
    digits = "".join(map(str, numerals))
    point = len(digits) + int(exponent)
    return "-" * sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Digits with their decimal point, where ECMAScript does not use an exponent."""
    if 0 < point <= 21:
        return f"{digits:0<{point}}" if len(digits) <= point else f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def digest_json(value: Any) -> str:
    """A value that `json` has read as canonical JSON (RFC 8785)."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    if isinstance(value, dict):
        members = (f"{encode_basestring(key)}:{digest_json(value[key])}" for key in sorted(value, key=_utf16))
        return f"{{{','.join(members)}}}"
    return f"[{','.join(map(digest_json, value))}]" if isinstance(value, list) else number(value)


_CONSTANTS = {None: "null", True: "true", False: "false"}


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _whole(text: str) -> float:
    return int(text) if len(text) < 17 else float(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


class _UnusualError(Exception):
    """A number that Python and ECMAScript write differently."""


def _usual(text: str) -> float:
    value = float(text)
    if value.is_integer() and abs(value) <= SAFE_INTEGER:
        return int(value)
    if value.is_integer() or "e" in repr(value):
        raise _UnusualError
    return value


_decode = JSONDecoder(parse_int=_whole, parse_constant=_refuse).decode
_decode_usual = JSONDecoder(parse_int=_usual, parse_float=_usual, parse_constant=_refuse).decode
_encode_usual = JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


def _json(text: str) -> str:
    return _short_json(text) if len(text) < CACHED_CHARACTERS else _any_json(text)


def _any_json(text: str) -> str:
    """JSON text as canonical JSON; the C encoder of the library writes it unless a key or a number is unusual."""
    if text.isascii() and "\\u" not in text:
        try:
            return _encode_usual(_decode_usual(text))
        except _UnusualError:
            return digest_json(_decode(text))
    return digest_json(_decode(text))


_short_json = lru_cache(maxsize=1 << 12)(_any_json)


def _instant(text: str) -> str:
    try:  # the day and the clock apart: both repeat, and are cached
        return _day(text[:10]) + _clock(text[10:])
    except ValueError:
        moment = datetime.fromisoformat(text)
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return f'"{moment.isoformat(timespec="microseconds")}Z"'


@lru_cache(maxsize=1 << 12)
def _day(text: str) -> str:
    return f'"{date.fromisoformat(text)}'


@lru_cache(maxsize=1 << 14)
def _clock(text: str) -> str:
    clock = time.fromisoformat(text[1:])
    if text[0] not in " T" or not text[1].isdigit() or clock.utcoffset():
        raise ValueError
    return f'T{clock.replace(tzinfo=None).isoformat(timespec="microseconds")}Z"'


_is_uuid = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


def _uuid(text: str) -> str:
    dashed = text if len(text) == 36 else "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    if not _is_uuid(dashed):
        raise ValueError("is not a UUID in lower case")
    return f'"{dashed}"'


def _boolean(value: bool) -> str:
    return {True: "true", False: "false"}[value]  # 1 and 0 are SQLite's; anything else is a KeyError


def _number(value: float) -> str:
    if not isinstance(value, int | float):
        raise TypeError("is not a number")
    return number(value)


_ENCODERS: dict[ColumnType, Encoder] = {
    "text": encode_basestring,
    "uuid": _uuid,
    "int": _number,
    "float": _number,
    "bool": _boolean,
    "instant": _instant,
    "json": _json,
}


def _line(noun: Noun, names: tuple[str, ...], template: str) -> Callable[..., bytes]:
    """A function that encodes a row of these columns; the values are texts, except numbers and booleans."""
    types = {column.name: column.type for column in noun.columns}
    encoders = [_ENCODERS[types[name]] for name in names]
    body = template.replace("*", "{" + ",".join(f'"{name}":%s' for name in names) + "}")

    def encode(row: Sequence[Any], *before: str) -> bytes:
        try:
            texts = ["null" if value is None else each(value) for each, value in zip(encoders, row, strict=True)]
            return (body % (*before, *texts)).encode()
        except _ENCODING_ERRORS as error:
            raise _no_canonical_text(names, encoders, row) from error

    return encode


def _no_canonical_text(names: tuple[str, ...], encoders: list[Encoder], row: Sequence[Any]) -> NoCanonicalText:
    name, value = next(
        (name, value)
        for name, encode, value in zip(names, encoders, row, strict=True)
        if value is not None and not _can_encode(encode, value)
    )
    found = f"{name} of {row[names.index('id')]} holds {str(value)[:60]!r}"
    return NoCanonicalText(f"{found}, which has no canonical text.")


def _can_encode(encode: Encoder, value: object) -> bool:
    try:
        return bool(encode(value).encode())
    except _ENCODING_ERRORS:
        return False


_header = _line(SNAPSHOTS, SNAPSHOT_COLUMNS, f'{{"format":"{FORMAT}","props":%s,"snapshot":*}}\n')
_prop = _line(PROPS, PROP_COLUMNS, "*\n")


def header(snapshot: Sequence[Any], props: int) -> bytes:
    """The first line, from the snapshot's SNAPSHOT_COLUMNS and the number of its props; raises NoCanonicalText."""
    return _header(snapshot, number(props))


def prop(row: Sequence[Any]) -> bytes:
    """The line of a prop, from its PROP_COLUMNS; raises NoCanonicalText."""
    return _prop(row)


def require_importable(line: bytes) -> None:
    """Raise NoCanonicalText for a line that an import refuses, or whose digest another line could have, too.

    Only a lock requires it: the digests of snapshots that are locked already stay as they are.
    """
    if len(line) < LINE_BYTES and not _may_be_inexact(line):
        return
    found = json.loads(line)
    row = found.get("snapshot", found)
    name = f"prop {row['id']}" if row is found else "the snapshot"
    if len(line) >= LINE_BYTES:
        raise NoCanonicalText(f"{name} has more than {LINE_BYTES >> 20} MB, which no import accepts.")
    for column in ("config", "extra_metadata", "tags"):
        if problem := inexact(row.get(column), column):
            raise NoCanonicalText(f"in {name}, {problem}.")
