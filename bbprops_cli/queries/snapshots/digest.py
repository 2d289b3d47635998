"""The rows of a snapshot as canonical lines, read in batches on the driver's cursor, in bounded memory."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import NotFound
from bbprops_cli.rules.snapshots import digest

BATCH = 2000
# Types that the digest reads as text, as the database stores or prints them.
_AS_TEXT: dict[str, tuple[str, ...]] = {"postgresql": ("uuid", "instant", "json"), "sqlite": ()}
# Session settings change how PostgreSQL prints numbers and times, and therefore the digest.
_TEXT_SETTINGS = {
    "postgresql": "SET LOCAL extra_float_digits = 1; SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = 'ISO'",
    "sqlite": "",
}
Progress = Callable[[int, int], None]  # called with the number of props done, and the number of all


class Digest(NamedTuple):
    """The SHA-256 of a snapshot's canonical text, and how many props it covers."""

    sha256: str
    props: int


def compute(db: Db, identifier: str, progress: Progress | None = None, *, to_lock: bool = False) -> Digest:
    """The digest of the content as the caller's transaction sees it.

    Raises NotFound or NoCanonicalText; `to_lock` also refuses content that could not be imported again.
    """
    hashed = sha256()
    props = -1
    for line in lines(db, identifier, progress):
        if to_lock:
            digest.require_importable(line)
        hashed.update(line)
        props += 1
    return Digest(hashed.hexdigest(), props)


def lines(db: Db, identifier: str, progress: Progress | None = None) -> Iterator[bytes]:
    """The canonical text: a header, then one line per prop. `identifier` is the id as the driver binds it.

    The caller ensures that nothing changes during the read: it holds the lock of the row, or its transaction reads one
    state of the database. Raises NotFound or NoCanonicalText.
    """
    import sqlite3

    try:
        yield from _lines(db, identifier, progress)
    except sqlite3.OperationalError as error:
        found = re.match(r"Could not decode to UTF-8 column '(\w+)'", str(error))
        if not found:
            raise
        raise digest.NoCanonicalText(f"{found[1]} of a row contains bytes that are not UTF-8") from error


def _lines(db: Db, identifier: str, progress: Progress | None) -> Iterator[bytes]:
    db.run(_TEXT_SETTINGS[db.dialect.name])
    ((props,),) = db.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    found = db.rows(f"{_select(db, SNAPSHOTS, digest.SNAPSHOT_COLUMNS)} WHERE id = %s", (identifier,))
    if not found:
        raise NotFound("the snapshot no longer exists")
    yield digest.header(found[0], props)
    done = 0
    # A bare `id` would sort by the text that is selected.
    query = f"{_select(db, PROPS, digest.PROP_COLUMNS)} WHERE snapshot_id = %s ORDER BY prop_markets.id"
    for batch in db.stream(query, (identifier,), batch=BATCH):
        yield from map(digest.prop, batch)
        done += len(batch)
        if progress:
            progress(done, props)


def _select(db: Db, noun: Noun, names: tuple[str, ...]) -> str:
    types = {column.name: column.type for column in noun.columns}
    as_text = _AS_TEXT[db.dialect.name]
    shown = (f"{name}::text" if types[name] in as_text else name for name in names)
    return f"SELECT {', '.join(shown)} FROM {noun.table}"
