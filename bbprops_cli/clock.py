"""The time by which rows are stamped: that of this machine, corrected to that of the server a transaction is on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_AHEAD: ContextVar[timedelta] = ContextVar("ahead", default=timedelta())


def machine_time() -> datetime:
    """The time of this machine, aware and in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time of the server inside `server_ahead`, elsewhere that of this machine; aware and in UTC."""
    return machine_time() + _AHEAD.get()


@contextmanager
def server_ahead(by: timedelta) -> Iterator[None]:
    """Correct `now` inside the block for a server whose clock is ahead of this machine."""
    token = _AHEAD.set(by)
    try:
        yield
    finally:
        with suppress(ValueError):  # a framework ends an async block in another context, where nothing was set
            _AHEAD.reset(token)
