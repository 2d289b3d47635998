"""Week and season of a game, from its league and its date in New York."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from bbprops_cli.rules.props.markets import split_league
from bbprops_cli.rules.values.provider_time import NEW_YORK


class SeasonWeek(NamedTuple):
    """The season of a game and its week, which is known for the NFL only."""

    week: int | None
    season: str
    season_type: str | None


# Leagues whose season crosses the new year, and the month in which the new one begins.
_BEGINS = {
    **dict.fromkeys(("NFL", "CFB"), 3),
    **dict.fromkeys(("EPL", "LALIGA", "BUNDESLIGA", "SERIEA", "LIGUE1", "UCL", "UEL", "EFL_CHAMP", "FA_CUP"), 7),
    **dict.fromkeys(("NETHERLANDS_EREDIVISIE", "PORTUGAL_PRIMEIRA_LIGA", "UEFA_EUROPA_CONFERENCE_LEAGUE"), 7),
    **dict.fromkeys(("ENGLAND_EFL_CUP", "ENGLAND_LEAGUE1", "ENGLAND_LEAGUE2", "UEFA_CHAMPS_LEAGUE_WOMEN", "SPL"), 7),
    **dict.fromkeys(("SPAIN_COPA_DEL_REY", "SPAIN_SEGUNDA_DIVISION", "ITALY_SERIE_B", "ITALY_COPPA_ITALIA"), 7),
    **dict.fromkeys(("GERMANY_BUNDESLIGA2", "GERMANY_DFB_POKAL", "FRANCE_LIGUE_TWO", "FRANCE_COUPE_DE_FRANCE"), 7),
    **dict.fromkeys(("BELGIUM_FIRST_DIV", "TURKEY_SUPER_LEAGUE", "AUSTRALIA_ALEAGUE", "SAUDI_ARABIA_PRO_LEAGUE"), 7),
    **dict.fromkeys(("NBA", "NHL", "CBB", "WCBB", "PWHL", "AHL", "KHL", "SHL", "GLEAGUE"), 8),
    **dict.fromkeys(("EUROLEAGUE", "EURO", "EUROCUP", "BCL", "BBL", "KBL", "NBL"), 8),
}
_NFLVERSE = re.compile(r"(\d{4})_(\d\d)_[A-Z]{2,3}_[A-Z]{2,3}", re.ASCII)
_SEASON = re.compile(r"(\d{4})(?:\.0|\s*[-/–]\s*(\d{2}|\d{4}))?", re.ASCII)  # noqa: RUF001 - a dash as typed


@lru_cache(maxsize=1 << 14)
def week_and_season(league: str, kickoff: datetime) -> SeasonWeek:
    """The start year of a game's season; for the NFL also the week, play-offs included, and pre, regular or post."""
    base, product = split_league(league)
    day = kickoff.astimezone(NEW_YORK).date()
    year = _start_year(base, day)
    if base != "NFL" or product == "season":
        return SeasonWeek(None, str(year), None)
    number = (day - _first_wednesday(year)).days // 7 + 1
    last = 18 if year >= 2021 else 17
    if number < 1:
        return SeasonWeek(None, str(year), "pre")
    # The idle week before the Super Bowl does not count.
    return SeasonWeek(min(number, last + 4), str(year), "post" if number > last else "regular")


@lru_cache(maxsize=1024)
def of_game_id(league: str, game_id: str) -> SeasonWeek | None:
    """The week and season in an NFL game id of nflverse, such as 2024_05_BAL_KC; None for any other id."""
    found = _NFLVERSE.fullmatch(game_id)
    if not found or split_league(league)[0] != "NFL":
        return None
    week, last = int(found[2]), 18 if found[1] >= "2021" else 17
    return SeasonWeek(week, found[1], "post" if week > last else "regular")


@lru_cache(maxsize=1024)
def parse_season(text: str) -> str:
    """The start year of a season as typed: 2025 for 2025, 2025-26 and 2025/2026. Raises ValueError."""
    found = _SEASON.fullmatch(text.strip())
    if not found or (found[2] and int(found[2]) % 100 != (int(found[1]) + 1) % 100):
        raise ValueError(f"{text[:40]!r} is not a season such as 2025 or 2025-26")
    return found[1]


def _start_year(league: str, day: date) -> int:
    begins = _BEGINS.get(league, 1)
    if league in {"NBA", "NHL"} and day.year == 2020:
        begins = 11  # the season of 2019-20 ended in October 2020
    return day.year if day.month >= begins else day.year - 1


def _first_wednesday(year: int) -> date:
    """The Wednesday after Labor Day, the first Monday of September."""
    september = date(year, 9, 1)
    return september + timedelta(days=(7 - september.weekday()) % 7 + 2)
