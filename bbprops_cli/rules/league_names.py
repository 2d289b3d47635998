"""The words of providers and spreadsheets for leagues, by sport: data for `markets`."""

# What stands where a league is wanted, but names a sport only.
SPORTS = {"football", "american football", "basketball", "baseball", "hockey", "ice hockey"}

# `league | other names` by sport.
LEAGUES = {
    "football": """
NFL | americanfootball_nfl, americanfootball_nfl_preseason, national football league, nflp
CFB | americanfootball_ncaaf, ncaaf, ncaafb, ncaa football, college football
CFL | americanfootball_cfl
UFL | americanfootball_ufl
XFL |
USFL |
""",
    "basketball": """
NBA | basketball_nba, basketball_nba_preseason, national basketball association, nbap
WNBA | basketball_wnba
EUROLEAGUE | basketball_euroleague
NBL | basketball_nbl, ausnbl
EUROCUP |
BCL |
BBL |
KBL |
UNR | unrivaled
GLEAGUE |
""",
    "college basketball": """
CBB | basketball_ncaab, ncaab, ncaam, ncaa basketball, college basketball
WCBB | basketball_wncaab, wncaab, ncaaw
""",
    "baseball": """
MLB | baseball_mlb, baseball_mlb_preseason, major league baseball
KBO | baseball_kbo
NPB | baseball_npb
""",
    "hockey": """
NHL | icehockey_nhl, icehockey_nhl_preseason, national hockey league
AHL | icehockey_ahl
PWHL |
KHL |
SHL | icehockey_sweden_hockey_league
""",
    "soccer": """
EPL | soccer_epl, premier league, english premier league
MLS | soccer_usa_mls, major league soccer
LALIGA | soccer_spain_la_liga, la liga
BUNDESLIGA | soccer_germany_bundesliga
SERIEA | soccer_italy_serie_a, serie a
LIGUE1 | soccer_france_ligue_one, ligue 1
UCL | soccer_uefa_champs_league, champions league
UEL | soccer_uefa_europa_league, europa league
SOCCER | fifa
WORLD CUP | soccer_fifa_world_cup
NWSL |
""",
    "aussie rules": """
AFL | aussierules_afl
""",
    "tennis": """
TENNIS |
""",
    "golf": """
GOLF |
PGA |
LPGA |
TGL |
LIVGOLF |
EUROGOLF |
""",
    "mma": """
MMA | mma_mixed_martial_arts
UFC |
""",
    "esports": """
ESPORTS |
CS2 | csgo, cs
VAL | valorant
LOL | league of legends
DOTA2 | dota
COD | call of duty
R6 | rainbow six
RL | rocket league
APEX |
HALO |
""",
}
