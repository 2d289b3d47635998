"""Migrations: the only module that talks to Alembic. One runs at a time; one that fails leaves nothing behind."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from bbprops_cli.db.connect import Target, parse
from bbprops_cli.errors import Conflict, NotFound, NotMigrated, UsageError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection

Direction = Literal["upgrade", "downgrade"]
PATIENCE = "5min"  # for our turn
PATIENCE_SQLITE_MS = 60_000
# A statement waits less: whoever reads the table queues behind it.
TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('bbprops:migrate', 0));
SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0
"""


class Revision(NamedTuple):
    """One migration, as its file describes it."""

    revision: str
    down_revision: str
    message: str


def root() -> Path:
    """The folder of alembic.ini: inside the installed package, else the checkout."""
    package = Path(__file__).resolve().parents[1]
    packed = package / "_migrations"
    return packed if packed.is_dir() else package.parent


def upgrade(
    where: Target | str, revision: str = "head", *, create: bool = True, dry_run: bool = False
) -> tuple[str, str]:
    """Bring the schema up to a revision; waits while another process migrates. The revisions before and after."""
    with alone(where, create=create, dry_run=dry_run) as connection:
        return move(connection, "upgrade", revision)


def downgrade(where: Target | str, revision: str, *, dry_run: bool = False) -> tuple[str, str]:
    """Take the schema back to a revision, or to `base`: nothing. The revisions before and after."""
    with alone(where, dry_run=dry_run) as connection:
        return move(connection, "downgrade", revision)


@contextmanager
def alone(where: Target | str, *, create: bool = False, dry_run: bool = False) -> "Iterator[Connection]":
    """A transaction in which no other process migrates; a dry run rolls it back.

    On SQLite foreign keys are off in it, and looked at in the end.
    """
    from sqlalchemy import event

    from bbprops_cli.db.session import engine, require_environment

    place = parse(where) if isinstance(where, str) else where
    made = engine(place, create=create, lock_timeout=PATIENCE)
    if place.kind == "sqlite":
        event.listen(made, "connect", _without_foreign_keys)
    with made.begin() as connection:
        if place.kind == "postgresql":
            _take_turn(connection)
        if current(connection):
            require_environment(connection)
        yield connection
        require_references(connection)
        if dry_run and (transaction := connection.get_transaction()):
            transaction.rollback()


def _without_foreign_keys(connection: sqlite3.Connection, _record: object) -> None:
    # The pragma does nothing inside a transaction; on, it would empty references to a table that is made anew.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_SQLITE_MS}")


def _take_turn(connection: "Connection") -> None:
    connection.exec_driver_sql(TURN)
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar()
    if schema != "public":
        raise Conflict(
            f"The search_path leads to schema {schema!r}, but everything of bbprops lives in schema public.",
            hint="Put public first: ALTER ROLE … SET search_path = public.",
        )


def require_references(connection: "Connection") -> None:
    """Raise Conflict where a row refers to one that is not there, which SQLite does not notice meanwhile."""
    if connection.dialect.name == "postgresql":
        return
    if found := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Conflict(f"Rows of {found[0]} would refer to rows of {found[2]} that are not there; nothing was changed.")


def move(connection: "Connection", direction: Direction, revision: str) -> tuple[str, str]:
    """Run migrations inside the caller's transaction; the revisions before and after."""
    from alembic import command
    from alembic.util import CommandError

    before = require_known(connection)
    config = _config()
    config.attributes["connection"] = connection
    run = command.upgrade if direction == "upgrade" else command.downgrade
    try:
        run(config, revision)
    except CommandError as error:
        if "locate revision" in str(error):
            raise NotFound(f"There is no revision {revision!r}.", hint=LISTING) from error
        raise UsageError(f"That {direction} cannot be done: {str(error).rstrip('.')}.", hint=LISTING) from error
    return before, current(connection)


LISTING = "`bbprops db history` lists them."


def current(connection: "Connection") -> str:
    """The revision of a database; empty before the first migration."""
    from alembic.migration import MigrationContext

    return ", ".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def require_known(connection: "Connection") -> str:
    """The revision of a database; NotMigrated when this version of bbprops does not have it."""
    found = current(connection)
    if found and found not in {step.revision for step in history()}:
        raise NotMigrated(
            f"The database is at revision {found}, which this version of bbprops does not know.",
            hint="Install the version of bbprops that migrated it.",
        )
    return found


def head() -> str:
    """The newest revision."""
    return _scripts().get_current_head() or ""


def history() -> list[Revision]:
    """Every migration, newest first."""
    return [
        Revision(script.revision, str(script.down_revision or ""), script.doc) for script in _scripts().walk_revisions()
    ]


def pending(found: str) -> list[Revision]:
    """The migrations above a revision, oldest first."""
    above: list[Revision] = []
    for step in history():
        if step.revision == found:
            break
        above.insert(0, step)
    return above


def _config() -> "Config":
    from alembic.config import Config

    return Config(root() / "alembic.ini", stdout=sys.stderr)


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())
