"""What the pages of the project say about its files, folders, floors and versions is true."""

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from bbprops_cli import __version__
from tools.release import entries_in

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "bbprops_cli"
PAGES = sorted(
    path.relative_to(PROJECT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md")
    for path in PROJECT.glob(pattern)
)
ADRS = sorted(path.name for path in PROJECT.glob("docs/adr/[0-9]*.md"))
PATHS = [
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/architecture.md",
    "docs/adr/README.md",
    *(f"docs/adr/{name}" for name in ADRS),
]


@cache
def page(name: str) -> str:
    return (PROJECT / name).read_text()


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads(page("pyproject.toml"))


def anchors(text: str) -> set[str]:
    """The fragments that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_to_a_file_or_heading_leads_somewhere(name: str) -> None:
    for link in re.findall(r"\]\((?!\w+://|mailto:)([^)\s]+)\)", page(name)):
        path, _, fragment = unquote(link).partition("#")
        target = (PROJECT / name).parent / path if path else PROJECT / name
        assert target.exists(), link
        assert not fragment or fragment in anchors(target.read_text()), link


@pytest.mark.parametrize("name", PATHS)
def test_every_path_in_backticks_exists(name: str) -> None:
    """A path counts from the top of the checkout or from `bbprops_cli/`; `*` stands for any name."""
    paths = re.findall(r"`([\w.*/-]+(?:\.(?:py|md|toml|ini|yml|yaml)|/))`", page(name))
    missing = [path for path in paths if not any(any(top.glob(path.rstrip("/"))) for top in (PROJECT, PACKAGE))]

    assert missing == []


def test_the_folder_map_lists_every_folder_of_the_package() -> None:
    section = page("docs/architecture.md").partition("\n## Folders\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `bbprops_cli/([\w/]*?)/?` \|", section, re.MULTILINE)
    folders = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    below = re.findall(r"^\| `(?!bbprops_cli)(\w+)/.*` \|", section, re.MULTILINE)

    assert sorted(listed) == sorted(name.removeprefix(".") for name in folders)
    assert set(below) == {"alembic", "benchmarks", "docs", "examples", "tests", "tools"}


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_the_floors_are_those_that_the_import_contract_enforces(name: str) -> None:
    (contract,) = (each for each in pyproject()["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    (told,) = re.findall(r"```text\n(__main__ → .*?)```", page(name), re.DOTALL)

    assert " ".join(told.split()).split(" → ") == [" ".join(layer.split()) for layer in contract["layers"]]


def test_every_floor_is_described_once() -> None:
    section = page("docs/architecture.md").partition("\n## Floors\n")[2].partition("\n## ")[0]
    (contract,) = (each for each in pyproject()["tool"]["importlinter"]["contracts"] if each["type"] == "layers")

    described = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert described == [name for layer in contract["layers"] for name in layer.split(" | ")]


SECTIONS = ["Context", "Decision", "Consequences", "What would change our mind"]


@pytest.mark.parametrize("name", ADRS)
def test_a_design_decision_has_the_four_sections_in_order(name: str) -> None:
    headings = re.findall(r"^## (.+)$", page(f"docs/adr/{name}"), re.MULTILINE)

    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS


def test_the_index_of_decisions_names_each_with_its_title() -> None:
    listed = re.findall(r"^\| \[(.+)\]\((.+)\) \|", page("docs/adr/README.md"), re.MULTILINE)

    assert [file for _, file in listed] == ADRS
    for title, file in listed:
        assert page(f"docs/adr/{file}").startswith(f"# {title}\n")


def test_the_newest_numbered_entry_of_the_changelog_is_this_version() -> None:
    numbered = [entry for entry in entries_in(page("CHANGELOG.md")) if entry.name != "Unreleased"]
    versions = [tuple(map(int, entry.name.split("."))) for entry in numbered]

    assert numbered[0].name == __version__
    assert versions == sorted(versions, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", entry.day) for entry in numbered)


def test_the_security_page_supports_this_version() -> None:
    assert f"| {'.'.join(__version__.split('.')[:2])} | yes |" in page("SECURITY.md")


def test_the_examples_pull_this_version() -> None:
    assert f"/bbprops:{__version__}\n" in page("examples/locking/cronjob.yaml")


def workflow() -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(page(".github/workflows/ci.yml"))
    return document


def test_the_workflow_runs_the_ci_script_on_the_oldest_and_the_newest_python() -> None:
    (job,) = workflow()["jobs"].values()
    classifiers = pyproject()["project"]["classifiers"]
    supported = [found[1] for each in classifiers if (found := re.fullmatch(r".* :: (3\.\d+)", each))]

    assert job["strategy"]["matrix"]["python"] == [supported[0], supported[-1]]
    assert pyproject()["project"]["requires-python"] == f">={supported[0]}"
    (step,) = (step for step in job["steps"] if ".ci/run" in step.get("run", ""))
    assert step == {"run": "bash .ci/run", "env": {"PYTHON": "python${{ matrix.python }}"}}
    assert "${PYTHON:-" in page(".ci/run")


def test_the_workflow_runs_for_changes_and_may_only_read() -> None:
    document = workflow()

    assert document[True] == {"push": {"branches": ["main"]}, "pull_request": None}  # YAML 1.1 reads `on` as true
    assert document["permissions"] == {"contents": "read"}


def hooks() -> dict[str, dict[str, Any]]:
    (repository,) = yaml.safe_load(page(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    return {hook["id"]: hook for hook in repository["hooks"]}


@pytest.mark.parametrize(
    ("name", "spoilt"), [("ruff-check", "import os\n"), ("ruff-format", "x = {  'a':1 }\n")], ids=["check", "format"]
)
def test_a_commit_hook_accepts_house_style_and_refuses_the_rest(name: str, spoilt: str, tmp_path: Path) -> None:
    hook = hooks()[name]
    program, *words = hook["entry"].split()
    assert (program, hook["language"]) == (".venv/bin/ruff", "system")
    (tmp_path / "pyproject.toml").write_bytes((PROJECT / "pyproject.toml").read_bytes())

    def run(text: str) -> int:
        (tmp_path / "changed.py").write_text(text)
        command = [str(Path(sys.executable).with_name("ruff")), *words, "--no-cache", "changed.py"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True).returncode

    assert (run('"""A module."""\n'), run(spoilt)) == (0, 1)


def tracked_texts() -> list[Path]:
    """Text files below the top of the project, without what is built or installed."""
    found = []
    for folder, folders, names in os.walk(PROJECT):
        folders[:] = [
            name for name in folders if not name.startswith(".") or name in {".ci", ".github"} if name not in BUILT
        ]
        found += [Path(folder, name) for name in names if Path(name).suffix in TEXTS or name == "Makefile"]
    return found


BUILT = {"__pycache__", "build", "dist", "demo"}
TEXTS = {".py", ".md", ".toml", ".yml", ".yaml", ".ini", ".mako", ".txt"}


def test_files_keep_what_the_editor_settings_say() -> None:
    settings = page(".editorconfig")
    for line in (
        "charset = utf-8",
        "end_of_line = lf",
        "insert_final_newline = true",
        "trim_trailing_whitespace = true",
    ):
        assert line in settings
    assert f"max_line_length = {pyproject()['tool']['ruff']['line-length']}" in settings

    for path in tracked_texts():
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text, path
        assert text.endswith("\n") or not text, path
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), path


def test_the_addresses_of_the_project_are_those_of_one_repository() -> None:
    urls = pyproject()["project"]["urls"]

    assert {"Homepage", "Documentation", "Source", "Issues", "Changelog", "Security"} == set(urls)
    assert all(url.startswith(urls["Source"]) for url in urls.values())
