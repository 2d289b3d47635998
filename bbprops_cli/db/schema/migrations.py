"""Migrations, and the only module that uses Alembic. One migration runs at a time; a failed one is rolled back."""

import re
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO, cast

from bbprops_cli import settings
from bbprops_cli.db.connection import advisory, environment
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.errors import Conflict, NotFound, NotMigrated, UsageError
from bbprops_cli.rules.db.environment import require_expected

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.operations.ops import MigrationScript
    from alembic.script import Script, ScriptDirectory
    from sqlalchemy import Connection

    from bbprops_cli.db.connection.driver import Cursor

Direction = Literal["upgrade", "downgrade"]
MIGRATION_LOCK_TIMEOUT = "5min"  # for the lock that lets one process migrate at a time
MIGRATION_BUSY_TIMEOUT_MS = 60_000
_NUMBER = re.compile(r"\d{4}")  # a revision of bbprops, of a later version, too
_OUR_TABLES = ("bbprops_meta", "prop_markets")  # no other application has them
_REFERENCE_CHECKS = {"sqlite": "PRAGMA foreign_key_check"}  # PostgreSQL checks every statement
# Statements wait for table locks for a shorter time, because readers of the table queue behind them.
_TURN_KEY = "bbprops:migrate"
TURN = f"""
SELECT pg_advisory_xact_lock({advisory.CLASS}, hashtext('{_TURN_KEY}'));
SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0
"""


class Revision(NamedTuple):
    """One migration, as described in its file."""

    revision: str
    down_revision: str
    message: str


def root() -> Path:
    """The folder of alembic.ini: in the installed package, or the checkout."""
    package = Path(__file__).resolve().parents[2]
    packed = package / "_migrations"
    return packed if packed.is_dir() else package.parent


def is_checkout() -> bool:
    """True if the migrations are in a checkout, where new ones can be written, not in an installed package."""
    return root().name != "_migrations"


def upgrade(
    where: Target | str, revision: str = "head", *, create: bool = True, dry_run: bool = False
) -> tuple[str, str]:
    """Upgrade the schema to a revision and return the revisions before and after.

    Waits while another process migrates. `create` makes a missing SQLite file.
    """
    with alone(where, create=create, dry_run=dry_run) as connection:
        return move(connection, "upgrade", revision)


def downgrade(where: Target | str, revision: str, *, dry_run: bool = False) -> tuple[str, str]:
    """Downgrade the schema to a revision, or to `base`, which is empty; return the revisions before and after."""
    with alone(where, dry_run=dry_run) as connection:
        return move(connection, "downgrade", revision)


@contextmanager
def alone(where: Target | str, *, create: bool = False, dry_run: bool = False) -> "Iterator[Connection]":
    """A transaction during which no other process migrates; a dry run rolls it back.

    Raises Conflict if BBPROPS_ENV differs from the environment label, or if another application migrates this database.
    On SQLite foreign keys are off during the transaction and checked at its end.
    """
    from sqlalchemy import event

    from bbprops_cli.db.connection.session import engine

    place = parse(where) if isinstance(where, str) else where
    made = engine(place, create=create, lock_timeout=MIGRATION_LOCK_TIMEOUT)
    event.listen(made, *_LISTENERS[place.dialect.name])
    with made.begin() as connection:
        require_ours(connection)
        label = environment.find(connection)
        if label is not None:
            require_expected(settings.current().environment(), label)
        yield connection
        require_references(connection)
        if dry_run and (transaction := connection.get_transaction()):
            transaction.rollback()


def _without_foreign_keys(connection: sqlite3.Connection, _record: object) -> None:
    # With foreign keys on, a table that is dropped and created again would lose the references to it. Inside a
    # transaction the pragma does nothing.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(f"PRAGMA busy_timeout = {MIGRATION_BUSY_TIMEOUT_MS}")


def _take_turn(connection: "Connection") -> None:
    advisory.take(cast("Cursor", connection.connection.cursor()), _TURN_KEY)
    connection.exec_driver_sql(TURN)
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar()
    if schema != "public":
        raise Conflict(
            f"The current schema is {schema!r}, but the tables of bbprops are in schema public.",
            hint="Put public first: ALTER ROLE … SET search_path = public.",
        )


_LISTENERS: dict[str, tuple[str, Callable[..., None]]] = {
    "postgresql": ("begin", _take_turn),
    "sqlite": ("connect", _without_foreign_keys),
}


def require_references(connection: "Connection") -> None:
    """Raise Conflict if a row refers to a row that does not exist, which SQLite allows while foreign keys are off."""
    check = _REFERENCE_CHECKS.get(connection.dialect.name)
    if check and (found := connection.exec_driver_sql(check).first()):
        raise Conflict(f"Rows of {found[0]} would refer to rows of {found[2]} that do not exist; nothing was changed.")


def move(connection: "Connection", direction: Direction, revision: str) -> tuple[str, str]:
    """Run migrations inside the caller's transaction and return the revisions before and after."""
    from alembic import command

    before = require_known(connection)
    require_stored_revision(connection)
    config = _config()
    config.attributes["connection"] = connection
    run = command.upgrade if direction == "upgrade" else command.downgrade
    with _explained(direction, revision):
        run(config, revision)
    return before, current(connection)


_LIST_REVISIONS = "`bbprops db history` lists the revisions."


@contextmanager
def _explained(action: str, revision: str) -> Iterator[None]:
    from alembic.util import CommandError

    try:
        yield
    except CommandError as error:
        if "locate revision" in str(error):
            raise NotFound(f"revision {revision!r} does not exist.", hint=_LIST_REVISIONS) from error
        raise UsageError(f"Cannot {action}: {str(error).rstrip('.')}.", hint=_LIST_REVISIONS) from error


def stamp(where: Target | str, revision: str, *, dry_run: bool = False) -> tuple[str, str]:
    """Set the revision of a database without running migrations; return the revisions before and after.

    This also repairs a database at a revision that does not exist. Raises NotMigrated if the database has no table of
    bbprops.
    """
    from alembic import command

    with alone(where, dry_run=dry_run) as connection:
        before = current(connection)
        if not before and not _has_our_tables(connection):
            raise NotMigrated(
                "cannot store a revision: this database has no table of bbprops",
                hint="Create the tables and their revision: bbprops db init",
            )
        config = _config()
        config.attributes["connection"] = connection
        with _explained("stamp", revision):
            command.stamp(config, revision, purge=True)
        return before, current(connection)


def script(found: str, revision: str = "head") -> list[str]:
    """The SQL of the migrations from one revision up to another, in the dialect in use; does not connect."""
    from alembic import command

    statements = _Statements()
    config = _config(statements)
    with _explained("upgrade", revision):
        command.upgrade(config, f"{found or 'base'}:{revision}", sql=True)
    return statements.found


class _Statements(StringIO):
    """Collects the output of Alembic, which writes one statement at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def write(self, text: str) -> int:
        self.found.append(text.strip())
        return len(text)


def steps(found: str, revision: str = "head") -> list[Revision]:
    """The migrations from one revision up to another, oldest first."""
    scripts = _scripts()
    with _explained("upgrade", revision):
        scripts.get_revision(revision)
        above = list(scripts.iterate_revisions(revision, found or "base"))
    return [_described(script) for script in reversed(above)]


def write_revision(message: str, *, compared: "Connection | None" = None) -> str:
    """Write a new migration into the checkout, with the next number, and return its path.

    With `compared`, a connection to a migrated database, the migration contains the differences between the models and
    that database; without differences nothing is written and the path is empty.
    """
    from alembic import command

    number = f"{max((int(step.revision) for step in history() if step.revision.isdecimal()), default=0) + 1:04d}"
    config = _config()
    config.cmd_opts = Namespace(quiet=True)  # Alembic would print to stdout
    config.attributes["connection"] = compared
    with _explained("write a migration", number):
        written = command.revision(
            config,
            message,
            autogenerate=compared is not None,
            rev_id=number,
            process_revision_directives=_unless_empty if compared is not None else None,
        )
    return "" if isinstance(written, list) or written is None else str(written.path)


def _unless_empty(_context: object, _revision: object, directives: "list[MigrationScript]") -> None:
    if all(script.upgrade_ops is None or script.upgrade_ops.is_empty() for script in directives):
        directives.clear()


def current(connection: "Connection") -> str:
    """The revision of a database; empty before its first migration."""
    from alembic.migration import MigrationContext

    return ", ".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def require_ours(connection: "Connection") -> str:
    """The revision of a database; Conflict if it is one of another application, which uses Alembic, too."""
    found = current(connection)
    known = {step.revision for step in history()} if found else set()
    ours = all(revision in known or _NUMBER.fullmatch(revision) for revision in found.split(", "))
    if found and not (ours and _has_our_tables(connection)):
        raise Conflict(
            f"another application migrates this database: its table alembic_version has the revision {found}, which is"
            " not one of bbprops",
            hint="Set DATABASE_URL to another database, and create it with: bbprops db init --create",
        )
    return found


def require_stored_revision(connection: "Connection") -> None:
    """Raise Conflict for tables of bbprops without a revision, as `stamp base` leaves them."""
    if not current(connection) and _has_our_tables(connection):
        raise Conflict(
            "the tables of bbprops exist, but no revision is stored; nothing was changed",
            hint="Store the revision of the tables: bbprops db stamp head. Then compare: bbprops db check",
        )


def _has_our_tables(connection: "Connection") -> bool:
    from sqlalchemy import inspect

    return any(inspect(connection).has_table(table) for table in _OUR_TABLES)


def require_known(connection: "Connection") -> str:
    """The revision of a database; NotMigrated if this version of bbprops does not know it, Conflict if not ours."""
    found = require_ours(connection)
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
    return [_described(script) for script in _scripts().walk_revisions()]


def _described(script: "Script") -> Revision:
    return Revision(script.revision, str(script.down_revision or ""), script.doc)


def pending(found: str) -> list[Revision]:
    """The migrations after a revision, oldest first."""
    above: list[Revision] = []
    for step in history():
        if step.revision == found:
            break
        above.insert(0, step)
    return above


def _config(sql: TextIO | None = None) -> "Config":
    from alembic.config import Config

    return Config(root() / "alembic.ini", stdout=sys.stderr, output_buffer=sql)


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())
