"""Canonical lines of a snapshot, read back into values and compared with one another."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.snapshots.digest import FORMAT, PROP_COLUMNS, SNAPSHOT_COLUMNS

Values = dict[str, Any]


class Header(NamedTuple):
    """The first line: the SNAPSHOT_COLUMNS of the snapshot, and the number of props that follow."""

    snapshot: Values
    props: int


def read_header(line: bytes) -> Header:
    """The header in the first line; raises InvalidInput if the line does not begin an export of a snapshot."""
    found = _object(line)
    if not found or not str(found.get("format", "")).startswith("bbprops.snapshot/"):
        raise InvalidInput(
            "the file is not an export of a snapshot.", hint="Write one with: bbprops snapshots export NAME FILE"
        )
    if found["format"] != FORMAT:
        raise InvalidInput(f"the file has the format {str(found['format'])[:40]}, which this version cannot read.")
    snapshot, props = found.get("snapshot"), found.get("props")
    if not isinstance(snapshot, dict) or set(snapshot) != set(SNAPSHOT_COLUMNS) or not isinstance(props, int):
        raise InvalidInput("line 1 of the file is damaged.", hint="Fetch the file again.")
    return Header(snapshot, props)


def read_prop(line: bytes, number: int) -> Values:
    """The PROP_COLUMNS of a prop's line; `number` is the number of the line in errors. Raises InvalidInput."""
    found = _object(line)
    if found is None or set(found) != set(PROP_COLUMNS):
        raise InvalidInput(f"line {number:,} of the file is damaged.", hint="Fetch the file again.")
    return found


def _object(line: bytes) -> Values | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def first_difference(ours: Iterator[bytes], theirs: Iterator[bytes]) -> str:
    """A sentence on the first line that differs; an empty string if all lines are equal."""
    for number, (mine, other) in enumerate(zip_longest(ours, theirs, fillvalue=b""), 1):
        if mine != other:
            return _difference(number, mine, other)
    return ""


def _difference(number: int, mine: bytes, other: bytes) -> str:
    here, there = _object(mine), _object(other)
    if other and there is None:
        return f"line {number:,} of the file is damaged"
    if here and there and (number == 1 or here.get("id") == there.get("id")):
        what, pair = (_named(here), (here, there)) if number > 1 else ("the snapshot", (_flat(here), _flat(there)))
        return _columns(what, *pair) or f"line {number:,} is spelled differently in the file"
    only_here = here and (not there or str(here.get("id")) < str(there.get("id")))
    return f"{_named(here if only_here else there)} is only in the {'snapshot' if only_here else 'file'}"


def _flat(header: Values) -> Values:
    snapshot = header.get("snapshot")
    return {**header, **(snapshot if isinstance(snapshot, dict) else {}), "snapshot": None}


def _columns(what: str, here: Values, there: Values) -> str:
    names = [name for name in sorted({*here, *there}) if here.get(name) != there.get(name)]
    name = next(iter(names), None)
    if name is None:
        return ""
    more = f", and {len(names) - 1} more columns" if len(names) > 1 else ""
    return f"{name} of {what} is {_shown(here.get(name))} in the snapshot, {_shown(there.get(name))} in the file{more}"


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:80]


def _named(prop: Values | None) -> str:
    found = prop or {}
    return f"prop {found.get('id')} ({found.get('player_name')}, {found.get('market_type')})"
