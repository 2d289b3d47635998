from datetime import UTC, datetime

import pytest

from bbprops_cli.rules.props.season import parse_season, week_and_season
from bbprops_cli.rules.values.provider_time import parse

# Kick-offs as everybody can look them up, in UTC.
NFL = [
    ("2020-09-11T00:20Z", 1, "2020", "regular"),  # the Thursday opener
    ("2021-01-03T18:00Z", 17, "2020", "regular"),  # the last week of the last 17-week season
    ("2021-01-09T18:05Z", 18, "2020", "post"),
    ("2021-02-07T23:30Z", 21, "2020", "post"),  # Super Bowl LV
    ("2022-01-09T18:00Z", 18, "2021", "regular"),
    ("2022-02-13T23:30Z", 22, "2021", "post"),  # Super Bowl LVI
    ("2024-09-06T00:20Z", 1, "2024", "regular"),
    ("2024-12-25T18:00Z", 17, "2024", "regular"),  # Christmas on a Wednesday
    ("2025-01-11T21:30Z", 19, "2024", "post"),
    ("2025-02-09T23:30Z", 22, "2024", "post"),  # Super Bowl LIX, after an idle week
    ("2025-09-05T00:20Z", 1, "2025", "regular"),
    ("2025-09-09T00:15Z", 1, "2025", "regular"),  # Monday night, Tuesday in UTC
    ("2025-10-05", 5, "2025", "regular"),
    ("2026-09-10T00:20Z", 1, "2026", "regular"),  # an opener on a Wednesday
    ("2025-08-01T00:00Z", None, "2025", "pre"),  # Hall of Fame game
]


@pytest.mark.parametrize(("kickoff", "week", "season", "kind"), NFL)
def test_nfl_games_fall_into_their_week(kickoff: str, week: int | None, season: str, kind: str) -> None:
    assert week_and_season("NFL", parse(kickoff)[0]) == (week, season, kind)


def test_an_nfl_game_moved_out_of_its_week_gets_the_week_of_its_day() -> None:
    """Ravens at Steelers, week 12, was put off to the Wednesday on which week 13 begins."""
    assert week_and_season("NFL", parse("2020-12-02T20:40Z")[0]).week == 13


@pytest.mark.parametrize(
    ("league", "kickoff", "season"),
    [
        ("NBA", "2025-10-22", "2025"),
        ("NBA", "2026-04-10", "2025"),
        ("NBA", "2020-10-11", "2019"),  # the finals in the bubble
        ("NBA", "2020-12-22", "2020"),
        ("NHL", "2024-06-24", "2023"),
        ("NHL", "2020-09-28", "2019"),
        ("CBB", "2025-03-20", "2024"),
        ("CFB", "2026-01-19", "2025"),
        ("CFB", "2025-08-23", "2025"),
        ("MLB", "2025-10-31", "2025"),
        ("WNBA", "2025-05-16", "2025"),
        ("EPL", "2026-02-01", "2025"),
        ("TURKEY_SUPER_LEAGUE", "2026-02-01", "2025"),
        ("BRAZIL_CAMPEONATO", "2026-02-01", "2026"),
        ("KHL", "2026-02-01", "2025"),
        ("EURO", "2026-02-01", "2025"),
        ("TENNIS", "2026-01-20", "2026"),
        ("NBASZN", "2026-01-20", "2025"),
        ("NHL1P", "2026-01-20", "2025"),
    ],
)
def test_leagues_without_weeks_have_a_season_only(league: str, kickoff: str, season: str) -> None:
    assert week_and_season(league, parse(kickoff)[0]) == (None, season, None)


def test_products_of_the_nfl_have_the_weeks_of_the_nfl() -> None:
    kickoff = datetime(2025, 10, 5, 17, tzinfo=UTC)

    assert week_and_season("NFL1H", kickoff) == (5, "2025", "regular")
    assert week_and_season("NFLSZN", kickoff) == (None, "2025", None)


@pytest.mark.parametrize("text", ["2025", "2025-26", "2025/26", "2025-2026", " 2025 ", "2025.0"])
def test_a_typed_season_is_read_as_its_start_year(text: str) -> None:
    assert parse_season(text) == "2025"


def test_a_season_across_the_turn_of_the_century_is_read() -> None:
    assert parse_season("1999-00") == "1999"


@pytest.mark.parametrize("text", ["", "25", "2025-27", "2025-10-05", "next", "20255"])
def test_text_that_is_not_a_season_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a season"):
        parse_season(text)
