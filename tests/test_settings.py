"""Where settings come from, and that no password is shown."""

from pathlib import Path

import pytest

from bbprops_cli import settings
from bbprops_cli.env_file import EnvFile, OwnFile
from bbprops_cli.errors import InvalidInput, NotFound, UsageError


def test_environment_variables_win_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("REDIS_CACHE_TTL=10\nREDIS_KEY_PREFIX=filed\n")
    monkeypatch.setenv("REDIS_CACHE_TTL", "20")

    assert settings.current().value("REDIS_CACHE_TTL") == ("20", "environment")
    assert settings.current().value("REDIS_KEY_PREFIX") == ("filed", ".env")
    assert settings.current().value("DATABASE_POOL_SIZE") == ("20", "default")


def test_empty_environment_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")

    assert settings.current().value("DATABASE_URL") == ("", "not set")


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
        ("postgresql://db/props?password=s3cret", "postgresql://db/props?***"),
        ("sqlite:////data/bbprops.db", "sqlite:////data/bbprops.db"),
        ("ana:p@ss@db", "***"),
        ("postgresql://ana:a]b[@/c@db/props", "postgresql://ana:***@db/props"),
    ],
)
def test_masked_url_shows_no_password(url: str, shown: str) -> None:
    assert settings.masked(url) == shown
