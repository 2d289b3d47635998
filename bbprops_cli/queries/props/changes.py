"""Changes of stored props: correct one, take many off the board, delete them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props.board_locks import lock_board
from bbprops_cli.rules.props.correction import corrected
from bbprops_cli.rules.props.prop import CONTENT, Prop

if TYPE_CHECKING:
    from sqlmodel import Session

ByPlatform = dict[str, int]


def update(session: "Session", identifier: str, values: Mapping[str, str]) -> dict[str, tuple[object, object]]:
    """Correct the prop of that id, and give the values before and after of each column that changed.

    Raises what `corrected` raises for the values, and what the database raises for a prop of a locked snapshot.
    """
    from bbprops_cli.models import PropMarket

    row = session.get_one(PropMarket, UUID(identifier), with_for_update=True)
    before = Prop(**{name: getattr(row, name) for name in CONTENT})
    after = corrected(before, values)
    differing = {
        name: (old, new) for name in CONTENT if (old := getattr(before, name)) != (new := getattr(after, name))
    }
    for name, (_, new) in differing.items():
        setattr(row, name, new)
    session.flush()
    return differing


def count(db: Db, request: Request) -> ByPlatform:
    """How many props a request chooses, by platform."""
    where, parameters = listing.where_clause(request, db.dialect)
    query = f"SELECT platform, count(*) FROM prop_markets{where} GROUP BY platform ORDER BY platform"
    return dict(db.rows(query, parameters))


def deactivate(db: Db, request: Request, platforms: Iterable[str]) -> int:
    """Take the props of a request off the board, and say how many there were; they become its history."""
    lock_board(db, platforms)
    where, parameters = listing.where_clause(request, db.dialect)
    now = db.dialect.instant(db.now())
    return db.run(f"UPDATE prop_markets SET is_active = false, updated_at = %s{where}", (now, *parameters))


def delete(db: Db, request: Request, expected: ByPlatform) -> int:
    """Delete the props of a request, and say how many there were; raises Conflict if not as many as expected."""
    if not request.scope.startswith("snapshot_id IS NOT NULL"):  # an import onto the board does not concern snapshots
        lock_board(db, expected)
    where, parameters = listing.where_clause(request, db.dialect)
    deleted = db.run(f"DELETE FROM prop_markets{where}", parameters)
    if deleted != sum(expected.values()):
        raise Conflict(
            "nothing was deleted: the props have changed since they were counted", hint="Run the command again."
        )
    return deleted
