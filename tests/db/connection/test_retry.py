"""A transaction is retried after a deadlock, a limited number of times."""

import pytest

from bbprops_cli.db.connection.retry import RETRIES, retried


class Deadlock(Exception):
    pgcode = "40P01"


def test_deadlock_victim_is_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    failures = iter([Deadlock(), Deadlock()])

    def work() -> str:
        for failure in failures:
            raise failure
        return "done"

    assert retried(work) == "done"


def test_retries_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    tries = []

    def work() -> None:
        tries.append(1)
        raise Deadlock

    with pytest.raises(Deadlock):
        retried(work)
    assert len(tries) == RETRIES + 1


def test_failure_that_is_not_a_deadlock_is_not_retried() -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        retried(work)
    assert len(tries) == 1
