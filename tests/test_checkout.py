"""The files beside the code agree with it."""

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

from bbprops_cli.settings import SETTINGS

PROJECT = Path(__file__).parents[1]


def test_env_example_names_every_setting() -> None:
    example = (PROJECT / ".env.example").read_text()

    named = set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE))
    files = {f"{setting.name}_FILE" for setting in SETTINGS}
    assert named - files == {setting.name for setting in SETTINGS}


def test_make_without_a_target_lists_every_target() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    targets = makefile.partition(".PHONY: ")[2].splitlines()[0].split()

    told = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in told.splitlines()] == targets


def test_every_dependency_is_pinned_to_an_allowed_version() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    lines = (PROJECT / "constraints.txt").read_text().splitlines()
    pins = dict(line.lower().replace("-", "_").split("==") for line in lines if not line.startswith("#"))

    for line in chain(project["dependencies"], *project["optional-dependencies"].values()):
        wanted = Requirement(line)
        assert pins[wanted.name.lower().replace("-", "_")] in wanted.specifier, line
