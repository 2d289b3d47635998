"""Files of settings, read when a setting is first asked for: one .env file, and the user's own."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from bbprops_cli.errors import InvalidInput, NotFound

_SYSTEM: str = sys.platform  # a variable, because mypy takes what other systems do for unreachable


class EnvFile:
    """The file named by --env-file, or else `.env` of the working directory, which need not exist."""

    expands_variables = True  # ${HOME}, as python-dotenv does by default

    def __init__(self, given: Path | None = None, tell: Callable[[str], None] | None = None) -> None:
        self._given = given
        self._tell = tell or _log  # hears, as a sentence, why a file is not read
        self._values: dict[str, str | None] | None = None

    def __str__(self) -> str:
        return str(self.path)

    @property
    def path(self) -> Path:
        """Where the file is, or would be."""
        return self._given or Path(".env")

    def values(self) -> dict[str, str | None]:
        """The variables of the file, read once; NotFound or InvalidInput when a file that was named cannot be read."""
        if self._values is None:
            self._values = self._read()
        return self._values

    def _read(self) -> dict[str, str | None]:
        if not self.path.is_file():
            if self._given is not None:
                raise NotFound(f"{self.path}: no such file.", hint="Check the path after --env-file.")
            return {}
        if self._given is None and (owner := _other_owner(self.path)):
            self._tell(f"{self.path.absolute()} is not read: {owner}; pass --env-file .env to read it all the same")
            return {}
        from dotenv import dotenv_values

        try:
            return dotenv_values(self.path, interpolate=self.expands_variables)
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{self.path} cannot be read: {error}.") from error


def _log(text: str) -> None:
    import logging

    logging.getLogger("bbprops.settings").warning(text)


def _other_owner(file: Path) -> str:
    """Who else could have written this file or put it into its folder, in words; empty if only root or this user."""
    if not hasattr(os, "geteuid"):
        return ""
    for path, what in ((file.parent, "its folder"), (file, "it")):
        for uid in (path.lstat().st_uid, path.stat().st_uid):
            if uid not in {0, os.geteuid()}:
                return f"{what} belongs to {_user_name(uid)}"
    return ""


def _user_name(uid: int) -> str:
    import pwd

    try:
        return f"{pwd.getpwuid(uid).pw_name} (user {uid})"
    except KeyError:
        return f"user {uid}"


class OwnFile(EnvFile):
    """The file of the user's own settings, which `bbprops config set` writes; it need not exist."""

    expands_variables = False

    @property
    def path(self) -> Path:
        """In the configuration folder of the user, such as ~/.config/bbprops/settings.env."""
        return _configuration_folder() / "settings.env"

    def _read(self) -> dict[str, str | None]:
        try:
            self.path.is_file()
        except (RuntimeError, PermissionError):  # the user has no home folder, or may not look into it
            return {}
        return super()._read()


def _configuration_folder() -> Path:
    """The folder that platformdirs names, which takes 4 ms to load: too long for Linux, where the rule is short."""
    if _SYSTEM == "linux":
        return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "bbprops"
    from platformdirs import user_config_path

    return user_config_path("bbprops", appauthor=False)
