"""Migrations: the only module that talks to Alembic. One runs at a time; one that fails leaves nothing behind."""

import sqlite3
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.errors import Conflict, NotFound, NotMigrated, UsageError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.operations.ops import MigrationScript
    from alembic.script import Script, ScriptDirectory
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
    package = Path(__file__).resolve().parents[2]
    packed = package / "_migrations"
    return packed if packed.is_dir() else package.parent


def is_checkout() -> bool:
    """Whether the migrations lie in a checkout, where new ones can be written, and not in an installed package."""
    return root().name != "_migrations"


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

    from bbprops_cli.db.connection.session import engine, require_environment

    place = parse(where) if isinstance(where, str) else where
    made = engine(place, create=create, lock_timeout=PATIENCE)
    if not place.dialect.has_server:
        event.listen(made, "connect", _without_foreign_keys)
    with made.begin() as connection:
        if place.dialect.has_server:
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

    before = require_known(connection)
    config = _config()
    config.attributes["connection"] = connection
    run = command.upgrade if direction == "upgrade" else command.downgrade
    with _in_our_words(direction, revision):
        run(config, revision)
    return before, current(connection)


LISTING = "`bbprops db history` lists them."


@contextmanager
def _in_our_words(what: str, revision: str) -> Iterator[None]:
    from alembic.util import CommandError

    try:
        yield
    except CommandError as error:
        if "locate revision" in str(error):
            raise NotFound(f"There is no revision {revision!r}.", hint=LISTING) from error
        raise UsageError(f"That {what} cannot be done: {str(error).rstrip('.')}.", hint=LISTING) from error


def stamp(where: Target | str, revision: str, *, dry_run: bool = False) -> tuple[str, str]:
    """Say that the schema is at a revision, without a look at it; the revisions before and after.

    This mends a database whose revision nobody knows, too.
    """
    from alembic import command

    with alone(where, dry_run=dry_run) as connection:
        before = current(connection)
        config = _config()
        config.attributes["connection"] = connection
        with _in_our_words("stamp", revision):
            command.stamp(config, revision, purge=True)
        return before, current(connection)


def script(found: str, revision: str = "head") -> list[str]:
    """The statements that lead from one revision up to another, for the kind of database in use; it is not asked."""
    from alembic import command

    statements = _Statements()
    config = _config(statements)
    with _in_our_words("upgrade", revision):
        command.upgrade(config, f"{found or 'base'}:{revision}", sql=True)
    return statements.found


class _Statements(StringIO):
    """An output of Alembic's, which writes one statement at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def write(self, text: str) -> int:
        self.found.append(text.strip())
        return len(text)


def steps(found: str, revision: str = "head") -> list[Revision]:
    """The migrations that lead from one revision up to another, oldest first."""
    scripts = _scripts()
    with _in_our_words("upgrade", revision):
        scripts.get_revision(revision)
        above = list(scripts.iterate_revisions(revision, found or "base"))
    return [_described(script) for script in reversed(above)]


def write_revision(message: str, *, compared: "Connection | None" = None) -> str:
    """Write a new migration, numbered after the newest, into the checkout; its path.

    With a connection to a migrated database it holds what the models have and that database has not, and is not
    written (an empty path) where they agree.
    """
    from alembic import command

    number = f"{max((int(step.revision) for step in history() if step.revision.isdecimal()), default=0) + 1:04d}"
    config = _config()
    config.cmd_opts = Namespace(quiet=True)  # else it talks on stdout
    config.attributes["connection"] = compared
    with _in_our_words("revision", number):
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
    return [_described(script) for script in _scripts().walk_revisions()]


def _described(script: "Script") -> Revision:
    return Revision(script.revision, str(script.down_revision or ""), script.doc)


def pending(found: str) -> list[Revision]:
    """The migrations above a revision, oldest first."""
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
