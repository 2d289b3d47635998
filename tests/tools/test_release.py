"""`make release`: what stops it, and what it prints."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tools.release import Checkout, Entry, entries_in, next_commands, problems, tag_of, version_in

PROJECT = Path(__file__).parents[2]
READY = Checkout(branch="main", changes=[], tags=["v0.1.0"])
ENTRIES = [Entry("1.2.3", "2026-11-30"), Entry("1.2.2", "2026-11-01")]


def test_a_release_that_agrees_with_itself_has_no_problem() -> None:
    assert list(problems("1.2.3", ENTRIES, READY)) == []


@pytest.mark.parametrize(
    ("version", "entries", "checkout", "said"),
    [
        ("1.2", [Entry("1.2", "2026-11-30")], READY, "'1.2' does not have the form 1.2.3"),
        ("1.2.03", [Entry("1.2.03", "2026-11-30")], READY, "'1.2.03' does not have the form 1.2.3"),
        ("1.2.4", ENTRIES, READY, "the top entry is 1.2.3, but the version in bbprops_cli/__init__.py is 1.2.4"),
        ("1.2.3", [Entry("Unreleased", "2026-11-30"), *ENTRIES], READY, "the top entry is Unreleased"),
        ("1.2.3", [], READY, "CHANGELOG.md has no entry"),
        ("1.2.3", [Entry("1.2.3", "")], READY, "the date of the top entry is missing"),
        ("1.2.3", [Entry("1.2.3", "20261130")], READY, "the date of the top entry is '20261130'"),
        ("1.2.3", [Entry("1.2.3", "2026-02-30")], READY, "the date of the top entry is '2026-02-30'"),
        ("1.2.3", ENTRIES, READY._replace(branch="work"), "the current branch is work"),
        ("1.2.3", ENTRIES, READY._replace(branch=""), "HEAD is detached"),
        ("1.2.3", ENTRIES, READY._replace(changes=["README.md"]), "is not clean: README.md"),
        ("1.2.3", ENTRIES, READY._replace(tags=["v1.2.3"]), "tag v1.2.3 already exists"),
    ],
)
def test_each_problem_is_named_alone(version: str, entries: list[Entry], checkout: Checkout, said: str) -> None:
    (problem,) = problems(version, entries, checkout)

    assert said in problem


def test_all_problems_are_named_at_once() -> None:
    assert len(list(problems("1.2.4", [Entry("1.2.3", "")], Checkout("work", ["a", "b"], ["v1.2.4"])))) == 5


def test_next_commands_name_the_tag_and_the_digest_of_the_wheel(tmp_path: Path) -> None:
    (tmp_path / "bbprops-1.2.3-py3-none-any.whl").write_bytes(b"wheel")

    lines = list(next_commands("1.2.3", tmp_path))

    assert sha256(b"wheel").hexdigest() in lines[0]
    assert "  git push origin main v1.2.3" in lines


def test_next_commands_need_the_wheel_of_this_version(tmp_path: Path) -> None:
    (tmp_path / "bbprops-1.2.2-py3-none-any.whl").write_bytes(b"an older one")

    with pytest.raises(FileNotFoundError):
        list(next_commands("1.2.3", tmp_path))


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *name, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A committed copy of what a release reads, and a `python` that makes an empty wheel where it should build one."""
    folder = tmp_path / "checkout"
    (folder / "bbprops_cli").mkdir(parents=True)
    for name in ("Makefile", "CHANGELOG.md", ".gitignore", "bbprops_cli/__init__.py", "pyproject.toml"):
        (folder / name).write_bytes((PROJECT / name).read_bytes())
    (folder / "tools").symlink_to(PROJECT / "tools")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=All")
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    wheel = f"bbprops-{version_in((folder / 'bbprops_cli/__init__.py').read_text())}-py3-none-any.whl"
    python.write_text(
        f'#!/bin/sh\nif [ "$2" = build ]; then mkdir -p dist; : >dist/{wheel}; else exec {sys.executable} "$@"; fi\n'
    )
    python.chmod(0o755)
    return folder


def make_release(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = ["make", "--old-file=.venv/.dev", f"BIN={folder.parent / 'bin'}", "release"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_make_release_builds_and_neither_tags_nor_pushes(checkout: Path) -> None:
    done = make_release(checkout)

    assert done.returncode == 0, done.stderr
    assert "Nothing is published yet." in done.stdout
    assert (git(checkout, "tag", "--list"), git(checkout, "status", "--porcelain")) == ("", "")
    assert len(list(checkout.glob("dist/*.whl"))) == 1


def test_make_release_stops_before_the_build(checkout: Path) -> None:
    git(checkout, "tag", tag_of(version_in((checkout / "bbprops_cli/__init__.py").read_text())))
    git(checkout, "switch", "--quiet", "--create=other")
    (checkout / "CHANGELOG.md").write_text("# Changelog\n")

    done = make_release(checkout)

    assert done.returncode != 0
    for part in ("CHANGELOG.md has no entry", "current branch is other", "not clean: CHANGELOG.md", "already exists"):
        assert f"{part}" in done.stderr
    assert not (checkout / "dist").exists()


def test_the_changelog_of_this_checkout_is_read() -> None:
    top, *older = entries_in((PROJECT / "CHANGELOG.md").read_text())

    assert older
    assert top.day > older[0].day
