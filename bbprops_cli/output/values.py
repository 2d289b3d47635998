"""Values as each format writes them: for people, for programs, and for JSON."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.rules.values.moments import in_zone
from bbprops_cli.rules.values.wording import size

Row = Sequence[Any]
Cell = Callable[[Any], str]
NUMBERS = ("int", "float")


class Look(NamedTuple):
    """The time zone of instants, how prices are shown, and the zone's name for headers."""

    zone: tzinfo = UTC
    odds: str = "decimal"
    zone_label: str = "UTC"


def cells(columns: Sequence[Column], look: Look, escape: Cell, *, human: bool) -> list[Cell]:
    """For each column, a function that turns a value other than None into text; it escapes text that is not our own."""
    return [_cell(column, look, escape, human=human) for column in columns]


def texts(row: Row, show: Sequence[Cell]) -> list[str]:
    """The cells of a row as text; None becomes an empty text."""
    return ["" if value is None else each(value) for value, each in zip(row, show, strict=True)]


def title(column: Column, look: Look) -> str:
    """The title of a column; it names the time zone of instants."""
    return f"{column.title} ({look.zone_label})" if column.type == "instant" else column.title


def _cell(column: Column, look: Look, escape: Cell, *, human: bool) -> Cell:
    if column.size and human:
        return size
    if column.odds:
        return _odds_text(look.odds, human=human)
    if column.type == "instant":
        return _minute(look.zone, escape) if human else _instant(look.zone, escape)
    if column.type == "bool":
        words = ("no", "yes") if human else ("false", "true")
        return lambda value: words[bool(value)]
    if column.type in {"json", "value"}:
        return _json_cell(encoder(look), escape, bare=column.type == "value")
    if column.type == "float":
        return lambda value: shortest(value) if isinstance(value, float) else escape(str(value))
    return lambda value: escape(value if isinstance(value, str) else str(value))


def _json_cell(encode: Cell, escape: Cell, *, bare: bool) -> Cell:
    """A cell of JSON; `bare` leaves out the quotes of a text and the `.0` of a whole number."""

    def show(value: object) -> str:
        if bare and isinstance(value, str):
            return escape(value)
        return shortest(value) if bare and isinstance(value, float) and value - value == 0 else escape(encode(value))

    return show


def shortest(number: float) -> str:
    """The number in the fewest digits that read back as an equal number: 7, 7.5."""
    return repr(number).removesuffix(".0")


def _odds_text(odds: str, *, human: bool) -> Cell:
    if odds == "decimal":
        return (lambda price: f"{price:.3f}".removesuffix("0")) if human else shortest
    convert, spec = price_as(odds), "+d" if odds == "american" else ".4f"
    return lambda price: f"{convert(price):{spec}}"


def price_as(odds: str) -> Callable[[float], float]:
    """A function that turns decimal odds into American odds, or into an implied probability of four decimals."""
    from bbprops_cli.rules.props.odds_format import decimal_to_american, decimal_to_implied

    return decimal_to_american if odds == "american" else lambda decimal: round(decimal_to_implied(decimal), 4)


def _instant(zone: tzinfo, escape: Cell) -> Cell:
    return lambda value: instant(value, zone) if isinstance(value, datetime) else escape(str(value))


def _minute(zone: tzinfo, escape: Cell) -> Cell:
    def show(value: object) -> str:
        if not isinstance(value, datetime):
            return escape(value)
        local = in_zone(value, zone)
        return local.isoformat(" ", "minutes")[:16] + "Z" * (local.tzinfo is not zone)

    return show


def instant(value: datetime, zone: tzinfo) -> str:
    """ISO 8601 such as 2025-10-05T17:00:00Z, or with the offset of another zone; microseconds unless they are zero."""
    if zone is UTC:
        return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
    return in_zone(value, zone).isoformat()


def encoder(look: Look, *, ascii_only: bool = False) -> Callable[[Any], str]:
    """A function that encodes a value as compact JSON on one line; NaN and infinities, unknown to JSON, become null."""

    def other(value: object) -> str:
        return instant(value, look.zone) if isinstance(value, datetime) else str(value)

    options: dict[str, Any] = {"ensure_ascii": ascii_only, "separators": (",", ":"), "default": other}
    strict = json.JSONEncoder(allow_nan=False, **options).encode

    def encode(value: object) -> str:
        try:
            return strict(value)
        except ValueError:
            return strict(_finite(value))

    return encode


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and value - value != 0 else value


def records(columns: Sequence[Column], look: Look) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """A function that turns a row into a JSON object, with its prices as --odds asks."""
    names = [column.name for column in columns]
    prices = [column.name for column in columns if column.odds] if look.odds != "decimal" else []
    price = price_as(look.odds) if prices else abs

    def record(row: Sequence[Any]) -> dict[str, Any]:
        made = dict(zip(names, row, strict=True))
        for name in prices:
            if made[name] is not None:
                made[name] = price(made[name])
        return made

    return record
