"""Keep and remove settings in the file of the user's own."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bbprops_cli import files, invocation, settings
from bbprops_cli.cache import connect as redis
from bbprops_cli.db.connection.target import parse as parse_database_url
from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.nearest import did_you_mean
from bbprops_cli.rules.values.typed_time import zone

_CHECKS: dict[str, Callable[[str], object]] = {
    "DATABASE_URL": parse_database_url,
    "DATABASE_REPLICA_URL": lambda url: parse_database_url(url, "DATABASE_REPLICA_URL"),
    "REDIS_URL": redis.parse,
    "BBPROPS_TZ": zone,
}


class Kept(NamedTuple):
    """A setting in the user's own file; `hidden_by` is the source of another value that wins, such as `environment`."""

    name: str
    file: Path
    hidden_by: str = ""


def keep(name: str, value: str) -> Kept:
    """Write the value into the user's own file; raises UsageError for an unknown name or a value that is not valid."""
    name = _known(name)
    if not value.isprintable() or not value.strip():
        raise UsageError(f"{name}: the value is empty or has control characters.", hint="Write one line of text.")
    settings.Proposed(name, value).checked(name)
    if name in _CHECKS:
        _CHECKS[name](value)
    own = invocation.current().own_file
    _write(own.path, {**own.values(), name: value})
    origin = settings.current().value(name).origin
    return Kept(name, own.path, "" if origin in {str(own), "default", "not set"} else origin)


def forget(name: str) -> Kept | None:
    """Remove the setting from the user's own file; None if it was not there. Raises UsageError for an unknown name."""
    name = _known(name)
    own = invocation.current().own_file
    others = {key: value for key, value in own.values().items() if key != name}
    if len(others) == len(own.values()):
        return None
    _write(own.path, others)
    return Kept(name, own.path)


def _known(name: str) -> str:
    """The name of the setting in its own case; raises UsageError for an unknown one."""
    names = [setting.name for setting in settings.SETTINGS]
    if name.upper() in names:
        return name.upper()
    raise UsageError(
        f"{name[:60]!r} is not a setting.{did_you_mean(name, names)}", hint="`bbprops config` lists all settings."
    )


def _write(file: Path, values: dict[str, str | None]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise files.cannot_write(file, error) from error
    with files.output(file, private=True) as output:
        for name, value in values.items():
            quoted = (value or "").replace("\\", "\\\\").replace("'", "\\'")
            output.stream.write(f"{name}='{quoted}'\n".encode())
