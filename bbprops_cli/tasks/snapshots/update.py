"""Change an unlocked snapshot, each call in one transaction."""

from collections.abc import Mapping

from bbprops_cli.db.connection.writing import writing
from bbprops_cli.queries.snapshots import changes
from bbprops_cli.queries.snapshots.changes import Tagged, Updated
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS
from bbprops_cli.rules.snapshots.shape import retagged
from bbprops_cli.tasks.reader_time import for_reader


def update_snapshot(reference: str, values: Mapping[str, object], *, lock_at: str | None, dry_run: bool) -> Updated:
    """Change columns of a snapshot; `lock_at` is text as typed, such as `kickoff`, or None to leave it.

    Raises NotFound, Ambiguous, Locked, or Conflict when the new name is taken.
    """
    with writing(dry_run=dry_run, touches=(ALL_SNAPSHOTS,)) as db:
        return changes.update(db, reference, dict(values), lock_at=lock_at, now=for_reader(db.now()))


def retag(reference: str, tags: list[str], *, adding: bool, dry_run: bool) -> Tagged:
    """Add tags to a snapshot, or remove them; raises NotFound, Ambiguous or Locked."""
    with writing(dry_run=dry_run, touches=(ALL_SNAPSHOTS,)) as db:
        return changes.retag(db, reference, lambda before: retagged(before, tags, adding=adding))
