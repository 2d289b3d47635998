import json
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import read
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.prop import Prop
from tests.providers.reading import Result, read_text

Json = dict[str, Any]

PLAYERS: Json = {
    "31": {
        "player_id": "31", "first_name": "Ana", "last_name": "Ruiz", "full_name": "Ana Ruiz", "team": "VAL",
        "position": "PG", "sport": "nba", "fantasy_positions": ["PG"], "search_full_name": "anaruiz",
    },
}  # fmt: skip
GAME: Json = {
    "game_id": "7", "sport": "nba", "date": "2025-10-22", "status": "pre_game",
    "metadata": {"home_team": {"team": "HAR"}, "away_team": "VAL"},
}  # fmt: skip


def option(side: str = "over", value: object = 20.5, multiplier: object = "1.78", **more: Any) -> Json:
    return {
        "outcome": side, "outcome_value": value, "payout_multiplier": multiplier, "line_id": f"99-{side}",
        "subject_team": "VAL", **more,
    }  # fmt: skip


BOTH = (option(), option("under", multiplier="1.85"))


def line(*options: Any, **more: Any) -> Json:
    return {
        "sport": "nba", "subject_type": "player", "subject_id": "31", "game_id": "7", "wager_type": "points",
        "game_status": "pre_game", "line_type": "normal", "options": list(options), **more,
    }  # fmt: skip


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "sleeper", **{"league": None, **options})


def test_a_prop_keeps_everything_that_sleeper_says() -> None:
    (prop,) = read_json([line(*BOTH), PLAYERS, GAME]).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "sleeper", "Ana Ruiz")
    assert (prop.player_id, prop.position, prop.team, prop.opponent) == ("31", "PG", "VAL", "HAR")
    assert (prop.market_type, prop.variant, prop.line, prop.odds, prop.under_odds) == (
        "points",
        "standard",
        20.5,
        1.78,
        1.85,
    )
    assert (prop.game_id, str(prop.game_date)) == ("7", "2025-10-22 04:00:00+00:00")
    assert prop.extra_metadata == {
        "home_team": "HAR",
        "away_team": "VAL",
        "over": {"id": "99-over"},
        "under": {"id": "99-under"},
    }


@pytest.mark.parametrize("order", [("lines", "players", "games"), ("games", "players", "lines")])
def test_lines_take_players_and_games_from_the_files_beside_them(tmp_path: Path, order: tuple[str, ...]) -> None:
    documents: Json = {"lines": [line(*BOTH)], "players": PLAYERS, "games": [GAME]}
    sources = []
    for name in order:
        (tmp_path / name).write_text(json.dumps(documents[name]))
        sources.append(Source(tmp_path / name))
    for source in sources:
        source.beside = tuple(other for other in sources if other is not source)

    readings = [read(source) for source in sources]
    props = [item for reading in readings for item in reading if isinstance(item, Prop)]

    assert {reading.format for reading in readings} == {"sleeper"}
    assert [(prop.player_name, prop.opponent) for prop in props] == [("Ana Ruiz", "HAR")]


@pytest.mark.parametrize(
    ("document", "missing"),
    [([line(*BOTH)], "but no players"), (PLAYERS, "but no lines"), ([GAME], "but no lines")],
)
def test_one_file_of_two_is_refused_with_the_name_of_the_other(document: object, missing: str) -> None:
    with pytest.raises(InvalidInput, match=missing) as refused:
        read_json(document)
    assert "lines.json players.json" in refused.value.hint


def test_an_id_of_a_player_counts_within_its_sport() -> None:
    other = {"31": {**PLAYERS["31"], "sport": "nfl", "first_name": "Bea"}}

    assert read_json([line(*BOTH), {"nfl": other, "nba": PLAYERS}]).columns("player_name") == [("Ana Ruiz",)]


def test_a_line_that_names_its_player_needs_no_file_of_players() -> None:
    subject = {"first_name": "Ana", "last_name": "Ruiz", "team": "VAL", "position": "PG"}

    assert read_json([line(*BOTH, subject=subject)]).columns("player_name", "position") == [("Ana Ruiz", "PG")]


def test_the_id_of_a_game_may_hold_its_day_and_teams() -> None:
    (prop,) = read_json([line(*BOTH, game_id="20251022_HAR_VAL"), PLAYERS]).props

    assert (str(prop.game_date), prop.opponent) == ("2025-10-22 04:00:00+00:00", "HAR")


def test_lines_of_another_type_are_alternate_and_several_values_are_several_lines() -> None:
    result = read_json([line(option(), option(value=25.5)), line(option(value=30.5), line_type="alt"), PLAYERS])

    assert result.columns("line", "variant") == [(20.5, "standard"), (25.5, "standard"), (30.5, "alternate")]


def test_lines_on_teams_and_closed_lines_are_skipped_and_counted() -> None:
    result = read_json([line(*BOTH, subject_type="team"), line(*BOTH, status="suspended"), PLAYERS])

    assert result.props == []
    assert result.reading.notes == [
        "selections that are not on a player skipped: 2",
        "suspended or closed selections skipped: 2",
    ]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (line("junk"), "options"),
        (line(options="junk"), "options"),
        (line(option(value="many")), "line"),
        (line(option(value=None)), "line"),
        (line(option(multiplier="no")), "odds"),
        (line(option("under", multiplier="no")), "under_odds"),
        (line(option(), subject_id="32"), "player"),
    ],
)
def test_a_line_of_the_wrong_shape_is_rejected_with_its_place(sent: Json, field: str) -> None:
    assert read_json([sent, PLAYERS]).reasons == [(1, field)]


def test_an_empty_answer_has_no_props_and_another_document_is_refused() -> None:
    assert read_json([]).props == []
    with pytest.raises(InvalidInput, match="has no lines of Sleeper"):
        read_json({"drafts": [1]})
