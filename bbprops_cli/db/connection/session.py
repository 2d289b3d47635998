"""Units of work: `with session() as work:` commits at the end or rolls back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from bbprops_cli import settings
from bbprops_cli.db.connection import environment, touched
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.database import DIALECTS, Db, begin_sql
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.rules.db.environment import require_expected


class Work(Session):
    """A session that can be told what to do once its transaction is safe."""

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run `call` when this unit of work has committed, never when it rolled back."""
        self.info.setdefault("after_commit", []).append(call)

    def connection(self, *args: Any, **options: Any) -> Connection:
        """As ever; whoever has it may write whatever they like, and says so by `touch`."""
        touched.record_unknown(self.info)
        return super().connection(*args, **options)

    def touch(self, topics: Iterable[str]) -> None:
        """Say what a connection was used to change, as topics of the cache; nothing is an answer too."""
        touched.record(self.info, topics)


@event.listens_for(Work, "after_flush")
def _flushed(work: Work, _: Any) -> None:
    touched.record_rows(work.info, [*work.new, *work.dirty, *work.deleted])


@event.listens_for(Work, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    reads = state.is_select or str(getattr(state.statement, "text", "")).lstrip().upper().startswith("SELECT")
    if not reads:
        touched.record_statement(state.session.info)


def engine(where: Target, *, read_only: bool = False, create: bool = False, lock_timeout: str = LOCK_TIMEOUT) -> Engine:
    """An engine without a pool whose connections come from `connect`; parameters are kept out of its messages."""
    made = create_engine(
        f"{where.dialect.sqlalchemy_driver}://",
        creator=lambda: _driver_transactions(connect(where, read_only=read_only, create=create)),
        poolclass=NullPool,
        hide_parameters=True,
    )
    opening = begin_sql(where.dialect, read_only=read_only, lock_timeout=lock_timeout)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # psycopg2 has sent BEGIN by itself; a second one would only warn
        statement = opening.replace("BEGIN ", "SET TRANSACTION ", 1) if where.dialect.has_server else opening
        connection.exec_driver_sql(statement)

    return made


def _driver_transactions(connection: Any) -> Any:
    if hasattr(connection, "autocommit") and hasattr(connection, "get_dsn_parameters"):
        connection.autocommit = False
    return connection


@contextmanager
def session(
    where: Target | None = None, *, read_only: bool = False, dry_run: bool = False, lock_timeout: str = LOCK_TIMEOUT
) -> Iterator[Work]:
    """One transaction on the database in use; a dry run does the same work and rolls back.

    Writing is refused (Conflict) where BBPROPS_ENV names another environment than the database's label.
    """
    made = engine(where or target(), read_only=read_only, lock_timeout=lock_timeout)
    with Work(made, expire_on_commit=False) as work:
        if not read_only:
            require_environment(work)
        yield work
        if dry_run:
            work.rollback()
            return
        try:
            work.commit()
        finally:  # a commit whose answer was lost may have happened
            if not read_only:
                touched.tell(touched.topics(work.info))
    for call in work.info.get("after_commit", ()):
        call()


def require_environment(work: Session | Connection) -> None:
    """Raise Conflict if BBPROPS_ENV differs from the environment label of the database."""
    if expected := settings.current().environment():
        require_expected(expected, environment.read(work))


def driver_db(work: Session) -> Db:
    """The driver's connection of this unit of work, inside its transaction, for bulk loads; see `Work.touch`."""
    connection = work.connection()
    return Db(connection.connection.driver_connection, DIALECTS[connection.dialect.name])
