"""Settings: the environment, then a .env file, then defaults; read when asked for, never at import."""

import os
from pathlib import Path
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput, NotFound, UsageError


class Setting(NamedTuple):
    """One setting; a `secret` may also come from a file named by NAME_FILE and is masked when shown."""

    name: str
    help: str
    default: str = ""
    secret: bool = False


SETTINGS = (
    Setting("DATABASE_URL", "PostgreSQL or SQLite; without it, SQLite in your data folder", secret=True),
    Setting("DATABASE_REPLICA_URL", "A streaming replica to read from", secret=True),
    Setting("DATABASE_REPLICA_MAX_LAG", "Seconds it may be behind; then reads go to the primary", "5"),
    Setting("DATABASE_POOL_SIZE", "Connections an API process keeps", "20"),
    Setting("DATABASE_MAX_OVERFLOW", "Connections it may open beyond these", "10"),
    Setting("REDIS_URL", "Redis or Valkey; without it nothing is cached", secret=True),
    Setting("REDIS_MAX_CONNECTIONS", "Connections to Redis a process may open", "50"),
    Setting("REDIS_CACHE_TTL", "Seconds a cached answer lives", "300"),
    Setting("REDIS_KEY_PREFIX", "What every key begins with", "bbprops:v1"),
    Setting("BBPROPS_ENV", "The environment you believe to be in; writing elsewhere is refused"),
    Setting("BBPROPS_READ_ONLY", "1 makes every write fail at the server"),
    Setting("NO_COLOR", "Anything turns colour off"),
)
ENVIRONMENTS = ("development", "staging", "production")


class Value(NamedTuple):
    """What a setting is and where that came from."""

    text: str
    origin: str


class Settings:
    """A look-up over one environment and at most one .env file, which is read on first need."""

    def __init__(self, env_file: Path | None = None) -> None:
        self._given = env_file
        self._file: dict[str, str | None] | None = None

    def value(self, name: str) -> Value:
        """The value of a setting and its origin; an empty variable counts as not set."""
        setting = next(setting for setting in SETTINGS if setting.name == name)
        file_name = self._given or Path(".env")
        for source, origin in ((os.environ, "environment"), (self._from_file(), str(file_name))):
            if text := source.get(name):
                return Value(text, origin)
            if setting.secret and (path := source.get(f"{name}_FILE")):
                return Value(_mounted(name, path), f"{path} ({name}_FILE, {origin})")
        return Value(setting.default, "default" if setting.default else "not set")

    def text(self, name: str) -> str:
        """The value of a setting; empty when it is not set."""
        return self.value(name).text

    def number(self, name: str) -> int:
        """A setting that must be a whole number, zero or more."""
        text, origin = self.value(name)
        if not (text.isascii() and text.isdigit()):
            raise UsageError(f"{name} is {text!r} (from {origin}): it must be a whole number.")
        return int(text)

    def flag(self, name: str) -> bool:
        """Whether a switch is on: 1, true, yes or on; 0, false, no, off or nothing is off."""
        text, origin = self.value(name)
        if text.lower() in {"true", "t", "yes", "y", "on", "1", "1.0"}:
            return True
        if text.lower() in {"", "false", "f", "no", "n", "off", "0", "0.0"}:
            return False
        raise UsageError(f"{name} is {text!r} (from {origin}): say 1 or 0.")

    def environment(self) -> str:
        """BBPROPS_ENV, checked; empty when the caller expects nothing."""
        text = self.text("BBPROPS_ENV")
        if text and text not in ENVIRONMENTS:
            raise UsageError(f"BBPROPS_ENV is {text!r}: it must be one of {', '.join(ENVIRONMENTS)}.")
        return text

    def _from_file(self) -> dict[str, str | None]:
        if self._file is None:
            self._file = _read_env_file(self._given)
        return self._file


def _read_env_file(given: Path | None) -> dict[str, str | None]:
    path = given or Path(".env")
    if not path.is_file():
        if given is not None:
            raise NotFound(f"There is no file {given}.", hint="Check the path after --env-file.")
        return {}
    from dotenv import dotenv_values

    try:
        return dotenv_values(path)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from error


def _mounted(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InvalidInput(f"{name}_FILE names {path}, which cannot be read: {reason}.") from error


def masked(url: str) -> str:
    """A URL with its password replaced, even where it is spelled so badly that nothing can read it."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "***" if "@" in url else url
    login, at, place = rest.rpartition("@")
    user, colon, _ = login.partition(":")
    address, question, query = place.partition("?")
    if "password" in query.lower():
        query = "***"
    return f"{scheme}://{user}{':***' if colon else ''}{at}{address}{question}{query}"


_current = Settings()


def use(env_file: Path | None) -> None:
    """Start afresh with this file, or with .env of the working directory."""
    global _current  # noqa: PLW0603 - the settings of the process, as os.environ is
    _current = Settings(env_file)


def current() -> Settings:
    """The settings of this process."""
    return _current


NUMBERS = (
    "DATABASE_REPLICA_MAX_LAG",
    "DATABASE_POOL_SIZE",
    "DATABASE_MAX_OVERFLOW",
    "REDIS_MAX_CONNECTIONS",
    "REDIS_CACHE_TTL",
)


def checked(name: str) -> Value:
    """A setting and its origin; raises UsageError where it makes no sense."""
    if name in NUMBERS:
        current().number(name)
    elif name == "BBPROPS_READ_ONLY":
        current().flag(name)
    elif name == "BBPROPS_ENV":
        current().environment()
    return current().value(name)


def overview() -> list[tuple[str, str, str, str]]:
    """Every setting as (name, value with its password masked, origin, help)."""
    rows = []
    for setting in SETTINGS:
        value = current().value(setting.name)
        rows.append((setting.name, masked(value.text) if setting.secret else value.text, value.origin, setting.help))
    return rows
