"""Work that takes too long is given up, and everything else passes through."""

import threading
import time
from collections.abc import Iterator

import pytest

from bbprops_cli import invocation
from bbprops_cli.db.connection.deadline import each_within, within
from bbprops_cli.errors import NotFound, Unreachable
from bbprops_cli.invocation import Invocation


def test_work_that_takes_too_long_is_unreachable() -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"does not answer within 0\.2 s"):
        within(0.2, lambda: threading.Event().wait(5))

    assert time.monotonic() - began < 2


def test_results_come_before_the_time_is_up_and_the_time_is_that_of_all() -> None:
    def work() -> Iterator[int]:
        yield 1
        yield 2
        threading.Event().wait(5)
        yield 3

    results = each_within(0.2, work)

    assert (next(results), next(results)) == (1, 2)
    with pytest.raises(Unreachable):
        next(results)


def test_failure_of_the_work_is_raised() -> None:
    def fail() -> None:
        raise NotFound("x")

    with pytest.raises(NotFound):
        within(5, fail)


def test_work_sees_the_options_of_its_command() -> None:
    with invocation.entered(Invocation(command="db ping")):
        assert within(5, lambda: invocation.current().command) == "db ping"
