import pytest

from tests.providers.reading import read_text


@pytest.mark.parametrize(
    ("label", "player", "market", "period", "line", "odds"),
    [
        ("Over 4.5 Ana Ruiz Points - 1st Quarter", "Ana Ruiz", "points", "1q", 4.5, None),
        ("Ana Ruiz Over 4.5 Points", "Ana Ruiz", "points", "full", 4.5, None),
        ("Ana Ruiz - Pts+Asts o4.5 (-110)", "Ana Ruiz", "points_assists", "full", 4.5, 1 + 100 / 110),
        ("Ana Ruiz Points Over 4½ -110", "Ana Ruiz", "points", "full", 4.5, 1 + 100 / 110),
        ("Ana de la Ruiz Total Rebounds 1st Half O 7", "Ana de la Ruiz", "rebounds", "1h", 7.0, None),
        ("Ana Ruiz More than 7.5 Assists", "Ana Ruiz", "assists", "full", 7.5, None),
    ],
)
def test_labels_are_taken_apart(
    label: str, player: str, market: str, period: str, line: float, odds: float | None
) -> None:
    result = read_text(f"bet\n{label}\n")

    assert result.columns("player_name", "market_type", "period", "line", "odds") == [
        (player, market, period, line, odds)
    ]
    assert result.props[0].extra_metadata["raw"] == {"bet": label}


def test_labels_give_only_what_no_column_has() -> None:
    result = read_text(
        "sportsbook,type,odds,closing_line,bet_info,player_name,Over_Under,prop_stat\n"
        "Draftkings Sportsbook,straight,1.7,1.74,Over 4.5 Ana Ruiz Points - 1st Quarter,Ana Ruiz,Over,PTS\n"
        "Draftkings Sportsbook,straight,2.1,2.02,Under 4.5 Ana Ruiz Points - 1st Quarter,Ana Ruiz,Under,PTS\n"
    )

    assert result.columns("platform", "market_type", "period", "line", "odds", "under_odds") == [
        ("draftkings", "points", "1q", 4.5, 1.7, 2.1)
    ]
    assert result.reading.notes == [
        "line, period: read from the labels in bet_info",
        "columns not used: type, closing_line",
    ]


def test_a_period_in_the_labels_is_read_beside_all_other_columns() -> None:
    head = "player,market,line,over,under,label\n"
    result = read_text(f"{head}Ana Ruiz,Points,4.5,1.8,2,Over 4.5 Ana Ruiz Points - 1st Quarter\n")

    assert result.columns("period", "odds", "under_odds") == [("1q", 1.8, 2.0)]


def test_a_row_whose_label_cannot_be_read_is_rejected() -> None:
    rows = "Ana Ruiz Over 4.5 Points\n" * 3 + "Ana Ruiz to score first\n"

    assert read_text(f"bet\n{rows}").reasons == [(5, "side")]


@pytest.mark.parametrize("notes", ["likes the over 4.5 units", "over 55% of the time", "see under"])
def test_remarks_are_not_labels(notes: str) -> None:
    result = read_text(f"player,market,line,over,notes\nAna,Points,20.5,1.8,{notes}\n")

    assert result.columns("player_name", "market_type", "line", "period") == [("Ana", "points", 20.5, "full")]


@pytest.mark.parametrize(
    ("over", "under"), [("Tackles Over", "Tackles Under"), ("Solo Tackles - Over", "solo_tackles_under")]
)
def test_a_side_at_the_end_of_the_market_is_the_side_of_the_row(over: str, under: str) -> None:
    result = read_text(f"player,label,line,odds\nAna,{over},4.5,1.9\nAna,{under},4.5,1.8\n", league="NFL")

    assert result.columns("market_type", "line", "odds", "under_odds") == [("solo_tackles", 4.5, 1.9, 1.8)]


def test_a_key_of_the_odds_api_that_ends_with_over_is_an_alternate_line() -> None:
    result = read_text("player,market,line,odds\nAna,player_tackles_over,4.5,1.9\n", league="AFL")

    assert result.columns("market_type", "variant", "odds") == [("tackles", "alternate", 1.9)]


@pytest.mark.parametrize(
    ("cells", "team", "position"),
    [
        (["MIN - IF", "KC - OF"], "MIN", "IF"),
        (["MIN (SP)", "KC (P)"], "MIN", "SP"),
        (["QB | SF", "WR | KC"], "SF", "QB"),
        (["SEA/LA", "KC"], "SEA/LA", None),
        (["MIN", "KC"], "MIN", None),
    ],
)
def test_team_and_position_in_one_cell_are_two_facts(cells: list[str], team: str, position: str | None) -> None:
    rows = "".join(f"Ana {nth},{cell},1.5,Hits+Runs+RBIs\n" for nth, cell in enumerate(cells))
    result = read_text(f"Name,Team,Value,Prop\n{rows}", league="MLB")

    assert result.columns("team", "position")[0] == (team, position)


@pytest.mark.parametrize(
    ("cells", "name", "team"),
    [
        (["Ana Ruiz (MIN)", "Bo Tell (KC)"], "Ana Ruiz", "MIN"),
        (["Ana Ruiz - MIN", "Bo Tell - KC"], "Ana Ruiz", "MIN"),
        (["Ana Ruiz (P)", "Bo Tell (SP)"], "Ana Ruiz", None),
        (["Ana Ruiz-Cole", "Bo Tell"], "Ana Ruiz-Cole", None),
    ],
)
def test_a_team_behind_the_player_is_the_team(cells: list[str], name: str, team: str | None) -> None:
    rows = "".join(f"{cell},1.5,Hits\n" for cell in cells)
    result = read_text(f"Name,Value,Prop\n{rows}", league="MLB")

    assert result.columns("player_name", "team")[0] == (name, team)
