"""Create a database, apply all migrations to it and set its environment label."""

from pathlib import Path
from typing import NamedTuple

from bbprops_cli import settings
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import Conflict, UsageError


class Created(NamedTuple):
    """What `init` found and did; an empty revision means that there was no table."""

    database: bool  # True if it was created on the server
    before: str
    after: str
    label: str
    labelled: bool  # True if the label was set now

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return self.database or self.labelled or self.before != self.after


def init(where: Target, *, create: bool = False, label: str = "") -> Created:
    """Apply all migrations and set the environment label; a label that is already set stays.

    Without `label`, a new database that only this machine reaches becomes development; raises UsageError for any
    other. Raises Conflict if BBPROPS_ENV expects another label.
    """
    made = create and where.dialect.has_server and _create_database(where, label)
    if not where.dialect.has_server and not Path(where.database).exists():
        _require_expected(label or _presumed(where, new=True))  # before the file is created
    with migrations.alone(where, create=True) as connection:
        before = migrations.require_known(connection)
        found = environment.find(connection) or ""
        wanted = found or label or _presumed(where, new=not before)
        _require_expected(wanted)
        _, after = migrations.move(connection, "upgrade", "head")
        if not found:
            environment.write(connection, wanted)
    return Created(made, before, after, wanted, not found)


def _presumed(where: Target, *, new: bool) -> str:
    if new and where.is_local:
        return "development"
    reason = "is on another host" if new else "has tables, but no environment label"
    raise UsageError(
        f"no environment label given, and {where} {reason}",
        hint="Pass --environment development, staging or production.",
    )


def _require_expected(label: str) -> None:
    expected = settings.current().environment()
    if expected and expected != label:
        raise Conflict(
            f"BBPROPS_ENV is {expected}, but the environment label of this database would be {label}.",
            hint="Check DATABASE_URL, or pass --environment.",
        )


def _create_database(where: Target, label: str) -> bool:
    from psycopg2 import errors
    from psycopg2.extensions import quote_ident

    server = connect(where._replace(database="postgres"))
    try:
        cursor = server.cursor()
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", (where.database,))
        if cursor.rowcount:
            return False
        _require_expected(label or _presumed(where, new=True))
        # template0, because template1 may have another encoding
        name = quote_ident(where.database, server)
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    except (errors.DuplicateDatabase, errors.UniqueViolation):  # another process was faster
        return False
    finally:
        server.close()
    return True
