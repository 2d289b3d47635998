"""Delete everything in the trash, once a person has agreed to what that means."""

from typing import NamedTuple

from bbprops_cli.db.admin import facts, trash
from bbprops_cli.db.admin.trash_backend import Trash
from bbprops_cli.db.connection.target import Target, target


class Plan(NamedTuple):
    """The pieces of trash to delete, the database that they belong to, and its environment label."""

    where: Target
    environment: str
    pieces: list[Trash]

    @property
    def names(self) -> list[str]:
        """The names of the pieces."""
        return [piece.name for piece in self.pieces]

    @property
    def rows(self) -> int:
        """Number of rows in all pieces."""
        return sum(piece.rows for piece in self.pieces)

    @property
    def parts(self) -> list[str]:
        """The pieces in words, one line each."""
        return [f"{piece.name}: {piece.rows:,} rows, {piece.locked} locked snapshots" for piece in self.pieces]

    @property
    def has_locked(self) -> bool:
        """Whether there are locked snapshots in the trash."""
        return any(piece.locked for piece in self.pieces)


def plan() -> Plan:
    """What would be deleted from the trash of the database in use."""
    where = target()
    pieces = trash.listing(where)
    return Plan(where, facts.label(where), pieces)


def empty(planned: Plan, *, dry_run: bool) -> None:
    """Delete the pieces for good; raises Conflict while an object outside bbprops refers to one."""
    trash.empty(planned.where, planned.names, dry_run=dry_run)
