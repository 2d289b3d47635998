"""Corrections of one prop as typed: columns and their new values."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.rules.props.odds_format import number, typed_price
from bbprops_cli.rules.props.prop import CONTENT, NEEDED, Prop, problem
from bbprops_cli.rules.props.season import parse_season
from bbprops_cli.rules.values import provider_time, words
from bbprops_cli.rules.values.nearest import did_you_mean


def corrected(prop: Prop, changes: Mapping[str, str]) -> Prop:
    """The prop with some columns replaced; an empty text clears its column.

    Raises UsageError for an unknown column or a text that cannot be read, InvalidInput for a prop that an import would
    reject.
    """
    new = replace(prop, **{name: _value(name, " ".join(text.split())) for name, text in changes.items()})
    missing = next((name for name in (*NEEDED, "line", "is_active") if getattr(new, name) is None), None)
    found = (missing, "is missing") if missing else problem(new)
    if found:
        raise InvalidInput(f"{found[0]} {found[1]}.")
    return new


def _value(name: str, text: str) -> Any:
    if name not in CONTENT:
        raise UsageError(
            f"column {name[:60]!r} cannot be corrected.{did_you_mean(name, CONTENT)}",
            hint=f"Columns: {', '.join(CONTENT)}.",
        )
    if not text:
        return {} if name == "extra_metadata" else None
    try:
        return _READERS.get(name, str)(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name}: {error}.") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(f"{text[:40]!r} is not a JSON object")  # noqa: TRY004 - to the caller it is text that cannot be read
    return found


_READERS: dict[str, Callable[[str], Any]] = {
    "week": _whole,
    "league": str.upper,
    "season": parse_season,
    "line": number,
    "odds": typed_price,
    "under_odds": typed_price,
    "platform": str.lower,
    "game_date": lambda text: provider_time.parse(text)[0],
    "is_active": words.truth,
    "extra_metadata": _object,
}
