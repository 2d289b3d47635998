"""Where settings come from, and that no password is shown."""

import os
from pathlib import Path

import pytest

from bbprops_cli import settings
from bbprops_cli.env_file import EnvFile, OwnFile
from bbprops_cli.errors import InvalidInput, NotFound, UsageError
from bbprops_cli.masking import masked
from tests.conftest import Run


def test_environment_variables_win_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("REDIS_CACHE_TTL=10\nREDIS_KEY_PREFIX=filed\n")
    monkeypatch.setenv("REDIS_CACHE_TTL", "20")

    assert settings.current().value("REDIS_CACHE_TTL") == ("20", "environment")
    assert settings.current().value("REDIS_KEY_PREFIX") == ("filed", ".env")
    assert settings.current().value("DATABASE_POOL_SIZE") == ("20", "default")


@pytest.mark.parametrize("name", ["REDIS_URL", "DATABASE_REPLICA_URL", "BBPROPS_ENV"])
def test_empty_environment_variable_counts_as_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")

    assert settings.current().value(name) == ("", "not set")


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_empty_database_url_is_an_error_and_not_sqlite(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch, run_here: Run
) -> None:
    monkeypatch.setenv(name, text)

    result = run_here("props", "list")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        f"error: {name} is empty (from environment). Set it to postgresql://… or sqlite:///"
    )


def test_empty_database_url_in_the_env_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=\n")

    with pytest.raises(UsageError, match=r"DATABASE_URL is empty \(from \.env\)"):
        settings.current().text("DATABASE_URL")


@pytest.mark.parametrize("text", ["", " \n"])
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL"])
def test_empty_mounted_file_is_an_error(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(text)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))

    with pytest.raises(UsageError, match=f"{name}_FILE: .*secret is empty"):
        settings.current().text(name)


def test_doctor_reports_an_empty_database_url(monkeypatch: pytest.MonkeyPatch, run_here: Run) -> None:
    monkeypatch.setenv("DATABASE_URL", "")

    result = run_here("doctor", "-o", "json")

    assert (result.exit_code, "DATABASE_URL is empty" in result.stdout) == (2, True)


def test_mounted_file_wins_over_an_empty_database_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("postgresql://db/props")
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "secret"))

    assert settings.current().text("DATABASE_URL") == "postgresql://db/props"


def test_secret_is_read_from_a_mounted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://ana:pw@db/props\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(secret))

    assert settings.current().text("DATABASE_URL") == "postgresql://ana:pw@db/props"


def test_missing_mounted_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL_FILE", "/nowhere/redis")

    with pytest.raises(InvalidInput, match="REDIS_URL_FILE: /nowhere/redis cannot be read"):
        settings.current().text("REDIS_URL")


def test_env_file_that_is_given_must_exist() -> None:
    with pytest.raises(NotFound, match=r"nowhere\.env: no such file"):
        settings.Settings(EnvFile(Path("nowhere.env")), OwnFile()).text("DATABASE_URL")


def test_an_env_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DATABASE_URL=\xff\xfe")

    with pytest.raises(InvalidInput, match=r"\.env cannot be read"):
        settings.current().text("DATABASE_URL")


@pytest.mark.parametrize("text", ["-1", "many", "1.5", "٣"])
def test_setting_with_a_number_refuses_other_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", text)

    with pytest.raises(UsageError, match="DATABASE_POOL_SIZE"):
        settings.current().number("DATABASE_POOL_SIZE")


@pytest.mark.parametrize(("text", "on"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False)])
def test_a_switch_accepts_the_usual_spellings(text: str, on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_READ_ONLY", text)

    assert settings.current().flag("BBPROPS_READ_ONLY") is on


def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_READ_ONLY", "maybe")

    with pytest.raises(UsageError, match="must be 1 or 0"):
        settings.current().flag("BBPROPS_READ_ONLY")


def test_unknown_environment_label_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_ENV", "prod")

    with pytest.raises(UsageError, match="development, staging, production"):
        settings.current().environment()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:s3cret@db:5432/props?sslmode=require", "postgresql://ana:***@db:5432/props?sslmode=require"),
        ("postgresql://ana:p%40ss@db/props", "postgresql://ana:***@db/props"),
        ("redis://:s3cret@cache:6379/0", "redis://:***@cache:6379/0"),
        ("postgresql://ana@db/props", "postgresql://ana@db/props"),
        ("postgresql://db/props?password=s3cret", "postgresql://db/props?password=***"),
        (
            "postgresql://db/props?sslmode=require&sslpassword=s3cret",
            "postgresql://db/props?sslmode=require&sslpassword=***",
        ),
        ("", ""),
        ("host=db password=s3cret user=ana", "***"),
        ("host=db password='s3 cret' dbname=props", "***"),
        ("redis://ana:s3cret", "redis://***"),
        ("postgresql://ana:s3c/ret@db/props", "postgresql://***"),
        ("postgresql://a:5432,[::1]:5433/props", "postgresql://a:5432,[::1]:5433/props"),
        ("unix://ana:s3cret@/run/redis.sock?db=1", "unix://ana:***@/run/redis.sock?db=1"),
        ("sqlite:////data/bbprops.db", "sqlite:////data/bbprops.db"),
        ("ana:p@ss@db", "***"),
        ("postgresql://ana:a]b[@/c@db/props", "postgresql://***"),
    ],
)
def test_masked_url_shows_no_password(url: str, shown: str) -> None:
    assert masked(url) == shown


NOBODY = 65534


def of_another_user(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the path belong to another user: root gives it away, and others take another id themselves."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, -1, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: NOBODY)


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_env_file_of_another_user_is_not_read(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_here: Run
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    monkeypatch.chdir(folder)
    file = folder / ".env"
    if what == "link":
        (tmp_path / "real").write_text("REDIS_KEY_PREFIX=theirs\n")
        file.symlink_to(tmp_path / "real")
    else:
        file.write_text("REDIS_KEY_PREFIX=theirs\n")
    of_another_user(monkeypatch, folder if what == "folder" else file)

    result = run_here("config", "list", "-o", "csv", "-q")
    wanted = run_here("config", "list", "-o", "csv", "--env-file", ".env")

    assert (result.exit_code, "theirs," in result.stdout) == (0, False)
    assert result.stderr.count("\n") == 1
    assert f"{file} is not read: {'its folder' if what == 'folder' else 'it'} belongs to " in result.stderr
    assert (wanted.stderr, "theirs," in wanted.stdout) == ("", True)
