"""`config`."""

import json
from pathlib import Path

from tests.conftest import Run


def test_config_shows_value_and_origin_of_each_setting(run_here: Run, tmp_path: Path) -> None:
    (tmp_path / "of-test.env").write_text("REDIS_CACHE_TTL=60\nDATABASE_URL=postgresql://me:s3cret@db/props\n")

    result = run_here("config", "--env-file", str(tmp_path / "of-test.env"), "-o", "json")

    found = {row["name"]: row for row in json.loads(result.stdout)}
    assert (result.exit_code, result.stderr) == (0, "")
    assert found["REDIS_CACHE_TTL"]["value"] == "60"
    assert "of-test.env" in found["REDIS_CACHE_TTL"]["origin"]
    assert found["REDIS_KEY_PREFIX"]["origin"] == "default"
    assert "s3cret" not in result.stdout


def test_config_without_a_command_lists_the_settings(run_here: Run) -> None:
    assert run_here("config").stdout == run_here("config", "list").stdout
    assert run_here("config", "-o", "json").stdout == run_here("config", "list", "-o", "json").stdout
