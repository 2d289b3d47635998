"""Contradictions in stored slips."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request, Row

if TYPE_CHECKING:
    from bbprops_cli.rules.slips.check import Contradiction

IDS_PER_QUERY = 500
CONTRADICTION_COLUMNS = (
    Column("id", "uuid", "Id of the slip", 1),
    Column("name", "text", "Title of the slip", 3, nullable=True),
    Column("leg", "int", "Number of the leg; empty if the whole slip is meant", 1, nullable=True),
    Column("finding", "text", "ev, matrix, same prop or prop deleted", 1),
    Column("detail", "text", "What contradicts what", 1),
)
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def find(db: Db, request: Request) -> list[Row]:
    """The contradictions in the requested slips, with CONTRADICTION_COLUMNS."""
    fields = "id,name,legs,ev,correlations,snapshot_id,created_at,placed_at"
    slips = list(listing.open_page(db, request._replace(fields=fields)))
    present = _present(db, (leg for slip in slips for leg in slip[2]))
    return [
        (*slip[:2], found.leg, found.what, found.detail) for slip in slips for found in _contradictions(slip, present)
    ]


def _contradictions(slip: Row, present: set[str]) -> Iterator["Contradiction"]:
    from bbprops_cli.rules.slips import check

    _, _, legs, ev, correlations, snapshot, created_at, placed_at = slip
    day = (placed_at or created_at).astimezone(UTC).date()
    yield from check.findings(legs, ev, correlations, day)
    yield from check.gone(legs, present, has_snapshot=snapshot is not None)


def _present(db: Db, legs: Iterable[Mapping[str, Any]]) -> set[str]:
    """The ids, with dashes, of those props of the legs that exist."""
    named = {str(leg.get("prop_id")).lower() for leg in legs}
    wanted = sorted(each for each in named if _UUID.fullmatch(each))
    found: set[str] = set()
    for start in range(0, len(wanted), IDS_PER_QUERY):
        ids = [db.id(each) for each in wanted[start : start + IDS_PER_QUERY]]
        rows = db.rows(f"SELECT id FROM prop_markets WHERE id IN ({', '.join(['%s'] * len(ids))})", ids)
        found |= {str(UUID(str(identifier))) for (identifier,) in rows}
    return found
