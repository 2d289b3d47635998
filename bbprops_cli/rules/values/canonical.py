"""JSON in one spelling, so that equal values are equal texts."""

import json
from typing import Any

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical_json(value: Any) -> str:
    """Compact JSON with sorted keys; NaN and Infinity are a ValueError."""
    return _encode(value)


def canonical_text(text: str) -> str:
    """The same for JSON text; 1, 1.0 and 1e0 are one number, as they are to PostgreSQL."""
    return canonical_json(json.loads(text, parse_float=_number))


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
