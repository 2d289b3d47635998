"""What the readers of JSON share: one value or one object of a document that may hold anything anywhere."""

import json
import re
from collections import Counter
from collections.abc import Container
from datetime import datetime
from html import unescape
from typing import Any, Literal

from bbprops_cli.providers.pipeline import NO_LINE
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.odds_format import number
from bbprops_cli.rules.values import provider_time

Json = dict[str, Any]
Side = Literal["over", "under"]

SIDES: dict[str, Side] = {
    **dict.fromkeys(("over", "higher", "more", "yes"), "over"),
    **dict.fromkeys(("under", "lower", "less", "no"), "under"),
}
_PRE = re.compile(r"<(?:pre|body|p|div)\b[^>]*>\s*(?=[{\[])")  # a browser's page round the answer
TIMES = "start times that cannot be read, kept as text in extra_metadata"


class BadField(ValueError):
    """A value that its column cannot take; the message goes on from the column's name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def document_of(source: Source) -> Any:
    """The JSON document, also where a browser made a page round it."""
    is_web_page = source.head.lstrip()[:1] == b"<"
    document = source.document(after=_PRE if is_web_page else None)
    return _unescaped(document) if is_web_page else document


def _unescaped(node: Any) -> Any:
    """The same without what a browser writes for & and < in its page."""
    if isinstance(node, dict):
        return {key: _unescaped(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_unescaped(item) for item in node]
    return unescape(node) if isinstance(node, str) else node


def inside(body: str) -> Any:
    """The answer that a string holds, as in a browser's log of what it was sent; None for any other string."""
    try:
        return json.loads(body) if body.lstrip()[:1] in {"{", "["} else None
    except (ValueError, RecursionError):
        return None


def text(value: Any) -> str | None:
    """Text with single spaces; numbers as text, anything else is nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def line_of(value: Any) -> float:
    """The line as a number, NO_LINE where there is none."""
    try:
        return NO_LINE if value is None or value == "" else number(value)
    except (ValueError, TypeError):
        raise BadField("line", f"{value!r:.40} is not a number") from None


def kickoff(value: Any) -> datetime | None:
    """The moment in UTC; BadField for what is none."""
    try:
        return provider_time.parse(value)[0] if value else None
    except (ValueError, TypeError):
        raise BadField("game_date", f"{value!r:.40} is not a date or time") from None


def kickoff_or_text(value: Any, extra: Json, skipped: Counter[str]) -> datetime | None:
    """The same for providers whose props are told apart without it: a bad time costs the time, not the prop."""
    try:
        return kickoff(value)
    except BadField:
        extra["start_time"] = value
        skipped[TIMES] += 1
        return None


def record(value: Any) -> Json:
    """The object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[Json]:
    """The objects in a list, or those that an object holds by id."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in items if isinstance(item, dict)]


def by_id(value: Any) -> dict[str, Json]:
    """The same under their ids, which some providers send as numbers and some as text."""
    return {identifier: item for item in records(value) if (identifier := text(item.get("id")))}


def extras(source: Json, used: Container[str]) -> Json:
    """What else an object says: all that is not blank, in `used`, or a picture."""
    return {
        key: value
        for key, value in source.items()
        if key not in used and value not in (None, "", [], {}) and "image" not in key
    }
