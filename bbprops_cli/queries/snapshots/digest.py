"""The rows of a snapshot as canonical lines, read in batches on the driver's cursor: any size, the same memory."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import NotFound
from bbprops_cli.rules.snapshots import digest

BATCH = 2000
# Types that the digest reads as the text that the database stores or prints.
AS_TEXT: dict[str, tuple[str, ...]] = {"postgresql": ("uuid", "instant", "json"), "sqlite": ()}
# Whatever the session says: fifteen digits, another zone or date style would be another text.
SPELLING = {
    "postgresql": "SET LOCAL extra_float_digits = 1; SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = 'ISO'",
    "sqlite": "",
}
Seen = Callable[[int, int], None]


class Digest(NamedTuple):
    """The SHA-256 of a snapshot's canonical text, and how many props it covers."""

    sha256: str
    props: int


def compute(db: Db, identifier: str, seen: Seen | None = None) -> Digest:
    """The digest of the content as the caller's transaction sees it; `seen` hears of props done and in all."""
    hashed = sha256()
    props = -1
    for line in lines(db, identifier, seen):
        hashed.update(line)
        props += 1
    return Digest(hashed.hexdigest(), props)


def lines(db: Db, identifier: str, seen: Seen | None = None) -> Iterator[bytes]:
    """The canonical text: a header, then a line per prop. `identifier` is spelled as the driver does.

    Nobody may write into the snapshot meanwhile: the caller holds its row, or looks at one state of the database.
    Raises NoCanonicalText.
    """
    import sqlite3

    try:
        yield from _lines(db, identifier, seen)
    except sqlite3.OperationalError as error:
        found = re.match(r"Could not decode to UTF-8 column '(\w+)'", str(error))
        if not found:
            raise
        raise digest.NoCanonicalText(f"{found[1]} of a row holds bytes that are no text.") from error


def _lines(db: Db, identifier: str, seen: Seen | None) -> Iterator[bytes]:
    db.run(SPELLING[db.dialect.name])
    ((props,),) = db.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    found = db.rows(f"{_select(db, SNAPSHOTS, digest.SNAPSHOT_COLUMNS)} WHERE id = %s", (identifier,))
    if not found:
        raise NotFound("The snapshot is gone.")
    yield digest.header(found[0], props)
    done = 0
    query = f"{_select(db, PROPS, digest.PROP_COLUMNS)} WHERE snapshot_id = %s ORDER BY prop_markets.id"  # not its text
    for batch in db.stream(query, (identifier,), batch=BATCH):
        yield from map(digest.prop, batch)
        done += len(batch)
        if seen:
            seen(done, props)


def _select(db: Db, noun: Noun, names: tuple[str, ...]) -> str:
    kinds = {column.name: column.type for column in noun.columns}
    cast = AS_TEXT[db.dialect.name]
    shown = (f"{name}::text" if kinds[name] in cast else name for name in names)
    return f"SELECT {', '.join(shown)} FROM {noun.table}"
