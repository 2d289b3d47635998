"""Units of work on SQLAlchemy: `with session() as work:` commits at its end, or rolls back if it fails."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from bbprops_cli import clock, settings
from bbprops_cli.db.connection import environment, touched
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.database import Db, begin_sql
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.driver import Connection as DriverConnection
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.rules.db.environment import require_expected


class Work(Session):
    """A session that runs calls after its commit and records which cache tags it changes."""

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run `call` after this unit of work has committed; never after a rollback."""
        self.info.setdefault("after_commit", []).append(call)

    def connection(
        self,
        bind_arguments: dict[str, Any] | None = None,
        execution_options: CoreExecuteOptionsParameter | None = None,
    ) -> Connection:
        """The connection, with which the caller may change any row; `touch` tells the cache which tags it changed."""
        touched.record_unknown(self.info)
        return super().connection(bind_arguments, execution_options)

    def touch(self, tags: Iterable[str]) -> None:
        """Name the cache tags that `connection` was used to change; an empty iterable means none.

        Without this call a unit of work that used `connection` invalidates every cached answer.
        """
        touched.record(self.info, tags)


@event.listens_for(Work, "after_flush")
def _flushed(work: Work, _: object) -> None:
    touched.record_rows(work.info, [*work.new, *work.dirty, *work.deleted])


@event.listens_for(Work, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    reads = state.is_select or str(getattr(state.statement, "text", "")).lstrip().upper().startswith("SELECT")
    if not reads:
        touched.record_statement(state.session.info)


def engine(where: Target, *, read_only: bool = False, create: bool = False, lock_timeout: str = LOCK_TIMEOUT) -> Engine:
    """An engine without a pool that gets its connections from `connect`; its errors do not show parameters."""
    made = create_engine(
        f"{where.dialect.sqlalchemy_driver}://",
        creator=lambda: _driver_transactions(connect(where, read_only=read_only, create=create)),
        poolclass=NullPool,
        hide_parameters=True,
    )
    opening = where.dialect.continue_begin(begin_sql(where.dialect, read_only=read_only, lock_timeout=lock_timeout))

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(opening)

    return made


def _driver_transactions(connection: DriverConnection) -> DriverConnection:
    if hasattr(connection, "get_dsn_parameters") and hasattr(connection, "autocommit"):  # psycopg2
        connection.autocommit = False
    return connection


@contextmanager
def session(
    where: Target | None = None, *, read_only: bool = False, dry_run: bool = False, lock_timeout: str = LOCK_TIMEOUT
) -> Iterator[Work]:
    """One transaction, on the database of the settings by default; a dry run rolls it back at the end.

    Raises Conflict before a write if BBPROPS_ENV differs from the environment label of the database.
    """
    made = engine(where or target(), read_only=read_only, lock_timeout=lock_timeout)
    with Work(made, expire_on_commit=False) as work:
        if not read_only:
            require_environment(work)
        with clock.server_ahead(_ahead(work) if made.dialect.name == "postgresql" and not read_only else timedelta()):
            yield work
        if dry_run:
            work.rollback()
            return
        try:
            work.commit()
        finally:  # a commit may have happened although its answer was lost
            if not read_only:
                touched.tell(touched.tags(work.info))
    for call in work.info.get("after_commit", ()):
        call()


def _ahead(work: Work) -> timedelta:
    """How far the clock of the server is ahead of the clock of this machine, by which the session stamps its rows."""
    connection = Session.connection(work)  # that of Work would count as a change of any row
    times = Db(cast("DriverConnection", connection.connection.driver_connection), dialect_named("postgresql")).clock()
    return times.server - times.machine


def require_environment(work: Session | Connection) -> None:
    """Raise Conflict if BBPROPS_ENV differs from the environment label of the database."""
    if expected := settings.current().environment():
        require_expected(expected, environment.read(work))


def driver_db(work: Session) -> Db:
    """The connection of this unit of work as a `Db`, inside its transaction; see `Work.touch`."""
    connection = work.connection()
    return Db(cast("DriverConnection", connection.connection.driver_connection), dialect_named(connection.dialect.name))
