from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.errors import BBPropsError, InvalidInput, UsageError
from bbprops_cli.rules.props.correction import corrected
from bbprops_cli.rules.props.odds_format import typed_price
from bbprops_cli.rules.props.prop import CONTENT, Prop, problem

PROP = Prop(
    week=5,
    league="NFL",
    season="2025",
    player_id=None,
    player_name="Ada Example",
    position="QB",
    team="BUF",
    opponent="NE",
    market_type="passing_yards",
    stat_category="passing",
    period="full",
    variant="standard",
    line=249.5,
    odds=1.91,
    under_odds=None,
    platform="fanduel",
    external_id="a",
    game_id=None,
    game_date=None,
)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("line", "-3.5", -3.5),
        ("line", "\N{MINUS SIGN}3.5", -3.5),
        ("odds", "+150", 2.5),
        ("odds", "-200", 1.5),
        ("odds", "2.05", 2.05),
        ("odds", "150", 150),
        ("odds", "", None),
        ("week", "6", 6),
        ("league", "nba", "NBA"),
        ("season", "2024-25", "2024"),
        ("platform", "FanDuel", "fanduel"),
        ("player_name", "  Bo   Sample ", "Bo Sample"),
        ("team", "", None),
        ("is_active", "no", False),
        ("game_date", "2025-10-05T17:00Z", datetime(2025, 10, 5, 17, tzinfo=UTC)),
        ("extra_metadata", '{"a": 1}', {"a": 1}),
        ("extra_metadata", "", {}),
    ],
)
def test_corrections_are_read_in_the_type_of_their_column(column: str, text: str, value: Any) -> None:
    assert corrected(PROP, {column: text}) == replace(PROP, **{column: value})


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("line", "four"),
        ("odds", "+50"),
        ("odds", "-1.91"),
        ("week", "5.5"),
        ("week", "\N{ARABIC-INDIC DIGIT FIVE}"),
        ("season", "autumn"),
        ("is_active", "perhaps"),
        ("game_date", "soon"),
        ("extra_metadata", "[]"),
        ("extra_metadata", "[" * 100_000),
        ("id", "1"),
        ("updated_at", "today"),
        ("tema", "BUF"),
    ],
)
def test_an_unreadable_correction_is_a_usage_error(column: str, text: str) -> None:
    with pytest.raises(UsageError):
        corrected(PROP, {column: text})


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("line", "1000001", "line 1e+06 is not within ±1,000,000."),
        ("line", "", "line is missing."),
        ("is_active", "", "is_active is missing."),
        ("odds", "1002", "odds 1002 is not a decimal price above 1 and up to 1001."),
        ("player_name", " ", "player_name is missing."),
        ("period", "", "period is missing."),
        ("week", "54", "week 54 is not a week from 0 to 53."),
        ("team", "a\0b", "team holds a NUL character."),
        ("extra_metadata", '{"a": NaN}', "extra_metadata holds a number that is not finite."),
    ],
)
def test_a_correction_that_an_import_would_reject_is_refused(column: str, text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        corrected(PROP, {column: text})

    assert str(refused.value) == said


def test_an_unknown_column_to_correct_suggests_a_known_one() -> None:
    with pytest.raises(UsageError, match="Did you mean team"):
        corrected(PROP, {"tema": "BUF"})


@given(st.dictionaries(st.sampled_from(CONTENT), st.text(max_size=12) | st.floats().map(str)))
def test_any_correction_gives_a_valid_prop_or_an_error_of_ours(changes: dict[str, str]) -> None:
    try:
        new = corrected(PROP, changes)
    except BBPropsError:
        return
    assert problem(new) is None


@given(st.floats(1.01, 1001))
def test_corrected_decimal_odds_are_taken_unchanged(decimal: float) -> None:
    assert typed_price(repr(decimal)) == decimal
