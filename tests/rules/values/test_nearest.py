"""Suggestions for a mistyped name."""

import pytest

from bbprops_cli.rules.values.nearest import did_you_mean


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("player_nme", " Did you mean player_name?"),
        ("ODDS", " Did you mean odds?"),
        ("nfl-week-5", " Did you mean NFL-week-5?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_similar_names_are_suggested(typed: str, sentence: str) -> None:
    assert did_you_mean(typed, ["player_name", "odds", "NFL-week-5"]) == sentence
