"""The rows of a snapshot as canonical lines, read in batches on the driver's cursor: any size, the same memory."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS, Noun
from bbprops_cli.db.connection.bulk import Cursor, Row
from bbprops_cli.errors import NotFound
from bbprops_cli.rules.snapshots import digest

BATCH = 2000
CURSOR = "bbprops_digest"
AS_TEXT = ("uuid", "instant", "json")
# Whatever the session says: fifteen digits, another zone or date style would be another text.
SPELLING = "SET LOCAL extra_float_digits = 1; SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = 'ISO'"
Seen = Callable[[int, int], None]


class Digest(NamedTuple):
    """The SHA-256 of a snapshot's canonical text, and how many props it covers."""

    sha256: str
    props: int


def compute(connection: Any, kind: str, identifier: str, seen: Seen | None = None) -> Digest:
    """The digest of the content as the caller's transaction sees it; `seen` hears of props done and in all."""
    hashed = sha256()
    props = -1
    for line in lines(connection, kind, identifier, seen):
        hashed.update(line)
        props += 1
    return Digest(hashed.hexdigest(), props)


def lines(connection: Any, kind: str, identifier: str, seen: Seen | None = None) -> Iterator[bytes]:
    """The canonical text: a header, then a line per prop. `identifier` is spelled as the driver does.

    Nobody may write into the snapshot meanwhile: the caller holds its row, or looks at one state of the database.
    Raises NoCanonicalText.
    """
    import sqlite3

    try:
        yield from _lines(connection, kind, identifier, seen)
    except sqlite3.OperationalError as error:
        found = re.match(r"Could not decode to UTF-8 column '(\w+)'", str(error))
        if not found:
            raise
        raise digest.NoCanonicalText(f"{found[1]} of a row holds bytes that are no text.") from error


def _lines(connection: Any, kind: str, identifier: str, seen: Seen | None) -> Iterator[bytes]:
    cursor = Cursor(connection, kind)
    if cursor.postgresql:
        cursor.run(SPELLING)
    ((props,),) = cursor.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    found = cursor.rows(f"{_select(cursor, SNAPSHOTS, digest.SNAPSHOT_COLUMNS)} WHERE id = %s", (identifier,))
    if not found:
        raise NotFound("The snapshot is gone.")
    yield digest.header(found[0], props)
    done = 0
    for batch in _batches(cursor, identifier):
        yield from map(digest.prop, batch)
        done += len(batch)
        if seen:
            seen(done, props)


def _select(cursor: Cursor, noun: Noun, names: tuple[str, ...]) -> str:
    kinds = {column.name: column.type for column in noun.columns}
    cast = AS_TEXT if cursor.postgresql else ()
    shown = (f"{name}::text" if kinds[name] in cast else name for name in names)
    return f"SELECT {', '.join(shown)} FROM {noun.table}"


def _batches(cursor: Cursor, identifier: str) -> Iterator[list[Row]]:
    query = (
        f"{_select(cursor, PROPS, digest.PROP_COLUMNS)} WHERE snapshot_id = %s ORDER BY prop_markets.id"  # not the text
    )
    if not cursor.postgresql:
        cursor.run(query, (identifier,))
        yield from iter(lambda: cursor.raw.fetchmany(BATCH), [])
        return
    # All rows will be read; PostgreSQL would plan for the first tenth.
    opening = f"SET LOCAL cursor_tuple_fraction = 1; DECLARE {CURSOR} NO SCROLL CURSOR FOR"
    cursor.run(f"{opening} {query}", (identifier,))
    yield from iter(lambda: cursor.rows(f"FETCH {BATCH} FROM {CURSOR}"), [])
    cursor.run(f"CLOSE {CURSOR}")
