"""Saved slips: chosen, stored, placed and looked at for contradictions."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from bbprops_cli import catalog
from bbprops_cli.catalog import SLIPS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import columns, grouped, listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import SavedSlip
    from bbprops_cli.rules.slips.check import Contradiction
    from bbprops_cli.rules.slips.placement import Placement

AT_A_TIME = 500
NOBODY = "false"
MADE = tuple(
    column._replace(rank=1) for column in SLIPS.columns if column.name in {"id", "name", "ev", "stake", "snapshot_id"}
)
FINDINGS = (
    Column("id", "uuid", "The slip", 1),
    Column("name", "text", "Title of the slip", 3, nullable=True),
    Column("leg", "int", "Number of the leg, if it is about one", 1, nullable=True),
    Column("finding", "text", "ev, matrix, same prop or prop gone", 1),
    Column("detail", "text", "What contradicts what", 1),
)
LEG = (Column("leg", "int", "Its number", 1), *catalog.LEG)
OF_A_LEG = {
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
FIGURES = (
    grouped.Part(Column("slips", "int", "Number of slips", 1), "count(*)"),
    grouped.total("stake", "Money on them"),
    grouped.mean("ev", "Mean of what a unit is to return"),
)


class Choice(NamedTuple):
    """The named options of a list; week and league are those of the snapshot."""

    user: str = ""
    placed: bool | None = None
    platforms: tuple[str, ...] = ()
    min_ev: float | None = None
    legs: int | None = None
    snapshot: str = ""
    week: int | None = None
    leagues: tuple[str, ...] = ()


def find(db: Db, choice: Choice) -> Request:
    """The request for the slips that are chosen; raises NotFound or Ambiguous for a user or a snapshot."""
    wanted = listing.filters(is_placed=choice.placed, platform=choice.platforms)
    wanted += references.belonging(db, user=choice.user, snapshot=choice.snapshot)
    wanted += (Filter("ev", ">=", choice.min_ev),) if choice.min_ev is not None else ()
    scope = []
    if choice.week is not None or choice.leagues:
        there = listing.filters(week=choice.week, league=choice.leagues)
        snapshots = Request(SNAPSHOTS, "", there, fields="id")
        found = [row[0] for row in listing.open_page(db, snapshots)]
        wanted += listing.filters(snapshot_id=found)
        scope += [] if found else [NOBODY]
    if choice.legs is not None:
        scope.append(f"{db.dialect.json_length('legs')} = {choice.legs:d}")
    return Request(SLIPS, " AND ".join(scope), wanted)


def leg_rows(legs: Iterable[dict[str, Any]]) -> list[Row]:
    """The legs of a slip under LEG."""
    return [(number, *(leg.get(column.name) for column in LEG[1:])) for number, leg in enumerate(legs, 1)]


def store(session: "Session", values: dict[str, Any]) -> "SavedSlip":
    """A new slip, to be flushed with others; raises InvalidInput for what cannot be one."""
    from bbprops_cli.models import SavedSlip, SavedSlipCreate, checked

    shape = checked(SavedSlipCreate, **values)
    legs = [leg.model_dump(mode="json", exclude_none=True) for leg in shape.legs]
    slip = SavedSlip(**{**shape.model_dump(), "legs": legs})
    session.add(slip)
    return slip


def place(session: "Session", identifier: str, wanted: "Placement", now: datetime) -> "SavedSlip":
    """Mark a slip as placed; the errors are those of the rule."""
    from bbprops_cli.rules.slips.placement import Placement, placed

    slip = _taken(session, identifier)
    held = Placement(slip.stake, slip.platform, slip.placed_at)
    slip.stake, slip.platform, slip.placed_at = placed(held, wanted, is_placed=slip.is_placed, now=now)
    slip.is_placed = True
    return slip


def unplace(session: "Session", identifier: str) -> "SavedSlip":
    """Take a placement back; stake and platform stay as what is meant to be done."""
    slip = _taken(session, identifier)
    slip.is_placed, slip.placed_at = False, None
    return slip


def _taken(session: "Session", identifier: str) -> "SavedSlip":
    from bbprops_cli.models import SavedSlip

    return session.get_one(SavedSlip, UUID(identifier), with_for_update=True)


def check(db: Db, request: Request) -> Iterator[Row]:
    """What contradicts itself in the chosen slips, under FINDINGS."""
    fields = "id,name,legs,ev,correlations,snapshot_id,created_at,placed_at"
    slips = list(listing.open_page(db, request._replace(fields=fields)))
    there = _present(db, [leg for slip in slips for leg in slip[2]])
    for slip in slips:
        yield from ((*slip[:2], found.leg, found.what, found.detail) for found in _findings(slip, there))


def _findings(slip: Row, there: set[str]) -> Iterator["Contradiction"]:
    from bbprops_cli.rules.slips import check as slip_check

    _, _, legs, ev, correlations, snapshot, created, placed_at = slip
    day = (placed_at or created).astimezone(UTC).date()
    yield from slip_check.findings(legs, ev, correlations, day)
    yield from slip_check.gone(legs, there, has_snapshot=snapshot is not None)


def _present(db: Db, legs: Iterable[dict[str, Any]]) -> set[str]:
    """Those props of the legs that are there."""
    named = {str(leg.get("prop_id")).lower() for leg in legs}
    wanted = sorted(each for each in named if re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", each))
    found: set[str] = set()
    for start in range(0, len(wanted), AT_A_TIME):
        ids = [db.id(each) for each in wanted[start : start + AT_A_TIME]]
        rows = db.rows(f"SELECT id FROM prop_markets WHERE id IN ({', '.join(['%s'] * len(ids))})", ids)
        found |= {str(UUID(str(identifier))) for (identifier,) in rows}
    return found


def matrix_table(matrix: list[list[Any]]) -> tuple[tuple[Column, ...], list[Row]]:
    """A matrix of correlations as a table: a row and a column for each leg."""
    wide = max(map(len, matrix))
    titles = [Column("leg", "int", "Number of the leg", 1)]
    titles += [Column(str(number), "float", "Correlation with this leg", 1) for number in range(1, wide + 1)]
    return tuple(titles), [(number, *row, *[None] * (wide - len(row))) for number, row in enumerate(matrix, 1)]


def export(db: Db, request: Request, *, explode: bool) -> tuple[tuple[Column, ...], Iterable[Row]]:
    """The chosen slips as they are, or a row for each leg with what is to be known of its slip."""
    if not explode:
        page = listing.open_page(db, request)
        return page.columns, page
    fields = ",".join(column.name for column in SLIPS.columns if column.name in OF_A_LEG)
    page = listing.open_page(db, request._replace(fields=f"{fields},legs"))
    of_slip = tuple(column._replace(name=OF_A_LEG[column.name]) for column in page.columns[:-1])
    return (*of_slip, *LEG), ((*slip[:-1], *row) for slip in page for row in leg_rows(slip[-1]))


def by(dialect: Dialect, text: str) -> list[grouped.Part]:
    """What `--by` names: columns, or the month in which a slip was placed, else saved."""
    names = columns.listed(text)
    return [
        _month(dialect) if name == "month" else grouped.by_column(columns.find(SLIPS, name, "--by")) for name in names
    ]


def _month(dialect: Dialect) -> grouped.Part:
    return grouped.Part(grouped.MONTH, dialect.month("coalesce(placed_at, created_at)"))
