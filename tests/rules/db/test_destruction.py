"""Statements of a migration that destroy data."""

import pytest

from bbprops_cli.rules.db.destruction import losses


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DROP TABLE users;", ["DROP TABLE users"]),
        ('drop  table if exists "Odd"', ['drop table if exists "Odd"']),
        (
            "ALTER TABLE users ADD COLUMN a text, DROP COLUMN email",
            ["ALTER TABLE users ADD COLUMN a text, DROP COLUMN email"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(10)",
            ["ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(10)"],
        ),
        ("TRUNCATE users, snapshots", ["TRUNCATE users, snapshots"]),
        ("DELETE FROM users; UPDATE users SET email = ''", ["DELETE FROM users", "UPDATE users"]),
        ("DO $$ BEGIN DELETE FROM users; END $$", ["DELETE FROM users"]),
        ("CREATE TRIGGER t BEFORE DELETE ON x BEGIN UPDATE y SET z = 1; DELETE FROM y; END", []),
        ("CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM y; END $$", []),
        ("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON DELETE CASCADE ON UPDATE CASCADE", []),
        ("INSERT INTO a VALUES ('DROP TABLE users') ON CONFLICT (b) DO UPDATE SET c = 1", []),
        ("SELECT 1 -- DROP TABLE users\n", []),
        ("ALTER TABLE users DROP CONSTRAINT ck_users_email; DROP INDEX ix", []),
        ("UPDATE alembic_version SET version_num = '2'; DELETE FROM alembic_version", []),
    ],
)
def test_only_statements_that_destroy_data_are_reported(statement: str, expected: list[str]) -> None:
    assert losses(statement) == expected
