"""Slips for other programs: one row per slip, or one row per leg."""

from collections.abc import Iterable

from bbprops_cli.catalog import SLIPS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request, Row
from bbprops_cli.queries.slips.legs import LEG_COLUMNS, leg_rows

# Columns of a slip, and their names in a row per leg.
NAME_BESIDE_LEG = {
    "id": "slip_id",
    "user_id": "user_id",
    "snapshot_id": "snapshot_id",
    "ev": "ev",
    "stake": "stake",
    "name": "slip_name",
    "is_placed": "is_placed",
    "platform": "slip_platform",
    "created_at": "created_at",
    "placed_at": "placed_at",
}


def per_slip(db: Db, request: Request) -> tuple[tuple[Column, ...], Iterable[Row]]:
    """The columns and rows of the requested slips."""
    page = listing.open_page(db, request)
    return page.columns, page


def per_leg(db: Db, request: Request) -> tuple[tuple[Column, ...], Iterable[Row]]:
    """The columns and rows of the legs of the requested slips, beside columns of their slip."""
    fields = ",".join(column.name for column in SLIPS.columns if column.name in NAME_BESIDE_LEG)
    page = listing.open_page(db, request._replace(fields=f"{fields},legs"))
    of_slip = tuple(column._replace(name=NAME_BESIDE_LEG[column.name]) for column in page.columns[:-1])
    return (*of_slip, *LEG_COLUMNS), ((*slip[:-1], *row) for slip in page for row in leg_rows(slip[-1]))
