"""Times that are counted from now are counted from the server's clock, whatever the clock of this machine says."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.db import Database as Async
from bbprops_cli.models import User
from tests import factories, snapshots
from tests.conftest import Run
from tests.databases import Database

pytestmark = pytest.mark.parametrize("kind", ["postgresql"])
MODULES = ("clock", "db.connection.database", "tasks.reader_time", "commands.shared.lists")
NOW = datetime.now(UTC)
WRONG = pytest.mark.parametrize("by", [timedelta(days=20), timedelta(days=-20)], ids=str)


@pytest.fixture
def _shifted(monkeypatch: pytest.MonkeyPatch, by: timedelta, database: Database) -> None:
    """The clock of this process is wrong, after the rows of the test are made."""
    with database.session() as work:
        user = factories.new_user(work, email="soon@example.com", subscription_expires_at=NOW + timedelta(days=1))
        factories.new_user(work, email="later@example.com", subscription_expires_at=NOW + timedelta(days=21))
        factories.new_user(work, email="over@example.com", subscription_expires_at=NOW - timedelta(days=19))
        for days in (-21, -1, 19):
            factories.new_prop(work, f"In {days}", game_date=NOW + timedelta(days=days))
            factories.new_experiment(work, user, timestamp=NOW + timedelta(days=days), week=days + 21)
    for days in (-1, 19):
        snapshots.make(database, f"in {days}", props=1, lock_at=NOW + timedelta(days=days))
    snapshots.make(database, "kept")
    snapshots.lock(database, "kept")
    for module in MODULES:
        monkeypatch.setattr(f"bbprops_cli.{module}.machine_time", lambda: datetime.now(UTC) + by)


@WRONG
@pytest.mark.usefixtures("_shifted")
@pytest.mark.parametrize(
    ("command", "column", "found"),
    [
        (("users", "list", "--expiring-within", "3"), "email", ["soon@example.com"]),
        (("snapshots", "list", "--due"), "snapshot_id", ["in -1"]),
        (("experiments", "list", "--since", "-2d", "--where", "timestamp < +2d"), "week", [20]),
        (("props", "list", "--where", "game_date > -2d and game_date < +2d"), "player_name", ["In -1"]),
        (("props", "search", "In", "--where", "game_date > -2d and game_date < +2d"), "player_name", ["In -1"]),
    ],
    ids=["users", "snapshots", "experiments", "props", "search"],
)
def test_relative_times_of_a_list_are_those_of_the_server(
    run: Run, command: tuple[str, ...], column: str, found: list[object]
) -> None:
    result = run(*command, "-o", "json")

    assert [row[column] for row in json.loads(result.stdout)] == found, result.stderr


@WRONG
@pytest.mark.usefixtures("_shifted")
def test_figures_of_users_are_counted_from_the_time_of_the_server(run: Run) -> None:
    result = run("users", "stats", "--expiring-within", "3", "-o", "json")

    assert json.loads(result.stdout)[0]["users"] == 1


@WRONG
@pytest.mark.usefixtures("_shifted")
def test_verify_since_counts_from_the_time_of_the_server(run: Run) -> None:
    assert "verified 1 locked snapshot " in run("snapshots", "verify", "--since", "-1d").stderr


@WRONG
@pytest.mark.usefixtures("_shifted")
@pytest.mark.parametrize(("at", "minutes"), [((), 0), (("--at", "-10m"), 10)])
def test_slip_is_placed_at_the_time_of_the_server(
    run: Run, database: Database, at: tuple[str, ...], minutes: int
) -> None:
    with database.session() as work:
        slip = str(factories.new_slip(work, stake=5, platform="prizepicks").id)

    result = run("slips", "place", slip, *at)

    assert result.exit_code == 0, result.stderr
    ((ago,),) = database.rows("SELECT extract(epoch FROM now() - placed_at) / 60 FROM saved_slips WHERE is_placed")
    assert abs(float(ago) - minutes) < 1


@pytest.mark.anyio
@WRONG
@pytest.mark.usefixtures("_shifted")
async def test_unit_of_work_of_an_api_stamps_rows_with_the_time_of_the_server(database: Database) -> None:
    db = Async(database.url)
    for number in range(2):  # the second uses the difference that the first has measured
        async with db.session() as work:
            work.add(User(email=f"{number}@api.example", username=f"api{number}", clerk_user_id=f"api{number}"))
        async with db.session() as work:
            user = await work.read(lambda found: found.rows("SELECT id FROM users WHERE email LIKE '%api.example'"))
            (await work.get_one(User, user[0][0])).full_name = f"Name {number}"
    await db.close()

    stamps = "SELECT abs(extract(epoch FROM now() - created_at)) < 60, abs(extract(epoch FROM now() - updated_at)) < 60"
    assert database.rows(f"{stamps} FROM users WHERE email LIKE '%api.example'") == [(True, True)] * 2
