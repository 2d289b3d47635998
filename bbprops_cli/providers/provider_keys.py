"""Where the answers of providers have our columns: data for `props import --explain`, one table per format."""

# `our column | key of the provider`
KEYS = {
    "odds-api": """
league | sport_key
game_id | id
game_date | commence_time
platform | bookmakers[].key
market_type | markets[].key
player_name | outcomes[].description
line | outcomes[].point
odds | outcomes[].price where name is Over or Yes
under_odds | outcomes[].price where name is Under or No
""",
    "prizepicks": """
external_id | data[].id
line | attributes.line_score, or flash_sale_line_score
market_type | attributes.stat_type
variant | attributes.odds_type
game_id | attributes.game_id
game_date | attributes.start_time
player_id | relationships.new_player
player_name | included new_player.name
team | included new_player.team
position | included new_player.position
league | included league.name
opponent | included game, or attributes.description
""",
    "underdog": """
external_id | over_under_lines[].id
line | over_under_lines[].stat_value
odds | options[] where choice is higher
under_odds | options[] where choice is lower
market_type | over_under.appearance_stat.stat
player_id | appearances[].player_id
player_name | players[].first_name, last_name
position | players[].position_name
league | players[].sport_id
team | appearances[].team_id and the title of the game
game_id | appearances[].match_id
game_date | games[].scheduled_at
""",
    "pick6": """
external_id | activeMarket.pickableMarketId
line | activeMarket.targetValue
market_type | marketCategory.marketName
player_id | pickableEntities[].dkId
player_name | pickableEntities[].displayName
position | competitions[].positionName
team | competitions[].team.abbreviation
game_id | competitionSummary.competitionId
game_date | competitionSummary.startTime
""",
    "odds-api-io": """
league | league
game_id | id
game_date | date
platform | bookmakers: its keys
player_name | odds[].label
market_type | odds[].label, or the name of the market
line | odds[].hdp
odds | odds[].over, or yes
under_odds | odds[].under, or no
""",
    "sports-game-odds": """
league | leagueID
game_id | eventID
game_date | status.startsAt
platform | byBookmaker: its keys
player_id | odds: statEntityID
player_name | players: name
market_type | odds: statID
period | odds: periodID
line | byBookmaker.overUnder
odds | byBookmaker.odds where sideID is over or yes
under_odds | byBookmaker.odds where sideID is under or no
""",
    "bettingpros": """
league | sport
game_id | offers[].event_id
game_date | events[].scheduled
platform | books[].id
player_name | participants[].name
market_type | offers[].market_id
line | lines[].line
odds | lines[].cost of over
under_odds | lines[].cost of under
""",
    "draftkings": """
league | leagues[].name
game_id | events[].id
game_date | events[].startEventDate
player_name | selections[].participants[].name
market_type | markets[].name
line | selections[].points, or milestoneValue
odds | selections[].displayOdds of Over
under_odds | selections[].displayOdds of Under
external_id | selections[].id
""",
    "fanduel": """
league | attachments.competitions
game_id | markets.eventId
game_date | attachments.events.openDate
player_name | runners[].runnerName, or marketName
market_type | markets.marketName
line | runners[].handicap
odds | runners[].winRunnerOdds of Over
under_odds | runners[].winRunnerOdds of Under
external_id | runners[].selectionId
""",
    "pinnacle": """
league | league.name
game_id | parent.id
game_date | startTime
player_name | special.description
market_type | units, or special.description
line | prices[].points
odds | prices[].price of Over
under_odds | prices[].price of Under
""",
    "bovada": """
league | path[].description
game_id | events[].id
game_date | events[].startTime
player_name | markets[].description, or outcomes[].description
market_type | markets[].description
line | outcomes[].price.handicap
odds | outcomes[].price of Over
under_odds | outcomes[].price of Under
external_id | outcomes[].id
""",
}


def keys_of(fmt: str) -> dict[str, str]:
    """The key of each of our columns in a format; empty for a format without a table."""
    rows = (row.partition(" | ") for row in KEYS.get(fmt, "").strip().splitlines())
    return {column: key for column, _, key in rows}
