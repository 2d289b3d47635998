"""Settings: the environment, then a .env file, then the user's own file, then defaults; read when first used."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from bbprops_cli import invocation
from bbprops_cli.env_file import EnvFile
from bbprops_cli.errors import InvalidInput, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Setting(NamedTuple):
    """One setting; a `secret` may also come from a file named by NAME_FILE and is masked when shown."""

    name: str
    help: str
    default: str = ""
    secret: bool = False


SETTINGS = (
    Setting(
        "DATABASE_URL", "PostgreSQL or SQLite URL; if it is not set, an SQLite file in your data folder", secret=True
    ),
    Setting("DATABASE_REPLICA_URL", "PostgreSQL streaming replica to read from", secret=True),
    Setting("DATABASE_REPLICA_MAX_LAG", "Seconds the replica may lag; beyond that, reads go to the primary", "5"),
    Setting("DATABASE_POOL_SIZE", "Connections that an API process keeps open", "20"),
    Setting("DATABASE_MAX_OVERFLOW", "Connections that an API process may open beyond its pool size", "10"),
    Setting("REDIS_URL", "Redis or Valkey URL; if it is not set, nothing is cached", secret=True),
    Setting("REDIS_MAX_CONNECTIONS", "Connections to Redis that a process may open", "50"),
    Setting("REDIS_CACHE_TTL", "Seconds until a cached answer expires", "300"),
    Setting("REDIS_KEY_PREFIX", "Prefix of every Redis key", "bbprops:v1"),
    Setting("BBPROPS_ENV", "Expected environment label; writes to a database with another label are refused"),
    Setting("BBPROPS_READ_ONLY", "1 makes the server refuse every write"),
    Setting("BBPROPS_TZ", "Time zone of tables and of times that you type, such as America/New_York or ET"),
    Setting("BBPROPS_ODDS", "Odds format of tables: decimal, american or implied", "decimal"),
    Setting("NO_COLOR", "Any value turns colour off"),
)
NUMBERS = (
    "DATABASE_REPLICA_MAX_LAG",
    "DATABASE_POOL_SIZE",
    "DATABASE_MAX_OVERFLOW",
    "REDIS_MAX_CONNECTIONS",
    "REDIS_CACHE_TTL",
)
OddsFormat = Literal["decimal", "american", "implied"]
ENVIRONMENTS = ("development", "staging", "production")


class Value(NamedTuple):
    """The value of a setting and where it came from."""

    text: str
    origin: str


class Settings:
    """Settings by name, from the environment of the process, one .env file, and the file of the user's own."""

    def __init__(self, env_file: EnvFile, own_file: EnvFile) -> None:
        self._env_file = env_file
        self._own_file = own_file

    def value(self, name: str) -> Value:
        """The value of a setting and its origin; an empty variable counts as not set.

        An empty DATABASE_URL is a UsageError, or a failed expansion in a script would lead to another database.
        """
        setting = next(setting for setting in SETTINGS if setting.name == name)
        for source, origin in self._sources():
            if (text := source.get(name)) and text.strip():
                return Value(_remembered(text, secret=setting.secret), origin)
            if setting.secret and (path := source.get(f"{name}_FILE")) and path.strip():
                text = _mounted(name, path)
                return Value(_remembered(text, secret=True), f"{path} ({name}_FILE, {origin})")
            if name == "DATABASE_URL" and (
                empty := next((each for each in (name, f"{name}_FILE") if each in source), "")
            ):
                raise UsageError(f"{empty} is empty (from {origin}).", hint=_UNSET.format(empty))
        return Value(setting.default, "default" if setting.default else "not set")

    def _sources(self) -> "Iterator[tuple[Mapping[str, str | None], str]]":
        """Values by name and where they are from, the source that wins first; a file is read when it is reached."""
        yield os.environ, "environment"
        yield self._env_file.values(), str(self._env_file)
        if own := self._own_file.values():
            yield own, str(self._own_file)

    def checked(self, name: str) -> Value:
        """The value of a setting and its origin; raises UsageError when the value is not valid."""
        if name in NUMBERS:
            self.number(name)
        elif name == "BBPROPS_READ_ONLY":
            self.flag(name)
        elif name == "BBPROPS_ENV":
            self.environment()
        elif name == "BBPROPS_ODDS":
            self.odds()
        return self.value(name)

    def text(self, name: str) -> str:
        """The value of a setting; empty when it is not set."""
        return self.value(name).text

    def number(self, name: str) -> int:
        """The value of a setting that must be a whole number, zero or more; raises UsageError for another text."""
        text, origin = self.value(name)
        if not (text.isascii() and text.isdigit()):
            raise UsageError(f"{name} is {text!r} (from {origin}): it must be a whole number.")
        return int(text)

    def flag(self, name: str) -> bool:
        """True for 1, true, yes or on; False for 0, false, no, off or an empty value; otherwise raises UsageError."""
        text, origin = self.value(name)
        if text.lower() in {"true", "t", "yes", "y", "on", "1", "1.0"}:
            return True
        if text.lower() in {"", "false", "f", "no", "n", "off", "0", "0.0"}:
            return False
        raise UsageError(f"{name} is {text!r} (from {origin}): it must be 1 or 0.")

    def time_zone(self, option: str = "") -> str:
        """The name of the reader's zone: `option`, else BBPROPS_TZ, else that of the machine on a terminal, else UTC.

        Tables show times in it, and times that are typed without a zone are in it.
        """
        return option or self.text("BBPROPS_TZ") or (_zone_of_machine() if sys.stdout.isatty() else "") or "UTC"

    def odds(self) -> OddsFormat:
        """The odds format in BBPROPS_ODDS; raises UsageError for an unknown format."""
        text, origin = self.value("BBPROPS_ODDS")
        known: tuple[OddsFormat, ...] = get_args(OddsFormat)
        for each in known:
            if each == text.lower():
                return each
        raise UsageError(f"BBPROPS_ODDS is {text!r} (from {origin}): it must be one of {', '.join(known)}.")

    def environment(self) -> str:
        """The environment label in BBPROPS_ENV, empty when it is not set; raises UsageError for an unknown label."""
        text = self.text("BBPROPS_ENV")
        if text and text not in ENVIRONMENTS:
            raise UsageError(f"BBPROPS_ENV is {text!r}: it must be one of {', '.join(ENVIRONMENTS)}.")
        return text


def _zone_of_machine() -> str:
    """The zone in TZ, else the one that /etc/localtime links to; empty where that is not a name, as in TZ=XXX-12."""
    from zoneinfo import ZoneInfo

    name = os.environ.get("TZ", "").removeprefix(":")
    try:
        return ZoneInfo(name or str(Path("/etc/localtime").readlink()).partition("zoneinfo/")[2]).key
    except (KeyError, ValueError, OSError):
        return ""


def _mounted(name: str, path: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InvalidInput(f"{name}_FILE: {path} cannot be read: {reason}.") from error
    if not text:
        raise UsageError(f"{name}_FILE: {path} is empty.", hint=f"Write the URL into it, or unset {name}_FILE.")
    return text


_UNSET = "Set it to postgresql://… or sqlite:///file.db; unset {} for the SQLite file in your data folder."


def _remembered(text: str, *, secret: bool) -> str:
    """The value, which this command hides from now on in what it writes to stderr."""
    if secret:
        invocation.current().secrets.add(text)
    return text


def without_secrets(text: str) -> str:
    """The text without the passwords of all URLs that this command has read."""
    from bbprops_cli.masking import without  # its patterns take a millisecond, which most commands need not wait for

    return without(text, invocation.current().secrets)


class Proposed(Settings):
    """One value for a setting, and the defaults of all others."""

    def __init__(self, name: str, text: str) -> None:
        self._proposed = {name: text}

    def _sources(self) -> "Iterator[tuple[Mapping[str, str | None], str]]":
        yield self._proposed, "command line"


def current() -> Settings:
    """The settings of the command that runs in this context, or of the process where none runs."""
    return Settings(invocation.current().env_file, invocation.current().own_file)


def overview() -> list[tuple[str, str, str, str]]:
    """Every setting as (name, value with its password masked, origin, help)."""
    from bbprops_cli.masking import masked

    rows = []
    for setting in SETTINGS:
        value = current().value(setting.name)
        rows.append((setting.name, masked(value.text) if setting.secret else value.text, value.origin, setting.help))
    return rows
