"""Triggers, rules and policies on our tables that are not ours are named, whoever created them."""

import pytest

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import foreign_objects
from tests.databases import Database

FUNCTION = "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$"
FOREIGN = {
    "trigger snapshots.mine": ("CREATE TRIGGER mine BEFORE UPDATE ON snapshots FOR EACH ROW EXECUTE FUNCTION skip()"),
    "trigger snapshot_lock_events.trg_own": (
        "CREATE TRIGGER trg_own BEFORE INSERT ON snapshot_lock_events FOR EACH ROW EXECUTE FUNCTION skip()"
    ),
    "trigger prop_markets.trg_snapshots_guard": (
        "CREATE TRIGGER trg_snapshots_guard BEFORE INSERT ON prop_markets FOR EACH ROW EXECUTE FUNCTION skip()"
    ),
    "rule users.mine": "CREATE RULE mine AS ON DELETE TO users DO INSTEAD NOTHING",
    "policy prop_markets.mine": "CREATE POLICY mine ON prop_markets USING (false)",
    "row level security snapshots.enabled": "ALTER TABLE snapshots ENABLE ROW LEVEL SECURITY",
    "row level security snapshots.forced": "ALTER TABLE snapshots FORCE ROW LEVEL SECURITY",
    "inheriting table prop_markets.more": "CREATE TABLE more () INHERITS (prop_markets)",
}
FOREIGN_ON_SQLITE = {
    "trigger snapshots.mine": "CREATE TRIGGER mine BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(IGNORE); END",
    "trigger prop_markets.trg_own": "CREATE TRIGGER trg_own AFTER DELETE ON Prop_Markets BEGIN SELECT 1; END",
    "trigger users.mine": "CREATE TRIGGER 'mine' BEFORE DELETE ON 'users' BEGIN SELECT RAISE(IGNORE); END",
}


def found(database: Database) -> list[str]:
    with reading(parse(database.url)) as db:
        return [each.name for each in foreign_objects.find(db)]


def test_migrated_database_has_no_foreign_objects(database: Database) -> None:
    assert found(database) == []


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_object_on_a_table_of_postgresql_is_named(database: Database, name: str) -> None:
    database.rows(f"{FUNCTION}; {FOREIGN[name]}")

    assert found(database) == [name]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", FOREIGN_ON_SQLITE)
def test_foreign_trigger_on_a_table_of_sqlite_is_named(database: Database, name: str) -> None:
    database.rows(FOREIGN_ON_SQLITE[name])

    assert found(database) == [name]


def test_objects_on_tables_of_other_programs_are_not_foreign(database: Database) -> None:
    database.rows("CREATE TABLE bets (stake int)")
    if database.kind == "postgresql":
        database.rows(f"{FUNCTION}; CREATE TRIGGER t BEFORE UPDATE ON bets FOR EACH ROW EXECUTE FUNCTION skip()")
        database.rows("CREATE RULE r AS ON DELETE TO bets DO INSTEAD NOTHING; CREATE VIEW v AS TABLE users")
    else:
        database.rows("CREATE TRIGGER t BEFORE UPDATE ON bets BEGIN SELECT 1; END")

    assert found(database) == []
