"""The cache tags that a unit of work changes; after the commit, the listener of the Invocation is told.

Rows written through the ORM are recorded automatically. Code that uses the driver's connection names its tags with
`Work.touch`; without that, everything counts as changed, which is slower and never wrong.
"""

from collections.abc import Iterable, MutableMapping
from typing import Any

from bbprops_cli import invocation

EVERYTHING = "everything"  # as in rules/cache/keys.py
Info = MutableMapping[Any, Any]
_BY_ROWS, _NAMED, _UNKNOWN = "touched by rows", "touched as named", "touched unknown rows"
_TAGS_OF_TABLES = {
    "snapshots": {"snapshots", "experiments", "slips"},
    "users": {"users", "experiments", "slips"},
    "experiments": {"experiments"},
    "saved_slips": {"slips"},
}


def tell(tags: set[str]) -> None:
    """Tell the listener of this Invocation which cache tags a commit changed; does nothing without tags or listener."""
    invocation.current().committed = True
    if tags and (listener := invocation.current().on_commit):
        listener(tags)


def tags(info: Info) -> set[str]:
    """The cache tags that a unit of work has changed, from the `info` of its session."""
    if info.get(_UNKNOWN) and _NAMED not in info:
        return {EVERYTHING}
    return {*info.get(_NAMED, ()), *info.get(_BY_ROWS, ())}


def record(info: Info, tags: Iterable[str]) -> None:
    """Record the cache tags that the driver's connection was used to change; an empty iterable means none."""
    info.setdefault(_NAMED, set()).update(tags)


def record_unknown(info: Info) -> None:
    """Record that the driver's connection was handed out, so that unknown rows may change."""
    info[_UNKNOWN] = True


def record_rows(info: Info, rows: Iterable[Any]) -> None:
    """Record the cache tags of the rows of a flush, for the values before and after it."""
    for row in rows:
        table = getattr(row, "__tablename__", "")
        changed = _tags_of_prop(row) if table == "prop_markets" else _TAGS_OF_TABLES.get(table, ())
        info.setdefault(_BY_ROWS, set()).update(changed)


def record_statement(info: Info) -> None:
    """Record an ORM statement that writes, as a change of everything: only the database knows which rows it changes."""
    info.setdefault(_BY_ROWS, set()).add(EVERYTHING)


def _tags_of_prop(row: object) -> set[str]:
    from sqlalchemy import inspect

    from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS, league_tags

    def versions(name: str) -> set[Any]:
        return {getattr(row, name), *inspect(row).attrs[name].history.deleted}

    snapshot_ids = versions("snapshot_id")
    board_tags = league_tags(versions("league")) if None in snapshot_ids else set()
    return board_tags | ({ALL_SNAPSHOTS} if snapshot_ids - {None} else set())
