"""Snapshots: the named sets of props."""

from typing import TYPE_CHECKING, Any

from bbprops_cli.catalog import SNAPSHOTS, Column
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import listing, references
from bbprops_cli.queries.listing import Filter, Request

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import Snapshot, SnapshotCreate

HELD = Column("props", "int", "Number of props it holds", 1)


def describe(connection: Any, kind: str, reference: str) -> list[tuple[Column, Any]]:
    """Every column of one snapshot with its value, and how many props it holds; raises NotFound or Ambiguous."""
    identifier = references.resolve(connection, kind, SNAPSHOTS, reference)
    page = listing.open_page(connection, kind, Request(SNAPSHOTS, "", (Filter("id", "=", identifier),)))
    (row,) = page
    cursor = connection.cursor()
    if kind == "postgresql":
        cursor.execute("SELECT count(*) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    else:
        cursor.execute("SELECT count(*) FROM prop_markets WHERE snapshot_id = ?", (identifier.replace("-", ""),))
    return [*zip(page.columns, row, strict=True), (HELD, cursor.fetchone()[0])]


def create(session: "Session", shape: "SnapshotCreate") -> "Snapshot":
    """A new, unlocked snapshot without props; raises Conflict when the name is taken."""
    from sqlmodel import select

    from bbprops_cli.models import Snapshot

    if session.exec(select(Snapshot.id).where(Snapshot.snapshot_id == shape.snapshot_id)).first():
        raise Conflict(f"A snapshot {shape.snapshot_id} exists already.", hint="Choose another name.")
    snapshot = Snapshot.model_validate(shape.model_dump())
    session.add(snapshot)
    session.flush()
    return snapshot
