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
TYPER = {"typer", "annotated_doc", "shellingham"}
RICH = {"rich", "markdown_it", "mdurl", "pygments"}
DRIVER: dict[str, set[str]] = {"sqlite": set(), "postgresql": {"psycopg2"}}
RUN_AND_TELL = """
import sys
before = {*sys.modules}
from bbprops_cli.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("", *{*sys.modules} - before, file=sys.stderr)
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


def _third_party(*args: str) -> set[str]:
    """Top-level names of the modules that the command loads, without Python's own and ours."""
    own = {*sys.stdlib_module_names, "bbprops_cli"}
    return {name.partition(".")[0] for name in _loaded(*args)} - own


def test_version_loads_no_library() -> None:
    assert _third_party("--version") == set()


@pytest.mark.parametrize("args", [[], ["props"], ["props", "list"], ["db", "upgrade"], ["users"]], ids=" ".join)
def test_help_loads_typer_and_rich_only(args: list[str]) -> None:
    assert _third_party(*args, "--help") == TYPER | RICH


@pytest.mark.parametrize("output", ["table", "wide", "json", "jsonl", "csv", "tsv", "md", "name"])
def test_list_loads_typer_and_the_bare_driver_only(
    database: Database, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)

    loaded = _third_party("props", "list", "--week", "5", "--league", "NFL", "-o", output)

    assert loaded == TYPER | DRIVER[database.kind]


@pytest.mark.parametrize("noun", ["snapshots", "slips", "experiments", "users"])
def test_list_of_every_noun_loads_no_database_library(
    database: Database, monkeypatch: pytest.MonkeyPatch, noun: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)

    loaded = _third_party(noun, "list") - {"uuid_utils"}  # small, and some of the lists make ids

    assert loaded == TYPER | DRIVER[database.kind]


def test_export_loads_typer_and_the_bare_driver_only(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)

    assert _third_party("props", "export", "-") == TYPER | DRIVER[database.kind]


def test_data_layer_loads_no_command_line_library_and_opens_no_connection() -> None:
    script = (
        "import os, socket, sys\n"
        "os.environ['DATABASE_URL'] = 'nonsense'\n"
        "socket.socket.connect = None\n"
        "from bbprops_cli.db import *\n"
        "print(sorted({'typer', 'rich', 'alembic', 'click', 'bbprops_cli.cli'} & {*sys.modules}), get_db.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "[] get_db\n", "")


def test_importing_the_data_layer_package_loads_no_database_library() -> None:
    script = "import bbprops_cli.db, sys; print({'sqlalchemy', 'sqlmodel', 'redis', 'asyncio'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("set()\n", "")


@pytest.mark.slow
def test_every_module_can_be_the_first_one_imported() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_EACH, *MODULES], capture_output=True, text=True)

    assert len(MODULES) > 10
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
