"""New migrations: what the models have and the migrations do not make yet."""

import subprocess
import sys
from importlib.util import find_spec

from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import UsageError


def write(where: Target, message: str, *, autogenerate: bool) -> str:
    """Write a migration into the checkout; its path, empty when there is nothing to write.

    What is compared with the models is not the database in use, where other people may have tables, but what the
    migrations make on a database of its kind.
    """
    if not migrations.is_checkout():
        raise UsageError(
            "An installed bbprops has no place for a new migration.",
            hint="Run it in a checkout: git clone, then pip install -e '.[dev]'",
        )
    if not message.isprintable() or not message.strip() or set(message) & set('"\\'):
        raise UsageError('A message is one line of plain text without " and \\.', hint="Write: -m 'Teams of a league.'")
    path = _generated(where, message) if autogenerate else migrations.write_revision(message)
    if path and find_spec("ruff"):
        _tidy(path)
    return path


def _generated(where: Target, message: str) -> str:
    with structure.scratch(where) as fresh:
        return migrations.write_revision(message, compared=fresh)


def _tidy(path: str) -> None:
    """Format it as the checkout's own rules say."""
    ruff = [sys.executable, "-m", "ruff"]
    for step in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        subprocess.run([*ruff, *step, path], check=False, cwd=migrations.root())  # noqa: S603 - our own path
