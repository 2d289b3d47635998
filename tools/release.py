"""Check that a release is ready, then print the commands that publish it; `make release` runs both halves.

The Makefile asks git and passes the answers as options, so that this module decides and runs nothing. It never tags and
never pushes.
"""

import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

BRANCH = "main"
VERSION_FILE = Path("bbprops_cli/__init__.py")
CHANGELOG = Path("CHANGELOG.md")
_VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
_NUMBERED = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_ENTRY = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<day>\S+))?\s*$", re.MULTILINE)


class Entry(NamedTuple):
    """The heading of a CHANGELOG entry: `## [name] - day`; `day` is empty where the heading has none."""

    name: str
    day: str


class Checkout(NamedTuple):
    """What git says: the branch (empty when HEAD is detached), changed paths, and existing tags."""

    branch: str
    changes: list[str]
    tags: list[str]


def version_in(text: str) -> str:
    """The `__version__` that a module assigns; empty where it assigns none."""
    found = _VERSION.search(text)
    return found[1] if found else ""


def entries_in(text: str) -> list[Entry]:
    """The entries of a CHANGELOG, newest first."""
    return [Entry(found["name"], found["day"] or "") for found in _ENTRY.finditer(text)]


def tag_of(version: str) -> str:
    """The name of the git tag of a version."""
    return f"v{version}"


def problems(version: str, entries: list[Entry], checkout: Checkout) -> Iterator[str]:
    """Everything that keeps this checkout from being released, one sentence each."""
    if not _NUMBERED.fullmatch(version):
        yield f"{VERSION_FILE}: version {version!r} does not have the form 1.2.3"
    yield from _of_changelog(version, entries)
    if checkout.branch != BRANCH:
        yield f"not on branch {BRANCH}: the current branch is {checkout.branch or 'none (HEAD is detached)'}"
    if checkout.changes:
        yield f"the working tree is not clean: {', '.join(checkout.changes)}"
    if tag_of(version) in checkout.tags:
        yield f"tag {tag_of(version)} already exists: raise the version in {VERSION_FILE}"


def _of_changelog(version: str, entries: list[Entry]) -> Iterator[str]:
    if not entries:
        yield f"{CHANGELOG} has no entry: add '## [{version}] - YYYY-MM-DD'"
        return
    top = entries[0]
    if top.name != version:
        yield f"{CHANGELOG}: the top entry is {top.name}, but the version in {VERSION_FILE} is {version}"
    if not _is_date(top.day):
        shown = repr(top.day) if top.day else "missing"
        yield f"{CHANGELOG}: the date of the top entry is {shown}, expected YYYY-MM-DD"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def next_commands(version: str, folder: Path = Path("dist")) -> Iterator[str]:
    """The lines to print after a successful build; raises FileNotFoundError when the wheel is missing."""
    wheel = folder / f"bbprops-{version}-py3-none-any.whl"
    digest = sha256(wheel.read_bytes()).hexdigest()
    tag = tag_of(version)
    yield f"built {wheel} (SHA-256 {digest})"
    yield "Nothing is published yet. To publish:"
    yield f"  git tag --annotate {tag} --message 'bbprops {version}'"
    yield f"  git push origin {BRANCH} {tag}"
    yield f"Then attach {wheel} and the CHANGELOG entry to the release of {tag}."


def main(argv: list[str]) -> int:
    """Run `check` (exit code 1 when a problem was found) or `next` in the project's folder."""
    parser = ArgumentParser(prog="python -m tools.release", description="Check a release and say how to publish it.")
    parts = parser.add_subparsers(dest="part", required=True)
    checking = parts.add_parser("check", help="report everything that keeps this checkout from being released")
    checking.add_argument("--branch", required=True, help="the output of: git branch --show-current")
    checking.add_argument("--changes", required=True, help="the output of: git status --porcelain")
    checking.add_argument("--tags", required=True, help="the output of: git tag --list")
    parts.add_parser("next", help="print the commands that publish the wheel in dist/")
    options = parser.parse_args(argv)

    version = version_in(VERSION_FILE.read_text())
    if options.part == "next":
        sys.stdout.writelines(f"{line}\n" for line in next_commands(version))
        return 0
    changes = [line[3:] for line in options.changes.splitlines()]
    checkout = Checkout(options.branch, changes, options.tags.split())
    found = list(problems(version, entries_in(CHANGELOG.read_text()), checkout))
    sys.stderr.writelines(f"cannot release: {problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
