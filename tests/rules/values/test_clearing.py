"""Columns that `--clear` may empty."""

import pytest

from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.clearing import cleared

EMPTY = {"name": None, "tags": "[]"}


def test_a_cleared_column_gets_its_empty_value() -> None:
    assert cleared(["tags"], EMPTY) == {"tags": "[]"}
    assert cleared([], EMPTY) == {}


def test_a_column_that_cannot_be_cleared_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match=r"^--clear: 'tag' cannot be emptied\. Did you mean tags\?$") as refused:
        cleared(["name", "tag"], EMPTY)
    assert refused.value.hint == "Columns: name, tags."
