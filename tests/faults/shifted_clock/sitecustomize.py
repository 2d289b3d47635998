"""Python imports this module at start-up when its folder is in PYTHONPATH; it shifts the clock of that process.

See tests/faults/clock.py for what it covers and what it does not.
"""

import ctypes
import datetime as dt
import gc
import os
import time
from collections.abc import Callable
from typing import Any

SHIFT_SECONDS = float(os.environ.get("FAULTS_CLOCK_SHIFT", "0"))


def _replace_on(kind: type, name: str, read: Callable[..., Any]) -> None:
    """Replace a class method of a type that is written in C, so that everyone who holds the type sees it."""
    (members,) = gc.get_referents(kind.__dict__)
    members[name] = classmethod(read)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _now(cls: Any, tz: dt.tzinfo | None = None) -> Any:
    return cls.fromtimestamp(time.time(), tz)


def _utcnow(cls: Any) -> Any:
    return cls.fromtimestamp(time.time(), dt.UTC).replace(tzinfo=None)


def _today(cls: Any) -> Any:
    return cls.fromtimestamp(time.time())


def _with_default(original: Callable[..., Any]) -> Callable[..., Any]:
    def read(seconds: float | None = None) -> Any:
        return original(time.time() if seconds is None else seconds)

    return read


def shift() -> None:
    """Shift time.time, time.time_ns, time.gmtime, time.localtime, datetime.now, utcnow and today, and date.today."""
    seconds, nanoseconds = time.time, time.time_ns
    time.time = lambda: seconds() + SHIFT_SECONDS
    time.time_ns = lambda: nanoseconds() + int(SHIFT_SECONDS * 1e9)
    time.gmtime, time.localtime = _with_default(time.gmtime), _with_default(time.localtime)
    _replace_on(dt.datetime, "now", _now)
    _replace_on(dt.datetime, "utcnow", _utcnow)
    _replace_on(dt.date, "today", _today)  # `datetime.today` is this one


if SHIFT_SECONDS:
    shift()
