"""Headers of spreadsheets: the table that says which spelling may mean which of our columns, and how to compare them.

To teach bbprops a header, add its spelling to a row of HEADERS.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import permutations, product
from typing import NamedTuple

from bbprops_cli.rules.props.prop import CONTENT
from bbprops_cli.rules.values.fold import fold_key

# Words that stand for a group of words in the table below.
WORDS = {
    "OVER": "over ov more higher",
    "UNDER": "under un less lower",
    "PRICE": "odds price prices payout payoff juice vig win px",
    "FORMAT": "american decimal amer dec us eu",
    "TAKEN": "entry taken placed offered",
}

# `our column | cells | spellings | where unusual ones come from`, the best first: a column of ours takes the first
# header that is there, and a header has one meaning. Case, spaces and signs do not matter; `OVER & PRICE` is a word of
# each group, in any order. `cells` makes a header weak: it is believed only if the cells below it pass that test of
# `csv_samples.LOOKS`. The names of our columns are always understood, and the tests of `csv_samples.REQUIRED` hold for
# every header of a column.
HEADERS = """
side        |              | side, direction, outcomes name, outcome name, over or under | The Odds API, flattened
side        | sides        | label, name, outcome, bet, pick, selection, choice, type, bet type, over under, o u |
side        | sides        | bet side, odds side, odds label, price side |
player_name |              | player, participant, participant name, athlete, player description |
player_name |              | outcomes description, outcome description | The Odds API, flattened
player_name |              | jugador | Spanish
player_name |              | description | The Odds API's name of a player; the opponent, where `name` is the player
player_name |              | full name, player full name, player display name, player names |
player_name |              | joueur | French
player_name |              | name, display name, pitcher, pitcher name, batter, batter name, hitter |
player_name |              | goalie, golfer, fighter, competitor name, competitor |
player_name |              | selection header | Underdog
market_type | labels       | market, market type, market key |
market_type | labels       | markets key, outcomes key | The Odds API, flattened
market_type | labels       | mercado | Spanish
market_type | labels       | stat type | PrizePicks
market_type | labels       | stat, prop market, prop stat, market name, stat name, stat display name, display stat |
market_type | labels       | prop, prop type, prop name, prop title, proposition | may be the kind of a bet
market_type | markets      | property, bet type, type, category, line category, key |
market_type | only markets | stat category, selection, pick, label, bet, wager type |
line        |              | line, point, prop line, over line, o u line, over under line, handicap |
line        |              | outcomes point, outcome point | The Odds API, flattened
line        |              | line score | PrizePicks
line        |              | stat value | Underdog
line        |              | hdp | odds-api.io
line        |              | rung, ladder rung | ladders of alternate lines
line        |              | market line, betting line, book line, sportsbook line, vegas line |
line        |              | ligne | French
line        |              | línea, linea | Spanish
line        | half steps   | threshold, stat threshold, consensus line, line value, prop value |
line        | half steps   | current line, closing line, close line, close, current | may also be the price at the end
line        |              | over point, line over, point over | sheets with a line for each side
over_odds   |              | over odds, over price, odds over, price over, over |
over_odds   |              | over american, over decimal |
over_odds   |              | OVER & PRICE, OVER & FORMAT, OVER & PRICE & FORMAT, book over odds |
over_odds   |              | yes odds, yes price, yes payout, yes american, yes decimal, yes |
odds        |              | odds, price, px |
odds        |              | outcomes price, outcome price | The Odds API, flattened
odds        |              | american odds, odds american, american price, price american |
odds        |              | decimal odds, odds decimal, decimal price, price decimal |
odds        |              | price us, price eu, odds us, us odds, odds eu, eu odds |
odds        |              | bet price, bet odds, book odds, sportsbook odds, market odds, market price |
odds        |              | PRICE & FORMAT, TAKEN & PRICE, TAKEN & PRICE & FORMAT |
odds        |              | cote | French
odds        |              | cuota | Spanish
over_odds   |              | cuota más, cuota mas, cuota over, más | Spanish
under_odds  |              | cuota menos, cuota under, menos | Spanish
under_odds  |              | under price, odds under, price under, under |
under_odds  |              | under american, under decimal |
under_odds  |              | UNDER & PRICE, UNDER & FORMAT, UNDER & PRICE & FORMAT, book under odds |
under_odds  |              | no odds, no price, no payout, no american, no decimal, no |
platform    |              | bookmakers key, bookmakers title | The Odds API, flattened
platform    |              | bookmaker key, book key, bookmaker, book, bookie, sportsbook, bookmaker title, site |
platform    |              | operator, bookmaker name, book name, sportsbook name, source book, fixed odds site |
league      |              | league name, competition, sport key, sport title, sport, sport name |
season      |              | season year |
week        |              | week number, week num, wk, game week |
player_id   |              | athlete id |
player_id   |              | new player id, relationships new player data id | PrizePicks, flattened
position    |              | pos, player position, position display name, position name |
team        |              | player team, current team, team abbr, team abbreviation, tm |
team        |              | team code, team name |
team        |              | equipo | Spanish
opponent    |              | opp, opp team, opp team abbr, opponent team, opposing team, opponent abbr |
opponent    |              | against, versus, vs |
opponent    |              | opponent code, opp code |
opponent    |              | rival | Spanish
game_id     |              | event id, game id, match id, fixture id, odds game id, odds event id, api event id |
game_id     |              | game pk | MLB's API
game_id     |              | id | The Odds API, flattened: only where rows share their ids
game_date   |              | commence time, start time, starts at, kickoff, game start, event date, event time |
game_date   |              | game day, game time, date, date time, commence, match date, match date time |
game_date   |              | scheduled at, start date, start date time, start time iso, commence time iso |
game_date   |              | game start time, game date time, event start time |
game_date   |              | kickoff utc, event start, kickoff time, start time utc, game time utc, commence time utc |
game_date   |              | game date time utc, start utc, official date, slate date, start, tip off, tip time, tip |
game_date   |              | fecha | Spanish
external_id |              | prop id, projection id, selection id, proposition id, line id |
variant     | no formats   | odds type | PrizePicks; others have the format of the odds there
home_team   |              | home team, home |
away_team   |              | away team, away, visitor, visiting team |
game        |              | game, matchup, event, event name, fixture, match, match title, game title |
game        |              | abbreviated title | Underdog
game        |              | juego | Spanish
platform    | platforms    | source, provider, app, venue, best book, best bookmaker, best sportsbook |
platform    | platforms    | casa, casa de apuestas | Spanish
line        | numbers      | points, total, over under, o u |
line        | half steps   | value |
odds        | american     | line, money line, ml | what some call the price
odds        | prices       | cost |
league      | words        | sport id, league id, ud sport id |
variant     | variants     | risk type, pick type, line type, underdog line type, projection type, tier, odds category |
variant     | variants     | goblin |
market_type | named        | market, market type, market key, stat type, stat, prop | if nothing else is the market
"""


class Header(NamedTuple):
    """A spelling that may mean a column; `cells` names the test that the cells below it must pass."""

    column: str
    spelling: str
    cells: str


# Prefixes of flattened answers: attributes.line_score, new_player.attributes.name, bookmakers.markets.key.
# attributes.description and new_player.id keep theirs: the former is not a player, the latter not of the projection.
_PREFIX = re.compile(
    r"^(?:bookmakersmarkets|(?:newplayer)?attributes(?!description$)|newplayer(?!id$)|overunderappearancestat)"
)
# The zone of a time in its header: Start (ET), game_time_et, kickoffUTC.
_ZONE = re.compile(
    r"(?:[\s_(-]+|(?<=[a-z])(?=[A-Z]{2,3}\)?$))((?i:[ECMP][SD]?T|UTC|GMT|eastern|central|mountain|pacific))"
    r"(?:[\s_]+(?i:time))?\)?$"
)


_UPDATED = (
    "lastupdate", "lastupdated", "updatedat", "updatetime", "fetchtime", "fetchedat", "scrapetime", "scrapedat",
    "retrievedat", "pulledat", "collectedat", "capturedat", "snapshotat", "snapshotts", "snapshotutc", "snapshottime",
    "runtimestamp", "detectedat", "refreshedat", "insertedat", "createdat",
)  # fmt: skip
_FETCHED = {"ts", "tsutc", "timestamp", "fetched", "scraped", "updated", "asof"}


def fold_title(title: str) -> str:
    """The title of a column without case, spaces and signs; `Over %` keeps its percent, as a word."""
    return fold_key(title.replace("%", "percent"))


def last_level(title: str) -> str:
    """The folded title without the path that pandas or R puts before it when they flatten a provider's answer."""
    return _PREFIX.sub("", fold_title(title))


def is_bookkeeping(title: str) -> bool:
    """Whether a column says when its row was fetched or last updated, which is nothing that a prop says."""
    folded = fold_title(title)
    return folded in _FETCHED or folded.endswith(_UPDATED)


def zone_in(title: str) -> str:
    """The time zone that a title ends with, such as ET for `Start (ET)`; an empty string without one."""
    found = _ZONE.search(title.strip())
    word = found[1].upper() if found else ""
    return f"{word[0]}T" if len(word) > 3 else word


def without_zone(title: str) -> str:
    """The title of a column without a time zone at its end."""
    return _ZONE.sub("", title.strip())


def known_titles(header: Iterable[str]) -> int:
    """How many titles of a header are known; the right delimiter gives the most."""
    return sum(fold_title(title) in _KNOWN for title in header)


def spelled(column: str) -> list[str]:
    """The folded spellings of a column, the best first, without those that only the cells make its header."""
    return [fold_title(one.spelling) for one in TABLE if one.column == column and one.cells in _ALONE]


def _table() -> Iterator[Header]:
    for row in HEADERS.strip().splitlines():
        column, cells, spellings, _ = (cell.strip() for cell in row.split("|"))
        for spelling in spellings.split(","):
            yield from (Header(column, one, cells) for one in _expanded(spelling.strip()))


def _expanded(spelling: str) -> Iterator[str]:
    """The spellings that a text of the table stands for: itself, or a word of each group in any order."""
    if "&" not in spelling:
        yield spelling
        return
    groups = [WORDS[group.strip()].split() for group in spelling.split("&")]
    for words in product(*groups):
        yield from map(" ".join, permutations(words))


TABLE = tuple(_table())
_ALONE = {"", "no formats", "named", "labels", "markets", "half steps"}  # tests that a column without cells passes
ALIASES: dict[str, list[str]] = {column: spelled(column) for column in dict.fromkeys(one.column for one in TABLE)}
_KNOWN = {fold_title(one.spelling) for one in TABLE} | {fold_title(column) for column in CONTENT}
