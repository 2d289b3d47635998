"""The boundary: failures become sentences and codes; options that stand everywhere."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.databases import Database


def test_the_version_is_printed(run_here: Run) -> None:
    from bbprops_cli import __version__

    assert run_here("--version").stdout == f"bbprops {__version__}\n"
    assert run_here("--version", "--no-input").stdout == f"bbprops {__version__}\n"


@pytest.mark.parametrize("args", [[], ["props"], ["db"], ["snapshots"]])
def test_group_without_a_command_prints_its_help(run_here: Run, args: list[str]) -> None:
    result = run_here(*args)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Usage: bbprops" in result.stdout


def test_unknown_command_gets_a_suggestion(run_here: Run) -> None:
    result = run_here("snapshot", "list")

    assert result.exit_code == 2
    assert result.stderr == "error: No such command 'snapshot'. Did you mean 'snapshots'? See: bbprops --help\n"


def test_usage_error_lists_choices_on_one_line(run_here: Run) -> None:
    result = run_here("db", "environment")

    choices = "development, staging, production"
    assert (
        result.stderr
        == f"error: Missing argument 'LABEL'. Choose from: {choices}. See: bbprops db environment --help\n"
    )


def test_usage_error_names_the_help_of_its_command(run_here: Run) -> None:
    for args in (["props", "list", "--nope"], ["props", "list", "--snapshot"], ["props", "list", "--week", "x"]):
        result = run_here(*args)

        assert result.exit_code == 2
        assert result.stderr.endswith("See: bbprops props list --help\n")


def test_a_number_out_of_range_is_told_the_limit(run_here: Run) -> None:
    result = run_here("props", "list", "--week", "99")

    assert result.stderr.startswith("error: Invalid value for '--week': must be at most 53.")


def test_an_invalid_choice_names_the_valid_ones(run_here: Run) -> None:
    result = run_here("users", "list", "--tier", "gold")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: Invalid value for '--tier': 'gold' is not one of 'free', 'pro', 'enterprise'."
        " See: bbprops users list --help\n"
    )


@pytest.mark.parametrize("option", [["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"]])
def test_json_output_ends_stderr_with_the_error_as_one_object(run: Run, option: list[str]) -> None:
    result = run("props", "show", "ffffff", *option)

    assert result.stdout == ""
    failure = json.loads(result.stderr.splitlines()[-1])
    assert (failure["error"], failure["exit_code"]) == ("NotFound", 3)


def test_missing_database_says_how_to_create_it(run_here: Run) -> None:
    result = run_here("props", "list")

    assert result.exit_code == 7
    assert result.stderr.endswith("Run: bbprops db init\n")


def test_missing_tables_say_how_to_create_them(
    empty_database: Database, run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)

    result = run_here("props", "list")

    assert result.exit_code == 7
    assert "Run: bbprops db" in result.stderr


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("postgresql://postgres@127.0.0.1:1/x", 4, "cannot be reached"),
        ("postgresql://127.0.0.1/x?sslmod=require", 2, "unknown parameter 'sslmod'"),
        ("mysql://127.0.0.1/x", 2, "not supported"),
        ("sqlite:////proc/nowhere/x.db", 7, "no such database"),
    ],
)
def test_bad_database_url_is_one_sentence(
    run_here: Run, monkeypatch: pytest.MonkeyPatch, url: str, code: int, sentence: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    result = run_here("props", "list")

    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_wrong_password_is_never_printed(pg_server: str, run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", pg_server.replace("postgres@", "nobody_here:s3cret@"))

    result = run_here("props", "list", "-vv", "--debug")

    assert result.exit_code == 4
    assert "nobody_here" in result.stderr
    assert "s3cret" not in result.stderr


def test_bug_is_one_sentence_and_debug_shows_the_traceback(run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("bbprops_cli.settings.overview", broken)

    plain, traced = run_here("config"), run_here("config", "--debug")

    assert plain.exit_code == traced.exit_code == 1
    assert plain.stderr.startswith("error: bug in bbprops: ZeroDivisionError: planted.")
    assert "Traceback" not in plain.stderr
    assert "Traceback" in traced.stderr


def test_shared_options_work_before_and_after_the_command(run_here: Run, tmp_path: Path) -> None:
    (tmp_path / "other.env").write_text("REDIS_KEY_PREFIX=elsewhere\n")

    for args in (["--env-file", "other.env", "config"], ["config", "--env-file", "other.env"]):
        assert "REDIS_KEY_PREFIX\telsewhere\tother.env" in run_here(*args).stdout


def test_quiet_prints_data_without_notes(run: Run) -> None:
    run("snapshots", "create", "a", "--league", "NFL", "-q")
    run("snapshots", "create", "b", "--league", "NFL")

    assert run("snapshots", "list", "--limit", "1", "-o", "name", "-q").stderr == ""
    assert "next page" in run("snapshots", "list", "--limit", "1", "-o", "name").stderr


def test_verbose_prints_the_duration(run: Run) -> None:
    assert run("snapshots", "list", "-v").stderr.endswith(" s\n")


def test_verbose_twice_prints_the_sql(run: Run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("player,market,line\nAda Example,points,1.5\n")

    listed = run("props", "list", "--league", "NFL", "-vv")
    imported = run("props", "import", "x.csv", "--league", "NBA", "-v", "-v")

    assert "FROM prop_markets WHERE snapshot_id IS NULL AND is_active" in listed.stderr
    assert "'NFL'" in listed.stderr
    assert "INSERT INTO prop_markets" in imported.stderr
    assert ("FROM STDIN" in imported.stderr) == (database.kind == "postgresql")  # from the thread that sends the rows
    assert "SELECT" not in run("props", "list", "-v").stderr


def test_config_masks_passwords_in_urls(run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ana:s3cret@db/props")

    result = run_here("config", "-o", "json")

    (row,) = [row for row in json.loads(result.stdout) if row["name"] == "DATABASE_URL"]
    assert (row["value"], row["origin"]) == ("postgresql://ana:***@db/props", "environment")


def test_closed_pipe_ends_with_141_and_no_traceback(database: Database) -> None:
    with database.session() as work:
        from tests.factories import new_prop

        for number in range(400):
            new_prop(work, f"Player {number}", extra_metadata={"text": "x" * 1000})
    command = f"{shlex.quote(sys.executable)} -m bbprops_cli props list -o json; echo $? >&2"

    done = subprocess.run(
        ["bash", "-c", f"({command}) | head -1"],
        capture_output=True,
        env={**os.environ, "DATABASE_URL": database.url},
        text=True,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == ("[\n", "141\n")


def test_stdout_without_utf8_gets_escapes_in_every_format(database: Database) -> None:
    from tests.factories import new_prop

    with database.session() as work:
        new_prop(work, "Luka Dončić")
    env = {
        **os.environ,
        "DATABASE_URL": database.url,
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }

    for fmt in ("table", "wide", "tsv", "csv", "md", "name", "jsonl", "json"):
        command = [sys.executable, "-m", "bbprops_cli", "props", "list", "--fields", "player_name", "-o", fmt]
        done = subprocess.run(command, capture_output=True, env=env, timeout=60)

        assert (done.returncode, done.stderr) == (0, b""), fmt
        assert rb"Luka Don\u010di\u0107" in done.stdout
