"""Props on their way into the database: as the driver takes them, counted, and repeats told from the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from uuid_utils import uuid7

from bbprops_cli.db.connection.bulk import Spool
from bbprops_cli.db.connection.database import Db
from bbprops_cli.rules.props.prop import CONTENT, Prop, content
from bbprops_cli.rules.values.stored_json import stored_json

SEEN_BITS = 27
_GAME_DATE, _METADATA = 1 + CONTENT.index("game_date"), 1 + CONTENT.index("extra_metadata")  # behind the id


@dataclass(slots=True)
class Counts:
    """What became of the props of one platform."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    duplicate: int = 0
    deactivated: int = 0


@dataclass(slots=True)
class Loaded:
    """What an import did by platform, and the (league, week) pairs that it brought.

    `left` are leagues of which props were retired; `moved` counts props that were stored under another league.
    """

    platforms: dict[str, Counts] = field(default_factory=dict)
    weeks: set[tuple[str, int | None]] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    moved: int = 0

    def total(self, name: str) -> int:
        """The sum of one count over all platforms."""
        return sum(getattr(counts, name) for counts in self.platforms.values())


def encoded(db: Db, props: Iterable[Prop], loaded: Loaded) -> Iterator[tuple[list[Any], Prop]]:
    """Each prop with its row: a new id, then the content as the driver takes it.

    Counted as inserted until something else is known.
    """
    platforms, weeks, as_id, as_text = loaded.platforms, loaded.weeks, db.dialect.id, db.dialect.instant
    for prop in props:
        row = [as_id(uuid7()), *content(prop)]
        row[_METADATA] = _metadata_text(prop.extra_metadata)
        if prop.game_date is not None:
            row[_GAME_DATE] = as_text(prop.game_date)
        counts = platforms.get(prop.platform)
        if counts is None:
            counts = platforms[prop.platform] = Counts()
        counts.inserted += 1
        weeks.add((prop.league, prop.week))
        yield row, prop


def without_duplicates(rows: Iterable[tuple[list[Any], Prop]], again: Spool) -> Iterator[list[Any]]:
    """The rows whose key has certainly not been before; the others go to `again`."""
    # A set of ten million keys takes a gigabyte; one bit for each hash takes 16 MB, and suspects a few rows wrongly.
    seen, mask = bytearray(1 << (SEEN_BITS - 3)), (1 << SEEN_BITS) - 1
    for row, prop in rows:
        place = hash((prop.platform, prop.external_id)) & mask
        byte, bit = place >> 3, 1 << (place & 7)
        if seen[byte] & bit:
            again.add(row)
        else:
            seen[byte] |= bit
            yield row


def _metadata_text(metadata: dict[str, Any]) -> str:
    """Canonical JSON; most rows of a file share theirs with others, and a look-up is cheaper than an encoder."""
    if not metadata:
        return "{}"
    # Only texts: 1, 1.0 and True are one key, but three texts.
    if set(map(type, metadata.values())) == {str}:
        return _remembered(tuple(metadata.items()))
    return stored_json(metadata)


@lru_cache(maxsize=1 << 14)
def _remembered(items: tuple[tuple[str, str], ...]) -> str:
    return stored_json(dict(items))
