"""Slips that come in as JSON: read, given to their users, and stored; all of a document or nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.catalog import SNAPSHOTS, USERS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import BBPropsError, UsageError
from bbprops_cli.queries import references
from bbprops_cli.queries.lists.listing import Row
from bbprops_cli.queries.slips import find as slips
from bbprops_cli.rules.slips import check as slip_check
from bbprops_cli.rules.slips.shape import Slip, read_slip

if TYPE_CHECKING:
    from sqlmodel import Session

Resolve = Callable[[str], str]


class Arrived(NamedTuple):
    """What was stored, under slips.MADE, and what is to be said of it."""

    rows: list[Row]
    computed: int
    unread: list[str]
    findings: list[str]


def arrive(session: "Session", db: Db, sent: Sequence[Any], given: Mapping[str, Any], side: str, day: date) -> Arrived:
    """Store slips; what `given` has stands in for what they do not say. Errors name the slip and the leg."""
    given = {**given, "league": given.get("league") or _league(db, given.get("snapshot", ""))}
    user, snapshot = (_resolver(db, noun) for noun in (USERS, SNAPSHOTS))
    rows, computed = [], 0
    findings: list[str] = []
    unread: set[str] = set()
    for number, document in enumerate(sent, 1):
        label = f"Slip {number}" if len(sent) > 1 else "The slip"
        slip = read_slip(document, given, side, day, label)
        stored = _store(session, slip, user, snapshot, label)
        rows.append(tuple(getattr(stored, column.name) for column in slips.MADE))
        found = slip_check.findings(stored.legs, stored.ev, stored.correlations, day)
        findings += [f"{label}{f', leg {each.leg}' if each.leg else ''}: {each.what} {each.detail}" for each in found]
        unread |= slip.unread
        computed += slip.computed is not None
    session.flush()
    return Arrived(rows, computed, sorted(unread), findings)


def _resolver(db: Db, noun: Any) -> Resolve:
    @cache
    def resolve(reference: str) -> str:
        return references.resolve(db, noun, reference)

    return resolve


def _league(db: Db, snapshot: str) -> str:
    """The league of the snapshot, where it is one."""
    if not snapshot:
        return ""
    from bbprops_cli.queries import records

    found = {column.name: value for column, value in records.describe(db, SNAPSHOTS, snapshot)}
    league = str(found["league"])
    return "" if "+" in league else league


def _store(session: "Session", slip: Slip, user: Resolve, snapshot: Resolve, label: str) -> Any:
    if not slip.user:
        raise UsageError(f"{label} names no user.", hint="Add --user E-MAIL.")
    values = {**slip.values, "user_id": user(slip.user)}
    if slip.snapshot:
        values["snapshot_id"] = snapshot(slip.snapshot)
    try:
        return slips.store(session, values)
    except BBPropsError as error:
        raise type(error)(f"{label}: {error}", hint=error.hint) from error
