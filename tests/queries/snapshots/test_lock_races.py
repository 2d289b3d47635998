"""An importer and a locker in every order and isolation level: the digest matches the locked content."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Busy, Locked, NotFound
from tests import snapshots
from tests.databases import Database
from tests.queries import races
from tests.queries.races import INSERT, LEVELS, SCHEDULES, Race
from tests.weaker_guards import weaken

pytestmark = pytest.mark.slow


@pytest.fixture
def kind() -> str:
    return "postgresql"


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("importer", LEVELS)
def test_a_prop_is_either_in_the_digest_or_refused(
    database: Database, importer: str, schedule: Callable[[Race], tuple[str, str]]
) -> None:
    race = Race(database, importer, "READ COMMITTED")
    with closing(race):
        written, locked = schedule(race)

    assert locked in {"", "rolled back"}
    assert snapshots.problems(database) == ({} if locked else {"week-5": []})
    added = database.rows("SELECT count(*) FROM prop_markets WHERE external_id LIKE 'new%%'") != [(0,)]
    changed = database.rows("SELECT count(DISTINCT line) FROM prop_markets WHERE external_id LIKE 'week%%'") != [(1,)]
    assert (added or changed) == (written == "")
    assert written in {"", "rolled back", "23L01", "40001"}


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("importer", LEVELS)
@pytest.mark.parametrize("locker", LEVELS[1:])
def test_a_locker_that_reads_an_older_state_is_refused(
    database: Database, importer: str, locker: str, schedule: Callable[[Race], tuple[str, str]]
) -> None:
    race = Race(database, importer, locker)
    with closing(race):
        _, locked = schedule(race)

    assert locked in {"23L02", "40001", "rolled back"}
    assert database.rows("SELECT is_locked FROM snapshots") == [(False,)]


@pytest.mark.parametrize(
    ("weaker", "importer", "locker", "schedule"),
    [
        ("none", *LEVELS[:1] * 2, races.importer_changes_a_prop),
        ("only look", *LEVELS[:1] * 2, races.importer_changes_a_prop),
        ("key share", *LEVELS[:1] * 2, races.importer_changes_a_prop),
        ("look, then lock", *LEVELS[:1] * 2, races.importer_changes_a_prop),
        ("gate alone", LEVELS[1], LEVELS[0], races.importer_changes_a_prop_too_late),
        ("locker of any level", LEVELS[0], LEVELS[1], races.locker_looked_before_a_change),
    ],
)
def test_weakened_guards_allow_a_wrong_digest(
    database: Database, weaker: str, importer: str, locker: str, schedule: Callable[[Race], tuple[str, str]]
) -> None:
    weaken(database, weaker)
    race = Race(database, importer, locker)
    with closing(race):
        _, locked = schedule(race)

    assert locked == ""
    ((found,),) = snapshots.problems(database).values()
    assert found.startswith("the content has the digest")


def test_a_delete_and_a_lock_of_one_snapshot_do_not_deadlock(database: Database) -> None:
    race = Race(database, *LEVELS[:1] * 2)
    with closing(race):
        race.importer.cursor.execute("SELECT 1 FROM snapshots FOR UPDATE")  # as a DELETE begins
        locked = race.lock()
        deleted = race.importer.do(race.importer.cursor.execute, "DELETE FROM snapshots")
        race.commit(race.importer)

        assert deleted.result(20) == ""
        with pytest.raises(NotFound, match="week-5 no longer exists"):
            locked.result(20)

    assert database.rows("SELECT is_active, snapshot_id FROM prop_markets") == [(False, None)] * 3


def test_a_locker_that_does_not_wait_fails_at_once(database: Database) -> None:
    race = Race(database, "READ COMMITTED", "READ COMMITTED")
    with closing(race):
        race.write().result(20)

        with pytest.raises(Busy, match=r"locked by another transaction: .*pid \d+"):
            snapshots.lock(database, wait=0)


def test_a_locker_that_waits_fails_after_its_time(database: Database) -> None:
    race = Race(database, "READ COMMITTED", "READ COMMITTED")
    with closing(race):
        race.write().result(20)

        with pytest.raises(Busy, match=r"locked by another transaction: .*pid \d+"):
            snapshots.lock(database, wait=1)


def test_experiments_can_be_attached_while_a_digest_is_computed(database: Database) -> None:
    race = Race(database, "READ COMMITTED", "READ COMMITTED")
    database.rows("INSERT INTO users (id, clerk_user_id, email) VALUES (%s, 'c', 'a@example.com')", race.id)
    with closing(race):
        race.lock().result(20)

        attach = "INSERT INTO experiments (id, user_id, snapshot_id, league, risk_mode)"
        database.rows(
            f"SET lock_timeout = '1s'; {attach} VALUES (%s, %s, %s, 'NFL', 'balanced')", race.id, race.id, race.id
        )
        race.commit(race.locker).result(20)

    assert database.rows("SELECT is_locked FROM snapshots") == [(True,)]


def test_importers_that_overlap_do_not_starve_a_locker(database: Database) -> None:
    identifier = snapshots.make(database)
    end = threading.Event()

    def keep_importing(number: int) -> None:
        with closing(connect(parse(database.url))) as connection:
            cursor = connection.cursor()
            while not end.is_set():
                cursor.execute("BEGIN")
                for _ in range(4):
                    cursor.execute(INSERT, (identifier, f"{number}-{time.monotonic_ns()}"))
                    time.sleep(0.02)
                cursor.execute("COMMIT")

    with ThreadPoolExecutor(4) as threads:
        importers = [threads.submit(keep_importing, number) for number in range(4)]
        time.sleep(0.3)
        try:
            assert snapshots.lock(database, wait=5)
        finally:
            end.set()
        for importer in importers:
            with pytest.raises(psycopg2.IntegrityError) as refusal:
                importer.result(20)
            assert type(explain(refusal.value)) is Locked

    assert snapshots.problems(database) == {"week-5": []}
