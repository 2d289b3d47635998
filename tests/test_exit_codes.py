"""Each row of docs/exit-codes.md: its command ends with its code."""

import os
import re
import shlex
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import ExitCode
from tests import command_line, servers, snapshots
from tests.databases import Database
from tests.factories import new_leg, new_prop, new_slip
from tests.faults.children import child
from tests.faults.proxy import Proxy

PROJECT = Path(__file__).parents[1]
HEADER = "game_id,game_date,player,market,line,over,under,book"
GOOD = "g1,2035-10-05T17:00:00Z,Bo Sample,points,20.5,-110,-110,fanduel"
BAD = "g1,2035-10-05T17:00:00Z,,points,x,-110,-110,fanduel"


@dataclass(frozen=True)
class Row:
    """One row of the page."""

    code: int
    situation: str
    args: list[str]
    databases: list[str]


def rows() -> list[Row]:
    """The rows of the page."""
    found = []
    for line in (PROJECT / "docs" / "exit-codes.md").read_text().splitlines():
        if cells := re.fullmatch(r"\| (\d+) \| (.+?)(?: \((PostgreSQL|SQLite)\))? \| `bbprops (.+)` \|", line):
            only = [cells[3].lower()] if cells[3] else ["sqlite", "postgresql"]
            found.append(Row(int(cells[1]), cells[2], shlex.split(cells[4]), only))
    return found


@dataclass(frozen=True)
class Place:
    """Where a situation is made: a database with snapshots and files, and the environment."""

    database: Database
    folder: Path
    env: pytest.MonkeyPatch

    def call(self, *args: str) -> None:
        """Run a command that has to succeed."""
        result = command_line.call_main(*args)
        assert result.exit_code == 0, result.stderr


Step = Callable[[Place], object]


def imported(place: Place) -> None:
    place.call("props", "import", "board.csv", "--league", "NBA")


def locked(place: Place) -> None:
    place.call("snapshots", "lock", "week-5")


def inexact_number(place: Place) -> None:
    place.database.rows("UPDATE prop_markets SET extra_metadata = %s", '{"event_id": 9007199254740993}')


def far_time(place: Place) -> None:
    moment = {"sqlite": "10000-01-01 00:00:00.000000", "postgresql": "10000-01-01 00:00+00"}[place.database.kind]
    place.database.rows("UPDATE prop_markets SET game_date = %s", moment)


def foreign_trigger(place: Place) -> None:
    if place.database.kind == "sqlite":
        place.database.rows("CREATE TRIGGER mine BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(IGNORE); END")
        return
    place.database.rows(
        "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;"
        " CREATE TRIGGER mine BEFORE UPDATE ON snapshots FOR EACH ROW EXECUTE FUNCTION mine()"
    )


def changed_behind_a_lock(place: Place) -> None:
    locked(place)
    snapshots.bypass_guards(place.database, "UPDATE prop_markets SET line = 99.5 WHERE external_id = 'week-5-1'")


def several(place: Place) -> None:
    with place.database.session() as work:
        for first in "12":
            new_prop(work, id=UUID(f"{first}1a00000-0000-7000-8000-000000abcdef"))


def with_props(place: Place) -> None:
    with place.database.session() as work:
        new_prop(work)


def reading_role(place: Place) -> None:
    place.env.setenv("PGOPTIONS", "-c role=pg_read_all_data")


def url(value: str) -> Step:
    return lambda place: place.env.setenv("DATABASE_URL", value)


def setting(name: str, value: str) -> Step:
    return lambda place: place.env.setenv(name, value)


def not_sqlite(place: Place) -> None:
    Path(place.database.name).write_bytes(b"this is a text and not a database" * 100)


def missing_file(place: Place) -> None:
    Path(place.database.name).unlink()


def missing_database(place: Place) -> None:
    place.env.setenv("DATABASE_URL", urlsplit(place.database.url)._replace(path="/bbprops_missing").geturl())


def no_tables(place: Place) -> None:
    if place.database.kind == "sqlite":
        for (name,) in place.database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            place.database.rows(f"DROP TRIGGER {name}")
    cascade = " CASCADE" * (place.database.kind == "postgresql")
    for name in TABLES:
        place.database.rows(f"DROP TABLE IF EXISTS {name}{cascade}")


TABLES = [
    "saved_slips",
    "experiments",
    "snapshot_tags",
    "snapshot_lock_events",
    "prop_markets",
    "snapshots",
    "users",
    "bbprops_meta",
    "alembic_version",
]


def behind(place: Place) -> None:
    place.database.rows("UPDATE alembic_version SET version_num = '0001'")


def invalid_index(place: Place) -> None:
    place.database.rows("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_saved_slips_ev'::regclass")


def production(place: Place) -> None:
    place.database.rows("DELETE FROM bbprops_meta WHERE key = 'environment'")
    place.database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'production')")


def labelled(place: Place) -> None:
    place.database.rows("DELETE FROM bbprops_meta WHERE key = 'environment'")
    place.database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'staging')")
    place.env.setenv("BBPROPS_ENV", "development")


def wrong_clock(place: Place) -> None:
    with_props(place)
    for module in ("clock", "db.connection.database"):
        place.env.setattr(f"bbprops_cli.{module}.machine_time", lambda: datetime.now(UTC) - timedelta(days=400))


def foreign_revision(place: Place) -> None:
    place.database.rows("UPDATE alembic_version SET version_num = 'ae1027a6acf'")


def overdue(place: Place) -> None:
    snapshots.make(place.database, "week-4", lock_at=datetime.now(UTC) - timedelta(days=300))


def large_board(place: Place) -> None:
    with place.database.session() as work:
        for number in range(60):
            new_prop(work, f"Player {number}", league="NBA", platform="fanduel", game_id="g1")


def contradiction(place: Place) -> None:
    with place.database.session() as work:
        new_slip(work, legs=[new_leg(), new_leg()], correlations={"matrix": [[1, 2], [2, 1]]})


def homeless(place: Place) -> None:
    for name in ("HOME", "DATABASE_URL", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        place.env.delenv(name, raising=False)
    place.env.setattr("pwd.getpwuid", {}.__getitem__)


def read_only_folder(place: Place) -> None:
    with closing(place.database.connect()) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    place.env.setattr(os, "access", lambda _, mode: mode != os.W_OK)


def long_name(place: Place) -> None:
    place.env.setenv("LONG", "x" * 300)


def nothing(_: Place) -> None:
    """The situation is the usual one."""


SITUATIONS: dict[str, Step] = {
    "rows were found": imported,
    "the file was imported before": imported,
    "the snapshot was locked before": locked,
    "all locked snapshots have their digests": locked,
    "the database role may only read": reading_role,
    "several rows match the reference": several,
    "the scheme of DATABASE_URL is unknown": url("mysql://127.0.0.1/x"),
    "DATABASE_URL is empty": url(""),
    "a parameter of DATABASE_URL is unknown": url("postgresql://postgres@127.0.0.1:1/x?keepalive=1"),
    "the password in DATABASE_URL has an unencoded slash": url("postgresql://postgres:a/b@127.0.0.1:1/x"),
    "the database server does not answer": url("postgresql://postgres@127.0.0.1:1/x"),
    "the file of the database is not SQLite": not_sqlite,
    "Redis does not answer": setting("REDIS_URL", "redis://127.0.0.1:1"),
    "BBPROPS_READ_ONLY is set": setting("BBPROPS_READ_ONLY", "1"),
    "BBPROPS_ENV names another environment": labelled,
    "BBPROPS_ENV names another environment, and there is nothing to do": labelled,
    "HOME is not set, the user has no entry, and DATABASE_URL is not set": homeless,
    "the file is in WAL mode, others can write to it, and its folder is read-only": read_only_folder,
    "the name of the file is too long": long_name,
    "the clocks of server and machine differ, and the command deletes by time": wrong_clock,
    "the clock is before the last change of a prop, and the command deletes by time": wrong_clock,
    "another application migrates the database": foreign_revision,
    "a lock is overdue": overdue,
    "one of the findings is that a locked snapshot has another digest": changed_behind_a_lock,
    "most props of the board are not in the file, and stdin is not a terminal": large_board,
    "a slip contradicts itself": contradiction,
    "the snapshot is locked, and the command changes it": locked,
    "the content of a locked snapshot has another digest": changed_behind_a_lock,
    "the snapshot holds a number beyond 2^53 - 1": inexact_number,
    "a stored time is after the year 9999": far_time,
    "a trigger that is not part of bbprops skips the lock": foreign_trigger,
    "a trigger that is not part of bbprops exists": foreign_trigger,
    "there is no database": missing_file,
    "the server has no such database": missing_database,
    "the database has no tables": no_tables,
    "migrations are pending": behind,
    "an index is INVALID": invalid_index,
    "the database is production, and the command does not allow that": production,
    "a confirmation is required, and stdin is not a terminal": with_props,
    "the name after --confirm is not the name of the database": with_props,
}


@contextmanager
def other_transaction(place: Place) -> Iterator[None]:
    """Another connection that has written to week-5 and has not committed."""
    connection = place.database.connect()
    cursor: Any = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE" if place.database.kind == "sqlite" else "BEGIN")
    cursor.execute("UPDATE prop_markets SET line = line + 1 WHERE external_id = 'week-5-1'")
    yield
    connection.close()


@contextmanager
def silence(place: Place) -> Iterator[None]:
    """The server answers the beginning of a connection, and nothing after it."""
    with Proxy(place.database.url) as proxy:
        place.env.setenv("DATABASE_URL", f"{proxy.url}?tcp_user_timeout=1000")
        proxy.swallow_after(received=600)
        yield


@contextmanager
def standby(place: Place) -> Iterator[None]:
    """A streaming replica as DATABASE_URL."""
    binaries = servers.postgres_binaries()
    assert binaries
    primary, url = servers.start_postgres(binaries)
    migrations.upgrade(url)
    with tempfile.TemporaryDirectory(prefix="bbprops-standby-") as folder:
        Path(folder).chmod(0o755)
        guard, there = servers.start_replica(url, Path(folder) / "cluster")
        place.env.setenv("DATABASE_URL", there)
        yield
        servers.stop(guard)
        servers.stop(primary)


@contextmanager
def reader_of_trash(place: Place) -> Iterator[None]:
    """A piece of trash, and another session that reads it."""
    place.database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'development')")
    place.call("db", "reset", "--yes")
    ((schema,),) = place.database.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bbprops_trash%'")
    with closing(place.database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE {schema}.users IN ACCESS SHARE MODE")
        yield


def run_without_reader(_: Place, args: list[str]) -> int:
    with child(*args, streams={"stdout": "no reader"}) as running:
        return running.end().exit_code


def interrupt(place: Place, args: list[str], *, by: signal.Signals = signal.SIGINT) -> int:
    blocker = place.database.connect()
    blocker.cursor().execute("BEGIN; LOCK TABLE snapshots IN ACCESS EXCLUSIVE MODE")
    with child(*args) as running:
        assert running.send_during(by, place.database, "%snapshots%")
        code = running.end().exit_code
    blocker.close()
    return code


# Situations that a command cannot meet in this process.
APART: dict[str, Callable[[Place, list[str]], int]] = {
    "the process that reads stdout has ended": run_without_reader,
    "SIGHUP ended a statement": partial(interrupt, by=signal.SIGHUP),
    "Ctrl-C was pressed while a statement ran": interrupt,
    "SIGTERM ended a statement": partial(interrupt, by=signal.SIGTERM),
}
DURING = {
    "another session reads the trash": reader_of_trash,
    "the database server stops to answer": silence,
    "the server is a standby": standby,
    "another transaction writes to the snapshot": other_transaction,
}


@pytest.fixture
def place(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two snapshots, and the files of the commands in the working directory."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    snapshots.make(database, "week-5")
    snapshots.make(database, "week-6", props=2)
    for name, lines in {
        "board.csv": [HEADER, GOOD],
        "partly.csv": [HEADER, GOOD, BAD],
        "text.txt": ["nothing that a provider writes"],
    }.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    return Place(database, tmp_path, monkeypatch)


def cases() -> Iterator[object]:
    """Each row on each of its databases; the second database is left to the whole suite."""
    for row in rows():
        for kind in row.databases:
            marks = [pytest.mark.slow] * (kind != row.databases[0])
            yield pytest.param(kind, row, id=f"{row.code}-{row.situation}-{kind}", marks=marks)


@pytest.mark.parametrize(("kind", "row"), list(cases()))
def test_command_ends_with_the_documented_code(place: Place, row: Row) -> None:
    SITUATIONS.get(row.situation, nothing)(place)
    if row.situation in APART:
        assert APART[row.situation](place, row.args) == row.code
        return
    with DURING.get(row.situation, lambda _: nullcontext())(place):
        result = command_line.call_main(*map(os.path.expandvars, row.args))

    assert result.exit_code == row.code, result.stderr


def test_every_documented_code_has_a_situation_and_the_other_way_round() -> None:
    assert {row.code for row in rows()} == {int(code) for code in ExitCode}


def test_every_row_of_the_page_is_read_and_no_situation_is_left_over() -> None:
    lines = [line for line in (PROJECT / "docs" / "exit-codes.md").read_text().splitlines() if re.match(r"\| \d", line)]
    told = {row.situation for row in rows()}

    assert len(lines) == len(rows())
    assert set(SITUATIONS) | set(APART) | set(DURING) <= told
