import pytest

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.rules.props.prop import CONTENT
from tests.providers.reading import named, read_text, understood


def test_columns_without_a_title_are_dropped_and_equal_titles_numbered() -> None:
    assert understood(",player,market,line,note,note").others == [("note", 4), ("note (2)", 5)]


@pytest.mark.parametrize(
    ("dates", "day_first"),
    [
        (["25/10/2025", "2/11/2025"], True),
        (["25-10-2025", "02-11-2025"], True),
        (["10/25/2025", "2/11/2025"], False),
        (["2/11/2025"], False),
        (["25/10/2025", "10/25/2025"], False),
        (["2025/10/25", "later"], False),
    ],
)
def test_one_date_tells_whether_days_come_first_in_all(dates: list[str], day_first: bool) -> None:
    made = understood("player,market,line,date", *(f"Ana,Points,4.5,{date}" for date in dates))

    assert made.day_first is day_first


def test_an_export_is_recognised_in_any_order_of_its_columns() -> None:
    assert understood(",".join(reversed(CONTENT))).ours
    assert not understood(",".join(CONTENT[1:])).ours


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("player,line,side,market", "Ana,4.5,over,Parlay", "column market says Parlay, which is not a market"),
        ("player,line,bet_type", "Ana,4.5,player_prop", "column bet_type says player_prop, which is not a market"),
        ("player,market,closing_line", "Ana,Points,1.74", "column closing_line says 1.74, which is not a line"),
    ],
)
def test_a_refused_table_says_which_column_was_not_believed_and_why(header: str, row: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match="has no column for") as refused:
        understood(header, row)

    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("foo,bar", "player, market, line"),
        ("player,line", "market"),
        ("player,market,team", "line"),
        ("", "player"),
    ],
)
def test_a_table_without_player_market_or_line_is_refused(header: str, missing: str) -> None:
    with pytest.raises(InvalidInput, match=f"no column for {missing}") as refused:
        understood(header)
    assert "--map player_name=Athlete" in refused.value.hint


def test_map_names_the_column_of_a_field() -> None:
    made = understood("who,player,market,line", player_name="Who")

    assert named(made)["player_name"] == "who"
    assert made.others == [("player", 1)]


def test_map_refuses_titles_and_fields_that_do_not_exist() -> None:
    with pytest.raises(InvalidInput, match="no column Athlete, which --map names"):
        understood("player,market,line", player_name="Athlete")
    with pytest.raises(UsageError, match="column hero does not exist"):
        understood("player,market,line", hero="player")


@pytest.mark.parametrize("line", ["line", "line_score", "attributes.line_score"])
@pytest.mark.parametrize("sale", ["flash_sale_line", "flash_sale_line_score", "flashSaleLine"])
def test_flattened_projections_have_opponent_and_sale_in_any_spelling(line: str, sale: str) -> None:
    rows = "Ana Ruiz,NYK,Points,20.5,15.5,BOS\nBo Tell,NYK,Points,4.5,,BOS\n"
    result = read_text(f"player_name,team,stat_type,{line},{sale},description\n{rows}")

    assert result.columns("line", "opponent") == [(15.5, "BOS"), (4.5, "BOS")]
    assert result.props[0].extra_metadata["line_score"] == 20.5
    assert result.reading.notes == []


@pytest.mark.parametrize(("variant", "opponent"), [("demon", "BOS"), ("Goblin", "BOS"), ("x", None)])
def test_variants_of_prizepicks_tell_that_a_description_is_the_opponent(variant: str, opponent: str | None) -> None:
    table = f"player_name,stat_type,line,odds_type,description\nAna Ruiz,Points,20.5,{variant},BOS\n"

    assert read_text(table).columns("opponent") == [(opponent,)]
