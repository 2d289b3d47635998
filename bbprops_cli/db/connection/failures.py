"""Errors of the drivers, SQLAlchemy and redis as errors of bbprops.

An error is recognised by the names of its classes and attributes, so that no driver has to be imported.
"""

import errno
import os
import re
from collections.abc import Callable
from types import SimpleNamespace

from bbprops_cli import errors
from bbprops_cli.db.connection import unreadable
from bbprops_cli.errors import BBPropsError

UPGRADE = "Run: bbprops db upgrade"
INIT = "Run: bbprops db init --create"


def explain(error: BaseException) -> BBPropsError | None:
    """The BBPropsError for an error of a driver, SQLAlchemy or redis; None for other errors and for bugs of our own."""
    driver_error = getattr(error, "orig", None) or error
    module = type(driver_error).__module__.partition(".")[0]
    if isinstance(error, ValueError) and unreadable.is_unreadable_time(error):
        meaning = unreadable.unreadable_time(error)
        return meaning if isinstance(meaning, BBPropsError) else None
    if module == "sqlite3":
        return _sqlite(driver_error)
    if module == "psycopg2":
        return _postgresql(driver_error)
    if module == "redis":
        return _redis(driver_error)
    if module in {"sqlalchemy", "asyncpg"}:
        return _asyncpg(driver_error)
    if isinstance(driver_error, OSError):
        return _system(driver_error)
    if isinstance(driver_error, RuntimeError) and "home directory" in str(driver_error):  # of pathlib
        return errors.UsageError("The home folder is unknown: HOME is not set, and this user has no entry.", hint=_HOME)
    return None


_HOME = "Set HOME, or write an absolute path in DATABASE_URL."
_SHOWN_CHARACTERS = 60


def _system(error: OSError) -> BBPropsError | None:
    """A file or folder that the system refuses; None for other errors of the system, which nobody expected."""
    if error.strerror and error.strerror.startswith("No usable temporary directory"):
        return errors.InvalidInput(
            "No temporary folder can be written.", hint="Set TMPDIR to a folder with free space."
        )
    if error.errno == errno.ENOENT and not error.filename:  # of getcwd
        return errors.InvalidInput("The current folder no longer exists.", hint="Change to another folder.")
    if error.errno in _FULL and not error.filename:
        return errors.InvalidInput(f"A file cannot be written: {error.strerror}.", hint=_SPACE)
    if error.errno not in _REFUSED | _FULL or not error.filename:
        return None
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
    shown = name if len(name) <= _SHOWN_CHARACTERS else f"{name[:_SHOWN_CHARACTERS]}…"
    hint = _SPACE if error.errno in _FULL else "Choose another file, or check who owns its folder."
    return errors.InvalidInput(f"{shown} cannot be used: {error.strerror}.", hint=hint)


_FULL = {errno.ENOSPC, errno.EDQUOT}
_REFUSED = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ELOOP),
    *(errno.ENOENT, errno.EIO),
}
_SPACE = "Free some space, or set TMPDIR to a folder that has some."


def is_collision(error: BaseException) -> bool:
    """True if the transaction failed with a deadlock or a serialization failure, so that a retry may succeed."""
    return getattr(getattr(error, "orig", None) or error, "pgcode", None) in {"40001", "40P01"}


def _first_line(error: BaseException | str) -> str:
    text = str(error).encode(errors="backslashreplace").decode()  # the server echoes lone surrogates
    lines = text.strip().splitlines()
    return (lines[0] if lines else type(error).__name__).removeprefix("ERROR:").strip().rstrip(".")


def _postgresql(error: BaseException) -> BBPropsError | None:
    code = getattr(error, "pgcode", None)
    if code is None:
        return _no_connection(error)
    for pattern, meaning in _SQLSTATES:
        if re.fullmatch(pattern, code):
            return meaning(error)
    return BBPropsError(f"The database refused the statement: {_first_line(error)} (SQLSTATE {code}).")


def _no_connection(error: BaseException) -> BBPropsError | None:
    text = " ".join(str(error).split())
    if type(error).__name__ == "DatabaseError":  # none of its subclasses: libpq lost its place in the protocol
        return errors.Unreachable(f"The connection to the database was lost: {text.rstrip('.')}.", hint=_CHECK_URL)
    if unknown := re.search(r'invalid connection option "(\w+)"', text):
        return errors.UsageError(
            f"DATABASE_URL: the installed libpq does not know the parameter {unknown[1]!r}.",
            hint="Remove it, or install a newer psycopg2.",
        )
    if type(error).__name__ not in {"OperationalError", "InterfaceError"}:
        return None
    if missing := re.search(r'FATAL: +database "(.*?)" does not exist', text):
        return errors.NotMigrated(f"The server has no database {missing[1]!r}.", hint=INIT)
    if refused := re.search(r"FATAL: +(.*)", text):
        return errors.Unreachable(f"The database refused the connection: {refused[1].rstrip('.')}.", hint=_CHECK_URL)
    reason = re.sub(r" Is the server running [^?]*\?", "", text)  # a question of libpq in mid-sentence
    return errors.Unreachable(f"The database cannot be reached: {reason.rstrip('.')}.", hint=_CHECK_URL)


_CHECK_URL = "Check DATABASE_URL; `bbprops config` shows what is in use."


class _LikePsycopg2(Exception):
    """An error of asyncpg with the attributes that psycopg2 gives to its own."""

    def __init__(self, error: BaseException, code: str) -> None:
        super().__init__(str(error))
        self.pgcode = code
        self.diag = SimpleNamespace(
            constraint_name=getattr(error, "constraint_name", None),
            message_detail=getattr(error, "detail", None),
            message_hint=getattr(error, "hint", None),
        )


def _class_names(error: BaseException) -> set[str]:
    return {each.__name__ for each in type(error).__mro__}


def _asyncpg(error: BaseException) -> BBPropsError | None:
    known = error.__cause__ if type(error).__module__.startswith("sqlalchemy") and error.__cause__ else error
    if code := getattr(known, "sqlstate", None):
        return _postgresql(_LikePsycopg2(known, code))
    class_names = _class_names(error)
    if "InterfaceError" in class_names and "closed" in str(known):
        return errors.Unreachable("The database closed the connection.", hint=_CHECK_URL)
    if "TimeoutError" in class_names:
        return errors.Busy("All connections of the pool are in use.", hint="Try again, or raise DATABASE_POOL_SIZE.")
    return None


def _redis(error: BaseException) -> BBPropsError:
    class_names = _class_names(error)
    # The prefix that redis adds to an error in a pipeline contains keys and values.
    text = _first_line(re.sub(r"(?s)^Command # \d+ \(.*\) of pipeline caused error: ", "", str(error)) or error)
    if class_names & {"AskError", "MovedError"}:
        return errors.Unreachable("Redis is a cluster.", hint="Write redis+cluster://host:port in REDIS_URL.")
    if class_names & {"AuthenticationError", "AuthorizationError", "NoPermissionError"}:
        return errors.Unreachable(f"Redis refused: {text}.", hint=_CHECK_REDIS)
    if class_names & {"ConnectionError", "TimeoutError", "RedisClusterException", "ClusterError", "InvalidResponse"}:
        return errors.Unreachable(f"Redis cannot be reached: {text}.", hint=_CHECK_REDIS)
    return BBPropsError(f"Redis refused: {text}.")


_CHECK_REDIS = "Check REDIS_URL; `bbprops config` shows what is in use."


def _constraint(error: BaseException) -> str:
    return getattr(getattr(error, "diag", None), "constraint_name", None) or ""


def _detail(error: BaseException) -> str:
    detail = getattr(getattr(error, "diag", None), "message_detail", None) or ""
    return f" {detail}" if detail else ""


_GUARDS: dict[str, type[BBPropsError]] = {
    "snapshot_locked": errors.Locked,
    "lock_protocol": errors.LockProtocolError,
    "statement_refused": errors.StatementRefused,
}


def _guarded(error: BaseException) -> BBPropsError:
    hint = getattr(getattr(error, "diag", None), "message_hint", None) or ""
    return _GUARDS.get(_constraint(error), BBPropsError)(f"{_sentence(_first_line(error))}.", hint=hint)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


_SQLSTATES: tuple[tuple[str, Callable[[BaseException], BBPropsError]], ...] = (
    (r"23L0.", _guarded),
    (r"23505", lambda e: errors.Conflict(f"A row with this key already exists ({_constraint(e)}).{_detail(e)}")),
    (r"23...", lambda e: errors.InvalidInput(f"The database refused a value: {_first_line(e)}.{_detail(e)}")),
    (r"22...", lambda e: errors.InvalidInput(f"The database refused a value: {_first_line(e)}.")),
    (
        r"42P01|42703|3F000",
        lambda e: errors.NotMigrated(f"The schema is not up to date: {_first_line(e)}.", hint=UPGRADE),
    ),
    (r"P0002", lambda e: errors.NotFound(f"{_sentence(_first_line(e))}.")),
    (r"42501", lambda e: errors.NotAllowed(f"The database role lacks a privilege: {_first_line(e)}.", hint=_GRANTS)),
    (r"25006", lambda _: errors.Conflict("Cannot write to the database: the connection is read-only.", hint=_WRITABLE)),
    (
        r"0A000",
        lambda e: (
            errors.Conflict("Cannot write to the database: this server is a standby.", hint=_PRIMARY)
            if "recovery" in str(e)
            else BBPropsError(f"The database refused the statement: {_first_line(e)} (SQLSTATE 0A000).")
        ),
    ),
    (r"40P01|55P03", lambda e: errors.Busy(f"locked by another transaction: {_first_line(e)}.", hint=_AGAIN)),
    (r"40001", lambda e: errors.Busy(f"Conflict with another transaction: {_first_line(e)}.", hint=_AGAIN)),
    (r"25P03", lambda e: errors.Busy(f"The transaction was idle for too long: {_first_line(e)}.", hint=_AGAIN)),
    (r"57014", lambda e: errors.Busy(f"The statement took too long: {_first_line(e)}.", hint=_AGAIN)),
    (r"3D000", lambda e: errors.NotMigrated(f"{_sentence(_first_line(e))}.", hint=INIT)),
    (r"28...", lambda e: errors.Unreachable(f"The database refused the login: {_first_line(e)}.", hint=_CHECK_URL)),
    (
        r"08...|57P0.|53300",
        lambda e: errors.Unreachable(f"The connection to the database failed: {_first_line(e)}.", hint=_CHECK_URL),
    ),
)
_AGAIN = "Try again."
_PRIMARY = "Point DATABASE_URL at the primary, and DATABASE_REPLICA_URL at this server."
_GRANTS = "`bbprops db grants` prints what each role needs."
_LOCKED_PROPS = "Props of a locked snapshot cannot be added, changed, moved or deleted."
_WRITABLE = "Unset BBPROPS_READ_ONLY, or point DATABASE_URL at the primary."


def _sqlite(error: BaseException) -> BBPropsError | None:
    text = _first_line(error)
    prefix, _, rest = text.partition(": ")
    if re.match("[A-Z]+ on prop_markets refused", rest):  # a guard on SQLite cannot name the snapshot
        return errors.Locked(f"The snapshot is locked: {rest}.", hint=_LOCKED_PROPS)
    if prefix in _GUARDS:
        return _GUARDS[prefix](f"{_sentence(rest)}.")
    for pattern, meaning in _SQLITE_MESSAGES:
        if re.match(pattern, text):
            return meaning(text)
    if type(error).__name__ == "ProgrammingError":
        return None
    return BBPropsError(f"The database refused the statement: {text}.")


_SQLITE_MESSAGES: tuple[tuple[str, Callable[[str], BBPropsError]], ...] = (
    (
        r"UNIQUE constraint failed",
        lambda t: errors.Conflict(f"A row with this key already exists ({t.partition(': ')[2]})."),
    ),
    (r"(CHECK|NOT NULL|FOREIGN KEY) constraint", lambda t: errors.InvalidInput(f"The database refused a value: {t}.")),
    (
        r"no such (table|column)|table \S+ has no column",
        lambda t: errors.NotMigrated(f"The schema is not up to date: {t}.", hint=UPGRADE),
    ),
    (r"database (table )?is locked", lambda t: errors.Busy(f"locked by another transaction: {t}.", hint=_AGAIN)),
    (
        r"attempt to write a readonly",
        lambda _: errors.Conflict(
            "Cannot write to the database: it is read-only.",
            hint="Unset BBPROPS_READ_ONLY, or check who owns the file.",
        ),
    ),
    (
        r"unable to open database file|disk I/O error|database or disk is full",
        lambda t: errors.Unreachable(
            f"The database file cannot be used: {t}.", hint="Check its path, its owner and the free space."
        ),
    ),
    (
        r"file is not a database|database disk image is malformed",
        lambda t: errors.Unreachable(f"The file is not a usable SQLite database: {t}.", hint=_CHECK_URL),
    ),
)
