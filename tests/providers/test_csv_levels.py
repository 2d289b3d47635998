import pytest

from bbprops_cli.providers.csv_levels import joined
from tests.providers.reading import read_text

ROW = "Ana Ruiz,Points,4.5,1.8,1.9,2,2.1\n"


@pytest.mark.parametrize(
    "rows",
    [
        "Player,Market,Line,FanDuel,,DraftKings,\n,,,Over,Under,Over,Under\n",
        ",,,FanDuel,,DraftKings,\nPlayer,Market,Line,Over,Under,Over,Under\n",
        "Props of 5 October\n,,,FanDuel,,DraftKings,\nPlayer,Market,Line,Over,Under,Over,Under\n",
        "Player,Market,Line,FanDuel,FanDuel,DraftKings,DraftKings\nUnnamed: 0_level_1,,,Over,Under,Over,Under\n",
        "Player,Market,Line,FD,FD,DK,DK\nPlayer,Market,Line,Over Odds,Under Odds,Over Odds,Under Odds\n",
    ],
)
def test_two_header_rows_are_one_header(rows: str) -> None:
    result = read_text(rows + ROW)

    assert result.columns("platform", "line", "odds", "under_odds") == [
        ("fanduel", 4.5, 1.8, 1.9),
        ("draftkings", 4.5, 2.0, 2.1),
    ]
    assert result.rejects == []


def test_groups_may_be_platforms_that_we_do_not_know() -> None:
    result = read_text(
        ",,AceBet,,,Zed,,\nPlayer,Market,Line,Over,Under,Line,Over,Under\nAna,Points,4.5,1.8,1.9,5.5,2,2.1\n"
    )

    assert result.columns("platform", "line", "odds") == [("acebet", 4.5, 1.8), ("zed", 5.5, 2.0)]


def test_groups_of_columns_that_mean_nothing_are_dropped() -> None:
    result = read_text("Info,,Odds,,\nPlayer,Market,Line,Over,Under\nAna,Points,4.5,1.8,1.9\n")

    assert result.columns("line", "odds", "under_odds") == [(4.5, 1.8, 1.9)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("player,market,line,side,odds", "Ana,Points,4.5,Over,1.9"),
        ("player,market,line,over,under", "Ana,Points,4.5,1.8,1.9"),
        ("player,market,DraftKings,FanDuel", "Ana,Points,Over,Under"),
        ("player,market,line,DK Over,FD Over", "Ana,Points,,Over,Over"),
    ],
)
def test_a_row_of_data_is_not_a_second_header(header: str, row: str) -> None:
    assert joined(header.split(","), row.split(",")) is None
