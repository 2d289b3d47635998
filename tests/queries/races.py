"""An importer and a locker of one snapshot on PostgreSQL, and schedules of their steps."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg2

from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.target import parse
from bbprops_cli.queries.snapshots import lock
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from tests import snapshots
from tests.databases import Database

LEVELS = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]
COLUMNS = "id, snapshot_id, league, player_name, market_type, line, platform, external_id"
COPY = f"COPY prop_markets ({COLUMNS}) FROM STDIN WITH (FORMAT csv)"
INSERT = (
    f"INSERT INTO prop_markets ({COLUMNS}) VALUES (gen_random_uuid(), %s, 'NFL', 'New', 'points', 1.5, 'manual', %s)"
)


CHANGE = "UPDATE prop_markets SET line = line + 1 WHERE external_id = 'week-5-1'"


class Client:
    """One connection in a transaction with a given isolation level, used by its own thread."""

    def __init__(self, database: Database, level: str) -> None:
        self.database, self.thread = database, ThreadPoolExecutor(1)
        self.connection = connect(parse(database.url))
        self.cursor = self.connection.cursor()
        self.cursor.execute(f"BEGIN ISOLATION LEVEL {level}; SET LOCAL lock_timeout = '20s'")

    def do(self, work: Callable[..., Any], *args: Any) -> "Future[str]":
        """Start work; return when it is done or waits for a lock. The future has the SQLSTATE, empty on success."""
        future = self.thread.submit(self._code, work, *args)
        while not future.done() and not self._waits():
            time.sleep(0.01)
        return future

    def _code(self, work: Callable[..., Any], *args: Any) -> str:
        try:
            work(*args)
        except psycopg2.Error as error:
            self.cursor.execute("ROLLBACK")
            return str(error.pgcode)
        return ""

    def _waits(self) -> bool:
        pid = self.connection.get_backend_pid()
        return bool(self.database.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = %s", pid))

    def close(self) -> None:
        self.connection.close()
        self.thread.shutdown()


class Race:
    """An importer and a locker of one snapshot."""

    def __init__(self, database: Database, importer: str, locker: str) -> None:
        self.id = snapshots.make(database)
        self.importer, self.locker = Client(database, importer), Client(database, locker)

    def close(self) -> None:
        self.importer.close()
        self.locker.close()

    def write(self) -> "Future[str]":
        return self.importer.do(self.importer.cursor.execute, INSERT, (self.id, "new"))

    def change(self) -> "Future[str]":
        return self.importer.do(self.importer.cursor.execute, CHANGE)

    def commit(self, client: Client) -> "Future[str]":
        return client.do(client.cursor.execute, "COMMIT")

    def lock(self) -> "Future[str]":
        key = SnapshotKey(self.id, "week-5")
        connection = self.locker.connection
        return self.locker.do(lambda: lock.lock(Db(connection, POSTGRESQL), key, wait=20, only_due=False, client=""))


def importer_first(race: Race) -> tuple[str, str]:
    written = race.write()
    locked = race.lock()
    race.commit(race.importer)
    return written.result(20), _finished(race, locked)


def locker_first(race: Race) -> tuple[str, str]:
    locked = race.lock()
    written = race.write()
    finished = _finished(race, locked)
    code = written.result(20)
    race.commit(race.importer)
    return code, finished


def locker_looked_before(race: Race) -> tuple[str, str]:
    race.locker.cursor.execute("SELECT count(*) FROM prop_markets")
    written = race.write()
    race.commit(race.importer)
    return written.result(20), _finished(race, race.lock())


def importer_looked_before(race: Race) -> tuple[str, str]:
    race.importer.cursor.execute("SELECT is_locked FROM snapshots")
    finished = _finished(race, race.lock())
    written = race.write()
    race.commit(race.importer)
    return written.result(20), finished


def importer_in_the_middle_of_copy(race: Race) -> tuple[str, str]:
    rows = Slow(race.id)
    copied = race.importer.thread.submit(race.importer._code, race.importer.cursor.copy_expert, COPY, rows)
    rows.begun.wait(20)
    finished = _finished(race, race.lock())
    rows.go_on.set()
    code = copied.result(20)
    race.commit(race.importer)
    return code, finished


def importer_changes_its_mind(race: Race) -> tuple[str, str]:
    race.write().result(20)
    locked = race.lock()
    race.importer.cursor.execute("ROLLBACK")
    return "rolled back", _finished(race, locked)


def locker_changes_its_mind(race: Race) -> tuple[str, str]:
    race.lock().result(20)
    written = race.write()
    race.locker.cursor.execute("ROLLBACK")
    code = written.result(20)
    race.commit(race.importer)
    return code, "rolled back"


def importer_changes_a_prop(race: Race) -> tuple[str, str]:
    """The number of props stays, so that only the lock can prevent a wrong digest."""
    written = race.change()
    locked = race.lock()
    race.commit(race.importer)
    return written.result(20), _finished(race, locked)


def importer_changes_a_prop_too_late(race: Race) -> tuple[str, str]:
    race.importer.cursor.execute("SELECT is_locked FROM snapshots")
    finished = _finished(race, race.lock())
    written = race.change()
    race.commit(race.importer)
    return written.result(20), finished


def locker_looked_before_a_change(race: Race) -> tuple[str, str]:
    race.locker.cursor.execute("SELECT count(*) FROM prop_markets")
    written = race.change()
    race.commit(race.importer)
    return written.result(20), _finished(race, race.lock())


def _finished(race: Race, locked: "Future[str]") -> str:
    if code := locked.result(20):
        return code
    return race.commit(race.locker).result(20)


class Slow:
    """A file of two rows, with a pause between the rows."""

    def __init__(self, identifier: str) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.rows = self._rows(identifier)

    def _rows(self, identifier: str) -> Iterator[str]:
        yield f"0190163d-8694-77cf-bdef-000000000001,{identifier},NFL,A,points,1.5,manual,new-1\n"
        self.begun.set()
        self.go_on.wait(20)
        yield f"0190163d-8694-77cf-bdef-000000000002,{identifier},NFL,B,points,1.5,manual,new-2\n"

    def read(self, _size: int) -> str:
        return next(self.rows, "")


SCHEDULES = [
    importer_first,
    locker_first,
    locker_looked_before,
    importer_looked_before,
    importer_in_the_middle_of_copy,
    importer_changes_its_mind,
    locker_changes_its_mind,
    importer_changes_a_prop,
    importer_changes_a_prop_too_late,
    locker_looked_before_a_change,
]
