"""`db stamp`."""

from bbprops_cli.db.schema import migrations
from tests.conftest import Run
from tests.databases import Database


def test_stamp_stores_a_revision(run: Run, database: Database) -> None:
    dry, back, again = run("db", "stamp", "0001", "--dry-run"), run("db", "stamp", "0001"), run("db", "stamp", "0001")

    assert dry.stderr.startswith(f"would change the stored revision from {migrations.head()} to 0001\n")
    assert back.stderr.startswith(f"changed the stored revision from {migrations.head()} to 0001\n")
    assert (again.exit_code, again.stderr) == (0, "nothing to do: the database is at revision 0001\n")
    assert database.rows("SELECT version_num FROM alembic_version") == [("0001",)]


def test_stamp_replaces_an_unknown_revision(run: Run, database: Database) -> None:
    database.rows("UPDATE alembic_version SET version_num = 'lost'")

    wrong, right = run("db", "stamp", "nope"), run("db", "stamp", "head")

    assert (wrong.exit_code, right.exit_code) == (3, 0)
    assert run("db", "check").exit_code == 0
