import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import read_text

HEADER = "Name,Team,Line_Type,Points,Pts+Asts,3-PT Made (Combo)\n"


def test_columns_of_markets_become_one_row_per_market() -> None:
    result = read_text(f"{HEADER}Ana Ruiz,ACE,Demon,24.5,,\nBea Oye,DOV,Regular,12,19.5,3.5\nCy Lee,DOV\n")

    assert result.columns("player_name", "team", "variant", "market_type", "line") == [
        ("Ana Ruiz", "ACE", "demon", "points", 24.5),
        ("Bea Oye", "DOV", "standard", "points", 12.0),
        ("Bea Oye", "DOV", "standard", "points_assists", 19.5),
        ("Bea Oye", "DOV", "standard", "threes", 3.5),
    ]
    assert result.reasons == [(4, "row")]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}Ana Ruiz,ACE,Demon,24,31,3\n",  # results
        f"{HEADER}Ana Ruiz,ACE,Demon,24.37,31.5,3\n",  # projections
        f"{HEADER}Ana Ruiz,ACE,Demon,24.5,31.5,?\n",
        "Name,Team,Points,Pts+Asts\nAna Ruiz,ACE,24.5,31.5\n",
    ],
)
def test_columns_of_markets_without_lines_are_not_rows(text: str) -> None:
    with pytest.raises(InvalidInput, match="no column for market"):
        read_text(text)


def test_a_market_column_overrules_columns_named_like_markets() -> None:
    result = read_text("Name,Prop,Points,Assists,Rebounds\nAna Ruiz,Points,24.5,3.5,2.5\n")

    assert result.columns("market_type", "line") == [("points", 24.5)]


def test_first_and_last_name_are_joined_into_the_player() -> None:
    result = read_text("first_name,last_name,stat,line\nAna,Ruiz,Points,20.5\n,Bea,Points,4\nCy,Points,5\n")

    assert result.columns("player_name") == [("Ana Ruiz",), ("Bea",)]
    assert result.reasons == [(4, "row")]


def test_cells_with_a_line_and_its_price_are_split() -> None:
    result = read_text(
        "player,market,over_under,DraftKings,mgm,FanDuel\n"
        "Ana,Points,Over,(4.5) -110,(5.5) 100,\nAna,Points,Under,(4.5) -120,(5.5) -125,\n"
        "Bea,Points,Over,(0.5) ,None,N/A\nCy,Points,Over,(x) 100,None,\nDi,Points\n"
    )

    assert result.columns("player_name", "platform", "line", "odds", "under_odds") == [
        ("Ana", "draftkings", 4.5, 1 + 100 / 110, 1 + 100 / 120),
        ("Ana", "betmgm", 5.5, 2.0, 1.8),
        ("Bea", "draftkings", 0.5, None, None),
    ]
    assert result.reasons == [(5, "line"), (6, "row")]


@pytest.mark.parametrize(
    "titles",
    [
        "over_line,over_odds,under_line,under_odds",
        "point_Over,price_Over,point_Under,price_Under",
        "Line Over,Over,Line Under,Under",
        "over_point,over_price,under_point,under_price",
    ],
)
def test_sides_with_different_lines_become_two_props(titles: str) -> None:
    result = read_text(
        f"player,market,{titles}\n"
        "Ana,Points,4.5,-110,5.5,-120\nBea,Points,o4.5,-110,u4.5,-120\nCy,Points,,,5.5,-120\nDee,Points,4.5,-110,,\n"
    )

    over, under = 1 + 100 / 110, 1 + 100 / 120
    assert result.columns("player_name", "line", "odds", "under_odds") == [
        ("Ana", 4.5, over, None),
        ("Ana", 5.5, None, under),
        ("Bea", 4.5, over, under),
        ("Cy", 5.5, None, under),
        ("Dee", 4.5, over, None),
    ]
