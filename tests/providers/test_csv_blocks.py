import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import read_text


def test_columns_for_line_and_prices_of_each_market_become_one_row_per_market() -> None:
    result = read_text(
        "Player,TEAM,PTS_PROP,PTS_PROP_O_ODDS,PTS_PROP_U_ODDS,3PTS_PROP,3PTS_PROP_O_ODDS,3PTS_PROP_U_ODDS\n"
        "Ana Ruiz,ACE,13.5,-112.0,-107.0,,,\nBea Oye,DOV,8.5,,-104.0,1.5,112.0,-134.0\n"
    )

    assert result.columns("player_name", "team", "market_type", "line", "odds", "under_odds") == [
        ("Ana Ruiz", "ACE", "points", 13.5, 1 + 100 / 112, 1 + 100 / 107),
        ("Bea Oye", "DOV", "points", 8.5, None, 1 + 100 / 104),
        ("Bea Oye", "DOV", "threes", 1.5, 2.12, 1 + 100 / 134),
    ]
    assert not result.rejects


@pytest.mark.parametrize(
    "header",
    [
        "player,points_line,points_over,points_under,assists_line,assists_over,assists_under",
        "player,pointsLine,pointsOverOdds,pointsUnderOdds,assistsLine,assistsOverOdds,assistsUnderOdds",
        "player,Over Points Price,Under Points Price,Points Line,Assists Line,Assists Over,Assists Under",
    ],
)
def test_columns_of_each_market_may_be_spelled_in_several_ways(header: str) -> None:
    places = [word.strip().lower() for word in header.split(",")]
    cells = ["1.5" if "line" in place else "-120" if "over" in place else "100" for place in places[1:]]
    result = read_text(f"{header}\nAna Ruiz,{','.join(cells)}\n")

    assert sorted(result.columns("market_type", "line", "odds", "under_odds")) == [
        ("assists", 1.5, 1 + 100 / 120, 2.0),
        ("points", 1.5, 1 + 100 / 120, 2.0),
    ]


def test_lines_of_each_market_need_no_prices() -> None:
    result = read_text("player,pts_line,pts_proj,ast_line,ast_proj\nAna Ruiz,20.5,22.31,,4.1\nBea Oye,11.5,9.8,6,6.4\n")

    assert result.columns("player_name", "market_type", "line", "odds") == [
        ("Ana Ruiz", "points", 20.5, None),
        ("Bea Oye", "points", 11.5, None),
        ("Bea Oye", "assists", 6.0, None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "player,pts_prop,ast_prop\nAna Ruiz,24,3\n",  # results
        "player,pts_line,ast_line\nAna Ruiz,24.37,3.5\n",  # projections
        "player,pts_line,pts_over\nAna Ruiz,24.5,-110\n",  # one market: --market names it
    ],
)
def test_columns_that_are_not_lines_of_several_markets_are_not_rows(text: str) -> None:
    with pytest.raises(InvalidInput, match="no column for market"):
        read_text(text)


def test_prices_of_yes_fill_the_over_odds_of_rows_without_them() -> None:
    result = read_text(
        "player,prop,line,over_odds,under_odds,yes_odds\n"
        "Ana Ruiz,rec_yds,38.5,-110,-115,\nCy Roan,sack_yes,0.5,,,120\nDi Ek,anytime_td,,,,-150\n",
        league="NFL",
    )

    assert result.columns("player_name", "market_type", "line", "odds", "under_odds") == [
        ("Ana Ruiz", "receiving_yards", 38.5, 1 + 100 / 110, 1 + 100 / 115),
        ("Cy Roan", "sacks", 0.5, 2.2, None),
        ("Di Ek", "anytime_touchdown", 0.5, 1 + 100 / 150, None),
    ]
    assert not result.rejects


def test_prices_of_yes_and_no_in_json_objects_fill_over_and_under_odds() -> None:
    result = read_text(
        '[{"player": "Ana Ruiz", "stat_type": "Points", "line": 20.5, "over_payout": -115, "under_payout": 105},'
        ' {"player": "Ana Ruiz", "stat_type": "Double Double", "yes_payout": 300, "no_payout": -450}]'
    )

    assert result.columns("market_type", "line", "odds", "under_odds") == [
        ("points", 20.5, 1 + 100 / 115, 2.05),
        ("double_double", 0.5, 4.0, 1 + 100 / 450),
    ]


def test_a_price_of_yes_beside_over_odds_stays_in_extra_metadata() -> None:
    (prop,) = read_text("player,prop,line,over_odds,yes_odds\nAna Ruiz,Points,20.5,-110,150\n").props

    assert prop.odds == 1 + 100 / 110
    assert prop.extra_metadata["raw"]["yes_odds"] == "150"


@pytest.mark.parametrize("zero", ["0", "0.0"])
def test_a_zero_among_american_prices_of_platforms_is_no_price(zero: str) -> None:
    result = read_text(f"name,prop,DK,FD\nAna Ruiz,ATTD,'+140,{zero}\nBea Oye,ATTD,-110,-115\n", league="NFL")

    assert result.columns("player_name", "platform", "odds") == [
        ("Ana Ruiz", "draftkings", 2.4),
        ("Bea Oye", "draftkings", 1 + 100 / 110),
        ("Bea Oye", "fanduel", 1 + 100 / 115),
    ]
    assert not result.rejects
    assert "0 in FD: read as no price" in result.reading.notes


def test_a_zero_elsewhere_is_still_not_a_price() -> None:
    result = read_text("player,market,line,over_odds\nAna Ruiz,Points,20.5,0\nBea Oye,Points,9.5,-110\n")

    assert result.reasons == [(2, "odds")]


@pytest.mark.parametrize(
    "header", ["line,app,book,book_line", "Line,DFS App,Sportsbook,Sportsbook Line", "line,site,bookmaker,market_line"]
)
def test_prices_of_a_sportsbook_are_not_of_the_line_of_an_app(header: str) -> None:
    result = read_text(
        f"player,market,{header},over_odds,under_odds\n"
        "Ana Ruiz,Points,24.5,prizepicks,pinnacle,25.5,-112,-108\nBea Oye,Points,2.5,underdog,pinnacle,,,\n"
    )

    assert result.columns("player_name", "platform", "line", "odds", "under_odds") == [
        ("Ana Ruiz", "prizepicks", 24.5, None, None),
        ("Ana Ruiz", "pinnacle", 25.5, 1 + 100 / 112, 1 + 100 / 108),
        ("Bea Oye", "underdog", 2.5, None, None),
    ]


@pytest.mark.parametrize("title", ["dk_line", "DraftKings Line", "line_draftkings"])
def test_prices_beside_the_line_of_the_only_platform_are_of_that_platform(title: str) -> None:
    result = read_text(f"player,market,{title},over_odds,under_odds\nAna Ruiz,birdies,3.5,-120,-105\n", league="PGA")

    assert result.columns("platform", "line", "odds", "under_odds") == [
        ("draftkings", 3.5, 1 + 100 / 120, 1 + 100 / 105)
    ]
