"""A backup file, and how each dialect writes and restores one."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import InvalidInput
from bbprops_cli.files import Output

if TYPE_CHECKING:
    from sqlalchemy import Connection

Progress = Callable[[int, int | None], None]  # bytes done and None, or parts done and all parts


class Backup(NamedTuple):
    """A file that can be restored: its revision, and the tables whose rows it has."""

    file: Path
    revision: str
    tables: list[str]


class BackupBackend(Protocol):
    """How one dialect writes backups and reads them."""

    def write(self, where: Target, out: Output, progress: Progress, revision: str, /) -> None:
        """Write the database into a file, as of one moment."""

    def inspect(self, file: Path, /) -> tuple[str, list[str]]:
        """The revision of a file, empty if it has none, and its tables; raises InvalidInput for a damaged file."""

    def fill(self, connection: "Connection", backup: Backup, progress: Progress, /) -> None:
        """Copy the rows of a file into the empty tables, inside the caller's transaction."""


def require_columns(connection: "Connection", backup: Backup, table: str, found: Iterable[str]) -> str:
    """The columns in the order of the file, quoted; raises InvalidInput unless they match the migrations."""
    from sqlalchemy import inspect as look

    found = list(found)
    if differing := {column["name"] for column in look(connection).get_columns(table)} ^ {*found}:
        names = ", ".join(sorted(differing))
        raise InvalidInput(f"{backup.file} and revision {backup.revision} differ in columns of {table}: {names}.")
    return ", ".join(f'"{name}"' for name in found)
