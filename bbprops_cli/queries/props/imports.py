"""Storing many props at once: straight in where nothing is yet, else staged, compared and written as sets.

Speaks to the driver's connection inside the caller's transaction; the SQL is the same on both databases where it
can be.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.bulk import Cursor, Row, Spool
from bbprops_cli.errors import Conflict, Locked
from bbprops_cli.queries import references
from bbprops_cli.queries.props import retire
from bbprops_cli.queries.props.import_rows import Loaded, without_repeats, written
from bbprops_cli.queries.props.retire import KEY, KINDRED, SAME_KEY
from bbprops_cli.rules.props.identity import line_group
from bbprops_cli.rules.props.prop import CONTENT, Prop

OnConflict = Literal["update", "skip", "fail"]

VALUES = tuple(name for name in CONTENT if name not in KEY)
STAGED = ("id", *CONTENT, "row_no", "covers")


class Snapshot(NamedTuple):
    """Where props go when not onto the board; `id` as the driver spells it."""

    id: str
    name: str
    league: str
    week: int | None


class _Target:
    """The rows that staged props are compared with, as a condition on `p` and its parameters."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot_id = snapshot.id if snapshot else None
        self.condition = "p.snapshot_id = %s" if snapshot else "p.snapshot_id IS NULL AND p.is_active"
        self.parameters = (snapshot.id,) if snapshot else ()


def open_snapshot(connection: Any, kind: str, reference: str) -> Snapshot:
    """The snapshot of that name or id, before anything is read for it; raises NotFound, or Locked."""
    identifier = references.resolve(connection, kind, SNAPSHOTS, reference)
    cursor = Cursor(connection, kind)
    native = identifier if cursor.postgresql else identifier.replace("-", "")
    columns = "snapshot_id, league, week, is_locked"
    ((name, league, week, locked),) = cursor.rows(f"SELECT {columns} FROM snapshots WHERE id = %s", (native,))
    snapshot = Snapshot(native, name, league, week)
    _require_open([(locked,)], snapshot)
    return snapshot


def load(
    connection: Any,
    kind: str,
    props: Iterable[Prop],
    *,
    snapshot: Snapshot | None,
    on_conflict: OnConflict,
    covered: AbstractSet[retire.Scope] | None = None,
) -> Loaded:
    """Store props on the board, or in a snapshot; of several with one identity the last wins.

    Onto the board it also retires lines that moved and, once `props` have filled it, whatever else lies in a scope of
    `covered`. Raises Conflict where a stored prop differs and `on_conflict` is "fail", Locked where the snapshot was
    locked meanwhile.
    """
    cursor = Cursor(connection, kind)
    if cursor.postgresql:
        return _load(cursor, props, snapshot, on_conflict, covered)
    cursor.run("PRAGMA cache_size = -131072")  # KiB; the indexes of a large import stay in memory
    loaded = _load(cursor, props, snapshot, on_conflict, covered)
    # Without statistics SQLite sorts the whole board for a list; nothing gathers them by itself.
    cursor.run("PRAGMA analysis_limit = 400")
    cursor.run("ANALYZE prop_markets")
    return loaded


def _load(
    cursor: Cursor,
    props: Iterable[Prop],
    snapshot: Snapshot | None,
    on_conflict: OnConflict,
    covered: AbstractSet[retire.Scope] | None,
) -> Loaded:
    if snapshot:
        _take_turn(cursor, snapshot)
        if (loaded := _straight_in(cursor, props, snapshot)) is not None:
            return loaded
    loaded, on_board = Loaded(), snapshot is None
    numbered = enumerate(written(cursor, props, loaded))
    rows = ((*row, number, line_group(prop) if on_board else None) for number, (row, prop) in numbered)
    _stage(cursor, rows, loaded, on_board=on_board)
    if not loaded.platforms:
        return loaded
    if on_board:
        take_turns(cursor, loaded.platforms)
    target = _Target(snapshot)
    _compare(cursor, target, loaded, on_conflict)
    if on_board:
        _count(loaded, retire.moved_lines(cursor))
        if covered:
            _count(loaded, retire.uncovered(cursor, covered))
    now = cursor.instant(datetime.now(UTC))
    if loaded.total("updated"):
        _update(cursor, target, now)
    if loaded.total("inserted"):
        _insert(cursor, target, now)
    return loaded


def take_turns(cursor: Cursor, platforms: Iterable[str]) -> None:
    """Wait for others who write to the board, in an order in which nobody can wait for us in turn."""
    if cursor.postgresql:  # BEGIN IMMEDIATE has done it on SQLite
        for platform in sorted(platforms):
            cursor.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"bbprops:board:{platform}",))


def _take_turn(cursor: Cursor, snapshot: Snapshot) -> None:
    """Wait for other imports into the snapshot; the gate first, then the row, as whoever locks it does."""
    if cursor.postgresql:
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


def _straight_in(cursor: Cursor, props: Iterable[Prop], snapshot: Snapshot) -> Loaded | None:
    """Fill an empty snapshot in one pass, with a second look at what may be a repeat; None where it is not empty."""
    if cursor.rows("SELECT 1 FROM prop_markets WHERE snapshot_id = %s LIMIT 1", (snapshot.id,)):
        return None
    loaded = Loaded()
    with Spool() as again:
        rows = without_repeats(written(cursor, props, loaded), again)
        cursor.insert("prop_markets", ("id", *CONTENT, "snapshot_id"), ((*row, snapshot.id) for row in rows))
        if again:
            _merge_repeats(cursor, again, snapshot, loaded)
    return loaded


def _merge_repeats(cursor: Cursor, again: Spool, snapshot: Snapshot, loaded: Loaded) -> None:
    """Let the last of each identity stand, and add what only looked like a repeat."""
    _stage(cursor, ((*row, number, None) for number, row in enumerate(again)), loaded, on_board=False)
    target = _Target(snapshot)
    for platform, repeated in cursor.rows(
        f"SELECT i.platform, count(*) FROM incoming i JOIN prop_markets p ON {SAME_KEY} AND {target.condition}"
        " GROUP BY i.platform",
        target.parameters,
    ):
        loaded.platforms[platform].repeated += repeated
    for counts in loaded.platforms.values():
        counts.inserted -= counts.repeated
    now = cursor.instant(datetime.now(UTC))
    _update(cursor, target, now)
    _insert(cursor, target, now)


def _stage(cursor: Cursor, rows: Iterator[Row], loaded: Loaded, *, on_board: bool) -> None:
    """Bring rows into a temporary table, the last of each identity."""
    extra = (
        "0::bigint AS row_no, ''::text COLLATE \"C\" AS covers" if cursor.postgresql else "0 AS row_no, '' AS covers"
    )
    cursor.create("incoming", f"SELECT id, {', '.join(CONTENT)}, {extra} FROM prop_markets")
    cursor.insert("incoming", STAGED, rows)
    if cursor.postgresql:
        cursor.run("ANALYZE incoming")
    else:
        _index_staged(cursor, on_board=on_board)
    _drop_repeats(cursor, loaded)


def _index_staged(cursor: Cursor, *, on_board: bool) -> None:
    """SQLite joins by nested loops: without indexes an import would take the square of its rows."""
    indexes = {"key": KEY, "kin": KINDRED, "covers": ("covers", "line")} if on_board else {"key": KEY}
    for name, columns in indexes.items():
        cursor.run(f"CREATE INDEX temp.incoming_{name} ON incoming ({', '.join(columns)})")


def _drop_repeats(cursor: Cursor, loaded: Loaded) -> None:
    for platform, repeated in cursor.rows(
        "SELECT platform, count(*) - count(DISTINCT external_id) FROM incoming GROUP BY platform ORDER BY platform"
    ):
        loaded.platforms[platform].repeated = repeated
    if loaded.total("repeated"):
        numbered = "row_number() OVER (PARTITION BY platform, external_id ORDER BY row_no DESC)"
        earlier = f"SELECT row_no FROM (SELECT row_no, {numbered} AS nth FROM incoming) AS n WHERE nth > 1"
        cursor.run(f"DELETE FROM incoming WHERE row_no IN ({earlier})")


def _count(loaded: Loaded, retired: retire.Retired) -> None:
    for (platform, league), number in retired.items():
        loaded.platforms[platform].deactivated += number
        loaded.left.add(league)


def _compare(cursor: Cursor, target: _Target, loaded: Loaded, on_conflict: OnConflict) -> None:
    same = cursor.same(VALUES)
    for platform, new, unchanged, different, moved in cursor.rows(
        "SELECT i.platform, count(*) FILTER (WHERE p.id IS NULL),"
        f" count(*) FILTER (WHERE p.id IS NOT NULL AND {same}),"
        f" count(*) FILTER (WHERE p.id IS NOT NULL AND NOT {same}),"
        " count(*) FILTER (WHERE p.league <> i.league)"
        f" FROM incoming i LEFT JOIN prop_markets p ON {SAME_KEY} AND {target.condition} GROUP BY i.platform",
        target.parameters,
    ):
        counts = loaded.platforms[platform]
        counts.inserted, counts.unchanged = new, unchanged
        loaded.moved += moved
        if on_conflict == "skip":
            counts.skipped = different
        else:
            counts.updated = different
    if on_conflict == "fail" and (different := loaded.total("updated")):
        raise Conflict(
            f"{different:,} of these props are stored with other content; nothing was imported.",
            hint="Use --on-conflict update or skip.",
        )


def _update(cursor: Cursor, target: _Target, now: Any) -> None:
    assignments = ", ".join(f"{name} = i.{name}" for name in VALUES)
    cursor.run(
        f"UPDATE prop_markets AS p SET {assignments}, updated_at = %s FROM incoming i"
        f" WHERE {SAME_KEY} AND {target.condition} AND NOT {cursor.same(VALUES)}",
        (now, *target.parameters),
    )


def _insert(cursor: Cursor, target: _Target, now: Any) -> None:
    cursor.run(
        f"INSERT INTO prop_markets (id, snapshot_id, {', '.join(CONTENT)}, created_at, updated_at)"
        f" SELECT i.id, %s, {', '.join(f'i.{name}' for name in CONTENT)}, %s, %s FROM incoming i"
        f" WHERE NOT EXISTS (SELECT 1 FROM prop_markets p WHERE {SAME_KEY} AND {target.condition})"
        " ORDER BY i.platform, i.external_id",
        (target.snapshot_id, now, now, *target.parameters),
    )
