"""`config set`."""

import json
import stat
from pathlib import Path

import pytest

from tests.conftest import Run


def _settings(run: Run) -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["value"], row["origin"]) for row in json.loads(run("config", "-o", "json").stdout)}


def test_a_setting_that_was_set_applies_in_every_folder(run_here: Run, tmp_path: Path) -> None:
    file = tmp_path / "config" / "bbprops" / "settings.env"

    result = run_here("config", "set", "bbprops_tz", "America/New_York")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"set BBPROPS_TZ in {file}\n"
    assert _settings(run_here)["BBPROPS_TZ"] == ("America/New_York", str(file))


def test_the_file_of_settings_is_private_and_keeps_the_other_settings(run_here: Run, tmp_path: Path) -> None:
    hostile = 'it\'s a \\ $HOME ${HOME} #1 "x"'

    run_here("config", "set", "BBPROPS_ODDS", "american")
    assert run_here("config", "set", "REDIS_KEY_PREFIX", hostile).exit_code == 0

    file = tmp_path / "config" / "bbprops" / "settings.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _settings(run_here)["BBPROPS_ODDS"][0] == "american"
    assert _settings(run_here)["REDIS_KEY_PREFIX"][0] == hostile


def test_the_environment_wins_over_a_setting_and_the_answer_says_so(
    run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_CACHE_TTL", "20")

    result = run_here("config", "set", "REDIS_CACHE_TTL", "60")

    assert result.stderr.splitlines()[1:] == ["REDIS_CACHE_TTL of the environment wins over it"]
    assert _settings(run_here)["REDIS_CACHE_TTL"] == ("20", "environment")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("BBPROPS_TX", "ET", "'BBPROPS_TX' is not a setting. Did you mean BBPROPS_TZ"),
        ("BBPROPS_TZ", "EST", "EST is in use for a part of the year only. Write ET"),
        ("BBPROPS_TZ", "Mars/Olympus", "time zone 'Mars/Olympus' does not exist"),
        ("BBPROPS_ODDS", "fractional", "must be one of decimal, american, implied"),
        ("BBPROPS_ENV", "prod", "must be one of development, staging, production"),
        ("REDIS_CACHE_TTL", "soon", "must be a whole number"),
        ("DATABASE_URL", "mysql://db/props", "the scheme 'mysql' is not supported"),
        ("REDIS_URL", "http://cache", "REDIS_URL"),
        ("NO_COLOR", "", "empty or has control characters"),
        ("REDIS_KEY_PREFIX", "two\nlines", "empty or has control characters"),
    ],
)
def test_a_value_that_is_not_valid_is_refused_and_not_kept(
    run_here: Run, tmp_path: Path, name: str, value: str, why: str
) -> None:
    result = run_here("config", "set", name, value)

    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert not (tmp_path / "config").exists()


def test_a_folder_that_cannot_be_made_is_named(run_here: Run, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")

    result = run_here("config", "set", "BBPROPS_TZ", "ET")

    assert result.exit_code == 5
    assert f"{tmp_path / 'config'}/bbprops/settings.env cannot be written" in result.stderr
