"""Reading single values and objects of JSON documents in which anything may be anywhere."""

import json
import re
from collections import Counter
from collections.abc import Container
from datetime import datetime
from html import unescape
from typing import Any, cast

from bbprops_cli.providers.pipeline import NO_LINE
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.odds_format import BLANK, american_to_decimal, is_even, number
from bbprops_cli.rules.values import provider_time

Json = dict[str, Any]
_PRE = re.compile(r"<(?:pre|body|p|div)\b[^>]*>\s*(?=[{\[])")  # the page that a browser wraps around an answer
OTHER_FORMAT = "Check what the file holds; if it is of another kind, name it with --format."
UNZONED = "start times without a zone, read as UTC"
TIMES = "start times that cannot be read, kept as text in extra_metadata"


class BadField(ValueError):
    """A value that its field cannot take; the message continues the name of the field: `is not a number`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def document_of(source: Source) -> object:
    """The JSON document of a source, also if a browser has wrapped it in a web page."""
    is_web_page = source.head.lstrip()[:1] == b"<"
    document = source.document(after=_PRE if is_web_page else None)
    return _unescaped(document) if is_web_page else document


def _unescaped(node: object) -> object:
    """The document with & and < in place of their HTML entities, in all its strings."""
    if isinstance(node, dict):
        return {key: _unescaped(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_unescaped(item) for item in node]
    return unescape(node) if isinstance(node, str) else node


def inside(body: str) -> object:
    """The JSON document inside a string, as in the network log of a browser; None for any other string."""
    try:
        return json.loads(body) if body.lstrip()[:1] in {"{", "["} else None
    except (ValueError, RecursionError):
        return None


def text(value: object) -> str | None:
    """Text with single spaces; a number as text; None for blank text and for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def line_of(value: object) -> float:
    """The line as a number, NO_LINE if it is blank; raises BadField."""
    try:
        return NO_LINE if value is None or value == "" else number(value)
    except (ValueError, TypeError):
        raise BadField("line", f"{value!r:.40} is not a number") from None


def kickoff(value: object) -> datetime | None:
    """The start of the game in UTC, None if it is blank; raises BadField."""
    try:
        return provider_time.parse(value)[0] if value else None
    except (ValueError, TypeError):
        raise BadField("game_date", f"{value!r:.40} is not a date or time") from None


def count_unzoned(start: object, skipped: Counter[str]) -> None:
    """Count a start that does not say in which zone it is; the note on the file says which was assumed."""
    if isinstance(start, str) and provider_time.lacks_zone(start):
        skipped[UNZONED] += 1


def kickoff_or_text(value: object, extra: Json, skipped: Counter[str]) -> datetime | None:
    """The start of the game in UTC; one that cannot be read is kept as text in `extra` and counted in `skipped`.

    One that names no zone is counted, too.

    For providers whose props have an id of their own, so that the time is not needed to tell them apart.
    """
    count_unzoned(value, skipped)
    try:
        return kickoff(value)
    except BadField:
        extra["start_time"] = value
        skipped[TIMES] += 1
        return None


def record(value: object) -> Json:
    """The value if it is an object, otherwise an empty object."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Json]:
    """The objects in a list, or in an object that holds them by id."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in items if isinstance(item, dict)]


def by_id(value: object) -> dict[str, Json]:
    """The objects of `records` by their ids, as text: some providers send ids as numbers."""
    return {identifier: item for item in records(value) if (identifier := text(item.get("id")))}


def extras(source: Json, used: Container[str]) -> Json:
    """The values of an object for extra_metadata: without blanks, pictures, and the keys in `used`."""
    return {
        key: value
        for key, value in source.items()
        if key not in used and value not in (None, "", [], {}) and "image" not in key
    }


def _is_no_price(price: object) -> bool:
    return isinstance(price, str) and price.strip().lower() in BLANK


def decimal_price(column: str, american: object, decimal: object = None) -> float | None:
    """Decimal odds from an American price, or if that is not a price, from a decimal one; None if both are blank.

    Words for a price that is not offered, such as N/A, count as blank. Raises BadField, with the name of the column.
    """
    american, decimal = (None if _is_no_price(price) else price for price in (american, decimal))
    for price, turn in ((american, american_to_decimal), (decimal, float)):
        try:
            if price not in (None, ""):
                return turn(number(100 if is_even(price) else cast("float", price)))  # a ValueError for anything else
        except (ValueError, TypeError):
            continue
    if strange := [price for price in (american, decimal) if price not in (None, "")]:
        raise BadField(column, f"{strange[0]!r:.40} is not a price")
    return None
