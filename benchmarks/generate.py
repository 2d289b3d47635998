"""Invented props in the shape of a busy board: leagues, seasons, weeks, players and ladders as they come in life.

Week 5 of the newest NFL season is at hand and holds an eighth of everything, so that of a million props it has 2,000
pages of 50.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any, NamedTuple

COLUMNS = (
    *("id", "league", "season", "week", "game_date", "player_id", "player_name", "position", "team", "opponent"),
    *("market_type", "stat_category", "extra_metadata", "line", "period", "variant", "platform", "odds", "under_odds"),
    *("external_id", "game_id", "is_active", "created_at", "updated_at"),
)
NEWEST, AT_HAND = "2025", 5
SEASONS = {NEWEST: 4, "2024": 2, "2023": 1}
# Drawn from evenly, so each stands as often as its share wants.
PLATFORMS = (
    "prizepicks",
    "prizepicks",
    "prizepicks",
    "underdog",
    "underdog",
    "pick6",
    "draftkings",
    "fanduel",
    "betmgm",
)
VARIANTS = ("standard", "standard", "standard", "standard", "alternate", "alternate", "demon", "goblin")
PERIODS = ("full", "full", "full", "full", "full", "full", "1h", "1q")
SYLLABLES = ("ba", "do", "ka", "len", "mar", "ny", "o'r", "que", "ri", "son", "tá", "vel", "wes", "zim")


class Slate(NamedTuple):
    """The games of a league in one week."""

    season: str
    week: int | None
    day: str
    day_before: str
    week_before: str


class League(NamedTuple):
    """A league's share of all props; its markets each with the category and the greatest line."""

    share: int
    players: int
    teams: int
    positions: tuple[str, ...]
    markets: tuple[tuple[str, str, int], ...]


NFL_MARKETS = (
    *(("passing_yards", "passing", 380), ("passing_touchdowns", "passing", 4), ("rushing_yards", "rushing", 140)),
    *(("receptions", "receiving", 12), ("receiving_yards", "receiving", 150), ("kicking_points", "kicking", 14)),
)
NBA_MARKETS = (("points", "scoring", 40), ("rebounds", "rebounding", 16), ("assists", "passing", 14))
LEAGUES = {
    "NFL": League(40, 1700, 32, ("QB", "RB", "WR", "TE", "K"), NFL_MARKETS),
    "NBA": League(25, 500, 30, ("PG", "SG", "SF", "PF", "C"), NBA_MARKETS),
    "MLB": League(15, 1200, 30, ("P", "IF", "OF"), (("strikeouts", "pitching", 11), ("total_bases", "batting", 4))),
    "NHL": League(12, 800, 32, ("C", "W", "D", "G"), (("shots_on_goal", "shooting", 6), ("saves", "goalkeeping", 38))),
    "CFB": League(8, 3000, 130, ("QB", "RB", "WR"), NFL_MARKETS[:3]),
}


def props(count: int) -> Iterator[tuple[Any, ...]]:
    """That many rows of COLUMNS, the same each time, in values that both databases take."""
    chance = Random(count)
    people = {name: _people(name, league, chance) for name, league in LEAGUES.items()}
    slates = {name: _slates(name) for name in LEAGUES}
    names = [name for name, league in LEAGUES.items() for _ in range(league.share)]
    for number in range(count):
        name = chance.choice(names)
        league = LEAGUES[name]
        slate = chance.choice(slates[name])
        person = chance.choice(people[name])
        opponent = f"{name[0]}{chance.randrange(league.teams):03}"
        market, category, greatest = chance.choice(league.markets)
        moved = f"{chance.randrange(24):02}:{chance.randrange(60):02}:00.000000"
        yield (
            *(_id(number, chance), name, slate.season, slate.week, f"{slate.day} 17:00:00.000000", *person, opponent),
            *(market, category, f'{{"raw_market": "{market.title()}"}}', chance.randrange(greatest) + 0.5),
            *(chance.choice(PERIODS), chance.choice(VARIANTS), chance.choice(PLATFORMS)),
            *(chance.randrange(120, 400) / 100, chance.randrange(120, 400) / 100),
            *(f"{number:x}", f"{slate.day}-{person[-1]}-{opponent}", int(chance.random() < 0.9)),
            *(f"{slate.week_before} {moved}", f"{slate.day_before} {moved}"),
        )


def _people(name: str, league: League, chance: Random) -> list[tuple[str, str, str, str]]:
    """Who plays: id, name, position and team."""
    surnames = ["".join(parts).capitalize() for parts in product(SYLLABLES, repeat=3)]
    first_names = ["".join(parts).capitalize() for parts in product(SYLLABLES, repeat=2)]
    return [
        (
            f"{name.lower()}-{number}",
            f"{chance.choice(first_names)} {chance.choice(surnames)}",
            chance.choice(league.positions),
            f"{name[0]}{number % league.teams:03}",
        )
        for number in range(league.players)
    ]


def _slates(name: str) -> list[Slate]:
    """The slates of a league, each as often as it shall be drawn; only the NFL counts weeks."""
    slates = []
    for (season, share), week in product(SEASONS.items(), range(1, 19)):
        day = date(int(season), 9, 1) + timedelta(7 * week)
        days = (str(day - timedelta(back)) for back in (0, 1, 7))
        busy = 18 if season == NEWEST and week == AT_HAND else 1
        slates += [Slate(season, week if name == "NFL" else None, *days)] * share * busy
    return slates


def _id(number: int, chance: Random) -> str:
    """A UUIDv7, later for later rows."""
    clock = 1_756_684_800_000 + number // 50
    return (
        f"{clock:012x}7{chance.getrandbits(12):03x}{0x8000 | chance.getrandbits(14):04x}{chance.getrandbits(48):012x}"
    )
