"""What a piece of trash is, and what each database does to keep one: a schema on PostgreSQL, a file on SQLite."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bbprops_cli.catalog import META, NOUNS
from bbprops_cli.db.admin.facts import rows_by_table
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import structure

if TYPE_CHECKING:
    from sqlalchemy import Connection

TIME = "%Y%m%dt%H%M%S%fz"


class Trash(NamedTuple):
    """One former state of the database that a reset, a restore or an undo has moved to the trash."""

    name: str
    made: datetime
    revision: str
    environment: str
    locked: int  # snapshots
    rows: int
    bytes: int


class TrashBackend(Protocol):
    """How one database keeps its trash; every method runs inside the caller's transaction unless it says otherwise."""

    def move_to_trash(
        self, connection: "Connection", where: Target, items: list[structure.Item], /, *, dry_run: bool
    ) -> str:
        """Move tables, views and functions to a new piece of trash; its name."""

    def complete(self, connection: "Connection", name: str, /) -> None:
        """Make a new piece of trash valid and unchangeable: the last step before the commit."""

    def restore(self, connection: "Connection", name: str, /) -> None:
        """Move everything in a piece of trash back to where it was."""

    def carry_over_rights(self, connection: "Connection", name: str, /) -> list[str]:
        """Give the new tables the owners and grants of those in the trash; the dependents of the latter."""

    def dependents(self, connection: "Connection", name: str, /) -> list[str]:
        """Objects that do not belong to bbprops and refer to tables in a piece of trash."""

    def names(self, connection: "Connection", where: Target, /) -> list[str]:
        """The names of all pieces of trash, oldest first."""

    def describe(self, connection: "Connection", name: str, /) -> Trash:
        """One piece of trash with its size and contents."""

    def is_empty(self, connection: "Connection", name: str, /) -> bool:
        """True if all tables of a piece of trash, except bbprops_meta, are empty."""

    def readers(self, connection: "Connection", name: str, /) -> list[str]:
        """The sessions that use tables in a piece of trash, such as a backup of the whole database."""

    def destroy(self, connection: "Connection", name: str, /) -> None:
        """Delete a piece of trash for good."""

    def mark_restored(self, connection: "Connection", name: str, /) -> None:
        """Store in the same transaction which piece of trash an undo restores, if something remains to be removed."""

    def restored(self, connection: "Connection", where: Target, /) -> str:
        """The piece of trash that such an undo has restored, while its remains exist; empty if there is none."""

    def finish_undo(self, where: Target, /, *, dry_run: bool) -> str:
        """Remove the remains of the piece of trash that an undo has restored; its name, empty if there is none.

        In a transaction of its own, after the one of the undo, or before the next if that was killed in between.
        """


def stamp() -> str:
    """The present, as the name of a piece of trash ends."""
    return datetime.now(UTC).strftime(TIME)


def time_of(name: str) -> datetime | None:
    """When a piece of trash was made, by its name; None for a name that bbprops does not give."""
    found = re.search(r"\d{8}t\d{12}z$", name)
    return datetime.strptime(found[0], TIME).replace(tzinfo=UTC) if found else None


def has_rows(connection: "Connection", tables: list[str], schema: str = "") -> bool:
    """Whether any of these tables but bbprops_meta has a row, in this connection or in a schema of it."""
    within = f"{schema}." if schema else ""
    nouns = [noun.table for noun in NOUNS if noun is not META and noun.table in tables]
    return any(connection.exec_driver_sql(f"SELECT 1 FROM {within}{table} LIMIT 1").first() for table in nouns)  # noqa: S608 - names of ours


def describe_tables(connection: "Connection", name: str, tables: list[str], *, size: int, schema: str = "") -> Trash:
    """A piece of trash whose tables can be read in this connection, or in a schema of it."""
    within = f"{schema}." if schema else ""

    def ask(table: str, query: str) -> Any:
        return connection.exec_driver_sql(query.format(within + table)).scalar() if table in tables else None

    return Trash(
        name,
        time_of(name) or datetime.min.replace(tzinfo=UTC),
        ask("alembic_version", "SELECT version_num FROM {}") or "",
        ask("bbprops_meta", "SELECT value FROM {} WHERE key = 'environment'") or "",
        ask("snapshots", "SELECT count(*) FROM {} WHERE is_locked") or 0,
        sum(table.rows for table in rows_by_table(connection, tables, schema)),
        size,
    )
