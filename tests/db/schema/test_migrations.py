"""Migrations on both databases: upgrades, downgrades, concurrent, failed and killed ones."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import Conflict, NotFound, NotMigrated, UsageError
from tests.databases import Database
from tests.db import later_migrations
from tests.db.changes import edit_table

PROJECT = Path(__file__).parents[3]
HALF_WAY = "op.execute('CREATE TABLE half (x int)')\n{}\nop.execute('CREATE TABLE other_half (x int)')"


def items(database: Database) -> structure.Structure:
    with structure.looking(parse(database.url)) as connection:
        return structure.read(connection)


def tables(database: Database) -> set[str]:
    return {item.name for item in items(database) if item.type == "table"}


def alembic(database: Database, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the plain command `alembic` in the checkout."""
    return subprocess.run(
        [sys.executable, "-m", "alembic", *args],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": database.url},
        capture_output=True,
        text=True,
    )


def test_upgrade_downgrade_and_upgrade_leave_no_trace(empty_database: Database) -> None:
    assert migrations.upgrade(empty_database.url) == ("", migrations.head())
    first = items(empty_database)

    assert migrations.downgrade(empty_database.url, "base") == (migrations.head(), "")
    assert {item for item in items(empty_database) if not item.table} == {("table", "", "alembic_version")}

    assert migrations.upgrade(empty_database.url) == ("", migrations.head())
    assert items(empty_database) == first


def test_upgrade_without_pending_migrations_changes_nothing(database: Database) -> None:
    assert migrations.upgrade(database.url) == (migrations.head(), migrations.head())


@pytest.mark.slow
def test_migrations_create_what_the_models_declare(database: Database) -> None:
    result = alembic(database, "check")

    assert (result.returncode, result.stdout) == (0, "No new upgrade operations detected.\n")


@pytest.mark.slow
def test_comparison_with_the_models_covers_named_checks(database: Database) -> None:
    if database.kind == "sqlite":
        edit_table(database, "users", "ck_users_email", "ck_users_mail")
    else:
        database.rows("ALTER TABLE users RENAME CONSTRAINT ck_users_email TO ck_users_mail")

    result = alembic(database, "check")

    assert result.returncode != 0
    assert "ck_users_mail" in result.stderr


@pytest.mark.slow
def test_plain_alembic_migrates_in_the_checkout(empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    up = alembic(empty_database, "upgrade", "head")
    down = alembic(empty_database, "downgrade", "base")

    assert (up.returncode, down.returncode) == (0, 0)
    assert tables(empty_database) == {"alembic_version"}


def test_plain_alembic_creates_no_sqlite_file_and_says_so(tmp_path: Path) -> None:
    result = alembic(Database("sqlite", f"sqlite:///{tmp_path}/none.db"), "upgrade", "head")

    assert result.returncode != 0
    assert result.stdout.endswith("Run: bbprops db init\n")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.slow
def test_plain_alembic_writes_sql_without_a_connection(empty_database: Database) -> None:
    result = alembic(empty_database, "upgrade", "head", "--sql")

    assert result.returncode == 0
    assert "CREATE TABLE users" in result.stdout
    assert ("JSONB" in result.stdout) == (empty_database.kind == "postgresql")


@pytest.mark.slow
def test_three_concurrent_upgrades_all_succeed(empty_database: Database) -> None:
    statement = f"""
import sys
from bbprops_cli.db.connection import session
from bbprops_cli.db.schema import migrations
import alembic.command
sys.stdin.readline()
print(migrations.upgrade({empty_database.url!r}))
"""
    crowd = [
        subprocess.Popen([sys.executable, "-c", statement], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for one in crowd:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()

    head = migrations.head()
    told = sorted(one.communicate(timeout=60)[0].strip() for one in crowd)
    assert [one.returncode for one in crowd] == [0, 0, 0]
    assert told == sorted(f"('{before}', '{head}')" for before in ("", head, head))
    assert structure.drift(parse(empty_database.url)) == []


def test_failed_migration_leaves_nothing_behind(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = items(database)
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path / "bad", HALF_WAY.format("1 / 0")))
    with pytest.raises(ZeroDivisionError):
        migrations.upgrade(database.url)
    assert items(database) == before

    later_migrations.use(monkeypatch, later_migrations.write(tmp_path / "good", HALF_WAY.format("pass")))
    assert migrations.upgrade(database.url) == (later_migrations.ours(), later_migrations.REVISION)
    assert {"half", "other_half"} < tables(database)


@pytest.mark.slow
def test_killed_migration_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    before = items(database)
    folder = later_migrations.write(
        tmp_path, HALF_WAY.format("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    )
    process = later_migrations.process(
        f"from pathlib import Path; from bbprops_cli.db.schema import migrations\n"
        f"migrations.root = lambda: Path({str(folder)!r})\nmigrations.upgrade({database.url!r})"
    )

    process.communicate(timeout=60)

    assert process.returncode == -signal.SIGKILL
    assert items(database) == before
    assert migrations.upgrade(database.url) == (migrations.head(), migrations.head())


def test_recreated_table_keeps_the_references_to_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = (
        "with op.batch_alter_table('users', recreate='auto') as batch:\n"
        "    batch.alter_column('subscription_tier', server_default='pro')"
    )
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, anew))
    one = "'0190163d869477cfbdef6e7c1eafab0a'"
    database.rows(f"INSERT INTO users (id, clerk_user_id, email) VALUES ({one}, 'c', 'a@example.com')")
    database.rows(f"INSERT INTO experiments (id, user_id, league, risk_mode) VALUES ({one}, {one}, 'NFL', 'balanced')")

    migrations.upgrade(database.url)

    assert database.rows("SELECT count(*) FROM experiments") == [(1,)]
    assert database.rows("SELECT subscription_tier FROM users") == [("free",)]


def test_migration_that_leaves_dangling_references_is_rolled_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database("sqlite", f"sqlite:///{tmp_path}/x.db")
    migrations.upgrade(database.url)
    database.rows("CREATE TABLE bets (user_id CHAR(32) REFERENCES users (id))")
    folder = later_migrations.write(tmp_path / "later", "op.execute(\"INSERT INTO bets VALUES ('nobody')\")")
    later_migrations.use(monkeypatch, folder)

    with pytest.raises(Conflict, match="Rows of bets would refer to rows of users that do not exist"):
        migrations.upgrade(database.url)

    assert database.rows("SELECT * FROM bets") == []


def test_upgrade_that_waits_too_long_for_another_is_busy(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    from bbprops_cli.db.connection.failures import explain
    from bbprops_cli.errors import Busy

    monkeypatch.setattr(migrations, "MIGRATION_LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(migrations, "MIGRATION_BUSY_TIMEOUT_MS", 100)
    with migrations.alone(database.url), pytest.raises((OperationalError, Busy)) as failure:
        migrations.upgrade(database.url)

    known = failure.value if isinstance(failure.value, Busy) else explain(failure.value)
    assert isinstance(known, Busy)
    assert bool(known.holder) == (database.kind == "postgresql")


def test_dry_run_of_an_upgrade_is_rolled_back(empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    assert migrations.upgrade(empty_database.url, dry_run=True) == ("", migrations.head())

    assert tables(empty_database) == set()


def test_unknown_revision_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound, match="revision 'nope' does not exist"):
        migrations.upgrade(database.url, "nope")


def test_impossible_downgrade_is_a_usage_error(database: Database) -> None:
    with pytest.raises(UsageError, match="Cannot downgrade"):
        migrations.downgrade(database.url, "-5")


def test_upgrade_refuses_a_database_with_a_newer_revision(database: Database) -> None:
    database.rows("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NotMigrated, match="at revision 9999, which this version of bbprops does not know"):
        migrations.upgrade(database.url)


def test_downgrade_refuses_a_database_of_another_environment(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'production')")
    monkeypatch.setenv("BBPROPS_ENV", "development")

    with pytest.raises(
        Conflict, match="BBPROPS_ENV is development, but this database has the environment label production"
    ):
        migrations.downgrade(database.url, "base")


def test_pending_migrations_are_listed_in_the_order_of_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [step.revision for step in migrations.pending("")]
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, "pass"))

    assert [step.revision for step in migrations.pending("")] == [*before, later_migrations.REVISION]
    assert [step.revision for step in migrations.pending(later_migrations.ours())] == [later_migrations.REVISION]
    assert migrations.pending(migrations.head()) == []
