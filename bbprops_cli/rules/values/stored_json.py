"""JSON as the database stores it on SQLite: one spelling, so that equal values are equal texts.

The digest of a snapshot (`rules.snapshots.digest.digest_json`, RFC 8785) and an export (`queries.lists.exports`, as
PostgreSQL prints jsonb) spell JSON in two other ways; the three are not interchangeable.
"""

import json

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def stored_json(value: object) -> str:
    """Compact JSON with sorted keys; raises ValueError for NaN and Infinity."""
    return _encode(value)


def as_stored_json(text: str) -> str:
    """JSON text in the stored spelling, for comparisons on SQLite; 1, 1.0 and 1e0 are one number as on PostgreSQL."""
    return stored_json(json.loads(text, parse_float=_number))


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
