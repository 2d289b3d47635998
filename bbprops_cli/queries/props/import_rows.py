"""Rows of an import: props encoded as the driver binds them, counted, and separated from duplicates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from uuid_utils import uuid7

from bbprops_cli.db.connection.bulk import Spool
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.props.prop import CONTENT, Prop, content
from bbprops_cli.rules.props.sync_losses import Loss
from bbprops_cli.rules.values.stored_json import stored_json

METADATA_CHARACTERS = 4_000_000  # up to 16 MB, the limit for a prop in an exported snapshot
SEEN_BITS = 27  # of the hash of a key, which has a bit in a bitmap of 16 MB
_GAME_DATE, _METADATA = 1 + CONTENT.index("game_date"), 1 + CONTENT.index("extra_metadata")  # after the id


@dataclass(slots=True)
class Counts:
    """Rows of one platform by what became of them."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    duplicate: int = 0
    deactivated: int = 0


@dataclass(slots=True)
class Loaded:
    """What an import did by platform, and the (league, week) pairs of its props.

    `left` are leagues with deactivated props; `moved` counts props that had been stored under another league; `losses`
    are platforms and leagues of which --sync deactivated most props.
    """

    platforms: dict[str, Counts] = field(default_factory=dict)
    weeks: set[tuple[str, int | None]] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    moved: int = 0
    losses: tuple[Loss, ...] = ()

    def total(self, name: str) -> int:
        """The sum of one count over all platforms."""
        return sum(getattr(counts, name) for counts in self.platforms.values())


def encoded(db: Db, props: Iterable[Prop], loaded: Loaded) -> Iterator[tuple[list[Any], Prop]]:
    """Each prop with its row: a new id, then the content as the driver binds it.

    Counts every prop as inserted; the comparison with stored props corrects the counts.
    """
    platforms, weeks, as_id, as_text = loaded.platforms, loaded.weeks, db.dialect.id, db.dialect.instant
    for prop in props:
        row = [as_id(uuid7()), *content(prop)]
        row[_METADATA] = _metadata_text(prop.extra_metadata)
        if len(row[_METADATA]) > METADATA_CHARACTERS:
            raise InvalidInput(
                f"extra_metadata of {prop.player_name}, {prop.market_type} ({prop.external_id}) has more than"
                f" {METADATA_CHARACTERS:,} characters, the limit for a prop; nothing was imported"
            )
        if prop.game_date is not None:
            row[_GAME_DATE] = as_text(prop.game_date)
        counts = platforms.get(prop.platform)
        if counts is None:
            counts = platforms[prop.platform] = Counts()
        counts.inserted += 1
        weeks.add((prop.league, prop.week))
        yield row, prop


def without_duplicates(rows: Iterable[tuple[list[Any], Prop]], again: Spool) -> Iterator[list[Any]]:
    """The rows whose key is certainly new, as a Bloom filter of one hash tells; possible duplicates go to `again`."""
    # 16 MB bitmap instead of a set: ten million keys took 1 GB. It suspects a few rows wrongly.
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
    """Canonical JSON; most rows of a file share their metadata, and a look-up is cheaper than encoding."""
    if not metadata:
        return "{}"
    # Texts only, because 1, 1.0 and True are equal as keys of the cache but differ as JSON.
    if set(map(type, metadata.values())) == {str}:
        return _cached_text(tuple(metadata.items()))
    return stored_json(metadata)


@lru_cache(maxsize=1 << 14)
def _cached_text(items: tuple[tuple[str, str], ...]) -> str:
    return stored_json(dict(items))
