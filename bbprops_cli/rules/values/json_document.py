"""JSON that others wrote, as it may be stored: one value, or several behind one another."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.storable import unstorable_json
from bbprops_cli.rules.values.stored_json import stored_json


def read(text: str, name: str) -> Iterator[Any]:
    """Each value of a document, such as JSON lines or what jq prints; InvalidInput says what is wrong, and where."""
    text, at = text.removeprefix("\ufeff"), 0
    while at < (end := len(text.rstrip())):
        at = end - len(text[at:end].lstrip())
        try:
            value, at = _decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise InvalidInput(f"{name} is not JSON: {error}.") from error
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"{name} is not JSON: {error or 'it is nested too deeply'}.") from error
        yield value


def value(text: str) -> Any:
    """A value as typed: JSON where it is that, else text; ValueError for NaN, Infinity and what cannot be stored."""
    if text.strip(" +-").casefold() in {"nan", "inf", "infinity"}:
        raise ValueError(f"{text.strip()} is no number of JSON")
    try:
        found = _decoder.decode(text)
    except (json.JSONDecodeError, RecursionError):
        found = text
    if reason := unstorable_json(stored_json(found)):
        raise ValueError(reason)
    return found


def object_in(text: str, name: str) -> dict[str, Any]:
    """The one JSON object that a text holds; raises InvalidInput."""
    found = list(read(text, name))
    if len(found) != 1 or not isinstance(found[0], dict):
        raise InvalidInput(f"{name} is no JSON object.", hint=f'Write {name} \'{{"key": "value"}}\'.')
    return found[0]


def require_storable(value: Any, name: str) -> None:
    """InvalidInput when a database could not keep it as it is."""
    try:
        reason = unstorable_json(stored_json(value))
    except ValueError:
        reason = "holds a number that JSON does not know: NaN or an infinity"
    except RecursionError:
        reason = "is nested too deeply"
    if reason:
        raise InvalidInput(f"{name} {reason}.")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _whole(text: str) -> int:
    _finite(text)  # JSON sets no limit, but whoever counts with it does
    return int(text)


_decoder = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
