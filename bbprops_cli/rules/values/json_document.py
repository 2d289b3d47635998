"""JSON from files and options: parsed, and refused if a database cannot store it."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.storable import unstorable_json
from bbprops_cli.rules.values.stored_json import stored_json


def read(text: str, name: str) -> Iterator[object]:
    """The JSON values of a text one after another, such as JSON lines or the output of jq.

    `name` names the text in errors. Raises InvalidInput with the reason and the place.
    """
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


def flat(text: str, name: str) -> list[object]:
    """The values of `read`, and those of lists in their place; raises InvalidInput if there are none."""
    found = [each for value in read(text, name) for each in (value if isinstance(value, list) else [value])]
    if not found:
        raise InvalidInput(f"{name} is empty")
    return found


def value(text: str) -> object:
    """A value as typed: parsed if it is JSON, else a string.

    Raises ValueError for NaN, Infinity and a value that a database cannot store.
    """
    if text.strip(" +-").casefold() in {"nan", "inf", "infinity"}:
        raise ValueError(f"{text.strip()} is not a JSON number")
    try:
        found = _decoder.decode(text)
    except (json.JSONDecodeError, RecursionError):
        found = text
    if reason := unstorable_json(stored_json(found)):
        raise ValueError(reason)
    return found


def object_in(text: str, name: str) -> dict[str, Any]:
    """The JSON object that a text consists of; `name` names the text in errors. Raises InvalidInput."""
    found = list(read(text, name))
    if len(found) != 1 or not isinstance(found[0], dict):
        raise InvalidInput(f"{name} is not a JSON object.", hint=f'Write {name} \'{{"key": "value"}}\'.')
    return found[0]


def require_storable(value: object, name: str) -> None:
    """Raise InvalidInput for a value that a database cannot store unchanged; `name` names the value."""
    try:
        reason = unstorable_json(stored_json(value))
    except ValueError:
        reason = "holds NaN or Infinity, which JSON does not allow"
    except RecursionError:
        reason = "is nested too deeply"
    if reason:
        raise InvalidInput(f"{name} {reason}.")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError(f"{text[:40]} is too large for a number")
    return number


def _whole(text: str) -> int:
    _finite(text)  # JSON does not limit integers, but arithmetic with doubles does
    return int(text)


_decoder = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
