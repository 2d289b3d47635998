"""Props corrected one at a time, taken off the board, or deleted."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request
from bbprops_cli.queries.props import imports
from bbprops_cli.rules.props.correction import corrected
from bbprops_cli.rules.props.prop import CONTENT, Prop

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import PropMarket

ByPlatform = dict[str, int]


class Change(NamedTuple):
    """A prop, and what became of each column that changed: (before, after)."""

    prop: "PropMarket"
    columns: dict[str, tuple[Any, Any]]


def update(session: "Session", identifier: str, changes: Mapping[str, str]) -> Change:
    """Correct the prop of that id; the errors are those of `corrected`, and the database's for a locked snapshot."""
    from bbprops_cli.models import PropMarket

    row = session.get_one(PropMarket, UUID(identifier), with_for_update=True)
    before = Prop(**{name: getattr(row, name) for name in CONTENT})
    after = corrected(before, changes)
    differing = {
        name: (old, new) for name in CONTENT if (old := getattr(before, name)) != (new := getattr(after, name))
    }
    for name, (_, new) in differing.items():
        setattr(row, name, new)
    session.flush()
    return Change(row, differing)


def these(db: Db, references_: Iterable[str]) -> Request:
    """The request for single props, wherever they are; raises NotFound or Ambiguous."""
    identifiers = [references.resolve(db, PROPS, each) for each in references_]
    return Request(PROPS, "", (Filter("id", "in", identifiers),))


def count(db: Db, request: Request) -> ByPlatform:
    """How many props a request chooses."""
    where, parameters = listing.selection(request, db.dialect)
    query = f"SELECT platform, count(*) FROM prop_markets{where} GROUP BY platform ORDER BY platform"
    return dict(db.rows(query, parameters))


def deactivate(db: Db, request: Request, platforms: Iterable[str]) -> int:
    """Take the props of a request off the board, where they become history; says how many they were."""
    imports.take_turns(db, platforms)
    where, parameters = listing.selection(request, db.dialect)
    now = db.dialect.instant(datetime.now(UTC))
    return db.run(f"UPDATE prop_markets SET is_active = false, updated_at = %s{where}", (now, *parameters))


def delete(db: Db, request: Request, expected: ByPlatform) -> int:
    """Delete the props of a request, which must be as many as expected: Conflict when others have come or gone."""
    if not request.scope.startswith("snapshot_id IS NOT NULL"):  # imports onto the board are nobody's business there
        imports.take_turns(db, expected)
    where, parameters = listing.selection(request, db.dialect)
    deleted = db.run(f"DELETE FROM prop_markets{where}", parameters)
    if deleted != sum(expected.values()):
        raise Conflict("These props changed meanwhile; nothing was deleted.", hint="Look again, and run it again.")
    return deleted
