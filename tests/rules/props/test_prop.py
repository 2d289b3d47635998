from dataclasses import replace
from typing import Any

import pytest

from bbprops_cli.rules.props.prop import CONTENT, Prop, problem

GOOD = Prop(
    week=5, league="NFL", season="2025", player_id=None, player_name="Ana Ruiz", position=None, team=None,
    opponent=None, market_type="receptions", stat_category=None, period="full", variant="standard", line=4.5, odds=1.9,
    under_odds=None, platform="manual", external_id="x1", game_id=None, game_date=None,
)  # fmt: skip


def test_content_returns_the_columns_of_a_prop_in_their_order() -> None:
    assert CONTENT[:5] == ("week", "league", "season", "player_id", "player_name")
    assert CONTENT[-4:] == ("game_id", "game_date", "is_active", "extra_metadata")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"line": -1_000_000},
        {"line": 0.0, "odds": None},
        {"odds": 1001.0, "under_odds": 1.0001},
        {"week": None},
        {"week": 0},
        {"player_name": "ñ" * 255},
        {"extra_metadata": {"a": [1, {"b": "ü"}], "c": None, "d": True}},
    ],
)
def test_a_valid_prop_can_be_stored(change: dict[str, Any]) -> None:
    assert problem(replace(GOOD, **change)) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("player_name", ""),
        ("market_type", ""),
        ("league", ""),
        ("period", ""),
        ("line", float("nan")),
        ("line", float("inf")),
        ("line", 1_000_000.5),
        ("odds", 1.0),
        ("odds", 1001.1),
        ("odds", float("nan")),
        ("under_odds", float("inf")),
        ("week", 54),
        ("week", -1),
        ("team", "a\0b"),
        ("player_id", "\ud800"),
        ("opponent", "x" * 256),
        ("player_name", "é" * 256),
        ("extra_metadata", {"a": "\0"}),
        ("extra_metadata", {"a\0": 1}),
        ("extra_metadata", {"a": [{"b\udfff": 1}]}),
        ("extra_metadata", {"a": [float("nan")]}),
    ],
)
def test_the_column_that_cannot_be_stored_is_named(column: str, value: Any) -> None:
    found = problem(replace(GOOD, **{column: value}))

    assert found is not None
    assert found[0] == column


def test_many_texts_of_valid_length_can_be_stored_together() -> None:
    assert problem(replace(GOOD, player_name="a" * 200, team="b" * 200)) is None


def test_deeply_nested_metadata_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"a": deep}

    assert problem(replace(GOOD, extra_metadata=deep)) == ("extra_metadata", "is nested more than 32 levels deep")


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**18, 1e17])
def test_number_that_is_not_exact_is_refused_and_its_key_named(number: float) -> None:
    found = problem(replace(GOOD, extra_metadata={"a": "x", "event": {"ids": [1, number]}}))

    reason = f"holds {number!r}, a number beyond 2^53 - 1, which is not exact; store it as text"
    assert found == ("extra_metadata.event.ids.1", reason)
