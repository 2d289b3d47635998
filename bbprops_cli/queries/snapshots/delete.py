"""Delete a snapshot, after counting its props and dependents; on the driver's connection."""

from typing import NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import records
from bbprops_cli.queries.snapshots.keys import SnapshotKey, resolve_one
from bbprops_cli.queries.snapshots.lock import hold_unlocked
from bbprops_cli.rules.snapshots.lock import require_open


class Deletable(NamedTuple):
    """An unlocked snapshot, the number of its props, and the number of its dependents by noun."""

    key: SnapshotKey
    props: int
    dependents: dict[str, int]


def look_up(db: Db, reference: str) -> Deletable:
    """The snapshot to delete; raises NotFound, Ambiguous or Locked."""
    key = resolve_one(db, reference)
    ((locked,),) = db.rows("SELECT is_locked FROM snapshots WHERE id = %s", (key.id,))
    require_open(key.name, is_locked=bool(locked))
    ((props,),) = db.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (key.id,))
    dependents = records.counts(db, SNAPSHOTS, [str(key.id)])
    return Deletable(key, props, {each.noun.name: number for each, number in dependents.items()})


def delete(db: Db, expected: Deletable, *, keep_props: bool) -> None:
    """Delete a snapshot with its props; with `keep_props` a trigger makes them inactive props of the board.

    Raises NotFound, Locked, or Conflict when the snapshot no longer has the expected number of props.
    """
    identifier = expected.key.id
    hold_unlocked(db, expected.key, to_delete=True)
    if keep_props:
        ((found,),) = db.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    else:
        found = db.run("DELETE FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    if found != expected.props:
        raise Conflict(
            f"the props of {expected.key.name} have changed since the question; nothing was deleted",
            hint="Run the command again.",
        )
    db.run("DELETE FROM snapshots WHERE id = %s", (identifier,))
