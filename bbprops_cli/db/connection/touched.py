"""What a unit of work changes, as topics of the cache, and who hears of it after the commit.

Rows written through the ORM say it by themselves. Whoever takes the driver's connection says it by `Work.touch`; where
nothing is said, everything counts as changed: that is slower, never wrong. Imports nothing, so that the command line
can listen from the start.
"""

from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

EVERYTHING = "everything"  # as in rules.cache_keys
Info = MutableMapping[Any, Any]
_BY_ROWS, _SAID, _UNSAID = "touched by rows", "touched", "touched in the dark"
_TABLES = {
    "snapshots": {"snapshots", "experiments", "slips"},
    "users": {"users", "experiments", "slips"},
    "experiments": {"experiments"},
    "saved_slips": {"slips"},
}
_listener: Callable[[set[str]], None] | None = None


def listen(call: Callable[[set[str]], None] | None) -> None:
    """Let `call` hear the topics of every commit of this process from now on; it must not raise."""
    global _listener  # noqa: PLW0603 - one process runs one command
    _listener = call


def tell(topics: set[str]) -> None:
    """Tell the listener, if there is one and anything changed."""
    if topics and _listener:
        _listener(topics)


def topics(info: Info) -> set[str]:
    """What a unit of work, known by its `info`, has changed."""
    if info.get(_UNSAID) and _SAID not in info:
        return {EVERYTHING}
    return {*info.get(_SAID, ()), *info.get(_BY_ROWS, ())}


def say(info: Info, topics: Iterable[str]) -> None:
    """Add what was changed; nothing at all is an answer too."""
    info.setdefault(_SAID, set()).update(topics)


def in_the_dark(info: Info) -> None:
    """Note that somebody has the driver's connection, and may write whatever they like."""
    info[_UNSAID] = True


def by_rows(info: Info, rows: Iterable[Any]) -> None:
    """Add what the rows of a flush are about, and were before it."""
    for row in rows:
        table = getattr(row, "__tablename__", "")
        about = _of_prop(row) if table == "prop_markets" else _TABLES.get(table, ())
        info.setdefault(_BY_ROWS, set()).update(about)


def by_statement(info: Info) -> None:
    """Note a statement of the ORM; which rows it changes, only the database knows."""
    info.setdefault(_BY_ROWS, set()).add(EVERYTHING)


def _of_prop(row: Any) -> set[str]:
    from sqlalchemy import inspect

    from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS, leagues_topics

    def versions(name: str) -> set[Any]:
        return {getattr(row, name), *inspect(row).attrs[name].history.deleted}

    places = versions("snapshot_id")
    topics = leagues_topics(versions("league")) if None in places else set()
    return topics | ({ALL_SNAPSHOTS} if places - {None} else set())
