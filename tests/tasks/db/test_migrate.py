from bbprops_cli.db.schema import migrations
from bbprops_cli.tasks.db import migrate
from bbprops_cli.tasks.db.migrate import Change
from tests.databases import Database


def test_history_says_which_migrations_are_pending(target: Database) -> None:
    migrate.stamp("0001", dry_run=False)

    states = {step.revision: step.state for step in migrate.history()}

    assert states == {
        step.revision: "applied" if step.revision == "0001" else "pending" for step in migrations.history()
    }


def test_plan_is_empty_at_the_newest_revision(target: Database) -> None:
    assert migrate.plan("head") == []


def test_plan_counts_statements_of_the_migration_itself(target: Database) -> None:
    migrate.stamp("base", dry_run=False)

    first, *_ = migrate.plan("head")

    assert (first.revision, first.destroys) == ("0001", None)
    assert first.statements > 10


def test_script_of_a_range_does_not_depend_on_the_database(target: Database) -> None:
    found = migrate.script("base:0001")

    assert found.begin == "base"
    assert any("CREATE TABLE users" in statement for statement in found.statements)


def test_script_is_empty_at_the_newest_revision(target: Database) -> None:
    assert migrate.script("head") == (migrations.head(), [])


def test_downgrade_dry_run_returns_the_change_and_rolls_back(target: Database) -> None:
    done = migrate.downgrade("base", dry_run=True)

    assert (done, done.changed) == (Change(migrations.head(), ""), True)
    assert not migrate.upgrade("head", dry_run=False).changed
