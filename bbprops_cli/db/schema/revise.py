"""Writes new migrations, on request from the differences between the models and the existing migrations."""

import subprocess
import sys
from importlib.util import find_spec

from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import UsageError


def write(where: Target, message: str, *, autogenerate: bool) -> str:
    """Write a migration into the checkout and return its path; empty if there is nothing to write.

    With `autogenerate` the models are compared with a scratch database that the migrations create, not with the
    database in use, which may contain tables of other programs. `where` chooses the dialect.
    """
    if not migrations.is_checkout():
        raise UsageError(
            "Cannot write a migration: this bbprops is an installed package, not a checkout.",
            hint="Run it in a checkout: git clone, then pip install -e '.[dev]'",
        )
    if not message.isprintable() or not message.strip() or set(message) & set('"\\'):
        raise UsageError('-m: expected one line of text without " and \\.', hint="Write: -m 'Teams of a league.'")
    path = _generated(where, message) if autogenerate else migrations.write_revision(message)
    if path and find_spec("ruff"):
        _tidy(path)
    return path


def _generated(where: Target, message: str) -> str:
    with structure.scratch(where, reflected=True) as fresh:
        return migrations.write_revision(message, compared=fresh)


def _tidy(path: str) -> None:
    """Format the file with the rules of the checkout."""
    ruff = [sys.executable, "-m", "ruff"]
    for step in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        subprocess.run([*ruff, *step, path], check=False, cwd=migrations.root())  # noqa: S603 - the path is our own
