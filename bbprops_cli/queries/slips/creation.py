"""Slips are created from JSON: all slips of a document, or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.catalog import SLIPS, SNAPSHOTS, USERS, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import BBPropsError, UsageError
from bbprops_cli.queries import records, references
from bbprops_cli.queries.lists.listing import Row
from bbprops_cli.queries.slips import changes
from bbprops_cli.rules.slips import check
from bbprops_cli.rules.slips.shape import Slip, read_slip

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import SavedSlip

Resolve = Callable[[str], str]
CREATED_COLUMNS = tuple(
    column._replace(rank=1) for column in SLIPS.columns if column.name in {"id", "name", "ev", "stake", "snapshot_id"}
)


class CreatedSlips(NamedTuple):
    """New slips with CREATED_COLUMNS, and what a user should know about them."""

    rows: list[Row]
    computed: int  # slips whose EV was computed
    ignored: list[str]  # keys of the document that are not stored
    contradictions: list[str]  # sentences


class SlipDefaults(NamedTuple):
    """Values for keys that a slip lacks."""

    values: Mapping[str, Any]
    side: str  # of the legs
    day: date  # on which the payouts of the platforms are looked up


def create_all(session: "Session", db: Db, documents: Sequence[Any], defaults: SlipDefaults) -> CreatedSlips:
    """Create slips, which the caller commits; errors name the slip and the leg."""
    league = defaults.values.get("league") or _league(db, defaults.values.get("snapshot", ""))
    values = {**defaults.values, "league": league}
    user, snapshot = (_resolver(db, noun) for noun in (USERS, SNAPSHOTS))
    created = CreatedSlips([], 0, [], [])
    ignored: set[str] = set()
    for number, document in enumerate(documents, 1):
        label = f"slip {number}" if len(documents) > 1 else "the slip"
        slip = read_slip(document, values, defaults.side, defaults.day, label)
        stored = _store(session, slip, user, snapshot, label)
        created.rows.append(tuple(getattr(stored, column.name) for column in CREATED_COLUMNS))
        created.contradictions.extend(f"{label} contradicts itself: {each}" for each in _problems(stored, defaults.day))
        created = created._replace(computed=created.computed + (slip.computed is not None))
        ignored |= slip.unread
    session.flush()
    return created._replace(ignored=sorted(ignored))


def _problems(slip: "SavedSlip", day: date) -> list[str]:
    found = check.findings(slip.legs, slip.ev, slip.correlations, day)
    return [f"{f'leg {each.leg}' if each.leg else each.what} {each.detail}" for each in found]


def _resolver(db: Db, noun: Noun) -> Resolve:
    @cache
    def resolve(reference: str) -> str:
        return references.resolve(db, noun, reference)

    return resolve


def _league(db: Db, snapshot: str) -> str:
    """The league of the snapshot; empty without a snapshot, and for a snapshot of several leagues."""
    if not snapshot:
        return ""
    found = {column.name: value for column, value in records.describe(db, SNAPSHOTS, snapshot)}
    league = str(found["league"])
    return "" if "+" in league else league


def _store(session: "Session", slip: Slip, user: Resolve, snapshot: Resolve, label: str) -> "SavedSlip":
    if not slip.user:
        raise UsageError(f"{label} has no user.", hint="Add --user EMAIL.")
    values = {**slip.values, "user_id": user(slip.user)}
    if slip.snapshot:
        values["snapshot_id"] = snapshot(slip.snapshot)
    try:
        return changes.save(session, values)
    except BBPropsError as error:
        raise type(error)(f"{label}: {error}", hint=error.hint) from error
