"""The log of locks and unlocks."""

from bbprops_cli.catalog import LOCK_EVENTS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import references
from bbprops_cli.queries.lists.listing import Filter

_NAME, _ID = "snapshot_slug", "snapshot_uuid"


def filters(db: Db, reference: str) -> tuple[Filter, ...]:
    """Filters for the events of one snapshot, or of every snapshot that ever had this name; none for an empty text.

    A name that is in the log is found even if its snapshot no longer exists. Raises NotFound or Ambiguous.
    """
    if not reference:
        return ()
    if db.rows(f"SELECT 1 FROM {LOCK_EVENTS.table} WHERE {_NAME} = %s LIMIT 1", (reference,)):
        return (Filter(_NAME, "=", reference),)
    return (Filter(_ID, "=", references.resolve(db, SNAPSHOTS, reference)),)
