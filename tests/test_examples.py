"""Every command shows examples in its help, and every example works on the demo data."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import Result, call_main
from tests.db import later_migrations
from tests.test_help import COMMANDS

PEOPLE = "email,clerk_id,tier\ndana@example.com,user_2dana,pro\n"
SLIP = """{"legs": [
{"player": "Corey Vandermeer", "league": "NFL", "market": "receiving_yards", "line": 83.5, "side": "over", "prob": 0.6},
{"player": "Deshaun Whitlow", "league": "NFL", "market": "rushing_yards", "line": 66.5, "side": "under", "prob": 0.61}
], "payout": 3}"""
LINES = "Who,market,line\nAda Example,points,22.5\n"
ODDS = """[{"id": "e1", "sport_key": "americanfootball_nfl", "sport_title": "NFL",
"commence_time": "2025-10-12T17:00:00Z", "home_team": "Bears", "away_team": "Lions", "bookmakers": [{"key": "fanduel",
"markets": [{"key": "player_pass_yds", "outcomes": [
{"name": "Over", "description": "Ada Example", "price": -110, "point": 249.5},
{"name": "Under", "description": "Ada Example", "price": -105, "point": 249.5}]}]}]}]"""
PIKKIT = """bet_id,sportsbook,type,status,odds,closing_line,ev,amount,profit,time_placed,bet_info,tags,sports,leagues
b1,DraftKings,straight,SETTLED_WIN,1.91,,,25,22.75,09/13/2025 20:02:30 GMT,Ana Ruiz over 1.5 Hits Vipers @ Hawks,,,MLB
"""
RUN = """{"risk_mode": "balanced", "metrics": {"roi": 0.04, "log_loss": 0.672}}\n"""
FILES: dict[tuple[str, ...], dict[str, str]] = {
    ("experiments", "create"): {"run.json": RUN, "runs.jsonl": RUN.replace("{", '{"league": "NFL", ', 1) * 2},
    ("props", "import"): {"odds.json": ODDS, "lines.csv": LINES},
    ("config", "list"): {".env.example": "REDIS_CACHE_TTL=60\n"},
    ("slips", "create"): {"slip.json": SLIP, "slips.jsonl": f"[{SLIP}, {SLIP}]", "pikkit.csv": PIKKIT},
    ("users", "import"): {"people.csv": PEOPLE, "export.csv": PEOPLE.replace("email,clerk_id", "Mail,Clerk ID")},
}
# What has to be called before the examples of a command, on a database that `db init` and `db seed` have made.
_WEEK_4 = "bbprops snapshots create week-4 --capture --league NFL"
PRELUDES: dict[tuple[str, ...], list[str]] = {
    ("db", "restore"): ["bbprops db backup board.backup"],
    ("db", "trash", "empty"): ["bbprops db reset --yes"],
    **{("cache", name): ["bbprops cache warm"] for name in ("get", "explain", "usage", "keys", "clear")},
    ("snapshots", "import"): [
        _WEEK_4,
        "bbprops snapshots export week-4 week-4.jsonl",
        "bbprops snapshots delete week-4 --yes",
    ],
    ("snapshots", "unlock"): [_WEEK_4, "bbprops snapshots lock week-4"],
    ("snapshots", "verify"): [
        _WEEK_4,
        "bbprops snapshots lock week-4",
        "bbprops snapshots export week-4 week-4.jsonl",
    ],
    ("snapshots", "history"): [_WEEK_4, "bbprops snapshots lock week-4"],
}
# Fixtures that the examples of a group or of a command need.
FIXTURES: dict[tuple[str, ...], str] = {
    ("cache",): "redis",
    ("db", "revision"): "checkout",
    ("db", "shell"): "sqlite3_program",
}
ID_ENDS = {"experiments": ["3f9c2e", "81d07a"], "saved_slips": ["63c54a"]}
SECOND_RUN = "--user ana_demo --snapshot nfl-week-5-2025 --risk-mode aggressive --metric roi=0.02 --metric n=30"
EXIT_CODE = re.compile(r"\(exit (\d+)\)$")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file of a development database: the demo data, and ids that end as those in the examples."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{path}"}
    second_run = ["experiments", "create", *SECOND_RUN.split()]
    for args in (["db", "init"], ["db", "seed"], ["db", "environment", "development"], second_run):
        command = [sys.executable, "-m", "bbprops_cli", *args]
        subprocess.run(command, env=env, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    with sqlite3.connect(path) as database:
        for table, ends in ID_ENDS.items():
            stored = database.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()
            for (identifier,), end in zip(stored, ends, strict=True):
                database.execute(f"UPDATE {table} SET id = ? WHERE id = ?", [identifier[:-6] + end, identifier])
    database.close()
    return path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout in which `db revision` can write."""
    later_migrations.use(monkeypatch, later_migrations.checkout(tmp_path / "checkout"))


@pytest.fixture
def sqlite3_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program named sqlite3, which succeeds."""
    program = tmp_path / "programs" / "sqlite3"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def call(line: str) -> Result:
    """Run an example: in this process, or by bash if it has a pipe or a redirection, or replaces the process."""
    words = shlex.split(line)
    if not {"|", ">", "<", "&&", "shell"} & {*words}:
        assert words[0] == "bbprops"
        return call_main(*words[1:])
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], env=env, capture_output=True, text=True, timeout=60)
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_example_works(
    path: tuple[str, ...],
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    if needed := FIXTURES.get(path) or FIXTURES.get(path[:1]):
        request.getfixturevalue(needed)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{shutil.copy(demo, tmp_path / 'bbprops.db')}")
    for name, text in FILES.get(path, {}).items():
        (tmp_path / name).write_text(text)
    for line in PRELUDES.get(path, []):
        assert call(line).exit_code == 0, line

    for example in COMMANDS[path].examples:
        result = call(example.call)
        stated = EXIT_CODE.search(example.purpose)
        assert result.exit_code == (int(stated[1]) if stated else 0), f"{example.call}\n{result.stderr}"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_two_to_four_examples_of_itself(path: tuple[str, ...]) -> None:
    examples = COMMANDS[path].examples

    assert 2 <= len(examples) <= 4
    assert all(example.purpose for example in examples)
    assert any(" ".join(["bbprops", *path]) in example.call for example in examples)


def test_help_shows_examples_unwrapped_and_last() -> None:
    page = call_main("users", "list", "--help").stdout.rstrip().splitlines()

    place = page.index(" Examples:")
    assert page[place + 1] == (
        "   $ bbprops users list --tier pro --tier enterprise                        # paying users"
    )
    assert all(line.startswith("   $ bbprops users list ") for line in page[place + 1 :])
