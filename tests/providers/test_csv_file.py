import csv
import io

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.props.prop import CONTENT
from tests.providers.reading import HEAD, ROW, read_text


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


def test_a_yes_no_market_may_leave_the_line_blank() -> None:
    result = read_text(HEAD + "Ana,Double Double,,150,-200\nBea,Points,,150,-200\n")

    assert result.columns("market_type", "line") == [("double_double", 0.5)]
    assert result.reasons == [(3, "line")]


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


def test_a_game_time_without_a_date_or_a_zone_is_kept_raw() -> None:
    result = read_text("date,game_time,player,market,line\n10/5/2025,7:30 PM,Ana,Points,4.5\n", league="NBL")
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
    assert refused.value.hint == "pass --league"


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


def test_columns_that_are_not_used_are_named_in_one_note() -> None:
    result = read_text("player,market,O/U,Ov Px,Un Px,Plan,Renews\nAna,Points,4.5,-115,105,gold,May\n")

    assert result.reading.notes == ["columns not used: Plan, Renews"]
    assert result.columns("odds", "under_odds") == [(1 + 100 / 115, 2.05)]


def test_the_note_on_unused_columns_is_short_and_leaves_out_what_was_read_another_way() -> None:
    many = ",".join(f"c{number}" for number in range(14))
    result = read_text(f"first_name,last_name,stat,line,is_demon,{many}\nAna,Ruiz,Points,4.5,yes{',1' * 14}\n")

    assert result.reading.notes == ["columns not used: c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 2 more"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("player,line,over_odds\nAna,4.5,-110\n", 4.5),
        ("Player,Rebounds,Over,Under\nAna,7.5,-110,-120\n", 7.5),
        ("Player,REB,Projection\nAna,7.5,8.1\n", 7.5),
        ('[{"player": "Ana", "line": 7.5}]', 7.5),
    ],
)
def test_market_names_the_market_of_a_table_that_has_no_column_for_it(text: str, line: float) -> None:
    result = read_text(text, market="rebounds")

    assert result.columns("market_type", "line") == [("rebounds", line)]


def test_market_is_not_used_where_a_column_has_the_market() -> None:
    result = read_text("player,market,line\nAna,Points,4.5\n", market="rebounds")

    assert result.columns("market_type") == [("points",)]
    assert result.reading.notes == ["column market has the market: --market rebounds was not used"]


@pytest.mark.parametrize("cells", ["'-110,'4.5", '"=""-110""","=""4.5"""', "-110,4.5"])
def test_numbers_that_a_spreadsheet_keeps_as_text_are_read(cells: str) -> None:
    result = read_text(f"player,market,over_odds,line\nAna,Points,{cells}\n")

    assert result.columns("line", "odds") == [(4.5, 1 + 100 / 110)]


def test_rarer_titles_and_labels_are_known() -> None:
    result = read_text(
        "player,sport_name,bookie,market,line,match_datetime\nAna Ruiz,MLB,DK,Total Outs,17.5,2025-06-02T20:00Z\n",
        league=None,
    )

    assert result.columns("league", "platform", "market_type", "line") == [("MLB", "draftkings", "pitching_outs", 17.5)]
    assert [str(date) for (date,) in result.columns("game_date")] == ["2025-06-02 20:00:00+00:00"]
