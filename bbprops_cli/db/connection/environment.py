"""The environment label of a database (`production`, …), which is stored in the database itself."""

from typing import TYPE_CHECKING

from bbprops_cli import settings
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import NotMigrated

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

KEY = "environment"
_READ = "SELECT value FROM bbprops_meta WHERE key = 'environment'"


def read(work: "Session | Connection") -> str:
    """The environment label of a migrated database; empty if it has none."""
    from sqlalchemy import text

    return work.scalar(text(_READ)) or ""


def find(connection: "Connection") -> str | None:
    """Like `read`, whatever revision is stored; None if the table of the label does not exist."""
    from sqlalchemy import inspect

    return read(connection) if inspect(connection).has_table("bbprops_meta") else None


def read_from_driver(db: Db) -> str:
    """Like `read`, but inside a transaction of the bare driver, without SQLAlchemy."""
    return next((value for (value,) in db.rows(_READ)), "")


def require_expected_label() -> None:
    """Raise Conflict if BBPROPS_ENV is set and differs from the label of the database, if that has tables.

    A transaction that writes checks it again; this is for commands that find nothing to write.
    """
    expected = settings.current().environment()
    if not expected:
        return
    from bbprops_cli.db.connection.failures import explain
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.rules.db.environment import require_expected

    try:
        with reading(target()) as db:
            label = read_from_driver(db)
    except Exception as error:
        if isinstance(error, NotMigrated) or isinstance(explain(error), NotMigrated):
            return
        raise
    require_expected(expected, label)


def write(work: "Session | Connection", label: str) -> None:
    """Replace the environment label of the database; an empty label removes it."""
    from sqlalchemy import text

    work.execute(text("DELETE FROM bbprops_meta WHERE key = :key"), {"key": KEY})
    if label:
        work.execute(text("INSERT INTO bbprops_meta (key, value) VALUES (:key, :label)"), {"key": KEY, "label": label})
