"""Deleting a snapshot: what hangs on it, and the deletion; on the driver's connection."""

from typing import Any, NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.bulk import Cursor
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


def held(connection: Any, kind: str, reference: str) -> Held:
    """What would go with a snapshot; raises NotFound, Ambiguous, or Locked."""
    (candidate,) = snapshot_lock.named(connection, kind, [reference])
    cursor = Cursor(connection, kind)
    ((locked,),) = cursor.rows("SELECT is_locked FROM snapshots WHERE id = %s", (candidate.id,))
    require_open(candidate.name, is_locked=bool(locked))
    ((props,),) = cursor.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (candidate.id,))
    referring = records.counts(connection, kind, SNAPSHOTS, [str(candidate.id)])
    return Held(candidate, props, {each.noun.name: number for each, number in referring.items()})


def delete(connection: Any, kind: str, expected: Held, *, keep_props: bool) -> None:
    """Delete a snapshot with its props, or leave these as inactive history of the board; a trigger sees to that.

    Raises NotFound, Locked, or Conflict when other props are in it than were expected.
    """
    cursor, identifier = Cursor(connection, kind), expected.candidate.id
    snapshot_lock.take_open(cursor, expected.candidate, to_delete=True)
    if keep_props:
        ((found,),) = cursor.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    else:
        cursor.run("DELETE FROM prop_markets WHERE snapshot_id = %s", (identifier,))
        found = cursor.raw.rowcount
    if found != expected.props:
        raise Conflict(
            f"The props of {expected.candidate.name} changed meanwhile; nothing was deleted.",
            hint="Look again, and run it again.",
        )
    cursor.run("DELETE FROM snapshots WHERE id = %s", (identifier,))
