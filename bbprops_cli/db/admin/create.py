"""From nothing to a migrated, marked database."""

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

    database: bool  # made on the server
    before: str
    after: str
    mark: str
    marked: bool


def init(where: Target, *, create: bool = False, mark: str = "") -> Created:
    """Migrate to the head and mark the environment; a database that is marked already keeps its mark.

    Without a `mark`, a new database that only this machine reaches is development; for any other the caller has
    to say (UsageError).
    """
    made = create and where.dialect.has_server and _create_database(where, mark)
    if not where.dialect.has_server and not Path(where.database).exists():
        _require_expected(mark or _presumed(where, new=True))  # before there is a file
    with migrations.alone(where, create=True) as connection:
        before = migrations.require_known(connection)
        found = environment.read(connection) if before else ""
        wanted = found or mark or _presumed(where, new=not before)
        _require_expected(wanted)
        _, after = migrations.move(connection, "upgrade", "head")
        if not found:
            environment.write(connection, wanted)
    return Created(made, before, after, wanted, not found)


def _presumed(where: Target, *, new: bool) -> str:
    if new and where.is_local:
        return "development"
    reason = "is on another host" if new else "has tables, but no mark"
    raise UsageError(
        f"Say what this database is, because it {reason}.", hint="Add --environment development, staging or production."
    )


def _require_expected(mark: str) -> None:
    expected = settings.current().environment()
    if expected and expected != mark:
        raise Conflict(
            f"BBPROPS_ENV is {expected}, but the environment label of this database would be {mark}.",
            hint="Check DATABASE_URL, or add --environment.",
        )


def _create_database(where: Target, mark: str) -> bool:
    from psycopg2 import errors
    from psycopg2.extensions import quote_ident

    server = connect(where._replace(database="postgres"))
    try:
        cursor = server.cursor()
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", (where.database,))
        if cursor.rowcount:
            return False
        _require_expected(mark or _presumed(where, new=True))
        # template0, because template1 may have another encoding
        name = quote_ident(where.database, server)
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    except (errors.DuplicateDatabase, errors.UniqueViolation):  # somebody was faster
        return False
    finally:
        server.close()
    return True
