"""Names of markets and platforms at providers and in spreadsheets: data for `markets`.

A row is `canonical | category | other names`. Case, spaces, signs and a leading `player_` do not matter. A market may
have several rows.
"""

MARKETS = {
    "football": """
passing_yards | passing | pass yds, pass yards, passing yds
passing_touchdowns | passing | touchdown passes, td passes, pass tds, pass td, passing tds, passing td, pass touchdowns
passing_completions | passing | pass completions, passing comps, pass comps, completions, comp, comps, cmp
passing_attempts | passing | pass attempts, passing att, pass att
passing_interceptions | passing | pass interceptions, int, ints, passing ints, pass ints, interceptions
passing_interceptions | passing | interceptions thrown, ints thrown, pass int
completion_percentage | passing | completion pct, completion %, passing comp pct
sacks_taken | passing |
longest_completion | passing | pass longest completion, passing long, longest pass, longest pass completion
rushing_yards | rushing | rush yds, rush yards, rushing yds
rushing_attempts | rushing | rush attempts, rushing att, rush att, carries
rushing_touchdowns | rushing | rush tds, rushing tds, rush touchdowns
longest_rush | rushing | rush longest, rush long, rushing long, longest rushing attempt
receiving_yards | receiving | reception yds, reception yards, receiving yds, rec yds, rec yards
receptions | receiving | reception, rec, recs, receiving rec, catches
receiving_touchdowns | receiving | reception tds, receiving tds, rec tds, rec touchdowns
longest_reception | receiving | reception longest, rec long, receiving long, longest rec
receiving_yards_in_first_2_receptions | receiving |
yards_on_first_reception | receiving |
yards_on_first_rush_attempt | rushing |
yards_on_first_pass_completion | passing |
completions_in_first_10_pass_attempts | passing |
passing_yards_in_first_10_attempts | passing |
rushing_yards_in_first_5_attempts | rushing | rush yards in first 5 attempts
receiving_targets | receiving | rec targets, receiving tgts, targets, tgts, tgt
passing_rushing_yards | combo | pass rush yds, pass rush yards, passing and rushing yds, passing rushing yds
passing_rushing_touchdowns | scoring | pass rush tds, passing and rushing tds
rushing_receiving_yards | combo | rush reception yds, rush rec yds, rush rec yards, rushing receiving yds
rushing_receiving_yards | combo | rushing and receiving yds, rushing and receiving yards, rec rush yds, rec rush yards
passing_rushing_receiving_yards | combo | pass rush reception yds, pass rush rec yds, passing rushing receiving yds
passing_rushing_receiving_touchdowns | scoring | pass rush reception tds, pass rush rec tds
rushing_receiving_touchdowns | scoring | tds over, rush rec tds, rush reception tds, tds, touchdowns
anytime_touchdown | scoring | anytime td, anytime td scorer, anytime touchdown scorer, atd, to score a touchdown
anytime_touchdown | scoring | attd, to score a td, any time touchdown scorer, any time td scorer, anytime scorer
first_touchdown | scoring | 1st td, first td, 1st touchdown, first td scorer, first touchdown scorer
first_touchdown | scoring | period first touchdown scored, first scorer
last_touchdown | scoring | last td, last td scorer, last touchdown scorer, last touchdown scored, last scorer
sacks | defense | sack, sack yes, to record a sack
solo_tackles | defense | tackles
tackles_assists | defense | tackles ast, tackles and assists, total tackles
tackle_assists | defense | assists, assisted tackles
defensive_interceptions | defense | defensive ints, def interceptions, def ints
field_goals_made | kicking | field goals, fg made, fgm, fg, fgs
kicking_points | kicking | kick pts, kick points, kicker points
field_goal_yards | kicking | fg yards, field goal yds
longest_field_goal | kicking | longest fg, longest fg made yds, field goals long, fg long
shortest_field_goal | kicking | shortest fg, shortest fg made yds
field_goals_made_48_yards | kicking | 48+ yard fg made
punts | kicking |
extra_points_made | kicking | pats, pat made, extra points, xp made, xp, xpm
fantasy_score | fantasy | fantasy points, fantasy pts, fpts
""",
    "basketball": """
points | scoring | pts, total points
rebounds | | rebs, reb, total rebounds, trb
assists | | asts, ast, total assists
threes | scoring | 3 pt made, 3 point made, 3 ptm, 3fgm, 3pt, 3 pm, three points made, three pointers made
threes | scoring | 3 point fg, three point field goals, 3 pointers made, made 3 points shots, made 3 point shots
threes | scoring | 3pts, 3 pts, tpm, treys, three pt
threes | scoring | threes made, made threes, made 3s, 3s, three pointers, 3 pointers, 3 point field goals, fg3m, fg3
threes_attempted | shooting | 3 pt attempted, 3 pointers attempted, three points att, 3s attempted, 3 pa, 3pta, 3 pt att
points_rebounds_assists | combo | points rebounds and assists, points rebounds assists
points_rebounds_assists | combo | pts rebs asts, pts reb ast, pra, par, points assists rebounds, pts trb ast
points_rebounds | combo | points and rebounds, pts rebs, pts reb, pts trb, pr, rebounds points
points_assists | combo | points and assists, pts asts, pts ast, pa, assists points
rebounds_assists | combo | rebounds and assists, assists and rebounds
rebounds_assists | combo | rebs asts, reb ast, trb ast, ra, assists rebounds, asts rebs, ast rebs
steals | defense | stls, stl
blocks | defense | blks, blk, blocked shots
blocks_steals | defense | blocks and steals, steals and blocks
blocks_steals | defense | blks stls, blk stl, steals blocks, stls blks, stocks, stl blk, s b
turnovers | defense | tos, to, tov
double_double | combo | double doubles, to record a double double
triple_double | combo | triple doubles, to record a triple double
first_basket | scoring | first basket scorer
first_team_basket | scoring |
field_goals_made | shooting | field goals, fg made, fgm
field_goals_attempted | shooting | field goals att, fg attempted, fga, fg att
free_throws_made | shooting | frees made, free throws, ft made, ftm, ft
free_throws_attempted | shooting | frees attempts, free throws att, ft attempted, fta
two_pointers_made | shooting | 2 pt made, two points made, 2 pointers made, 2pm
two_pointers_attempted | shooting | 2 pt attempted, two points att, 2 pointers attempted, 2pa, 2pta, 2 pt att
offensive_rebounds | | off rebs, oreb
defensive_rebounds | | def rebs, dreb
personal_fouls | | fouls
dunks | scoring |
quarters_with_3_points | scoring |
quarters_with_4_points | scoring |
quarters_with_5_points | scoring |
minutes_played | | minutes, mins
fantasy_score | fantasy | fantasy points
""",
    "baseball": """
strikeouts | pitching | pitcher strikeouts, pitching strikeouts, pitcher ks, ks, k, total strikeouts, strikeouts thrown
pitching_outs | pitching | pitcher outs, pitch outs, outs recorded, pitcher outs recorded, outs, total outs
hits_allowed | pitching | pitcher hits allowed, hits against
earned_runs_allowed | pitching | pitcher earned runs, earned runs, er, runs allowed
total_runs_allowed | pitching | 1i runs allowed
walks_allowed | pitching | pitcher walks, pitcher walks allowed
pitches_thrown | pitching | pitch count, pitches, total pitches, pitcher pitches thrown
batters_faced | pitching |
pitcher_win | pitching | to record win, pitcher record a win, pitcher win, record a win, to record a win
hits | batting | batter hits, total hits, to record a hit
total_bases | batting | batter total bases, bases, tb, total bases from hits
home_runs | batting | batter home runs, homeruns, hr, hrs, home run, to hit a home run, to hit a hr
rbis | batting | batter rbis, rbi, runs batted in, to record an rbi
runs | batting | batter runs scored, runs scored, batter runs, to record a run
singles | batting | batter singles, 1b, to hit a single
doubles | batting | batter doubles, 2b, to hit a double
triples | batting | batter triples, 3b, to hit a triple
walks | batting | batter walks, batting walks
stolen_bases | batting | batter stolen bases, sb, sbs, to record a stolen base
hits_runs_rbis | batting | hits runs and rbis, batter hits runs rbis, hits runs rbi, h r rbi, h r rbis, hrr
batter_strikeouts | batting | hitter strikeouts, batter ks, hitter ks, batting strikeouts
first_home_run | batting | batter first home run
extra_base_hits | batting |
plate_appearances | batting |
fantasy_score | fantasy | fantasy points, hitter fantasy score, pitcher fantasy score, batter fantasy score
fantasy_score | fantasy | hitter fantasy points, pitcher fantasy points, batter fantasy points
""",
    "hockey": """
points | hockey | hockey points, pts
goals | hockey |
assists | hockey | asts, ast
power_play_points | hockey | power play pts, pp points, ppp
shots_on_goal | shooting | shots, sog
saves | hockey | total saves, goalie saves, goaltender saves
goals_against | hockey | goals allowed
blocked_shots | hockey | blocks, blk, blks
faceoffs_won | hockey | faceoff wins
time_on_ice | hockey | toi
hits | hockey |
plus_minus | hockey |
anytime_goal | hockey | goal scorer anytime, anytime goal scorer, anytime goalscorer, anytime scorer
first_goal | hockey | goal scorer first, first goal scorer, first goalscorer, first scorer, period first goal scored
last_goal | hockey | goal scorer last, last goal scorer, last goalscorer, last scorer
penalty_minutes | discipline | pim, pims
fantasy_score | fantasy | fantasy points, goalie fantasy score, skater fantasy score
""",
    "soccer": """
anytime_goal | scoring | goal scorer anytime, anytime goal scorer, anytime goalscorer, goalscorer, goal scorer
anytime_goal | scoring | anytime scorer
first_goal | scoring | first goal scorer, first goalscorer, first scorer
last_goal | scoring | last goal scorer, last goalscorer, last scorer
goals | scoring |
assists | |
goals_assists | scoring | goal assist
shots | shooting | shots attempted
shots_on_target | shooting | sot
saves | goalkeeping | goalie saves
goals_against | goalkeeping | goals allowed
to_receive_card | discipline | to be carded, to be booked
to_receive_red_card | discipline |
cards | discipline | yellow cards
fouls | discipline | fouls against, fouls committed
fouls_drawn | discipline | fouls for
passes | passing | passes attempted
shots_assisted | passing |
chances_created | passing |
crosses | passing |
dribbles_attempted | | attempted dribbles
clearances | defense |
interceptions | defense |
tackles | defense |
fantasy_score | fantasy | fantasy points
""",
    "aussie rules": """
disposals | |
goals | scoring | goals scored
anytime_goal | scoring | goal scorer anytime, anytime goal scorer
first_goal | scoring | goal scorer first, first goal scorer
last_goal | scoring | goal scorer last, last goal scorer
tackles | defense |
marks | |
fantasy_score | fantasy | afl fantasy points, fantasy points, ranking fantasy pts
""",
    "rugby league": """
anytime_try | scoring | try scorer anytime, anytime try scorer
first_try | scoring | try scorer first, first try scorer
last_try | scoring | try scorer last, last try scorer
tries | scoring | try scorer
""",
    "tennis": """
games_played | games | total games
games_won | games | total games won
games_lost | games | total games lost
sets_played | sets | total sets
sets_won | sets | total sets won
sets_lost | sets | total sets lost
tie_breaks | sets | total tie breaks, tie breaks played, tie breakers, tie breakers played
aces | serving |
double_faults | serving |
break_points_won | returning | breakpoints won, break points
fantasy_score | fantasy | fantasy points
""",
    "golf": """
strokes | scoring |
birdies_or_better | scoring |
birdies_or_better_matchup | scoring |
bogeys_or_worse | scoring |
pars | scoring |
pars_or_better | scoring |
fairways_hit | |
greens_in_regulation | | gir
fantasy_score | fantasy | fantasy points
""",
    "mma": """
significant_strikes | striking |
takedowns | grappling |
knockouts | finish |
submissions | finish |
fight_time | | fight time mins
fantasy_score | fantasy | fantasy points
""",
    "esports": """
kills | kills | k
headshots | headshots |
assists | assists |
deaths | deaths |
first_bloods | kills |
fantasy_score | fantasy | fantasy points, fantasy
""",
}

# Yes/no markets: the line is 0.5 if the provider sends none.
YES_NO = {
    "anytime_touchdown", "first_touchdown", "last_touchdown", "double_double", "triple_double", "first_basket",
    "first_team_basket", "to_receive_red_card",
    "pitcher_win", "first_home_run", "anytime_goal", "first_goal", "last_goal", "to_receive_card",
    "anytime_try", "first_try", "last_try",
}  # fmt: skip

# Markets on games and teams, not on players, also with a period at the end (`spreads_q1`).
GAME_MARKETS = (
    r"(?:alternate_)?(?:h2h|spreads|totals|team_totals|outrights)(?:_.+)?"
    r"|(?:draw_no_bet|btts|double_chance|odd_even)(?:_.+)?"
    r"|moneyline|money_line|ml|(?:point_)?spread|run_line|puck_line|(?:game_|team_)?total|outright"
)

# Short and long names of platforms whose key is not just their folded title.
BOOKS = {
    "dk": "draftkings", "fd": "fanduel", "mgm": "betmgm", "czr": "caesars", "pp": "prizepicks", "ud": "underdog",
    "bov": "bovada",
    "underdogfantasy": "underdog", "draftkingspick6": "pick6", "williamhillus": "williamhill_us",
    "unibetus": "unibet_us", "tipicous": "tipico_us", "betrusdfs": "betr_us_dfs", "lowvigag": "lowvig",
    "windcreekbetfredpa": "windcreek", "hardrockbetaz": "hardrockbet_az", "hardrockbetoh": "hardrockbet_oh",
}  # fmt: skip

# Platforms for which a spreadsheet may have a column with only the platform's name as its header.
PLATFORMS = {
    *BOOKS.values(), "bally_bet", "ballybet", "barstool", "bet365", "betanysports", "betfair", "betfred", "betonline",
    "betonlineag", "betopenly", "betparx", "betr", "betr_us_dfs", "betrivers", "betus", "betway", "borgata", "bovada",
    "caesars", "circa", "dabble", "espnbet", "fanatics", "fliff", "foxbet", "gtbets", "hardrock", "hardrockbet",
    "kalshi", "lowvig", "mybookie", "mybookieag", "novig", "parlayplay", "pinnacle", "pointsbet", "pointsbetus",
    "prophetx", "rebet", "sisportsbook", "sleeper", "sportsbet", "sportsbettingag", "sugarhouse", "superbook",
    "thescorebet", "tipico", "tipico_us", "twinspires", "unibet", "unibet_us", "williamhill", "williamhill_us",
    "windcreek", "wynnbet",
}  # fmt: skip
