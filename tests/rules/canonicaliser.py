"""RFC 8785 a second time, written from its text in another way: only decimal arithmetic, nothing of Python's JSON."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write(value: Any) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return "[" + ",".join([write(each) for each in value]) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: [int.from_bytes(unit, "big") for unit in _units(key)])
        return "{" + ",".join([_text(key) + ":" + write(value[key]) for key in keys]) + "}"
    return _number(float(value))


def _units(key: str) -> list[bytes]:
    coded = key.encode("utf-16-be")
    return [coded[place : place + 2] for place in range(0, len(coded), 2)]


def _text(value: str) -> str:
    shown = (ESCAPES.get(letter) or (f"\\u{ord(letter):04x}" if letter < " " else letter) for letter in value)
    return f'"{"".join(shown)}"'


def _number(value: float) -> str:
    """ECMA-262, Number::toString, with its names: the shortest digits s of length k, and n, where the point goes."""
    if value < 0:
        return "-" + _number(-value)
    s, n = _shortest(value)
    k = len(s)
    if value == 0:
        return "0"
    if k <= n <= 21:
        return s + "0" * (n - k)
    if 0 < n <= 21:
        return s[:n] + "." + s[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + s
    e = ("+" if n > 1 else "-") + str(abs(n - 1))
    return s + "e" + e if k == 1 else s[0] + "." + s[1:] + "e" + e


def _shortest(value: float) -> tuple[str, int]:
    """The fewest digits that read back as the same double, by trying; the nearest of them, as ECMA-262 wants.

    The decimal nearest to the double may not read back where its neighbour does: 2**-24 has 16 digits, not 17.
    """
    exact = Decimal(value)
    for digits in range(1, 18):
        place = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        nearby = (exact.quantize(place, rounding) for rounding in (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING))
        if found := [each for each in nearby if float(each) == value]:
            nearest = min(found, key=lambda each: abs(each - exact))
            return "".join(map(str, nearest.as_tuple().digits)).rstrip("0") or "0", nearest.adjusted() + 1
    raise AssertionError(value)
