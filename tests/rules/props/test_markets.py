import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.rules.props import market_names
from bbprops_cli.rules.props.markets import canonical, is_game_market, platform_key, split_league, sport_of

SPORTS = [*market_names.MARKETS, "college basketball", "", "curling"]


@pytest.mark.parametrize(
    ("sport", "label", "market"),
    [
        ("football", "player_pass_yds", "passing_yards"),
        ("football", "Pass Yards", "passing_yards"),
        ("football", "passing_yds", "passing_yards"),
        ("football", "Passing Yards", "passing_yards"),
        ("football", "Rec Yds", "receiving_yards"),
        ("football", "INT", "passing_interceptions"),
        ("football", "Rush+Rec Yds", "rushing_receiving_yards"),
        ("football", "player_tds_over", "rushing_receiving_touchdowns"),
        ("football", "Receiving Yards (Combo)", "receiving_yards"),
        ("football", "Tackles+Ast", "tackles_assists"),
        ("basketball", "Pts+Rebs+Asts", "points_rebounds_assists"),
        ("basketball", "Pts + Reb + Ast", "points_rebounds_assists"),
        ("basketball", "PRA", "points_rebounds_assists"),
        ("basketball", "PAR", "points_rebounds_assists"),
        ("basketball", "3-PT Made", "threes"),
        ("basketball", "3PM", "threes"),
        ("basketball", "Blocked Shots", "blocks"),
        ("hockey", "Blocked Shots", "blocked_shots"),
        ("hockey", "shots", "shots_on_goal"),
        ("soccer", "shots_attempted", "shots"),
        ("baseball", "Strikeouts", "strikeouts"),
        ("baseball", "pitcher_strikeouts", "strikeouts"),
        ("baseball", "Hitter Strikeouts", "batter_strikeouts"),
        ("baseball", "Hits+Runs+RBIS", "hits_runs_rbis"),
        ("baseball", "runs_allowed", "earned_runs_allowed"),
        ("hockey", "player_total_saves", "saves"),
        ("", "player_threes", "threes"),
        ("tennis", "Games Won", "games_won"),
        ("", "MAP 1 Kills", "map_1_kills"),
        ("esports", "MAPS 1-2 Kills", "maps_1_2_kills"),
        ("esports", "map_1_and_2_kills", "maps_1_2_kills"),
        ("", "Rounds Won", "rounds_won"),
        ("football", "Rush+Rec TDs (Combo)", "rushing_receiving_touchdowns"),
        ("football", "Receiving Yards in First 2 Receptions", "receiving_yards_in_first_2_receptions"),
        ("football", "48+ Yard FG Made (Combo)", "field_goals_made_48_yards"),
        ("college basketball", "pts_rebs_asts", "points_rebounds_assists"),
        ("hockey", "Goals Allowed in First 8 Minutes", "goals_against_in_first_8_minutes"),
        ("soccer", "Passes Attempted", "passes"),
        ("soccer", "fouls_against", "fouls"),
        ("tennis", "Total Games", "games_played"),
        ("mma", "Significant Strikes", "significant_strikes"),
        ("football", "tackles_and_assists", "tackles_assists"),
        ("football", "tackles", "solo_tackles"),
        ("soccer", "tackles", "tackles"),
        ("football", "Assisted Tackles", "tackle_assists"),
        ("football", "Def. Interceptions", "defensive_interceptions"),
        ("basketball", "3-Pointers Attempted", "threes_attempted"),
        ("baseball", "1st Inning Pitches", "pitches_thrown"),
        ("hockey", "PP Points", "power_play_points"),
        ("hockey", "period_first_goal_scored", "first_goal"),
        ("tennis", "Tiebreakers", "tie_breaks"),
        ("basketball", "Pts+Reb+Ast in First 5 Min.", "points_rebounds_assists_in_first_5_minutes"),
        ("basketball", "Assists in First 5 min.", "assists_in_first_5_minutes"),
        ("basketball", "PTS+TRB+AST", "points_rebounds_assists"),
        ("basketball", "TRB+AST", "rebounds_assists"),
        ("basketball", "FT Made", "free_throws_made"),
        ("basketball", "3s Attempted", "threes_attempted"),
        ("football", "assists", "tackle_assists"),
        ("football", "Completion %", "completion_percentage"),
        ("football", "Yards on First Reception", "yards_on_first_reception"),
        ("football", "Rec+Rush Yds", "rushing_receiving_yards"),
        ("golf", "Birdies Or Better (Combo)", "birdies_or_better"),
        ("golf", "Birdies or Better Matchup", "birdies_or_better_matchup"),  # one golfer's less another's
        ("baseball", "Hits+Runs+RBI", "hits_runs_rbis"),
        ("baseball", "Hitter Ks", "batter_strikeouts"),
        ("baseball", "Hitter Hits", "hits"),
        ("basketball", "3-Point Made", "threes"),
        ("basketball", "Ast+Rebs", "rebounds_assists"),
        ("soccer", "Goals Allowed in First 30 Minutes", "goals_against_in_first_30_minutes"),
        ("baseball", "Hits", "hits"),
        ("hockey", "Hits", "hits"),
        ("hockey", "Goalie Fantasy Score", "fantasy_score"),
        ("aussie rules", "player_goal_scorer_first", "first_goal"),
        ("rugby league", "player_try_scorer_over", "tries"),
        ("basketball", "fg3m", "threes"),
        ("basketball", "3fgm", "threes"),
        ("basketball", "3PT", "threes"),
        ("basketball", "Pts + Rebs O/U", "points_rebounds"),
        ("football", "Passing Yards Over/Under", "passing_yards"),
        ("football", "fpts", "fantasy_score"),
        ("aussie rules", "Ranking/Fantasy Pts", "fantasy_score"),
        ("football", "ATTD", "anytime_touchdown"),
        ("baseball", "H+R+RBIs", "hits_runs_rbis"),
        ("baseball", "SB", "stolen_bases"),
        ("basketball", "S+B", "blocks_steals"),
        ("basketball", "Made 3s", "threes"),
        ("soccer", "Goalscorer", "anytime_goal"),
        ("hockey", "BLK", "blocked_shots"),
        ("baseball", "2B", "doubles"),
        ("baseball", "K", "strikeouts"),
        ("football", "qb_pass_yds", "passing_yards"),
        ("football", "te_rec_yds", "receiving_yards"),
        ("esports", "kills_in_games_1_2", "maps_1_2_kills"),
        ("esports", "kills_on_game_1", "map_1_kills"),
        ("esports", "kills_on_game_1_2_3", "maps_1_3_kills"),
        ("esports", "MAPS 1-3 Kills (Combo)", "maps_1_3_kills"),
        ("esports", "assists_in_map_2", "map_2_assists"),
        ("esports", "deaths_on_maps_1_2_3", "maps_1_3_deaths"),
        ("esports", "period_1_2_3_fantasy_points", "maps_1_3_fantasy_score"),
        ("esports", "MAPS 1-2 Fantasy", "maps_1_2_fantasy_score"),
        ("esports", "Kills on Maps 1+2", "maps_1_2_kills"),
        ("esports", "kills_on_map_12", "kills_on_map_12"),
        ("tennis", "period_1_2_games_won", "games_won"),
        ("", "Headshots on Maps 1+2", "maps_1_2_headshots"),
        ("", "period_1_assists", "assists"),
        ("basketball", "Points + Assists + Rebounds", "points_rebounds_assists"),
        ("baseball", "Total Bases (From Hits)", "total_bases"),
        ("baseball", "Batter Fantasy Points", "fantasy_score"),
        ("football", "passing_comp_pct", "completion_percentage"),
        ("football", "defensive_ints", "defensive_interceptions"),
        ("hockey", "Goals Allowed in First 9 Minutes", "goals_against_in_first_9_minutes"),
        ("hockey", "goals_allowed_first_12_min", "goals_against_in_first_12_minutes"),
        ("soccer", "Shots in First 15 Minutes", "shots_in_first_15_minutes"),
        ("basketball", "1st 4 Minutes Points", "points_in_first_4_minutes"),
        ("basketball", "Curls in First 9 Minutes", "curls_in_first_9_minutes"),
        ("esports", "1st Map Kills", "map_1_kills"),
        ("esports", "Kills - Map 3", "map_3_kills"),
        ("esports", "Headshots in the Second Map", "map_2_headshots"),
        ("esports", "First 2 Maps Kills", "maps_1_2_kills"),
        ("esports", "kills_first_3_maps", "maps_1_3_kills"),
    ],
)
def test_labels_of_providers_have_a_canonical_market(sport: str, label: str, market: str) -> None:
    assert canonical(sport, label).market_type == market


def test_the_sport_decides_the_category() -> None:
    assert canonical("basketball", "player_points").stat_category == "scoring"
    assert canonical("hockey", "player_points").stat_category == "hockey"
    assert canonical("", "player_points").stat_category is None
    assert canonical("baseball", "Hits").stat_category == "batting"
    assert canonical("hockey", "Hits").stat_category == "hockey"
    assert canonical("aussie rules", "player_goal_scorer_first").stat_category == "scoring"


@pytest.mark.parametrize(
    ("sport", "label", "market", "period", "variant"),
    [
        ("football", "player_pass_yds_q1", "passing_yards", "1q", "standard"),
        ("basketball", "player_points_alternate", "points", "full", "alternate"),
        ("basketball", "player_points_q1_alternate", "points", "1q", "alternate"),
        ("basketball", "1H Points", "points", "1h", "standard"),
        ("basketball", "Points (1st Half)", "points", "1h", "standard"),
        ("basketball", "period_1_2_points", "points", "1h", "standard"),
        ("basketball", "period_1_points", "points", "1q", "standard"),
        ("football", "period_3_4_rushing_yds", "rushing_yards", "2h", "standard"),
        ("soccer", "period_1_shots_attempted", "shots", "1h", "standard"),
        ("soccer", "period_1_2_shots_attempted", "shots", "full", "standard"),
        ("baseball", "period_1_strikeouts", "strikeouts", "1i", "standard"),
        ("baseball", "1st Inning Runs Allowed", "total_runs_allowed", "1i", "standard"),
        ("baseball", "first_inning_runs_allowed", "total_runs_allowed", "1i", "standard"),
        ("baseball", "period_1_total_runs_allowed", "total_runs_allowed", "1i", "standard"),
        ("baseball", "1st Inn. Runs Allowed", "total_runs_allowed", "1i", "standard"),
        ("baseball", "period_1_2_3_4_5_strikeouts", "strikeouts", "1-5i", "standard"),
        ("hockey", "period_1_shots", "shots_on_goal", "1p", "standard"),
        ("college basketball", "period_1_points", "points", "1h", "standard"),
        ("tennis", "period_1_games_won", "games_won", "1s", "standard"),
        ("tennis", "1st Set Games Won", "games_won", "1s", "standard"),
        ("mma", "RD 1 Significant Strikes", "significant_strikes", "1r", "standard"),
        ("mma", "RD1 Significant Strikes", "significant_strikes", "1r", "standard"),
        ("mma", "period_1_significant_strikes", "significant_strikes", "1r", "standard"),
        ("golf", "round_3_strokes", "strokes", "3r", "standard"),
        ("golf", "period_2_birdies_or_better", "birdies_or_better", "2r", "standard"),
        ("basketball", "period_1_first_5_min_pts", "points_in_first_5_minutes", "full", "standard"),
        ("football", "period_2_rushing_yds", "rushing_yards", "2q", "standard"),
        ("football", "period_first_touchdown_scored", "first_touchdown", "full", "standard"),
        ("football", "season_passing_yds", "passing_yards", "season", "standard"),
        ("aussie rules", "player_disposals_over", "disposals", "full", "alternate"),
        ("football", "player_1st_td", "first_touchdown", "full", "standard"),
        ("basketball", "half_1_points", "points", "1h", "standard"),
        ("basketball", "quarter_1_points", "points", "1q", "standard"),
        ("basketball", "quarter_4_rebs_asts", "rebounds_assists", "4q", "standard"),
        ("football", "passing_yds_half_2", "passing_yards", "2h", "standard"),
        ("football", "Second Half Rushing Yards", "rushing_yards", "2h", "standard"),
        ("basketball", "Points - 1st 3 Quarters", "points", "1-3q", "standard"),
        ("basketball", "first_2_quarters_points", "points", "1h", "standard"),
        ("tennis", "3rd Set - Aces", "aces", "3s", "standard"),
        ("tennis", "Double Faults in the Fifth Set", "double_faults", "5s", "standard"),
        ("tennis", "set_2_games_won", "games_won", "2s", "standard"),
        ("tennis", "3s_aces", "aces", "3s", "standard"),
        ("tennis", "First 2 Sets Games Won", "games_won", "1-2s", "standard"),
        ("baseball", "2nd Inning Strikeouts", "strikeouts", "2i", "standard"),
        ("baseball", "Hits Allowed (9th Inning)", "hits_allowed", "9i", "standard"),
        ("baseball", "pitcher_strikeouts_1st_5_innings", "strikeouts", "1-5i", "standard"),
        ("baseball", "F5 Strikeouts", "strikeouts", "1-5i", "standard"),
        ("baseball", "innings_1_to_3_hits", "hits", "1-3i", "standard"),
        ("baseball", "1st 1 innings hits", "hits", "1i", "standard"),
        ("hockey", "3rd Period Saves", "saves", "3p", "standard"),
        ("hockey", "Shots On Goal Period 2", "shots_on_goal", "2p", "standard"),
        ("hockey", "period_1_2_shots", "shots_on_goal", "1-2p", "standard"),
        ("soccer", "half_2_shots", "shots", "2h", "standard"),
        ("mma", "Round 2 Takedowns", "takedowns", "2r", "standard"),
        ("mma", "R5 Significant Strikes", "significant_strikes", "5r", "standard"),
        ("basketball", "3s Attempted", "threes_attempted", "full", "standard"),
        ("basketball", "3s_contested", "3s_contested", "full", "standard"),
        ("football", "5th Quarter Points", "5th_quarter_points", "full", "standard"),
        ("basketball", "2nd Half Points in First 5 Minutes", "points_in_first_5_minutes", "2h", "standard"),
    ],
)
def test_a_label_can_hold_a_period_and_a_variant(
    sport: str, label: str, market: str, period: str, variant: str
) -> None:
    found = canonical(sport, label)

    assert (found.market_type, found.period, found.variant) == (market, period, variant)


def test_an_empty_label_is_an_empty_market() -> None:
    assert {canonical(sport, "").market_type for sport in SPORTS} == {""}


def test_yes_no_markets_are_recognised() -> None:
    assert canonical("basketball", "player_double_double").is_yes_no
    assert canonical("football", "player_anytime_td").is_yes_no
    assert not canonical("basketball", "player_points").is_yes_no


@pytest.mark.parametrize("sport", SPORTS)
def test_a_canonical_market_name_is_its_own_canonical_name(sport: str) -> None:
    known = {
        canonical(sport, row.split("|")[0]).market_type for row in market_names.MARKETS.get(sport, "").splitlines()
    }

    assert all(canonical(sport, market).market_type == market for market in known)


@given(
    st.sampled_from(SPORTS), st.one_of(st.text(), st.from_regex(r"(player_|1h_|alt_|season_)*[a-z_]{0,9}(_q1|_over)*"))
)
def test_the_canonical_market_of_a_label_is_idempotent(sport: str, label: str) -> None:
    once = canonical(sport, label).market_type

    assert canonical(sport, once).market_type == once


@pytest.mark.parametrize(
    ("text", "league", "period"),
    [
        ("americanfootball_nfl", "NFL", "full"),
        ("basketball_ncaab", "CBB", "full"),
        ("basketball_nba_all_stars", "NBA", "full"),
        ("NCAAF", "CFB", "full"),
        ("nba", "NBA", "full"),
        ("NFL1H", "NFL", "1h"),
        ("NBA1Q", "NBA", "1q"),
        ("NHL1P", "NHL", "1p"),
        ("NBASZN", "NBA", "season"),
        ("TENNIS LIVE", "TENNIS", "live"),
        ("MLBCOMBOS", "MLB", "full"),
        ("R6", "R6", "full"),
        ("FIFA", "SOCCER", "full"),
        ("SOCCERSZN", "SOCCER", "season"),
        ("CFB2H", "CFB", "2h"),
        ("MLBLIVE", "MLB", "live"),
        ("MLBSZN2", "MLB", "season"),
        ("NBA SERIES", "NBA", "series"),
        ("WORLD CUP 1H", "WORLD CUP", "1h"),
        ("NFLP", "NFL", "full"),
        ("WNBA Q1", "WNBA", "1q"),
        ("NBA-H2", "NBA", "2h"),
        ("WNBA-Combos", "WNBA", "full"),
        ("MLB Spring Training", "MLB", "full"),
        ("basketball_wnba_preseason", "WNBA", "full"),
        ("La Liga - Spain", "LALIGA", "full"),
        ("UEFA Champions League", "UCL", "full"),
        ("soccer_turkey_super_league", "TURKEY_SUPER_LEAGUE", "full"),
        ("SPECIALS", "SPECIALS", "full"),
        ("CURLINGSZN", "CURLING", "season"),
        ("CURLING1P", "CURLING", "1p"),
        ("TABLE TENNIS LIVE", "TABLE TENNIS", "live"),
        ("OLIVE", "OLIVE", "full"),
        ("F1", "F1", "full"),
        ("F1SZN", "F1", "season"),
        ("RAINBOW_SIX_SIEGE", "R6", "full"),
        ("Curling1P", "Curling1P", "full"),
    ],
)
def test_a_league_product_is_split_into_league_and_period(text: str, league: str, period: str) -> None:
    assert split_league(text) == (league, period)


def test_a_league_belongs_to_its_sport() -> None:
    leagues = ("NFL", "NFL1H", "PWHL", "CBB", "WCBB", "R6", "CURLING")

    assert [sport_of(league) for league in leagues] == [
        "football",
        "football",
        "hockey",
        "college basketball",
        "basketball",  # in quarters, as men's is not
        "esports",
        "",
    ]


@pytest.mark.parametrize(
    "label", ["h2h", "spreads", "totals_q1", "alternate_spreads", "Moneyline", "Team Total", "double_chance", "btts_h1"]
)
def test_markets_on_games_are_recognised(label: str) -> None:
    assert is_game_market(label)


@pytest.mark.parametrize("label", ["player_points", "Total Bases", "totally", ""])
def test_markets_on_players_are_not_markets_on_games(label: str) -> None:
    assert not is_game_market(label)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("DraftKings", "draftkings"),
        ("DK", "draftkings"),
        ("BetOnline.ag", "betonlineag"),
        ("williamhill_us", "williamhill_us"),
        ("William Hill (US)", "williamhill_us"),
        ("LowVig.ag", "lowvig"),
        ("Underdog Fantasy", "underdog"),
        ("Caesars Sportsbook", "caesars"),
        ("FanDuel Sportsbook", "fanduel"),
        ("Ace Sportsbook", "acesportsbook"),
        ("ace_sportsbook", "ace_sportsbook"),
        ("Sportsbook", "sportsbook"),
        ("!", "!"),
    ],
)
def test_a_platform_title_has_its_platform_key(title: str, key: str) -> None:
    assert platform_key(title) == key
