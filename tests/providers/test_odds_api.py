import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.reading import Result, read_text

Json = dict[str, Any]

GAME_LINES_NOTE = "game lines (h2h, spreads, totals, outrights) skipped, since they are not player props: 2"


def outcome(
    name: str = "Over", price: object = -110, point: object = 20.5, player: str = "Ana Ruiz", **more: Any
) -> Json:
    return {"name": name, "description": player, "price": price, "point": point, **more}


def event(*outcomes: Json, market: str = "player_points", book: str = "acebet", **more: Any) -> Json:
    return {
        "id": "e1",
        "sport_key": "basketball_nba",
        "sport_title": "NBA",
        "commence_time": "2025-10-23T02:10:00Z",
        "home_team": "Harbour Hawks",
        "away_team": "Valley Vipers",
        "bookmakers": [
            {
                "key": book,
                "markets": [{"key": market, "last_update": "2025-10-22T20:00:00Z", "outcomes": list(outcomes)}],
            }
        ],
        **more,
    }


BOTH = (outcome(), outcome("Under", -120))


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "odds-api", **options)


def test_a_prop_keeps_everything_that_the_odds_api_says() -> None:
    (prop,) = read_json(event(*BOTH)).props

    assert (prop.league, prop.season, prop.week, prop.platform, prop.player_name) == (
        "NBA",
        "2025",
        None,
        "acebet",
        "Ana Ruiz",
    )
    assert (prop.market_type, prop.line, prop.odds, prop.under_odds) == ("points", 20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("e1", "2025-10-23 02:10:00+00:00")
    assert (prop.team, prop.opponent, prop.player_id, len(prop.external_id)) == (None, None, None, 32)
    assert prop.extra_metadata == {
        "home_team": "Harbour Hawks",
        "away_team": "Valley Vipers",
        "sport_title": "NBA",
        "last_update": "2025-10-22T20:00:00Z",
        "raw_market": "player_points",
    }


@pytest.mark.parametrize(
    "document",
    [
        event(*BOTH),
        [event(*BOTH)],
        {"timestamp": "t", "previous_timestamp": "p", "data": event(*BOTH)},
        {"timestamp": "t", "data": [event(*BOTH)]},
        {"timestamp": "t", "games": [{"event_id": "e1", "game": "A @ B", "props": event(*BOTH)}, {"props": None}]},
        {"fetched_at": "t", "events": [event(*BOTH), event(bookmakers=[])]},
        {"event_id": "e1", "sport_key": "basketball_nba", "commence_time": "t", "props": event(*BOTH)},
        {"games": [{"sport_key": "basketball_nba", "odds": event(*BOTH)}, {"sport_key": "basketball_nba"}]},
        {"data": [{"timestamp": "t", "data": event(*BOTH)}]},
        {"e1": event(*BOTH), "saved": "t"},
        {"nba": [event(*BOTH)], "nfl": []},
        {"success": True, "response": {"data": [event(*BOTH)]}},
    ],
)
def test_events_are_found_in_every_envelope(document: object) -> None:
    result = read_json(document)

    assert result.columns("player_name", "game_id") == [("Ana Ruiz", "e1")]
    assert result.rejects == []


ABOUT: Json = {key: value for key, value in event().items() if key != "bookmakers"}
BOOKS = event(*BOTH)["bookmakers"]
SAID: Json = {**ABOUT, "event_id": "e1", "sport": "NBA", "home": "Harbour Hawks", "away": "Valley Vipers"}


@pytest.mark.parametrize(
    "document",
    [
        {"event": ABOUT, "bookmakers": BOOKS},
        {"event": ABOUT, "odds": {"bookmakers": BOOKS}},
        {"sport": "NBA", "events": [{**{key: ABOUT[key] for key in ABOUT if key != "sport_key"}, "bookmakers": BOOKS}]},
        {"basketball_nba": [{**{key: ABOUT[key] for key in ABOUT if key != "sport_key"}, "bookmakers": BOOKS}]},
        {key: SAID[key] for key in ("event_id", "sport", "commence_time", "home", "away")}
        | {"data": {"bookmakers": BOOKS}},
    ],
)
def test_an_event_takes_missing_fields_from_its_wrapping(document: Json) -> None:
    result = read_json(document, league=None)

    assert result.columns("player_name", "league", "game_id", "game_date") == [
        ("Ana Ruiz", "NBA", "e1", datetime(2025, 10, 23, 2, 10, tzinfo=UTC))
    ]
    assert result.props[0].extra_metadata["home_team"] == "Harbour Hawks"
    assert result.rejects == []


def test_events_are_read_one_per_line() -> None:
    text = json.dumps(event(*BOTH)) + "\n" + json.dumps(event(*BOTH, id="e2")) + "\n"

    assert read_text(text).columns("game_id") == [("e1",), ("e2",)]


@pytest.mark.parametrize("document", [[], event(bookmakers=[]), event(bookmakers=None), {"timestamp": "t", "data": []}])
def test_a_file_without_props_is_not_an_error(document: object) -> None:
    result = read_json(document)

    assert (result.props, result.rejects, result.reading.odds_format) == ([], [], None)


def test_sides_are_paired_apart_from_each_other_and_alternate_lines_stay_separate() -> None:
    result = read_json(event(outcome(), outcome(point=24.5), outcome("Under", -120), outcome("Under", 130, 24.5)))

    assert [(line, under) for line, _, under in result.columns("line", "odds", "under_odds")] == [
        (20.5, 1 + 100 / 120),
        (24.5, 2.3),
    ]


def test_the_last_of_duplicate_prices_counts_and_duplicates_are_counted() -> None:
    result = read_json(event(outcome(price=-110), outcome("Under", -120), outcome(price=-150), outcome(price=-200)))

    assert result.columns("odds", "under_odds") == [(1.5, 1 + 100 / 120)]
    assert result.reading.duplicates == 2


def test_an_under_alone_is_a_prop() -> None:
    assert read_json(event(outcome("Under", -200))).columns("odds", "under_odds") == [(None, 1.5)]


@pytest.mark.parametrize("words", [("Over", "Under"), ("o", "u"), ("HIGHER", "lower"), ("more", "Less")])
def test_every_word_for_a_side_is_understood(words: tuple[str, str]) -> None:
    over, under = words
    result = read_json(event(outcome(over, -200), outcome(under, 150)))

    assert result.columns("odds", "under_odds") == [(1.5, 2.5)]


def test_yes_and_no_have_the_line_0_5() -> None:
    result = read_json(event(outcome("Yes", 250, None), outcome("No", -300, None), market="player_double_double"))

    assert result.columns("market_type", "line", "odds") == [("double_double", 0.5, 3.5)]


def test_yes_and_no_have_the_line_0_5_in_an_unknown_market() -> None:
    result = read_json(event(outcome("Yes", 250, None), outcome("No", -300, None), market="player_hat_trick"))

    assert result.columns("market_type", "line", "odds", "under_odds") == [("hat_trick", 0.5, 3.5, 1 + 100 / 300)]


@pytest.mark.parametrize(
    ("outcome", "props"),
    [
        ({"name": "Ana Ruiz", "price": -120}, [("Ana Ruiz", 0.5, 1 + 100 / 120, None)]),
        ({"name": "Ana Ruiz", "description": "No", "price": -120}, [("Ana Ruiz", 0.5, None, 1 + 100 / 120)]),
        (
            {"name": "Ana Ruiz", "description": "Over", "price": -120, "point": 1.5},
            [("Ana Ruiz", 1.5, 1 + 100 / 120, None)],
        ),
        ({"name": "Ana Ruiz", "price": -120, "point": 1.5}, []),
        ({"name": "Dunk", "description": "Ana Ruiz", "price": -120}, []),
        ({"name": "Yes", "price": -120}, []),
    ],
)
def test_a_player_under_name_instead_of_description_is_understood(outcome: Json, props: list[tuple[Any, ...]]) -> None:
    result = read_json(event(outcome, market="player_hat_trick"))

    assert result.columns("player_name", "line", "odds", "under_odds") == props
    assert len(result.rejects) == 1 - len(props)


def test_a_unix_time_and_decimal_prices_are_understood() -> None:
    result = read_json(event(outcome(price=1.91), outcome("Under", 2.0), commence_time=1761185400))

    assert result.reading.odds_format == "decimal"
    assert [str(prop.game_date) for prop in result.props] == ["2025-10-23 02:10:00+00:00"]


def test_the_title_of_a_bookmaker_stands_in_for_a_missing_key() -> None:
    document = event(*BOTH)
    document["bookmakers"][0] |= {"key": None, "title": "Ace Bet"}

    assert read_json(document).columns("platform") == [("acebet",)]


def test_links_and_limits_are_kept_by_side() -> None:
    (prop,) = read_json(
        event(outcome(link="https://a", multiplier=1.5), outcome("Under", sid="s", bet_limit=100))
    ).props

    assert prop.extra_metadata["over"] == {"link": "https://a", "multiplier": 1.5}
    assert prop.extra_metadata["under"] == {"sid": "s", "bet_limit": 100}


@pytest.mark.parametrize(
    ("key", "league"),
    [
        ("americanfootball_nfl", "NFL"),
        ("basketball_ncaab", "CBB"),
        ("aussierules_afl", "AFL"),
        ("curling_grand_slam", "GRAND_SLAM"),
    ],
)
def test_sport_keys_are_mapped_to_leagues(key: str, league: str) -> None:
    assert read_json(event(*BOTH, sport_key=key), league=None).columns("league") == [(league,)]


def test_the_title_of_the_sport_stands_in_for_a_missing_key() -> None:
    result = read_json(event(*BOTH, sport_key=None, sport_title="NFL"), league=None)

    assert result.columns("league", "week") == [("NFL", 8)]


def test_nfl_props_have_a_week_and_alternate_markets_a_variant() -> None:
    game = event(*BOTH, market="player_rush_yds_alternate", sport_key="americanfootball_nfl")
    (prop,) = read_json(game, league=None).props

    assert (prop.week, prop.season, prop.market_type, prop.variant) == (8, "2025", "rushing_yards", "alternate")
    assert prop.extra_metadata["season_type"] == "regular"


@pytest.mark.parametrize("market", ["correct_score", "to_qualify", "totals_corners"])
def test_unknown_markets_on_games_are_skipped(market: str) -> None:
    result = read_json([event({"name": "2-1", "price": 900}, market=market), event(*BOTH)])

    assert (len(result.props), result.rejects) == (1, [])
    assert len(result.reading.notes) == 1


def test_an_event_without_bookmakers_gives_nothing() -> None:
    result = read_json([{"id": "e1", "sport_key": "basketball_nba", "commence_time": "2025-10-23T02:10:00Z"}])

    assert (result.props, result.rejects, result.reading.notes) == ([], [], [])


def test_game_lines_of_version_3_are_skipped() -> None:
    site = {"site_key": "unibet", "last_update": 1571000000, "odds": {"h2h": [1.9, 1.9], "totals": {"points": [220.5]}}}
    result = read_json(
        {"success": True, "data": [{"sport_key": "basketball_nba", "teams": ["A", "B"], "sites": [site]}]}
    )

    assert (result.props, result.rejects) == ([], [])
    assert result.reading.notes == [GAME_LINES_NOTE]


def test_game_lines_are_skipped_with_one_note() -> None:
    result = read_json(
        [event({"name": "Hawks", "price": -120}, {"name": "Vipers", "price": 100}, market="h2h"), event(*BOTH)]
    )

    assert (len(result.props), result.rejects) == (1, [])
    assert result.reading.notes == [GAME_LINES_NOTE]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (outcome("Hawks"), "name"),
        (outcome(player=""), "player_name"),
        (outcome(point=None), "line"),
        (outcome(point="high"), "line"),
        (outcome(point=[1]), "line"),
        (outcome(price="soon"), "odds"),
        (outcome(price=True), "odds"),
        (outcome(price={}), "odds"),
        (outcome(price=float("inf")), "odds"),
        (outcome(price=0), "odds"),
        (outcome(player="a\0b"), "player_name"),
        (outcome(player="\ud800"), "player_name"),
        (outcome(link="\ud800"), "extra_metadata"),
    ],
)
def test_a_bad_outcome_is_rejected_and_a_good_one_stays(bad: Json, field: str) -> None:
    result = read_json(event(bad, outcome("Over", -115, 30.5)))

    assert result.columns("line") == [(30.5,)]
    assert result.reasons == [(1, field)]
    assert result.rejects[0].row["bookmaker"] == "acebet"


@pytest.mark.parametrize(
    "document",
    [
        {"message": "Unknown event"},
        [event(*BOTH), 7],
        event(bookmakers={"a": 1}),
        event(bookmakers=["a"]),
        event(bookmakers=[{"key": "a", "markets": 5}]),
        {"games": [{"props": {"message": "quota reached"}}]},
    ],
)
def test_json_that_is_not_of_the_odds_api_is_rejected(document: object) -> None:
    (reason,) = [reject.reason for reject in read_json(document).rejects]
    assert reason in {"is not an object with bookmakers", "is not a list of objects"}


def test_an_impossible_time_rejects_the_outcomes_of_its_event() -> None:
    assert read_json(event(*BOTH, commence_time="soon")).reasons == [(1, "game_date"), (2, "game_date")]


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "bookmakers", "markets", "outcomes", "key", "name", "point", "price", "sport_key", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JUNK, JUNK, JUNK)
def test_any_json_gives_props_or_rejects(document: object, book: object, part: object) -> None:
    whole = [document, event(outcome(price=part, point=part, player="x"), bookmakers=[book], commence_time=part)]

    result = read_json(
        [*whole, event(outcome(price=-110, sid=part), {"name": "Over", "description": part})], odds_format="american"
    )

    assert len(result.props) + len(result.rejects) >= 1


@pytest.mark.parametrize("place", ["market", "book", "wrapper"])
def test_the_newest_of_two_answers_in_one_file_gives_the_price(place: str) -> None:
    def answer(price: int, seen: str) -> dict[str, Any]:
        outcome = {"name": "Over", "description": "Ana Ruiz", "point": 4.5, "price": price}
        market = {"key": "player_points", "outcomes": [outcome]} | ({"last_update": seen} if place == "market" else {})
        book = {"key": "acebet", "markets": [market]} | ({"last_update": seen} if place == "book" else {})
        event = {
            "id": "e1",
            "sport_key": "basketball_nba",
            "commence_time": "2025-11-02T20:00:00Z",
            "bookmakers": [book],
        }
        return {"timestamp": seen, "data": event} if place == "wrapper" else event

    newest_first = [answer(-120, "2025-11-02T19:00:00Z"), answer(-110, "2025-11-02T18:00:00Z")]

    for answers in (newest_first, newest_first[::-1]):
        assert read_text(json.dumps(answers)).columns("odds") == [(1 + 100 / 120,)]
