"""What may be done to which environment."""

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.db.environment import is_production, require_playground


@pytest.mark.parametrize(
    ("mark", "guarded"), [("production", True), ("", True), ("staging", False), ("development", False)]
)
def test_what_is_not_marked_counts_as_production(mark: str, guarded: bool) -> None:
    assert is_production(mark) is guarded


@pytest.mark.parametrize(("mark", "state"), [("production", "is production"), ("", "has no environment label")])
def test_invented_rows_have_no_place_in_production(mark: str, state: str) -> None:
    with pytest.raises(Conflict, match=state):
        require_playground(mark)


def test_a_playground_is_for_playing() -> None:
    require_playground("development")
    require_playground("staging")
