"""The limits of `doctor`: beyond which figure of a database or its server there is something to do."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from bbprops_cli.rules.values.wording import span

Verdict = Literal["ok", "warning", "error"]
GIGABYTE = 10**9
CONNECTIONS_WARNING, CONNECTIONS_ERROR = 0.8, 0.95  # shares of the connections that the server allows
IDLE = timedelta(minutes=1)  # in a transaction
LONG = timedelta(hours=1)  # one transaction, whatever it does
OVERDUE = timedelta(minutes=10)  # after lock_at; a scheduler locks every minute
TRASH_AGE = timedelta(days=7)
# A disk must be beyond both: a tenth of a large disk is a lot, and a small disk may have little and enough.
DISK_WARNING = (0.1, 10 * GIGABYTE)
DISK_ERROR = (0.01, GIGABYTE // 2)


class Session(NamedTuple):
    """One session of a server that is in a transaction."""

    pid: int
    program: str
    role: str
    is_idle: bool
    in_state: timedelta
    in_transaction: timedelta

    @property
    def problem(self) -> str:
        """What is wrong with it; empty if nothing is."""
        who = f"pid {self.pid} ({self.program or 'without application_name'}, role {self.role})"
        if self.is_idle and self.in_state > IDLE:
            return f"{who} has been idle in a transaction for {span(self.in_state)}"
        return f"{who} has a transaction of {span(self.in_transaction)}" if self.in_transaction > LONG else ""


def connections(used: int, allowed: int) -> Verdict:
    """The verdict on the number of connections in use."""
    share = used / max(allowed, 1)
    return "error" if share >= CONNECTIONS_ERROR else "warning" if share >= CONNECTIONS_WARNING else "ok"


def disk(free: int, total: int) -> Verdict:
    """The verdict on the free bytes of a file system."""

    def is_beyond(limit: tuple[float, int]) -> bool:
        return free < limit[0] * total and free < limit[1]

    return "error" if is_beyond(DISK_ERROR) else "warning" if is_beyond(DISK_WARNING) else "ok"


def is_leftover(made: datetime, now: datetime) -> bool:
    """Whether a piece of trash is older than anyone will want to undo."""
    return now - made > TRASH_AGE
