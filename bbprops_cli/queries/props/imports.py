"""Store many props at once: directly in an empty snapshot, else by way of a staging table that is compared as a set.

Runs in the caller's transaction, with the same SQL on both databases where possible.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.bulk import Spool
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.errors import Conflict, Locked
from bbprops_cli.queries import references
from bbprops_cli.queries.props.board_locks import lock_board
from bbprops_cli.queries.props.import_deactivation import (
    KEY,
    LINE_COLUMNS,
    SAME_KEY,
    Deactivated,
    Extent,
    board_sizes,
    deactivate_moved,
    deactivate_uncovered,
)
from bbprops_cli.queries.props.import_planning import hash_joins
from bbprops_cli.queries.props.import_rows import Loaded, encoded, without_duplicates
from bbprops_cli.rules.props.identity import line_group
from bbprops_cli.rules.props.prop import BOOKKEEPING, CONTENT, Prop
from bbprops_cli.rules.props.sync_losses import large_losses
from bbprops_cli.rules.values.wording import counted

OnConflict = Literal["update", "skip", "fail"]

VALUES = tuple(name for name in CONTENT if name not in KEY)
STAGED = ("id", *CONTENT, "row_no", "line_group")
EXTRA_STAGED = {
    "postgresql": "0::bigint AS row_no, ''::text COLLATE \"C\" AS line_group",
    "sqlite": "0 AS row_no, '' AS line_group",
}


class TargetSnapshot(NamedTuple):
    """A snapshot to import into; `id` as the driver binds it."""

    id: str
    name: str
    league: str
    week: int | None


class _Stored:
    """The stored props to compare the staging table with, as a condition on `p` and its parameters."""

    def __init__(self, snapshot: TargetSnapshot | None) -> None:
        self.snapshot_id = snapshot.id if snapshot else None
        self.condition = "p.snapshot_id = %s" if snapshot else "p.snapshot_id IS NULL AND p.is_active"
        self.parameters = (snapshot.id,) if snapshot else ()


def open_snapshot(db: Db, reference: str) -> TargetSnapshot:
    """The snapshot with that name or id; raises NotFound, or Locked."""
    identifier = references.resolve(db, SNAPSHOTS, reference)
    native = db.id(identifier)
    columns = "snapshot_id, league, week, is_locked"
    ((name, league, week, locked),) = db.rows(f"SELECT {columns} FROM snapshots WHERE id = %s", (native,))
    snapshot = TargetSnapshot(native, name, league, week)
    _require_open([(locked,)], snapshot)
    return snapshot


def load(
    db: Db,
    props: Iterable[Prop],
    *,
    snapshot: TargetSnapshot | None,
    on_conflict: OnConflict,
    covered: AbstractSet[Extent] | None = None,
) -> Loaded:
    """Store props on the board or in a snapshot; the last of several props with one identity wins.

    On the board, also deactivates lines that moved and, in the extents of `covered`, all other props. `covered` may be
    filled while `props` is iterated. Raises Conflict if a stored prop differs and `on_conflict` is "fail", Locked if
    the snapshot has been locked.
    """
    db.dialect.prepare_load(db.cursor)
    loaded = _load(db, props, snapshot, on_conflict, covered)
    db.dialect.finish_load(db.cursor, "prop_markets", loaded.total("inserted") + loaded.total("updated"))
    return loaded


def _load(
    db: Db,
    props: Iterable[Prop],
    snapshot: TargetSnapshot | None,
    on_conflict: OnConflict,
    covered: AbstractSet[Extent] | None,
) -> Loaded:
    if snapshot:
        _lock_snapshot(db, snapshot)
        if (loaded := _fill_empty(db, props, snapshot)) is not None:
            return loaded
    loaded, on_board = Loaded(), snapshot is None
    numbered = enumerate(encoded(db, props, loaded))
    rows = ((*row, number, line_group(prop) if on_board else None) for number, (row, prop) in numbered)
    _stage(db, rows, loaded, on_board=on_board)
    if not loaded.platforms:
        return loaded
    if on_board:
        lock_board(db, loaded.platforms)
    stored = _Stored(snapshot)
    _compare(db, stored, loaded, on_conflict)
    if on_board:
        _deactivate(db, loaded, covered)
    now = db.dialect.instant(db.now())
    if loaded.total("updated"):
        _update(db, stored, now)
    if loaded.total("inserted"):
        _insert(db, stored, now)
    return loaded


def _lock_snapshot(db: Db, snapshot: TargetSnapshot) -> None:
    """Lock the snapshot against other imports: the advisory lock, then the row, in the order of `snapshots lock`."""
    db.lock_key(snapshot.id, shared=True)
    row_lock = db.dialect.for_update("NO KEY UPDATE")
    _require_open(db.rows(f"SELECT is_locked FROM snapshots WHERE id = %s{row_lock}", (snapshot.id,)), snapshot)


def _require_open(rows: list[Row], snapshot: TargetSnapshot) -> None:
    if not rows:
        raise Conflict(f"nothing was imported: snapshot {snapshot.name} has been deleted")
    if rows[0][0]:
        raise Locked(f"cannot import into {snapshot.name}: the snapshot is locked", hint="Import into a new snapshot.")


def _fill_empty(db: Db, props: Iterable[Prop], snapshot: TargetSnapshot) -> Loaded | None:
    """Fill an empty snapshot in one pass, and merge possible duplicates afterwards; None if it is not empty."""
    if db.rows("SELECT 1 FROM prop_markets WHERE snapshot_id = %s LIMIT 1", (snapshot.id,)):
        return None
    loaded = Loaded()
    with Spool() as again:
        rows = without_duplicates(encoded(db, props, loaded), again)
        db.insert("prop_markets", ("id", *CONTENT, "snapshot_id"), ((*row, snapshot.id) for row in rows))
        if again:
            _merge_duplicates(db, again, snapshot, loaded)
    return loaded


def _merge_duplicates(db: Db, again: Spool, snapshot: TargetSnapshot, loaded: Loaded) -> None:
    """Update props with their last duplicate, and insert rows that only looked like duplicates."""
    _stage(db, ((*row, number, None) for number, row in enumerate(again)), loaded, on_board=False)
    stored = _Stored(snapshot)
    for platform, duplicate in db.rows(
        f"SELECT i.platform, count(*) FROM incoming i JOIN prop_markets p ON {SAME_KEY} AND {stored.condition}"
        " GROUP BY i.platform",
        stored.parameters,
    ):
        loaded.platforms[platform].duplicate += duplicate
    for counts in loaded.platforms.values():
        counts.inserted -= counts.duplicate
    now = db.dialect.instant(db.now())
    _update(db, stored, now)
    _insert(db, stored, now)


def _stage(db: Db, rows: Iterator[Row], loaded: Loaded, *, on_board: bool) -> None:
    """Fill the staging table with rows, and keep the last one of each identity."""
    extra = EXTRA_STAGED[db.dialect.name]
    db.create_temp("incoming", f"SELECT id, {', '.join(CONTENT)}, {extra} FROM prop_markets")
    db.insert("incoming", STAGED, rows)
    for statement in _PLANNING[db.dialect.name](on_board):
        db.run(statement)
    _drop_duplicates(db, loaded)


def _statistics(_: bool) -> list[str]:
    return ["ANALYZE incoming"]


def _indexes(on_board: bool) -> list[str]:
    """SQLite joins by nested loops: without indexes the time would grow with the square of the rows."""
    indexes = {"key": KEY, "line": LINE_COLUMNS, "line_group": ("line_group",)} if on_board else {"key": KEY}
    return [
        f"CREATE INDEX temp.incoming_{name} ON incoming ({', '.join(columns)})" for name, columns in indexes.items()
    ]


_PLANNING = {"postgresql": _statistics, "sqlite": _indexes}


def _drop_duplicates(db: Db, loaded: Loaded) -> None:
    for platform, duplicate in db.rows(
        "SELECT platform, count(*) - count(DISTINCT external_id) FROM incoming GROUP BY platform ORDER BY platform"
    ):
        loaded.platforms[platform].duplicate = duplicate
    if loaded.total("duplicate"):
        numbered = "row_number() OVER (PARTITION BY platform, external_id ORDER BY row_no DESC)"
        earlier = f"SELECT row_no FROM (SELECT row_no, {numbered} AS nth FROM incoming) AS n WHERE nth > 1"
        db.run(f"DELETE FROM incoming WHERE row_no IN ({earlier})")


def _deactivate(db: Db, loaded: Loaded, covered: AbstractSet[Extent] | None) -> None:
    sizes = board_sizes(db, loaded.platforms) if covered else {}
    _count(loaded, deactivate_moved(db))
    if covered:
        gone = deactivate_uncovered(db, covered)
        loaded.losses = large_losses(sizes, gone)
        _count(loaded, gone)


def _count(loaded: Loaded, deactivated: Deactivated) -> None:
    for (platform, league), number in deactivated.items():
        loaded.platforms[platform].deactivated += number
        loaded.left.add(league)


def _compare(db: Db, stored: _Stored, loaded: Loaded, on_conflict: OnConflict) -> None:
    same = db.dialect.rows_agree(VALUES, ignored=BOOKKEEPING)
    query = (
        "SELECT i.platform, count(*) FILTER (WHERE p.id IS NULL),"
        f" count(*) FILTER (WHERE p.id IS NOT NULL AND {same}),"
        f" count(*) FILTER (WHERE p.id IS NOT NULL AND NOT {same}),"
        " count(*) FILTER (WHERE p.league <> i.league)"
        f" FROM incoming i LEFT JOIN prop_markets p ON {SAME_KEY} AND {stored.condition} GROUP BY i.platform"
    )
    with hash_joins(db):
        compared = db.rows(query, stored.parameters)
    for platform, new, unchanged, different, moved in compared:
        counts = loaded.platforms[platform]
        counts.inserted, counts.unchanged = new, unchanged
        loaded.moved += moved
        if on_conflict == "skip":
            counts.skipped = different
        else:
            counts.updated = different
    if on_conflict == "fail" and (different := loaded.total("updated")):
        raise Conflict(
            f"nothing was imported: {counted(different, 'props')} already stored with other values",
            hint="Pass --on-conflict update or skip.",
        )


def _update(db: Db, stored: _Stored, now: str) -> None:
    assignments = ", ".join(f"{name} = i.{name}" for name in VALUES)
    with hash_joins(db):
        db.run(
            f"UPDATE prop_markets AS p SET {assignments}, updated_at = %s FROM incoming i"
            f" WHERE {SAME_KEY} AND {stored.condition} AND NOT {db.dialect.rows_agree(VALUES, ignored=BOOKKEEPING)}",
            (now, *stored.parameters),
        )


def _insert(db: Db, stored: _Stored, now: str) -> None:
    with hash_joins(db):
        db.run(
            f"INSERT INTO prop_markets (id, snapshot_id, {', '.join(CONTENT)}, created_at, updated_at)"
            f" SELECT i.id, %s, {', '.join(f'i.{name}' for name in CONTENT)}, %s, %s FROM incoming i"
            f" WHERE NOT EXISTS (SELECT 1 FROM prop_markets p WHERE {SAME_KEY} AND {stored.condition})"
            " ORDER BY i.platform, i.external_id",
            (stored.snapshot_id, now, now, *stored.parameters),
        )
