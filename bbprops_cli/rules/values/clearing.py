"""Columns that `--clear` may empty."""

from collections.abc import Iterable, Mapping
from typing import Any

from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.nearest import did_you_mean


def cleared(columns: Iterable[str], empty: Mapping[str, Any]) -> dict[str, Any]:
    """The values of columns that are to be emptied, as `empty` has them; UsageError for one that is not there."""
    for column in columns:
        if column not in empty:
            raise UsageError(
                f"--clear: {column[:60]!r} cannot be emptied.{did_you_mean(column, empty)}",
                hint=f"Columns: {', '.join(sorted(empty))}.",
            )
    return {column: empty[column] for column in columns}
