"""Names of leagues at providers and in spreadsheets, by sport: data for `markets`."""

# Values of a league column that name only a sport.
SPORTS = {"football", "american football", "basketball", "baseball", "hockey", "ice hockey"}

# Leagues whose schedules are in Eastern Time, also for games farther west.
EASTERN = {"NFL", "CFB", "UFL", "NBA", "WNBA", "CBB", "WCBB", "GLEAGUE", "MLB", "NHL", "MLS", "NWSL", "PWHL"}

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
LALIGA | soccer_spain_la_liga, la liga, la liga - spain
BUNDESLIGA | soccer_germany_bundesliga, bundes, bundesliga - germany
SERIEA | soccer_italy_serie_a, serie a, serie a - italy
LIGUE1 | soccer_france_ligue_one, ligue 1, ligue 1 - france
UCL | soccer_uefa_champs_league, champions league, uefa champions league
UEL | soccer_uefa_europa_league, europa league, uefa europa league
SOCCER | fifa
WORLD CUP | soccer_fifa_world_cup, fifa world cup
NWSL | soccer_usa_nwsl
MASL |
LIGAMX | soccer_mexico_ligamx, liga mx
BRAZIL_CAMPEONATO | soccer_brazil_campeonato, brazil série a
NETHERLANDS_EREDIVISIE | soccer_netherlands_eredivisie, eredivisie, dutch eredivisie
PORTUGAL_PRIMEIRA_LIGA | soccer_portugal_primeira_liga, primeira liga, primeira liga - portugal
EFL_CHAMP | soccer_efl_champ, championship
ENGLAND_EFL_CUP | soccer_england_efl_cup, efl cup
ENGLAND_LEAGUE1 | soccer_england_league1, league 1
ENGLAND_LEAGUE2 | soccer_england_league2, league 2
FA_CUP | soccer_fa_cup
UEFA_EUROPA_CONFERENCE_LEAGUE | soccer_uefa_europa_conference_league
UEFA_CHAMPS_LEAGUE_WOMEN | soccer_uefa_champs_league_women, uefa champions league women
UEFA_NATIONS_LEAGUE | soccer_uefa_nations_league
UEFA_EUROPEAN_CHAMPIONSHIP | soccer_uefa_european_championship, uefa euro 2024
FIFA_CLUB_WORLD_CUP | soccer_fifa_club_world_cup
FIFA_WORLD_CUP_WOMENS | soccer_fifa_world_cup_womens
CONMEBOL_COPA_AMERICA | soccer_conmebol_copa_america, copa america
CONMEBOL_COPA_LIBERTADORES | soccer_conmebol_copa_libertadores, copa libertadores
CONCACAF_GOLD_CUP | soccer_concacaf_gold_cup
CONCACAF_LEAGUES_CUP | soccer_concacaf_leagues_cup
SPAIN_COPA_DEL_REY | soccer_spain_copa_del_rey, copa del rey
SPAIN_SEGUNDA_DIVISION | soccer_spain_segunda_division, la liga 2 - spain
ITALY_SERIE_B | soccer_italy_serie_b, serie b - italy
ITALY_COPPA_ITALIA | soccer_italy_coppa_italia, coppa italia
GERMANY_BUNDESLIGA2 | soccer_germany_bundesliga2, bundesliga 2 - germany
GERMANY_DFB_POKAL | soccer_germany_dfb_pokal, dfb-pokal
FRANCE_LIGUE_TWO | soccer_france_ligue_two, ligue 2 - france
FRANCE_COUPE_DE_FRANCE | soccer_france_coupe_de_france, coupe de france
BELGIUM_FIRST_DIV | soccer_belgium_first_div, belgium first div
TURKEY_SUPER_LEAGUE | soccer_turkey_super_league
SPL | soccer_spl, premiership - scotland
AUSTRALIA_ALEAGUE | soccer_australia_aleague, a-league
SAUDI_ARABIA_PRO_LEAGUE | soccer_saudi_arabia_pro_league
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

# The ids of PrizePicks, for files that keep no more of its leagues.
PRIZEPICKS = """
1:PGA 2:MLB 3:WNBA 4:NASCAR 5:TENNIS 7:NBA 8:NHL 9:NFL 11:CFL 12:MMA 15:CFB 20:CBB 25:NFL2H 35:NFL1H 42:BOXING
44:NFLP 80:NBA2H 82:SOCCER 121:LOL 125:F1 131:EUROGOLF 135:KBO 145:COD 149:NBA4Q 150:CFB2H 151:EURO 152:NFL4Q
153:CFB4Q 155:CBB2H 158:GLEAGUE 159:VAL 161:RL 162:CRICKET 163:NFLSZN 165:AFL 172:CFBSZN 173:NBASZN 174:DOTA2
176:WCBB 184:CFB1H 188:NBASZN2 190:MLBSZN 192:NBA1Q 193:WNBA1H 194:WNBA2H 226:NHL3P 227:NHL1P 228:LIVGOLF 230:LAX
231:MLBLIVE 234:NHL2P 236:NHLSZN 238:AUSNBL 241:WORLDCUP 242:SOCCER1H 243:SOCCER2H 245:NFL1Q 252:WNBASZN 256:LPGA
261:MLBSZN2 262:SOCCERSZN 265:CS2 267:HALO 268:APEX 269:DARTS 270:INDYCAR 271:UFL 272:WCBB2H 273:PWHL 274:R6
284:HANDBALL 287:EUROCUP 288:UNR 289:TGL 290:CBB1H 298:NPB 308:WNBA1Q
"""
