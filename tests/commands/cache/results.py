"""What tests of several commands of `cache` need."""

import json
from typing import Any

from tests.conftest import Run

NFL = "props:NFL:-:5"


def rows(result: Any) -> Any:
    """The JSON document that a command has printed."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def explain(run: Run, key: str) -> tuple[str, str]:
    """State and reason of a key."""
    found = rows(run("cache", "explain", key, "-o", "json"))
    return found["state"], found["reason"]
