"""Storing many props at once: staged in a temporary table, then compared and written as sets.

Speaks to the driver's connection inside the caller's transaction; the SQL is the same on both databases where it
can be.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal, NamedTuple

from uuid_utils import uuid7

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.errors import Conflict, Locked
from bbprops_cli.queries import references
from bbprops_cli.rules.canonical import canonical_json
from bbprops_cli.rules.fold import fold
from bbprops_cli.rules.identity import game_key
from bbprops_cli.rules.prop import CONTENT, Prop

OnConflict = Literal["update", "skip", "fail"]
BATCH = 2000

KEY = ("platform", "external_id")
SAME_KEY = " AND ".join(f"i.{name} = p.{name}" for name in KEY)
KINDRED = ("platform", "market_type", "period", "variant")
# Equality throughout, so that PostgreSQL can hash: IS NOT DISTINCT FROM it compares pair by pair.
KIN = (
    " AND ".join(f"i.{name} = p.{name}" for name in KINDRED) + " AND coalesce(i.game_id, '') = coalesce(p.game_id, '')"
)
VALUES = tuple(name for name in CONTENT if name not in KEY)
STAGED = ("id", *CONTENT, "row_no", "covers")


class Snapshot(NamedTuple):
    """Where props go when not onto the board; `id` as the driver spells it."""

    id: str
    name: str
    league: str
    week: int | None


def open_snapshot(connection: Any, kind: str, reference: str) -> Snapshot:
    """The snapshot of that name or id, before anything is read for it; raises NotFound, or Locked."""
    identifier = references.resolve(connection, kind, SNAPSHOTS, reference)
    cursor = _Cursor(connection, kind)
    native = identifier if cursor.postgresql else identifier.replace("-", "")
    columns = "snapshot_id, league, week, is_locked"
    (name, league, week, locked) = cursor.rows(f"SELECT {columns} FROM snapshots WHERE id = %s", (native,))[0]
    snapshot = Snapshot(native, name, league, week)
    _require_open([(locked,)], snapshot)
    return snapshot


@dataclass(slots=True)
class Counts:
    """What became of the props of one platform, or of all of them."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    repeated: int = 0
    deactivated: int = 0


@dataclass(slots=True)
class Loaded:
    """What an import did by platform, and the (league, week) pairs that it brought."""

    platforms: dict[str, Counts] = field(default_factory=dict)
    weeks: list[tuple[str, int | None]] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum of one count over all platforms."""
        return sum(getattr(counts, name) for counts in self.platforms.values())


def load(
    connection: Any, kind: str, props: Iterable[Prop], *, snapshot: Snapshot | None, on_conflict: OnConflict
) -> Loaded:
    """Store props on the board, or in a snapshot; of several with one identity the last wins.

    Onto the board it also retires lines that moved. Raises Conflict where a stored prop differs and
    `on_conflict` is "fail", Locked where the snapshot was locked meanwhile.
    """
    cursor = _Cursor(connection, kind)
    _stage(cursor, props)
    loaded = Loaded(_drop_repeats(cursor))
    if not loaded.platforms:
        return loaded
    loaded.weeks = cursor.rows("SELECT DISTINCT league, week FROM incoming ORDER BY league, week")
    _take_turns(cursor, sorted(loaded.platforms), snapshot)
    target = _Target(snapshot)
    _compare(cursor, target, loaded, on_conflict)
    if snapshot is None:
        _retire_moved_lines(cursor, loaded)
    now = cursor.instant(datetime.now(UTC))
    if loaded.total("updated"):
        _update(cursor, target, now)
    if loaded.total("inserted"):
        _insert(cursor, target, now)
    return loaded


class _Cursor:
    """The driver's cursor, with one spelling of parameters and of the few things the databases say differently."""

    def __init__(self, connection: Any, kind: str) -> None:
        self.raw = connection.cursor()
        self.postgresql = kind == "postgresql"

    def run(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        self.raw.execute(sql if self.postgresql else sql.replace("%s", "?"), tuple(parameters))

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        self.run(sql, parameters)
        return list(self.raw.fetchall())

    def create(self, table: str, like: str) -> None:
        """An empty temporary table with the columns of a SELECT; it goes with the transaction or the connection."""
        self.run(f"CREATE TEMP TABLE {table} {'ON COMMIT DROP ' if self.postgresql else ''}AS {like} WHERE false")

    def same(self, *columns: str) -> str:
        """SQL that is true when the staged and the stored row agree in these columns, null being equal to null."""
        if self.postgresql:
            staged, stored = (", ".join(f"{side}.{name}" for name in columns) for side in "ip")
            return f"(({staged}) IS NOT DISTINCT FROM ({stored}))"
        terms = [f"i.{name} IS p.{name}" for name in columns if name != "extra_metadata"]
        if "extra_metadata" in columns:
            canonical = "canonical_json(i.extra_metadata) = canonical_json(p.extra_metadata)"
            terms.append(f"(i.extra_metadata = p.extra_metadata OR {canonical})")
        return f"({' AND '.join(terms)})"

    def instant(self, moment: datetime | None) -> Any:
        """A time as the driver takes it: SQLite has text that sorts like time."""
        if self.postgresql or moment is None:
            return moment
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


class _Target:
    """The rows that staged props are compared with, as a condition on `p` and its parameters."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot_id = snapshot.id if snapshot else None
        self.condition = "p.snapshot_id = %s" if snapshot else "p.snapshot_id IS NULL AND p.is_active"
        self.parameters = (snapshot.id,) if snapshot else ()


def covers(prop: Prop) -> str:
    """What a line belongs to: platform, game, folded player, market, period and variant."""
    parts = (prop.platform, game_key(prop), fold(prop.player_name), prop.market_type, prop.period, prop.variant)
    return "\x1f".join(parts)


def _stage(cursor: _Cursor, props: Iterable[Prop]) -> None:
    columns = ", ".join(("id", *CONTENT))
    extra = (
        "0::bigint AS row_no, ''::text COLLATE \"C\" AS covers" if cursor.postgresql else "0 AS row_no, '' AS covers"
    )
    cursor.create("incoming", f"SELECT {columns}, {extra} FROM prop_markets")
    rows = _staged_rows(cursor, props)
    if cursor.postgresql:
        copy_rows(cursor.raw, "incoming", STAGED, rows)
        cursor.run("ANALYZE incoming")
        return
    marks = ", ".join("?" * len(STAGED))
    cursor.raw.executemany(f"INSERT INTO incoming ({', '.join(STAGED)}) VALUES ({marks})", rows)
    # SQLite joins by nested loops: without these an import would take the square of its rows.
    for name, indexed in (("key", KEY), ("kin", KINDRED), ("covers", ("covers", "line"))):
        cursor.run(f"CREATE INDEX temp.incoming_{name} ON incoming ({', '.join(indexed)})")


def _staged_rows(cursor: _Cursor, props: Iterable[Prop]) -> Iterator[tuple[Any, ...]]:
    for row_no, prop in enumerate(props, 1):
        values = [getattr(prop, name) for name in CONTENT]
        values[_GAME_DATE] = cursor.instant(prop.game_date)
        values[_METADATA] = canonical_json(prop.extra_metadata)
        identifier = uuid7()
        yield (str(identifier) if cursor.postgresql else identifier.hex, *values, row_no, covers(prop))


_GAME_DATE = CONTENT.index("game_date")
_METADATA = CONTENT.index("extra_metadata")


class _CopySource:
    """Rows as the file that COPY reads; an error of theirs is kept, since psycopg2 would replace it."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.failure: Exception | None = None

    def read(self, _size: int) -> str:
        chunk = io.StringIO()
        try:
            csv.writer(chunk).writerows(islice(self.rows, BATCH))
        except Exception as error:
            self.failure = error
            raise
        return chunk.getvalue()


def copy_rows(cursor: Any, table: str, columns: Iterable[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """COPY rows into a table of PostgreSQL in bounded memory; None is NULL, and no text may be empty."""
    source = _CopySource(rows)
    try:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv)", source)
    except Exception as error:  # noqa: BLE001 - raised again, or what caused it is
        raise source.failure or error from None


def _drop_repeats(cursor: _Cursor) -> dict[str, Counts]:
    numbered = (
        "SELECT row_no, row_number() OVER (PARTITION BY platform, external_id ORDER BY row_no DESC) AS nth"
        " FROM incoming"
    )
    platforms = {
        platform: Counts(repeated=repeated)
        for platform, repeated in cursor.rows(
            "SELECT platform, count(*) - count(DISTINCT external_id) FROM incoming GROUP BY platform ORDER BY platform"
        )
    }
    if any(counts.repeated for counts in platforms.values()):
        cursor.run(f"DELETE FROM incoming WHERE row_no IN (SELECT row_no FROM ({numbered}) AS n WHERE nth > 1)")
    return platforms


def _take_turns(cursor: _Cursor, platforms: list[str], snapshot: Snapshot | None) -> None:
    """Wait for other imports into the same place, in an order in which nobody can wait for us in turn."""
    if not cursor.postgresql:
        return  # BEGIN IMMEDIATE has done it
    if snapshot is None:
        for platform in platforms:
            cursor.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"bbprops:board:{platform}",))
        return
    # The gate first, then the row: the order of whoever locks the snapshot.
    cursor.run("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", (snapshot.id,))
    found = cursor.rows("SELECT is_locked FROM snapshots WHERE id = %s FOR NO KEY UPDATE", (snapshot.id,))
    _require_open(found, snapshot)


def _require_open(rows: list[Any], snapshot: Snapshot) -> None:
    if not rows:
        raise Conflict(f"Snapshot {snapshot.name} was deleted meanwhile; nothing was imported.")
    if rows[0][0]:
        raise Locked(
            f"Snapshot {snapshot.name} is locked: nobody can add props to it.", hint="Import into a new snapshot."
        )


def _compare(cursor: _Cursor, target: _Target, loaded: Loaded, on_conflict: OnConflict) -> None:
    same = cursor.same(*VALUES)
    for platform, new, unchanged, different in cursor.rows(
        "SELECT i.platform, count(*) FILTER (WHERE p.id IS NULL),"
        f" count(*) FILTER (WHERE p.id IS NOT NULL AND {same}), count(*) FILTER (WHERE p.id IS NOT NULL AND NOT {same})"
        f" FROM incoming i LEFT JOIN prop_markets p ON {SAME_KEY} AND {target.condition} GROUP BY i.platform",
        target.parameters,
    ):
        counts = loaded.platforms[platform]
        counts.inserted, counts.unchanged = new, unchanged
        if on_conflict == "skip":
            counts.skipped = different
        else:
            counts.updated = different
    if on_conflict == "fail" and (different := loaded.total("updated")):
        raise Conflict(
            f"{different:,} of these props are stored with other content; nothing was imported.",
            hint="Use --on-conflict update or skip.",
        )


def _retire_moved_lines(cursor: _Cursor, loaded: Loaded) -> None:
    """Deactivate board props whose player, market and game are in the file, but whose line is not."""
    candidates = cursor.rows(
        f"SELECT p.id, {', '.join(f'p.{name}' for name in CONTENT)} FROM prop_markets p"
        f" WHERE p.snapshot_id IS NULL AND p.is_active AND NOT EXISTS (SELECT 1 FROM incoming i WHERE {SAME_KEY})"
        f" AND EXISTS (SELECT 1 FROM incoming i WHERE {KIN})"
    )
    if not candidates:
        return
    keyed = [(identifier, covers(_stored(cursor, values)), values[_LINE]) for identifier, *values in candidates]
    cursor.create("outgoing", "SELECT id, covers, line FROM incoming")
    if cursor.postgresql:
        copy_rows(cursor.raw, "outgoing", ("id", "covers", "line"), iter(keyed))
    else:
        cursor.raw.executemany("INSERT INTO outgoing VALUES (?, ?, ?)", keyed)
    retired = cursor.rows(
        "UPDATE prop_markets SET is_active = false, updated_at = %s WHERE id IN (SELECT o.id FROM outgoing o"
        " WHERE EXISTS (SELECT 1 FROM incoming i WHERE i.covers = o.covers)"
        " AND NOT EXISTS (SELECT 1 FROM incoming i WHERE i.covers = o.covers AND i.line = o.line)) RETURNING platform",
        (cursor.instant(datetime.now(UTC)),),
    )
    for platform, number in Counter(platform for (platform,) in retired).items():
        loaded.platforms[platform].deactivated = number


_LINE = CONTENT.index("line")


def _stored(cursor: _Cursor, values: list[Any]) -> Prop:
    if not cursor.postgresql:
        import json

        values[_METADATA] = json.loads(values[_METADATA])
        if values[_GAME_DATE] is not None:
            values[_GAME_DATE] = datetime.fromisoformat(values[_GAME_DATE]).replace(tzinfo=UTC)
    return Prop(*values)


def _update(cursor: _Cursor, target: _Target, now: Any) -> None:
    assignments = ", ".join(f"{name} = i.{name}" for name in VALUES)
    cursor.run(
        f"UPDATE prop_markets AS p SET {assignments}, updated_at = %s FROM incoming i"
        f" WHERE {SAME_KEY} AND {target.condition} AND NOT {cursor.same(*VALUES)}",
        (now, *target.parameters),
    )


def _insert(cursor: _Cursor, target: _Target, now: Any) -> None:
    columns = ", ".join(CONTENT)
    cursor.run(
        f"INSERT INTO prop_markets (id, snapshot_id, {columns}, created_at, updated_at)"
        f" SELECT i.id, %s, {', '.join(f'i.{name}' for name in CONTENT)}, %s, %s FROM incoming i"
        f" WHERE NOT EXISTS (SELECT 1 FROM prop_markets p WHERE {SAME_KEY} AND {target.condition})"
        " ORDER BY i.platform, i.external_id",
        (target.snapshot_id, now, now, *target.parameters),
    )
