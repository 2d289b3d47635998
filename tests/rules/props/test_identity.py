from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bbprops_cli.rules.props.identity import external_id, game_key
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
