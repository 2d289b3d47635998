import pytest

from tests.providers.reading import HEAD, ROW, read_text


def test_surplus_cells_are_ignored_if_they_are_blank() -> None:
    result = read_text(HEAD + "Ana,Points,20.5,-110,-120,, \nBea,Points,20.5,-110,-120,,x\nCy,Points,20.5,-110\n  \n")

    assert result.columns("player_name") == [("Ana",)]
    assert result.reasons == [(3, "row"), (4, "row")]


def test_a_duplicate_header_in_another_case_is_skipped() -> None:
    result = read_text(HEAD + ROW + HEAD.upper())

    assert (len(result.props), result.rejects) == (1, [])
    assert result.reading.notes == ["duplicate header rows skipped: 1"]


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


def test_duplicate_headers_and_game_lines_are_skipped_with_a_note() -> None:
    result = read_text(HEAD + ROW + HEAD + ",h2h,,-110,-110\nHawks,spreads,4.5,-110,-110\n" + ROW)

    assert (len(result.props), result.rejects) == (2, [])
    assert result.reading.notes == [
        "duplicate header rows skipped: 1",
        "game lines (h2h, spreads, totals) skipped, since they are not player props: 2",
    ]
