"""Values as people type them, in the type of their column."""

from datetime import UTC, datetime

import pytest

from bbprops_cli.catalog import PROPS
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.values import typed

NOW = datetime(2025, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "decimal"), [("-120", 1 + 100 / 120), ("+110", 2.1), ("1.91", 1.91), ("250", 250.0), ("+100", 2.0)]
)
def test_a_price_with_a_sign_is_american_odds(text: str, decimal: float) -> None:
    column = PROPS.column("under_odds")
    assert column

    assert typed(column, text, NOW) == decimal


@pytest.mark.parametrize("text", ["-50", "+99", "even-ish", "", "-1e999"])
def test_a_signed_price_that_is_not_american_odds_is_refused(text: str) -> None:
    column = PROPS.column("odds")
    assert column

    with pytest.raises(UsageError, match="odds: expected a price"):
        typed(column, text, NOW)


def test_a_sign_says_nothing_about_the_price_of_a_line() -> None:
    column = PROPS.column("line")
    assert column

    assert typed(column, "-120", NOW) == -120.0
