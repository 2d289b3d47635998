"""A unit of work commits everything or nothing, and runs calls after its commit."""

import pytest

from bbprops_cli.db.connection.session import session
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Conflict
from bbprops_cli.models import Meta
from tests.databases import Database


def stored(database: Database) -> list[str]:
    return [key for (key,) in database.rows("SELECT key FROM bbprops_meta WHERE key LIKE 'test%' ORDER BY key")]


def test_session_commits_at_its_end(database: Database) -> None:
    with session(parse(database.url)) as work:
        work.add(Meta(key="test", value="x"))

    assert stored(database) == ["test"]


def fail_midway(database: Database, calls: list[str]) -> None:
    with session(parse(database.url)) as work:
        work.add(Meta(key="test", value="x"))
        work.flush()
        work.after_commit(lambda: calls.append("called"))
        raise ZeroDivisionError


def test_failed_session_rolls_back_and_skips_after_commit_calls(database: Database) -> None:
    calls: list[str] = []

    with pytest.raises(ZeroDivisionError):
        fail_midway(database, calls)

    assert (stored(database), calls) == ([], [])


def test_after_commit_call_finds_the_rows_stored(database: Database) -> None:
    found: list[list[str]] = []

    with session(parse(database.url)) as work:
        work.add(Meta(key="test", value="x"))
        work.after_commit(lambda: found.append(stored(database)))

    assert found == [["test"]]


def test_dry_run_session_does_the_work_and_rolls_back(database: Database) -> None:
    calls: list[str] = []

    with session(parse(database.url), dry_run=True) as work:
        work.add(Meta(key="test", value="x"))
        work.flush()
        work.after_commit(lambda: calls.append("called"))

    assert (stored(database), calls) == ([], [])


def test_session_refuses_writes_to_another_environment(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'staging')")
    monkeypatch.setenv("BBPROPS_ENV", "production")

    refusal = "BBPROPS_ENV is production, but this database has the environment label staging"
    with pytest.raises(Conflict, match=refusal), session(parse(database.url)):
        pass

    with session(parse(database.url), read_only=True) as work:
        assert work.get(Meta, "environment") is not None
