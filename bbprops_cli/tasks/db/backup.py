"""Write a backup, or restore one once a person has agreed."""

from pathlib import Path
from typing import NamedTuple

from bbprops_cli.db.admin import backup
from bbprops_cli.db.admin.backup_backend import Backup, Progress
from bbprops_cli.db.admin.trash import Moved
from bbprops_cli.db.connection import touched
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import Conflict, UsageError


class Plan(NamedTuple):
    """A backup to restore, and the database that gets it."""

    where: Target
    backup: Backup


class Restored(NamedTuple):
    """Where the former tables are now, and how many migrations are newer than the backup."""

    moved: Moved
    pending: int


def write(file: Path, *, force: bool, progress: Progress) -> None:
    """Write a backup of the database in use; the file gets its name when it is complete.

    Raises UsageError for a name that a backup cannot have, Conflict if the file exists and `force` is not set.
    """
    where = target()
    if str(file) == "-" or file.suffix in {".gz", ".zst"}:
        raise UsageError(
            f"{file}: a backup cannot be streamed or compressed again", hint="Name a FILE without .gz or .zst."
        )
    backup.require_other(where, file)
    if file.exists() and not force:
        raise Conflict(f"{file} already exists", hint="Name another FILE, or pass --force.")
    backup.write(where, file, progress)


def plan(file: Path) -> Plan:
    """What restoring this file would mean; raises UsageError, NotFound or InvalidInput if it cannot be restored."""
    where = target()
    backup.require_other(where, file)
    return Plan(where, backup.inspect(where, file))


def restore(planned: Plan, *, progress: Progress, dry_run: bool) -> Restored:
    """Restore the backup in one transaction, then invalidate the cache."""
    done = backup.restore(planned.where, planned.backup, progress, dry_run=dry_run)
    if not dry_run:
        touched.tell({touched.EVERYTHING})
    return Restored(done, len(migrations.pending(done.revision)))
