"""Failures that a user can act on, each with its exit code. Imports no other module of the package."""

import errno
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes, which scripts may rely on; any other code is a failure too."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    NOT_FOUND = 3
    UNREACHABLE = 4
    INVALID = 5
    LOCKED = 6
    NOT_MIGRATED = 7
    UNCONFIRMED = 8
    PARTLY = 9
    BUSY = 75
    HUNG_UP = 129
    INTERRUPTED = 130
    CLOSED_PIPE = 141
    TERMINATED = 143


class BBPropsError(Exception):
    """A failure that a user can act on: a sentence that says what failed and why, and `hint`, the next step."""

    exit_code = ExitCode.FAILURE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(BBPropsError):
    """The command line is wrong: an unknown option, column or value."""

    exit_code = ExitCode.USAGE


class Ambiguous(UsageError):
    """A reference matches several rows."""


class NotFound(BBPropsError):
    """A named row, file or column does not exist."""

    exit_code = ExitCode.NOT_FOUND


class Unreachable(BBPropsError):
    """The database or Redis does not answer, or refuses the login."""

    exit_code = ExitCode.UNREACHABLE


class InvalidInput(BBPropsError):
    """The input is invalid; nothing was stored."""

    exit_code = ExitCode.INVALID


class MissingExtra(InvalidInput):
    """An optional library is not installed."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}.", hint=f"Install it: pip install 'bbprops[{extra}]'")


class Conflict(BBPropsError):
    """The change contradicts the stored data, or the environment of the database."""

    exit_code = ExitCode.INVALID


class NotAllowed(BBPropsError):
    """The database role or the read-only setting does not allow the statement."""


class Locked(BBPropsError):
    """A snapshot is locked, or its content differs from its digest."""

    exit_code = ExitCode.LOCKED


class LockProtocolError(BBPropsError):
    """A snapshot was locked without the steps that its digest relies on: a bug in the client that did it."""


class StatementRefused(BBPropsError):
    """A statement would bypass the guards."""


class NotMigrated(BBPropsError):
    """The database does not exist, or its schema is not the one that this version expects."""

    exit_code = ExitCode.NOT_MIGRATED


class ConfirmationNeeded(BBPropsError):
    """A confirmation was required, but it was refused, or stdin is not a terminal."""

    exit_code = ExitCode.UNCONFIRMED


class PartlyDone(BBPropsError):
    """Some rows were rejected; the other rows are stored."""

    exit_code = ExitCode.PARTLY


class Busy(BBPropsError):
    """Another process or transaction holds a lock; the command can be tried again later."""

    exit_code = ExitCode.BUSY

    def __init__(self, message: str, *, hint: str = "", holder: str = "") -> None:
        super().__init__(f"{message}{f': {holder}' * bool(holder)}", hint=hint)
        self.holder = holder  # the sessions that hold the lock, where they are known


class LostOutput(BBPropsError):
    """Data could not be written to stdout."""

    def __init__(self, error: OSError) -> None:
        reason = "it is closed" if error.errno == errno.EBADF else error.strerror or error
        super().__init__(f"stdout cannot be written: {reason}")


class ClosedPipe(BBPropsError):
    """The reader of stdout closed the pipe."""

    exit_code = ExitCode.CLOSED_PIPE

    def __init__(self) -> None:
        super().__init__("the reader of stdout closed the pipe.")


# What Pydantic writes, which checks options and input shapes, and what an error of bbprops says instead.
_PLAIN = (
    ("Value error, ", ""),
    ("Field required", "is missing"),
    ("Input should be less than or equal to ", "must be at most "),
    ("Input should be greater than or equal to ", "must be at least "),
    ("Input should be ", "must be "),
    ("String should ", "must "),
)


def plain_words(message: str) -> str:
    """A message of Pydantic in plain words: `must be at most 53`, not `Input should be less than or equal to 53`."""
    for theirs, ours in _PLAIN:
        message = message.replace(theirs, ours)
    return message
