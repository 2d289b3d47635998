import csv
import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.props.prop import CONTENT
from tests.providers.reading import Result, read_text

HEAD = "player,market,line,over_odds,under_odds\n"
ROW = "Ana Ruiz,Points,20.5,-110,-120\n"


def test_a_wide_row_becomes_a_prop_with_both_prices() -> None:
    (prop,) = read_text(HEAD + ROW).props

    assert (prop.player_name, prop.market_type, prop.line) == ("Ana Ruiz", "points", 20.5)
    assert (prop.odds, prop.under_odds) == (1 + 100 / 110, 1 + 100 / 120)
    assert (prop.league, prop.platform, prop.period, prop.variant, prop.is_active) == (
        "NBA",
        "manual",
        "full",
        "standard",
        True,
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_encoding_and_line_end_is_read(delimiter: str, encoding: str, end: str) -> None:
    text = (HEAD + "Añá Ruiz,Points,20.5,1.9,1.95\n").replace(",", delimiter).replace("\n", end)
    result = read_text(text.encode(encoding))

    assert result.columns("player_name", "odds", "under_odds") == [("Añá Ruiz", 1.9, 1.95)]


def test_dirty_cells_are_cleaned() -> None:
    result = read_text(
        "player,market,line,over_odds,under_odds,date,is_active\r\n"
        '" Ana  Ruiz (P) ",Pts,−4.5,−105.0,+110,10/5/2025,TRUE\r\n'  # noqa: RUF001 - typographic minus signs
        '"Dana\nBell",Pts,o4.5,EVEN,,2025-10-05,FALSE\r\n'
    )

    assert result.rejects == []
    assert result.columns("player_name", "line", "odds", "under_odds", "is_active") == [
        ("Ana Ruiz", -4.5, 1 + 100 / 105, 2.1, True),
        ("Dana Bell", 4.5, 2.0, None, False),
    ]
    assert {str(prop.game_date) for prop in result.props} == {"2025-10-05 04:00:00+00:00"}


@pytest.mark.parametrize("blank", ["N/A", "nan", "NULL", "-", "#N/A", "NA"])
def test_words_for_unknown_values_count_as_blank(blank: str) -> None:
    result = read_text(
        "player,market,line,over,under,team,opp,date,week,season\n"
        f"Ana,Points,4.5,{blank},-110,{blank},{blank},{blank},{blank},{blank}\n"
        f"Bea,Points,{blank},-110,-110,HWK,@VIP,10/5/2025,,\n"
    )

    assert result.columns("odds", "team", "opponent", "game_date", "week", "season") == [(None,) * 6]
    assert [(reject.line, reject.reason) for reject in result.rejects] == [(3, "is missing")]


def test_numbers_have_decimal_commas_if_semicolons_separate_cells() -> None:
    result = read_text("player;market;line;over;under\nAna;Points;20,5;1,909;1,95\nBea;Yards;1.250,5;-;2\n")

    assert result.columns("line", "odds", "under_odds") == [(20.5, 1.909, 1.95), (1250.5, None, 2.0)]


@pytest.mark.parametrize("above", ["sep=;\n", "Player props;;\n\nof 5 October\n", "My board, 5 October\n"])
def test_lines_above_the_header_are_skipped_and_counted(above: str) -> None:
    result = read_text(above + (HEAD + ROW + "Bea,Points,x,1,1\n").replace(",", ";"))
    count = above.count("\n")

    assert result.columns("player_name", "line") == [("Ana Ruiz", 20.5)]
    assert result.reasons == [(count + 3, "line")]
    assert result.reading.notes == [f"lines above the header skipped: {count}"]


def test_surplus_cells_are_ignored_if_they_are_blank() -> None:
    result = read_text(HEAD + "Ana,Points,20.5,-110,-120,, \nBea,Points,20.5,-110,-120,,x\nCy,Points,20.5,-110\n  \n")

    assert result.columns("player_name") == [("Ana",)]
    assert result.reasons == [(3, "row"), (4, "row")]


def test_a_duplicate_header_in_another_case_is_skipped() -> None:
    result = read_text(HEAD + ROW + HEAD.upper())

    assert (len(result.props), result.rejects) == (1, [])
    assert result.reading.notes == ["duplicate header rows skipped: 1"]


def test_spaces_after_commas_are_dropped_even_before_quotes() -> None:
    result = read_text('player, market, line\n"Ruiz, Ana", "Points", "20.5"\n')

    assert result.columns("player_name", "market_type", "line") == [("Ruiz, Ana", "points", 20.5)]


def test_first_and_last_name_are_joined_into_the_player() -> None:
    result = read_text("first_name,last_name,stat,line\nAna,Ruiz,Points,20.5\n,Bea,Points,4\nCy,Points,5\n")

    assert result.columns("player_name") == [("Ana Ruiz",), ("Bea",)]
    assert result.reasons == [(4, "row")]


def test_an_nflverse_game_id_gives_week_and_season() -> None:
    rows = "Ana,Rec Yds,4.5,2024_05_ACE_DOV\nBea,Rec Yds,4.5,2020_18_ACE_DOV\nCy,Rec Yds,4.5,other\n"
    result = read_text("player,market,line,game_id\n" + rows, league="NFL")

    assert result.columns("season", "week") == [("2024", 5), ("2020", 18), (None, None)]
    assert [prop.extra_metadata.get("season_type") for prop in result.props] == ["regular", "post", None]
    assert read_text("player,market,line,game_id\n" + rows, league="NBA").columns("week") == [(None,)] * 3


def test_one_date_with_the_day_first_decides_for_the_column() -> None:
    result = read_text("player,market,line,date\nAna,Points,4,25/10/2025\nBea,Points,4,2/11/2025\n")

    assert [f"{prop.game_date:%m-%d}" for prop in result.props] == ["10-25", "11-02"]


def test_a_column_of_prices_for_each_platform_gives_a_prop_for_each() -> None:
    result = read_text(
        "player,market,line,pick,DraftKings,FanDuel\n"
        "Ana,Points,4.5,Over,-110,100\nAna,Points,4.5,Under,-120,\nBea,Points,4.5,Over,,N/A\n"
    )

    assert result.columns("player_name", "platform", "odds", "under_odds") == [
        ("Ana", "draftkings", 1 + 100 / 110, 1 + 100 / 120),
        ("Ana", "fanduel", 2.0, None),
    ]
    assert result.reasons == [(4, "odds")]


def test_cells_with_a_line_and_its_price_are_split() -> None:
    result = read_text(
        "player,market,over_under,DraftKings,mgm,FanDuel\n"
        "Ana,Points,Over,(4.5) -110,(5.5) 100,\nAna,Points,Under,(4.5) -120,(5.5) -125,\n"
        "Bea,Points,Over,(0.5) ,None,N/A\nCy,Points,Over,(x) 100,None,\nDi,Points\n"
    )

    assert result.columns("player_name", "platform", "line", "odds", "under_odds") == [
        ("Ana", "draftkings", 4.5, 1 + 100 / 110, 1 + 100 / 120),
        ("Ana", "betmgm", 5.5, 2.0, 1.8),
        ("Bea", "draftkings", 0.5, None, None),
    ]
    assert result.reasons == [(5, "line"), (6, "row")]


@pytest.mark.parametrize(
    "titles",
    [
        "over_line,over_odds,under_line,under_odds",
        "point_Over,price_Over,point_Under,price_Under",
        "Line Over,Over,Line Under,Under",
        "over_point,over_price,under_point,under_price",
    ],
)
def test_sides_with_different_lines_become_two_props(titles: str) -> None:
    result = read_text(
        f"player,market,{titles}\n"
        "Ana,Points,4.5,-110,5.5,-120\nBea,Points,o4.5,-110,u4.5,-120\nCy,Points,,,5.5,-120\nDee,Points,4.5,-110,,\n"
    )

    over, under = 1 + 100 / 110, 1 + 100 / 120
    assert result.columns("player_name", "line", "odds", "under_odds") == [
        ("Ana", 4.5, over, None),
        ("Ana", 5.5, None, under),
        ("Bea", 4.5, over, under),
        ("Cy", 5.5, None, under),
        ("Dee", 4.5, over, None),
    ]


@pytest.mark.parametrize(("title", "odds"), [("american_odds", 2.5), ("Odds (Decimal)", 150), ("DK American", 2.5)])
def test_a_title_decides_the_format_of_ambiguous_prices(title: str, odds: float) -> None:
    assert read_text(f"player,market,line,{title}\nAna,Points,4.5,150\n").columns("odds") == [(odds,)]


@pytest.mark.parametrize(
    "columns",
    ["prob_over,prob_under\n0.55,0.45", "EV Over,EV Under\n5.2,-3.1", "Ours Over,Ours Under\n0.55,0.45",
     "L5 Over,L10 Over\n60,70", "Over %,Under %\n60,40", "Over,Under\n0.55,0.45", "over,under\n55.0%,45.0%",
     "DraftKings %,FanDuel EV%\n4.2,-1.5", "price\n0.53", "hit_over,hit_under\n1,0", "edgeOver,edgeUnder\n2.5,3"],
)  # fmt: skip
def test_columns_of_a_model_are_neither_platforms_nor_prices(columns: str) -> None:
    titles, cells = columns.split("\n")
    result = read_text(f"player,market,line,{titles}\nAna,Points,4.5,{cells}\n")

    assert result.columns("platform", "odds", "under_odds") == [("manual", None, None)]
    assert result.props[0].extra_metadata["raw"] == dict(zip(titles.split(","), cells.split(","), strict=True))


def test_rows_per_side_are_paired_and_the_last_duplicate_counts() -> None:
    result = read_text(
        "player,market,line,direction,odds,book,link\n"
        "Ana,Points,4.5,Over,-110,Ace Bet,a\n"
        "Bea,Points,4.5,Over,-115,Ace Bet,b\n"
        "ANA,Points,4.5,Under,-200,acebet,c\n"
        "Ana,Points,4.5,Over,-150,Ace Bet,d\n"
        "Ana,Points,5.5,Over,150,Ace Bet,e\n"
        "Ana,Points,4.5,Neither,150,Ace Bet,e\n"
    )

    assert result.columns("player_name", "line", "platform", "under_odds") == [
        ("Ana", 4.5, "acebet", 1.5),
        ("Bea", 4.5, "acebet", None),
        ("Ana", 5.5, "acebet", None),
    ]
    assert (result.reading.duplicates, result.reasons) == (1, [(7, "side")])
    assert result.props[0].extra_metadata["raw"] == {"link": "d"}


def test_sides_written_into_the_line_are_paired() -> None:
    result = read_text("player,market,line,odds\nAna,Points,o4.5,-110\nAna,Points,u4.5,-120\n")

    assert result.columns("line", "odds", "under_odds") == [(4.5, 1 + 100 / 110, 1 + 100 / 120)]


def test_a_very_wide_row_gives_a_prop_for_each_platform_that_offers_it() -> None:
    result = read_text(
        "player,market,dk_line,dk_over,dk_under,fd_line,fd_over,fd_under\n"
        "Ana,Points,4.5,-110,-110,5.5,-120,100\n"
        "Bea,Points,,,,3.5,-120,100\n"
        "Cleo,Points,,,,,,\n"
    )

    assert result.columns("player_name", "platform", "line") == [
        ("Ana", "draftkings", 4.5),
        ("Ana", "fanduel", 5.5),
        ("Bea", "fanduel", 3.5),
    ]
    assert result.reasons == [(4, "line")]


def test_a_yes_no_market_may_leave_the_line_blank() -> None:
    result = read_text(HEAD + "Ana,Double Double,,150,-200\nBea,Points,,150,-200\n")

    assert result.columns("market_type", "line") == [("double_double", 0.5)]
    assert result.reasons == [(3, "line")]


def test_unknown_columns_are_kept_as_read() -> None:
    result = read_text(",player,market,line,Note,note,blank\n0,Ana,Points,4.5, x ,y,\n")

    assert result.props[0].extra_metadata == {"raw": {"Note": " x ", "note": "y"}, "raw_market": "Points"}


def test_home_and_away_come_from_the_game_or_from_their_own_columns() -> None:
    result = read_text(
        "player,market,line,game,home,away\nAna,Points,4.5,Vipers @ Hawks,,\nBea,Points,4.5,Cup final,Owls,Cubs\n"
    )

    assert [prop.extra_metadata["home_team"] for prop in result.props] == ["Hawks", "Owls"]
    assert result.props[1].extra_metadata["raw"] == {"game": "Cup final"}


@pytest.mark.parametrize(
    ("cell", "variant"),
    [
        ("GOBLIN", "goblin"),
        ("Normal", "standard"),
        ("base", "standard"),
        ("balanced", "standard"),
        ("Green", "goblin"),
        ("", "standard"),
    ],
)
def test_variants_are_understood_in_any_case(cell: str, variant: str) -> None:
    result = read_text(f"player,market,line,odds_type\nAna,Points,4.5,{cell}\n")

    assert result.columns("variant") == [(variant,)]


def test_is_demon_and_is_goblin_columns_give_the_variant() -> None:
    result = read_text(
        "player,market,line,isDemon,isGoblin\nAna,Points,4.5,true,false\nBea,Points,4.5,false,TRUE\n"
        "Cy,Points,4.5,false,false\nDi,Points,4.5,,perhaps\n"
    )

    assert result.columns("variant") == [("demon",), ("goblin",), ("standard",), ("standard",)]


def test_a_prop_line_column_for_each_platform_gives_a_prop_for_each() -> None:
    result = read_text(
        "Name,Property,Underdog Prop Line,PrizePicks Prop Line,Line Difference\nAna,Points,4.5,5.5,1.0\n"
    )

    assert result.columns("platform", "line") == [("underdog", 4.5), ("prizepicks", 5.5)]


def test_a_blank_odds_type_does_not_hide_the_column_of_the_variant() -> None:
    result = read_text(
        "player_name,stat_type,line_score,odds_type,underdog_line_type\n"
        "Ana,points,24.5,,balanced\nAna,points,29.5,,alternate\n"
    )

    assert result.columns("line", "variant") == [(24.5, "standard"), (29.5, "alternate")]


def test_team_ids_tell_the_team_of_the_player() -> None:
    result = read_text(
        "full_name,stat_name,stat_value,team_id,away_team_id,home_team_id,abbreviated_title\n"
        "Ana,points,4.5,t1,t1,t2,ACE @ DOV\nBea,points,4.5,t2,t1,t2,ACE @ DOV\n"
        "Cy,points,4.5,t3,t1,t2,ACE @ DOV\nDi,points,4.5,t1,t1,t2,ACE vs DOV\n"
        "Eve,points,4.5,,,,ACE @ DOV\n"
    )

    assert result.columns("team", "opponent") == [("ACE", "DOV"), ("DOV", "ACE")] + [(None, None)] * 3


def test_flattened_underdog_options_are_paired() -> None:
    player = "p1,Ana,Ruiz,Forward,F,NBA,178.0"
    result = read_text(
        "player_id,first_name,last_name,position_display_name,position_name,sport_id,match_id,id,line_type,stat_value,"
        "status,id,american_price,choice,decimal_price,over_under_line_id,payout_multiplier,selection_header,status,"
        "stat_name,full_name\n"
        f"{player},l1,balanced,24.5,active,o1,+101,over,2.01,l1,1.0,Ana Ruiz,active,points,Ana Ruiz\n"
        f"{player},l1,balanced,24.5,active,o2,-124,under,1.81,l1,1.0,Ana Ruiz,active,points,Ana Ruiz\n"
        f"{player},l2,alternate,29.5,active,o3,+200,over,3.0,l2,1.0,Ana Ruiz,active,points,Ana Ruiz\n",
        league=None,
    )

    assert result.columns("league", "player_name", "position", "game_id") == [("NBA", "Ana Ruiz", "Forward", "178")] * 2
    assert result.columns("line", "variant", "odds", "under_odds") == [
        (24.5, "standard", 2.01, 1 + 100 / 124),
        (29.5, "alternate", 3.0, None),
    ]


@pytest.mark.parametrize("kind", ["american", "american_price", "american_odds", "decimal", "decimal_price"])
def test_prices_of_higher_and_lower_are_over_and_under_odds(kind: str) -> None:
    cells = "+101,-124" if "american" in kind else "2.01,1.81"
    result = read_text(f"player,stat,line,higher_{kind},lower_{kind}\nAna,Points,4.5,{cells}\n")

    ((higher, lower),) = result.columns("odds", "under_odds")
    assert (higher, round(lower, 2)) == (2.01, 1.81)


def test_the_opponent_is_the_other_team_of_the_game() -> None:
    result = read_text(
        "player,market,line,game,team,opp\n"
        "Ana,Points,4.5,VIP @ HAW,HAW,\nBea,Points,4.5,VIP @ HAW,VIP,\n"
        "Cy,Points,4.5,VIP @ HAW,OWL,\nDi,Points,4.5,VIP @ HAW,VIP,Owls\n"
    )

    assert result.columns("opponent") == [("VIP",), ("HAW",), (None,), ("Owls",)]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (",Points,4.5,-110,", "player_name", "is missing"),
        ("Ana,,4.5,-110,", "market_type", "is missing"),
        ("Ana,Points,,-110,", "line", "is missing"),
        ("Ana,Points,x,-110,", "line", "'x' is not a number"),
        ("Ana,Points,1e9,-110,", "line", "1e+09 is not within ±1,000,000"),
        ("Ana,Points,4.5,abc,", "odds", "'abc' is not a number"),
        ("Ana,Points,4.5,-110,soon", "under_odds", "'soon' is not a number"),
        ("Ana,Points,4.5,0,", "odds", "0 is not an American price"),
        ("Ana,Points,4.5,900000,", "odds", "9001 is not a decimal price above 1 and up to 1001"),
        ("Ana,Points,4.5,-110", "row", "has 4 cells, but the header has 5"),
        ("Ana,Points,4.5,-110,,x", "row", "has 6 cells, but the header has 5"),
        ("A\0na,Points,4.5,-110,", "player_name", "holds a NUL character"),
        (f"{'A' * 256},Points,4.5,-110,", "player_name", "is longer than 255 characters"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_the_others_stay(row: str, field: str, reason: str) -> None:
    result = read_text(f"{HEAD}{ROW}\n{row}\n{ROW}")

    assert len(result.props) == 2
    assert [(reject.line, reject.field, reject.reason) for reject in result.rejects] == [(4, field, reason)]
    assert result.rejects[0].row in (row.split(","), dict(zip(HEAD.strip().split(","), row.split(","), strict=False)))


@pytest.mark.parametrize(
    ("column", "cell"),
    [("week", "soon"), ("week", "54"), ("season", "next"), ("date", "2025-13-01"), ("is_active", "maybe"),
     ("extra_metadata", "[1]"), ("extra_metadata", "{"), ("extra_metadata", '{""a"": NaN}')],
)  # fmt: skip
def test_a_bad_cell_of_any_column_is_rejected_under_its_field(column: str, cell: str) -> None:
    good = {"date": "2025-10-05", "week": "5", "season": "2025-26"}.get(column, "")
    result = read_text(f'player,market,line,{column}\nAna,Points,4.5,"{cell}"\nBea,Points,4.5,{good}\n')

    assert result.reasons == [(2, "game_date" if column == "date" else column)]


def test_the_date_gives_the_week_if_weeks_are_words() -> None:
    rows = "Wild Card,Post,Ana,Rec Yds,4.5,2026-01-10\nDivisional,,Bea,Rec Yds,4.5,\n"
    result = read_text("week,season,player,market,line,date\n" + rows, league="NFL")

    assert result.columns("week", "season") == [(19, "2025"), (None, None)]


def test_an_id_shared_by_players_is_not_the_external_id() -> None:
    rows = "7,Ana,Points,4.5\n7,Bea,Points,4.5\n"

    (one, other) = read_text("prop_id,player,market,line\n" + rows).props
    assert one.external_id != other.external_id
    assert one.extra_metadata["raw"] == {"prop_id": "7"}
    for rows in ("7,Ana,Points,4.5\n7,Ana,Points,5.5\n8,Bea,Points,4.5\n", "7,,,\n"):
        result = read_text("prop_id,player,market,line\n" + rows)
        assert {prop.external_id for prop in result.props} <= {"7", "8"}
    assert read_text("external_id,player,market,line\n7,Ana,Points,4\n7,Bea,Points,4\n").columns("external_id") == [
        ("7",),
        ("7",),
    ]


def test_a_game_time_without_a_date_is_kept_raw() -> None:
    result = read_text("date,game_time,player,market,line\n10/5/2025,7:30 PM,Ana,Points,4.5\n")
    (tonight,) = read_text("game_time,player,market,line\nTonight,Ana,Points,4.5\n").props

    assert [str(date) for (date,) in result.columns("game_date")] == ["2025-10-05 04:00:00+00:00"]
    assert result.props[0].extra_metadata["raw"] == {"game_time": "7:30 PM"}
    assert (tonight.game_date, tonight.extra_metadata["raw"]) == (None, {"game_time": "Tonight"})


def test_yes_and_no_have_the_line_0_5_in_any_market() -> None:
    result = read_text("player,market,side,line,odds\nAna,Hat Trick,Yes,,+900\nAna,Hat Trick,No,,-2000\n")

    assert result.columns("market_type", "line", "odds", "under_odds") == [("hat_trick", 0.5, 10.0, 1.05)]


def test_payouts_are_kept_raw_and_are_not_prices() -> None:
    (prop,) = read_text(
        "Player,Current Team,Opponent Team,Stat Type,Prop Line,Higher Payout,Lower Payout\n"
        "Ana Ruiz,ACE,DOV,period_1_points,4.5,1,1\n"
    ).props

    assert (prop.team, prop.opponent, prop.period, prop.line) == ("ACE", "DOV", "1q", 4.5)
    assert (prop.odds, prop.under_odds, prop.extra_metadata["raw"]["Higher Payout"]) == (None, None, "1")


def test_a_record_of_several_lines_is_numbered_by_its_first_line() -> None:
    assert read_text(f'{HEAD}"A\n\nna",Points,4.5,-110,-110\nBea,Points,,-110,\n').reasons == [(5, "line")]


def test_duplicate_headers_and_game_lines_are_skipped_with_a_note() -> None:
    result = read_text(HEAD + ROW + HEAD + ",h2h,,-110,-110\nHawks,spreads,4.5,-110,-110\n" + ROW)

    assert (len(result.props), result.rejects) == (2, [])
    assert result.reading.notes == [
        "duplicate header rows skipped: 1",
        "game lines (h2h, spreads, totals) skipped, since they are not player props: 2",
    ]


def test_a_header_without_rows_gives_no_props_and_no_rejects() -> None:
    assert (read_text(HEAD).props, read_text(HEAD).rejects) == ([], [])


def test_a_league_such_as_nfl1h_gives_the_period() -> None:
    result = read_text("league,player,market,line,date\nNFL1H,Ana,Rec Yds,4.5,2025-10-05\n", league=None)

    assert result.columns("league", "period", "week", "season") == [("NFL", "1h", 5, "2025")]


def test_a_sport_is_not_taken_for_a_league() -> None:
    text = "sport,player,market,line\nbasketball,Ana,Points,4.5\n"

    assert read_text(text, league="WNBA").columns("league") == [("WNBA",)]
    with pytest.raises(InvalidInput, match="does not name a league") as refused:
        read_text(text, league=None)
    assert refused.value.hint == "Pass --league."


def test_map_reads_a_field_from_the_named_column() -> None:
    result = read_text("hero,market,line\nAna,Points,4.5\n", columns={"player_name": "hero"})

    assert result.columns("player_name") == [("Ana",)]


def test_a_csv_export_is_taken_literally() -> None:
    values = {
        "league": "nfl", "player_name": " Ana  Ruiz", "market_type": "Odd Market", "period": "full",
        "variant": "standard", "line": "4.5", "odds": "150.0", "platform": "Ace Bet", "external_id": "x1",
        "game_date": "2025-10-05T17:00:00.000001Z", "is_active": "false", "extra_metadata": '{"b":1,"a":[]}',
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, CONTENT, restval="")
    writer.writeheader()
    writer.writerow(values)
    (prop,) = read_text(text.getvalue(), league=None).props

    assert (prop.league, prop.week, prop.season, prop.odds) == ("nfl", None, None, 150.0)
    assert (prop.player_name, prop.market_type, prop.platform) == (" Ana  Ruiz", "Odd Market", "Ace Bet")
    assert (prop.external_id, prop.is_active, prop.extra_metadata) == ("x1", False, {"b": 1, "a": []})
    assert str(prop.game_date) == "2025-10-05 17:00:00.000001+00:00"


def test_the_external_id_of_the_file_is_kept_and_a_blank_one_is_made() -> None:
    result = read_text("player,market,line,external_id\nAna,Points,4.5,p7\nAna,Points,4.5,\n")

    assert [len(prop.external_id) for prop in result.props] == [2, 32]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEAD.encode() + b"Jos\xe9,Points,4.5,,\n", "byte 0xe9 in line 2"),
        (HEAD.encode() + b'"' + b"x" * 200_000, "line 2 cannot be read: field larger than field limit"),
        (b'"' + b"x" * 200_000 + b"\n", "field larger than field limit"),
        (b"one\ntwo\n", "no column for player"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_text(content)


CELL = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["4.5", "o4.5", "-110", "1.91", "Over", "EVEN", "2025-10-05", '{"a":"\\ud800"}', "Points", "h2h", "=1+1", '"', ""]
)
HEADERS = st.lists(st.sampled_from([*CONTENT, "side", "book", "game", "dk_line", "dk_over", "note", ""]), max_size=8)
ROWS = st.lists(st.lists(CELL, max_size=11), max_size=6)
# Cells of a row that is good under any of these headers, by title.
GOOD = {
    **dict.fromkeys(("player", "player_name"), "Zoe Quist"), **dict.fromkeys(("market", "market_type"), "Points"),
    "side": "Over", "dk_line": "4.5", "week": "5", "season": "2025", "game_date": "2025-10-05", "league": "NBA",
}  # fmt: skip


REFUSALS = "American and decimal prices are mixed|can be American or decimal|is not (American|Decimal), as the first"


def read_or_refused(content: bytes, **options: Any) -> Result | None:
    """The result, after checks that hold for any CSV; None if the file was refused."""
    try:
        result = read_text(content, "csv", **options)
    except InvalidInput:
        return None
    assert all(isinstance(reject.reason, str) for reject in result.rejects)
    assert all(prop.player_name and abs(prop.line) <= 1_000_000 for prop in result.props)
    return result


@given(st.binary(max_size=200) | st.text(st.characters(codec="utf-8"), max_size=50).map(str.encode))
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"\x1f\x8b")
def test_any_bytes_behind_a_good_row_leave_it_a_prop_unless_they_are_not_utf_8(content: bytes) -> None:
    read_or_refused(content)
    result = read_or_refused(HEAD.encode() + ROW.encode() + content, odds_format="american")

    try:
        content.decode()
    except UnicodeDecodeError:
        assert result is None
    else:
        assert result
        assert result.columns("player_name", "line")[0] == ("Ana Ruiz", 20.5)


@given(HEADERS, ROWS, st.sampled_from(["american", "decimal"]))
def test_any_table_is_read_to_its_end_and_a_good_row_in_it_becomes_a_prop(
    header: list[str], rows: list[list[str]], odds_format: str
) -> None:
    table = table_of(header, rows)
    cells = GOOD | dict.fromkeys(("odds", "under_odds", "dk_over"), "-110" if odds_format == "american" else "1.91")
    # Lines that begin with a side make a table without other sides one of rows per side.
    has_sides = any(row[2].strip()[:1].lower() in {"o", "u"} for row in table)
    cells["line"] = "o4.5" if has_sides else "4.5"
    titles = ["player", "market", "line", *header]
    good = [cells.get(title, "") for title in titles]

    result = read_or_refused(as_csv([titles, *table, good]), odds_format=odds_format)

    assert result
    assert "Zoe Quist" in [prop.player_name for prop in result.props]
    skipped = sum(int(note.rpartition(": ")[2]) for note in result.reading.notes if "skipped" in note)
    found = len(result.props) + len(result.rejects) + result.reading.duplicates + skipped
    assert found >= sum(any(row) for row in table) + 1


@given(HEADERS, ROWS)
def test_any_table_is_refused_only_for_the_format_of_its_prices(header: list[str], rows: list[list[str]]) -> None:
    content = as_csv([["player", "market", "line", *header], *table_of(header, rows)])

    if read_or_refused(content) is None:
        with pytest.raises(InvalidInput, match=REFUSALS):
            read_text(content, "csv")


def table_of(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    """The rows made as wide as the header and the three columns before it."""
    width = len(header) + 3
    return [(row * width)[:width] if row else [""] * width for row in rows]


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


PROJECTIONS = "player_name,team,league,stat_type,line_score,flash_sale_line_score,description\n"


@pytest.mark.parametrize(("flash_sale_line", "line"), [("", 237.5), ("nan", 237.5), ("0.0", 237.5), ("0.5", 0.5)])
def test_a_flash_sale_line_replaces_the_line(flash_sale_line: str, line: float) -> None:
    (prop,) = read_text(f"{PROJECTIONS}Ana Ruiz,ACE,NFL,Pass Yards,237.5,{flash_sale_line},DOV\n").props

    assert (prop.line, prop.extra_metadata.get("line_score", line)) == (line, 237.5)


def test_a_flash_sale_line_that_is_not_a_number_is_rejected() -> None:
    result = read_text(f"{PROJECTIONS}Ana Ruiz,ACE,NFL,Pass Yards,237.5,soon,DOV\n")

    assert [(one.field, one.reason) for one in result.rejects] == [("line", "'soon' is not a number")]


@pytest.mark.parametrize(
    ("league", "description", "opponent"),
    [("NFL", "DOV", "DOV"), ("NFL", "DOV 2nd Half", None), ("NFL", "ACE", None), ("NFLSZN", "NFL", None)],
)
def test_a_description_is_the_opponent_only_if_it_is_the_code_of_another_team(
    league: str, description: str, opponent: str | None
) -> None:
    (prop,) = read_text(f"{PROJECTIONS}Ana Ruiz,ACE,{league},Pass Yards,237.5,,{description}\n").props

    assert prop.opponent == opponent
    assert prop.extra_metadata["raw"] == {"description": description}


def test_a_league_id_of_prizepicks_gives_league_and_period() -> None:
    result = read_text(
        "player_name,stat_type,line_score,league_id\nAna,Points,4.5,192\nBea,Points,4.5,0\n", league=None
    )

    assert result.columns("player_name", "league", "period") == [("Ana", "NBA", "1q")]
    assert result.reasons == [(3, "league")]
