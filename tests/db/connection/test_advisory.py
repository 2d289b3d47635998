"""Advisory locks have a key of bbprops alone, a time-out, and an error that names the holder."""

from contextlib import closing

import pytest

from bbprops_cli.db.connection import advisory
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.errors import Busy
from tests.databases import Database


@pytest.fixture
def kind() -> str:
    """SQLite has no advisory locks."""
    return "postgresql"


@pytest.mark.parametrize("key", ["bbprops:board:x", "a", "0190163d-8694-77cf-bdef-6e7c1eafab0a"])
@pytest.mark.parametrize("mode", ["", "_shared"])
def test_lock_that_another_session_holds_ends_with_its_name(database: Database, key: str, mode: str) -> None:
    with closing(database.connect()) as other, writing(parse(database.url)) as db:
        other.cursor().execute("SET application_name = 'a program'")
        other.cursor().execute(f"SELECT pg_advisory_lock{mode}({advisory.CLASS}, hashtext(%s))", (key,))
        db.run("SET LOCAL lock_timeout = '200ms'")

        with pytest.raises(Busy) as failed:
            db.lock_key(key)

        assert failed.value.holder == f"a program (user postgres, host 127.0.0.1, pid {other.info.backend_pid})"
        assert db.rows("SELECT 1") == [(1,)]  # the transaction goes on


def test_locks_with_one_number_as_key_do_not_meet_ours(database: Database) -> None:
    with closing(database.connect()) as other, writing(parse(database.url)) as db:
        other.cursor().execute("SELECT pg_advisory_lock(hashtextextended('x', 0)), pg_advisory_lock(hashtext('x'))")

        db.lock_key("x")


def test_number_of_the_lock_is_that_of_the_guard(database: Database) -> None:
    ((text,),) = database.rows("SELECT pg_get_functiondef('bbprops_guard_prop_markets'::regproc)")

    assert f"pg_advisory_xact_lock_shared({advisory.CLASS}, hashtext(" in text
