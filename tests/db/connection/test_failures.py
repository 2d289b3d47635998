"""Errors of the drivers become errors of bbprops with a message, a hint and an exit code."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from bbprops_cli import errors
from bbprops_cli.db.connection import connect
from bbprops_cli.db.connection.bulk import copy_out
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import session
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.models import Meta, Snapshot
from tests.databases import Database
from tests.faults.proxy import Proxy

GRANTS = "`bbprops db grants` prints what each role needs."


def meaning(call: Callable[[], object]) -> errors.BBPropsError:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - `explain` has to recognise it
        call()
    found = explain(caught.value)
    assert found is not None
    return found


def run(database: Database, sql: str) -> Callable[[], object]:
    return lambda: database.rows(sql)


def test_host_that_refuses_connections_is_unreachable() -> None:
    found = meaning(lambda: connect.connect(parse("postgresql://ana:s3cret@127.0.0.1:1/props")))

    assert type(found) is errors.Unreachable
    assert "s3cret" not in str(found)
    assert str(found).endswith("failed: Connection refused.")


@pytest.mark.parametrize("received", [50, 5_000, 200_000])
def test_connection_that_is_cut_in_a_copy_is_unreachable(pg_server: str, received: int) -> None:
    with Proxy(pg_server) as proxy, reading(parse(proxy.url)) as db:
        proxy.cut_after(received=received)
        copy = partial(copy_out, db.cursor, "SELECT * FROM generate_series(1, 100000)", (), "", BytesIO())
        found = meaning(copy)

    assert type(found) is errors.Unreachable


def test_missing_database_says_how_to_create_it(pg_server: str) -> None:
    found = meaning(lambda: connect.connect(parse(pg_server.rsplit("/", 1)[0] + "/nothing_here")))

    assert type(found) is errors.NotMigrated
    assert (str(found), found.hint) == ("The server has no database 'nothing_here'.", "Run: bbprops db init --create")


def test_missing_table_asks_for_an_upgrade(database: Database) -> None:
    found = meaning(run(database, "SELECT * FROM nothing_here"))

    assert (type(found), found.hint) == (errors.NotMigrated, "Run: bbprops db upgrade")


def test_duplicate_key_is_a_conflict(database: Database) -> None:
    found = meaning(run(database, "INSERT INTO bbprops_meta VALUES ('a', 'b'), ('a', 'c')"))

    assert type(found) is errors.Conflict


def test_value_that_a_check_refuses_is_invalid_input(database: Database) -> None:
    insert = "INSERT INTO snapshots (id, snapshot_id, league, week) VALUES (%s, 'x', 'NFL', 99)"
    found = meaning(lambda: database.rows(insert, "0" * 32))

    assert type(found) is errors.InvalidInput
    assert "ck_snapshots_week" in str(found)


def test_error_raised_through_the_orm_is_explained_like_a_driver_error(database: Database) -> None:
    def twice() -> None:
        with session(parse(database.url)) as work:
            for _ in range(2):
                work.add(Snapshot(snapshot_id="same", league="NFL"))
                work.flush()

    assert type(meaning(twice)) is errors.Conflict


@pytest.mark.slow
def test_lock_timeout_is_busy(database: Database) -> None:
    holder = database.connect()
    holder.cursor().execute("BEGIN" if database.kind == "postgresql" else "BEGIN IMMEDIATE")
    holder.cursor().execute("INSERT INTO bbprops_meta VALUES ('a', 'b')")

    def wait() -> None:
        with session(parse(database.url), lock_timeout="100ms") as work:
            work.add(Meta(key="a", value="c"))

    found = meaning(wait)
    holder.close()
    assert (type(found), found.exit_code) == (errors.Busy, 75)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("code", "constraint", "error_class", "exit_code"),
    [
        ("23L01", "snapshot_locked", errors.Locked, 6),
        ("23L02", "lock_protocol", errors.LockProtocolError, 1),
        ("23L03", "statement_refused", errors.StatementRefused, 1),
        ("40001", "", errors.Busy, 75),
        ("40P01", "", errors.Busy, 75),
        ("55P03", "", errors.Busy, 75),
        ("57014", "", errors.Busy, 75),
        ("25P03", "", errors.Busy, 75),
        ("42501", "", errors.NotAllowed, 1),
    ],
)
def test_each_sqlstate_has_its_error_class_and_exit_code(
    database: Database, code: str, constraint: str, error_class: type[errors.BBPropsError], exit_code: int
) -> None:
    raised = f"RAISE 'snapshot x is so' USING ERRCODE = '{code}', CONSTRAINT = '{constraint}', HINT = 'Do that.'"
    found = meaning(run(database, f"DO $$BEGIN {raised}; END$$"))

    assert (type(found), found.exit_code) == (error_class, exit_code)
    assert bool(constraint) == (found.hint == "Do that.")


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        ("40P01", "locked by another transaction: some reason.", "Try again."),
        ("55P03", "locked by another transaction: some reason.", "Try again."),
        ("40001", "Conflict with another transaction: some reason.", "Try again."),
        ("25P03", "The transaction was idle for too long: some reason.", "Try again."),
        ("57014", "The statement took too long: some reason.", "Try again."),
        ("42501", "The database role lacks a privilege: some reason.", GRANTS),
    ],
)
def test_each_sqlstate_says_what_failed_and_what_to_do(database: Database, code: str, message: str, hint: str) -> None:
    found = meaning(run(database, f"DO $$BEGIN RAISE 'some reason' USING ERRCODE = '{code}'; END$$"))

    assert (str(found), found.hint) == (message, hint)


def test_file_that_is_not_a_database_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is a text file, not a database" * 50)

    found = meaning(lambda: connect.connect(Target(SQLITE, str(tmp_path / "x.db"))))
    assert type(found) is errors.Unreachable
    assert "not a usable SQLite database" in str(found)


def test_error_of_our_own_code_has_no_explanation() -> None:
    assert explain(ZeroDivisionError("x")) is None
