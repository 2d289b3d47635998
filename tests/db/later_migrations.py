"""A checkout with one more migration, like a later version of bbprops."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import indent

import pytest

from bbprops_cli.db.schema import migrations

REVISION = "later"


@cache
def ours() -> str:
    """The newest revision of this checkout, without the migrations that a test adds."""
    return migrations.head()


def write(folder: Path, upgrade: str, downgrade: str = "pass") -> Path:
    """Copy the migrations into a folder, add one, and return the folder."""
    root = migrations.root()
    shutil.copytree(
        root / "alembic", folder / "alembic", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    shutil.copy(root / "alembic.ini", folder)
    up, down = indent(upgrade, "    "), indent(downgrade, "    ")
    header = f"from alembic import op\nrevision, down_revision = {REVISION!r}, {ours()!r}\n"
    text = f'"""Later"""\n{header}\ndef upgrade():\n{up}\n\ndef downgrade():\n{down}\n'
    (folder / "alembic" / "versions" / "later.py").write_text(text)
    return folder


def checkout(folder: Path) -> Path:
    """Copy into a folder what makes it a checkout, so that new migrations can be written there; the folder."""
    root = migrations.root()
    shutil.copytree(root / "alembic", folder / "alembic", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alembic.ini", "pyproject.toml"):
        shutil.copy(root / name, folder)
    return folder


def use(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Use the migrations in this folder."""
    monkeypatch.setattr(migrations, "root", lambda: folder)


def process(statement: str) -> subprocess.Popen[str]:
    """Start a Python process that runs this statement."""
    return subprocess.Popen(
        [sys.executable, "-c", statement], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
