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

LEAGUE: Json = {"id": 487, "name": "NBA", "matchupCount": 7, "sport": {"name": "Basketball"}}
PARENT: Json = {
    "id": 7, "type": "matchup", "league": LEAGUE, "startTime": "2025-10-23T02:10:00Z",
    "participants": [{"alignment": "home", "name": "Hawks"}, {"alignment": "away", "name": "Vipers"}],
}  # fmt: skip


def special(
    description: str = "Ana Ruiz Total Points", names: tuple[str, ...] = ("Over", "Under"), **more: Any
) -> Json:
    people = [{"id": place, "name": name, "alignment": "neutral"} for place, name in enumerate(names, 91)]
    return {
        "id": 9, "parentId": 7, "type": "special", "league": LEAGUE, "units": "Points", "participants": people,
        "special": {"category": "Player Props", "description": description}, **more,
    }  # fmt: skip


def price(points: object = 20.5, cents: object = -110, who: int = 91) -> Json:
    return {"participantId": who, "points": points, "price": cents}


def market(*prices: Any, **more: Any) -> Json:
    sent = list(prices) or [price(), price(cents=-120, who=92)]
    return {"matchupId": 9, "key": "s;0;ou;20.5", "type": "total", "period": 0, "prices": sent, **more}


MATCHUPS = [PARENT, special()]


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "pinnacle", **{"league": None, **options})


def test_a_prop_keeps_everything_that_pinnacle_says() -> None:
    (prop,) = read_json([*MATCHUPS, market()]).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "pinnacle", "Ana Ruiz")
    assert (prop.market_type, prop.line, prop.odds, prop.under_odds) == ("points", 20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("7", "2025-10-23 02:10:00+00:00")
    assert prop.extra_metadata == {"home_team": "Hawks", "away_team": "Vipers", "raw_market": "Points"}


@pytest.mark.parametrize("order", [("matchups", "markets"), ("markets", "matchups")])
def test_matchups_take_their_prices_from_the_file_beside_them(tmp_path: Path, order: tuple[str, str]) -> None:
    (tmp_path / "matchups").write_text(json.dumps(MATCHUPS))
    (tmp_path / "markets").write_text(json.dumps([market()]))
    first, second = (Source(tmp_path / name) for name in order)
    first.beside, second.beside = (second,), (first,)

    readings = [read(first), read(second)]
    props = [item for reading in readings for item in reading]

    assert [reading.format for reading in readings] == ["pinnacle", "pinnacle"]
    assert [prop.player_name for prop in props if isinstance(prop, Prop)] == ["Ana Ruiz"]
    assert len(props) == 1


@pytest.mark.parametrize(("document", "missing"), [(MATCHUPS, "without prices"), ([market()], "without matchups")])
def test_one_file_of_two_is_refused_with_the_name_of_the_other(document: object, missing: str) -> None:
    with pytest.raises(InvalidInput, match=missing) as refused:
        read_json(document)
    assert "matchups.json markets.json" in refused.value.hint


@pytest.mark.parametrize(
    ("description", "market_type"),
    [
        ("Ana Ruiz (Points)", "points"),
        ("Ana Ruiz (Rebounds)(must start)", "rebounds"),
        ("Ana Ruiz Total Assists", "assists"),
        ("Ana Ruiz Three Point Field Goals", "threes"),
        ("Ana Ruiz Total 3 Point FG", "threes"),
    ],
)
def test_a_description_names_the_player_and_the_market(description: str, market_type: str) -> None:
    result = read_json([PARENT, special(description), market()])

    assert result.columns("player_name", "market_type") == [("Ana Ruiz", market_type)]


def test_a_special_whose_participants_are_players_is_a_yes_for_each() -> None:
    league = {"id": 1, "name": "NHL"}
    people = special("Anytime Goalscorer", ("Ana Ruiz", "Bea Sol"), league=league)
    prices = market(price(None, 150), price(None, 300, 92), type="moneyline")

    assert read_json([PARENT, people, prices]).columns("player_name", "market_type", "line", "odds") == [
        ("Ana Ruiz", "anytime_goal", 0.5, 2.5),
        ("Bea Sol", "anytime_goal", 0.5, 4.0),
    ]


def test_a_parent_inside_a_special_and_a_season_are_read() -> None:
    about = {"category": "Season Long Player Props", "description": "Ana Ruiz Total Points"}
    result = read_json([special(parent=PARENT, special=about, league={"name": "NBA"}), market()])

    assert result.columns("period", "game_date") == [("season", None)]
    assert result.props[0].extra_metadata["home_team"] == "Hawks"


def test_an_alternate_line_and_a_decimal_price_are_read() -> None:
    result = read_json([*MATCHUPS, market(price(25.5, 3.1), isAlternate=True)])

    assert result.columns("line", "variant", "odds") == [(25.5, "alternate", 3.1)]


def test_other_specials_closed_markets_and_periods_are_skipped_and_counted() -> None:
    other = special(id=10, special={"category": "Highest Scoring Half", "description": "First Half"})
    result = read_json(
        [*MATCHUPS, other, special(id=11), market(price(), status="suspended"), market(price(), period=1)]
    )

    assert result.props == []
    assert result.reading.notes == [
        "player props without prices skipped: 1",
        "selections that are not a side of a line, a yes or a no skipped: 1",
        "selections that are not on a player skipped: 1",
        "suspended or closed selections skipped: 1",
    ]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([*MATCHUPS, market("junk")], "prices"),
        ([*MATCHUPS, market(price("many"))], "line"),
        ([*MATCHUPS, market(price(None))], "line"),
        ([*MATCHUPS, market(price(cents="no"))], "odds"),
        ([PARENT, special("Anything at all"), market(price())], "description"),
    ],
)
def test_a_price_of_the_wrong_shape_is_rejected_with_its_place(document: object, field: str) -> None:
    assert read_json(document).reasons == [(1, field)]


def test_an_empty_answer_has_no_props_and_another_document_is_refused() -> None:
    assert read_json({"matchups": [], "markets": []}).props == []
    with pytest.raises(InvalidInput, match="has no matchups of Pinnacle"):
        read_json({"leagues": [{"id": 1}]})
