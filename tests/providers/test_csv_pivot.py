import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import read_text

HEADER = "Name,Team,Line_Type,Points,Pts+Asts,3-PT Made (Combo)\n"


def test_a_column_for_every_market() -> None:
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
        f"{HEADER}Ana Ruiz,ACE,Demon,24,31,3\n",  # what they did
        f"{HEADER}Ana Ruiz,ACE,Demon,24.37,31.5,3\n",  # what somebody expects
        f"{HEADER}Ana Ruiz,ACE,Demon,24.5,31.5,?\n",
        "Name,Team,Points,Pts+Asts\nAna Ruiz,ACE,24.5,31.5\n",
    ],
)
def test_columns_that_have_no_lines(text: str) -> None:
    with pytest.raises(InvalidInput, match="no column for market"):
        read_text(text)


def test_a_column_for_the_market_has_the_word() -> None:
    result = read_text("Name,Prop,Points,Assists,Rebounds\nAna Ruiz,Points,24.5,3.5,2.5\n")

    assert result.columns("market_type", "line") == [("points", 24.5)]
