from math import isnan

import pytest

from bbprops_cli.providers import csv_cells as cells


@pytest.mark.parametrize(
    ("text", "side", "number"),
    [
        ("4.5", None, 4.5),
        ("o4.5", "over", 4.5),
        ("U 20", "under", 20),
        ("Over 4.5", "over", 4.5),
        ("u−0.5", "under", -0.5),  # noqa: RUF001 - a typographic minus
        ("-0", None, 0.0),
        (" more ", "over", None),
        ("No", "under", 0.5),
        ("o4½", "over", 4.5),
        ("½", None, 0.5),
        ("25+", "over", 24.5),
        ("1 +", "over", 0.5),
        ("Under 1,250.5 yds", "under", 1250.5),
        ("4.5 pts+rebs", None, 4.5),
        ("4,5", None, 4.5),
        ("", None, None),
        ("N/A", None, None),
    ],
)
def test_a_line_cell_is_read_into_side_and_number(text: str, side: str | None, number: float | None) -> None:
    found, value = cells.side_and_number(text)

    assert found == side
    assert isnan(value) if number is None else value == number


@pytest.mark.parametrize("text", ["x", "overt 4", "o4.5.6", "inf", "1,2,3", "5k", "4.5 or more", "2.5+", "25+5"])
def test_a_line_cell_without_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        cells.side_and_number(text)


@pytest.mark.parametrize(
    ("text", "side"), [("Over", "over"), (" u", "under"), ("Under 4.5 or so", "under"), ("Yes", "over")]
)
def test_a_side_cell_is_read_into_over_or_under(text: str, side: str) -> None:
    assert cells.side_of(text) == side


@pytest.mark.parametrize("text", ["x", "", "overt", "4.5"])
def test_a_side_cell_that_names_no_side_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is neither over nor under"):
        cells.side_of(text)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (" Ana   Ruiz ", "Ana Ruiz"),
        ("Ana Ruiz (P)", "Ana Ruiz"),
        ("Ana (the) Ruiz", "Ana (the) Ruiz"),
        ("Ana (HOU)", "Ana (HOU)"),
    ],
)
def test_a_player_name_loses_spaces_and_the_position_behind_it(sent: str, name: str) -> None:
    assert cells.name_of(sent) == name


@pytest.mark.parametrize("sent", ["BOS", "@BOS", "@ BOS", "vs. BOS", "vs BOS", "v BOS", "at BOS", " BOS "])
def test_an_opponent_loses_the_at_or_vs_before_it(sent: str) -> None:
    assert cells.opponent_of(sent) == "BOS"


@pytest.mark.parametrize("sent", ["RD1", "R4", "MAP 1-2", "vs. Round 2", "2nd Half"])
def test_a_round_is_neither_a_team_nor_an_opponent(sent: str) -> None:
    assert cells.opponent_of(sent) is None
    assert cells.team_of(sent.removeprefix("vs. ")) is None


@pytest.mark.parametrize("sent", ["ATL", "VSL", "Vista"])
def test_an_opponent_that_begins_like_at_or_vs_stays_whole(sent: str) -> None:
    assert cells.opponent_of(sent) == sent


@pytest.mark.parametrize(
    ("text", "week"), [("5", 5), ("12.0", 12), ("Week 5", 5), ("wk5", 5), (" ", None), ("NA", None)]
)
def test_a_week_cell_is_read_into_its_number(text: str, week: int | None) -> None:
    assert cells.week_of(text) == week


@pytest.mark.parametrize("text", ["five", "5.5", "-1", "1e3"])
def test_a_week_cell_without_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a week"):
        cells.week_of(text)


@pytest.mark.parametrize(
    ("text", "truth"),
    [("TRUE", True), ("", True), ("1", True), ("on", True), ("False", False), ("no", False), ("off", False)],
)
def test_a_truth_cell_is_read_and_a_blank_one_is_true(text: str, truth: bool) -> None:
    assert cells.truth(text) is truth


@pytest.mark.parametrize(
    ("game", "teams"),
    [
        ("Vipers @ Hawks", ("Hawks", "Vipers")),
        ("Vipers at Hawks", ("Hawks", "Vipers")),
        ("Hawks vs. Vipers", ("Hawks", "Vipers")),
        ("Atlanta Hawks", None),
    ],
)
def test_the_title_of_a_game_names_home_and_away(game: str, teams: tuple[str, str] | None) -> None:
    assert cells.teams_of(game) == teams
