"""What a driver's failure means to a person. Reads errors by their shape, so that no driver is imported for it."""

import re
from collections.abc import Callable
from types import SimpleNamespace

from bbprops_cli import errors
from bbprops_cli.errors import BBPropsError

UPGRADE = "Run: bbprops db upgrade"
INIT = "Run: bbprops db init --create"


def explain(error: BaseException) -> BBPropsError | None:
    """Our error for one of a driver's, SQLAlchemy's or redis'; None when it is not theirs, or is a bug of ours."""
    driver_error = getattr(error, "orig", None) or error
    module = type(driver_error).__module__.partition(".")[0]
    if module == "sqlite3":
        return _sqlite(driver_error)
    if module == "psycopg2":
        return _postgresql(driver_error)
    if module == "redis":
        return _redis(driver_error)
    if module in {"sqlalchemy", "asyncpg"}:
        return _asyncpg(driver_error)
    return None


def is_collision(error: BaseException) -> bool:
    """Whether the database gave one transaction up for another, so that the same work may succeed now."""
    return getattr(getattr(error, "orig", None) or error, "pgcode", None) in {"40001", "40P01"}


def _first_line(error: BaseException | str) -> str:
    lines = str(error).encode(errors="backslashreplace").decode().strip().splitlines()  # half surrogates are echoed
    return (lines[0] if lines else type(error).__name__).removeprefix("ERROR:").strip().rstrip(".")


def _postgresql(error: BaseException) -> BBPropsError | None:
    code = getattr(error, "pgcode", None)
    if code is None:
        return _no_connection(error)
    for pattern, meaning in _SQLSTATES:
        if re.fullmatch(pattern, code):
            return meaning(error)
    return BBPropsError(f"The database refused: {_first_line(error)} (SQLSTATE {code}).")


def _no_connection(error: BaseException) -> BBPropsError | None:
    if type(error).__name__ not in {"OperationalError", "InterfaceError"}:
        return None
    text = " ".join(str(error).split())
    if missing := re.search(r'FATAL: +database "(.*?)" does not exist', text):
        return errors.NotMigrated(f"The server has no database {missing[1]!r}.", hint=INIT)
    if refused := re.search(r"FATAL: +(.*)", text):
        return errors.Unreachable(f"The database refused the connection: {refused[1].rstrip('.')}.", hint=_CHECK_URL)
    reason = re.sub(r" Is the server running [^?]*\?", "", text)  # libpq asks it in the middle of the sentence
    return errors.Unreachable(f"The database cannot be reached: {reason.rstrip('.')}.", hint=_CHECK_URL)


_CHECK_URL = "Check DATABASE_URL; `bbprops config` shows what is in use."


class _Seen(Exception):
    """asyncpg's failure in the shape of psycopg2's."""

    def __init__(self, error: BaseException, code: str) -> None:
        super().__init__(str(error))
        self.pgcode = code
        self.diag = SimpleNamespace(
            constraint_name=getattr(error, "constraint_name", None),
            message_detail=getattr(error, "detail", None),
            message_hint=getattr(error, "hint", None),
        )


def _asyncpg(error: BaseException) -> BBPropsError | None:
    known = error.__cause__ if type(error).__module__.startswith("sqlalchemy") and error.__cause__ else error
    if code := getattr(known, "sqlstate", None):
        return _postgresql(_Seen(known, code))
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "InterfaceError" in kinds and "closed" in str(known):
        return errors.Unreachable("The database closed the connection.", hint=_CHECK_URL)
    if "TimeoutError" in kinds:
        return errors.Busy("All connections of the pool are in use.", hint="Try again, or raise DATABASE_POOL_SIZE.")
    return None


def _redis(error: BaseException) -> BBPropsError:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    # Which command of many it was, redis says with the key and the value in it.
    text = _first_line(re.sub(r"(?s)^Command # \d+ \(.*\) of pipeline caused error: ", "", str(error)) or error)
    if kinds & {"AskError", "MovedError"}:
        return errors.Unreachable("Redis is a cluster.", hint="Write redis+cluster://host:port in REDIS_URL.")
    if kinds & {"AuthenticationError", "AuthorizationError", "NoPermissionError"}:
        return errors.Unreachable(f"Redis refused: {text}.", hint=_CHECK_REDIS)
    if kinds & {"ConnectionError", "TimeoutError", "RedisClusterException", "ClusterError", "InvalidResponse"}:
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
    (r"23505", lambda e: errors.Conflict(f"It exists already ({_constraint(e)}).{_detail(e)}")),
    (r"23...", lambda e: errors.InvalidInput(f"The database refused a value: {_first_line(e)}.{_detail(e)}")),
    (r"22...", lambda e: errors.InvalidInput(f"The database refused a value: {_first_line(e)}.")),
    (
        r"42P01|42703|3F000",
        lambda e: errors.NotMigrated(f"The schema is not up to date: {_first_line(e)}.", hint=UPGRADE),
    ),
    (r"P0002", lambda e: errors.NotFound(f"{_sentence(_first_line(e))}.")),
    (r"42501", lambda e: errors.NotAllowed(f"The database role may not do that: {_first_line(e)}.")),
    (r"25006", lambda _: errors.Conflict("Nothing can be written here: the connection is read-only.", hint=_WRITABLE)),
    (
        r"40001|40P01|55P03|25P03",
        lambda e: errors.Busy(f"Somebody else is at work there: {_first_line(e)}.", hint=_AGAIN),
    ),
    (r"57014", lambda e: errors.Busy(f"It took too long: {_first_line(e)}.", hint=_AGAIN)),
    (r"3D000", lambda e: errors.NotMigrated(f"{_sentence(_first_line(e))}.", hint=INIT)),
    (r"28...", lambda e: errors.Unreachable(f"The database refused the login: {_first_line(e)}.", hint=_CHECK_URL)),
    (
        r"08...|57P0.|53300",
        lambda e: errors.Unreachable(f"The database ended it: {_first_line(e)}.", hint=_CHECK_URL),
    ),
)
_AGAIN = "Try again."
_LOCKED_PROPS = "Props of a locked snapshot cannot be added, changed, moved or deleted."
_WRITABLE = "Unset BBPROPS_READ_ONLY, or point DATABASE_URL at the primary."


def _sqlite(error: BaseException) -> BBPropsError | None:
    text = _first_line(error)
    prefix, _, rest = text.partition(": ")
    if re.match("[A-Z]+ on prop_markets refused", rest):  # the words of a guard on SQLite do not know the snapshot
        return errors.Locked(f"The snapshot is locked: {rest}.", hint=_LOCKED_PROPS)
    if prefix in _GUARDS:
        return _GUARDS[prefix](f"{_sentence(rest)}.")
    for pattern, meaning in _SQLITE_MESSAGES:
        if re.match(pattern, text):
            return meaning(text)
    if type(error).__name__ == "ProgrammingError":
        return None
    return BBPropsError(f"The database refused: {text}.")


_SQLITE_MESSAGES: tuple[tuple[str, Callable[[str], BBPropsError]], ...] = (
    (r"UNIQUE constraint failed", lambda t: errors.Conflict(f"It exists already ({t.partition(': ')[2]}).")),
    (r"(CHECK|NOT NULL|FOREIGN KEY) constraint", lambda t: errors.InvalidInput(f"The database refused a value: {t}.")),
    (
        r"no such (table|column)|table \S+ has no column",
        lambda t: errors.NotMigrated(f"The schema is not up to date: {t}.", hint=UPGRADE),
    ),
    (r"database (table )?is locked", lambda t: errors.Busy(f"Somebody else is at work there: {t}.", hint=_AGAIN)),
    (
        r"attempt to write a readonly",
        lambda _: errors.Conflict(
            "Nothing can be written here: the database is read-only.",
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
        lambda t: errors.Unreachable(f"That is no usable SQLite database: {t}.", hint=_CHECK_URL),
    ),
)
