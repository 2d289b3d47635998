"""Deleting a snapshot: what hangs on it, and the deletion; on the driver's connection."""

from typing import NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import records
from bbprops_cli.queries.snapshots import lock as snapshot_lock
from bbprops_cli.queries.snapshots.lock import Candidate
from bbprops_cli.rules.snapshots.lock import require_open


class Held(NamedTuple):
    """A snapshot that is to go, how many props it holds, and how many rows of each noun refer to it."""

    candidate: Candidate
    props: int
    references: dict[str, int]


def held(db: Db, reference: str) -> Held:
    """What would go with a snapshot; raises NotFound, Ambiguous, or Locked."""
    (candidate,) = snapshot_lock.named(db, [reference])
    ((locked,),) = db.rows("SELECT is_locked FROM snapshots WHERE id = %s", (candidate.id,))
    require_open(candidate.name, is_locked=bool(locked))
    ((props,),) = db.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (candidate.id,))
    referring = records.counts(db, SNAPSHOTS, [str(candidate.id)])
    return Held(candidate, props, {each.noun.name: number for each, number in referring.items()})


def delete(db: Db, expected: Held, *, keep_props: bool) -> None:
    """Delete a snapshot with its props, or leave these as inactive history of the board; a trigger sees to that.

    Raises NotFound, Locked, or Conflict when other props are in it than were expected.
    """
    identifier = expected.candidate.id
    snapshot_lock.take_open(db, expected.candidate, to_delete=True)
    if keep_props:
        ((found,),) = db.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    else:
        found = db.run("DELETE FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    if found != expected.props:
        raise Conflict(
            f"The props of {expected.candidate.name} changed meanwhile; nothing was deleted.",
            hint="Look again, and run it again.",
        )
    db.run("DELETE FROM snapshots WHERE id = %s", (identifier,))
