"""Columns that the option `--clear` may empty."""

from collections.abc import Iterable, Mapping
from typing import Any

from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.nearest import did_you_mean


def cleared(columns: Iterable[str], empty: Mapping[str, Any]) -> dict[str, Any]:
    """The empty value of each named column; raises UsageError for a column that is not in `empty`."""
    for column in columns:
        if column not in empty:
            raise UsageError(
                f"--clear: {column[:60]!r} cannot be emptied.{did_you_mean(column, empty)}",
                hint=f"Columns: {', '.join(sorted(empty))}.",
            )
    return {column: empty[column] for column in columns}
