import pytest

from tests.providers.reading import named, understood


@pytest.mark.parametrize(
    ("header", "row", "side"),
    [
        ("player,market,line,direction,odds", "Ana,Points,4.5,Over,-110", "direction"),
        ("player,market,line,label,odds", "Ana,Points,4.5,Under,-110", "label"),
        ("name,description,market,point,price", "Over,Ana,points,4.5,-110", "name"),
        ("player,market,o/u,line,odds", "Ana,Points,o,4.5,-110", "o/u"),
    ],
)
def test_a_table_with_a_column_of_sides_is_sided(header: str, row: str, side: str) -> None:
    made = understood(header, row)

    assert made.sided
    assert named(made)["side"] == side


def test_a_side_written_into_the_line_makes_a_table_sided() -> None:
    assert understood("player,market,line,odds", "Ana,Points,o4.5,-110").sided
    assert not understood("player,market,line,odds", "Ana,Points,4.5,-110").sided


def test_a_recommended_side_does_not_make_a_wide_table_sided() -> None:
    made = understood("player,market,line,over_odds,under_odds,side", "Ana,Points,4.5,-110,-110,Over")

    assert not made.sided
    assert made.others == [("side", 5)]


@pytest.mark.parametrize(
    ("header", "cells", "sided"),
    [
        ("prediction,odds", "UNDER,-110", True),
        ("Pick Side,odds", "over,-110", True),
        ("recommendation,odds", "PASS,-110", False),
        ("recommendation,odds", ",-110", False),
        ("recommendation,odds,under_odds", "OVER,-110,-110", False),
        ("prediction,note", "UNDER,-110", False),
    ],
)
def test_a_single_price_belongs_to_the_side_that_is_recommended(header: str, cells: str, sided: bool) -> None:
    made = understood(f"player,market,line,{header}", f"Ana,Points,4.5,{cells}")

    assert (made.sided, "side" in made.index) == (sided, sided)


@pytest.mark.parametrize(
    ("header", "cells", "prices"),
    [
        ("best_over_odds,best_under_odds", "-110,+105", ["best_over_odds", "best_under_odds"]),
        ("side,best_price,book", "Over,1.91,DraftKings", ["best_price"]),
        ("best_over_odds,best_over_line", "-110,5.5", []),
        ("over_odds,best_over_odds", "-110,+105", ["over_odds"]),
        ("DK Over,Best Over", "-110,+105", []),
        ("best_over", "54%", []),
        ("close_over,close_under,close_line", "-110,+105,5.5", []),
        ("closing_over,closing_under", "-110,+105", []),
    ],
)
def test_the_best_price_is_used_if_no_other_column_has_prices(header: str, cells: str, prices: list[str]) -> None:
    made = understood(f"player,market,line,{header}", f"Ana,Points,4.5,{cells}")

    assert [named(made)[name] for name in ("odds", "under_odds") if name in named(made)] == prices


def test_closing_prices_are_used_with_the_closing_line() -> None:
    header = "player,market,opening_line,opening_over_odds,closing_line,closing_over_odds,closing_under_odds"
    made = understood(header, "Ana,Points,4.5,-110,5.5,+105,-125")

    assert named(made)["line"] == "closing_line"
    assert (named(made)["odds"], named(made)["under_odds"]) == ("closing_over_odds", "closing_under_odds")


def test_a_book_line_is_the_line_and_not_a_platform() -> None:
    made = understood("player,market,book_line,book_over_odds,book_under_odds,vegas_line", "Ana,Points,4.5,-110,-110,5")

    assert [made.index[name] for name in ("line", "odds", "under_odds")] == [2, 3, 4]
    assert (made.books, made.others) == ([], [("vegas_line", 5)])
