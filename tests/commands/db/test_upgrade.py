"""`db upgrade`."""

import json
from pathlib import Path

import pytest

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import migrations, structure
from tests.conftest import Run
from tests.databases import Database
from tests.db import later_migrations


def use_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upgrade: str) -> None:
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path / "checkout", upgrade))


def test_upgrade_and_downgrade_report_the_revisions_before_and_after(development: Database, run: Run) -> None:
    down = run("db", "downgrade", "base", "--yes")
    up = run("db", "upgrade")

    assert (down.exit_code, down.stderr) == (0, f"downgraded the database from {migrations.head()} to base\n")
    assert (up.exit_code, up.stderr.splitlines()[0]) == (0, f"upgraded the database from base to {migrations.head()}")
    assert "so it counts as production" in up.stderr
    assert run("db", "upgrade").stderr == f"nothing to do: the database is at revision {migrations.head()}\n"


def test_upgrade_does_not_create_a_file(run_here: Run) -> None:
    assert run_here("db", "upgrade").exit_code == 7


def test_upgrade_refuses_an_unknown_revision(database: Database, run: Run) -> None:
    asked = run("db", "upgrade", "nope")
    database.rows("UPDATE alembic_version SET version_num = '9999'")
    stored = run("db", "status")

    assert (asked.exit_code, stored.exit_code) == (3, 7)
    assert "revision 'nope' does not exist" in asked.stderr
    assert "at revision 9999, which this version of bbprops does not know" in stored.stderr


def test_upgrade_plan_names_what_a_migration_destroys(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_later(tmp_path, monkeypatch, "op.drop_table('saved_slips')\nop.execute('DELETE FROM experiments')")

    result = run("db", "upgrade", "--plan", "-o", "json")

    assert json.loads(result.stdout) == [
        {
            "revision": "later",
            "message": "Later",
            "statements": 2,
            "destroys": "DROP TABLE saved_slips; DELETE FROM experiments",
        }
    ]
    assert (result.exit_code, result.stderr) == (0, "warning: 1 of 1 destroys data\n")
    assert run("db", "status", "-o", "json").stdout.count('"pending":1') == 1


def test_upgrade_plan_is_empty_without_pending_migrations(run: Run, database: Database) -> None:
    nothing = run("db", "upgrade", "--plan", "-o", "json")
    run("db", "stamp", "base", "--allow-production", "--confirm", database.production_name)
    everything = run("db", "upgrade", "0001", "--plan", "-o", "json")

    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "[]\n", "")
    (row,) = json.loads(everything.stdout)
    assert (row["revision"], row["destroys"], everything.stderr) == ("0001", None, "")


def test_upgrade_sql_creates_the_schema_of_an_upgrade(run: Run, empty_database: Database, database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()
    result = run("db", "upgrade", "base:head", "--sql")

    connection = empty_database.connect()
    if empty_database.kind == "sqlite":
        connection.executescript(result.stdout)
    else:
        connection.cursor().execute(result.stdout)
    connection.close()

    with structure.looking(parse(database.url)) as made, structure.looking(parse(empty_database.url)) as written:
        assert structure.read(made) == structure.read(written)
    assert (result.exit_code, result.stderr) == (0, "")


def test_upgrade_sql_begins_at_the_revision_of_the_database(run: Run, development: Database) -> None:
    none = run("db", "upgrade", "--sql")
    development.rows("UPDATE alembic_version SET version_num = '0001'")
    some = run("db", "upgrade", "--sql")

    assert (none.exit_code, none.stdout, none.stderr) == (
        0,
        "",
        f"nothing to do: the database is at revision {migrations.head()}\n",
    )
    assert "CREATE TRIGGER" in some.stdout
    assert "CREATE TABLE" not in some.stdout


@pytest.mark.parametrize(
    ("options", "exit_code", "words"),
    [
        (["--sql", "--plan"], 2, "cannot be combined"),
        (["--plan", "--dry-run"], 2, "cannot be combined"),
        (["-o", "json"], 2, "-o requires --plan"),
        (["nope", "--sql"], 3, "revision 'nope' does not exist"),
        (["nope", "--plan"], 3, "revision 'nope' does not exist"),
    ],
)
def test_upgrade_refuses_options_that_do_not_fit_together(
    run: Run, options: list[str], exit_code: int, words: str
) -> None:
    result = run("db", "upgrade", *options)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert words in result.stderr


BROKEN = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{}'::regclass"  # like an interrupted CONCURRENTLY


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("setup", "name", "mended"),
    [
        ("", "ix_prop_markets_game_date", "REINDEX INDEX CONCURRENTLY public.ix_prop_markets_game_date;"),
        ("", "uq_users_email", "REINDEX INDEX CONCURRENTLY public.uq_users_email;"),
        (
            "CREATE INDEX ix_users_email_ccnew ON users (email)",
            "ix_users_email_ccnew",
            "DROP INDEX CONCURRENTLY public.ix_users_email_ccnew;",
        ),
    ],
)
def test_upgrade_names_an_invalid_index_and_how_to_rebuild_it(
    run: Run, database: Database, setup: str, name: str, mended: str
) -> None:
    database.rows(f"{setup}; {BROKEN.format(name)}")

    result = run("db", "upgrade")

    assert (result.exit_code, result.stdout) == (7, "")
    said = " ".join(result.stderr.split())
    assert f"INVALID indexes are not used by any query: {name} of " in said
    assert f"Run: {mended}" in said
    database.rows(mended)
    assert run("db", "upgrade").exit_code == 0


@pytest.mark.parametrize("kind", ["postgresql"])
def test_upgrade_ignores_invalid_indexes_of_other_programs(run: Run, database: Database) -> None:
    database.rows("CREATE TABLE bets (stake int); CREATE INDEX theirs ON bets (stake)")
    database.rows(BROKEN.format("theirs"))

    assert run("db", "upgrade").exit_code == 0
