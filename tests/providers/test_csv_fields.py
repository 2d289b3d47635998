from datetime import UTC, datetime

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.csv_headers import TABLE, fold_title
from tests.providers.reading import named, read_text, understood


def test_our_column_names_are_understood_in_any_case() -> None:
    assert named(understood("Player_Name,MARKET TYPE,line,under_odds,Game Date")) == {
        "player_name": "Player_Name",
        "market_type": "MARKET TYPE",
        "line": "line",
        "under_odds": "under_odds",
        "game_date": "Game Date",
    }


@pytest.mark.parametrize(
    "header",
    [
        "player,market,line",
        "Player,Stat Type,Line",
        "jugador,prop,point",
        "outcomes_description,outcomes key,outcomes_point",
        "Name,Prop,Points",
        "description,stat_type,dkLine",
        "Joueur,Type,Ligne",
        "Player,Prop Type,Prop Value",
        "player_name,market,line_value",
        "pitcher,market,closing_line",
        "Golfer,Prop,Current Line",
        "Name,Prop,Value",
        "Full Name,Prop Name,Stat Value",
        "Name,Prop Title,Line",
        "Name,Property,Underdog Prop Line",
        "selection_header,stat_name,stat_value",
        "Name,Line_Category,Line",
        "participant_name,market,handicap,description",
        "player_names,bet_type,stat_threshold",
    ],
)
def test_titles_met_in_the_wild_are_understood(header: str) -> None:
    made = understood(header, "Ana,Points,4.5")

    assert {"player_name", "market_type"} <= made.index.keys()
    assert "line" in made.index or made.books


def test_titles_of_a_flattened_odds_api_answer_are_understood() -> None:
    made = understood(
        "id,sport_key,bookmakers.key,bookmakers.title,bookmakers.markets.key,bookmakers.markets.outcomes.name,"
        "bookmakers.markets.outcomes.description,bookmakers.markets.outcomes.price,bookmakers.markets.outcomes.point",
        "e1,basketball_nba,acebet,Ace Bet,player_points,Over,Ana,-110,4.5",
    )

    assert made.sided
    assert [made.index[name] for name in ("platform", "market_type", "side", "player_name", "odds", "line")] == [
        2, 4, 5, 6, 7, 8,
    ]  # fmt: skip


GAME_LINES = ["Hawks,,h2h,,-110"] * 5


@pytest.mark.parametrize(
    ("rows", "player", "sided"),
    [
        (["Over,Ana,points,4.5,-110"], "description", True),
        ([*GAME_LINES, "Over,Ana,points,4.5,-110"], "description", True),
        (GAME_LINES, "description", True),
        (["Ana,BOS,points,4.5,-110"], "name", False),
    ],
)
def test_the_cells_tell_whether_name_or_description_is_the_player(rows: list[str], player: str, sided: bool) -> None:
    made = understood("name,description,market,point,price", *rows)

    assert (named(made)["player_name"], made.sided) == (player, sided)


@pytest.mark.parametrize("first", ["Hawks,,h2h,,-110", "Over,,totals,200.5,-110", "Hawks,Hawks,spreads,-3,-110"])
def test_game_lines_at_the_beginning_do_not_hide_that_label_is_the_side(first: str) -> None:
    made = understood("label,description,market,point,price", *[first] * 150, "Over,Ana,points,4.5,-110")

    assert (named(made)["side"], made.sided) == ("label", True)


@pytest.mark.parametrize(("second", "is_game"), [("e1", True), ("e2", False)])
def test_an_id_shared_by_rows_is_the_id_of_the_game(second: str, is_game: bool) -> None:
    made = understood("id,commence_time,player,market,line", "e1,,Ana,points,4.5", f"{second},,Bo,points,4.5")

    assert ("game_id" in named(made)) == is_game


@pytest.mark.parametrize(("cell", "is_league"), [("NBA", True), ("4", False)])
def test_a_sport_id_in_words_is_the_league(cell: str, is_league: bool) -> None:
    made = understood("sport_id,player,market,line", f"{cell},Ana,points,4.5")

    assert ("league" in named(made)) == is_league


@pytest.mark.parametrize(("cell", "is_platform"), [("PrizePicks", True), ("scraper", False), ("", False)])
def test_a_source_column_is_the_platform_only_if_we_know_it(cell: str, is_platform: bool) -> None:
    made = understood("source,player,market,line", f"{cell},Ana,points,4.5")

    assert ("platform" in named(made)) == is_platform


@pytest.mark.parametrize(
    ("day", "start", "taken"),
    [
        ("2025-10-05", "2025-10-06T01:05:00Z", "commence_time"),
        ("2025-10-05T20:00:00Z", "2025-10-06T01:05:00Z", "game_date"),
        ("2025-10-05", "", "game_date"),
    ],
)
def test_a_start_time_is_preferred_to_a_date_without_a_time(day: str, start: str, taken: str) -> None:
    made = understood("game_date,commence_time,player,market,line", f"{day},{start},Ana,points,4.5")

    assert named(made)["game_date"] == taken


@pytest.mark.parametrize(
    ("cell", "is_variant"),
    [("GOBLIN", True), ("base", True), ("balanced", True), ("alternate", True), ("LOW RISK", False), ("", False)],
)
def test_a_column_of_variants_is_recognised_by_its_cells(cell: str, is_variant: bool) -> None:
    for title in ("risk_type", "projection_type", "Odds Category", "line_type", "underdog_line_type"):
        made = understood(f"{title},player,market,line", f"{cell},Ana,points,4.5")

        assert ("variant" in named(made)) == is_variant


@pytest.mark.parametrize("title", ["kickoff_utc", "startTimeUTC", "official_date", "Slate Date", "Event Start"])
def test_rarer_titles_of_dates_are_understood(title: str) -> None:
    assert named(understood(f"{title},player,market,line", "2025-10-05,Ana,points,4.5"))["game_date"] == title


def test_a_sample_of_game_lines_alone_still_shows_the_side() -> None:
    rows = ["Hawks,,h2h,,-110"] * 150 + ["Over,,totals,200.5,-110"] * 50

    assert understood("label,player,market,point,price", *rows).sided


def test_flattened_prizepicks_projections_are_understood() -> None:
    made = understood(
        "type,id,attributes.line_score,attributes.stat_type,attributes.odds_type,attributes.name,attributes.description",
        "projection,901,4.5,Points,demon,Ana Ruiz,BOS",
    )

    assert [made.index[name] for name in ("line", "market_type", "variant", "player_name")] == [2, 3, 4, 5]
    assert not made.sided


def test_a_flattened_projection_keeps_its_id_and_the_id_of_its_player() -> None:
    made = understood(
        "id,attributes.line_score,attributes.stat_type,relationships.new_player.data.id,name",
        "901,4.5,Points,31,Ana Ruiz",
    )

    assert [made.index[name] for name in ("external_id", "player_id")] == [0, 3]


@pytest.mark.parametrize(("identifier", "is_of_projection"), [("6426738", True), ("12", False), ("64a6738", False)])
def test_only_an_id_like_those_of_prizepicks_is_the_id_of_a_projection(identifier: str, is_of_projection: bool) -> None:
    made = understood("id,player_name,stat_type,line_score", f"{identifier},Ana Ruiz,Points,4.5")

    assert ("external_id" in named(made)) == is_of_projection


def test_flattened_underdog_lines_are_understood() -> None:
    path = "over_under.appearance_stat."
    made = understood(
        f"id,stat_value,{path}display_stat,{path}stat,full_name,choice", "l1,4.5,Points,points,Ana,higher"
    )

    assert [made.index[name] for name in ("line", "market_type", "player_name", "side")] == [1, 3, 4, 5]


@pytest.mark.parametrize("path", ["attributes.", "new_player.", "new_player.attributes."])
def test_a_flattened_city_is_not_a_market_and_an_opponent_not_a_player(path: str) -> None:
    made = understood(
        f"id,attributes.description,attributes.line_score,attributes.stat_type,{path}name,{path}market,{path}team",
        "901,DOV,4.5,Points,Ana Ruiz,Los Palos,ACE",
    )

    assert [made.index[name] for name in ("line", "market_type", "player_name", "team")] == [2, 3, 4, 6]
    assert ("attributes.description", 1) in made.others
    with pytest.raises(InvalidInput, match="no column for player; its columns are id, attributes"):
        understood("id,attributes.description,attributes.line_score,attributes.stat_type", "901,DOV,4.5,Points")


@pytest.mark.parametrize(("cell", "is_line"), [("4.5", True), ("21.0", True), ("0.137", False), ("high", False)])
def test_a_value_column_is_the_line_only_in_half_steps(cell: str, is_line: bool) -> None:
    made = understood("player,prop,value,odds", f"Ana,Points,{cell},-110", "Bea,Points,7,-110")

    assert ("line" in named(made)) == is_line
    assert named(understood("player,prop,value,line", "Ana,Points,4.5,3.5"))["line"] == "line"


@pytest.mark.parametrize(("cell", "is_team"), [("ACE", True), ("1", False), ("True", False), ("", True)])
def test_a_home_column_of_yes_and_no_is_not_a_team(cell: str, is_team: bool) -> None:
    made = understood("player,market,line,home", f"Ana,Points,4.5,{cell}")

    assert ("home_team" in named(made)) == is_team


def test_the_better_title_wins_and_the_other_column_stays_raw() -> None:
    made = understood("stat_type,market,player,line")

    assert named(made)["market_type"] == "market"
    assert made.others == [("stat_type", 0)]


def test_the_key_of_a_sport_is_preferred_to_its_title() -> None:
    assert named(understood("sport_title,sport_key,player,market,line"))["league"] == "sport_key"


def test_the_key_of_a_platform_is_preferred_to_its_title() -> None:
    made = understood("bookmaker,bookmaker_key,player,market,line", "William Hill (US),williamhill_us,Ana,Points,4.5")

    assert named(made)["platform"] == "bookmaker_key"


def test_an_over_under_column_of_numbers_is_the_line() -> None:
    assert named(understood("player,market,Over/Under,Over Odds", "Ana,Points,4.5,-110"))["line"] == "Over/Under"


def test_a_pitcher_column_is_the_player_unless_another_column_is() -> None:
    assert named(understood("pitcher,batter_name,player,market,line", "Bo,Cy,Ana,Hits,0.5"))["player_name"] == "player"
    assert named(understood("pitcher,name,market,line", "Bo,Ana,Hits,0.5"))["player_name"] == "name"


@pytest.mark.parametrize(
    ("header", "rows", "market", "line"),
    [
        ("type,closing_line,player,prop_stat,point", ["straight,1.74,Ana,PTS,4.5"], "prop_stat", "point"),
        ("closing_line,line_value,player,stat", ["1.87,20.5,Ana,PTS", "2.02,21.5,Bea,PTS"], "stat", "line_value"),
        ("bet_type,player,category,value", ["Straight Bet,Ana,Rebounds,7", "SGP,Bea,Assists,5.5"], "category", "value"),
        ("line,total,player,market", ["-110,20.5,Ana,Points", "+105,21.5,Bea,Points"], "market", "total"),
        ("market,prop,player,line", ["player_prop,Points,Ana,4.5", "player_prop,Assists,Bea,3.5"], "prop", "line"),
        ("betType,statCategory,player,line", ["player_prop,Points,Ana,4.5"], "statCategory", "line"),
        ("market,stat_category,player,line", ["Player Props,Pass Yds,Ana,204.5"], "stat_category", "line"),
        ("market,Prop,player,line", ["Over,Points,Ana,4.5", "Under,Points,Ana,4.5"], "Prop", "line"),
    ],
)
def test_a_weak_header_is_believed_only_if_its_cells_fit(header: str, rows: list[str], market: str, line: str) -> None:
    fields = named(understood(header, *rows))

    assert (fields["market_type"], fields["line"]) == (market, line)


@pytest.mark.parametrize("words", [["player_prop"], ["Straight", "Parlay"], ["Player Props", "prop"]])
def test_a_market_column_that_names_only_a_kind_of_bet_is_refused_with_the_option_that_helps(words: list[str]) -> None:
    with pytest.raises(InvalidInput, match="no column for market") as refused:
        understood("player,market,line", *(f"Ana,{word},4.5" for word in words))

    assert "pass --market" in refused.value.hint


@pytest.mark.parametrize(
    ("over", "under"),
    [
        ("over_payout", "under_payout"),
        ("Payoff Over", "Payoff Under"),
        ("Over Juice", "Under Juice"),
        ("vig_over", "vig_under"),
        ("Over Win", "Under Win"),
        ("Ov Px", "Un Px"),
        ("overPriceAmerican", "underPriceAmerican"),
        ("probability.over.american_odds", "probability.under.american_odds"),
        ("prices.over.decimal", "prices.under.decimal"),
    ],
)
def test_titles_of_prices_are_made_of_words_for_side_price_and_format(over: str, under: str) -> None:
    made = understood(f"player,market,O/U,{over},{under}", "Ana,Points,4.5,-115,105")

    fields = named(made)
    assert (fields["line"], fields["odds"], fields["under_odds"]) == ("O/U", over, under)


def test_the_end_of_a_path_is_not_a_price_if_two_paths_end_so_or_one_names_a_platform() -> None:
    titles = "a.over.price,b.over.price,fanduel.over.price"

    assert "odds" not in named(understood(f"player,market,line,{titles}", "Ana,Points,4.5,-115,105,-110"))


def test_every_spelling_of_the_table_of_headers_means_one_column_first() -> None:
    strong = [(fold_title(one.spelling), one.column) for one in TABLE if not one.cells]

    assert len(dict(strong)) == len({*strong})


@pytest.mark.parametrize(
    ("cell", "is_variant"), [("demon", True), ("Power Play", True), ("american", False), ("US", False)]
)
def test_an_odds_type_may_be_the_format_of_the_odds(cell: str, is_variant: bool) -> None:
    made = understood("player,market,line,over,odds_type", f"Ana,Points,20.5,-110,{cell}")

    assert ("variant" in named(made)) == is_variant


@pytest.mark.parametrize("header", ["entry_odds_dec", "Taken Price", "odds_dec", "offered_odds", "cost"])
def test_prices_have_headers_of_bet_logs(header: str) -> None:
    result = read_text(f"player,market,side,line,{header}\nAna Ruiz,Points,Over,20.5,1.91\nBea,Points,Under,9.5,2.17\n")

    assert result.columns("odds", "under_odds") == [(1.91, None), (None, 2.17)]


def test_a_cost_in_half_steps_is_not_a_price() -> None:
    (prop,) = read_text("player,market,line,cost\nAna Ruiz,Points,20.5,5.5\n").props

    assert (prop.odds, prop.extra_metadata["raw"]) == (None, {"cost": "5.5"})


@pytest.mark.parametrize("title", ["Team_x", "team_y", "player_team_x"])
def test_titles_have_the_suffix_of_merged_tables(title: str) -> None:
    (prop,) = read_text(f"player,market,line,{title}\nAna Ruiz,Points,20.5,ACE\n").props

    assert prop.team == "ACE"


def test_teams_that_are_numbers_stay_in_extra_metadata() -> None:
    (prop,) = read_text(
        "player,market,line,team,opponent,home_team,away_team\nAna Ruiz,Outs,15.5,158,147,Doves,Aces\n"
    ).props

    assert (prop.team, prop.opponent) == (None, None)
    assert prop.extra_metadata["raw"] == {"team": "158", "opponent": "147"}


def test_a_start_in_iso_format_is_better_than_one_for_readers() -> None:
    (prop,) = read_text(
        "player,market,line,startTime,startTimeIso\n"
        "Ana Ruiz,Points,20.5,03/25/26 07:05 PM CST,2026-03-25T20:05:00.000-04:00\n"
    ).props

    assert prop.game_date == datetime(2026, 3, 26, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("header", ["Rung", "line", "Ladder Rung"])
def test_a_milestone_is_half_a_step_below_its_number(header: str) -> None:
    result = read_text(f"Player,Market,{header},Odds\nAna Ruiz,Points,25+,-180\nAna Ruiz,Points,30 +,110\n")

    assert result.columns("line", "odds", "under_odds") == [(24.5, 1 + 100 / 180, None), (29.5, 2.1, None)]


@pytest.mark.parametrize("header", ["Best Book", "venue", "app"])
def test_the_platform_of_the_best_price_is_known_by_its_cells(header: str) -> None:
    result = read_text(f"Player,Market,Line,Side,Best Odds,{header}\nAna Ruiz,Points,20.5,Over,-105,FanDuel\n")

    assert result.columns("platform", "odds") == [("fanduel", 1 + 100 / 105)]


def test_spanish_headers_are_understood() -> None:
    result = read_text(
        "Jugador;Línea;Cuota Más;Cuota Menos;Mercado;Casa;Equipo\nAna Ruiz;20,5;1,87;1,91;Points;Bet365;ACE\n"
    )

    assert result.columns("player_name", "team", "line", "odds", "under_odds", "market_type", "platform") == [
        ("Ana Ruiz", "ACE", 20.5, 1.87, 1.91, "points", "bet365")
    ]
