import pytest

from bbprops_cli.rules.props.markets import period_of, split_league
from bbprops_cli.rules.props.periods import is_round, maps_of, minutes_of, without_period


@pytest.mark.parametrize(
    ("sport", "slug", "shorter", "period"),
    [
        ("", "points", "points", None),
        ("", "period_1_3_points", "period_1_3_points", None),
        ("", "half_3_points", "half_3_points", None),
        ("baseball", "i5_hits", "hits", "5i"),
        ("", "i5_hits", "i5_hits", None),
        ("basketball", "f5_points", "f5_points", None),
        ("hockey", "shots_period_1", "shots", "1p"),
        ("soccer", "shots_period_1", "shots", "1h"),
        ("golf", "strokes_r4", "strokes", "4r"),
        ("tennis", "third_set", "third_set", None),
    ],
)
def test_a_period_is_taken_off_a_slug_only_if_the_sport_has_it(
    sport: str, slug: str, shorter: str, period: str | None
) -> None:
    assert without_period(sport, slug) == (shorter, period)


@pytest.mark.parametrize(
    ("text", "period"),
    [("1st Half", "1h"), ("3rd Set", "3s"), ("First 5 Innings", "1-5i"), ("Quarter 2", "2q"), ("Full", ""), ("", "")],
)
def test_a_text_can_name_a_period_alone(text: str, period: str) -> None:
    assert period_of(text) == period


@pytest.mark.parametrize(
    ("league", "parts"), [("MLB1I", ("MLB", "1i")), ("TENNIS 2S", ("TENNIS", "2s")), ("CS2", ("CS2", "full"))]
)
def test_the_name_of_a_league_can_end_with_an_inning_or_a_set(league: str, parts: tuple[str, str]) -> None:
    assert split_league(league) == parts


def test_slugs_of_no_minutes_and_no_maps_have_no_such_part() -> None:
    assert minutes_of("points") is None
    assert minutes_of("points_in_last_5_minutes") is None
    assert maps_of("kills") is None
    assert maps_of("kills_on_map_12") is None


@pytest.mark.parametrize(
    "text", ["RD1", "R4", "RD 2", "Round 3", "MAP 1", "MAPS 1-3", "Maps 1+2", "Set 2", "1H", "2nd Half", "1st Quarter"]
)
def test_a_round_or_a_map_is_not_a_team(text: str) -> None:
    assert is_round(text)


@pytest.mark.parametrize("text", ["KC", "NYR", "R", "G2", "T1", "P1", "100 Thieves", "76ers", "RDS", "MAPLE", ""])
def test_the_code_of_a_team_is_not_a_round(text: str) -> None:
    assert not is_round(text)
