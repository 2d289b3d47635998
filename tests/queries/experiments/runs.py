"""Recorded runs for tests, without a database."""

from datetime import UTC, datetime
from typing import Any

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.queries.experiments.runs import RecordedRun

DEFAULTS: dict[str, Any] = {
    "id": "01a00000-0000-7000-8000-000000000001",
    "timestamp": datetime(2025, 10, 12, tzinfo=UTC),
    "week": 5,
    "league": "NFL",
    "metrics": {},
}


def new_run(**values: Any) -> RecordedRun:
    """A run without a snapshot, which is its caveat."""
    empty = {column.name: None for column in EXPERIMENTS.columns}
    return RecordedRun({**empty, **DEFAULTS, **values}, None)
