"""Which column of an analyst's CSV is which: header names met in the wild, and the layout that they make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import csv_samples as samples
from bbprops_cli.providers.csv_books import Book, books_of
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_game_market
from bbprops_cli.rules.props.odds_format import OddsFormat
from bbprops_cli.rules.props.prop import CONTENT

# Header names without case and signs, best first. Our own names are understood in any case.
_ALIASES = """
side: side direction outcomesname outcomename overorunder
player_name: player participant participantname athlete playerdescription outcomesdescription outcomedescription
player_name: jugador description
player_name: fullname playerfullname playerdisplayname playernames joueur name displayname
player_name: pitcher pitchername batter battername hitter goalie golfer fighter selectionheader
market_type: market markettype marketkey marketskey outcomeskey stattype stat prop proptype
market_type: propmarket marketname statname statdisplayname displaystat bettype propname proptitle property
market_type: type category linecategory key
line: line point outcomespoint outcomepoint propline overline ouline overunderline linescore statvalue handicap
line: threshold marketline bettingline consensusline linevalue propvalue bookline sportsbookline vegasline ligne
line: currentline closingline closeline statthreshold overpoint lineover pointover
over_odds: overodds overprice oddsover priceover over overamerican overdecimal yesodds yesprice yes moreodds
over_odds: higherodds overamericanodds overdecimalodds overjuice higherprice moreprice bookoverodds
over_odds: overoddsamerican overoddsdecimal overpriceamerican overpricedecimal americanover decimalover
over_odds: higheramericanprice higheramericanodds higheramerican higherdecimalprice higherdecimal
odds: odds price outcomesprice outcomeprice americanodds oddsamerican americanprice decimalodds oddsdecimal
odds: decimalprice priceamerican pricedecimal betprice betodds bookodds sportsbookodds cote
under_odds: underprice oddsunder priceunder under underamerican underdecimal noodds noprice no lessodds lowerodds
under_odds: underamericanodds underdecimalodds underjuice lowerprice lessprice bookunderodds
under_odds: underoddsamerican underoddsdecimal underpriceamerican underpricedecimal americanunder decimalunder
under_odds: loweramericanprice loweramericanodds loweramerican lowerdecimalprice lowerdecimal
platform: bookmakerskey bookmakerkey bookkey bookmaker book sportsbook bookmakerstitle bookmakertitle site operator
platform: bookmakername bookname sportsbookname sourcebook fixedoddssite
league: leaguename competition sportkey sporttitle sport
season: seasonyear
week: weeknumber weeknum wk gameweek
player_id: athleteid newplayerid relationshipsnewplayerdataid
position: pos playerposition positiondisplayname positionname
team: playerteam currentteam teamabbr teamabbreviation tm equipo
opponent: opp oppteam oppteamabbr opponentteam opposingteam opponentabbr against versus vs rival
game_id: eventid gameid matchid fixtureid gamepk id
game_date: commencetime starttime startsat kickoff gamestart eventdate eventtime gameday gametime date datetime
game_date: commence matchdate scheduledat startdate startdatetime gamestarttime gamedatetime eventstarttime kickoffutc
game_date: eventstart kickofftime starttimeutc gametimeutc commencetimeutc gamedatetimeutc startutc officialdate
game_date: slatedate fecha
external_id: propid projectionid selectionid propositionid lineid
variant: oddstype
home_team: hometeam home
away_team: awayteam away visitor visitingteam
game: game matchup event eventname fixture match matchtitle gametitle abbreviatedtitle juego
"""
# What these words mean shows in the cells below them.
SIDE_IF_WORDS = ("label", "name", "outcome", "bet", "pick", "selection", "choice", "type", "bettype", "overunder", "ou")
SIDE_IF_ONE_PRICE = ("pickside", "betside", "prediction", "recommendation", "recommendedside", "lean", "play")
PLATFORM_IF_KNOWN = ("source", "provider", "app")
VARIANT_IF_KNOWN = (
    "risktype", "picktype", "linetype", "underdoglinetype", "projectiontype", "tier", "oddscategory", "goblin",
)  # fmt: skip
UNDER_LINES = {"overline": "underline", "lineover": "lineunder", "overpoint": "underpoint", "pointover": "pointunder"}
# Prices where none is simply of the row or of one book: the best of all books, or those at the close.
PRICES = {
    "over_odds": ("overodds", "overprice", "over"),
    "under_odds": ("underodds", "underprice", "under"),
    "odds": ("odds", "price"),
}
PRICES_OF = ("best", "closing", "close", "current")
TEAM_IDS = ("teamid", "hometeamid", "awayteamid")
STARTS = ("commencetime", "starttime", "startsat", "gametime", "gamestarttime", "gamedatetime", "scheduledat")
LEAGUE_IF_WORDS = ("sportid", "leagueid", "udsportid")
LINE_IF_NUMBERS = ("points", "total", "overunder", "ou")
FIELDS = (*CONTENT, "side", "over_odds", "home_team", "away_team", "game")

# attributes.line_score, new_player.attributes.name; PrizePicks' attributes.description is not the player.
_LEVELS = re.compile(
    r"^(?:bookmakersmarkets|(?:newplayer)?attributes(?!description$)|newplayer(?!id$)|overunderappearancestat)"
)


def _aliases() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for row in _ALIASES.strip().splitlines():
        name, aliases = row.split(":")
        table.setdefault(name, []).extend(aliases.split())
    return table


ALIASES = _aliases()
_WHOSE = [alias for alias in ("playername", *ALIASES["player_name"]) if alias != "name"]
_MARKET = ["markettype", *ALIASES["market_type"]]


@dataclass
class Plan:
    """How to read the rows under one header: our field → column, what else there is, and the layout."""

    header: list[str]
    index: dict[str, int]
    books: list[Book] = field(default_factory=list)
    others: list[tuple[str, int]] = field(default_factory=list)
    flags: list[tuple[str, int]] = field(default_factory=list)  # columns that only say yes or no to a variant
    sided: bool = False
    ours: bool = False
    day_first: bool = False
    sale: int | None = None  # PrizePicks' line while there is a flash sale
    versus: int | None = None  # its description, which may be the opponent
    league_id: int | None = None  # its id of a league that nothing names
    under_line: int | None = None  # where each side has a line of its own
    team_ids: list[int] = field(default_factory=list)  # of the player, the home team and the away team

    @cached_property
    def compacted(self) -> list[str]:
        """The headers, to know them again in any case."""
        return [compact(title) for title in self.header]

    @property
    def likely_format(self) -> OddsFormat:
        """What the titles above the prices call them."""
        places = [self.index.get("odds"), self.index.get("under_odds")]
        places += [place for book in self.books for place in (book.over, book.under)]
        titles = " ".join(self.compacted[place] for place in places if place is not None)
        said: list[OddsFormat] = [name for name in ("american", "decimal") if name in titles]
        return said[0] if len(said) == 1 else "auto"


def plan(header: list[str], sample: list[list[str]], columns: Mapping[str, str], file: str) -> Plan:
    """Understand a header; InvalidInput that names it when player, market or line cannot be found."""
    if sorted(header) == sorted(CONTENT) and not columns:
        return Plan(header, {name: header.index(name) for name in CONTENT}, ours=True)
    index = _mapped(header, columns, file)
    _find_fields(header, sample, index)
    if "external_id" not in columns and _are_shared(sample, header, index):
        index.pop("external_id")
    made = Plan(header, index, day_first=samples.is_day_first(sample, index.get("game_date")))
    _settle_layout(made, sample)
    _find_prizepicks(made)
    found = {
        "player": "player_name" in index,
        "market": "market_type" in index,
        "line": bool(made.books or index.keys() & {"line", "odds", "under_odds"}),
    }
    if not all(found.values()):
        missing = " and ".join(name for name, there in found.items() if not there)
        headers = ", ".join(title.strip() or "(blank)" for title in header[:30])
        raise InvalidInput(
            f"{file} has no column for {missing} among: {headers[:400]}",
            hint="name it with --map, such as --map player_name=Athlete",
        )
    made.flags = [(title[2:], place) for place, title in enumerate(made.compacted) if title in {"isdemon", "isgoblin"}]
    made.others = _others(made)
    if set(TEAM_IDS) <= set(made.compacted):
        made.team_ids = [made.compacted.index(title) for title in TEAM_IDS]
    return made


def recognised(header: list[str]) -> int:
    """How many of these headers mean something: tells the right delimiter from the others."""
    names = {name for names in ALIASES.values() for name in names} | {compact(name) for name in CONTENT}
    return sum(compact(name) in names for name in header)


def compact(text: str) -> str:
    """A header without case and signs; Over % is no Over."""
    return re.sub(r"[\W_]", "", text.casefold().replace("%", "percent"))


def last_level(title: str) -> str:
    """The same, without the path that pandas or R makes of a provider's answer, through all its levels."""
    return _LEVELS.sub("", compact(title))


def _mapped(header: list[str], columns: Mapping[str, str], file: str) -> dict[str, int]:
    index = {}
    for name, wanted in columns.items():
        if name not in FIELDS:
            raise UsageError(f"--map {name}={wanted}: there is no column {name}", hint=f"one of {', '.join(FIELDS)}")
        found = [place for place, title in enumerate(header) if wanted in (title, title.strip())]
        found = found or [place for place, title in enumerate(header) if compact(title) == compact(wanted)]
        if not found:
            raise InvalidInput(f"{file} has no column {wanted} for --map", hint=f"it has {', '.join(header)[:400]}")
        index[name] = found[0]
    return index


def _find_fields(header: list[str], sample: list[list[str]], index: dict[str, int]) -> None:
    places = _places(header, sample)

    def take(name: str, alias: str) -> None:
        place = places.get(alias)
        if name in index or place is None or place in index.values():
            return
        if name in samples.REQUIRED and not samples.REQUIRED[name](sample, place):
            return
        index[name] = place

    starts = (("game_date", alias) for alias in _starts(sample, places))
    of_projections = [("external_id", "id")] if _are_projections(sample, header, places) else []
    for name, alias in (*starts, *of_projections, *((name, compact(name)) for name in CONTENT)):
        take(name, alias)
    on_players = _on_players(sample, places)
    if "description" in places and (not on_players or _are_sides(sample, on_players, places.get("name"))):
        take("side", "name")
    elif "name" in places:
        places.pop("description", None)  # not of the player, who has a name, but of the opponent
    for name, aliases in ALIASES.items():
        for alias in aliases:
            if (name, alias) != ("game_id", "id") or _are_games(sample, places):
                take(name, alias)
        for alias in SIDE_IF_WORDS if name == "side" else ():
            if _are_sides(sample, on_players, places.get(alias)):
                take("side", alias)
    for name, alias, fits in (
        *(("platform", alias, samples.all_platforms) for alias in PLATFORM_IF_KNOWN),
        *(("line", alias, samples.mostly_numbers) for alias in LINE_IF_NUMBERS),
        ("line", "value", samples.all_lines),
        *(("league", alias, _are_words) for alias in LEAGUE_IF_WORDS),
        *(("variant", alias, samples.all_variants) for alias in VARIANT_IF_KNOWN),
    ):
        if fits(sample, places.get(alias)):
            take(name, alias)


def _places(header: list[str], sample: list[list[str]]) -> dict[str, int]:
    """The columns by what their headers may mean; the first of several."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        places.setdefault(last_level(title), place)
    if "linescore" in places and "stattype" in places:
        places.pop("market", None)  # what PrizePicks calls a player's city
    others = any(samples.all_variants(sample, places.get(alias)) for alias in VARIANT_IF_KNOWN)
    if others and not samples.cells_of(sample, places.get("oddstype")):
        places.pop("oddstype", None)  # blank where Underdog's lines are laid out as PrizePicks'
    return places


def _are_projections(sample: list[list[str]], header: list[str], places: Mapping[str, int]) -> bool:
    """Whether `id` is that of a projection of PrizePicks, rather than a number that somebody gave the row."""
    if "linescore" not in places or "stattype" not in places:
        return False
    ids = samples.cells_of(sample, places.get("id"))
    return "attributeslinescore" in map(compact, header) or all(len(one) > 5 and one.isdecimal() for one in ids)


def _find_prizepicks(made: Plan) -> None:
    """What only PrizePicks has, known by its words for line and market."""
    places = {last_level(title): place for place, title in enumerate(made.header)}
    if "linescore" not in places or "stattype" not in places:
        return
    if made.index.get("line") == places["linescore"]:
        made.sale = places.get("flashsalelinescore")
    if "league" not in made.index:
        made.league_id = places.get("leagueid", places.get("relationshipsleaguedataid"))
    versus = places.get("description", places.get("attributesdescription"))
    if versus not in made.index.values():
        made.versus = versus


def _are_shared(sample: list[list[str]], header: list[str], index: Mapping[str, int]) -> bool:
    """Whether players or markets share an id: a prop_id may be of the market, an external_id is what it is called."""
    place = index.get("external_id")
    if place is None or compact(header[place]) == "externalid":
        return False
    whose = [index[name] for name in ("player_name", "market_type") if name in index]
    props: dict[str, list[str]] = {}
    for row in sample:
        if max(place, *whose, 0) < len(row) and row[place].strip():
            prop = [row[one].strip().lower() for one in whose]
            if props.setdefault(row[place], prop) != prop:
                return True
    return False


def _on_players(sample: list[list[str]], places: Mapping[str, int]) -> list[list[str]] | None:
    """The rows that are on somebody, not on a game; None where no column but `name` could say so."""
    whose = next((places[alias] for alias in _WHOSE if alias in places), None)
    market = next((places[alias] for alias in _MARKET if alias in places), None)
    if whose is None:
        return None
    named = [row for row in sample if whose < len(row) and row[whose].strip()]
    return [row for row in named if market is None or not (market < len(row) and is_game_market(row[market]))]


def _are_sides(sample: list[list[str]], on_players: list[list[str]] | None, place: int | None) -> bool:
    """Whether a column says over and under; of games only, as totals do, while h2h and spreads have teams there."""
    if on_players == []:
        return any(samples.mostly_sides([row], place) for row in sample)
    return samples.mostly_sides(sample if on_players is None else on_players, place)


def _starts(sample: list[list[str]], places: Mapping[str, int]) -> list[str]:
    """Which columns have the time of the game too, where game_date has the day only."""
    if samples.any_times(sample, places.get("gamedate")):
        return []
    return [alias for alias in STARTS if samples.any_times(sample, places.get(alias))]


def _are_words(sample: list[list[str]], place: int | None) -> bool:
    return not samples.mostly_numbers(sample, place)


def _are_games(sample: list[list[str]], places: Mapping[str, int]) -> bool:
    """Whether `id` is of the game, as in a flattened Odds API answer, rather than of the row."""
    place = places.get("id", 0)
    cells = [row[place] for row in sample if place < len(row)]
    return "sportkey" in places or ("commencetime" in places and len(set(cells)) < len(cells))


def _settle_layout(made: Plan, sample: list[list[str]]) -> None:
    """Very wide when platforms have columns of their own, long when rows have a side, else wide."""
    index = made.index
    groups = books_of(made.header, index, sample)
    if "line" in index and (under := UNDER_LINES.get(made.compacted[index["line"]])) in made.compacted:
        made.under_line = made.compacted.index(under)
    if not groups and not index.keys() & PRICES.keys():
        _find_prices(made, sample)
    priced_by_side = index.keys() & {"over_odds", "under_odds"}
    if "over_odds" in index:
        index["odds"] = index.pop("over_odds")
    if not index.keys() & {"odds", "under_odds"}:
        made.books = [book for book in groups if book.line is not None or "line" in index or book.platform in PLATFORMS]
    if groups and not made.books and "line" not in index and groups[0].line is not None:
        index["line"] = groups[0].line
    if "odds" in index and not priced_by_side and not made.books:
        _find_recommended(made, sample)
    of_row = [book.is_of_row for book in made.books if (book.over, book.under) != (None, None)]
    if priced_by_side or not all(of_row) or (made.books and not of_row):
        index.pop("side", None)
    elif "side" in index:
        made.sided = True
    elif "line" in index:
        cells = (row[index["line"]] for row in sample if index["line"] < len(row))
        made.sided = any(cell.strip()[:1].lower() in {"o", "u"} for cell in cells if cell.strip())


def _find_prices(made: Plan, sample: list[list[str]]) -> None:
    """Of a line that is the one at the close, those at the close; of no line that has another."""
    line = made.compacted[made.index["line"]] if "line" in made.index else ""
    for word in PRICES_OF:
        lines = {title for title in made.compacted if title.startswith(word) and title.endswith("line")}
        if lines - {line} or (word != "best" and not lines):
            continue
        for name, ends in PRICES.items():
            for place, title in enumerate(made.compacted):
                if title in {word + end for end in ends} and samples.may_be_prices(sample, place):
                    made.index.setdefault(name, place)


def _find_recommended(made: Plan, sample: list[list[str]]) -> None:
    """Where a row has one price and no side, it is of the side that somebody recommends in all rows."""
    for alias in SIDE_IF_ONE_PRICE:
        place = made.compacted.index(alias) if alias in made.compacted else None
        if place is not None and samples.all_sides(sample, place):
            made.index.setdefault("side", place)


def _others(made: Plan) -> list[tuple[str, int]]:
    """The columns that are none of ours, under names that differ."""
    used = {*made.index.values()}
    used |= {place for book in made.books for place in (book.line, book.over, book.under) if place is not None}
    others: dict[str, int] = {}
    for place, title in enumerate(made.header):
        if place in used or not title.strip():
            continue
        name, count = title.strip(), 1
        while name in others:
            count += 1
            name = f"{title.strip()} ({count})"
        others[name] = place
    return list(others.items())
