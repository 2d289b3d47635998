"""Import users from a file in one transaction."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from bbprops_cli.errors import Conflict, InvalidInput
from bbprops_cli.providers.users import COLUMNS, UserFile, UserRow
from bbprops_cli.queries.users import changes
from bbprops_cli.queries.users.changes import IfExists
from bbprops_cli.rules.props.prop import Reject
from bbprops_cli.tasks.rejects import Rejects

if TYPE_CHECKING:
    from sqlmodel import Session

CHANGES = ("created", "updated")
COUNTS = ("read", *CHANGES, "unchanged", "skipped", "rejected")


def take_in(
    users: UserFile, rejects: Rejects, if_exists: IfExists, *, dry_run: bool, progress: Callable[[int, int], None]
) -> Counter[str]:
    """Create and update the users of a file, and count its rows by what became of them, under the names of COUNTS.

    `progress` hears of the number of rows and of bytes that were read so far. Raises InvalidInput, and imports nothing,
    when too many rows are rejected.
    """
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.writing import BULK_LOCK_TIMEOUT

    counts: Counter[str] = Counter()
    with session(dry_run=dry_run, lock_timeout=BULK_LOCK_TIMEOUT) as work:
        driver_db(work).lock_key("bbprops:users")  # two imports of the same users in another order would deadlock
        for number, item in enumerate(users, 1):
            if isinstance(done := _stored(work, item, users.source.label, if_exists), str):
                counts[done] += 1
            else:
                rejects.add(done)
            progress(number, users.source.position)
        rejects.require_some(counts.total())
    counts["rejected"] = rejects.number
    counts["read"] = counts.total()
    return counts


def _stored(work: "Session", item: UserRow | Reject, file: str, if_exists: IfExists) -> str | Reject:
    """What the row did to a user, or the reject."""
    if isinstance(item, Reject):
        return item
    try:
        return changes.create(work, item.values, if_exists).did
    except (InvalidInput, Conflict) as error:
        text = str(error)
        first, _, reason = text.partition(" ")
        column = first.removesuffix(":")
        named = column in COLUMNS
        return Reject(file, item.line, column if named else "row", reason if named else text, item.row)
