"""`db seed`."""

from tests.commands.db.state import users
from tests.conftest import Run
from tests.databases import Database


def test_seed_adds_the_demo_data_once(development: Database, run: Run) -> None:
    dry, first, again = run("db", "seed", "--dry-run"), run("db", "seed"), run("db", "seed", "--cron")

    assert dry.stderr == first.stderr.replace("added ", "would add ")
    assert first.stderr == "added 2 users, 1 snapshot, 249 props, 1 experiment, 1 slip\n"
    assert (again.exit_code, again.stderr, users(development)) == (0, "", 2)


def test_seed_is_refused_on_production(production: Database, run: Run) -> None:
    result = run("db", "seed")

    assert (result.exit_code, users(production)) == (5, 0)
    assert "this database is production" in result.stderr
