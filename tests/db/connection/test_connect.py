"""Database URLs, the application name, and the settings of a connection."""

import socket
import sqlite3
import traceback
from contextlib import closing
from pathlib import Path

import psycopg2.errors
import pytest

from bbprops_cli import invocation
from bbprops_cli.db.connection import connect, libpq
from bbprops_cli.db.connection.database import begin_sql
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.db.connection.target import target as default_target
from bbprops_cli.errors import NotMigrated, Unreachable, UsageError
from bbprops_cli.invocation import Invocation
from tests.databases import Database


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg", "postgresql+psycopg"]
)
def test_every_postgresql_scheme_gives_the_same_target(scheme: str) -> None:
    assert parse(f"{scheme}://ana:p%40ss@db:5433/props") == Target(POSTGRESQL, "props", "ana", "p@ss", "db", 5433)


def test_url_parameters_known_to_both_drivers_are_kept() -> None:
    parsed = parse("postgresql://db/props?sslmode=require&connect_timeout=3")

    assert parsed.parameters == (("connect_timeout", "3"), ("sslmode", "require"))


def test_unknown_url_parameter_is_named() -> None:
    with pytest.raises(UsageError, match="unknown parameter 'sslmod'"):
        parse("postgresql://db/props?sslmod=require")


@pytest.mark.parametrize("name", sorted(libpq.PARAMETERS - libpq.NUMBERS - {"port", "client_encoding"}))
def test_every_parameter_of_libpq_may_be_in_the_url(name: str) -> None:
    parsed = parse(f"postgresql:///?{name}=a%2Fb+c")

    kept = {"user": parsed.user, "password": parsed.password, "host": parsed.host, "dbname": parsed.database}
    assert (kept | dict(parsed.parameters))[name] == "a/b+c"


@pytest.mark.parametrize("name", sorted(libpq.NUMBERS | {"port"}))
def test_parameter_that_must_be_a_number_is_checked(name: str) -> None:
    with pytest.raises(UsageError, match="number"):
        parse(f"postgresql://db/props?{name}=soon")


def test_parameter_that_the_installed_libpq_lacks_is_a_usage_error(pg_server: str) -> None:
    with pytest.raises(psycopg2.ProgrammingError) as caught:
        connect.connect(parse(pg_server)._replace(parameters=(("from_the_future", "1"),)))

    meaning = explain(caught.value)
    assert isinstance(meaning, UsageError)
    assert "does not know the parameter 'from_the_future'" in str(meaning)


@pytest.mark.parametrize(
    ("parameters", "expected"), [("", "30000"), ("?tcp_user_timeout=7000&keepalives_idle=7", "7000")]
)
def test_dead_peer_is_noticed_within_30_seconds_unless_the_url_says_otherwise(
    pg_server: str, parameters: str, expected: str
) -> None:
    connection = connect.connect(parse(pg_server + parameters))
    found = connection.info.dsn_parameters
    ours = socket.socket(fileno=socket.dup(connection.fileno()))
    with closing(connection), ours:
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == int(expected)

    assert found["tcp_user_timeout"] == expected
    idle, interval, count = (int(found[f"keepalives_{part}"]) for part in ("idle", "interval", "count"))
    assert idle + interval * count <= 30


def test_other_client_encoding_is_refused() -> None:
    with pytest.raises(UsageError, match="client_encoding must be UTF8"):
        parse("postgresql://db/props?client_encoding=latin1")


@pytest.mark.parametrize("password", ["a/b", "12/b", "a?b", "a#b", "a/b@c", "a@b/c", "[x", "1:2/x", "a\tb", "a\0b"])
@pytest.mark.parametrize("setting", ["DATABASE_URL", "DATABASE_REPLICA_URL"])
def test_password_with_an_unencoded_character_is_an_error_that_does_not_show_it(password: str, setting: str) -> None:
    url = f"postgresql://ana:s3cret{password}@db/props"
    with pytest.raises(UsageError, match=setting) as caught:
        parse(url, setting)

    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_sqlite_path_with_a_number_sign_must_be_encoded() -> None:
    with pytest.raises(UsageError, match="must be encoded"):
        parse("sqlite:////data/a#b.db")
    assert parse("sqlite:////data/a%23b@c.db").database == "/data/a#b@c.db"


@pytest.mark.parametrize("url", ["props", "mysql://db/props", "sqlite://", "sqlite:///:memory:", "postgresql://db:x/y"])
def test_unsupported_database_url_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="DATABASE_URL"):
        parse(url)


def test_database_target_never_shows_its_password() -> None:
    target = parse("postgresql://ana:s3cret@db/props")

    assert "s3cret" not in f"{target} {target!r} {[target]}"


def test_socket_directory_can_be_given_as_the_host() -> None:
    parsed = parse("postgresql:///props?host=/run/postgresql")

    assert (parsed.host, parsed.is_local) == ("/run/postgresql", True)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("postgresql://127.0.0.1/p", True),
        ("postgresql://localhost/p", True),
        ("postgresql://[::1]/p", True),
        ("postgresql://db.example.com/p", False),
        ("sqlite:///p.db", True),
    ],
)
def test_only_hosts_of_this_machine_are_local(url: str, local: bool) -> None:
    assert parse(url).is_local is local


def test_database_without_a_url_is_in_the_data_folder(tmp_path: Path) -> None:
    assert default_target() == Target(SQLITE, str(tmp_path / "share" / "bbprops" / "bbprops.db"))


def test_application_name_fits_the_limit_of_postgresql() -> None:
    name = connect.application_name("props import " + "ä" * 80)

    assert len(name) <= 63
    assert name.startswith("bbprops props import ???")
    assert name.rsplit(" ", 1)[1].isdigit()


def test_server_shows_our_application_name(database: Database) -> None:
    if database.kind == "postgresql":
        running = Invocation(command="props list")
        with invocation.entered(running), reading(parse(database.url)) as db:
            cursor = db.connection.cursor()
            cursor.execute("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
            assert cursor.fetchone()[0].startswith("bbprops props list ")
    else:
        assert connect.application_name("props list").startswith("bbprops props list ")


def test_reading_connection_refuses_writes(database: Database) -> None:
    with reading(parse(database.url)) as db:
        cursor = db.connection.cursor()
        with pytest.raises(Exception, match=r"read-?only"):
            cursor.execute("INSERT INTO bbprops_meta VALUES ('a', 'b')")


def test_transaction_sets_its_time_limits_locally(database: Database) -> None:
    if database.kind == "sqlite":
        connection = connect.connect(parse(database.url))
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        connection.close()
        return
    connection = connect.connect(parse(database.url))
    cursor = connection.cursor()
    cursor.execute(begin_sql(POSTGRESQL, read_only=False))
    cursor.execute("SELECT current_setting('lock_timeout'), current_setting('jit')")
    assert cursor.fetchone() == ("10s", "off")
    cursor.execute("COMMIT; SELECT current_setting('lock_timeout')")
    assert cursor.fetchone() == ("0",)
    connection.close()


def test_missing_sqlite_file_is_not_created(tmp_path: Path) -> None:
    path = tmp_path / "none.db"

    with pytest.raises(NotMigrated, match="no such database"):
        connect.connect(Target(SQLITE, str(path)))
    assert not path.exists()


def test_folder_that_cannot_be_created_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Unreachable, match="cannot be created"):
        connect.connect(Target(SQLITE, str(tmp_path / "file" / "sub" / "x.db")), create=True)


def test_sqlite_connection_has_functions_for_ids_and_canonical_json(tmp_path: Path) -> None:
    connection = connect.connect(Target(SQLITE, str(tmp_path / "x.db")), create=True)

    first, second = (connection.execute("SELECT uuid7()").fetchone()[0] for _ in range(2))
    assert first < second
    assert len(first) == 32
    assert connection.execute("""SELECT canonical_json('{"b": 1.0, "a": [1e0]}')""").fetchone() == ('{"a":[1],"b":1}',)
    connection.close()


def test_read_only_setting_is_enforced_by_the_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")
    connection = connect.connect(parse(database.url))
    cursor = connection.cursor()
    cursor.execute(begin_sql(dialect_named(database.kind), read_only=False))
    refusal = {"sqlite": sqlite3.OperationalError, "postgresql": psycopg2.errors.ReadOnlySqlTransaction}

    with pytest.raises(refusal[database.kind], match=r"read-?only"):
        cursor.execute("INSERT INTO bbprops_meta VALUES ('a', 'b')")
    connection.close()
