"""Paths into JSON columns, such as `metrics.roi`, `legs.0.player` or `metrics."log loss"`: parsed and followed."""

import json
import re
from functools import lru_cache

MAX_STEPS = 50
LARGEST_DOUBLE = 1.7976931348623157e308  # a JSON number beyond it counts as this one, on both databases
_STEP = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^."]++)')
_INDEX = re.compile(r"0|-?[1-9]\d*", re.ASCII)


def steps(text: str) -> tuple[str, ...]:
    """The steps of a path as typed: names, and indexes into arrays; a name in quotes is taken literally.

    Raises ValueError, whose text says what is wrong with the path.
    """
    found, at = [], 0
    while step := _STEP.match(text, at):
        found.append(step[2] if step[1] is None else step[1].replace('""', '"'))
        at = step.end()
        if at == len(text):
            return tuple(found)
        if text[at] != ".":
            raise ValueError("a dot must follow a name in quotes")
        if len(found) == MAX_STEPS:
            raise ValueError(f"it has more than {MAX_STEPS} steps")
        at += 1
    raise ValueError("a quote is not closed" if text[at : at + 1] == '"' else "a name is missing")


def path_text(path: tuple[str, ...]) -> str:
    """A path as it is typed: steps joined by dots, unusual ones in quotes. The reverse of `steps`."""
    return ".".join(step if re.fullmatch(r"[\w-]+", step) else '"{}"'.format(step.replace('"', '""')) for step in path)


def is_index(step: str) -> bool:
    """Whether a step can be an index into an array; -1 is the last element."""
    return _INDEX.fullmatch(step) is not None


def at(document: str, path: str, wanted: str) -> object:
    """The value at a path of a JSON document; SQLite calls it as the SQL function `json_at`.

    `path` is a JSON array of steps. `wanted` is `float`, `text` or `bool`: a value of another type is None; or `value`:
    any value is returned as JSON text.
    """
    found = _follow(_document(document), _path(path))
    if found is None or wanted == "value":
        return None if found is None else json.dumps(found)
    if isinstance(found, bool):
        return found if wanted == "bool" else None
    if isinstance(found, int | float):
        return _double(found) if wanted == "float" else None
    return found if isinstance(found, str) and wanted == "text" else None


def _follow(value: object, path: list[str]) -> object:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and is_index(step) and -len(value) <= (place := int(step)) < len(value):
            value = value[place]
        else:
            return None
    return value


@lru_cache(maxsize=4)  # the condition, the order and the output read the same document of a row
def _document(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        return None
    except ValueError:  # an integer of more digits than Python reads
        return json.loads(text, parse_int=float)


@lru_cache(maxsize=64)
def _path(text: str) -> list[str]:
    steps: list[str] = json.loads(text)
    return steps


def _double(number: float) -> float:
    try:
        return max(-LARGEST_DOUBLE, min(float(number), LARGEST_DOUBLE))
    except OverflowError:
        return LARGEST_DOUBLE if number > 0 else -LARGEST_DOUBLE
