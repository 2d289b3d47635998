"""Clocks that are wrong: what they must not delete, deactivate or stamp."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.commands.props.conftest import HISTORY, names
from tests.conftest import Run
from tests.databases import Database
from tests.faults.clock import shifted

pytestmark = pytest.mark.usefixtures("development")
DESTRUCTIVE = [
    ("props", "deactivate", "--ended-before", "6h", "--yes"),
    ("props", "delete", "--where", "game_date < -6h", "--yes"),
    ("db", "prune", "--older-than", "90d", "--yes"),
]
EACH = pytest.mark.parametrize("command", DESTRUCTIVE, ids=["deactivate", "delete", "prune"])


@pytest.fixture
def shift(monkeypatch: pytest.MonkeyPatch) -> "type[Shift]":
    """Shifts the clock of this process."""
    Shift.monkeypatch = monkeypatch
    return Shift


class Shift:
    """The clock of this process, ahead of the time by so much."""

    monkeypatch: pytest.MonkeyPatch

    def __init__(self, by: timedelta) -> None:
        for module in ("bbprops_cli.clock", "bbprops_cli.db.connection.database"):
            self.monkeypatch.setattr(f"{module}.machine_time", lambda: datetime.now(UTC) + by)


@EACH
@pytest.mark.parametrize("by", [timedelta(days=400), timedelta(days=-2), timedelta(minutes=2)], ids=str)
@pytest.mark.parametrize("kind", ["postgresql"])
def test_clock_apart_from_the_server_deletes_nothing(
    run: Run, board: Database, shift: type[Shift], by: timedelta, command: tuple[str, ...]
) -> None:
    shift(by)
    before = board.rows("SELECT count(*), count(*) FILTER (WHERE is_active) FROM prop_markets")

    result = run(*command)

    assert (result.exit_code, result.stdout) == (5, "")
    assert "the database server says" in result.stderr
    assert "Set the clock that is wrong" in result.stderr
    assert board.rows("SELECT count(*), count(*) FILTER (WHERE is_active) FROM prop_markets") == before


@EACH
@pytest.mark.parametrize("kind", ["sqlite"])
def test_clock_before_the_newest_row_deletes_nothing(
    run: Run, board: Database, shift: type[Shift], command: tuple[str, ...]
) -> None:
    board.rows("UPDATE prop_markets SET updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE team = 'BUF'")
    shift(timedelta(hours=-1))

    result = run(*command)

    assert (result.exit_code, result.stdout) == (5, "")
    assert "but a row was changed at" in result.stderr


@EACH
def test_small_difference_of_clocks_is_tolerated(
    run: Run, board: Database, shift: type[Shift], command: tuple[str, ...]
) -> None:
    shift(timedelta(seconds=30))

    assert run(*command).exit_code == 0


@pytest.mark.parametrize("kind", ["postgresql"])
def test_process_with_a_wrong_clock_keeps_the_games_of_tomorrow(shell: Run, board: Database) -> None:
    ahead = shifted(timedelta(days=2))

    result = shell("props", "deactivate", "--ended-before", "6h", "--yes", env=ahead)

    assert (result.exit_code, names(board, HISTORY)) == (5, ["Gone Player"])
    assert "the clocks are 172,800 seconds apart" in result.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(days=2)], ids=str)
def test_rows_are_stamped_by_the_server(run: Run, database: Database, shift: type[Shift], by: timedelta) -> None:
    shift(by)
    row = "g1,2025-10-05T17:00:00Z,Ada Example,receptions,4.5,{},-110,fanduel\n"
    head = "game_id,game_date,player,market,line,over,under,book\n"
    for odds in ("-110", "-120"):
        result = run("props", "import", "-", "--league", "NFL", stdin=head + row.format(odds))
        assert result.exit_code == 0, result.stderr
    assert run("users", "create", "ana@example.com", "--clerk-id", "c1").exit_code == 0
    assert run("users", "update", "ana@example.com", "--full-name", "Ana").exit_code == 0

    for table in ("prop_markets", "users"):
        stamps = f"SELECT abs(extract(epoch FROM now() - {{}})) < 60 FROM {table}"
        assert database.rows(stamps.format("updated_at")) == [(True,)]
        assert database.rows(stamps.format("created_at")) == [(True,)]
        assert database.rows(f"SELECT updated_at > created_at FROM {table}") == [(True,)]
