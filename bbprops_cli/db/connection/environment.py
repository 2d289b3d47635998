"""The mark that tells production from a playground; it lives in the database, not in the caller's shell."""

from typing import TYPE_CHECKING

from bbprops_cli.db.connection.database import Db

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

KEY = "environment"
_READ = "SELECT value FROM bbprops_meta WHERE key = 'environment'"


def read(work: "Session | Connection") -> str:
    """The mark of a migrated database; empty when it has none."""
    from sqlalchemy import text

    return work.scalar(text(_READ)) or ""


def bare(db: Db) -> str:
    """The label of a migrated database, read by the bare driver inside its transaction; empty when it has none."""
    return next((value for (value,) in db.rows(_READ)), "")


def write(work: "Session | Connection", mark: str) -> None:
    """Mark the database; an empty mark takes it away."""
    from sqlalchemy import text

    work.execute(text("DELETE FROM bbprops_meta WHERE key = :key"), {"key": KEY})
    if mark:
        work.execute(text("INSERT INTO bbprops_meta (key, value) VALUES (:key, :mark)"), {"key": KEY, "mark": mark})
