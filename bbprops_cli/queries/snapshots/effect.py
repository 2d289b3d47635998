"""Whether a lock or an unlock took effect: a trigger or rule that is not part of bbprops can skip or undo it."""

from collections.abc import Sequence
from typing import Literal

from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.schema import foreign_objects
from bbprops_cli.db.schema.foreign_objects import ForeignObject
from bbprops_cli.errors import Locked

Action = Literal["lock", "unlock"]
TABLES = ("snapshots", "prop_markets", "snapshot_lock_events")  # those that a lock relies on
NEWEST_EVENT = """
SELECT {columns} FROM snapshot_lock_events WHERE snapshot_uuid = %s ORDER BY id DESC LIMIT 1
"""
_EVENT_VALUE = {"lock": "content_sha256", "unlock": "reason"}


class NoEffect(Locked):
    """The database accepted a lock or an unlock, but did not store it."""


def require(db: Db, identifier: str, name: str, action: Action, *, value: str) -> None:
    """Read a lock or an unlock back, the row and its newest event; raises NoEffect.

    `value` is the digest of a lock or the reason for an unlock, which the event must have.
    """
    stored = db.rows("SELECT is_locked, content_sha256 FROM snapshots WHERE id = %s", (identifier,))
    event = db.rows(NEWEST_EVENT.format(columns=f"action, {_EVENT_VALUE[action]}"), (identifier,))
    wanted = (True, value) if action == "lock" else (False, None)
    if list(map(tuple, (*stored, *event))) != [wanted, (action, value)]:
        raise no_effect(name, action, interfering(db))


def interfering(db: Db) -> list[ForeignObject]:
    """The triggers, rules and policies that are not part of bbprops on the tables that a lock relies on."""
    return [each for each in foreign_objects.find(db) if each.table in TABLES]


def no_effect(name: str, action: Action, found: Sequence[ForeignObject]) -> NoEffect:
    """The error for a lock or an unlock that was not stored, with the foreign objects that may be the cause."""
    if not found:
        return NoEffect(
            f"cannot {action} {name}: the database did not store the change", hint="Look closer with: bbprops db check"
        )
    names = ", ".join(each.name for each in found)
    belongs = "does not belong" if len(found) == 1 else "do not belong"
    return NoEffect(
        f"cannot {action} {name}: the database did not store the change. {names} {belongs} to bbprops and can skip it.",
        hint="Drop what you do not need, and revoke TRIGGER on the table from every role.",
    )
