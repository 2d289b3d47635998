"""What starts without what: a person waits for imports before anything else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import Database

PACKAGE = Path(__file__).parents[1] / "bbprops_cli"
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
)
HEAVY = {"sqlalchemy", "sqlmodel", "alembic", "redis"}
RUN_AND_TELL = """
import sys
from bbprops_cli.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""
# Each in a child of its own, so that none finds what another has loaded; the libraries are loaded before.
IMPORT_EACH = """
import importlib, os, sys, traceback
import alembic.command, psycopg2, pydantic, rich.table, sqlmodel, typer
for name in sys.argv[1:]:
    if (child := os.fork()) == 0:
        try:
            importlib.import_module(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print(name)
"""


def _loaded(*args: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", RUN_AND_TELL, *args], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_the_version_needs_nothing() -> None:
    assert not _loaded("--version") & {*HEAVY, "typer", "rich", "psycopg2", "pydantic"}


def test_help_needs_no_database_library() -> None:
    assert not _loaded("--help") & {*HEAVY, "psycopg2", "pydantic"}


def test_the_help_of_a_group_needs_no_database_library() -> None:
    assert not _loaded("props", "--help") & {*HEAVY, "psycopg2", "pydantic"}


@pytest.mark.parametrize("output", ["table", "json", "csv"])
def test_a_list_needs_the_bare_driver_only(database: Database, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)

    loaded = _loaded("props", "list", "--week", "5", "--league", "NFL", "-o", output)

    assert not loaded & {*HEAVY, "pydantic"}
    assert ("psycopg2" in loaded) == (database.kind == "postgresql")


def test_so_does_an_export(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)

    assert not _loaded("props", "export", "-") & {*HEAVY, "pydantic"}


def test_an_api_loads_nothing_of_the_command_line_and_opens_nothing() -> None:
    script = (
        "import os, socket, sys\n"
        "os.environ['DATABASE_URL'] = 'nonsense'\n"
        "socket.socket.connect = None\n"
        "from bbprops_cli.db import *\n"
        "print(sorted({'typer', 'rich', 'alembic', 'click', 'bbprops_cli.cli'} & {*sys.modules}), get_db.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "[] get_db\n", "")


def test_the_package_itself_costs_the_command_line_nothing() -> None:
    script = "import bbprops_cli.db, sys; print({'sqlalchemy', 'sqlmodel', 'redis', 'asyncio'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("set()\n", "")


@pytest.mark.slow
def test_every_module_can_be_the_first_one_imported() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_EACH, *MODULES], capture_output=True, text=True)

    assert len(MODULES) > 10
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
