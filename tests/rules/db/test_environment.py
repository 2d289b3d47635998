"""What is allowed in which environment."""

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.db.environment import is_production, require_playground


@pytest.mark.parametrize(
    ("mark", "guarded"), [("production", True), ("", True), ("staging", False), ("development", False)]
)
def test_a_database_without_a_label_counts_as_production(mark: str, guarded: bool) -> None:
    assert is_production(mark) is guarded


@pytest.mark.parametrize(("mark", "state"), [("production", "is production"), ("", "has no environment label")])
def test_the_demo_board_is_refused_in_production(mark: str, state: str) -> None:
    with pytest.raises(Conflict, match=state):
        require_playground(mark)


def test_the_demo_board_is_allowed_outside_production() -> None:
    require_playground("development")
    require_playground("staging")
