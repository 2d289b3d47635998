"""Header names met in the wild: which titles may mean which of our fields."""

import re
from collections.abc import Iterable

from bbprops_cli.rules.props.prop import CONTENT
from bbprops_cli.rules.values.fold import fold_key

# By field, titles as `fold_title` makes them, the best first. The name of a field itself is always understood.
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

# Prefixes of flattened answers: attributes.line_score, new_player.attributes.name, bookmakers.markets.key.
# attributes.description and new_player.id keep theirs: the former is not a player, the latter not of the projection.
_PREFIX = re.compile(
    r"^(?:bookmakersmarkets|(?:newplayer)?attributes(?!description$)|newplayer(?!id$)|overunderappearancestat)"
)


_UPDATED = (
    "lastupdate", "lastupdated", "updatedat", "updatetime", "fetchtime", "fetchedat", "scrapetime", "scrapedat",
    "retrievedat", "pulledat", "collectedat", "capturedat",
)  # fmt: skip
_FETCHED = {"timestamp", "fetched", "scraped", "updated", "asof", "snapshottime"}


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


def known_titles(header: Iterable[str]) -> int:
    """How many titles of a header are known; the right delimiter gives the most."""
    return sum(fold_title(title) in _KNOWN for title in header)


def _aliases() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for row in _ALIASES.strip().splitlines():
        field, titles = row.split(":")
        table.setdefault(field, []).extend(titles.split())
    return table


ALIASES = _aliases()
_KNOWN = {title for titles in ALIASES.values() for title in titles} | {fold_title(field) for field in CONTENT}
