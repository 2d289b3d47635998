"""The words of providers and spreadsheets for leagues, by sport: data for `markets`."""

# What stands where a league is wanted, but names a sport only.
SPORTS = {"football", "american football", "basketball", "baseball", "hockey", "ice hockey"}

# `league | other names` by sport.
LEAGUES = {
    "football": """
NFL | americanfootball_nfl, americanfootball_nfl_preseason, national football league, nflp, nfl preseason
CFB | americanfootball_ncaaf, ncaaf, ncaafb, ncaa football, college football
CFL | americanfootball_cfl
UFL | americanfootball_ufl
XFL |
USFL |
""",
    "basketball": """
NBA | basketball_nba, basketball_nba_preseason, national basketball association, nbap, nba preseason
NBA | basketball_nba_all_stars
NBASL | basketball_nba_summer_league, nba summer league
WNBA | basketball_wnba, basketball_wnba_preseason, wnba preseason
WCBB | basketball_wncaab, wncaab, ncaaw
EUROLEAGUE | basketball_euroleague
EURO |
BIG3 |
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
""",
    "baseball": """
MLB | baseball_mlb, baseball_mlb_preseason, major league baseball, mlbst, mlb spring training
WBC | world baseball classic
COLLEGE BASEBALL | baseball_ncaa, ncaa baseball
KBO | baseball_kbo
NPB | baseball_npb
WCWS |
""",
    "hockey": """
NHL | icehockey_nhl, icehockey_nhl_preseason, national hockey league, nhl preseason
AHL | icehockey_ahl
PWHL |
KHL |
SHL | icehockey_sweden_hockey_league
""",
    "soccer": """
EPL | soccer_epl, premier league, english premier league
MLS | soccer_usa_mls, major league soccer
LALIGA | soccer_spain_la_liga, la liga
BUNDESLIGA | soccer_germany_bundesliga, bundes
SERIEA | soccer_italy_serie_a, serie a
LIGUE1 | soccer_france_ligue_one, ligue 1
UCL | soccer_uefa_champs_league, champions league
UEL | soccer_uefa_europa_league, europa league
SOCCER | fifa
WORLD CUP | soccer_fifa_world_cup
NWSL | soccer_usa_nwsl
MASL |
LIGAMX | soccer_mexico_ligamx, liga mx
BRAZIL_CAMPEONATO | soccer_brazil_campeonato
NETHERLANDS_EREDIVISIE | soccer_netherlands_eredivisie, eredivisie
PORTUGAL_PRIMEIRA_LIGA | soccer_portugal_primeira_liga, primeira liga
EFL_CHAMP | soccer_efl_champ
FA_CUP | soccer_fa_cup
UEFA_EUROPA_CONFERENCE_LEAGUE | soccer_uefa_europa_conference_league
""",
    "aussie rules": """
AFL | aussierules_afl, aussie
""",
    "rugby league": """
NRL | rugbyleague_nrl
""",
    "tennis": """
TENNIS |
ATP |
WTA |
""",
    "motorsport": """
F1 | formula 1
NASCAR |
INDYCAR |
""",
    "golf": """
GOLF |
PGA | pga tour
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
CS2 | csgo, cs, counter strike, counter strike 2
VAL | valorant
LOL | league of legends
DOTA2 | dota
COD | call of duty
R6 | rainbow six, rainbow six siege
RL | rocket league
APEX |
OW | overwatch, overwatch 2
HALO |
""",
}
