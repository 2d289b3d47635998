"""One .env file, read when a setting is first asked for."""

from pathlib import Path

from bbprops_cli.errors import InvalidInput, NotFound


class EnvFile:
    """The file named by --env-file, or else `.env` of the working directory, which need not exist."""

    def __init__(self, given: Path | None = None) -> None:
        self._given = given
        self._values: dict[str, str | None] | None = None

    def __str__(self) -> str:
        return str(self._given or ".env")

    def values(self) -> dict[str, str | None]:
        """The variables of the file, read once; NotFound or InvalidInput when a file that was named cannot be read."""
        if self._values is None:
            self._values = self._read()
        return self._values

    def _read(self) -> dict[str, str | None]:
        path = self._given or Path(".env")
        if not path.is_file():
            if self._given is not None:
                raise NotFound(f"{path}: no such file.", hint="Check the path after --env-file.")
            return {}
        from dotenv import dotenv_values

        try:
            return dotenv_values(path)
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{path} cannot be read: {error}.") from error
