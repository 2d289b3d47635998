from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bbprops_cli.rules.props.identity import external_id, game_key, is_damaged_id, line_group, without_game_number
from tests.rules.props.test_prop import GOOD

EVENING = datetime(2025, 10, 7, 0, 15, tzinfo=UTC)  # Monday night in New York


def test_the_key_of_a_game_is_its_id_if_it_has_one() -> None:
    assert game_key(replace(GOOD, game_id="g1", game_date=EVENING)) == "g1"


def test_the_key_of_a_game_without_id_is_its_new_york_day_and_teams_in_any_order() -> None:
    home = replace(GOOD, game_date=EVENING, team="KC", opponent="JAX")
    away = replace(GOOD, game_date=EVENING, team="JAX", opponent="KC")

    assert game_key(home) == game_key(away) == "2025-10-06|jax|kc"


def test_the_key_of_a_game_without_teams_uses_those_of_the_metadata() -> None:
    prop = replace(GOOD, game_date=EVENING, extra_metadata={"home_team": "Jaguars", "away_team": "Chiefs"})

    assert game_key(prop) == "2025-10-06|chiefs|jaguars"


def test_the_key_of_a_game_without_date_is_season_and_week_or_empty() -> None:
    assert game_key(GOOD) == "2025|5"
    assert game_key(replace(GOOD, week=None, season=None)) == ""


def test_the_external_id_of_a_prop_is_a_stable_hash_of_32_digits() -> None:
    assert external_id(GOOD) == "226a6f86e4d8901ea774ba3fee1de628"


def test_the_external_id_ignores_the_spelling_of_player_and_line() -> None:
    assert external_id(replace(GOOD, player_name="ANA  RUÍZ", line=4)) == external_id(replace(GOOD, line=4.0))
    assert external_id(replace(GOOD, line=-0.0)) == external_id(replace(GOOD, line=0.0))


def test_the_external_id_depends_on_every_part_of_the_identity() -> None:
    changes: list[dict[str, Any]] = [
        {"week": 6}, {"player_name": "Ana Ruis"}, {"market_type": "rushing_yards"}, {"period": "1h"},
        {"variant": "alternate"}, {"line": 5.5},
    ]  # fmt: skip
    ids = {external_id(replace(GOOD, **change)) for change in changes}

    assert len(ids | {external_id(GOOD)}) == len(changes) + 1


def test_the_external_id_ignores_price_and_platform() -> None:
    assert external_id(replace(GOOD, odds=None, platform="draftkings")) == external_id(GOOD)


def test_the_team_tells_namesakes_apart_where_the_game_is_unknown() -> None:
    one, other = (replace(GOOD, week=None, season=None, team=team) for team in ("NO", "CIN"))

    assert (game_key(one), game_key(replace(one, week=5, season="2025"))) == ("||no", "2025|5|no")
    assert external_id(one) != external_id(other)


def test_the_second_game_of_a_day_has_a_number() -> None:
    first = replace(GOOD, game_date=EVENING, team="BOS", opponent="NYY")

    assert game_key(replace(first, extra_metadata={"game_number": 2})) == "2025-10-06|bos|nyy|2"
    assert game_key(replace(first, opponent="NYY (Game 2)")) == "2025-10-06|bos|nyy|2"
    assert game_key(replace(first, opponent="NYY (Game 1)")) == game_key(first)


@pytest.mark.parametrize("number", ["x", [2], {"of": 2}, True, 0, -1, 12, 2.5])
def test_a_number_that_counts_no_game_is_ignored(number: object) -> None:
    first = replace(GOOD, game_date=EVENING)

    assert game_key(replace(first, extra_metadata={"game_number": number})) == game_key(first)


@pytest.mark.parametrize("text", ["6.38543E+17", "1E+11", "6,38543e+17"])
def test_a_number_in_scientific_notation_is_not_an_id(text: str) -> None:
    assert is_damaged_id(text)
    assert game_key(replace(GOOD, game_id=text, game_date=EVENING)) == "2025-10-06"


@pytest.mark.parametrize("text", ["638543", "12e5", "1e10f", "E+17", "a+b", "6.38543E-17", ""])
def test_other_texts_may_be_ids(text: str) -> None:
    assert not is_damaged_id(text)


@pytest.mark.parametrize(
    ("title", "rest", "number"),
    [
        ("BOS (Game 2)", "BOS", 2),
        ("Game 1: NYY @ BOS", "NYY @ BOS", 1),
        ("BOS - Game 2", "BOS", 2),
        ("BOS Gm 2", "BOS", 2),
        ("BOS (G2)", "BOS", 2),
        ("BOS (Game 7)", "BOS", None),
        ("G2", "G2", None),
        ("KOI vs G2", "KOI vs G2", None),
    ],
)
def test_the_title_of_a_game_can_hold_its_number(title: str, rest: str, number: int | None) -> None:
    assert without_game_number(title) == (rest, number)


def test_a_line_keeps_its_group_when_the_spelling_changes() -> None:
    names = ("Ana Ruiz-Paz Jr.", "Ana Ruiz\u2011Paz", "ana ruiz\u2013paz ii", "Ana Ruiz-Paz, Sr.")

    assert len({line_group(replace(GOOD, player_name=name)) for name in names}) == 1
    assert line_group(replace(GOOD, player_name="Ana Ruiz Paz")) != line_group(replace(GOOD, player_name=names[0]))
