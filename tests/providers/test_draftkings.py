import json
from typing import Any

import pytest

from tests.providers.reading import Result, read_text

Json = dict[str, Any]

ANA: Json = {"id": "31", "name": "Ana Ruiz", "type": "Player", "venueRole": "HomePlayer"}
TEAMS = [
    {"name": "HAR Hawks", "type": "Team", "venueRole": "Home", "metadata": {"shortName": "HAR"}},
    {"name": "VAL Vipers", "type": "Team", "venueRole": "Away", "metadata": {"shortName": "VAL"}},
]


def selection(label: str = "Over", american: str = "−110", points: object = 20.5, **more: Any) -> Json:  # noqa: RUF001 - as sent
    return {
        "id": f"0OU-{label}", "marketId": "m1", "label": label, "points": points,
        "displayOdds": {"american": american, "decimal": "1.5"}, "participants": [ANA], **more,
    }  # fmt: skip


BOTH = (selection(), selection("Under", "−120"))  # noqa: RUF001 - as sent


def answer(*selections: Json, market: str = "Ana Ruiz Points O/U", **more: Any) -> Json:
    return {
        "leagues": [{"id": "42648", "name": "NBA"}],
        "events": [
            {
                "id": "e1", "leagueId": "42648", "name": "VAL Vipers @ HAR Hawks", "participants": TEAMS,
                "startEventDate": "2025-10-23T02:10:00.0000000Z",
            }
        ],
        "markets": [{"id": "m1", "eventId": "e1", "name": market, "marketType": {"name": "Points O/U"}, **more}],
        "selections": list(selections),
    }  # fmt: skip


def outcome(label: str = "Over", american: str = "-110", line: object = 20.5, **more: Any) -> Json:
    return {"label": label, "oddsAmerican": american, "line": line, "participant": "Ana Ruiz", **more}


def offers(*outcomes: Json | str, label: str = "Ana Ruiz Points", **more: Any) -> Json:
    offer = {"eventId": 5, "label": label, "isSuspended": False, "isOpen": True, "outcomes": list(outcomes), **more}
    event = {
        "eventId": 5, "name": "VAL Vipers @ HAR Hawks", "startDate": "2023-10-25T02:10:00.0000000Z",
        "teamShortName1": "VAL", "teamShortName2": "HAR",
    }  # fmt: skip
    descriptor = {"name": "Points", "offerSubcategory": {"offers": [[offer]]}}
    category = {"name": "Player Points", "offerSubcategoryDescriptors": [descriptor, {"name": "Assists"}]}
    return {"eventGroup": {"eventGroupId": 42648, "name": "NBA", "events": [event], "offerCategories": [category]}}


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "draftkings", **options)


def test_a_prop_keeps_everything_that_draftkings_says() -> None:
    (prop,) = read_json(answer(*BOTH)).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "draftkings", "Ana Ruiz")
    assert (prop.player_id, prop.team, prop.opponent) == ("31", "HAR", "VAL")
    assert (prop.market_type, prop.period, prop.variant) == ("points", "full", "standard")
    assert (prop.line, prop.odds, prop.under_odds) == (20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date), len(prop.external_id)) == ("e1", "2025-10-23 02:10:00+00:00", 32)
    assert prop.extra_metadata == {
        "home_team": "HAR",
        "away_team": "VAL",
        "raw_market": "Points O/U",
        "over": {"id": "0OU-Over"},
        "under": {"id": "0OU-Under"},
    }


def test_an_older_offer_is_read_like_a_market() -> None:
    result = read_json(offers(outcome(), outcome("Under", "-120")))

    assert result.columns("player_name", "market_type", "line", "odds", "under_odds", "league", "game_id") == [
        ("Ana Ruiz", "points", 20.5, 1 + 100 / 110, 1 + 100 / 120, "NBA", "5")
    ]
    assert result.props[0].extra_metadata["home_team"] == "HAR"


def test_the_page_of_one_event_is_read_like_offers_of_a_league() -> None:
    group = offers(outcome(), outcome("Under", "-120"))["eventGroup"]
    subcategory = group["offerCategories"][0]["offerSubcategoryDescriptors"][0]
    component = {"subcategoryName": "Points", "offers": subcategory["offerSubcategory"]["offers"]}
    event = {**group["events"][0], "eventGroupId": 42648}

    result = read_json({"event": event, "eventCategories": [{"name": "Props", "componentizedOffers": [component]}]})

    assert result.props == read_json({"eventGroup": group}).props


@pytest.mark.parametrize("wrap", [lambda page: [page, page], lambda page: {"points": page}, lambda page: {"a": [page]}])
def test_answers_are_found_in_any_wrapping(wrap: Any) -> None:
    assert len(read_json(wrap(answer(*BOTH))).props) == 1
    assert len(read_json(wrap(offers(outcome()))).props) == 1


@pytest.mark.parametrize(
    ("sent", "market"),
    [
        (selection("25+", points=None, milestoneValue=25), "Ana Ruiz Points"),
        (selection("25+", points=None), "Ana Ruiz Points Milestones"),
        (selection("Yes", points=None), "Ana Ruiz 25+ Points"),
        (selection("Ana Ruiz", points=None), "To Score 25+ Points"),
    ],
)
def test_a_number_or_more_is_an_alternate_line_half_below_it(sent: Json, market: str) -> None:
    result = read_json(answer(sent, market=market))

    assert result.columns("market_type", "variant", "line", "under_odds") == [("points", "alternate", 24.5, None)]


def test_lines_beside_the_main_one_are_alternate() -> None:
    result = read_json(answer(selection(main=True), selection(points=24.5), selection("Under", points=24.5)))

    assert result.columns("line", "variant") == [(20.5, "standard"), (24.5, "alternate")]


@pytest.mark.parametrize(
    ("sent", "title", "market"),
    [
        (selection("Yes", points=None), "Ana Ruiz To Record a Double-Double", "double_double"),
        (selection("Ana Ruiz", points=None), "Anytime Touchdown Scorer", "anytime_touchdown"),
        (selection("Ana Ruiz", points=None, outcomeType="First Scorer"), "Touchdown Scorers", "first_touchdown"),
    ],
)
def test_a_yes_without_a_line_is_over_half(sent: Json, title: str, market: str) -> None:
    document = answer(sent, market=title)
    if "touchdown" in market:
        document["events"][0]["leagueId"] = "88808"

    assert read_json(document).columns("market_type", "line", "odds") == [(market, 0.5, 1 + 100 / 110)]


@pytest.mark.parametrize(
    ("title", "period"), [("Ana Ruiz 1st Quarter Points O/U", "1q"), ("Ana Ruiz Points - 1st Half", "1h")]
)
def test_a_period_in_the_title_is_read(title: str, period: str) -> None:
    assert read_json(answer(*BOTH, market=title)).columns("market_type", "period") == [("points", period)]


def test_game_lines_closed_selections_and_other_bets_are_skipped_and_counted() -> None:
    team = {"name": "HAR Hawks", "type": "Team"}
    result = read_json(
        [
            answer(selection(participants=[team]), selection(participants=None), selection("Exactly 20")),
            answer(*BOTH, isSuspended=True),
            offers(outcome(participant="HAR Hawks"), outcome(participant=None)),
            offers(outcome(), isSuspended=True),
            offers(outcome(), isOpen=False),
        ]
    )

    assert result.props == []
    assert result.reading.notes == [
        "selections that are not a side of a line, a yes or a no skipped: 1",
        "selections that are not on a player skipped: 4",
        "suspended or closed selections skipped: 4",
    ]


def test_a_team_code_behind_the_name_is_the_team() -> None:
    player = {"name": "Ana Ruiz (VAL)", "type": "Player"}
    result = read_json(answer(selection(participants=[player]), market="Ana Ruiz (VAL) Points O/U"))

    assert result.columns("player_name", "team", "opponent", "market_type") == [("Ana Ruiz", "VAL", "HAR", "points")]


def test_a_league_without_a_known_id_is_named_by_the_file() -> None:
    document = answer(*BOTH)
    document["events"][0]["leagueId"] = "7"
    document["leagues"] = [{"id": "7", "name": "WNBA"}]

    assert read_json(document, league=None).columns("league") == [("WNBA",)]


def test_an_american_price_that_is_blank_gives_way_to_the_decimal_one() -> None:
    assert read_json(answer(selection(american=""))).columns("odds") == [(1.5,)]
    assert read_json(answer(selection(american="EVEN"))).columns("odds") == [(2.0,)]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (answer(selection(marketId="m9")), "marketId"),
        (answer(selection(points="many")), "line"),
        (answer(selection(points=None)), "line"),
        (answer(selection(displayOdds={"american": "no"})), "odds"),
        (answer(selection("Under", displayOdds={"american": "no"})), "under_odds"),
        ({**answer(), "selections": ["junk"]}, "selection"),
        (offers(*["junk"]), "selection"),
    ],
)
def test_a_selection_of_the_wrong_shape_is_rejected_with_its_place(document: object, field: str) -> None:
    assert read_json(document).reasons == [(1, field)]


def test_an_empty_answer_has_no_props_and_another_document_is_refused() -> None:
    assert read_json(answer()).props == []
    with pytest.raises(Exception, match="has no DraftKings selections or offers"):
        read_json({"events": []})
