"""Which cached answers commands invalidate after their commit, and what an unreachable Redis costs them."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.cache import answers
from tests import factories, servers
from tests.conftest import Run
from tests.databases import Database

NFL, NBA, SNAPSHOTS, SLIPS = "props:NFL:2025:5", "props:NBA:2025:-", "snapshots", "slips"


@pytest.fixture
def fresh(redis: Any, redis_prefix: str) -> Any:
    """`fresh()` returns the scopes whose answers are still valid."""
    kept = {scope: answers.names(redis_prefix, scope) for scope in (NFL, NBA, SNAPSHOTS, SLIPS)}
    made = {scope: answers.begin_version(redis, which) for scope, which in kept.items()}
    return lambda: {scope for scope, which in kept.items() if answers.begin_version(redis, which) == made[scope]}


@pytest.fixture
def board(tmp_path: Path) -> Path:
    path = tmp_path / "board.csv"
    path.write_text("player,market,line,league,season,week\nAda Example,player_pass_yds,249.5,NFL,2025,5\n")
    return path


def test_an_import_invalidates_the_board_of_its_league(run: Run, board: Path, fresh: Any) -> None:
    assert run("props", "import", str(board)).exit_code == 0
    assert fresh() == {NBA, SNAPSHOTS, SLIPS}


@pytest.mark.parametrize("again", [("--dry-run",), ()])
def test_an_import_without_a_change_invalidates_nothing(
    run: Run, board: Path, request: Any, again: tuple[str, ...]
) -> None:
    if not again:
        run("props", "import", str(board))
    fresh = request.getfixturevalue("fresh")

    assert run("props", "import", str(board), *again).exit_code == 0
    assert fresh() == {NFL, NBA, SNAPSHOTS, SLIPS}


def test_a_prop_that_changes_its_league_invalidates_both_boards(run: Run, tmp_path: Path, request: Any) -> None:
    moving = tmp_path / "moving.csv"
    row = "external_id,player,market,line,league\nx,Ada Example,points,9.5,"
    moving.write_text(f"{row}NBA\n")
    run("props", "import", str(moving))
    fresh = request.getfixturevalue("fresh")
    moving.write_text(f"{row}NFL\n")

    assert run("props", "import", str(moving)).exit_code == 0
    assert not fresh() & {NFL, NBA}


def test_an_updated_prop_invalidates_the_board_of_its_league(run: Run, database: Database, fresh: Any) -> None:
    with database.session() as session:
        prop = factories.new_prop(session, league="NBA", week=None)

    assert run("props", "update", str(prop.id), "--line", "9.5").exit_code == 0
    assert fresh() == {NFL, SNAPSHOTS, SLIPS}


@pytest.mark.parametrize("command", [("props", "delete", "--league", "NBA", "--yes"), ("db", "reset", "--yes")])
def test_deleting_by_filter_or_a_reset_invalidates_everything(
    run: Run, database: Database, fresh: Any, command: tuple[str, ...]
) -> None:
    with database.session() as session:
        factories.new_prop(session, league="NBA")
    database.label("development")

    assert run(*command).exit_code == 0
    assert fresh() == set()


def test_a_new_snapshot_invalidates_snapshots_only(run: Run, database: Database, fresh: Any) -> None:
    assert run("snapshots", "create", "nfl-week-5", "--league", "NFL").exit_code == 0
    assert fresh() == {NFL, NBA, SLIPS}


@pytest.mark.parametrize("command", [("update", "--tier", "pro"), ("delete", "--yes"), ("erase", "--yes")])
def test_a_changed_user_invalidates_slips_only(
    run: Run, database: Database, request: Any, command: tuple[str, ...]
) -> None:
    database.label("development")
    with database.session() as session:
        factories.new_user(session, "ana@example.com")
    fresh = request.getfixturevalue("fresh")

    assert run("users", command[0], "ana@example.com", *command[1:]).exit_code == 0
    assert fresh() == {NFL, NBA, SNAPSHOTS}


def test_a_list_invalidates_nothing(run: Run, fresh: Any) -> None:
    assert run("props", "list").exit_code == 0
    assert fresh() == {NFL, NBA, SNAPSHOTS, SLIPS}


@pytest.mark.parametrize("scheme", ["redis", "rediss", "redis+cluster"])
def test_an_unreachable_redis_is_one_warning(
    run: Run, board: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    import redis.cluster  # noqa: F401 - what is measured is the waiting, not the loading

    monkeypatch.setenv("REDIS_URL", f"{scheme}://:s3cret@127.0.0.1:{servers._free_port()}")

    result = run("props", "import", str(board))

    assert (result.exit_code, result.stdout) == (0, "")
    warning, done = result.stderr.splitlines()
    assert warning.startswith(
        "warning: the change is stored, but cached answers were not invalidated: Redis cannot be reached"
    )
    assert warning.endswith("old answers may be served for up to 300 s, or until you run bbprops cache clear")
    assert done == "read 1: 1 inserted"
    assert "s3cret" not in result.stderr


LOADED = """
import sys
from bbprops_cli.commands.shared import caching
thread = caching._invalidation({"props:NFL"}, [])
before = {*sys.modules}
thread.start()
thread.join()
late = {name for name in {*sys.modules} - before if name.startswith(("redis", "bbprops_cli"))}
sys.exit(str(late) if late else 0)
"""


@pytest.mark.parametrize("scheme", ["redis", "redis+cluster"])
def test_loading_libraries_is_not_part_of_the_time_out(scheme: str) -> None:
    env = {**os.environ, "REDIS_URL": f"{scheme}://127.0.0.1:1"}
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, env=env)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_silent_redis_costs_less_than_half_a_second(run: Run, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import redis.cluster  # noqa: F401 - what is measured is the waiting

    with socket.create_server(("127.0.0.1", 0)) as silent:
        times = []
        for number, url in enumerate(("", f"redis://127.0.0.1:{silent.getsockname()[1]}", "")):
            board.write_text(board.read_text().replace(f"{249.5 + number - 1}", f"{249.5 + number}"))
            monkeypatch.setenv("REDIS_URL", url)
            started = time.monotonic()
            result = run("props", "import", str(board))
            times.append(time.monotonic() - started)
            assert ("warning: " in result.stderr) == bool(url)

    assert times[1] - min(times) < 0.5


def test_invalidation_uses_the_settings_of_the_env_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.env").write_text("REDIS_URL=redis://127.0.0.1:1\nREDIS_MAX_CONNECTIONS=many\n")

    result = run("snapshots", "create", "a", "--league", "NFL", "--env-file", "other.env")

    assert "cached answers were not invalidated: REDIS_MAX_CONNECTIONS is 'many' (from other.env)" in result.stderr
