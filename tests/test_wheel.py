"""The wheel, used as a stranger would: in an environment and a folder of its own, with no checkout near."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, by a path file, the libraries of this one; not its editable install."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    install = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--no-deps", "--quiet"]
    subprocess.run([*install, "--disable-pip-version-check", str(wheel)], check=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin"


def _run(bin_folder: Path, *args: str, cwd: Path) -> str:
    env = {**os.environ, "DATABASE_URL": "sqlite:///elsewhere.db"}
    done = subprocess.run([str(bin_folder / "bbprops"), *args], cwd=cwd, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_has_every_migration_and_no_other_top_level_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    expected = [
        f"bbprops_cli/_migrations/{path.relative_to(PROJECT)}" for path in PROJECT.glob("alembic/versions/*.py")
    ]

    assert expected
    assert {*expected, "bbprops_cli/_migrations/alembic.ini", "bbprops_cli/_migrations/alembic/env.py"} <= {*names}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"bbprops_cli", "bbprops"}
    assert "bbprops_cli/py.typed" in names


def test_installed_package_comes_from_the_wheel(bin_folder: Path, tmp_path: Path) -> None:
    where = [str(bin_folder / "python"), "-c", "import bbprops_cli; print(bbprops_cli.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert Path(found).is_relative_to(bin_folder.parent)


def test_installed_wheel_creates_seeds_and_lists_a_database(bin_folder: Path, tmp_path: Path) -> None:
    _run(bin_folder, "db", "init", cwd=tmp_path)
    _run(bin_folder, "db", "status", "--check", cwd=tmp_path)
    _run(bin_folder, "db", "seed", cwd=tmp_path)
    props = _run(bin_folder, "props", "list", "--week", "5", "--league", "NFL", cwd=tmp_path)

    assert (tmp_path / "elsewhere.db").exists()
    assert len(props.splitlines()) > 1
