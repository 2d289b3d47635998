"""What can go wrong, as sentences, and the exit code of each kind. Imports nothing of ours."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The promise to scripts; any other code means failure too."""

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
    INTERRUPTED = 130
    CLOSED_PIPE = 141


class BBPropsError(Exception):
    """A failure a person can act on: one sentence, and `hint`, the next step, when there is one."""

    exit_code = ExitCode.FAILURE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(BBPropsError):
    """The command was put wrongly: an unknown option, column or value."""

    exit_code = ExitCode.USAGE


class Ambiguous(UsageError):
    """A reference fits several rows."""


class NotFound(BBPropsError):
    """What was named does not exist."""

    exit_code = ExitCode.NOT_FOUND


class Unreachable(BBPropsError):
    """The database or Redis does not answer, or refuses the login."""

    exit_code = ExitCode.UNREACHABLE


class InvalidInput(BBPropsError):
    """The input cannot be taken as it is; nothing was stored."""

    exit_code = ExitCode.INVALID


class MissingExtra(InvalidInput):
    """An optional library is not installed."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}.", hint=f"Install it: pip install 'bbprops[{extra}]'")


class Conflict(BBPropsError):
    """The change contradicts what is stored, or where it is pointed."""

    exit_code = ExitCode.INVALID


class NotAllowed(BBPropsError):
    """The database role or the read-only setting forbids it."""


class Locked(BBPropsError):
    """A locked snapshot, or content that differs from its digest."""

    exit_code = ExitCode.LOCKED


class LockProtocolError(BBPropsError):
    """A snapshot was locked in a way that proves nothing: a bug of whoever did it."""


class StatementRefused(BBPropsError):
    """A statement that would get round the guards."""


class NotMigrated(BBPropsError):
    """No database yet, or one whose schema is not what this version expects."""

    exit_code = ExitCode.NOT_MIGRATED


class ConfirmationNeeded(BBPropsError):
    """A question that nobody was there to answer, or answered with no."""

    exit_code = ExitCode.UNCONFIRMED


class PartlyDone(BBPropsError):
    """Some rows were rejected; the rest is stored."""

    exit_code = ExitCode.PARTLY


class Busy(BBPropsError):
    """Somebody else holds what is needed; trying again later will do."""

    exit_code = ExitCode.BUSY


class ClosedPipe(BBPropsError):
    """The reader of stdout went away."""

    exit_code = ExitCode.CLOSED_PIPE

    def __init__(self) -> None:
        super().__init__("The reader went away.")
