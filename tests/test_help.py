"""Every command explains itself, and every command that shows rows keeps stdout pure."""

import difflib
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from bbprops_cli.cli import Root, app
from tests.conftest import Run
from tests.databases import Database
from tests.help_pages import GOLDEN, walk

COMMANDS = {path: command for path, command in walk(typer.main.get_group(app)) if not hasattr(command, "commands")}


def parameters(command: Any) -> dict[str, Any]:
    return {option: parameter for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_and_option_explains_itself(path: tuple[str, ...], run_here: Run) -> None:
    result = run_here(*path, "--help")

    assert result.exit_code == 0
    assert f"Usage: bbprops {' '.join(path)}" in result.stdout
    assert COMMANDS[path].help
    unexplained = [name for name, option in parameters(COMMANDS[path]).items() if not getattr(option, "help", "")]
    assert unexplained == []


def test_help_matches_the_golden_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "tests.help_pages", tmp_path], cwd=Path(__file__).parents[1], check=True)
    pinned, printed = (
        [line for path in sorted(folder.glob("*.txt")) for line in (path.name, *path.read_text().splitlines())]
        for folder in (GOLDEN, tmp_path)
    )

    changes = list(difflib.unified_diff(pinned, printed, "tests/golden/help", "--help", lineterm="", n=2))
    assert not changes, "\n".join([*changes, "If the help is to change: make golden"])


def test_readme_names_every_command() -> None:
    _, _, table = Path(__file__).parents[1].joinpath("README.md").read_text().partition("\n## Commands\n")
    rows = re.findall(r"^\| (?:`(\w+)`)? ?\| (`.+`) \|$", table, re.MULTILINE)

    assert {f"{group} {name}".strip() for group, names in rows for name in re.findall("`(.+?)`", names)} == {
        " ".join(path) for path in COMMANDS
    }


ROOT = Path(__file__).parents[1]
IN_FOLDERS = [path for path in COMMANDS if len(path) > 1]


def module_of(path: tuple[str, ...]) -> str:
    """The module that the group declares for a command; commands such as activate and deactivate share one."""
    group = import_module(".".join(["bbprops_cli", "commands", *path[:-1]]))
    return str(group.app.info.cls.declared[path[-1]]).partition(":")[0]


@pytest.mark.parametrize("path", IN_FOLDERS, ids=" ".join)
def test_the_file_of_a_command_and_its_tests_have_its_name(path: tuple[str, ...]) -> None:
    file = ROOT / module_of(path).replace(".", "/")
    folders, name = Path(*path[:-1]), path[-1]

    assert file.parent == ROOT / "bbprops_cli" / "commands" / folders
    docstring = file.with_suffix(".py").read_text().partition("\n")[0]
    assert f"`{' '.join(path)}`" in docstring
    assert file.name.rstrip("_") == name.replace("-", "_") or docstring.count("`") > 2
    assert (ROOT / "tests" / "commands" / folders / f"test_{file.name}.py").exists()


# An imperative sentence; the rest of the docstring says more.
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_first_line_of_help_is_a_short_sentence(path: tuple[str, ...]) -> None:
    first, *_ = COMMANDS[path].help.splitlines()

    assert len(first) <= 72
    assert first.endswith(".")
    assert first[0].isupper()
    assert not first.split()[0].endswith("s")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_takes_the_shared_options(path: tuple[str, ...]) -> None:
    options = parameters(COMMANDS[path])

    assert {"--quiet", "--verbose", "--debug", "--color", "--no-input", "--env-file"} <= options.keys()


@pytest.mark.parametrize("name", Root.modules)
def test_root_help_repeats_the_help_of_each_group(name: str) -> None:
    module, text = Root.modules[name]
    assert import_module(module).app.info.help == text


# An export writes files of its own formats; every other `-o` is that of rows on a screen.
SHOWING = [path for path, command in COMMANDS.items() if "--output" in parameters(command) and "export" not in path]
RUNS = {"run": 5, "other": 6}
ARGUMENTS: dict[tuple[str, ...], list[str]] = {
    ("cache", "explain"): ["greeting"],
    ("cache", "get"): ["greeting"],
    ("db", "upgrade"): ["--plan"],
    ("experiments", "compare"): ["{run}", "{other}"],
    ("experiments", "create"): ["--user", "{user}", "--league", "NFL", "--risk-mode", "balanced"],
    ("experiments", "leaderboard"): ["--metric", "roi"],
    ("experiments", "show"): ["{run}"],
    ("props", "show"): ["{prop}"],
    ("props", "import"): ["{file}", "--league", "NFL"],
    ("props", "search"): ["{player}"],
    ("props", "movement"): ["{player}", "passing_yards"],
    ("slips", "create"): ["{json}", "--user", "{user}"],
    ("slips", "show"): ["{slip}"],
    ("snapshots", "diff"): ["{snapshot}", "board"],
    ("snapshots", "lock"): ["{snapshot}"],
    ("snapshots", "show"): ["{snapshot}"],
    ("snapshots", "verify"): ["--all"],
    ("users", "create"): ["new@example.com", "--clerk-id", "user_1", "--full-name", "{player}"],
    ("users", "import"): ["{people}"],
    ("users", "show"): ["{user}"],
}


@pytest.mark.parametrize("path", SHOWING, ids=" ".join)
def test_json_output_of_every_command_is_one_document_without_control_characters(
    path: tuple[str, ...], run: Run, database: Database, tmp_path: Any, redis: Any, redis_prefix: str
) -> None:
    from tests.factories import new_experiment, new_leg, new_prop, new_slip, new_snapshot, new_user

    redis.set(f"{redis_prefix}:greeting", "[/b] \x1b[31m\u202e")
    with database.session() as work:
        player = "[/b] \x1b[31m\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")
        names = {"player": player, "prop": str(new_prop(work, player).id)}
        names["snapshot"] = new_snapshot(work, "x\u0085y").snapshot_id
        user, legs = new_user(work, full_name=player), [new_leg(player=player)]
        names |= {key: str(new_experiment(work, user, name=player, week=place).id) for key, place in RUNS.items()}
        names |= {"user": user.email, "slip": str(new_slip(work, user, name=player, legs=legs).id)}
    (tmp_path / "props.csv").write_text("player,market,line\nAda Example,points,1.5\n")
    (tmp_path / "people.csv").write_text(f"email,clerk_id,name\nana@example.com,user_1,{player}\n")
    (tmp_path / "slip.json").write_text(json.dumps({"legs": legs, "ev": 1, "name": player}))
    names |= {"file": str(tmp_path / "props.csv"), "json": str(tmp_path / "slip.json")}
    names["people"] = str(tmp_path / "people.csv")

    result = run(*path, *(word.format(**names) for word in ARGUMENTS.get(path, [])), "-o", "json", "-v")

    assert result.exit_code == 0, result.stderr
    json.loads(result.stdout)
    assert not any(ord(letter) < 32 and letter != "\n" for letter in result.stdout + result.stderr)
    assert "\u202e" not in result.stdout + result.stderr
